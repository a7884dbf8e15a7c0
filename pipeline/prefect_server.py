"""Prefect's own command, with what Prefect 3.8 lacks beside SQLAlchemy 2.1. Without it no scheduled night is entered.

Prefect hands runs over for a bulk INSERT with their states, which are no column; it stores these right afterwards. From
2.1 on SQLAlchemy asks what is to become of such a value, and refuses the whole INSERT where nobody says so.
"""

from __future__ import annotations

from prefect.cli import app
from prefect.server.database.orm_models import FlowRun
from sqlalchemy import inspect


def leave_states_out() -> None:
    """Say it: nothing."""
    state = inspect(FlowRun).all_orm_descriptors["state"]
    state.bulk_dml_setter = lambda *_: None  # type: ignore[attr-defined]


if __name__ == "__main__":
    leave_states_out()
    app()
