"""Stored scans are read again by what is installed now, on request only.

A scan takes the same way as when it came (``digitise.py``), so a sheet must be found on its form by itself again;
only a page that a person had named is read as that.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

from models.document import KeptPage
from models.errors import Defect, MadoguchiError
from models.scan import HintedScan, Scan
from models.template import Template
from pipeline.pages import read_as, read_scans
from pipeline.read.cell_net import shipped_net
from pipeline.read.names import reader_names
from pipeline.reading import own_site
from pipeline.site import Site
from pipeline.store.drafts import keep_page
from pipeline.store.inbox import form_hint
from pipeline.store.new_readings import (
    ReadBy,
    Reread,
    ToReread,
    Wanted,
    pages_of,
    records_to_reread,
    save_new_readings,
)
from pipeline.store.scans import load_scan
from pipeline.workbench import Workbench
from pipeline.workers import Workers


@dataclass(slots=True)
class Outcome:
    """What became of all records, and the scans that could not be read this time, with the reason."""

    records: Counter[Reread]
    failed: dict[int, str] = field(default_factory=dict)


def to_reread(place: Site, wanted: Wanted) -> ToReread:
    """What the installed readers would read: records of installed forms that other readers have read."""
    forms = {sheet.template.key for sheet in place.workbench.sheets}
    readers = _readers(place.workbench)
    with place.database.read() as session:
        return records_to_reread(session, wanted, readers, forms)


def reread_all(
    todo: ToReread, place: Site, readers: Workers, track: Callable[[Iterator[object], int], Iterator[object]]
) -> Outcome:
    """Have every scan read again by the processes that read; ``track`` shows how far that is."""
    outcome = Outcome(Counter(todo.left))
    with ThreadPoolExecutor(place.settings.workers) as waiters:
        futures = {
            waiters.submit(readers.run, reread_here, scan_id, records): scan_id
            for scan_id, records in todo.scans.items()
        }
        try:
            for _ in track(as_completed(futures), len(futures)):
                pass
        except BaseException:  # stopped by a person: what has not begun is left for the next time
            waiters.shutdown(wait=False, cancel_futures=True)
            raise
    for future, scan_id in futures.items():
        if (error := future.exception()) is None:
            outcome.records.update(future.result())
        else:
            outcome.failed[scan_id] = str(error if isinstance(error, MadoguchiError) else Defect(error))
    return outcome


def reread_here(scan_id: int, record_ids: tuple[int, ...]) -> Counter[Reread]:
    """``reread`` at the site that this process serves: what the reading processes do."""
    return reread(scan_id, record_ids, own_site())


def reread(scan_id: int, record_ids: tuple[int, ...], place: Site) -> Counter[Reread]:
    """Read a scan again and store what its records gain by it; what became of each.

    EnvironmentFault where trying again may help; every other failure comes out as ``Defect``, which names no resident.
    """
    try:
        with place.database.read() as session:
            scan, hint = load_scan(session, scan_id, place.vault), form_hint(session, scan_id)
            pages = {record_id: pages_of(session, record_id) for record_id in record_ids}
        read = _read(scan, hint, [page for own in pages.values() for page in own], place)
        readers, now = _readers(place.workbench), dt.datetime.now(dt.UTC)
        outcomes: Counter[Reread] = Counter()
        for record_id in record_ids:
            with place.database.write() as session:
                outcomes[save_new_readings(session, place.municipality_id, record_id, read, readers, now)] += 1
        return outcomes
    except MadoguchiError:
        raise
    except Exception as error:
        raise Defect(error) from None


def _read(scan: Scan, hint: str | None, pages: list[ReadBy], place: Site) -> dict[int, KeptPage]:
    """The pages as they are read now, by their numbers."""
    bench, read = place.workbench, dict[int, KeptPage]()
    if not all(page.is_named for page in pages):
        read = {
            result.number: keep_page(result, place.vault) for _, result in read_scans([HintedScan(scan, hint)], bench)
        }
    for page in pages:
        if page.is_named:
            sheet = next(one for one in bench.sheets if _is_of(one.template, page))
            read[page.number] = keep_page(read_as(scan, page.number, sheet, bench), place.vault)
    return read


def _is_of(template: Template, page: ReadBy) -> bool:
    return template.key == page.form and template.page == page.form_page


def _readers(bench: Workbench) -> frozenset[str]:
    return reader_names(bench.engine(), shipped_net())
