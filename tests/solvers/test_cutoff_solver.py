"""All equilibria in monotone strategies: numbers of the literature, ends, folds, kinks, continua, and brute force."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from games_of_cutoffs import arms_race, crisis_signaling, one, several
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.certificate import certify
from deterrence.errors import SolverError
from deterrence.games.cutoff import Cutoff, CutoffGame
from deterrence.proofs.cutoff_tests import CORNER, END, KNOWN_ROUGHLY, LIMIT, TOUCHES, UNDEFINED
from deterrence.ranges import lower, upper
from deterrence.solvers import solve
from deterrence.solvers.cutoff import CutoffEquilibria, solve_cutoff


def solved(game: CutoffGame) -> CutoffEquilibria:
    """The answer, whose certificate `solve` has required."""
    answer: CutoffEquilibria = solve(game)
    assert answer.certificate.holds
    assert answer.concept == "monotone"
    return answer


def places(answer: CutoffEquilibria) -> list[tuple[str, ...]]:
    return [point.face for point in answer.points]


# ------------------------------------------------------------------------------------------ of the literature


def test_three_equilibria_of_crisis_signaling_and_no_fourth() -> None:
    answer = solved(crisis_signaling("-2.8"))
    assert answer.complete
    assert answer.status.startswith("all 3 equilibria")
    for point, expected in zip(answer.points, (".2964518", ".4724232", ".8740314"), strict=True):
        (low, high), digits = point.box[0], Fraction(expected)
        assert abs(low - digits) < Fraction(1, 2 * 10**7)
        assert abs(high - digits) < Fraction(1, 2 * 10**7)
        assert 0 < high - low < Fraction(1, 10**30)
        assert point.point is None
        assert certify(answer.game, {"pR": (low, high)}).holds


@pytest.mark.parametrize(
    ("W_B", "simple", "double"), [(-2.9469129, 0.2351273, 0.71543), (-2.7470437, 0.8937802, 0.36984)]
)
def test_at_a_fold_the_simple_root_is_unique_and_the_double_root_one_open_box(
    W_B: float, simple: float, double: float
) -> None:
    width = Fraction(1, 10**7)
    middle = Fraction(str(W_B))
    answer = solved(crisis_signaling((middle - width / 2, middle + width / 2)))
    assert not answer.complete
    assert len(answer.points) == len(answer.undecided) == 1
    (low, high), (left, right) = answer.points[0].box[0], answer.undecided[0].box[0]
    assert low < Fraction(simple) + width
    assert high > Fraction(simple) - width
    assert left < Fraction(double) < right
    assert right - left < Fraction(1, 1000)
    assert answer.undecided[0].reason == KNOWN_ROUGHLY
    assert KNOWN_ROUGHLY in answer.status


@pytest.mark.parametrize("W_B", ["-3", "-2.9469130", "-2.7470436"])
def test_outside_the_folds_there_is_one(W_B: str) -> None:
    answer = solved(crisis_signaling(W_B))
    assert answer.complete
    assert len(answer) == 1


def test_with_uniform_costs_everybody_builds() -> None:
    answer = solved(arms_race("c"))
    assert [(point.face, point.point, point.crossing) for point in answer.points] == [(("high",), (1,), "proved")]
    assert answer.complete
    assert answer.exact
    assert answer.status == "the unique equilibrium in monotone strategies"


def test_with_convex_costs_two_cutoffs_inside_and_the_corner() -> None:
    answer = solved(arms_race("c**2"))
    assert places(answer) == [("inside",), ("inside",), ("high",)]
    root = 1 - 4 * 1.15 * 0.05
    for point, sign in zip(answer.points, (-1, 1), strict=False):
        expected = (1 + sign * root**0.5) / (2 * 1.15)
        assert abs(float(point.box[0][0]) - expected) < 1e-12
    assert answer.complete
    assert not answer.exact


@given(st.integers(1, 99), st.integers(101, 300))
@settings(deadline=None, max_examples=100)
def test_an_arms_race_has_the_cutoffs_of_its_quadratic(mu: int, d: int) -> None:
    m, D = Fraction(mu, 100), Fraction(d, 100)
    answer = solved(arms_race("c**2", {"mu": m, "d": D}))
    # (d - mu) c^2 - c + mu = 0; all build where d > 1
    discriminant, inside = 1 - 4 * (D - m) * m, []
    if discriminant > 0:
        inside = [(1 + sign * float(discriminant) ** 0.5) / (2 * float(D - m)) for sign in (-1, 1)]
        inside = [c for c in inside if 0 < c < 1]
    if discriminant == 0:
        assert not answer.complete
        assert answer.undecided[0].reason == TOUCHES
        return
    assert answer.complete
    assert [point.face for point in answer.points] == [("inside",)] * len(inside) + [("high",)]
    for point, c in zip(answer.points, inside, strict=False):
        assert abs(float(point.box[0][0]) - c) < 1e-9


# ------------------------------------------------------------------------------------------ ends, folds, kinks


@pytest.mark.parametrize(
    ("game", "expected"),
    [
        (one("1 - x"), [(("high",), 1)]),
        (one("x - 1"), [(("low",), 0), (("high",), 1)]),
        (one("x - 1", open_high=True), [(("low",), 0)]),
        (one("x - 1", open_low=True), [(("high",), 1)]),
        (one("-x"), [(("low",), 0)]),
        (one("x*(x - 1/2)*(x - 1)"), [(("low",), 0), (("inside",), Fraction(1, 2)), (("high",), 1)]),
        (one("1/3 - x"), [(("inside",), Fraction(1, 3))]),
        (one("max(x, 2*x)", -1), [(("low",), -1), (("inside",), 0), (("high",), 1)]),
        (one("min(1/4 - x, 1/3 - 2*x)"), [(("inside",), Fraction(1, 6))]),
        (one("type - 1/2"), []),
        (one("1/2 - type"), [(("inside",), Fraction(1, 2))]),
        (one("1/(x - 2)"), [(("low",), 0)]),
        (one("1/x - 4", open_low=True), [(("inside",), Fraction(1, 4))]),
    ],
)
def test_exact_equilibria(game: CutoffGame, expected: list[tuple[tuple[str, ...], Any]]) -> None:
    answer = solved(game)
    assert [(point.face, point.point and point.point[0]) for point in answer.points] == expected
    assert answer.complete
    assert answer.exact


@pytest.mark.parametrize(
    ("game", "place", "reason", "found"),
    [
        (one("x**2", -1), Fraction(0), TOUCHES, [("high",)]),
        (one("max(x, -x)", -1), Fraction(0), TOUCHES, [("high",)]),
        (one("0*x"), Fraction(1, 2), TOUCHES, [("low",), ("high",)]),
        (one("max(x - 1/2, 0)"), Fraction(1, 4), TOUCHES, [("low",), ("high",)]),
        (one("exp(x) - exp(1)"), Fraction(1), END, [("low",)]),
        (one("sqrt(2)*sqrt(2) - 2 + 0*x"), Fraction(0), CORNER, []),
        (one("log(x - 1/2)"), Fraction(0), UNDEFINED, []),
    ],
)
def test_what_is_not_decided_is_said(
    game: CutoffGame, place: Fraction, reason: str, found: list[tuple[str, ...]]
) -> None:
    answer = solved(game)
    assert not answer.complete
    matching = [open_box.box[0] for open_box in answer.undecided if open_box.reason == reason]
    assert any(low <= place <= high for low, high in matching)
    assert places(answer) == found
    assert reason in answer.status


def test_a_curve_of_equilibria_is_not_decided() -> None:
    answer = solve_cutoff(several({"x": "1 - x - y", "y": "1 - x - y"}), work=2000)
    assert not answer.complete
    assert any(all(low <= Fraction(1, 2) <= high for low, high in one_box.box) for one_box in answer.undecided)
    assert answer.certificate.holds


def test_the_limit_of_work_leaves_the_rest_open() -> None:
    answer = solve_cutoff(crisis_signaling("-2.8"), work=5)
    assert not answer.complete
    assert any(one_box.reason == LIMIT for one_box in answer.undecided)
    assert answer.certificate.holds
    for work in (0, 10**6):
        with pytest.raises(SolverError, match="from 1 to 200000"):
            solve_cutoff(crisis_signaling("-2.8"), work=work)


# ------------------------------------------------------------------------------------------ several cutoffs


def test_two_cutoffs_as_the_simultaneous_solution_of_their_conditions() -> None:
    # mutual reaction: x = (1 + y)/4, y = (1 + 2x)/5
    answer = solved(several({"x": "(1 + y)/4 - type", "y": "(1 + 2*x)/5 - type"}))
    assert [point.point for point in answer.points] == [(Fraction(1, 3), Fraction(1, 3))]
    assert answer.complete


def test_multiple_equilibria_of_two_cutoffs_with_ends() -> None:
    # strategic complements: both at 0, both at 1, both at 1/2
    gains = {"x": "3*y - 2*y**2*(3 - 2*y) - 1/2 - type/2", "y": "3*x - 2*x**2*(3 - 2*x) - 1/2 - type/2"}
    answer = solved(several(gains))
    assert answer.complete
    grid = np.linspace(0, 1, 2001)

    def reply(other: Any) -> Any:
        return np.clip(2 * (3 * other - 2 * other**2 * (3 - 2 * other) - 0.5), 0, 1)

    again = reply(reply(grid)) - grid
    crossings = int(np.sum(np.sign(again[:-1]) * np.sign(again[1:]) < 0) + np.sum(again == 0))
    assert len(answer) == crossings


@given(st.lists(st.integers(-40, 40), min_size=4, max_size=4), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=100)
def test_roots_of_random_polynomials(coefficients: list[int], seed: int) -> None:
    """Against numpy's roots, away from double ones and from ends."""
    shift = Fraction(seed % 1009, 1009)
    polynomial = np.array([float(c) for c in coefficients])
    polynomial[-1] += float(shift)
    text = "+".join(f"({c})*x**{3 - k}" for k, c in enumerate(coefficients)) + f"+{shift}"
    roots = np.roots(polynomial) if np.any(polynomial[:-1]) else np.array([])
    real = sorted(r.real for r in roots if abs(r.imag) < 1e-9)
    near = [r for r in roots if abs(r.imag) < 1e-3 and -1.01 < r.real < 1.01]
    clear = all(abs(a - b) > 1e-2 for k, a in enumerate(near) for b in near[:k]) and all(
        min(abs(r - 1), abs(r + 1)) > 1e-3 and abs(r.imag) < 1e-9 for r in near
    )
    answer = solved(one(text, -1))
    if not clear:
        return
    if not np.any(polynomial):
        assert not answer.complete
        return
    ends = [np.polyval(polynomial, end) for end in (-1, 1)]
    expected = [-1.0] * int(ends[0] <= 0) + [r for r in real if -1 < r < 1] + [1.0] * int(ends[1] >= 0)
    assert answer.complete
    assert len(answer) == len(expected)
    for point, x in zip(answer.points, expected, strict=True):
        assert abs(float(point.box[0][0]) - x) < 1e-7


# ------------------------------------------------------------------------------------------ invariances


def test_a_cutoff_is_pinned_down_however_wide_the_box_that_proved_it() -> None:
    game = arms_race("c**2", {"mu": "0.37", "d": "0.86"})
    answer = solved(game)
    assert answer.claim.plan["inside",] == ("one",)  # the whole range at once
    low, high = answer.points[0].box[0]
    assert high - low < Fraction(1, 10**30)


@pytest.mark.parametrize(
    ("gain", "found"),
    [
        ("1 - x - exp(-500)", [("inside",)]),  # closer to the end than any box is narrow
        ("1 - x + exp(-500)", [("high",)]),
        ("x - exp(-500)", [("low",), ("inside",), ("high",)]),
        ("x + exp(-500)", [("high",)]),
        ("-x - exp(-500)", [("low",)]),
    ],
)
def test_on_which_side_of_an_end_a_cutoff_lies(gain: str, found: list[tuple[str, ...]]) -> None:
    answer = solved(one(gain))
    assert answer.complete
    assert places(answer) == found
    for point in answer.points:
        assert certify(answer.game, point).holds


@pytest.mark.parametrize("scale", ["3", "1e-9", "1e9"])
def test_equilibria_do_not_depend_on_the_unit_of_gains(scale: str) -> None:
    plain = solved(arms_race("c**2"))
    game = CutoffGame((Cutoff("c", 0, 1, f"{scale}*(mu + c**2*(d - mu) - type)"),), {"mu": "0.05", "d": "1.2"})
    scaled = solved(game)
    assert places(plain) == places(scaled)
    for left, right in zip(plain.points, scaled.points, strict=True):
        assert left.box[0][0] <= right.box[0][1]
        assert right.box[0][0] <= left.box[0][1]


def test_equilibria_do_not_depend_on_the_order_of_cutoffs() -> None:
    gains = {"x": "(1 + y**2)/4 - type", "y": "exp(x)/5 - type"}
    answers = [solved(several(gains)), solved(several(dict(reversed(gains.items()))))]
    found = [answer.values for answer in answers]
    assert len(found[0]) == len(found[1]) == 1
    for name in gains:
        first, second = (values[0][name] for values in found)
        assert lower(first) <= upper(second)
        assert lower(second) <= upper(first)


def test_measures_are_the_range_of_each_cutoff() -> None:
    found = solved(arms_race("c**2")).measures["c"]
    assert found.maximum == 1
    assert found.minimum is not None
    assert abs(float(found.minimum) - 0.0532624) < 1e-6


def test_measures_do_not_speak_for_boxes_left_open() -> None:
    answer = solve_cutoff(one("(x - 1/10)*(x - 9/10)**2", open_low=True, open_high=True))
    assert [point.point for point in answer.points] == [(Fraction(1, 10),)]
    assert not answer.complete
    assert answer.measures["x"].minimum is None
    assert "boxes are left open" in answer.measures["x"].undefined
    nothing = solve_cutoff(one("(x - 1/3)**2", open_low=True, open_high=True))
    assert not nothing.points
    assert "boxes are left open" in nothing.measures["x"].undefined
