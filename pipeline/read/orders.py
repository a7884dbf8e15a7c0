"""Which order each kind of writing keeps."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.lexicon.lexicon import Lexicon, graph_of
from pipeline.read.listed import Listed
from pipeline.read.patterned import Patterned
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


NOT_EXPECTED = (0.02, 0.5)
"""The same for a field's own list: what is not on it is written now and then."""


def order_of(
    script: Script, lexicon: Lexicon | None, expected: tuple[str, ...] = (), pattern: str | None = None
) -> Order:
    """The order of ``script``: what may stand beside what, and the list that goes with it.

    That is a field's own, of what is ``expected`` there, else that of a ``lexicon``; a code keeps to its ``pattern``.
    """
    prior = _PRIORS.get(script, any_order)
    if pattern is not None:
        return Patterned(pattern, prior)
    if expected:
        return Listed(graph_of(expected), prior, *NOT_EXPECTED)
    if lexicon is None or script not in UNLISTED:
        return Neighbours(prior)
    graph = {Script.ADDRESS: lexicon.addresses, Script.NAME: lexicon.names, Script.KANA: lexicon.kana}[script]
    return Listed(graph, prior, *UNLISTED[script])
