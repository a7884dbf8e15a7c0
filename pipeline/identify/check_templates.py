"""Every broken template of a folder at once, for whoever writes templates."""

from __future__ import annotations

from pathlib import Path

from models.errors import TemplateError
from models.template import Template
from pipeline.identify.sheets import load_blank, misfits, read_template, template_paths


def check_templates(folder: Path) -> list[TemplateError]:
    """What is wrong with the templates in the sub-folders of ``folder`` (or in ``folder`` itself).

    Each error names the file, the place in it and the reason. A folder without any template is an error too.
    """
    try:
        paths = template_paths(folder)
    except TemplateError as error:
        return [error]
    good: dict[Path, Template] = {}
    errors: list[TemplateError] = []
    for path in paths:
        try:
            found = read_template(path)
            if isinstance(found, Template):
                load_blank(path, found)
                good[path] = found
            else:
                errors += found
        except TemplateError as error:
            errors.append(error)
    return errors + list(misfits(good))
