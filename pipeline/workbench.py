"""What reading needs, loaded once a process: templates, weights, lists, calibration."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.decide.calibration import UNFITTED, Calibration, calibration_file, load_calibration
from pipeline.hands import ONE_HAND, Hands
from pipeline.identify.identify import Identifier
from pipeline.identify.known import KnownSheet, load_known
from pipeline.intake.open_scan import Caps, caps_of
from pipeline.lexicon.lexicon import Lexicon, load_lexicon
from pipeline.memory import keep_freed_memory
from pipeline.read.engine import TextEngine
from pipeline.read.engines import Runtime, open_engine
from pipeline.read.weights import ensure_weights
from pipeline.settings import Settings
from pipeline.threads import one_thread_inside


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
    hands: Hands = ONE_HAND
    _engines: threading.local = field(default_factory=threading.local)

    def engine(self) -> TextEngine:
        """This thread's own engine: one single-threaded engine a worker beats a shared one."""
        if not hasattr(self._engines, "engine"):
            self._engines.engine = open_engine(self.weights, self.reader_threads, self.runtime)
        engine: TextEngine = self._engines.engine
        return engine

    def clock(self) -> float:
        """Seconds, of which only differences count, on a clock that stands still while reading waits for others."""
        return time.perf_counter() - self.hands.waited()

    @property
    def lexicon(self) -> Lexicon:
        """The lists of places and people, loaded when the first page is read."""
        return load_lexicon(self.lexicon_dir)

    @property
    def calibration(self) -> Calibration:
        """How sure readings are, loaded when the first page is read; without a file nothing is known of that."""
        return UNFITTED if self.calibration_file is None else load_calibration(self.calibration_file)


def open_workbench(settings: Settings, templates: Path | None = None, hands: Hands = ONE_HAND) -> Workbench:
    """Load sheets and weights; TemplateError or WeightsError where they are not usable."""
    one_thread_inside()
    keep_freed_memory()
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
        hands,
    )
