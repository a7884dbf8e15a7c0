"""The municipality that this process serves: database, files and workbench, opened once from the settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property

from models.db.migrate import migrate
from models.db.session import Database, make_engine
from models.errors import StoreFault
from pipeline.courtesy import CounterFirst
from pipeline.hands import ONE_HAND, Hands
from pipeline.intake.caps import Caps, caps_of
from pipeline.settings import Settings, settings
from pipeline.store.batches import ensure_municipality
from pipeline.store.image_places import open_images
from pipeline.store.image_store import ImageStore
from pipeline.store.vault import Vault
from pipeline.workbench import Workbench, open_workbench


@dataclass(frozen=True)
class Site:
    """What tasks and commands share; the workbench is loaded when first asked for (templates, weights).

    A process that reads piles has ``courtesy``, and polite ``hands``; one that reads for the counter has two.
    """

    settings: Settings
    database: Database
    vault: Vault
    municipality_id: int
    courtesy: CounterFirst | None = None
    hands: Hands = ONE_HAND

    @property
    def caps(self) -> Caps:
        """How much a scan may be: known without the workbench."""
        return caps_of(self.settings)

    @cached_property
    def workbench(self) -> Workbench:
        """The loaded templates and weights."""
        return open_workbench(self.settings, hands=self.hands)

    def vault_of(self, code: str) -> Vault:
        """The files of the municipality with this code, which this installation serves too."""
        return Vault(images_of(self.settings), code)

    def beside(self, municipality_id: int, code: str) -> Site:
        """The site of a municipality that shares this one's database, for taking its files in."""
        return replace(self, municipality_id=municipality_id, vault=self.vault_of(code))


def images_of(chosen: Settings) -> ImageStore:
    """Where the installation's images are; UsageError where nothing here opens that."""
    url = chosen.image_store.get_secret_value() if chosen.image_store else None
    return open_images(url, chosen.data_dir / "vault", chosen.data_dir / "image-copies", chosen.image_cache_bytes)


def open_site(chosen: Settings) -> Site:
    """Bring the database up to date and find the municipality in it."""
    try:
        chosen.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreFault(f"cannot make {chosen.data_dir}: {error.strerror}") from error
    engine = make_engine(chosen.sqlalchemy_url)
    migrate(engine)
    database = Database(engine)
    with database.write() as session:
        municipality_id = ensure_municipality(session, chosen.municipality, chosen.municipality_name)
    return Site(chosen, database, Vault(images_of(chosen), chosen.municipality), municipality_id)


@cache
def site() -> Site:
    """The site of this process's settings. Tasks ask for it by this name, so that workers can open their own."""
    return open_site(settings())
