"""What waits for a glance: counted by kind, fetched page by page from its index, on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Select, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from models.db.session import Database
from models.db.states import FieldState
from models.db.tables import RecordFieldRow, RecordRow
from models.errors import NotAllowed
from models.reading import Decision
from models.record import RecordStatus, Role
from models.template import Sensitivity
from pipeline.store.claims import claim
from pipeline.store.corrections import reject
from pipeline.store.groups import fields_query, group_kinds, kinds_query
from pipeline.store.views import Actor
from tests.pipeline.store.glances import BOTH, NONE, TEA, Grid, grid_in, right
from tests.pipeline.store.paper import FORMS, NOW, town


@pytest.fixture
def grid(database: Database, tmp_path: Path) -> Grid:
    return grid_in(database, tmp_path)


def counted(grid: Grid, actor: Actor | None = None) -> list[tuple[str, int]]:
    return [(kind.example.text, kind.waiting) for kind in grid.kinds(actor)]


def test_kinds_are_counted_the_most_frequent_first(grid: Grid) -> None:
    grid.hand_in(TEA, BOTH, TEA, NONE, TEA, NONE)
    assert counted(grid) == [("tea", 3), ("", 2), ("tea,cake", 1)]
    assert [one.record_id for one in grid.fields()] == [grid.records[0], grid.records[2], grid.records[4]]
    (example,) = {(one.form, one.key, one.version, one.box_mm.w) for one in grid.fields()}
    assert example == ("greeting", "wishes", 1, 5.0)


def test_names_and_accepted_answers_are_in_no_grid(grid: Grid) -> None:
    grid.hand_in(TEA, ask=("name", "day"))
    assert grid.kinds() == ()


def test_a_list_goes_on_where_it_ended(grid: Grid) -> None:
    grid.hand_in(*[TEA] * 5)
    first = grid.fields(limit=2)
    rest = grid.fields(limit=9, after=first[-1].place)
    assert [one.record_id for one in (*first, *rest)] == grid.records


def test_a_sheet_on_which_a_colleague_works_is_not_shown_and_one_s_own_is(grid: Grid) -> None:
    one, other = grid.hand_in(TEA, TEA)
    with grid.database.write() as session:
        claim(session, grid.town.colleague, one, NOW, 15)
        claim(session, grid.town.reviewer, other, NOW - timedelta(hours=1), 15)  # lapsed
    assert [field.record_id for field in grid.fields()] == [other]
    assert counted(grid) == [("tea", 1)]
    assert [field.record_id for field in grid.fields(actor=grid.town.colleague)] == [one, other]


def test_what_is_past_review_or_answered_or_of_an_unknown_form_is_not_shown(grid: Grid) -> None:
    rejected, answered, _ = grid.hand_in(TEA, TEA, TEA)
    with grid.database.write() as session:
        reject(session, grid.town.reviewer, rejected, "試し書き", NOW)
    grid.answer(right(next(one for one in grid.fields() if one.record_id == answered)))
    assert counted(grid) == [("tea", 1)]
    with grid.database.read() as session:
        assert group_kinds(session, grid.town.reviewer, NOW, [("greeting", "2027-01")]) == ()


def test_another_town_sees_nothing_of_it(grid: Grid) -> None:
    grid.hand_in(TEA)
    kind = grid.kinds()[0].kind
    with grid.database.write() as session:
        stranger = town(session, "011002").reviewer
    assert (grid.kinds(stranger), grid.fields(kind, stranger)) == ((), ())


def test_only_reviewers_are_shown_grids(grid: Grid) -> None:
    who = grid.town.reviewer
    operator = Actor(who.account_id, who.municipality_id, who.username, who.display_name, Role.OPERATOR, "ja")
    with pytest.raises(NotAllowed):
        grid.kinds(operator)
    with pytest.raises(NotAllowed):
        grid.fields("0" * 16, operator)


MANY = 4_000


def crowd(grid: Grid) -> None:
    """Many fields around the few that wait for a glance: enough for a planner to care about."""
    (record_id,) = grid.hand_in(TEA)
    with grid.database.write() as session:
        record = session.get_one(RecordRow, record_id)
        reading = session.scalars(select(RecordFieldRow.reading_id).filter_by(record_id=record_id)).first()
        fields = [
            {
                "municipality_id": record.municipality_id, "record_id": record_id, "reading_id": reading,
                "key": f"wishes.{number}", "position": number, "type": "choices",
                "sensitivity": Sensitivity.ORDINARY, "box_mm": [1, 7, 5, 2], "text": "tea", "confidence": 0.9,
                "decision": Decision.REVIEW if number % 20 == 0 else Decision.ACCEPT, "reasons": [],
                "glance": f"{number % 7:016x}",
                "state": FieldState.OPEN if number % 20 == 0 else FieldState.ACCEPTED, "version": 1,
            }
            for number in range(MANY)
        ]  # fmt: skip
        session.execute(insert(RecordFieldRow), fields)
        record.status = RecordStatus.IN_REVIEW
    with grid.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def plan(database: Database, query: Select[*tuple[object, ...]]) -> str:
    is_sqlite = database.engine.dialect.name == "sqlite"
    dialect = sqlite.dialect() if is_sqlite else postgresql.dialect()  # type: ignore[no-untyped-call]
    statement = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})).replace("%", "%%")
    with database.engine.connect() as connection:
        told = connection.exec_driver_sql(("EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN ") + statement)
        return "\n".join(str(tuple(row)) for row in told)


def test_a_page_of_a_grid_and_the_counts_come_from_the_index_of_what_waits(grid: Grid) -> None:
    crowd(grid)
    who, forms = grid.town.reviewer, FORMS.keys()
    page = plan(grid.database, fields_query(who, f"{3:016x}", NOW, forms, limit=32, after=(1, 9)))
    counts = plan(grid.database, kinds_query(who, NOW, forms))
    for told in (page, counts):
        assert "ix_record_fields_glance" in told, told
        assert "Seq Scan on record_fields" not in told and "SCAN record_fields\n" not in told, told
    assert "Sort" not in page and "TEMP B-TREE" not in page, page


def test_the_sum_of_a_crowd(grid: Grid) -> None:
    crowd(grid)
    kinds = [kind for kind in grid.kinds() if kind.kind.startswith("0000")]
    assert sum(kind.waiting for kind in kinds) == MANY // 20
    for kind in kinds:
        assert len(grid.fields(kind.kind, limit=MANY)) == kind.waiting
