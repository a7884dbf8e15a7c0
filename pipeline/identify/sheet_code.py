"""The QR code that a sheet may carry: which form, version and page it is, and nothing about the resident.

It is used where it is there and never required: most municipal paper has none, and faxes and folds spoil it.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

import cv2
import numpy as np
import zxingcpp

from models.scan import Pixels
from models.template import Template

_SCHEME = "madoguchi"
_PART_COUNT = 4


@dataclass(frozen=True, slots=True)
class SheetCode:
    """What the code says: ``madoguchi:<form>:<version>:<page>``."""

    form: str
    version: str
    page: int

    def __str__(self) -> str:
        """The text in the code; the version as in a web address: readers guess at what is not ASCII."""
        return f"{_SCHEME}:{self.form}:{quote(self.version, safe='')}:{self.page}"


def code_of(template: Template) -> SheetCode:
    """The code that belongs on a template's sheet."""
    return SheetCode(template.form, template.version, template.page)


def read_code(grey: Pixels) -> SheetCode | None:
    """The sheet's own code on a picture, whichever way up; None where there is none or only other codes."""
    # Made anew each time: the binding complains at exit of objects that are kept in a module.
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    found = zxingcpp.read_barcodes(grey, formats=formats, try_downscale=False, try_invert=False)
    told = {code for code in map(_parsed, (barcode.text for barcode in found)) if code is not None}
    return told.pop() if len(told) == 1 else None  # two sheets in one picture tell nothing


def draw_code(code: SheetCode, module_px: int = 8) -> Pixels:
    """The code in black and white with its quiet zone, ``module_px`` pixels a module (error correction M)."""
    barcode = zxingcpp.create_barcode(str(code), zxingcpp.BarcodeFormat.QRCode, options="EcLevel=M")
    small = np.array(barcode.to_image(scale=1, add_quiet_zones=True))
    return np.asarray(cv2.resize(small, None, fx=module_px, fy=module_px, interpolation=cv2.INTER_NEAREST), np.uint8)


def _parsed(text: str) -> SheetCode | None:
    parts = text.split(":")
    if len(parts) != _PART_COUNT or parts[0] != _SCHEME or not parts[3].isascii() or not parts[3].isdigit():
        return None
    return SheetCode(parts[1], unquote(parts[2]), int(parts[3]))
