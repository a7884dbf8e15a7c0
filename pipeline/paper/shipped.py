"""The sample scans that the project ships, made anew by ``python -m pipeline.paper.shipped``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.paper.bad_files import write_bad_files
from pipeline.paper.duplex import write_duplex_sample
from pipeline.paper.picture_files import write_pictures
from pipeline.paper.sample import Level, make_page
from pipeline.paper.truth import write_truth
from pipeline.settings import PROJECT_ROOT

_TEMPLATES = PROJECT_ROOT / "form_templates"
_JPEG_QUALITY = 50
"""Enough to read by, and the samples stay below 5 MB."""


@dataclass(frozen=True, slots=True)
class _Sample:
    """One shipped scan: its file name, and form, level and seed of each of its pages."""

    name: str
    pages: tuple[tuple[str, Level, int], ...]


_TRANSFER, _CERTIFICATE = "resident_transfer", "residence_certificate_request"
_CLAIM, _DEBIT = "child_allowance_claim", "account_transfer_request"

_SAMPLES = (
    _Sample("resident_transfer_scan.jpg", ((_TRANSFER, Level.SCAN, 41),)),
    _Sample("resident_transfer_photo.jpg", ((_TRANSFER, Level.PHOTO, 12),)),
    _Sample("residence_certificate_request_scan.tif", ((_CERTIFICATE, Level.SCAN, 13),)),
    _Sample("residence_certificate_request_photo.jpg", ((_CERTIFICATE, Level.PHOTO, 14),)),
    _Sample("child_allowance_claim_scan.pdf", ((_CLAIM, Level.SCAN, 15),)),
    _Sample("child_allowance_claim_photo.jpg", ((_CLAIM, Level.PHOTO, 16),)),
    _Sample("account_transfer_request_scan.jpg", ((_DEBIT, Level.SCAN, 17),)),
    _Sample("account_transfer_request_photo.jpg", ((_DEBIT, Level.PHOTO, 18),)),
    _Sample("two_faxes.tif", ((_TRANSFER, Level.FAX, 19), (_CERTIFICATE, Level.FAX, 20))),
    _Sample("child_allowance_claim_fax.tif", ((_CLAIM, Level.FAX, 21),)),
    _Sample("account_transfer_request_fax.png", ((_DEBIT, Level.FAX, 22),)),
    _Sample("two_forms.pdf", ((_CERTIFICATE, Level.SCAN, 23), (_DEBIT, Level.SCAN, 24))),
)
"""Every form at every level, in every kind of file; two scans hold two different forms. A duplex scan comes on top."""


def write_shipped_samples(folder: Path) -> list[Path]:
    """Write the good samples with their truth to ``folder`` and the bad ones to ``folder/bad``; the same every time."""
    (folder / "bad").mkdir(parents=True, exist_ok=True)
    good = [_write(folder / sample.name, sample.pages) for sample in _SAMPLES]
    good.append(write_duplex_sample(folder / "child_allowance_claim_duplex.pdf", _TEMPLATES, 25))
    return good + write_bad_files(folder / "bad", _TEMPLATES)


def _write(path: Path, pages: Sequence[tuple[str, Level, int]]) -> Path:
    made = [make_page(_TEMPLATES / form, level, (seed,)) for form, level, seed in pages]
    write_pictures(path, [page.picture for page in made], _JPEG_QUALITY)
    write_truth(path, [page.truth for page in made])
    return path


if __name__ == "__main__":
    write_shipped_samples(_TEMPLATES / "samples")
