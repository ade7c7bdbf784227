"""Polytopes of mixed strategies: does one lie in another, and is the union of two a polytope?

References
----------
Bemporad, Fukuda and Torrisi (2001), Convexity recognition of the union of polyhedra: the union of two is convex if and
only if it is their envelope, the set where those inequalities of each hold that hold on the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from deterrence.solvers.linear import maximise
from deterrence.solvers.polyhedron import vertices

__all__ = ["Polytope", "hull_holds", "largest", "merged"]

Strategy: TypeAlias = tuple[Fraction, ...]
Row: TypeAlias = tuple[int, ...]
Product: TypeAlias = "tuple[Polytope, Polytope]"
MOST_PIECES = 200  # more are left as they are


@dataclass(frozen=True)
class Polytope:
    """Mixed strategies x with a.x >= 0 for each of some rows a; equal to another with the same vertices.

    Attributes
    ----------
    points
        The vertices, in ascending order.
    rows
        The inequalities; an equality is two of them. That probabilities are >= 0 and sum to 1 goes without saying.
    """

    points: tuple[Strategy, ...]
    rows: frozenset[Row] = field(compare=False)

    @cached_property
    def _hash(self) -> int:
        return hash(self.points)

    def __hash__(self) -> int:  # worked out once: numbers are long
        return self._hash

    def lies_in(self, other: Polytope) -> bool:
        """Whether no point lies outside the other."""
        return all(_holds(row, self.points) for row in other.rows)

    def joined(self, other: Polytope) -> Polytope | None:
        """The union, if it is a polytope."""
        ours = [row for row in self.rows if not _holds(row, other.points)]
        theirs = [row for row in other.rows if not _holds(row, self.points)]
        if not ours:
            return self
        if not theirs:
            return other
        common = (self.rows | other.rows).difference(ours, theirs)
        size = len(self.points[0])
        for one in ours:
            for two in theirs:  # beyond both: in neither
                beyond = _vertices(size, [*common, tuple(-x for x in one), tuple(-x for x in two)])
                if any(_value(one, p) < 0 for p in beyond) and any(_value(two, p) < 0 for p in beyond):
                    return None
        return Polytope(_vertices(size, sorted(common)), common)


def largest(products: Sequence[Product]) -> list[Product]:
    """Those that lie in no other, in the order of their vertices."""
    sides = [list(dict.fromkeys(side)) for side in zip(*products, strict=True)]
    places = [{polytope: k for k, polytope in enumerate(side)} for side in sides]
    inside = [[[one.lies_in(other) for other in side] for one in side] for side in sides]
    different = {(places[0][first], places[1][second]): (first, second) for first, second in products}
    kept = [
        product
        for (k, j), product in different.items()
        if not any(inside[0][k][one] and inside[1][j][other] for one, other in different if (one, other) != (k, j))
    ]
    return sorted(kept, key=lambda product: (product[0].points, product[1].points))


def merged(products: Sequence[Product]) -> list[Product]:
    """The same union of products, with two replaced by one where they share a side and the other sides can be joined.

    None of those returned lies in another; they come in the order of their vertices.
    """
    waiting = list(products)
    found: dict[Product, None] = {}
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        for other in found if len(found) < MOST_PIECES else ():
            for side in (0, 1):
                if one[1 - side] == other[1 - side]:
                    union = one[side].joined(other[side])
                    if union is not None:
                        waiting.append((union, one[1]) if side == 0 else (one[0], union))
        found[one] = None
    return largest(list(found))


def hull_holds(points: Sequence[Strategy], point: Strategy) -> bool:
    """Whether a point is a mixture of others."""
    if point in points:
        return True
    near = [other for other in points if not any(q and not p for p, q in zip(point, other, strict=True))]
    if any(p and not any(other[k] for other in near) for k, p in enumerate(point)):
        return False  # only those that play nothing else count, and together they do not play enough
    equal = [(-x, *(other[k] for other in near)) for k, x in enumerate(point)]
    return maximise([0] * len(near), [], equal) is not None  # coordinates sum to 1, so the weights do


def _value(row: Row, point: Strategy) -> Fraction:
    return sum((a * p for a, p in zip(row, point, strict=True) if a and p), Fraction())


def _holds(row: Row, points: Sequence[Strategy]) -> bool:
    return all(_value(row, point) >= 0 for point in points)


def _vertices(size: int, rows: Sequence[Row]) -> tuple[Strategy, ...]:
    bounds = [(0, *(int(j == k) for j in range(size))) for k in range(size)]
    found, _ = vertices([*bounds, *((0, *row) for row in rows)], [(-1, *([1] * size))])
    return tuple(point for point, _ in found)
