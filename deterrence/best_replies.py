"""What the best deviation from mixed strategies brings: many profiles of one game at once.

`deviations.gains` serves any number of players and any number system. Proofs of whole sets of equilibria of two players
need numbers only, and need them fast: payoffs and probabilities are brought to common denominators, and what depends on
one player's strategy is worked out once for all profiles in which it occurs.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from operator import mul
from typing import Any, NamedTuple

from deterrence.deviations import MixedProfile, gains
from deterrence.errors import GameError
from deterrence.games.arrays import exact_entry
from deterrence.games.strategic import StrategicGame

__all__ = ["NOTHING", "regrets"]

NOTHING = (Fraction(0), Fraction(0))
_EXACT = {Fraction}


class _Played(NamedTuple):
    """A mixed strategy in integers, and what the opponent's actions bring against it.

    Attributes
    ----------
    weights, denominator
        The probabilities are weights / denominator.
    replies, best
        What each action of the opponent brings, times the denominators of this strategy and of the payoffs, and the
        largest of these.
    residual
        How far the probabilities are from a distribution, times the denominator.
    """

    weights: list[int]
    denominator: int
    replies: list[int]
    best: int
    residual: int


def regrets(game: StrategicGame, profiles: Sequence[MixedProfile]) -> list[tuple[Fraction, Fraction]]:
    """For each profile the most a player gains by another action, and how far it is from distributions.

    Parameters
    ----------
    game
        With numbers as payoffs; a float means its shortest decimal.
    profiles
        Mixed strategies, one sequence of probabilities a player.

    Returns
    -------
    For each profile the largest gain (0 at an equilibrium), and the largest residual: a departure of a sum from 1, or
    a negative probability. Where both are 0 it is `NOTHING`, the same object each time.

    Raises
    ------
    GameError
        For probabilities that do not fit the actions, and for what is not a number.
    """
    sizes = [*game.shape]
    for profile in profiles:
        if [*map(len, profile)] != sizes:
            raise GameError("mixed strategies need one probability for each action of each player")
    if not all(issubclass(kind, (int, Fraction)) for flat in game.payoffs for kind in {*map(type, flat)}):
        payoffs = tuple(tuple(exact_entry(x, f"the payoff {x!r}") for x in flat) for flat in game.payoffs)
        game = StrategicGame(game.players, game.actions, payoffs, game.title)
    if len(sizes) == 2:
        return _of_two_players(game, profiles)
    return [_of_any_number(game, [[*map(_exact, mixed)] for mixed in profile]) for profile in profiles]


def _exact(p: Any) -> Fraction:
    return p if type(p) is Fraction else exact_entry(p, f"the probability {p!r}")


def _of_any_number(game: StrategicGame, profile: MixedProfile) -> tuple[Fraction, Fraction]:
    residual = max(max(abs(sum(mixed) - 1), -min(mixed)) for mixed in profile)
    found = Fraction(max(max(row) for row in gains(game, profile))), max(residual, Fraction(0))
    return found if found != NOTHING else NOTHING


def _of_two_players(game: StrategicGame, profiles: Sequence[MixedProfile]) -> list[tuple[Fraction, Fraction]]:
    m, n = game.shape
    (first, row_scale), (second, column_scale) = game.integers
    against_columns = [first[i * n : i * n + n] for i in range(m)]  # a strategy of Column meets Row's payoffs
    against_rows = [second[j::n] for j in range(n)]
    rows: dict[int, _Played] = {}
    columns: dict[int, _Played] = {}
    result = []
    for x, y in [tuple(profile) for profile in profiles]:  # held here, so no two that differ share an id
        row = rows.get(id(x)) or rows.setdefault(id(x), _played(x, against_rows))
        column = columns.get(id(y)) or columns.setdefault(id(y), _played(y, against_columns))
        row_gain = column.best * row.denominator - sum(map(mul, row.weights, column.replies))
        column_gain = row.best * column.denominator - sum(map(mul, column.weights, row.replies))
        if not (row_gain or column_gain or row.residual or column.residual):
            result.append(NOTHING)
            continue
        size = row.denominator * column.denominator
        gain = max(Fraction(row_gain, size * row_scale), Fraction(column_gain, size * column_scale))
        result.append((gain, max(Fraction(side.residual, side.denominator) for side in (row, column))))
    return result


def _played(mixed: Sequence[Any], payoffs: Sequence[Sequence[int]]) -> _Played:
    exact = mixed if {*map(type, mixed)} == _EXACT else [*map(_exact, mixed)]
    denominator = lcm(*{p.denominator for p in exact})
    weights = [p.numerator * (denominator // p.denominator) for p in exact]
    replies = [sum(map(mul, row, weights)) for row in payoffs]
    residual = 0
    if sum(weights) != denominator or min(weights) < 0:
        residual = max(abs(sum(weights) - denominator), -min(weights))
    return _Played(weights, denominator, replies, max(replies), residual)
