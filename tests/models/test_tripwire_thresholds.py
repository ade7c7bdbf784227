"""Thresholds of the tripwire: it deters where the defender would strictly fight and the challenger strictly not."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction as F

import pytest

import deterrence as dt
from deterrence.threshold import Algebraic
from deterrence.verdict import EVERY, read

MODEL = dt.load("tripwire")
UNKNOWNS = ("basing_right", *MODEL.parameters)


def says(given: dict[str, F], of: str, x: F) -> bool | None:
    """The formula; None outside the assumptions."""
    values = MODEL.values(set={**given, of: x})
    if MODEL.violated(values):
        return None
    return values["d_war"] > values["d_abandon"] and values["c_war"] < 0


@pytest.mark.parametrize("of", UNKNOWNS)
def test_thresholds_in_every_unknown(of: str) -> None:
    rng, seen = random.Random(of), Counter[str]()
    low, high = (F(0), F(1)) if of == "basing_right" else MODEL.parameters[of].range
    for _ in range(25):
        given = {"basing_right": F(rng.randrange(5), 4)}
        for name, parameter in MODEL.parameters.items():
            bottom, top = parameter.range
            given[name] = bottom + min(top - bottom, F(2)) * F(rng.randrange(1, 9), 8)
        found = dt.threshold(MODEL, of=of, set=given)
        grid = [low + (high - low) * F(k, 80) for k in range(81)]
        told = [(x, said) for x in grid if (said := says(given, of, x)) is not None]
        if found.value is None:
            assert not told[-1][1], (given, found)
            seen["none"] += 1
            continue
        assert not isinstance(found.value, Algebraic) or found.value.polynomial is not None
        start = found.value.high if isinstance(found.value, Algebraic) else found.value
        assert all(said for x, said in told if x > start), (given, found)
        if start == low:
            assert found.attained is (says(given, of, low) is True)
            seen["throughout"] += 1
            continue
        below = (found.value.low if isinstance(found.value, Algebraic) else found.value) - (high - low) / 10**9
        assert not says(given, of, below), (given, found)
        assert (found.attained is True) is (says(given, of, start) is True) or isinstance(found.value, Algebraic)
        for x in (start, min(high, start + (high - low) / 10**9)):
            values = MODEL.values(set={**given, of: x})
            if not MODEL.violated(values):
                assert (read(MODEL, values).deters == EVERY) is says(given, of, x)
        seen["inside"] += 1
    assert sum(seen.values()) == 25
