"""A process set apart in which hostile bytes are decoded, seen from this side; ``decoding_process`` is the other.

The processes here are no ``Workers``: what comes back from one that has decoded hostile bytes must not be unpickled,
one job must be stopped by the clock without those of others, a new process must stand in 0.3 s (a spawned one imports
the whole program again), and pages travel as memory that is shared, not copied through a pipe.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from models.errors import EnvironmentFault, MissingPackage
from models.problem import Problem, ProblemCode
from pipeline.intake.caps import Caps
from pipeline.intake.confine import SocketBar
from pipeline.intake.flatten import Raster
from pipeline.intake.shared_pages import Stock

MOST_PAGES = 4
"""Pages to decode in one go: starting poppler costs as much as a small page; four of A4 at 200 dpi are 47 MB."""

_ROOT = Path(__file__).resolve().parents[2]
_START = (
    f"import sys, runpy; sys.path.insert(0, {str(_ROOT)!r});"
    " runpy.run_module('pipeline.intake.decoding_process', run_name='__main__')"
)
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # Memory of a page goes back to the heap, not to the kernel: handing it out anew costs more than decoding a JPEG.
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
}
_START_SECONDS, _GRACE_SECONDS = 60, 5
_MOST_PIECES = 4 * MOST_PAGES
"""Pieces of new memory in one answer: those in which a page could not be drawn come too."""

_MESSAGE_BYTES = 1 << 16
_NONSENSE = (KeyError, TypeError, ValueError, AttributeError, OSError)
"""What reading an answer raises that no honest process gives."""

_BY_THE_CLOCK = frozenset({signal.SIGXCPU, signal.SIGALRM})


class Lost(Exception):
    """The process is gone, or said something that it never says."""

    def __init__(self, *, by_the_clock: bool) -> None:
        """``by_the_clock``: its time was up."""
        super().__init__("the decoding process is gone")
        self.by_the_clock = by_the_clock


class DecodingProcess:
    """One process; it knows nothing of this one's environment, settings or open files."""

    def __init__(self) -> None:
        """Start it and wait until it is confined; EnvironmentFault where it does not start."""
        self._stock = Stock()
        self._door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, str(theirs.fileno())],
                env={**kept, **_ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # so that poppler's programs end with it
                cwd="/",
            )
        try:
            self.barred = SocketBar(self._heard(_START_SECONDS)[0]["barred"])
        except Lost:
            raise EnvironmentFault("the decoding process does not start") from None

    def measured(self, question: Mapping[str, object], caps: Caps) -> int | Problem:
        """The number of pages, or why the file goes no further; Lost where the process ended, or was ended on time."""
        with self._sense():
            found = self._asked(question, caps, 1)["measured"]
            return found if isinstance(found, int) else _problem(found)

    def decoded(self, question: Mapping[str, object], caps: Caps, numbers: range) -> Sequence[Raster | Problem]:
        """The pages of these numbers; Lost as above."""
        with self._sense():
            asked = {**question, "numbers": (numbers[0], numbers[-1])}
            told = zip(numbers, self._asked(asked, caps, len(numbers))["pages"], strict=True)
            return [_problem(page) if "problem" in page else self._raster(page) for _, page in told]

    def end(self) -> None:
        """End it and what it has started; again is harmless."""
        if self._process.returncode is None:  # until it is waited for, nobody else has its number
            with suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._door.close()

    def _asked(self, question: Mapping[str, object], caps: Caps, steps: int) -> Mapping[str, Any]:
        whole = {**question, **self._stock.returned(), "caps": asdict(caps)}
        with suppress(OSError):  # where it is gone, listening tells
            self._door.sendall(json.dumps(whole).encode())
        answer, memory = self._heard(caps.decode_seconds * steps + _GRACE_SECONDS)
        try:
            for number, each in zip(answer["new"], memory, strict=True):
                self._stock.receive(number, each, caps.page_bytes)
        finally:
            for each in memory:
                os.close(each)
        if "missing" in answer:
            raise MissingPackage(str(answer["missing"]))
        return answer

    def _raster(self, told: Mapping[str, Any]) -> Raster:
        height, width = told["shape"]
        return Raster(self._stock.page(told["piece"], height, width), float(told["dpi"]))

    @contextmanager
    def _sense(self) -> Iterator[None]:
        try:
            yield
        except _NONSENSE:
            self.end()
            raise Lost(by_the_clock=False) from None

    def _heard(self, seconds: float) -> tuple[Mapping[str, Any], list[int]]:
        self._door.settimeout(seconds)
        try:
            message, memory, _, _ = socket.recv_fds(self._door, _MESSAGE_BYTES, _MOST_PIECES)
        except TimeoutError:
            self.end()
            raise Lost(by_the_clock=True) from None
        except OSError:
            raise self._lost() from None
        if not message:
            raise self._lost()
        return json.loads(message), memory

    def _lost(self) -> Lost:
        """Why it is gone. Its end of the door is shut a moment before that is known."""
        give_up = monotonic() + _GRACE_SECONDS
        while not os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
            if monotonic() > give_up:
                break
            sleep(0.01)
        self.end()
        return Lost(by_the_clock=-(self._process.returncode or 0) in _BY_THE_CLOCK)


def _problem(told: Mapping[str, Any]) -> Problem:
    details = {str(name): str(detail) for name, detail in told["details"].items()}
    return Problem(ProblemCode(told["problem"]), page=told["page"], details=details)
