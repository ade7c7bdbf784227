"""Thresholds of the Unilateral Deterrence Game against the handbook's formula, and confirmed by solving beside them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction as F

import pytest
from unilateral import Point, deters, drawn_terms, least_p_D

import deterrence as dt
from deterrence.reading import EVERY, read
from deterrence.roots import Algebraic
from deterrence.threshold import Threshold

MODEL = dt.load("unilateral-deterrence")
PAYOFFS = [name for name in Point.__dataclass_fields__ if name in MODEL.define]


def drawn(rng: random.Random) -> dict[str, F]:
    return drawn_terms(MODEL, rng)


def point(values: Mapping[str, F]) -> Point:
    return Point(**{name: values[name] for name in (*PAYOFFS, "p_C", "p_D")})


def formula_says(given: Mapping[str, F], of: str, x: F) -> bool | None:
    """Whether every equilibrium surviving D1 deters with the unknown at x; None outside the assumptions."""
    values = MODEL.values(set={**given, of: x})
    return None if MODEL.violated(values) else deters(point(values))


def solver_says(given: Mapping[str, F], of: str, x: F) -> bool | None:
    values = MODEL.values(set={**given, of: x})
    return None if MODEL.violated(values) else read(MODEL, values).refined_deters == EVERY


def ends(found: Threshold, of: str) -> tuple[F, F]:
    """The infimum itself twice, or two numbers just below and just above it."""
    if isinstance(found.value, Algebraic):
        return found.value.low, found.value.high
    assert found.value is not None
    return found.value, found.value


def test_the_least_p_D_is_c_t_and_not_reached_or_0_under_sure_resistance() -> None:
    rng, seen = random.Random(1), Counter[str]()
    for _ in range(100):
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
    kinds = search(of, 8, 3)
    assert sum(kinds.values()) == 8


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
        grid = [high - (high - low) * F(j, 60) for j in range(61)]
        spoken = [(x, said) for x in grid if (said := formula_says(given, of, x)) is not None]
        if found.value is None:  # a point at which it fails, and none above at which it holds
            failing = max((x for x, held in found.checked if not held), default=high)
            assert formula_says(given, of, failing) is not True
            assert solver_says(given, of, failing) is not True
            assert not any(said for x, said in spoken if x > failing), (given, found)
            kinds["none"] += 1
            continue
        below, above = ends(found, of)
        tiny = (high - low) / 10**9
        assert formula_says(given, of, above + tiny) or above == high
        assert solver_says(given, of, above + tiny) or above == high
        top = next((x for x, _ in spoken), above)  # where the assumptions begin, from above
        for x in (x for x in grid if above < x <= top):
            assert formula_says(given, of, x), (given, found, x)
        if below == above:
            assert found.attained is (solver_says(given, of, above) is True) is (formula_says(given, of, above) is True)
        if below == above == low:
            kinds["throughout"] += 1
            continue
        assert not formula_says(given, of, below - tiny), (given, found)
        assert not solver_says(given, of, below - tiny)
        kinds["inside"] += 1
    return kinds


def parameter(default: str, high: int = 1) -> dict[str, object]:
    return {"range": [0, high], "default": default, "meaning": "a number", "unit": "utility"}


def two_prizes(prize: str = "x") -> dt.Model:
    """As the game above with the last move folded in by hand, and a prize of its own for the Soft challenger."""
    fought = {"hard / hard": "-1/5", "hard / soft": "-3/2", "soft / hard": "1/2", "soft / soft": "1/2"}
    return dt.Model(
        format=1, form="extensive", title="Two prizes", status="in the spirit of", players=["C", "D"],
        parameters={"x": parameter("1/2", 5), "p": parameter("3/10"), "q": parameter("1/10")},
        types={"C": {"hard": "p", "soft": "1 - p"}, "D": {"hard": "q", "soft": "1 - q"}},
        moves={
            "": {"player": "C", "actions": ["hold", "go"]},
            "go": {"player": "D", "actions": ["concede", "deny"]},
        },
        payoffs={
            "hold": {"C": 0, "D": 1},
            "go concede": {"C": {"hard": 1, "soft": prize}, "D": "-1/2"},
            "go deny": {"C": {"hard": "-1/2", "soft": -1}, "D": fought},
        },
        events={"challenge": ["go"]},
        deters={"event": "challenge", "at_most": 0},
    )  # fmt: skip


def test_a_threshold_that_rests_on_mixed_answers() -> None:
    """D1 turns where c_s = c_t: x/(x + 1) = 2/3. No incentive at pure answers vanishes there."""
    model = two_prizes()
    found = dt.threshold(model, of="x")
    assert (found.value, found.attained) == (2, False)
    for x, said in ((F(3, 2), False), (F(2), False), (2 + F(1, 10**6), True), (F(5), True)):
        assert (read(model, model.values(set={"x": x})).refined_deters == EVERY) is said
    curved = dt.threshold(two_prizes("x**3/4"), of="x")  # the same where the payoff is cubic: no closed form is claimed
    assert isinstance(curved.value, Algebraic)
    assert curved.value.polynomial is None
    assert curved.value.low < 2 <= curved.value.high
    assert "bisection" in curved.status
    root = dt.threshold(two_prizes("x**2"), of="x").value
    assert isinstance(root, Algebraic)
    assert root.polynomial is not None
    assert sum(c * F(2) ** (k // 2) for k, c in enumerate(root.polynomial) if k % 2 == 0) == 0 == root.polynomial[1]
    assert root.low**2 < 2 < root.high**2
    curved = dt.threshold(two_prizes("(x - 1)**4 + 31/16"), of="x")  # at or above 2 at both ends of the range
    assert isinstance(curved.value, Algebraic)
    assert curved.value.low < F(3, 2) <= curved.value.high
    hump = dt.threshold(two_prizes("4*(x - 1)**2 + 1"), of="x")
    assert (hump.value, hump.attained) == (F(3, 2), False)
    assert "exact root" in hump.status
    assert "at every point asked" in dt.threshold(two_prizes("x**3 + 3"), of="x").status
    bent = dt.threshold(two_prizes("max(3*x - 12, x/5)"), of="x")  # in a piece of max that few points see
    assert (bent.value, bent.attained) == (F(14, 3), False)


def test_unknowns_that_are_not_names_and_words_that_are_not_verdicts() -> None:
    with pytest.raises(dt.ModelError, match="did you mean 'p_D'"):
        dt.threshold(MODEL, of="p_d")
    with pytest.raises(dt.ModelError, match="not asked"):
        dt.threshold(MODEL, dt.load("aukus-2021"))
    with pytest.raises(dt.SolverError, match="no verdict"):
        dt.threshold(MODEL, verdict="deter")
    with pytest.raises(dt.ModelError, match="not a game of provision"):
        dt.threshold(MODEL, verdict="pays nothing")
    with pytest.raises(dt.ModelError, match="not asked"):
        dt.threshold(dt.load("burden-sharing"), of="phi", verdict="deters")
