"""Coming in, going out, and how the desk is shown to somebody."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from api.bodies import LoginIn, SettingsIn
from api.deps import SESSION_COOKIE, DatabaseDep, LoginDep, Now, ServiceDep, SessionToken
from api.errors import LoginFailed, LoginLocked
from api.schemas import AccountOut
from models.clock import JAPAN
from models.habits import Habits
from pipeline.store.accounts import (
    Login,
    LoginRefused,
    authenticate,
    close_session,
    open_session,
    set_language,
)
from pipeline.store.habits import habits_of, set_habits

router = APIRouter(prefix="/session", tags=["session"])


@router.post("", status_code=HTTPStatus.CREATED)
def log_in(body: LoginIn, request: Request, response: Response, service: ServiceDep, now: Now) -> AccountOut:
    """Log in; the session is a cookie that scripts cannot read."""
    settings = service.settings
    actor = authenticate(service.database, settings.municipality, body.username, body.password, now)
    if isinstance(actor, LoginRefused):
        if actor.locked_until is not None:
            raise LoginLocked("too many failures", until=actor.locked_until.astimezone(JAPAN).strftime("%H:%M"))
        raise LoginFailed("wrong name or password")
    with service.database.write() as session:
        opened = open_session(session, actor, now, settings.session_hours)
        habits = habits_of(session, actor)
    response.set_cookie(
        SESSION_COOKIE,
        opened.token,
        max_age=settings.session_hours * 3600,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return account_out(Login(actor, opened.csrf, habits))


@router.delete("", status_code=HTTPStatus.NO_CONTENT)
def log_out(response: Response, database: DatabaseDep, login: LoginDep, token: SessionToken = None) -> None:
    """End this login."""
    with database.write() as session:
        close_session(session, token or "")
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict", path="/")


@router.get("")
def who_am_i(login: LoginDep) -> AccountOut:
    """Who is logged in."""
    return account_out(login)


@router.patch("", status_code=HTTPStatus.NO_CONTENT)
def change_settings(body: SettingsIn, database: DatabaseDep, login: LoginDep) -> None:
    """Show the desk to this account in another language, size or order from now on."""
    actor, stands = login.actor, login.habits
    chosen = Habits(body.text_size or stands.text_size, body.paper_side or stands.paper_side)
    with database.write() as session:
        set_language(session, actor, body.language or actor.language)
        set_habits(session, actor, chosen)


def account_out(login: Login) -> AccountOut:
    """What the desk may know of a login."""
    actor = login.actor
    return AccountOut(
        username=actor.username,
        display_name=actor.display_name,
        role=actor.role,
        language=actor.language,
        text_size=login.habits.text_size,
        paper_side=login.habits.paper_side,
        csrf=login.csrf,
    )
