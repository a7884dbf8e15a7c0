"""What a new edition of a form may do differently: one thing, and everything else stays."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.paper.sheet import RIGHT, Sheet

LabelKey = tuple[str, int]
"""A label's place in the drawing: the group of rows that it is in (or ""), and its number there."""

_EDGE = 0.01
_FOOT_MM = 288.0
"""What is lower on the page is its foot, and stays."""

_NEW_ROW_MM = 6.5


@dataclass(frozen=True, slots=True)
class Band:
    """A strip of the design: from ``top`` to ``bottom``, beginning at ``x``, in millimetres."""

    x: float
    top: float
    bottom: float


class Keep:
    """Nothing changes. The other changes are this one, but for what they are about."""

    def height(self, y: float, *, end: bool) -> float:
        """Where something lies that began, or with ``end`` ended, at ``y``."""
        return y

    def band(self, band: Band) -> Band | None:
        """Where a strip lies now; None where it is gone."""
        top, bottom = self.height(band.top, end=False), self.height(band.bottom, end=True)
        return Band(band.x, top, bottom) if bottom - top > 1 else None

    def label(self, key: LabelKey, words: str, w: float) -> tuple[str, float]:
        """What a label says, and how wide it is."""
        return words, w

    def footer(self, words: str) -> str:
        """What stands at the foot."""
        return words

    def extra(self, sheet: Sheet) -> None:
        """Print what is new."""


@dataclass(frozen=True, slots=True)
class Remove(Keep):
    """A row is left out, and what was below moves up."""

    gone: Band

    def height(self, y: float, *, end: bool) -> float:
        """Higher by the row, where it was below."""
        if y <= self.gone.top + _EDGE or y > _FOOT_MM:
            return y
        return max(self.gone.top, y - (self.gone.bottom - self.gone.top))


@dataclass(frozen=True, slots=True)
class Insert(Keep):
    """A row called ``words`` is new below ``after``; the staff's own boxes at the bottom give it their room."""

    after: Band
    office: Band
    words: str

    def height(self, y: float, *, end: bool) -> float:
        """Lower by the new row, where it was below."""
        at = self.after.bottom
        if y < at - _EDGE or (end and y <= at + _EDGE) or y >= self.office.bottom - _EDGE:
            return y
        if y <= self.office.top + _EDGE:
            return y + _NEW_ROW_MM
        whole = self.office.bottom - self.office.top
        return self.office.bottom - (self.office.bottom - y) * (whole - _NEW_ROW_MM) / whole

    def extra(self, sheet: Sheet) -> None:
        """Print the row."""
        strip = sheet.strip(self.after.bottom, _NEW_ROW_MM, x=self.after.x, right=RIGHT)
        strip.label(self.words, 24, 7).line("added", self.words, "Added", "text")


@dataclass(frozen=True, slots=True)
class Swap(Keep):
    """Two rows, one below the other, change places."""

    upper: Band
    lower: Band

    def band(self, band: Band) -> Band | None:
        """The other's place for what lies within one of the two."""
        if self.upper.top - _EDGE <= band.top and band.bottom <= self.upper.bottom + _EDGE:
            return _moved(band, self.lower.bottom - self.lower.top)
        if self.lower.top - _EDGE <= band.top and band.bottom <= self.lower.bottom + _EDGE:
            return _moved(band, self.upper.top - self.upper.bottom)
        return band


@dataclass(frozen=True, slots=True)
class Relabel(Keep):
    """One label is worded anew."""

    key: LabelKey
    words: str

    def label(self, key: LabelKey, words: str, w: float) -> tuple[str, float]:
        """The new words in the old place."""
        return (self.words if key == self.key else words), w


@dataclass(frozen=True, slots=True)
class Widen(Keep):
    """One label takes ``more_mm``, and what stands right of it moves."""

    key: LabelKey
    more_mm: float

    def label(self, key: LabelKey, words: str, w: float) -> tuple[str, float]:
        """The same words in more room, or less."""
        return words, max(6.0, w + self.more_mm) if key == self.key else w


@dataclass(frozen=True, slots=True)
class Footnote(Keep):
    """Only the edition at the foot changes, from 2026-04 to ``edition``."""

    edition: str

    def footer(self, words: str) -> str:
        """The foot with the new edition."""
        return words.replace("2026-04", self.edition)


def _moved(band: Band, dy: float) -> Band:
    return Band(band.x, band.top + dy, band.bottom + dy)
