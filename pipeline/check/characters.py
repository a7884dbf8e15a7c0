"""Tables of characters that mean the same on paper, used only where a field type says so.

Unicode's own normal forms are not used anywhere: they replace name kanji (神, 海, 塚 of the compatibility block) and
marks such as ～. Each table here lists exactly what it changes.
"""

from __future__ import annotations

ASCII_DIGITS = {ord("０") + n: str(n) for n in range(10)}
"""Full-width digits to ASCII."""

ASCII_CAPITALS = (
    {ord("Ａ") + n: chr(ord("A") + n) for n in range(26)}
    | {ord("ａ") + n: chr(ord("A") + n) for n in range(26)}
    | {ord("a") + n: chr(ord("A") + n) for n in range(26)}
)
"""Latin letters of either width and case to ASCII capitals; other scripts' letters stay."""

INVISIBLE_CLASS = (
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
"""A regular-expression class of what nobody sees and everybody copies from web pages: controls, soft hyphens, marks of
writing direction. Joiners (U+200C, U+200D) and the selectors of a kanji's variant are part of what is seen."""

HYPHENS = "-‐‑‒–—―−－─━ーｰ"
"""Strokes that a hand or a keyboard makes for a hyphen: ASCII, dashes, minus signs, rules, the long-vowel mark."""

HYPHEN_CLASS = "[" + HYPHENS.replace("-", r"\-") + "]"
"""``HYPHENS`` as a regular-expression class."""
