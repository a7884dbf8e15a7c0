"""Everything that each page's template may use, and nothing else."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from api.group_schemas import GroupKindOut
from api.refusals import RefusedOut
from api.schemas import AccountOut, ExportFileOut, QueueEntryOut, TemplateOut
from models.catalogue import Catalogue, Language
from models.clock import JAPAN
from models.habits import NO_CHOICE, Habits, PaperSide, TextSize
from models.record import Look, RecordStatus, Role
from pipeline.check.tidy import TIDY
from pipeline.lexicon.palette import PALETTE
from review_ui.i18n import SCRIPT_WORDS


@dataclass(frozen=True, kw_only=True)
class Page:
    """What every page has: words, the municipality's name, the login's write token (empty before login), habits."""

    template: ClassVar[str]
    styles: ClassVar[tuple[str, ...]] = ("pages", "lists", "asides", "looks")
    words: Catalogue
    municipality: str
    csrf: str = ""
    habits: Habits = NO_CHOICE

    @property
    def script_words(self) -> dict[str, str]:
        """The words that scripts use, by key."""
        return self.words.under(*SCRIPT_WORDS)

    def when(self, moment: datetime) -> str:
        """A moment as the clock at the counter shows it, in the order used in Japan."""
        return moment.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True, kw_only=True)
class LoginPage(Page):
    """Coming in."""

    template: ClassVar[str] = "login.html"


@dataclass(frozen=True, kw_only=True)
class ErrorPage(Page):
    """What went wrong, why, and what now."""

    template: ClassVar[str] = "error.html"
    message: str


@dataclass(frozen=True, kw_only=True)
class AccountPage(Page):
    """A page of somebody who is logged in; ``here`` names it in the navigation."""

    here: ClassVar[str] = ""
    account: AccountOut

    @property
    def places(self) -> tuple[str, ...]:
        """The pages in the navigation that the role may use."""
        group = ("group",) if self.may_review else ()
        supervising = ("supervisor", "exports") if self.account.role.may(Role.SUPERVISOR) else ()
        return ("queue", "counter", *group, "refused", *supervising, "help")

    @property
    def may_review(self) -> bool:
        """Whether the account may take records."""
        return self.account.role.may(Role.REVIEWER)


@dataclass(frozen=True, kw_only=True)
class QueuePage(AccountPage):
    """Records in one state, with the number of records in each."""

    template: ClassVar[str] = "queue.html"
    here: ClassVar[str] = "queue"
    status: RecordStatus
    counts: tuple[tuple[RecordStatus, int], ...]
    entries: tuple[QueueEntryOut, ...]
    next_after: str | None
    is_later: bool = field(metadata={"help": "whether this is not the first stretch"})

    def may_open(self, entry: QueueEntryOut) -> bool:
        """Whether the record leads to the desk: its look is for this account, or a supervisor's to decide."""
        waits = entry.status in (RecordStatus.DRAFT, RecordStatus.IN_REVIEW)
        decides = entry.look is Look.THIRD and self.account.role.may(Role.SUPERVISOR)
        return self.may_review and waits and (decides or not entry.is_barred)


@dataclass(frozen=True, kw_only=True)
class RefusedPage(AccountPage):
    """Sheets that were not read, and the forms that a person may say they are."""

    template: ClassVar[str] = "refused.html"
    here: ClassVar[str] = "refused"
    styles: ClassVar[tuple[str, ...]] = ("desk", "sheet", "refused", "ruling", "sight")
    sheets: tuple[RefusedOut, ...]
    forms: tuple[TemplateOut, ...]

    @property
    def pile(self) -> dict[str, Any]:
        """What the page's script works on."""
        return {
            "sheets": [sheet.model_dump(mode="json") | {"when": self.when(sheet.at)} for sheet in self.sheets],
            "forms": [form.model_dump() for form in self.forms],
        }


@dataclass(frozen=True, kw_only=True)
class GroupsPage(AccountPage):
    """The kinds of answers that can be judged many at a time."""

    template: ClassVar[str] = "groups.html"
    here: ClassVar[str] = "group"
    styles: ClassVar[tuple[str, ...]] = ("pages", "lists", "kinds")
    kinds: tuple[GroupKindOut, ...]


@dataclass(frozen=True, kw_only=True)
class GridPage(AccountPage):
    """The crops of one kind; ``following`` is another of which something waits."""

    template: ClassVar[str] = "grid.html"
    here: ClassVar[str] = "group"
    styles: ClassVar[tuple[str, ...]] = ("desk", "group", "sight")
    kind: GroupKindOut
    following: GroupKindOut | None

    def told(self, seen: str) -> dict[str, Any]:
        """What the page's script works on; ``seen`` is the machine's answer in words."""
        told = self.kind.model_dump(mode="json", include={"kind", "look", "waiting", "options"})
        return told | {"seen": seen}


@dataclass(frozen=True, kw_only=True)
class ExportsPage(AccountPage):
    """Writing reviewed records to a file; ``kinds`` are ``format/encoding`` with the key of their words."""

    template: ClassVar[str] = "exports.html"
    here: ClassVar[str] = "exports"
    kinds: ClassVar[tuple[tuple[str, str], ...]] = (
        ("csv/utf-8-sig", "exports.csv_utf8"),
        ("csv/cp932", "exports.csv_cp932"),
        ("jsonl/utf-8-sig", "exports.jsonl"),
    )
    forms: tuple[TemplateOut, ...]
    reviewed: int
    files: tuple[ExportFileOut, ...]

    @property
    def late(self) -> int:
        """Files that are not written yet."""
        return sum(file.why is not None for file in self.files)


@dataclass(frozen=True, kw_only=True)
class HelpPage(AccountPage):
    """All keys and a few things worth knowing."""

    template: ClassVar[str] = "help.html"
    here: ClassVar[str] = "help"


@dataclass(frozen=True, kw_only=True)
class SettingsPage(AccountPage):
    """How somebody wants the desk: size of the words, side of the paper, language."""

    template: ClassVar[str] = "settings.html"
    here: ClassVar[str] = "settings"
    styles: ClassVar[tuple[str, ...]] = ("pages", "settings")
    sizes: ClassVar[tuple[TextSize, ...]] = tuple(TextSize)
    sides: ClassVar[tuple[PaperSide, ...]] = tuple(PaperSide)
    languages: ClassVar[tuple[tuple[Language, str], ...]] = (("ja", "日本語"), ("en", "English"))


@dataclass(frozen=True, kw_only=True)
class DeskPage(AccountPage):
    """The desk; ``record_id`` is None where the next record is to be taken."""

    writing: ClassVar[dict[str, Any]] = {
        "tidy": {type_: [asdict(exchange) for exchange in exchanges] for type_, exchanges in TIDY.items()},
        "variants": PALETTE,
    }
    """What the desk's inputs go by: the exchanges made when one is left, and the variants of kanji."""

    template: ClassVar[str] = "desk.html"
    styles: ClassVar[tuple[str, ...]] = ("desk", "sheet", "question", "answer", "asides", "looks", "palette", "sight")
    record_id: int | None
    back: str = ""
    """Where the desk goes once the record is done with; to the next record where empty."""
