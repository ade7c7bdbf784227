"""The same game with every number a Fraction, or an error that says which number is wrong."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from deterrence.errors import GameError
from deterrence.games.arrays import exact_entry
from deterrence.games.extensive import Chance, ExtensiveGame


def exact_game(game: ExtensiveGame) -> ExtensiveGame:
    """An extensive game with exact numbers and proper probabilities.

    Parameters
    ----------
    game
        With payoffs, priors and chances in integers, Fractions, decimals, floats (their shortest decimal) or text.

    Returns
    -------
    ExtensiveGame
        The same game if it was exact already.

    Raises
    ------
    GameError
        For a number that is not rational and finite, a negative probability, or probabilities that do not sum to one.
    """

    def convert(x: Any) -> Fraction:
        return x if isinstance(x, Fraction) else exact_entry(x, f"a number of the game, {x!r},")

    numbers = [x for by_types in game.payoffs.values() for row in by_types.values() for x in row]
    numbers += [x for prior in game.priors for x in prior]
    numbers += [p for move in game.moves.values() if isinstance(move, Chance) for _, p in move.probabilities]
    if not all(type(x) is Fraction for x in numbers):
        game = game.with_numbers(convert)
    for player, names, prior in zip(game.players, game.types, game.priors, strict=True):
        _check(prior, f"the types of {player} ({', '.join(names)})")
    for history, move in game.moves.items():
        if isinstance(move, Chance):
            _check([p for _, p in move.probabilities], f"chance at '{' '.join(history)}'")
    return game


def _check(probabilities: Any, what: str) -> None:
    if any(p < 0 for p in probabilities):
        raise GameError(f"{what} has a negative probability; write numbers from 0 to 1")
    total = sum(probabilities)
    if total != 1:
        raise GameError(f"the probabilities of {what} sum to {total}, not 1; write them exactly, e.g. '1/3'")
