"""The words of the command line: those of problems, reasons and errors, and its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import models
from models.catalogue import Catalogue, Language
from pipeline.settings import settings


def words() -> Catalogue:
    """The catalogue in the language of the settings."""
    return _words(settings().language)


@cache
def _words(language: Language) -> Catalogue:
    own, domain = Path(__file__).parent / "messages", Path(models.__file__).parent / "messages"
    return Catalogue(language, domain, own)
