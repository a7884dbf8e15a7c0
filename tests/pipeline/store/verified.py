"""A record of which some fields are verified by a second person, and short ways through its looks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from models.db.session import Database
from models.db.states import CorrectionKind, FieldState
from models.form import forms_of
from models.record import RecordStatus
from models.template import Template
from pipeline.store.claims import release, take_next
from pipeline.store.records import open_record
from pipeline.store.views import Actor, FieldView, RecordView
from tests.pipeline.store import paper
from tests.pipeline.store.paper import NOW, Draft, draft_in, read_page, scan_of, store, town


def verifying(patch: pytest.MonkeyPatch, how: Mapping[str, str]) -> None:
    """The greeting's template with these verifications by field, for the rest of the test."""
    plain: dict[str, Any] = paper.TEMPLATE.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    fields = [{**field, "verification": how.get(field["key"], "none")} for field in plain["fields"]]
    template = Template.model_validate({**plain, "fields": fields})
    patch.setattr(paper, "TEMPLATE", template)
    patch.setattr(paper, "FORMS", forms_of([template]))


def blind_name(patch: pytest.MonkeyPatch, database: Database, folder: Path) -> Draft:
    """A record whose name waits for a person, and is keyed unseen by a second."""
    verifying(patch, {"name": "blind"})
    return draft_in(database, folder)


def sure_record(database: Database, folder: Path, name: str = "斎藤 裕二") -> Draft:
    """A record of which the machine was sure throughout."""
    with database.write() as session:
        here = town(session)
    folder.mkdir(exist_ok=True)
    (record_id,) = store(database, folder, here, read_page(scan_of(folder), ask=(), name=name))
    return Draft(database, here, record_id)


def says(draft: Draft, actor: Actor, text: str, kind: CorrectionKind = CorrectionKind.TYPED) -> FieldView:
    """Take the record, answer its name, and go on holding it."""
    return draft.settle("name", text, kind=kind, actor=actor)


def looks(draft: Draft, actor: Actor, text: str, kind: CorrectionKind = CorrectionKind.TYPED) -> RecordStatus:
    """A whole look: take the record, answer its name, finish."""
    says(draft, actor, text, kind)
    return draft.finish(actor)


def seen(draft: Draft, actor: Actor, key: str = "name") -> FieldView:
    return next(field for field in whole(draft, actor).fields if field.key == key)


def whole(draft: Draft, actor: Actor) -> RecordView:
    with draft.database.read() as session:
        return open_record(session, actor, draft.record_id, NOW)


def offered(draft: Draft, actor: Actor) -> int | None:
    """What is handed to the actor as the next; it is given back at once."""
    with draft.database.write() as session:
        held = take_next(session, actor, NOW, 15)
        if held is not None:
            release(session, actor, held.record_id, NOW)
        return held.record_id if held else None


def is_unseen(field: FieldView) -> bool:
    """Whether nothing is told of what stands in a field."""
    told = (field.value, field.text, field.candidates, field.reasons, field.last_correction, field.check.words)
    return field.check.hidden and not any(told) and field.state is not FieldState.ACCEPTED
