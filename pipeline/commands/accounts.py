"""``madoguchi account``: who may use the desk. Passwords are made here and shown once."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from models.catalogue import Language
from models.record import Role
from pipeline.settings import settings
from pipeline.site import site
from pipeline.store.accounts import create_account
from pipeline.store.staff import fresh_password, list_staff, set_active, set_password
from pipeline.words import words

app = typer.Typer(no_args_is_help=True, help="add, list, switch off and on the accounts of staff")

Username = Annotated[str, typer.Argument(help="1 to 64 of a-z 0-9 . _ -")]


@app.command("add")
def add(
    username: Username,
    name: Annotated[str, typer.Option(help="name shown to colleagues")],
    role: Annotated[Role, typer.Option()] = Role.REVIEWER,
    language: Annotated[Language | None, typer.Option(help="that of the settings where absent")] = None,
) -> None:
    """Make an account and print its password once."""
    place, password = site(), fresh_password()
    with place.database.write() as session:
        create_account(
            session,
            place.municipality_id,
            username=username,
            display_name=name,
            password=password,
            role=role,
            language=language or settings().language,
        )
    typer.echo(words()("account.password", username=username, password=password))


@app.command("list")
def list_() -> None:
    """List every account with its role."""
    place, say = site(), words()
    with place.database.read() as session:
        staff = list_staff(session, place.municipality_id)
    table = Table(show_header=False, box=None)
    for member in staff:
        table.add_row(member.username, member.display_name, member.role, "" if member.active else say("account.off"))
    Console(highlight=False, markup=False).print(table)


@app.command("password")
def password(username: Username) -> None:
    """Give an account a new password, printed once; its logins end."""
    place, fresh = site(), fresh_password()
    with place.database.write() as session:
        set_password(session, place.municipality_id, username, fresh)
    typer.echo(words()("account.password", username=username, password=fresh))


@app.command("off")
def off(username: Username) -> None:
    """Switch an account off; its logins end, what it did stays under its name."""
    _switch(username, active=False)


@app.command("on")
def on(username: Username) -> None:
    """Switch an account on again."""
    _switch(username, active=True)


def _switch(username: str, active: bool) -> None:
    place = site()
    with place.database.write() as session:
        set_active(session, place.municipality_id, username, active)
