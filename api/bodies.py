"""What goes in through the doors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from models.catalogue import Language
from models.db.states import CorrectionKind, RulingKind, SkipReason
from models.habits import PaperSide, TextSize
from models.labels import Key
from pipeline.check.text import UNSEEN
from pipeline.export.order import ExportEncoding, ExportFormat


class In(BaseModel):
    """Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


FormKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
RequestKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]
NoControls = StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$")
Seen = AfterValidator(UNSEEN)
"""Marks of writing direction and the like are dropped: whoever reads the history must see what is there."""


def _says_something(words: str) -> str:
    if not words.strip():
        raise ValueError("says nothing")
    return words


Words = Annotated[
    str,
    Field(pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$", max_length=500),
    Seen,
    AfterValidator(_says_something),
]
"""One line that says something."""


class LoginIn(In):
    """A name and a password."""

    username: Annotated[str, NoControls, Field(min_length=1, max_length=64)]
    password: Annotated[str, NoControls, Field(min_length=1, max_length=256)]


class SettingsIn(In):
    """How the desk is to be shown from now on; what is absent stays as it is."""

    language: Language | None = None
    text_size: TextSize | None = None
    paper_side: PaperSide | None = None


class NextIn(In):
    """Which form to take from; any where absent."""

    form: FormKey | None = None


class FieldIn(In):
    """A person's word on a field.

    ``text`` is as written (an option's value for a choice, values joined with commas for several). Only with ``typed``
    and ``candidate`` it is looked at. ``override`` stores a text that breaks the field's format.
    ``undone`` takes one's own last answer back: what stood before it stands again.

    ``seconds`` and ``keystrokes`` tell what the answer cost, for reports: active time since the field was shown, and
    the number of keys pressed.
    """

    kind: CorrectionKind
    text: Annotated[str, NoControls, Field(max_length=500), Seen] = ""
    expected_version: Version
    claim_token: Version
    override: bool = False
    seconds: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] | None = None
    keystrokes: Annotated[int, Field(ge=0, le=10_000)] | None = None


class HoldIn(In):
    """``token`` is that of one's claim."""

    token: Version


class SkipIn(In):
    """Why a record is put aside; ``text`` goes with ``other``. ``key`` names the request, so that it counts once."""

    reason: SkipReason
    text: Annotated[str, NoControls, Field(max_length=200), Seen] = ""
    key: RequestKey


class NoteIn(In):
    """A question about the record, or about its field ``field``; or the answer to the question ``answers``.

    ``key`` names the request, so that it counts once.
    """

    text: Words
    field: Key | None = None
    answers: Annotated[int, Field(ge=1, le=2**53 - 1)] | None = None
    key: RequestKey


class MeantIn(In):
    """A text on its way into a field of a form."""

    form: FormKey
    version: Annotated[str, NoControls, Field(min_length=1, max_length=32)]
    field: Key
    text: Annotated[str, NoControls, Field(max_length=500)]


class ForeseenIn(In):
    """A record that was told ahead, and its mark then."""

    record_id: Annotated[int, Field(ge=1)]
    as_of: Annotated[str, NoControls, Field(min_length=1, max_length=64)]


class TakeIn(NextIn):
    """The next record, which is not told once more where it is the ``foreseen`` one, and as it was foreseen."""

    foreseen: ForeseenIn | None = None


class FinishIn(In):
    """``expected_version`` is the record's; ``take`` asks for the next record in the same breath."""

    expected_version: Version
    take: TakeIn | None = None


class RejectIn(In):
    """Why the sheet is no form of ours."""

    reason: Annotated[str, NoControls, Field(min_length=1, max_length=200)]


class ExportIn(In):
    """What to export. ``key`` names the export: the same key again gives the same file."""

    form: FormKey
    format: ExportFormat = ExportFormat.CSV
    encoding: ExportEncoding = ExportEncoding.UTF8_BOM
    key: RequestKey


class FormRulingIn(In):
    """The page is page 1 of this form."""

    kind: Literal[RulingKind.FORM]
    form: FormKey
    version: Annotated[str, NoControls, Field(min_length=1, max_length=32)]


class PageRulingIn(In):
    """The page is page ``page`` of the form that this record is of."""

    kind: Literal[RulingKind.PAGE]
    record_id: Annotated[int, Field(ge=1, le=2**53 - 1)]
    page: Annotated[int, Field(ge=2, le=99)]


class AttachmentRulingIn(In):
    """The page belongs to this record."""

    kind: Literal[RulingKind.ATTACHMENT]
    record_id: Annotated[int, Field(ge=1, le=2**53 - 1)]


class AsideRulingIn(In):
    """Nothing is to be done with the page or file, or it is to be scanned again and has been; or that is taken back."""

    kind: Literal[RulingKind.DROP, RulingKind.RESCAN, RulingKind.RESCANNED, RulingKind.RESTORE]


RulingIn = Annotated[FormRulingIn | PageRulingIn | AttachmentRulingIn | AsideRulingIn, Field(discriminator="kind")]


class SheetAsideIn(In):
    """Give up what could not be read of a sheet of the counter, or take that back."""

    kind: Literal[RulingKind.DROP, RulingKind.RESTORE]


class HandOverIn(In):
    """What a colleague should know who goes on with a sheet. ``key`` names the request, so that it counts once."""

    text: Words
    key: RequestKey
