"""Truth files as a person writes them, and as the generator does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.errors import UsageError
from models.reading import FieldValue
from models.template import FormField
from pipeline.evaluate.truth import TruePage, truths_in
from tests.pipeline.check.fields import choice, day, line


def page(**fields: object) -> TruePage:
    return TruePage.model_validate({"template": "move", "fields": fields})


def test_a_person_writes_no_more_than_what_stands_there(tmp_path: Path) -> None:
    pages = [{"template": "move", "fields": {"name": "山田 太郎", "note": None}}]
    (tmp_path / "a.truth.json").write_text(json.dumps({"file": "a.pdf", "pages": pages}), encoding="utf-8")
    (tmp_path / "b.pdf").touch()
    ((scan, (told,)),) = truths_in(tmp_path).items()
    assert scan == tmp_path / "a.pdf"
    assert (told.page, told.page_of_form, told.to_page) == (1, 1, None)
    assert told.value(line("name", "name")) == "山田　太郎"
    assert told.value(line("text", "note")) is None


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        (day(), "令和8年4月1日", "2026-04-01"),
        (day(), {"value": "2026-04-01", "text": "令和8年4月1日"}, "2026-04-01"),
        (line("postal_code"), "〒150-0042", "1500042"),
        (choice("a", "b"), "b", "b"),
        (choice("a", "b", many=True), ["a", "b"], ("a", "b")),
        (choice("a", "b", many=True), [], None),
        (line("text"), "", None),
    ],
)
def test_answers_may_be_written_as_people_write_them(field: FormField, written: object, value: FieldValue) -> None:
    assert page(field=written).value(field) == value


def test_an_answer_that_is_none_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="field: '4月' is no value of type date"):
        page(field="4月").value(day())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "file: Invalid JSON"),
        ('{"file": "a.pdf", "pages": [{"fields": {}}]}', "pages.0.template: Field required"),
        ('{"file": "a.pdf", "pages": [{"template": "move", "fields": {"name": 4}}]}', "pages.0.fields.name.value"),
    ],
)
def test_a_truth_that_cannot_be_understood_says_where(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "a.truth.json").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=rf"a\.truth\.json: {told}"):
        truths_in(tmp_path)
