"""What the folders of an inbox mean, and what lies in them.

    <root>/<municipality code>/                      batch lane
    <root>/<municipality code>/counter/              counter lane (窓口 means the same; batch or 一括 the other)
    <root>/<municipality code>/[lane/]<form key>/    said to be this form
    <root>/<municipality code>/done/, refused/       where files go once the database has them

Nothing is read here but names and sizes: ``os.scandir`` works on every share, where notices of changes do not.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from models.record import Lane

DONE, REFUSED = "done", "refused"

_LANES = {"counter": Lane.COUNTER, "窓口": Lane.COUNTER, "batch": Lane.BATCH, "一括": Lane.BATCH}
_CODE = re.compile(r"[0-9]{6}")
_UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download", "~")
_LITTER = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that is looked into. ``name`` is its path below the root, which is what the database knows it by."""

    path: Path
    name: str
    code: str
    lane: Lane = Lane.BATCH
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A directory entry at one look. A symbolic link is looked at itself, never followed."""

    place: Place
    path: Path
    mode: int
    device: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int

    @property
    def state(self) -> tuple[int, int, int, int]:
        """What changes when somebody writes to the file, or puts another in its place."""
        return self.device, self.inode, self.size, self.mtime_ns

    @property
    def is_file(self) -> bool:
        """Whether it has bytes of its own: no link, pipe, socket or device."""
        return stat.S_ISREG(self.mode)


@dataclass(frozen=True, slots=True)
class Strange:
    """A folder that means nothing here, or cannot be read; ``code`` is empty at the top. What is in it stays."""

    name: str
    code: str


def places(root: Path, forms: Set[str]) -> Iterator[Place | Strange]:
    """The folders of an inbox; OSError where the root itself cannot be read: a share that is away."""
    for folder in _folders(root):
        code = folder.name
        if not _CODE.fullmatch(code):
            yield Strange(code, "")
            continue
        yield from _below(Place(folder, code, code), forms)


def seen_in(place: Place) -> Iterator[Seen]:
    """What lies in a folder, by name; what vanishes meanwhile does not."""
    with os.scandir(place.path) as entries:
        for entry in sorted(entries, key=lambda entry: os.fsencode(entry.name)):
            if _is_none_of_ours(entry.name):
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if not stat.S_ISDIR(status.st_mode):
                yield _seen(place, Path(entry.path), status)


def seen(place: Place, path: Path) -> Seen | None:
    """One entry; None where there is none, or a folder."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return None if stat.S_ISDIR(status.st_mode) else _seen(place, path, status)


def _seen(place: Place, path: Path, status: os.stat_result) -> Seen:
    return Seen(
        place,
        path,
        status.st_mode,
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


def _below(place: Place, forms: Set[str]) -> Iterator[Place | Strange]:
    """A folder and those in it: a lane at most once, and then a form."""
    try:
        inside = list(_folders(place.path))
    except OSError:
        yield Strange(place.name, place.code)
        return
    yield place
    for folder in inside:
        name = f"{place.name}/{folder.name}"
        is_top = place.name == place.code
        if is_top and folder.name in (DONE, REFUSED):
            continue
        if is_top and folder.name.lower() in _LANES:
            yield from _below(Place(folder, name, place.code, _LANES[folder.name.lower()]), forms)
        elif place.form is None and folder.name in forms:
            yield from _below(Place(folder, name, place.code, place.lane, folder.name), forms)
        else:
            yield Strange(name, place.code)


def _folders(path: Path) -> Iterator[Path]:
    with os.scandir(path) as entries:
        found = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    return (path / name for name in sorted(found, key=os.fsencode) if not name.startswith("."))


def _is_none_of_ours(name: str) -> bool:
    """Hidden, still on its way by its name, or left by a desktop."""
    low = name.lower()
    return name.startswith((".", "~$")) or low.endswith(_UNFINISHED) or low in _LITTER
