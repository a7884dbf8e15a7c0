"""The printing press: lines, frames and Japanese text on a PDF page, in millimetres from the top left."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from models.errors import MissingPackage
from models.geometry import BoxMm

GOTHIC = "IPAexGothic"
MINCHO = "IPAexMincho"

_FONT_FOLDER = Path("/usr/share/fonts/opentype")
_FONTS = {
    GOTHIC: ("fonts-ipaexfont-gothic", "ipaexfont-gothic/ipaexg.ttf"),
    MINCHO: ("fonts-ipaexfont-mincho", "ipaexfont-mincho/ipaexm.ttf"),
}
_POINT_MM = 25.4 / 72
_CENTRE_EM = 0.38
"""Height of a kanji's middle above the baseline, in em, in both fonts."""

Align = Literal["left", "centre", "right"]


@cache
def _load_fonts() -> None:
    """Make both typefaces known to reportlab; MissingPackage where one is not installed."""
    for name in _FONTS:
        registerFont(TTFont(name, str(font_path(name))))


def font_path(name: str) -> Path:
    """The file of ``GOTHIC`` or ``MINCHO``; MissingPackage where it is not installed."""
    package, file = _FONTS[name]
    path = _FONT_FOLDER / file
    if not path.is_file():
        raise MissingPackage(package)
    return path


def text_mm(words: str, size: float, font: str = GOTHIC) -> float:
    """Width of ``words`` at ``size`` points, in millimetres."""
    _load_fonts()
    return float(stringWidth(words, font, size) / mm)


def neat(box: BoxMm) -> BoxMm:
    """The box to the hundredth of a millimetre, as ``template.yaml`` shows it."""
    return BoxMm(round(box.x, 2), round(box.y, 2), round(box.w, 2), round(box.h, 2))


class Press:
    """One page being printed. The same calls give the same bytes. Greys: 0 is black, 1 is white."""

    def __init__(self, title: str, page_mm: tuple[float, float]) -> None:
        """Start a page of ``page_mm`` (width, height) whose PDF is called ``title``."""
        _load_fonts()
        self.page_mm = page_mm
        self._buffer = BytesIO()
        width, height = page_mm
        self._canvas = Canvas(self._buffer, pagesize=(width * mm, height * mm), invariant=1)
        self._canvas.setTitle(title)

    def pdf(self) -> bytes:
        """End the page and return the PDF file; nothing can be printed afterwards."""
        self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()

    def text(
        self,
        words: str,
        x: float,
        y: float,
        size: float = 8,
        *,
        font: str = GOTHIC,
        align: Align = "left",
        spread: float = 0.0,
        grey: float = 0.0,
    ) -> None:
        """Print one line whose middle is at height ``y``; ``spread`` is millimetres added between characters."""
        width = text_mm(words, size, font) + spread * (len(words) - 1)
        start = x - {"left": 0.0, "centre": width / 2, "right": width}[align]
        baseline = self.page_mm[1] - y - _CENTRE_EM * size * _POINT_MM
        line = self._canvas.beginText(start * mm, baseline * mm)
        line.setFont(font, size)
        line.setFillGray(grey)
        line.setCharSpace(spread * mm)
        line.textOut(words)
        self._canvas.drawText(line)

    def heading(self, words: str, box: BoxMm, size: float) -> None:
        """Print ``words`` in the middle of ``box``, a single line spread evenly over its width (均等割付)."""
        lines = words.split("\n")
        leading = 1.2 * size * _POINT_MM
        top = box.y + box.h / 2 - leading * (len(lines) - 1) / 2
        for number, line in enumerate(lines):
            slack = box.w - 2.4 - text_mm(line, size)
            even = len(lines) == 1 and "(" not in line
            spread = min(max(slack, 0.0) / max(len(line) - 1, 1), size * _POINT_MM) if even else 0.0
            self.text(line, box.x + box.w / 2, top + number * leading, size, align="centre", spread=spread)

    def upright(self, words: str, box: BoxMm, size: float) -> None:
        """Print ``words`` from top to bottom in the middle of ``box`` (縦書き), spread over its height."""
        step = min((box.h - 2) / len(words), 1.9 * size * _POINT_MM)
        top = box.y + box.h / 2 - step * (len(words) - 1) / 2
        for number, character in enumerate(words):
            self.text(character, box.x + box.w / 2, top + number * step, size, align="centre")

    def frame(self, box: BoxMm, weight: float = 0.2, grey: float = 0.15) -> None:
        """Draw the outline of ``box`` with a rule of ``weight`` millimetres."""
        self._pen(weight, grey)
        self._canvas.rect(*self._rect(box), stroke=1, fill=0)

    def shade(self, box: BoxMm, grey: float = 14 / 15) -> None:
        """Fill ``box`` with an even grey."""
        self._canvas.setFillGray(grey)
        self._canvas.rect(*self._rect(box), stroke=0, fill=1)

    def rule(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        weight: float = 0.2,
        grey: float = 0.15,
        dash: float | None = None,
    ) -> None:
        """Draw a line between two points, dashed where ``dash`` (length of a dash in millimetres) is given."""
        self._pen(weight, grey)
        if dash:
            self._canvas.setDash(dash * mm, dash * mm)
        height = self.page_mm[1]
        self._canvas.line(start[0] * mm, (height - start[1]) * mm, end[0] * mm, (height - end[1]) * mm)
        self._canvas.setDash()

    def _pen(self, weight: float, grey: float) -> None:
        self._canvas.setLineWidth(weight * mm)
        self._canvas.setStrokeGray(grey)

    def _rect(self, box: BoxMm) -> tuple[float, float, float, float]:
        return box.x * mm, (self.page_mm[1] - box.bottom) * mm, box.w * mm, box.h * mm
