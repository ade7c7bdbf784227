"""Thresholds of the Unilateral Deterrence Game against the handbook's formula, and confirmed by solving beside them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction as F

import pytest
from unilateral import Point, deters, least_p_D

import deterrence as dt
from deterrence.threshold import Algebraic, Threshold
from deterrence.verdict import EVERY, read

MODEL = dt.load("unilateral-deterrence")
PAYOFFS = [name for name in Point.__dataclass_fields__ if name in MODEL.define]


def drawn(rng: random.Random) -> dict[str, F]:
    """Terms and parameters inside the assumptions, on a coarse grid."""
    while True:
        given = {name: F(rng.randrange(11), 10) for name in MODEL.terms}
        for name, parameter in MODEL.parameters.items():
            low, high = parameter.range
            width = min(high - low, F(2))  # of a range [0, 10] the part in which the assumptions can hold
            given[name] = low + width * F(rng.randrange(11), 10)
        if not MODEL.violated(MODEL.values(set=given)):
            return given


def point(values: Mapping[str, F]) -> Point:
    return Point(**{name: values[name] for name in (*PAYOFFS, "p_C", "p_D")})


def formula_says(given: Mapping[str, F], of: str, x: F) -> bool:
    """Whether every equilibrium surviving D1 deters with the unknown at x; outside the assumptions it does not."""
    values = MODEL.values(set={**given, of: x})
    return not MODEL.violated(values) and deters(point(values))


def solver_says(given: Mapping[str, F], of: str, x: F) -> bool:
    values = MODEL.values(set={**given, of: x})
    return not MODEL.violated(values) and read(MODEL, values).refined_deters == EVERY


def ends(found: Threshold, of: str) -> tuple[F, F]:
    """The infimum itself twice, or two numbers just below and just above it."""
    if isinstance(found.value, Algebraic):
        return found.value.low, found.value.high
    assert found.value is not None
    return found.value, found.value


def test_the_least_p_D_is_c_t_and_not_reached_or_0_under_sure_resistance() -> None:
    rng, seen = random.Random(1), Counter[str]()
    for _ in range(70):
        given = drawn(rng)
        found = dt.threshold(MODEL, of="p_D", verdict="deters", set=given)
        here = point(MODEL.values(set=given))
        assert found.value == least_p_D(here)
        assert found.attained is (found.value == 0)
        asked = dict(found.checked)
        if found.value:
            assert found.value == here.c_t
            assert asked[found.value] is False
        for x, held in found.checked:
            assert held is solver_says(given, "p_D", x) is formula_says(given, "p_D", x)
        seen["tie" if here.d_n == 1 else "Sure Resistance" if here.d_n > 1 else "c_t"] += 1
    assert seen["c_t"] > 15
    assert seen["Sure Resistance"] > 5


def test_at_the_tie_a_challenge_can_still_come_below_c_t() -> None:
    rng = random.Random(2)
    for _ in range(15):
        given = drawn(rng)
        values = MODEL.values(set=given)
        given["fight_cost_soft"] = -values["d_DC"] - given["stake"] * values["win"]
        if not 0 <= given["fight_cost_soft"] <= 10 or MODEL.violated(MODEL.values(set=given)):
            continue
        here = point(MODEL.values(set=given))
        assert here.d_n == 1
        found = dt.threshold(MODEL, of="p_D", verdict="deters", set=given)
        assert (found.value, found.attained) == ((here.c_t, False) if given["p_C"] else (0, True))


def test_pacts_and_worlds_have_thresholds_by_the_same_formula() -> None:
    for name in ("nato-1949", "usa-rok-1953", "prc-dprk-1961"):
        for world in ("baseline", "superior-challenger", "low-stakes"):
            pact = dt.load(name)
            for given in (pact, None):
                here = point(MODEL.values(given, world=world))
                found = dt.threshold(MODEL, given, world=world)
                assert (found.value, found.attained) == (least_p_D(here), least_p_D(here) == 0)


UNKNOWNS = (
    "p_C", "breach_cost", "prize", "balance", "stake", "war_cost_hard", "war_cost_soft", "fight_cost_hard",
    "fight_cost_soft", "backdown_cost", "crisis_cost", "norm_cost", "basing_effect", "clarity_effect",
    "consultation_effect", "obligation_strength", "automaticity", "trigger_clarity", "basing_right", "joint_organ",
    "consultation_duty",
)  # fmt: skip


@pytest.mark.parametrize("of", UNKNOWNS)
def test_other_unknowns_hold_above_their_threshold_and_fail_just_below(of: str) -> None:
    kinds = search(of, 12, 3)
    assert sum(kinds.values()) == 12


@pytest.mark.nightly
@pytest.mark.parametrize("of", UNKNOWNS)
def test_other_unknowns_at_many_points(of: str) -> None:
    search(of, 300, 4)


def search(of: str, count: int, seed: int) -> Counter[str]:
    rng, kinds = random.Random(f"{of} {seed}"), Counter[str]()
    low, high = (F(0), F(1)) if of in MODEL.terms else MODEL.parameters[of].range
    for k in range(count):
        given = drawn(rng)
        if k % 2:  # near c_t, where other unknowns decide
            here = point(MODEL.values(set=given))
            given["p_D"] = min(F(1), max(F(0), here.c_t + F(rng.randrange(-3, 4), 100)))
        found = dt.threshold(MODEL, of=of, set=given)
        if found.value is None:
            assert not formula_says(given, of, high)
            assert not solver_says(given, of, high)
            kinds["none"] += 1
            continue
        below, above = ends(found, of)
        tiny = (high - low) / 10**9
        for j in range(41):
            x = above + (high - above) * F(j, 40)
            if j or found.attained or below != above:
                assert formula_says(given, of, x), (given, found, x)
        if below == above == low:
            assert found.attained is formula_says(given, of, low)
            kinds["throughout"] += 1
            continue
        assert not formula_says(given, of, below - tiny), (given, found)
        assert not solver_says(given, of, below - tiny)
        assert solver_says(given, of, min(high, above + tiny))
        if below == above:
            assert found.attained is solver_says(given, of, above) is formula_says(given, of, above)
        kinds["inside"] += 1
    return kinds


def test_unknowns_that_are_not_names_and_words_that_are_not_verdicts() -> None:
    with pytest.raises(dt.ModelError, match="did you mean 'p_D'"):
        dt.threshold(MODEL, of="p_d")
    with pytest.raises(dt.ModelError, match="not asked"):
        dt.threshold(MODEL, dt.load("aukus-2021"))
    with pytest.raises(dt.SolverError, match="no verdict"):
        dt.threshold(MODEL, verdict="deter")
    with pytest.raises(dt.DeterrenceError):
        dt.threshold(MODEL, verdict="pays nothing")
