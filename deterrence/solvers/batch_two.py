"""All equilibria of 2 x 2 games in closed form, compiled: the case of `batch_kernel` that is met a million times."""

from __future__ import annotations

from typing import Any

import numpy as np

from deterrence.solvers.batch_kernel import compiled

__all__ = ["filter_two"]


@compiled
def _spread(first: float, second: float) -> tuple[float, float]:
    """The difference of two payoffs, and the bound on its relative error that `batch_kernel` has for it."""
    difference = first - second
    size = abs(difference)
    if not (size > 1e-100 and size < 1e100):
        return difference, np.inf
    return difference, 2.0**-53 * (2.0 * max(abs(first), abs(second)) + size) / size


@compiled
def filter_two(A: Any, B: Any, sharp: float, counts: Any, xs: Any, ys: Any, payoffs: Any) -> int:
    """Equilibria of 2 x 2 games where floats decide; arguments as for `batch_kernel.filter_games`.

    Row's gain from her first action against Column's first is a, from her second against his second b; c and d are
    Column's. With a and b of one sign, and c and d, there is an equilibrium in mixed strategies, which makes the other
    indifferent: alone if the two signs differ, beside two in pure strategies if not. Otherwise there is just one, pure.

    Parameters
    ----------
    sharp
        The largest relative error of a gain with which mixtures are known to nine digits.
    """
    filled = 0
    for g in range(len(A)):
        counts[g] = -1
        a, error_a = _spread(A[g, 0, 0], A[g, 1, 0])
        b, error_b = _spread(A[g, 1, 1], A[g, 0, 1])
        c, error_c = _spread(B[g, 0, 0], B[g, 0, 1])
        d, error_d = _spread(B[g, 1, 1], B[g, 1, 0])
        error = max(max(error_a, error_b), max(error_c, error_d))
        if not error <= 2.0**-20:
            continue
        if filled + 3 > len(xs):
            return g
        start = filled
        mixed = (a > 0.0) == (b > 0.0) and (c > 0.0) == (d > 0.0)
        if mixed:
            if not error < sharp:
                continue
            x, y = abs(d) / (abs(c) + abs(d)), abs(b) / (abs(a) + abs(b))
            both = (a > 0.0) == (c > 0.0)
            if both and not 1.0 - x > 2.0**-26:
                continue  # hard to tell from a pure strategy
            if both:
                _pure(A[g], B[g], 1, 1 if a > 0.0 else 0, filled, xs, ys, payoffs)
                filled += 1
            xs[filled, 0], xs[filled, 1] = x, abs(c) / (abs(c) + abs(d))
            ys[filled, 0], ys[filled, 1] = y, abs(a) / (abs(a) + abs(b))
            payoffs[filled, 0] = A[g, 0, 0] * ys[filled, 0] + A[g, 0, 1] * ys[filled, 1]
            payoffs[filled, 1] = B[g, 0, 0] * xs[filled, 0] + B[g, 1, 0] * xs[filled, 1]
            filled += 1
            if both:
                _pure(A[g], B[g], 0, 0 if a > 0.0 else 1, filled, xs, ys, payoffs)
                filled += 1
        else:
            # a player for whom one action is always better plays it; the other answers
            if (a > 0.0) != (b > 0.0):
                i = 0 if a > 0.0 else 1
                j = (0 if c > 0.0 else 1) if i == 0 else (1 if d > 0.0 else 0)
            else:
                j = 0 if c > 0.0 else 1
                i = (0 if a > 0.0 else 1) if j == 0 else (1 if b > 0.0 else 0)
            _pure(A[g], B[g], i, j, filled, xs, ys, payoffs)
            filled += 1
        counts[g] = filled - start
    return len(A)


@compiled
def _pure(A: Any, B: Any, i: int, j: int, place: int, xs: Any, ys: Any, payoffs: Any) -> None:
    xs[place, 0], xs[place, 1] = 1.0 - i, i
    ys[place, 0], ys[place, 1] = 1.0 - j, j
    payoffs[place, 0], payoffs[place, 1] = A[i, j], B[i, j]
