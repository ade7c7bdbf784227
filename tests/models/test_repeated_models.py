"""Models of repeated play: shown, solved and read like any other, and beside real pacts."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from typing import Any

import pytest

from deterrence.catalogue import load
from deterrence.claimcheck import draw
from deterrence.errors import ModelError
from deterrence.games.repeated import RepeatedGame
from deterrence.model import Model
from deterrence.pact import Pact, pacts
from deterrence.reading import read
from deterrence.report.document import write
from deterrence.report.notebook import html, latex
from deterrence.report.show_model import model_document
from deterrence.report.solution import Question, solution_document
from deterrence.verdict import verdict

NAMES = (
    "pact-monitoring",
    "burden-window",
    "policing-allies",
    "issue-linkage",
    "technology-transfer",
    "peace-until-attack",
)


def model_of(name: str) -> Model:
    found = load(name)
    assert isinstance(found, Model)
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format", ["text", "markdown", "latex", "json", "csv"])
def test_a_model_and_its_solution_are_written_in_five_formats(name: str, format: str) -> None:
    model = model_of(name)
    values = model.values()
    reading = read(model, values)
    document = solution_document(Question(name=name, model=model), values, reading)
    text = write(document, format)
    if format == "json":
        data = json.loads(text)
        assert data["certificate"]["largest_gain"] == data["certificate"]["largest_residual"] == "0"
        assert data["complete"]
        assert data["exact"]
        assert set(data["measures"]) == set(reading.measures)
    else:
        assert "critical discount factor" in text
    shown = write(model_document(model, name), format)
    if format in ("text", "markdown", "latex"):
        assert model.title in shown
        assert "discount" in shown


@pytest.mark.parametrize("name", NAMES)
def test_games_and_answers_show_themselves_in_a_notebook(name: str) -> None:
    model = model_of(name)
    reading = read(model, model.values())
    for thing in (model, reading, reading.equilibria, reading.equilibria.game):
        assert html(thing).startswith("<")
        assert latex(thing)


@pytest.mark.parametrize("name", NAMES[:-1])
def test_every_real_pact_can_be_read(name: str) -> None:
    model = model_of(name)
    for pact in pacts().values():
        found = verdict(model, pact, world="baseline")
        assert found.deters in ("in some", "in none")
        assert found.reading is not None
        assert found.reading.measures["P(breach)"].maximum == 1


def test_a_pact_s_text_lengthens_its_life() -> None:
    model, nato = model_of("pact-monitoring"), load("nato-1949")
    assert isinstance(nato, Pact)
    found = verdict(model, nato)
    assert found.reading is not None
    assert found.without_pact is not None
    name = "effective discount factor"
    assert found.reading.measures[name].minimum > found.without_pact.measures[name].minimum  # type: ignore[operator]


def test_periods_that_are_not_complete_do_not_count() -> None:
    model = model_of("pact-monitoring")
    for months, whole in ((5, 0), (6, 1), (11, 1), (12, 2)):
        game = model.game(model.values(set={"notice_months": months}))
        assert isinstance(game, RepeatedGame)
        assert game.notice == whole


def test_drawn_points_agree_with_the_closed_form_at_a_thousand_draws() -> None:
    model = model_of("pact-monitoring")
    seen = {"kept": 0, "not kept": 0, "hopeless": 0}
    draws = random.Random(2)
    ranges = {name: one.range for name, one in model.parameters.items()}
    for _ in range(1000):
        at = {name: low + (high - low) * Fraction(draws.randrange(0, 13), 12) for name, (low, high) in ranges.items()}
        at |= {"review_periods": 1, "turnover": 0, "recovery": 0, "notice_months": 0}
        at["wish_to_leave"] /= 4
        at["intelligence_sharing"] = Fraction(draws.randrange(0, 5), 4)
        values = model.values(set=at)
        measures = read(model, values).measures
        c, d, p, q = (values[name] for name in ("keep_value", "slip_gain", "false_alarm", "bad_broken"))
        x = values["delta"] * (1 - values["hazard"])
        assert measures["effective discount factor"].minimum == x
        if d == 0:  # nothing tempts
            best, critical = c, Fraction(0)
        elif q == p:  # no news, and no incentive can be given
            best, critical = Fraction(0), None
        else:
            best = c - p * d / (q - p)
            critical = d / (d + (q - p) * best) if best > 0 else None
        assert measures["critical discount factor"].minimum == critical
        kept = critical is not None and x >= critical
        assert measures["best payoff"].minimum == (best if kept else 0)
        seen["hopeless" if critical is None else "kept" if kept else "not kept"] += 1
    assert min(seen.values()) >= 50


BASE: dict[str, Any] = {
    "format": 1,
    "form": "repeated",
    "title": "t",
    "status": "in the spirit of",
    "players": ["A", "B"],
}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"repeated": {"discount": "1/2"}}, "none is given"),
        ({"repeated": {}}, "the key 'discount' is missing"),
        ({"repeated": {"discount": "1/2", "pact": {"cooperation": "1"}}}, "the key 'temptation' is missing"),
        ({"players": ["A"], "repeated": {"discount": 0, "pact": {"cooperation": 1, "temptation": 1}}}, "players"),
        (
            {"repeated": {"discount": 0, "hazard": "1/2", "exit": {"peace": 1, "attack": 1, "victim": 0, "war": 0}}},
            "an exit game has no hazard",
        ),
        (
            {"repeated": {"discount": 0, "issues": {"surpluses": {"x": 1}, "temptations": {"y": 1}}}},
            "'y' is not an issue with a surplus",
        ),
        (
            {"repeated": {"discount": 0, "shares": {"cost": 1, "benefits": {"A": 1}, "losses": {"A": 1, "B": 1}}}},
            "B is missing",
        ),
        (
            {"repeated": {"discount": 1, "pact": {"cooperation": 1, "temptation": 1}}},
            "at the defaults the discount factor is 1",
        ),
        (
            {"repeated": {"discount": 0, "pact": {"cooperation": 1, "temptation": 1}}, "provision": {}},
            "provision",
        ),
    ],
)
def test_a_mistake_in_the_section_is_located(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ModelError, match=says):
        Model(**{**BASE, **change})


def test_the_same_model_in_python_equals_the_file() -> None:
    model = model_of("issue-linkage")
    assert Model(**model.content) == model
    assert len(list(draw(model, model.tests[4], 3))) == 3
