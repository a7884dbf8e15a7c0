"""The morning report as HTML: one file that needs nothing beside it, or its middle for a page of the desk.

No script, no address, no style in an element: it prints on A4 and may lie in a shared folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from models.catalogue import Catalogue, Language
from models.clock import JAPAN
from pipeline.charts.draw import STYLE as CHARTS
from pipeline.charts.draw import draw_bar, draw_columns
from pipeline.charts.series import Bar
from pipeline.report.charts import hours_chart, nights_chart, point_of
from pipeline.report.figures import MorningReport
from pipeline.store.night_facts import FormSums
from pipeline.store.review_time import Basis, ReviewTime
from pipeline.words import words_in

STYLE = Path(__file__).parent / "style"
"""The folder of the style sheet, for a page of the desk that shows a report."""

MOST_REFUSED = 40
"""Sheets listed one by one; the desk's own list has all of them."""

Titles = Mapping[str, str]
"""What people call a form, by its key."""

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


def as_html(report: MorningReport, titles: Titles, language: Language) -> str:
    """The whole file."""
    told = Told(report, titles, words_in(language))
    css = "\n".join((folder / name).read_text(encoding="utf-8") for folder, name in _SHEETS)
    return _TEMPLATES.get_template("file.html").render(told=told, css=Markup(css), middle=_middle(told))


def middle_of(report: MorningReport, titles: Titles, language: Language) -> Markup:
    """What stands between a page's bar and its end."""
    return _middle(Told(report, titles, words_in(language)))


_SHEETS = ((CHARTS, "charts.css"), (STYLE, "report.css"))


def _middle(told: Told) -> Markup:
    return Markup(_TEMPLATES.get_template("middle.html").render(told=told))


@dataclass(frozen=True)
class Told:
    """A report in the words of one language; all that the templates may use."""

    report: MorningReport
    titles: Titles
    say: Catalogue

    def title(self, form: str) -> str:
        """What people call a form, or its key where its template was taken away."""
        return self.titles.get(form, form)

    @property
    def towns(self) -> str:
        """The municipalities that are told of."""
        return self.say("report.between").join(town.name for town in self.report.facts.towns)

    @property
    def listed(self) -> int:
        """How many refused sheets are listed one by one."""
        return min(MOST_REFUSED, len(self.report.facts.refused))

    def when(self, moment: datetime) -> str:
        """A moment as the clock at the counter shows it."""
        return moment.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M")

    def day(self, moment: datetime) -> str:
        """A day as the calendar at the counter shows it."""
        return moment.astimezone(JAPAN).strftime("%Y-%m-%d")

    def count(self, number: float) -> str:
        """A whole number."""
        return f"{number:,.0f}"

    def share(self, part: float, whole: float) -> str:
        """Part of a whole; a dash where there is no whole."""
        return f"{part / whole * 100:.1f} %" if whole else "–"

    def seconds(self, seconds: float | None) -> str:
        """A short time; a dash where nothing was measured."""
        return "–" if seconds is None else f"{seconds:.2f}"

    def lasting(self, seconds: float) -> str:
        """A length of time as people say it."""
        minutes = round(seconds / 60)
        if minutes < 1:
            return self.say("report.under_a_minute")
        if minutes < 60:
            return self.say("report.minutes", minutes=str(minutes))
        return self.say("report.hours_minutes", hours=f"{minutes // 60:,}", minutes=str(minutes % 60))

    def hours(self, seconds: float) -> str:
        """Working time in hours with one decimal."""
        return self.say("report.hours", hours=f"{seconds / 3600:,.1f}")

    @property
    def outcome(self) -> str:
        """How the run ended."""
        return self.say(f"report.outcome.{self.report.run.outcome or 'running'}")

    @property
    def basis(self) -> str:
        """What the expected time rests on; an assumption is always said."""
        bases = self.report.expected.bases
        chosen = next((one for one in (Basis.ASSUMED, Basis.ALL) if one in bases), Basis.FORM)
        return self.say(f"report.basis.{chosen}") if bases else ""

    def time_of(self, form: FormSums) -> ReviewTime:
        """What a form's answers will take."""
        return next(one for one in self.report.expected.forms if one.form == form.form)

    @property
    def slowest(self) -> tuple[FormSums, ...]:
        """The forms whose pages take the machine longest, by the middle page."""
        known = [form for form in self.report.facts.forms if form.sums.seconds.median is not None]
        return tuple(sorted(known, key=lambda form: -(form.sums.seconds.median or 0)))[:3]

    def bar(self, form: FormSums) -> Markup:
        """What of a form's fields people are asked for."""
        sums = form.sums
        told = self.say(
            "report.bar", form=self.title(form.form), asked=self.count(sums.asked), all=self.count(sums.fields)
        )
        return Markup(draw_bar(Bar(told, sums.asked, sums.fields, sums.fields)))

    @property
    def nights_picture(self) -> Markup:
        """This night beside those before it."""
        nights = (self.report.night, *self.report.nights)
        return Markup(draw_columns(nights_chart([point_of(night) for night in nights], self.say)))

    @property
    def hours_picture(self) -> Markup:
        """The night hour by hour."""
        return Markup(draw_columns(hours_chart(self.report, self.say)))
