"""From the store's counts to what supervisors see: titles and labels for keys."""

from __future__ import annotations

from collections.abc import Sequence

from api.service import Service
from api.supervision import (
    DayOut,
    FieldTroubleOut,
    HoldOut,
    OldestOut,
    PaceOut,
    PersonOut,
    RescanOut,
    TroubleReasonOut,
    WaitingOut,
)
from models.catalogue import Language
from pipeline.store.done import DayDone
from pipeline.store.pace import DayPace, Pace, seconds_left
from pipeline.store.people import Person
from pipeline.store.rescans import Rescan
from pipeline.store.troubles import FieldTrouble
from pipeline.store.waiting import OldestRecord, Waiting


def day_out(done: DayDone, pace: DayPace) -> DayOut:
    """What was done on a day, and how fast."""
    return DayOut(
        day=done.day,
        by_people=done.by_people,
        by_machine=done.by_machine,
        set_aside=done.set_aside,
        answers=pace.answers,
        seconds=pace.seconds,
    )


class Names:
    """Forms and fields by what people call them; counts are of a form whatever its version, so its newest names it."""

    def __init__(self, service: Service, language: Language) -> None:
        """Of the forms that are registered now."""
        newest = {key[0]: form for key, form in sorted(service.forms.items())}
        self._titles = {key: form.title.in_language(language) for key, form in newest.items()}
        self._labels = {
            (key, field.key): field.label.in_language(language)
            for key, form in newest.items()
            for field in form.all_fields()
        }

    def title(self, form: str) -> str:
        """The form's title, or its key where the template was taken away."""
        return self._titles.get(form, form)

    def waiting(self, one: Waiting) -> WaitingOut:
        """What waits, under its title."""
        return WaitingOut(
            municipality=one.municipality,
            form=one.form,
            title=self.title(one.form),
            lane=one.lane,
            age=one.age,
            records=one.records,
            oldest=one.oldest,
        )

    def oldest(self, one: OldestRecord) -> OldestOut:
        """The record that has waited longest."""
        return OldestOut(
            record_id=one.record_id, title=self.title(one.form), lane=one.lane, received_at=one.received_at
        )

    def paces(self, waits: Sequence[Waiting], paces: Sequence[Pace]) -> list[PaceOut]:
        """Every form that waits or was measured."""
        left, known = seconds_left(waits, paces), {pace.form: pace for pace in paces}
        return [self._pace(form, known.get(form), left.get(form)) for form in sorted({*left, *known})]

    def _pace(self, form: str, pace: Pace | None, left: float | None) -> PaceOut:
        return PaceOut(
            form=form,
            title=self.title(form),
            records=pace.records if pace else 0,
            seconds_a_record=pace.seconds_a_record if pace else None,
            keystrokes_a_record=pace.keystrokes / pace.records if pace else None,
            seconds_left=left,
        )

    def person(self, one: Person) -> PersonOut:
        """Somebody at work, with what they hold."""
        return PersonOut(
            name=one.name,
            holds=[
                HoldOut(record_id=hold.record_id, title=self.title(hold.form), since=hold.since) for hold in one.holds
            ],
            records=one.today.records,
            fields=one.today.fields,
            median_seconds=one.today.median_seconds,
            keystrokes=one.today.keystrokes,
            last_answer=one.today.last_answer,
        )

    def rescan(self, one: Rescan) -> RescanOut:
        """A sheet that is to come again."""
        return RescanOut(
            page_id=one.page_id,
            file_id=one.file_id,
            batch=one.batch,
            file_name=one.file_name,
            page_number=one.page_number,
            code=one.code,
            title=self.title(one.form) if one.form else None,
            asked_by=one.asked_by,
            asked_at=one.asked_at,
            came=one.came,
        )

    def trouble(self, one: FieldTrouble) -> FieldTroubleOut:
        """A field under its label."""
        return FieldTroubleOut(
            municipality=one.municipality,
            form=one.form,
            title=self.title(one.form),
            field=one.field,
            label=self._labels.get((one.form, one.field), one.field),
            shown=one.shown,
            corrected=one.corrected,
            share=one.share,
            seconds=one.seconds,
            changes=dict(one.changes),
            kinds=dict(one.kinds),
            reasons=[TroubleReasonOut(code=code, fields=fields) for code, fields in one.reasons],
        )
