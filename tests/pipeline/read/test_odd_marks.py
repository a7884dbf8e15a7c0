"""Marks that people spoil, drawn on the shipped forms and passed through machines: none is accepted unseen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from models.labels import Mark
from models.scan import Pixels
from pipeline.evaluate.bench_align_cases import shipped
from pipeline.evaluate.bench_odd import CASES, marked, odd_ones
from pipeline.evaluate.odd_pages import OddCase
from pipeline.paper.degrade import Level
from pipeline.paper.odd_marks import OddMark
from pipeline.read.engine import Posteriors
from tests.pipeline.read.drawn import CHARSET

SEED = 21
MARKS = [case for case in CASES if case.name in set(OddMark)]
EACH = [(case, level) for case in MARKS for level in case.levels]


class Murmuring:
    """An engine that says something of every line, and is sure of nothing: only the marks count here."""

    name = "murmuring/1"
    charset = CHARSET

    def posteriors(self, lines: Sequence[Pixels]) -> Iterator[tuple[int, Posteriors]]:
        for index in range(len(lines)):
            yield index, np.full((40, len(CHARSET)), 1 / len(CHARSET), np.float32)


@pytest.mark.parametrize(("case", "level"), EACH, ids=[f"{case.name}-{level.value}" for case, level in EACH])
def test_no_odd_mark_is_accepted(case: OddCase, level: Level) -> None:
    found = list(odd_ones(case, level, 4, Murmuring(), SEED))
    assert len(found) == 4
    assert [field.read for field in found if field.accepted] == []
    assert sum(not case.reasons.isdisjoint(field.reasons) for field in found) >= 3


def test_every_way_of_marking_is_among_them_and_so_are_eras() -> None:
    fields = [field for sheet in shipped() for field in sheet.template.all_fields()]
    suiting = [field for field in fields if MARKS[0].suits(field)]
    assert {place[0] for field in suiting if (place := marked(field))} == set(Mark)
    assert "date" in {field.type for field in suiting}
    assert "choices" not in {field.type for field in suiting}
