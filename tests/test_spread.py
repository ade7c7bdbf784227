"""The proved range of a measure over a pact's box: random points never leave it, and its ends are found."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.errors import DeterrenceError
from deterrence.pact import Pact
from deterrence.ranges import Range, lower, upper
from deterrence.reading import read
from deterrence.robust import box_of
from deterrence.spread import End, Spread, Spreads

WORLD = "baseline"
POINTS = 200
SAMPLE = [  # names of models, of pacts and of measures
    ("unilateral-deterrence", "usa-japan-1960", "P(challenge)", 40),
    ("tripartite-crisis", "nato-1949", "P(war)", 40),
    ("dual-deterrence", "uk-poland-1939", "P(challenge)", POINTS),
    ("forward-deployment", "nato-1949", "P(challenge)", POINTS),
    ("salami-tactics", "uk-portugal-1899", "expected loss", POINTS),
    ("audience-costs", "usa-rok-1953", "P(war)", POINTS),
    ("burden-window", "uk-portugal-1899", "share window low[Host]", POINTS),
    ("ratification", "usa-philippines-1951", "P(ratify)", POINTS),
    ("technology-transfer", "aukus-2021", "critical discount factor", POINTS),
]


def asked(model: dt.Model, pact: Pact, measure: str, at: Mapping[str, Fraction]) -> Range | None:
    try:
        found = read(model, model.values(pact, world=WORLD, at=at)).refined_measures[measure]
    except DeterrenceError:
        return None
    return None if found.minimum is None else found


def spread_of(model: dt.Model, pact: Pact, measure: str) -> tuple[Spread, Mapping[str, tuple[Fraction, Fraction]]]:
    box = box_of(model, pact)
    return Spreads(model, WORLD).spread(measure, box, pact), box


@pytest.mark.parametrize(("name", "of", "measure", "points"), SAMPLE, ids=lambda value: str(value))
def test_no_random_point_leaves_the_range_and_its_ends_are_found(name: str, of: str, measure: str, points: int) -> None:
    model, pact = dt.load(name), dt.load(of)
    assert isinstance(model, dt.Model)
    assert isinstance(pact, Pact)
    found, box = spread_of(model, pact, measure)
    assert found.proved, found.reason
    assert found.least is not None
    assert found.most is not None
    draw = random.Random(20_260_101)
    inside = 0
    for _ in range(points):
        at = {term: low + (high - low) * Fraction(draw.randint(0, 97), 97) for term, (low, high) in box.items()}
        here = asked(model, pact, measure, at)
        if here is not None:
            inside += 1
            assert here.minimum is not None
            assert here.maximum is not None
            assert lower(found.least.value) <= upper(here.minimum)
            assert lower(here.maximum) <= upper(found.most.value)
    assert inside > points / 2
    for end, up in ((found.least, False), (found.most, True)):
        check_end(model, pact, measure, end, up, box)


def check_end(
    model: dt.Model, pact: Pact, measure: str, end: End, up: bool, box: Mapping[str, tuple[Fraction, Fraction]]
) -> None:
    """An end is attained at its point."""
    assert all(box[name][0] <= value <= box[name][1] for name, value in end.point.items())
    assert end.attained
    here = asked(model, pact, measure, {**{name: low for name, (low, _) in box.items()}, **end.point})
    assert here is not None
    value = here.maximum if up else here.minimum
    assert value is not None
    assert lower(value) <= upper(end.value)
    assert lower(end.value) <= upper(value)
    if isinstance(end.value, Fraction):
        assert value == end.value


def test_the_closed_form_at_the_ends_of_the_codings() -> None:
    """The aggressor takes the safe slice up to b* = L/(1 - slice), and the whole above it."""
    model, pact = dt.load("salami-tactics"), dt.load("nato-1949")
    assert isinstance(model, dt.Model)
    assert isinstance(pact, Pact)
    found, box = spread_of(model, pact, "expected loss")
    ends = {}
    for clarity in box["trigger_clarity"]:
        slice_ = Fraction(3, 10) - Fraction(1, 5) * (1 - clarity)
        safe = Fraction(1, 2) / (1 - slice_)
        ends[clarity] = slice_ * safe + 2 * (1 - safe)
    assert found.least is not None
    assert found.most is not None
    assert {found.least.value, found.most.value} == set(ends.values())


def test_what_cannot_be_proved_says_why() -> None:
    model, pact = dt.load("attribution"), dt.load("nato-1949")
    assert isinstance(model, dt.Model)
    assert isinstance(pact, Pact)
    found, _ = spread_of(model, pact, "P(attack)")
    assert not found.proved
    assert (found.least, found.most) == (None, None)
    assert "circle" in found.reason
