"""The town of the doors' tests."""

from __future__ import annotations

from tests.api.conftest import full_house, house

__all__ = ["full_house", "house"]
