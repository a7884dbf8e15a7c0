"""``make bench-odd``: struck-out answers, dirty blank sheets and ditto marks, and what the program made of them.

A table by kind and level: fields drawn, fields answered without a person, and fields shown with the right reason.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from models.page import BlankSheet
from models.reading import DecidedField, Decision, ReasonCode
from models.record import PageResult, ReadPage
from pipeline.paper.degrade import Level, degrade
from pipeline.paper.odd_sheets import BLEED, OddField, OddSheet, SheetMaker, dirty_sheet, ditto_sheet, struck_sheet
from pipeline.paper.odd_writing import Dirt
from pipeline.paper.picture_files import write_pictures
from pipeline.paper.real_hands import RealHands, load_real_hands
from pipeline.settings import settings
from pipeline.workbench import Workbench, open_workbench, read_files

PAGES = 10
SEED = 11
LEVELS = (Level.SCAN, Level.PHOTO, Level.FAX)
_PX_PER_MM = 8.0


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
    """What became of one odd field; ``decided`` is None on a page that was refused."""

    case: Case
    level: Level
    odd: OddField
    file: Path
    decided: DecidedField | None

    @property
    def is_accepted(self) -> bool:
        """Whether the field stands without a person."""
        return self.decided is not None and self.decided.decision is Decision.ACCEPT

    @property
    def is_wrong(self) -> bool:
        """Whether something stands without a person that should not."""
        if self.decided is None or not self.is_accepted:
            return False
        return self.case.reason is not None or bool(self.decided.checked.value)

    @property
    def is_told(self) -> bool:
        """Whether a person is told the right reason."""
        return self.decided is not None and any(reason.code is self.case.reason for reason in self.decided.reasons)


def seen_fields(
    case: Case, level: Level, pages: int, seed: int, bench: Workbench, folder: Path, real: RealHands | None = None
) -> Iterator[Seen]:
    """Draw ``pages`` sheets of a kind, pass them through a machine into ``folder``, read them."""
    blanks = [sheet.blank() for sheet in bench.sheets if sheet.template.page == 1]
    drawn: dict[Path, OddSheet] = {}
    for number in range(pages):
        path = folder / f"{case.name}_{level.value}_{number:03d}.png"
        drawn[path] = _draw(case, level, blanks[number % len(blanks)], (seed, number), path, real)
    for path, result in read_files(list(drawn), bench, 2, _kept):
        found = {field.checked.field.key: field for field in result.fields} if isinstance(result, ReadPage) else {}
        yield from (Seen(case, level, odd, path, found.get(odd.key)) for odd in drawn[path].odd)


def _kept(path: Path, result: PageResult) -> tuple[Path, PageResult]:
    return path, result


def _draw(
    case: Case, level: Level, blank: BlankSheet, seed: tuple[int, int], path: Path, real: RealHands | None
) -> OddSheet:
    rng = np.random.default_rng((*seed, zlib.crc32(case.name.encode())))
    sheet = case.make(blank, _PX_PER_MM, rng, real)
    write_pictures(path, [degrade(sheet.canvas.pixels, _PX_PER_MM, level, rng)])
    return sheet


HEAD = f"{'kind':<26}{'level':<7}{'drawn':>7}{'refused':>9}{'answered':>10}{'accepted':>10}{'told':>7}"


def rows_of(seen: Sequence[Seen]) -> Iterator[str]:
    """A line for each kind of odd field, most struck ones in many ways, and their sum."""
    kinds = Counter(one.odd.kind for one in seen)
    for kind in (*sorted(kinds), "all") if len(kinds) > 1 else kinds:
        own = [one for one in seen if kind in {"all", one.odd.kind}]
        refused = sum(one.decided is None for one in own)
        counts = (f"{sum(one.is_wrong for one in own):>10}{sum(one.is_accepted for one in own):>10}"
                  f"{sum(one.is_told for one in own):>7}")  # fmt: skip
        yield f"{kind:<26}{own[0].level.value:<7}{len(own):>7}{refused:>9}{counts}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES, help="pages a kind and level")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--level", type=Level, action="append", help="scan, photo or fax; all where absent")
    parser.add_argument("--case", choices=[case.name for case in CASES], action="append", help="all where absent")
    parser.add_argument("--glyphs", type=Path, help="folder with real people's digits, hiragana and marks")
    asked = parser.parse_args()
    real = load_real_hands(asked.glyphs) if asked.glyphs else None
    bench = open_workbench(settings())
    sys.stdout.write(f"{HEAD}\n")
    for case in CASES:
        for level in (asked.level or LEVELS) if not asked.case or case.name in asked.case else ():
            with tempfile.TemporaryDirectory() as folder:
                seen = list(seen_fields(case, level, asked.pages, asked.seed, bench, Path(folder), real))
            sys.stdout.write("".join(f"{row}\n" for row in rows_of(seen)))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
