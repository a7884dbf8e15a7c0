"""Expected trouble as data: what happened to a scan, page or field, and (in words) what to do now.

The words live in ``models/messages/{ja,en}.toml`` under ``problem.<code>``; a ``Problem`` holds only the code and
the details that the words need, so that it can be stored, counted and shown in either language.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ProblemCode(StrEnum):
    """Every trouble that the program expects. A refusal stops the scan or page; a notice rides along."""

    # the file itself
    EMPTY_FILE = "empty_file"
    FILE_TOO_LARGE = "file_too_large"
    UNKNOWN_FILE_TYPE = "unknown_file_type"
    BROKEN_FILE = "broken_file"
    ENCRYPTED_PDF = "encrypted_pdf"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_COSTLY = "too_costly"
    BAD_SIDECAR = "bad_sidecar"
    NO_SIDECAR = "no_sidecar"
    STRAY_SIDECAR = "stray_sidecar"
    # the page; ``details`` of the refusals name the best guess as ``form`` and ``version`` where there is one
    BLANK_PAGE = "blank_page"
    LOW_RESOLUTION = "low_resolution"
    UNKNOWN_FORM = "unknown_form"
    POOR_ALIGNMENT = "poor_alignment"
    NEAR_TWIN = "near_twin"
    OTHER_PRINT = "other_print"
    TURNED_PAGE = "turned_page"
    # the document that the page belongs to; ``form_page`` in the details is the page of the form
    NO_FIRST_PAGE = "no_first_page"
    MISSING_PAGE = "missing_page"


NOTICES = frozenset({ProblemCode.LOW_RESOLUTION, ProblemCode.TURNED_PAGE, ProblemCode.MISSING_PAGE})
"""Codes after which the page is read all the same."""

NAMED_FORMS = (("form", "version"), ("other_form", "other_version"))
"""Details that name a form, each with the detail that names its version: the best guess first."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that went wrong, tied to where: ``page`` is 1-based, None for the whole scan."""

    code: ProblemCode
    page: int | None = None
    field: str | None = None
    details: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def refuses(self) -> bool:
        """Whether the scan or page goes no further."""
        return self.code not in NOTICES
