"""``madoguchi calibrate`` as a person meets it."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.decide.calibration import FILE_NAME, load_calibration
from tests.pipeline.command_line import SAMPLES, madoguchi


def test_without_a_truth_there_is_nothing_to_fit(tmp_path: Path) -> None:
    done = madoguchi(tmp_path, "calibrate")
    assert done.returncode == 2
    assert "no reviewed records" in done.stderr and "Traceback" not in done.stderr


def test_a_folder_with_its_truth_is_fitted_shown_and_used_only_when_asked(tmp_path: Path, ready_house: Path) -> None:
    scans, own = tmp_path / "scans", ready_house / FILE_NAME
    scans.mkdir()
    name = "residence_certificate_request_scan"
    for suffix in (".tif", ".truth.json"):
        (scans / f"{name}{suffix}").write_bytes((SAMPLES / f"{name}{suffix}").read_bytes())
    shown = madoguchi(ready_house, "calibrate", "--truth", scans, MADOGUCHI_WORKERS="1")
    assert shown.returncode == 0, shown.stderr
    assert (
        "as before, of too few values: account_number, address, blank" in shown.stdout
        and "Nothing was changed" in shown.stdout
    )
    assert not own.exists()

    strict = madoguchi(ready_house, "calibrate", "--truth", scans, "--target", "0.0001", MADOGUCHI_WORKERS="1")
    assert "too little evidence" in strict.stdout and "as before" not in strict.stdout

    written = madoguchi(
        ready_house, "calibrate", "--truth", scans, "--write", "--target", "0.01", MADOGUCHI_WORKERS="1"
    )
    assert written.returncode == 0 and str(own) in written.stdout
    fitted = load_calibration(own)
    assert fitted.target_error == 0.01 and "scans in scans" in fitted.provenance
    shipped = load_calibration()
    assert fitted.models["blank"] == shipped.models["blank"] and fitted.models["blank"].accept_at is not None

    read = madoguchi(ready_house, "read", scans / f"{name}.tif", "--json")
    fields = json.loads(read.stdout)["fields"].values()
    assert {field["decision"] for field in fields} == {"accept", "review"}

    assert madoguchi(ready_house, "calibrate", "--forget").returncode == 0
    assert not own.exists()
