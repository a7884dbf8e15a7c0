"""The words of the command line: those of problems, reasons and errors, and its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import models
from models.catalogue import Catalogue, Language
from models.errors import MadoguchiError, UsageError
from pipeline.settings import settings


def words() -> Catalogue:
    """The catalogue in the language of the settings; in Japanese where a setting is wrong and that is to be told."""
    try:
        return words_in(settings().language)
    except UsageError:
        return words_in("ja")


def told(error: MadoguchiError) -> str:
    """What a person reads of an error; its plain line follows where the words leave out what it knows."""
    said = words()(f"error.{error.code}", **error.details)
    complete = error.details and all(detail in said for detail in error.details.values())
    return said if complete else f"{said} [{error}]"


@cache
def words_in(language: Language) -> Catalogue:
    """The catalogue in a language that is not that of the settings: a report in a person's own."""
    own, domain = Path(__file__).parent / "messages", Path(models.__file__).parent / "messages"
    return Catalogue(language, domain, own)
