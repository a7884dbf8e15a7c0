"""Looking into the inbox again and again. Whatever a file is or does, the next one is taken."""

from __future__ import annotations

import datetime as dt
import errno
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic

from models.errors import EnvironmentFault, MadoguchiError, StoreFault
from models.problem import Problem, ProblemCode
from models.record import Lane
from pipeline.inbox.fetch import Changed
from pipeline.inbox.places import Place, Seen, Strange, places, seen, seen_in
from pipeline.inbox.settle import Settling
from pipeline.inbox.sidecar import NOTHING_TOLD, SUFFIX, Sidecar, read_sidecar, sidecar_of
from pipeline.inbox.taking import Taken, Taking
from pipeline.inbox.telling import Teller
from pipeline.intake.open_scan import name_of
from pipeline.intake.trouble import broken_file

UNREADABLE_PATIENCE_S = 300.0
"""On a share a file that others have open may look like one that nobody may read."""

AGAIN_S = 30.0
"""Between two tries of what failed for other reasons than being away or being written."""

_FORBIDDEN = (errno.EACCES, errno.EPERM)


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look came to: files taken, refused, and left for a later look."""

    taken: int = 0
    refused: int = 0
    waiting: int = 0

    def __add__(self, other: Looked) -> Looked:
        """Both together."""
        return Looked(self.taken + other.taken, self.refused + other.refused, self.waiting + other.waiting)


WAITS = Looked(waiting=1)
STUCK = Looked()
"""The database has it and the share does not let go of it: nothing more can be done."""


@dataclass(slots=True)
class Watcher:
    """Knows between two looks only what saves work: all of it may be lost."""

    taking: Taking
    settling: Settling
    teller: Teller
    sidecar_seconds: float | None
    stop: Event
    _is_tidy: bool = False
    _is_in_part: bool = False
    _since: dict[tuple[str, Path], float] = field(default_factory=dict)
    _rests: dict[tuple[Path, object], float] = field(default_factory=dict)
    _stuck: dict[tuple[Path, object], Taken] = field(default_factory=dict)

    def look(self) -> Looked:
        """Look into every folder once and take what has settled, the counter's first."""
        try:
            found = list(places(self.taking.root, self.taking.forms))
        except OSError:
            self.teller.trouble("away")
            return WAITS
        self.teller.over("away")
        files = list(self._seen([place for place in found if isinstance(place, Place)]))
        self._tidy(found, files)
        self._strange(found)
        self.settling.look(files, monotonic())
        self._forget_all_but(files)
        total = Looked()
        for file in files:
            if self.stop.is_set():
                break
            if file.path.suffix.lower() != SUFFIX and file.place.code in self.taking.sites:
                total += self._try(file)
        return total

    def _tidy(self, found: Sequence[Place | Strange], files: Sequence[Seen]) -> None:
        if self._is_tidy or self._is_in_part:
            return
        names = {place.name for place in found if isinstance(place, Place)}
        try:
            self.taking.tidy(names, {(file.place.name, name_of(file.path)) for file in files})
            self._is_tidy = True
        except StoreFault as error:
            self.teller.fault(error)

    def _seen(self, found: Sequence[Place]) -> Iterable[Seen]:
        self._is_in_part = False
        for place in sorted(found, key=lambda place: list(Lane).index(place.lane)):
            try:
                yield from seen_in(place)
            except OSError:
                self._is_in_part = True
                self.teller.trouble("folder", place.code)

    def _strange(self, found: Sequence[Place | Strange]) -> None:
        codes = {place.code for place in found}
        for code in codes - set(self.taking.sites) - {""}:
            self.teller.trouble("municipality", code)
        strange = [place for place in found if isinstance(place, Strange)]
        for code in codes:
            count = sum(place.code == code for place in strange)
            self.teller.trouble("strange", code, count) if count else self.teller.over("strange", code)

    def _try(self, file: Seen) -> Looked:
        key, now = (file.path, file.state), monotonic()
        if self._rests.get(key, 0.0) > now:
            return STUCK if key in self._stuck else WAITS
        try:
            if key in self._stuck:
                return self._leave(self._stuck[key])
            return self._take(file) if self.settling.is_settled(file, now) else WAITS
        except (Changed, FileNotFoundError):
            return WAITS
        except OSError as error:
            return self._unreadable(file, error)
        except StoreFault as error:
            self.teller.fault(error)
        except MadoguchiError as error:
            self._rests[key] = now + AGAIN_S
            self.teller.fault(error)
        except Exception as error:  # a defect of ours: this file rests, the others are taken
            self._rests[key] = now + 10 * AGAIN_S
            self.teller.defect(error)
        return WAITS

    def _take(self, file: Seen) -> Looked:
        told = self._told(file)
        if told is None:
            return WAITS
        taken = self.taking.take(file, told, dt.datetime.now(dt.UTC))
        self.teller.well()
        return self._leave(taken)

    def _leave(self, taken: Taken) -> Looked:
        file = taken.leaving.file
        key, code = (file.path, file.state), file.place.code
        is_new = key not in self._stuck
        counted = Looked(taken=not taken.is_refused, refused=taken.is_refused) if is_new else Looked()
        try:
            self.taking.leave(taken)
        except FileNotFoundError:
            return counted  # somebody else has moved it
        except (OSError, EnvironmentFault):
            self._stuck[key], self._rests[key] = taken, monotonic() + AGAIN_S
            self.teller.trouble("stuck", code)
            return counted
        self._stuck.pop(key, None)
        self.teller.over("stuck", code)
        return counted

    def _told(self, file: Seen) -> Sidecar | Problem | None:
        """What its sidecar says; None while that is on its way. OSError where it cannot be read."""
        sidecar = seen(file.place, sidecar_of(file.path))
        if sidecar is not None:
            if not self.settling.is_settled(sidecar, monotonic()):
                return None
            return read_sidecar(sidecar.path, self.taking.forms, dt.datetime.now(dt.UTC))
        if self.sidecar_seconds is None:
            return NOTHING_TOLD
        if monotonic() - self._began("sidecar", file) < self.sidecar_seconds:
            return None
        return Problem(ProblemCode.NO_SIDECAR, details={"minutes": f"{self.sidecar_seconds / 60:.0f}"})

    def _unreadable(self, file: Seen, error: OSError) -> Looked:
        """A share that falters is asked again; a file that nobody lets us read is refused after a while."""
        self.teller.trouble("unreadable", file.place.code)
        if error.errno in _FORBIDDEN and monotonic() - self._began("forbidden", file) >= UNREADABLE_PATIENCE_S:
            problem = broken_file((error.strerror or "cannot be opened").lower())
            return self._leave(self.taking.give_up(file, problem, dt.datetime.now(dt.UTC)))
        self._rests[file.path, file.state] = monotonic() + 1.0
        return WAITS

    def _began(self, what: str, file: Seen) -> float:
        """When this began (seconds of the monotonic clock), as far as this process knows."""
        return self._since.setdefault((what, file.path), monotonic())

    def _forget_all_but(self, files: Sequence[Seen]) -> None:
        there = {file.path for file in files}
        known: Sequence[dict[tuple[Path, object], object]] = (self._rests, self._stuck)  # type: ignore[assignment]
        for memory in known:
            for key in [key for key in memory if key[0] not in there]:
                del memory[key]
        for began in [began for began in self._since if began[1] not in there]:
            del self._since[began]
