"""A watcher, what it has said and asked to be read, and what is in its inbox and in its database."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from PIL import Image
from sqlalchemy import select

from models.db.tables import BatchRow, MunicipalityRow, ProblemRow, ScanRow, SubmissionRow
from models.record import Lane
from pipeline.inbox.settle import Settling
from pipeline.inbox.taking import Taking
from pipeline.inbox.telling import Teller
from pipeline.inbox.watcher import Looked, Watcher
from pipeline.site import Site

CODE = "131016"
FORMS = frozenset({"resident_transfer", "child_allowance_claim"})
LOOKS = 3


@dataclass
class Hall:
    """``read`` are the scans that were to be read, ``said`` the lines on the terminal."""

    site: Site
    root: Path
    watcher: Watcher
    read: list[tuple[Lane, int]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, site: Site, root: Path, sidecar_seconds: float | None = None) -> Hall:
        (root / CODE).mkdir(parents=True, exist_ok=True)
        read: list[tuple[Lane, int]] = []
        said: list[str] = []
        taking = Taking(
            root, site.settings.data_dir / "staged", {CODE: site}, FORMS, lambda lane, scan: read.append((lane, scan))
        )
        watcher = Watcher(taking, Settling(LOOKS, 1.0), Teller(said.append), sidecar_seconds, Event())
        return cls(site, root, watcher, read, said)

    @property
    def folder(self) -> Path:
        """Where batches of the town are put in."""
        return self.root / CODE

    def looks(self, times: int = LOOKS) -> Looked:
        """As many looks, all together."""
        total = Looked()
        for _ in range(times):
            looked = self.watcher.look()
            total = Looked(total.taken + looked.taken, total.refused + looked.refused, looked.waiting)
        return total

    def put(self, name: str, shade: int = 200) -> Path:
        """A picture, its content told by ``shade``."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (60, 80), shade).save(path, "PNG")
        return path

    def lies(self, below: str = "") -> list[str]:
        """Every file below a folder of the town, without the days."""
        start = self.folder / below
        files = sorted(path.relative_to(start) for path in start.rglob("*") if not path.is_dir())
        return [str(Path(*(part for part in path.parts if not part.startswith("20")))) for path in files]

    def listed(self) -> list[tuple[str, str | None]]:
        """Name and reason of every file that the database has."""
        query = (
            select(SubmissionRow.file_name, ProblemRow.code)
            .outerjoin(ProblemRow, ProblemRow.submission_id == SubmissionRow.id)
            .order_by(SubmissionRow.file_name, SubmissionRow.id)
        )
        with self.site.database.read() as session:
            return [(name, None if code is None else str(code)) for name, code in session.execute(query)]

    def submissions(self) -> list[SubmissionRow]:
        with self.site.database.read() as session:
            return list(session.scalars(select(SubmissionRow).order_by(SubmissionRow.id)))

    def scans(self) -> list[ScanRow]:
        with self.site.database.read() as session:
            return list(session.scalars(select(ScanRow).order_by(ScanRow.id)))

    def batches(self) -> list[tuple[str, Lane]]:
        with self.site.database.read() as session:
            return [(row.key, row.lane) for row in session.scalars(select(BatchRow).order_by(BatchRow.id))]

    def codes(self) -> list[str]:
        with self.site.database.read() as session:
            return list(session.scalars(select(MunicipalityRow.code)))
