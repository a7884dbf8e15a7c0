"""Whose a sidecar is. One that is nobody's is put away: left lying, it would wait for another resident's sheet.

No clock of a writer decides alone: a scanner's, a server's and this machine's differ.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

from models.problem import Problem, ProblemCode
from pipeline.inbox.places import Seen, seen
from pipeline.inbox.settle import Settling
from pipeline.inbox.sidecar import NOTHING_TOLD, Sidecar, is_sidecar, read_sidecar, sidecar_of, wrong_at

TOGETHER_S = 300.0
"""A scan and its sidecar come within so long of each other, even if one is written before a pile is through."""

STALE_NS = 3_600 * 10**9
"""What lies so much longer than the scan beside it was left by another, while nobody looked."""

_Name = tuple[Path, str]
"""What a scan and its sidecar have in common: their folder, and their name without its suffix."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a file beside its bytes; ``sidecar`` is what said so, and leaves the inbox with it."""

    says: Sidecar | Problem
    sidecar: Seen | None = None


BARE = Told(NOTHING_TOLD)
STRAY = Told(Problem(ProblemCode.STRAY_SIDECAR))


@dataclass(slots=True)
class Pairing:
    """Remembers what lay beside what at the last look, and whose sidecars did not come for a while.

    Scans in ``_bare`` were taken in without, those in ``_missed`` were refused for it and may be put in again.
    """

    settling: Settling
    forms: Set[str]
    _scans: dict[_Name, list[Seen]] = field(default_factory=dict)
    _sidecars: dict[_Name, list[Seen]] = field(default_factory=dict)
    _alone: dict[tuple[Path, object], float] = field(default_factory=dict)
    _bare: dict[_Name, float] = field(default_factory=dict)
    _missed: dict[_Name, float] = field(default_factory=dict)

    def look(self, files: Iterable[Seen], now: float) -> None:
        """Note what lies beside what, and since when anything lies alone."""
        self._scans, self._sidecars = defaultdict(list), defaultdict(list)
        for file in files:
            (self._sidecars if is_sidecar(file.path) else self._scans)[_name(file)].append(file)
        alone = [
            (file.path, file.state)
            for some, others in ((self._scans, self._sidecars), (self._sidecars, self._scans))
            for name in some.keys() - others.keys()
            for file in some[name]
        ]
        self._alone = {key: self._alone.get(key, now) for key in alone}
        self._bare = self._still_late(self._bare, now)
        self._missed = self._still_late(self._missed, now)

    def told(self, file: Seen, patience: float | None, now: float) -> Told | None:
        """What is told of a settled file; None while that may be on its way. OSError where it cannot be read.

        ``patience`` is how long a scan waits for its sidecar: None where it may have none.
        """
        if is_sidecar(file.path):
            return STRAY if self._is_stray(file, now) else None
        beside = self.beside(file, now)
        if len(beside) < len(self._its_own(file, now)) or not all(
            self.settling.is_settled(each, now) for each in beside
        ):
            return None  # it is being written, or another put in its place
        if beside:
            return Told(self._read(beside), beside[0])
        if patience is None:
            return BARE
        if now - self._alone.get((file.path, file.state), now) < patience:
            return None
        return Told(Problem(ProblemCode.NO_SIDECAR, details={"minutes": f"{patience / 60:.0f}"}))

    def beside(self, scan: Seen, now: float) -> Sequence[Seen]:
        """The sidecars of a scan as they are now; one that came after the last look, too."""
        if self._sidecars.get(_name(scan)):
            paths = [sidecar.path for sidecar in self._its_own(scan, now)]
        else:
            paths = [sidecar_of(scan.path)]
        there = [seen(scan.place, path) for path in paths]
        return [sidecar for sidecar in there if sidecar is not None]

    def goes_with_its_scan(self, file: Seen, now: float) -> bool:
        """Whether it is a sidecar that needs no step of its own."""
        return is_sidecar(file.path) and bool(self._scans.get(_name(file))) and not self._is_stray(file, now)

    def took(self, file: Seen, told: Told, now: float) -> None:
        """Note that a scan went without its sidecar: one that comes now is late for it, and is nobody else's."""
        if told == BARE:
            self._bare[_name(file)] = now
        elif isinstance(told.says, Problem) and told.says.code is ProblemCode.NO_SIDECAR:
            self._missed[_name(file)] = now

    def left(self, file: Seen) -> None:
        """Note that a file is gone: after the late sidecar the next one of its name is another scan's."""
        if is_sidecar(file.path):
            self._bare.pop(_name(file), None)
            self._missed.pop(_name(file), None)

    def _still_late(self, names: dict[_Name, float], now: float) -> dict[_Name, float]:
        return {name: at for name, at in names.items() if name in self._sidecars or now - at < TOGETHER_S}

    def _its_own(self, scan: Seen, now: float) -> Sequence[Seen]:
        return [each for each in self._sidecars.get(_name(scan), ()) if not self._is_stray(each, now)]

    def _is_stray(self, sidecar: Seen, now: float) -> bool:
        """Whether it is no waiting scan's: too late for one, too long alone, or of another day than all beside it."""
        if _name(sidecar) in self._bare:
            return True
        scans = self._scans.get(_name(sidecar))
        if not scans:
            alone = now - self._alone.get((sidecar.path, sidecar.state), now)
            return _name(sidecar) in self._missed or alone >= TOGETHER_S
        return all(_is_stale(sidecar, scan) for scan in scans)

    def _read(self, sidecars: Sequence[Seen]) -> Sidecar | Problem:
        if len(sidecars) > 1 or not sidecars[0].is_file:
            return wrong_at("JSON")
        return read_sidecar(sidecars[0].path, self.forms, dt.datetime.now(dt.UTC))


def _name(file: Seen) -> _Name:
    return file.path.parent, file.path.stem


def _is_stale(sidecar: Seen, scan: Seen) -> bool:
    """By both times that a file carries: its writer's may be copied with it, its server's may be a virus scanner's."""
    return min(scan.mtime_ns - sidecar.mtime_ns, scan.ctime_ns - sidecar.ctime_ns) > STALE_NS
