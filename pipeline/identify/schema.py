"""The published JSON Schema of ``template.yaml``, for editors that check a template while it is written."""

from __future__ import annotations

from typing import Any

from models.template import Template


def template_schema() -> dict[str, Any]:
    """The schema, in JSON Schema 2020-12, as it stands in ``form_templates/template.schema.json``.

    Its ``$schema`` and ``$id`` are names only: nothing is fetched from there. It knows every key and type; what binds
    several of them together (boxes on the page, rules on fields that exist) is told by ``madoguchi template check``.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:madoguchi:template",
        **Template.model_json_schema(),
        "title": "Madoguchi form template",
        "description": "One side of one version of a form: its blank sheet, and every field's place in millimetres.",
    }
