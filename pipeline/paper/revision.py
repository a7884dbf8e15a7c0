"""A design drawn with one change: its statements are passed on to a sheet, each as the change says."""

from __future__ import annotations

from collections.abc import Callable

from models.fields import FormField
from models.geometry import BoxMm
from models.template import Label
from pipeline.paper.changes import Band, Keep, LabelKey
from pipeline.paper.press import GOTHIC, Align, Press
from pipeline.paper.sheet import LEFT, RIGHT, SIDE_W, RowDrawing, Sheet
from pipeline.paper.strip import Strip


class Revised(Sheet):
    """Takes a design's statements and prints them on ``paper`` under a change; remembers what was stated.

    ``strips`` are the design's strips, ``last_of_rows`` the last row of every group, ``labels`` the words of every
    label, all as the design has them.
    """

    def __init__(self, change: Keep, paper: Sheet) -> None:
        """Start on an empty ``paper``; rows of a group come out as fields of their own."""
        super().__init__("", paper.page_mm)
        self.strips: list[Band] = []
        self.last_of_rows: list[Band] = []
        self.labels: dict[LabelKey, str] = {}
        self._change, self._paper = change, paper
        self._group, self._row, self._count = "", 0, 0

    def strip(self, y: float, h: float, x: float = LEFT + SIDE_W, right: float = RIGHT) -> Strip:
        """Lay the strip where the change puts it; one that is gone is printed on paper that nobody sees."""
        self.strips.append(Band(x, y, y + h))
        place = self._change.band(self.strips[-1])
        if place is None:
            return _Labelled(Press("", self.page_mm), lambda field: None, BoxMm(x, y, right - x, h), self._said)
        box = BoxMm(x, place.top, right - x, place.bottom - place.top)
        self._paper.frame(box)
        return _Labelled(self._paper, self._kept, box, self._said)

    def rows(self, key: str, label: Label, draw: RowDrawing, *, count: int, top: float, pitch: float) -> None:
        """Print the rows one by one."""
        self.last_of_rows.append(Band(LEFT, top + (count - 1) * pitch, top + count * pitch))
        before = self._count
        for number in range(1, count + 1):
            self._group, self._row, self._count = key, number, 0
            draw(self, top + (number - 1) * pitch, number)
        self._group, self._row, self._count = "", 0, before

    def side(self, words: str, y: float, h: float, w: float = SIDE_W, x: float = LEFT) -> None:
        """Print the name of a block beside what is left of its strips."""
        place = self._change.band(Band(x, y, y + h))
        if place is not None:
            self._paper.side(words, place.top, place.bottom - place.top, w, x)

    def bar(self, words: str, y: float, *, dark: bool = True) -> None:
        """Print the bar, higher or lower."""
        self._paper.bar(words, self._change.height(y, end=False), dark=dark)

    def bold(self, y: float, h: float) -> None:
        """Print the thick frame around what is left."""
        place = self._change.band(Band(LEFT, y, y + h))
        if place is not None:
            self._paper.bold(place.top, place.bottom - place.top)

    def remark(self, words: str, x: float, y: float, *, align: Align = "left") -> None:
        """Print the note, higher or lower."""
        self._paper.remark(words, x, self._change.height(y, end=False), align=align)

    def text(
        self, words: str, x: float, y: float, size: float = 8, *, font: str = GOTHIC, align: Align = "left",
        spread: float = 0.0, grey: float = 0.0,
    ) -> None:  # fmt: skip
        """Print the line, higher or lower."""
        height = self._change.height(y, end=False)
        self._paper.text(words, x, height, size, font=font, align=align, spread=spread, grey=grey)

    def title(self, words: str, y: float, size: float = 17) -> None:
        """Print the title."""
        self._paper.title(words, y, size)

    def footer(self, number: str) -> None:
        """Print the foot, and what is new on the sheet."""
        self._paper.footer(self._change.footer(number))
        self._change.extra(self._paper)

    def _kept(self, field: FormField) -> None:
        key = f"{self._group}.{self._row}.{field.key}" if self._group else field.key
        self._paper.keep(field.model_copy(update={"key": key}))

    def _said(self, words: str, w: float) -> tuple[str, float]:
        """What a label says now, and its width; rows of a group share their labels' keys."""
        key = self._group, self._count
        self._count += 1
        self.labels[key] = words
        return self._change.label(key, words, w)


class _Labelled(Strip):
    """A strip whose labels are asked for first."""

    def __init__(
        self,
        press: Press,
        keep: Callable[[FormField], None],
        box: BoxMm,
        said: Callable[[str, float], tuple[str, float]],
    ) -> None:
        super().__init__(press, keep, box)
        self._said = said

    def label(self, words: str, w: float, size: float = 7.5) -> Strip:
        """A shaded cell with what the label says now."""
        return super().label(*self._said(words, w), size)
