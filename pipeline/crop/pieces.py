"""Masks and the connected pieces in them, counted where there is ink: a field is mostly paper."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels


def pixels_of_each(labels: NDArray[Any], mask: NDArray[np.bool_], count: int) -> NDArray[np.intp]:
    """How many pixels of each of ``count`` pieces are in ``mask``: few are, and only those are looked at."""
    return np.bincount(labels[mask], minlength=count)


def only(picture: NDArray[Any], mask: NDArray[np.bool_], otherwise: int) -> Pixels:
    """The picture inside ``mask``, one grey elsewhere; ten times as fast as ``np.where``."""
    return np.asarray(cv2.copyTo(picture, mask.view(np.uint8), np.full_like(picture, otherwise)), np.uint8)


def keep(ink: NDArray[np.bool_], labels: NDArray[Any], which: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The part of ``ink`` whose pieces are kept: ``which`` says so of each label."""
    there = np.flatnonzero(ink)
    kept = np.zeros_like(ink)
    kept.ravel()[there] = which[labels.ravel()[there]]
    return kept
