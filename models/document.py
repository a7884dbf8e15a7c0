"""What lay together in a scan: the pages of one filing, and what became of every other page."""

from __future__ import annotations

from dataclasses import dataclass

from models.page import Residual
from models.problem import Problem
from models.reading import DecidedField, Decision
from models.scan import Matrix
from models.template import Template


@dataclass(frozen=True, slots=True, eq=False)
class KeptSheet:
    """What is stored of a page that was read; ``image_key`` is its aligned image in the vault."""

    template: Template
    to_template: Matrix
    residual: Residual
    image_key: str
    fields: tuple[DecidedField, ...]

    @property
    def needs_person(self) -> bool:
        """Whether any field must be shown to a person."""
        return any(field.decision is Decision.REVIEW for field in self.fields)


@dataclass(frozen=True, slots=True, eq=False)
class KeptPage:
    """A page whose pixels are on disk and no longer in memory; ``sheet`` is None where it was not read.

    ``number`` is its place in the scan, from 1; ``seconds`` the time that it took.
    """

    number: int
    problems: tuple[Problem, ...]
    seconds: float
    sheet: KeptSheet | None


@dataclass(frozen=True, slots=True, eq=False)
class DocumentPage:
    """A page of a form that was read."""

    kept: KeptPage
    sheet: KeptSheet


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One filing: the pages of a form that were read, in the form's order, and what was handed in with them.

    ``missing`` are pages of the form that every filing has and this one has not; ``attachments`` (bank-book copies,
    委任状 …) are kept and never read. The first of ``pages`` is page 1 of the form.
    """

    pages: tuple[DocumentPage, ...]
    missing: tuple[Template, ...]
    attachments: tuple[KeptPage, ...]

    @property
    def front(self) -> DocumentPage:
        """Page 1 of the form."""
        return self.pages[0]

    @property
    def needs_person(self) -> bool:
        """Whether somebody must look before the record stands."""
        return bool(self.missing) or any(page.sheet.needs_person for page in self.pages)


@dataclass(frozen=True, slots=True, eq=False)
class GatheredScan:
    """Every page of a scan in exactly one place. ``blank_backs`` are dropped but counted."""

    documents: tuple[Document, ...]
    blank_backs: tuple[KeptPage, ...]
    refused: tuple[KeptPage, ...]
