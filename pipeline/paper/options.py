"""Printed options and the places where they are marked: a ring around a word, or a small box before it."""

from __future__ import annotations

from dataclasses import dataclass

from models.geometry import BoxMm
from models.template import Label, Mark, Option
from pipeline.paper.press import Press, neat, text_mm

OPTION_PT = 9.0

_RING_H = 7.0
"""Height of the place for a ring; it is at least as wide, and 1.5 mm wider than the word on each side."""

_TICK = 4.0
"""Side of a small box to tick or to fill."""

_ERAS = {
    "meiji": ("明", "明治", "Meiji"),
    "taisho": ("大", "大正", "Taisho"),
    "showa": ("昭", "昭和", "Showa"),
    "heisei": ("平", "平成", "Heisei"),
    "reiwa": ("令", "令和", "Reiwa"),
    "western": ("西暦", "西暦", "Western calendar"),
}
ALL_ERAS = tuple(_ERAS)


@dataclass(frozen=True, slots=True)
class Word:
    """An option before it has a place: the word printed, the value stored, what the desk calls it."""

    printed: str
    value: str
    label: Label


def era_word(era: str) -> Word:
    """An era to ring: one character on paper (西暦: two), its full name in the label."""
    printed, ja, en = _ERAS[era]
    return Word(printed, era, Label(ja=ja, en=en))


@dataclass(frozen=True, slots=True)
class OptionGrid:
    """Options in ``lines`` lines, one below the other, in columns as wide as their widest word."""

    words: tuple[Word, ...]
    mark: Mark
    lines: int

    @property
    def width(self) -> float:
        """Millimetres from the first option's left to the last one's right, margins included."""
        widths = self._widths()
        return sum(widths) + self._gap * (len(widths) - 1) + 2 * self._margin

    def print_on(self, press: Press, box: BoxMm) -> tuple[Option, ...]:
        """Print the options from the left of ``box``, centred in its height, and tell where each is marked."""
        widths, options = self._widths(), []
        pitch = _RING_H + 0.8 if self.mark is Mark.CIRCLE else box.h / self.lines
        for number, word in enumerate(self.words):
            line, column = divmod(number, len(widths))
            x = box.x + self._margin + sum(widths[:column]) + self._gap * column
            middle = box.y + box.h / 2 + (line - (self.lines - 1) / 2) * pitch
            if self.mark is Mark.CIRCLE and self.lines == 1 and column:
                press.text("・", x - self._gap / 2, middle, OPTION_PT, align="centre")
            place = self._print(press, word.printed, x, middle, widths[column])
            options.append(Option(value=word.value, label=word.label, box_mm=place))
        return tuple(options)

    @property
    def _margin(self) -> float:
        return 1.5 if self.mark is Mark.CIRCLE else 2.2

    @property
    def _gap(self) -> float:
        if self.mark is not Mark.CIRCLE:
            return 3.0
        return 2.4 if self.lines == 1 else 0.8

    def _widths(self) -> list[float]:
        columns = -(-len(self.words) // self.lines)
        return [max(self._word_width(word.printed) for word in self.words[c::columns]) for c in range(columns)]

    def _word_width(self, printed: str) -> float:
        words = text_mm(printed, OPTION_PT)
        return max(_RING_H, words + 3) if self.mark is Mark.CIRCLE else _TICK + 1 + words

    def _print(self, press: Press, printed: str, x: float, middle: float, w: float) -> BoxMm:
        if self.mark is Mark.CIRCLE:
            press.text(printed, x + w / 2, middle, OPTION_PT, align="centre")
            return neat(BoxMm(x, middle - _RING_H / 2, w, _RING_H))
        box = neat(BoxMm(x, middle - _TICK / 2, _TICK, _TICK))
        press.frame(box, weight=0.25)
        press.text(printed, box.right + 1, middle, OPTION_PT)
        return box
