"""Exact linear programs: textbook cases, cycling, and scipy as an oracle."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from deterrence.errors import SolverError
from deterrence.solvers.linear import maximise


def test_beale_does_not_cycle() -> None:
    # Beale (1955), Cycling in the dual simplex algorithm: the classical cycle of the steepest entry
    rows = [
        (0, Fraction(-1, 4), 60, Fraction(1, 25), -9),
        (0, Fraction(-1, 2), 90, Fraction(1, 50), -3),
        (1, 0, 0, -1, 0),
    ]
    found = maximise([Fraction(3, 4), -150, Fraction(1, 50), -6], rows)
    assert found is not None
    assert found.value == Fraction(1, 20)


def test_no_point_and_no_bound() -> None:
    assert maximise([1], [(-2, 1), (1, -1)]) is None
    assert maximise([1], [], [(-1, 1), (-2, 1)]) is None
    with pytest.raises(SolverError, match="no upper bound"):
        maximise([1], [(0, 1)])


def test_a_repeated_equality_does_no_harm() -> None:
    found = maximise([1, 0], [], [(-1, 1, 1), (-2, 2, 2)])
    assert found is not None
    assert found.value == 1


small = st.builds(Fraction, st.integers(-3, 3), st.sampled_from([1, 1, 2]))


@st.composite
def programs(draw: st.DrawFn) -> tuple[list[Fraction], list[list[Fraction]], list[list[Fraction]]]:
    n = draw(st.integers(1, 4))
    line = st.lists(small, min_size=n + 1, max_size=n + 1)
    return (
        draw(st.lists(small, min_size=n, max_size=n)),
        draw(st.lists(line, min_size=1, max_size=4)),
        draw(st.lists(line, max_size=2)),
    )


@settings(max_examples=80, deadline=None)
@given(programs())
def test_scipy_finds_the_same(program: tuple[list[Fraction], list[list[Fraction]], list[list[Fraction]]]) -> None:
    objective, rows, equal = program
    extra = {}
    if equal:
        extra = {"A_eq": [[float(x) for x in a] for _, *a in equal], "b_eq": [-float(row[0]) for row in equal]}
    oracle = linprog(
        [-float(c) for c in objective],
        A_ub=[[-float(x) for x in a] for _, *a in rows],
        b_ub=[float(row[0]) for row in rows],
        **extra,
    )
    try:
        found = maximise(objective, rows, equal)
    except SolverError:
        assert oracle.status in (3, 4)
        return
    if found is None:
        assert oracle.status in (2, 4)
    else:
        assert float(found.value) == pytest.approx(-oracle.fun, abs=1e-7)
