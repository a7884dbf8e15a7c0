"""What a design may say about its fields beside their names and places."""

from __future__ import annotations

from typing import TypedDict

from models.template import Sensitivity, Verification


class Care(TypedDict, total=False):
    """What every kind of field may say about itself."""

    required: bool
    sensitivity: Sensitivity
    verification: Verification


class LineCare(Care, total=False):
    """The same for writing on a line."""

    expected: tuple[str, ...]
    closed: bool
    pattern: str
