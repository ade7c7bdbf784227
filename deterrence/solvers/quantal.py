"""Logit quantal response equilibria: the principal branch, and all of them where one of two players has two actions.

Every player answers with probabilities proportional to exp(rationality * expected payoff). At rationality 0 all
actions are alike; the branch that starts there is followed by predictor and corrector steps along its length, around
folds, to the rationality asked for. The answer is in floats and says so.

References
----------
McKelvey and Palfrey (1995), Quantal response equilibria for normal form games: theorem 3, the principal branch.
McKelvey and Palfrey (1998), Quantal response equilibria for extensive form games: the agent form; its limits are
sequential equilibria.
Turocy (2005), A dynamic homotopy interpretation of the logistic quantal response equilibrium correspondence: following
the branch in logarithms of probabilities.
Allgower and Georg (1990), Numerical Continuation Methods: predictor and corrector, and control of the step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np

from deterrence.errors import SolverError
from deterrence.formula import number
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.strategic import StrategicGame
from deterrence.solvers.payoffs import exact_payoffs
from deterrence.solvers.quantal_form import Floats, QuantalForm, quantal_form
from deterrence.solvers.quantal_line import line_fixed_points
from deterrence.solvers.quantal_square import fixed_points

__all__ = ["QuantalPoint", "QuantalResponse", "quantal_response"]

LARGEST = 1e6  # payoffs times this, in floats, still tell probabilities apart
STEPS = 5_000


@dataclass(frozen=True)
class QuantalPoint:
    """One quantal response equilibrium, in floats.

    Attributes
    ----------
    rationality
        The weight of payoffs.
    strategies
        For each player the probabilities of her actions (strategic game), or a behaviour profile (extensive game).
    residual
        The largest difference between a probability and the logit response to these strategies.
    """

    rationality: float
    strategies: Any
    residual: float


@dataclass(frozen=True)
class QuantalResponse:
    """Quantal response equilibria at one rationality.

    Attributes
    ----------
    game, rationality
        What was asked.
    points
        The equilibria found: one, on the principal branch, or all, in ascending order of the column player's first
        action (2 x 2) or of the first action of the player who has two.
    branch
        The principal branch up to there, step by step (only where it was followed).
    complete
        Whether these are all.
    exact
        Always False: probabilities are floats.
    method, concept, status
        How the answer was found, what it is, and what is missing.
    """

    game: StrategicGame | ExtensiveGame = field(repr=False)
    rationality: float
    points: tuple[QuantalPoint, ...]
    branch: tuple[QuantalPoint, ...] = field(repr=False)
    complete: bool
    exact: bool
    method: str
    concept: str
    status: str

    @property
    def residual(self) -> float:
        """The worst residual of the points."""
        return max((point.residual for point in self.points), default=0.0)


def quantal_response(
    game: StrategicGame | ExtensiveGame, rationality: float | int | str, *, every: bool = False
) -> QuantalResponse:
    """Logit quantal response equilibria.

    Parameters
    ----------
    game
        A strategic game with any number of players (normal form), or an extensive game (agent form: each information
        set answers by itself, under the beliefs that Bayes' rule gives it).
    rationality
        The weight of payoffs, lambda in McKelvey and Palfrey: from 0, all actions alike, to 1,000,000.
    every
        All equilibria of a two-player game in which a player has two actions, by subdivision with interval arithmetic.
        Otherwise the one on the principal branch.

    Returns
    -------
    QuantalResponse
        Floats with their residual; ``exact`` is False.

    Raises
    ------
    SolverError
        For a rationality out of range, a game that is not numbers, an information set that nature never reaches, or
        ``every`` for a game in which it does not apply.

    Examples
    --------
    >>> from deterrence.games.strategic import bimatrix
    >>> found = quantal_response(bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]]), 4, every=True)
    >>> [round(point.strategies[0][0], 3) for point in found.points]
    [0.021, 0.5, 0.979]
    """
    weight = float(number(rationality))
    if not isfinite(weight) or not 0 <= weight <= LARGEST:
        raise SolverError(f"rationality is {rationality}; write a number from 0 to {LARGEST:,.0f}")
    form = quantal_form(game)
    if every:
        return _every(game, form, weight)
    branch, reached = _follow(form, weight)
    points = tuple(QuantalPoint(at, form.strategies(y), form.residual(y, at)) for y, at in branch)
    status = "the point of the principal branch; there may be other equilibria off it"
    if not reached:
        status = (
            f"the principal branch was followed to rationality {branch[-1][1]:.6g} only, in {len(branch)} steps; "
            "scale the payoffs, or ask for less"
        )
    return QuantalResponse(
        game,
        weight,
        points[-1:] if reached else (),
        points,
        weight == 0,
        False,
        "the principal branch, followed from rationality 0",
        form.concept,
        status,
    )


def _every(game: StrategicGame | ExtensiveGame, form: QuantalForm, weight: float) -> QuantalResponse:
    if not isinstance(game, StrategicGame) or len(game.shape) != 2 or 2 not in game.shape:
        raise SolverError(
            "all quantal response equilibria are listed for two players of whom one has two actions; leave out "
            "every=True otherwise"
        )
    A, B = exact_payoffs(game, "quantal response").matrices
    place = 2  # of the logarithm that the intervals are about
    if game.shape == (2, 2):
        starts, undecided = fixed_points(A, B, weight)
    elif game.shape[0] == 2:
        place = 0
        on_line, undecided = line_fixed_points(A, B, weight)
        starts = [(ends, np.concatenate([ours, theirs])) for ends, ours, theirs in on_line]
    else:
        place = game.shape[0]
        own, other = (tuple(zip(*matrix, strict=True)) for matrix in (B, A))
        on_line, undecided = line_fixed_points(own, other, weight)
        starts = [(ends, np.concatenate([theirs, ours])) for ends, ours, theirs in on_line]
    points = []
    for (low, high), y in starts:
        exact = _newton(form, y, weight)
        if exact is None or not low - 1e-9 <= np.exp(exact[place]) <= high + 1e-9:
            undecided += 1
            continue
        points.append(QuantalPoint(weight, form.strategies(exact), form.residual(exact, weight)))
    status = "all equilibria: each alone in its interval, and none elsewhere, by interval arithmetic"
    if undecided:
        status = f"{undecided} intervals are undecided: equilibria meet or part there; change the rationality a little"
    return QuantalResponse(
        game,
        weight,
        tuple(points),
        (),
        not undecided,
        False,
        "subdivision with interval arithmetic, then Newton's method",
        form.concept,
        status,
    )


def _newton(form: QuantalForm, y: Floats, weight: float) -> Floats | None:
    """The solution at a fixed rationality near y."""
    for _ in range(30):
        left, jacobian = form.equations(y, weight)
        if np.abs(left).max() <= 1e-15 * (1 + np.abs(y).max()):
            return y  # also where branches cross, and a further step has no direction
        try:
            step = np.linalg.solve(jacobian[:, :-1], -left)
        except np.linalg.LinAlgError:
            return None
        if not np.isfinite(step).all():
            return None
        y = y + step
        if np.abs(step).max() <= 1e-11 * (1 + np.abs(y).max()):
            return y if y.max() < 1e-6 else None
        if y.max() > 1:  # a probability far above 1: not on its way to a solution
            return None
    return None


def _follow(form: QuantalForm, weight: float) -> tuple[list[tuple[Floats, float]], bool]:
    """The principal branch from 0 to the rationality, and whether it got there."""
    x = np.append(form.uniform(), 0.0)
    branch = [(x[:-1], 0.0)]
    if weight == 0:
        return branch, True
    tangent = _tangent(form, x, None)
    size = 0.05 * min(1.0, weight)
    while len(branch) < STEPS and size > 1e-9 * (1 + float(np.abs(x).max())):
        found = _correct(form, x + size * tangent, tangent, size)
        turned = None if found is None else _tangent(form, found, tangent)
        # a sharp turn, or a return to 0, is a jump to another branch
        if found is None or turned is None or float(turned @ tangent) < 0.98 or found[-1] < 0:
            size /= 2
            continue
        if found[-1] >= weight:
            share = (weight - x[-1]) / (found[-1] - x[-1])
            last = _newton(form, (x + share * (found - x))[:-1], weight)
            if last is not None and np.abs(last - x[:-1]).max() <= 2 * size + 1e-9:
                return [*branch, (last, weight)], True
            size /= 2
            continue
        x, tangent = found, turned
        branch.append((x[:-1], float(x[-1])))
        size *= 1.6
    return branch, False


def _tangent(form: QuantalForm, x: Floats, before: Floats | None) -> Floats:
    """The unit direction of the branch, with the orientation of the one before, or towards more rationality."""
    _, jacobian = form.equations(x[:-1], float(x[-1]))
    direction: Floats = np.linalg.svd(jacobian)[2][-1]
    ahead = direction[-1] if before is None else direction @ before
    return direction if ahead > 0 else -direction


def _correct(form: QuantalForm, x: Floats, tangent: Floats, size: float) -> Floats | None:
    """Back onto the branch, at right angles to the step; None where that is far or does not settle."""
    moved = 0.0
    for _ in range(6):
        left, jacobian = form.equations(x[:-1], float(x[-1]))
        try:
            step = np.linalg.solve(np.vstack([jacobian, tangent]), np.append(-left, 0.0))
        except np.linalg.LinAlgError:
            return None
        length = float(np.abs(step).max())
        moved += length
        if not np.isfinite(length) or moved > 0.3 * size:
            return None
        x = x + step
        if length <= 1e-10 * (1 + float(np.abs(x).max())):
            return x
    return None
