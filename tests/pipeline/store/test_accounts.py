from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.db.session import Database
from models.db.tables import AccountRow, LoginSessionRow
from models.errors import Conflict, Refusal
from models.habits import Habits, PaperSide, TextSize
from models.record import Role
from pipeline.store.accounts import (
    LoginRefused,
    actor_of,
    authenticate,
    close_session,
    create_account,
    first_admin,
    open_session,
    set_language,
)
from pipeline.store.batches import ensure_municipality
from pipeline.store.habits import habits_of, set_habits
from pipeline.store.passwords import LOCK, MAX_FAILURES, count_attempt
from pipeline.store.views import Actor
from tests.pipeline.store.paper import NOW, town
from tests.pipeline.store.races import race

CODE, OTHER = "131016", "131024"
PASSWORD = "正しい馬の電池 staple"


@pytest.fixture
def account(database: Database) -> int:
    with database.write() as session:
        here = ensure_municipality(session, CODE, "見本市")
        ensure_municipality(session, OTHER, "隣市")
        return create_account(
            session, here, username="yamada", display_name="山田", password=PASSWORD, role=Role.REVIEWER
        )


def test_the_right_password_opens(database: Database, account: int) -> None:
    actor = authenticate(database, CODE, " Yamada ", PASSWORD, NOW)
    assert isinstance(actor, Actor)
    assert (actor.account_id, actor.display_name, actor.role, actor.language) == (account, "山田", Role.REVIEWER, "ja")


@pytest.mark.parametrize(
    ("code", "username", "password"),
    [
        (CODE, "yamada", "wrong password"),
        (CODE, "nobody", PASSWORD),
        (OTHER, "yamada", PASSWORD),
        ("000000", "yamada", PASSWORD),
    ],
)
def test_anything_else_does_not(database: Database, account: int, code: str, username: str, password: str) -> None:
    assert authenticate(database, code, username, password, NOW) == LoginRefused(None)


def test_the_password_is_nowhere_in_the_database(database: Database, account: int) -> None:
    with database.read() as session:
        stored = session.scalars(select(AccountRow.password_hash)).one()
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_guessing_locks_the_name_for_a_while(database: Database, account: int) -> None:
    for _ in range(MAX_FAILURES):
        assert authenticate(database, CODE, "yamada", "wrong password", NOW) == LoginRefused(None)
    assert authenticate(database, CODE, "yamada", PASSWORD, NOW) == LoginRefused(NOW + LOCK)
    just_before = NOW + LOCK - timedelta(seconds=1)
    assert authenticate(database, CODE, "yamada", PASSWORD, just_before) == LoginRefused(NOW + LOCK)
    assert isinstance(authenticate(database, CODE, "yamada", PASSWORD, NOW + LOCK), Actor)


def test_success_forgets_the_failures(database: Database, account: int) -> None:
    for attempt in range(MAX_FAILURES + 1):
        password = PASSWORD if attempt == 1 else "wrong password"
        answer = authenticate(database, CODE, "yamada", password, NOW)
    assert answer == LoginRefused(None)


def test_names_that_nobody_has_are_locked_alike(database: Database, account: int) -> None:
    with database.write() as session:
        here = ensure_municipality(session, CODE, "")
        counted = [count_attempt(session, here, "nobody", NOW) for _ in range(MAX_FAILURES + 1)]
    assert counted == [None] * MAX_FAILURES + [NOW + LOCK]
    assert authenticate(database, CODE, "nobody", "wrong password", NOW) == LoginRefused(NOW + LOCK)
    assert isinstance(authenticate(database, CODE, "yamada", PASSWORD, NOW), Actor)


def test_a_switched_off_account_stays_out(database: Database, account: int) -> None:
    actor = authenticate(database, CODE, "yamada", PASSWORD, NOW)
    assert isinstance(actor, Actor)
    with database.write() as session:
        opened = open_session(session, actor, NOW, 10)
        session.execute(update(AccountRow).values(active=False))
    assert authenticate(database, CODE, "yamada", PASSWORD, NOW) == LoginRefused(None)
    with database.read() as session:
        assert actor_of(session, CODE, opened.token, NOW) is None


def test_a_login_lasts_its_hours_and_only_its_hash_is_stored(database: Database) -> None:
    with database.write() as session:
        actor = town(session).reviewer
        opened = open_session(session, actor, NOW, 10)
    with database.read() as session:
        login = actor_of(session, CODE, opened.token, NOW + timedelta(hours=9, minutes=59))
        assert login is not None
        assert (login.actor, login.csrf) == (actor, opened.csrf)
        assert actor_of(session, CODE, opened.token, NOW + timedelta(hours=10)) is None
        assert actor_of(session, CODE, "another token", NOW) is None
        row = session.scalars(select(LoginSessionRow)).one()
        assert opened.token not in (row.token_hash, row.csrf)


def test_a_closed_login_is_over(database: Database) -> None:
    with database.write() as session:
        actor = town(session).reviewer
        mine, other = open_session(session, actor, NOW, 10), open_session(session, actor, NOW, 10)
    with database.write() as session:
        close_session(session, mine.token)
        close_session(session, "another token")
    with database.read() as session:
        assert actor_of(session, CODE, mine.token, NOW) is None
        assert actor_of(session, CODE, other.token, NOW) is not None


def test_the_language_stays(database: Database) -> None:
    with database.write() as session:
        actor = town(session).reviewer
        set_language(session, actor, "en")
        opened = open_session(session, actor, NOW, 10)
    with database.read() as session:
        login = actor_of(session, CODE, opened.token, NOW)
    assert login is not None
    assert login.actor.language == "en"


def test_habits_stay_with_their_account(database: Database) -> None:
    chosen = Habits(TextSize.LARGEST, PaperSide.RIGHT)
    with database.write() as session:
        here = town(session)
        set_habits(session, here.reviewer, chosen)
        opened = [open_session(session, actor, NOW, 10) for actor in (here.reviewer, here.colleague)]
    with database.read() as session:
        logins = [actor_of(session, CODE, one.token, NOW) for one in opened]
        assert [login and login.habits for login in logins] == [chosen, Habits()]
        assert habits_of(session, here.reviewer) == chosen


def test_the_first_admin_is_made_once(database: Database) -> None:
    with database.write() as session:
        ensure_municipality(session, CODE, "見本市")

    def make(_: int) -> str | None:
        with database.write() as session:
            return first_admin(session, ensure_municipality(session, CODE, "見本市"))

    (password,) = (made for made in race(make, 2) if made is not None)
    actor = authenticate(database, CODE, "admin", password, NOW)
    assert isinstance(actor, Actor)
    assert actor.role is Role.ADMIN


def test_a_user_name_is_taken_once_in_a_municipality(database: Database, account: int) -> None:
    def make(code: str) -> None:
        with database.write() as session:
            here = ensure_municipality(session, code, "")
            create_account(session, here, username="yamada", display_name="別人", password=PASSWORD, role=Role.OPERATOR)

    with pytest.raises(Conflict):
        make(CODE)
    make(OTHER)


@pytest.mark.parametrize(
    ("username", "password", "reason"),
    [
        ("", PASSWORD, "username"),
        ("Yamada", PASSWORD, "username"),
        ("山田", PASSWORD, "username"),
        ("suzuki", "short", "password"),
    ],
)
def test_poor_names_and_passwords_are_refused(database: Database, username: str, password: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused, database.write() as session:
        here = ensure_municipality(session, CODE, "見本市")
        create_account(session, here, username=username, display_name="x", password=password, role=Role.OPERATOR)
    assert refused.value.details == {"reason": reason}


def test_parallel_guesses_are_counted_one_by_one(database: Database, account: int) -> None:
    answers = race(lambda _: authenticate(database, CODE, "yamada", "wrong password", NOW), MAX_FAILURES + 4)
    assert sorted(answer == LoginRefused(None) for answer in answers) == [False] * 4 + [True] * MAX_FAILURES
