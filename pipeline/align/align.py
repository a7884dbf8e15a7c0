"""A page is laid over its blank, and refused where it does not lie there."""

from __future__ import annotations

from models.page import AlignedPage, IdentifiedPage
from models.problem import Problem
from pipeline.align.register import register
from pipeline.align.twins import told_apart
from pipeline.align.verdict import Verdict, judge


def align(identified: IdentifiedPage) -> AlignedPage | Problem:
    """Lay the page over each form that it may be, and keep the one whose print is there.

    Refused with unknown_form, poor_alignment or other_print where it is none of them, and with near_twin where it may
    be either of two.
    """
    tried = [judge(register(guess)) for guess in (identified, *identified.rivals)]
    fitting = [verdict for verdict in tried if verdict.problem is None]
    nearest = max(tried, key=lambda verdict: verdict.residual.print_found)
    told = told_apart(fitting) if fitting else nearest
    if isinstance(told, Problem):
        return told
    return told.problem or _aligned(told)


def _aligned(verdict: Verdict) -> AlignedPage:
    lies = verdict.lies
    return AlignedPage(lies.identified, lies.placement, verdict.residual, lies.pixels)
