"""Regions of the forms without histories: at exact points, inside and on boundaries, against the general solvers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction as F
from random import Random
from typing import Any

import pytest

from deterrence import Model, load, solve
from deterrence.errors import DeterrenceError, SolverError
from deterrence.regions import Regions, regions

# model, what varies, what is fixed
CASES: dict[str, tuple[str, list[str], dict[str, Any]]] = {
    "insurance": ("moral-hazard", ["aid"], {}),
    "insurance and its terms": ("moral-hazard", ["obligation_strength", "reliability"], {"aid_most": 2}),
    "window of shares": ("burden-window", ["cost_share", "delta"], {}),
    "policing": ("policing-allies", ["payment", "delta"], {"n_parties": 3}),
    "linked issues": ("issue-linkage", ["defence_temptation", "delta"], {"nonmilitary_aims": 1}),
    "technology": ("technology-transfer", ["technology_access", "delta"], {}),
    "peace": ("peace-until-attack", ["delta", "weapons"], {}),
    "monitoring": ("pact-monitoring", ["slip_gain", "delta"], {"wish_to_leave": 0}),
}


def points(found: Regions, count: int, rng: Random) -> Iterator[dict[str, F]]:
    """Points of the domain: on a grid, so that boundaries are met; near the witness of every piece; the witnesses."""
    ranges = {
        name: (F(0) if a is None else a, F(2) if b is None else b) for name, (a, b) in found.domain.ranges.items()
    }
    witnesses = [dict(piece.witness) for _, piece in found.pieces() if piece.witness is not None]
    yield from witnesses
    for k in range(count):
        if k % 2:
            near = rng.choice(witnesses)
            point = {n: near[n] + (b - a) * F(rng.randrange(-30, 31), 2000) for n, (a, b) in ranges.items()}
        else:
            point = {n: a + (b - a) * F(rng.randrange(0, 41), 40) for n, (a, b) in ranges.items()}
        if found.domain.contains(point):
            yield point


def compared(model: Model, found: Regions, point: Mapping[str, F], fixed: Mapping[str, Any]) -> list[str]:
    """The shapes at a point, after their measures were compared with those of the solver."""
    there = found.at(point)
    try:
        values = model.values(set={**fixed, **point})
        if model.violated(values):
            raise SolverError("outside the assumptions")
        answer = solve(model.game(values))
    except DeterrenceError:
        assert not there
        return []
    measured = model.measured(values, answer)
    assert there, point
    assert answer.certificate.holds
    for name in set.intersection(*(set(piece.measures) for _, piece in there)):
        ends = [one.at(point) for _, piece in there if (one := piece.measures[name]) is not None]
        expected = (measured[name].minimum, measured[name].maximum)
        assert (min((a for a, _ in ends), default=None), max((b for _, b in ends), default=None)) == expected, name
    return [shape.name for shape, _ in there]


@pytest.mark.parametrize("case", CASES)
def test_closed_forms_are_what_the_solver_finds(case: str) -> None:
    check(case, 200, 50)


def check(case: str, count: int, least: int) -> None:
    """Compare one case at so many points, every shape that has an inner point at least so often."""
    name, over, fixed = CASES[case]
    model = load(name)
    found = regions(model, over=over, at=fixed)
    assert found.complete
    seen: Counter[str] = Counter()
    for point in points(found, count, Random(5)):
        seen.update(compared(model, found, point, fixed))
    assert all(seen[shape.name] >= (20 if count < 1000 else 50) for shape in found.shapes if not shape.boundary_only), (
        seen
    )


@pytest.mark.nightly
@pytest.mark.parametrize("case", CASES)
def test_closed_forms_at_a_thousand_points(case: str) -> None:
    check(case, 1500, 150)


def test_the_pact_of_the_handbook() -> None:
    """T9: vbar = c - d/(L - 1), delta* = d/(d + (pi1 - pi0) vbar)."""
    model = load("pact-monitoring")
    fixed = {"wish_to_leave": 0, "bad_broken": F(1, 2)}
    found = regions(model, over=["keep_value", "slip_gain", "delta"], at=fixed, where=["slip_gain > 0"])
    ring = found.domain.ring
    c, d = ring.name("keep_value"), ring.name("slip_gain")
    value = c - d / 4
    kept = [piece for shape, piece in found.pieces() if shape.name == "kept"]
    (piece,) = kept
    best, critical = piece.measures["best payoff"], piece.measures["critical discount factor"]
    assert best is not None
    assert critical is not None
    assert best.single == value
    assert critical.single == d / (d + F(2, 5) * value)


def test_insurance_that_deters() -> None:
    """T10: war given a crisis is as likely as (C + t - c_A)/(2 C), and the crisis is worth 1 - p - t + z^2/C."""
    model = load("moral-hazard")
    found = regions(model, over=["aid"])
    t = found.domain.ring.name("aid")
    inner = [p for s, p in found.pieces() if s.name.endswith("sometimes refused") and p.full]
    assert inner
    for piece in inner:
        war, value = piece.measures["P(war | crisis)"], piece.measures["crisis value"]
        assert war is not None
        assert value is not None
        z = (1 + t - F(1, 5)) / 2
        assert war.single == z
        assert value.single == F(1, 2) - t + z**2


@pytest.mark.parametrize(
    ("name", "over", "fixed", "says"),
    [
        ("pact-monitoring", ["delta"], {"notice_months": 12, "wish_to_leave": "1/10"}, "fix notice = 0"),
        ("pact-monitoring", ["delta"], {"review_periods": 4}, "fix review = 1"),
        ("pact-monitoring", ["delta", "review_periods"], {}, "review varies"),
        ("hub-and-spoke", None, {}, "not derived for the form 'network'"),
    ],
)
def test_what_is_not_derived_is_refused_with_advice(name: str, over: Any, fixed: dict[str, Any], says: str) -> None:
    with pytest.raises(SolverError, match=says):
        regions(load(name), over=over, at=fixed)
