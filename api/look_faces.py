"""How a field's verification is shown. What may be seen of it was decided in the store (``pipeline/store/seen.py``)."""

from __future__ import annotations

from api.record_schemas import CheckOut, WordOut
from pipeline.store.look_views import Check, Said, Words


def check_out(check: Check) -> CheckOut:
    """A field's verification, as far as the asker may see it."""
    return CheckOut(
        verification=check.verification,
        asked=check.asked,
        hidden=check.hidden,
        locked=check.locked,
        words=_between(check.words) if check.words is not None and check.asked else [],
        verified=_word_out(check.verified) if check.verified is not None and not check.asked else None,
    )


def _between(words: Words) -> list[WordOut]:
    return [_word_out(said) for said in (words.first, words.second) if said is not None]


def _word_out(said: Said) -> WordOut:
    return WordOut(by=said.by, at=said.at, kind=said.kind, text=said.text)
