"""What one running process holds: settings, database, files, templates, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request

from api.reader import Reader
from models.catalogue import Catalogue, Language, Titles, titles_of
from models.db.session import Database, make_engine
from models.errors import NotFound
from models.template import Template
from pipeline.identify.sheets import load_templates
from pipeline.settings import Settings
from pipeline.store.vault import Vault

_MESSAGES = (Path(__file__).parents[1] / "models" / "messages", Path(__file__).parent / "messages")


@dataclass(frozen=True, slots=True)
class Service:
    """Everything a route may need; made once by ``create_app``."""

    settings: Settings
    database: Database
    vault: Vault
    templates: Mapping[tuple[str, str], Template]
    catalogues: Mapping[Language, Catalogue]
    titles: Mapping[Language, Titles]
    reader: Reader

    def words(self, language: Language) -> Catalogue:
        """The catalogue of problems, reasons and errors in ``language``."""
        return self.catalogues[language]

    def template(self, form: str, version: str) -> Template:
        """The template that a record was read with; NotFound when its folder was taken away."""
        try:
            return self.templates[form, version]
        except KeyError:
            raise NotFound(f"no template {form} {version}", form=form, version=version) from None

    def close(self) -> None:
        """Let go of the database and of the reader."""
        self.reader.close()
        self.database.close()

    @property
    def exports(self) -> Path:
        """Where this municipality's export files lie."""
        return self.settings.data_dir / "exports" / self.settings.municipality


def make_service(settings: Settings) -> Service:
    """Open the database (not yet migrated) and read every template; TemplateError for a wrong one."""
    templates = tuple(load_templates(settings.templates_dir).values())
    catalogues: dict[Language, Catalogue] = {"ja": Catalogue("ja", *_MESSAGES), "en": Catalogue("en", *_MESSAGES)}
    return Service(
        settings=settings,
        database=Database(make_engine(settings.sqlalchemy_url)),
        vault=Vault(settings.data_dir / "vault" / settings.municipality),
        templates={(template.form, template.version): template for template in templates},
        catalogues=catalogues,
        titles={"ja": titles_of(templates, "ja"), "en": titles_of(templates, "en")},
        reader=Reader(settings),
    )


def service_of(request: Request) -> Service:
    """The service of the process that answers ``request``."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service
