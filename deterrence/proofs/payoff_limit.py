"""Proof that the polygons around the subgame-perfect payoffs shrink to a polygon X, by one argument for all steps.

Write X = {w : n_k.w <= b_k} with u = P(X), X_e = {w : n_k.w <= b_k + e s_k}, u_e = u - e t with t the s of the
directions (-1, 0) and (0, -1). If R(X_e, u_e) lies in X_{c e} for every e in (0, 1], with c < 1, and V* lies in X_1 and
P(V*) >= u_1, then V* lies in V(u_1), so in R(X_1, u_1), so in X_c, so that P(V*) >= u_c; and again, with c for 1.
So V* lies in every X_{c^n}, and in X (`stage_game` has V and R).

Each condition is checked for all e at once. A point of X_e on the line w_i = t_i(a, u_e) is one number, the other
coordinate, with bounds that are linear in e. Any one of those bounds bounds what is generated (weak duality), linearly
in e: if that is small enough at e = 0 and at e = 1, it is so between.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from deterrence.algebra.polygon import Point, Polygon, corner, edges, support
from deterrence.games.payoff_set import Limit, Step
from deterrence.games.stage_game import Profile, RepeatedStageGame

AXES: tuple[Point, ...] = tuple((Fraction(x), Fraction(y)) for x, y in ((-1, 0), (0, -1), (1, 0), (0, 1)))

Line: TypeAlias = tuple[Fraction, Fraction]
"""(at e = 0, at e = 1): a number that is linear in e."""


def normals(polygon: Polygon) -> tuple[Point, ...]:
    """The directions of the axes, downwards first, and the outer normals of the edges."""
    return (*AXES, *((q[1] - p[1], p[0] - q[0]) for p, q in edges(polygon) if p != q))


def excess(polygon: Polygon, inside: Polygon) -> tuple[Fraction, ...]:
    """For each normal of `inside` how far `polygon` reaches beyond it."""
    return tuple(max(Fraction(0), support(polygon, n) - support(inside, n)) for n in normals(inside))


def shrinks(game: RepeatedStageGame, inside: Polygon, limit: Limit, last: Step) -> bool:
    """Whether all that is not ruled out by the last polygon, and lies outside `inside`, is ruled out by its limit."""
    if not inside or not last.polygon or not 0 <= limit.shrink < 1 or min(limit.slack) < 0:
        return False
    directions = normals(inside)
    if len(limit.slack) != len(directions):
        return False
    if any(x > s for x, s in zip(excess(last.polygon, inside), limit.slack, strict=True)):
        return False
    threats = corner(inside)
    wider = threats[0] - limit.slack[0], threats[1] - limit.slack[1]
    if wider[0] > last.threats[0] or wider[1] > last.threats[1]:
        return False
    bounds = [support(inside, n) for n in directions]
    widths: list[Line] = [(b, b + s) for b, s in zip(bounds, limit.slack, strict=True)]
    goals: list[Line] = [(b, b + limit.shrink * s) for b, s in zip(bounds, limit.slack, strict=True)]
    return all(_shrinks(game, actions, (threats, wider), directions, widths, goals) for actions in game.profiles)


def _shrinks(
    game: RepeatedStageGame,
    actions: Profile,
    threats: tuple[Point, Point],
    directions: tuple[Point, ...],
    widths: list[Line],
    goals: list[Line],
) -> bool:
    """Whether what one pair of actions generates, for every e, is within what it should be."""
    factor = (1 - game.discount) / game.discount
    now = game.payoffs[actions]
    floor: list[Line] = [
        (threats[0][i] + factor * game.temptation[actions][i], threats[1][i] + factor * game.temptation[actions][i])
        for i in (0, 1)
    ]
    if all(now[i] >= floor[i][1] for i in (0, 1)):  # g(a) itself, for e from some point on
        if any(n[0] * now[0] + n[1] * now[1] > goal[0] for n, goal in zip(directions, goals, strict=True)):
            return False
        if all(now[i] >= floor[i][0] for i in (0, 1)):  # and for all e
            return True
    share = 1 - game.discount
    left: list[Line] = []  # what may follow, at most, in each direction
    for n, goal in zip(directions, goals, strict=True):
        paid = share * (n[0] * now[0] + n[1] * now[1])
        left.append(((goal[0] - paid) / game.discount, (goal[1] - paid) / game.discount))
    return all(_bounded(axis, floor, directions, widths, left) for axis in (0, 1))


def _bounded(axis: int, floor: list[Line], directions: tuple[Point, ...], widths: list[Line], left: list[Line]) -> bool:
    """The same for the points that bind in one coordinate."""
    other, fixed = 1 - axis, floor[axis]
    highest: list[Line] = []
    lowest: list[Line] = [floor[other]]
    for n, width in zip(directions, widths, strict=True):
        room = width[0] - n[axis] * fixed[0], width[1] - n[axis] * fixed[1]
        if n[other] > 0:
            highest.append((room[0] / n[other], room[1] / n[other]))
        elif n[other] < 0:
            lowest.append((room[0] / n[other], room[1] / n[other]))
        elif room[0] <= 0 and room[1] < 0:  # no point of X_e on this line, for any e > 0
            return True
    if any(high[0] <= low[0] and high[1] < low[1] for high in highest for low in lowest):
        return True
    for n, most in zip(directions, left, strict=True):
        candidates = highest if n[other] > 0 else lowest if n[other] < 0 else [(Fraction(0), Fraction(0))]
        if not any(
            all(n[axis] * fixed[end] + n[other] * bound[end] <= most[end] for end in (0, 1)) for bound in candidates
        ):
            return False
    return True
