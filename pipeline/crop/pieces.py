"""Masks and the connected pieces in them, counted where there is ink: a field is mostly paper."""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels


class Labelled(NamedTuple):
    """The connected pieces (eight neighbours) of a mask, so many ``numbers`` with the paper, which is 0.

    ``labels`` has each pixel's number; of each piece ``stats`` has left, top, width, height and area (OpenCV's
    ``CC_STAT_*``), and ``middles`` its mean x and y.
    """

    numbers: int
    labels: NDArray[np.int32]
    stats: NDArray[np.int32]
    middles: NDArray[np.float64]


def labelled(mask: NDArray[Any]) -> Labelled:
    """The pieces of a mask (0 or 1), by the algorithm that measures them in half the time of OpenCV's default."""
    grana = cv2.connectedComponentsWithStatsWithAlgorithm
    count, labels, stats, middles = grana(mask, 8, cv2.CV_32S, cv2.CCL_GRANA)
    return Labelled(count, np.asarray(labels, np.int32), np.asarray(stats, np.int32), np.asarray(middles, np.float64))


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
