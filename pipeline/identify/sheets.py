"""The paper that is known: template folders read from disk, each with its blank sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import yaml
from pydantic import ValidationError

from models.errors import TemplateError
from models.form import Form, FormKey, forms_of
from models.geometry import PX_PER_MM
from models.page import BlankSheet
from models.problem import Problem
from models.scan import Page
from models.template import Template
from pipeline.intake.open_scan import Caps, decode_pages, open_scan

TEMPLATE_FILE = "template.yaml"

_BLANK_CAPS = Caps(max_file_bytes=50_000_000, max_pages=1, max_page_pixels=160_000_000, pdf_dpi=300)
"""A blank may be an A3 sheet at 600 dpi."""

PALEST_PRINT = 200
"""Grey levels: a sheet without anything darker has nothing to hold on to."""

_ASPECT_TOLERANCE = 0.01


def template_paths(folder: Path) -> list[Path]:
    """Every ``template.yaml`` in ``folder`` itself or one folder below, by name; TemplateError where there is none."""
    paths = sorted({*folder.glob(TEMPLATE_FILE), *folder.glob(f"*/{TEMPLATE_FILE}")})
    if not paths:
        raise TemplateError(folder, "file", f"no {TEMPLATE_FILE} here or in a folder below")
    return paths


def load_template(path: Path) -> Template:
    """Read one ``template.yaml``; TemplateError names the file, the first wrong place in it, and why."""
    found = read_template(path)
    if isinstance(found, Template):
        return found
    raise found[0]


def read_template(path: Path) -> Template | tuple[TemplateError, ...]:
    """One ``template.yaml``, or every wrong place in it; TemplateError where it cannot be read at all."""
    try:
        text = path.read_text(encoding="utf-8")
        data = yaml.load(text, Loader=_Loader)
    except OSError as error:
        raise TemplateError(path, "file", (error.strerror or "cannot be read").lower()) from error
    except UnicodeDecodeError as error:
        raise TemplateError(path, "file", "not UTF-8 text") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        line = min(line, len(text.splitlines()))  # at the end of the file YAML names the line after it
        raise TemplateError(path, f"line {line}", str(error.problem)) from error
    except yaml.YAMLError as error:
        raise TemplateError(path, "file", str(error)) from error
    try:
        return Template.model_validate(data)
    except ValidationError as error:
        return tuple(
            TemplateError(path, _place(data, wrong["loc"]), wrong["msg"].removeprefix("Value error, "))
            for wrong in error.errors()
        )


def load_templates(folder: Path) -> dict[Path, Template]:
    """Every template of ``template_paths``; TemplateError where one is wrong, or pages do not make up their form."""
    templates = {path: load_template(path) for path in template_paths(folder)}
    for error in misfits(templates):
        raise error
    return templates


def load_forms(folder: Path) -> Mapping[FormKey, Form]:
    """Every form with all its pages; TemplateError as ``load_templates`` has it."""
    return forms_of(load_templates(folder).values())


def misfits(templates: Mapping[Path, Template]) -> Iterator[TemplateError]:
    """What stands against templates that are right each by itself: pages missing or twice, keys on two pages."""
    forms: dict[FormKey, dict[Path, Template]] = {}
    for path, template in templates.items():
        forms.setdefault(template.key, {})[path] = template
    for key, pages in forms.items():
        try:
            forms_of(pages.values())
        except ValueError as error:
            last = max(pages, key=lambda path: (pages[path].page, path))
            others = "".join(f"; see {path}" for path in pages if path != last)
            yield TemplateError(last, "page", f"form {key[0]} version {key[1]}: {error}{others}")


def load_blank(path: Path, template: Template) -> BlankSheet:
    """The blank sheet beside the template at ``path``, scaled to ``PX_PER_MM``; TemplateError where it does not fit."""
    if Path(template.blank).name != template.blank:
        raise TemplateError(path, "blank", "the blank lies beside the template: a file name without folders")
    page = _first_page(path, path.with_name(template.blank))
    height, width = page.pixels.shape[:2]
    wanted_width, wanted_height = template.page_mm
    if abs(width / height * wanted_height / wanted_width - 1) > _ASPECT_TOLERANCE:
        told = f"{template.blank} is {width} × {height} px"
        raise TemplateError(path, "page_mm", f"{told}: not the shape of {wanted_width:g} × {wanted_height:g} mm")
    grey = cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY)
    if grey.min() > PALEST_PRINT:
        raise TemplateError(path, "blank", f"{template.blank} shows no print, so no page could be laid over it")
    size = round(wanted_width * PX_PER_MM), round(wanted_height * PX_PER_MM)
    pixels = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    return BlankSheet(template, pixels, page.scan.sha256)


def _first_page(template_path: Path, blank_path: Path) -> Page:
    scan = open_scan(blank_path, _BLANK_CAPS)
    page = scan if isinstance(scan, Problem) else next(iter(decode_pages(scan, _BLANK_CAPS)))
    if isinstance(page, Problem):
        why = ", ".join([page.code.value, *page.details.values()])
        raise TemplateError(template_path, "blank", f"{blank_path.name}: {why}")
    return page


def _place(data: Any, location: tuple[int | str, ...]) -> str:
    """A dotted path that people find in the file: list items by their key or value, pydantic's own steps left out."""
    place = ""
    for step in location:
        if isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
            name = data.get("key", data.get("value", step)) if isinstance(data, dict) else step
            place += f"[{name}]"
        elif isinstance(data, dict) and step in data:
            data = data[step]
            place += f".{step}"
        elif isinstance(data, dict) and step == location[-1]:
            place += f".{step}"
    return place.lstrip(".") or "template"


class _Loader(yaml.CSafeLoader):
    """YAML that refuses a key given twice: the first would be lost in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build a mapping as usual, once its keys are known to differ."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key.value} is there twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)
