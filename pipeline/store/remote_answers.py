"""What stores answer, each in its own way: when an object was changed, and what went wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from models.errors import DiskFull, MadoguchiError, StoreFault
from pipeline.store.whole import disk_fault

_MODIFIED = ("LastModified", "last_modified", "mtime", "modified", "updated", "created")
"""What file systems call the time of the last change."""


def modified_of(info: dict[str, Any]) -> datetime:
    """When it was last changed; now where the store does not tell, so that nobody takes it for old."""
    told = next((info[key] for key in _MODIFIED if info.get(key)), None)
    if isinstance(told, int | float):
        return datetime.fromtimestamp(told, UTC)
    if isinstance(told, datetime):
        return told if told.tzinfo else told.replace(tzinfo=UTC)
    return datetime.now(UTC)


@contextmanager
def told_as_fault() -> Iterator[None]:
    """All trouble as StoreFault, without the library's words."""
    try:
        yield
    except MadoguchiError:
        raise
    except OSError as error:
        if error.errno is not None:
            error.strerror = os.strerror(error.errno)
            fault = disk_fault(error)
            if isinstance(fault, DiskFull):
                raise fault from None
            raise StoreFault(f"the image store failed: {error.strerror}", reason=error.strerror) from None
        raise _failed(error) from None
    except Exception as error:
        raise _failed(error) from None


def _failed(error: Exception) -> StoreFault:
    return StoreFault(f"the image store failed: {type(error).__name__}", reason=type(error).__name__)
