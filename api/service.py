"""What one running process holds: settings, database, files, templates, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request

from api.counter_news import States, counter_news
from api.decoded import DecodedPages
from api.event_stream import NewsRoom
from api.metrics import Metrics
from api.night_news import Going, night_news
from api.reader import Reader
from api.recent import Recent
from models.catalogue import Catalogue, Language, Titles, titles_of
from models.db.session import Database, make_engine
from models.errors import FormGone
from models.form import Form, FormKey
from pipeline.identify.sheets import load_forms
from pipeline.report.figures import NightBook
from pipeline.settings import Settings
from pipeline.site import Site, images_of
from pipeline.store.troubles import FieldTrouble
from pipeline.store.vault import Vault

TROUBLES_SECONDS = 30
"""How long the fields that are corrected most are told without counting anew: it goes through each answer of months."""

_MESSAGES = (Path(__file__).parents[1] / "models" / "messages", Path(__file__).parent / "messages")


@dataclass(frozen=True, slots=True)
class Service:
    """Everything a route may need; made once by ``create_app``."""

    settings: Settings
    database: Database
    vault: Vault
    forms: Mapping[FormKey, Form]
    catalogues: Mapping[Language, Catalogue]
    titles: Mapping[Language, Titles]
    reader: Reader
    pages: DecodedPages
    troubles: Recent[tuple[FieldTrouble, ...]]
    news: NewsRoom[States]
    progress: NewsRoom[Going]
    nights: NightBook
    metrics: Metrics

    def words(self, language: Language) -> Catalogue:
        """The catalogue of problems, reasons and errors in ``language``."""
        return self.catalogues[language]

    def form(self, form: str, version: str) -> Form:
        """The form that a record was read with; FormGone when its folders were taken away."""
        try:
            return self.forms[form, version]
        except KeyError:
            raise FormGone(form, version) from None

    def close(self) -> None:
        """Let go of the database and of the reader."""
        self.reader.close()
        self.database.close()

    def end_streams(self) -> None:
        """The server stops: let go of whoever listens."""
        self.news.end()
        self.progress.end()

    def site(self, municipality_id: int) -> Site:
        """The same house as intake and reading know it."""
        return Site(self.settings, self.database, self.vault, municipality_id)

    @property
    def incoming(self) -> Path:
        """Where files lie while they are being sent."""
        return self.settings.data_dir / "incoming"

    @property
    def exports(self) -> Path:
        """Where this municipality's export files lie."""
        return self.settings.data_dir / "exports" / self.settings.municipality


def make_service(settings: Settings) -> Service:
    """Open the database (not yet migrated) and read every template; TemplateError for a wrong one."""
    forms = load_forms(settings.templates_dir)
    catalogues: dict[Language, Catalogue] = {"ja": Catalogue("ja", *_MESSAGES), "en": Catalogue("en", *_MESSAGES)}
    database = Database(make_engine(settings.sqlalchemy_url))
    return Service(
        settings=settings,
        database=database,
        vault=Vault(images_of(settings), settings.municipality),
        forms=forms,
        catalogues=catalogues,
        titles={"ja": titles_of(forms.values(), "ja"), "en": titles_of(forms.values(), "en")},
        reader=Reader(settings),
        pages=DecodedPages(),
        troubles=Recent(TROUBLES_SECONDS),
        news=counter_news(database),
        progress=night_news(database),
        nights=NightBook(),
        metrics=Metrics(database),
    )


def service_of(request: Request) -> Service:
    """The service of the process that answers ``request``."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service
