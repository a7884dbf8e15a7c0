"""All pages of a form: what they give together, and pages that do not make up one."""

from __future__ import annotations

import pytest

from models.form import Form, forms_of
from models.template import Template
from tests.pipeline.check.sheets import rule, template
from tests.pipeline.gather.stacks import side

FRONT, BACK, NOTES = side("a", attachments=3, keys=2), side("a", 2, keys=1), side("a", 3, optional=True, keys=0)


def test_fields_of_all_pages_come_in_their_order() -> None:
    form = forms_of([NOTES, BACK, FRONT, side("b")])["a", "1"]
    assert form.pages == (FRONT, BACK, NOTES)
    assert [field.key for field in form.all_fields()] == ["p1.f0", "p1.f1", "p2.f0"]
    assert [form.page_of(key) for key in ("p1.f1", "p2.f0")] == [1, 2]
    assert form.field("p2.f0") == BACK.field("p2.f0")
    assert (form.key, form.title, form.attachments) == (("a", "1"), FRONT.title, 3)


def test_addresses_are_tied_to_their_postal_codes() -> None:
    one = rule(kind="postal_address", postal_code="postal", address="address")
    here = rule(kind="postal_address", postal_code="postal", address="members.*.address")
    assert Form((template(one, here),)).postal_fields() == {
        "address": "postal",
        "members.1.address": "postal",
        "members.2.address": "postal",
        "members.3.address": "postal",
    }
    assert Form((FRONT, BACK)).postal_fields() == {}


def test_an_unknown_field_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="gone"):
        Form((FRONT, BACK)).field("gone")


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        ((), "page 1 is not there"),
        ((BACK,), "page 1 is not there"),
        ((FRONT, NOTES), "page 2 is not there"),
        ((FRONT, BACK, BACK), "page 2 is there twice"),
        ((FRONT, FRONT), "page 1 is there twice"),
        ((FRONT, BACK.model_copy(update={"fields": FRONT.fields})), "field p1.f0 is on page 1 and on page 2"),
    ],
)
def test_pages_that_make_no_form_are_named(pages: tuple[Template, ...], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Form(pages)
