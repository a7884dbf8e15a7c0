"""Which pages of a scan belong together.

Every page 1 starts a document. A later page goes to the document before it, or in a stack that was scanned back side
first to the one that follows. Papers that are no form at all are kept with the form before them where its template
allows it. Whatever may be a form that was scanned badly is refused, never attached, and what follows such a page is
not given to the form before it: it may belong to the page that nobody could read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.document import Document, DocumentPage, GatheredScan, KeptPage
from models.form import Form, FormKey
from models.problem import Problem, ProblemCode
from models.template import Template


def gather(pages: Sequence[KeptPage], forms: Mapping[FormKey, Form]) -> GatheredScan:
    """Put every page of one scan, given in scan order, into exactly one place."""
    gathering = _Gathering(tuple(pages), forms)
    for place, page in enumerate(pages):
        if page.sheet is not None and page.sheet.template.page == 1:
            gathering.stacks[place] = _Stack([DocumentPage(page, page.sheet)])
    is_turned = _is_turned(pages)
    for place, page in enumerate(pages):
        if page.sheet is not None and page.sheet.template.page > 1:
            gathering.join(place, DocumentPage(page, page.sheet), is_turned)
    for place, page in enumerate(pages):
        if _is_unknown(page):
            gathering.attach(place, page)
    return gathering.result()


@dataclass(slots=True)
class _Stack:
    """A document while its pages are being found."""

    pages: list[DocumentPage]
    attachments: list[KeptPage] = field(default_factory=list)


@dataclass(slots=True)
class _Gathering:
    """The scan while its pages find their places; ``stacks`` are documents by the place of their page 1."""

    pages: tuple[KeptPage, ...]
    forms: Mapping[FormKey, Form]
    stacks: dict[int, _Stack] = field(default_factory=dict)
    placed: dict[int, int] = field(default_factory=dict)
    """The place of page 1 by the place of each other page that found its document."""

    def join(self, place: int, page: DocumentPage, is_turned: bool) -> None:
        """Give a later page to the document before it, or to the one that follows.

        The one that it touches comes first, for a blank side between them says that they are two sheets. Where it
        touches both, the stack tells: turned or not.
        """
        sides = (1, -1) if is_turned else (-1, 1)
        for side in sorted(sides, key=lambda step: self._next_written(place, step) != place + step):
            front = self._before(place) if side < 0 else self._following(place)
            if front is not None and self._takes(front, page):
                self.stacks[front].pages.append(page)
                self.placed[place] = front
                return

    def attach(self, place: int, page: KeptPage) -> None:
        """Keep an unknown paper with the document before it, unless it may be a page of a form that is looked for."""
        front = self._before(place)
        if front is None or self._is_beside_a_stray(place) or self._missing(self.stacks[front]):
            return
        stack = self.stacks[front]
        if len(stack.attachments) < self._form(stack).attachments:
            stack.attachments.append(page)
            self.placed[place] = front

    def result(self) -> GatheredScan:
        """What every page became."""
        documents = tuple(self._document(self.stacks[place]) for place in sorted(self.stacks))
        left = [page for place, page in enumerate(self.pages) if place not in self.stacks | self.placed]
        blank = [page for page in left if documents and _is_blank(page)]
        refused = tuple(_refused(page) for page in left if page not in blank)
        return GatheredScan(documents, tuple(blank), refused)

    def _document(self, stack: _Stack) -> Document:
        pages = tuple(sorted(stack.pages, key=lambda page: page.sheet.template.page))
        return Document(pages, self._missing(stack), tuple(stack.attachments))

    def _form(self, stack: _Stack) -> Form:
        return self.forms[stack.pages[0].sheet.template.key]

    def _missing(self, stack: _Stack) -> tuple[Template, ...]:
        """Pages that every filing of the form has and this one has not."""
        have = {page.sheet.template.page for page in stack.pages}
        return tuple(page for page in self._form(stack).pages if page.page not in have and not page.optional)

    def _takes(self, front: int, page: DocumentPage) -> bool:
        """Whether the document is of the same form, and has no such page yet."""
        own = self.stacks[front].pages
        same_form = own[0].sheet.template.key == page.sheet.template.key
        return same_form and page.sheet.template.page not in {each.sheet.template.page for each in own}

    def _before(self, place: int) -> int | None:
        """The place of the document whose pages reach up to ``place``, blank sides aside."""
        here = self._next_written(place, -1)
        if here is None:
            return None
        return here if here in self.stacks else self.placed.get(here)

    def _following(self, place: int) -> int | None:
        """The place of the page 1 that comes next, blank sides aside."""
        here = self._next_written(place, 1)
        return here if here in self.stacks else None

    def _next_written(self, place: int, step: int) -> int | None:
        """The next place before (``step`` -1) or after (1) that is not blank."""
        here = place + step
        while 0 <= here < len(self.pages):
            if not _is_blank(self.pages[here]):
                return here
            here += step
        return None

    def _is_beside_a_stray(self, place: int) -> bool:
        beside = (self._next_written(place, step) for step in (-1, 1))
        return any(
            here is not None and self.pages[here].sheet is not None and here not in self.stacks | self.placed
            for here in beside
        )


def _is_turned(pages: Sequence[KeptPage]) -> bool:
    """Whether both sides were scanned with every back before its front: each page 1 is the second of its sheet."""
    fronts = [place for place, page in enumerate(pages) if page.sheet is not None and page.sheet.template.page == 1]
    return bool(fronts) and len(pages) % 2 == 0 and all(place % 2 == 1 for place in fronts)


def _is_blank(page: KeptPage) -> bool:
    return any(problem.code is ProblemCode.BLANK_PAGE for problem in page.problems)


def _is_unknown(page: KeptPage) -> bool:
    """Whether a page resembles no form at all: one that does carries the form as a guess."""
    refusals = [problem for problem in page.problems if problem.refuses]
    return bool(refusals) and all(
        problem.code is ProblemCode.UNKNOWN_FORM and "form" not in problem.details for problem in refusals
    )


def _refused(page: KeptPage) -> KeptPage:
    """The page as it is refused; one that was read has lost its page 1."""
    if page.sheet is None:
        return page
    template = page.sheet.template
    details = {"form": template.form, "version": template.version, "form_page": str(template.page)}
    stray = Problem(ProblemCode.NO_FIRST_PAGE, page=page.number, details=details)
    return replace(page, problems=(stray, *page.problems), sheet=None)
