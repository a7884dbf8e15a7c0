"""A town hall with sheets, people's answers and exports, on any database and any image store."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Table, TypeDecorator, select, text

from models.db.session import Database
from models.db.tables import AccountRow, Base, MunicipalityRow, RecordRow
from models.record import Role
from pipeline.export.export import export_records
from pipeline.export.order import ExportFormat, ExportOrder
from pipeline.gather.gather import gather
from pipeline.safekeeping.backup import BackedUp, back_up
from pipeline.safekeeping.backup_folder import BackupFolder
from pipeline.safekeeping.findings import Report
from pipeline.safekeeping.restore import Restored, Wishes, chosen_snapshot, restore
from pipeline.safekeeping.sanity import Look, look_over
from pipeline.settings import Settings
from pipeline.site import Site, images_of, open_site
from pipeline.store.batches import open_batch, register_scan
from pipeline.store.claims import claim
from pipeline.store.corrections import correct, finish
from pipeline.store.drafts import keep_page, save_scan
from pipeline.store.records import open_record
from pipeline.store.views import Actor
from tests.pipeline.store.paper import FORMS, read_page, scan_of, town

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
A_DAY_AND_MORE = timedelta(days=1, hours=1)


def untold(*_: object) -> None:
    """Nobody looks."""


class House:
    """The installation of a data folder: two towns once ``opens`` was called."""

    def __init__(self, folder: Path, url: str | None = None, store: str | None = None) -> None:
        self.settings = Settings(data_dir=folder, database_url=url, image_store=store)  # type: ignore[arg-type]
        self.folder, self._site = folder, None
        self._numbers = iter(range(1_000_000))

    @property
    def site(self) -> Site:
        if self._site is None:
            self._site = open_site(self.settings)
        return self._site

    @property
    def database(self) -> Database:
        return self.site.database

    def close(self) -> None:
        if self._site is not None:
            self._site.database.close()
        self._site = None

    def opens(self) -> House:
        with self.database.write() as session:
            town(session), town(session, "131024")
        return self

    def comes(self, code: str = "131016", ask: tuple[str, ...] = (), content: bytes | None = None) -> int:
        """A sheet is stored in the way of the flow; its record."""
        place = self.folder / "incoming"
        place.mkdir(parents=True, exist_ok=True)
        number = next(self._numbers)
        scan = scan_of(place, content or f"sheet {number}".encode())
        vault = self.site.vault_of(code)
        vault.keep(scan)
        with self.database.write() as session:
            here = session.scalars(select(MunicipalityRow.id).filter_by(code=code)).one()
            batch = open_batch(session, here, key="night", name="夜", now=NOW)
            scan_id = register_scan(session, here, batch, scan, NOW).scan_id
        pages = [keep_page(read_page(scan, 1 + number % 50, ask=ask), vault)]
        with self.database.write() as session:
            return save_scan(session, scan_id, gather(pages, FORMS), NOW).record_ids[0]

    def person(self, role: Role = Role.REVIEWER, code: str = "131016") -> Actor:
        with self.database.read() as session:
            query = select(AccountRow).join(MunicipalityRow).where(MunicipalityRow.code == code)
            row = session.scalars(query.where(AccountRow.role == role).order_by(AccountRow.id)).first()
            assert row is not None
            return Actor(row.id, row.municipality_id, row.username, row.display_name, role, "ja")

    def reviews(self, record_id: int, name: str) -> None:
        """A person writes another name and finishes the record."""
        who = self.person()
        with self.database.write() as session:
            token = claim(session, who, record_id, NOW, 15).token
            field = next(one for one in open_record(session, who, record_id, NOW).fields if one.key == "name")
            what = {"expected_version": field.version, "claim_token": token, "text": name, "value": name}
            correct(session, who, record_id, "name", kind="typed", now=NOW, **what)  # type: ignore[arg-type]
            finish(session, who, record_id, open_record(session, who, record_id, NOW).version, NOW)

    def exports(self, key: str, format_: ExportFormat = ExportFormat.CSV) -> bytes:
        out = self.folder / f"{key}.{format_}"
        order = ExportOrder(self.person().municipality_id, key, "greeting", format_)
        export_records(self.database, order, out, NOW, is_ours=True)
        return out.read_bytes()

    def works_a_day(self) -> None:
        """Sheets of two towns, some of them corrected, some exported."""
        records = [self.comes(ask=("name",)) for _ in range(2)]
        self.reviews(records[0], "髙橋\u3000𠮷男")
        self.comes(), self.comes("131024")
        self.exports("morning")
        self.comes(), self.comes(ask=("day", "wishes"))

    def looks(self, now: datetime | None = None, *, quick: bool = False, remove: bool = False) -> Report:
        look = Look(now or datetime.now(UTC), quick, remove)
        return look_over(self.database, images_of(self.settings), look, untold)

    def backs_up(self, folder: Path) -> BackedUp:
        into = BackupFolder(folder)
        with into.alone():
            return back_up(self.database, images_of(self.settings), self.settings, into, datetime.now(UTC), untold)

    def comes_back(
        self, folder: Path, snapshot: str | None = None, *, replace: bool = False, even_damaged: bool = False
    ) -> Restored:
        self.close()
        source = BackupFolder(folder)
        with source.reading():
            manifest = chosen_snapshot(source, snapshot)
            wishes = Wishes(replace, even_damaged)
            return restore(source, manifest, images_of(self.settings), self.settings, wishes, NOW, untold)

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row as the database holds it, JSON as its text; without logins."""
        with self.database.read() as session:
            return {
                table.name: [
                    tuple(map(_plain, row)) for row in session.execute(text(f"{_columns(table)} ORDER BY id")).all()
                ]
                for table in Base.metadata.sorted_tables
                if table.name != "login_sessions"
            }

    def files(self, kind: str = "*") -> list[Path]:
        return sorted(path for path in (self.folder / "vault").glob(f"*/{kind}/*/*") if path.is_file())

    def records(self) -> int:
        with self.database.read() as session:
            return len(session.scalars(select(RecordRow.id)).all())


def _columns(table: Table) -> str:
    def told(column: Column[Any]) -> str:
        kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
        return f'CAST("{column.name}" AS TEXT)' if isinstance(kind, JSON) else f'"{column.name}"'

    return f"SELECT {', '.join(map(told, table.columns))} FROM {table.name}"


def _plain(value: object) -> object:
    """What both kinds of database say of a value; SQLite keeps moments as text and truth as a number."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return int(value) if isinstance(value, bool) else value


@contextmanager
def house(folder: Path, url: str | None = None, store: str | None = None) -> Iterator[House]:
    """An installation, closed at the end."""
    one = House(folder, url, store)
    yield one
    one.close()


def grow_old(path: Path) -> None:
    """As if it lay there for more than a day."""
    then = time.time() - A_DAY_AND_MORE.total_seconds()
    os.utime(path, (then, then))
