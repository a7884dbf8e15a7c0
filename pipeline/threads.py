"""No library starts threads of its own: as many pages at a time as there are workers beat one page divided."""

from __future__ import annotations

import cv2
from threadpoolctl import threadpool_limits


def one_thread_inside() -> None:
    """Keep OpenCV and the linear algebra under numpy from starting threads of their own, in the whole process."""
    cv2.setNumThreads(1)
    threadpool_limits(limits=1, user_api="blas")
