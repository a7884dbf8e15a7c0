"""The forms that this installation reads."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import Operator, ServiceDep, Words
from api.schemas import TemplateOut

router = APIRouter(prefix="/templates", tags=["templates"])


@router.get("")
def list_templates(service: ServiceDep, actor: Operator, words: Words) -> list[TemplateOut]:
    """Every form with its version and title."""
    return [
        TemplateOut(form=form, version=version, title=service.form(form, version).title.in_language(words.language))
        for form, version in sorted(service.forms)
    ]
