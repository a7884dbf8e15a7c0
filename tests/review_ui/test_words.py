"""Words of the pages: each that is asked for is there, and each that is there is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest

from api.history_schemas import EventOut
from models.catalogue import Language
from models.counter import CounterStage
from models.db.states import CorrectionKind, FieldState, RulingKind, SkipReason
from models.fields import LineType
from models.habits import PaperSide, TextSize
from models.labels import Mark
from models.problem import ProblemCode
from models.reasons import ReasonCode
from models.record import Look, RecordStatus, Role
from models.run import RunOutcome
from pipeline.decide.glance import GlanceAt
from pipeline.store.corrected import Change
from pipeline.store.waiting import Age
from review_ui.contexts import ExportsPage
from review_ui.i18n import SCRIPT_WORDS, page_words
from review_ui.supervisor_contexts import TroublesPage

DESK = Path(__file__).parents[2] / "review_ui"
TEMPLATES = "".join(path.read_text(encoding="utf-8") for path in sorted(DESK.rglob("*.html")))
CONTEXTS = "".join(path.read_text(encoding="utf-8") for path in sorted(DESK.glob("*.py")))
SCRIPTS = "".join(path.read_text(encoding="utf-8") for path in sorted(DESK.rglob("*.js")))

KEYMAP = dict(re.findall(r'\{ id: "(\w+)", .* bar: (true|false) \}', SCRIPTS))

EVENTS = [get_args(one.model_fields["kind"].annotation)[0] for one in get_args(get_args(EventOut)[0])]
"""The kinds of events in a record's life."""

# Words whose key is put together while the page is made or shown: prefix → what may follow.
MADE_UP: dict[str, Sequence[str]] = {
    "nav.": ["queue", "counter", "group", "refused", "supervisor", "exports", "help"],
    "role.": list(Role),
    "status.": list(RecordStatus),
    "help.": [
        "enter",
        "digits",
        "saved",
        "unsent",
        "again",
        "blank",
        "writing",
        "second",
        "desk",
        "counter",
        "refused",
        "group",
    ],
    "refused.kind.": list(ProblemCode),
    "refused.done.": list(RulingKind),
    "group.look.": [look for look in GlanceAt if look is not GlanceAt.MARKS],
    "group.marked.": list(Mark),
    "group.unmarked.": list(Mark),
    "group.told.": ["settled", "aside", "held", "changed", "back"],
    "counter.stage.": [stage for stage in CounterStage if stage is not CounterStage.REFUSED],
    "counter.sending.": ["waiting", "sending", "stuck", "refused"],
    "counter.camera_problem.": ["denied", "none", "insecure", "busy"],
    "counter.column.": ["label", "crop", "value"],
    "counter.group.": ["open", "accepted"],
    "counter.look.": [look for look in Look if look is not Look.FIRST],
    "counter.fix_look.": [look for look in Look if look is not Look.FIRST],
    "settings.text.": list(TextSize),
    "settings.paper.": list(PaperSide),
    "keymap.purpose.": ["seeing", "writing", "going"],
    "sight.": ["dark", "inverted"],
    "desk.state.": [*FieldState, "image", "trouble", "unsent"],
    "desk.skip_reason.": [reason for reason in SkipReason if reason is not SkipReason.OTHER],
    "desk.notice.": ["doubted", "clashed", "kept", "unsaid"],
    "desk.look.": [look for look in Look if look is not Look.FIRST],
    "desk.decided.": list(CorrectionKind),
    "desk.type.": [*get_args(LineType), "date", "choice", "choices", "seal", "signature", "office"],
    "supervisor.age.": list(Age),
    "troubles.": list(TroublesPage.columns),
    "troubles.kind.": list(CorrectionKind),
    "history.kind.": EVENTS,
    "history.ruling.": list(RulingKind),
    "nights.outcome.": ["running", *RunOutcome],
    "keymap.": list(KEYMAP),
    "keybar.": [key for key, in_bar in KEYMAP.items() if in_bar == "true" and key not in ("confirm", "pick")],
}


MADE_IN_PYTHON: dict[str, Sequence[str]] = {
    "troubles.change.": list(Change),
    "troubles.kind.": list(CorrectionKind),
    "troubles.reason.": list(ReasonCode),
}


def made_up() -> set[str]:
    both = chain(MADE_UP.items(), MADE_IN_PYTHON.items())
    return {prefix + end for prefix, ends in both for end in ends} | {key for _, key in ExportsPage.kinds}


def in_templates() -> set[str]:
    return set(re.findall(r"""words\(["']([a-z_.0-9]+)["'][,)]""", TEMPLATES))


def in_python() -> set[str]:
    return set(re.findall(r"""words\(\s*"([a-z_.0-9]+)"[,)]""", CONTEXTS))


def in_scripts() -> set[str]:
    return set(re.findall(r"""\bt\("([a-z_.0-9]+)\"""", SCRIPTS))


def test_the_list_of_made_up_keys_is_complete() -> None:
    """A new prefix in a template or script must be added above."""
    prefixes = chain(re.findall(r'words\("([a-z_.]+\.)" ~', TEMPLATES), re.findall(r"\bt\(`([a-z_.]+\.)\$", SCRIPTS))
    assert set(prefixes) == MADE_UP.keys()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_word_that_is_asked_for_is_there_and_no_other(language: Language) -> None:
    assert page_words(language).keys() == in_templates() | in_python() | in_scripts() | made_up()


def test_scripts_are_sent_the_words_they_use() -> None:
    sent = page_words("ja").under(*SCRIPT_WORDS).keys()
    assert in_scripts() <= sent
    assert {
        key for key in made_up() if key.startswith(("desk.", "keymap.", "keybar.", "refused.", "counter.", "status."))
    } <= sent


def test_every_key_of_the_desk_has_words_in_both_languages() -> None:
    assert {
        "confirm",
        "pick",
        "help",
        "view",
        "original",
        "back",
        "blank",
        "illegible",
        "skip",
        "forms",
        "turn",
    } <= KEYMAP.keys()
    for language in get_args(Language):
        words = page_words(language)
        assert all(words(f"keymap.{key}") for key in KEYMAP)


def test_english_words_are_english() -> None:
    """But for the name of the other language, which stands in that language."""
    words = page_words("en")
    japanese = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    assert [key for key, text in words.under("").items() if japanese.search(text)] == ["nav.language"]
