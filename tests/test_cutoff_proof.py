"""Proofs of cutoff games: what is true is proved, and nothing that is false, tampered with or incomplete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction as F
from typing import Any

import pytest
from games_of_cutoffs import arms_race, one, several

from deterrence.certificate import certify
from deterrence.errors import GameError
from deterrence.formula.interval import enclose
from deterrence.games.cutoff import Cutoff, CutoffGame
from deterrence.proofs.cutoff import CutoffClaim, CutoffEquilibrium, may_be_one
from deterrence.proofs.cutoff_tests import look, single_crossing
from deterrence.proofs.rational_zero import simplest
from deterrence.solvers.cutoff import solve_cutoff


def test_a_number_or_two_ends_are_a_claim() -> None:
    assert certify(arms_race("c"), {"c": 1}).holds
    assert certify(arms_race("c"), {"c": 1}).arithmetic == "exact"
    assert certify(arms_race("c**2"), {"c": ("0.0532", "0.0533")}).holds
    assert "128 bits" in certify(arms_race("c**2"), {"c": ("0.0532", "0.0533")}).arithmetic
    assert certify(one("1/3 - x"), {"x": F(1, 3)}).holds
    assert certify(several({"x": "1/2 - type", "y": "x - 1"}), {"x": "1/2", "y": 0}).holds


@pytest.mark.parametrize(
    ("game", "claimed", "why"),
    [
        (arms_race("c"), {"c": 0}, "a gain is"),
        (arms_race("c"), {"c": "1/2"}, "a gain is"),
        (arms_race("c**2"), {"c": ("0.06", "0.07")}, "exactly one"),
        (arms_race("c**2"), {"c": ("0.01", "0.9")}, "exactly one"),
        (arms_race("c**2"), {"c": ("0.05", "1.5")}, "inside its range"),
        (arms_race("c**2"), {"c": (-1, "0.1")}, "inside its range"),
        (one("x", open_low=True), {"x": 0}, "does not belong"),
        (one("1 - exp(x)"), {"x": 1}, "sign"),
        (one("exp(x) - 2"), {"x": "0.7"}, "not rational"),
        (one("type - 1/2"), {"x": "1/2"}, "all types prefer"),
        (one("x**2 - 1/4", -1), {"x": ("-0.6", "0.6")}, "exactly one"),
    ],
)
def test_what_is_false_is_not_proved(game: CutoffGame, claimed: Any, why: str) -> None:
    found = certify(game, claimed)
    assert not found.holds
    assert found.largest_gain > 0
    assert why in found.deviations


@pytest.mark.parametrize("claimed", [{}, {"d": 1}, {"c": 1, "d": 1}])
def test_a_claim_names_the_cutoffs(claimed: Any) -> None:
    with pytest.raises(GameError, match="each cutoff"):
        certify(arms_race("c"), claimed)


# ------------------------------------------------------------------------------------------ all together

GAME = arms_race("c**2")
CLAIM = solve_cutoff(GAME).claim
INSIDE = ("inside",)


def with_plan(change: Callable[[tuple[str | int, ...]], tuple[str | int, ...]]) -> CutoffClaim:
    return replace(CLAIM, plan={**CLAIM.plan, INSIDE: change(CLAIM.plan[INSIDE])})


def test_the_claim_of_the_solver_is_proved() -> None:
    assert certify(GAME, CLAIM).holds
    assert certify(GAME, CLAIM).deviations.endswith("3 points; no equilibrium elsewhere")
    for point in CLAIM.found:
        assert certify(GAME, point).holds


@pytest.mark.parametrize("missing", range(3))
def test_a_missing_equilibrium_is_seen(missing: int) -> None:
    left = CLAIM.found[:missing] + CLAIM.found[missing + 1 :]
    found = certify(GAME, replace(CLAIM, found=left))
    assert not found.holds
    assert "not accounted for" in found.deviations


@pytest.mark.parametrize(
    ("gains", "count"),
    [
        ({"x": "1/2 - x**2 - y", "y": "max(0, y/2 - x/4) - y"}, 1),
        ({"x": "x**2 - 1/2 + y - 1", "y": "min(0, x/8 - (1 - y)/2) + 1 - y"}, 3),
        ({"x": "1/2 - x**2 - y - z", "y": "max(0, y/2 - x/4) - y", "z": "max(0, z/2 - x/4) - z"}, 1),
        ({"x": "1/2 - x**2 - y", "y": "x*y/2"}, 2),  # a continuum at x = 0
    ],
)
def test_a_zero_at_an_end_where_a_gain_is_just_zero_is_one_of_that_end(gains: dict[str, str], count: int) -> None:
    """The irrational zero of all gains lies at the end of a range: it is claimed there once, and cannot be left out."""
    answer = solve_cutoff(several(gains))
    assert len(answer) == count
    assert all(one.reason.startswith("a gain touches 0") for one in answer.undecided)
    assert answer.complete == (count != 2)
    assert answer.certificate.holds
    for missing in range(count):
        left = answer.claim.found[:missing] + answer.claim.found[missing + 1 :]
        if answer.complete:
            assert not certify(answer.game, replace(answer.claim, found=left)).holds


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: (),
        lambda plan: plan[:-1],
        lambda plan: (*plan, "empty"),
        lambda plan: ("empty",),
        lambda plan: ("one",),
        lambda plan: ("open",),
        lambda plan: tuple("empty" if step == "one" else step for step in plan),
        lambda plan: tuple("one" if step == "empty" else step for step in plan),
    ],
)
def test_a_plan_that_proves_nothing_is_seen(change: Any) -> None:
    assert not certify(GAME, with_plan(change)).holds


def test_a_plan_without_end_is_not_followed() -> None:
    found = certify(GAME, with_plan(lambda plan: (0,) * 500_001))
    assert not found.holds
    assert "500000 are followed" in found.deviations


def test_a_face_without_a_plan_is_seen() -> None:
    for face in CLAIM.plan:
        rest = {other: plan for other, plan in CLAIM.plan.items() if other != face}
        assert "no plan" in certify(GAME, replace(CLAIM, plan=rest)).deviations


def test_an_equilibrium_is_not_counted_twice() -> None:
    first = CLAIM.found[0]
    low, high = first.box[0]
    wider = replace(first, box=((low - F(1, 10**6), high + F(1, 10**6)),))
    assert certify(GAME, wider).holds
    for again in (first, wider, CLAIM.found[2]):
        found = certify(GAME, replace(CLAIM, found=(*CLAIM.found, again)))
        assert not found.holds
        assert "may be one equilibrium" in found.deviations


def test_overlapping_boxes_of_known_points_are_two_equilibria() -> None:
    low, high = (CutoffEquilibrium(("inside",), ((F(0), F(1)),), (F(k, 3),), "assumed") for k in (1, 2))
    assert may_be_one(low, low)
    assert not may_be_one(low, high)
    assert not may_be_one(low, replace(high, point=None, box=((F(1, 2), F(1)),)))
    assert may_be_one(low, replace(high, point=None))


@pytest.mark.parametrize(
    "claimed",
    [
        None,
        replace(CLAIM.found[0], crossing="perhaps"),  # type: ignore[arg-type]
        replace(CLAIM.found[0], face=("middle",)),  # type: ignore[arg-type]
        replace(CLAIM.found[0], face=("inside", "inside")),
        replace(CLAIM.found[0], box=()),
        replace(CLAIM.found[2], point=(F(1), F(1))),
    ],
)
def test_what_is_no_claim_is_an_error_with_advice(claimed: Any) -> None:
    with pytest.raises(GameError, match="for each"):
        certify(GAME, claimed)


@pytest.mark.parametrize("step", [1, -1])
def test_a_plan_that_splits_what_is_not_there_is_seen(step: int) -> None:
    assert "which is not inside" in certify(GAME, with_plan(lambda plan: (step, "open", "open"))).deviations


def test_an_equilibrium_of_another_game_is_no_proof() -> None:
    other = arms_race("c**2", {"mu": "0.06", "d": "1.2"})
    assert not certify(other, CLAIM).holds
    assert not certify(other, CLAIM.found[0]).holds


def test_single_crossing_is_not_claimed_of_what_says_nothing_about_types() -> None:
    game = one("1/3 - x")
    claimed = CutoffEquilibrium(("inside",), ((F(1, 4), F(1, 2)),), (F(1, 3),), "proved")
    assert "does not speak of types" in certify(game, claimed).deviations
    assert not certify(game, claimed).holds
    assert certify(game, replace(claimed, crossing="assumed")).holds


# ------------------------------------------------------------------------------------------ the tests on boxes


@pytest.mark.parametrize(
    ("gain", "box", "kind"),
    [
        ("x - 1/3", (F(0), F(1)), "one"),
        ("x - 1/3", (F(1, 2), F(1)), "empty"),
        ("x**2 - 1/4", (F(0), F(1)), "open"),
        ("x**2 - 1/4", (F(3, 8), F(1)), "one"),
        ("max(x, 2*x) - 1", (F(0), F(1)), "one"),
        ("max(x, 1 - x) - 1/2", (F(0), F(1)), "open"),
        ("exp(x) - 2", (F(1, 2), F(1)), "one"),
        ("1/x - 2", (F(0), F(1)), "open"),
    ],
)
def test_what_is_seen_of_a_box(gain: str, box: tuple[F, F], kind: str) -> None:
    assert look(one(gain), ("inside",), (enclose(*box),)).kind == kind


@pytest.mark.parametrize(
    ("gain", "cutoff", "word"),
    [
        ("1/2 - type", F(1, 2), "proved"),
        ("(1/2 - type)**3", F(1, 2), "proved"),
        ("type - 1/2", F(1, 2), "refuted"),
        ("(1/2 - type)*(3/4 - type)", F(1, 2), "refuted"),
        ("(1/2 - type)*(type - 1/4)**2", F(1, 2), "proved"),
        ("min(1/2 - type, 1 - 3*type/2)", F(1, 2), "proved"),
        ("1 - type", F(1), "proved"),
        ("-type", F(0), "proved"),
        ("1/4 - type + type**2", F(1, 2), "refuted"),
        ("(1/2 - type)*((type - sqrt(2)/4)**2 - type**2 + type*sqrt(2)/2 - 1/8)", F(1, 2), "open"),
    ],
)
def test_single_crossing(gain: str, cutoff: F, word: str) -> None:
    assert single_crossing(one(gain), 0, (enclose(cutoff),)) == word


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [("1/3", "1/3", "1/3"), ("-1", "2", "0"), ("3.1", "3.2", "16/5"), ("-0.34", "-0.33", "-1/3"), ("2", "3", "2")],
)
def test_the_simplest_rational_between_two(low: str, high: str, found: str) -> None:
    assert simplest(F(low), F(high)) == F(found)


# ------------------------------------------------------------------------------------------ games


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: one("x", 1, 0), "below the other"),
        (lambda: one("x", 1, 1), "below the other"),
        (lambda: one("y"), "y, which has no value"),
        (lambda: one("x +"), "missing after"),
        (lambda: Cutoff("type", 0, 1, "0"), "cannot name"),
        (lambda: Cutoff("2x", 0, 1, "0"), "cannot name"),
        (lambda: Cutoff("x", "zero", 1, "0"), "not a number"),
        (lambda: CutoffGame(()), "1 to 8"),
        (lambda: CutoffGame((Cutoff("x", 0, 1, "x"),) * 2), "declared twice"),
        (lambda: CutoffGame((Cutoff("x", 0, 1, "x"),), {"x": 1}), "declared twice"),
        (lambda: CutoffGame((Cutoff("x", 0, 1, "x*d"),), {}, {"d": "1", "x": "2"}), "declared twice"),  # type: ignore[arg-type]
        (lambda: CutoffGame((Cutoff("x", 0, 1, "x*d"),), {}, {"d": "e"}), "the definition d"),  # type: ignore[arg-type]
        (lambda: CutoffGame((Cutoff("x", 0, 1, "x*a"),), {"a": (2, 1)}), "runs from 2 to 1"),
        (lambda: CutoffGame((Cutoff("x", 0, 1, "x*a"),), {"a": (1, 2, 3)}), "3 ends"),
    ],
)
def test_a_wrong_game_is_an_error_with_advice(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(GameError) as caught:
        make()
    assert message in str(caught.value)


def test_games_are_equal_by_content() -> None:
    assert arms_race("c") == arms_race("c")
    assert arms_race("c") != arms_race("c**2")
    assert one("x") != "x"
