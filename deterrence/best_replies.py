"""What the best deviation from mixed strategies brings: many profiles of one game at once.

`deviations.gains` serves any number of players and any number system. Proofs of whole sets of equilibria of two players
need numbers only, and need them fast: payoffs and probabilities are brought to common denominators, and what depends on
one player's strategy is worked out once for all profiles in which it occurs.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain
from math import lcm
from operator import mul
from typing import Any, TypeAlias

from deterrence.deviations import MixedProfile, gains
from deterrence.errors import GameError
from deterrence.games.arrays import exact_entry
from deterrence.games.strategic import StrategicGame

__all__ = ["NOTHING", "regrets"]

NOTHING = (Fraction(0), Fraction(0))
NEVER, ALWAYS = (0, 1), (1, 1)  # probabilities as pairs of integers
MISFIT = "mixed strategies need one probability for each action of each player"

# A mixed strategy in integers, and what the opponent's actions bring against it: weights and denominator, whose ratios
# are the probabilities; how far these are from a distribution, times the denominator; what each action of the opponent
# brings, times the denominators of this strategy and of the payoffs; and the largest of these.
_Played: TypeAlias = tuple[list[int], int, int, list[int], int]


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
    kinds = {*map(type, chain.from_iterable(game.payoffs))}
    if kinds != {Fraction} and not all(issubclass(kind, (int, Fraction)) for kind in kinds):
        payoffs = tuple(tuple(exact_entry(x, f"the payoff {x!r}") for x in flat) for flat in game.payoffs)
        game = StrategicGame(game.players, game.actions, payoffs, game.title)
    if len(game.players) == 2:
        return _of_two_players(game, profiles)
    sizes = [*game.shape]
    if any([*map(len, profile)] != sizes for profile in profiles):
        raise GameError(MISFIT)
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
    of_rows = [second[i * n : i * n + n] for i in range(m)]  # what Column's actions bring against each of Row's
    of_columns = [first[j::n] for j in range(n)]
    rows: dict[int, _Played] = {}
    columns: dict[int, _Played] = {}
    result = []
    profiles = [tuple(profile) for profile in profiles]  # held here, so no two strategies that differ share an id
    if not {*map(len, profiles)} <= {2}:
        raise GameError(MISFIT)
    for x, y in profiles:
        row = rows.get(id(x)) or rows.setdefault(id(x), _played(x, of_rows))
        column = columns.get(id(y)) or columns.setdefault(id(y), _played(y, of_columns))
        x_weights, x_denominator, x_residual, column_replies, column_best = row
        y_weights, y_denominator, y_residual, row_replies, row_best = column
        row_gain = row_best * x_denominator - sum(map(mul, x_weights, row_replies))
        column_gain = column_best * y_denominator - sum(map(mul, y_weights, column_replies))
        if not (row_gain or column_gain or x_residual or y_residual):
            result.append(NOTHING)
            continue
        size = x_denominator * y_denominator
        gain = max(Fraction(row_gain, size * row_scale), Fraction(column_gain, size * column_scale))
        result.append((gain, max(Fraction(x_residual, x_denominator), Fraction(y_residual, y_denominator))))
    return result


def _played(mixed: Sequence[Any], payoffs: Sequence[list[int]]) -> _Played:
    """A mixed strategy in integers, and what the opponent's actions bring against it: see `_Played`.

    `payoffs` says what they bring against each action alone.
    """
    size = len(payoffs)
    if len(mixed) != size:
        raise GameError(MISFIT)
    if {*map(type, mixed)} != {Fraction}:
        mixed = [*map(_exact, mixed)]
    ratios = [p.as_integer_ratio() for p in mixed]
    if ALWAYS in ratios and ratios.count(NEVER) == size - 1:  # one action alone
        replies = payoffs[ratios.index(ALWAYS)]
        return [above for above, _ in ratios], 1, 0, replies, max(replies)
    denominator = lcm(*[below for _, below in ratios])
    weights = [above * (denominator // below) for above, below in ratios]
    replies = [sum(map(mul, against, weights)) for against in zip(*payoffs, strict=True)]
    residual = 0
    if sum(weights) != denominator or min(weights) < 0:
        residual = max(abs(sum(weights) - denominator), -min(weights))
    return weights, denominator, residual, replies, max(replies)
