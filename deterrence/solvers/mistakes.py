"""Orders of a player's actions by how likely they are as mistakes, and the cones of strategies that go with them.

An order puts actions in classes, the likeliest first. Its cone holds the opponent's strategies, at all scales, against
which actions of one class pay the same and those of an earlier class at least as much as those of a later one. An order
is built class by class and given up where its cone cannot be part of any proof: where the opponent can play nothing of
an equilibrium there, or not everything by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm
from typing import TypeAlias

from deterrence.errors import SolverError
from deterrence.solvers.polyhedron import members, vertices
from deterrence.solvers.polytopes import Polytope

__all__ = ["Cone", "TooMany", "Work", "integers", "orders"]

MOST_RAYS = 500  # of one cone
MOST_WORK = 25_000  # rays of all cones: about ten seconds

Strategy: TypeAlias = tuple[Fraction, ...]
Integers: TypeAlias = Sequence[Sequence[int]]
Order: TypeAlias = tuple[int, ...]  # classes of actions as bits


class TooMany(Exception):
    """A bound was met; the message says which."""


class Work:
    """How many rays were found, and where that ends."""

    def __init__(self, limited: bool) -> None:
        self.most = MOST_RAYS if limited else None
        self.left = MOST_WORK if limited else None

    def spend(self, rays: int) -> None:
        if self.left is not None:
            self.left -= rays
            if self.left < 0:
                raise TooMany(f"the orders of mistakes that may fit have more than {MOST_WORK:,} extreme rays")


class Cone:
    """The opponent's strategies, at all scales, against which a player's actions are in a given order.

    Attributes
    ----------
    order, rest
        The classes of the player's actions, and those not yet in one: no better than the last class.
    rays
        The extreme rays, as strategies, each with the set of the opponent's actions it plays.
    """

    def __init__(self, payoffs: Integers, order: Order, rest: int, work: Work, only: int | None = None) -> None:
        self.order, self.rest = order, rest
        self.equal, self.rows = _conditions(payoffs, order, rest)
        others = len(payoffs[0])
        played = [j for j in range(others) if only is None or only >> j & 1]
        bounds = [(0, *(int(j == k) for j in played)) for k in played]
        try:
            _, rays = vertices(
                [*bounds, *((0, *(row[j] for j in played)) for row in self.rows)],
                [(0, *(row[j] for j in played)) for row in self.equal],
                limit=work.most,
            )
        except SolverError:
            raise TooMany(f"a cone of mistakes has more than {MOST_RAYS:,} extreme rays") from None
        work.spend(len(rays))
        self.rays: list[tuple[int, Strategy]] = []
        for point, _ in rays:
            total, full = sum(point), [Fraction()] * others
            for j, x in zip(played, point, strict=True):
                full[j] = x / total
            self.rays.append((sum(1 << j for j, x in enumerate(full) if x), tuple(full)))
        self._plays: dict[int, bool] = {}

    @cached_property
    def chain(self) -> tuple[int, ...]:
        """The first class, the first two, and so on."""
        result = [0]
        for group in self.order:
            result.append(result[-1] | group)
        return tuple(result[1:])

    @property
    def named(self) -> tuple[tuple[int, ...], ...]:
        """The order with the numbers of the actions."""
        return tuple(tuple(members(group)) for group in self.order)

    def plays(self, actions: int) -> bool:
        """Whether a strategy in the cone plays exactly these actions of the opponent's."""
        if actions not in self._plays:
            union = 0
            for played, _ in self.rays:
                if played & ~actions == 0:
                    union |= played
            self._plays[actions] = union == actions
        return self._plays[actions]

    def plays_all(self, chain: Sequence[int]) -> bool:
        """Whether each of some sets of the opponent's actions can be played."""
        return all(map(self.plays, chain))

    def _strategies(self, actions: int) -> tuple[Strategy, ...]:
        return tuple(sorted(point for played, point in self.rays if played & ~actions == 0))

    def mistake(self, actions: int) -> Strategy:
        """A strategy in the cone that plays exactly these actions."""
        chosen = self._strategies(actions)
        return tuple(sum(column, Fraction()) / len(chosen) for column in zip(*chosen, strict=True))

    def polytope(self, actions: int) -> Polytope:
        """The strategies in the cone that play nothing but these actions."""
        points = self._strategies(actions)
        size = range(len(points[0]))
        absent = [tuple(-int(j == k) for j in size) for k in size if not actions >> k & 1]
        twice = [sign for row in self.equal for sign in (row, tuple(-x for x in row))]
        return Polytope(points, frozenset([*self.rows, *twice, *absent]))


def _conditions(payoffs: Integers, order: Order, rest: int) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """Equal payoffs within classes; each class at least as good as the next, the last as all that is not in order."""
    equal, rows = [], []
    leaders = []
    for group in order:
        leader, *others = members(group)
        leaders.append(leader)
        equal += [_minus(payoffs[leader], payoffs[other]) for other in others]
    rows = [_minus(payoffs[better], payoffs[worse]) for better, worse in pairwise(leaders)]
    rows += [_minus(payoffs[leaders[-1]], payoffs[other]) for other in members(rest)]
    return equal, rows


def _minus(first: Sequence[int], second: Sequence[int]) -> tuple[int, ...]:
    return tuple(x - y for x, y in zip(first, second, strict=True))


def orders(payoffs: Integers, starts: set[tuple[int, int]], work: Work) -> dict[int, list[Cone]]:
    """The orders of a player's actions that may be in a proof, by their first class.

    `starts` holds first classes, each with what the opponent plays in a subset. The opponent must be able to play
    something of that, and everything as a mistake.
    """
    everything, everyone = (1 << len(payoffs)) - 1, (1 << len(payoffs[0])) - 1
    cones: dict[Order, Cone] = {}
    result: dict[int, dict[Order, Cone]] = {}
    for first, whole in sorted(starts):
        waiting: list[tuple[Order, int]] = [((first,), everything & ~first)]
        while waiting:
            order, rest = waiting.pop()
            if order not in cones:
                cones[order] = Cone(payoffs, order, rest, work)
            if not cones[order].plays(everyone):
                continue
            if rest:
                waiting += [((*order, group), rest & ~group) for group in _next(payoffs, order, rest, whole, work)]
            else:
                result.setdefault(first, {})[order] = cones[order]
    return {
        first: [known[order] for order in sorted(known, key=lambda o: (len(o), o))] for first, known in result.items()
    }


def _next(payoffs: Integers, order: Order, rest: int, whole: int, work: Work) -> Iterator[int]:
    """The sets that may be the next class: their actions can be, together, the best of the rest."""
    waiting = [(0, list(members(rest)))]
    while waiting:
        group, free = waiting.pop()
        for place, action in enumerate(free):
            larger = group | 1 << action
            if Cone(payoffs, (*order, larger), rest & ~larger, work, whole).rays:
                yield larger
                waiting.append((larger, free[place + 1 :]))


def integers(matrix: Sequence[Sequence[Fraction]]) -> list[list[int]]:
    scale = lcm(*(x.denominator for row in matrix for x in row))
    return [[x.numerator * (scale // x.denominator) for x in row] for row in matrix]
