"""Which order each kind of writing keeps."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.lexicon.lexicon import Lexicon
from pipeline.read.listed import Listed
from pipeline.read.priors import Neighbours, Order, Prior, any_order, code_order, kana_order, script_order
from pipeline.read.script import Script

_PRIORS: Mapping[Script, Prior] = {
    Script.CODE: code_order,
    Script.KANA: kana_order,
    Script.NAME: script_order,
    Script.TEXT: script_order,
    Script.ADDRESS: script_order,
}

UNLISTED = {Script.ADDRESS: (1e-3, 1.0), Script.NAME: (0.05, 0.3), Script.KANA: (0.02, 0.1)}
"""Weights of leaving the lexicon's list, and of each letter then. Nearly every place is on it, and what follows a town
is free; there are more names than any list has, but few that begin like one and end otherwise."""


def order_of(script: Script, lexicon: Lexicon | None) -> Order:
    """The order of ``script``: what may stand beside what, and with a ``lexicon`` also its lists."""
    prior = _PRIORS.get(script, any_order)
    if lexicon is None or script not in UNLISTED:
        return Neighbours(prior)
    graph = {Script.ADDRESS: lexicon.addresses, Script.NAME: lexicon.names, Script.KANA: lexicon.kana}[script]
    return Listed(graph, prior, *UNLISTED[script])
