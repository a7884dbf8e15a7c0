"""What a clerk knows of an answer before she looks at the ink: candidates are weighed by it.

A date exists, a number has its length and its check digit. A postal code tells which towns an address may lie in, and
the other way round, and a bank's code its name; a person's kana stands on many forms twice, and beside the name, whose
usual readings are known. Nothing is invented: only what a reader held possible changes its rank and its score. Where no
candidate is in order, or no pair agrees, the objection is raised as before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import log10

from models.reading import Candidate, Reading
from models.rules import BankCode, PostalAddress, Rule, SameKana
from models.template import ChoiceField, FormField, Template
from pipeline.check.addresses import lies_in
from pipeline.check.banks import bank_of, is_called
from pipeline.check.kana import bank_fold
from pipeline.check.name_readings import kinship
from pipeline.check.postal import areas_of
from pipeline.check.values import value_of
from pipeline.lexicon.lexicon import Lexicon

OUT_OF_ORDER = 0.1
"""Weight of a candidate to which its field's own checks object: people do write the 31st of April."""

DISAGREEING = 0.02
"""Weight of a pair that does not agree: people do write old codes, and a bank book has another spelling."""

Agree = Callable[[str, str], float]
"""How well two values in normal form belong together: a weight, 1 where nothing is against it."""

Pair = tuple[str, str, Agree]
"""The keys of two fields, and how well their values agree."""


def weigh(template: Template, readings: Sequence[Reading], lexicon: Lexicon | None = None) -> tuple[Reading, ...]:
    """The readings, their candidates ranked by the checks of each field and in the light of fields that must agree.

    With a ``lexicon`` names and their kana weigh each other, too.
    """
    known = {reading.field: _in_order(reading, template.field(reading.field)) for reading in readings}
    ruled = (pair for rule in template.rules for pair in _pairs(rule, template))
    named = _named(template, lexicon)
    pairs = [pair for pair in (*named, *ruled) if all(known[key].candidates for key in pair[:2])]
    for first, second, agree in pairs:
        fields = template.field(first), template.field(second)
        known[first], known[second] = _together((known[first], known[second]), fields, agree)
    said = _agreements(known, template, pairs)
    return tuple(replace(known[reading.field], agreement=said.get(reading.field, 0.0)) for reading in readings)


def _agreements(known: Mapping[str, Reading], template: Template, pairs: Sequence[Pair]) -> Mapping[str, float]:
    """What the other field of each pair says of a field's text, added up; a field that is in no pair is absent.

    One that fully agrees counts 1, one that does not less: the decimal logarithm of its weight is added.
    """
    said: defaultdict[str, float] = defaultdict(float)
    for first, second, agree in pairs:
        one, other = (value_of(template.field(key), known[key].text).value for key in (first, second))
        weight = agree(one, other) if isinstance(one, str) and isinstance(other, str) else DISAGREEING
        for key in (first, second):
            said[key] += 1 + log10(weight)
    return said


def _in_order(reading: Reading, field: FormField) -> Reading:
    """The reading of a line or date, candidates that are in order first where the ink leaves a choice."""
    if isinstance(field, ChoiceField):
        return reading
    odd = {c.text for c in reading.candidates if value_of(field, c.text).reasons}
    if not 0 < len(odd) < len(reading.candidates):
        return reading
    return _ranked(reading, {c.text: c.score * (OUT_OF_ORDER if c.text in odd else 1.0) for c in reading.candidates})


def _named(template: Template, lexicon: Lexicon | None) -> Iterator[Pair]:
    """A name and the kana beside it: fields whose keys differ only in the last word."""
    if lexicon is None:
        return
    fields = {field.key: field for field in template.all_fields()}
    for key, field in fields.items():
        beside = f"{key.rpartition('.')[0]}.kana"
        if key.endswith(".name") and field.type == "name" and beside in fields and fields[beside].type == "kana":
            yield key, beside, partial(kinship, lexicon=lexicon)


def _pairs(rule: Rule, template: Template) -> Iterator[Pair]:
    """The keys of fields that ``rule`` wants to agree, once for each row where it speaks of rows."""
    agree: Agree
    match rule:
        case PostalAddress(when=None):
            keys, agree = (rule.postal_code, rule.address), _code_and_address
        case BankCode(when=None):
            keys, agree = (rule.code, rule.name), _code_and_bank
        case SameKana(when=None):
            keys, agree = (rule.a, rule.b), _same_kana
        case _:
            return
    for first, second in template.written_out(*keys):
        yield first, second, agree


def _code_and_address(code: str, address: str) -> float:
    return 1.0 if any(lies_in(address, area) for area in areas_of(code)) else DISAGREEING


def _code_and_bank(code: str, name: str) -> float:
    bank = bank_of(code)
    return 1.0 if bank is not None and is_called(name, bank) else DISAGREEING


def _same_kana(one: str, other: str) -> float:
    return 1.0 if bank_fold(one) == bank_fold(other) else DISAGREEING


def _together(
    readings: tuple[Reading, Reading], fields: tuple[FormField, FormField], agree: Agree
) -> tuple[Reading, Reading]:
    """Both readings with each candidate's share of the weight of all pairs that it is in."""
    first, second = (_values(reading, field) for reading, field in zip(readings, fields, strict=True))
    weights = {
        (a, b): p * q * (agree(va, vb) if va is not None and vb is not None else DISAGREEING)
        for a, (va, p) in first.items()
        for b, (vb, q) in second.items()
    }
    if not any(weights.values()):
        return readings
    one = _ranked(readings[0], {a: sum(weights[a, b] for b in second) for a in first})
    return one, _ranked(readings[1], {b: sum(weights[a, b] for a in first) for b in second})


def _values(reading: Reading, field: FormField) -> dict[str, tuple[str | None, float]]:
    """Each candidate's value, where it has one that is a text, and its score."""
    values = {
        candidate.text: (value_of(field, candidate.text).value, candidate.score) for candidate in reading.candidates
    }
    return {text: (value if isinstance(value, str) else None, score) for text, (value, score) in values.items()}


def _ranked(reading: Reading, weights: Mapping[str, float]) -> Reading:
    """The candidates by weight; together they keep the score that they had."""
    known, total = sum(candidate.score for candidate in reading.candidates), sum(weights.values())
    scores = {text: min(1.0, known * weight / total) for text, weight in weights.items()}
    ranked = tuple(Candidate(text, score) for text, score in sorted(scores.items(), key=lambda item: -item[1]))
    return replace(reading, text=ranked[0].text, score=ranked[0].score, candidates=ranked)
