"""A form of our own, to show that made sheets need nothing but a template and its blank."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.template import Template
from pipeline.identify.sheets import load_template
from pipeline.settings import PROJECT_ROOT

FORMS = PROJECT_ROOT / "form_templates"
FORM_KEYS = ("account_transfer_request", "child_allowance_claim", "residence_certificate_request", "resident_transfer")

LIBRARY_CARD = """
form: library_card
version: "1"
title: {ja: 図書館利用申込書, en: Library card}
page_mm: [148.0, 210.0]
fields:
  - {key: applicant_name, label: {ja: お名前, en: Name}, type: name, box_mm: [20, 20, 80, 12], required: true}
  - {key: applicant_kana, label: {ja: フリガナ, en: Kana}, type: kana, box_mm: [20, 40, 96, 8], cells: 16,
     required: true}
  - {key: postal, label: {ja: 郵便番号, en: Postal code}, type: postal_code, box_mm: [20, 55, 42, 8], cells: 7,
     required: true}
  - {key: address, label: {ja: 住所, en: Address}, type: address, box_mm: [20, 70, 110, 16], lines: 2, required: true}
  - {key: born, label: {ja: 生年月日, en: Birth}, type: date, box_mm: [20, 92, 60, 10], required: true}
  - key: wants
    label: {ja: 希望するサービス, en: Services}
    type: choices
    mark: check
    required: true
    options:
      - {value: books, label: {ja: 本, en: Books}, box_mm: [20, 110, 4, 4]}
      - {value: music, label: {ja: CD, en: Music}, box_mm: [50, 110, 4, 4]}
  - {key: stamp, label: {ja: 印, en: Seal}, type: seal, box_mm: [110, 18, 16, 16], required: true}
rules:
  - {kind: postal_address, postal_code: postal, address: address}
"""


@pytest.fixture(scope="session")
def foreign_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one template that is none of ours, on plain white paper."""
    folder = tmp_path_factory.mktemp("templates")
    (folder / "library_card").mkdir()
    (folder / "library_card" / "template.yaml").write_text(LIBRARY_CARD, encoding="utf-8")
    white = Image.fromarray(np.full((2480, 1748), 255, np.uint8))
    white.save(folder / "library_card" / "blank.png", dpi=(300, 300))
    return folder


@pytest.fixture(scope="session", params=FORM_KEYS)
def template(request: pytest.FixtureRequest) -> Template:
    """Each of our forms in turn."""
    return load_template(FORMS / request.param / "template.yaml")
