"""Signs: raising a term moves the least prior of a Hard defender at which the pact deters the way the model declares.

At 1,000 points a term the threshold is the closed form (`unilateral.least_p_D`), which
tests/models/test_unilateral_thresholds.py compares with `threshold`; here `threshold` itself is asked at 50 of them.
"""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest
from unilateral import Point, drawn_terms, least_p_D

import deterrence as dt
from deterrence.catalogue import models

MODEL = dt.load("unilateral-deterrence")
DECLARED = {term: sign.threshold for term, sign in MODEL.signs.items()}
SETTLED = {term: sign for term, sign in DECLARED.items() if sign != "contested"}
CONTESTED = [term for term, sign in DECLARED.items() if sign == "contested"]
PAYOFFS = [name for name in Point.__dataclass_fields__ if name in MODEL.define]
POINTS = 1000


def least(given: dict[str, F], term: str, level: F) -> F | None:
    """The closed form with the term at a level; None outside the assumptions."""
    values = MODEL.values(set={**given, term: level})
    if MODEL.violated(values):
        return None
    return least_p_D(Point(**{name: values[name] for name in (*PAYOFFS, "p_C", "p_D")}))


def raised(rng: random.Random, term: str) -> tuple[dict[str, F], F, F, F, F]:
    """A point with a lower and a higher level of the term, both inside the assumptions, and the threshold at each."""
    while True:
        given = drawn_terms(MODEL, rng)
        given["p_C"] = F(rng.randrange(1, 12), 12)
        low, high = sorted(rng.sample([F(k, 20) for k in range(21)], 2))
        before, after = least(given, term, low), least(given, term, high)
        if before is not None and after is not None:
            return given, low, high, before, after


def test_signs_are_declared_for_every_term_of_a_model_that_deters_by_them() -> None:
    assert [name for name in models() if dt.load(name).signs] == ["unilateral-deterrence"]
    assert set(DECLARED) == set(MODEL.terms)
    assert set(SETTLED.values()) == {"lowers"}
    assert CONTESTED


@pytest.mark.parametrize("term", SETTLED)
def test_raising_a_term_moves_the_threshold_the_declared_way(term: str) -> None:
    rng, strictly, to_zero = random.Random(term), 0, 0
    for k in range(POINTS):
        given, low, high, before, after = raised(rng, term)
        assert after <= before, (given, low, high)
        strictly += 0 < after < before
        to_zero += after == 0 < before
        if k % 20 == 0:
            for level, expected in ((low, before), (high, after)):
                assert dt.threshold(MODEL, of="p_D", set={**given, term: level}).value == expected
    assert strictly > 50  # and not only because nothing ever moves
    assert to_zero > 0  # with enough of it every defender resists


@pytest.mark.parametrize("term", CONTESTED)
def test_a_contested_term_shows_both_ways(term: str) -> None:
    rng = random.Random(term)
    lowered, lifted = [], []
    for _ in range(POINTS):
        given, low, high, before, after = raised(rng, term)
        if after < before:
            lowered.append((given, low, high))
        elif after > before:
            lifted.append((given, low, high))
    assert len(lowered) > 50
    assert len(lifted) > 50
    for found, falls in ((lowered, True), (lifted, False)):
        for given, low, high in found[:25]:
            first, second = (dt.threshold(MODEL, of="p_D", set={**given, term: level}) for level in (low, high))
            assert isinstance(first.value, F)
            assert isinstance(second.value, F)
            assert (second.value < first.value) is falls


def test_what_decides_the_direction_of_a_contested_term() -> None:
    """The sign of its own effect: at zero effect on the prize, clarity can only help, through the promise."""
    rng = random.Random(9)
    for term, effect in (("trigger_clarity", "clarity_effect"), ("consultation_duty", "consultation_effect")):
        for _ in range(200):
            given, low, high, _, _ = raised(rng, term)
            levels = {}
            for sign in (-1, 0, 1):
                here = {**given, effect: sign * MODEL.parameters[effect].range[1]}
                levels[sign] = (least(here, term, low), least(here, term, high))
            before, after = levels[0]
            if before is not None and after is not None:
                assert after <= before
            helps = 1 if term == "trigger_clarity" else -1  # it names the aggressor; it buys precision
            before, after = levels[helps]
            if before is not None and after is not None:
                assert after <= before
