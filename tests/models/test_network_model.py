"""Networks in model files: the shipped model against its game, and what is shown of it."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

import deterrence as dt
from deterrence.claimcheck import check_claims
from deterrence.errors import ModelError
from deterrence.games.network import NetworkGame, mesh, star
from deterrence.reading import read

F = Fraction


def small(**sections: Any) -> dt.Model:
    number = {"range": [0, 9], "default": 2, "meaning": "m", "unit": "capability"}
    given = {
        "format": 1,
        "form": "network",
        "title": "Three states",
        "status": "in the spirit of",
        "parameters": {"hub": number},
        "network": {
            "capability": {"Hub": "hub", "East": 1, "West": "1"},
            "advantage": "3/2",
            "designs": {"star": ["Hub East", "West Hub"], "none": []},
        },
    }
    return dt.Model(**(given | sections))


def test_the_shipped_model_is_its_game() -> None:
    model = dt.load("hub-and-spoke")
    game = model.game(model.values())
    allies = ("Patron", "East", "West", "South")
    assert game == NetworkGame(
        (*allies, "Rival"),
        (2, 1, 1, 1, 2),
        "3/2",
        {
            "hub-and-spoke": star(allies),
            "mesh": mesh(allies),
            "bilateral": [("Patron", "East"), ("West", "South")],
            "none": (),
        },
    )
    assert model.players == game.players
    assert all(found.holds for found in check_claims(model))


def test_terms_enter() -> None:
    model = dt.load("hub-and-spoke")
    assert model.terms == ("basing_right",)
    assert model.game(model.values(set={"basing_right": 1})).advantage == 2
    values = model.values(dt.load("usa-japan-1960"))
    assert read(model, values).measures["vulnerable states[bilateral]"].maximum == 0


def test_the_model_reads_as_the_solver_says() -> None:
    draw, model = random.Random(3), small()
    for _ in range(50):
        values = model.values(set={"hub": F(draw.randrange(0, 19), 2)})
        answer = dt.solve(model.game(values))
        measures = read(model, values).measures
        assert measures == answer.measures
        assert set(measures) == set(model._compiled.form.measure_names)


def test_equal_by_content() -> None:
    model = small()
    assert dt.Model(**model.content) == model
    turned = {"East": 1, "Hub": "hub", "West": "1"}
    section = {**model.content["network"], "capability": turned}
    assert small(network=section) != model  # the order of states is the order of the answer


def test_a_word_about_deterrence_and_regions() -> None:
    model = small(
        deters={"event": "vulnerable states[none]"},
        regions={"Weak hub": {"where": ["hub <= 3/2"], "meaning": "m"}},
        headline=["vulnerable states[star]"],
    )
    assert read(model, model.values(set={"hub": 1})).deters == "in every equilibrium"
    assert read(model, model.values(set={"hub": 1})).regions == ("Weak hub",)
    assert read(model, model.values()).deters == "in none"


@pytest.mark.parametrize(
    ("changes", "key", "advice"),
    [
        ({"designs": {"star": ["Hub Est"]}}, "network.designs.star[0]", "did you mean 'East'"),
        ({"designs": {"star": ["Hub East", "East Hub"]}}, "network.designs.star[1]", "each pair once"),
        ({"designs": {"star": ["Hub"]}}, "network.designs.star[0]", "write two states"),
        ({"designs": {"a[b]": []}}, 'network.designs."a[b]"', "leave out the brackets"),
        ({"capability": {"Hub": "hub"}}, "network.capability", "East = 1"),
        ({"capability": {"Hub": "hub", "East": "-hub"}, "designs": {}}, "network", "write 0 or more"),
        ({"capability": {"Hub": "hb", "East": "1"}, "designs": {}}, "network.capability.Hub", "did you mean hub"),
        ({"advantage": "0"}, "network", "write a positive number"),
    ],
)
def test_mistakes_are_located(changes: dict[str, Any], key: str, advice: str) -> None:
    section = {**small().content["network"], **changes}
    with pytest.raises(ModelError, match=advice) as caught:
        small(network=section)
    assert caught.value.key == key


def test_players_must_be_states() -> None:
    with pytest.raises(ModelError, match="'North' has no capability"):
        small(players=["North"])


def test_it_is_shown() -> None:
    model = small()
    answer = dt.solve(model.game(model.values()))
    assert "Hub" in model._repr_html_()
    page = answer._repr_html_()
    assert "East falls to Hub" in page
    assert r"\toprule" in answer._repr_latex_()
