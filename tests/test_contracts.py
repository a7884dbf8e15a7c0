"""What others rely on: words in both languages, the README's commands, settings, exit codes."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = sorted(path.parent for path in ROOT.glob("*/messages/ja.toml"))


def words_in(folder: Path, language: str) -> dict[str, str]:
    def flat(table: dict[str, object], prefix: str) -> dict[str, str]:
        words: dict[str, str] = {}
        for key, value in table.items():
            words.update(flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: str(value)})
        return words

    return flat(tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8")), "")


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


@pytest.mark.parametrize("folder", CATALOGUES, ids=lambda folder: folder.parent.name)
def test_both_languages_say_the_same(folder: Path) -> None:
    japanese, english = words_in(folder, "ja"), words_in(folder, "en")
    assert japanese.keys() == english.keys()
    assert {key: placeholders(text) for key, text in japanese.items()} == {
        key: placeholders(text) for key, text in english.items()
    }


def test_catalogues_do_not_overlap() -> None:
    seen: dict[str, str] = {}
    for folder in CATALOGUES:
        for key in words_in(folder, "ja"):
            assert key not in seen, f"{key} stands in {seen.get(key)} and {folder.parent.name}"
            seen[key] = folder.parent.name


def first_commands(readme: str) -> list[str]:
    block = re.search(r"```(?:sh|console|bash)?\n(.*?)```", readme, re.DOTALL)
    assert block is not None
    return [line.split("#")[0].strip() for line in block.group(1).splitlines() if line.strip()]


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_readme_begins_with_the_two_commands(name: str) -> None:
    assert first_commands((ROOT / name).read_text(encoding="utf-8")) == ["make run", "make test"]


def test_ci_runs_what_the_readme_says() -> None:
    assert "\nmake test\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


PAPERS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "form_templates").glob("*.md")]


def places_in(paper: Path) -> set[str]:
    """What a link to a heading of the paper may say behind its #."""
    headings = re.findall(r"^#+ (.*)$", paper.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_what_papers_point_to_is_there(paper: Path) -> None:
    targets = re.findall(r"\]\(([^)]+)\)", paper.read_text(encoding="utf-8"))
    for target in (target for target in targets if "://" not in target):
        file, _, place = target.partition("#")
        there = paper.parent / file if file else paper
        assert there.exists(), target
        assert not place or place in places_in(there), target


def test_every_make_target_is_documented() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    declared = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert declared is not None
    explained = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE))
    assert {"run", "test", "check", "bench", "help"} <= explained
    assert set(declared.group(1).split()) - explained == set()


def test_lock_agrees_with_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8").lower().splitlines()
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.sub(r"\[.*?\]", "", requirement).lower().replace("_", "-") for requirement in wanted}
    assert names <= {line.replace("_", "-") for line in locked}
