"""The shipped war of attrition: what terms make of it, its look, and the contested points."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.errors import GameError, ModelError
from deterrence.formula import SYMBOLIC
from deterrence.reading import read

F = Fraction
Run = Callable[..., tuple[int, str, str]]


def model() -> dt.Model:
    found = dt.load("audience-costs")
    assert isinstance(found, dt.Model)
    return found


def test_the_model_makes_the_game_of_its_formulas() -> None:
    values = model().values(set={"trigger_clarity": "1/2", "obligation_strength": "3/5", "prize": 2})
    game = model().game(values)
    assert game == dt.AttritionGame(
        ["Challenger", "Patron"], [2, 2], ["1/2", F(1, 4) + F(1, 2) * F(3, 10)], [1, 1], "another title"
    )
    assert set(model().measured(values, dt.solve(game))) == set(model()._compiled.form.measure_names)  # type: ignore[attr-defined]


def test_a_stronger_promise_never_makes_the_patron_yield_more() -> None:
    """Tying hands in this form: the patron's chance of backing down falls in its own audience cost."""
    draw = random.Random(4)
    for _ in range(25):
        fixed = {
            "audience_C": F(draw.randint(1, 40), 20),
            "war_cost_most_C": F(draw.randint(1, 30), 10),
            "war_cost_most_D": F(draw.randint(1, 30), 10),
        }
        chances = []
        for strength in (0, F(1, 2), 1):
            values = model().values(set={**fixed, "trigger_clarity": 1, "obligation_strength": strength})
            chances.append(float(dt.solve(model().game(values)).measures["P(back down)[Patron]"].minimum))
        assert chances[0] > chances[1] > chances[2]


@pytest.mark.parametrize(
    ("clarity", "word", "region"),
    [(0, "in none", "Challenger stronger"), (1, "in none", "Patron stronger"), ("1/2", "in none", None)],
)
def test_words_and_regions(clarity: object, word: str, region: str | None) -> None:
    reading = read(model(), model().values(set={"trigger_clarity": clarity, "obligation_strength": 1}))
    assert (reading.deters, reading.region) == (word, region)


def test_an_irrational_probability_meets_the_limit_of_deterrence() -> None:
    """Far beyond the challenger's audience cost it yields at once with more than even odds."""
    values = model().values(set={"breach_cost": 2, "trigger_clarity": 1, "obligation_strength": 1})
    assert read(model(), values).deters == "in every equilibrium"


def test_json_says_what_is_exact_and_what_is_enclosed(run: Run) -> None:
    code, out, _ = run("solve", "audience-costs", "--format", "json")
    assert code == 0
    data = json.loads(out)
    assert data["profile"]["rates"] == {"Challenger": "1/4", "Patron": "1/2"}
    assert "root of" in data["profile"]["horizon"]
    chance = data["measures"]["P(back down)[Patron]"]
    assert chance["float"][0] == pytest.approx(0.600912, abs=5e-7)
    assert " to " in chance["min"]


def test_game_and_answer_show_themselves() -> None:
    game = model().game(model().values())
    answer = dt.solve(game)
    for thing in (game, answer, model()):
        assert "audience" in thing._repr_html_() or "Strategies" in thing._repr_html_()
        assert thing._repr_latex_()
    assert "Nobody backs down after the horizon" in answer._repr_html_()


def test_the_symbolic_game_is_taken_as_it_is() -> None:
    names = {name: name for name in model().names if name not in model().define}
    import sympy

    symbols = {name: sympy.Symbol(name) for name in names}
    game = model().game(model().evaluate(symbols, SYMBOLIC), SYMBOLIC)
    assert game.prizes == (symbols["prize"], symbols["prize"])


def test_a_cost_of_zero_is_refused_where_it_is_set() -> None:
    with pytest.raises((GameError, ModelError), match="audience_costs of Patron is 0"):
        model().game(model().values(set={"audience_patron": 0}))
