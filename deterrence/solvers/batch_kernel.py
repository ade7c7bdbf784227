"""The inner loops of `solve_many`, compiled by numba: one game after the other, without the interpreter's lock.

This file is imported only where numba is installed; `batch_arrays` does the same in numpy alone. The mathematics is in
`minors`. Nothing here allocates per game, and helpers take few arrays, because counting references costs more than the
arithmetic of a small game.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

from deterrence.solvers.minors import Program

__all__ = ["compiled", "determinants", "differences", "filter_games", "mixture"]

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compiled when first called, and kept on disk where a folder can be written."""
    try:
        return cast(F, numba.njit(nogil=True, cache=True, error_model="numpy")(function))
    except RuntimeError:
        return cast(F, numba.njit(nogil=True, error_model="numpy")(function))


@compiled
def differences(payoffs: Any, transposed: bool, d: Any) -> None:
    """d of one player and behind it -d: the opponent's payoffs less those of the first action."""
    m, n = payoffs.shape
    size = m * n
    for i in range(m):
        for j in range(n):
            if transposed:
                k, value = j * m + i, payoffs[i, j] - payoffs[0, j]
            else:
                k, value = i * n + j, payoffs[i, j] - payoffs[i, 0]
            d[k], d[size + k] = value, -value


@compiled
def determinants(starts: Any, left: Any, right: Any, d: Any, first: int, r: Any) -> None:
    """All determinants; the `first` ones are 1."""
    for k in range(first):
        r[k] = 1
    for k in range(first, len(starts) - 1):
        total = d[left[starts[k]]] * r[right[starts[k]]]
        for term in range(starts[k] + 1, starts[k + 1]):
            total += d[left[term]] * r[right[term]]
        r[k] = total


@compiled
def _spread(payoffs: Any, transposed: bool, d: Any, size: Any) -> float:
    """The largest entry of each row of d, and a bound on the relative error of all entries; infinity: no bound.

    An entry is the difference of two floats, rounded, and each float is off by half a unit in its last place.
    """
    own, other = len(size), payoffs.size // len(size)
    worst, least, most = 0.0, 1.0, 1.0
    for k in range(own):
        largest, magnitude = 0.0, 0.0
        for j in range(other):
            largest = max(largest, abs(d[k * other + j]))
            magnitude = max(magnitude, abs(payoffs[j, k] if transposed else payoffs[k, j]))
        size[k] = largest
        if not largest > 0.0:
            return np.inf
        worst = max(worst, 2.0**-53 * (2.0 * magnitude + largest) / largest)
        least, most = min(least, largest), max(most, largest)
    if worst > 2.0**-20:
        return np.inf  # the payoffs of some row too close together
    power_least, power_most = 1.0, 1.0
    for _ in range(own):
        power_least, power_most = power_least * least, power_most * most
    if power_least < 1e-200 or power_most > 1e200:
        return np.inf  # products might leave the range of floats
    return worst


@compiled
def _certain(set_starts: Any, set_sizes: Any, set_less: Any, set_last: Any, r: Any, size: Any, error: Any) -> bool:
    """Whether every determinant is larger than its bound: error[0, |K|] times the sizes of its rows, to error[1, K]."""
    product = error[2]
    product[0] = 1.0
    error[1, 0] = 0.0
    for k in range(1, len(set_sizes)):
        product[k] = product[set_less[k]] * size[set_last[k]]
        bound = error[0, set_sizes[k]] * product[k]
        error[1, k] = bound
        for position in range(set_starts[k], set_starts[k + 1]):
            if not abs(r[position]) > bound:
                return False
    return True


@compiled
def mixture(parts: Any, members: Any, size: int, basis: int, r: Any, weights: Any) -> None:
    """The mixed strategy of a basis, in proportion; its sum comes last."""
    weights[:] = 0
    total = weights[0]
    for place in range(size):
        value = abs(r[parts[basis, place]])
        weights[members[basis, place]] = value
        total += value
    weights[-1] = total


@compiled
def _sharp(parts: Any, set_starts: Any, size: int, basis: int, r: Any, error: Any) -> bool:
    """Whether every weight of a mixture is known to nine digits."""
    for place in range(size):
        position = parts[basis, place]
        k = np.searchsorted(set_starts, position, side="right") - 1
        if not abs(r[position]) > 2.0**30 * error[1, k]:
            return False
    return True


@compiled
def _order(weights: Any, others: Any, row: int) -> int:
    """-1, 1: a mixture comes before or after the one in a row of others; 0: too close to tell."""
    for i in range(others.shape[1]):
        a, b = weights[i] / weights[-1], others[row, i]
        if a != 0.0 or b != 0.0:
            if abs(a - b) <= 2.0**-26 * max(a, b):
                return 0
            return -1 if a < b else 1
    return 0


@compiled
def filter_games(
    p: Program, q: Program, A: Any, B: Any, alpha: Any, beta: Any, counts: Any, xs: Any, ys: Any, payoffs: Any
) -> int:
    """Equilibria of the games in turn, where floats decide; how many games were done before the space ran out.

    Parameters
    ----------
    p, q
        The programs of the row player and of the column player.
    A, B
        [game, row, column] in floats.
    alpha, beta
        `minors.error_bounds`.
    counts
        Receives the number of equilibria of each game, or -1 where the filter cannot settle it.
    xs, ys, payoffs
        Receive strategies and payoffs of all equilibria, game by game, in ascending order.
    """
    m, n = A.shape[1:]
    # a field of a tuple costs a reference each time it is read, so each is read once
    p_starts, p_left, p_right, p_parts, p_signs, p_sizes = p.starts, p.left, p.right, p.parts, p.signs, p.sizes
    q_starts, q_left, q_right, q_parts, q_signs = q.starts, q.left, q.right, q.parts, q.signs
    p_members, q_members, matches = p.members, q.members, p.matches
    p_sets, p_ranks, p_less, p_last = p.set_starts, p.set_sizes, p.set_less, p.set_last
    q_sets, q_ranks, q_less, q_last = q.set_starts, q.set_sizes, q.set_less, q.set_last
    d_p, d_q = np.empty(2 * m * n), np.empty(2 * m * n)
    r_p, r_q = np.empty(len(p_starts) - 1), np.empty(len(q_starts) - 1)
    size_p, size_q = np.empty(m), np.empty(n)
    error_p = np.empty((3, max(len(p_ranks), len(alpha))))
    error_q = np.empty((3, max(len(q_ranks), len(alpha))))
    u, v = np.empty(m + 1), np.empty(n + 1)
    filled = 0
    for g in range(len(A)):
        counts[g] = -1
        differences(B[g], False, d_p)
        eta = _spread(B[g], False, d_p, size_p)
        if eta == np.inf:
            continue
        error_p[0, : len(alpha)] = alpha * eta + beta * 2.0**-53
        determinants(p_starts, p_left, p_right, d_p, n, r_p)
        if not _certain(p_sets, p_ranks, p_less, p_last, r_p, size_p, error_p):
            continue
        differences(A[g], True, d_q)
        eta = _spread(A[g], True, d_q, size_q)
        if eta == np.inf:
            continue
        error_q[0, : len(alpha)] = alpha * eta + beta * 2.0**-53
        determinants(q_starts, q_left, q_right, d_q, m, r_q)
        if not _certain(q_sets, q_ranks, q_less, q_last, r_q, size_q, error_q):
            continue
        start, settled = filled, True
        for one in range(len(p_sizes)):
            side, two = p_signs[one, 0] * r_p[p_parts[one, 0]] > 0.0, matches[one]
            carried = True
            for place in range(1, n):
                if (p_signs[one, place] * r_p[p_parts[one, place]] > 0.0) != side:
                    carried = False
                    break
            if not carried:
                continue
            side = q_signs[two, 0] * r_q[q_parts[two, 0]] > 0.0
            for place in range(1, m):
                if (q_signs[two, place] * r_q[q_parts[two, place]] > 0.0) != side:
                    carried = False
                    break
            if not carried:
                continue
            if filled == len(xs):
                return g
            size = p_sizes[one]
            settled &= _sharp(p_parts, p_sets, size, one, r_p, error_p)
            settled &= _sharp(q_parts, q_sets, size, two, r_q, error_q)
            mixture(p_parts, p_members, size, one, r_p, u)
            mixture(q_parts, q_members, size, two, r_q, v)
            place = filled
            while place > start:
                order = _order(u, xs, place - 1)
                settled &= order != 0
                if order >= 0:
                    break
                for k in range(m):
                    xs[place, k] = xs[place - 1, k]
                for k in range(n):
                    ys[place, k] = ys[place - 1, k]
                payoffs[place, 0], payoffs[place, 1] = payoffs[place - 1, 0], payoffs[place - 1, 1]
                place -= 1
            i, j = p_members[one, 0], q_members[two, 0]
            first, second = 0.0, 0.0
            for k in range(m):
                xs[place, k] = u[k] / u[m]
                second += B[g, k, j] * xs[place, k]
            for k in range(n):
                ys[place, k] = v[k] / v[n]
                first += A[g, i, k] * ys[place, k]
            payoffs[place, 0], payoffs[place, 1] = first, second
            filled += 1
        if settled:
            counts[g] = filled - start
        else:
            filled = start
    return len(A)
