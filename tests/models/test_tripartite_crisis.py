"""The tripartite crisis (handbook T3) through the model file and the general solver, against formulas, exactly."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction as F

import pytest
import tripartite
from tripartite import Crisis

import deterrence as dt
from deterrence.measures import Range
from deterrence.reading import EVERY, NONE, SOME, read

MODEL = dt.load("tripartite-crisis")
NAMES = {
    "c_SQ": "c_sq", "c_PL": "c_pl", "c_PR": "c_pr", "c_CC": "c_cc", "c_W_hard": "c_win", "c_W_soft": "c_war",
    "d_SQ": "d_sq", "d_CC": "d_cc", "d_PL": "d_pl", "d_PR": "d_pr", "d_W_hard": "d_win", "d_W_soft": "d_war",
    "p_C": "p_c", "p_D": "p_d", "p_R": "p_r",
}  # fmt: skip
REGIONS = {
    "Certain": "Certain Deterrence", "Separating": "Separating", "Attack": "Attack", "Bluff": "Bluff",
    "AttackUnopposed": "Attack Unopposed", "BluffStaunchMixes": "Bluff, Staunch Mixing",
}  # fmt: skip


def drawn(rng: random.Random) -> Crisis | None:
    """A point at which war is worth less than what is had without it: the model's assumption, not the handbook's."""
    point = tripartite.drawn(rng)
    return point if point and point.c_win < point.a0 else None


def values(point: Crisis) -> dict[str, F]:
    return dict(MODEL.values(set={ours: getattr(point, theirs) for ours, theirs in NAMES.items()}))


def check(point: Crisis) -> tuple[str, bool]:
    """All measures and regions at a point inside a region of the handbook; its name, and if No Demand is beside it."""
    region = point.region()
    assert region is not None
    name, demand, support, war = region
    found = read(MODEL, values(point))
    assert found.equilibria.complete
    assert found.equilibria.certificate.holds
    quiet = point.t_d < 1
    # the regions are the handbook's, and beside them an equilibrium without demands if and only if t_D < 1
    expected = {REGIONS[name]} | ({"No Demand"} if quiet and name != "Certain" else set())
    assert set(found.regions) == expected, point
    assert found.deters == (EVERY if name == "Certain" else SOME if quiet else NONE), point
    assert found.refined_deters == (EVERY if name == "Certain" else NONE), point
    least = F(0) if quiet else demand
    assert found.measures["P(challenge)"] == Range(least, demand), point
    refined = found.refined_measures
    assert refined["P(challenge)"] == Range(demand, demand), point
    assert refined["P(war)"] == Range(war, war), point
    if demand:
        assert refined["P(honour | challenge)"] == Range(support, support), point
        left = demand * (1 - support)
        assert refined["P(abandon)"] == Range(left, left), point
        assert refined["P(realign)"] == Range(left * point.p_r, left * point.p_r), point
    return name, quiet and name != "Certain"


def inside_every_region(count: int, total: int, seed: str) -> Counter[str]:
    rng, seen, beside = random.Random(seed), Counter[str](), 0
    while sum(seen.values()) < total or len(seen) < len(REGIONS) or min(seen.values()) < count:
        point = drawn(rng)
        region = point and point.region()
        if point is None or region is None or point.t_d == 1:
            continue
        if seen[region[0]] >= count and sum(max(0, count - seen[name]) for name in REGIONS) > total - sum(
            seen.values()
        ):
            continue
        name, quiet = check(point)
        seen[name] += 1
        beside += quiet
    return seen + Counter({"No Demand": beside})


def test_the_model_makes_the_game_of_the_handbook() -> None:
    rng, made = random.Random("games"), 0
    while made < 1000:
        point = drawn(rng)
        if point is None:
            continue
        made += 1
        there = values(point)
        assert not MODEL.violated(there)
        assert MODEL.game(there) == point.game()
        for name, theirs in (("s_hard", "s_plus"), ("s_soft", "s_minus"), ("t_H", "t_h")):
            assert there[name] == getattr(point, theirs)
        if point.c_win <= point.c_sq:
            assert there["t_D"] == point.t_d


def test_regions_at_random_points() -> None:
    assert min(inside_every_region(10, 60, "some").values()) >= 10


@pytest.mark.nightly
def test_every_region_at_1000_random_points() -> None:
    assert min(inside_every_region(50, 1000, "many").values()) >= 50


@pytest.mark.parametrize(
    ("p_r", "demand", "support", "war"),
    [
        ("0", "0.675", "2/5", "9/50"), ("1/5", "0.5625", "5/11", "9/44"), ("2/5", "27/56", "1/2", "9/40"),
        ("3/5", "9/20", "11/20", "99/400"),
    ],
)  # fmt: skip
def test_handbook_rows(p_r: str, demand: str, support: str, war: str) -> None:
    found = read(MODEL, values(Crisis(p_r=F(p_r)))).refined_measures
    wanted = {"P(challenge)": demand, "P(honour | challenge)": support, "P(war)": war}
    assert {name: found[name] for name in wanted} == {name: Range(F(x), F(x)) for name, x in wanted.items()}


def test_knife_edge_where_a_sure_staunch_defender_is_indifferent() -> None:
    found = read(MODEL, values(Crisis(p_r=F(1, 2)))).refined_measures
    assert found["P(challenge)"] == Range(F("0.45"), F("0.45"))
    assert found["P(honour | challenge)"] == Range(F("0.52"), F("0.55"))
    assert found["P(war)"] == Range(F("0.234"), F("0.2475"))


def test_where_every_defender_supports() -> None:
    """d_W- > V0: support is best whatever is believed, so a Determined challenger demands iff war beats peace."""
    rng, seen = random.Random("sure"), Counter[bool]()
    while min(seen[True], seen[False]) < 25:
        point = drawn(rng)
        if point is None:
            continue
        low, high = point.v0, min(point.d_win, point.d_cc)
        if low >= high:
            continue
        point = replace(point, d_war=low + (high - low) * F(rng.randrange(1, 9), 10))
        wants = point.c_win > point.c_sq
        if point.c_win == point.c_sq or seen[wants] >= 25:
            continue
        seen[wants] += 1
        found = read(MODEL, values(point))
        assert found.region == "Sure Support"
        assert found.measures["P(challenge)"] == Range(*(2 * [point.p_c if wants else F(0)])), point
        assert found.measures["P(war)"] == found.measures["P(challenge)"]
        assert found.deters == (NONE if wants else EVERY)


def test_more_commitment_less_abandonment_and_never_less_war() -> None:
    """Snyder's two risks (contested): a costlier breach never raises abandonment, and never lowers P(war), here."""
    rng, moved, dearer = random.Random("snyder"), 0, 0
    for _ in range(60):
        given = {name: F(rng.randrange(1, 10), 10) for name in ("p_C", "p_D", "p_R", "balance")}
        given |= {"fight_cost_hard": F(rng.randrange(1, 10), 10), "stake": F(1), "prize": F(1)}
        given["war_cost_hard"] = given["balance"] + F(rng.randrange(1, 5), 10)
        given["fight_cost_soft"] = given["fight_cost_hard"] + F(rng.randrange(6, 20), 10)
        given["war_cost_soft"] = given["balance"] + F(7, 10)
        before, after = (
            MODEL.values(set={**given, "obligation_strength": F(x), "automaticity": F(x), "trigger_clarity": F(x)})
            for x in (0, 1)
        )
        if MODEL.violated(before) or MODEL.violated(after):
            continue
        reads = [read(MODEL, v) for v in (before, after)]
        if any(r.region in (None, "Certain Deterrence", "Sure Support") for r in reads):
            continue
        abandoned, war = ([r.refined_measures[name].maximum for r in reads] for name in ("P(abandon)", "P(war)"))
        assert abandoned[1] <= abandoned[0], given  # type: ignore[operator]
        assert war[1] >= war[0], given  # type: ignore[operator]
        moved += abandoned[1] < abandoned[0]  # type: ignore[operator]
        dearer += war[1] > war[0]  # type: ignore[operator]
    assert moved >= 10
    assert dearer >= 3
