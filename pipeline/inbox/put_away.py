"""Files that the database has leave the inbox: to ``done/<day>/``, or with a reason to ``refused/<day>/``."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.inbox.claim import claim, give_back
from pipeline.inbox.places import Seen, seen
from pipeline.inbox.sidecar import SUFFIX, is_sidecar
from pipeline.store.whole import make_folder, sync_folder, write_whole

REASON = ".reason.txt"
_LONGEST_NAME = 255
"""Bytes, on all file systems that matter here."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A file that is to go to ``folder``; ``sha256`` is None where it was never read, ``reason`` where it is done.

    ``sidecar`` is the one that was read for it.
    """

    file: Seen
    folder: Path
    sha256: str | None
    reason: str | None
    sidecar: Seen | None

    @property
    def mark(self) -> str:
        """What tells the file from all others of its name."""
        return self.sha256[:12] if self.sha256 else f"{self.file.inode:x}-{self.file.mtime_ns:x}"


def put_away(leaving: Leaving) -> bool:
    """Move the file with its sidecar; False where another was put in its place meanwhile, which then stays.

    The sidecar goes first: the scan is known again whatever ends the program, a sidecar alone would wait for another.
    OSError where the share does not let go of it or somebody else has moved it; StoreFault where the reason cannot be
    written.
    """
    there = seen(leaving.file.place, leaving.file.path)
    if there is None:
        raise FileNotFoundError
    if not _is_same(there, leaving.file):
        return False
    make_folder(leaving.folder)
    name = _claimed_name(leaving)
    try:
        return _put(leaving, name)
    except Exception:
        give_back(leaving.folder / name, leaving.mark)
        raise


def _put(leaving: Leaving, name: str) -> bool:
    if leaving.reason is not None:
        text = leaving.reason.encode()
        write_whole(leaving.folder / _with_tail(name, REASON), lambda file: file.write(text))
    if leaving.sidecar is not None and _is_last(leaving.file.path, leaving.sidecar.path):
        with suppress(FileNotFoundError):  # an earlier try has moved it
            _move(leaving.sidecar, leaving.folder / _with_tail(name, SUFFIX))
    if not _move(leaving.file, leaving.folder / name):
        return False
    sync_folder(leaving.folder)
    sync_folder(leaving.file.path.parent)
    return True


def _move(file: Seen, target: Path) -> bool:
    """Move first and look then: between looking and moving a scanner could put the next scan under the same name."""
    _rename(file.path, target)
    moved = seen(file.place, target)
    if moved is None or _is_same(moved, file):
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


def _claimed_name(leaving: Leaving) -> str:
    """The file's own name; where another file has it already, its own with its mark.

    A sidecar that leaves alone is marked always, lest it look like another's.
    """
    path = leaving.file.path
    name, marked = _fitting(path.stem, path.suffix), _fitting(path.stem, f".{leaving.mark}{path.suffix}")
    if is_sidecar(path) or _others(leaving, name):
        name = marked
    return name if claim(leaving.folder / name, leaving.mark) else marked


def _others(leaving: Leaving, name: str) -> set[str]:
    """Files that a reason or a sidecar by this name would seem to belong to.

    What an earlier try has left (a reason or a sidecar without its file) is no other file.
    """
    own = {name, _with_tail(name, REASON)}
    if leaving.sidecar is None or not os.path.lexists(leaving.sidecar.path):
        own.add(_with_tail(name, SUFFIX))
    there = {entry.name for entry in os.scandir(leaving.folder)}
    return {other for other in there - own if Path(other).stem == Path(name).stem}


def _with_tail(name: str, tail: str) -> str:
    return _fitting(Path(name).stem, tail)


def _fitting(stem: str, tail: str) -> str:
    """The name, its stem cut where it would be longer than a file system takes."""
    room = _LONGEST_NAME - len(os.fsencode(tail)) - len(REASON)
    return os.fsdecode(os.fsencode(stem)[:room]) + tail


def _is_same(file: Seen, other: Seen) -> bool:
    return (file.size, file.mtime_ns) == (other.size, other.mtime_ns)


def _is_last(scan: Path, sidecar: Path) -> bool:
    """Whether no other scan of its name waits for the sidecar."""
    return not any(
        Path(entry.name).stem == scan.stem
        and entry.name not in (sidecar.name, scan.name)
        and not is_sidecar(Path(entry.name))
        and not entry.is_dir(follow_symlinks=False)
        for entry in os.scandir(scan.parent)
    )
