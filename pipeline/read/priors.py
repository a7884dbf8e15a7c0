"""Which character may follow which, as weights from near 0 (hardly ever) to 1 (nothing against it).

Weights, not rules: a name is what its bearer says it is, so strong ink still wins, and the runner-up stays among the
candidates. An empty string stands for the edge of a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol

from pipeline.lexicon.graph import Places
from pipeline.lexicon.spelling import FULL_KANA, SMALL_KANA

Prior = Callable[[str, str], float]
"""Weight of a character after another: ``prior(before, character)``, with "" for the edge of a word."""


class Order(Protocol):
    """What a kind of writing expects to follow a text."""

    def weight(self, text: str, symbol: str) -> float:
        """Weight of ``symbol`` behind ``text``; "" is the end."""
        ...

    def weights(self, text: str, symbols: Sequence[str]) -> Sequence[float]:
        """``weight`` of each of ``symbols``, none of them the end."""
        ...

    def likely(self, text: str) -> Places:
        """Nodes whose letters are so expected that they are worth a try where the engine hardly believes in them."""
        ...

    def listed(self, text: str) -> float:
        """The share (0..1) of ``text``, from its start, that a list has."""
        ...


@dataclass(frozen=True, slots=True)
class Neighbours:
    """An order that looks at the last character alone. See ``Order``."""

    prior: Prior

    def weight(self, text: str, symbol: str) -> float:
        """The prior of ``symbol`` after the last character of ``text``."""
        return self.prior(text[-1:], symbol)

    def weights(self, text: str, symbols: Sequence[str]) -> Sequence[float]:
        """The priors of ``symbols`` after the last character of ``text``."""
        last = text[-1:]
        return [self.prior(last, symbol) for symbol in symbols]

    def likely(self, text: str) -> Places:
        """None: what may follow is all that the alphabet has."""
        return ()

    def listed(self, text: str) -> float:
        """All of it: there is no list."""
        return 1.0


NEVER, RARE, UNUSUAL, SELDOM = 0.001, 0.05, 0.1, 0.3

_SHAPED_LIKE_DIGITS = frozenset("OIQZSB")
"""Capital letters that are taken for digits, and digits for them."""

SMALL_OF = dict(zip(FULL_KANA, SMALL_KANA, strict=True))
"""Full-size kana and their small forms."""

SMALL = frozenset(SMALL_OF.values())

_I_ROW = frozenset("キシチニヒミリギジヂビピ")
_LOAN_BEFORE_YU = frozenset("テデフヴ")
_LOAN_BEFORE_VOWEL = frozenset("フヴウテデトドシジチツクグイ")
_AFTER_DOUBLING = frozenset("カキクケコサシスセソタチツテトパピプペポ")
_AFTER_DOUBLING_LOAN = frozenset("ガギグゲゴザジズゼゾダデドバビブベボフハ")
_UNCOMMON = {"ヲ": RARE, "ヰ": RARE, "ヮ": NEVER, "ヂ": SELDOM, "ヴ": SELDOM}


def any_order(_before: str, _character: str) -> float:
    """No knowledge of order: digits and codes."""
    return 1.0


@cache
def code_order(before: str, character: str) -> float:
    """Codes begin with letters, which come in one run, and digits follow: a lone letter among digits is unusual."""
    if not (character.isascii() and character.isalpha()):
        return 1.0
    weight = RARE if character in "OI" else 1.0  # left out of codes, for they look like 0 and 1
    if before.isdigit():
        weight *= UNUSUAL if character in _SHAPED_LIKE_DIGITS else SELDOM
    return weight


@cache
def kana_order(before: str, character: str) -> float:
    """Japanese sounds in katakana (外来語 included): what ャ, ッ and ー may stand beside."""
    before, character = before.strip(), character.strip()
    weight = _UNCOMMON.get(character, 1.0)
    if before == "ッ":
        weight *= _after_doubling(character)
    if character in "ャュョ" and character:
        return weight * (1.0 if before in _I_ROW else SELDOM if before in _LOAN_BEFORE_YU else NEVER)
    if character in SMALL and character != "ッ":
        return weight * (UNUSUAL if before in _LOAN_BEFORE_VOWEL else NEVER)
    if character in ("ッ", "ー") and before in ("", "ン", "ッ", "ー"):
        return weight * NEVER
    return weight


def _after_doubling(character: str) -> float:
    if character in _AFTER_DOUBLING:
        return 1.0
    return SELDOM if character in _AFTER_DOUBLING_LOAN else NEVER


TWINS = (
    "-ー一",
    "ニ二",
    "ハ八",
    "ロ口",
    "エ工",
    "カ力",
    "タ夕",
    "ト卜",
    "チ千",
    "オ才",
    "ミ三",
    "ヌ又",
    "セ七",
    "ノ丿",
    "ヘへ",
    "リり",
)
"""Characters of different scripts with one shape; the first is the one the second is taken for."""

_BARS = {
    "ー": {"katakana": 1.0, "hiragana": SELDOM},
    "-": {"digit": 1.0, "latin": 1.0, "kanji": SELDOM},
    "一": {"kanji": 1.0, "hiragana": 1.0, "sign": 1.0},
}
"""After which scripts each of the three level strokes stands, with its weight."""

_KANJI_TWINS = frozenset("二八口工力夕卜千才三一又七丿")
_KANA_TWINS = frozenset("ニハロエカタトチオミヌセヘリ")


@lru_cache(maxsize=32768)
def script_order(before: str, character: str) -> float:
    """Mixed Japanese writing: twins take the script of their neighbour; a bar is ー after kana, - after digits."""
    if not before or not character:
        return RARE if character in ("ー", "-") and not before.strip() else 1.0
    left, right = script_of(before), script_of(character)
    if character in _BARS:
        return _BARS[character].get(left, NEVER)
    if (character in _KANJI_TWINS and left == "katakana") or (before in _KANJI_TWINS and right == "katakana"):
        return SELDOM
    if (character in _KANA_TWINS and left == "kanji") or (before in _KANA_TWINS and right == "kanji"):
        return SELDOM
    if before == "-" and right not in ("digit", "latin"):
        return RARE
    return 1.0


@cache
def script_of(character: str) -> str:
    """katakana, hiragana, kanji, digit, latin or sign."""
    if "ァ" <= character <= "ヺ" or character == "ー":
        return "katakana"
    if "ぁ" <= character <= "ゟ":
        return "hiragana"
    if "㐀" <= character <= "鿿" or "豈" <= character <= "﫿" or character in "々〆〇":
        return "kanji"
    if character.isascii() and character.isalnum():
        return "digit" if character.isdigit() else "latin"
    return "sign"
