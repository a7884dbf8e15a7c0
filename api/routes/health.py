"""Whether the parts of the machine are in order; open to monitoring without a login."""

from __future__ import annotations

import shutil
from pathlib import Path

from fastapi import APIRouter
from sqlalchemy import text

from api.deps import DatabaseDep, ServiceDep
from api.schemas import HealthOut
from models.db.session import Database
from models.errors import StoreFault
from pipeline.read.weights import NETWORK, named_source
from pipeline.settings import Settings

router = APIRouter(prefix="/health", tags=["health"])

ENOUGH_DISK = 1_000_000_000
"""Bytes; about 1,500 pages. Below it somebody should act before the night's run."""


@router.get("")
def health(service: ServiceDep, database: DatabaseDep) -> HealthOut:
    """Database answers, weights are laid out, disk has room."""
    database_ok = _answers(database)
    weights_ok = (_weights(service.settings) / NETWORK).is_file()
    free = shutil.disk_usage(service.settings.data_dir).free
    return HealthOut(
        ok=database_ok and weights_ok and free >= ENOUGH_DISK,
        database=database_ok,
        weights=weights_ok,
        disk_free_bytes=free,
    )


def _answers(database: Database) -> bool:
    try:
        with database.read() as session:
            session.execute(text("SELECT 1"))
    except StoreFault:
        return False
    return True


def _weights(settings: Settings) -> Path:
    return settings.weights_dir or settings.data_dir / "weights" / named_source().name
