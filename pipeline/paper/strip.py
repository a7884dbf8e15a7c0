"""A strip of a form, filled from left to right: each call prints a label or a field and moves on.

No place is written twice: the box that is printed is the box that the field gets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypedDict, Unpack

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
    Sensitivity,
)
from pipeline.paper.press import Press, text_mm

CELL_W, CELL_H = 5.5, 7.5
"""A one-character box, in millimetres."""

RING_H = 7.0
"""Height of the place for a ring around a printed word; it is at least as wide."""

TICK = 4.0
"""Side of a small box to tick or to fill."""

ERAS = {
    "meiji": ("明", "明治", "Meiji"),
    "taisho": ("大", "大正", "Taisho"),
    "showa": ("昭", "昭和", "Showa"),
    "heisei": ("平", "平成", "Heisei"),
    "reiwa": ("令", "令和", "Reiwa"),
    "western": ("西暦", "西暦", "Western calendar"),
}
"""Each era's value: as printed to be ringed, its full name, its English name."""

ALL_ERAS = tuple(ERAS)

_PAD = 1.5
_OPTION_PT = 9.0
_UNIT_W = 4.0

Word = tuple[str, str, str]
"""An option: the value stored, the word printed, the English label."""


class Care(TypedDict, total=False):
    """What every kind of field may say about itself."""

    required: bool
    sensitivity: Sensitivity


class Strip:
    """A horizontal band of a sheet; nothing may pass its right end."""

    def __init__(self, press: Press, keep: Callable[[FormField], None], box: BoxMm) -> None:
        """Start at the left of ``box``; every field printed is given to ``keep``."""
        self._press, self._keep, self._box = press, keep, box
        self._x = box.x

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
        self, key: str, ja: str, en: str, kind: LineType, w: float | None = None, lines: int = 1, **care: Unpack[Care]
    ) -> Strip:
        """A free writing line over the strip's whole height, ``w`` wide or to the strip's end."""
        box = self._take(w)
        self._press.frame(box)
        self._keep(LineField(key=key, label=Label(ja=ja, en=en), type=kind, box_mm=box, lines=lines, **care))
        return self

    def image(
        self,
        key: str,
        ja: str,
        en: str,
        kind: Literal["seal", "signature", "office"],
        w: float | None = None,
        **care: Unpack[Care],
    ) -> Strip:
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
        *,
        cell_w: float = CELL_W,
        joint: str = "-",
        **care: Unpack[Care],
    ) -> Strip:
        """One-character boxes, in ``groups`` with ``joint`` printed between them."""
        self._take(_PAD)
        blocks = []
        for number, count in enumerate(groups):
            if number:
                self._unit(joint, 3.0)
            blocks.append(self._cells(count, cell_w))
        self._take(_PAD)
        cells = tuple(_neat(cell) for block, count in zip(blocks, groups, strict=True) for cell in block.split(count))
        self._keep(
            LineField(
                key=key,
                label=Label(ja=ja, en=en),
                type=kind,
                box_mm=_neat(union(tuple(blocks))),
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
        words: Sequence[Word],
        *,
        mark: Mark = Mark.CIRCLE,
        many: bool = False,
        lines: int = 1,
        **care: Unpack[Care],
    ) -> Strip:
        """Printed options to mark, in ``lines`` lines one below the other."""
        options = self._options([(word, value, Label(ja=word, en=en)) for value, word, en in words], mark, lines)
        self._keep(
            ChoiceField(
                key=key,
                label=Label(ja=ja, en=en),
                type="choices" if many else "choice",
                mark=mark,
                options=options,
                box_mm=_neat(union(tuple(option.box_mm for option in options))),
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
            self._unit(ERAS[eras][1], text_mm(ERAS[eras][1], _OPTION_PT) + 2 * _PAD)
            era = Era(printed=eras)
        else:
            words = [(ERAS[e][0], e, Label(ja=ERAS[e][1], en=ERAS[e][2])) for e in eras]
            era = Era(mark=Mark.CIRCLE, options=self._options(words, Mark.CIRCLE, era_lines))
        year = self._part(year_cells, celled, "年")
        parts = DateParts(era=era, year=year, month=self._part(2, celled, "月"), day=self._part(2, celled, "日"))
        box = _neat(union(parts.boxes()))
        self._keep(DateField(key=key, label=Label(ja=ja, en=en), type="date", parts=parts, box_mm=box, **care))
        return self

    @property
    def _middle(self) -> float:
        return self._box.y + self._box.h / 2

    def _take(self, w: float | None) -> BoxMm:
        """The next ``w`` millimetres (all that is left where None) over the strip's whole height."""
        width = self._box.right - self._x if w is None else w
        if self._x + width > self._box.right + 0.01:
            raise ValueError(f"strip at {self._box.y} mm: {self._x + width - self._box.right:.1f} mm too long")
        taken = _neat(BoxMm(self._x, self._box.y, width, self._box.h))
        self._x += width
        return taken

    def _unit(self, word: str, w: float) -> None:
        """A short printed word such as 年 in the middle of the next ``w`` millimetres."""
        box = self._take(w)
        self._press.text(word, box.x + w / 2, self._middle, _OPTION_PT, align="centre")

    def _cells(self, count: int, cell_w: float) -> BoxMm:
        """Print ``count`` joined one-character boxes; the rules between them are light."""
        taken = self._take(count * cell_w)
        block = _neat(BoxMm(taken.x, self._middle - CELL_H / 2, taken.w, CELL_H))
        for cell in block.split(count)[1:]:
            self._press.rule((cell.x, cell.y), (cell.x, cell.bottom), weight=0.15, grey=0.55)
        self._press.frame(block, weight=0.18, grey=0.4)
        return block

    def _part(self, cells: int, celled: bool, unit: str) -> Part:
        """One part of a date with its unit behind it; a free part is as wide as its cells and open."""
        if celled:
            part = Part(box_mm=self._cells(cells, CELL_W), cells=cells)
        else:
            part = Part(box_mm=self._take(max(2, cells) * CELL_W))
        self._unit(unit, _UNIT_W)
        return part

    def _options(self, words: Sequence[tuple[str, str, Label]], mark: Mark, lines: int) -> tuple[Option, ...]:
        """Print (word, value, label) options in a grid of ``lines`` lines and return where each is marked."""
        columns = -(-len(words) // lines)
        widths = [max(_option_w(word, mark) for word, _, _ in words[c::columns]) for c in range(columns)]
        gap = (0.6 if lines > 1 else 2.4) if mark is Mark.CIRCLE else 3.0
        pitch = self._box.h / lines if mark is not Mark.CIRCLE else RING_H + 0.8
        area = self._take(sum(widths) + gap * (columns - 1) + 2 * _PAD)
        options = []
        for number, (word, value, label) in enumerate(words):
            row, column = divmod(number, columns)
            x = area.x + _PAD + sum(widths[:column]) + gap * column
            middle = self._middle + (row - (lines - 1) / 2) * pitch
            if mark is Mark.CIRCLE and column and lines == 1:
                self._press.text("・", x - gap / 2, middle, _OPTION_PT, align="centre")
            options.append(Option(value=value, label=label, box_mm=self._option(word, mark, x, middle, widths[column])))
        return tuple(options)

    def _option(self, word: str, mark: Mark, x: float, middle: float, w: float) -> BoxMm:
        """Print one option: a word to ring, or a small box with its word behind it."""
        if mark is Mark.CIRCLE:
            self._press.text(word, x + w / 2, middle, _OPTION_PT, align="centre")
            return _neat(BoxMm(x, middle - RING_H / 2, w, RING_H))
        box = _neat(BoxMm(x, middle - TICK / 2, TICK, TICK))
        self._press.frame(box, weight=0.25)
        self._press.text(word, box.right + 1, middle, _OPTION_PT)
        return box


def _option_w(word: str, mark: Mark) -> float:
    if mark is Mark.CIRCLE:
        return max(RING_H, text_mm(word, _OPTION_PT) + 3)
    return TICK + 1 + text_mm(word, _OPTION_PT)


def _neat(box: BoxMm) -> BoxMm:
    """The box to the hundredth of a millimetre, as ``template.yaml`` shows it."""
    return BoxMm(round(box.x, 2), round(box.y, 2), round(box.w, 2), round(box.h, 2))
