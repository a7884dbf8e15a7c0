"""What may be written in a field of each type, and how look-alikes outside of it are understood.

The recogniser knows 18,708 characters of many scripts and wavers between twins: a slanted 1 and /, ー and 一, 宮 and
宫. A field's type settles most of it: what the recogniser believes is folded onto, or shared out among, the symbols
that the field allows.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.lexicon.lexicon import Lexicon
from pipeline.read.engine import Posteriors
from pipeline.read.look_alikes import folds
from pipeline.read.orders import order_of
from pipeline.read.priors import Order, script_of
from pipeline.read.script import Script

TINY = 1e-9
"""Probability below which nothing is known about a symbol."""


@dataclass(frozen=True, slots=True, eq=False)
class Alphabet:
    """The symbols of a script over one engine's charset, and the place of each; ``symbols[0]`` is the CTC blank.

    ``columns`` are the charset's columns that count, each with its weight, in the order of the symbol that they count
    for; ``starts`` is where each symbol's columns begin.
    """

    symbols: tuple[str, ...]
    place: Mapping[str, int]
    columns: NDArray[np.intp]
    weights: NDArray[np.float32]
    starts: NDArray[np.intp]
    order: Order

    def project(self, steps: Posteriors) -> Posteriors:
        """The engine's belief over this alphabet: steps × symbols, each step adding up to 1.

        The blank keeps its probability: whether something is written is not the alphabet's to say. What is believed
        of characters outside the alphabet is shared out in proportion to those inside.
        """
        inside: Posteriors = np.add.reduceat(steps[:, self.columns] * self.weights, self.starts, axis=1)
        inside[:, 0] = np.clip(inside[:, 0], 0.0, 1.0)
        inside[:, 1:] += TINY
        inside[:, 1:] *= (1.0 - inside[:, :1]) / inside[:, 1:].sum(axis=1, keepdims=True)
        return inside

    def outside(self, steps: Posteriors) -> float:
        """The most that the engine believes, at any one step, of characters that count for nothing here (0..1)."""
        inside = (steps[:, self.columns] * self.weights).sum(axis=1)
        return float(np.clip(1.0 - inside, 0.0, 1.0).max(initial=0.0))


@cache
def alphabet(
    script: Script,
    charset: tuple[str, ...],
    lexicon: Lexicon | None = None,
    expected: tuple[str, ...] = (),
    pattern: str | None = None,
) -> Alphabet:
    """The alphabet of ``script`` over an engine's ``charset``; symbols that the engine lacks are left out.

    With a ``lexicon`` the order of addresses, names and kana follows its lists; that of a field with texts that are
    ``expected`` follows these, and that of a code its ``pattern``.
    """
    if expected or pattern:
        return replace(alphabet(script, charset, lexicon), order=order_of(script, lexicon, expected, pattern))
    column = {character: index for index, character in enumerate(charset)}
    symbols = ("", *(s for s in _SYMBOLS[script]() if s in column))
    place = {symbol: index for index, symbol in enumerate(symbols)}
    entries = [(0, 0, 1.0)]
    entries += [(place[s], column[s], _weight(s, script)) for s in symbols[1:]]
    for twin, symbol, weight in folds(script, symbols):
        if symbol in place and twin in column:
            entries.append((place[symbol], column[twin], weight))
    entries.sort()
    owners = np.array([owner for owner, _, _ in entries])
    return Alphabet(
        symbols=symbols,
        place=place,
        columns=np.array([c for _, c, _ in entries], dtype=np.intp),
        weights=np.array([w for _, _, w in entries], dtype=np.float32),
        starts=np.searchsorted(owners, np.arange(len(symbols))),
        order=order_of(script, lexicon),
    )


KATAKANA = "".join(map(chr, range(ord("ァ"), ord("ヴ") + 1))) + "ー"
HIRAGANA = "".join(map(chr, range(ord("ぁ"), ord("ん") + 1)))
NAME_SIGNS = "・々〆ヵヶ "
TEXT_SIGNS = NAME_SIGNS + "-〇()/.,&'#+:@、。「」ⅠⅡⅢⅣⅤ"
DATE_SIGNS = "年月日明治大正昭和平成令西暦元MTSHR./-"

_NAME_VARIANTS = frozenset("髙﨑邉濵栁")
"""Variants beyond JIS level 1 that are everyday characters in family names."""


@cache
def _kanji() -> str:
    """The kanji of JIS X 0213 and of Windows' extensions to JIS X 0208 (髙 﨑): those of a Japanese keyboard."""
    unified = [*range(0x4E00, 0xA000), *range(0xF900, 0xFB00)]
    return "".join(character for character in map(chr, unified) if _commonness(character))


def _text() -> str:
    return _kanji() + HIRAGANA + KATAKANA + string.ascii_letters + string.digits + TEXT_SIGNS


_SYMBOLS: Mapping[Script, Callable[[], str]] = {
    Script.DIGITS: lambda: string.digits,
    Script.DATE_DIGITS: lambda: string.digits,
    Script.FIRST_YEAR: lambda: string.digits + "元",
    Script.NUMBER: lambda: string.digits + "-",
    Script.PHONE: lambda: string.digits + "-()",
    Script.CODE: lambda: string.digits + string.ascii_uppercase + "-",
    Script.MONEY: lambda: string.digits + ",¥円-",
    Script.KANA: lambda: KATAKANA + "・ ",
    Script.NAME: lambda: _kanji() + HIRAGANA + KATAKANA + string.ascii_letters + NAME_SIGNS,
    Script.TEXT: _text,
    Script.ADDRESS: lambda: _text().replace("/", ""),
    Script.DATE: lambda: string.digits + DATE_SIGNS,
}


@cache
def _commonness(character: str) -> float:
    """How common a character is in names and places: 1 for JIS level 1, kana and ASCII, 0 outside JIS X 0213."""
    if script_of(character) != "kanji" or character in _NAME_VARIANTS:
        return 1.0
    jis = _encoded(character, "euc_jp")
    if len(jis) == 2:  # JIS X 0208; three bytes would be JIS X 0212, which no Japanese keyboard writes
        return 1.0 if jis[0] - 0xA0 < 48 else 0.5
    return 0.2 if _encoded(character, "cp932") or _encoded(character, "shift_jis_2004") else 0.0


def _weight(character: str, script: Script) -> float:
    """The commonness, which tells more in addresses: 綠莊 is 緑荘 there, and an odd kanji of a town is on the list."""
    return _commonness(character) ** (4 if script is Script.ADDRESS else 1)


def _encoded(character: str, encoding: str) -> bytes:
    """The character's bytes; none where the encoding lacks it."""
    return character.encode(encoding, "ignore")
