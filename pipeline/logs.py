"""What the program tells of its own work, for machines and for those who look after them. Never what it read.

``log`` takes an event of a closed list and facts whose names are a closed list, too; a text among them is made of plain
ASCII, so that no name and no answer passes. What libraries say is told by where it was said alone: their messages may
quote anything, the address of a file or the line of a form.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import MutableMapping
from enum import StrEnum
from logging.handlers import WatchedFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any, TypedDict, Unpack

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

from models.errors import StoreFault
from pipeline.settings import Settings

OURS = "madoguchi"


class LogEvent(StrEnum):
    """Everything that is told of."""

    SCAN_READ = "scan_read"
    RUN_BEGUN = "run_begun"
    RUN_ENDED = "run_ended"
    REPORT_WRITTEN = "report_written"
    READING = "reading"
    """A try to read scans came to nothing."""
    DELIVERIES = "deliveries"
    """A round to write files of exports came to nothing; there will be another."""
    FAILED = "failed"
    """A command ended with an error."""
    UNEXPECTED = "unexpected"
    """A defect of the program."""
    LIBRARY = "library"
    """A library said something."""


class Facts(TypedDict, total=False):
    """What may be told with an event: numbers of rows, counts, lengths of time in seconds, codes."""

    error: str
    frames: str
    code: str
    run: int
    outcome: str
    scan: int
    pages: int
    records: int
    refused: int
    tries: int
    workers: int
    seconds: float


_FACTS = frozenset(Facts.__annotations__)
_PLAIN = re.compile(r"[\x20-\x7e]{0,500}")


def log(event: LogEvent, **facts: Unpack[Facts]) -> None:
    """Tell that something was done."""
    _logger.info(str(event), **facts)


def warn(event: LogEvent, **facts: Unpack[Facts]) -> None:
    """Tell that something went wrong."""
    _logger.warning(str(event), **facts)


def prepare_logs(settings: Settings) -> None:
    """Set up where this process tells of its work; called once, before libraries set up their own.

    Plain lines on standard error hold warnings alone; JSON lines, and a file, everything. StoreFault where the file
    cannot be written to.
    """
    handler = _handler(settings.log_file)
    everything = settings.log_format == "json" or settings.log_file is not None
    last: Processor = structlog.processors.LogfmtRenderer(key_order=("at", "level", "event"), drop_missing=True)
    if settings.log_format == "json":
        last = structlog.processors.JSONRenderer(ensure_ascii=False)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[_of_library],
            processors=[
                _kept,
                ProcessorFormatter.remove_processors_meta,
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
                last,
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(OURS).setLevel(logging.INFO if everything else logging.WARNING)
    logging.captureWarnings(True)  # Python would print their words
    logging.getLogger("py.warnings").setLevel(logging.WARNING if everything else logging.ERROR)
    threading.excepthook = _thread_failed


def frames_of(error: BaseException) -> str:
    """Where an error was raised, outermost first: files of the program and lines, never what they hold."""
    return _places(error.__traceback__)


def _handler(file: Path | None) -> logging.Handler:
    """A file is opened again where it was moved away, so that it can be rotated from outside."""
    if file is None:
        return logging.StreamHandler(sys.stderr)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return WatchedFileHandler(file, encoding="utf-8")
    except OSError as error:
        raise StoreFault(f"cannot write the log: {error.strerror}", reason=str(error.strerror)) from None


def _of_library(_: Any, __: str, told: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A library's record: who said something where, and which kind of error it had; not what it said."""
    record: logging.LogRecord = told["_record"]
    kept = {"logger": record.name, "place": f"{record.filename}:{record.lineno}"}
    if record.exc_info and record.exc_info[0] is not None:
        kept |= {"error": record.exc_info[0].__name__, "frames": _places(record.exc_info[2])}
    meta = {key: told[key] for key in ("_record", "_from_structlog")}
    return {"event": str(LogEvent.LIBRARY), **meta, **{key: _plain(value) for key, value in kept.items()}}


def _kept(_: Any, __: str, told: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of an event of ours, what may be told; a name that is not in the list is a slip, and its value stays out."""
    if not told["_from_structlog"]:
        return told
    kept = {key: _plain(value) for key, value in told.items() if key in _FACTS}
    event = told["event"] if told["event"] in list(LogEvent) else LogEvent.UNEXPECTED
    return {"event": str(event), **{key: told[key] for key in ("_record", "_from_structlog")}, **kept}


def _plain(value: object) -> object:
    if isinstance(value, int | float):
        return value
    return value if isinstance(value, str) and _PLAIN.fullmatch(value) else "?"


def _places(trace: TracebackType | None) -> str:
    return " ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(trace))


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    """Python itself would print the message."""
    warn(LogEvent.UNEXPECTED, error=failed.exc_type.__name__, frames=_places(failed.exc_traceback))


structlog.configure(
    processors=[ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
)
_logger: structlog.stdlib.BoundLogger = structlog.get_logger(OURS)
