"""Which demands are best in ultimatum bargaining.

The responder accepts where its gain g_0 + g_1 y + g_2 c is positive, that is on one side of the edge
-(g_0 + g_1 y) / g_2, clipped to the types there are. What a demand brings is then a polynomial in y of degree two at
most on each of three pieces: everybody accepts, the edge lies inside, nobody accepts.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from deterrence.games.bargaining import BargainingGame

Quadratic = tuple[Fraction, Fraction, Fraction]
Interval = tuple[Fraction, Fraction]


def best_demands(game: BargainingGame) -> tuple[Fraction, tuple[Interval, ...]]:
    """What the best demand brings the proposer, and all demands that do: intervals, ascending."""
    candidates: list[tuple[Fraction, Interval]] = []
    for start, stop, (a, b, c) in pieces(game, game.players[0]):
        if b == 0 == c:
            candidates.append((a, (start, stop)))
            continue
        places = [start, stop]
        if c < 0 and start < -b / (2 * c) < stop:
            places.append(-b / (2 * c))
        candidates += [(a + b * y + c * y * y, (y, y)) for y in places]
    value = max(found for found, _ in candidates)
    return value, _joined(interval for found, interval in candidates if found == value)


def _joined(intervals: Iterator[tuple[Fraction, Fraction]]) -> tuple[tuple[Fraction, Fraction], ...]:
    """Intervals ascending, those that touch made one."""
    result: list[tuple[Fraction, Fraction]] = []
    for low, high in sorted(intervals):
        if result and low <= result[-1][1]:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return tuple(result)


def pieces(game: BargainingGame, player: str) -> Iterator[tuple[Fraction, Fraction, Quadratic]]:
    """A player's expected payoff as a function of the demand: intervals, and coefficients from the constant on."""
    (least, largest), (low, high) = game.demands, game.types
    constant, per_demand, per_type = game.gap
    breaks = [-(constant + per_type * kind) / per_demand for kind in game.types] if per_demand else []
    places = sorted({least, largest, *(y for y in breaks if least < y < largest)})
    width = high - low
    agreed, agreed_per_demand, agreed_per_type = game.agreement[player]
    refused, refused_per_type = game.after_rejection(player)
    for start, stop in pairwise(places) if len(places) > 1 else [(least, least)]:
        edge = -(constant + per_demand * (start + stop) / 2) / per_type
        # the end of the accepting interval that moves, e + f y, and the one that stays
        if edge <= low or edge >= high:
            e, f = min(max(edge, low), high), Fraction(0)
        else:
            e, f = -constant / per_type, -per_demand / per_type
        # accepting types measured from the edge: sign * (stays - edge)
        stays, sign = (high, 1) if per_type > 0 else (low, -1)
        m0, m1 = sign * (stays - e), -sign * f
        # half the squares: sign * (stays^2 - edge^2) / 2
        s0, s1, s2 = sign * (stays * stays - e * e) / 2, -sign * e * f, -sign * f * f / 2
        per_mass, per_square = agreed - refused, agreed_per_type - refused_per_type
        yield (
            start,
            stop,
            (
                refused + (refused_per_type * (high * high - low * low) / 2 + per_mass * m0 + per_square * s0) / width,
                (per_mass * m1 + agreed_per_demand * m0 + per_square * s1) / width,
                (agreed_per_demand * m1 + per_square * s2) / width,
            ),
        )
