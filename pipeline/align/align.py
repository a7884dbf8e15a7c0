"""A page is laid over its blank, and refused where it does not lie there."""

from __future__ import annotations

from models.geometry import PX_PER_MM
from models.page import AlignedPage, IdentifiedPage, Residual
from models.problem import Problem
from pipeline.align.lay import laid
from pipeline.align.register import Registered, register
from pipeline.align.twins import told_apart
from pipeline.align.verdict import judge


def align(identified: IdentifiedPage) -> AlignedPage | Problem:
    """Lay the page over each form that it may be, and keep the one whose print is there.

    Refused with unknown_form, poor_alignment or other_print where it is none of them, and with near_twin where it may
    be either of two.
    """
    tried = [(lies, judge(lies)) for lies in map(register, (identified, *identified.rivals))]
    fitting = [(lies, verdict.residual) for lies, verdict in tried if verdict.problem is None]
    if not fitting:
        _, nearest = max(tried, key=lambda one: one[1].residual.print_found)
        assert nearest.problem is not None
        return nearest.problem
    told = told_apart([lies for lies, _ in fitting])
    return told if isinstance(told, Problem) else _laid(told, dict(fitting)[told])


def _laid(lies: Registered, residual: Residual) -> AlignedPage:
    identified = lies.identified
    pixels = laid(identified.page.pixels, lies.placement, identified.blank.template.page_mm, PX_PER_MM)
    return AlignedPage(identified, lies.placement, residual, pixels)
