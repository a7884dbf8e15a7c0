"""One source for a form: what is printed becomes the blank, and the fields among it become ``template.yaml``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from models.geometry import BoxMm
from models.template import FormField, Label, Rows, Template
from pipeline.paper.press import MINCHO, Align, Press
from pipeline.paper.strip import Strip

LEFT, RIGHT = 8.0, 202.0
"""Edges of the printed area of an A4 sheet, in millimetres."""

SIDE_W = 6.0
"""Width of the block names that stand upright at the left."""

RowDrawing = Callable[["Sheet", float, int], None]
"""Prints one row on a sheet: its top in millimetres, and its number from 1."""


@dataclass(frozen=True, slots=True)
class Design:
    """One side of a form: its names, how it is drawn, and its between-field rules as they stand in ``template.yaml``.

    ``suffix`` tells the folders of a form's pages apart; page 1 has none.
    """

    form: str
    title: Label
    draw: Callable[[Sheet], None]
    rules: tuple[Mapping[str, object], ...]
    version: str = "2026-04"
    page: int = 1
    optional: bool = False
    attachments: int = 0
    suffix: str = ""

    @property
    def folder(self) -> str:
        """Its folder under ``form_templates``: the form's key, with ``suffix`` behind it for later pages."""
        return self.form + self.suffix


def each(kind: str, keys: Sequence[str], when: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    """The same conditional rule for each of several fields."""
    return tuple({"kind": kind, "field": key, "when": when} for key in keys)


class Sheet(Press):
    """A page of a form: printed as a ``Press`` prints, with its fields kept in the order of their drawing."""

    def __init__(self, title: str, page_mm: tuple[float, float] = (210.0, 297.0)) -> None:
        """Start an empty sheet; A4 upright where no other size is given."""
        super().__init__(title, page_mm)
        self._fields: list[FormField] = []
        self._rows: list[Rows] = []
        self._corners()

    def keep(self, field: FormField) -> None:
        """Take in a field that has been printed."""
        self._fields.append(field)

    def strip(self, y: float, h: float, x: float = LEFT + SIDE_W, right: float = RIGHT) -> Strip:
        """Lay a framed strip of height ``h`` from ``x`` to ``right``; its fields are kept."""
        box = BoxMm(x, y, right - x, h)
        self.frame(box)
        return Strip(self, self.keep, box)

    def side(self, words: str, y: float, h: float, w: float = SIDE_W, x: float = LEFT) -> None:
        """Print the shaded name of a block from top to bottom beside its strips."""
        box = BoxMm(x, y, w, h)
        self.shade(box, 13 / 15)
        self.frame(box)
        self.upright(words, box, 8)

    def rows(self, key: str, label: Label, draw: RowDrawing, *, count: int, top: float, pitch: float) -> None:
        """Print ``count`` equal rows, at least the first of which is to be filled; row 1 gives the fields."""
        outside, drawn = self._fields, []
        for number in range(1, count + 1):
            self._fields = []
            draw(self, top + (number - 1) * pitch, number)
            drawn.append(tuple(self._fields))
        self._fields = outside
        self._rows.append(Rows(key=key, label=label, count=count, pitch_mm=pitch, at_least=1, fields=drawn[0]))

    def template(self, design: Design) -> Template:
        """What has been printed, as a template."""
        return Template.model_validate(
            {
                "form": design.form,
                "version": design.version,
                "title": design.title,
                "page": design.page,
                "optional": design.optional,
                "attachments": design.attachments,
                "page_mm": self.page_mm,
                "blank": "blank.png",
                "fields": tuple(self._fields),
                "rows": tuple(self._rows),
                "rules": design.rules,
            }
        )

    def title(self, words: str, y: float, size: float = 17) -> None:
        """Print the form's name in the middle of the page."""
        self.text(words, self.page_mm[0] / 2, y, size, font=MINCHO, align="centre", spread=1.2)

    def addressee(self, y: float) -> None:
        """Print to whom the form is written."""
        self.text("(あて先) 見本市長", LEFT, y, 10, font=MINCHO)

    def remark(self, words: str, x: float, y: float, *, align: Align = "left") -> None:
        """Print a note to the writer."""
        self.text(words, x, y, 7, font=MINCHO, align=align)

    def bar(self, words: str, y: float, *, dark: bool = True) -> None:
        """Print the name of a section on a bar 6 mm high across the sheet: white on dark, or black on light."""
        box = BoxMm(LEFT, y, RIGHT - LEFT, 6)
        self.shade(box, 4 / 15 if dark else 12 / 15)
        self.frame(box)
        self.text(words, LEFT + 3, y + 3, 9, spread=0.4, grey=1 if dark else 0)

    def bold(self, y: float, h: float) -> None:
        """Print the thick frame (太枠) around what the writer fills in."""
        self.frame(BoxMm(LEFT, y, RIGHT - LEFT, h), weight=0.7, grey=0)

    def footer(self, number: str) -> None:
        """Print the form's number at the foot of the page."""
        self.text(number, RIGHT, self.page_mm[1] - 5.5, 6.5, font=MINCHO, align="right", grey=0.2)

    def _corners(self) -> None:
        """Print marks to lay the sheet straight by eye; nothing reads them."""
        width, height = self.page_mm
        for x, inward in ((4.0, 3.0), (width - 4.0, -3.0)):
            for y, down in ((4.0, 3.0), (height - 4.0, -3.0)):
                self.rule((x, y), (x + inward, y), 0.35)
                self.rule((x, y), (x, y + down), 0.35)
