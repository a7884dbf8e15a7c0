"""``make bench-reviewer``: a hundred sheets read by the program, and a scripted person who reviews them on the desk.

Sheets, reading, database, server and browser are real, and so is the time that the page takes. What a person takes is
counted, not waited for: a look at each field, and keys at a steady pace (``keystrokes.py`` tells how many an input
method needs).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import select

from models.db.session import Database
from models.db.tables import PageRow, RecordFieldRow, RecordRow, SubmissionRow
from models.fields import ImageField
from pipeline.check.values import same_value
from pipeline.evaluate.truth import TRUTH
from pipeline.identify.sheets import load_forms
from pipeline.paper.fonts import KEPT_BACK
from pipeline.paper.hands import Writers
from pipeline.paper.real_hands import load_real_hands
from pipeline.paper.sample import Level, write_samples
from pipeline.settings import PROJECT_ROOT, Settings
from pipeline.site import open_site
from tests.api.town import desk_settings, settle_people
from tests.bench_desk.figures import load_of_the_machine
from tests.bench_desk.line import slow_line
from tests.bench_desk.person import Person, Step, Truth
from tests.bench_desk.serving import COOKIE, Doors, environment_of, serving
from tests.bench_desk.stops import PATIENCE_MS, SCRIPT
from tests.bench_desk.toll import Left, as_json, as_text, is_reached
from tests.browser.screen import SCREEN, opened_browser

SEED = 20261126
TEMPLATES = PROJECT_ROOT / "form_templates"

Truths = Mapping[int, Mapping[str, Truth]]


def main() -> None:
    """Print what a record costs; exit with 1 where it is more than the goal."""
    asked = _asked()
    with tempfile.TemporaryDirectory() as folder:
        settings = desk_settings(Path(folder))
        site = open_site(settings)
        settle_people(site.database, settings)
        _read_sheets(asked, Path(folder) / "sheets", settings)
        truths, refused = _truths(Path(folder) / "sheets", site.database)
        steps = _reviewed(asked, settings, truths, site.database)
        left = _left(truths, site.database)
        site.database.close()
    told = as_json(steps, left, len(truths), refused) | {"level": asked.level, "seed": asked.seed}
    sys.stdout.write(f"\n{_title(asked)}\n{as_text(told)}\n")
    if asked.json:
        asked.json.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.exit(0 if is_reached(told) else 1)


def _title(asked: argparse.Namespace) -> str:
    hands = "real glyphs mixed in" if asked.glyphs else "typefaces that nothing was fitted to"
    return (
        f"A scripted person at the desk, {asked.sheets} sheets of level {asked.level}, seed {asked.seed}, {hands}\n"
        f"counted: {asked.look:g} s to look at a field, {asked.keys:g} keys a second, wrong texts "
        f"{'written anew' if asked.rewrite else 'mended or written anew, whatever is shorter'}; real: the page, with "
        f"{asked.latency:g} ms added to each request  [{load_of_the_machine()}]"
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-reviewer", description=__doc__)
    parser.add_argument("--sheets", type=int, default=100)
    parser.add_argument("--level", type=Level, default=Level.SCAN, help="clean, scan, photo or fax")
    parser.add_argument("--glyphs", type=Path, help="folder with real people's digits, hiragana and marks")
    parser.add_argument("--look", type=float, default=0.8, help="seconds to look at a field")
    parser.add_argument("--keys", type=float, default=5.0, help="keys a second")
    parser.add_argument("--rewrite", action="store_true", help="write wrong texts anew, mend none in its place")
    parser.add_argument("--latency", type=float, default=20.0, help="ms added to each request")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    return parser.parse_args()


def _read_sheets(asked: argparse.Namespace, folder: Path, settings: Settings) -> None:
    """Made sheets in hands that nothing was fitted to, through the program's own door for batches."""
    writers = Writers(KEPT_BACK, load_real_hands(asked.glyphs) if asked.glyphs else None)
    write_samples(TEMPLATES, None, asked.sheets, asked.level, asked.seed, folder, writers)
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "ingest", str(folder)]
    done = subprocess.run(command, env=environment_of(settings), cwd=PROJECT_ROOT, check=False, capture_output=True)
    if done.returncode not in (0, 1):  # 1: some sheets were refused
        raise RuntimeError(done.stderr.decode()[-2000:])


def _truths(folder: Path, database: Database) -> tuple[Truths, int]:
    """What stands on the paper of each record; how many sheets became none."""
    files = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob(f"*{TRUTH}"))]
    by_name = {told["file"]: _truth(told["pages"][0]["fields"]) for told in files}
    query = (
        select(RecordRow.id, SubmissionRow.file_name)
        .join(PageRow, PageRow.id == RecordRow.page_id)
        .join(SubmissionRow, SubmissionRow.scan_id == PageRow.scan_id)
    )
    with database.read() as session:
        truths = {number: by_name[name] for number, name in session.execute(query)}
    return truths, len(files) - len(truths)


def _truth(fields: Mapping[str, Mapping[str, object]]) -> Mapping[str, Truth]:
    told = {}
    for key, given in fields.items():
        value = given["value"]
        told[key] = Truth(tuple(value) if isinstance(value, list) else value, str(given["text"]))  # type: ignore[arg-type]
    return told


def _reviewed(asked: argparse.Namespace, settings: Settings, truths: Truths, database: Database) -> list[Step]:
    with database.read() as session:
        rows = session.execute(select(RecordRow.id, RecordRow.form, RecordRow.template_version))
        forms = load_forms(TEMPLATES)
        form_of = {number: forms[form, version] for number, form, version in rows}
    with serving(settings) as port, slow_line(port, asked.latency) as far, opened_browser() as browser:
        url = f"http://127.0.0.1:{far}"
        context = browser.new_context(base_url=url, viewport=SCREEN, locale="ja-JP")
        context.add_cookies([{"name": COOKIE, "value": Doors(port, "yamada").cookie, "url": url}])
        context.add_init_script(path=SCRIPT)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto("/desk")
        expect(page.locator("#answer, #empty:visible").first).to_be_attached(timeout=PATIENCE_MS)
        person = Person(page, truths, form_of.__getitem__, asked.look, asked.keys, not asked.rewrite)
        steps = person.goes_through(partial(_tell, len(form_of)))
        context.close()
    return steps


def _tell(records: int, number: int) -> None:
    sys.stderr.write(f"\rrecord {number} of {records}")
    sys.stderr.flush()


def _left(truths: Truths, database: Database) -> Left:
    """What stands in the records at the end against what stands on the paper, and by whose word."""
    with database.read() as session:
        rows = session.execute(
            select(
                RecordFieldRow.record_id,
                RecordFieldRow.key,
                RecordFieldRow.value,
                RecordFieldRow.state,
                RecordFieldRow.type,
            )
        )
        pictures = set(ImageField.model_fields["type"].annotation.__args__)  # type: ignore[union-attr]
        states = [
            (state, same_value(truths[record].get(key, Truth(None, "")).value, value))
            for record, key, value, state, kind in rows
            if kind not in pictures
        ]
    return Left.of(states)


if __name__ == "__main__":
    main()
