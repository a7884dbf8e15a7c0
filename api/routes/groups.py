"""Answers of one kind, judged many at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.deps import Now, Reviewer, ServiceDep, Words
from api.errors import InvalidValue
from api.faces import form_title
from api.group_schemas import (
    GroupAnswerIn,
    GroupAnswersIn,
    GroupFieldOut,
    GroupKindOut,
    GroupPageOut,
    GroupResultOut,
    GroupUndoIn,
    SettledOut,
)
from api.record_schemas import OptionOut
from api.routes.images import MARGIN_MM
from api.service import Service
from models.catalogue import Catalogue, Language
from models.labels import Option
from models.reading import FieldValue
from models.template import ChoiceField, FormField
from pipeline.check.values import value_of
from pipeline.decide.glance import KIND_LENGTH, glance_of
from pipeline.store.group_answers import GroupAnswer, GroupResult, answer_group, undo_group
from pipeline.store.groups import GroupField, GroupKind, Place, fields_of, group_fields, group_kinds
from pipeline.store.word import Effort

router = APIRouter(prefix="/groups", tags=["groups"])

Kind = Annotated[str, Path(pattern=rf"^[0-9a-f]{{{KIND_LENGTH}}}$", description="name of the kind, as the list has it")]
After = Annotated[str | None, Query(pattern=r"^[0-9]{1,15}-[0-9]{1,15}$")]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("")
def list_kinds(service: ServiceDep, actor: Reviewer, words: Words, now: Now) -> list[GroupKindOut]:
    """The kinds of which something waits that nobody else works on, the most frequent first."""
    with service.database.read() as session:
        kinds = group_kinds(session, actor, now, service.forms.keys())
    known = _template_fields([kind.example for kind in kinds], service)
    found = (_kind_out(kind, known, service, words) for kind in kinds)
    return [kind for kind in found if kind is not None]


@router.get("/{kind}")
def list_fields(
    kind: Kind,
    service: ServiceDep,
    actor: Reviewer,
    words: Words,
    now: Now,
    limit: Limit = 80,
    after: After = None,
) -> GroupPageOut:
    """Fields of a kind, those of the oldest sheets first."""
    with service.database.read() as session:
        forms, place = service.forms.keys(), _place(after)
        found = group_fields(session, actor, kind, now, forms, limit=limit + 1, after=place)
    shown = found[:limit]
    more = "-".join(map(str, shown[-1].place)) if len(found) > limit else None
    known = _template_fields(shown, service)
    fields = [_field_out(field, known[field.field_id], service, words) for field in shown if field.field_id in known]
    return GroupPageOut(fields=fields, next_after=more)


@router.post("/answers")
def answer_fields(body: GroupAnswersIn, service: ServiceDep, actor: Reviewer, now: Now) -> GroupResultOut:
    """Settle what still stands as it was shown, and tell what does not. The same again changes nothing."""
    others = [answer.field_id for answer in body.answers if answer.instead is not None]
    with service.database.read() as session:
        fields = _template_fields(fields_of(session, actor, others), service)
    answers = [_answer(answer, fields.get(answer.field_id)) for answer in body.answers]
    with service.database.write() as session:
        result = answer_group(session, actor, answers, now, Effort(body.seconds, body.keystrokes))
    return _result_out(result)


@router.post("/undo")
def undo_answers(body: GroupUndoIn, service: ServiceDep, actor: Reviewer, now: Now) -> GroupResultOut:
    """Take one's own answers back, as far as nothing came after them. The same again changes nothing."""
    versions = {answer.field_id: answer.expected_version for answer in body.answers}
    with service.database.write() as session:
        result = undo_group(session, actor, versions, body.odd, now, Effort(body.seconds, body.keystrokes))
    return _result_out(result)


def _answer(answer: GroupAnswerIn, field: FormField | None) -> GroupAnswer:
    said = answer.instead
    instead = None if said is None else (said, _value(field, said))
    return GroupAnswer(answer.field_id, answer.expected_version, answer.text, instead, answer.odd)


def _value(field: FormField | None, text: str) -> FieldValue:
    """The normal form of an answer that a person gave; what breaks the field's format needs the desk."""
    if field is None or not text:  # without a field: of another municipality, which the store will say
        return None
    normal = value_of(field, text)
    if normal.reasons:
        raise InvalidValue(field.key, normal.reasons)
    return normal.value


def _template_fields(fields: Sequence[GroupField], service: Service) -> Mapping[int, FormField]:
    """What the templates say of the fields, by their numbers; without those that a template has no more."""
    forms = {(field.form, field.template_version) for field in fields}
    known = {(*form, one.key): one for form in forms for one in service.form(*form).all_fields()}
    places = {field.field_id: (field.form, field.template_version, field.key) for field in fields}
    return {field_id: known[place] for field_id, place in places.items() if place in known}


def _place(after: str | None) -> Place | None:
    if after is None:
        return None
    record_id, field_id = map(int, after.split("-"))
    return record_id, field_id


def _kind_out(
    kind: GroupKind, known: Mapping[int, FormField], service: Service, words: Catalogue
) -> GroupKindOut | None:
    example, template = kind.example, known.get(kind.example.field_id)
    glance = None if template is None else glance_of(template, example.text, example.value)
    if template is None or glance is None:  # the template was changed under the same name: the desk will tell
        return None
    return GroupKindOut(
        kind=kind.kind,
        look=glance.look,
        mark=glance.mark,
        options=_options_out(glance.options, words.language),
        chosen=[option.label.in_language(words.language) for option in glance.chosen],
        text=glance.text if not glance.options else "",
        waiting=kind.waiting,
        example=_field_out(example, template, service, words),
    )


def _field_out(field: GroupField, template: FormField, service: Service, words: Catalogue) -> GroupFieldOut:
    crop = field.box_mm.grown(MARGIN_MM)
    options = template.options if isinstance(template, ChoiceField) else ()
    return GroupFieldOut(
        field_id=field.field_id,
        record_id=field.record_id,
        key=field.key,
        label=template.label.in_language(words.language),
        title=form_title(service, field.form, field.template_version, words),
        text=field.text,
        version=field.version,
        options=_options_out(options, words.language),
        crop_mm=(crop.w, crop.h),
    )


def _options_out(options: tuple[Option, ...], language: Language) -> list[OptionOut]:
    return [OptionOut(value=option.value, label=option.label.in_language(language)) for option in options]


def _result_out(result: GroupResult) -> GroupResultOut:
    settled = [SettledOut(field_id=field_id, version=version) for field_id, version in result.settled.items()]
    return GroupResultOut(settled=settled, aside=[*result.aside], held=[*result.held], changed=[*result.changed])
