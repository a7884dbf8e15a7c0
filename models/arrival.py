"""How a file came in, beside its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is told of a file by the folder it lay in and by its sidecar; nothing of a file that a person named.

    ``received_at`` is when the paper came, where that was earlier than the file; ``form_hint`` the key of the form that
    it is said to be; ``lies_in`` the watched folder in which the file lies until it was moved away.
    """

    received_at: datetime | None = None
    form_hint: str | None = None
    remark: str | None = None
    lies_in: str | None = None


UNTOLD = Arrival()
