"""The regions of the deterrence games: against the exact solver at points, and against the handbook's closed forms."""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random

import pytest
from regions_agreement import check_point, on_a_boundary
from unilateral import draw

from deterrence import load
from deterrence.regions import Regions, regions

FIVE = ["Certain Deterrence", "Steadfast Deterrence", "Separating", "Attack", "Bluff"]


@cache
def unilateral() -> Regions:
    return regions(load("unilateral-deterrence"))


def test_unilateral_deterrence_has_its_five_regions_and_sure_resistance() -> None:
    answer = unilateral()
    assert answer.complete
    assert answer.criterion == "d1"
    assert sorted(answer.names) == sorted([*FIVE, "Sure Resistance"])
    assert [shape.name for shape in answer.shapes if shape.pieces and not shape.boundary_only] == [
        "hold, hold; deny, concede",
        "hold, hold; deny, deny",
        "hold, hold; deny, concede | deny",
        "initiate, hold; deny, concede",
        "initiate, initiate; deny, concede",
        "initiate, hold | initiate; deny, concede | deny",
    ]


def test_closed_forms_of_the_handbook() -> None:
    """Zagare and Kilgour's regions with the thresholds and identities of the handbook, typed here."""
    answer = unilateral()
    rng = Random(2)
    seen: Counter[str] = Counter()
    while min((seen[name] for name in FIVE), default=0) < 20:
        point = draw(rng, ">")
        p_c, p_d, c_s, c_t, d_n = point.p_C, point.p_D, point.c_s, point.c_t, point.d_n
        if p_d in (c_s, c_t) or p_c == d_n:
            continue
        if p_d > c_t:
            wanted = {"Certain Deterrence"}
        elif p_d > c_s:
            wanted = {"Separating", "Steadfast Deterrence"}
        else:
            wanted = {"Attack" if p_c > d_n else "Bluff", "Steadfast Deterrence"}
        found = {piece.region: piece for _, piece in answer.at(point.set())}
        assert found.keys() == wanted
        seen.update(wanted)
        for name, war in (("Separating", p_c * p_d), ("Attack", p_c * p_d), ("Bluff", p_c * c_s)):
            if name in found:
                assert found[name].measures["P(war)"].at(point.set()) == (war, war)  # type: ignore[union-attr]
        if "Bluff" in found:
            piece = found["Bluff"]
            x = p_c * (1 - d_n) / ((1 - p_c) * d_n)
            assert piece.strategies["Challenger soft: initiate"].at(point.set()) == (x, x)
            y = (c_s - p_d) / (1 - p_d)
            assert piece.strategies["Defender soft: deny"].at(point.set()) == (y, y)
            assert piece.beliefs["Defender at initiate: Challenger hard"].at(point.set()) == (d_n, d_n)


def test_war_in_bluff_does_not_depend_on_the_defender() -> None:
    [bluff] = [piece for _, piece in unilateral().pieces("Bluff")]
    war = bluff.measures["P(war)"]
    assert war is not None
    assert war.single is not None
    assert set(war.single.names) == {"p_C", "c_SQ", "c_DC", "c_CD"}


def test_d1_removes_steadfast_deterrence() -> None:
    inside = [piece for _, piece in unilateral().pieces("Steadfast Deterrence") if piece.full]
    assert inside
    assert not any(piece.survives["d1"] for piece in inside)
    for name in FIVE:
        if name != "Steadfast Deterrence":
            assert all(piece.survives["d1"] for _, piece in unilateral().pieces(name))


def test_each_witness_lies_in_its_piece() -> None:
    for _, piece in unilateral().pieces():
        assert piece.witness is not None
        assert piece.holds(piece.witness)
        assert unilateral().domain.contains(piece.witness)
        check_point(unilateral(), piece.witness)


@pytest.mark.parametrize("points", [pytest.param(24), pytest.param(1_000, marks=pytest.mark.nightly)])
def test_unilateral_deterrence_is_what_the_solver_lists(points: int) -> None:
    rng = Random(5)
    seen: Counter[str | None] = Counter()
    for k in range(points):
        point = draw(rng, rng.choice(">><")).set()
        seen.update(check_point(unilateral(), point))
        moved = on_a_boundary(unilateral(), point, rng)
        if moved is not None:
            check_point(unilateral(), moved)
            corner = on_a_boundary(unilateral(), moved, rng) if k % 2 else None
            if corner is not None:
                check_point(unilateral(), corner)
    assert min(seen[name] for name in [*FIVE, "Sure Resistance"]) >= points // 20
