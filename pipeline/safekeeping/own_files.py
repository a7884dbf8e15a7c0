"""What an installation has beside database and images: its own forms, what was computed of them, its calibration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.decide.calibration import FILE_NAME
from pipeline.settings import PROJECT_ROOT, Settings

SHIPPED_FORMS = PROJECT_ROOT / "form_templates"
_IN_DATA = ("templates", "lexicon", FILE_NAME)


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file, and what it is called in a backup."""

    place: str
    path: Path


def own_files(chosen: Settings) -> Iterator[OwnFile]:
    """All there are; the shipped forms are not among them."""
    for name in _IN_DATA:
        yield from _below(f"data/{name}", chosen.data_dir / name)
    if chosen.templates_dir.resolve() != SHIPPED_FORMS:
        yield from _below("forms", chosen.templates_dir)


def target_of(place: str, chosen: Settings) -> Path | None:
    """Where a file of a backup belongs here; None for a name that leads out.

    Forms of its own go into the data folder where the installation has none yet, and want a setting there.
    """
    kind, _, rest = place.partition("/")
    if kind == "data":
        root = chosen.data_dir
    elif kind == "forms":
        root = forms_folder(chosen)
    else:
        return None
    target = root / rest
    return target if target.resolve().is_relative_to(root.resolve()) else None


def forms_folder(chosen: Settings) -> Path:
    """Where forms of its own lie, or go to."""
    is_shipped = chosen.templates_dir.resolve() == SHIPPED_FORMS
    return chosen.data_dir / "form_templates" if is_shipped else chosen.templates_dir


def _below(place: str, path: Path) -> Iterator[OwnFile]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file() and not file.is_symlink() and not {"\t", "\n"} & set(str(file)):
                yield OwnFile(f"{place}/{file.relative_to(path)}", file)
    elif path.is_file():
        yield OwnFile(place, path)
