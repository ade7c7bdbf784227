"""Polytopes of mixed strategies: mixtures, containment, and unions that are convex."""

from __future__ import annotations

import random
from fractions import Fraction

from scipy.optimize import linprog

from deterrence.solvers.polytopes import Polytope, hull_holds, largest, merged

F = Fraction
Strategy = tuple[Fraction, ...]
# of the simplex over three actions: x_1 >= x_2, x_1 <= x_2, x_2 >= x_3, and their opposites
CORNERS = [(F(1), F(0), F(0)), (F(0), F(1), F(0)), (F(0), F(0), F(1))]
HALF = (F(1, 2), F(1, 2), F(0))
LEFT = Polytope((CORNERS[2], HALF, CORNERS[0]), frozenset([(1, -1, 0)]))
RIGHT = Polytope((CORNERS[2], CORNERS[1], HALF), frozenset([(-1, 1, 0)]))
WHOLE = Polytope(tuple(sorted(CORNERS)), frozenset())
POINT = Polytope((CORNERS[0],), frozenset([(0, -1, 0), (0, 0, -1)]))
OTHER = Polytope((CORNERS[1],), frozenset([(-1, 0, 0), (0, 0, -1)]))


def test_two_halves_are_joined_and_what_is_not_convex_is_not() -> None:
    assert LEFT.joined(RIGHT) == WHOLE
    assert LEFT.joined(WHOLE) == WHOLE
    assert POINT.lies_in(LEFT)
    assert POINT.joined(LEFT) == LEFT
    assert POINT.joined(RIGHT) is None
    assert POINT.joined(OTHER) is None


def test_products_with_a_side_in_common_become_one() -> None:
    assert merged([(LEFT, POINT), (RIGHT, POINT)]) == [(WHOLE, POINT)]
    assert merged([(POINT, LEFT), (POINT, RIGHT)]) == [(POINT, WHOLE)]
    apart = merged([(LEFT, POINT), (RIGHT, OTHER)])
    assert apart == sorted([(LEFT, POINT), (RIGHT, OTHER)], key=lambda pair: (pair[0].points, pair[1].points))
    four = [(one, two) for one in (LEFT, RIGHT) for two in (LEFT, RIGHT)]
    assert merged(four) == [(WHOLE, WHOLE)]
    # three quarters: two products that overlap, and neither lies in the other
    assert {(one.points, two.points) for one, two in merged(four[:3])} == {
        (WHOLE.points, LEFT.points),
        (LEFT.points, WHOLE.points),
    }
    assert largest([(LEFT, POINT), (WHOLE, LEFT), (LEFT, LEFT)]) == [(WHOLE, LEFT)]


def test_mixtures_against_a_linear_program_in_floats() -> None:
    draw = random.Random(6)
    seen = set()
    for _ in range(150):
        points: list[Strategy] = []
        while len(points) < draw.randint(1, 4):
            weights = [draw.choice((0, 0, 1, 2)) for _ in range(4)]
            if any(weights):
                points.append(tuple(F(w, sum(weights)) for w in weights))
        target = draw.choice(
            [
                tuple(sum(column, F()) / len(points) for column in zip(*points, strict=True)),
                tuple(F(w, 4) for w in draw.choice([(1, 1, 1, 1), (2, 1, 1, 0), (4, 0, 0, 0), (0, 2, 2, 0)])),
            ]
        )
        found = linprog(
            [0] * len(points), A_eq=[[float(p[k]) for p in points] for k in range(4)], b_eq=[float(x) for x in target]
        )
        assert hull_holds(points, target) == (found.status == 0)
        seen.add(found.status)
    assert seen == {0, 2}
