"""Trouble that is not expected of paper: the environment, the set-up, or a person's request.

    MadoguchiError              one line for people, with a code
    ├── UsageError              wrong use of a command or setting              exit 2
    │   └── TemplateError       a template that breaks its rules: file, field, reason
    ├── EnvironmentFault        a part of the machine is missing or broken     exit 3
    │   ├── MissingPackage      a Debian package or font is not installed
    │   ├── WeightsError        OCR weights are missing, or not those of the manifest
    │   ├── EngineFault         the OCR engine failed
    │   ├── NotShared           a machine that helps has another database or other images
    │   └── StoreFault          database or image folder out of reach
    │       ├── DiskFull        no room left for scans and images
    │       ├── NoFolder        the folder that an export is to lie in is not there
    │       └── NotDelivered    an export is noted, and its file could not be written yet
    ├── Defect                  the program itself failed; says where, never with what   exit 3
    └── Refusal                 a request that the record's state does not allow
        ├── NotFound            no such thing in this municipality
        │   └── FormGone        a form is not registered, or not any more
        ├── NotAllowed          the account's role does not include this
        ├── Conflict            somebody else was faster
        │   ├── Held            somebody else works on it
        │   ├── Ruled           somebody has decided on the refused page already
        │   └── ExportChanged   an earlier export's file cannot be made again as it was
        ├── OwnWork             one's own word is to be verified by somebody else
        ├── LastAdministrator   nobody would be left who may administer
        ├── ExportRefused       export would lose characters
        ├── NothingToExport     no reviewed record of the form waits
        └── FileInTheWay        another file has the name that an export is to have

Some are in ``export_errors.py`` and ``sharing_errors.py``. What is wrong with paper is a ``Problem``, not an exception.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class MadoguchiError(Exception):
    """The root: ``code`` is stable and names the message ``error.<code>``; ``details`` fill its words."""

    code = "error"
    exit_code = 3

    def __init__(self, message: str, /, **details: str) -> None:
        """Keep a plain English line for logs, and the details for the catalogue."""
        super().__init__(message)
        self.details: Mapping[str, str] = details

    def __reduce__(self) -> tuple[Any, ...]:
        """Be the same in another process, however a class words its message."""
        return _again, (type(self), self.args, self.details)


def _again(kind: type[MadoguchiError], args: tuple[Any, ...], details: Mapping[str, str]) -> MadoguchiError:
    error = kind.__new__(kind)
    MadoguchiError.__init__(error, *args, **details)
    return error


class UsageError(MadoguchiError):
    """A command or setting was used wrongly."""

    code = "usage"
    exit_code = 2


class TemplateError(UsageError):
    """A template that breaks its rules; says in which file, at which field, and why."""

    code = "template"

    def __init__(self, file: Path, field: str, reason: str) -> None:
        """Name the file, the field (a dotted path) and the reason."""
        super().__init__(f"{file}: {field}: {reason}", file=str(file), field=field, reason=reason)


class EnvironmentFault(MadoguchiError):
    """A part of the machine is missing or broken; trying again later may help."""

    code = "environment"


class MissingPackage(EnvironmentFault):
    """A Debian package is not installed."""

    code = "missing_package"

    def __init__(self, package: str) -> None:
        """Name the package, so that the message can say what to install."""
        super().__init__(f"missing Debian package: {package}; run: apt-get install {package}", package=package)


class WeightsError(EnvironmentFault):
    """OCR weights are missing, or are not those that the manifest names."""

    code = "weights"


class EngineFault(EnvironmentFault):
    """The OCR engine failed in itself, not because of one image."""

    code = "engine"


class StoreFault(EnvironmentFault):
    """The database or the image folder cannot be used."""

    code = "store"


class DiskFull(StoreFault):
    """No room is left on the disk for scans and images."""

    code = "disk_full"


class Defect(MadoguchiError):
    """The program itself failed. Built from another exception without its message, which could name a resident."""

    code = "defect"

    def __init__(self, cause: BaseException) -> None:
        """Keep the cause's type and the place where it was raised."""
        last = traceback.extract_tb(cause.__traceback__)[-1:]
        place = "".join(f" at {Path(frame.filename).name}:{frame.lineno}" for frame in last)
        super().__init__(f"{type(cause).__name__}{place}", reason=f"{type(cause).__name__}{place}")


class Refusal(MadoguchiError):
    """A request that cannot be granted as things stand."""

    code = "refused"
    exit_code = 2


class NotFound(Refusal):
    """No such thing in this municipality."""

    code = "not_found"


class FormGone(NotFound):
    """A form is not among the templates, or not any more; records of it are kept."""

    code = "form_gone"

    def __init__(self, form: str, version: str) -> None:
        """Name the form by its key and its edition."""
        super().__init__(f"no template {form} {version}", form=form, version=version)


class NotAllowed(Refusal):
    """The account's role does not include this."""

    code = "not_allowed"


class Conflict(Refusal):
    """Somebody else changed it first; ``details`` say what stands there now."""

    code = "conflict"


class Held(Conflict):
    """Somebody else works on the record; ``details`` name the holder."""

    code = "held"

    def __init__(self, holder: str) -> None:
        """Name the colleague as others see them."""
        super().__init__(f"the record is held by {holder}", holder=holder)


class Ruled(Conflict):
    """Somebody has decided on the refused page or file already; ``details`` name who, and what they said."""

    code = "ruled"

    def __init__(self, by: str, kind: str) -> None:
        """Name the colleague as others see them, and the kind of their ruling."""
        super().__init__(f"{by} has ruled already: {kind}", by=by, kind=kind)


class OwnWork(Refusal):
    """One's own word is to be verified, or weighed, by somebody else."""

    code = "own_work"


class LastAdministrator(Refusal):
    """Without this account nobody would be left who may administer."""

    code = "last_administrator"

    def __init__(self, username: str) -> None:
        """Name the account by its user name."""
        super().__init__(f"{username} is the last administrator", username=username)
