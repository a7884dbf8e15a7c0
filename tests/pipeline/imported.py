"""Imported by the process from which commands are forked: everything that a command imports when it is run."""

from __future__ import annotations

import paddleocr  # noqa: F401

from pipeline.commands.by_name import COMMANDS

for _place in COMMANDS.values():
    _place.load()
