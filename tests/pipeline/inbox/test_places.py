"""What folders and names mean."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.record import Lane
from pipeline.inbox.places import Place, Strange, places, seen_in

FORMS = frozenset({"resident_transfer", "counter_slip"})


def made(root: Path, *folders: str) -> dict[str, tuple[Lane, str | None] | None]:
    for folder in folders:
        (root / folder).mkdir(parents=True, exist_ok=True)
    found = {}
    for place in places(root, FORMS):
        found[place.name] = (place.lane, place.form) if isinstance(place, Place) else None
    return found


def test_a_folder_says_the_municipality_the_lane_and_the_form(tmp_path: Path) -> None:
    folders = ("131016/counter/resident_transfer", "131016/counter_slip", "131016/batch", "131016/一括", "272272/窓口")
    assert made(tmp_path, *folders) == {
        "131016": (Lane.BATCH, None),
        "131016/batch": (Lane.BATCH, None),
        "131016/counter": (Lane.COUNTER, None),
        "131016/counter/resident_transfer": (Lane.COUNTER, "resident_transfer"),
        "131016/counter_slip": (Lane.BATCH, "counter_slip"),
        "131016/一括": (Lane.BATCH, None),
        "272272": (Lane.BATCH, None),
        "272272/窓口": (Lane.COUNTER, None),
    }


def test_where_files_went_is_not_looked_into_and_other_folders_are_strange(tmp_path: Path) -> None:
    found = made(
        tmp_path, "131016/done/2026-11-26", "131016/refused", "131016/.hidden", "131016/x.pdf", "notes",
        "131016/counter/batch", "131016/resident_transfer/counter_slip", "13101", "131016/resident_transfer/done",
    )  # fmt: skip
    assert {name for name, meaning in found.items() if meaning is None} == {
        "131016/x.pdf", "notes", "131016/counter/batch", "131016/resident_transfer/counter_slip", "13101",
        "131016/resident_transfer/done",
    }  # fmt: skip


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "away").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "131016").symlink_to(tmp_path / "away")
    assert made(tmp_path / "in") == {}


def test_a_share_that_is_away_is_told_by_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        list(places(tmp_path / "gone", FORMS))


def test_a_folder_that_nobody_may_read_is_strange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "131016" / "counter").mkdir(parents=True)
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if path.name == "counter":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert list(places(tmp_path, FORMS))[1:] == [Strange("131016/counter", "131016")]


def test_names_that_are_on_their_way_or_litter_are_passed_over(tmp_path: Path) -> None:
    wanted = ["b.PDF", "a.pdf", "申請.tif", "x.json", "done", "~.pdf"]
    passed = [
        ".a.pdf",
        "a.pdf.part",
        "b.TMP",
        "c.filepart",
        "d.crdownload",
        "~$a.docx",
        "Thumbs.db",
        "desktop.ini",
        "e~",
    ]
    for name in [*wanted, *passed]:
        (tmp_path / name).touch()
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "link.pdf").symlink_to("a.pdf")
    (tmp_path / "folder.pdf").mkdir()
    found = {file.path.name: file.is_file for file in seen_in(Place(tmp_path, "131016", "131016"))}
    assert found == {**dict.fromkeys(wanted, True), "pipe.pdf": False, "link.pdf": False}
    assert list(found) == sorted(found, key=os.fsencode)
