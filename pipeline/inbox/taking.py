"""One settled file of the inbox: copied here, kept, listed in the database, and only then moved away.

Killed at any moment, the file still lies in the inbox (and is known by its hash where the database has it already) or
has been moved away. Nothing else is remembered anywhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from models.arrival import Arrival
from models.catalogue import Catalogue
from models.clock import JAPAN
from models.problem import Problem, ProblemCode
from models.record import Lane
from models.scan import Scan
from pipeline.digitise import NoScan, enter, look_into
from pipeline.inbox.fetch import fetch
from pipeline.inbox.pairing import Told
from pipeline.inbox.places import DONE, REFUSED, Seen
from pipeline.inbox.put_away import Leaving, put_away
from pipeline.inbox.sidecar import Sidecar
from pipeline.intake.open_scan import caps_of, name_of
from pipeline.site import Site
from pipeline.store.batches import open_batch
from pipeline.store.inbox import KEY, LyingFile, known, lying, moved_away
from pipeline.words import words

_SIDECAR_TROUBLE = frozenset({ProblemCode.BAD_SIDECAR, ProblemCode.NO_SIDECAR})
"""Refusals that another sidecar beside the same bytes takes back."""

StartReading = Callable[[Lane, int], None]
"""Told of each new scan as soon as it is stored."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that the database has and that is to leave the inbox."""

    file: LyingFile
    leaving: Leaving
    code: str

    @property
    def is_refused(self) -> bool:
        """Whether it was no scan."""
        return self.leaving.reason is not None


@dataclass(frozen=True, slots=True)
class Taking:
    """Takes files of one inbox at the sites of the municipalities that they are for, with a copy at ``staged``."""

    root: Path
    staged: Path
    sites: Mapping[str, Site]
    forms: Set[str]
    start_reading: StartReading

    def take(self, file: Seen, told: Told, now: dt.datetime) -> Taken:
        """Store the file; again is harmless. Raises what ``fetch`` raises, and EnvironmentFault."""
        site, name = self.sites[file.place.code], name_of(file.path)
        fetched = fetch(file, self.staged, caps_of(site.settings))
        sha256 = None if isinstance(fetched, Problem) else fetched.sha256
        lies = LyingFile(site.municipality_id, file.place.name, name, sha256)
        with site.database.read() as session:
            before = known(session, lies)
        if before is not None and not (told.sidecar and before.problem and before.problem.code in _SIDECAR_TROUBLE):
            return self._taken(file, lies, before.problem, told, now)
        wrong = next((each for each in (told.says, fetched) if isinstance(each, Problem)), None)
        looked = look_into(self.staged, name, site) if wrong is None else NoScan(name, sha256, wrong)
        self._enter(looked, file, told.says if isinstance(told.says, Sidecar) else Sidecar(), site, now)
        return self._taken(file, lies, None if isinstance(looked, Scan) else looked.problem, told, now)

    def give_up(self, file: Seen, problem: Problem, sidecar: Seen | None, now: dt.datetime) -> Taken:
        """List a file whose bytes, or whose sidecar, cannot be read as refused."""
        site, name = self.sites[file.place.code], name_of(file.path)
        self._enter(NoScan(name, None, problem), file, Sidecar(), site, now)
        lies = LyingFile(site.municipality_id, file.place.name, name, None)
        return self._taken(file, lies, problem, Told(problem, sidecar), now)

    def leave(self, taken: Taken) -> bool:
        """Move a file away that the database has; False where another was put in its place. Raises as ``put_away``."""
        if not put_away(taken.leaving):
            return False
        with self.sites[taken.code].database.write() as session:
            moved_away(session, taken.file)
        return True

    def tidy(self, looked_into: Set[str], there: Set[tuple[str, str]]) -> None:
        """Note that files were moved away where an earlier process was killed before it could.

        ``looked_into`` are folders by name, ``there`` what lies in them: folder and file name.
        """
        for site in self.sites.values():
            with site.database.read() as session:
                files = lying(session, site.municipality_id)
            gone = [f for f in files if f.folder in looked_into and (f.folder, f.file_name) not in there]
            if gone:
                with site.database.write() as session:
                    for file in gone:
                        moved_away(session, file)

    def _enter(self, looked: Scan | NoScan, file: Seen, told: Sidecar, site: Site, now: dt.datetime) -> None:
        lane = told.lane or file.place.lane
        arrival = Arrival(told.received_at, told.form or file.place.form, told.remark, file.place.name)
        day = now.astimezone(JAPAN).date().isoformat()
        name = words()(f"watch.batch_{lane}", day=day)
        with site.database.write() as session:
            key = f"{KEY}/{day}/{lane}"
            batch = open_batch(session, site.municipality_id, key=key, name=name, now=now, lane=lane)
        entered = enter(looked, batch, site, now, arrival)
        if entered is not None and not entered.is_done:
            self.start_reading(lane, entered.scan_id)

    def _taken(self, file: Seen, lies: LyingFile, problem: Problem | None, told: Told, now: dt.datetime) -> Taken:
        reason = None if problem is None else reason_text(problem, lies.sha256, words())
        day = now.astimezone(JAPAN).date().isoformat()
        folder = self.root / file.place.code / (DONE if reason is None else REFUSED) / day
        return Taken(lies, Leaving(file, folder, lies.sha256, reason, told.sidecar), file.place.code)


def reason_text(problem: Problem, sha256: str | None, say: Catalogue) -> str:
    """What the file beside a refused one says: why, what to do now, and the hash by which the desk lists it."""
    return f"{say.problem(problem)}\n" + (f"sha256 {sha256}\n" if sha256 else "")
