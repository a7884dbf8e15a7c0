"""Scans are given to the processes that read, turn by turn, and what came of each is noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic

from models.db.session import Database
from models.errors import Defect, EnvironmentFault, MadoguchiError, StoreFault
from pipeline.reading import read_turns
from pipeline.store.turns import MOST_TRIES, Turn, TurnLost, fail_turn, give_back, hold_turns, take_turns
from pipeline.store.unread import Sought
from pipeline.workers import Workers

PAGES_A_TURN = 8
"""So many pages' turns are taken together, and their drafts stored in one transaction: writes are few."""

SECONDS_TO_START, SECONDS_A_PAGE = 180.0, 30.0
"""A process that takes longer hangs: it is ended, and its scans are tried again."""


@dataclass(frozen=True, slots=True)
class TurnTaker:
    """Takes turns at what is ``sought``, each held for ``lasts`` without a sign of life; ``pages`` at a time.

    May be shared by threads, each of which waits for a process of its own among ``readers``.
    """

    database: Database
    readers: Workers
    sought: Sought
    lasts: timedelta
    pages: int

    def take(self) -> tuple[Turn, ...]:
        """Turns to read next; none where nobody waits. EnvironmentFault where the database is out of reach."""
        with self.database.write() as session:
            return take_turns(session, self.sought, datetime.now(UTC), self.lasts, self.pages)

    def read(self, turns: Sequence[Turn]) -> MadoguchiError | None:
        """Have them read and stored; what went wrong, once it is noted. StoreFault where that cannot be noted."""
        give_up = monotonic() + SECONDS_TO_START + SECONDS_A_PAGE * sum(turn.pages for turn in turns)

        def watch() -> None:
            if monotonic() > give_up:
                raise EnvironmentFault("a reading process hangs")
            try:
                with self.database.write() as session:
                    hold_turns(session, turns, datetime.now(UTC), self.lasts)
            except StoreFault:
                pass  # it may be back before the turns lapse

        try:
            self.readers.run_watched(read_turns, turns, watch, self.lasts.total_seconds() / 4)
        except TurnLost as error:
            return error  # they are not ours to speak of
        except MadoguchiError as error:
            return self._note(turns, error)
        except Exception as error:
            return self._note(turns, Defect(error))
        return None

    def give_back(self, turns: Sequence[Turn]) -> None:
        """Leave them to others at once: their reading was ended from outside."""
        with self.database.write() as session:
            give_back(session, turns, datetime.now(UTC))

    def _note(self, turns: Sequence[Turn], error: MadoguchiError) -> MadoguchiError:
        """A store out of reach is nobody's fault; whatever else happened to several is tried with each alone."""
        now = datetime.now(UTC)
        with self.database.write() as session:
            if isinstance(error, StoreFault):
                give_back(session, turns, now)
                return error
            for turn in turns:
                worth = isinstance(error, EnvironmentFault) and turn.tries + 1 < MOST_TRIES
                fail_turn(session, turn, error.code, now, is_last=len(turns) == 1 and not worth)
        return error
