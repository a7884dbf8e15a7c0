"""Banks by the code that each has among all of Japan's (金融機関コード), from the table that comes with zengin-code."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from models.errors import EnvironmentFault

_SHORT = {"信用金庫": "信金", "信用組合": "信組", "農業協同組合": "農協", "労働金庫": "労金", "漁業協同組合": "漁協"}
_KIND = re.compile(r"^JA|(?:銀行|信金|信組|農協|労金|漁協)$")
"""What kind of bank it is: forms have it printed beside the name, so people leave it out or write it."""


def bank_of(code: str) -> str | None:
    """The name of the bank with this code of four digits, without 銀行; None where no bank has it."""
    return banks().get(code)


def is_called(name: str, bank: str) -> bool:
    """Whether ``name`` as people write it means ``bank``."""
    return _fold(name) == _fold(bank)


@cache
def banks() -> Mapping[str, str]:
    """Every bank's name by its code; EnvironmentFault where the table is missing."""
    spec = find_spec("zengin_code")  # not imported: that would load the 30,000 branches too
    if spec is None or not spec.submodule_search_locations:
        raise EnvironmentFault("zengin-code is not installed", where="zengin_code")
    table = Path(spec.submodule_search_locations[0], "source-data", "data", "banks.json")
    entries = json.loads(table.read_text(encoding="utf-8"))
    return {code: unicodedata.normalize("NFKC", entry["name"]) for code, entry in sorted(entries.items())}


def _fold(name: str) -> str:
    """A key to compare by; never a value."""
    plain = "".join(unicodedata.normalize("NFKC", name).split()).upper()
    for long, short in _SHORT.items():
        plain = plain.replace(long, short)
    return _KIND.sub("", plain)
