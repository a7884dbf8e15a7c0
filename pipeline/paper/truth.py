"""What a made sheet says, written beside it as ``<name>.truth.json``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.scan import Matrix
from models.template import Template
from pipeline.paper.answers import Answer
from pipeline.paper.degrade import Level


@dataclass(frozen=True, slots=True, eq=False)
class PageTruth:
    """One page of a made scan: its form, how it came in, where it lies, and every readable field's answer."""

    template: Template
    level: Level
    to_page: Matrix
    answers: tuple[Answer, ...]


def write_truth(scan: Path, pages: Sequence[PageTruth]) -> Path:
    """Write the truth of the scan's pages, in their order, beside it."""
    content = {"file": scan.name, "pages": [_page(number, page) for number, page in enumerate(pages, 1)]}
    path = scan.with_suffix(".truth.json")
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _page(number: int, page: PageTruth) -> dict[str, Any]:
    return {
        "page": number,
        "template": page.template.form,
        "version": page.template.version,
        "page_of_form": page.template.page,
        "level": page.level.value,
        "to_page": page.to_page.tolist(),
        "fields": {given.field.key: {"value": given.value, "text": given.text} for given in page.answers},
    }
