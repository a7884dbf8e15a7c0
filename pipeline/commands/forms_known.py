"""A form that is named on the command line is one that is there: a slip would look like nothing to do."""

from __future__ import annotations

from models.errors import UsageError
from pipeline.identify.sheets import load_forms
from pipeline.settings import settings


def need_known(form: str) -> None:
    """UsageError, naming the forms that there are, where ``form`` is none of them."""
    known = sorted({key for key, _ in load_forms(settings().templates_dir)})
    if form not in known:
        raise UsageError(f"there is no form {form}; the forms are {', '.join(known)}")
