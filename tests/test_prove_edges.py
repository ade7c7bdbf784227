"""Propositions at the edge of what is spoken of: moved points, points with irrational coordinates, empty domains."""

from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.prove import prove
from deterrence.prove.oracle import Oracle
from deterrence.prove.proof import CONDITIONAL, PROVED, REFUTED, UNKNOWN, Proof

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
