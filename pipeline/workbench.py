"""The way of a scan through the steps, without storing anything: what ``madoguchi read`` and the flow both run.

scan → pages → identified → aligned → crops → readings → checked → decided
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from models.clock import today
from models.counter import CounterStage
from models.errors import NotFound
from models.page import AlignedPage
from models.problem import Problem
from models.reading import Reading
from models.record import PageResult, ReadPage, RefusedPage
from models.scan import HintedScan, Page, Scan
from pipeline.align.align import align, align_as_named
from pipeline.align.pictures import draw_fields, draw_identified, draw_matches, draw_overlay, draw_residual
from pipeline.check.check import check_fields
from pipeline.check.evidence import weigh
from pipeline.crop.cut import cut
from pipeline.debug import NO_DEBUG, DebugWriter
from pipeline.decide.calibration import UNFITTED, Calibration, calibration_file, load_calibration
from pipeline.decide.decide import decide
from pipeline.decide.signs import page_signs
from pipeline.identify.identify import Identifier
from pipeline.identify.known import KnownSheet, load_known
from pipeline.identify.named import as_named
from pipeline.identify.notices import notices_of
from pipeline.intake.open_scan import Caps, caps_of, decode_pages
from pipeline.lexicon.lexicon import Lexicon, load_lexicon
from pipeline.progress import Tell, untold
from pipeline.read.cell_net import shipped_net
from pipeline.read.engine import TextEngine
from pipeline.read.engines import Runtime, open_engine
from pipeline.read.pictures import draw_readings
from pipeline.read.read import read_crops
from pipeline.read.weights import ensure_weights
from pipeline.settings import Settings
from pipeline.threads import one_thread_inside

PAGES_AT_A_TIME = 8
"""Pages of one scan whose crops share the engine's batches; bounds memory: an A4 page at 200 dpi takes 24 MB, as
scanned and laid flat."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """Everything that reading needs, loaded once a process and shared by its threads."""

    caps: Caps
    sheets: tuple[KnownSheet, ...]
    identifier: Identifier
    weights: Path
    lexicon_dir: Path
    reader_threads: int
    runtime: Runtime
    calibration_file: Path | None
    spot_check_share: float = 0.0
    _engines: threading.local = field(default_factory=threading.local)

    def engine(self) -> TextEngine:
        """This thread's own engine: one single-threaded engine a worker beats a shared one."""
        if not hasattr(self._engines, "engine"):
            self._engines.engine = open_engine(self.weights, self.reader_threads, self.runtime)
        engine: TextEngine = self._engines.engine
        return engine

    @property
    def lexicon(self) -> Lexicon:
        """The lists of places and people, loaded when the first page is read."""
        return load_lexicon(self.lexicon_dir)

    @property
    def calibration(self) -> Calibration:
        """How sure readings are, loaded when the first page is read; without a file nothing is known of that."""
        return UNFITTED if self.calibration_file is None else load_calibration(self.calibration_file)


def open_workbench(settings: Settings, templates: Path | None = None) -> Workbench:
    """Load sheets and weights; TemplateError or WeightsError where they are not usable."""
    one_thread_inside()
    sheets = load_known(templates or settings.templates_dir, settings.data_dir / "templates")
    weights = ensure_weights(settings.data_dir, settings.weights_dir)
    return Workbench(
        caps_of(settings),
        sheets,
        Identifier(sheets),
        weights,
        settings.data_dir / "lexicon",
        settings.reader_threads,
        settings.engine,
        calibration_file(settings.data_dir),
        settings.spot_check_share,
    )


def read_scans(
    scans: Sequence[HintedScan],
    bench: Workbench,
    debug: DebugWriter = NO_DEBUG,
    *,
    tell: Tell = untold,
    at_a_time: int = PAGES_AT_A_TIME,
) -> Iterator[tuple[int, PageResult]]:
    """Every page of every scan in order, with the scan's place among them: ``at_a_time`` pages share the batches.

    ``tell`` hears of so many pages before they are sought, and before they are read.
    """
    decoded = (
        (place, number, page)
        for place, hinted in enumerate(scans)
        for number, page in enumerate(decode_pages(hinted.scan, bench.caps), 1)
    )
    done = 0
    while group := list(itertools.islice(decoded, at_a_time)):
        tell(CounterStage.LOOKING, done)
        laid = [_lay(number, page, bench, debug, scans[place].hint) for place, number, page in group]
        tell(CounterStage.READING, done)
        yield from zip((place for place, _, _ in group), _read(laid, bench, debug), strict=True)
        done += len(group)


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """A page on its way: where it is in the scan, what it became, and the seconds so far."""

    number: int
    outcome: AlignedPage | Problem
    notices: tuple[Problem, ...]
    seconds: float


def _read(laid: Sequence[_Laid], bench: Workbench, debug: DebugWriter) -> Iterator[PageResult]:
    """Read pages that were laid, or refused; their crops share the engine's batches."""
    is_any = any(isinstance(page.outcome, AlignedPage) for page in laid)
    engine, second = bench.engine(), shipped_net()  # loaded before the clock starts
    lexicon = bench.lexicon if is_any else None
    start = time.perf_counter()
    crops = [cut(page.outcome) if isinstance(page.outcome, AlignedPage) else () for page in laid]
    readings = iter(read_crops([crop for page in crops for crop in page], engine, lexicon, second))
    shared = (time.perf_counter() - start) / max(1, sum(bool(page) for page in crops))
    for page, cropped in zip(laid, crops, strict=True):
        if isinstance(page.outcome, Problem):
            yield RefusedPage(page.number, (page.outcome, *page.notices), page.seconds)
        else:
            own = tuple(itertools.islice(readings, len(cropped)))
            debug.write(f"page{page.number}_readings", partial(draw_readings, cropped, own))
            yield _draft(page, page.outcome, own, page.seconds + shared, bench)


def _lay(number: int, page: Page | Problem, bench: Workbench, debug: DebugWriter, hint: str | None) -> _Laid:
    start = time.perf_counter()
    if isinstance(page, Problem):
        return _Laid(number, page, (), 0.0)
    identified = bench.identifier.identify(page)
    if isinstance(identified, Problem):
        return _Laid(number, identified, (), time.perf_counter() - start)
    for stage, show in (("matches", draw_matches), ("identified", draw_identified)):
        debug.write(f"page{number}_{stage}", partial(show, identified))
    aligned = align(identified, hint)
    seconds = time.perf_counter() - start
    if isinstance(aligned, AlignedPage):
        for stage, draw in (("overlay", draw_overlay), ("residual", draw_residual), ("fields", draw_fields)):
            debug.write(f"page{number}_{stage}", partial(draw, aligned))
    return _Laid(number, aligned, notices_of(identified), seconds)


def _draft(
    page: _Laid, aligned: AlignedPage, readings: tuple[Reading, ...], seconds: float, bench: Workbench
) -> ReadPage:
    start = time.perf_counter()
    template = aligned.blank.template
    checked = check_fields(template, weigh(template, readings, bench.lexicon), today())
    decided = decide(checked, page_signs(aligned), bench.calibration, bench.spot_check_share, is_sure=aligned.is_sure)
    return ReadPage(aligned, decided, page.notices, seconds + time.perf_counter() - start)


def read_as(scan: Scan, number: int, sheet: KnownSheet, bench: Workbench) -> PageResult:
    """Page ``number`` of ``scan``, read as the form that a person says it is; refused only where it has no pixels.

    Where it does not surely lie on that form, every field is left to a person. NotFound past the last page.
    """
    page = next(itertools.islice(decode_pages(scan, bench.caps), number - 1, None), None)
    if page is None:
        raise NotFound(f"scan {scan.sha256[:8]} has no page {number}", what="pages", id=str(number))
    if isinstance(page, Problem):
        return RefusedPage(number, (page,), 0.0)
    start = time.perf_counter()
    named = as_named(page, sheet)
    laid = _Laid(number, align_as_named(named), notices_of(named), time.perf_counter() - start)
    return next(_read([laid], bench, NO_DEBUG))
