"""What can be wrong with a backup, or with the place that it is to come back to."""

from __future__ import annotations

from models.errors import EnvironmentFault, Refusal


class BackupDamaged(EnvironmentFault):
    """A part of a backup is not as it was written, or not there; ``details`` name the part."""

    code = "backup_damaged"

    def __init__(self, part: str) -> None:
        """Name the part: a file of the snapshot, or how many files by their hash."""
        super().__init__(f"the backup is damaged: {part}", part=part)


class BackupInUse(Refusal):
    """Another process writes to the backup folder."""

    code = "backup_in_use"

    def __init__(self) -> None:
        """Nothing more is known of it."""
        super().__init__("another process writes to this backup folder")


class BackupShrunk(Refusal):
    """This installation holds fewer scans than the folder's newest snapshot: it may be another one, or a new one."""

    code = "backup_shrunk"

    def __init__(self, here: int, there: int) -> None:
        """Count the scans of both."""
        super().__init__(f"{here} scans are here, {there} in the newest snapshot", here=str(here), there=str(there))


class NotEmpty(Refusal):
    """The installation holds rows that a backup would replace; ``details`` say how many scans and corrections."""

    code = "not_empty"

    def __init__(self, scans: int, corrections: int) -> None:
        """Count what would be gone."""
        told = f"{scans} scans and {corrections} corrections are here already"
        super().__init__(told, scans=str(scans), corrections=str(corrections))
