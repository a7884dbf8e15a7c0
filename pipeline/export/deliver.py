"""Files that were ordered are written: at once by whoever ordered them, and again by whoever comes by."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from models.db.session import Database
from models.db.states import DeliveryState, DeliveryTrouble
from models.errors import MadoguchiError, StoreFault
from models.export_errors import NotDelivered
from pipeline.export.put import Overtaken, put
from pipeline.logs import LogEvent, warn
from pipeline.store.outbox import Parcel, due, hold, mark_delivered, mark_failed, take

LOOK_SECONDS = 30.0
"""How often a server looks for files whose time has come."""

MARK_TRIES = 45
"""How often, a second apart, a written file is tried to be marked, which is sooner than its hold lapses."""

WAIT_SECONDS = 0.2
CLOSE_SECONDS = 5.0


def clock() -> datetime:
    """What holds and pauses are counted by."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Courier:
    """Writes files that wait in the database; ``now`` is asked anew for each step, since writing may take long."""

    database: Database
    now: Callable[[], datetime] = clock

    def bring(self, delivery_id: int) -> DeliveryState | DeliveryTrouble:
        """Try once. Pending where somebody else is at it."""
        with self.database.write() as session:
            parcel = take(session, delivery_id, self.now())
        if isinstance(parcel, DeliveryState):
            return parcel

        def still_mine() -> bool:
            with self.database.write() as session:
                return hold(session, parcel, self.now())

        try:
            trouble = put(parcel, still_mine)
        except Overtaken:
            return DeliveryState.PENDING
        if trouble is None:
            self._mark_delivered(parcel)
            return DeliveryState.DELIVERED
        with self.database.write() as session:
            mark_failed(session, parcel, trouble, self.now())
        return trouble

    def _mark_delivered(self, parcel: Parcel) -> None:
        """The file is there and may be fetched at any moment: a database that is gone for a while is waited for."""
        for left in reversed(range(MARK_TRIES)):
            try:
                with self.database.write() as session:
                    return mark_delivered(session, parcel, self.now())
            except StoreFault:
                if not left:
                    raise
                time.sleep(1)

    def bring_now(self, delivery_id: int) -> None:
        """Return when the file is there, by whomever; NotDelivered where it cannot be written yet."""
        while (found := self.bring(delivery_id)) is DeliveryState.PENDING:
            time.sleep(WAIT_SECONDS)  # until the other is done or silent for too long
        if isinstance(found, DeliveryTrouble):
            raise NotDelivered(f"the file could not be written: {found}", reason=found)

    def bring_all(self, municipality_id: int, *, whatever_the_time: bool = False) -> int:
        """Try every file whose time has come, or all; how many are there now that were not."""
        with self.database.read() as session:
            waiting = due(session, municipality_id, None if whatever_the_time else self.now())
        return sum(self.bring(delivery_id) is DeliveryState.DELIVERED for delivery_id in waiting)


class Rounds:
    """A thread of a server that tries again what could not be written, or was left by a process that died."""

    def __init__(self, courier: Courier, municipality_id: int) -> None:
        """Start nothing yet."""
        self._courier, self._municipality_id = courier, municipality_id
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._go_round, name="deliveries", daemon=True)

    def start(self) -> None:
        """Try what waits, now and then until ``close``."""
        self._thread.start()

    def close(self) -> None:
        """Try no more. What hangs on a folder that does not answer is left: its hold lapses."""
        self._closing.set()
        self._thread.join(CLOSE_SECONDS)

    def _go_round(self) -> None:
        while not self._closing.is_set():
            try:
                self._courier.bring_all(self._municipality_id)
            except MadoguchiError as error:  # the database may be back at the next round
                warn(LogEvent.DELIVERIES, code=error.code)
            self._closing.wait(LOOK_SECONDS)
