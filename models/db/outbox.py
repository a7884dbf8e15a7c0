"""Files that were ordered and are to be written: noted together with the export, written after that."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from models.db.base import OwnedRow
from models.db.states import DeliveryState, DeliveryTrouble
from models.db.types import code_of

WAITS = "state = 'pending'"


class DeliveryRow(OwnedRow):
    """The file of an export on its way to ``target``, an absolute path.

    Whoever writes it holds it until ``held_until`` under ``token``, which grows each time that it is taken.
    ``content`` are its bytes, packed (zlib), until they are delivered. ``tries`` counts those that failed since.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_pending", "municipality_id", sqlite_where=sql(WAITS), postgresql_where=sql(WAITS)),
    )

    export_id: Mapped[int] = mapped_column(ForeignKey("exports.id"), unique=True)
    target: Mapped[str]
    state: Mapped[DeliveryState] = mapped_column(code_of(DeliveryState))
    token: Mapped[int]
    held_until: Mapped[datetime | None]
    tries: Mapped[int]
    next_try_at: Mapped[datetime]
    trouble: Mapped[DeliveryTrouble | None] = mapped_column(code_of(DeliveryTrouble))
    """Why the last try failed."""
    delivered_at: Mapped[datetime | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
