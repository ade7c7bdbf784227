"""Bounds on the public-perfect payoffs of a game of two players with imperfect public monitoring, repeated for ever.

In sixteen directions what a set of payoffs generates is found by linear programs in floats (Judd, Yeltekin and Conklin
2003, Computing supergame equilibria, Econometrica 71, with incentives by signals: Abreu, Pearce and Stacchetti 1990).
Their multipliers, made rational, prove an outer bound whatever they are; and a set from within is proved by exact
linear programs that decompose its corners.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from deterrence.algebra.polygon import Polygon, covers, distance, hull, support
from deterrence.errors import SolverError
from deterrence.games.payoff_set import Generated, PayoffBounds, Step
from deterrence.games.stage_game import MonitoredStageGame, Profile
from deterrence.proof import Certificate
from deterrence.proofs.public_monitoring import COMPASS, Weights, certify_public_monitoring, held
from deterrence.solvers.linear import maximise
from deterrence.solvers.payoff_measures import gap_words
from deterrence.solvers.payoff_set import SubgamePerfectPayoffs

ZERO, ONE = Fraction(0), Fraction(1)
STEPS = 120
CLOSE = 1e-6  # of the range of payoffs: an outer bound that moves less stands still
GRID = 2**30  # bounds are rounded up to multiples of 1/GRID of the range
LARGEST = 1000.0  # multiplier; more would not make a bound wrong, nor much better
MOST = 400  # pairs of actions times signals
KIND = "pure-action perfect public equilibria with public randomisation"


@dataclass(frozen=True, eq=False)
class PublicPerfectPayoffs(SubgamePerfectPayoffs):
    """The payoffs of pure-action perfect public equilibria, with public randomisation, between two polygons.

    Attributes
    ----------
    complete, exact
        Whether the two are the same polygon, as where there is no equilibrium in pure actions.
    """

    concept: str = "public-perfect"
    method: str = "bounds in sixteen directions and self-generation"

    @cached_property
    def certificate(self) -> Certificate:
        """That the inner set generates itself, and that nothing outside the outer one is an equilibrium payoff."""
        assert isinstance(self.game, MonitoredStageGame)
        return certify_public_monitoring(self.game, self.bounds)


def solve_public_monitoring(game: MonitoredStageGame) -> PublicPerfectPayoffs:
    """Bounds on the public-perfect payoffs from both sides.

    Parameters
    ----------
    game
        Two players, public signals.

    Returns
    -------
    PublicPerfectPayoffs

    Raises
    ------
    SolverError
        Where the game is too large.
    """
    if len(game.profiles) * len(game.signals) > MOST:
        raise SolverError(
            f"the game has {len(game.profiles)} pairs of actions and {len(game.signals)} signals; up to {MOST} in "
            "their product are solved: leave out actions that no player would use, or join signals"
        )
    size = max(max(abs(x) for x in g) for g in game.payoffs.values()) + 1
    grid = max(1, int(GRID / size))
    chain = [Step(game.feasible, game.minmax)]
    while len(chain) <= STEPS:
        before = chain[-1]
        weights = _programs(game, before.polygon)[0]
        after = held(game, before.polygon, weights, grid)
        chain[-1] = Step(before.polygon, before.threats, weights)
        chain.append(Step(after, game.minmax))
        if not after or all(float(support(before.polygon, d) - support(after, d)) < CLOSE * size for d in COMPASS):
            break
    last = chain[-1].polygon
    bounds = PayoffBounds(tuple(chain), _within(game, last) if last else ())
    complete = bounds.inside == bounds.outside
    if complete:
        status = f"the payoffs of all {KIND}: exactly this set" if last else f"there are no {KIND}"
    else:
        status = f"the payoffs of all {KIND}, between two bounds{gap_words(bounds.inside, last)}"
    return PublicPerfectPayoffs(game, bounds, status, complete, complete)


def _programs(game: MonitoredStageGame, polygon: Polygon) -> tuple[Weights, list[list[tuple[float, bool]]]]:
    """For each direction and pair of actions: multipliers, and in floats the largest value and whether it is feasible.

    What follows a signal is a mean of the corners of the polygon, with weights that are the variables. Incentives may
    be missed at a price, so that there is always a solution and no multiplier exceeds it.
    """
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import eye_array, kron

    delta = float(game.discount)
    corners = np.array([[float(x), float(y)] for x, y in polygon])
    signals, size = len(game.signals), len(polygon)
    compass = [np.array([float(x), float(y)]) for x, y in COMPASS]
    weights: list[list[tuple[Fraction, ...]]] = [[] for _ in COMPASS]
    values: list[list[tuple[float, bool]]] = [[] for _ in COMPASS]
    for actions in game.profiles:
        now = np.array([float(x) for x in game.payoffs[actions]])
        chances = np.array([float(p) for p in game.chances[actions]])
        deviations = game.deviations(actions)
        rows, limits = [], []
        for k, (i, other) in enumerate(deviations):
            change = chances - np.array([float(p) for p in game.chances[other]])
            missed = [-1.0 if j == k else 0.0 for j in range(len(deviations))]
            rows.append([*(-np.outer(change, corners[:, i])).ravel(), *missed])
            limits.append(-(1 - delta) / delta * (float(game.payoffs[other][i]) - now[i]))
        width = signals * size + len(deviations)
        sums = np.zeros((signals, width))
        for y in range(signals):
            sums[y, y * size : (y + 1) * size] = 1
        # one program for all directions, a block each
        objective = [
            np.concatenate([-np.outer(chances, corners @ d).ravel(), np.full(len(deviations), LARGEST * abs(d).sum())])
            for d in compass
        ]
        blocks = eye_array(len(compass))
        found = linprog(
            np.concatenate(objective),
            kron(blocks, np.array(rows), "csr") if rows else None,
            np.tile(limits, len(compass)) if rows else None,
            kron(blocks, sums, "csr"),
            np.ones(signals * len(compass)),
            method="highs-ds",
        )
        solved = found.status == 0
        for k, direction in enumerate(compass):
            given = [ZERO] * len(deviations)
            value, fits = 0.0, False
            if solved:
                x = found.x[k * width : (k + 1) * width]
                value = float((1 - delta) * (direction @ now) - delta * (objective[k] @ x))
                fits = bool(x[signals * size :].sum() < 1e-7)
                if rows:
                    found_here = found.ineqlin.marginals[k * len(rows) : (k + 1) * len(rows)]
                    given = [Fraction(max(0.0, -float(m))).limit_denominator(10**6) for m in found_here]
            weights[k].append(tuple(given))
            values[k].append((value, fits))
    return tuple(map(tuple, weights)), values


def _within(game: MonitoredStageGame, outer: Polygon) -> tuple[Generated, ...]:
    """A set that generates itself: what the outer one generates, and that again, drawn together; or less."""
    for most in (1000, 100, 12):  # the limit itself, if it has simple corners; the closest first
        candidate = hull((x.limit_denominator(most), y.limit_denominator(most)) for x, y in outer)
        if distance(outer, candidate) < Fraction(1, most):
            points = _decomposed(game, candidate)
            if points and covers(hull(one.payoff for one in points), candidate):
                return _corners(points)
    static = [a for a in game.profiles if not any(game.temptation[a])]
    alone = [Generated(game.payoffs[a], a, (game.payoffs[a],) * len(game.signals)) for a in static]
    candidate = outer
    for attempt in range(10):
        points = _decomposed(game, candidate)
        polygon = hull(one.payoff for one in points)
        if not points:
            break
        if covers(polygon, candidate):  # it holds itself, and so does what both generate
            found = _corners([*alone, *points])
            return _corners([*found, *_decomposed(game, hull(one.payoff for one in found))])
        centre = [sum((p[i] for p in polygon), ZERO) / len(polygon) for i in (0, 1)]
        share = Fraction(2**attempt, 2**12)
        candidate = hull(
            (
                (x + share * (centre[0] - x)).limit_denominator(10**7),
                (y + share * (centre[1] - y)).limit_denominator(10**7),
            )
            for x, y in polygon
        )
    return _corners(alone)


def _corners(points: list[Generated]) -> tuple[Generated, ...]:
    """Those of the points that are corners of their hull, in its order."""
    found = {one.payoff: one for one in points}
    return tuple(found[v] for v in hull(found))


def _decomposed(game: MonitoredStageGame, polygon: Polygon) -> list[Generated]:
    """A payoff that the polygon generates, furthest in each direction, with what follows: exactly."""
    values = _programs(game, polygon)[1]
    found: dict[tuple[Fraction, Fraction], Generated] = {}
    for row, direction in zip(values, COMPASS, strict=True):
        feasible = [(value, a) for (value, fits), a in zip(row, game.profiles, strict=True) if fits]
        for _, actions in sorted(feasible, reverse=True)[:2]:
            one = _furthest(game, polygon, direction, actions)
            if one is not None:
                found.setdefault(one.payoff, one)
                break
    return list(found.values())


def _furthest(
    game: MonitoredStageGame, polygon: Polygon, direction: Sequence[Fraction], actions: Profile
) -> Generated | None:
    """The exact linear program of one direction and one pair of actions; None where incentives cannot be given."""
    delta, now, chances = game.discount, game.payoffs[actions], game.chances[actions]
    objective = [p * (direction[0] * x + direction[1] * y) for p in chances for x, y in polygon]
    rows: list[list[Any]] = []
    for i, other in game.deviations(actions):
        changes = [p - q for p, q in zip(chances, game.chances[other], strict=True)]
        least = (1 - delta) / delta * (game.payoffs[other][i] - now[i])
        rows.append([-least, *(change * w[i] for change in changes for w in polygon)])
    size = len(polygon)
    equal = [[-ONE, *(ONE if k // size == y else ZERO for k in range(len(objective)))] for y in range(len(chances))]
    found = maximise(objective, rows, equal)
    if found is None:
        return None
    later = []
    for y in range(len(chances)):
        shares = found.point[y * size : (y + 1) * size]
        first, second = (sum((s * w[i] for s, w in zip(shares, polygon, strict=True)), ZERO) for i in (0, 1))
        later.append((first, second))
    payoff = tuple(
        (1 - delta) * now[i] + delta * sum((p * w[i] for p, w in zip(chances, later, strict=True)), ZERO)
        for i in (0, 1)
    )
    return Generated((payoff[0], payoff[1]), actions, tuple(later))
