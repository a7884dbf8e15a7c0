"""What was freed goes back to the system, in a process of its own: pytest's own memory moves by itself."""

from __future__ import annotations

import subprocess
import sys

MEASURED = """
import psutil
from pipeline.memory import give_memory_back
memory = psutil.Process().memory_info
kept = [bytearray(60_000) for _ in range(4_000)]  # 240 MB in pieces that the C library does not map one by one
last = bytearray(60_000)  # lies behind them: without being asked, the C library gives nothing back
full = memory().rss
kept.clear()
give_memory_back()
print(full - memory().rss)
"""


def test_freed_memory_is_returned() -> None:
    done = subprocess.run([sys.executable, "-c", MEASURED], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) > 200_000_000
