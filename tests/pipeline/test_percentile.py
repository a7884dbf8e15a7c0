"""A percentile is NumPy's own, whatever the numbers and however few."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.percentile import percentile

GREYS = st.binary(min_size=1, max_size=60).map(lambda told: np.frombuffer(told, np.uint8))
DISTANCES = st.lists(st.floats(0, 255, width=32), min_size=1, max_size=40).map(lambda told: np.array(told, np.float32))


@given(GREYS | DISTANCES, st.floats(0, 100))
def test_as_numpy_has_it(values: np.ndarray, share: float) -> None:
    assert percentile(values, share) == pytest.approx(float(np.percentile(values.astype(np.float64), share)), abs=1e-6)


@given(GREYS)
def test_half_way_is_the_median_of_any_shape(values: np.ndarray) -> None:
    assert percentile(values[None], 50) == float(np.median(values))


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(IndexError, match="out of bounds"):
        percentile(np.empty(0), 50)
