"""The process that decodes: what it may not do, and what becomes of a file on which it dies, hangs or lies."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.problem import Problem, ProblemCode
from models.scan import MediaType, Page
from pipeline.evaluate.hostile_pdf import _one_page, _packed
from pipeline.intake import apart, decoder
from pipeline.intake.apart import DecodingProcess
from pipeline.intake.confine import SocketBar
from pipeline.intake.decoder import decoded, measured, socket_bar
from pipeline.intake.flatten import Raster
from pipeline.intake.open_scan import Caps, decode_pages, open_scan
from pipeline.intake.trouble import too_slow
from tests.pipeline.intake.paper import opened, stripes, write_pdf, write_tiff

ROOT = Path(__file__).resolve().parents[3]

FAKE = """
import json, os, signal, socket, sys
door = socket.socket(fileno=int(sys.argv[1]))
door.sendall(b'{"barred": "seccomp"}')
asked = json.loads(door.recv(65536))
"""

SAY = "door.sendall(json.dumps({}).encode()); door.recv(1)"
DEATHS = {
    "dies": "os.kill(os.getpid(), signal.SIGSEGV)",
    "leaves": "sys.exit(0)",
    "babbles": "door.sendall(b'\\x80\\x04pickled'); door.recv(1)",
    "says nothing of use": SAY.format("{}"),
    "names a strange problem": SAY.format("{'new': [], 'measured': {'problem': 'x'}}"),
    "promises memory": SAY.format("{'new': [0], 'measured': 1}"),
    "hands over a file": "socket.send_fds(door, [json.dumps({'new': [0], 'measured': 1}).encode()], [0]); door.recv(1)",
}


@pytest.fixture
def jpeg(tmp_path: Path) -> Path:
    Image.fromarray(stripes()).save(tmp_path / "x.jpg")
    return tmp_path / "x.jpg"


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> list[DecodingProcess]:
    """Processes of this test alone."""
    own: list[DecodingProcess] = []
    monkeypatch.setattr(decoder, "_idle", own)
    return own


def run_confined(*lines: str) -> list[str]:
    """What a program prints that may confine itself, and how it ended."""
    start = (f"import sys; sys.path.insert(0, {str(ROOT)!r})", "from pipeline.intake.confine import *")
    program = [sys.executable, "-I", "-u", "-c", "\n".join((*start, *lines))]
    done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=60)
    return [*done.stdout.split(), str(done.returncode)]


OPEN_ANY = (
    "import socket",
    "for kind in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):",
    "    try: socket.socket(kind); print('open')",
    "    except OSError as error: print(error.errno)",
)


def test_no_socket_of_any_kind_can_be_opened_not_even_by_a_program_that_it_starts() -> None:
    again = f"import subprocess; subprocess.run([sys.executable, '-c', {chr(10).join(OPEN_ANY)!r}])"
    assert run_confined(*OPEN_ANY) == ["open", "open", "open", "0"]
    assert run_confined("print(bar_sockets())", *OPEN_ANY, again) == ["seccomp", *["1"] * 6, "0"]  # EPERM


def test_memory_time_and_files_are_limited_in_programs_that_it_starts_too() -> None:
    full = ("try: bytearray(900 << 20)", "except MemoryError: print('full')")
    assert run_confined("limit(600 << 20, 30, 1000)", *full) == ["full", "0"]
    assert run_confined("limit(600 << 20, 1, 1000)", "while True: pass") == ["-24"]  # SIGXCPU
    writing = ("import tempfile", "f = tempfile.TemporaryFile('wb', 0)", "limit(600 << 20, 30, 1000)")
    tried = ("try: f.write(bytes(1000)); f.write(b'x')", "except OSError as error: print(error.errno)")
    assert run_confined(*writing, *tried) == ["27", "0"]  # EFBIG
    child = "import subprocess; subprocess.run(['sh', '-c', 'ulimit -v; ulimit -f'])"
    assert run_confined("limit(600 << 20, 30, 1024)", child) == [str(600 << 10), "2", "0"]


def test_it_knows_nothing_of_the_settings(fresh: list[DecodingProcess], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_DATABASE_URL", "postgresql://user:secret@host/name")
    assert socket_bar() is SocketBar.SECCOMP
    (process,) = fresh
    environment = Path(f"/proc/{process._process.pid}/environ").read_bytes()
    assert b"PATH=" in environment and b"secret" not in environment and b"MADOGUCHI" not in environment


@pytest.mark.parametrize("death", DEATHS.values(), ids=DEATHS)
def test_a_file_on_which_two_processes_end_is_refused(
    jpeg: Path, caps: Caps, fresh: list[DecodingProcess], monkeypatch: pytest.MonkeyPatch, death: str
) -> None:
    monkeypatch.setattr(apart, "_START", FAKE + death)
    problem = measured(jpeg, MediaType.JPEG, caps)
    assert isinstance(problem, Problem) and problem.code is ProblemCode.BROKEN_FILE
    assert problem.details == {"reason": "crashed the decoder"}
    (page,) = decoded(jpeg, MediaType.JPEG, range(3, 4), caps)
    assert isinstance(page, Problem) and (page.code, page.page) == (ProblemCode.BROKEN_FILE, 3)
    assert fresh == []
    monkeypatch.undo()
    assert measured(jpeg, MediaType.JPEG, caps) == 1


def test_a_process_that_was_killed_for_others_sake_costs_no_file(
    jpeg: Path, caps: Caps, fresh: list[DecodingProcess]
) -> None:
    assert measured(jpeg, MediaType.JPEG, caps) == 1
    os.kill(fresh[0]._process.pid, 9)
    assert measured(jpeg, MediaType.JPEG, caps) == 1


def test_a_process_that_hangs_is_ended_and_the_file_refused(
    jpeg: Path, caps: Caps, fresh: list[DecodingProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_GRACE_SECONDS", 0.2)
    monkeypatch.setattr(apart, "_START", FAKE + "door.recv(1)")
    problem = measured(jpeg, MediaType.JPEG, replace(caps, decode_seconds=1))
    assert isinstance(problem, Problem) and problem.code is ProblemCode.TOO_COSTLY
    assert problem.details == {"limit": "1 s"}


def test_one_that_used_up_its_time_is_not_tried_again(
    jpeg: Path, caps: Caps, tmp_path: Path, fresh: list[DecodingProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "started"
    monkeypatch.setattr(
        apart, "_START", FAKE + f"open({str(note)!r}, 'a').write('x'); os.kill(os.getpid(), signal.SIGXCPU)"
    )
    problem = measured(jpeg, MediaType.JPEG, caps)
    assert isinstance(problem, Problem) and problem.code is ProblemCode.TOO_COSTLY
    assert note.read_text() == "x"


def test_a_page_that_needs_too_much_memory_is_refused_and_the_process_goes_on(
    tmp_path: Path, jpeg: Path, caps: Caps, fresh: list[DecodingProcess]
) -> None:
    path = tmp_path / "x.png"
    Image.new("RGBA", (7000, 7000), (1, 2, 3, 9)).save(path, compress_level=1)
    (page,) = decoded(path, MediaType.PNG, range(1, 2), replace(caps, max_page_pixels=16_400_000))
    assert isinstance(page, Problem) and page.code is ProblemCode.TOO_COSTLY
    assert page.details == {"limit": "1.3 GB"}
    (process,) = fresh
    assert measured(jpeg, MediaType.JPEG, caps) == 1 and fresh == [process]


def test_the_largest_page_allowed_fits_into_the_memory_allowed(tmp_path: Path) -> None:
    caps = Caps(50_000_000, 1, 40_000_000, 200)
    path = tmp_path / "x.png"
    Image.new("RGBA", (6300, 6300), (10, 20, 30, 200)).save(path, compress_level=1)
    (page,) = decode_pages(opened(path, caps), caps)
    assert isinstance(page, Page) and page.pixels.shape == (6300, 6300, 3)


def bar_of(page: Page | Problem) -> int:
    """Where the bar begins, which is somewhere else on each page."""
    assert isinstance(page, Page)
    return int(np.argmax(page.pixels[:, 20, 1] < 60))


def test_pages_keep_their_pixels_while_their_memory_goes_to_and_fro(
    tmp_path: Path, caps: Caps, fresh: list[DecodingProcess]
) -> None:
    scan = opened(write_tiff(tmp_path / "x.tif", 12), caps)
    expected = [10 + 20 * number for number in range(12)]
    assert [bar_of(page) for page in decode_pages(scan, caps)] == expected
    held = list(decode_pages(scan, caps))
    for _ in range(3):  # others come and go
        assert [bar_of(page) for page in decode_pages(scan, caps)] == expected
    assert [bar_of(page) for page in held] == expected
    assert isinstance(held[5], Page)
    part = held[5].pixels[40:, 10:]
    held.clear()
    gc.collect()
    assert len(list(decode_pages(scan, caps))) == 12
    assert int(np.argmax(part[:, 10, 1] < 60)) == expected[5] - 40


def test_memory_that_is_not_needed_any_more_is_let_go(tmp_path: Path, caps: Caps, fresh: list[DecodingProcess]) -> None:
    scan = opened(write_tiff(tmp_path / "x.tif", 12), caps)
    held = list(decode_pages(scan, caps))
    assert len(fresh[0]._stock._pieces) == 12
    held.clear()
    gc.collect()
    for _ in decode_pages(scan, caps):
        pass
    assert len(fresh[0]._stock._pieces) <= 5


def test_after_three_pages_without_end_the_others_are_not_drawn(
    tmp_path: Path, caps: Caps, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def note(path: Path, media_type: MediaType, numbers: range, caps: Caps) -> Sequence[Raster | Problem]:
        drawn.extend(numbers)
        return [too_slow(1, numbers[0])] if numbers[0] != 2 else decoded(path, media_type, numbers, caps)

    monkeypatch.setattr("pipeline.intake.open_scan.decoded", note)
    monkeypatch.setattr("pipeline.intake.open_scan.MOST_PAGES", 1)
    pages = list(decode_pages(opened(write_pdf(tmp_path / "x.pdf", 7), caps), caps))
    assert drawn == [1, 2, 3, 4]
    assert isinstance(pages[1], Page)
    others = [page for page in pages if isinstance(page, Problem)]
    assert [page.page for page in others] == [1, 3, 4, 5, 6, 7]
    assert {page.code for page in others} == {ProblemCode.TOO_COSTLY}


def test_a_drawing_without_end_is_stopped(tmp_path: Path, caps: Caps) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(_one_page(_packed(b"0 0 300 420 re f\n" * 4_000_000)))
    (page,) = decode_pages(opened(path, caps), replace(caps, decode_seconds=1))
    assert isinstance(page, Problem)
    assert (page.code, page.page, page.details) == (ProblemCode.TOO_COSTLY, 1, {"limit": "1 s"})


def test_a_name_that_looks_like_an_option_is_a_name(
    tmp_path: Path, caps: Caps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_pdf(tmp_path / "-upw.pdf", 2).parent)
    scan = open_scan(Path("-upw.pdf"), caps)
    assert not isinstance(scan, Problem) and scan.page_count == 2


class TakenByAnother(list[DecodingProcess]):
    """Whoever asks how many there are finds that they are gone when it takes one."""

    def __len__(self) -> int:
        found = super().__len__()
        while super().__len__():
            self.pop().end()
        return found


def test_an_idle_process_that_another_thread_takes_first_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    idle = TakenByAnother()
    monkeypatch.setattr(decoder, "_idle", idle)
    assert [socket_bar() for _ in range(3)] == [SocketBar.SECCOMP] * 3
    assert len(idle) == 1
