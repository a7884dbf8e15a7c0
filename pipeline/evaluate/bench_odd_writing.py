"""``make bench-odd``: struck-out answers, dirty blank sheets and ditto marks, and what the program made of them.

A table by kind and level: fields drawn, fields answered without a person, and fields shown with the right reason.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from models.geometry import PX_PER_MM
from models.reading import DecidedField, Decision
from models.reasons import ReasonCode
from pipeline.crop.cut import cut
from pipeline.decide.decide import decide
from pipeline.decide.signs import page_signs
from pipeline.evaluate.odd_pages import on_its_blank
from pipeline.pages import understood
from pipeline.paper.degrade import Level
from pipeline.paper.hands import ANYBODY, Writers
from pipeline.paper.odd_sheets import BLEED, OddField, SheetMaker, dirty_sheet, ditto_sheet, struck_sheet
from pipeline.paper.odd_writing import Dirt
from pipeline.paper.real_hands import load_real_hands
from pipeline.read.cell_net import shipped_net
from pipeline.read.read import read_crops
from pipeline.settings import settings
from pipeline.workbench import Workbench, open_workbench

PAGES = 10
SEED = 11
LEVELS = (Level.SCAN, Level.PHOTO, Level.FAX)


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of sheet; ``reason`` is what a person should be told of its fields, None where a blank may stand.

    A field is answered wrongly where it is accepted; with ``reason`` None, where it is accepted with a value.
    """

    name: str
    make: SheetMaker
    reason: ReasonCode | None


CASES = (
    Case("struck", struck_sheet, ReasonCode.STRUCK_OUT),
    *(
        Case(kind, partial(dirty_sheet, kind=kind), None)
        for kind in ("blank", BLEED, Dirt.SMUDGE, Dirt.COFFEE_RING, Dirt.SPECKS)
    ),
    Case(Dirt.DIAGONAL, partial(dirty_sheet, kind=Dirt.DIAGONAL), ReasonCode.RULED_OUT),
    Case("ditto", ditto_sheet, ReasonCode.SAME_AS_ABOVE),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of one odd field."""

    case: Case
    level: Level
    odd: OddField
    decided: DecidedField

    @property
    def is_accepted(self) -> bool:
        """Whether the field stands without a person."""
        return self.decided.decision is Decision.ACCEPT

    @property
    def is_wrong(self) -> bool:
        """Whether something stands without a person that should not."""
        if not self.is_accepted:
            return False
        return self.case.reason is not None or bool(self.decided.checked.value)

    @property
    def is_told(self) -> bool:
        """Whether a person is told the right reason."""
        return any(reason.code is self.case.reason for reason in self.decided.reasons)


def seen_fields(
    case: Case, level: Level, pages: int, seed: int, bench: Workbench, writers: Writers = ANYBODY
) -> Iterator[Seen]:
    """Draw ``pages`` sheets of a kind, pass them through a machine, and read them where they truly lie.

    Whether a page is found and laid is measured elsewhere; many struck fields on one sheet would hide its print.
    """
    blanks = [sheet.blank() for sheet in bench.sheets if sheet.template.page == 1]
    for number in range(pages):
        blank = blanks[number % len(blanks)]
        rng = np.random.default_rng((seed, number, zlib.crc32(case.name.encode())))
        sheet = case.make(blank, PX_PER_MM, rng, writers)
        page = on_its_blank(sheet.canvas, blank, level, rng)
        read = read_crops(cut(page), bench.engine(), bench.lexicon, shipped_net())
        decided = decide(understood(sheet.template, read, bench), page_signs(page), bench.calibration)
        found = {field.checked.field.key: field for field in decided}
        yield from (Seen(case, level, odd, found[odd.key]) for odd in sheet.odd)


HEAD = f"{'kind':<26}{'level':<7}{'drawn':>7}{'answered':>10}{'accepted':>10}{'told':>7}"


def rows_of(seen: Sequence[Seen]) -> Iterator[str]:
    """A line for each kind of odd field, most struck ones in many ways, and their sum."""
    kinds = Counter(one.odd.kind for one in seen)
    for kind in (*sorted(kinds), "all") if len(kinds) > 1 else kinds:
        own = [one for one in seen if kind in {"all", one.odd.kind}]
        counts = (f"{sum(one.is_wrong for one in own):>10}{sum(one.is_accepted for one in own):>10}"
                  f"{sum(one.is_told for one in own):>7}")  # fmt: skip
        yield f"{kind:<26}{own[0].level.value:<7}{len(own):>7}{counts}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES, help="pages a kind and level")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--level", type=Level, action="append", help="scan, photo or fax; all where absent")
    parser.add_argument("--case", choices=[case.name for case in CASES], action="append", help="all where absent")
    parser.add_argument("--glyphs", type=Path, help="folder with real people's digits, hiragana and marks")
    asked = parser.parse_args()
    writers = Writers(real=load_real_hands(asked.glyphs) if asked.glyphs else None)
    bench = open_workbench(settings())
    sys.stdout.write(f"{HEAD}\n")
    for case in CASES:
        for level in (asked.level or LEVELS) if not asked.case or case.name in asked.case else ():
            seen = list(seen_fields(case, level, asked.pages, asked.seed, bench, writers))
            sys.stdout.write("".join(f"{row}\n" for row in rows_of(seen)))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
