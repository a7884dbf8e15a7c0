"""What a process does that reads: scans whose turn it is, and single pages that a person named.

It has a site and a workbench of its own, opened once from the settings that it was given.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from models.counter import CounterStage
from models.document import KeptPage
from models.errors import NotFound
from models.record import Lane
from models.scan import Scan
from models.template import Template
from pipeline.courtesy import PATIENCE_SECONDS, CounterFirst
from pipeline.digitise import digitise
from pipeline.hands import polite_hands, two_hands
from pipeline.identify.known import KnownSheet
from pipeline.logs import prepare_logs
from pipeline.pages import PAGES_AT_A_TIME, read_as
from pipeline.settings import Settings
from pipeline.site import Site, open_site
from pipeline.store.drafts import keep_page
from pipeline.store.turns import Turn, tell_progress
from pipeline.workbench import Workbench

NICENESS = 10
"""Of processes that read piles: whoever waits at the counter gets the processor first."""

_sites: list[Site] = []
"""This process's own, once it has one."""


def ready_to_read(settings: Settings) -> None:
    """Open the site with all that is loaded when first needed: nobody at the counter should wait for that."""
    prepare_logs(settings)
    _open(replace(open_site(settings), hands=two_hands()))


def ready_to_read_piles(settings: Settings) -> None:
    """The same, in a process that leaves the processor to others.

    Linux may share processors between sessions first and heed niceness only within each: hence a session of its own.
    """
    _step_back()
    prepare_logs(settings)
    site = open_site(settings)
    courtesy = CounterFirst(site.database)
    _open(replace(site, courtesy=courtesy, hands=polite_hands(courtesy)))


def _step_back() -> None:
    os.nice(max(0, NICENESS - os.nice(0)))  # again where the first try to be ready failed
    with suppress(OSError):
        os.setsid()
        Path("/proc/self/autogroup").write_text(str(NICENESS), encoding="ascii")


def _open(site: Site) -> None:
    site.workbench.engine()
    _ = site.workbench.lexicon
    _sites[:] = [site]


def read_turns(turns: Sequence[Turn]) -> None:
    """Read scans and store their drafts; one of the counter page by page, as fast as can be, told step by step.

    TurnLost where a turn is somebody else's by now.
    """
    site, is_awaited = _sites[0], turns[0].lane is Lane.COUNTER
    if site.courtesy is not None:
        site.courtesy.begin(0.0 if is_awaited else PATIENCE_SECONDS)

    def tell(stage: CounterStage, pages_done: int) -> None:
        if site.courtesy is not None:
            site.courtesy.give_way()
        if len(turns) == 1:
            with site.database.write() as session:
                tell_progress(session, turns[0], stage, pages_done)

    digitise(turns, site, tell, at_a_time=1 if is_awaited else PAGES_AT_A_TIME)


def read_named(scan: Scan, number: int, template: Template) -> KeptPage:
    """Page ``number`` of ``scan`` read as this page of a form; without a sheet where it was refused all the same."""
    site = _sites[0]
    return keep_page(read_as(scan, number, _blank(site.workbench, template), site.workbench), site.vault)


def own_site() -> Site:
    """The site that this process serves."""
    return _sites[0]


def is_ready() -> bool:
    """Whether this process may begin at once."""
    return bool(_sites)


def _blank(bench: Workbench, template: Template) -> KnownSheet:
    for sheet in bench.sheets:
        if (sheet.template.key, sheet.template.page) == (template.key, template.page):
            return sheet
    raise NotFound(f"no blank of {template.form} {template.version}", form=template.form, version=template.version)
