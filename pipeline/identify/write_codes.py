"""The QR codes of templates as picture files, to be placed on the sheets before they are printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from PIL import Image

from models.errors import StoreFault
from models.template import Template
from pipeline.identify.sheet_code import code_of, draw_code

CODE_DPI = 300
"""Written into the files, so that they come out in their size wherever they are placed."""

MODULE_PX = 6
"""0.5 mm at ``CODE_DPI``: survives a scan at 200 dpi and a fax."""


def write_codes(templates: Iterable[Template], folder: Path) -> Iterator[Path]:
    """Write each template's code into ``folder``, black and white with its quiet zone, and tell the file.

    StoreFault where the folder does not take it.
    """
    for template in templates:
        path = folder / f"{_name(template)}.png"
        picture = Image.fromarray(draw_code(code_of(template), MODULE_PX)).convert("1")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            picture.save(path, dpi=(CODE_DPI, CODE_DPI))
        except OSError as error:
            raise StoreFault(f"cannot write {path}: {error.strerror}", path=str(path)) from error
        yield path


def _name(template: Template) -> str:
    """A name that no other template has, and that is one file in every shell and folder."""
    version = re.sub(r"[\x00-\x7f]", lambda sign: quote(sign[0], safe=""), template.version).replace("_", "%5F")
    return f"{template.form}_{version}_p{template.page}"
