"""Pages that were decoded a moment ago: the fields of a sheet are asked for one after the other, and many at once."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future
from pathlib import Path
from threading import Lock

import cv2
import numpy as np

from models.errors import StoreFault
from models.scan import Pixels

MOST_PAGES = 4
"""An aligned A4 page takes 12 MB."""


class DecodedPages:
    """The last few pages. Whoever asks for one that is being decoded waits for it and does not do it again."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._lock = Lock()
        self._pages: OrderedDict[Path, Future[Pixels]] = OrderedDict()

    def pixels(self, path: Path) -> Pixels:
        """The page (blue-green-red) in a file that never changes; StoreFault where it is no picture."""
        with self._lock:
            page = self._pages.get(path)
            is_mine = page is None
            if page is None:
                page = self._pages[path] = Future()
            self._pages.move_to_end(path)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
        if is_mine:
            self._decode(path, page)
        return page.result()

    def _decode(self, path: Path, page: Future[Pixels]) -> None:
        try:
            pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
            if pixels is None:
                raise StoreFault("a page image cannot be decoded")
            page.set_result(np.asarray(pixels, dtype=np.uint8))
        except BaseException as error:  # whoever waits is told, too, and the next one tries again
            with self._lock:
                self._pages.pop(path, None)
            page.set_exception(error)
