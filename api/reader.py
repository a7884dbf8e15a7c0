"""The reading processes of the doors: for sheets of the counter, and for single pages that a person names.

A process (blanks, weights, engine) takes some 3 s to start and 500 MB, and most days nobody needs one at the doors:
they start when first asked for, or when somebody opens the counter. One that dies takes nothing of the server along.
"""

from __future__ import annotations

from functools import partial

from models.document import KeptPage
from models.scan import Scan
from models.template import Template
from pipeline.reading import read_named, ready_to_read
from pipeline.settings import Settings
from pipeline.workers import Workers


class Reader:
    """Reads single pages; may be shared by the threads of the doors, which wait for their turn."""

    def __init__(self, settings: Settings) -> None:
        """Start nothing yet."""
        self.workers = Workers(settings.counter_readers, partial(ready_to_read, settings))

    def read_as(self, scan: Scan, number: int, template: Template) -> KeptPage:
        """Page ``number`` of ``scan`` as this page of a form, its picture kept; without a sheet where it was refused.

        EnvironmentFault where the engine fails.
        """
        return self.workers.run(read_named, scan, number, template)

    def close(self) -> None:
        """End the processes."""
        self.workers.end()
