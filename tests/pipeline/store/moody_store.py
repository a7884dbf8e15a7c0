"""A file system in memory that does what stores do on bad days."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from uuid import uuid4

import fsspec
from fsspec.implementations.memory import MemoryFileSystem

from pipeline.store.image_cache import ImageCache
from pipeline.store.remote_images import RemoteImages


class MoodyFiles(MemoryFileSystem):  # type: ignore[misc]
    """``mood`` says what is wrong today; every store of this kind shares it, as machines share a store."""

    protocol = "moody"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    mood: ClassVar[str] = ""
    puts: ClassVar[list[str]] = []

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.removeprefix("moody://")))

    def put_file(self, lpath: str, rpath: str, **more: Any) -> None:
        """Put a file, or what the mood makes of that."""
        self.puts.append(rpath)
        whole = open(lpath, "rb").read()  # noqa: PTH123, SIM115
        match self.mood:
            case "dies half-way":
                self.pipe_file(rpath, whole[: len(whole) // 2])
                raise ConnectionResetError("AKIASECRET was reset")
            case "full":
                self.pipe_file(rpath, whole[:1])
                raise OSError(errno.ENOSPC, "no room for AKIASECRET")
            case "loses":
                return
            case "cuts short":
                self.pipe_file(rpath, whole[:-1])
            case "strange":
                raise RuntimeError("AKIASECRET")
            case _:
                self.pipe_file(rpath, whole)

    def exists(self, path: str, **more: Any) -> bool:
        """Whether it is there, truly or not."""
        return self.mood == "sees ghosts" or bool(super().exists(path, **more))

    def _open(self, path: str, mode: str = "rb", **more: Any) -> Any:
        if "r" in mode and self.mood == "away":
            raise OSError(errno.EHOSTUNREACH, os.strerror(errno.EHOSTUNREACH))
        file = super()._open(path, mode, **more)
        if "r" in mode and self.mood == "reads short":
            return fsspec.implementations.memory.MemoryFile(self, path, file.getvalue()[:-1])
        return file


@contextmanager
def moody_store(cache: ImageCache) -> Iterator[RemoteImages]:
    """A store of its own, in a good mood."""
    fsspec.register_implementation("moody", MoodyFiles, clobber=True)
    MoodyFiles.mood = ""
    MoodyFiles.puts.clear()
    images = RemoteImages(f"moody://{uuid4().hex}/images", "moody", cache)
    images._files.makedirs(images._root)
    yield images
    MoodyFiles.mood = ""
    MoodyFiles.store.clear()
