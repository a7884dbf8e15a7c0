"""What a process does that reads for the doors: scans of the counter, and single pages that a person named.

It has a site and a workbench of its own, opened once from the settings that it was given.
"""

from __future__ import annotations

from datetime import UTC, datetime

from models.counter import CounterStage
from models.document import KeptPage
from models.errors import NotFound
from models.scan import Scan
from models.template import Template
from pipeline.digitise import digitise
from pipeline.identify.known import KnownSheet
from pipeline.logs import prepare_logs
from pipeline.settings import Settings
from pipeline.site import Site, open_site
from pipeline.store.counter_turns import Turn, tell_progress
from pipeline.store.drafts import keep_page
from pipeline.workbench import Workbench, read_as

_sites: list[Site] = []
"""This process's own, once it has one."""


def ready_to_read(settings: Settings) -> None:
    """Open the site with all that is loaded when first needed: nobody at the counter should wait for that."""
    prepare_logs(settings)
    site = open_site(settings)
    site.workbench.engine()
    _ = site.workbench.lexicon
    _sites[:] = [site]


def read_turn(turn: Turn) -> None:
    """Read a scan of the counter page by page and store its drafts. TurnLost where it is somebody else's by now."""
    site = _sites[0]

    def tell(stage: CounterStage, pages_done: int) -> None:
        with site.database.write() as session:
            tell_progress(session, turn, stage, pages_done, datetime.now(UTC))

    digitise(turn.scan_id, site, tell, at_a_time=1)


def read_named(scan: Scan, number: int, template: Template) -> KeptPage:
    """Page ``number`` of ``scan`` read as this page of a form; without a sheet where it was refused all the same."""
    site = _sites[0]
    return keep_page(read_as(scan, number, _blank(site.workbench, template), site.workbench), site.vault)


def is_ready() -> bool:
    """Whether this process may begin at once."""
    return bool(_sites)


def _blank(bench: Workbench, template: Template) -> KnownSheet:
    for sheet in bench.sheets:
        if (sheet.template.key, sheet.template.page) == (template.key, template.page):
            return sheet
    raise NotFound(f"no blank of {template.form} {template.version}", form=template.form, version=template.version)
