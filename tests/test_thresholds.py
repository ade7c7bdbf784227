"""Thresholds as functions of other names: against the threshold at single points, and the formulas of the handbook."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import product
from random import Random
from typing import Any

import pytest

from deterrence import load, threshold
from deterrence.algebra.quadratic import positive_root
from deterrence.errors import DeterrenceError, ModelError, SolverError
from deterrence.regions.sections import Surd
from deterrence.thresholds import Thresholds, thresholds

CASES: dict[str, tuple[str, str, str, list[str] | None, dict[str, Any]]] = {
    "defender": ("unilateral-deterrence", "p_D", "deters", ["p_C", "c_DC", "d_DC"], {}),
    "a plain trigger": ("unilateral-deterrence", "trigger_clarity", "deters", ["p_D"], {"obligation_strength": 1}),
    "reliability of five": ("joint-promise", "reliability", "deters", ["war_cost_hard"], {"n_parties": 5}),
    "reliability of eight": ("joint-promise", "reliability", "deters", ["prize"], {"n_parties": 8, "war_cost_hard": 1}),
    "aid": ("moral-hazard", "aid_most", "deters", ["balance"], {"obligation_strength": 1, "automaticity": 1}),
    "share": ("burden-window", "cost_share", "deters in some", ["delta"], {}),
    "patience": ("burden-window", "delta", "deters in some", ["cost_share"], {}),
    "patience of many": ("policing-allies", "delta", "deters in some", ["payment"], {"n_parties": 3}),
    "peace": ("peace-until-attack", "delta", "deters in some", ["weapons"], {}),
    "monitoring": ("pact-monitoring", "delta", "deters in some", ["slip_gain", "keep_value"], {"wish_to_leave": 0}),
}


def found_for(case: str) -> Thresholds:
    name, of, verdict, over, fixed = CASES[case]
    return thresholds(load(name), of, verdict=verdict, over=over, at=fixed)


def compare_at(found: Thresholds, case: str, point: dict[str, F]) -> bool:
    """Whether the model speaks of a point; if so the two thresholds there are the same."""
    name, of, verdict, _, fixed = CASES[case]
    try:
        expected = threshold(load(name), of=of, verdict=verdict, set={**fixed, **point})
    except DeterrenceError:
        return False
    try:
        value, attained = found.at(point)
    except SolverError:
        assert not expected.checked
        return False
    if value is None or expected.value is None:
        assert value is None
        assert expected.value is None
        return True
    if isinstance(expected.value, F):
        assert value == expected.value, (point, value, expected)
        assert attained is None or expected.attained in (attained, None)
    else:
        assert expected.value.low <= value <= expected.value.high, (point, float(value), expected)
    return True


@pytest.mark.parametrize("case", CASES)
def test_a_closed_threshold_is_the_threshold_at_every_point(case: str) -> None:
    found = found_for(case)
    assert found.complete
    name, _, _, _, fixed = CASES[case]
    usual = load(name).values(set=fixed)
    rng = Random(3)
    spoken = 0
    few = case == "aid" or "reliability" in case  # single thresholds are found by bisection there, slowly
    for k in range(6 if few else 60):
        point = {}
        for name, (low, high) in found.domain.ranges.items():
            low, high = (usual[name] - F(1, 2), usual[name] + F(1, 2)) if low is None or high is None else (low, high)
            steps = 24 if k % 2 else 240
            point[name] = low + (high - low) * F(rng.randrange(0, steps + 1), steps)
        if found.domain.contains(point):
            spoken += compare_at(found, case, point)
    assert spoken >= (3 if few else 12)


def test_the_least_prior_of_a_hard_defender() -> None:
    """T2, over every name in which payoffs are written: c_t where the soft defender would concede."""
    found = thresholds(load("unilateral-deterrence"), "p_D")
    assert found.complete
    ring = found.domain.ring
    c_sq, c_dc, c_dd = (ring.name(name) for name in ("c_SQ", "c_DC", "c_DD_hard"))
    resisted = {str(condition) for case in found.cases for condition in case.conditions}
    assert resisted == {"d_DC >= d_DD_soft", "d_DC < d_DD_soft"}
    values = {str(case.conditions[0]): case.value for case in found.cases}
    assert values["d_DC >= d_DD_soft"] == (c_dc - c_sq) / (c_dc - c_dd)
    assert values["d_DC < d_DD_soft"] == ring.number(F(0))


def test_the_aid_that_deters() -> None:
    """T10: (1 - c_A + t)^2 = 4 (t + K - 1 + p), the smaller root."""
    found = thresholds(load("moral-hazard"), "aid", over=[])
    (case,) = found.cases
    assert isinstance(case.value, Surd)
    assert case.value.middle.constant == F(6, 5)
    assert case.value.under.constant == F(1, 5)
    assert not case.value.upper
    value, attained = found.at({})
    assert value is not None
    assert (1 - F(1, 5) + value) ** 2 == 4 * (value + F(7, 20) - 1 + F(1, 2))
    assert attained is False


def test_the_reliability_that_deters_where_all_must_act() -> None:
    """The partner comes with probability q^n: the threshold is the n-th root of what is needed."""
    model = load("joint-promise")
    for partners, prize in product((2, 3, 4, 7), (F(1, 2), F(1), F(48, 5))):
        found = thresholds(model, "reliability", over=["war_cost_hard"], at={"n_parties": partners + 1, "prize": prize})
        assert found.complete
        value, attained = found.at({"war_cost_hard": F(3, 5)})
        assert value is not None
        assert value > 0
        assert value**partners == prize / (prize + F(3, 5))
        assert not attained


@pytest.mark.parametrize("degree", [2, 3, 4, 6, 9])
def test_a_positive_root_is_exact(degree: int) -> None:
    for value in (F(0), F(1), F(2), F(64), F(1, 64), F(3, 7), F(10**18 + 1, 10**9)):
        root = positive_root(value, degree)
        assert root >= 0
        assert root**degree == value
        assert isinstance(root, F) is (value in (0, 1) or (value in (64, F(1, 64)) and degree in (2, 3, 6)))


def test_what_cannot_be_asked_is_refused() -> None:
    model = load("unilateral-deterrence")
    with pytest.raises(SolverError, match="no verdict 'wins'"):
        thresholds(model, "p_D", verdict="wins", over=[])
    with pytest.raises(ModelError, match="not a game of provision"):
        thresholds(model, "p_D", verdict="pays nothing", over=[])
    with pytest.raises(ModelError, match="did you mean"):
        thresholds(model, "p_E", over=[])
