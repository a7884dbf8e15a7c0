"""How each account likes the desk."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.db.tables import AccountRow
from models.habits import Habits
from pipeline.store.rows import own_row
from pipeline.store.views import Actor


def habits_of(session: Session, actor: Actor) -> Habits:
    """What this account chose."""
    account = own_row(session, AccountRow, actor.account_id, actor.municipality_id)
    return Habits(account.text_size, account.paper_side)


def set_habits(session: Session, actor: Actor, habits: Habits) -> None:
    """Show the desk to this account so from now on, wherever it logs in."""
    account = own_row(session, AccountRow, actor.account_id, actor.municipality_id)
    account.text_size, account.paper_side = habits.text_size, habits.paper_side
