"""Three players: the regions of the tripartite crisis against the handbook's closed forms and the exact solver."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction as F
from functools import cache
from random import Random

import pytest
from regions_agreement import check_point, on_a_boundary
from tripartite import Crisis, drawn

from deterrence import load
from deterrence.regions import Regions, regions

NAMES = {
    "Certain": "Certain Deterrence",
    "Separating": "Separating",
    "Attack": "Attack",
    "Bluff": "Bluff",
    "AttackUnopposed": "Attack Unopposed",
    "BluffStaunchMixes": "Bluff, Staunch Mixing",
}


@cache
def tripartite() -> Regions:
    return regions(load("tripartite-crisis"))


def values(point: Crisis) -> dict[str, F]:
    """The point by the names of the model file."""
    return {
        "c_SQ": point.c_sq, "c_PL": point.c_pl, "c_PR": point.c_pr, "c_CC": point.c_cc,
        "c_W_hard": point.c_win, "c_W_soft": point.c_war, "d_SQ": point.d_sq, "d_CC": point.d_cc,
        "d_PL": point.d_pl, "d_PR": point.d_pr, "d_W_hard": point.d_win, "d_W_soft": point.d_war,
        "p_C": point.p_c, "p_D": point.p_d, "p_R": point.p_r, "loyalty": F(1),
    }  # fmt: skip


def drawn_points(rng: Random, surely: bool = False) -> dict[str, F]:
    """A random point of the model's domain; those of the handbook's draws have d_W_soft < V_0, others any order."""
    while True:
        point = drawn(rng)
        if point is None:
            continue
        found = values(point)
        if surely or rng.random() < 0.3:  # Sure Support: every defender would rather fight
            found["d_W_soft"] = found["d_W_hard"] - F(1, 100)
        if tripartite().domain.contains(found):
            return found


def test_all_its_regions_occur() -> None:
    assert tripartite().complete
    assert set(tripartite().names) == {*NAMES.values(), "No Demand", "Sure Support"}


def test_the_handbooks_regions_are_those_that_survive_d1() -> None:
    rng = Random(3)
    seen: Counter[str] = Counter()
    while min((seen[name] for name in NAMES), default=0) < 20:
        point = drawn(rng)
        wanted = point.region() if point is not None else None
        if point is None or wanted is None or point.t_d > 1 or seen[wanted[0]] >= 40:
            continue
        name, demand, support, war = wanted
        at = values(point)
        kept = [piece for _, piece in tripartite().at(at) if piece.survives["d1"]]
        assert {piece.region for piece in kept} == {NAMES[name]}, point
        seen[name] += 1
        for piece in kept:
            for measure, number in (("P(challenge)", demand), ("P(war)", war), ("P(honour | challenge)", support)):
                found = piece.measures[measure]
                assert (found is None) if demand == 0 and "|" in measure else found.at(at) == (number, number)  # type: ignore[union-attr]


def test_the_demand_falls_and_then_jumps_as_realigning_becomes_likelier() -> None:
    """The handbook's table, by the closed forms of what survives D1."""
    found = []
    for p_r in (F(1, 100), F(1, 5), F(2, 5), F(3, 5)):
        at = values(Crisis(p_r=p_r))
        [piece] = [piece for _, piece in tripartite().at(at) if piece.survives["d1"]]
        demand = piece.measures["P(challenge)"]
        assert demand is not None
        found.append(demand.at(at)[0])
    assert found[1:] == [F(9, 16), F(27, 56), F(9, 20)]
    assert found[0] > found[1]
    doubtful = values(Crisis(p_r=F(3, 5), p_d=F(1, 2)))
    [piece] = [piece for _, piece in tripartite().at(doubtful) if piece.survives["d1"]]
    assert piece.region == "Bluff"
    assert piece.measures["P(challenge)"].at(doubtful)[0] == F(99, 128)  # type: ignore[union-attr]


def test_each_witness_lies_in_its_piece() -> None:
    for k, (_, piece) in enumerate(tripartite().pieces()):
        assert piece.witness is not None
        assert piece.holds(piece.witness)
        assert tripartite().domain.contains(piece.witness)
        if k % 3 == 0:
            check_point(tripartite(), piece.witness)


@pytest.mark.parametrize("points", [pytest.param(24), pytest.param(1_000, marks=pytest.mark.nightly)])
def test_tripartite_crisis_is_what_the_solver_lists(points: int) -> None:
    rng = Random(7)
    seen: Counter[str | None] = Counter()
    for k in range(points):
        point = drawn_points(rng)
        seen.update(check_point(tripartite(), point))
        moved = on_a_boundary(tripartite(), point, rng) if k % 2 else None
        if moved is not None:
            check_point(tripartite(), moved)
            corner = on_a_boundary(tripartite(), moved, rng)
            if corner is not None:
                check_point(tripartite(), corner)
    assert min(seen[name] for name in [*NAMES.values(), "No Demand", "Sure Support"]) >= points // 20
