from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import pipeline.settings
from pipeline.identify.schema import template_schema
from tests.models.test_template import FORM

TEMPLATES = pipeline.settings.PROJECT_ROOT / "form_templates"
SHIPPED = sorted(TEMPLATES.glob("*/template.yaml"))


def test_published_schema_is_the_generated_one() -> None:
    published = (TEMPLATES / "template.schema.json").read_text(encoding="utf-8")
    assert published == json.dumps(template_schema(), ensure_ascii=False, indent=2) + "\n", (
        "run: madoguchi template schema > form_templates/template.schema.json"
    )


def test_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(template_schema())


def errors(form: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(template_schema()).iter_errors(form)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_shipped_templates_follow_the_schema(path: Path) -> None:
    assert errors(yaml.safe_load(path.read_text(encoding="utf-8"))) == []


def test_boxes_may_be_left_out_where_the_parts_have_theirs() -> None:
    assert errors(FORM) == []


@pytest.mark.parametrize("key", ["fields", "form", "colour", "type", "box_mm"])
def test_slips_are_seen(key: str) -> None:
    form = deepcopy(FORM)
    match key:
        case "fields":
            form["fields"] = "none"
        case "form":
            del form["form"]
        case "colour":
            form["fields"][0]["colour"] = "red"
        case "type":
            form["fields"][0]["type"] = "katakana"
        case "box_mm":
            del form["fields"][0]["box_mm"]
    assert errors(form)
