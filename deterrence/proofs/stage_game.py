"""Proof of bounds on the subgame-perfect payoffs of a repeated stage game: from the game alone.

V* is the set of payoffs of pure-strategy subgame-perfect equilibria with public randomisation, g(a) the payoffs of a
period, h(a) what the best deviations bring, and t(a, u) = u + (1 - delta)/delta h(a) what has to follow for a to be
played under threats u.

**Inner.** If every extreme point v of a polygon W is (1 - delta) g(a) + delta w with w in W and w >= t(a, P(W)), where
P_i(W) = min {w_i : w in W}, then W lies in V*: whoever deviates is sent to the point of W that is worst for it
(self-generation; Abreu, Pearce and Stacchetti 1990).

**Outer.** Let V(u) be the largest compact convex W with W = B(W, u), the hull of all (1 - delta) g(a) + delta w with w
in W and w >= t(a, u). Then V* = V(P(V*)), and V(u) shrinks as u grows. Let C(a, W, u) be {g(a)} if g(a) >= t(a, u), and
otherwise the extreme points of {w in W : w >= t(a, u)} at which w_i = t_i(a, u) for some i; and R(W, u) the hull of all
(1 - delta) g(a) + delta C(a, W, u) (Abreu and Sannikov 2014).

*If V(u) lies in W, it lies in R(W, u).* Suppose an extreme point of V(u) does not. Then one, v, is the largest in some
direction d, d.v > d.r for all r in R(W, u), and v = (1 - delta) g(a) + delta w with w in V(u), w >= t(a, u). If
w = g(a), then v = g(a) is in R(W, u). If no coordinate of w binds and w is not g(a), then none does near w on the way
to v, and what is generated there lies on the other side of v: v is strictly between two points of V(u), and not
extreme. So some w_i = t_i(a, u). If g(a) >= t(a, u), then g(a) is in R(W, u), so that d.g(a) < d.v, and d.w <= d.v: the
mean of the two cannot be d.v. Otherwise w lies on a face of {w in W : w >= t(a, u)} whose extreme points are in
C(a, W, u), and v is in R(W, u). Each case contradicts the choice of v.

So with W_0 the feasible payoffs, u_0 the pure minmax payoffs, W_{n+1} any polygon that holds R(W_n, u_n), and
u_{n+1} the larger of u_n and P(W_{n+1}), V* lies in every W_n, and u_n <= P(V*). If some W_n is empty there is no
equilibrium; where the W_n come ever closer to the inner set without reaching it, `payoff_limit` has the argument.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from deterrence.algebra.polygon import Point, Polygon, binding, contains, corner, hull
from deterrence.errors import GameError
from deterrence.games.payoff_set import Generated, PayoffBounds, Step
from deterrence.games.stage_game import Profile, RepeatedStageGame
from deterrence.proof import Certificate
from deterrence.proofs.payoff_limit import shrinks

ZERO, ONE = Fraction(0), Fraction(1)
DEVIATIONS = "every deviation by one player for one period (one-shot deviation principle); no payoff outside the bound"


def certify_stage_game(game: RepeatedStageGame, claimed: PayoffBounds) -> Certificate:
    """Check an inner and an outer bound on the subgame-perfect payoffs, exactly.

    Parameters
    ----------
    game
        With perfect monitoring.
    claimed
        Polygons from the feasible payoffs on, and what generates the inner set.

    Returns
    -------
    Certificate
        `largest_gain`: the most that a deviation brings in what generates the inner set, in payoffs that follow.
        `largest_residual`: the largest failure of a promise, or 1 where a continuation lies outside the inner set or
        a polygon does not hold what the one before generates.
    """
    if not isinstance(claimed, PayoffBounds):
        raise GameError("the payoffs of a repeated stage game are certified with PayoffBounds")
    gain, residual = _inner(game, claimed.inner)
    held = _outer(game, claimed.outer)
    if claimed.limit is not None:
        held = held and shrinks(game, claimed.inside, claimed.limit, claimed.outer[-1])
    known = not claimed.outer or claimed.inside == claimed.outside
    arithmetic = "exact" if known else "exact, of intervals that hold the payoffs"
    return Certificate(gain, max(residual, ZERO if held else ONE), arithmetic, DEVIATIONS)


def needed(game: RepeatedStageGame, actions: Profile, threats: Point) -> Point:
    """t(a, u): the least that has to follow for both to play `actions`."""
    factor = (1 - game.discount) / game.discount
    first, second = game.temptation[actions]
    return threats[0] + factor * first, threats[1] + factor * second


def mixed(discount: Fraction, now: Point, later: Point) -> Point:
    """(1 - delta) now + delta later."""
    return (
        (1 - discount) * now[0] + discount * later[0],
        (1 - discount) * now[1] + discount * later[1],
    )


def generated(game: RepeatedStageGame, polygon: Polygon, threats: Point) -> list[Point]:
    """Points whose hull is R(W, u) (Abreu and Sannikov 2014): at most four for each pair of actions."""
    points = []
    for actions in game.profiles:
        now = game.payoffs[actions]
        floor = needed(game, actions, threats)
        if now[0] >= floor[0] and now[1] >= floor[1]:
            points.append(now)
        else:
            points += [mixed(game.discount, now, later) for later in binding(polygon, floor)]
    return points


def _inner(game: RepeatedStageGame, claimed: tuple[Generated, ...]) -> tuple[Fraction, Fraction]:
    if not claimed:
        return ZERO, ZERO
    polygon = hull(one.payoff for one in claimed)
    worst = corner(polygon)
    gain = residual = ZERO
    for one in claimed:
        if one.actions not in game.payoffs or len(one.continuations) != 1:
            raise GameError("what generates a payoff is a pair of actions of the game and one payoff that follows")
        later = one.continuations[0]
        floor = needed(game, one.actions, worst)
        gain = max(gain, floor[0] - later[0], floor[1] - later[1])
        kept = mixed(game.discount, game.payoffs[one.actions], later)
        residual = max(residual, abs(kept[0] - one.payoff[0]), abs(kept[1] - one.payoff[1]))
        if not contains(polygon, later):
            residual = max(residual, ONE)
    return gain, residual


def _outer(game: RepeatedStageGame, chain: tuple[Step, ...]) -> bool:
    if not chain or any(hull(step.polygon) != step.polygon for step in chain):
        return False
    first = chain[0]
    if not all(contains(first.polygon, g) for g in game.payoffs.values()) or not _below(first.threats, game.minmax):
        return False
    for before, after in pairwise(chain):
        if not all(contains(after.polygon, v) for v in generated(game, before.polygon, before.threats)):
            return False
        if after.polygon:
            lowest = corner(after.polygon)
            allowed = max(before.threats[0], lowest[0]), max(before.threats[1], lowest[1])
            if not _below(after.threats, allowed):
                return False
    return True


def _below(low: Point, high: Point) -> bool:
    return low[0] <= high[0] and low[1] <= high[1]
