"""Proof of bounds on the public-perfect payoffs of a game with imperfect public monitoring: from the game alone.

V* is the set of payoffs of pure-action perfect public equilibria with public randomisation. B(W) is the hull of all
v = (1 - delta) g(a) + delta sum over y of pi(y | a) w(y) with every w(y) in W and, for each player i and each other
action that turns a into b,

    delta sum over y of (pi(y | a) - pi(y | b)) w_i(y) >= (1 - delta)(g_i(b) - g_i(a)).

**Inner.** A polygon each of whose extreme points is such a v, with every w(y) in the polygon, lies in V*
(self-generation; Abreu, Pearce and Stacchetti 1990).

**Outer.** V* = B(V*) (their factorisation), and B grows with W. So V* lies in every polygon of a sequence that starts
with the feasible payoffs and in which each holds what the one before generates. For multipliers m_b >= 0 of the
incentive constraints, what a generates in direction d is at most (weak duality)

    (1 - delta) d.g(a) + delta sum over y of H(pi(y | a) d + sum over b of m_b (pi(y | a) - pi(y | b)) e_i)
    - (1 - delta) sum over b of m_b (g_i(b) - g_i(a)),    H(q) the largest q.w over W.

Any multipliers give a bound, good ones a close one. Judd, Yeltekin and Conklin (2003) bound the set from outside in
fixed directions in the same way, with perfect monitoring. Where no m_b helps, an action that cannot be supported may
loosen the bound; it is a bound all the same.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from deterrence.algebra.polygon import Point, Polygon, clip, contains, covers, hull, support
from deterrence.errors import GameError
from deterrence.games.payoff_set import Generated, PayoffBounds
from deterrence.games.stage_game import MonitoredStageGame, Profile
from deterrence.proof import Certificate

ZERO, ONE = Fraction(0), Fraction(1)
COMPASS: tuple[Point, ...] = tuple(
    (Fraction(x), Fraction(y)) for x in range(-2, 3) for y in range(-2, 3) if 1 in (abs(x), abs(y))
)
"""The sixteen directions in which sets are bounded."""

DEVIATIONS = "every deviation by one player for one period (one-shot deviation principle); no payoff outside the bound"
Weights = tuple[tuple[tuple[Fraction, ...], ...], ...]


def certify_public_monitoring(game: MonitoredStageGame, claimed: PayoffBounds) -> Certificate:
    """Check an inner and an outer bound on the public-perfect payoffs, exactly.

    Parameters
    ----------
    game
        With public signals.
    claimed
        Polygons from the feasible payoffs on, with multipliers, and what generates the inner set.

    Returns
    -------
    Certificate
        `largest_gain`: the most that a deviation brings in what generates the inner set. `largest_residual`: the
        largest failure of a promise, or 1 where a continuation lies outside the inner set or a polygon does not hold
        what the one before generates.
    """
    if not isinstance(claimed, PayoffBounds) or claimed.limit is not None:
        raise GameError("the payoffs of a game with public signals are certified with PayoffBounds without a limit")
    gain, residual = _inner(game, claimed.inner)
    if not _outer(game, claimed):
        residual = max(residual, ONE)
    known = not claimed.outer or claimed.inside == claimed.outside
    arithmetic = "exact" if known else "exact, of intervals that hold the payoffs"
    return Certificate(gain, residual, arithmetic, DEVIATIONS)


def _inner(game: MonitoredStageGame, claimed: tuple[Generated, ...]) -> tuple[Fraction, Fraction]:
    polygon = hull(one.payoff for one in claimed)
    gain = residual = ZERO
    for one in claimed:
        if one.actions not in game.payoffs or len(one.continuations) != len(game.signals):
            raise GameError("what generates a payoff is a pair of actions of the game and one payoff for each signal")
        if not covers(polygon, one.continuations):
            residual = max(residual, ONE)
        kept = _value(game, one.actions, one.continuations)
        residual = max(residual, *(abs(kept[i] - one.payoff[i]) for i in (0, 1)))
        for i, other in game.deviations(one.actions):
            gain = max(gain, _value(game, other, one.continuations)[i] - kept[i])
    return gain, residual


def _value(game: MonitoredStageGame, actions: Profile, later: tuple[Point, ...]) -> Point:
    """(1 - delta) g(a) + delta sum over y of pi(y | a) w(y)."""
    delta, chances = game.discount, game.chances[actions]
    first, second = (
        (1 - delta) * now + delta * sum((p * w[i] for p, w in zip(chances, later, strict=True)), ZERO)
        for i, now in enumerate(game.payoffs[actions])
    )
    return first, second


def _outer(game: MonitoredStageGame, claimed: PayoffBounds) -> bool:
    chain = claimed.outer
    if not chain or any(hull(step.polygon) != step.polygon for step in chain):
        return False
    if not all(contains(chain[0].polygon, g) for g in game.payoffs.values()):
        return False
    return all(covers(after.polygon, held(game, before.polygon, before.weights)) for before, after in pairwise(chain))


def held(game: MonitoredStageGame, polygon: Polygon, weights: Weights, grid: int | None = None) -> Polygon:
    """What is left of a polygon after the bounds that multipliers prove.

    Parameters
    ----------
    weights
        For each direction of `COMPASS` and each pair of actions the multipliers.
    grid
        Round bounds up to multiples of 1/grid.
    """
    left = polygon
    if not polygon or len(weights) != len(COMPASS):
        return left
    for direction, row in zip(COMPASS, weights, strict=True):
        most = max(
            bound(game, polygon, direction, actions, given) for actions, given in zip(game.profiles, row, strict=True)
        )
        if grid is not None:
            most = Fraction(-(-most.numerator * grid // most.denominator), grid)
        left = clip(left, direction, most)
    return left


def bound(
    game: MonitoredStageGame, polygon: Polygon, direction: Point, actions: Profile, weights: tuple[Fraction, ...]
) -> Fraction:
    """What one pair of actions generates in a direction, at most: the bound above."""
    delta, now, chances = game.discount, game.payoffs[actions], game.chances[actions]
    total = (1 - delta) * (direction[0] * now[0] + direction[1] * now[1])
    moved = [[p * direction[0], p * direction[1]] for p in chances]
    for (i, other), m in zip(game.deviations(actions), weights, strict=True):
        if m < 0:
            raise GameError("a multiplier of an inequality is negative")
        if m:
            total -= (1 - delta) * m * (game.payoffs[other][i] - now[i])
            for y, (p, q) in enumerate(zip(chances, game.chances[other], strict=True)):
                moved[y][i] += m * (p - q)
    return total + delta * sum((support(polygon, (x, y)) for x, y in moved), ZERO)
