"""What the scripted person's way cost, counted: a record's seconds and keys, and what was wrong at the end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from models.db.states import FieldState
from tests.bench_desk.person import Step

GOAL_S = 10.0


@dataclass(frozen=True, slots=True)
class Left:
    """Fields at the end, and the wrong ones among them: by the machine's word alone, and by the person's."""

    accepted: int
    accepted_wrong: int
    decided: int
    decided_wrong: int

    @classmethod
    def of(cls, fields: Iterable[tuple[FieldState, bool]]) -> Self:
        """Count fields, each with whose word it is and whether it is right. None may still wait."""
        found = Counter(fields)
        if found[FieldState.OPEN, True] + found[FieldState.OPEN, False]:
            raise RuntimeError("a field still waits for a person")
        accepted, decided = (
            (found[state, True], found[state, False]) for state in (FieldState.ACCEPTED, FieldState.DECIDED)
        )
        return cls(sum(accepted), accepted[1], sum(decided), decided[1])


def as_json(steps: Sequence[Step], left: Left, records: int, refused: int) -> dict[str, Any]:
    """Every figure by its name; seconds and keys are of records that a person was shown."""
    own: defaultdict[int, list[Step]] = defaultdict(list)
    for step in steps:
        own[step.record].append(step)
    seconds = [sum(step.looking + step.typing + step.page for step in way) for way in own.values()]
    spent = {
        "looking": sum(step.looking for step in steps),
        "typing": sum(step.typing for step in steps),
        "the page": sum(step.page for step in steps),
    }
    return {
        "records": records,
        "refused": refused,
        "shown_records": len(own),
        "seconds": _spread(seconds),
        "seconds_over_all_records": round(sum(seconds) / max(1, records), 2),
        "keystrokes": _spread([sum(step.keys for step in way) for way in own.values()]),
        "fields_shown": _spread([sum(step.how != "finished" for step in way) for way in own.values()]),
        "share": {name: round(part / max(1e-9, sum(spent.values())), 3) for name, part in spent.items()},
        "seconds_by_answer": _by_answer(steps),
        "left": {name: getattr(left, name) for name in Left.__slots__},
        "goal_s": GOAL_S,
    }


def _spread(numbers: Sequence[float]) -> dict[str, float]:
    if not numbers:
        return {}
    p95 = np.percentile(numbers, 95, method="inverted_cdf")
    named = {"median": np.median(numbers), "mean": np.mean(numbers), "p95": p95, "max": max(numbers)}
    return {name: round(float(number), 2) for name, number in named.items()}


def _by_answer(steps: Sequence[Step]) -> dict[str, dict[str, float]]:
    """How often fields were answered in which way, and the mean seconds that it took."""
    ways: defaultdict[str, list[float]] = defaultdict(list)
    for step in steps:
        ways[step.how].append(step.looking + step.typing + step.page)
    return {how: {"n": len(took), "mean": round(float(np.mean(took)), 2)} for how, took in sorted(ways.items())}


def is_reached(told: dict[str, Any]) -> bool:
    """Whether a record takes no longer than the goal, on an average over those that a person was shown."""
    return bool(told["seconds"]) and told["seconds"]["mean"] <= GOAL_S


def as_text(told: dict[str, Any]) -> str:
    """The same for people."""
    lines = [
        f"records {told['records']}, shown to a person {told['shown_records']}; sheets refused {told['refused']}",
        f"{'':<28}{'median':>9}{'mean':>9}{'p95':>9}{'max':>9}",
    ]
    named = {
        "seconds a record": "seconds",
        "keystrokes a record": "keystrokes",
        "fields shown a record": "fields_shown",
    }
    for name, key in named.items():
        lines.append(f"{name:<28}" + "".join(f"{number:>9.1f}" for number in told[key].values()))
    goal = f"{told['goal_s']:g} s a record {'reached' if is_reached(told) else 'missed'}"
    lines.append(f"mean over all records {told['seconds_over_all_records']:.1f} s; goal {goal}")
    lines.append("time: " + ", ".join(f"{name} {100 * share:.0f} %" for name, share in told["share"].items()))
    ways = ", ".join(f"{how} {way['n']} ({way['mean']:.1f} s)" for how, way in told["seconds_by_answer"].items())
    lines.append(f"answers: {ways}")
    left = told["left"]
    lines.append(
        f"wrong at the end: {left['accepted_wrong']} of {left['accepted']} accepted by the machine, "
        f"{left['decided_wrong']} of {left['decided']} decided by the person"
    )
    return "\n".join(lines)
