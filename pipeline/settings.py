"""Every setting of the program, typed, from ``MADOGUCHI_*`` environment variables.

``madoguchi settings`` lists them with their present values.
"""

from __future__ import annotations

import difflib
import os
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.errors import UsageError

PROJECT_ROOT = Path(__file__).resolve().parents[1]
"""The folder that holds the packages and ``form_templates``."""

PREFIX = "MADOGUCHI_"
"""Every variable that begins so is a setting of the program; one that it does not know is mistyped."""


class Settings(BaseSettings):
    """What a municipality may set; every unit is in the name or the description."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    data_dir: Path = Field(PROJECT_ROOT / "var", description="originals, page images, weights, the embedded database")
    database_url: SecretStr | None = Field(
        None, description="SQLAlchemy URL of a PostgreSQL database; the embedded SQLite file where unset"
    )
    image_store: SecretStr | None = Field(
        None, description="folder or URL (s3://bucket/prefix) that all machines share; data_dir/vault where unset"
    )
    image_cache_bytes: int = Field(
        5_000_000_000, ge=0, description="copies kept in data_dir of what lies in an image store that is no folder"
    )
    templates_dir: Path = Field(PROJECT_ROOT / "form_templates", description="folder of template folders")
    weights_dir: Path | None = Field(
        None, description="folder with other OCR weights (inference.onnx, inference.yml); PP-OCRv6 small where unset"
    )
    municipality: str = Field("131016", pattern=r"^\d{6}$", description="6-digit code of the municipality served")
    municipality_name: str = Field("見本市", description="its name, shown on the desk")
    language: Literal["ja", "en"] = Field("ja", description="language of the command line and of new accounts")

    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, description="documents read at a time")
    dask: str | None = Field(
        None, description="who reads at night: local or tcp://host:port of a Dask scheduler; threads here where unset"
    )
    turn_seconds: int = Field(
        30, ge=1, le=1800, description="seconds after which scans of a reader that died are read by another"
    )
    night_cron: str = Field("0 22 * * *", description="when the scheduled night begins, as cron says it, in Japan")
    prefect_url: str | None = Field(
        None, description="API of a standing Prefect server, as http://127.0.0.1:4200/api; one for each run where unset"
    )
    prefect_host: str = Field(
        "127.0.0.1",
        description="address the standing Prefect server listens on; whoever reaches it commands the nights",
    )
    counter_readers: int = Field(
        1, ge=1, description="sheets of the counter that the desk's server reads at a time, each by a process of 500 MB"
    )
    spot_check_share: float = Field(
        0.0, ge=0, le=1, description="share of sure values that a person sees all the same, for madoguchi calibrate"
    )
    reader_threads: int = Field(1, ge=1, description="threads of one OCR engine")
    engine: Literal["auto", "onnxruntime", "openvino"] = Field(
        "auto", description="what runs the OCR network; auto is OpenVINO where it agrees with ONNX Runtime"
    )

    max_file_bytes: int = Field(50_000_000, ge=1, description="larger files are refused")
    max_pages: int = Field(200, ge=1, description="files with more pages are refused")
    max_page_pixels: int = Field(
        40_000_000, ge=1, description="larger pages are refused (A4 at 600 dpi has 35 million)"
    )
    pdf_dpi: int = Field(200, ge=100, le=600, description="resolution at which PDF pages are rendered")
    decode_seconds: int = Field(
        60, ge=5, description="seconds that opening a file, or drawing its next pages, may take"
    )

    inbox_dir: Path | None = Field(
        None, description="folder that madoguchi watch looks into, such as a scanner's share"
    )
    inbox_seconds: float = Field(1.0, gt=0, description="seconds between two looks into it")
    inbox_looks: int = Field(3, ge=2, description="looks at which a file must be the same before it is taken")
    inbox_sidecar_minutes: int | None = Field(
        None, ge=1, description="minutes to wait for NAME.json beside each file, which is then refused; unset: no wait"
    )

    host: str = Field("127.0.0.1", description="address the desk listens on")
    port: int = Field(8000, ge=1, le=65535, description="port the desk listens on")
    session_hours: int = Field(10, ge=1, description="hours until a login ends")
    claim_minutes: int = Field(15, ge=1, description="minutes until an idle claim on a record ends")

    metrics_token: SecretStr | None = Field(
        None, min_length=16, description="whoever reads /metrics shows it; where unset only this machine may, see docs"
    )
    log_format: Literal["plain", "json"] = Field(
        "plain", description="of what the program tells of its work: warnings in words, or everything as JSON lines"
    )
    log_file: Path | None = Field(None, description="file to which that is appended; standard error where unset")

    @property
    def sqlalchemy_url(self) -> str:
        """Where the database is: the one set, or the embedded file."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'madoguchi.sqlite3'}"


@cache
def settings() -> Settings:
    """The settings of this process, read once; UsageError names every wrong variable, never what it holds."""
    wrong = _mistyped()
    try:
        read = Settings()
    except ValidationError as error:
        wrong += [f"{PREFIX}{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors()]
    else:
        if not wrong:
            return read
    raise UsageError(f"wrong settings: {'; '.join(wrong)}")


def _mistyped() -> list[str]:
    """Variables that set nothing: whoever mistypes that of the database would fill another one unawares."""
    given = sorted(name.removeprefix(PREFIX) for name in map(str.upper, os.environ) if name.startswith(PREFIX))
    known = [name.upper() for name in Settings.model_fields]
    return [f"{PREFIX}{name}: there is no such setting{_meant(name, known)}" for name in given if name not in known]


def _meant(name: str, known: list[str]) -> str:
    alike = difflib.get_close_matches(name, known, 1)
    return f"; is {PREFIX}{alike[0]} meant?" if alike else ""
