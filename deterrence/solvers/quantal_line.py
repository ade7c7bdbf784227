"""All logit quantal response equilibria of a two-player game in which a player has two actions, by interval arithmetic.

Let that player play her first action with probability p. The other's logit response y(p) is known, and with it her own:
equilibria are the fixed points of one function f on [0, 1], f(p) = L(rationality * sum_j y_j(p) gain_j), L logistic,
gain_j what her first action brings more than her second against j. On an interval there is none where f(p) - p cannot
be 0, and at most one where its derivative cannot be 0; then the signs at the ends decide. The derivative is

    f' = f (1 - f) rationality^2 sum_{j<k} y_j y_k (gain_j - gain_k) (slope_j - slope_k),

slope_j what the other's action j gains from p: a covariance. Balls (Arb) bound every rounding error.

References
----------
McKelvey and Palfrey (1995), Quantal response equilibria for normal form games.
Neumaier (1990), Interval Methods for Systems of Equations, chapter 5: subdivision.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from deterrence.solvers.quantal_form import Floats

__all__ = ["line_fixed_points"]

MOST = 40_000  # intervals, times actions: seconds
NARROW = 1e-13
SPLIT = 0.4871  # not one half: symmetric games have their fixed points there
Matrix = Sequence[Sequence[Fraction]]


def line_fixed_points(
    own: Matrix, other: Matrix, rationality: float
) -> tuple[list[tuple[tuple[float, float], Floats, Floats]], int]:
    """Intervals of p with just one equilibrium each, and logarithms of probabilities near it.

    Parameters
    ----------
    own, other
        The payoffs of the player with two actions and of the other, both with two rows.
    rationality
        The weight of payoffs.

    Returns
    -------
    (interval, logarithms of (p, 1 - p), logarithms of y) in ascending order, and the number of undecided intervals.
    """
    from flint import arb, fmpq

    def ball(x: Fraction) -> Any:
        return arb(fmpq(x.numerator, x.denominator))

    weight = arb(rationality)
    gain = [first - second for first, second in zip(*own, strict=True)]
    slope = [first - second for first, second in zip(*other, strict=True)]
    actions = range(len(gain))
    gains = [ball(x) for x in gain]
    # exponents of y_k / y_j: constant and slope
    apart = [
        [(weight * ball(other[1][k] - other[1][j]), weight * ball(slope[k] - slope[j])) for k in actions]
        for j in actions
    ]
    covariance = [
        (j, k, weight * weight * ball((gain[j] - gain[k]) * (slope[j] - slope[k])))
        for j, k in combinations(actions, 2)
        if gain[j] != gain[k] and slope[j] != slope[k]
    ]

    def response(p: Any) -> tuple[Any, list[Any]]:
        """f(p), and y(p)."""
        y = [1 / sum((at + by * p).exp() for at, by in row) for row in apart]
        z = weight * sum(q * x for q, x in zip(y, gains, strict=True))
        return 1 / (1 + (-z).exp()), y

    def sign(p: float) -> int:
        value = response(arb(p))[0] - arb(p)
        return 1 if value > 0 else -1 if value < 0 else 0

    found: list[tuple[float, float]] = []
    undecided = done = 0
    edge = -1.0
    todo = [(0.0, 1, 1.0, -1)]  # f stays within (0, 1), so the signs at 0 and 1 are known
    while todo:
        a, first, b, last = todo.pop()
        done += 1
        p = arb(a).union(arb(b))
        f, y = response(p)
        if f > p or f < p:
            continue
        steep = f * (1 - f) * sum((c * y[j] * y[k] for j, k, c in covariance), arb(0))
        if (steep < 1 or steep > 1) and first * last:
            if first * last < 0:
                found.append((a, b))
            continue
        if b - a < NARROW or done * len(gain) >= MOST:
            undecided += a != edge  # neighbours count once
            edge = b
            continue
        middle = a + SPLIT * (b - a)
        between = sign(middle)
        todo += [(middle, between, b, last), (a, first, middle, between)]
    ours, theirs = (np.array([[float(x) for x in row] for row in matrix]) for matrix in (own, other))
    return [((a, b), *_near(a, b, ours, theirs, rationality)) for a, b in sorted(found)], undecided


def _near(a: float, b: float, own: Any, other: Any, rationality: float) -> tuple[Floats, Floats]:
    """Bisection in floats, then logarithms by one response each."""

    def responses(p: float) -> tuple[Floats, Floats]:
        z = rationality * (p * other[0] + (1 - p) * other[1])
        theirs = z - np.logaddexp.reduce(z)
        ours = rationality * (own @ np.exp(theirs))
        return ours - np.logaddexp.reduce(ours), theirs

    rising = a == 0 or a < np.exp(responses(a)[0][0])
    for _ in range(60):
        middle = (a + b) / 2
        below = middle < np.exp(responses(middle)[0][0])
        a, b = (middle, b) if below == rising else (a, middle)
    return responses((a + b) / 2)
