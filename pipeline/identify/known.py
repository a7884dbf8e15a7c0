"""What identification knows of each blank sheet: computed once, kept on disk by the content of the template's files.

Reading five hundred templates anew takes minutes (YAML, decoding, features); from the cache it takes about a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import cv2
import numpy as np
from pydantic import ValidationError

from models.page import BlankSheet
from models.scan import WORKING_SIDE, resized
from models.template import Template
from pipeline.identify.features import OF_BLANK, Features, features_of
from pipeline.identify.kept import keep, kept
from pipeline.identify.sheet_code import read_code
from pipeline.identify.sheets import load_blank, load_template, misfits, template_paths

_FORMAT = b"5"
"""Changed whenever what is kept, here or beside by others, or how it is computed, changes."""

_BLANKS_AT_HAND = 48
"""Blank sheets kept in memory, 4 MB each; the rest are decoded again (15 ms) when a page needs them."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownSheet:
    """A template, its blank's features, and whether the blank bears its own QR code; ``blank`` opens the sheet."""

    template: Template
    features: Features
    bears_code: bool
    blank: Callable[[], BlankSheet]

    @staticmethod
    def of(blank: BlankSheet) -> KnownSheet:
        """Compute what is needed of ``blank``, about 50 ms."""
        small = resized(blank.pixels, WORKING_SIDE / max(blank.pixels.shape))
        return KnownSheet(blank.template, features_of(small, OF_BLANK), read_code(small) is not None, lambda: blank)


def load_known(folder: Path, cache: Path | None = None) -> tuple[KnownSheet, ...]:
    """Every template of ``folder`` with what is known of its blank; what was computed is kept in the folder ``cache``.

    TemplateError where a template or blank is wrong, or pages do not make up their form. A cache that holds rubbish or
    cannot be written costs time, nothing else.
    """
    paths = template_paths(folder)
    known = [_known(path, cache / f"{_content(path)}.npz" if cache else None) for path in paths]
    for error in misfits(dict(zip(paths, (sheet.template for sheet in known), strict=True))):
        raise error
    return tuple(known)


def _known(source: Path, file: Path | None) -> KnownSheet:
    sheet = _kept(file, source) if file else None
    if sheet is None:
        sheet = KnownSheet.of(load_blank(source, load_template(source)))
        if file:
            _keep(sheet, file)
            sheet = _kept(file, source) or sheet  # whose pixels are opened when needed: those of 500 blanks take 2 GB
    return sheet


def _content(path: Path) -> str:
    """The identity of a template: everything in the files beside ``template.yaml``, and how it is computed."""
    digest = hashlib.sha256(_FORMAT)
    for file in sorted(file for file in path.parent.iterdir() if file.is_file() and file.name[0] != "."):
        digest.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _keep(sheet: KnownSheet, file: Path) -> None:
    blank, features = sheet.blank(), sheet.features
    arrays = {
        "template": _bytes(sheet.template.model_dump_json(by_alias=True, exclude_unset=True).encode()),
        "sha256": _bytes(blank.sha256.encode()),
        "bears_code": np.array(sheet.bears_code),
        "points": features.points,
        "angles": features.angles,
        "descriptors": features.descriptors,
        "png": cv2.imencode(".png", blank.pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1],
    }
    keep(file, arrays)


def _kept(file: Path, source: Path) -> KnownSheet | None:
    """The sheet as it was kept; None where nothing usable is there. The blank itself is opened when it is needed."""
    arrays = kept(file, "template", "bears_code", "points", "angles", "descriptors")
    if arrays is None:
        return None
    template, bears_code, *features = arrays
    try:
        told = Template.model_validate_json(template.tobytes())
    except ValidationError:
        return None
    return KnownSheet(told, Features(*features), bool(bears_code), partial(_kept_blank, file, source))


@lru_cache(maxsize=_BLANKS_AT_HAND)
def _kept_blank(file: Path, source: Path) -> BlankSheet:
    arrays = kept(file, "template", "png", "sha256")
    if arrays is None:  # the cache was emptied in the meantime
        return load_blank(source, load_template(source))
    template, png, sha256 = arrays
    pixels = np.asarray(cv2.imdecode(png, cv2.IMREAD_GRAYSCALE), np.uint8)
    return BlankSheet(Template.model_validate_json(template.tobytes()), pixels, sha256.tobytes().decode(), file)


def _bytes(text: bytes) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.frombuffer(text, np.uint8)
