"""Places on a line: all real roots of all conditions, in order, and exact signs there."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from deterrence.algebra.rational_function import Ring
from deterrence.regions.line import between, dense, signs_at, stops, value
from deterrence.regions.signs import Polynomial, polynomial
from deterrence.roots import Algebraic

RING = Ring(("x",))
X = RING.name("x")


def made(*coefficients: int | F) -> Polynomial:
    total = RING.number(0)
    for power, coefficient in enumerate(coefficients):
        total = total + RING.number(F(coefficient)) * X**power
    return polynomial(RING, total.above)


def test_roots_stand_in_order_and_apart() -> None:
    found = stops([made(-2, 0, 1), made(-1, 2), made(F(-1414213, 1000000), 1), made(-2, 0, 1)], F(0), F(2))
    assert [one.at for one in found if isinstance(one.at, F)] == [0, F(1, 2), F(1414213, 1000000), 2]
    (root,) = [one for one in found if isinstance(one.at, Algebraic)]
    assert found.index(root) == 3  # the square root of 2 is just above 1.414213
    signs = signs_at(root, [made(-2, 0, 1), made(F(-1414213, 1000000), 1), made(-2, 0, 3), made(4, 0, -4, 0, 1)])
    assert list(signs.values()) == [0, 1, 1, 0]


coefficients = st.lists(st.integers(-6, 6), min_size=1, max_size=4)


@given(st.lists(coefficients, min_size=1, max_size=4))
def test_between_neighbours_no_condition_changes_its_sign(many: list[list[int]]) -> None:
    polynomials = [made(*one) for one in many]
    found = stops(polynomials, F(-3), F(3))
    for left, right in pairwise(found):
        inner = between(left, right)
        low = left.at if isinstance(left.at, F) else left.at.high
        high = right.at if isinstance(right.at, F) else right.at.low
        assert low < inner < high
        for one in polynomials:
            values = [value(dense(one), low + (high - low) * F(k, 7)) for k in range(1, 7)]
            assert len({(v > 0) - (v < 0) for v in values}) == 1
    for stop in found:
        signs = signs_at(stop, polynomials)
        for one in polynomials:
            if isinstance(stop.at, F):
                there = one.at({"x": stop.at})
                assert signs[one] == (there > 0) - (there < 0)
