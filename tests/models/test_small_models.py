"""Models of few moves against closed forms typed here, ties included.

Rudimentary deterrence (handbook T2), restraint, the least trust and the critical risk.
"""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction as F

import pytest
from model_measures import ends, ranges, share

import deterrence as dt
from deterrence.measures import Range

DRAWS = 1000
FEWER = 300  # for what is no target of the handbook


def test_rudimentary_deterrence() -> None:
    model, rng, seen = dt.load("rudimentary-deterrence"), random.Random("radg"), Counter[str]()
    for k in range(DRAWS):
        dd, sq, dc = sorted(F(x, 6) for x in rng.sample(range(-18, 19), 3))
        soft, concede, hard, peace = sorted(F(x, 6) for x in rng.sample(range(-18, 19), 4))
        sure = k % 4 == 0
        if sure:
            soft, concede = concede, soft
        a_t = (dc - sq) / (dc - dd)
        p = a_t if k % 10 == 1 else F(rng.randrange(1, 24), 24)
        set_ = {
            "a_SQ": sq,
            "a_DC": dc,
            "a_DD": dd,
            "b_SQ": peace,
            "b_DC": concede,
            "b_DD_hard": hard,
            "b_DD_soft": soft,
        }
        found = ranges(model, model.values(set={**set_, "p_D": p}))
        attack = (F(0), F(0)) if sure else ends(a_t - p)
        assert found["P(challenge)"] == Range(*attack)
        assert found["P(war)"] == Range(attack[0] * p, attack[1] * p)
        seen["sure" if sure else "tie" if p == a_t else "attacked" if p < a_t else "deterred"] += 1
    assert min(seen[name] for name in ("sure", "tie", "attacked", "deterred")) >= 50


def test_the_threshold_of_rudimentary_deterrence() -> None:
    found = dt.threshold(dt.load("rudimentary-deterrence"), of="p_D", set={"a_SQ": 0, "a_DC": 1, "a_DD": -2})
    assert found.value == F(1, 3)


def restrained(v: dict[str, F]) -> tuple[F, F, F, F]:
    """P(challenge), P(concede), P(war), P(honour), by hand from the last move up; no ties."""
    joins = v["join"] > v["stay_out"]
    against = v["resist_joined"] if joins else v["resist_alone"]
    stands, resists = v["resist_joined"] > 1 - v["demand"], against > 1 - v["demand"]
    given_in = -v["interest"] * v["demand"]
    backed = v["join"] if stands else given_in
    counselled = max(v["join"], v["stay_out"]) if resists else given_in
    fight = stands if backed > counselled else resists
    joined = True if backed > counselled else joins
    if backed == counselled:  # both roads end alike
        fight, joined = resists, joins
    win = v["win_joined"] if joined else v["win_alone"]
    demands = F((win - v["war_cost"] if fight else v["demand"]) > 0)
    return demands, demands * (not fight), demands * fight, demands * (fight and joined)


def test_restraint() -> None:
    model, rng, seen, tried = dt.load("restraint"), random.Random("restraint"), Counter[str](), 0
    while tried < FEWER:
        given = {
            "demand": F(rng.randrange(9, 41), 41), "balance": F(rng.randrange(1, 30), 31),
            "help_effect": F(rng.randrange(1, 36), 37), "war_cost": F(rng.randrange(1, 26), 43),
            "target_war_cost": F(rng.randrange(1, 10), 47),
            "alliance_value": rng.choice([F(0), F(rng.randrange(50), 53)]),
            "interest": F(rng.randrange(1, 50), 29), "fight_cost": F(rng.randrange(1, 100), 59),
            "breach_cost": F(rng.randrange(0, 50), 61), "obligation_strength": share(rng), "basing_right": share(rng),
        }  # fmt: skip
        values = model.values(set=given)
        found = ranges(model, values)
        if not all(found[name].single for name in ("P(challenge)", "P(war)")):
            continue  # a tie; `test_backward` holds those
        tried += 1
        demands, concede, war, honour = restrained(dict(values))
        assert found["P(challenge)"] == Range(demands, demands), given
        assert found["P(war)"] == Range(war, war), given
        if demands:
            assert found["P(concede | challenge)"] == Range(concede, concede), given
        if war:
            assert found["P(honour | war)"] == Range(honour, honour), given
        seen["held" if not demands else "conceded" if concede else "joined" if honour else "alone"] += 1
    assert min(seen[name] for name in ("held", "conceded", "joined", "alone")) >= 10


def test_least_trust() -> None:
    model, rng = dt.load("mutual-trust"), random.Random("trust")
    for k in range(FEWER):
        t, r = sorted(F(x, 8) for x in rng.sample(range(81), 2))
        s, p = sorted(F(x, 8) for x in rng.sample(range(-80, 0), 2))
        values = model.values(set={"R": r, "temptation": t, "punishment": p, "S": s})
        m = (p - s) / ((r - t) + (p - s))
        assert values["least_trust"] == m
        answer = dt.solve(model.game(values))
        assert answer.complete
        sure = ((F(1), F(0)),) * 2, ((F(0), F(1)),) * 2
        assert set(answer.extreme) == {*sure, ((m, 1 - m),) * 2}
        if k % 10 == 0:
            assert ranges(model, values)["P(challenge)"] == Range(F(0), F(1))
    assert dt.load("mutual-trust").values()["least_trust"] == F(5, 7)


@pytest.mark.parametrize(("term", "falls"), [("intelligence_sharing", True), ("nonmilitary_aims", True)])
def test_terms_lower_the_least_trust(term: str, falls: bool) -> None:
    model = dt.load("mutual-trust")
    low, high = (model.values(set={term: x})["least_trust"] for x in (0, 1))
    assert (high < low) is falls


def test_critical_risk() -> None:
    model, rng, seen = dt.load("critical-risk"), random.Random("risk"), Counter[str]()
    for k in range(FEWER):
        d, s, w = sorted(F(x, 4) for x in rng.sample(range(-40, 41), 3))
        critical = (w - s) / (w - d)
        risk = critical if k % 5 == 0 else F(rng.randrange(0, 25), 24)
        found = ranges(model, model.values(set={"u_win": w, "u_submit": s, "u_disaster": d, "risk": risk}))
        stands = ends((1 - risk) * w + risk * d - s)
        assert found["P(challenge)"] == Range(*stands)
        assert found["P(disaster)"] == Range(stands[0] * risk, stands[1] * risk)
        seen["tie" if risk == critical else "stands" if risk < critical else "submits"] += 1
    assert min(seen[name] for name in ("tie", "stands", "submits")) >= 50
