"""Crises by cutoffs, wars in networks and rounds of contributions: draws near what is certified to be expected."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from fractions import Fraction as F
from itertools import combinations
from typing import Any

import numpy as np
import pytest

import deterrence as dt
from deterrence.catalogue import models
from deterrence.errors import DeterrenceError, ModelError, SolverError
from deterrence.simulate import PrivateSimulation, simulate
from deterrence.simulate.networks import expected_survival

DRAWN = [name for name in models() if getattr(dt.load(name), "play", None) is not None]
SLOW = {"crisis-signaling"}  # three equilibria of Phi2


def near(played: PrivateSimulation) -> None:
    for share in played.shares:
        off = abs(float(share.simulated) - float(share.expected))
        assert off <= 5 * share.standard_error + 1e-12, share


def moved(model: Any, rng: random.Random) -> dict[str, F]:
    """Every parameter a little away from its default, inside its range."""
    given = {}
    for name, one in model.parameters.items():
        low, high = one.range
        if one.default and "0 or 1" not in one.unit:
            given[name] = min(max(one.default * F(rng.randrange(80, 121), 100), low), high)
    return given


# -- cutoffs ---------------------------------------------------------------------------------------------------------


def test_every_model_of_private_types_can_be_played() -> None:
    """Of the games of cutoffs only the firm that invests meets no chance."""
    assert {n for n in models() if getattr(dt.load(n), "form", "") == "cutoff"} - set(DRAWN) == {"investment"}
    assert len(DRAWN) >= 13
    with pytest.raises(SolverError, match=r"nothing is drawn .* add a section \[play\]"):
        simulate(dt.load("investment"), 10, seed=1)  # type: ignore[arg-type]
    with pytest.raises(SolverError, match="nothing is drawn"):
        simulate(dt.CutoffGame([dt.Cutoff("c", 0, 1, "1/3 - type")]), 10, seed=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_drawn_agrees_with_the_measures(name: str) -> None:
    """The draws know the types and what they do; the measures are formulas in the cutoffs: two ways to one number."""
    model: Any = dt.load(name)
    rng, played = random.Random(name), 0
    for k in range(2 if name in SLOW else 8):
        try:
            found = simulate(model, 60_000, seed=k + 1, set=moved(model, rng) if k else {})
        except DeterrenceError:  # outside the assumptions, or nothing is found
            continue
        assert isinstance(found, PrivateSimulation)
        assert found.chosen.certificate.holds
        near(found)
        played += 1
    assert played >= 2 - (name in SLOW)


def test_a_wrong_measure_would_be_seen() -> None:
    model: Any = dt.load("tying-hands")
    content = json.loads(json.dumps(model.content))
    content["measures"]["P(war)"] = "1 - v_T/v_max"  # as if a sure fighter were always challenged
    found = simulate(dt.Model(**content), 20_000, seed=1)
    war = next(share for share in found.shares if share.name == "P(war)")
    assert abs(float(war.simulated) - float(war.expected)) > 50 * war.standard_error


def test_a_row_is_a_crisis_of_cutoffs() -> None:
    model: Any = dt.load("forward-deployment")
    frame = simulate(model, 4000, seed=3).to_frame()
    assert list(frame.columns) == ["value_of_partner", "value_of_prize", "challenge", "war", "concede"]
    measures = dt.solve(model.game(model.values())).values[0]
    assert (frame["challenge"] == (frame["value_of_prize"] > float(measures["u_star"]))).all()
    assert (frame["challenge"] == (frame["war"] | frame["concede"])).all()
    assert frame.attrs["equilibrium"] == "the only one: v_star = 0.666667, u_star = 0.0740741"
    assert frame.equals(simulate(model, 4000, seed=3).to_frame())
    assert not frame.equals(simulate(model, 4000, seed=4).to_frame())


def test_equilibria_are_asked_for_by_number() -> None:
    model: Any = dt.load("arms-race")
    builds = []
    for over in ("refined", "1", "2", "3"):
        found = simulate(model, 20_000, seed=1, over=over)
        near(found)
        builds.append(found.shares[0].simulated)
    assert builds[0] == builds[1] < builds[2] < builds[3] == 1
    with pytest.raises(ModelError, match="'4' is not an equilibrium here"):
        simulate(model, 10, seed=1, over="4")


def test_distributions() -> None:
    """Quantiles of all three; a distribution that there is not is refused."""
    content: dict[str, Any] = {
        "format": 1, "form": "cutoff", "title": "One", "status": "in the spirit of",
        "parameters": {"r": {"range": [-5, 5], "default": 2, "meaning": "a number", "unit": "1"}},
        "cutoffs": {"c": {"range": ["0", "1"], "gain": "1/4 - type", "meaning": "a cutoff", "unit": "1"}},
        "measures": {"uniform": "1/4", "normal": "Phi(1/2)", "exponential": "1 - exp(-2*c)", "both": "Phi(1/2)/4"},
        "play": {
            "draws": {"u": "uniform(0, 1)", "n": "normal(min(0, r), max(1, r/2))", "e": "exponential(r)"},
            "events": {"uniform": "u < c", "normal": "n < 1/2", "exponential": "e < c",
                       "both": "u < c and n < 1/2 or u > 2 and n < 0"},
        },
    }  # fmt: skip
    model = dt.Model(**content)
    assert dt.Model(**model.content) == model
    near(simulate(model, 200_000, seed=5))  # type: ignore[arg-type]
    with pytest.raises(SolverError, match="'e' comes at the rate -1"):
        simulate(model, 10, seed=1, set={"r": -1})


# -- networks --------------------------------------------------------------------------------------------------------


def succeeds(game: dt.NetworkGame, links: Any, left: frozenset[str], leader: str, target: str) -> bool:
    """By the definition: some coalition of a leader and allies of its, the target's remaining allies against them."""
    strength = dict(zip(game.players, game.capabilities, strict=True))

    def allies(state: str) -> set[str]:
        return {s for link in links if state in link for s in link if s != state and s in left}

    others = sorted(allies(leader) - {target})
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            coalition = {leader, *chosen}
            defence = {target, *(allies(target) - coalition)}
            if sum(strength[s] for s in coalition) > game.advantage * sum(strength[s] for s in defence):
                return True
    return False


def paths(
    game: dt.NetworkGame, links: Any, left: frozenset[str], chance: F, fought: int
) -> Iterator[tuple[Any, F, int]]:
    """Every order of attacks to its end."""
    able: dict[str, list[str]] = {}
    for leader in left:
        if targets := [t for t in left - {leader} if succeeds(game, links, left, leader, t)]:
            able[leader] = targets
    if not able:
        yield left, chance, fought
    for targets in able.values():
        for target in targets:
            yield from paths(game, links, left - {target}, chance / len(able) / len(targets), fought + 1)


def test_expected_survival_by_every_order_of_attacks() -> None:
    rng, wars = random.Random("networks"), 0
    for _ in range(60):
        states = tuple("ABCDE"[: rng.randint(2, 5)])
        strength = tuple(F(rng.randint(0, 6), 2) for _ in states)
        links = tuple(link for link in combinations(states, 2) if rng.random() < 0.5)
        game = dt.NetworkGame(states, strength, F(rng.randint(1, 6), 2), {"one": links})
        left, mean, square = expected_survival(game, game.designs["one"])
        ends = list(paths(game, game.designs["one"], frozenset(states), F(1), 0))
        assert sum(p for _, p, _ in ends) == 1
        assert left == {s: sum((p for alive, p, _ in ends if s in alive), F(0)) for s in states}
        assert mean == sum(p * n for _, p, n in ends)
        assert square == sum(p * n * n for _, p, n in ends)
        wars += mean > 0
        near(simulate(game, 2000, seed=7))  # type: ignore[arg-type]
    assert wars >= 40


def test_wars_of_a_design() -> None:
    model: Any = dt.load("hub-and-spoke")
    for design in ("hub-and-spoke", "mesh", "bilateral", "none"):
        found = simulate(model, 20_000, seed=1, over=design)
        near(found)
        assert f"the network '{design}' (not war-stable)" in found.chosen.rule
    frame = simulate(model, 3000, seed=2).to_frame()
    alive = frame[[f"{state} is left" for state in model.players]].sum(axis=1)
    assert (alive + frame["wars"] == len(model.players)).all()
    assert (frame["history"].map(lambda told: told.count(">")) == frame["wars"]).all()
    peace = simulate(model, 50, seed=1, over="bilateral", set={"basing_right": 1})
    assert {share.simulated for share in peace.shares} == {0, 1}
    with pytest.raises(ModelError, match="did you mean 'mesh'"):
        simulate(model, 10, seed=1, over="mesk")
    with pytest.raises(SolverError, match="no network is asked about"):
        simulate(dt.NetworkGame(("A", "B"), (1, 1), 1), 10, seed=1)  # type: ignore[arg-type]


# -- contributions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [n for n in models() if getattr(dt.load(n), "form", "") == "provision"])
def test_rounds_of_contributions_are_the_equilibrium(name: str) -> None:
    model: Any = dt.load(name)
    found = simulate(model, 5, seed=1)
    assert "nothing is random" in found.chosen.rule
    answer = dt.solve(model.game(model.values()))
    assert all(share.simulated == share.expected and share.standard_error == 0 for share in found.shares)
    said = {share.name: share.expected for share in found.shares}
    paid = tuple(said[f"g[{player}]"] for player in answer.game.players)
    assert dt.certify(answer.game, paid).holds
    pairs = zip(answer.game.players, answer.game.endowments, strict=True)
    assert sum(said[f"burden[{player}]"] * w for player, w in pairs) == sum(paid)
    level = answer.measures["G"]
    assert level.minimum <= said["G"] <= level.maximum
    frame = found.to_frame()
    assert list(frame["round"]) == [1, 2, 3, 4, 5]
    assert np.allclose(frame["G"], float(said["G"]))


def test_several_equilibria_of_provision_by_number() -> None:
    model: Any = dt.load("best-shot")
    first, second = (simulate(model, 3, seed=1, over=over) for over in ("1", "2"))
    assert first.shares != second.shares
    assert "number 2 of 2" in second.chosen.rule
    with pytest.raises(ModelError, match="'3' is not an equilibrium here"):
        simulate(model, 3, seed=1, over="3")


def test_the_command_plays_them(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = run("simulate", "arms-race", "--over", "2", "--times", "100")
    assert code == 0
    assert "number 2 of 3, by their cutoffs" in out
    code, out, _ = run("simulate", "hub-and-spoke", "--over", "mesh", "--times", "20", "--crises", "--format", "csv")
    assert code == 0
    assert out.count("\n") == 21
    code, out, _ = run("simulate", "burden-sharing", "--times", "3")
    assert code == 0
    assert "nothing is random" in out
    assert run("simulate", "investment")[0] == 3
    code, _, error = run("simulate", "hub-and-spoke", "--over", "mess")
    assert code == 2
    assert "did you mean 'mesh'?" in error
