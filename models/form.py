"""All pages of one version of a form: what belongs together, whatever order it is scanned in."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.fields import FormField
from models.labels import Label
from models.rules import PostalAddress
from models.template import Template

FormKey = tuple[str, str]
"""A form's stable key and its version: what a record names its form by."""


@dataclass(frozen=True, slots=True)
class Form:
    """The templates of one form and version, page 1 first.

    ValueError where a page is missing or there twice, or where two pages have a field of one key.
    """

    pages: tuple[Template, ...]

    def __post_init__(self) -> None:
        """Refuse pages that are not 1 to n, and fields that could be taken for each other."""
        numbers = [template.page for template in self.pages]
        if not numbers or numbers != list(range(1, len(numbers) + 1)):
            wrong = next(number for number in itertools.count(1) if numbers.count(number) != 1)
            raise ValueError(f"page {wrong} is {'there twice' if wrong in numbers else 'not there'}")
        seen: dict[str, int] = {}
        for template in self.pages:
            for field in template.all_fields():
                if seen.setdefault(field.key, template.page) != template.page:
                    raise ValueError(f"field {field.key} is on page {seen[field.key]} and on page {template.page}")

    @property
    def key(self) -> FormKey:
        """Form and version."""
        return self.pages[0].key

    @property
    def title(self) -> Label:
        """The form's name, which page 1 has."""
        return self.pages[0].title

    @property
    def attachments(self) -> int:
        """How many pages that are no form at all may be kept with a record."""
        return self.pages[0].attachments

    def all_fields(self) -> tuple[FormField, ...]:
        """Every field of every page in reading order."""
        return tuple(field for template in self.pages for field in template.all_fields())

    def field(self, key: str) -> FormField:
        """The field called ``key``; KeyError where there is none."""
        return self.pages[self.page_of(key) - 1].field(key)

    def postal_fields(self) -> Mapping[str, str]:
        """Of each address that a rule ties to a postal code, rows written out: its key, and the code's."""
        pairs: dict[str, str] = {}
        for template in self.pages:
            for rule in template.rules:
                if isinstance(rule, PostalAddress):
                    for address, code in template.written_out(rule.address, rule.postal_code):
                        pairs.setdefault(address, code)
        return pairs

    def page_of(self, key: str) -> int:
        """The page (from 1) that the field called ``key`` stands on; KeyError where there is none."""
        for template in self.pages:
            if any(field.key == key for field in template.all_fields()):
                return template.page
        raise KeyError(key)


def forms_of(templates: Iterable[Template]) -> Mapping[FormKey, Form]:
    """The forms that the templates make up; ValueError as ``Form`` has it."""
    pages: dict[FormKey, list[Template]] = {}
    for template in templates:
        pages.setdefault(template.key, []).append(template)
    return {key: Form(tuple(sorted(own, key=lambda template: template.page))) for key, own in pages.items()}
