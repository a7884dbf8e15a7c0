"""The one reader of this process: pages that a person names are read one after the other, in a thread of its own.

The workbench (blanks, weights, engine) takes about 3 s and some 500 MB, and most days nobody needs it at the doors: it
is opened when first asked for, and one thread means one engine.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from models.errors import NotFound
from models.record import PageResult
from models.scan import Scan
from models.template import Template
from pipeline.identify.known import KnownSheet
from pipeline.settings import Settings
from pipeline.workbench import Workbench, open_workbench, read_as


class Reader:
    """Reads single pages; may be shared by the threads of the doors, which wait for their turn."""

    def __init__(self, settings: Settings, bench: Workbench | None = None) -> None:
        """Read with ``bench``, or with the one that ``settings`` describe."""
        self._settings = settings
        self._bench = bench
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")

    def read_as(self, scan: Scan, number: int, template: Template) -> PageResult:
        """Page ``number`` of ``scan`` as this page of a form. EnvironmentFault where the engine fails."""
        return self._thread.submit(self._read, scan, number, template).result()

    def close(self) -> None:
        """Let the page being read come to its end, and no other."""
        self._thread.shutdown(cancel_futures=True)

    def _read(self, scan: Scan, number: int, template: Template) -> PageResult:
        if self._bench is None:
            self._bench = open_workbench(self._settings)
        return read_as(scan, number, _blank(self._bench, template), self._bench)


def _blank(bench: Workbench, template: Template) -> KnownSheet:
    for sheet in bench.sheets:
        if (sheet.template.key, sheet.template.page) == (template.key, template.page):
            return sheet
    raise NotFound(f"no blank of {template.form} {template.version}", form=template.form, version=template.version)
