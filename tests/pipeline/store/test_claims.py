"""Who holds a record, and what comes next, on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from models.db.session import Database
from models.db.states import FieldState
from models.errors import Conflict
from models.record import RecordStatus
from pipeline.store.claims import claim, release, take_next
from pipeline.store.views import Actor
from tests.pipeline.store.paper import NOW, Draft, read_page, scan_of, store
from tests.pipeline.store.races import race

LATER = NOW + timedelta(minutes=16)


def give_back(draft: Draft, actor: Actor) -> None:
    with draft.database.write() as session:
        release(session, actor, draft.record_id, NOW)


def test_a_claim_keeps_colleagues_out(draft: Draft) -> None:
    first = draft.claim()
    assert draft.look().status is RecordStatus.IN_REVIEW
    assert draft.look().claimed_by == "Yamada"
    with pytest.raises(Conflict) as conflict:
        draft.claim(draft.town.colleague)
    assert conflict.value.details == {"holder": "Yamada"}
    later = draft.claim(now=NOW + timedelta(minutes=5))
    assert (later.token, later.expires_at) == (first.token, NOW + timedelta(minutes=20))


def test_a_lapsed_claim_goes_to_whoever_asks(draft: Draft) -> None:
    old = draft.claim()
    assert draft.look(LATER).claimed_by is None
    new = draft.claim(draft.town.colleague, LATER)
    assert new.token > old.token
    with pytest.raises(Conflict) as conflict:
        draft.settle("name", "斉藤", token=old.token, now=LATER)
    assert conflict.value.details == {"holder": "Suzuki"}
    assert draft.field("name").state is FieldState.OPEN


def test_a_claim_that_nobody_took_since_still_counts(draft: Draft) -> None:
    token = draft.claim().token
    assert draft.settle("name", "斉藤", token=token, now=LATER).text == "斉藤"
    assert draft.look(LATER).claimed_by == "Yamada"  # prolonged by the correction


def test_a_token_never_comes_back(draft: Draft) -> None:
    tokens = []
    for actor in (draft.town.reviewer, draft.town.colleague, draft.town.reviewer):
        tokens.append(draft.claim(actor).token)
        give_back(draft, actor)
    assert tokens == sorted(set(tokens))


def test_only_the_holder_gives_back(draft: Draft) -> None:
    draft.claim()
    give_back(draft, draft.town.colleague)
    assert draft.look().claimed_by == "Yamada"
    give_back(draft, draft.town.reviewer)
    assert draft.look().claimed_by is None


def test_reviewers_at_once_get_different_records(database: Database, draft: Draft, tmp_path: Path) -> None:
    others = [read_page(scan_of(tmp_path, b"more"), number) for number in (1, 2, 3)]
    records = {draft.record_id, *store(database, tmp_path, draft.town, *others, content=b"more")}
    people = (draft.town.reviewer, draft.town.colleague, draft.town.supervisor)

    def take(number: int) -> int | None:
        with database.write() as session:
            held = take_next(session, people[number], NOW, 15)
            return held.record_id if held else None

    taken = race(take, 3)
    assert None not in taken
    assert len(set(taken)) == 3
    assert set(taken) <= records


def test_one_record_goes_to_one_of_many(draft: Draft) -> None:
    people = (draft.town.reviewer, draft.town.colleague, draft.town.supervisor)

    def take(number: int) -> str:
        try:
            with draft.database.write() as session:
                claim(session, people[number], draft.record_id, NOW, 15)
        except Conflict:
            return "too late"
        return "won"

    assert sorted(race(take, 3)) == ["too late", "too late", "won"]


def test_next_is_what_i_hold_then_the_oldest_draft_then_what_was_put_back(
    database: Database, draft: Draft, tmp_path: Path
) -> None:
    here, oldest = draft.town, draft.record_id
    hour = timedelta(hours=1)
    (newer,) = store(database, tmp_path, here, read_page(scan_of(tmp_path, b"2")), content=b"2", now=NOW + hour)

    def take(actor: Actor) -> int | None:
        with database.write() as session:
            held = take_next(session, actor, NOW, 15)
            return held.record_id if held else None

    assert take(here.reviewer) == oldest
    assert take(here.reviewer) == oldest  # the page was reloaded
    give_back(draft, here.reviewer)
    assert take(here.reviewer) == newer  # a fresh draft before what was put back
    assert take(here.colleague) == oldest
    assert take(here.supervisor) is None


def test_take_next_keeps_to_a_form(draft: Draft) -> None:
    with draft.database.write() as session:
        for unknown in ([], [("other", "2026-04")], [("greeting", "1999-01")]):
            assert take_next(session, draft.town.reviewer, NOW, 15, unknown) is None
        held = take_next(session, draft.town.reviewer, NOW, 15, [("other", "2026-04"), ("greeting", "2026-04")])
        assert held is not None and held.record_id == draft.record_id
