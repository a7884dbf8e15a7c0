"""The between-field rules of a form, each as a small pure function from answers to objections."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.reasons import Reason, ReasonCode
from models.rules import (
    AgeBetween,
    BankCode,
    DateOrder,
    EmptyWhen,
    ExactlyOne,
    NotTogether,
    PostalAddress,
    RequiredWhen,
    Rule,
    SameKana,
    When,
)
from pipeline.check.addresses import lies_in
from pipeline.check.ages import age_on
from pipeline.check.answers import Answers
from pipeline.check.banks import bank_of, is_called
from pipeline.check.kana import bank_fold
from pipeline.check.postal import areas_of


@dataclass(frozen=True, slots=True)
class Objection:
    """A reason to show the field called ``field`` to a person."""

    field: str
    reason: Reason


def objections(rules: Sequence[Rule], answers: Answers) -> Iterator[Objection]:
    """What every rule has against the answers: a rule over rows is asked in each written row."""
    for rule in rules:
        group = rule.row_group()
        views = (answers,) if group is None else tuple(map(answers.of_row, answers.written_rows(group)))
        for view in views:
            if rule.when is None or _holds(rule.when, view):
                yield from _broken(rule, view)


def _holds(when: When, answers: Answers) -> bool:
    values = answers[when.field].values
    return (not when.is_ or any(value in when.is_ for value in values)) and not any(v in when.not_ for v in values)


def _broken(rule: Rule, answers: Answers) -> Iterator[Objection]:
    match rule:
        case DateOrder():
            yield from _date_order(rule, answers)
        case ExactlyOne():
            yield from _exactly_one(rule, answers)
        case RequiredWhen():
            yield from _required_when(rule, answers)
        case EmptyWhen():
            yield from _empty_when(rule, answers)
        case NotTogether():
            yield from _not_together(rule, answers)
        case PostalAddress():
            yield from _postal_address(rule, answers)
        case BankCode():
            yield from _bank_code(rule, answers)
        case SameKana():
            yield from _same_kana(rule, answers)
        case AgeBetween():
            yield from _age_between(rule, answers)


def _date_order(rule: DateOrder, answers: Answers) -> Iterator[Objection]:
    earlier, later = answers.day(rule.earlier), answers.day(rule.later)
    if earlier is None or later is None:
        return
    keys = (answers.key(rule.earlier), answers.key(rule.later))
    names = {"earlier": keys[0], "later": keys[1]}
    if earlier > later:
        yield from _to_each(keys, Reason(ReasonCode.DATE_ORDER, names))
    elif rule.max_days is not None and later - earlier > datetime.timedelta(days=rule.max_days):
        yield from _to_each(keys, Reason(ReasonCode.TOO_FAR_APART, {**names, "days": str(rule.max_days)}))


def _exactly_one(rule: ExactlyOne, answers: Answers) -> Iterator[Objection]:
    group = rule.field.split(".*.")[0]
    rows = [answers.of_row(row) for row in answers.written_rows(group)]
    having = [row for row in rows if rule.value in row[rule.field].values]
    if len(having) == 1:
        return
    for row in having or rows:
        key = row.key(rule.field)
        details = {"option": f"{key}={rule.value}", "count": str(len(having))}
        yield Objection(key, Reason(ReasonCode.NOT_EXACTLY_ONE, details))


def _required_when(rule: RequiredWhen, answers: Answers) -> Iterator[Objection]:
    if not answers[rule.field].written:
        yield from _against_choice(ReasonCode.REQUIRED_HERE, rule.field, rule.when, answers)


def _empty_when(rule: EmptyWhen, answers: Answers) -> Iterator[Objection]:
    if answers[rule.field].written:
        yield from _against_choice(ReasonCode.MUST_BE_EMPTY, rule.field, rule.when, answers)


def _not_together(rule: NotTogether, answers: Answers) -> Iterator[Objection]:
    if rule.value in answers[rule.field].values:
        key, other = answers.key(rule.field), answers.key(rule.when.field)
        yield Objection(key, Reason(ReasonCode.NOT_TOGETHER, {"other": other}))
        yield Objection(other, Reason(ReasonCode.NOT_TOGETHER, {"other": key}))


def _postal_address(rule: PostalAddress, answers: Answers) -> Iterator[Objection]:
    code, address = answers.text(rule.postal_code), answers.text(rule.address)
    areas = areas_of(code) if code else ()
    if address is None or not areas or any(lies_in(address, area) for area in areas):
        return
    keys = (answers.key(rule.postal_code), answers.key(rule.address))
    yield from _to_each(keys, Reason(ReasonCode.ADDRESS_MISMATCH, {"area": str(areas[0])}))


def _bank_code(rule: BankCode, answers: Answers) -> Iterator[Objection]:
    code, name = answers.text(rule.code), answers.text(rule.name)
    bank = bank_of(code) if code else None
    if code and bank is None:
        yield Objection(answers.key(rule.code), Reason(ReasonCode.UNKNOWN_BANK))
    if bank is not None and name is not None and not is_called(name, bank):
        keys = (answers.key(rule.code), answers.key(rule.name))
        yield from _to_each(keys, Reason(ReasonCode.BANK_MISMATCH, {"bank": bank}))


def _same_kana(rule: SameKana, answers: Answers) -> Iterator[Objection]:
    a, b = answers.text(rule.a), answers.text(rule.b)
    if a is None or b is None or bank_fold(a) == bank_fold(b):
        return
    for key, other in ((rule.a, rule.b), (rule.b, rule.a)):
        yield Objection(answers.key(key), Reason(ReasonCode.KANA_MISMATCH, {"other": answers.key(other)}))


def _age_between(rule: AgeBetween, answers: Answers) -> Iterator[Objection]:
    birth, on = answers.day(rule.birth), answers.day(rule.on)
    if birth is None or on is None:
        return
    age = age_on(birth, on)
    if not rule.least <= age <= rule.most:
        keys = (answers.key(rule.birth), answers.key(rule.on))
        yield from _to_each(keys, Reason(ReasonCode.AGE_UNLIKELY, {"age": str(age)}))


def _to_each(keys: tuple[str, ...], reason: Reason) -> Iterator[Objection]:
    return (Objection(key, reason) for key in keys)


def _against_choice(code: ReasonCode, field: str, when: When, answers: Answers) -> Iterator[Objection]:
    """The objection to ``field``, and one to the choice it depends on: either of the two may be the slip."""
    key, choice = answers.key(field), answers.key(when.field)
    yield Objection(key, Reason(code, {"other": choice}))
    yield Objection(choice, Reason(ReasonCode.NOT_TOGETHER, {"other": key}))
