"""The committed contract is the application's, and the application keeps it."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error

from api.contract import FILE, contract
from tests.api.conftest import Desk, House

ENDS_THE_LOGIN = "DELETE /api/v1/session"


def test_the_committed_contract_is_that_of_the_application() -> None:
    """Where this fails on purpose: ``make contracts``, and tell those who use the API."""
    assert FILE.read_text(encoding="utf-8") == contract()


@pytest.fixture(scope="module")
def desk(full_house: House) -> Desk:
    return full_house.login("kanri")


def test_requests_that_fit_the_contract_or_break_it_make_nothing_fail(full_house: House, desk: Desk) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", full_house.client.app)
    operations = [result.ok() for result in schema.get_all_operations()]
    tried = [operation for operation in operations if operation.label != ENDS_THE_LOGIN]
    assert len(tried) == len(operations) - 1 > 15
    for operation in tried:
        cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))
        fails_never(cases, desk)


def fails_never(cases: st.SearchStrategy[schemathesis.Case], desk: Desk) -> None:
    @settings(max_examples=6, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(cases)
    def check(case: schemathesis.Case) -> None:
        cookies = {**dict(desk.client.cookies), **dict(case.cookies or {})}
        headers = {"X-CSRF-Token": desk.csrf}
        case.call_and_validate(headers=headers, cookies=cookies, checks=[not_a_server_error])

    check()
