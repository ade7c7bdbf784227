"""Every shipped model's claims hold, and running claims finds what is false, with a point that can be solved again."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from deterrence.catalogue import load, models
from deterrence.cells import strategic_cells
from deterrence.claimcheck import Counterexample, check_claim, check_claims, draw
from deterrence.deviations import gains
from deterrence.formula import evaluate
from deterrence.games.strategic import bimatrix
from deterrence.model import Model
from deterrence.solvers import solve


def model_of(name: str) -> Model:
    found = load(name)
    assert isinstance(found, Model)
    return found


CLAIMS = [(name, k) for name in models() for k in range(len(model_of(name).tests))]


@pytest.mark.parametrize(("name", "k"), CLAIMS, ids=[f"{name}-{k + 1}" for name, k in CLAIMS])
def test_the_claims_of_shipped_models(name: str, k: int) -> None:
    outcome = check_claim(model_of(name), model_of(name).tests[k])
    assert outcome.holds, outcome
    assert outcome.points == outcome.wanted == (20 if model_of(name).tests[k].where else 1)


def test_every_shipped_model_makes_claims() -> None:
    assert {name for name, _ in CLAIMS} == set(models())
    assert len(CLAIMS) >= 30


def test_drawn_points_fit_and_stay_the_same() -> None:
    model = model_of("unilateral-deterrence")
    claim = next(test for test in model.tests if test.where)
    points = list(draw(model, claim, 5))
    assert len(points) == 5
    assert points == list(draw(model, claim, 5))
    assert points != list(draw(model, claim, 5, seed=1))
    for drawn, values in points:
        assert all(type(x) is Fraction for x in drawn.values())
        assert not model.violated(values)
        assert all(evaluate(condition, values) for condition in claim.where)
        assert values == model.values(set=drawn)


# -- false claims ----------------------------------------------------------------------------------------------------


def changed(name: str, **claim: Any) -> Model:
    """A shipped model with one claim of ours instead of its own."""
    return Model(**{**model_of(name).content, "claims": [{"says": "ours", **claim}]})


BLUFF = {
    "c_SQ": 0, "c_DC": 1, "c_DD_hard": "-1/2", "c_CD": -1, "c_DD_soft": -2, "d_SQ": 1, "d_CD": "1/2",
    "d_DD_hard": "-1/5", "d_DC": "-1/2", "d_DD_soft": "-3/2", "p_C": "3/10", "p_D": "3/10",
}  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        # without a refinement Steadfast Deterrence is there too
        ({"at": BLUFF, "expect": {"P(challenge)": "3/5"}}, "P(challenge) is between 0 and 3/5, and = 3/5 was expected"),
        ({"at": BLUFF, "region": "Bluff"}, "an equilibrium lies in Steadfast Deterrence, not in 'Bluff'"),
        ({"at": BLUFF, "over": "Attack", "expect": {"P(war)": "0"}}, "there is no equilibrium in the set 'Attack'"),
        (
            {"at": BLUFF, "over": "Steadfast Deterrence", "expect": {"P(war | challenge)": "0"}},
            "P(war | challenge) is undefined (its condition has probability 0 in every equilibrium)",
        ),
        ({"at": BLUFF, "over": "refined", "expect": {"P(war)": "< 3/20"}}, "P(war) is 3/20, and < 3/20 was expected"),
        ({"at": BLUFF, "over": "refined", "expect": {"P(war)": "!= 3/20"}}, "P(war) is 3/20, and != 3/20 was expected"),
        ({"at": {"prize": 0}, "expect": {"P(war)": "0"}}, "the model's assumption '"),
    ],
)
def test_a_false_claim_says_what_was_found(claim: dict[str, Any], found: str) -> None:
    outcome = check_claims(changed("unilateral-deterrence", **claim))[0]
    assert outcome.holds is False
    assert outcome.counterexample is not None
    assert outcome.counterexample.found.startswith(found)


@pytest.mark.parametrize(
    "claim",
    [
        {"at": BLUFF, "expect": {"P(challenge)": "<= 3/5", "P(war)": ">= 0", "P(concede)": "< 31/100"}},
        {"at": BLUFF, "over": "refined", "expect": {"P(war)": "!= 1/5", "P(back down)": "== 3/20"}},
        {"at": BLUFF, "over": "Steadfast Deterrence", "expect": {"P(challenge)": "0"}},
        {"at": BLUFF, "over": "Bluff", "region": "Bluff"},
    ],
)
def test_true_claims(claim: dict[str, Any]) -> None:
    assert check_claims(changed("unilateral-deterrence", **claim))[0].holds


def test_a_range_with_an_open_end_is_not_closed() -> None:
    """At p_C = d_n everyone initiates and Soft defenders deny with any chance up to (c_s - p_D)/(1 - p_D).

    The cell in which they mix leaves out its ends.
    """
    at = {**BLUFF, "p_C": "1/2"}
    mixed = {"does": {"Challenger soft": "initiate", "Defender soft": "concede | deny"}, "meaning": "they mix"}
    content = dict(model_of("unilateral-deterrence").content)
    content["regions"] = {**content["regions"], "Mixed": mixed}

    def holds(expected: str) -> bool | None:
        claim = {"says": "ours", "at": at, "over": "Mixed", "expect": {"P(honour | challenge)": expected}}
        return check_claims(Model(**{**content, "claims": [claim]}))[0].holds

    # from p_D to c_s; the upper end has the same support, the lower one is pure
    assert holds("> 3/10")
    assert holds(">= 3/10")
    assert holds("<= 1/2")
    assert not holds("< 1/2")
    assert not holds("== 1/2")


def test_a_counterexample_can_be_solved_again() -> None:
    model = changed("tripwire", where=["basing_right > 0"], expect={"P(challenge)": "0"})
    outcome = check_claims(model)[0]
    assert outcome.holds is False
    assert isinstance(outcome.counterexample, Counterexample)
    values = model.values(set=outcome.counterexample.values)
    again = check_claims(changed("tripwire", at=dict(outcome.counterexample.values), expect={"P(challenge)": "0"}))[0]
    assert again.holds is False
    assert not model.violated(values)


def test_too_few_points_is_neither_true_nor_false() -> None:
    outcome = check_claims(changed("tripwire", where=["prize > 11"], expect={"P(challenge)": "0"}), points=1)[0]
    assert (outcome.holds, outcome.points, outcome.wanted, outcome.word) == (None, 0, 1, "unknown")


def test_claims_of_provision() -> None:
    ours = changed("joint-products", at={"phi": 1, "endowment[Middle]": 80}, expect={"g[Large]": "<= 8", "G": "8"})
    assert check_claims(ours)[0].holds  # any split between Large and Middle
    ours = changed("joint-products", at={"phi": 1, "endowment[Middle]": 80}, expect={"g[Large]": "8"})
    outcome = check_claims(ours)[0]
    assert outcome.counterexample is not None
    assert outcome.counterexample.found == "g[Large] is between 0 and 8, and = 8 was expected"


# -- strategic models ------------------------------------------------------------------------------------------------

CHICKEN: dict[str, Any] = {
    "format": 1,
    "form": "strategic",
    "title": "Chicken",
    "status": "canonical form",
    "players": ["Row", "Column"],
    "parameters": {"c": {"range": [2, 10], "default": 4, "meaning": "cost of a crash", "unit": "utility"}},
    "actions": {"Row": ["swerve", "drive"], "Column": ["swerve", "drive"]},
    "payoffs": {
        "swerve swerve": {"Row": "0", "Column": "0"},
        "swerve drive": {"Row": "-1", "Column": "1"},
        "drive swerve": {"Row": "1", "Column": "-1"},
        "drive drive": {"Row": "-c", "Column": "-c"},
    },
    "events": {"crash": ["drive drive"], "row_drives": ["drive"]},
    "measures": {"P(crash)": "crash", "P(crash | Row drives)": "crash / row_drives"},
    "regions": {
        "Mixed": {"does": {"Row": "swerve | drive", "Column": "swerve | drive"}, "meaning": "both risk it"},
        "Row wins": {"does": {"Row": "drive", "Column": "swerve"}, "meaning": "Row drives on"},
    },
}


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        ({"over": "Mixed", "where": ["c > 2"], "expect": {"P(crash)": "1/c**2", "P(crash | Row drives)": "1/c"}}, True),
        ({"over": "Row wins", "region": "Row wins", "expect": {"P(crash)": "0"}}, True),
        ({"expect": {"P(crash)": "<= 1/16"}}, True),
        ({"expect": {"P(crash)": "< 1/16"}}, False),
        ({"region": "Mixed"}, False),
        ({"over": "refined", "expect": {"P(crash)": "0"}}, False),
    ],
)
def test_claims_of_strategic_models(claim: dict[str, Any], holds: bool) -> None:
    assert check_claims(Model(**{**CHICKEN, "claims": [{"says": "ours", **claim}]}))[0].holds is holds


def test_cells_by_support_partition_the_equilibria() -> None:
    """A degenerate game: Row is indifferent between everything where Column plays 1 (von Stengel 2007, example 3.3)."""
    answer = solve(bimatrix([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]]))
    cells = strategic_cells(answer)
    assert len({tuple(cell.support.values()) for cell in cells}) == len(cells)
    for cell in cells:
        middle = [
            tuple(
                sum((profile[place].get(action, Fraction(0)) for profile in cell.profiles), Fraction(0))
                / len(cell.profiles)
                for action in actions
            )
            for place, actions in zip(cell.support, answer.game.actions, strict=True)
        ]
        for mixed, actions, played in zip(middle, answer.game.actions, cell.support.values(), strict=True):
            assert {action for action, p in zip(actions, mixed, strict=True) if p} == set(played)
        assert max(max(row) for row in gains(answer.game, tuple(middle))) == 0
    corners = {
        tuple(tuple(p[place].get(a, 0) for a in actions) for place, actions in zip(p, answer.game.actions, strict=True))
        for cell in cells
        for p in cell.profiles
    }
    assert corners == set(answer.extreme)
