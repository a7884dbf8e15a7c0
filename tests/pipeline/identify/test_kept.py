"""Kept arrays come back as they were, or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.identify.kept import keep, kept

ARRAYS = {"few": np.arange(5, dtype=np.int32), "mask": np.eye(300) > 0, "one": np.array(True)}


@pytest.mark.parametrize("packed", [False, True])
def test_what_was_kept_comes_back(tmp_path: Path, packed: bool) -> None:
    file = tmp_path / "made" / "on" / "demand" / "a.npz"
    keep(file, ARRAYS, packed=packed)
    found = kept(file, "mask", "one", "few")
    assert found is not None
    mask, one, few = found
    assert (mask == ARRAYS["mask"]).all() and bool(one)
    assert few.dtype == np.int32 and few.tolist() == [0, 1, 2, 3, 4]
    assert list(file.parent.iterdir()) == [file]


def test_packed_arrays_take_less_room(tmp_path: Path) -> None:
    for packed in (False, True):
        keep(tmp_path / f"{packed}.npz", ARRAYS, packed=packed)
    assert (tmp_path / "True.npz").stat().st_size < 0.1 * (tmp_path / "False.npz").stat().st_size


@pytest.mark.parametrize("content", [b"", b"rubbish", b"PK\x03\x04 cut short"])
def test_rubbish_is_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.npz").write_bytes(content)
    assert kept(tmp_path / "a.npz", "few") is None
    assert kept(tmp_path / "none.npz", "few") is None


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_that_was_spoilt_somewhere_is_nothing(tmp_path: Path, packed: bool) -> None:
    file = tmp_path / "a.npz"
    keep(file, ARRAYS, packed=packed)
    whole = file.read_bytes()
    for cut in (10, len(whole) // 2, len(whole) - 3):
        file.write_bytes(whole[:cut])
        assert kept(file, *ARRAYS) is None
    spoilt = bytearray(whole)
    middle = whole.index(b"mask.npy") + 200
    spoilt[middle : middle + 8] = bytes(byte ^ 0xFF for byte in spoilt[middle : middle + 8])
    file.write_bytes(bytes(spoilt))
    assert kept(file, *ARRAYS) is None


def test_a_name_that_was_not_kept_is_nothing(tmp_path: Path) -> None:
    keep(tmp_path / "a.npz", ARRAYS)
    assert kept(tmp_path / "a.npz", "few", "other") is None


def test_what_cannot_be_written_is_let_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    keep(tmp_path / "file" / "a.npz", ARRAYS)
    assert (tmp_path / "file").read_bytes() == b""
