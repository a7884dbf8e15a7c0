"""From a folder of files to stored drafts. Doing any of it again changes nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from models.arrival import UNTOLD, Arrival
from models.document import KeptPage
from models.errors import Defect, MadoguchiError
from models.form import forms_of
from models.problem import Problem
from models.record import Lane
from models.scan import HintedScan, Scan
from pipeline.gather.gather import gather
from pipeline.intake.open_scan import caps_of, name_of, open_scan, sha256_of
from pipeline.logs import LogEvent, log
from pipeline.pages import PAGES_AT_A_TIME, read_scans
from pipeline.progress import Tell, untold
from pipeline.site import Site
from pipeline.store.batches import RegisteredScan, open_batch, register_refused_file, register_scan
from pipeline.store.drafts import keep_page, save_scan
from pipeline.store.inbox import code_of, form_hint
from pipeline.store.scans import load_scan
from pipeline.store.turns import Turn, show_turns
from pipeline.store.vault import Vault


@dataclass(frozen=True, slots=True)
class NoScan:
    """A file that goes no further, and why; ``sha256`` is None where its bytes could not be read."""

    file_name: str
    sha256: str | None
    problem: Problem


SIDECARS = frozenset({".json"})
"""Files beside scans that are not scans: truth files of generated paper, metadata of scanner software."""


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Every file to take in: those named, and those in named folders at any depth, in order of their names."""
    for path in paths:
        if path.is_dir():
            inside = (file for file in sorted(path.rglob("*")) if file.is_file())
            yield from (f for f in inside if f.suffix.lower() not in SIDECARS and not f.name.startswith("."))
        else:
            yield path


def take_in(paths: Sequence[Path], name: str, site: Site, lane: Lane = Lane.BATCH) -> int:
    """Keep every file and list it in a batch, whose id comes back. The same paths and name are the same batch.

    ``lane`` says how urgent its records are.
    """
    now = dt.datetime.now(dt.UTC)
    what = [os.fsencode(name), *sorted(os.fsencode(path.resolve()) for path in paths)]
    key = hashlib.sha256(b"\0".join(what)).hexdigest()
    with site.database.write() as session:
        batch_id = open_batch(session, site.municipality_id, key=key, name=name, now=now, lane=lane)
    for path in files_in(paths):
        take_in_file(path, batch_id, site, now)
    return batch_id


def take_in_file(path: Path, batch_id: int, site: Site, now: dt.datetime, file_name: str | None = None) -> str:
    """Keep one file and list it in a batch of the site's; its sha256 comes back, empty where nobody can read it.

    ``file_name`` is what people called it, where ``path`` does not say.
    """
    looked = look_into(path, file_name or name_of(path), site)
    enter(looked, batch_id, site, now)
    return looked.sha256 or ""


def look_into(path: Path, file_name: str, site: Site) -> Scan | NoScan:
    """What the file is, called ``file_name`` by people."""
    scan = open_scan(path, caps_of(site.settings), file_name)
    return NoScan(file_name, sha256_of(path), scan) if isinstance(scan, Problem) else scan


def enter(
    looked: Scan | NoScan, batch_id: int, site: Site, now: dt.datetime, arrival: Arrival = UNTOLD
) -> RegisteredScan | None:
    """Keep a file and list it in the batch; what the database has of it now, None where it is no scan."""
    if isinstance(looked, Scan):
        site.vault.keep(looked)
        with site.database.write() as session:
            return register_scan(session, site.municipality_id, batch_id, looked, now, arrival)
    with site.database.write() as session:
        register_refused_file(
            session,
            site.municipality_id,
            batch_id,
            file_name=looked.file_name,
            sha256=looked.sha256,
            problem=looked.problem,
            now=now,
            arrival=arrival,
        )
    return None


def digitise(turns: Sequence[Turn], site: Site, tell: Tell = untold, at_a_time: int = PAGES_AT_A_TIME) -> None:
    """Read every page of kept scans, whose turns are one's own, and store the drafts in one transaction.

    ``tell`` hears how far it is. TurnLost, with nothing stored, where one of the turns is somebody else's by now.
    EnvironmentFault where trying again may help; every other failure comes out as ``Defect``, which names no resident
    (what leaves this function is written down by the orchestrator).
    """
    try:
        with site.database.read() as session:
            kept = [_kept(session, turn, site) for turn in turns]
        pages: list[list[KeptPage]] = [[] for _ in turns]
        read = read_scans([scan for scan, _ in kept], site.workbench, tell=tell, at_a_time=at_a_time)
        for place, result in read:
            pages[place].append(keep_page(result, kept[place][1]))
        forms = forms_of(sheet.template for sheet in site.workbench.sheets)
        gathered = [gather(of_scan, forms) for of_scan in pages]
        now = dt.datetime.now(dt.UTC)
        with site.database.write() as session:
            for turn, scan in zip(turns, gathered, strict=True):
                save_scan(session, turn.scan_id, scan, now)
            show_turns(session, turns)
        for turn, scan in zip(turns, gathered, strict=True):
            log(LogEvent.SCAN_READ, scan=turn.scan_id, pages=turn.pages, records=len(scan.documents))
    except MadoguchiError:
        raise
    except Exception as error:
        raise Defect(error) from None


def _kept(session: Session, turn: Turn, site: Site) -> tuple[HintedScan, Vault]:
    code = code_of(session, turn.scan_id)
    vault = site.vault if code is None else site.vault_of(code)
    return HintedScan(load_scan(session, turn.scan_id, vault), form_hint(session, turn.scan_id)), vault
