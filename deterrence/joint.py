"""The joint law of types and endings under a profile of strategies: what simulations draw from and welfare averages."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from deterrence.games.extensive import ExtensiveGame, History, InformationSet, Move, TypeProfile
from deterrence.games.profile import Profile
from deterrence.games.strategic import StrategicGame

Joint = Mapping[tuple[TypeProfile, History], Any]
"""Probability of each profile of types with each ending; those of probability 0 are left out."""


def joint_law(game: ExtensiveGame | StrategicGame, profile: Profile) -> Joint:
    """Probabilities of profiles of types with endings, exact.

    In a strategic game the types are ``()`` and an ending is a profile of actions; its information sets are
    ``InformationSet(player, "", "")``.
    """
    if isinstance(game, StrategicGame):
        return _strategic(game, profile)
    law: dict[tuple[TypeProfile, History], Any] = {}
    for types in game.type_profiles:
        prior = game.prior(types)
        stack: list[tuple[History, Any]] = [((), prior)] if prior != 0 else []
        while stack:
            history, weight = stack.pop()
            move = game.moves.get(history)
            if move is None:
                law[types, history] = weight
                continue
            if isinstance(move, Move):
                place = InformationSet(move.player, types[game.player_index(move.player)], move.sees)
                chances: Any = profile[place].items()
            else:
                chances = move.probabilities
            stack.extend(((*history, action), weight * p) for action, p in chances if p != 0)
    ends = {history: k for k, history in enumerate(game.terminals())}
    order = {types: k for k, types in enumerate(game.type_profiles)}
    return dict(sorted(law.items(), key=lambda entry: (order[entry[0][0]], ends[entry[0][1]])))


def _strategic(game: StrategicGame, profile: Profile) -> Joint:
    law: dict[tuple[TypeProfile, History], Any] = {}
    for history in product(*game.actions):
        weight: Any = Fraction(1)
        for player, action in zip(game.players, history, strict=True):
            weight = weight * profile[InformationSet(player, "", "")].get(action, 0)
        if weight != 0:
            law[(), history] = weight
    return law


def payoffs_at(game: ExtensiveGame | StrategicGame, types: TypeProfile, history: History) -> tuple[Any, ...]:
    """The payoffs of an ending, one a player."""
    if isinstance(game, ExtensiveGame):
        return tuple(game.payoffs[history][types])
    place = [own.index(action) for own, action in zip(game.actions, history, strict=True)]
    return tuple(game.payoff(player, place) for player in range(len(game.players)))
