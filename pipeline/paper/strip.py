"""A strip of a form, filled from left to right: each call prints a label or a field and moves on.

No place is written twice: the box that is printed is the box that the field gets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, Unpack

from models.geometry import BoxMm, union
from models.template import (
    ChoiceField,
    DateField,
    DateParts,
    Era,
    FormField,
    ImageField,
    Label,
    LineField,
    LineType,
    Mark,
    Option,
    Part,
)
from pipeline.paper.care import Care, LineCare
from pipeline.paper.options import OPTION_PT, OptionGrid, Word, era_word
from pipeline.paper.press import Press, neat, text_mm

CELL_W, CELL_H = 5.5, 7.5
"""A one-character box, in millimetres."""

_PAD = 1.5
_UNIT_W = 4.0

ImageType = Literal["seal", "signature", "office"]
Choices = Sequence[tuple[str, str, str]]
"""Options as a design writes them: value stored, word printed, English label."""


class Strip:
    """A horizontal band of a sheet; nothing may pass its right end."""

    def __init__(self, press: Press, keep: Callable[[FormField], None], box: BoxMm) -> None:
        """Start at the left of ``box``; every field printed is given to ``keep``."""
        self._press, self._keep, self._box = press, keep, box
        self._x, self._middle = box.x, box.y + box.h / 2

    def label(self, words: str, w: float, size: float = 7.5) -> Strip:
        """A shaded cell with the name of what follows."""
        box = self._take(w)
        self._press.shade(box)
        self._press.frame(box)
        self._press.heading(words, box, size)
        return self

    def word(self, words: str, size: float = 8) -> Strip:
        """Printed words between fields."""
        box = self._take(text_mm(words, size) + 2)
        self._press.text(words, box.x + 1, self._middle, size)
        return self

    def line(
        self, key: str, ja: str, en: str, kind: LineType, w: float | None = None, lines: int = 1,
        **care: Unpack[LineCare],
    ) -> Strip:  # fmt: skip
        """A free writing line over the strip's whole height, ``w`` wide or to the strip's end."""
        box = self._take(w)
        self._press.frame(box)
        self._keep(LineField(key=key, label=Label(ja=ja, en=en), type=kind, box_mm=box, lines=lines, **care))
        return self

    def image(self, key: str, ja: str, en: str, kind: ImageType, w: float | None = None, **care: Unpack[Care]) -> Strip:
        """A place that is kept as a picture, over the strip's whole height."""
        box = self._take(w)
        self._press.frame(box)
        self._keep(ImageField(key=key, label=Label(ja=ja, en=en), type=kind, box_mm=box, **care))
        return self

    def cells(
        self,
        key: str,
        ja: str,
        en: str,
        kind: LineType,
        groups: Sequence[int],
        cell_w: float = CELL_W,
        **care: Unpack[LineCare],
    ) -> Strip:
        """One-character boxes, in ``groups`` with a hyphen between them (none within an Individual Number)."""
        self._take(_PAD)
        blocks = []
        for number, count in enumerate(groups):
            if number:
                self._unit("" if kind == "my_number" else "-", 3.0)
            blocks.append(self._cells(count, cell_w))
        self._take(_PAD)
        cells = tuple(neat(cell) for block, count in zip(blocks, groups, strict=True) for cell in block.split(count))
        self._keep(
            LineField(
                key=key,
                label=Label(ja=ja, en=en),
                type=kind,
                box_mm=neat(union(tuple(blocks))),
                cells=groups[0] if len(groups) == 1 else cells,
                **care,
            )
        )
        return self

    def choice(
        self,
        key: str,
        ja: str,
        en: str,
        words: Choices,
        *,
        mark: Mark = Mark.CIRCLE,
        many: bool = False,
        lines: int = 1,
        **care: Unpack[Care],
    ) -> Strip:
        """Printed options to mark, in ``lines`` lines one below the other."""
        options = self._options([Word(word, value, Label(ja=word, en=en)) for value, word, en in words], mark, lines)
        self._keep(
            ChoiceField(
                key=key,
                label=Label(ja=ja, en=en),
                type="choices" if many else "choice",
                mark=mark,
                options=options,
                box_mm=neat(union(tuple(option.box_mm for option in options))),
                **care,
            )
        )
        return self

    def date(
        self,
        key: str,
        ja: str,
        en: str,
        eras: str | Sequence[str],
        *,
        era_lines: int = 1,
        year_cells: int = 2,
        celled: bool = True,
        **care: Unpack[Care],
    ) -> Strip:
        """A date by its parts: one printed era or several to ring, then year, month and day in cells or freely."""
        if isinstance(eras, str):
            name = era_word(eras).label.ja
            self._unit(name, text_mm(name, OPTION_PT) + 2 * _PAD)
            era = Era(printed=eras)
        else:
            era = Era(options=self._options([era_word(e) for e in eras], Mark.CIRCLE, era_lines))
        year = self._part(year_cells, celled, "年")
        parts = DateParts(era=era, year=year, month=self._part(2, celled, "月"), day=self._part(2, celled, "日"))
        box = neat(union(parts.boxes()))
        self._keep(DateField(key=key, label=Label(ja=ja, en=en), type="date", parts=parts, box_mm=box, **care))
        return self

    def _take(self, w: float | None) -> BoxMm:
        """The next ``w`` millimetres (all that is left where None) over the strip's whole height."""
        width = self._box.right - self._x if w is None else w
        if self._x + width > self._box.right + 0.01:
            raise ValueError(f"strip at {self._box.y} mm: {self._x + width - self._box.right:.1f} mm too long")
        start, self._x = self._x, self._x + width
        return neat(BoxMm(start, self._box.y, width, self._box.h))

    def _unit(self, word: str, w: float) -> None:
        """A short printed word such as 年 in the middle of the next ``w`` millimetres."""
        box = self._take(w)
        self._press.text(word, box.x + w / 2, self._middle, OPTION_PT, align="centre")

    def _cells(self, count: int, cell_w: float) -> BoxMm:
        """Print ``count`` joined one-character boxes; the rules between them are light."""
        taken = self._take(count * cell_w)
        block = neat(BoxMm(taken.x, self._middle - CELL_H / 2, taken.w, CELL_H))
        for cell in block.split(count)[1:]:
            self._press.rule((cell.x, cell.y), (cell.x, cell.bottom), weight=0.15, grey=0.55)
        self._press.frame(block, weight=0.18, grey=0.4)
        return block

    def _part(self, cells: int, celled: bool, unit: str) -> Part:
        """One part of a date with its unit behind it; a free part is as wide as its cells and open."""
        box = self._cells(cells, CELL_W) if celled else self._take(cells * CELL_W)
        self._unit(unit, _UNIT_W)
        return Part(box_mm=box, cells=cells if celled else None)

    def _options(self, words: Sequence[Word], mark: Mark, lines: int) -> tuple[Option, ...]:
        grid = OptionGrid(tuple(words), mark, lines)
        return grid.print_on(self._press, self._take(grid.width))
