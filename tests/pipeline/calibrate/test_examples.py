"""Examples that are kept in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.signs import Signs
from pipeline.calibrate.examples import Example, kept_in, read_examples
from pipeline.decide.calibration import SIGNS

EXAMPLES = [
    Example("sheet1", "kana", Signs(**dict.fromkeys(SIGNS, 0.1 + 0.2)), right=True, clear=False),
    Example("sheet2", "blank", Signs(**dict.fromkeys(SIGNS, -1e-17)), right=False, clear=True),
]


def test_examples_come_back_as_they_were(tmp_path: Path) -> None:
    assert list(kept_in(tmp_path / "kept", EXAMPLES)) == EXAMPLES
    assert list(read_examples(tmp_path / "kept")) == EXAMPLES


def test_what_was_found_before_a_failure_is_kept(tmp_path: Path) -> None:
    def failing() -> Iterator[Example]:
        yield EXAMPLES[0]
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        list(kept_in(tmp_path / "kept", failing()))
    assert list(read_examples(tmp_path / "kept")) == EXAMPLES[:1]
