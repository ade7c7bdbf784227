"""Thresholds against brute force: the exact solver on both sides, at ends, at ties, in windows, up and down."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction as F
from random import Random
from typing import Any

import pytest

from deterrence import load, thresholds
from deterrence.algebra.number import RealAlgebraic
from deterrence.errors import GameError, ModelError, SolverError
from deterrence.reading import EVERY, SOME
from deterrence.regions.sections import Surd
from deterrence.solvers.provision import solve_provision
from deterrence.threshold import refined_word
from deterrence.thresholds import AT_A_ROOT, OUTSIDE, THROUGHOUT, Case, Thresholds

NEAR = F(1, 10**7)
# model, unknown, other names, verdict, what is fixed, conditions
CASES: dict[str, tuple[str, str, list[str], str, dict[str, Any], tuple[str, ...]]] = {
    "signaling": ("unilateral-deterrence", "p_C", ["p_D"], "deters", {}, ()),
    "signaling, a term": ("unilateral-deterrence", "obligation_strength", ["p_D"], "deters", {}, ()),
    "ties": ("tripwire", "stake", ["basing_right"], "deters in some", {"prize": 1}, ()),
    "a window": (
        "dual-deterrence",
        "obligation_strength",
        ["gain_adversary"],
        "deters in some",
        {"automaticity": 1},
        ("commitment <= pi_P",),
    ),
    "min and max": ("salami-tactics", "vagueness", ["threshold"], "deters", {"response": 1}, ()),
    "an irrational root": ("forward-deployment", "p_n", ["tie"], "deters", {"fight_cost": "3/5"}, ("p_n > 0",)),
    "a name that does not matter": ("tripwire", "upkeep", ["prize"], "deters", {}, ()),
    "no lower end": ("mutual-trust", "S", ["R"], "deters in some", {}, ()),
    "who pays": ("burden-sharing", "phi", ["alpha"], "pays nothing", {}, ()),
    "who pays its benchmark": ("weakest-link", "basing_right", ["value_of_bases"], "no free-riding", {}, ()),
    "bargaining": (
        "moral-hazard",
        "aid_most",
        ["status_quo_A"],
        "deters",
        {"balance": "4/5", "obligation_strength": 1, "automaticity": 1},
        (),
    ),
    "repeated": ("peace-until-attack", "delta", ["weapons"], "deters in some", {}, ()),
    "assumptions in the way": ("rudimentary-deterrence", "stake", ["fight_cost_hard"], "deters in some", {}, ()),
}


class Brute:
    """The verdict at exact points, from the solver alone."""

    def __init__(self, found: Thresholds) -> None:
        self.found = found
        self.low, self.high = found.regions.domain.ranges[found.of]

    def at(self, point: Mapping[str, F], x: F) -> bool | None:
        """Whether the verdict holds; None where the model does not speak."""
        found, model = self.found, self.found.model
        here = {**point, found.of: x}
        if not found.regions.domain.contains(here):
            return None
        try:
            values = model.values(set={**found.regions.fixed, **here})
        except ModelError:
            return None
        if model.violated(values):
            return None
        if model.provision is None:
            try:
                return refined_word(model, values) in ((EVERY,) if found.verdict == "deters" else (EVERY, SOME))
            except GameError:
                return None
        game = model.game(values)
        paid = [one for piece in solve_provision(game).pieces for one in piece.witnesses]
        if found.verdict == "pays nothing":
            return any(0 in one for one in paid)
        wanted = [b - k for b, k in zip(model.benchmarks(values).values(), game.in_kind, strict=True)]
        return all(g >= least for one in paid for g, least in zip(one, wanted, strict=True))

    def check(self, case: Case, point: Mapping[str, F]) -> None:
        """Above the threshold it holds everywhere, at it as is said, and right below it fails."""
        down = -1 if self.found.up_to else 1
        start, end = (self.low, self.high) if self.found.up_to else (self.high, self.low)
        first, last = (F(-2) if self.low is None else self.low), (F(3) if self.high is None else self.high)
        grid = [first + (last - first) * F(k, 7) for k in range(8)]
        if case.value is None:
            if case.how == THROUGHOUT:
                assert end is None
                assert all(self.at(point, x) is not False for x in grid)
                return
            tops = grid if start is None else [start, start - down * NEAR]
            said = [self.at(point, x) for x in tops]
            assert False in said or set(said) == {None}, (point, said)
            return
        value = case.value.at(point)
        near, far = (value, value) if isinstance(value, F) else value.enclosure(80)
        if down < 0:
            near, far = far, near
        for x in (far + down * NEAR, *(x for x in grid if (x - far) * down > 0)):
            if start is None or (start - x) * down >= 0:
                assert self.at(point, x) is not False, (point, float(far), x)
        if isinstance(value, F):
            assert self.at(point, value) is case.attained, (point, value)
        below = self.at(point, near - down * NEAR)
        if case.how == THROUGHOUT:
            assert value == end
        elif case.how == OUTSIDE:
            assert case.attained is None or below is None
        elif not (case.attained is False and isinstance(value, F)):
            assert case.how not in (AT_A_ROOT,) or below is False, (point, float(near))
        assert isinstance(value, F) or isinstance(case.value, Surd)


@pytest.mark.parametrize("up_to", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_a_threshold_divides_what_holds_from_what_fails(name: str, up_to: bool) -> None:
    model, of, over, verdict, fixed, where = CASES[name]
    found = thresholds(load(model), of, verdict=verdict, over=over, at=fixed, where=where, up_to=up_to)
    assert found.complete
    brute, rng = Brute(found), Random(name)
    usual, spoken = found.model.values(set=fixed), 0
    for k in range(40):
        if spoken == 8:
            break
        point = {}
        for other, (low, high) in found.domain.ranges.items():
            low, high = (usual[other] - 1, usual[other] + 1) if low is None or high is None else (low, high)
            steps = rng.choice((4, 12, 97))
            point[other] = usual[other] if not k else low + (high - low) * F(rng.randrange(steps + 1), steps)
        if not found.domain.contains(point):
            with pytest.raises(SolverError, match="does not speak of this point"):
                found.at(point)
            continue
        here = [case for case in found.cases if all(condition.holds(point) for condition in case.conditions)]
        spoken += bool(here)
        values = {(str(case.value.at(point)) if case.value is not None else None, case.attained) for case in here}
        assert len(values) <= 1  # conditions that meet say the same
        for case in here:
            brute.check(case, point)
        assert not here or found.at(point)[1] is here[0].attained
    assert spoken >= 3


def test_from_below_and_from_above_meet_in_a_window() -> None:
    """T11 with gains 1 and losses 2: from 1/3 to 2/3."""
    asked = {"verdict": "deters in some", "over": [], "at": {"conditional": 0}}
    low = thresholds(load("dual-deterrence"), "commitment", where=["commitment < 2/3"], **asked)  # type: ignore[arg-type]
    high = thresholds(load("dual-deterrence"), "commitment", where=["commitment > 1/3"], up_to=True, **asked)  # type: ignore[arg-type]
    assert low.at({}) == (F(1, 3), True)
    assert high.at({}) == (F(2, 3), True)
    whole = thresholds(load("dual-deterrence"), "commitment", **asked)  # type: ignore[arg-type]
    assert whole.at({}) == (None, None)
    assert whole.cases[0].how == "it does not hold at the top of the range"
    turned = thresholds(load("dual-deterrence"), "commitment", up_to=True, **asked)  # type: ignore[arg-type]
    assert turned.cases[0].how == "it does not hold at the bottom of the range"


def test_a_root_seen_from_both_sides_is_one_number() -> None:
    found = [
        thresholds(load("moral-hazard"), "aid", over=[], where=conditions, up_to=up_to)
        for up_to, conditions in ((False, ()), (True, ("aid >= 3/4",)))
    ]
    first, _ = found[0].at({})
    assert isinstance(first, RealAlgebraic)
    assert found[1].cases[0].how == "it does not hold at the bottom of the range"


def test_what_a_root_keeps_from_being_solved_is_printed_and_enclosed() -> None:
    """T4: whether the challenger escalates rests on the horizon, the root of a quadratic."""
    found = thresholds(load("audience-costs"), "audience_D", over=[])
    assert not found.complete
    (case,) = [case for case in found.cases if case.unsolved is not None]
    assert case.unsolved is not None
    assert "horizon" in case.unsolved.polynomial.names
    assert found.enclosure is not None
    assert found.enclosure.value is not None
    with pytest.raises(SolverError, match="it is a root of"):
        found.at({})
    from deterrence.report.document import write
    from deterrence.report.thresholds import thresholds_document

    text = write(thresholds_document(found, "audience-costs"), "text", width=200)
    assert "not solved: a root of 1/2*audience_D*horizon**2 + 1/2*horizon == 1/2" in text
    assert "horizon: the number for which audience_D*horizon**2 + horizon == 2 and horizon > 0" in text
    assert "enclosed by bisection" in text
