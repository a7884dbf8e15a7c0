"""The numbers of the installation as Prometheus reads them: counted when asked, without a word about anybody.

What is counted since midnight begins anew each day; ``rate()`` knows how to read that.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from api.recent import Recent
from models.db.session import Database
from models.run import RunOutcome
from pipeline.store.gauges import BUCKETS, Gauges, gauges

KEPT_SECONDS = 5
"""However often somebody asks, the database is asked no oftener."""


class Metrics(Collector):
    """Asks the database when it is asked."""

    def __init__(self, database: Database) -> None:
        """Ask nothing yet."""
        self._database = database
        self._recent: Recent[Gauges] = Recent(KEPT_SECONDS)
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def text(self) -> bytes:
        """Everything in Prometheus's text format; StoreFault where the database cannot be asked."""
        return generate_latest(self._registry)

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: registering must not ask the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Every family of numbers."""
        _, found = self._recent.told("gauges", datetime.now(UTC), self._ask)
        yield InfoMetricFamily("madoguchi_build", "Which program this is", {"version": _version()})
        yield from _now(found)
        yield from _today(found)
        yield from _run(found)

    def _ask(self) -> Gauges:
        with self._database.read() as session:
            return gauges(session, datetime.now(UTC))


def _now(found: Gauges) -> Iterator[Metric]:
    scans = GaugeMetricFamily("madoguchi_scans_waiting", "Scans that nobody has read", labels=("municipality", "lane"))
    oldest = GaugeMetricFamily(
        "madoguchi_scans_oldest_seconds", "How long the oldest of them has waited", labels=("municipality", "lane")
    )
    for one in found.waiting:
        labels = (found.codes[one.town], one.lane.value)
        scans.add_metric(labels, one.scans)
        oldest.add_metric(labels, max(0.0, (found.at - one.oldest).total_seconds()))
    failed = GaugeMetricFamily(
        "madoguchi_scans_failed", "Scans that were given up, by the error", labels=("municipality", "code")
    )
    for town, code, count in found.failed:
        failed.add_metric((found.codes[town], code), count)
    records = GaugeMetricFamily(
        "madoguchi_records_open", "Records that are not exported yet", labels=("municipality", "status")
    )
    for town, status, count in found.records_open:
        records.add_metric((found.codes[town], status.value), count)
    yield from (scans, oldest, failed, records)


def _today(found: Gauges) -> Iterator[Metric]:
    pages = GaugeMetricFamily(
        "madoguchi_pages_today",
        "Pages stored since midnight in Japan",
        labels=("municipality", "status"),
    )
    for town, status, count in found.pages:
        pages.add_metric((found.codes[town], status.value), count)
    refused = CounterMetricFamily(
        "madoguchi_refused", "Pages and files not read since midnight in Japan", labels=("municipality", "code")
    )
    for town, reason, count in found.refused:
        refused.add_metric((found.codes[town], reason.value), count)
    fields = CounterMetricFamily(
        "madoguchi_fields", "Fields read since midnight in Japan", labels=("municipality", "decision")
    )
    for town, accepted, asked in found.fields:
        fields.add_metric((found.codes[town], "accept"), accepted)
        fields.add_metric((found.codes[town], "review"), asked)
    seconds = HistogramMetricFamily(
        "madoguchi_page_seconds", "Seconds that a page took, since midnight in Japan", labels=("municipality",)
    )
    for one in found.times:
        counts = [(str(bound), float(count)) for bound, count in zip(BUCKETS, one.upto, strict=True)]
        seconds.add_metric((found.codes[one.town],), [*counts, ("+Inf", float(one.pages))], one.seconds)
    yield from (pages, refused, fields, seconds)


def _run(found: Gauges) -> Iterator[Metric]:
    going, last = found.progress, found.last_run
    yield GaugeMetricFamily("madoguchi_run_active", "Whether a run goes on", value=going is not None)
    if going is not None:
        for name, told, value in (
            ("started_timestamp_seconds", "When the run began", going.run.started_at.timestamp()),
            ("heartbeat_timestamp_seconds", "Its last sign of life", going.run.heartbeat_at.timestamp()),
            ("pages_done", "Pages that it has read", going.pages_done),
            ("pages_left", "Pages of piles that nobody has read", going.pages_left),
            ("pages_a_minute", "Its pace in the last minutes", going.pages_a_minute),
        ):
            yield GaugeMetricFamily(f"madoguchi_run_{name}", told, value=value)
    if going is not None and going.expected_end is not None:
        end = going.expected_end.timestamp()
        yield GaugeMetricFamily("madoguchi_run_expected_end_timestamp_seconds", "When it should end", value=end)
    if last is not None and last.ended_at is not None:
        ended = last.ended_at.timestamp()
        yield GaugeMetricFamily("madoguchi_last_run_end_timestamp_seconds", "When the last run ended", value=ended)
        outcome = GaugeMetricFamily("madoguchi_last_run_outcome", "How the last run ended: 1", labels=("outcome",))
        for one in RunOutcome:
            outcome.add_metric((one.value,), one is last.outcome)
        yield outcome


def _version() -> str:
    try:
        return version("madoguchi")
    except PackageNotFoundError:  # run from a folder that was only unpacked
        return "unknown"
