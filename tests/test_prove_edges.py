"""Propositions at the edge of what is spoken of: moved points, points with irrational coordinates, empty domains."""

from __future__ import annotations

from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.errors import ModelError
from deterrence.prove import prove
from deterrence.prove.oracle import Oracle
from deterrence.prove.proof import CONDITIONAL, PROVED, REFUTED, UNKNOWN, Proof
from deterrence.report.document import write
from deterrence.report.proof import proof_document

UNILATERAL = dt.load("unilateral-deterrence")
# Zagare and Kilgour's game with c_s = 1/2, c_t = 2/3 and d_n = 1/2: above p_D = 2/3 nobody challenges
NUMBERS = {
    "c_SQ": 0, "c_DC": 1, "c_DD_hard": "-1/2", "c_CD": -1, "c_DD_soft": -2,
    "d_SQ": 1, "d_CD": "1/2", "d_DD_hard": "-1/5", "d_DC": "-1/2", "d_DD_soft": "-3/2",
}  # fmt: skip


def decided(text: str, **more: object) -> Proof:
    return prove(UNILATERAL, text, over=("p_C", "p_D"), at=NUMBERS, points=4, **more)  # type: ignore[arg-type]


def test_narrower_ranges_do_not_bound_where_a_quantity_is_moved_to() -> None:
    # p_D + 1/4 passes 2/3 within the range of p_D that is spoken of, though it is outside that range itself
    moved = 'most "P(challenge)" over refined at (p_D = p_D + 1/4) > 0'
    for narrower in ({"within": {"p_D": (0, "1/2")}}, {"where": ("p_D <= 1/2",)}):
        found = decided(moved, **narrower)
        assert found.status == CONDITIONAL
        assert found.region == "holds exactly where 12*p_D <= 5"
    fixed = decided('most "P(challenge)" over refined at (p_D = 3/4) = 0', within={"p_D": (0, "1/2")})
    assert fixed.status == PROVED
    assert decided('most "P(challenge)" at (p_D = p_D + 2) > 0').status == UNKNOWN  # no probability at all


def test_points_with_irrational_coordinates_are_not_said_to_be_none() -> None:
    found = decided("p_D*p_D = 1/8")
    assert found.status == REFUTED
    assert "holds nowhere" not in found.reason
    asked = decided('most "P(war)" = p_C*c_s when p_D*p_D = 1/8 and p_C < 1/2')
    assert asked.status == UNKNOWN
    assert "speaks of no point" not in asked.reason
    assert "speaks of no point" in decided('most "P(war)" = p_C*c_s when p_D*p_D = 2').reason
    assert "holds nowhere" in decided("p_D*p_D = 2").reason


def test_nothing_is_proved_of_a_domain_that_may_be_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    solutions = Oracle.solutions

    def doubtful(self: Oracle, system: object) -> object:
        """z3 finds no solution of any system but decides nothing of those that have one."""
        found = solutions(self, system)  # type: ignore[arg-type]
        if found == []:
            return found
        self.undecided.append(system)  # type: ignore[arg-type]
        return None

    monkeypatch.setattr(Oracle, "solutions", doubtful)
    assert decided('least "P(challenge)" = 0').status == UNKNOWN


@pytest.mark.parametrize(
    ("statement", "where", "status"),
    [
        ("p_D*p_D != 1/8", [], "conditional"),
        ("p_C*p_C + p_D*p_D != 1/3", [], "conditional"),
        ("1/p_D != p_D*p_D + 2", [], "conditional"),
        ("p_D*p_D != 1/8", ["p_D > 1/2"], "proved"),
        # where they meet is left out
        ("p_D*p_D != 1/8", ["p_D != 2/5", "8*p_D*p_D*p_D != p_D"], "proved"),
    ],
)
def test_sides_that_meet_at_irrational_points_are_not_said_to_differ(
    statement: str, where: list[str], status: str
) -> None:
    found = dt.prove(UNILATERAL, statement, where, over=["p_C", "p_D"], points=5)
    assert found.status == status, found.reason
    if found.status == "conditional":
        assert found.counterexample is None
        assert found.fails is not None
        low, high = found.witnesses
        sides = [Fraction(witness.left) - Fraction(witness.right) for witness in (low, high)]
        assert sides[0] < 0 < sides[1]


def test_a_divisor_that_may_vanish_is_an_error_unless_it_is_left_out() -> None:
    with pytest.raises(ModelError, match="divides by zero"):
        dt.prove(UNILATERAL, "p_C/(p_D - 1/2) < 2", over=["p_C", "p_D"])
    found = dt.prove(UNILATERAL, "p_C/(p_D - 1/2) < 2", ["p_D > 1/2"], over=["p_C", "p_D"])
    assert found.status == "conditional"


def test_a_condition_that_fails_everywhere_is_claimed_to_fail_with_the_statement() -> None:
    """What holds exactly when something false does holds nowhere; such claims once spoke of no point."""
    for text, status in (
        ("some equilibrium exactly when p_C > 2", REFUTED),
        ("no equilibrium exactly when p_C > 2", PROVED),
        ("some equilibrium exactly when p_C <= 2", PROVED),
        ("some equilibrium exactly when c_DC > 2", REFUTED),  # a name that is fixed: the condition is a constant
        ("no equilibrium exactly when c_DC > 2", PROVED),
        ("some equilibrium exactly when c_DC < 2 and p_D > 1/2", CONDITIONAL),
        ("some equilibrium exactly when min(p_D, 0) > 1/2", REFUTED),  # false in one branch, and in the other
        ("no equilibrium exactly when min(p_D, 0) > 1/2", PROVED),
    ):
        found = decided(text)
        assert found.status == status, (text, found.reason)
        if status == CONDITIONAL:
            assert found.region == "holds exactly where 2*p_D > 1"


def test_an_answer_shows_what_is_fixed_and_no_condition_that_the_ranges_imply() -> None:
    found = prove(UNILATERAL, 'exists "Bluff"', over=["p_D"], at={"p_C": "1/5"}, points=2)
    assert found.fixed["p_C"] == Fraction(1, 5)
    assert "p_D" not in found.fixed
    assert found.to_dict()["fixed"]["balance"] == "1/2"
    text = write(proof_document(found), "text")
    assert "p_C = 1/5" in text
    assert "\nwhere p_D > 0, p_D < 1\n" in text


def test_a_unique_outcome_is_not_asked_where_there_are_no_endings() -> None:
    """Regions of such forms tell measures alone: that all of no endings agree was once taken for uniqueness."""
    for name, over in (("policing-allies", "delta"), ("burden-sharing", "phi"), ("moral-hazard", "balance")):
        found = prove(dt.load(name), "unique outcome", over=[over], points=2)
        assert found.status == UNKNOWN
        assert "has no endings, so that" in found.reason
    assert prove(dt.load("burden-sharing"), 'most "G" = least "G"', over=["alpha"], points=2).status == PROVED
