from __future__ import annotations

from pathlib import Path

import pytest

import models
from models.catalogue import Catalogue, Language, names_in
from models.db.states import DeliveryTrouble
from models.errors import Defect, MadoguchiError, MissingPackage, TemplateError
from models.export_errors import NotDelivered
from models.problem import Problem, ProblemCode
from models.reading import Doubt
from models.reasons import NAMING_DETAILS, Reason, ReasonCode
from models.sharing_errors import NotShared
from models.template import Rows, Template
from tests.pipeline.check.fields import choice, label, line

LANGUAGES: tuple[Language, ...] = ("ja", "en")

PROBLEM_DETAILS = {
    ProblemCode.FILE_TOO_LARGE: {"size_mb", "limit_mb"},
    ProblemCode.BROKEN_FILE: {"reason"},
    ProblemCode.TOO_MANY_PAGES: {"pages", "limit"},
    ProblemCode.TOO_MANY_PIXELS: {"megapixels", "limit"},
    ProblemCode.TOO_COSTLY: {"limit"},
    ProblemCode.BAD_SIDECAR: {"where"},
    ProblemCode.NO_SIDECAR: {"minutes"},
    ProblemCode.LOW_RESOLUTION: {"dpi"},
    ProblemCode.UNKNOWN_FORM: {"matches"},
    ProblemCode.POOR_ALIGNMENT: {"residual_mm", "limit_mm"},
    ProblemCode.NEAR_TWIN: {"form", "version", "other_form", "other_version"},
    ProblemCode.OTHER_PRINT: {"form", "version", "x_mm", "y_mm"},
    ProblemCode.NO_FIRST_PAGE: {"form", "version", "form_page"},
    ProblemCode.MISSING_PAGE: {"form_page"},
    ProblemCode.TURNED_PAGE: {"degrees"},
}
REASON_DETAILS = {
    ReasonCode.WRONG_LENGTH: {"written", "expected"},
    ReasonCode.DATE_ORDER: {"earlier", "later"},
    ReasonCode.TOO_FAR_APART: {"earlier", "later", "days"},
    ReasonCode.NOT_EXACTLY_ONE: {"option", "count"},
    ReasonCode.REQUIRED_HERE: {"other"},
    ReasonCode.MUST_BE_EMPTY: {"other"},
    ReasonCode.NOT_TOGETHER: {"other"},
    ReasonCode.ADDRESS_MISMATCH: {"area"},
    ReasonCode.BANK_MISMATCH: {"bank"},
    ReasonCode.KANA_MISMATCH: {"other"},
    ReasonCode.AGE_UNLIKELY: {"age"},
    ReasonCode.SAME_AS_ABOVE: {"other"},
}


def domain_words(language: Language) -> Catalogue:
    return Catalogue(language, Path(models.__file__).parent / "messages")


CURLY_QUOTES = str.maketrans("", "", "“”")


ERRORS = (MadoguchiError.__module__, NotDelivered.__module__, NotShared.__module__)


def error_classes(kind: type[MadoguchiError] = MadoguchiError) -> set[type[MadoguchiError]]:
    below = (error_classes(each) for each in kind.__subclasses__() if each.__module__ in ERRORS)
    return {kind}.union(*below)


def expected_keys() -> set[str]:
    problems = {f"problem.{code}" for code in ProblemCode}
    reasons = {f"reason.{code}" for code in ReasonCode}
    deliveries = {f"delivery.{trouble}" for trouble in (*DeliveryTrouble, "held")}
    return problems | reasons | deliveries | {f"error.{kind.code}" for kind in error_classes()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words_and_no_words_are_left_over(language: Language) -> None:
    assert domain_words(language).keys() == expected_keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ProblemCode)
def test_words_of_problems_use_the_details_that_problems_carry(code: ProblemCode, language: Language) -> None:
    details = {name: f"<{name}>" for name in PROBLEM_DETAILS.get(code, set())}
    words = domain_words(language).problem(Problem(code, details=details))
    assert all(detail in words for detail in details.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ReasonCode)
def test_words_of_reasons_use_the_details_that_reasons_carry(code: ReasonCode, language: Language) -> None:
    details = {name: f"<{name}>" for name in REASON_DETAILS.get(code, set())}
    words = domain_words(language).reason(Reason(code, details))
    assert all(detail in words for detail in details.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "error",
    [
        TemplateError(Path("form/template.yaml"), "fields[name].box_mm", "leaves the page"),
        MissingPackage("poppler-utils"),
        Defect(ZeroDivisionError("a name")),
        NotShared("reader-2", "MADOGUCHI_IMAGE_STORE"),
    ],
)
def test_words_of_errors_use_their_details(error: MadoguchiError, language: Language) -> None:
    words = domain_words(language)(f"error.{error.code}", **error.details)
    assert all(detail in words for detail in error.details.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_whole_sentences_of_their_language(language: Language) -> None:
    for code in ReasonCode:
        words = domain_words(language).reason(Reason(code, dict.fromkeys(REASON_DETAILS.get(code, set()), "")))
        assert words.endswith("。" if language == "ja" else "."), code
        assert words.translate(CURLY_QUOTES).isascii() == (language == "en"), code


def test_a_missing_detail_is_an_error() -> None:
    with pytest.raises(KeyError, match="dpi"):
        domain_words("ja").problem(Problem(ProblemCode.LOW_RESOLUTION))


def test_every_doubt_of_a_reader_is_a_reason() -> None:
    assert {ReasonCode(doubt).value for doubt in Doubt} == {doubt.value for doubt in Doubt}


def form() -> Template:
    rows = Rows(
        key="members", label=label("members"), count=2, pitch_mm=10, fields=(choice("head", "child", key="relation"),)
    )
    return Template(
        form="form", version="1", title=label("form"), page_mm=(210, 297), fields=(line("kana", "a"),), rows=(rows,)
    )


def test_keys_in_reasons_become_labels_of_either_language() -> None:
    reason = Reason(ReasonCode.NOT_EXACTLY_ONE, {"option": "members.2.relation=head", "count": "2"})
    assert "「headの欄」" in domain_words("ja").reason(reason, names_in(form().all_fields(), "ja"))
    assert "“the head field”" in domain_words("en").reason(reason, names_in(form().all_fields(), "en"))


def test_rows_are_numbered_in_labels() -> None:
    names = names_in(form().all_fields(), "ja")
    assert (names["a"], names["members.2.relation"]) == ("aの欄", "relationの欄 2")


def test_a_key_without_a_name_stands_as_it_is() -> None:
    reason = Reason(ReasonCode.KANA_MISMATCH, {"other": "gone"})
    assert "「gone」" in domain_words("ja").reason(reason, names_in(form().all_fields(), "ja"))


def test_only_naming_details_become_labels() -> None:
    reason = Reason(ReasonCode.AGE_UNLIKELY, {"age": "131"})
    assert "131" in domain_words("ja").reason(reason, {"131": "a label"})
    assert frozenset({"age", "count", "days", "area", "written", "expected"}).isdisjoint(NAMING_DETAILS)


def test_later_folders_add_words(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text('[own]\nhello = "Hello {name}"\n', encoding="utf-8")
    catalogue = Catalogue("en", Path(models.__file__).parent / "messages", tmp_path)
    assert catalogue("own.hello", name="town") == "Hello town"
    assert catalogue.keys() > {"own.hello", "problem.empty_file"}


def test_a_problem_names_forms_by_their_titles_and_unknown_ones_by_their_keys() -> None:
    details = {"form": "move", "version": "1", "other_form": "gone", "other_version": "2"}
    titles = {("move", "1"): "住民異動届", ("gone", "1"): "前の版"}
    words = domain_words("ja").problem(Problem(ProblemCode.NEAR_TWIN, 1, details=details), titles)
    assert words.startswith("住民異動届 1 と gone 2 の")
