"""The pictures of the desk: each is shown, in both languages, and all of them stay small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.pictures import SCENES

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = {"ja": DOCS / "desk.ja.md", "en": DOCS / "desk.md"}
MOST_BYTES = 3_000_000
"""The repository holds every picture that ever was."""


@pytest.mark.parametrize("language", PAGES)
def test_every_picture_is_there_and_shown(language: str) -> None:
    text = PAGES[language].read_text(encoding="utf-8")
    shown = re.findall(rf"!\[[^\]]+\]\(pictures/{language}/([a-z_]+)\.png\)", text)
    taken = {path.stem for path in (DOCS / "pictures" / language).glob("*.png")}
    assert len(shown) == len(set(shown)) == text.count("![")
    assert set(shown) == taken == set(SCENES)


def test_pictures_stay_small() -> None:
    assert sum(path.stat().st_size for path in (DOCS / "pictures").rglob("*.png")) < MOST_BYTES
