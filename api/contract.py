"""The contract as a file: ``python -m api.contract`` writes ``api/openapi.json`` anew."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from api.app import create_app
from pipeline.settings import Settings

FILE = Path(__file__).with_name("openapi.json")


def contract() -> str:
    """What the doors promise, as stable JSON text."""
    with tempfile.TemporaryDirectory() as folder:  # the promise depends on no database
        app = create_app(Settings(data_dir=Path(folder)))
    return json.dumps(app.openapi(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(contract(), encoding="utf-8")
