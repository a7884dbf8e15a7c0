"""The drill: real sheets are read, the machine is lost, and an installation of another kind goes on from the backup."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.db.tables import RecordRow
from models.record import RecordStatus
from pipeline.digitise import take_in
from pipeline.export.export import export_records
from pipeline.export.order import ExportFormat, ExportOrder
from pipeline.settings import Settings
from pipeline.store.image_cache import ImageCache
from pipeline.workbench import Workbench, open_workbench
from tests.pipeline.command_line import SAMPLES
from tests.pipeline.safekeeping.house import NOW, House
from tests.pipeline.store.moody_store import moody_store
from tests.pipeline.turns import read_waiting

SHEETS = [SAMPLES / "resident_transfer_scan.jpg", SAMPLES / "two_forms.pdf", SAMPLES / "bad" / "encrypted.pdf"]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return open_workbench(Settings(data_dir=tmp_path_factory.mktemp("bench")))


def reads(house: House, bench: Workbench) -> None:
    """Take the sheets in, read them, and let every record stand as it was read."""
    house.opens()
    vars(house.site)["workbench"] = bench
    take_in(SHEETS, "night", house.site)
    read_waiting(house.site)
    with house.database.write() as session:
        session.execute(update(RecordRow).values(status=RecordStatus.REVIEWED))


def exported(house: House) -> dict[str, bytes]:
    """Every form, in both formats."""
    with house.database.read() as session:
        forms = sorted(set(session.scalars(select(RecordRow.form))))
        ids = {form: tuple(session.scalars(select(RecordRow.id).filter_by(form=form))) for form in forms}
    told = {}
    for form in forms:
        for kind in ExportFormat:
            out = house.folder / f"{form}.{kind}"
            key = f"drill-{form}-{kind}"
            order = ExportOrder(house.person().municipality_id, key, form, kind, record_ids=ids[form])
            export_records(house.database, order, out, NOW, is_ours=True)
            told[out.name] = out.read_bytes()
    return told


@pytest.mark.postgres
def test_from_sqlite_to_postgresql_and_back(postgres_url: str, tmp_path: Path, bench: Workbench) -> None:
    first = House(tmp_path / "first")
    reads(first, bench)
    first.backs_up(tmp_path / "backup")
    truth = exported(first)
    assert len(truth) >= 4 and all(len(content) > 300 for content in truth.values())
    images = {path.name: path.read_bytes() for path in first.files()}
    first.close()
    shutil.rmtree(tmp_path / "first")

    second = House(tmp_path / "second", postgres_url)
    second.comes_back(tmp_path / "backup")
    assert second.looks().exit_code == 0
    assert exported(second) == truth
    assert {path.name: path.read_bytes() for path in second.files()} == images

    second.backs_up(tmp_path / "backup")
    second.close()
    shutil.rmtree(tmp_path / "second")
    with moody_store(ImageCache(tmp_path / "unused", 1)) as store:
        third = House(tmp_path / "third", store=store._url)
        third.comes_back(tmp_path / "backup")
        assert third.looks().exit_code == 0
        assert exported(third) == truth
        assert {Path(entry.name).name: 0 for entry in store.entries()} == dict.fromkeys(images, 0)
        assert not (third.folder / "vault").exists()
        third.close()
