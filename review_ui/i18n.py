"""The words of the pages; a missing one is an error in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from models.catalogue import Catalogue, Language

SCRIPT_WORDS = (
    "desk.", "keymap.", "keybar.", "page.", "exports.", "refused.", "group.", "settings.", "sight.", "rescans.",
    "counter.", "status.", "nights.",
)  # fmt: skip
"""Prefixes of the words that scripts use; they are sent along with the page."""


@cache
def page_words(language: Language) -> Catalogue:
    """The catalogue of the pages."""
    return Catalogue(language, Path(__file__).parent / "messages")
