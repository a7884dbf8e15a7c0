"""``GET /metrics`` for Prometheus: counts alone, for this machine, or for whoever shows the token.

Without a token it answers only to this machine: a loopback address that asks for a loopback name and shows no trace of
a proxy. A proxy on the same machine that hides every trace cannot be told from the machine itself; so once a token is
set, everybody has to show it, this machine too.
"""

from __future__ import annotations

import hmac
import ipaddress

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from pydantic import SecretStr

from api.deps import ServiceDep
from models.errors import StoreFault

router = APIRouter()

TRACES = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""What proxies add to a request."""


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request, service: ServiceDep) -> Response:
    """Everything that is measured; not part of the desk's contract (OpenAPI), whose doors ask for a login."""
    if not _may_read(request, service.settings.metrics_token):
        return Response("closed\n", 401, {"WWW-Authenticate": "Bearer"}, "text/plain")
    try:
        text = await to_thread.run_sync(service.metrics.text)
    except StoreFault:
        return Response("the database does not answer\n", 503, media_type="text/plain")
    return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_read(request: Request, token: SecretStr | None) -> bool:
    if token is None:
        return _is_this_machine(request)
    kind, _, shown = request.headers.get("authorization", "").partition(" ")
    return kind.lower() == "bearer" and hmac.compare_digest(shown.encode(), token.get_secret_value().encode())


def _is_this_machine(request: Request) -> bool:
    """A proxy that tells of nothing still speaks HTTP/1.0, or asks for the name that the world knows: nearly always."""
    is_direct = request.scope["http_version"] != "1.0" and not any(name in request.headers for name in TRACES)
    asked_for = request.url.hostname or ""
    return (
        is_direct
        and _is_loopback(request.client.host if request.client else "")
        and (asked_for == "localhost" or _is_loopback(asked_for))
    )


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
