"""Vertices and rays: known polyhedra, and brute force over all subsets of rows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, permutations, product
from math import gcd, lcm

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import SolverError
from deterrence.solvers.polyhedron import Vertex, vertices

Rows = tuple[tuple[Fraction | int, ...], ...]


def value(row: tuple[Fraction | int, ...], point: tuple[Fraction, ...]) -> Fraction:
    return row[0] + sum((a * y for a, y in zip(row[1:], point, strict=True)), Fraction())


def unit(k: int, dimension: int, sign: int = 1) -> tuple[int, ...]:
    return tuple(sign * int(k == j) for j in range(dimension))


def cube(dimension: int) -> Rows:
    below = tuple((0, *unit(k, dimension)) for k in range(dimension))
    return below + tuple((1, *unit(k, dimension, -1)) for k in range(dimension))


def points(found: tuple[Vertex, ...]) -> list[tuple[Fraction | int, ...]]:
    return [vertex.point for vertex in found]


# ---------------------------------------------------------------------------------------------------------------------
# brute force: every vertex is the only solution of the equalities and some rows; every ray likewise, with b = 0


def null_space(matrix: list[tuple[Fraction | int, ...]], width: int) -> list[tuple[Fraction, ...]]:
    rows = [[Fraction(x) for x in row] for row in matrix]
    pivots: list[int] = []
    for column in range(width):
        k = next((k for k in range(len(pivots), len(rows)) if rows[k][column]), None)
        if k is None:
            continue
        r = len(pivots)
        rows[r], rows[k] = rows[k], rows[r]
        rows[r] = [x / rows[r][column] for x in rows[r]]
        for other in range(len(rows)):
            if other != r and rows[other][column]:
                rows[other] = [x - rows[other][column] * y for x, y in zip(rows[other], rows[r], strict=True)]
        pivots.append(column)
    basis = []
    for free in (c for c in range(width) if c not in pivots):
        vector = [Fraction(int(c == free)) for c in range(width)]
        for r, column in enumerate(pivots):
            vector[column] = -rows[r][free]
        basis.append(tuple(vector))
    return basis


def brute(rows: Rows, equal: Rows = ()) -> tuple[list[tuple[Fraction, ...]], list[tuple[Fraction, ...]]]:
    width = len((*rows, *equal)[0])
    corners, directions = set(), set()
    for chosen in tight_subsets(rows):
        basis = null_space([*equal, *chosen], width)
        if len(basis) == 1 and basis[0][0]:
            point = tuple(x / basis[0][0] for x in basis[0][1:])
            if all(value(row, point) >= 0 for row in rows):
                corners.add(point)
        basis = null_space([row[1:] for row in (*equal, *chosen)], width - 1)
        if len(basis) == 1:
            for sign in (1, -1):
                direction = tuple(sign * x for x in basis[0])
                if all(value((0, *row[1:]), direction) >= 0 for row in rows):
                    scale = Fraction(lcm(*(x.denominator for x in direction)))
                    scale /= gcd(*(int(x * scale) for x in direction))
                    directions.add(tuple(x * scale for x in direction))
    return sorted(corners), sorted(directions) if corners else []


def tight_subsets(rows: Rows) -> Iterator[tuple[tuple[Fraction | int, ...], ...]]:
    for size in range(len(rows[0])):
        yield from combinations(rows, size)


# ---------------------------------------------------------------------------------------------------------------------
# known polyhedra


@pytest.mark.parametrize("dimension", [1, 2, 3, 4, 6])
def test_cube(dimension: int) -> None:
    found, rays = vertices(cube(dimension))
    assert points(found) == sorted(product((Fraction(0), Fraction(1)), repeat=dimension))
    assert rays == ()
    for point, tight in found:
        assert tight == sum(1 << (k + dimension * int(y)) for k, y in enumerate(point))


@pytest.mark.parametrize("dimension", [1, 2, 5])
def test_simplex_given_by_an_equality(dimension: int) -> None:
    bounds = tuple((0, *unit(k, dimension)) for k in range(dimension))
    found, rays = vertices(bounds, [(-1, *(1,) * dimension)])
    assert points(found) == sorted(tuple(map(Fraction, unit(k, dimension))) for k in range(dimension))
    assert rays == ()


def test_apex_of_a_pyramid_lies_on_more_rows_than_dimensions() -> None:
    sides = ((1, 1, 0, -1), (1, -1, 0, -1), (1, 0, 1, -1), (1, 0, -1, -1))
    found, rays = vertices((*sides, (0, 0, 0, 1)))
    assert points(found) == [(-1, -1, 0), (-1, 1, 0), (0, 0, 1), (1, -1, 0), (1, 1, 0)]
    assert found[2] == Vertex((Fraction(0), Fraction(0), Fraction(1)), 0b01111)
    assert rays == ()


def test_redundant_repeated_and_zero_rows_are_reported_where_tight() -> None:
    rows = ((0, 1), (0, 2), (5, 1), (1, -1), (0, 0), (Fraction(1, 2), Fraction(-1, 2)))
    assert vertices(rows)[0] == (
        Vertex((Fraction(0),), 0b010011),
        Vertex((Fraction(1),), 0b111000),
    )


def test_a_polyhedron_in_a_hyperplane_needs_no_declared_equality() -> None:
    found, rays = vertices([(-1, 1, 1), (1, -1, -1), (0, 1, 0), (0, 0, 1)])
    assert found == (Vertex((Fraction(0), Fraction(1)), 0b0111), Vertex((Fraction(1), Fraction(0)), 0b1011))
    assert rays == ()


def test_unbounded() -> None:
    found, rays = vertices([(0, 1, 0), (0, 0, 1), (-1, 1, 1)])
    assert found == (Vertex((Fraction(0), Fraction(1)), 0b101), Vertex((Fraction(1), Fraction(0)), 0b110))
    assert rays == (Vertex((Fraction(0), Fraction(1)), 0b001), Vertex((Fraction(1), Fraction(0)), 0b010))


def test_a_ray_is_in_coprime_integers() -> None:
    found, rays = vertices([(0, Fraction(2, 3), Fraction(-1, 2)), (0, 0, 1), (0, Fraction(-1, 3), 1)])
    assert points(found) == [(0, 0)]
    assert points(rays) == [(3, 1), (3, 4)]


@pytest.mark.parametrize(
    ("rows", "equal"),
    [
        ([(-2, 1), (1, -1)], []),
        ([(-1, 0)], []),
        ([(-1, 0, 0), (0, 1, 0)], []),  # empty, and its rows are orthogonal to a line
        ([(0, 1)], [(1, 1)]),
        ([(0, 1)], [(1, 0)]),
        ([(0, 1), (0, -1)], [(1, 1)]),
        ([], [(1, 1), (2, 1)]),
    ],
)
def test_empty(rows: Rows, equal: Rows) -> None:
    assert vertices(rows, equal) == ((), ())


def test_equalities_alone_and_redundant_ones() -> None:
    half = Vertex((Fraction(1, 2),), 0)
    assert vertices([], [(-1, 2), (Fraction(1, 2), -1)]) == ((half,), ())


def test_no_dimensions_left_is_a_point() -> None:
    assert vertices([(0,), (3,)]) == ((Vertex((), 0b01),), ())
    assert vertices([(-1,)]) == ((), ())


@pytest.mark.parametrize("rows", [[(1, 0, 0)], [(0, 1, 1), (1, -1, -1)]])
def test_a_line_is_an_error(rows: Rows) -> None:
    with pytest.raises(SolverError, match="contains a line"):
        vertices(rows)


def test_bad_rows() -> None:
    with pytest.raises(SolverError, match="of one length"):
        vertices([(0, 1), (0, 1, 1)])
    with pytest.raises(SolverError, match="at least one row"):
        vertices([])
    with pytest.raises(SolverError, match="not rational"):
        vertices([(0.5, 1)])  # type: ignore[list-item]


# ---------------------------------------------------------------------------------------------------------------------
# properties

small = st.integers(-3, 3)
rational = st.fractions(min_value=-3, max_value=3, max_denominator=4)


@st.composite
def systems(draw: st.DrawFn, entry: st.SearchStrategy[Fraction | int] = small) -> tuple[Rows, Rows]:
    dimension = draw(st.integers(1, 3))
    row = st.tuples(*[entry] * (dimension + 1))
    rows = draw(st.lists(row, min_size=1, max_size=6))
    if draw(st.booleans()):  # half of the cases bounded below, so that most are pointed
        rows += [(0, *unit(k, dimension)) for k in range(dimension)]
    return tuple(rows), tuple(draw(st.lists(row, max_size=2)))


@settings(max_examples=400, deadline=None)
@given(st.one_of(systems(), systems(rational)))
def test_agrees_with_brute_force(system: tuple[Rows, Rows]) -> None:
    rows, equal = system
    corners, directions = brute(rows, equal)
    try:
        found, rays = vertices(rows, equal)
    except SolverError:
        assert not corners  # a polyhedron with a line has no vertices
        return
    assert points(found) == corners
    assert points(rays) == directions
    for point, tight in found:
        assert all(value(row, point) == 0 for row in equal)
        assert tight == sum(1 << k for k, row in enumerate(rows) if value(row, point) == 0)
    for direction, tight in rays:
        assert tight == sum(1 << k for k, row in enumerate(rows) if value((0, *row[1:]), direction) == 0)


@settings(max_examples=100, deadline=None)
@given(systems(), st.randoms(use_true_random=False))
def test_the_order_of_rows_moves_only_the_bits(system: tuple[Rows, Rows], random: object) -> None:
    rows, equal = system
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    try:
        found, rays = vertices(rows, equal)
    except SolverError:
        return
    again = vertices([rows[k] for k in order], equal)
    for before, after in ((found, again[0]), (rays, again[1])):
        assert points(before) == points(after)
        for (_, tight), (_, moved) in zip(before, after, strict=True):
            assert moved == sum(1 << new for new, k in enumerate(order) if tight >> k & 1)


def test_birkhoff_polytope_is_highly_degenerate() -> None:
    """Birkhoff (1946): the vertices of the doubly stochastic matrices are the permutations."""
    size = 4
    bounds = [(0, *unit(k, size * size)) for k in range(size * size)]
    sums = [(-1, *(int(k // size == line) for k in range(size * size))) for line in range(size)]
    sums += [(-1, *(int(k % size == line) for k in range(size * size))) for line in range(size)]
    expected = sorted(
        tuple(Fraction(int(p[k // size] == k % size)) for k in range(size * size)) for p in permutations(range(size))
    )
    assert points(vertices(bounds, sums)[0]) == expected


def test_repeated_rows_on_a_line_keep_the_vertex() -> None:
    """In a plane cone two rays may share nothing: -y >= 0 twice, 1 >= 0 and -1 - y >= 0 leave y <= -1."""
    found, rays = vertices([(0, -1), (0, -1), (1, 0), (-1, -1)])
    assert points(found) == [(Fraction(-1),)]
    assert points(rays) == [(Fraction(-1),)]
