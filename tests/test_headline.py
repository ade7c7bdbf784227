"""The page of headlines: every family of models beside real pacts."""

from __future__ import annotations

from fractions import Fraction

import pytest

from deterrence.catalogue import load
from deterrence.errors import ModelError
from deterrence.headline import headlines
from deterrence.model import Model
from deterrence.pact import Pact
from deterrence.ranges import lower, upper
from deterrence.reading import read
from deterrence.report.headlines import headlines_dict, headlines_table, letter

DETERRENCE = "unilateral-deterrence"


def test_a_headline_is_the_measure_at_the_middle_and_its_range_over_the_box() -> None:
    found = headlines(["nato-1949"], families=[DETERRENCE])
    assert [family.measure for family in found.families] == ["P(challenge)"]
    model, pact = load(DETERRENCE), load("nato-1949")
    assert isinstance(model, Model)
    assert isinstance(pact, Pact)
    middle = read(model, model.values(pact, world="baseline")).refined_measures["P(challenge)"]
    (one,) = found.rows["nato-1949"]
    assert one.middle == middle
    assert middle.minimum is not None
    assert middle.maximum is not None
    assert one.least is not None
    assert one.most is not None
    assert one.least <= middle.minimum <= middle.maximum <= one.most
    (none,) = found.rows["no pact"]
    assert none.least == none.most
    assert none.least_attained
    assert one.proved


def test_what_is_not_asked_says_why() -> None:
    found = headlines(["aukus-2021"], families=[DETERRENCE])
    (one,) = found.rows["aukus-2021"]
    assert one.middle is None
    assert one.least is None
    assert "promises no defence" in one.undefined
    assert any("aukus-2021 (a)" in note for note in headlines_table(found).notes)
    assert headlines_dict(found)["rows"][1]["headlines"][0]["least"] is None


def test_terms_that_a_pact_does_not_code_are_said_to_be_scenario() -> None:
    found = headlines(["uk-portugal-1899"], families=[DETERRENCE])
    (one,) = found.rows["uk-portugal-1899"]
    model, pact = found.families[0].model, load("uk-portugal-1899")
    assert isinstance(pact, Pact)
    assert one.scenario == model.scenario_terms(pact)
    text = str(found)
    assert all(f"{term} (1 of 1)" in text for term in one.scenario)


def test_every_shipped_model_with_a_headline_that_terms_move_has_a_column() -> None:
    from deterrence.catalogue import models

    found = headlines(["usa-japan-1960"])
    wanted = [
        (name, measure)
        for name in models()
        if (model := load(name)) and isinstance(model, Model) and model.terms
        for measure in model.headline
    ]
    assert [(family.name, family.measure) for family in found.families] == wanted
    assert len(found.table().columns) == 1 + len(wanted)
    row = dict(zip((family.name for family in found.families), found.rows["usa-japan-1960"], strict=True))
    assert [name for name, one in row.items() if not one.proved] == ["benchmark-penalty"]  # logarithms
    for one in found.rows["usa-japan-1960"]:
        if one.proved and one.middle is not None and one.least is not None and one.most is not None:
            assert one.middle.minimum is not None
            assert one.middle.maximum is not None
            assert lower(one.least) <= upper(one.middle.minimum)
            assert lower(one.middle.maximum) <= upper(one.most)


def test_values_set_by_hand_hold_in_every_row() -> None:
    found = headlines(["usa-japan-1960"], families=[DETERRENCE], set={"p_D": 1})
    assert found.rows["usa-japan-1960"][0].most == Fraction(0)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"world": "nowhere"}, "no world 'nowhere'"),
        ({"names": [DETERRENCE]}, "is not a pact"),
        ({"families": ["nato-1949"]}, "is not a model"),
    ],
)
def test_a_name_that_is_unknown_is_said_to_be(asked: dict[str, object], says: str) -> None:
    with pytest.raises(ModelError, match=says):
        headlines(**asked)  # type: ignore[arg-type]


def test_columns_have_letters() -> None:
    assert [letter(k) for k in (0, 25, 26, 27, 52)] == ["a", "z", "aa", "ab", "ba"]
