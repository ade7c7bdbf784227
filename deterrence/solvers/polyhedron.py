"""Vertices and rays of a polyhedron, exactly: the double description method in integers.

The polyhedron {y : b + a.y >= 0} is the slice t = 1 of the cone {(t, y) : b t + a.y >= 0, t >= 0}. The cone is cut
by one inequality after the other. Each cut keeps the extreme rays on its right side and adds one ray for each pair
of adjacent rays that it separates. Every number is an integer and every ray is divided by its greatest common
divisor, so ties, degenerate vertices and redundant rows need no tolerance.

References
----------
Motzkin, Raiffa, Thompson and Thrall (1953), The double description method.
Fukuda and Prodon (1996), Double description method revisited: Proposition 7, the combinatorial test of adjacency.
Burton (2010), Optimizing the double description method for normal surface enumeration: only some faces are wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import gcd, lcm
from operator import mul
from typing import NamedTuple, TypeAlias

from deterrence.errors import SolverError

__all__ = ["Vertex", "vertices"]

Row: TypeAlias = tuple[int, ...]
Ray: TypeAlias = tuple[Row, int]  # coordinates (t, y), and the bits of the inequalities that hold with equality
Cut: TypeAlias = tuple[Row, int, int]  # a ray and its distance from the hyperplane that cuts


class Vertex(NamedTuple):
    """A vertex of a polyhedron, or the direction of one of its extreme rays.

    Attributes
    ----------
    point
        The coordinates. A ray's direction is the one with coprime integers.
    tight
        Bit k is set where inequality row k (in the caller's order) holds with equality.
    """

    point: tuple[Fraction, ...]
    tight: int


def vertices(
    rows: Sequence[Sequence[Fraction | int]],
    equal: Sequence[Sequence[Fraction | int]] = (),
    *,
    limit: int | None = None,
    signs: int = 0,
    allowed: Callable[[int], bool] | None = None,
) -> tuple[tuple[Vertex, ...], tuple[Vertex, ...]]:
    """All vertices and all extreme rays of {y : b + a.y >= 0 for (b, *a) in rows, b + a.y = 0 in equal}.

    Parameters
    ----------
    rows
        Inequalities (b, a_1, ..., a_d) in integers or Fractions. Redundant and repeated rows do no harm.
    equal
        Equalities in the same form.
    limit
        The most vertices and rays to list, or to meet on the way, so that a hopeless question ends. None: no limit.
    signs, allowed
        List only vertices and rays in a union of faces. The *support* of a point is the set of rows among the first
        `signs` that do not hold with equality, as bits; `allowed` says whether a support is wanted. Whatever lies in
        an allowed support must be allowed. What is not wanted is dropped on the way: it costs nothing later.

    Returns
    -------
    vertices, rays
        Each once, in lexicographic order. The polyhedron is the convex hull of the vertices plus the cone of the rays.
        An empty polyhedron has neither.

    Raises
    ------
    SolverError
        If the polyhedron is not empty and contains a line, for then it has no vertex; if rows differ in length; or
        if a number is not rational.

    Notes
    -----
    The time is polynomial in the number of rays met on the way. In the worst case that number grows exponentially
    with the dimension. The best-response polyhedra of games with up to ten actions a side are small.

    Dropping on the way loses nothing (Burton 2010, where it enumerates normal surfaces). A new ray is a
    positive combination of two, so its support is the union of theirs: none that is allowed comes from one that is not.
    And the smallest face around two rays whose union is allowed has only allowed rays, so the test of adjacency does
    not miss what was dropped.
    """
    inequalities = [_integers(row) for row in rows]
    equalities = [_integers(row) for row in equal]
    lengths = {len(row) for row in (*inequalities, *equalities)}
    if len(lengths) != 1 or 0 in lengths:
        raise SolverError(
            "a polyhedron needs at least one row (b, a_1, ..., a_d), and all rows of one length; "
            f"the lengths given are {sorted(lengths)}"
        )
    size = lengths.pop()
    lines: list[Row] = [tuple(int(i == j) for j in range(size)) for i in range(size)]
    for row in equalities:
        lines = _on_hyperplane(lines, row)
    cone = len(lines)  # the dimension of the space in which the cone lies
    horizon = len(inequalities)  # the bit of t >= 0, which goes in first and is not reported
    time_forward = (1,) + (0,) * (size - 1)
    numbered = list(enumerate(inequalities))
    order = [(time_forward, horizon), *_insertion_order(numbered[:signs]), *_insertion_order(numbered[signs:])]
    wanted = None if allowed is None else _Wanted((1 << signs) - 1, allowed)

    rays: list[Ray] = []
    done = 0
    for step, (row, number) in enumerate(order):
        bit = 1 << number
        pivot = next((line for line in lines if sum(map(mul, row, line))), None)
        if pivot is not None:
            lines, rays = _spend_line(lines, rays, pivot, row, bit, done)
        else:
            rays = _cut(rays, row, bit, cone - len(lines), wanted if step > signs else None)
        done |= bit
        if wanted is not None and step == signs:
            rays = [ray for ray in rays if wanted(ray[1])]
        if limit is not None and len(rays) > limit:
            raise SolverError(f"the polyhedron has too many vertices: the limit of {limit:,} was passed on the way")
        if not any(point[0] for point, _ in rays):
            return (), ()
    if lines:
        raise SolverError(
            f"the polyhedron contains a line (in direction {lines[0][1:]}), so it has no vertices; "
            "add bounds on these coordinates"
        )
    finite = _in_order([ray for ray in rays if ray[0][0]])
    infinite = sorted((y, tight & ~(1 << horizon)) for (t, *y), tight in rays if not t)
    return (
        tuple(Vertex(tuple([Fraction(x, t) for x in y]), tight) for (t, *y), tight in finite),
        tuple(Vertex(tuple(map(Fraction, y)), tight) for y, tight in infinite),
    )


def _in_order(rays: list[Ray]) -> list[Ray]:
    """Rays with t > 0 in the lexicographic order of the points y / t.

    Two different fractions with denominators below 2^k differ by more than 2^-2k, so their first 2k binary digits
    order them; and integers compare faster than Fractions.
    """
    digits = 2 * max(point[0] for point, _ in rays).bit_length()
    return sorted(rays, key=lambda ray: [(x << digits) // ray[0][0] for x in ray[0][1:]])


def _integers(row: Sequence[Fraction | int]) -> Row:
    """The row times the positive number that makes its entries coprime integers."""
    try:
        scale = lcm(*(int(x.denominator) for x in row))
        numbers = tuple(int(x.numerator) * (scale // int(x.denominator)) for x in row)
    except AttributeError:
        raise SolverError(
            f"the row {tuple(row)!r} is not rational; write integers or Fractions, for example Fraction('0.1')"
        ) from None
    divisor = gcd(*numbers)
    return tuple(x // divisor for x in numbers) if divisor > 1 else numbers


class _Wanted:
    """Whether a ray's support is allowed, each support asked once."""

    def __init__(self, signs: int, allowed: Callable[[int], bool]) -> None:
        self.signs, self.allowed, self.known = signs, allowed, dict[int, bool]()

    def __call__(self, tight: int) -> bool:
        support = self.signs & ~tight
        if support not in self.known:
            self.known[support] = self.allowed(support)
        return self.known[support]


def _insertion_order(rows: list[tuple[int, Row]]) -> list[tuple[Row, int]]:
    """Sparse rows first, then lexicographic: bounds on single coordinates make the first cone simplicial."""
    return sorted(
        ((row, number) for number, row in rows),
        key=lambda item: (sum(1 for x in item[0] if x), item[0], item[1]),
    )


def _combine(first: Row, weight: int, second: Row, other: int) -> Row:
    """Coprime integers along weight * first + other * second."""
    numbers = [weight * x + other * y for x, y in zip(first, second, strict=True)]
    divisor = gcd(*numbers)
    return tuple([x // divisor for x in numbers]) if divisor > 1 else tuple(numbers)


def _on_hyperplane(lines: list[Row], row: Row) -> list[Row]:
    """A basis of the part of the span of `lines` where row = 0."""
    values = [sum(map(mul, row, line)) for line in lines]
    pivot = next((k for k, value in enumerate(values) if value), None)
    if pivot is None:
        return lines
    return [
        _combine(line, values[pivot], lines[pivot], -value) if value else line
        for k, (line, value) in enumerate(zip(lines, values, strict=True))
        if k != pivot
    ]


def _spend_line(
    lines: list[Row], rays: list[Ray], pivot: Row, row: Row, bit: int, done: int
) -> tuple[list[Row], list[Ray]]:
    """Cut a cone across its line `pivot`: half of that line becomes a ray, all else moves to row = 0."""
    height = sum(map(mul, row, pivot))
    if height < 0:
        pivot, height = tuple(-x for x in pivot), -height
    moved = [(_combine(point, height, pivot, -sum(map(mul, row, point))), tight | bit) for point, tight in rays]
    return _on_hyperplane(lines, row), [*moved, (pivot, done)]


def _cut(rays: list[Ray], row: Row, bit: int, dimension: int, wanted: _Wanted | None) -> list[Ray]:
    """The extreme rays of a pointed cone of this dimension, after the inequality row >= 0."""
    kept: list[Ray] = []
    above: list[Cut] = []
    below: list[Cut] = []
    for ray in rays:
        point, tight = ray
        value = sum(map(mul, row, point))
        if value > 0:
            kept.append(ray)
            above.append((point, tight, value))
        elif value < 0:
            below.append((point, tight, -value))
        else:
            kept.append((point, tight | bit))
    masks = [tight for _, tight in rays]
    for (point, tight, value), (other, other_tight, depth) in _neighbours(above, below, masks, dimension, wanted):
        kept.append((_combine(point, depth, other, value), tight & other_tight | bit))
    return kept


def _neighbours(
    above: list[Cut], below: list[Cut], masks: list[int], dimension: int, wanted: _Wanted | None
) -> Iterator[tuple[Cut, Cut]]:
    """The pairs of adjacent rays, one on each side, whose combination is wanted.

    Two rays span a face if and only if the hyperplanes they share meet in a plane; so they share at least
    dimension - 2 of them. A *simple* ray lies on dimension - 1 hyperplanes, no more than a ray must. These are
    independent, so sharing all but one of them is also enough, and a dictionary finds such pairs without a search.
    """
    simple = dimension - 1
    crowded = [ray for ray in below if ray[1].bit_count() != simple]
    carriers: list[int] = []
    by_ridge: dict[int, Cut] = {}
    for ray in below:
        if ray[1].bit_count() == simple:
            for ridge in _all_but_one(ray[1]):
                by_ridge[ridge] = ray  # the only one: a face of dimension two has two rays
    for ray in above:
        tight = ray[1]
        if tight.bit_count() == simple:
            for ridge in _all_but_one(tight):
                if ridge in by_ridge and (wanted is None or wanted(ridge)):
                    yield ray, by_ridge[ridge]
            for other in crowded:
                common = tight & other[1]
                if common.bit_count() >= simple - 1 and (wanted is None or wanted(common)):
                    yield ray, other
        else:
            carriers = carriers or transposed(masks, max(masks).bit_length())
            for other in below:
                common = tight & other[1]
                if (
                    common.bit_count() >= simple - 1
                    and (wanted is None or wanted(common))
                    and (other[1].bit_count() == simple or _adjacent(common, carriers, len(masks)))
                ):
                    yield ray, other


def _all_but_one(bits: int) -> Iterator[int]:
    """Each set that lacks one element of `bits`."""
    rest = bits
    while rest:
        lowest = rest & -rest
        yield bits ^ lowest
        rest ^= lowest


def _adjacent(common: int, carriers: list[int], count: int) -> bool:
    """Whether just two of the `count` rays carry all of `common`: then nothing else lies on their smallest face."""
    rays = (1 << count) - 1  # all of them, where nothing is shared: a plane has two rays
    for label in members(common):
        rays &= carriers[label]
    return rays.bit_count() == 2


def members(bits: int) -> Iterator[int]:
    """The indices of the bits set, ascending."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def transposed(masks: Sequence[int], width: int) -> list[int]:
    """For each of `width` bits the set of masks that have it: bit k of entry j is bit j of mask k."""
    backwards = masks[::-1]
    return [int("0" + "".join(["1" if mask >> j & 1 else "0" for mask in backwards]), 2) for j in range(width)]
