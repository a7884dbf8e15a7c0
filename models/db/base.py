"""What every table has in common."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from models.db.types import Id, UtcDateTime


class Base(DeclarativeBase):
    """All tables; constraints are named by rule so that migrations can find them again."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: Id,
        datetime: UtcDateTime(),
        list[Any]: JSON(),
        dict[str, str]: JSON(),
    }


class Row(Base):
    """A numbered row."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)


class OwnedRow(Row):
    """A numbered row that belongs to one municipality."""

    __abstract__ = True

    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipalities.id"), index=True, sort_order=-1)
