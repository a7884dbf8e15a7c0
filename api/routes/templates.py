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
        TemplateOut(form=form, version=version, title=template.title.in_language(words.language))
        for (form, version), template in sorted(service.templates.items())
    ]
