"""Which equilibria of a two-player game are perfect: the faces of each subset where nothing played is dominated.

In two-player games an equilibrium is (trembling-hand) perfect if and only if neither strategy is weakly dominated, by
mixtures neither. A mixed strategy is undominated if and only if it is a best reply to some mixture of the opponent's
that plays everything: so this depends on its support alone. A set of actions is undominated if the vertices of the
opponent's best-response polytope at which all of them are best replies play, taken together, every action; where that
polytope has too many vertices, a linear program looks for such a mixture.

References
----------
Selten (1975), Reexamination of the perfectness concept for equilibrium points in extensive games.
van Damme (1991), Stability and perfection of Nash equilibria, theorem 3.2.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from typing import TypeAlias

from deterrence.errors import SolverError
from deterrence.solvers.linear import maximise
from deterrence.solvers.polyhedron import members, vertices

__all__ = ["perfect_faces", "undominated_sets"]

Strategy: TypeAlias = tuple[Fraction, ...]
MOST_VERTICES = 3_000


def undominated_sets(payoffs: Sequence[Sequence[Fraction]]) -> Callable[[int], bool]:
    """A function that says of sets of a player's actions, as bits, whether mixtures of them are undominated.

    `payoffs` has a row for each of her actions, a column for each of the opponent's.
    """
    try:
        replies = _replies(payoffs)
    except SolverError:
        return cache(lambda actions: _best_against_all(payoffs, actions))
    everything = (1 << len(payoffs[0])) - 1

    @cache
    def undominated(actions: int) -> bool:
        played = 0
        for best, mixed in replies:
            if best & actions == actions:
                played |= mixed
        return played == everything

    return undominated


def _replies(payoffs: Sequence[Sequence[Fraction]]) -> set[tuple[int, int]]:
    """At each vertex of the opponent's best-response polytope the best replies, and what the opponent plays."""
    own, others = len(payoffs), len(payoffs[0])
    shift = 1 - min(map(min, payoffs))  # positive payoffs make the polytope bounded and keep every best reply
    best: list[tuple[Fraction | int, ...]] = [(1, *(-(x + shift) for x in row)) for row in payoffs]
    bounds = [(0, *(int(j == k) for j in range(others))) for k in range(others)]
    found, _ = vertices([*best, *bounds], limit=MOST_VERTICES)
    everything = (1 << others) - 1
    return {(labels & ((1 << own) - 1), everything & ~(labels >> own)) for _, labels in found}


def _best_against_all(payoffs: Sequence[Sequence[Fraction]], actions: int) -> bool:
    """Whether all of these are best replies to something that plays everything."""
    others = len(payoffs[0])
    leader, *rest = members(actions)

    def ahead(other: int) -> list[Fraction | int]:
        return [0, *(x - y for x, y in zip(payoffs[leader], payoffs[other], strict=True)), 0]

    # the variables: the opponent's probabilities, and the least of them
    positive = [[0, *(int(j == k) for j in range(others)), -1] for k in range(others)]
    worse = [ahead(k) for k in range(len(payoffs)) if not actions >> k & 1]
    found = maximise([0] * others + [1], [*positive, *worse], [[-1, *([1] * others), 0], *(ahead(k) for k in rest)])
    return found is not None and found.value > 0


def perfect_faces(
    strategies: Sequence[Strategy], undominated: Callable[[int], bool]
) -> tuple[tuple[Strategy, ...], ...]:
    """The maximal faces of the hull of these strategies on which no strategy is dominated, by their vertices.

    Parameters
    ----------
    strategies
        The extreme strategies of one player in one maximal Nash subset.
    undominated
        From `undominated_sets` of her payoffs.
    """
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
