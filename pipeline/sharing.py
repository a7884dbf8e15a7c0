"""Whether a machine that helps has the same database and the same images as the one that asked it to.

One that has others finds nothing to read, or gives up scans whose originals it cannot see: it is refused before that.
What is out of reach for now proves nothing: whoever reads waits for it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from socket import SOCK_STREAM, getaddrinfo, gethostname, socket
from urllib.parse import urlsplit

from models.errors import NotFound, StoreFault, UsageError
from models.sharing_errors import NotShared
from pipeline.settings import settings
from pipeline.site import site
from pipeline.store.landmarks import Landmark, is_known, newest_landmark


@dataclass(frozen=True, slots=True)
class Shown:
    """What a helper must see: a scan in the database and, where the asking machine sees it itself, its original."""

    mark: Landmark
    is_kept: bool


def must_share_with(url: str) -> None:
    """UsageError where ``url`` is on another machine, and this one would have an embedded database to itself."""
    if settings().sqlalchemy_url.startswith("sqlite") and not _is_here(_host_of(url)):
        raise UsageError("machines that work together need one database: set MADOGUCHI_DATABASE_URL")


def show() -> Shown | None:
    """What helpers must see; None where nobody but this machine reads, or there is nothing to show."""
    if settings().dask is None:
        return None
    with suppress(StoreFault):
        with site().database.read() as session:
            mark = newest_landmark(session)
        if mark is not None:
            return Shown(mark, _is_kept(mark))
    return None


def must_see(shown: Shown | None) -> None:
    """NotShared where this machine does not see what it was shown."""
    if shown is None:
        return
    with suppress(StoreFault):
        with site().database.read() as session:
            if not is_known(session, shown.mark):
                raise NotShared(gethostname(), "MADOGUCHI_DATABASE_URL")
        if shown.is_kept and not _is_kept(shown.mark):
            raise NotShared(gethostname(), "MADOGUCHI_IMAGE_STORE")


def _is_kept(mark: Landmark) -> bool:
    try:
        site().vault_of(mark.code).original(mark.sha256)
    except NotFound:
        return False
    return True


def _host_of(url: str) -> str:
    return urlsplit(url if "://" in url else f"tcp://{url}").hostname or ""


def _is_here(host: str) -> bool:
    """Only addresses of this machine itself can be listened on."""
    with suppress(OSError):
        for family, kind, _, _, address in getaddrinfo(host, 0, type=SOCK_STREAM):
            with suppress(OSError), socket(family, kind) as probe:
                probe.bind(address)
                return True
    return False
