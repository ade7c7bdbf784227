"""Regions of signaling games against the definition of perfect Bayesian equilibrium, written out and asked of z3.

For every choice of supports: are there strategies with these supports, and beliefs that follow Bayes' rule where a
signal is sent, such that nothing else is better? No polytope, no cone and no solver of the package is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction as F
from functools import cache
from itertools import chain, combinations, product
from typing import Any

import pytest
import z3
from points import points

from deterrence import load
from deterrence.games.extensive import ExtensiveGame, History, InformationSet, Move
from deterrence.model import Model
from deterrence.regions import Regions, regions
from deterrence.regions.naming import label

Does = tuple[tuple[str, tuple[str, ...]], ...]


def q(x: F) -> Any:
    return z3.Q(x.numerator, x.denominator)


def last_moves(game: ExtensiveGame) -> dict[InformationSet, str] | None:
    """What the sender does at the end, where one action is strictly best for each type; None at a tie."""
    found = {}
    for place, histories in game.information_sets.items():
        (history,) = histories
        if len(history) == 2:
            own = game.player_index(place.player)
            mine = [types for types in game.type_profiles if types[own] == place.type]
            gets = {
                action: {game.payoffs[(*history, action)][types][own] for types in mine}
                for action in game.actions(place)
            }  # fmt: skip
            assert all(len(worth) == 1 for worth in gets.values()), "the sender's payoff depends on the other's type"
            first, second = sorted(gets, key=lambda action: -min(gets[action]))[:2]
            if gets[first] == gets[second]:
                return None
            found[place] = first
    return found


def by_definition(game: ExtensiveGame) -> set[Does]:
    """The supports before the last moves, which are strict, of all perfect Bayesian equilibria of a signaling game."""
    last = last_moves(game)
    assert last is not None
    root = game.moves[()]
    assert isinstance(root, Move)
    sender = game.player_index(root.player)
    receiver = 1 - sender
    mixing = [place for place in game.information_sets if place not in last]
    chance = {(place, action): z3.Real(f"{place} {action}") for place in mixing for action in game.actions(place)}
    answers = {places[0] for place, places in game.information_sets.items() if len(places[0]) == 1}
    kinds = game.types[sender]
    belief = {(history, kind): z3.Real(f"belief {history} {kind}") for history in answers for kind in kinds}
    prior = [dict(zip(names, map(F, given), strict=True)) for names, given in zip(game.types, game.priors, strict=True)]

    def value(history: History, types: tuple[str, ...], player: int) -> Any:
        """What a player expects from a history on."""
        place = game.mover(history, types)
        if place is None:
            return q(F(game.payoffs[history][types][player]))
        if place in last:
            return value((*history, last[place]), types, player)
        return z3.Sum(
            [chance[place, action] * value((*history, action), types, player) for action in game.actions(place)]
        )

    def worth(place: InformationSet, action: str) -> Any:
        (history,) = game.information_sets[place]
        mine = game.player_index(place.player)
        terms = []
        for types in game.type_profiles:
            if types[mine] == place.type:
                weight = q(prior[receiver][types[receiver]]) if mine == sender else belief[history, types[sender]]
                terms.append(weight * value((*history, action), types, mine))
        return z3.Sum(terms)

    solver = z3.SolverFor("QF_NRA")
    for place in mixing:
        solver.add(z3.Sum([chance[place, action] for action in game.actions(place)]) == 1)
    for history in answers:
        sent = {k: chance[InformationSet(root.player, k, root.sees), history[0]] * q(prior[sender][k]) for k in kinds}
        solver.add(z3.Sum([belief[history, kind] for kind in kinds]) == 1)
        for kind in kinds:
            solver.add(belief[history, kind] >= 0)
            solver.add(belief[history, kind] * z3.Sum([*sent.values()]) == sent[kind])
    found = set()
    worths = {(place, action): worth(place, action) for place in mixing for action in game.actions(place)}
    for chosen in product(*(list(subsets(game.actions(place))) for place in mixing)):
        solver.push()
        for place, plays in zip(mixing, chosen, strict=True):
            for action in game.actions(place):
                solver.add(chance[place, action] > 0 if action in plays else chance[place, action] == 0)
                solver.add(worths[place, plays[0]] >= worths[place, action])
                if action in plays:
                    solver.add(worths[place, plays[0]] == worths[place, action])
        answer = solver.check()
        assert answer != z3.unknown
        if answer == z3.sat:
            found.add(tuple(sorted((label(game, place), plays) for place, plays in zip(mixing, chosen, strict=True))))
        solver.pop()
    return found


def subsets(actions: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(actions, size) for size in range(1, len(actions) + 1))


def listed(found: Regions, point: Mapping[str, F]) -> set[Does]:
    return {tuple(sorted(shape.does.items())) for shape, _ in found.at(point)}


@cache
def quarrel() -> Regions:
    """Two types, two signals, two answers; every kind of payoff a letter or a number."""
    model = Model(
        format=1, form="extensive", title="A quarrel", status="canonical form", players=["Sender", "Receiver"],
        parameters={
            name: {"range": [-1, 2], "default": 1, "meaning": "payoff", "unit": "utility"} for name in "abcd"
        } | {"p": {"range": [0, 1], "default": "1/2", "meaning": "prior", "unit": "probability"}},
        types={"Sender": {"weak": "p", "strong": "1 - p"}},
        moves={
            "": {"player": "Sender", "actions": ["yield", "demand"]},
            "yield": {"player": "Receiver", "actions": ["leave", "press"]},
            "demand": {"player": "Receiver", "actions": ["fight", "concede"]},
        },
        payoffs={
            "yield leave": {"Sender": "0", "Receiver": "1/2"},
            "yield press": {"Sender": {"weak": "-1", "strong": "-a"}, "Receiver": {"weak": "1", "strong": "c"}},
            "demand fight": {"Sender": {"weak": "-a", "strong": "-b"}, "Receiver": {"weak": "c", "strong": "-d"}},
            "demand concede": {"Sender": "1", "Receiver": "0"},
        },
    )  # fmt: skip
    return regions(model, ["a", "c", "p"])


@pytest.mark.parametrize("count", [pytest.param(8), pytest.param(300, marks=pytest.mark.nightly)])
def test_a_two_by_two_by_two_game_is_what_the_definition_says(count: int) -> None:
    found = quarrel()
    assert found.complete
    shapes: set[Does] = set()
    for point in points(found, count, seed=3):
        game = found.model.game(found.model.evaluate({**found.fixed, **point}))
        wanted = by_definition(game)
        assert listed(found, point) == wanted, point
        shapes |= wanted
    assert len(shapes) >= 6


@pytest.mark.parametrize("count", [pytest.param(3), pytest.param(100, marks=pytest.mark.nightly)])
def test_unilateral_deterrence_is_what_the_definition_says(count: int) -> None:
    model = load("unilateral-deterrence")
    numbers = {
        "c_SQ": 0, "c_DC": 1, "c_DD_hard": "-1/2", "c_CD": -1, "c_DD_soft": -2,
        "d_SQ": 1, "d_CD": "1/2", "d_DD_hard": "-1/5", "d_DC": "-1/2", "d_DD_soft": "-3/2",
    }  # fmt: skip
    found = regions(model, ["p_C", "p_D"], numbers)
    for point in points(found, count, seed=4):
        game = model.game(model.evaluate({**found.fixed, **point}))
        if last_moves(game) is not None:
            assert listed(found, point) == by_definition(game), point
