from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.errors import NotFound, StoreFault
from pipeline.store.vault import Vault
from pipeline.store.whole import write_whole
from tests.pipeline.store.paper import scan_of


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_scan_is_kept_unmodified_under_its_hash(tmp_path: Path) -> None:
    scan, vault = scan_of(tmp_path, bytes(range(256))), Vault(tmp_path / "vault")
    kept = vault.keep(scan)
    assert kept.read_bytes() == bytes(range(256))
    assert kept == vault.original(scan.sha256)
    assert files(tmp_path / "vault") == [f"originals/{scan.sha256[:2]}/{scan.sha256}"]


def test_keeping_again_changes_nothing(tmp_path: Path) -> None:
    scan, vault = scan_of(tmp_path), Vault(tmp_path / "vault")
    before = vault.keep(scan).stat()
    scan.path.unlink()
    after = vault.keep(scan).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_bytes_that_changed_are_not_kept(tmp_path: Path) -> None:
    scan, vault = scan_of(tmp_path), Vault(tmp_path / "vault")
    scan.path.write_bytes(b"something else")
    with pytest.raises(StoreFault):
        vault.keep(scan)
    assert files(tmp_path / "vault") == []
    with pytest.raises(NotFound):
        vault.original(scan.sha256)


def test_a_page_image_comes_back_nearly_the_same(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    pixels = cv2.GaussianBlur(np.random.default_rng(1).integers(0, 255, (80, 120, 3), np.uint8), (0, 0), 4)
    key = vault.put_page_image(pixels)
    assert vault.put_page_image(pixels) == key
    path = vault.image_path(key)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == key
    image = cv2.imread(str(path))
    assert image is not None
    assert float(np.abs(image.astype(int) - pixels).mean()) < 2.0  # grey levels
    assert files(tmp_path) == [f"pages/{key[:2]}/{key}.jpg"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "ab", "A" * 64, "/" + "a" * 63])
def test_no_name_leads_out_of_the_vault(tmp_path: Path, name: str) -> None:
    vault = Vault(tmp_path)
    for look in (vault.original, vault.image_path):
        with pytest.raises(NotFound):
            look(name)


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    def fill(_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(StoreFault) as fault:
        write_whole(tmp_path / "a", fill)
    assert fault.value.details == {"reason": "No space left on device"}
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")

    def half(file: object) -> None:
        file.write(b"ne")  # type: ignore[attr-defined]
        raise OSError(errno.EIO, "broken disk")

    with pytest.raises(StoreFault):
        write_whole(target, half)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]
