"""The shipped model of an insured target: what terms make of it, its look, and the two sides of moral hazard."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

import deterrence as dt
from deterrence.errors import ModelError
from deterrence.reading import read

F = Fraction
Run = Callable[..., tuple[int, str, str]]


def model() -> dt.Model:
    found = dt.load("moral-hazard")
    assert isinstance(found, dt.Model)
    return found


def changed(**bargaining: Any) -> dt.Model:
    """The model with another section of bargaining, without its claims."""
    content = dict(model().content)
    section = {**content["bargaining"], **bargaining}
    return dt.Model(**{**content, "claims": [], "headline": [], "deters": None, "bargaining": section})


def test_the_model_makes_the_game_of_its_formulas() -> None:
    values = model().values(set={"obligation_strength": "1/2", "automaticity": 1, "balance": "1/4"})
    assert model().game(values) == dt.BargainingGame(
        ["Adversary", "Target", "Ally"],
        demands=[0, 1],
        types=[0, 1],
        agreement={"Adversary": [0, 1, 0], "Target": [1, -1, 0]},
        rejection={"Adversary": ["1/20", 0], "Target": ["3/4", -1]},
        outside={"Adversary": "7/20", "Target": 1},
        insurance="1/2",
        insurer="Ally",
    )


def test_war_rises_with_the_promise_and_then_there_is_no_crisis() -> None:
    """Both sides of the argument on one line of promises."""
    risks = []
    for step in range(21):
        values = model().values(set={"obligation_strength": F(step, 20), "automaticity": 1})
        risks.append(read(model(), values).measures["P(war)"].minimum)
    last = max(k for k, risk in enumerate(risks) if risk)
    assert last == 15  # .75 < .752786
    assert all(low < high for low, high in pairwise(risks[: last + 1]))


@pytest.mark.parametrize(
    ("aid", "reserve", "word"),
    [("0", "7/20", "in none"), ("4/5", "7/20", "in every equilibrium"), ("3/10", "201/400", "in some")],
)
def test_words(aid: str, reserve: str, word: str) -> None:
    found = read(model(), model().values(set={"aid": aid, "status_quo_A": reserve})).deters
    assert found == word


def test_json_has_demands_and_what_is_undefined(run: Run) -> None:
    data = json.loads(run("solve", "moral-hazard", "--set", "aid=4/5", "--format", "json")[1])
    assert data["demands"] == [["1/2", "1/2"]]
    assert data["proposes"] == ["0"]
    assert data["measures"]["P(war | crisis)"]["undefined"] == "no demand is ever made"
    assert data["certificate"]["largest_gain"] == "0"


def test_game_and_answer_show_themselves() -> None:
    game = model().game(model().values(set={"aid": "3/10"}))
    assert "pays Target after a rejection: 3/10" in game._repr_html_()
    assert "1 - demand" in game._repr_html_()
    answer = dt.solve(game)
    assert "optimal demand" in answer._repr_html_()
    assert answer._repr_latex_()


def test_payoffs_linear_in_type_and_demand_are_read_off() -> None:
    other = changed(
        agreement={"Adversary": "2*demand/4 - type*balance + 1", "Target": "1 - demand"},
        rejection={"Adversary": "war_cost_A - 1/5", "Target": "-(type - 1)/2", "Ally": "-type"},
    )
    game = other.game(other.values())
    assert game.agreement["Adversary"] == (1, F(1, 2), -F(1, 2))
    assert game.rejection["Target"] == (F(1, 2), -F(1, 2))
    assert game.rejection["Ally"] == (0, -1)
    assert dt.solve(game).certificate.holds


@pytest.mark.parametrize(
    "formula", ["demand*demand", "demand*type", "demand**2", "1/demand", "max(demand, 0)", "min(type, 1)"]
)
def test_payoffs_that_are_not_linear_are_refused(formula: str) -> None:
    with pytest.raises(ModelError, match=r"bargaining\.agreement\.Adversary"):
        changed(agreement={"Adversary": formula, "Target": "1 - demand"})


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"rejection": {"Adversary": "demand", "Target": "-type"}}, "demand"),
        ({"agreement": {"Target": "1 - demand"}}, "Adversary demands, and has no payoff"),
        ({"agreement": {"Adversary": "demand"}}, "Target answers, and has no payoff"),
        ({"rejection": {"Adversary": "0"}}, "Target answers, and has no payoff"),
        ({"outside": {"Target": "1"}}, "Adversary may stay out, and has no payoff"),
        ({"agreement": {"Adversary": "demand", "Target": "1 - demand", "Foe": "1"}}, "'Foe' is not a player"),
    ],
)
def test_sections_that_cannot_be_are_refused(section: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        changed(**section)


def test_without_an_outside_there_is_always_a_demand() -> None:
    content = {**model().content, "claims": [], "headline": [], "deters": None}
    content["parameters"] = {name: row for name, row in content["parameters"].items() if name != "status_quo_A"}
    content["bargaining"] = {name: row for name, row in content["bargaining"].items() if name != "outside"}
    content["units"] = {name: unit for name, unit in content["units"].items() if "insurance" not in name}
    must = dt.Model(**content)
    answer = dt.solve(must.game(must.values(set={"aid": 1})))
    assert answer.proposes == (1,)
    assert "critical insurance" not in must.measured(must.values(), answer)
