"""Writing a morning report to the data folder, where the morning finds it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from models.catalogue import Language
from models.form import Form
from pipeline.identify.sheets import load_forms
from pipeline.logs import LogEvent, log
from pipeline.report.as_html import Titles, as_html
from pipeline.report.as_json import as_json
from pipeline.report.figures import MorningReport, morning_report
from pipeline.site import Site
from pipeline.store.inbox import municipalities
from pipeline.store.runs import Run, run_of
from pipeline.store.whole import write_whole


def write_report(site: Site, run_id: int) -> Path:
    """Write a run's report over all municipalities, as HTML and as JSON; the HTML file comes back.

    Each file is there whole or not at all; again it is written anew. NotFound for an unknown run, StoreFault where the
    disk is full.
    """
    now = datetime.now(UTC)
    with site.database.read() as session:
        run = run_of(session, run_id, now)
    report = report_at(site, run, now)
    page = site.settings.data_dir / "reports" / f"{file_name_of(run.key)}.html"
    html = as_html(report, titles_at(site), site.settings.language)
    for path, text in ((page.with_suffix(".json"), as_json(report)), (page, html)):
        content = text.encode()
        write_whole(path, lambda file, content=content: file.write(content))  # type: ignore[misc]
    log(LogEvent.REPORT_WRITTEN, run=run_id)
    return page


def report_at(site: Site, run: Run, now: datetime) -> MorningReport:
    """A run's figures over all municipalities."""
    with site.database.read() as session:
        return morning_report(session, run, tuple(municipalities(session).values()), now)


def file_name_of(key: str) -> str:
    """A run's key as a file's name: it leads to no other folder."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", key)


def titles_at(site: Site) -> Titles:
    """What the forms registered here are called."""
    return newest_titles(load_forms(site.settings.templates_dir).values(), site.settings.language)


def newest_titles(forms: Iterable[Form], language: Language) -> Titles:
    """The title of each form by its key, whatever the version: the newest names it."""
    return {form.key[0]: form.title.in_language(language) for form in sorted(forms, key=lambda one: one.key)}
