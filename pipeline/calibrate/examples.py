"""Values whose truth is known: what a calibration is fitted on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.reading import DecidedField
from models.reasons import ReasonCode
from models.signs import Signs
from pipeline.decide.calibration import kind_of

OF_THE_SCORE = frozenset(
    {ReasonCode.LOW_CONFIDENCE, ReasonCode.CLOSE_CANDIDATES, ReasonCode.ALWAYS_CHECKED, ReasonCode.SPOT_CHECK}
)
"""Reasons that say nothing against a value itself: with these alone it could have stood."""


@dataclass(frozen=True, slots=True)
class Example:
    """One value: its kind, its signs, whether it was right, and whether nothing but its score could have stopped it.

    Values of one ``sheet`` are alike: they are kept together when examples are parted.
    """

    sheet: str
    kind: str
    signs: Signs
    right: bool
    clear: bool


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Examples of one kind in columns: n × signs, and n of each of the others."""

    signs: NDArray[np.float64]
    right: NDArray[np.bool_]
    clear: NDArray[np.bool_]
    sheets: NDArray[np.str_]

    def only(self, chosen: NDArray[np.bool_]) -> Examples:
        """Those that ``chosen`` says."""
        return Examples(self.signs[chosen], self.right[chosen], self.clear[chosen], self.sheets[chosen])


def example_of(sheet: str, decided: DecidedField, *, right: bool) -> Example | None:
    """What a decided field teaches; nothing where it was never read."""
    if decided.signs is None:
        return None
    return Example(
        sheet, kind_of(decided.checked), decided.signs, right, is_clear(reason.code for reason in decided.reasons)
    )


def is_clear(reasons: Iterable[ReasonCode]) -> bool:
    """Whether nothing but the score speaks against a value."""
    return OF_THE_SCORE.issuperset(reasons)


def by_kind(examples: Iterable[Example]) -> Mapping[str, Examples]:
    """The examples of each kind, kinds in the order of their names."""
    groups: defaultdict[str, list[Example]] = defaultdict(list)
    for example in examples:
        groups[example.kind].append(example)
    return {kind: _columns(groups[kind]) for kind in sorted(groups)}


def kept_in(file: Path, examples: Iterable[Example]) -> Iterator[Example]:
    """The examples as they come, each written to ``file`` too: one JSON object a line, without content."""
    with file.open("w") as lines:
        for example in examples:
            lines.write(json.dumps(asdict(example)) + "\n")
            yield example


def read_examples(file: Path) -> Iterator[Example]:
    """The examples that ``kept_in`` wrote."""
    with file.open() as lines:
        for line in lines:
            fields = json.loads(line)
            yield Example(**fields | {"signs": Signs(**fields["signs"])})


def _columns(examples: Sequence[Example]) -> Examples:
    return Examples(
        signs=np.array([astuple(example.signs) for example in examples], np.float64),
        right=np.array([example.right for example in examples], np.bool_),
        clear=np.array([example.clear for example in examples], np.bool_),
        sheets=np.array([example.sheet for example in examples], np.str_),
    )
