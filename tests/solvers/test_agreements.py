"""Shares, linked issues and peace: the numbers of the handbook, and other ways to them at random draws."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from deterrence.games.agreements import ExitGame, LinkedIssues, ShareAgreement
from deterrence.ranges import Range
from deterrence.solvers import solve

F = Fraction
PAIR = ("Host", "Guest")
HANDBOOK = ShareAgreement(PAIR, 6, (6, 3), ("1/2", "1/2"), "4/5")  # T9


def value(game: object, name: str) -> Fraction | None:
    found: Range = solve(game).measures[name]
    assert found.minimum is None or found.single
    return found.minimum  # type: ignore[return-value]


@pytest.mark.parametrize(("hazard", "low", "high"), [("0", "11/20", "9/10"), ("3/10", "61/100", "39/50")])
def test_the_windows_of_the_handbook(hazard: str, low: str, high: str) -> None:
    game = replace(HANDBOOK, hazard=hazard)
    assert value(game, "share window low[Host]") == F(low)
    assert value(game, "share window high[Host]") == F(high)
    assert value(game, "share window low[Guest]") == 1 - F(high)
    assert value(game, "share window high[Guest]") == 1 - F(low)


def stream(payoffs: list[Fraction], delta: Fraction, then: Fraction) -> Fraction:
    """Payoffs period by period and then one for ever, as a discounted sum."""
    return sum((delta**t * u for t, u in enumerate(payoffs)), F(0)) + delta ** len(payoffs) * then / (1 - delta)


def test_the_window_against_streams_of_payoffs_at_a_thousand_draws() -> None:
    draw, seen = random.Random(3), Counter[str]()
    for _ in range(1000):
        benefits = [F(draw.randrange(0, 21), 2) for _ in PAIR]
        losses = [F(draw.randrange(0, 5), 4) for _ in PAIR]
        delta, cost = F(draw.randrange(0, 20), 20), F(draw.randrange(1, 16))
        found = solve(ShareAgreement(PAIR, cost, tuple(benefits), tuple(losses), delta))
        assert found.certificate.holds
        shares = [F(k, 12) for k in range(13)]
        leaves = [stream([(1 - lam) * b], delta, F(0)) for b, lam in zip(benefits, losses, strict=True)]
        works = []
        for s in shares:
            stays = [stream([], delta, b - part * cost) for b, part in zip(benefits, (s, 1 - s), strict=True)]
            if all(stay >= leave for stay, leave in zip(stays, leaves, strict=True)):
                works.append(s)
        low, high = (found.measures[f"share window {end}[Host]"].minimum for end in ("low", "high"))
        assert works == [s for s in shares if low is not None and low <= s <= high]
        seen["none" if low is None else "point" if low == high else "all" if (low, high) == (0, 1) else "some"] += 1
    assert min(seen[kind] for kind in ("none", "all", "some")) >= 50
    assert seen["point"] >= 1


def test_three_allies_against_the_inequalities_of_the_division() -> None:
    draw, seen = random.Random(5), Counter[bool]()
    names = ("A", "B", "C")
    for _ in range(300):
        game = ShareAgreement(
            names,
            6,
            tuple(F(draw.randrange(0, 13), 2) for _ in names),
            tuple(F(draw.randrange(0, 3), 2) for _ in names),
            F(draw.randrange(0, 5), 5),
            hazard=draw.choice([F(0), F(1, 4)]),
        )
        found = solve(game)
        x = game.discount * (1 - game.hazard)
        bears = [b * (1 - (1 - x) * (1 - lam)) / 6 for b, lam in zip(game.benefits, game.losses, strict=True)]
        seen[sum(bears) >= 1] += 1
        for i, name in enumerate(names):
            low, high = (found.measures[f"share window {end}[{name}]"].minimum for end in ("low", "high"))
            others = sum(min(F(1), most) for j, most in enumerate(bears) if j != i)
            assert (low, high) == ((max(F(0), 1 - others), min(F(1), bears[i])) if sum(bears) >= 1 else (None, None))
    assert min(seen.values()) >= 50


def test_agreed_shares_and_the_patience_they_need() -> None:
    draw, seen = random.Random(8), Counter[bool]()
    for _ in range(300):
        s = F(draw.randrange(4, 11), 10)
        game = replace(HANDBOOK, shares=(s, 1 - s), discount=F(draw.randrange(3, 10), 10))
        found = solve(game)
        low, high = (found.measures[f"share window {end}[Host]"].minimum for end in ("low", "high"))
        assert found.kept == (low is not None and low <= s <= high)
        critical = found.measures["critical discount factor"]
        assert found.kept == (critical.minimum is not None and critical.minimum <= game.discount)
        assert found.measures["P(breach)"] == Range(F(0) if found.kept else F(1), F(1))
        assert found.kept == all(found.measures[f"slack[{player}]"].minimum >= 0 for player in PAIR)
        seen[found.kept] += 1
    assert min(seen.values()) >= 50


def test_the_patience_that_some_division_needs() -> None:
    critical = value(HANDBOOK, "critical discount factor")
    assert critical == F(1, 3)
    at = solve(replace(HANDBOOK, discount=critical))
    assert at.measures["share window low[Host]"] == at.measures["share window high[Host]"]
    assert not solve(replace(HANDBOOK, discount=critical - F(1, 10**9))).kept
    dear = solve(replace(HANDBOOK, cost=10))
    assert dear.window.most == ()
    assert "more than it is worth" in dear.measures["critical discount factor"].undefined
    just = solve(replace(HANDBOOK, cost=sum(HANDBOOK.benefits), shares=()))
    assert "all that it is worth" in just.measures["critical discount factor"].undefined
    for discount in (F(0), F(999_999, 1_000_000)):
        assert not solve(replace(just.game, discount=discount, hazard=0)).kept


def test_linked_issues_of_the_handbook() -> None:
    game = LinkedIssues(("troops", "trade"), (1, 1), (3, 1), "7/10")
    assert value(game, "critical discount factor[troops]") == F(3, 4)
    assert value(game, "critical discount factor[trade]") == F(1, 2)
    assert value(game, "critical discount factor") == F(2, 3)
    assert (value(game, "best payoff"), value(game, "best payoff unlinked")) == (2, 1)
    # the link endangers the strong issue only if both must stand or fall together
    low = solve(replace(game, discount="3/5"))
    assert low.sets.linked == low.sets.alone == {"trade"}
    assert low.measures["P(breach)"].minimum == 1


def test_linking_never_loses_and_the_best_set_is_found_at_random() -> None:
    draw, seen = random.Random(9), Counter[str]()
    for _ in range(1000):
        n = draw.randrange(1, 5)
        game = LinkedIssues(
            tuple("abcd"[:n]),
            tuple(F(draw.randrange(0, 9), 4) for _ in range(n)),
            tuple(F(draw.randrange(0, 17), 4) for _ in range(n)),
            F(draw.randrange(0, 20), 20),
            hazard=draw.choice([F(0), F(1, 10)]),
        )
        found = solve(game)
        x = game.effective
        # a second way: the largest fixed point of V -> the most valuable set that V keeps, from above
        value_now = sum(game.surpluses, F(0))
        while True:
            kept = [
                sum((s for s, inside in zip(game.surpluses, chosen, strict=True) if inside), F(0))
                for chosen in product((0, 1), repeat=n)
                if (1 - x) * sum((t for t, inside in zip(game.temptations, chosen, strict=True) if inside), F(0))
                <= x * value_now
            ]
            if max(kept) == value_now:
                break
            value_now = max(kept)
        assert found.measures["best payoff"].minimum == value_now
        assert value_now >= found.measures["best payoff unlinked"].minimum
        helps = value_now > found.measures["best payoff unlinked"].minimum
        seen["linking helps" if helps else "kept alone" if found.sets.alone else "nothing"] += 1
    assert min(seen[kind] for kind in ("linking helps", "kept alone", "nothing")) >= 50


EXIT = ExitGame(PAIR, 1, "5/2", -2, "-1/2", "7/10")  # T6


def test_peace_between_those_who_know_and_those_who_fear() -> None:
    assert value(EXIT, "critical discount factor") == F(3, 5)
    assert value(EXIT, "risk-dominant discount factor") == F(3, 4)
    for delta, peace, sure in (("59/100", 0, 0), ("3/5", 1, 0), ("74/100", 1, 0), ("3/4", 1, 1)):
        game = replace(EXIT, discount=delta)
        assert (value(game, "self-enforcing"), value(game, "risk-dominant")) == (peace, sure)


def test_the_hurdles_of_weapons_rise_only_where_there_is_fear() -> None:
    known, feared = [], []
    for k in (F(0), F(1, 2), F(1), F(3, 2), F(2), F(3)):
        game = ExitGame(PAIR, 1, max(3 - k, F(3, 2)), -1 - F(2, 5) * k, -F(3, 5) - F(1, 10) * k, "1/2")
        known.append(value(game, "hurdle"))
        feared.append(value(game, "risk-dominance hurdle"))
    assert known == [3, F(5, 2), 2, F(3, 2), F(3, 2), F(3, 2)]
    assert feared == [F(17, 5), F(61, 20), F(27, 10), F(47, 20), F(5, 2), F(14, 5)]


def test_peace_by_iterating_what_the_future_may_be_worth() -> None:
    draw, seen = random.Random(12), Counter[bool]()
    for _ in range(1000):
        war = F(draw.randrange(-8, 9), 4)
        attack = max(war + F(draw.randrange(0, 9), 4), F(1, 4))
        game = ExitGame(PAIR, F(draw.randrange(-2, 9), 4), attack, war - F(draw.randrange(0, 9), 4), war, "4/5")
        found = solve(game)
        # backwards from a far end at which the future is worth the most that anyone can have
        future = max(game.lasting, attack)
        for _ in range(20):
            kept = game.peace + game.discount * future >= attack
            future = game.peace + game.discount * future if kept else war
        assert found.peace.equilibrium == kept
        seen[found.peace.equilibrium] += 1
        attacks = F(1, 2)  # risk dominance: the best reply to a coin
        stay = attacks * game.victim + attacks * game.lasting
        assert found.peace.risk_dominant == (stay >= attacks * game.war + attacks * game.attack)
        assert not found.peace.risk_dominant or game.lasting >= game.attack
    assert min(seen.values()) >= 50
