"""All logit quantal response equilibria of a 2 x 2 game, isolated by interval arithmetic.

With p and q the probabilities of the players' first actions, p = L(rationality * d1(q)) and q = L(rationality * d2(p)),
L logistic, d1 and d2 linear. So q is a fixed point of f, which is monotone on [0, 1]. An interval [a, b] holds none
where f([a, b]), between f(a) and f(b), lies apart from it, and at most one where the derivative f' stays on one side of
1; then the signs of q - f(q) at its ends decide. Balls (Arb) bound every rounding error.

References
----------
McKelvey and Palfrey (1995), Quantal response equilibria for normal form games, section 3.
Neumaier (1990), Interval Methods for Systems of Equations, chapter 5: subdivision.
Johansson (2017), Arb: efficient arbitrary-precision midpoint-radius interval arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from deterrence.solvers.quantal_form import Floats

__all__ = ["fixed_points"]

MOST = 20_000  # intervals
NARROW = 1e-13
SPLIT = 0.4871  # not one half: symmetric games have their fixed points there
Matrix = Sequence[Sequence[Fraction]]


class _Ends(NamedTuple):
    """At one q, as balls: the row player's p, and f(q)."""

    p: Any
    f: Any


def fixed_points(A: Matrix, B: Matrix, rationality: float) -> tuple[list[tuple[tuple[float, float], Floats]], int]:
    """Intervals of q with just one equilibrium each, with logarithms of probabilities near it.

    Parameters
    ----------
    A, B
        The payoffs of the row player and of the column player.
    rationality
        The weight of payoffs.

    Returns
    -------
    Pairs (interval, logarithms of (p, 1 - p, q, 1 - q)) in ascending order, and the number of undecided intervals.
    """
    from flint import arb, fmpq

    def ball(x: Fraction) -> Any:
        return arb(fmpq(x.numerator, x.denominator))

    weight = arb(rationality)
    # rationality * d1(q) = at_row + slope_row * q, and the same for d2(p)
    at_row, slope_row = weight * ball(A[0][1] - A[1][1]), weight * ball(A[0][0] - A[1][0] - A[0][1] + A[1][1])
    at_column = weight * ball(B[1][0] - B[1][1])
    slope_column = weight * ball(B[0][0] - B[0][1] - B[1][0] + B[1][1])

    def ends(q: float) -> _Ends:
        p = _logistic(at_row + slope_row * arb(q))
        return _Ends(p, _logistic(at_column + slope_column * p))

    factor = slope_row * slope_column
    found: list[tuple[float, float]] = []
    undecided = done = 0
    edge = -1.0
    todo = [(0.0, ends(0.0), 1.0, ends(1.0))]
    while todo:
        a, left, b, right = todo.pop()
        done += 1
        if a > _larger(left.f, right.f) or b < _smaller(left.f, right.f):
            continue
        low, high = _slopes(left, right)
        bounds = (factor * low, factor * high)
        if all(x < 1 for x in bounds) or all(x > 1 for x in bounds):
            # f stays within (0, 1), so the signs at 0 and 1 are known
            first = -1 if a == 0 else _sign(arb(a) - left.f)
            last = 1 if b == 1 else _sign(arb(b) - right.f)
            if first * last < 0:
                found.append((a, b))
                continue
            if first * last > 0:
                continue
        if b - a < NARROW or done >= MOST:
            undecided += a != edge  # neighbours count once
            edge = b
            continue
        middle = a + SPLIT * (b - a)
        between = ends(middle)
        todo += [(middle, between, b, right), (a, left, middle, between)]
    numbers = [float(x) for x in (at_row, slope_row, at_column, slope_column)]
    return [((a, b), _near(a, b, *numbers)) for a, b in sorted(found)], undecided


def _logistic(z: Any) -> Any:
    return 1 / (1 + (-z).exp()) if z > 0 else z.exp() / (1 + z.exp())


def _larger(first: Any, second: Any) -> Any:
    return first if first > second else second if second > first else first.union(second)


def _smaller(first: Any, second: Any) -> Any:
    return first if first < second else second if second < first else first.union(second)


def _slopes(left: _Ends, right: _Ends) -> tuple[Any, Any]:
    """Bounds of L'(.) L'(.) between two points: x (1 - x) is concave, with its largest value 1/4 at 1/2."""
    low: Any = 1
    high: Any = 1
    for x, y in ((left.p, right.p), (left.f, right.f)):
        first, second = x * (1 - x), y * (1 - y)
        low = low * _smaller(first, second)
        apart = (x < 0.5 and y < 0.5) or (x > 0.5 and y > 0.5)
        high = high * (_larger(first, second) if apart else 0.25)
    return low, high


def _sign(x: Any) -> int:
    """1, -1, or 0 where the ball does not say."""
    return 1 if x > 0 else -1 if x < 0 else 0


def _near(a: float, b: float, at_row: float, slope_row: float, at_column: float, slope_column: float) -> Floats:
    """Bisection in floats, then logarithms by one response each."""

    def row(q: float) -> float:
        return at_row + slope_row * q

    def column(q: float) -> float:
        p = float(np.exp(-np.logaddexp(0, -row(q))))
        return at_column + slope_column * p

    rising = a == 0 or a < np.exp(-np.logaddexp(0, -column(a)))
    for _ in range(60):
        middle = (a + b) / 2
        below = middle < np.exp(-np.logaddexp(0, -column(middle)))
        a, b = (middle, b) if below == rising else (a, middle)
    q = (a + b) / 2
    z, w = row(q), column(q)
    logarithms: Floats = -np.logaddexp(0.0, np.array([-z, z, -w, w]))
    return logarithms
