"""A second method is asked about what z3 shows to have no solution, and neither may be wrong."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import product
from random import Random

import pytest

from deterrence.algebra.rational_function import Ring
from deterrence.errors import SolverError
from deterrence.prove import second
from deterrence.prove.oracle import Oracle
from deterrence.prove.second import COVERINGS, HIGHEST, PRODUCTS, Second, again
from deterrence.prove.systems import System
from deterrence.regions.domain import Domain
from deterrence.regions.signs import Sign, compared

RING = Ring(("x", "y"))
X, Y = RING.name("x"), RING.name("y")
DOMAIN = Domain(RING, {"x": (F(0), F(1)), "y": (F(-1), None)}, ())


def holds(left: object, relation: str, right: object) -> Sign:
    found = compared(left, relation, right)  # type: ignore[arg-type]
    assert isinstance(found, Sign)
    return found


def number(value: int | F) -> object:
    return RING.number(F(value))


EMPTY = (
    System((holds(X * X + Y * Y, "<", number(0)),)),
    System((holds(X * Y, ">", number(1)), holds(Y, "<=", X))),
    System((holds(X, "!=", Y), holds(X * X, "==", Y * Y), holds(Y, ">", number(0)))),
    System((holds(Y, "<", number(-1)),)),  # the domain says so
    System((holds(Y, ">=", X),), ((holds(Y, ">=", X), holds(X, "<=", number(1))), (holds(X, "==", Y),))),
)


@pytest.mark.parametrize("method", [COVERINGS, PRODUCTS])
def test_both_methods_confirm_small_systems(method: str) -> None:
    assert again(Oracle(DOMAIN), EMPTY, method) == Second(5, 5, method)
    assert again(Oracle(DOMAIN), (), method) == Second()


@pytest.mark.parametrize("method", [COVERINGS, PRODUCTS])
@pytest.mark.parametrize("system", [
    System(),
    System((holds(X, "<", Y),)),
    System((holds(X, ">=", Y),), ((holds(X, "==", Y), holds(X, ">", number(0))),)),
])  # fmt: skip
def test_a_solution_is_never_passed_over_in_silence(method: str, system: System) -> None:
    with pytest.raises(SolverError, match="disagree"):
        again(Oracle(DOMAIN), [system], method)


def test_a_solution_at_irrational_points_only_is_no_confirmation() -> None:
    system = System((holds(X * X, "==", number(F(1, 2))),))
    with pytest.raises(SolverError, match="disagree"):
        again(Oracle(DOMAIN), [system], COVERINGS)
    assert again(Oracle(DOMAIN), [system], PRODUCTS).confirmed == 0


def test_random_systems_are_empty_for_both_or_for_neither() -> None:
    rng, seen = Random(5), set()
    terms = [X, Y, X * X, X * Y, Y * Y, number(1)]
    for _ in range(60):
        conditions = []
        for _ in range(3):
            total = number(0)
            for term in terms:
                total = total + number(rng.randint(-3, 3)) * term  # type: ignore[operator]
            found = compared(total, rng.choice(("<", "<=", "==", "!=", ">")), number(0))  # type: ignore[arg-type]
            if isinstance(found, Sign):
                conditions.append(found)
        oracle = Oracle(DOMAIN)
        system = System(tuple(conditions))
        points = oracle.solutions(system)
        assert points is not None
        covered = second._covered(oracle, system)
        assert covered is bool(points)
        seen.add(covered)
        if not covered:
            grid = product([F(k, 4) for k in range(5)], [F(k, 4) for k in range(-4, 13)])
            assert not any(system.holds({"x": x, "y": y}) for x, y in grid)
    assert seen == {True, False}


def test_z3_is_not_asked_about_high_degrees() -> None:
    high = X
    for _ in range(HIGHEST):
        high = high * X
    system = System((holds(high, "<", number(0)),))
    assert system.degree == HIGHEST + 1
    assert again(Oracle(DOMAIN), [system], PRODUCTS) == Second()
    assert again(Oracle(DOMAIN), [system], COVERINGS).confirmed == 1


def test_without_cvc5_another_method_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert again(Oracle(DOMAIN), EMPTY).method == COVERINGS
    monkeypatch.setattr(second, "find_spec", lambda name: None)
    assert again(Oracle(DOMAIN), EMPTY).method == PRODUCTS


def test_what_stays_undecided_is_asked_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second, "_covered", lambda *_: None)
    assert again(Oracle(DOMAIN), EMPTY * 3, COVERINGS) == Second(second.PATIENCE, 0, COVERINGS)
    assert str(Second(5, 4, PRODUCTS)) == "z3 without nlsat confirms 4 of 5 systems without a solution"
