"""Members who respond at the same time: the builder against the definition, and its equilibria in closed form."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

import deterrence as dt
from deterrence.errors import GameError
from deterrence.formula import evaluate, parse
from deterrence.games.response import RULES, joint_response

F = Fraction
NAMES = ("East", "West", "South", "North")


Numbers = list[Fraction]


def pure_equilibria(n: int, rule: str, b: Numbers, c: Numbers, e: Numbers, m: Fraction) -> set[Any]:
    """By the definition: nobody gains by changing alone."""

    def payoff(i: int, acts: tuple[bool, ...]) -> Fraction:
        joint = sum((x for x, act in zip(e, acts, strict=True) if act), F(0))
        chance = {"all-act": F(all(acts)), "one-enough": F(any(acts)), "sum": joint / (joint + m) if joint else F(0)}
        return b[i] * chance[rule] - (c[i] if acts[i] else 0)

    stable = set()
    for acts in product((True, False), repeat=n):
        changed = [tuple(act != (i == k) for k, act in enumerate(acts)) for i in range(n)]
        if all(payoff(i, other) <= payoff(i, acts) for i, other in enumerate(changed)):
            stable.add(acts)
    return stable


@pytest.mark.parametrize("rule", RULES)
def test_pure_equilibria_of_random_games(rule: str) -> None:
    """Two and three members, ties between value and cost among them."""
    draw = random.Random(rule)
    seen: set[int] = set()
    for k in range(60):
        n = 2 + k % 2
        b, c, e = ([F(draw.randrange(1, 5)) for _ in range(n)] for _ in range(3))
        m = F(draw.randrange(1, 4))
        extra: dict[str, Any] = {"efforts": e, "against": m} if rule == "sum" else {}
        found = dt.solve(joint_response(NAMES[:n], rule, b, c, **extra))
        assert found.certificate.holds
        if n == 3 and not found.complete:
            continue
        points = found.extreme if n == 2 else found.points
        single = [point for point in points if all({*mixed} <= {0, 1} for mixed in point)]
        pure = {tuple(mixed[0] == 1 for mixed in point) for point in single}
        expected = pure_equilibria(n, rule, b, c, e, m)
        if n == 2 or not found.families:
            assert pure == expected
        else:
            assert pure <= expected
        seen.add(len(expected))
    assert len(seen) >= 2


def test_volunteers_by_the_closed_form() -> None:
    """Two: i stays with the chance c_j / b_j that makes j indifferent (100 draws)."""
    draw = random.Random(1985)
    for _ in range(100):
        b = [F(draw.randrange(2, 12)) for _ in range(2)]
        c = [x * F(draw.randrange(1, 10), 10) for x in b]
        found = dt.solve(joint_response(NAMES[:2], "one-enough", b, c))
        stay = c[1] / b[1], c[0] / b[0]
        mixed = tuple((1 - x, x) for x in stay)
        assert set(found.extreme) == {mixed, ((1, 0), (0, 1)), ((0, 1), (1, 0))}


def test_more_volunteers_make_a_response_less_likely() -> None:
    """Diekmann (1985): in the symmetric equilibrium somebody acts with chance 1 - (c/b)^(n/(n-1))."""
    three = dt.solve(joint_response(NAMES[:3], "one-enough", 4, 1))
    assert three.complete
    (symmetric,) = (point for point in three.points if len({*point}) == 1)
    assert symmetric[0] == (F(1, 2), F(1, 2))
    assert 1 - symmetric[0][1] ** 3 == F(7, 8) < F(15, 16)


def test_a_weakest_link_holds_or_breaks() -> None:
    found = dt.solve(joint_response(NAMES[:3], "all-act", 4, 1))
    act, stay = (F(1), F(0)), (F(0), F(1))
    assert {(act,) * 3, (stay,) * 3, ((F(1, 2), F(1, 2)),) * 3} <= set(found.points)


FUNCTIONS = ("all_act(q, n)", "one_enough(q, n)", "added_up(q, n, m, M)")


@pytest.mark.parametrize(("rule", "text"), list(zip(RULES, FUNCTIONS, strict=True)))
def test_the_same_chances_as_in_formulas(rule: str, text: str) -> None:
    """A game without costs in which everyone acts with chance q: its payoff is the value of the function."""
    extra: dict[str, Any] = {"efforts": 2, "against": 3} if rule == "sum" else {}
    for n, q in product((2, 3, 4), (F(0), F(1, 3), F(1))):
        game = joint_response(NAMES[:n], rule, 1, 0, **extra)
        expected = F(0)
        for profile, value in zip(product((q, 1 - q), repeat=n), game.payoffs[0], strict=True):
            chance = F(1)
            for p in profile:
                chance *= p
            expected += chance * value
        assert evaluate(parse(text), {"q": q, "n": n, "m": 2, "M": 3}) == expected


@pytest.mark.parametrize(
    ("arguments", "keywords", "advice"),
    [
        ((NAMES, "some", 1, 1), {}, "one of all-act, one-enough, sum"),
        ((NAMES[:1], "all-act", 1, 1), {}, "two to 10 members"),
        (("AB", "all-act", 1, 1), {}, "two to 10 members"),
        ((NAMES, "sum", 1, 1), {}, "needs `against`"),
        ((NAMES, "all-act", 1, 1), {"against": 1}, "has no `against`"),
        ((NAMES, "sum", 1, 1), {"against": 0}, "write a positive number"),
        ((NAMES, "all-act", [1, 2], 1), {}, "2 numbers for the values of 4 members"),
        ((NAMES, "all-act", 1, [1, 1, 1, -1]), {}, "cost of North is -1: write 0 or more"),
        ((NAMES, "all-act", "many", 1), {}, "value of East"),
    ],
)
def test_what_does_not_fit_is_said(arguments: tuple[Any, ...], keywords: dict[str, Any], advice: str) -> None:
    with pytest.raises(GameError, match=advice):
        joint_response(*arguments, **keywords)
