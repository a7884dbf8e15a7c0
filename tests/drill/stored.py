"""What the database of a town hall has while its programs run."""

from __future__ import annotations

from sqlalchemy import func, select

from models.db.session import Database, make_engine
from models.db.tables import PageRow, RecordRow, TurnRow
from pipeline.settings import Settings
from tests.drill.state import outcomes_of


class Stored:
    """What a database has by now."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is asked yet."""
        self._database = Database(make_engine(settings.sqlalchemy_url))

    def pages(self) -> int:
        """How many are stored."""
        return self._count(PageRow)

    def records(self) -> int:
        """How many there are."""
        return self._count(RecordRow)

    def outcomes(self) -> list[str]:
        """How each run ended, the first begun first."""
        return outcomes_of(self._database)

    def held(self) -> int:
        """How many scans somebody has in hand."""
        with self._database.read() as session:
            return session.scalars(select(func.count()).select_from(TurnRow).where(TurnRow.is_held)).one()

    def _count(self, table: type[PageRow | RecordRow]) -> int:
        with self._database.read() as session:
            return session.scalars(select(func.count()).select_from(table)).one()
