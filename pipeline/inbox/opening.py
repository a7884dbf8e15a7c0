"""A watcher at an inbox, which no other process of this machine watches meanwhile."""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from models.errors import UsageError
from pipeline.identify.sheets import load_forms
from pipeline.inbox.settle import Settling
from pipeline.inbox.taking import StartReading, Taking
from pipeline.inbox.telling import Teller
from pipeline.inbox.watcher import Watcher
from pipeline.site import Site
from pipeline.store.inbox import municipalities


class Watched(UsageError):
    """Another process of this machine watches the folder."""


@contextmanager
def watcher_at(root: Path, place: Site, start_reading: StartReading, teller: Teller, stop: Event) -> Iterator[Watcher]:
    """A watcher of the inbox ``root`` as the site's settings say; Watched where somebody else is at it."""
    _may_be_a_folder(root)
    chosen = place.settings
    with _alone(root, chosen.data_dir / "inbox") as staged:
        with place.database.read() as session:
            sites = {code: place.beside(number, code) for code, number in municipalities(session).items()}
        forms = frozenset(form for form, _ in load_forms(chosen.templates_dir))
        minutes = chosen.inbox_sidecar_minutes
        yield Watcher(
            Taking(root, staged, sites, forms, start_reading),
            Settling(chosen.inbox_looks, chosen.inbox_seconds),
            teller,
            None if minutes is None else minutes * 60.0,
            stop,
        )


def _may_be_a_folder(root: Path) -> None:
    """UsageError where something else has its name; what is out of reach may be a share that comes back."""
    try:
        mode = root.stat().st_mode
    except OSError:
        return
    if not stat.S_ISDIR(mode):
        raise UsageError(f"the inbox is no folder: {root}")


@contextmanager
def _alone(root: Path, own: Path) -> Iterator[Path]:
    """Where copies of this inbox are made, below ``own``."""
    own.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    staged = own / f"{name}.part"
    with (own / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Watched("another process watches this folder") from None
        try:
            yield staged
        finally:
            staged.unlink(missing_ok=True)
