"""Writes the printed form templates: ``template.yaml``, ``blank.pdf`` and ``blank.png`` of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from pdf2image import convert_from_bytes
from pdf2image.exceptions import PDFInfoNotInstalledError
from PIL import Image

from models.errors import MissingPackage
from models.template import Template
from pipeline.paper.designs import DESIGNS
from pipeline.paper.sheet import Design, Sheet
from pipeline.settings import PROJECT_ROOT

BLANK_DPI = 300

_GREYS = 16
"""Levels of grey kept in ``blank.png``: enough for print, and a third of the bytes of 256."""


def draw_all(folder: Path, forms: Sequence[str] | None = None) -> None:
    """Draw ``forms`` (all where None) into a folder each; MissingPackage without fonts or poppler."""
    for design in DESIGNS:
        if forms is None or design.form in forms:
            template, pdf = draw(design)
            target = folder / design.folder
            target.mkdir(parents=True, exist_ok=True)
            (target / "template.yaml").write_text(to_yaml(template), encoding="utf-8")
            (target / "blank.pdf").write_bytes(pdf)
            _rendered(pdf).save(target / "blank.png", optimize=True, bits=4, dpi=(BLANK_DPI, BLANK_DPI))


def draw(design: Design) -> tuple[Template, bytes]:
    """The template of a design, and the PDF of its blank."""
    sheet = Sheet(f"{design.title.ja} {design.version}")
    design.draw(sheet)
    return sheet.template(design), sheet.pdf()


def to_yaml(template: Template) -> str:
    """``template`` as people read and edit it: stable order, one line a label, option or box."""
    plain = template.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return yaml.dump(_styled(plain), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=160)


def _rendered(pdf: bytes) -> Image.Image:
    """The PDF's page as a grey picture of ``BLANK_DPI``, in a palette of ``_GREYS``."""
    try:
        page = convert_from_bytes(pdf, dpi=BLANK_DPI, grayscale=True)[0]
    except PDFInfoNotInstalledError as error:
        raise MissingPackage("poppler-utils") from error
    step = 255 // (_GREYS - 1)
    levels = ((np.asarray(page, dtype=np.uint16) + step // 2) // step).astype(np.uint8)
    picture = Image.fromarray(levels, mode="P")
    picture.putpalette([level * step for level in range(_GREYS) for _ in "rgb"])
    return picture


class _OneLine(dict[str, Any]):
    """A mapping that YAML shows on one line."""


class _Dumper(yaml.SafeDumper):
    """YAML with lists of scalars and small mappings on one line, and list items set in."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _styled(node: Any) -> Any:
    """``node`` with every mapping that belongs on one line marked: labels, options, parts, conditions."""
    if isinstance(node, list):
        return [_styled(item) for item in node]
    if not isinstance(node, dict):
        return node
    styled = {key: _styled(value) for key, value in node.items()}
    small = "key" not in node and ("ja" in node or "box_mm" in node or ("field" in node and "kind" not in node))
    return _OneLine(styled) if small else styled


def _one_line_mapping(dumper: _Dumper, node: _OneLine) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", node, flow_style=True)


def _list(dumper: _Dumper, node: list[Any]) -> yaml.Node:
    return dumper.represent_sequence(
        "tag:yaml.org,2002:seq", node, flow_style=not any(isinstance(item, dict | list) for item in node)
    )


_Dumper.add_representer(_OneLine, _one_line_mapping)
_Dumper.add_representer(list, _list)


if __name__ == "__main__":
    draw_all(PROJECT_ROOT / "form_templates")
