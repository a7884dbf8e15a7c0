"""What each field of a sheet should say, in normal form: chosen by its type, key and label."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path

import numpy as np

from models.reading import FieldValue
from models.template import ChoiceField, DateField, FormField, ImageField, LineField, Template
from pipeline.paper.addresses import Address
from pipeline.paper.numbers import invent_number
from pipeline.paper.people import Person
from pipeline.paper.story import Story, mentions

_OUTSIDER = ("agent", "guarantor", "proxy", "代理人", "保証人")
_SPOUSE = ("spouse", "配偶者")
_HEAD = ("head", "世帯主", "筆頭者")
_FORMER = (
    "old",
    "former",
    "previous",
    "before",
    "今までの",
    "前の",
    "旧",
    "従前",
    "本籍",
    "domicile",
    "jan1",
    "1月1日",
)
_BUILDING = ("building", "方書", "建物")
_RARE = ("alien", "abroad", "foreign", "nationality", "residence_card", "在留", "国籍", "海外")
_ALIAS = ("alias", "maiden", "旧氏", "通称")
_RELATIONSHIP = ("relationship", "続柄")
_FILED = ("filed", "requested", "submitted", "applied", "signed", "届出", "請求", "提出", "申込", "申請", "依頼")
_MOVED = ("moved", "move", "異動", "転入", "転居", "引越")
_COMING = ("expires", "expiry", "until", "starts", "満了", "期限", "開始")
_KIN_WORDS = {"head": "世帯主", "child": "子", "parent": "母"}


def full_values(template: Template, story: Story, rng: np.random.Generator) -> dict[str, FieldValue]:
    """A value for every field that has one in this story, as if nobody ever left a field out; None for the rest."""
    return {
        field.key: _value(field, owner, template, story, rng) if (owner := owner_of(field, story)) else None
        for field in template.all_fields()
        if not isinstance(field, ImageField)
    }


def value_in(story: Story, field: FormField, template: Template, rng: np.random.Generator) -> FieldValue:
    """A value for one field; whoever files the sheet stands in where the story has nobody for it."""
    return _value(field, owner_of(field, story) or story.filer, template, story, rng)


def is_rare(field: FormField) -> bool:
    """Whether most people leave this field out although it could be answered."""
    return mentions(field.key, field.label.ja, _RARE + _ALIAS + _OUTSIDER)


def is_afterthought(field: FormField) -> bool:
    """Whether the field explains an その他 elsewhere, and stays blank unless a rule of the form asks for it."""
    return mentions(field.key, "", ("other",)) and not mentions(field.key, "", _RELATIONSHIP)


def owner_of(field: FormField, story: Story) -> Person | None:
    """Whom a field is about; None in a row that nobody fills, and for a spouse who is not there."""
    group, _, rest = field.key.partition(".")
    number = rest.partition(".")[0]
    if group in story.rows and number.isdecimal():
        people = story.rows[group]
        return people[int(number) - 1] if int(number) <= len(people) else None
    if mentions(field.key, field.label.ja, _OUTSIDER):
        return story.household.outsider
    if mentions(field.key, field.label.ja, _SPOUSE) and not isinstance(field, ChoiceField):
        return story.household.spouse
    return story.household.head if mentions(field.key, field.label.ja, _HEAD) else story.filer


def _value(field: FormField, owner: Person, template: Template, story: Story, rng: np.random.Generator) -> FieldValue:
    match field:
        case ChoiceField():
            return _choice(field, owner, story, rng)
        case DateField():
            return _date(field, owner, story, rng).isoformat()
        case LineField():
            return _line(field, owner, template, story, rng)
    return None


def _line(field: LineField, owner: Person, template: Template, story: Story, rng: np.random.Generator) -> str | None:
    match field.type:
        case "name" | "kana":
            return _name(field, owner, story)
        case "address" | "postal_code":
            return _place(field, owner, template, story)
        case "text":
            return _words(field, owner, story, rng)
        case _:
            return invent_number(field, rng)


def _name(field: LineField, owner: Person, story: Story) -> str:
    if mentions(field.key, field.label.ja, _ALIAS):
        former = story.household.outsider.name
        return former.family_kana if field.type == "kana" else former.family
    return owner.name.kana if field.type == "kana" else owner.name.written


def _place(field: LineField, owner: Person, template: Template, story: Story) -> str | None:
    address = _address(field, owner, story)
    if field.type == "postal_code":
        return address.postal_code
    if mentions(field.key, field.label.ja, _BUILDING):
        return address.building or None
    return address.street if _has_building_line(field, template) else address.whole


def _address(field: FormField, owner: Person, story: Story) -> Address:
    if owner is story.household.outsider:
        return story.outsider_home
    return story.former_home if mentions(field.key, field.label.ja, _FORMER) else story.home


def _has_building_line(field: FormField, template: Template) -> bool:
    group = field.key.rpartition(".")[0]
    return any(
        other.key.rpartition(".")[0] == group and mentions(other.key, other.label.ja, _BUILDING)
        for other in template.all_fields()
    )


def _date(field: DateField, owner: Person, story: Story, rng: np.random.Generator) -> dt.date:
    def about(words: tuple[str, ...]) -> bool:
        return mentions(field.key, field.label.ja, words)

    if about(("birth", "birthday", "生年月日", "誕生")):
        return owner.birth
    if about(_MOVED):
        return story.moved_on
    if about(_FILED):
        return story.filed_on
    if about(_COMING):
        return story.filed_on + dt.timedelta(days=int(rng.integers(20, 300)))
    return story.filed_on - dt.timedelta(days=int(rng.integers(30, 900)))


def _choice(field: ChoiceField, owner: Person, story: Story, rng: np.random.Generator) -> FieldValue:
    options = field.options
    settled = _settled(field, owner, story)
    if settled:
        meant = next((option.value for word in settled for option in options if word in option.label.ja), None)
        return (meant,) if meant and field.type == "choices" else meant
    weights = np.array([0.4 if "他" in o.label.ja else 1.0 + 2.0 * (i == 0) for i, o in enumerate(options)])
    first = options[int(rng.choice(len(options), p=weights / weights.sum()))].value
    if field.type == "choice":
        return first
    marked = {first} | {option.value for option in options if rng.random() < 0.15}
    return tuple(option.value for option in options if option.value in marked)


def _settled(field: ChoiceField, owner: Person, story: Story) -> tuple[str, ...]:
    """Words of the option that the story asks for: sex, kinship, whether there is a spouse; none where it is open."""
    if mentions(field.key, field.label.ja, ("sex", "gender", "性別")):
        return ("男",) if owner.sex == "male" else ("女",)
    if mentions(field.key, field.label.ja, _SPOUSE) and "有無" in field.label.ja:
        return ("有",) if story.household.spouse else ("無",)
    if mentions(field.key, "", _RELATIONSHIP) or field.label.ja.startswith("続柄"):
        spouse = "妻" if owner.sex == "female" else "夫"
        return (spouse if owner.kin == "spouse" else _KIN_WORDS.get(owner.kin, "他"), "その他")
    return ()


def _words(field: LineField, owner: Person, story: Story, rng: np.random.Generator) -> str | None:
    if mentions(field.key, field.label.ja, _BUILDING):
        return _address(field, owner, story).building or None
    if mentions(field.key, field.label.ja, _RELATIONSHIP):
        return _KIN_WORDS["parent"] if owner.kin == "parent" else None
    groups = _word_groups()
    words = next(words for fits, words in groups if not fits or mentions(field.key, field.label.ja, fits))
    return words[int(rng.integers(len(words)))]


@cache
def _word_groups() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    with Path(__file__).with_name("words.toml").open("rb") as file:
        return tuple((tuple(group["fits"]), tuple(group["words"])) for group in tomllib.load(file)["group"])
