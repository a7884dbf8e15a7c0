from __future__ import annotations

from pathlib import Path

from pipeline.identify.known import load_known
from pipeline.paper.blanks import draw, printed
from pipeline.paper.layouts import layout, write_layouts


def test_layouts_are_templates_that_load(tmp_path: Path) -> None:
    write_layouts(tmp_path, range(3))
    sheets = [known.blank() for known in load_known(tmp_path)]
    assert [sheet.template.form for sheet in sheets] == ["layout_0000", "layout_0001", "layout_0002"]
    assert all(len(sheet.template.all_fields()) >= 15 for sheet in sheets)
    assert max(path.stat().st_size for path in tmp_path.glob("*/blank.png")) < 80_000


def test_the_same_seed_draws_the_same_form() -> None:
    (one, pdf), (again, same) = draw(layout(5)), draw(layout(5))
    assert one == again
    assert pdf == same


def test_every_seed_is_another_form() -> None:
    drawn = [draw(layout(seed))[0] for seed in range(60)]
    places = {tuple(field.box_mm.corners() for field in template.all_fields()) for template in drawn}
    assert len(places) == 60


def test_forms_share_their_office_but_not_their_print() -> None:
    one, other = (printed(*draw(layout(seed))).pixels for seed in (7, 8))
    ink_one, ink_other = one < 128, other < 128
    shared = (ink_one & ink_other).sum() / min(ink_one.sum(), ink_other.sum())
    assert 0.02 < shared < 0.6
