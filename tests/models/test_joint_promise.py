"""A promise of several, and one patron in many theatres: the general solver against closed forms typed here."""

from __future__ import annotations

import random
from fractions import Fraction
from math import comb
from typing import Any

import pytest

import deterrence as dt
from deterrence.claimcheck import check_claims
from deterrence.reading import read

F = Fraction


def outcome(model: dt.Model, given: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    found = read(model, model.values(set=given))
    assert found.equilibria.complete
    assert found.equilibria.certificate.holds
    return {name: (one.minimum, one.maximum) for name, one in found.measures.items()}


def repelled(rule: int, q: Fraction, n: int, m: Fraction, against: Fraction) -> Fraction:
    """The chance that the attack is repelled, over how many of n members act."""
    chances = [comb(n, j) * q**j * (1 - q) ** (n - j) for j in range(n + 1)]
    if n == 0:
        return F(0)
    if rule == 0:
        return chances[n]
    if rule == 1:
        return 1 - chances[0]
    return sum((chances[j] * j * m / (j * m + against) for j in range(1, n + 1)), F(0))


@pytest.mark.parametrize("rule", [0, 1, 2])
def test_a_challenger_holds_where_the_response_is_sure_enough(rule: int) -> None:
    """1,200 draws over the three rules, many on the boundary, where both actions are equilibria."""
    draw, model = random.Random(rule), dt.load("joint-promise")
    seen = {"hold": 0, "attack": 0, "edge": 0, "alone": 0}
    for k in range(400):
        n = draw.choice((1, 2, 2, 2, 3, 4, 9))
        q0, dilution = F(draw.choice((0, 3, 5, 7, 8, 9, 9, 10)), 10), F(draw.choice((0, 0, 1, 3)), 4)
        m, against = F(draw.randrange(1, 9), 2), F(draw.randrange(1, 6), 2)
        cost = F(draw.randrange(1, 21), 10)
        chance = repelled(rule, q0 / (1 + dilution * max(0, n - 2)), n - 1, m, against)
        prize = F(draw.randrange(1, 25), 10)
        if k % 2 == 0 and 0 < chance < 1 and F(1, 100) <= chance * cost / (1 - chance) <= 10:
            prize = chance * cost / (1 - chance)
        given = {
            "rule": rule, "n_parties": n, "reliability": q0, "dilution": dilution, "member_strength": m,
            "challenger_strength": against, "war_cost_hard": cost, "prize": prize,
        }  # fmt: skip
        found = outcome(model, given)
        gain = (1 - chance) * prize - chance * cost
        expected = (F(gain > 0), F(gain >= 0))
        assert found["P(challenge)"] == expected
        if gain >= 0:
            assert found["P(repelled | challenge)"] == (chance, chance)
        seen["edge" if gain == 0 else "attack" if gain > 0 else "hold"] += 1
        seen["alone"] += n == 1
    assert min(seen[name] for name in ("hold", "attack", "edge")) >= 50, seen
    assert seen["alone"] >= 20, seen


def test_theatres_by_backward_induction() -> None:
    """1,000 draws: what the patron does in each subgame, and what the challenger then chooses."""
    draw, model = random.Random(13), dt.load("theatres")
    seen: dict[str, int] = {}
    for _ in range(1000):
        k, m = draw.randrange(1, 13), F(draw.randrange(1, 9), 4)
        stake, fight = F(draw.randrange(0, 13), 6), F(draw.randrange(1, 19), 10)
        prize, cost = F(draw.randrange(1, 9), 4), F(draw.randrange(1, 13), 6)
        spill, words, together = F(draw.randrange(0, 5), 4), F(draw.randrange(0, 3), 2), F(draw.randrange(0, 13))
        one, every = m / (m + 1), m / (m + F(1, k))
        if prize * one >= cost:
            continue  # outside the standing assumption
        given = {
            "theatres": k, "theatre_strength": m, "stake": stake, "fight_cost_soft": fight, "prize": prize,
            "war_cost_hard": cost, "spillover": spill, "obligation_strength": words, "coordination_cost": together,
        }  # fmt: skip
        keeps_one = -stake * one - fight - (-stake - spill * words * (k - 1) * stake)
        keeps_all = -k * stake * every - fight - (-k * stake)
        if 0 in (keeps_one, keeps_all):
            seen["tie"] = seen.get("tie", 0) + 1
            continue
        probe = prize * one - cost if keeps_one > 0 else prize
        sweep = k * (prize * every - cost) - together if keeps_all > 0 else k * prize - together
        best = max(F(0), probe, sweep)
        choice = {name for name, value in (("hold", F(0)), ("probe", probe), ("sweep", sweep)) if value == best}
        if seen.get("-".join(sorted(choice)), 0) >= 150:
            continue  # the solver is asked where it is still worth it
        found = outcome(model, given)
        assert found["P(challenge)"] == (F(choice.isdisjoint({"hold"})), F(choice != {"hold"}))
        assert found["P(sweep)"] == (F(choice == {"sweep"}), F("sweep" in choice))
        seen["-".join(sorted(choice))] = seen.get("-".join(sorted(choice)), 0) + 1
    assert min(seen.get(name, 0) for name in ("hold", "probe", "sweep")) >= 50, seen


@pytest.mark.parametrize("name", ["joint-promise", "theatres"])
def test_claims_hold(name: str) -> None:
    assert all(found.holds for found in check_claims(dt.load(name)))


def test_more_pacts_first_help_and_then_hurt() -> None:
    """Spillover and overstretch in one row of numbers: what happens with one to twelve theatres."""
    model = dt.load("theatres")
    deterred = [
        outcome(model, {"theatres": k, "obligation_strength": 1})["P(challenge)"] == (0, 0) for k in range(1, 13)
    ]
    assert not deterred[0]
    assert deterred[2]
    assert not deterred[-1]
    first, last = deterred.index(True), 11 - deterred[::-1].index(True)
    assert all(deterred[first : last + 1])  # one stretch of numbers of theatres, no gap
