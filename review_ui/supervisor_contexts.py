"""What the supervisor's pages may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import ClassVar, Literal

from markupsafe import Markup

from api.supervision import FieldTroubleOut, FieldTroublesOut, PaceOut, SupervisionOut, WaitingOut
from models.clock import JAPAN
from models.record import Lane
from pipeline.charts.draw import draw_bar, draw_columns, draw_spark
from pipeline.charts.series import Bar
from pipeline.store.waiting import Age
from review_ui.contexts import AccountPage
from review_ui.supervisor_charts import days_chart, pace_chart

SortKey = Literal["corrected", "share", "shown", "seconds", "form"]
Order = Literal["asc", "desc"]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One form of a municipality: how many records wait, by age, and what they will take."""

    municipality: str
    title: str
    by_age: tuple[int, ...]
    counter: int
    pace: PaceOut | None

    @property
    def total(self) -> int:
        """All ages."""
        return sum(self.by_age)


@dataclass(frozen=True, kw_only=True)
class CountsPage(AccountPage):
    """A page of numbers."""

    styles: ClassVar[tuple[str, ...]] = ("pages", "lists", "asides", "supervisor")
    here: ClassVar[str] = "supervisor"

    def clock(self, moment: datetime) -> str:
        """The time of day at the counter."""
        return moment.astimezone(JAPAN).strftime("%H:%M")

    def lasting(self, seconds: float) -> str:
        """A length of time as people say it."""
        minutes = round(seconds / 60)
        if minutes < 1:
            return self.words("supervisor.under_a_minute")
        if minutes < 60:
            return self.words("supervisor.minutes", minutes=str(minutes))
        return self.words("supervisor.hours", hours=f"{minutes // 60:,}", minutes=str(minutes % 60))


@dataclass(frozen=True, kw_only=True)
class SupervisorPage(CountsPage):
    """What waits, what was done, who is at work, what is to be scanned again."""

    template: ClassVar[str] = "supervisor.html"
    ages: ClassVar[tuple[Age, ...]] = tuple(Age)
    state: SupervisionOut

    @property
    def rows(self) -> tuple[WaitingRow, ...]:
        """What waits, a row for each form of each municipality."""
        paces = {pace.form: pace for pace in self.state.paces}

        def place(one: WaitingOut) -> tuple[str, str]:
            return one.municipality, one.form

        return tuple(
            self._row(list(ones), paces.get(form))
            for (_, form), ones in groupby(sorted(self.state.waiting, key=place), key=place)
        )

    @staticmethod
    def _row(ones: list[WaitingOut], pace: PaceOut | None) -> WaitingRow:
        by_age = tuple(sum(one.records for one in ones if one.age is age) for age in Age)
        counter = sum(one.records for one in ones if one.lane is Lane.COUNTER)
        return WaitingRow(ones[0].municipality, ones[0].title, by_age, counter, pace)

    @property
    def several_towns(self) -> bool:
        """Whether the municipality must be told."""
        return len({one.municipality for one in self.state.waiting}) > 1

    @property
    def totals(self) -> WaitingRow:
        """All forms together."""
        rows = self.rows
        by_age = tuple(sum(row.by_age[place] for row in rows) for place in range(len(Age)))
        return WaitingRow("", self.words("supervisor.all_forms"), by_age, sum(row.counter for row in rows), None)

    @property
    def seconds_left(self) -> float | None:
        """How long people will sit at all that waits; None where nothing was measured."""
        known = [pace.seconds_left for pace in self.state.paces if pace.seconds_left is not None]
        return sum(known) if known else None

    @property
    def seconds_a_record(self) -> float | None:
        """What one record that waits will take, over all forms."""
        total = self.totals.total
        return self.seconds_left / total if self.seconds_left is not None and total else None

    def bar(self, row: WaitingRow) -> Markup:
        """A row's records beside those of the largest row."""
        most = max(one.total for one in self.rows)
        told = self.words("supervisor.share_of", form=row.title, total=f"{row.total:,}", counter=f"{row.counter:,}")
        return Markup(draw_bar(Bar(told, row.counter, row.total, most)))

    @property
    def days_picture(self) -> Markup:
        """What was done day by day."""
        return Markup(draw_columns(days_chart(self.state.days, self.words)))

    @property
    def pace_picture(self) -> Markup:
        """How long answers took day by day."""
        return Markup(draw_spark(pace_chart(self.state.days, self.words)))

    def short(self, day: date) -> str:
        """A day without its year."""
        return f"{day.month}/{day.day}"


@dataclass(frozen=True, kw_only=True)
class TroublesPage(CountsPage):
    """The fields that people had to put right, in the order that was asked for."""

    template: ClassVar[str] = "troubles.html"
    periods: ClassVar[tuple[str, ...]] = ("7", "28", "90")
    columns: ClassVar[tuple[SortKey, ...]] = ("form", "shown", "corrected", "share", "seconds")
    found: FieldTroublesOut
    days: str
    sort: SortKey
    order: Order

    @property
    def rows(self) -> list[FieldTroubleOut]:
        """Sorted; fields that are alike stand as they came, those never measured at the end."""
        rows = self.found.fields
        if self.sort == "form":
            return sorted(rows, key=lambda one: (one.title, one.label), reverse=self.order == "desc")
        sign = -1 if self.order == "desc" else 1

        def key(one: FieldTroubleOut) -> tuple[bool, float]:
            value = getattr(one, self.sort)
            return value is None, sign * (value or 0)

        return sorted(rows, key=key)

    def bar(self, row: FieldTroubleOut) -> Markup:
        """The share that was corrected."""
        told = self.words("troubles.share_told", shown=f"{row.shown:,}", corrected=f"{row.corrected:,}")
        return Markup(draw_bar(Bar(told, row.corrected, row.shown, row.shown)))

    def most(self, counts: Mapping[str, int], kind: str, limit: int = 3) -> list[str]:
        """The most frequent of some counts in words."""
        largest = sorted(counts.items(), key=lambda pair: -pair[1])[:limit]
        return [
            self.words("troubles.many", words=self.words(f"troubles.{kind}.{code}"), count=f"{count:,}")
            for code, count in largest
        ]

    def reasons(self, row: FieldTroubleOut) -> list[str]:
        """Why people were asked, most frequent first."""
        return self.most({one.code: one.fields for one in row.reasons}, "reason")

    def next_order(self, column: SortKey) -> Order:
        """How a press on a column's head sorts: the other way round where it is sorted by already."""
        first: Order = "asc" if column == "form" else "desc"
        other: Order = "asc" if self.order == "desc" else "desc"
        return other if column == self.sort else first
