"""axe-core over a page: what it finds against WCAG 2.2 AA, in words that lead to the place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

SCRIPT = Path(axe_playwright_python.__file__).with_name("axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def found_by_axe(page: Page) -> list[str]:
    """One line for each element that breaks a rule: rule, element, what to mend. Axe must have looked at something."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(SCRIPT.read_text(encoding="utf-8"))  # past the page's policy, which lets no script in
    # What a rule passes is named with one element: to name all takes three times as long as to look at all.
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    result: dict[str, Any] = page.evaluate(f"axe.run(document, {json.dumps(options)})")
    assert len(result["passes"]) > 10, f"axe looked at nothing on {page.url}"
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
