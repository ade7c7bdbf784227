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
from deterrence.regions.signs import polynomial

# model, what varies, what is fixed
CASES: dict[str, tuple[str, list[str], dict[str, Any]]] = {
    "insurance": ("moral-hazard", ["aid"], {}),
    "insurance and its terms": ("moral-hazard", ["obligation_strength", "reliability"], {"aid_most": 2}),
    "window of shares": ("burden-window", ["cost_share", "delta"], {}),
    "policing": ("policing-allies", ["payment", "delta"], {"n_parties": 3}),
    "linked issues": ("issue-linkage", ["defence_temptation", "delta"], {"nonmilitary_aims": 1}),
    "technology": ("technology-transfer", ["technology_access", "delta"], {}),
    "peace": ("peace-until-attack", ["delta", "weapons"], {}),
    "voluntary provision": ("burden-sharing", ["alpha", "phi"], {}),
    "joint products": ("joint-products", ["phi"], {}),
    "weakest link": ("weakest-link", ["alpha", "basing_right"], {}),
    "salami": ("salami-tactics", ["vagueness", "response"], {}),
    "ratification": ("ratification", ["benefit", "widest_limit"], {}),
    "silent resolve": ("silent-resolve", ["fight_cost", "war_cost"], {}),
    "troops": ("forward-deployment", ["forward_troops"], {}),
    "strategic risk": ("strategic-risk", ["noise", "peace_value"], {}),
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


def test_the_horizon_is_a_root() -> None:
    """T4: the closed forms at the exact horizon are the solver's numbers; the weaker audience may back down at once."""
    model = load("audience-costs")
    over = ["prize", "audience_C", "audience_patron", "war_cost_most_C", "war_cost_patron"]
    found = regions(model, over=over)
    rng = Random(2)
    seen: Counter[str] = Counter()
    for k in range(200):
        point = {name: F(rng.randrange(1, 5 if k % 3 else 400), 3 if k % 3 else 100) for name in over}
        shape, piece = found.at(point)[0]  # pieces with one result may overlap
        assert {other.name for other, _ in found.at(point)} == {shape.name}
        seen[shape.name] += 1
        game = model.game(model.values(set=point))
        solved = solve(game)
        (root,) = piece.roots
        values = {**point, root.name: solved.profile.horizon}
        for name, extent in piece.measures.items():
            assert extent is not None
            assert extent.single is not None
            ring = extent.single.ring
            above, below = polynomial(ring, extent.single.above), polynomial(ring, extent.single.below)
            assert above.read(values, F) == solved.measures[name].minimum * below.read(values, F), name
        zero = root.conditions[0].polynomial
        assert zero.read(values, F) == 0
    assert len(seen) == 3
    assert min(seen.values()) >= 3


def test_several_cutoffs_are_several_shapes() -> None:
    """T7b: as many equilibria at a point as the solver finds, the smaller and the larger root apart."""
    model = load("arms-race")
    found = regions(model, over=["exposure", "mu"])
    assert {shape.name for shape in found.shapes} >= {"c inside", "c inside, the larger root", "c at the high end"}
    rng = Random(4)
    several = 0
    for _ in range(60):
        point = {"exposure": F(rng.randrange(20, 300), 100), "mu": F(rng.randrange(1, 40), 200)}
        values = model.values(set=point)
        if not found.domain.contains(point) or model.violated(values):
            continue
        answer = solve(model.game(values))
        assert len({shape.name for shape, _ in found.at(point)}) == len(answer.points)
        several += len(answer.points) == 3
    assert several >= 10


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
        ("best-shot", None, {}, "products of powers"),
        ("benchmark-penalty", ["alpha"], {"penalty": "1/10"}, "compare logarithms"),
        ("attribution", ["alpha_0"], {}, "in a circle"),
        ("consultation", ["kappa"], {}, "no exact value"),
    ],
)
def test_what_is_not_derived_is_refused_with_advice(name: str, over: Any, fixed: dict[str, Any], says: str) -> None:
    with pytest.raises(SolverError, match=says):
        regions(load(name), over=over, at=fixed)
