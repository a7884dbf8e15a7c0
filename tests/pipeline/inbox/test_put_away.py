"""Two machines may move files to one folder at a time: neither replaces what the other has put there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.inbox.places import Place, seen
from pipeline.inbox.put_away import Leaving, put_away


def leaving(root: Path, folder: str, data: bytes) -> Leaving:
    """A refused file by the same name in each folder of the inbox."""
    place = Place(root / folder, folder, "131016")
    place.path.mkdir(parents=True)
    path = place.path / "a.pdf"
    path.write_bytes(data)
    file = seen(place, path)
    assert file is not None
    return Leaving(file, root / "refused", data.hex().ljust(64, "0"), f"why {folder}", None)


def meanwhile(ours: Leaving, monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen when the names in the folder were looked through and ours is not moved yet."""
    scandir, looked = os.scandir, []

    def late(path: Path) -> Iterator[os.DirEntry[str]]:
        entries = list(scandir(path))
        if path == ours.folder and not looked:
            looked.append(path)
            happens()
        return iter(entries)

    monkeypatch.setattr(os, "scandir", late)


def test_a_name_that_another_machine_takes_between_our_look_and_our_move(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = leaving(tmp_path, "batch", b"ours"), leaving(tmp_path, "counter", b"theirs")
    meanwhile(ours, monkeypatch, lambda: put_away(theirs))
    assert put_away(ours)
    monkeypatch.undo()
    there = {path.name: path.read_text("utf-8") for path in ours.folder.iterdir()}
    mark = ours.mark
    assert there == {
        "a.pdf": "theirs", "a.reason.txt": "why counter",
        f"a.{mark}.pdf": "ours", f"a.{mark}.reason.txt": "why batch",
    }  # fmt: skip


def test_a_name_that_was_held_in_vain_is_free_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = leaving(tmp_path, "batch", b"ours")
    meanwhile(ours, monkeypatch, ours.file.path.unlink)
    with pytest.raises(FileNotFoundError):
        put_away(ours)
    monkeypatch.undo()
    assert [path.name for path in ours.folder.iterdir()] == ["a.reason.txt"]
