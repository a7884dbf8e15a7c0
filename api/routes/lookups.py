"""What a text means, asked while it is being typed. Nothing is stored."""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import APIRouter, Path

from api.bodies import MeantIn
from api.deps import Operator, ServiceDep, Words
from api.record_schemas import AreaOut, MeantOut, ReasonOut
from api.routes.fields import field_of
from models.catalogue import names_in
from models.reading import FieldValue
from models.template import DateField, FormField
from pipeline.check.dates import era_date
from pipeline.check.postal import areas_of
from pipeline.check.values import value_of

router = APIRouter(tags=["lookups"])

PostalCode = Annotated[str, Path(pattern=r"^[0-9]{7}$", description="seven digits")]


@router.get("/postal/{code}")
def postal_areas(code: PostalCode, actor: Operator) -> list[AreaOut]:
    """The places that a postal code stands for; none where Japan Post does not list it."""
    return [AreaOut(prefecture=area.prefecture, city=area.city, town=area.town) for area in areas_of(code)]


@router.post("/meaning")
def meaning(body: MeantIn, service: ServiceDep, actor: Operator, words: Words) -> MeantOut:
    """What ``text`` means in a field. A POST although nothing is stored: answers have no place in addresses."""
    form = service.form(body.form, body.version)
    field = field_of(form, body.field)
    normal = value_of(field, body.text)
    names = names_in(form.all_fields(), words.language)
    return MeantOut(
        value=list(normal.value) if isinstance(normal.value, tuple) else normal.value,
        japanese=_japanese(field, normal.value),
        reasons=[ReasonOut(code=reason.code, words=words.reason(reason, names)) for reason in normal.reasons],
    )


def _japanese(field: FormField, value: FieldValue) -> str | None:
    if not isinstance(field, DateField) or not isinstance(value, str):
        return None
    return era_date(datetime.date.fromisoformat(value))
