"""A strategic game with its payoffs as Fractions, or an error that says what is asked of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import Any

from deterrence.errors import DeterrenceError, SolverError
from deterrence.formula import number
from deterrence.games.strategic import StrategicGame

__all__ = ["exact_payoffs"]


def exact_payoffs(game: Any, what: str, *, players: int | None = None, most: int = 10_000) -> StrategicGame:
    """The same game with every payoff a Fraction.

    Parameters
    ----------
    game
        A strategic game with rational payoffs; a float means its shortest decimal.
    what
        The answer that is asked for, as the subject of an error's sentence.
    players
        How many players there must be; any number unless given.
    most
        The largest number of action profiles.

    Raises
    ------
    SolverError
        If this is another kind of game, has another number of players or too many profiles, or has payoffs that are
        not rational numbers.
    """
    if not isinstance(game, StrategicGame):
        raise SolverError(f"{what}: needs a StrategicGame, not {type(game).__name__}; dt.bimatrix(A, B) makes one")
    if players is not None and len(game.players) != players:
        raise SolverError(f"{what}: needs {players} players; this game has {len(game.players)}")
    if prod(game.shape) > most:
        raise SolverError(
            f"{what}: takes at most {most:,} action profiles; this game has {prod(game.shape):,}: drop actions, or "
            "make a coarser grid of them"
        )
    if all(type(x) is Fraction for flat in game.payoffs for x in flat):
        return game
    try:
        exact = tuple(tuple(number(x) for x in flat) for flat in game.payoffs)
    except (DeterrenceError, TypeError, ValueError) as error:
        raise SolverError(
            f"{what}: payoffs must be rational numbers; evaluate symbols and take designs out of arrays first ({error})"
        ) from error
    return replace(game, payoffs=exact)
