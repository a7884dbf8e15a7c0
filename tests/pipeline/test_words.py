"""The words of the command line: the language of the settings, and both catalogues in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.catalogue import Language
from models.errors import Defect, EngineFault, MissingPackage, NotFound, TemplateError
from models.problem import Problem, ProblemCode
from pipeline.settings import settings
from pipeline.words import words

LANGUAGES: dict[Language, str] = {"ja": "読み取ったページ", "en": "pages read"}


def speaking(monkeypatch: pytest.MonkeyPatch, language: Language) -> None:
    monkeypatch.setenv("MADOGUCHI_LANGUAGE", language)
    settings.cache_clear()


def test_japanese_is_spoken_where_nothing_is_set() -> None:
    assert words().language == "ja"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_settings_choose_the_language(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    speaking(monkeypatch, language)
    assert words().language == language
    assert words()("summary.pages_read") == LANGUAGES[language]
    assert words() is words()  # read once


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_the_domain_are_there_too(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    speaking(monkeypatch, language)
    told = words().problem(Problem(ProblemCode.TURNED_PAGE, 1, details={"degrees": "180"}))
    assert "180" in told and told.isascii() == (language == "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_that_a_command_ends_with_is_one_line(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    speaking(monkeypatch, language)
    for error in (
        Defect(ValueError("斎藤 裕二")),
        EngineFault("the engine failed"),
        MissingPackage("poppler-utils"),
        NotFound("no record 3", what="records", id="3"),
        TemplateError(Path("form/template.yaml"), "fields[kana]", "not a field"),
    ):
        told = words()(f"error.{error.code}", **error.details)
        assert told and "\n" not in told and "{" not in told and "斎藤" not in told
