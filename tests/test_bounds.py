"""The least and the largest threshold over a pact's box, against the closed form of unilateral deterrence."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.bounds import bounds, extremes
from deterrence.pact import Pact
from deterrence.reading import EVERY
from deterrence.robust import Boxes, box_of

MODEL = dt.load("unilateral-deterrence")


def c_t(at: Mapping[str, Fraction]) -> Fraction:
    """The chance of denial below which a Hard challenger initiates, in the baseline."""
    helped = at["basing_right"] / 5 + (at["joint_organ"] + at["automaticity"]) / 10
    conceded, war = 1 - at["obligation_strength"] / 5, (1 - helped) / 2 - Fraction(3, 5)
    return conceded / (conceded - war)


@pytest.mark.parametrize(("name", "resists"), [("anzus-1951", False), ("prc-dprk-1961", True)])
def test_the_closed_form_at_the_ends(name: str, resists: bool) -> None:
    pact = dt.load(name)
    assert isinstance(pact, Pact)
    box = box_of(MODEL, pact)
    boxes = Boxes(MODEL, EVERY, {}, "baseline", ("p_D",))
    asked = []

    def ask(point: Mapping[str, Fraction]) -> object:
        asked.append(point)
        return dt.threshold(MODEL, pact, of="p_D", world="baseline", at=point).value

    found = bounds(boxes, box, "p_D", ask)  # type: ignore[arg-type]
    best, worst = ({term: span[k] for term, span in box.items()} for k in (1, 0))
    assert found.proved, found.reason
    assert not found.never
    assert found.high == c_t(worst)
    assert found.low == (0 if resists else c_t(best))
    assert len(asked) <= 8


def test_a_point_that_goes_beyond_takes_the_place_of_an_end() -> None:
    """Were the signs wrong, the ends asked first would not be the extremes; what is proved is right all the same."""
    pact = dt.load("anzus-1951")
    assert isinstance(pact, Pact)
    box = {**dict.fromkeys(MODEL.terms, (Fraction(0), Fraction(0))), "obligation_strength": (Fraction(0), Fraction(1))}
    boxes = Boxes(MODEL, EVERY, {}, "baseline", ("p_D",))

    def ask(point: Mapping[str, Fraction]) -> object:
        value = dt.threshold(MODEL, pact, of="p_D", world="baseline", at=point).value
        # the first two answers are of the ends: take their middle for both
        return c_t({**point, "obligation_strength": Fraction(1, 2)}) if len(seen) < 2 and not seen.append(1) else value

    seen: list[int] = []
    found = bounds(boxes, box, "p_D", ask)  # type: ignore[arg-type]
    middle = c_t({term: Fraction(0) for term in MODEL.terms} | {"obligation_strength": Fraction(1, 2)})
    assert found.high is not None
    assert found.low is not None
    assert found.high > middle or not found.proved
    assert found.low < middle or not found.proved


def test_contested_terms_are_asked_at_both_ends() -> None:
    box = dict.fromkeys(MODEL.terms, (Fraction(0), Fraction(1)))
    points = extremes(MODEL, box)
    assert {point["trigger_clarity"] for point in points} == {0, 1}
    assert len(points) == 8
