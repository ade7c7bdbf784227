"""Polytopes whose rows are functions of the parameters: their vertices, in every case.

The double description method of `deterrence.solvers.polyhedron`, with signs that are asked for. A vertex is a convex
combination, with positive weights, of vertices found before it, so its coordinates are zero throughout a branch or
nowhere in it: which of them vanish is read off, and nothing but the rows is ever compared with zero.

References
----------
Motzkin, Raiffa, Thompson and Thrall (1953), The double description method.
Fukuda and Prodon (1996), Double description method revisited: Proposition 7, the combinatorial test of adjacency.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import TypeAlias

from deterrence.algebra.rational_function import Ratio
from deterrence.errors import SolverError
from deterrence.regions.cases import Cases

Value: TypeAlias = Ratio | Fraction | int
Row: TypeAlias = Sequence[Value]
Point: TypeAlias = tuple[Ratio, ...]
_Ray: TypeAlias = tuple[tuple[Value, ...], int]  # coordinates, and bits of the rows that hold with equality
MOST = 2_000  # rays
NOT_NEGATIVE = frozenset((0, 1))


def corners(
    equalities: Iterable[Row],
    inequalities: Iterable[Row],
    unknowns: int,
    cases: Cases,
    *,
    positive: Iterable[int] = (),
) -> tuple[Point, ...]:
    """The vertices of {y >= 0 : b + a.y = 0 for (b, *a) in equalities, b + a.y >= 0 in inequalities}, in this branch.

    Parameters
    ----------
    equalities, inequalities
        Rows (b, a_1, ..., a_d) of Ratios and numbers. Equations that make the set bounded, such as "these sum to 1",
        come first: fewer signs are asked for.
    unknowns
        The number d of unknowns. They are not negative.
    cases
        Where signs are asked.
    positive
        Unknowns that are to be positive: where one of them vanishes on the whole set, nothing is returned, early.

    Returns
    -------
    In an order that does not depend on the branch; none where the set is empty.

    Raises
    ------
    SolverError
        Where the set is unbounded, or has too many vertices.
    """
    wanted = reduce(or_, (1 << (k + 1) for k in positive), 0)
    rays = _cut(unknowns + 1, [*((row, True) for row in equalities), *((row, False) for row in inequalities)],
                cases, 1 | wanted)  # fmt: skip
    found = [ray for ray, _ in rays if not _zero(ray[0])]
    if found and len(found) < len(rays):
        raise SolverError("a set of strategies or beliefs is unbounded")
    ring = cases.domain.ring
    return _ordered(tuple(x if isinstance(x, Ratio) else ring.number(x) for x in ray[1:]) for ray in found)


def directions(rows: Iterable[Row], width: int, cases: Cases) -> tuple[Point, ...]:
    """The extreme rays of the cone {y >= 0 : a.y >= 0 for a in rows}, in this branch, each up to a positive factor."""
    ring = cases.domain.ring
    rays = _cut(width, [(row, False) for row in rows], cases, 0)
    return _ordered(tuple(x if isinstance(x, Ratio) else ring.number(x) for x in ray) for ray, _ in rays)


def covers(points: Iterable[Point], places: Iterable[int]) -> bool:
    """Whether each of some coordinates is positive at one of the vertices."""
    left = set(places)
    for point in points:
        left -= {k for k in left if not _zero(point[k])}
    return not left


def dot(row: Row, point: Sequence[Value]) -> Value:
    """b + a.y, the row being (b, *a)."""
    return _sum([row[0], *(_times(a, y) for a, y in zip(row[1:], point, strict=True))])


def _zero(value: Value) -> bool:
    return value.is_zero if isinstance(value, Ratio) else not value


def _one(value: Value) -> bool:
    return value.is_one if isinstance(value, Ratio) else value == 1


def _times(a: Value, y: Value) -> Value:
    if _zero(a) or _zero(y):
        return 0
    return y if _one(a) else a if _one(y) else a * y


def _sum(values: Iterable[Value]) -> Value:
    total: Value = 0
    for value in values:
        if not _zero(value):
            total = value if _zero(total) else total + value
    return total


def _ordered(points: Iterable[Point]) -> tuple[Point, ...]:
    """Positive coordinates first, then by how they are written."""
    return tuple(sorted(points, key=lambda point: (tuple(map(_zero, point)), tuple(map(repr, point)))))


def _constant(row: Row) -> bool:
    return all(not isinstance(x, Ratio) or x.constant is not None for x in row)


def _cut(width: int, rows: Sequence[tuple[Row, bool]], cases: Cases, wanted: int) -> list[_Ray]:
    """The extreme rays of the orthant cut by rows: equations, then what is the same everywhere, first.

    Where one of the coordinates in the mask `wanted` vanishes at all rays, none is returned: rows only take away.
    """
    everything = (1 << width) - 1
    rays: list[_Ray] = [(tuple(1 if j == k else 0 for j in range(width)), everything & ~(1 << k)) for k in range(width)]
    for place, (row, equal) in enumerate(sorted(rows, key=lambda item: (not item[1], not _constant(item[0])))):
        values = [_sum(_times(a, y) for a, y in zip(row, ray, strict=True)) for ray, _ in rays]
        if not equal and all(cases.within(value, NOT_NEGATIVE) for value in values):
            continue  # the row takes nothing away: whether it is tight somewhere is of no account
        if len(rays) == 1 and not equal:
            return []
        signs = [cases.sign(value) for value in values]
        bit = 1 << (width + place)
        kept: list[_Ray] = []
        for (ray, tight), sign in zip(rays, signs, strict=True):
            if sign == 0:
                kept.append((ray, tight | bit))
            elif sign > 0 and not equal:
                kept.append((ray, tight))
        for i, above in enumerate(signs):
            for j, below in enumerate(signs):
                if above > 0 > below and _adjacent(rays, i, j):
                    kept.append((_between(rays[i][0], values[i], rays[j][0], values[j]), rays[i][1] & rays[j][1] | bit))
        rays = kept
        if len(rays) > MOST:
            raise SolverError(f"a set of strategies or beliefs has more than {MOST} vertices")
        if reduce(lambda mask, ray: mask & ray[1], rays, wanted) or not rays:
            return []
    return rays


def _adjacent(rays: Sequence[_Ray], i: int, j: int) -> bool:
    common = rays[i][1] & rays[j][1]
    return not any(common & ~tight == 0 for k, (_, tight) in enumerate(rays) if k not in (i, j))


def _between(upper: Sequence[Value], above: Value, lower: Sequence[Value], below: Value) -> tuple[Value, ...]:
    """Where the row vanishes between two rays; a vertex (first coordinate 1) where one of them is."""
    gap = above - below
    first, second = _over(-below, gap), _over(above, gap)
    made = [_sum([_times(first, x), _times(second, y)]) for x, y in zip(upper, lower, strict=True)]
    if _zero(made[0]) or _one(made[0]):
        return tuple(made)
    return tuple(_over(x, made[0]) for x in made)


def _over(x: Value, y: Value) -> Value:
    return 0 if _zero(x) else (Fraction(x) if isinstance(x, int) else x) / y
