"""Types of probability 0: nobody believes in them, and they play a best reply to everybody else.

The game is solved without them. What such a type believes of others is what her player's other types believe at the
same place: types are independent, and what she did herself is the same at all nodes of her information set.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from deterrence.deviations import continuation_payoffs
from deterrence.games.extensive import ExtensiveGame, InformationSet
from deterrence.games.profile import Assessment
from deterrence.result import Cell, Component, Equilibria


def without_absent_types(game: ExtensiveGame) -> ExtensiveGame:
    """The same game without the types of probability 0."""
    if all(all(prior) for prior in game.priors):
        return game
    types = tuple(
        tuple(name for name, p in zip(names, prior, strict=True) if p)
        for names, prior in zip(game.types, game.priors, strict=True)
    )
    priors = tuple(tuple(p for p in prior if p) for prior in game.priors)
    payoffs = {
        end: {
            profile: row
            for profile, row in rows.items()
            if all(name in names for name, names in zip(profile, types, strict=True))
        }
        for end, rows in game.payoffs.items()
    }
    return ExtensiveGame(game.players, types, priors, game.moves, payoffs, game.title)


def with_absent_types(
    game: ExtensiveGame, found: Equilibria, witness: Callable[[Assessment], Any] | None
) -> Equilibria:
    """The equilibria of a game from those of the game without its types of probability 0.

    Parameters
    ----------
    found
        Of the game without them, with beliefs that follow a player's own moves (perfect Bayesian or sequential).
    witness
        What proves the beliefs of a full assessment consistent; the assessment's own where it is None.
    """
    if found.game is game:
        return found

    def extended(cell: Cell) -> Cell:
        made = {id(one): _extended(game, found.game, one, witness) for one in cell.assessments}
        profiles = {id(one.profile): made[id(one)].profile for one in cell.assessments}
        return replace(
            cell,
            profiles=tuple(profiles[id(profile)] for profile in cell.profiles),
            assessments=tuple(made[id(one)] for one in cell.assessments),
        )

    components = tuple(Component(tuple(map(extended, each.cells))) for each in found.components)
    return replace(found, game=game, components=components)


def _extended(
    game: ExtensiveGame, present: ExtensiveGame, one: Assessment, witness: Callable[[Assessment], Any] | None
) -> Assessment:
    profile = {place: dict(mixed) for place, mixed in one.profile.items()}
    beliefs = {place: dict(held) for place, held in one.beliefs.items()}
    absent = [place for place in game.information_sets if place not in profile]
    for place in absent:
        position = game.player_index(place.player)
        model = InformationSet(place.player, present.types[position][0], place.sees)
        beliefs[place] = {
            (history, (*types[:position], place.type, *types[position + 1 :])): p
            for (history, types), p in one.beliefs[model].items()
        }
        profile[place] = {game.actions(place)[0]: Fraction(1)}
    # her later moves first: what she plays changes nobody's beliefs, and one deviation at a time is enough
    for place in sorted(absent, key=lambda place: -max(map(len, game.information_sets[place]))):
        values = continuation_payoffs(game, profile)
        position = game.player_index(place.player)
        worth = [
            sum(p * values[(*history, action), types][position] for (history, types), p in beliefs[place].items())
            for action in game.actions(place)
        ]
        profile[place] = {game.actions(place)[worth.index(max(worth))]: Fraction(1)}
    full = Assessment(profile, beliefs, one.witness)
    return replace(full, witness=witness(full)) if witness else full
