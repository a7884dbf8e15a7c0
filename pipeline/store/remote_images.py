"""Images in a store that fsspec opens, such as an S3-compatible one. Whole objects only, held against their hash.

Whoever keeps an object has read it back before anybody is told that it is kept. Credentials come from the store's own
environment and files (``AWS_*``, ``FSSPEC_*``); no message here repeats what a library said, for that may name them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from io import BufferedRandom
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast
from uuid import uuid4

import fsspec

from models.errors import NotFound, StoreFault, UsageError
from pipeline.store.image_cache import ImageCache
from pipeline.store.image_store import Entry
from pipeline.store.remote_answers import modified_of, told_as_fault
from pipeline.store.whole import PART, Write

_WHOLE_AT_ONCE = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az"})
"""Stores in which an object appears when all of it has come; elsewhere it is put beside and moved."""

_IN_MEMORY_BYTES = 8_000_000
"""Larger objects are read by way of a nameless file."""


class RemoteImages:
    """An ``ImageStore`` at a URL, with copies on this machine."""

    def __init__(self, url: str, place: str, cache: ImageCache) -> None:
        """Connect to nothing yet; UsageError where no library here opens the URL. ``place`` is what people read."""
        self.place = place
        self._url, self._cache = url, cache
        self._opened: tuple[int, Any, str] | None = None
        self._is_atomic = url.partition("://")[0] in _WHOLE_AT_ONCE
        _ = self._files

    def put(self, name: str, write: Write) -> None:
        """Keep what ``write`` writes, also where something is kept under the name: that could be half of it."""

        def fill(file: BufferedRandom) -> None:
            write(file)
            file.flush()
            with told_as_fault():
                self._upload(str(file.name), name)
            self._check(name)

        self._cache.add(name, fill)  # the copy gets its name only when the store has the object

    def path(self, name: str) -> Path:
        """A copy, fetched where there is none yet; its bytes were held against their hash."""

        def fill(file: BufferedRandom) -> None:
            with self.open(name) as source:
                shutil.copyfileobj(source, file)
            file.seek(0)
            _must_be(name, hashlib.file_digest(file, "sha256").hexdigest())

        return self._cache.get(name, fill)

    def open(self, name: str) -> BinaryIO:
        """The object, all of it: whoever reads it meets no trouble of the store any more."""
        with told_as_fault():
            fetched = SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 - the caller closes it
            try:
                with self._files.open(self._where(name), "rb") as file:
                    shutil.copyfileobj(file, fetched)
                fetched.seek(0)
                return cast(BinaryIO, fetched)
            except FileNotFoundError:
                if not self._files.exists(self._root.split("/")[0] or self._root):
                    raise StoreFault("the image store is not there", reason="no such store") from None
                raise NotFound("no such file", what="file", id=PurePosixPath(name).stem) from None

    def entries(self) -> Iterator[Entry]:
        """All that lies there, listed folder by folder."""
        with told_as_fault():
            yield from self._below(self._root)

    def remove(self, name: str, if_before: datetime) -> bool:
        """Remove an object that was put before."""
        with told_as_fault():
            try:
                if modified_of(self._files.info(self._where(name))) >= if_before:
                    return False
                self._files.rm_file(self._where(name))
            except FileNotFoundError:
                return False
        self._cache.forget(name)
        return True

    @property
    def _files(self) -> Any:
        """The file system, opened once a process: connections and event loops do not survive a fork."""
        if self._opened is None or self._opened[0] != os.getpid():
            scheme = self._url.partition("://")[0]
            try:
                files, root = fsspec.core.url_to_fs(self._url, use_listings_cache=False, skip_instance_cache=True)
            except ImportError:
                raise UsageError(f"MADOGUCHI_IMAGE_STORE: no Python package for {scheme}:// is installed") from None
            except Exception:  # its message may repeat the URL
                raise UsageError("MADOGUCHI_IMAGE_STORE is not a URL that can be opened") from None
            self._opened = os.getpid(), files, str(root).rstrip("/")
        return self._opened[1]

    @property
    def _root(self) -> str:
        _ = self._files
        assert self._opened is not None
        return self._opened[2]

    def _where(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _upload(self, source: str, name: str) -> None:
        target = self._where(name)
        if self._is_atomic:
            self._files.put_file(source, target)
            return
        with suppress(FileNotFoundError):
            if self._digest(target) == _sha256_in(name):
                return
            self._files.rm_file(target)
        folder = target.rpartition("/")[0]
        part = f"{folder}/.{uuid4().hex}{PART}"
        self._files.makedirs(folder, exist_ok=True)
        try:
            self._files.put_file(source, part)
            self._files.mv(part, target)
        except BaseException:
            with suppress(Exception):
                self._files.rm_file(part)
            raise

    def _check(self, name: str) -> None:
        """Read back what was put: some stores answer before they have it, or cut it short."""
        with told_as_fault():
            try:
                digest = self._digest(self._where(name))
            except FileNotFoundError:
                raise StoreFault("the image store did not keep what was put there", reason="lost") from None
        _must_be(name, digest)

    def _digest(self, where: str) -> str:
        with self._files.open(where, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _below(self, folder: str) -> Iterator[Entry]:
        try:
            found = self._files.ls(folder, detail=True)
        except FileNotFoundError:
            return
        for one in found:
            where = str(one["name"]).rstrip("/")
            if where.strip("/") == folder.strip("/"):
                continue  # some stores list a folder in itself
            if one["type"] == "directory":
                yield from self._below(where)
            else:
                name = where.strip("/").removeprefix(self._root.strip("/")).lstrip("/")
                yield Entry(name, int(one["size"] or 0), modified_of(one))


def _sha256_in(name: str) -> str:
    return PurePosixPath(name).stem


def _must_be(name: str, digest: str) -> None:
    if digest != _sha256_in(name):
        raise StoreFault("the image store gives other bytes than were kept", reason="bytes")
