"""Every broken template of a folder at once, for whoever writes templates."""

from __future__ import annotations

from pathlib import Path

from models.errors import TemplateError
from models.template import Template
from pipeline.identify.sheets import load_blank, load_template, misfits, template_paths


def check_templates(folder: Path) -> list[TemplateError]:
    """What is wrong with the templates in the sub-folders of ``folder`` (or in ``folder`` itself), the first of each.

    Each error names the file, the place in it and the reason. A folder without any template is an error too.
    """
    try:
        paths = template_paths(folder)
    except TemplateError as error:
        return [error]
    good: dict[Path, Template] = {}
    errors = []
    for path in paths:
        try:
            template = load_template(path)
            load_blank(path, template)
        except TemplateError as error:
            errors.append(error)
        else:
            good[path] = template
    return errors + list(misfits(good))
