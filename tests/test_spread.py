"""The proved range of a measure over a pact's box: random points never leave it, and its ends are found."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.rational_function import Ratio, Ring
from deterrence.errors import DeterrenceError
from deterrence.formula import evaluate, parse_condition
from deterrence.pact import Pact, pacts, worlds
from deterrence.ranges import Range, lower, upper
from deterrence.reading import read
from deterrence.regions.reading import rational
from deterrence.regions.signs import Sign, compared
from deterrence.robust import box_of
from deterrence.spread import End, Spread, Spreads
from deterrence.spread.edges import approached, candidates

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
    # by a law
    ("moral-hazard", "nato-1949", "insurance gap", 40),
    ("pact-monitoring", "aukus-2021", "critical discount factor", 60),
    ("pact-monitoring", "uk-portugal-1899", "effective discount factor", 60),
    ("hub-and-spoke", "aukus-2021", "vulnerable states[hub-and-spoke]", 20),
    # by halves
    pytest.param("consultation", "aukus-2021", "loss", POINTS, marks=pytest.mark.nightly),
    pytest.param("attribution", "nato-1949", "P(attack)", POINTS, marks=pytest.mark.nightly),
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


@pytest.mark.nightly
@pytest.mark.parametrize("of", [name for name, pact in pacts().items() if pact.kind == "defence"])
def test_every_headline_of_every_pact_at_random_points(of: str) -> None:
    pact = pacts()[of]
    found = dt.headlines([of])
    draw = random.Random(of)
    for family, one in zip(found.families, found.rows[of], strict=True):
        if not one.proved or one.least is None or one.most is None:
            continue
        box = box_of(family.model, pact)
        for _ in range(20):
            at = {term: low + (high - low) * Fraction(draw.randint(0, 16), 16) for term, (low, high) in box.items()}
            here = asked(family.model, pact, family.measure, at)
            if here is not None and here.minimum is not None and here.maximum is not None:
                assert lower(one.least) <= upper(here.minimum), (family.name, at)
                assert lower(here.maximum) <= upper(one.most), (family.name, at)


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


@pytest.mark.parametrize(
    ("name", "measure", "term", "low", "high"),
    [
        ("consultation", "loss", "consultation_duty", Fraction(0), Fraction(1, 8)),
        ("attribution", "P(attack)", "intelligence_sharing", Fraction(3, 4), Fraction(25, 32)),
    ],
)
def test_halves_of_a_box_enclose_every_equilibrium(
    name: str, measure: str, term: str, low: Fraction, high: Fraction
) -> None:
    """Both measures fall in the term: the ends of its range are the ends of theirs."""
    model, pact = dt.load(name), dt.load("aukus-2021")
    assert isinstance(model, dt.Model)
    assert isinstance(pact, Pact)
    box = {**box_of(model, pact), term: (low, high)}
    found = Spreads(model, WORLD).spread(measure, box, pact)
    assert found.proved, found.reason
    assert found.least is not None
    assert found.most is not None
    for end, value in ((found.least, high), (found.most, low)):
        assert end.point[term] == value
        here = asked(model, pact, measure, {term: value})
        assert here is not None
        assert here.minimum is not None
        assert lower(end.value) <= upper(here.minimum)
        assert lower(here.minimum) <= upper(end.value)
        assert upper(end.value) - lower(end.value) < Fraction(1, 1000)


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
    model, pact = dt.load("benchmark-penalty"), dt.load("usa-japan-1960")
    assert isinstance(model, dt.Model)
    assert isinstance(pact, Pact)
    found, _ = spread_of(model, pact, "break_even")
    assert not found.proved
    assert (found.least, found.most) == (None, None)
    assert "lump-sum" in found.reason
    (one,) = dt.headlines(["usa-japan-1960"], families=["benchmark-penalty"]).rows["usa-japan-1960"]
    assert one.middle is not None
    assert not one.proved
    (note,) = [
        n for n in dt.headlines(["usa-japan-1960"], families=["benchmark-penalty"]).table().notes if "alone" in n
    ]
    assert "usa-japan-1960 (a)" in note


def test_the_number_of_vulnerable_states_falls_in_the_advantage() -> None:
    """With a strong rival the count moves within the box of a pact that leaves basing open."""
    model, pact = dt.load("hub-and-spoke"), dt.load("aukus-2021")
    assert isinstance(model, dt.Model)
    assert isinstance(pact, Pact)
    moved = 0
    for advantage in (1, "5/4", 3):
        given = {"rival_strength": 3, "patron_strength": 1, "defence_advantage": advantage}
        found = Spreads(model, WORLD, given).spread("vulnerable states[bilateral]", box_of(model, pact), pact)
        assert found.least is not None
        assert found.most is not None
        counts = {
            read(model, model.values(pact, world=WORLD, set=given, at={"basing_right": right}))
            .measures["vulnerable states[bilateral]"]
            .minimum
            for right in (Fraction(0), Fraction(1, 2), Fraction(1))
        }
        assert (found.least.value, found.most.value) == (min(counts), max(counts))  # type: ignore[type-var]
        moved += len(counts) > 1
    assert moved


def test_a_law_is_not_used_where_another_number_varies() -> None:
    """The share of a loss is no number of a law: what varies and is not named is refused."""
    model, pact = dt.load("moral-hazard"), dt.load("nato-1949")
    assert isinstance(model, dt.Model)
    assert isinstance(pact, Pact)
    content = {**model.content, "claims": []}
    content["bargaining"] = {
        **content["bargaining"],
        "outside": {"Adversary": "status_quo_A*automaticity", "Target": "1"},
    }
    found = Spreads(dt.Model(**content), WORLD).spread("insurance gap", box_of(model, pact), pact)
    assert not found.proved
    assert "another number varies" in found.reason


def test_terms_on_which_nothing_rests_leave_the_answer_alone() -> None:
    model, pact = dt.load("consultation"), dt.load("nato-1949")
    assert isinstance(model, dt.Model)
    assert isinstance(pact, Pact)
    spreads = Spreads(model, WORLD)
    box = box_of(model, pact)
    found = spreads.spread("loss", box, pact)
    assert spreads.spread("loss", {**box, "decision_delay": (Fraction(0), Fraction(1))}, pact) is found


def test_a_world_that_sets_a_definition_takes_its_formula() -> None:
    """In such a world the term behind the definition moves nothing, in regions as at points."""
    model, pact = dt.load("salami-tactics"), dt.load("nato-1949")
    assert isinstance(model, dt.Model)
    assert isinstance(pact, Pact)
    world = replace(worlds()[WORLD], values={**worlds()[WORLD].values, "sigma": Fraction(1, 10)})
    found = Spreads(model, world).spread("expected loss", box_of(model, pact), pact)
    assert found.least is not None
    assert found.most is not None
    assert found.least.value == found.most.value
    regions = dt.regions(model, ["trigger_clarity"], world=world)
    values = {regions.at({"trigger_clarity": x})[0][1].measures["slice"] for x in (Fraction(0), Fraction(1))}  # type: ignore[misc]
    assert len(values) == 1


@pytest.mark.parametrize(
    ("text", "point", "expected"),
    [("x < y", (0, 0), True), ("x > y", (0, 0), False), ("x*x < y", (0, 0), True), ("x*y > 0", (0, 0), True)],
)
def test_a_border_is_approached_from_inside_or_not(text: str, point: tuple[int, int], expected: bool) -> None:
    """On the way from the origin to (1/2, 1)."""
    ring = Ring(("x", "y"))
    names = {"x": ring.name("x"), "y": ring.name("y")}
    condition = parse_condition(text)
    left, right = (evaluate(term, names, rational(ring, None)) for term in condition.terms)  # type: ignore[arg-type]
    sign = compared(left, condition.relations[0], right if isinstance(right, Ratio) else ring.number(right))
    assert isinstance(sign, Sign)
    at = dict(zip(("x", "y"), map(Fraction, point), strict=True))
    assert approached([sign], at, {"x": Fraction(1, 2), "y": Fraction(1)}) is expected


def test_candidates_lie_where_conditions_meet_edges() -> None:
    """Of x - y on x + 2 y <= 1 in the unit square: the corner (1, 0), and points on the border."""
    ring = Ring(("x", "y"))
    x, y = ring.name("x"), ring.name("y")
    border = compared(x + 2 * y, "<=", ring.number(1))
    assert isinstance(border, Sign)
    box = {"x": (Fraction(0), Fraction(1)), "y": (Fraction(0), Fraction(1))}
    found = {
        tuple(p.values()): value for value, p in candidates([border], x - y, box, {"x": Fraction(0), "y": Fraction(0)})
    }
    assert found == {(0, 0): 0, (1, 0): 1, (0, Fraction(1, 2)): Fraction(-1, 2)}
