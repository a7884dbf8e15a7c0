from __future__ import annotations

import numpy as np
import pytest

from models.geometry import BoxMm
from pipeline.paper.blanks import draw, printed
from pipeline.paper.designs import DESIGNS
from pipeline.paper.sheet import Design
from pipeline.paper.twins import Twin, twin

CHANGED = 60
"""Grey levels: more than the smoothing of print."""

BY_FORM = pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.form)


def boxes_of(template: object) -> dict[str, BoxMm]:
    return {field.key: field.box_mm for field in template.all_fields()}  # type: ignore[attr-defined]


def differing(design: Design, kind: Twin, seed: int) -> np.ndarray:
    """Which pixels of the blanks differ, at 8 px/mm."""
    old, new = printed(*draw(design)).pixels, printed(*twin(design, kind, seed)).pixels
    return np.abs(old.astype(int) - new.astype(int)) > CHANGED


@BY_FORM
def test_a_row_less_takes_its_fields_along_and_moves_the_rest_up(design: Design) -> None:
    old, new = boxes_of(draw(design)[0]), boxes_of(twin(design, Twin.ROW_LESS, 1)[0])
    assert 0 < len(old) - len(new) <= 20
    moved = {round(old[key].y - new[key].y, 2) for key in new}
    assert len(moved) == 2 and min(moved) == 0 and max(moved) >= 8


@BY_FORM
def test_a_row_more_is_a_field_more_and_moves_the_rest_down(design: Design) -> None:
    old, new = boxes_of(draw(design)[0]), boxes_of(twin(design, Twin.ROW_MORE, 1)[0])
    assert set(new) - set(old) == {"added"}
    assert all(box.bottom < 290 for box in new.values())
    assert any(new[key].y - box.y == pytest.approx(6.5) for key, box in old.items())


@BY_FORM
@pytest.mark.parametrize("seed", range(3))
def test_a_moved_box_moves_print_and_keeps_every_field(design: Design, seed: int) -> None:
    old, new = boxes_of(draw(design)[0]), boxes_of(twin(design, Twin.MOVED_BOX, seed)[0])
    assert old.keys() == new.keys()
    assert differing(design, Twin.MOVED_BOX, seed).sum() > 500


@BY_FORM
def test_a_revised_label_changes_little_print_and_no_field(design: Design) -> None:
    assert boxes_of(draw(design)[0]) == boxes_of(twin(design, Twin.REVISED_LABEL, 2)[0])
    changed = differing(design, Twin.REVISED_LABEL, 2)
    assert 100 < changed.sum() < 20_000
    rows = np.nonzero(changed.any(axis=1))[0]
    assert rows.min() > 20 * 8  # not the title


@BY_FORM
def test_a_new_footer_changes_only_the_foot(design: Design) -> None:
    changed = differing(design, Twin.FOOTER_ONLY, 0)
    assert changed.any()
    assert np.nonzero(changed)[0].min() > 288 * 8


@BY_FORM
def test_an_edition_can_be_registered_beside_the_old_one(design: Design) -> None:
    template, _ = twin(design, Twin.ROW_LESS, 3)
    assert template.form == design.form
    assert template.version != design.version
    assert len({twin(design, Twin.ROW_LESS, seed)[0].version for seed in range(4)}) == 4
