"""What can be wrong with a machine that helps another; the tree is drawn in ``errors.py``."""

from __future__ import annotations

from models.errors import EnvironmentFault


class NotShared(EnvironmentFault):
    """It has another database, or other images, than the machine that asked it to help."""

    code = "not_shared"

    def __init__(self, machine: str, setting: str) -> None:
        """Name the machine, and the setting in which the two differ."""
        super().__init__(f"{machine} has another {setting}", machine=machine, setting=setting)
