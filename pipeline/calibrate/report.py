"""What a calibration found, for people."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.decide.calibration import Calibration, Model


def as_text(calibration: Calibration) -> str:
    """A table of kinds, then what was said against what was right, the least sure values first."""
    return "\n".join(
        (
            calibration.provenance,
            f"target: at most {100 * calibration.target_error:.2f} % wrong among accepted values "
            "(upper bound of Clopper and Pearson, 95 %)",
            "",
            *_thresholds(calibration),
            "",
            *_reliability(calibration),
        )
    )


def _thresholds(calibration: Calibration) -> Iterator[str]:
    columns = (("examples", 10), ("right", 9), ("ECE", 8), ("accept at", 11), ("accepted", 10), ("wrong", 7),
               ("error ≤", 10))  # fmt: skip
    yield f"{'kind':<16}" + "".join(f"{heading:>{width}}" for heading, width in columns)
    for kind, model in calibration.models.items():
        yield (
            f"{kind:<16}{model.examples:>10}{100 * model.right / model.examples:>7.1f} %"
            f"{100 * model.calibration_error:>6.1f} %{_accepted(model)}"
        )


def _accepted(model: Model) -> str:
    if model.accept_at is None:
        return f"{'–':>11}{'none':>10}  too little evidence"
    share = 100 * model.accepted / model.examples
    return f"{model.accept_at:>11.5f}{share:>8.1f} %{model.wrong:>7}{100 * model.upper_bound:>8.2f} %"


def _reliability(calibration: Calibration) -> Iterator[str]:
    yield "said → right (%), a fifteenth of the values in each column"
    for kind, model in calibration.models.items():
        yield f"{kind:<16}" + " ".join(f"{100 * b.said:.1f}→{100 * b.right:.1f}" for b in model.reliability)
