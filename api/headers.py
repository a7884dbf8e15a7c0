"""The outermost layer: security headers on every response, and a reply even where the program is wrong."""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import unexpected

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Nothing is cached (shared counters' PCs), nothing comes from elsewhere, nobody frames the desk."""


CAMERA = {"/counter": {"Permissions-Policy": "camera=(self), geolocation=(), microphone=()"}}
"""The one page that may ask for a camera: the counter photographs sheets."""

MOST_BODY_BYTES = 1_000_000
"""No other request of the desk has more; what takes in scans counts for itself."""


class OuterDoor:
    """ASGI middleware around everything, errors of the framework included."""

    def __init__(self, app: ASGIApp, uploads: Collection[str] = ()) -> None:
        """Wrap ``app``; ``uploads`` are the paths of its doors that count the bytes of a body by themselves."""
        self.app, self.uploads = app, uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; what escapes becomes the one error shape with status 500."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, received = False, 0
        headers = HEADERS | CAMERA.get(scope["path"], {})

        async def receive_a_little() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MOST_BODY_BYTES:
                raise ValueError(f"a request of more than {MOST_BODY_BYTES} bytes")  # answered as malformed
            return message

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(headers)
            await send(message)

        try:
            whole = receive if scope["path"] in self.uploads else receive_a_little
            await self.app(scope, whole, send_with_headers)
        except Exception as error:
            if started:  # half a reply is out already; the server closes the connection
                raise
            reply = await unexpected(Request(scope, receive), error)
            await reply(scope, receive, send_with_headers)
