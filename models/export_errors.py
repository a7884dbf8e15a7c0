"""What can go wrong with a file that leaves the house; the tree is drawn in ``errors.py``."""

from __future__ import annotations

from pathlib import Path

from models.errors import Conflict, Refusal, StoreFault


class NotDelivered(StoreFault):
    """An export is noted and its records are marked; its file could not be written yet and is tried again."""

    code = "not_delivered"


class ExportChanged(Conflict):
    """The file of an earlier export was ordered again and would not have the same bytes any more."""

    code = "export_changed"


class FileInTheWay(Refusal):
    """Another file has the name that an export is to have; it is never overwritten."""

    code = "file_in_the_way"


class NoFolder(StoreFault):
    """The folder that an export is to lie in is not there; nothing was noted or marked."""

    code = "no_folder"

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        super().__init__(f"there is no folder {folder}", folder=str(folder))


class ExportRefused(Refusal):
    """The export would lose characters; ``details`` list where."""

    code = "export_refused"


class NothingToExport(Refusal):
    """No reviewed record of the form waits to be exported."""

    code = "nothing_to_export"

    def __init__(self, form: str) -> None:
        """Name the form by its key."""
        super().__init__(f"no reviewed record of form {form}", form=form)
