"""What lies in the folders of an inbox at a look, and what is said of folders that stand in the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.errors import StoreFault
from models.record import Lane
from pipeline.inbox.places import Place, Seen, Strange, places, seen_in
from pipeline.inbox.taking import Taking
from pipeline.inbox.telling import Teller
from pipeline.intake.open_scan import name_of


@dataclass(slots=True)
class Finding:
    """Finds files; once, it has noted what was moved away by an earlier process that was killed before it could."""

    taking: Taking
    teller: Teller
    _is_tidy: bool = False
    _is_in_part: bool = False

    def find(self) -> Sequence[Seen] | None:
        """All that lies in the inbox now, the counter's first; None where the share is away."""
        try:
            found = list(places(self.taking.root, self.taking.forms))
        except OSError:
            self.teller.trouble("away")
            return None
        self.teller.over("away")
        files = list(self._seen([place for place in found if isinstance(place, Place)]))
        self._tidy(found, files)
        self._strange(found)
        return files

    def _tidy(self, found: Sequence[Place | Strange], files: Sequence[Seen]) -> None:
        if self._is_tidy or self._is_in_part:
            return
        names = {place.name for place in found if isinstance(place, Place)}
        try:
            self.taking.tidy(names, {(file.place.name, name_of(file.path)) for file in files})
            self._is_tidy = True
        except StoreFault as error:
            self.teller.fault(error)

    def _seen(self, found: Sequence[Place]) -> Iterator[Seen]:
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
