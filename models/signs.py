"""Numbers that tell how sure a value is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against a value, as numbers: all that its confidence is computed from. No content.

    ``score`` and ``certainty``, ``weakest``, ``second`` are log odds of the reader's figures, cut at ±10; ``lead``
    is the log of the score over that of the best candidate with another value, at most 10; ``length`` is the log of
    the number of characters; ``listed`` is a share (0..1); ``agreement`` is what the fields beside it say, about 1
    for each that goes with it; ``doubts`` and ``objections`` count the reader's and the checks' reasons; ``ink`` is
    the log of the inked share of the box. Of the page: the alignment's ``residual_mm``, the share of
    ``print_found``, how finely it was scanned (``px_per_mm``), and the share of pixels that are neither black nor
    white (``grey``: 0 on a fax).
    """

    score: float
    lead: float
    certainty: float
    weakest: float
    second: float
    listed: float
    agreement: float
    length: float
    doubts: float
    objections: float
    ink: float
    residual_mm: float
    print_found: float
    px_per_mm: float
    grey: float
