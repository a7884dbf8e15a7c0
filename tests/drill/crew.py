"""Nights that are begun, struck, and begun again until one ends by itself."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from models.db.migrate import migrate
from models.db.session import Database, make_engine
from pipeline.store.vault import Vault
from tests.drill.night import Orders, run
from tests.drill.state import make_sheets, outcomes_of, told_by, wrong_in

PATIENCE_S = 240.0

_start = multiprocessing.get_context("forkserver")
_start.set_forkserver_preload(["tests.drill.night"])


@dataclass
class Crew:
    """The sheets of a night, one database and one image store for them, and whoever reads them."""

    orders: Orders
    undisturbed: str = ""

    @classmethod
    def at(cls, folder: Path, url: str, sheets: int) -> Crew:
        """A night that nobody has begun, and what one comes to that nothing disturbs."""
        made = make_sheets(folder / "sheets", sheets)
        calm = cls(Orders(folder / "calm", f"sqlite:///{folder / 'calm.sqlite3'}", made, folder / "calm.jsonl"))
        calm.end()
        return cls(Orders(folder / "house", url, made, folder / "export.jsonl"), calm.told())

    def begin(self, **more: object) -> ForkServerProcess:
        """Begin a night; what befalls it is in ``more``."""
        process = _start.Process(target=run, args=(replace(self.orders, **more),))  # type: ignore[arg-type]
        process.start()
        return process

    def end(self, **more: object) -> None:
        """Let a night run to its end; an error where it fails."""
        process = self.begin(**more)
        process.join(PATIENCE_S)
        assert process.exitcode == 0, f"the night ended with {process.exitcode}"

    def struck(self, **more: object) -> bool:
        """A night with something to befall it; whether it did."""
        process = self.begin(**more)
        process.join(PATIENCE_S)
        assert process.exitcode in (0, -signal.SIGKILL), f"the night ended with {process.exitcode}"
        return process.exitcode != 0

    def killed_after(self, seconds: float) -> bool:
        """A night that is killed after so long; whether it had not ended before."""
        process = self.begin()
        process.join(seconds)
        if process.is_alive() and process.pid is not None:
            os.kill(process.pid, signal.SIGKILL)
        process.join(PATIENCE_S)
        assert process.exitcode in (0, -signal.SIGKILL), f"the night ended with {process.exitcode}"
        return process.exitcode != 0

    def wrong(self) -> list[str]:
        """What may not be, now."""
        return self._asked(lambda database: wrong_in(database, self._vault(), self.orders.out))

    def told(self) -> str:
        """What came out."""
        return self._asked(lambda database: told_by(database, self.orders.out))

    def outcomes(self) -> list[str]:
        """How each run of the night ended, the first begun first."""
        return self._asked(outcomes_of)

    def _asked(self, ask: Callable[[Database], object]) -> object:  # type: ignore[override]
        database = Database(make_engine(self.orders.url))
        migrate(database.engine)
        try:
            return ask(database)
        finally:
            database.close()

    def _vault(self) -> Vault:
        return Vault(self.orders.data_dir / "vault" / "131016")


def random_moments(seed: int, longest: float) -> Callable[[], float]:
    """Seconds, anywhere from the beginning to the end."""
    chance = random.Random(seed)
    return lambda: chance.uniform(0.0, longest)
