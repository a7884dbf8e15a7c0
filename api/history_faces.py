"""From a record's life in the store to what somebody may see of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from api.faces import form_title
from api.history_schemas import (
    AnsweredOut,
    ClosedOut,
    DecidedOut,
    EventOut,
    HandedInOut,
    HistoryOut,
    LeftOut,
    NotedOut,
    PageReadOut,
    PageRuledOut,
    PutAsideOut,
    SentFieldOut,
    TakenOut,
)
from api.record_schemas import ReasonOut
from api.service import Service
from models.catalogue import Catalogue, names_in
from models.record import WAITING, Role
from models.template import Sensitivity
from pipeline.store.events import (
    Answered,
    Closed,
    Decided,
    Event,
    Exported,
    HandedIn,
    Noted,
    PageRead,
    PageRuled,
    PutAside,
    Taken,
)
from pipeline.store.history import History
from pipeline.store.views import Actor


def values_are_shown(actor: Actor, history: History) -> bool:
    """Whether answers are told with their texts: to supervisors always, to others once the record is past review.

    Until then whoever still has to find an answer by themselves must not read a colleague's here. A field that is keyed
    unseen now is told to nobody.
    """
    return actor.role.may(Role.SUPERVISOR) or history.status not in WAITING


def history_out(history: History, actor: Actor, service: Service, words: Catalogue) -> HistoryOut:
    """The record's life for this account."""
    form = service.forms.get((history.form, history.template_version))
    names = names_in(form.all_fields(), words.language) if form is not None else {}
    shown = values_are_shown(actor, history)
    teller = _Teller(words, names, shown, measures=actor.role.may(Role.SUPERVISOR))
    return HistoryOut(
        record_id=history.record_id,
        form=history.form,
        title=form_title(service, history.form, history.template_version, words),
        template_version=history.template_version,
        status=history.status,
        received_at=history.received_at,
        values_shown=shown,
        events=[teller.event(event) for event in history.events],
    )


@dataclass(frozen=True, slots=True)
class _Teller:
    """Words and names to tell events with; ``names`` are labels by field, and by ``field=value`` of options."""

    words: Catalogue
    names: Mapping[str, str]
    values: bool
    measures: bool

    def event(self, event: Event) -> EventOut:
        match event:
            case Decided():
                return self._decided(event)
            case Answered():
                return self._answered(event)
            case PageRuled():
                return PageRuledOut(at=event.at, by=event.by, ruling=event.kind, page_number=event.page_number)
            case Noted():
                label = self._label(event.field) if event.field else None
                return NotedOut(at=event.at, by=event.by, label=label, is_answer=event.is_answer, text=event.text)
            case _:
                return _AS_THEY_ARE[type(event)](**asdict(event))

    def _label(self, field: str) -> str:
        return self.names.get(field, field)

    def _decided(self, event: Decided) -> DecidedOut:
        sent = [
            SentFieldOut(
                field=field,
                label=self._label(field),
                reasons=[ReasonOut(code=one.code, words=self.words.reason(one, self.names)) for one in reasons],
            )
            for field, reasons in event.sent.items()
        ]
        return DecidedOut(at=event.at, accepted=event.accepted, sent=sent)

    def _answered(self, event: Answered) -> AnsweredOut:
        told = self.values and not event.unseen and event.sensitivity is not Sensitivity.MY_NUMBER
        return AnsweredOut(
            at=event.at,
            by=event.by,
            field=event.field,
            label=self._label(event.field),
            answer=event.kind,
            look=event.look,
            before=self._text(event.field, event.before) if told else None,
            after=self._text(event.field, event.after) if told else None,
            seconds=event.seconds if self.measures else None,
            keystrokes=event.keystrokes if self.measures else None,
        )

    def _text(self, field: str, text: str) -> str:
        """As written; the options of a choice by their labels."""
        parts = [self.names.get(f"{field}={part}") for part in text.split(",")]
        return "、".join(part for part in parts if part) if parts and all(parts) else text


_AS_THEY_ARE: Mapping[type[Event], Callable[..., EventOut]] = {
    HandedIn: HandedInOut,
    PageRead: PageReadOut,
    Taken: TakenOut,
    PutAside: PutAsideOut,
    Closed: ClosedOut,
    Exported: LeftOut,
}
