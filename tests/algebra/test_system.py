"""Polynomial systems: known sets, degenerate ones, and random ones that z3 searches for a solution we missed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction as F
from typing import Any

import pytest
import z3
from flint import Ordering, fmpq, fmpq_mpoly_ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.algebra.number import RealAlgebraic
from deterrence.algebra.system import Effort, Solutions, System, solve_system
from deterrence.errors import SolverError

NAMES = ("x", "y", "z")
CONTEXT = fmpq_mpoly_ctx.get(NAMES, Ordering.degrevlex)
x, y, z = CONTEXT.gens()
ONE = CONTEXT.constant(1)


def solve(equal: Sequence[Any] = (), positive: Sequence[Any] = (), nonnegative: Sequence[Any] = (), **more: Any) -> Any:
    return solve_system(System(NAMES, equal, positive, nonnegative), **more)


def points(found: Solutions) -> list[tuple[str, ...]]:
    return [tuple(str(v) for v in point.values()) for point in found.points]


# -- known sets --------------------------------------------------------------------------------------------------------

AT = [y, z]
CASES: list[tuple[str, list[Any], list[Any], list[Any], list[tuple[str, ...]], list[int | None]]] = [
    ("one point", [x - 1, *AT], [], [], [("1", "0", "0")], []),
    ("a contradiction", [x - y, x - y + 1], [], [], [], []),
    ("no real root", [x**2 + 1, *AT], [], [], [], []),
    ("a double root", [x**2, *AT], [], [], [("0", "0", "0")], []),
    ("a triple root with the others", [(x - 1) ** 3 * (x + 2), *AT], [], [], [("-2", "0", "0"), ("1", "0", "0")], []),
    ("a double point with no generator", [x**2, x * y, y**2, z], [], [], [("0", "0", "0")], []),
    ("a sum of squares", [x**2 + y**2, z], [], [], [("0", "0", "0")], []),
    ("strict excludes the end", [x * (x - 1), *AT], [x], [], [("1", "0", "0")], []),
    ("weak keeps it", [x * (x - 1), *AT], [], [x], [("0", "0", "0"), ("1", "0", "0")], []),
    ("between weak and strict", AT, [x], [-x], [], []),
    ("pinned by inequalities", AT, [], [x, -x], [("0", "0", "0")], []),
    ("pinned up to a positive factor", [z], [y, 1 - y], [(x - 1) * y, (1 - x) * y], [], [1]),
    ("a corner", [z], [], [x, y, -x - y], [("0", "0", "0")], []),
    ("a tangent", [z, y], [], [-((2 * x - 1) ** 2)], [("1/2", "0", "0")], []),
    ("squares under an inequality", [z], [], [-((x - 1) ** 2) - (y - 2) ** 2], [("1", "2", "0")], []),
    ("a sphere touched by a plane", [x**2 + y**2 + z**2 - 1, x - 1], [], [], [("1", "0", "0")], []),
    ("a circle meets a corner", [x**2 + y**2 + z**2 - 1, x + y + z - 1], [], [x, y, z],
     [("0", "0", "1"), ("0", "1", "0"), ("1", "0", "0")], []),
    ("the mean inequality", [x * y * z - 1, x + y + z - 3], [x, y, z], [], [("1", "1", "1")], []),
    ("a segment", AT, [], [x, 1 - x], [], [1]),
    ("a cross", [x * y, z], [], [1 - x**2, 1 - y**2], [], [1, 1]),
    ("a cross and a point on it", [x * y, x * (x - 1), z], [], [], [("1", "0", "0")], [1]),
    ("a plane with a point beside it", [(x**2 + y**2 + z**2) * (x - 1)], [], [], [("0", "0", "0")], [2]),
    ("a surface", [x * y - z], [x, y, z, 1 - x, 1 - y], [], [], [2]),
    ("a sphere", [x**2 + y**2 + z**2 - 1], [], [], [], [2]),
    ("a cusp", [y**2 - x**3, z], [], [], [], [None]),
    ("everything", [], [], [], [], [3]),
    ("an open triangle", [z], [x, y, 1 - x - y], [], [], [2]),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_known_sets(case: Any) -> None:
    _, equal, positive, nonnegative, expected, dimensions = case
    found = solve(equal, positive, nonnegative)
    assert found.complete
    assert points(found) == expected
    assert [family.dimension for family in found.families] == dimensions
    for family in found.families:
        assert family.contains(family.witness)
    assert nothing_missed(found, equal, positive, nonnegative)


def test_irrational_points_lie_in_one_field_and_satisfy_the_equations() -> None:
    found = solve([x**2 - 2, y**2 - 3, z - x * y], [x])
    assert [str(v) for v in found.points[0].values()] == [
        "1.414 (root of x^2 - 2)",
        "-1.732 (root of x^2 - 3)",
        "-2.449 (root of x^2 - 6)",
    ]
    for point in found.points:
        assert len({v.field for v in point.values() if isinstance(v, RealAlgebraic)}) == 1
        assert point["x"] ** 2 == 2
        assert point["x"] * point["y"] == point["z"]


def test_a_linear_family_has_the_vertices_of_its_closure() -> None:
    (family,) = solve([x - y], [x, 1 - x], [z, 1 - z]).families
    assert family.linear
    assert family.regular
    assert {tuple(map(int, vertex.values())) for vertex in family.vertices} == {
        (0, 0, 0), (0, 0, 1), (1, 1, 0), (1, 1, 1)
    }  # fmt: skip
    assert not family.rays
    assert list(family.witness.values()) == [F(1, 2)] * 3
    assert not family.contains({"x": F(0), "y": F(0), "z": F(0)})


def test_a_family_with_an_irrational_coordinate_says_which() -> None:
    (family,) = solve([x**2 - 2, y], [x], [z, 1 - z]).families
    assert family.text == ("x = 1.414 (root of x^2 - 2)", "y = 0", "z >= 0", "-z + 1 >= 0")
    assert family.linear
    assert [vertex["z"] for vertex in family.vertices] == [0, 1]
    assert all(vertex["x"] ** 2 == 2 for vertex in family.vertices)


def test_a_family_inside_another_is_not_listed_twice() -> None:
    assert len(solve([x * (x - y), z], [], [x, y, 1 - y, y - x]).families) == 2
    assert len(solve([x * y * (x - 0 * y), z], [], []).families) == 2


def test_the_answer_does_not_depend_on_the_order_of_the_conditions() -> None:
    equal = [x * y - z, x * z - y, y**2 - x]
    first, second = solve(equal), solve(equal[::-1])
    assert points(first) == points(second) == [("0", "0", "0"), ("1", "-1", "-1"), ("1", "1", "1")]


# -- limits ------------------------------------------------------------------------------------------------------------

HARD = [x**5 + y**4 * z - 3 * z + 1, y**5 - x * z**4 + 2 * x - 1, z**5 + x**2 * y**2 - y + 2]


@pytest.mark.parametrize(
    ("limits", "equal", "reason"),
    [
        ({"basis": (5, 3, 20_000)}, HARD, "Groebner"),
        ({"complex_solutions": 20}, HARD, "more than 20 complex solutions"),
        ({"branches": 3}, [x * y * z, (x - 1) * (y - 1) * (z - 1)], "more than 3 branches"),
        ({"pieces": 5}, [x * (x - 1), y * (y - 1), z * (z - 1)], None),
    ],
)
def test_a_limit_makes_the_answer_incomplete_and_is_named(limits: Any, equal: Any, reason: str | None) -> None:
    found = solve(equal, effort=Effort(steps=20_000, **limits))
    if reason is None:  # these branch, and need no product
        assert found.complete
        assert len(found.points) == 8
    else:
        assert not found.complete
        assert reason in found.reason


def test_a_product_past_its_limit_is_named() -> None:
    found = solve([x**2 - 2, y**2 - 3, z**2 - 5], effort=Effort(pieces=7))
    assert not found.complete
    assert "combine to 8 solutions, more than 7" in found.reason
    assert len(solve([x**2 - 2, y**2 - 3, z**2 - 5]).points) == 8


def test_number_fields_too_large_to_put_together_are_named() -> None:
    found = solve([x**11 - x - 1, y**11 - y - 3, z])
    assert not found.complete
    assert "a number field of degree 121, more than 100" in found.reason


def test_z3_giving_up_is_named() -> None:
    found = solve([x**5 * y**4 - z**7 + x * y * z - 3, x**3 * z**2 - y**5 + z - 1], effort=Effort(steps=10))
    assert not found.complete
    assert "stayed undecided" in found.reason


def test_polynomials_in_other_unknowns_are_refused() -> None:
    (a,) = fmpq_mpoly_ctx.get(("a",), Ordering.degrevlex).gens()
    with pytest.raises(SolverError, match="not a FLINT polynomial in the unknowns x, y, z"):
        solve([a])
    with pytest.raises(SolverError, match="not a FLINT polynomial"):
        solve(["x"])


# -- random systems, and z3 as a searcher for what was missed ----------------------------------------------------------


def nothing_missed(found: Solutions, equal: Any, positive: Any, nonnegative: Any) -> bool:
    """Whether z3 proves that every solution is one of the points or in one of the families."""
    reals = [z3.Real(name) for name in NAMES]

    def term(p: Any) -> Any:
        total: Any = z3.RealVal(0)
        for powers, c in p.to_dict().items():
            product: Any = z3.RealVal(str(c))
            for real, power in zip(reals, powers, strict=False):
                for _ in range(int(power)):
                    product = product * real
            total = total + product
        return total

    def at(real: Any, v: Any) -> Any:
        if isinstance(v, F):
            return real == z3.RealVal(str(v))
        low, up = v.enclosure(60)
        total: Any = z3.RealVal(0)
        for c in reversed(v.minimal[0]):
            total = total * real + c
        return z3.And(total == 0, real > z3.RealVal(str(low)), real < z3.RealVal(str(up)))

    solver = z3.Tactic("qfnra-nlsat").solver()
    solver.add(*(term(p) == 0 for p in equal), *(term(p) > 0 for p in positive), *(term(p) >= 0 for p in nonnegative))
    for point in found.points:
        solver.add(z3.Not(z3.And(*(at(real, v) for real, v in zip(reals, point.values(), strict=True)))))
    for family in found.families:
        parts = [at(reals[NAMES.index(name)], v) for name, v in family.fixed.items()]
        parts += [term(p) == 0 for p in family.equal]
        parts += [term(p) > 0 for p in family.positive]
        parts += [term(p) >= 0 for p in family.nonnegative]
        solver.add(z3.Not(z3.And(*parts)))
    return bool(solver.check() == z3.unsat)


coefficient = st.integers(-2, 2)
rational = st.builds(F, st.integers(-2, 3), st.sampled_from([1, 2, 3]))


@st.composite
def planted(draw: Any) -> Any:
    """Bilinear equations through a known rational point, and bounds that hold there."""
    point = [draw(rational) for _ in NAMES]
    at = dict(zip(NAMES, (fmpq(v.numerator, v.denominator) for v in point), strict=True))
    equal = []
    for _ in range(draw(st.integers(1, 3))):
        pairs = [x * y, x * z, y * z, x, y, z]
        p = sum((draw(coefficient) * pair for pair in pairs), CONTEXT.constant(0))
        equal.append(p - p.subs(at))
    bounds = [
        g - CONTEXT.constant(at[name]) + draw(st.integers(0, 1)) for g, name in zip((x, y, z), NAMES, strict=True)
    ]
    return point, equal, bounds[: draw(st.integers(0, 3))]


@settings(deadline=None, max_examples=40, derandomize=True)
@given(planted())
def test_a_planted_solution_is_found(case: Any) -> None:
    planted_point, equal, nonnegative = case
    found = solve(equal, [], nonnegative)
    assert found.complete
    point = dict(zip(NAMES, planted_point, strict=True))
    assert point in found.points or any(family.contains(point) for family in found.families)
    for one in found.points:
        assert all(_value(p, one) == 0 for p in equal)
        assert all(_value(p, one) >= 0 for p in nonnegative)


rows = st.lists(st.lists(coefficient, min_size=6, max_size=6), min_size=1, max_size=2)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(rows, st.lists(st.lists(coefficient, min_size=6, max_size=6), max_size=2), st.booleans())
def test_z3_finds_no_solution_of_random_conics_that_we_missed(equations: Any, bounds: Any, strict: bool) -> None:
    monomials = [x**2, y**2, x * y, x, y, ONE]
    equal, others = (
        [sum((c * m for c, m in zip(row, monomials, strict=True)), CONTEXT.constant(0)) for row in given_rows]
        for given_rows in (equations, bounds)
    )
    equal.append(z)
    positive, nonnegative = (others, []) if strict else ([], others)
    found = solve(equal, positive, nonnegative)
    assert found.complete
    assert nothing_missed(found, equal, positive, nonnegative)


def _value(p: Any, point: Any) -> Any:
    total: Any = F(0)
    for powers, c in p.to_dict().items():
        term: Any = F(int(c.p), int(c.q))
        for name, power in zip(NAMES, powers, strict=True):
            for _ in range(power):
                term = term * point[name]
        total = total + term
    return total
