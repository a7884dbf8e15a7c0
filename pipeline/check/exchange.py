"""Exchanges of characters, told as data, so that the server and the desk in the browser make the very same ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SPACE = r"[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
"""White space as Python counts it, written out: JavaScript's ``\\s`` is another set."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Whatever ``pattern`` finds is replaced: by a text, or by what the table says of it.

    The pattern is one that means the same to Python and to JavaScript (``u`` flag).
    """

    pattern: str
    by: str | Mapping[str, str]

    def __call__(self, text: str) -> str:
        """``text`` after the exchange."""
        by = self.by
        return re.sub(self.pattern, (lambda _: by) if isinstance(by, str) else (lambda found: by[found.group()]), text)


def characters(table: Mapping[int, str]) -> Exchange:
    """The exchange that ``str.translate`` makes by ``table``."""
    by = {chr(code): other for code, other in table.items()}
    return Exchange("[" + re.sub(r"[-\\\]^]", r"\\\g<0>", "".join(by)) + "]", by)


def exchanged(text: str, exchanges: Sequence[Exchange]) -> str:
    """``text`` after all of the exchanges, one after the other."""
    for exchange in exchanges:
        text = exchange(text)
    return text
