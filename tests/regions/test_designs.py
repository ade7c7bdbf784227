"""Many designs at once: exact against the exact solver, ties included, and nothing dropped."""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence import load
from deterrence.errors import ModelError
from deterrence.formula import evaluate, number, parse
from deterrence.reading import read
from deterrence.regions import Regions, regions
from deterrence.regions.bounded import BOUNDED
from deterrence.regions.bounded import given as as_given
from deterrence.regions.designs import EVERY, NONE, OPEN, OUTSIDE, SOME, designs

MODEL = load("unilateral-deterrence")
FOUR_POINTS = {
    "c_SQ": 0.0, "c_DC": 1.0, "c_DD_hard": -0.5, "c_CD": -1.0, "c_DD_soft": -2.0,
    "d_SQ": 1.0, "d_CD": 0.5, "d_DD_hard": -0.2, "d_DC": -0.5, "d_DD_soft": -1.5,
}  # fmt: skip
WORDS = {"in every equilibrium": EVERY, "in some": SOME, "in none": NONE, "unknown": OPEN}


@cache
def primitives() -> Regions:
    return regions(MODEL, ["p_C", "p_D", "d_DC"], {k: v for k, v in FOUR_POINTS.items() if k != "d_DC"})


@cache
def terms() -> Regions:
    return regions(MODEL, ["p_D", "obligation_strength", "trigger_clarity"], {"clarity_effect": "1/20"})


@pytest.mark.parametrize("asked", [primitives, terms])
def test_every_design_says_what_the_exact_solver_says(asked: Any) -> None:
    found = asked()
    ends = [[0.0, 0.1, 0.3, 0.5, 0.9, 1.0], [0.1, 0.3, 0.5, 2 / 3, 0.7, 0.75], [0.0, 0.25, 0.5, 1.0]]
    if asked is primitives:
        ends[2] = [-1.5, -0.75, -0.5, -0.3, -0.2]  # both ends are boundaries: Soft like Hard, and an assumption
    names = list(found.domain.ranges)
    grid = np.array(list(product(*ends)))
    answer = designs(found, {name: grid[:, k] for k, name in enumerate(names)})
    assert answer.redone > 0  # the grid has ties
    outside = 0
    for row, point in enumerate(grid):
        exact = {name: number(float(x)) for name, x in zip(names, point, strict=True)}
        inside = found.domain.contains(found.model.evaluate({**found.fixed, **exact}))
        assert answer.inside[row] == inside
        if not inside:
            outside += 1
            assert not answer.occurs[row].any()
            assert answer.verdict["all"][row] == OUTSIDE
            continue
        solved = read(MODEL, MODEL.values(set={**found.fixed, **exact}))
        assert answer.verdict["all"][row] == WORDS[solved.deters]
        assert answer.verdict["refined"][row] == WORDS[solved.refined_deters]
        assert {name for name in found.names if answer.named(name)[row]} == set(solved.regions)
        for group, measures in (("all", solved.measures), ("refined", solved.refined_measures)):
            for name, exactly in measures.items():
                low, high = answer.least[group][name][row], answer.most[group][name][row]
                if exactly.minimum is None:
                    assert np.isnan(low)
                    assert np.isnan(high)
                else:
                    assert low == pytest.approx(float(exactly.minimum), abs=1e-12)
                    assert high == pytest.approx(float(exactly.maximum), abs=1e-12)
    assert outside > 0


def test_designs_may_be_given_in_what_the_primitives_follow_from() -> None:
    found = regions(MODEL, ["p_C", "p_D", "d_DC", "c_DC"])
    draw = np.random.default_rng(7)
    given_terms = {name: draw.random(300).round(2) for name in ("p_C", "p_D", "obligation_strength", "trigger_clarity")}
    given_terms["p_D"] = given_terms["p_D"].clip(0.01, 0.99)
    given_terms["p_C"] = given_terms["p_C"].clip(0.01, 0.99)
    answer = designs(found, given_terms)
    assert answer.inside.all()
    for row in range(0, 300, 10):
        exact = {name: number(float(x[row])) for name, x in given_terms.items()}
        solved = read(MODEL, MODEL.values(set=exact))
        assert {name for name in found.names if answer.named(name)[row]} == set(solved.regions)


def test_measures_can_be_chosen_and_numbers_stand_for_all_designs() -> None:
    answer = designs(primitives(), {"p_C": 0.3, "p_D": [0.3, 0.6, 0.8], "d_DC": F(-1, 2)}, measures=["P(war)"])
    assert list(answer.least["all"]) == ["P(war)"]
    assert answer.most["refined"]["P(war)"].tolist() == pytest.approx([0.15, 0.18, 0])
    assert answer.named("Bluff").tolist() == [True, False, False]
    assert answer.named("Sure Resistance").tolist() == [False] * 3


def test_what_is_no_number_or_outside_is_reported_in_its_row() -> None:
    bad = np.array([np.nan, np.inf, -np.inf, -0.1, 1.1, 1e300, 0.3, 0.0])
    answer = designs(primitives(), {"p_C": 0.3, "p_D": bad, "d_DC": -0.5})
    assert answer.inside.tolist() == [False] * 6 + [True, False]  # a type of prior 0 is outside as well
    assert answer.verdict["refined"].tolist() == [OUTSIDE] * 6 + [NONE, OUTSIDE]
    assert not answer.occurs[:6].any()


def test_very_small_and_large_payoffs_keep_their_digits() -> None:
    payoffs = FOUR_POINTS
    found = regions(MODEL, [*payoffs, "p_C", "p_D"])
    for scale in (1e-320, 1e-170, 1e-60, 1.0, 1e60, 1e150):
        values = {name: value * scale for name, value in payoffs.items()} | {"p_C": 0.3, "p_D": 0.3}
        answer = designs(found, values)
        exact = {name: number(float(value)) for name, value in values.items()}
        solved = read(MODEL, MODEL.values(set=exact))
        for name, exactly in solved.refined_measures.items():
            assert exactly.minimum is not None
            assert answer.least["refined"][name][0] == pytest.approx(float(exactly.minimum), rel=1e-12)


def test_no_designs_give_no_rows() -> None:
    answer = designs(primitives(), {"p_C": 0.3, "p_D": np.array([]), "d_DC": -0.5})
    assert answer.inside.shape == (0,)
    assert answer.occurs.shape == (0, len(primitives().shapes))
    assert answer.redone == 0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "no values are given"),
        ({"p_C": 0.3, "p_D": 0.3}, "d_DC varies but has no values"),
        ({"p_C": [0.3, 0.4], "p_D": [0.1, 0.2, 0.3], "d_DC": -0.5}, "2 and 3 designs"),
        ({"p_C": ["x"], "p_D": 0.3, "d_DC": -0.5}, "the values of p_C are no numbers"),
        ({"p_C": [[0.1]], "p_D": 0.3, "d_DC": -0.5}, "2 dimensions"),
        ({"p_C": [True], "p_D": 0.3, "d_DC": -0.5}, "no numbers"),
        ({"p_C": np.ma.array([0.3, 0.4], mask=[False, True]), "p_D": 0.3, "d_DC": -0.5}, "masked in places"),
        ({"p_E": 0.3, "p_D": 0.3, "d_DC": -0.5}, "'p_E' is not a name"),
    ],
)
def test_wrong_designs_are_advice(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        designs(primitives(), values)


def test_wrong_names_are_advice() -> None:
    values = {"p_C": 0.3, "p_D": 0.3, "d_DC": -0.5}
    with pytest.raises(ModelError, match="'P\\(wars\\)' is not a measure"):
        designs(primitives(), values, measures=["P(wars)"])
    with pytest.raises(ModelError, match="'Bluf' is not a region"):
        designs(primitives(), values).named("Bluf")


floats = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)


@given(
    floats, floats, floats, st.sampled_from(["a*b - c", "(a - b)/(c + 3)", "max(a, b)*c - min(a*c, 1/3)", "a**3 - b"])
)
def test_the_bound_on_the_error_holds(a: float, b: float, c: float, text: str) -> None:
    point = {"a": number(a), "b": number(b), "c": number(c)}
    if point["c"] == -3:
        return
    exact = evaluate(parse(text), point)
    found = evaluate(parse(text), {name: as_given(np.array([float(x)])) for name, x in point.items()}, BOUNDED)
    value, error = float(found.value[0]), float(np.broadcast_to(found.error, 1)[0])
    assert not np.isnan(value)
    assert error == float("inf") or abs(F(value) - exact) <= F(error)
    if int(found.sign()[0]) != 2:
        assert int(found.sign()[0]) == (exact > 0) - (exact < 0)
