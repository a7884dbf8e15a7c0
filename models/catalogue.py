"""Words for people, in Japanese and English, from TOML files with the same keys in each language.

A missing key is an error: silence would put a code in front of a resident's clerk.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from models.form import Form, FormKey
from models.problem import NAMED_FORMS, Problem
from models.reasons import NAMING_DETAILS, Reason
from models.template import ChoiceField, FormField

Language = Literal["ja", "en"]

NO_NAMES: Mapping[str, str] = {}
"""For words about a field whose template is not at hand: keys stand as they are."""

Titles = Mapping[FormKey, str]
"""What people call a form, by its key and version."""

NO_TITLES: Titles = {}
"""For words about forms whose templates are not at hand."""


class Catalogue:
    """The words of one language, looked up by dotted key."""

    def __init__(self, language: Language, *folders: Path) -> None:
        """Read ``<folder>/<language>.toml`` of every folder; later folders add to earlier ones."""
        self.language: Language = language
        self._words: dict[str, str] = {}
        for folder in folders:
            with (folder / f"{language}.toml").open("rb") as file:
                self._words.update(_flat(tomllib.load(file)))

    def __call__(self, key: str, /, **details: str) -> str:
        """The words for ``key`` with ``details`` filled in; KeyError where the key or a detail is missing."""
        return self._words[key].format_map(details)

    def keys(self) -> frozenset[str]:
        """Every key of this language."""
        return frozenset(self._words)

    def under(self, *prefixes: str) -> dict[str, str]:
        """The words whose keys start with any of ``prefixes``, details not filled in: for scripts that fill them."""
        return {key: words for key, words in self._words.items() if key.startswith(prefixes)}

    def problem(self, problem: Problem, titles: Titles = NO_TITLES) -> str:
        """What went wrong, why, and what to do now; ``titles`` turns keys of forms into what people call them.

        A form without a title stands by its key: its template may have been taken away since.
        """
        details = dict(problem.details)
        for form, version in NAMED_FORMS:
            if form in details:
                details[form] = titles.get((details[form], details.get(version, "")), details[form])
        return self(f"problem.{problem.code}", **details)

    def reason(self, reason: Reason, names: Mapping[str, str] = NO_NAMES) -> str:
        """Why a field is shown to a person; ``names`` (of ``names_in``) turns keys of fields and options into labels.

        A key without a name stands as it is: a record may be older than the template in use.
        """
        details = {
            name: names.get(detail, detail) if name in NAMING_DETAILS else detail
            for name, detail in reason.details.items()
        }
        return self(f"reason.{reason.code}", **details)


def names_in(fields: Iterable[FormField], language: Language) -> Mapping[str, str]:
    """The label of every field by its key, and of every option by ``key=value``."""
    names: dict[str, str] = {}
    for field in fields:
        names[field.key] = field.label.in_language(language)
        if isinstance(field, ChoiceField):
            for option in field.options:
                names[f"{field.key}={option.value}"] = option.label.in_language(language)
    return names


def titles_of(forms: Iterable[Form], language: Language) -> Titles:
    """The title of every form."""
    return {form.key: form.title.in_language(language) for form in forms}


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    words: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            words.update(_flat(value, f"{prefix}{key}."))
        else:
            words[prefix + key] = str(value)
    return words
