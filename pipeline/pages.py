"""The way of a scan through the steps, without storing anything: what ``madoguchi read`` and the flow both run.

scan → pages → identified → aligned → crops → readings → checked → decided
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from models.clock import today
from models.counter import CounterStage
from models.errors import NotFound
from models.page import AlignedPage
from models.problem import Problem
from models.reading import CheckedField, Crop, Reading
from models.record import PageResult, ReadPage, RefusedPage
from models.scan import HintedScan, Page, Scan
from models.template import Template
from pipeline.align.align import align, align_as_named
from pipeline.align.pictures import draw_fields, draw_identified, draw_matches, draw_overlay, draw_residual
from pipeline.check.check import check_fields
from pipeline.check.evidence import weigh
from pipeline.crop.cut import cut
from pipeline.debug import NO_DEBUG, DebugWriter
from pipeline.decide.decide import decide
from pipeline.decide.signs import page_signs
from pipeline.identify.known import KnownSheet
from pipeline.identify.named import as_named
from pipeline.identify.notices import notices_of
from pipeline.intake.open_scan import decode_pages
from pipeline.progress import Tell, each_told, untold
from pipeline.read.cell_net import shipped_net
from pipeline.read.pictures import draw_readings
from pipeline.read.read import read_crops
from pipeline.read.variants import with_names_told
from pipeline.workbench import Workbench

PAGES_AT_A_TIME = 2
"""Pages whose crops share the engine's batches. More are no quicker (1, 2, 4 and 8 take the same time with either
engine) and hold more memory."""


def read_scans(
    scans: Sequence[HintedScan],
    bench: Workbench,
    debug: DebugWriter = NO_DEBUG,
    *,
    tell: Tell = untold,
    at_a_time: int = PAGES_AT_A_TIME,
) -> Iterator[tuple[int, PageResult]]:
    """Every page of every scan in order, with the scan's place among them: ``at_a_time`` pages share the batches.

    ``tell`` hears of each page before it is sought, and before it is read: so many are done.
    """
    decoded = (
        (place, number, page)
        for place, hinted in enumerate(scans)
        for number, page in enumerate(decode_pages(hinted.scan, bench.caps), 1)
    )
    done = 0
    while laid := [
        (place, _lay(number, page, bench, debug, scans[place].hint))
        for place, number, page in each_told(islice(decoded, at_a_time), tell, CounterStage.LOOKING, done)
    ]:
        read = _read(each_told([page for _, page in laid], tell, CounterStage.READING, done), bench, debug)
        yield from zip((place for place, _ in laid), read, strict=True)
        done += len(laid)


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """A page on its way: where it is in the scan, what it became, the seconds so far, and its fields once cut out."""

    number: int
    outcome: AlignedPage | Problem
    notices: tuple[Problem, ...]
    seconds: float
    crops: tuple[Crop, ...] = ()


def _read(laid: Iterable[_Laid], bench: Workbench, debug: DebugWriter) -> Iterator[PageResult]:
    """Read pages that were laid, or refused, as they come; their crops share the engine's batches."""
    pages = [_cut(page, bench) for page in laid]
    is_any = any(isinstance(page.outcome, AlignedPage) for page in pages)
    engine, second = bench.engine(), shipped_net()  # loaded before the clock starts
    lexicon = bench.lexicon if is_any else None
    start = bench.clock()
    readings = iter(read_crops([crop for page in pages for crop in page.crops], engine, lexicon, second, bench.hands))
    seconds = bench.clock() - start
    shared = seconds / max(1, sum(bool(page.crops) for page in pages))
    for page in pages:
        if isinstance(page.outcome, Problem):
            yield RefusedPage(page.number, (page.outcome, *page.notices), page.seconds)
        else:
            own = tuple(islice(readings, len(page.crops)))
            debug.write(f"page{page.number}_readings", partial(draw_readings, page.crops, own))
            yield _draft(page, page.outcome, own, page.seconds + shared, bench)


def _lay(number: int, page: Page | Problem, bench: Workbench, debug: DebugWriter, hint: str | None) -> _Laid:
    start = bench.clock()
    if isinstance(page, Problem):
        return _Laid(number, page, (), 0.0)
    identified = bench.identifier.identify(page)
    if isinstance(identified, Problem):
        return _Laid(number, identified, (), bench.clock() - start)
    for stage, show in (("matches", draw_matches), ("identified", draw_identified)):
        debug.write(f"page{number}_{stage}", partial(show, identified))
    aligned = align(identified, hint)
    seconds = bench.clock() - start
    if isinstance(aligned, AlignedPage):
        for stage, draw in (("overlay", draw_overlay), ("residual", draw_residual), ("fields", draw_fields)):
            debug.write(f"page{number}_{stage}", partial(draw, aligned))
    return _Laid(number, aligned, notices_of(identified), seconds)


def _cut(page: _Laid, bench: Workbench) -> _Laid:
    """The page with its fields cut out, where it lies on a form."""
    if isinstance(page.outcome, Problem):
        return page
    start = bench.clock()
    crops = cut(page.outcome, bench.hands)
    return replace(page, crops=crops, seconds=page.seconds + bench.clock() - start)


def _draft(
    page: _Laid, aligned: AlignedPage, readings: tuple[Reading, ...], seconds: float, bench: Workbench
) -> ReadPage:
    start = bench.clock()
    checked = understood(aligned.blank.template, readings, bench)
    decided = decide(checked, page_signs(aligned), bench.calibration, bench.spot_check_share, is_sure=aligned.is_sure)
    return ReadPage(aligned, decided, page.notices, seconds + bench.clock() - start)


def understood(template: Template, readings: Sequence[Reading], bench: Workbench) -> tuple[CheckedField, ...]:
    """What the readings of a page's fields mean together: weighed by each other, names told, all of them checked."""
    weighed = weigh(template, readings, bench.lexicon)
    return check_fields(template, with_names_told(template, weighed, bench.engine().charset), today())


def read_as(scan: Scan, number: int, sheet: KnownSheet, bench: Workbench) -> PageResult:
    """Page ``number`` of ``scan``, read as the form that a person says it is; refused only where it has no pixels.

    Where it does not surely lie on that form, every field is left to a person. NotFound past the last page.
    """
    page = next(islice(decode_pages(scan, bench.caps), number - 1, None), None)
    if page is None:
        raise NotFound(f"scan {scan.sha256[:8]} has no page {number}", what="pages", id=str(number))
    if isinstance(page, Problem):
        return RefusedPage(number, (page,), 0.0)
    start = bench.clock()
    named = as_named(page, sheet)
    laid = _Laid(number, align_as_named(named), notices_of(named), bench.clock() - start)
    return next(_read([laid], bench, NO_DEBUG))
