"""The cells into which curves divide a rectangle: against signs at exact points."""

from __future__ import annotations

from fractions import Fraction as F
from random import Random
from typing import Any

import pytest

from deterrence.algebra.plane import Plane, plane, real_roots
from deterrence.algebra.rational_function import Ring, value_at
from deterrence.errors import SolverError

RING = Ring(("x", "y"))
X, Y = (RING.generators[name] for name in RING.names)
UNIT = (F(0), F(1))
ONE = RING.context.constant(1)

CASES: dict[str, list[Any]] = {
    "lines": [X - Y, X + Y - 1, 3 * X - 2, 2 * Y - ONE],
    "circle and hyperbola": [X**2 + Y**2 - 1, 4 * X * Y - ONE, X - Y],
    "tangent": [(2 * X - 1) ** 2 + (2 * Y - 1) ** 2 - 1, 2 * Y - ONE, Y],
    "cusp": [(2 * Y - 1) ** 2 - (2 * X - 1) ** 3],
    "cubic": [8 * Y**3 - 6 * Y - 2 * X + 1, X * Y],
    "a pole inside": [(2 * X - 1) * Y - X**2, 5 * Y**2 - X],
    "nothing": [ONE, X**2 + 1 + Y**2],
}


def signs(polynomials: list[Any], x: F, y: F) -> tuple[int, ...]:
    values = [value_at(p, RING, {"x": x, "y": y}) for p in polynomials]
    return tuple((v > 0) - (v < 0) for v in values)


def cell_of(found: Plane, x: F, y: F) -> tuple[int, int] | None:
    """The cell of a point; None where it lies on a boundary."""
    for k, stack in enumerate(found.stacks):
        if stack.left[1] < x < stack.right[0]:
            below = [found.at(edge, x) for edge in stack.edges]
            if y in below:
                return None
            return k, sum(edge < y for edge in below) - 1
    return None


@pytest.mark.parametrize("name", CASES)
def test_every_polynomial_has_one_sign_in_a_cell(name: str) -> None:
    polynomials = CASES[name]
    found = plane(RING, polynomials, UNIT, UNIT)
    inside = {
        (k, cell): signs(polynomials, *point)
        for k, stack in enumerate(found.stacks)
        for cell, point in enumerate(stack.samples)
    }
    assert all(0 not in each for each in inside.values())
    chance, met = Random(7), 0
    for _ in range(400):
        x, y = (F(chance.randint(1, 9999), 10_000) for _ in range(2))
        place = cell_of(found, x, y)
        if place is not None:
            met += 1
            assert signs(polynomials, x, y) == inside[place]
    assert met > 380


@pytest.mark.parametrize("name", CASES)
def test_edges_lie_on_the_zero_sets(name: str) -> None:
    found = plane(RING, CASES[name], UNIT, UNIT)
    for stack in found.stacks:
        for edge in stack.edges[1:-1]:
            curve = found.curves[edge.curve]
            points = found.trace(stack, edge, 9)
            assert [x for x, _ in points] == sorted({x for x, _ in points})
            for x, y in points:
                assert stack.left[0] < x < stack.right[1]
                assert 0 <= y <= 1
                if curve.degrees()[1] == 1:
                    assert signs([curve], x, y) == (0,)
                else:  # the root lies within 2^-100: the sign changes there
                    near = F(1, 2**100)
                    assert signs([curve], x, y - near) != signs([curve], x, y + near)


def test_cells_meet_at_the_critical_points_exactly() -> None:
    found = plane(RING, CASES["lines"], UNIT, UNIT)
    assert [stack.left for stack in found.stacks] == [(F(k), F(k)) for k in (0, F(1, 2), F(2, 3))]
    assert [len(stack.samples) for stack in found.stacks] == [4, 4, 4]
    circle = plane(RING, [X**2 + Y**2 - 1, X - Y], UNIT, UNIT)
    assert len(circle.stacks) == 2
    low, high = circle.stacks[1].left
    assert low**2 < F(1, 2) < high**2


def test_real_roots_are_apart_and_rational_ones_exact() -> None:
    from flint import fmpq_poly

    cubic = fmpq_poly([0, -2, 0, 1]) * fmpq_poly([-1, 3]) ** 2
    (least, zero, third, most) = real_roots(cubic, 64)
    assert zero == (0, 0)
    assert third == (F(1, 3), F(1, 3))
    assert least[0] ** 2 > 2 > least[1] ** 2
    assert most[0] ** 2 < 2 < most[1] ** 2
    assert real_roots(fmpq_poly([1, 0, 1]), 64) == ()


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(SolverError, match="positive length"):
        plane(RING, [], UNIT, (F(1), F(1)))
    with pytest.raises(SolverError, match="curves: narrow the ranges"):
        plane(RING, [Y - k * X for k in range(2, 50)], UNIT, UNIT)
    assert [len(s.samples) for s in plane(RING, [], UNIT, UNIT).stacks] == [1]
