"""Accounts as an administrator keeps them, on both databases."""

from __future__ import annotations

import pytest

from models.db.session import Database
from models.errors import LastAdministrator, NotFound
from models.record import Role
from pipeline.store.accounts import LoginRefused, actor_of, authenticate, create_account, open_session
from pipeline.store.batches import ensure_municipality
from pipeline.store.passwords import MAX_FAILURES, MIN_PASSWORD
from pipeline.store.staff import StaffMember, fresh_password, list_staff, set_active, set_password
from pipeline.store.views import Actor
from tests.pipeline.store.paper import NOW
from tests.pipeline.store.races import race

CODE, OTHER = "131016", "131024"
OLD, NEW = "古い合言葉 battery", "新しい合言葉 staple"


@pytest.fixture
def here(database: Database) -> int:
    with database.write() as session:
        here, other = ensure_municipality(session, CODE, "見本市"), ensure_municipality(session, OTHER, "隣市")
        for town, name in ((here, "yamada"), (here, "abe"), (other, "yamada")):
            create_account(session, town, username=name, display_name=name, password=OLD, role=Role.REVIEWER)
    return here


def enter(database: Database, password: str, code: str = CODE) -> Actor | LoginRefused:
    return authenticate(database, code, "yamada", password, NOW)


def test_the_staff_of_one_town_is_listed_by_name(database: Database, here: int) -> None:
    with database.read() as session:
        assert list_staff(session, here) == (
            StaffMember("abe", "abe", Role.REVIEWER, True),
            StaffMember("yamada", "yamada", Role.REVIEWER, True),
        )


def test_a_new_password_ends_logins_and_lifts_the_lock(database: Database, here: int) -> None:
    actor = enter(database, OLD)
    assert isinstance(actor, Actor)
    with database.write() as session:
        token = open_session(session, actor, NOW, 10).token
    for _ in range(MAX_FAILURES):
        enter(database, "wrong password")
    with database.write() as session:
        set_password(session, here, "yamada", NEW)
    with database.read() as session:
        assert actor_of(session, CODE, token, NOW) is None
    assert isinstance(enter(database, NEW), Actor)
    assert isinstance(enter(database, OLD), LoginRefused)
    assert isinstance(enter(database, OLD, OTHER), Actor)  # the neighbour's account of the same name


def test_an_account_is_switched_off_and_on(database: Database, here: int) -> None:
    actor = enter(database, OLD)
    assert isinstance(actor, Actor)
    with database.write() as session:
        token = open_session(session, actor, NOW, 10).token
        set_active(session, here, "yamada", active=False)
    assert enter(database, OLD) == LoginRefused(None)
    with database.write() as session:
        assert not list_staff(session, here)[1].active
        set_active(session, here, "yamada", active=True)
    assert isinstance(enter(database, OLD), Actor)
    with database.read() as session:
        assert actor_of(session, CODE, token, NOW) is None  # the old login stays ended


def test_the_last_administrator_stays(database: Database, here: int) -> None:
    with database.write() as session:
        for name in ("ito", "ueda"):
            create_account(session, here, username=name, display_name=name, password=OLD, role=Role.ADMIN)
        set_active(session, here, "ito", active=False)
        with pytest.raises(LastAdministrator) as told:
            set_active(session, here, "ueda", active=False)
        set_active(session, here, "ito", active=False)  # is off already
    assert told.value.details == {"username": "ueda"}
    with database.write() as session:
        assert {member.username: member.active for member in list_staff(session, here)}["ueda"]
        set_active(session, here, "ito", active=True)
        set_active(session, here, "ueda", active=False)


def test_two_administrators_who_switch_each_other_off_at_once(database: Database, here: int) -> None:
    with database.write() as session:
        for name in ("ito", "ueda"):
            create_account(session, here, username=name, display_name=name, password=OLD, role=Role.ADMIN)

    def off(number: int) -> bool:
        try:
            with database.write() as session:
                set_active(session, here, ("ito", "ueda")[number], active=False)
        except LastAdministrator:
            return False
        return True

    assert sorted(race(off, 2)) == [False, True]


def test_an_unknown_name_is_not_found(database: Database, here: int) -> None:
    with pytest.raises(NotFound), database.write() as session:
        set_password(session, here, "nobody", NEW)
    with pytest.raises(NotFound), database.write() as session:
        set_active(session, here, "nobody", active=False)


def test_fresh_passwords_are_long_and_differ() -> None:
    made = {fresh_password() for _ in range(50)}
    assert len(made) == 50 and min(map(len, made)) >= MIN_PASSWORD
