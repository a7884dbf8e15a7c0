"""Pictures at half their size, as quickly as OpenCV can."""

from __future__ import annotations

import cv2
import numpy as np

from models.scan import Pixels


def halved(picture: Pixels) -> Pixels:
    """The picture at half the size; an odd row or column goes, as whole pairs are averaged five times as fast."""
    height, width = picture.shape[0] // 2, picture.shape[1] // 2
    pairs = picture[: 2 * height, : 2 * width]
    return np.asarray(cv2.resize(pairs, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
