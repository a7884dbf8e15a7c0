"""A list of names as a graph of letters, which a reader walks along while it decides what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(eq=False, slots=True)
class Node:
    """What may follow one beginning of a name.

    ``begins`` gives the starts of other lists that a name which is over right here may be followed by; they are made
    when they are reached. Where ``ends``, the whole text may be over; where ``free``, anything may follow.
    """

    after: dict[str, Node] = field(default_factory=dict)
    begins: tuple[Callable[[], Node], ...] = ()
    ends: bool = False
    free: bool = False

    def grow(self, letters: str) -> Node:
        """The node behind ``letters``, made if need be."""
        node = self
        for letter in letters:
            if letter not in node.after:
                node.after[letter] = Node()
            node = node.after[letter]
        return node


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Where the names begin, and how letters are spelt in it: those that mean the same name are one."""

    start: Node
    spelt: Callable[[str], str]


Places = tuple[Node, ...]
"""Where in a graph a text leads to; several, since a name may go on or be over. Empty: no name begins like this."""


@lru_cache(maxsize=16384)
def places(graph: Graph, text: str) -> Places:
    """Where in ``graph`` the letters of ``text`` lead to."""
    if not text:
        return (graph.start,)
    letter = graph.spelt(text[-1])
    return _with_begun(node.after[letter] for node in places(graph, text[:-1]) if letter in node.after)


@lru_cache(maxsize=8192)
def letters_behind(here: Places) -> frozenset[str]:
    """The letters that names go on with."""
    return frozenset(letter for node in here for letter in node.after)


def _with_begun(nodes: Iterable[Node]) -> Places:
    found = list(nodes)
    for node in found:  # grows meanwhile: what is begun may itself be over at once
        found.extend(start() for start in node.begins)
    return tuple(found)
