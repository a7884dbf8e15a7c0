"""A page is laid over its blank, and refused where it does not lie there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.geometry import PX_PER_MM
from models.page import AlignedPage, IdentifiedPage
from models.placement import Placement
from models.problem import Problem
from pipeline.align.lay import laid
from pipeline.align.register import register
from pipeline.align.twins import told_apart
from pipeline.align.verdict import Verdict, judge

_ANY_PRINT = 0.4
"""Of a form that is not there, so much print is found by chance."""


def align(identified: IdentifiedPage, hint: str | None = None) -> AlignedPage | Problem:
    """Lay the page over each form that it may be, and keep the one whose print is there.

    Refused with unknown_form, poor_alignment or other_print where it is none of them, and with near_twin where it may
    be either of two, unless one of these, and no other, is of the form ``hint``: then it is that one, but unsurely.
    """
    tried = [judge(register(guess)) for guess in (identified, *identified.rivals)]
    fitting = [verdict for verdict in tried if verdict.problem is None]
    nearest = max(tried, key=lambda verdict: verdict.residual.print_found)
    told = told_apart(fitting) if fitting else nearest
    if isinstance(told, Problem):
        hinted = _hinted(fitting, told, hint)
        return told if hinted is None else replace(_aligned(hinted), is_sure=False)
    return told.problem or _aligned(told)


def _hinted(fitting: Sequence[Verdict], twins: Problem, hint: str | None) -> Verdict | None:
    """The one of two near twins that is of the form ``hint``; None where neither is, or both are."""
    if [twins.details.get(name) for name in ("form", "other_form")].count(hint) != 1:
        return None
    own = [verdict for verdict in fitting if verdict.lies.identified.blank.template.form == hint]
    return own[0] if len(own) == 1 else None


def align_as_named(named: IdentifiedPage) -> AlignedPage:
    """Lay the page over the form that a person says it is, as well as it goes; never refused.

    Where hardly any print is found the page stays where the first estimate put it.
    """
    verdict = judge(register(named))
    if verdict.residual.print_found < _ANY_PRINT:
        lies = Placement(named.to_template)
        pixels = laid(named.page.pixels, lies, named.blank.template.page_mm, PX_PER_MM)
        return AlignedPage(named, lies, verdict.residual, pixels, is_sure=False)
    return replace(_aligned(verdict), is_sure=verdict.problem is None)


def _aligned(verdict: Verdict) -> AlignedPage:
    lies = verdict.lies
    return AlignedPage(lies.identified, lies.placement, verdict.residual, lies.pixels)
