"""How long the server takes for the queue, for the desk's next record, and for one answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from models.record import RecordStatus
from tests.bench_desk.figures import Times, gathered
from tests.bench_desk.serving import Doors, Reply

GOAL_MS = 200.0
_DEEP = 40
"""Pages turned in a list before its later pages are timed."""

API = "/api/v1"


def door_times(port: int, times: int, forms: tuple[str, ...]) -> tuple[Times, ...]:
    """Every door of the queue and the desk, ``times`` times each, asked one after the other on one connection."""
    reviewer = Doors(port, "yamada")
    pairs = [*_pages(reviewer, times, forms), *_desk(reviewer, times)]
    return gathered(pairs, {name: GOAL_MS for name, _ in pairs})


def _pages(doors: Doors, times: int, forms: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    page: dict[str, Callable[[int], str]] = {"page /queue": lambda _: "/queue"}
    for status in RecordStatus:
        page[f"page /queue, {status}"] = lambda _, status=status: f"/queue?status={status}"  # type: ignore[misc]
    deep = _later(doors, RecordStatus.EXPORTED)
    page["page /queue, exported, much later"] = lambda number: (
        f"/queue?status=exported&after={deep[number % len(deep)]}"
    )
    page["list of one form"] = lambda number: f"{API}/records?form={forms[number % len(forms)]}"
    page["list of one form, exported"] = lambda n: f"{API}/records?status=exported&form={forms[n % len(forms)]}"
    for name, path in page.items():
        doors.ask("GET", path(0))
        for number in range(times):
            yield name, doors.ask("GET", path(number)).ms


def _later(doors: Doors, status: RecordStatus) -> list[str]:
    """Places far down in a list, as its own pages name them."""
    after, places = None, []
    for _ in range(_DEEP):
        more = f"&after={after}" if after else ""
        after = doors.ask("GET", f"{API}/records?status={status}&limit=200{more}").json["next_after"]
        if after is None:
            break
        places.append(after.replace("+", "%2B"))
        after = places[-1]
    return places[-5:]


def _desk(doors: Doors, times: int) -> Iterator[tuple[str, float]]:
    """Take the next record, answer its first field that waits, take that back, put the record back."""
    for number in range(times):
        taken = doors.ask("POST", f"{API}/records/next", {})
        yield "the desk's next", taken.ms
        record, token = taken.json["record"], taken.json["claim"]["token"]
        place = f"{API}/records/{record['record_id']}"
        again = doors.ask("POST", f"{place}/claim")
        yield "claim of a record", again.ms
        waiting = next(field for field in record["fields"] if field["state"] == "open")
        yield "one answer", _answer(doors, place, waiting, token).ms
        yield "hold a record", doors.ask("PUT", f"{place}/claim", {"token": token}).ms
        key = f"bench-{number:08}"
        yield "put aside", doors.ask("POST", f"{place}/skip", {"reason": "later", "text": "", "key": key}).ms


def _answer(doors: Doors, place: str, field: dict[str, object], token: int) -> Reply:
    kind = "confirmed" if field["text"] else "blank"
    body = {"kind": kind, "text": "", "expected_version": field["version"], "claim_token": token}
    return doors.ask("PUT", f"{place}/fields/{field['key']}", body)
