from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np

from models.reading import Candidate, Reading
from models.template import ImageField, Template
from pipeline.check.check import check_fields
from pipeline.check.values import value_of
from pipeline.paper.answers import Answer
from pipeline.paper.fill import answers_for
from pipeline.paper.hands import invent_hand
from pipeline.paper.people import SAMPLE_MY_NUMBERS
from pipeline.paper.story import invent_story

SHEETS = 12
NOWHERE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def sheets_of(template: Template) -> list[tuple[Answer, ...]]:
    made = []
    for number in range(SHEETS):
        rng = np.random.default_rng((3, number))
        made.append(answers_for(template, invent_story(template, rng), invent_hand(rng), rng))
    return made


def read_without_fault(template: Template, answers: tuple[Answer, ...]) -> list[Reading]:
    texts = {given.field.key: given.text for given in answers}
    said = [(field.key, texts.get(field.key, "")) for field in template.all_fields()]
    return [
        Reading(key, text, 1.0, (Candidate(text, 1.0),) if text else (), 0.1 if text else 0.0, (), "perfect", NOWHERE)
        for key, text in said
    ]


def test_every_value_is_in_normal_form(template: Template) -> None:
    for answers in sheets_of(template):
        for given in answers:
            assert value_of(given.field, given.text).value == given.value, given


def test_the_checks_of_the_form_have_nothing_against_a_made_sheet(template: Template) -> None:
    found: Counter[tuple[str, str]] = Counter()
    for answers in sheets_of(template):
        checked = check_fields(template, read_without_fault(template, answers), dt.date(2026, 11, 22))
        found.update((field.field.key, reason.code.value) for field in checked for reason in field.reasons)
    assert not found


def test_every_readable_field_is_answered_and_no_picture(template: Template) -> None:
    readable = [field.key for field in template.all_fields() if not isinstance(field, ImageField)]
    for answers in sheets_of(template):
        assert [given.field.key for given in answers] == readable


def test_my_numbers_are_the_published_ones(template: Template) -> None:
    for answers in sheets_of(template):
        for given in answers:
            if given.field.type == "my_number":
                assert given.value in {None, *SAMPLE_MY_NUMBERS}


def test_rows_are_written_from_the_top_and_the_rest_stays_blank(template: Template) -> None:
    for rows in template.rows:
        for answers in sheets_of(template):
            written = {
                int(given.field.key.split(".")[1])
                for given in answers
                if given.field.key.startswith(f"{rows.key}.") and not given.is_blank
            }
            assert written == set(range(1, len(written) + 1))


def test_sheets_differ_and_some_optional_fields_are_blank(template: Template) -> None:
    made = sheets_of(template)
    texts = {tuple(given.text for given in answers) for answers in made}
    assert len(texts) == SHEETS
    optional = [given for answers in made for given in answers if not given.field.required]
    assert 0 < sum(given.is_blank for given in optional) < len(optional)
