"""Which equilibria of a two-player game are perfect: the faces of each subset where nothing played is dominated.

In two-player games an equilibrium is (trembling-hand) perfect if and only if neither strategy is weakly dominated, by
mixtures neither. A mixed strategy is undominated if and only if it is a best reply to some mixture of the opponent's
that plays everything: so this depends on its support alone, and a set T of actions is undominated if the vertices of
the opponent's polytope at which all of T are best replies play, taken together, every action.

References
----------
Selten (1975), Reexamination of the perfectness concept for equilibrium points in extensive games.
van Damme (1991), Stability and perfection of Nash equilibria, theorem 3.2.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from typing import TypeAlias

from deterrence.solvers.polyhedron import Vertex, members

__all__ = ["perfect_faces"]

Strategy: TypeAlias = tuple[Fraction, ...]


def perfect_faces(
    strategies: Sequence[Strategy], opponent: Iterable[Vertex], own_shift: int, other_shift: int, others: int
) -> tuple[tuple[Strategy, ...], ...]:
    """The maximal faces of the hull of these strategies on which no strategy is dominated, by their vertices.

    Parameters
    ----------
    strategies
        The extreme strategies of one player in one maximal Nash subset.
    opponent
        All vertices of the polytope of the opponent's strategies; `tight` holds labels.
    own_shift, other_shift
        Where the labels of the player's and of the opponent's actions begin.
    others
        How many actions the opponent has.
    """
    everything = (1 << others) - 1
    # at each vertex: the player's best replies, and what the opponent plays
    replies = [(labels >> own_shift, everything & ~(labels >> other_shift)) for _, labels in opponent]

    @cache
    def undominated(actions: int) -> bool:
        played = 0
        for best, mixed in replies:
            if best & actions == actions:
                played |= mixed
        return played == everything

    supports = [sum(1 << k for k, p in enumerate(strategy) if p) for strategy in strategies]
    maximal: set[frozenset[int]] = set()
    seen = set()
    waiting = [frozenset(range(len(strategies)))]
    while waiting:
        face = waiting.pop()
        if not face or face in seen:
            continue
        seen.add(face)
        union = 0
        for k in face:
            union |= supports[k]
        if undominated(union):
            maximal.add(face)
        else:  # some action must go: a strategy on a smaller face does without it
            waiting += [frozenset(k for k in face if not supports[k] >> action & 1) for action in members(union)]
    faces = [face for face in maximal if not any(face < other for other in maximal)]
    return tuple(sorted(tuple(strategies[k] for k in sorted(face)) for face in faces))
