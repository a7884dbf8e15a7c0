"""Where scans and page images lie: one place for all machines of an installation, chosen by one setting."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from models.errors import UsageError
from pipeline.store.image_cache import ImageCache
from pipeline.store.image_store import ImageStore
from pipeline.store.local_images import LocalImages


@cache
def open_images(url: str | None, own: Path, cache_folder: Path, cache_bytes: int) -> ImageStore:
    """The store at ``url``, a folder's path or anything that fsspec opens; the folder ``own`` where there is none.

    Objects of a store that is no folder are copied to ``cache_folder`` when they are used. UsageError for a URL that
    nothing here can open.
    """
    if url is None:
        return LocalImages(own)
    scheme, separator, path = url.partition("://")
    if not (scheme and url):
        raise UsageError("MADOGUCHI_IMAGE_STORE is neither a folder nor a URL")
    if not separator or scheme in ("file", "local"):
        return LocalImages(Path(path if separator else url).resolve(), is_own=False)
    from pipeline.store.remote_images import RemoteImages  # noqa: PLC0415 - one folder is enough for most

    return RemoteImages(url, shown(url), ImageCache(cache_folder, cache_bytes))


def shown(url: str) -> str:
    """The URL without what could be a password."""
    parts = urlsplit(url)
    who, _, host = parts.netloc.rpartition("@")
    return f"{parts.scheme}://{'***@' if who else ''}{host}{parts.path}"
