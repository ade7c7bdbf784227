"""Verdicts throughout a pact's box: against the closed form of unilateral deterrence, and the solver at points."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.catalogue import pacts
from deterrence.pact import Pact
from deterrence.reading import EVERY, NONE, NOT_ASKED, read, refined_word
from deterrence.robust import PAYS, PAYS_NOT, Boxes, box_of

MODEL = dt.load("unilateral-deterrence")
ASKED = [pact for pact in map(dt.load, pacts()) if isinstance(pact, Pact) and pact.kind != "capability"]


def resistance(at: Mapping[str, Fraction]) -> Fraction:
    """Above 8 even a Soft defender would rather fight than concede, in the baseline: d_DD- > d_DC, multiplied by 10."""
    strength, clarity, automaticity = (at[name] for name in ("obligation_strength", "trigger_clarity", "automaticity"))
    return 5 * strength * (clarity + automaticity) + automaticity + at["joint_organ"] + 2 * at["basing_right"]


def corners(box: Mapping[str, tuple[Fraction, Fraction]]) -> list[Fraction]:
    """The least and the largest value: it rises in every term."""
    return [resistance({name: span[k] for name, span in box.items()}) for k in (0, 1)]


@pytest.mark.parametrize("pact", ASKED, ids=lambda pact: pact.name)
def test_the_closed_form_agrees_throughout_each_box(pact: Pact) -> None:
    found = dt.robust(MODEL, pact, world="baseline", factor=False)
    least, most = corners(box_of(MODEL, pact))
    if found.word == EVERY:
        assert found.holds is (least > 8)
    else:
        assert found.word == NONE
        assert found.holds is (most < 8)
    assert found.outside is False
    if found.counterexample is not None:
        assert all(low <= found.counterexample[name] <= high for name, (low, high) in found.box.items())
        values = MODEL.values(pact, world="baseline", at=found.counterexample)
        assert refined_word(MODEL, values) != found.word


@pytest.mark.parametrize("name", ["usa-japan-1960", "nato-1949", "prc-dprk-1961"])
def test_the_factor_lies_where_the_closed_form_changes(name: str) -> None:
    pact = dt.load(name)
    assert isinstance(pact, Pact)
    found = dt.robust(MODEL, pact, world="baseline")
    assert found.factor is not None
    low, high = found.factor
    assert high is not None
    assert low < high
    boxes = Boxes(MODEL, found.word, {}, "baseline")
    inner, outer = (corners(boxes.stretched(found.box, factor)) for factor in (low, high))
    if found.word == EVERY:
        assert outer[0] <= 8 < inner[0]
    else:
        assert inner[1] < 8 <= outer[1]
    assert found.holds is (low >= 1)


def test_random_points_of_a_proved_box_have_the_word() -> None:
    pact = dt.load("anzus-1951")
    assert isinstance(pact, Pact)
    found = dt.robust(MODEL, pact, world="baseline", factor=False)
    assert found.holds
    draw = random.Random(20_260_101)
    for _ in range(25):
        at = {t: low + (high - low) * Fraction(draw.randint(0, 64), 64) for t, (low, high) in found.box.items()}
        assert refined_word(MODEL, MODEL.values(pact, world="baseline", at=at)) == found.word


def test_terms_set_by_hand_are_points() -> None:
    pact = dt.load("nato-1949")
    assert isinstance(pact, Pact)
    given = {term: 1 for term in MODEL.terms if term != "obligation_strength"}
    found = dt.robust(MODEL, pact, world="baseline", set=given)
    assert set(found.box) == {"obligation_strength"}
    assert found.word == EVERY
    assert found.holds
    # at 10*strength + 4 > 8
    boxes = Boxes(MODEL, EVERY, given, "baseline")
    assert not boxes.throughout({"obligation_strength": (Fraction(1, 5), Fraction(1))}).holds
    assert boxes.throughout({"obligation_strength": (Fraction(41, 100), Fraction(1))}).holds
    everything = dt.robust(MODEL, pact, world="baseline", set=dict.fromkeys(MODEL.terms, 1))
    assert everything.holds
    assert not everything.box


def test_what_is_not_asked_or_not_derived_is_not_known() -> None:
    capability = dt.load("aukus-2021")
    assert isinstance(capability, Pact)
    found = dt.robust(MODEL, capability, world="baseline")
    assert (found.word, found.holds) == (NOT_ASKED, None)
    pact = dt.load("nato-1949")
    assert isinstance(pact, Pact)
    found = dt.robust(dt.load("crisis-signaling"), pact)
    assert found.holds is None
    assert found.reason
    assert str(found)
    assert found.to_dict()["holds"] is None


HUB = dt.load("hub-share")


@pytest.mark.parametrize(("phi", "word"), [(0, PAYS_NOT), ("1/100", PAYS), (1, PAYS)])
@pytest.mark.parametrize("name", ["usa-japan-1960", "aukus-2021", "nato-1949"])
def test_free_riding_throughout_a_box_is_what_it_is_at_random_points(name: str, phi: object, word: str) -> None:
    """Without spill-overs everybody pays what it would pay alone, its benchmark; with them somebody leans on others."""
    pact = dt.load(name)
    assert isinstance(pact, Pact)
    found = dt.robust(HUB, pact, world="baseline", set={"phi": phi}, factor=False)
    assert (found.word, found.holds) == (word, True), found.reason
    assert word in str(found)
    draw = random.Random(20_260_101)
    for _ in range(6):
        at = {t: low + (high - low) * Fraction(draw.randint(0, 8), 8) for t, (low, high) in found.box.items()}
        values = HUB.values(pact, world="baseline", set={"phi": phi}, at=at)
        assert read(HUB, values).free_riding_pays is (word == PAYS)


def test_where_free_riding_turns_within_a_box_a_point_says_so() -> None:
    """A benchmark that falls with access: met at full access, where somebody pays it with two parts in a hundred."""
    content = {**HUB.content, "claims": [], "free_riding": {"benchmark": "alpha*endowment*(1 - access/4)"}}
    model = dt.Model(**content)
    pact = dt.load("usa-rok-1953")
    assert isinstance(pact, Pact)
    words = set()
    for access, phi in ((0, "1/100"), (1, "1/100")):
        words.add(read(model, model.values(pact, set={"access": access, "phi": phi})).free_riding_pays)
    assert words == {True, False}
    found = dt.robust(model, pact, set={"phi": "1/100"}, year=2019)
    assert found.holds is False
    assert found.counterexample is not None
    assert found.factor is not None
    assert found.factor[1] is not None
    values = model.values(pact, set={"phi": "1/100"}, at=found.counterexample)
    assert read(model, values).free_riding_pays is (found.word != PAYS)


def test_a_year_moves_what_allies_can_spend() -> None:
    pact = dt.load("usa-japan-1960")
    assert isinstance(pact, Pact)
    boxes = [Boxes(HUB, PAYS, {"phi": 1}, pact=pact, year=year) for year in (1960, 2019)]
    fixed = [boxes_.question.context(next(iter(boxes_.question.proposition.places))).fixed for boxes_ in boxes]
    assert fixed[0]["endowment[JPN]"] != fixed[1]["endowment[JPN]"]
