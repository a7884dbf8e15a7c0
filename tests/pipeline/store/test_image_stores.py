"""Where images are kept: a folder, a share, anything that fsspec opens; and stores that fail, lie and forget."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.errors import DiskFull, EnvironmentFault, NotFound, StoreFault, UsageError
from pipeline.store import whole
from pipeline.store.image_cache import ImageCache
from pipeline.store.image_places import open_images, shown
from pipeline.store.image_store import ImageStore, digest_of, probe
from pipeline.store.local_images import LocalImages
from pipeline.store.remote_images import RemoteImages
from pipeline.store.vault import Vault, original_name
from tests.pipeline.store.moody_store import MoodyFiles, moody_store
from tests.pipeline.store.paper import scan_of

DATA = b"a sheet" * 1_000
SHA = hashlib.sha256(DATA).hexdigest()
NAME = original_name("131016", SHA)
SOON = datetime.now(UTC) + timedelta(days=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def cache(tmp_path: Path) -> ImageCache:
    return ImageCache(tmp_path / "copies", 1_000_000)


@pytest.fixture
def moody(cache: ImageCache) -> Iterator[RemoteImages]:
    with moody_store(cache) as images:
        yield images


@pytest.fixture(params=["folder", "share", "file URL", "fsspec"])
def images(request: pytest.FixtureRequest, tmp_path: Path) -> ImageStore:
    """One of each kind of store, empty."""
    share = tmp_path / "share"
    share.mkdir()
    match request.param:
        case "folder":
            return open_images(None, tmp_path / "own", tmp_path / "copies", 10**9)
        case "share":
            return open_images(str(share), tmp_path / "own", tmp_path / "copies", 10**9)
        case "file URL":
            return open_images(f"file://{share}", tmp_path / "own", tmp_path / "copies", 10**9)
        case _:
            store: ImageStore = request.getfixturevalue("moody")
            return store


def keep(images: ImageStore, data: bytes = DATA) -> str:
    name = original_name("131016", hashlib.sha256(data).hexdigest())
    images.put(name, lambda file: file.write(data))
    return name


def test_what_is_kept_comes_back_and_is_listed(images: ImageStore) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    assert keep(images) == NAME and keep(images) == NAME
    assert images.path(NAME).read_bytes() == DATA
    with images.open(NAME) as file:
        assert file.read() == DATA
    assert digest_of(images, NAME) == SHA
    (entry,) = images.entries()
    assert (entry.name, entry.size) == (NAME, len(DATA))
    assert before < entry.modified < SOON


def test_what_is_not_there_is_not_found(images: ImageStore) -> None:
    keep(images, b"something else")
    for look in (images.path, images.open):
        with pytest.raises(NotFound):
            look(NAME)
    assert not images.remove(NAME, SOON)


def test_only_what_is_old_is_removed(images: ImageStore) -> None:
    keep(images)
    assert not images.remove(NAME, LONG_AGO)
    assert images.path(NAME).read_bytes() == DATA
    assert images.remove(NAME, SOON)
    assert list(images.entries()) == []
    with pytest.raises(NotFound):
        images.path(NAME)


def test_the_probe_leaves_nothing(images: ImageStore) -> None:
    probe(images)
    assert list(images.entries()) == []


def test_a_vault_of_a_store_is_that_of_its_municipality(moody: RemoteImages, tmp_path: Path) -> None:
    scan = scan_of(tmp_path)
    Vault(moody, "131016").keep(scan)
    assert Vault(moody, "131016").original(scan.sha256).read_bytes() == scan.path.read_bytes()
    with pytest.raises(NotFound):
        Vault(moody, "999999").original(scan.sha256)
    assert [entry.name for entry in moody.entries()] == [original_name("131016", scan.sha256)]


def test_a_file_that_changes_while_it_is_taken_in_is_not_kept(moody: RemoteImages, tmp_path: Path) -> None:
    scan = scan_of(tmp_path)
    scan.path.write_bytes(b"something else")
    with pytest.raises(StoreFault):
        Vault(moody, "131016").keep(scan)
    assert MoodyFiles.puts == [] and list(moody.entries()) == []


@pytest.mark.parametrize("mood", ["dies half-way", "full", "loses", "cuts short", "strange", "reads short", "away"])
def test_a_store_in_a_bad_mood_is_told_and_nothing_counts_as_kept(
    moody: RemoteImages, mood: str, tmp_path: Path
) -> None:
    MoodyFiles.mood = mood
    with pytest.raises(StoreFault) as fault:
        keep(moody)
    assert isinstance(fault.value, EnvironmentFault)
    assert isinstance(fault.value, DiskFull) == (mood == "full")
    assert "AKIASECRET" not in f"{fault.value} {fault.value.details}"
    assert fault.value.__suppress_context__ or fault.value.__context__ is None  # so a traceback is silent, too
    assert not [path for path in (tmp_path / "copies").rglob("*") if path.is_file()]  # no copy speaks for the store
    MoodyFiles.mood = ""
    keep(moody)  # the next try mends it
    assert digest_of(moody, NAME) == SHA and moody.path(NAME).read_bytes() == DATA
    assert [entry.name for entry in moody.entries()] == [NAME]


@pytest.mark.parametrize("mood", ["reads short", "away"])
def test_reading_never_gives_half_a_file(moody: RemoteImages, mood: str, tmp_path: Path) -> None:
    keep(moody)
    other = RemoteImages(moody._url, "moody", ImageCache(tmp_path / "other", 10**6))  # another machine
    MoodyFiles.mood = mood
    with pytest.raises(StoreFault):
        other.path(NAME)
    assert [path for path in (tmp_path / "other").rglob("*") if path.is_file()] == []
    MoodyFiles.mood = ""
    assert other.path(NAME).read_bytes() == DATA


def test_a_store_that_sees_what_is_not_there_is_not_believed(moody: RemoteImages) -> None:
    MoodyFiles.mood = "sees ghosts"
    keep(moody)
    assert digest_of(moody, NAME) == SHA
    other = hashlib.sha256(b"ghost").hexdigest()
    with pytest.raises(NotFound):
        moody.path(original_name("131016", other))


def test_half_an_object_under_a_name_is_replaced(moody: RemoteImages) -> None:
    moody._files.pipe_file(moody._where(NAME), DATA[:10])
    keep(moody)
    assert digest_of(moody, NAME) == SHA


def test_a_copy_is_used_while_the_store_is_away(moody: RemoteImages) -> None:
    keep(moody)
    MoodyFiles.mood = "away"
    assert moody.path(NAME).read_bytes() == DATA


def test_copies_are_bounded_and_the_longest_unused_go_first(tmp_path: Path) -> None:
    cache = ImageCache(tmp_path / "copies", 40_000)
    for number in range(10):
        path = cache.get(str(number), lambda file: file.write(bytes(5_000)))
        os.utime(path, (10_000 + number, 10_000 + number))  # not used for a long time
    assert sum(path.stat().st_size for path in (tmp_path / "copies").iterdir()) <= 45_000
    left = sorted(int(path.name) for path in (tmp_path / "copies").iterdir())
    assert left == list(range(10 - len(left), 10))


def test_a_copy_that_was_just_asked_for_stays(tmp_path: Path) -> None:
    cache = ImageCache(tmp_path / "copies", 1)
    first = cache.get("first", lambda file: file.write(b"x"))
    cache.get("second", lambda file: file.write(b"y"))
    assert first.read_bytes() == b"x"


def test_a_share_that_is_away_is_told_and_nothing_is_written_in_its_place(tmp_path: Path) -> None:
    images = LocalImages(tmp_path / "mount" / "images", is_own=False)
    (tmp_path / "mount").mkdir()
    with pytest.raises(StoreFault):
        keep(images)
    with pytest.raises(StoreFault):
        images.path(NAME)
    with pytest.raises(StoreFault):
        list(images.entries())
    assert list((tmp_path / "mount").iterdir()) == []


def test_a_folder_that_may_not_be_read_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    images = LocalImages(tmp_path / "own")

    def broken(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Path, "stat", broken)
    for attempt in (lambda: keep(images), lambda: images.path(NAME)):
        with pytest.raises(StoreFault):
            attempt()


def test_what_is_kept_again_after_long_is_no_orphan_in_the_next_moment(tmp_path: Path) -> None:
    images = LocalImages(tmp_path / "own")
    keep(images)
    path = images.path(NAME)
    os.utime(path, (0, 0))
    keep(images)
    assert not images.remove(NAME, datetime.now(UTC) - timedelta(hours=1))
    assert path.read_bytes() == DATA


def test_every_rename_is_followed_by_a_sync_of_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[tuple[str, str]] = []
    rename, sync = Path.replace, whole.sync_folder
    monkeypatch.setattr(Path, "replace", lambda self, to: (steps.append(("rename", str(to.parent))), rename(self, to)))
    monkeypatch.setattr(whole, "sync_folder", lambda folder: (steps.append(("sync", str(folder))), sync(folder)))
    images = LocalImages(tmp_path / "own")
    keep(images)
    folder = str(images.path(NAME).parent)
    assert steps[-2:] == [("rename", folder), ("sync", folder)]
    made = [where for step, where in steps[:-2] if step == "sync"]
    assert made == [str(path) for path in reversed([*images.path(NAME).parents][1:5])]  # each new folder in its parent


@pytest.mark.parametrize("url", ["nonsense://host/x", "s4://key:himitsu@host/x", "://himitsu"])
def test_a_url_that_nothing_opens_is_told_without_its_text(url: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        open_images(url, tmp_path, tmp_path, 1)
    assert "himitsu" not in str(error.value) and "MADOGUCHI_IMAGE_STORE" in str(error.value)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("s3://bucket/prefix", "s3://bucket/prefix"),
        ("s3://key:himitsu@bucket/prefix?secret=himitsu", "s3://***@bucket/prefix"),
        ("sftp://scan@files:22/a", "sftp://***@files:22/a"),
    ],
)
def test_no_password_is_shown(url: str, told: str) -> None:
    assert shown(url) == told
