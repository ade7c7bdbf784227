"""The signs that a model declares for terms are proved, and a sign turned round is refuted."""

from __future__ import annotations

import random
from fractions import Fraction as F
from functools import cache

import pytest

from deterrence import load
from deterrence.declared_signs import deterrence_regions, sign_holds
from deterrence.pact import worlds
from deterrence.reading import EVERY, refined_word
from deterrence.regions import Regions

MODEL = load("unilateral-deterrence")
DECLARED = {term: MODEL.signs[term].threshold for term in MODEL.terms}
UNCONTESTED = [term for term, sign in DECLARED.items() if sign in ("lowers", "raises")]


@cache
def found(world: str) -> Regions:
    return deterrence_regions(MODEL, "p_D", world, {})


@pytest.mark.parametrize("world", list(worlds()))
def test_every_declared_sign_is_proved_in_every_world(world: str) -> None:
    assert len(UNCONTESTED) == 4
    for term in UNCONTESTED:
        assert sign_holds(found(world), term, DECLARED[term]) is True


def test_a_sign_turned_round_is_refuted() -> None:
    for term in UNCONTESTED:
        assert sign_holds(found("baseline"), term, "raises" if DECLARED[term] == "lowers" else "lowers") is False


def test_a_contested_sign_follows_the_parameter_that_contests_it() -> None:
    either = deterrence_regions(MODEL, "p_D", None, {"clarity_effect": "-1/10", "breach_cost": 0})
    assert sign_holds(either, "trigger_clarity", "raises") is True
    assert sign_holds(either, "trigger_clarity", "lowers") is False


def test_the_exact_solver_agrees() -> None:
    draw = random.Random(5)
    seen = 0
    for _ in range(60):
        at = {term: F(draw.randint(0, 8), 8) for term in MODEL.terms} | {"p_D": F(draw.randint(1, 15), 16)}
        term = draw.choice(UNCONTESTED)
        low, high = sorted((at[term], F(draw.randint(0, 8), 8)))
        before = refined_word(MODEL, MODEL.values(set={**at, term: low}))
        after = refined_word(MODEL, MODEL.values(set={**at, term: high}))
        seen += before == EVERY
        assert before != EVERY or after == EVERY
    assert seen > 5
