"""Files that the database has leave the inbox: to ``done/<day>/``, or with a reason to ``refused/<day>/``."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pipeline.inbox.places import Seen, seen
from pipeline.inbox.sidecar import SUFFIX, sidecar_of
from pipeline.store.whole import make_folder, sync_folder, write_whole

REASON = ".reason.txt"
_LONGEST_NAME = 255
"""Bytes, on all file systems that matter here."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A file that is to go to ``folder``; ``sha256`` is None where it was never read, ``reason`` where it is done."""

    file: Seen
    folder: Path
    sha256: str | None
    reason: str | None


def put_away(leaving: Leaving) -> bool:
    """Move the file with its sidecar; False where another was put in its place meanwhile, which then stays.

    OSError where the share does not let go of it; StoreFault where the reason cannot be written.
    """
    name = _free_name(leaving)
    make_folder(leaving.folder)
    if leaving.reason is not None:
        text = leaving.reason.encode()
        write_whole(leaving.folder / _with_tail(name, REASON), lambda file: file.write(text))
    target = leaving.folder / name
    if not _move(leaving.file, target):
        return False
    sidecar = sidecar_of(leaving.file.path)
    if sidecar != leaving.file.path and _is_alone(leaving.file.path, sidecar):
        _rename(sidecar, leaving.folder / _with_tail(name, SUFFIX))
    sync_folder(leaving.folder)
    sync_folder(leaving.file.path.parent)
    return True


def _move(file: Seen, target: Path) -> bool:
    """Move first and look then: between looking and moving a scanner could put the next scan under the same name."""
    _rename(file.path, target)
    moved = seen(file.place, target)
    if moved is None or (moved.size, moved.mtime_ns) == (file.size, file.mtime_ns):
        return True
    back = file.path
    if os.path.lexists(back):
        back = back.with_name(_fitting(back.stem, f".{moved.inode}{back.suffix}"))
    _rename(target, back)
    return False


def _rename(source: Path, target: Path) -> None:
    """Across file systems too: then the copy is whole and on disk before the source goes."""
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = target.with_name(f".{target.name[:80]}.part")
        shutil.copy2(source, part, follow_symlinks=False)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
        source.unlink()


def _free_name(leaving: Leaving) -> str:
    """The file's own name; where another file has it already, its own with the first digits of its hash.

    What an earlier try has left (a reason without its file) is no other file.
    """
    path = leaving.file.path
    mark = leaving.sha256[:12] if leaving.sha256 else f"{leaving.file.inode:x}-{leaving.file.mtime_ns:x}"
    name = _fitting(path.stem, path.suffix)
    taken = {entry.name for entry in os.scandir(leaving.folder)} if leaving.folder.is_dir() else set()
    own = {_with_tail(name, REASON)}
    others = {other for other in taken - own if Path(other).stem == Path(name).stem}
    return _fitting(path.stem, f".{mark}{path.suffix}") if others else name


def _with_tail(name: str, tail: str) -> str:
    return _fitting(Path(name).stem, tail)


def _fitting(stem: str, tail: str) -> str:
    """The name, its stem cut where it would be longer than a file system takes."""
    room = _LONGEST_NAME - len(os.fsencode(tail)) - len(REASON)
    return os.fsdecode(os.fsencode(stem)[:room]) + tail


def _is_alone(scan: Path, sidecar: Path) -> bool:
    """Whether the sidecar is there and no other scan of its name waits for it."""
    if not os.path.lexists(sidecar):
        return False
    return not any(
        entry.name not in (sidecar.name, scan.name) and Path(entry.name).stem == scan.stem
        for entry in os.scandir(scan.parent)
    )
