"""One shape for everything that goes wrong at the doors: ``{"error": {"code", "message", "details"}}``.

    Refusal (models/errors.py)
    ├── NotLoggedIn        no login, or it has ended                              401
    ├── LoginFailed        wrong name or password                                 401
    ├── LoginLocked        too many wrong passwords                               429
    ├── ForgedRequest      a write without the login's X-CSRF-Token               403
    ├── InvalidValue       a text that breaks its field's format, with reasons    422
    ├── NotReadAs          a page that cannot be read as the form named           409
    ├── TooLarge           a file with more bytes than are taken in               413
    └── NotWhole           a file of which not all bytes came                     400

The words come from the catalogue, ``error.<code>``, in the account's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api.schemas import ErrorBody, ErrorOut
from api.service import service_of
from models.catalogue import Catalogue
from models.errors import (
    Conflict,
    EnvironmentFault,
    MadoguchiError,
    NotAllowed,
    NotFound,
    Refusal,
    UsageError,
)
from models.export_errors import ExportRefused
from models.reasons import Reason
from pipeline.logs import LogEvent, frames_of, warn

Details = Mapping[str, str | list[str]]
ErrorFace = Callable[[Request, HTTPStatus, ErrorOut], Response]


class NotLoggedIn(Refusal):
    """No login, or it has ended."""

    code = "not_logged_in"


class LoginFailed(Refusal):
    """Wrong name or password; which of them is not told."""

    code = "login_failed"


class LoginLocked(Refusal):
    """Too many wrong passwords; details: until."""

    code = "login_locked"


class ForgedRequest(Refusal):
    """A write without the token that belongs to the login."""

    code = "forged_request"


class InvalidValue(Refusal):
    """A text that breaks its field's format; it may be stored all the same with ``override``."""

    code = "invalid_value"

    def __init__(self, key: str, reasons: tuple[Reason, ...]) -> None:
        """Name the field and keep the reasons for the reply."""
        super().__init__(f"field {key} breaks its format", field=key)
        self.reasons = reasons


class NotReadAs(Refusal):
    """A page that cannot be read as the form that a person named; details: why, in words."""

    code = "not_read_as"


class TooLarge(Refusal):
    """A file with more bytes than are taken in; details: limit_mb."""

    code = "too_large"


class NotWhole(Refusal):
    """A file of which fewer bytes came than were announced: the line broke."""

    code = "not_whole"


_STATUS: tuple[tuple[type[MadoguchiError], HTTPStatus], ...] = (
    (NotLoggedIn, HTTPStatus.UNAUTHORIZED),
    (LoginFailed, HTTPStatus.UNAUTHORIZED),
    (LoginLocked, HTTPStatus.TOO_MANY_REQUESTS),
    (ForgedRequest, HTTPStatus.FORBIDDEN),
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (InvalidValue, HTTPStatus.UNPROCESSABLE_ENTITY),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (NotWhole, HTTPStatus.BAD_REQUEST),
    (ExportRefused, HTTPStatus.CONFLICT),
    (Conflict, HTTPStatus.CONFLICT),
    (Refusal, HTTPStatus.CONFLICT),
    (UsageError, HTTPStatus.BAD_REQUEST),
    (EnvironmentFault, HTTPStatus.SERVICE_UNAVAILABLE),
)

_HTTP_CODES = {
    HTTPStatus.BAD_REQUEST: "invalid_request",
    HTTPStatus.NOT_FOUND: "no_such_path",
    HTTPStatus.METHOD_NOT_ALLOWED: "wrong_method",
}


def status_of(error: MadoguchiError) -> HTTPStatus:
    """The HTTP status of an error of the tree; 500 for one that has no place in it."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def words_for(request: Request) -> Catalogue:
    """The catalogue in the language of whoever asks; the installation's where nobody is logged in."""
    service = service_of(request)
    return service.words(getattr(request.state, "language", service.settings.language))


def error_reply(
    request: Request, status: HTTPStatus, code: str, details: Details, headers: Mapping[str, str] | None = None
) -> Response:
    """The one shape, with the words for ``code``; the application's ``error_face`` decides how it looks."""
    plain = {key: value for key, value in details.items() if isinstance(value, str)}
    message = words_for(request)(f"error.{code}", **plain)
    body = ErrorOut(error=ErrorBody(code=code, message=message, details=dict(details)))
    face: ErrorFace = request.app.state.error_face
    reply = face(request, status, body)
    reply.headers.update(headers or {})
    return reply


def json_face(request: Request, status: HTTPStatus, body: ErrorOut) -> Response:
    """An error as JSON."""
    return JSONResponse(body.model_dump(), status)


def install_error_handlers(app: FastAPI) -> None:
    """Turn every refusal, fault and framework error into the one shape."""
    app.add_exception_handler(MadoguchiError, _known)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)


async def unexpected(request: Request, error: Exception) -> Response:
    """A defect of the program. Its message is not logged: it may hold what somebody wrote on a form."""
    warn(LogEvent.UNEXPECTED, error=type(error).__name__, frames=frames_of(error))
    return error_reply(request, HTTPStatus.INTERNAL_SERVER_ERROR, "internal", {})


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, MadoguchiError)
    details: dict[str, str | list[str]] = dict(error.details)
    if isinstance(error, InvalidValue):
        words = words_for(request)
        details["reasons"] = [words.reason(reason) for reason in error.reasons]
    return error_reply(request, status_of(error), error.code, details)


async def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # Only where and what kind: the input itself may be personal data.
    where = {".".join(map(str, item["loc"])): str(item["type"]) for item in error.errors()}
    return error_reply(request, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_request", where)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    return error_reply(request, status, _HTTP_CODES.get(status, "invalid_request"), {}, error.headers)
