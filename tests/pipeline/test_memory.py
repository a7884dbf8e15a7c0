"""What was freed is there for the next page, in a process of its own: pytest's own memory moves by itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

MEASURED = """
import resource, sys
from pipeline.memory import keep_freed_memory
if sys.argv[1] == "kept":
    keep_freed_memory()
faults = []
for page in range(10):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    pictures = [bytearray(12_000_000) for _ in range(6)]
    del pictures
    faults.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
print(max(faults[2:]))
"""


@pytest.mark.parametrize(("how", "is_free"), [("kept", True), ("as it is", False)])
def test_the_next_page_finds_its_memory(how: str, is_free: bool) -> None:
    done = subprocess.run([sys.executable, "-c", MEASURED, how], capture_output=True, text=True, check=True, timeout=60)
    assert (int(done.stdout) < 100) is is_free
