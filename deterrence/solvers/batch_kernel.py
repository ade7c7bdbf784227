"""The inner loops of `solve_many`, compiled by numba: one game after the other, without the interpreter's lock.

This file is imported only where numba is installed; `batch_arrays` holds the same two functions for numpy alone. The
mathematics is in `minors`. Nothing here allocates per game.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

from deterrence.solvers.minors import Tables

__all__ = ["filter_games", "integer_games"]

F = TypeVar("F", bound=Callable[..., Any])


def _compiled(function: F) -> F:
    """Compiled when first called and kept on disk; in memory only where no folder can be written."""
    try:
        return cast(F, numba.njit(nogil=True, cache=True)(function))
    except RuntimeError:
        return cast(F, numba.njit(nogil=True)(function))


@_compiled
def _minors(t: Tables, d: Any, out: Any) -> None:
    """All determinants R(K, J) of one player, in `out`."""
    for j in range(t.other):
        out[j] = 1
    for k in range(1, len(t.offset) - 1):
        others, shorter = t.others[k + 1], t.others[k]
        for own in range(t.owns[k]):
            last = t.own_members[k, own, k - 1]
            before = t.offset[k - 1] + t.own_less[k, own, k - 1] * shorter
            here = t.offset[k] + own * others
            for other in range(others):
                total = out[0] * 0
                for place in range(k + 1):
                    term = d[last, t.other_members[k + 1, other, place]] * out[before + t.other_less[k + 1, other, place]]
                    if (k + place) % 2:
                        total -= term
                    else:
                        total += term
                out[here + other] = total


@_compiled
def _carries(t: Tables, r: Any, s: int, own: int, other: int) -> bool:
    """Whether (I, J), subsets number `own` and `other` of size s, is a basis of a vertex."""
    side = 0
    row = t.offset[s - 1]
    width = t.others[s]
    for place in range(s):
        value = r[row + t.own_less[s, own, place] * width + other]
        if value != 0:
            sign = 1 if (value > 0) == (place % 2 == 0) else -1
            if side == 0:
                side = sign
            elif side != sign:
                return False
    if side == 0:
        return False
    if s % 2:
        side = -side
    for place in range(t.other - s):
        value = r[t.offset[s] + own * t.others[s + 1] + t.other_more[s, other, place]]
        if value != 0:
            sign = 1 if (value > 0) == (t.other_signs[s, other, place] > 0) else -1
            if side != sign:
                return False
    return True


@_compiled
def _sizes(t: Tables, d: Any, payoffs: Any, size: Any) -> float:
    """The largest entry of each row of d, and a bound on the relative error of all entries; infinity: no bound.

    An entry is the difference of two floats, rounded, and each float is off by half a unit in its last place.
    """
    worst = 0.0
    least, most = np.inf, 0.0
    for k in range(t.own):
        largest, magnitude = 0.0, 0.0
        for j in range(t.other):
            largest = max(largest, abs(d[k, j]))
            magnitude = max(magnitude, abs(payoffs[k, j]))
        size[k] = largest
        if not largest > 0.0:
            return np.inf
        worst = max(worst, 2.0**-53 * (2.0 * magnitude + largest) / largest)
        least, most = min(least, largest), max(most, largest)
    if min(least, 1.0) ** t.own < 1e-200 or max(most, 1.0) ** t.own > 1e200 or worst > 2.0**-20:
        return np.inf  # too small, too large or too close together for the bound to hold
    return worst


@_compiled
def _certain(t: Tables, r: Any, size: Any, product: Any, alpha: Any, beta: Any, eta: float, error: Any) -> bool:
    """Whether every determinant is larger than its error bound; the bounds per set K go to `error`."""
    position = 0
    product[0, 0] = 1.0
    for k in range(len(t.offset) - 1):
        for own in range(t.owns[k]):
            if k > 0:
                product[k, own] = product[k - 1, t.own_less[k, own, k - 1]] * size[t.own_members[k, own, k - 1]]
            error[k, own] = (alpha[k] * eta + beta[k] * 2.0**-53) * product[k, own]
            for _ in range(t.others[k + 1]):
                if not abs(r[position]) > error[k, own]:
                    return False
                position += 1
    return True


@_compiled
def _mixture(t: Tables, r: Any, s: int, own: int, other: int, out: Any, weights: Any) -> None:
    """The mixed strategy with basis (I, J), as floats in `out` and in proportion in `weights`."""
    total = r[0] * 0
    for i in range(t.own):
        weights[i] = 0
        out[i] = 0.0
    for place in range(s):
        value = abs(r[t.offset[s - 1] + t.own_less[s, own, place] * t.others[s] + other])
        weights[t.own_members[s, own, place]] = value
        total += value
    for i in range(t.own):
        if weights[i] != 0:
            out[i] = weights[i] / total
    weights[t.own] = total


@_compiled
def _sharp(t: Tables, r: Any, s: int, own: int, other: int, error: Any) -> bool:
    """Whether every weight of a mixture is known to nine digits."""
    for place in range(s):
        less = t.own_less[s, own, place]
        if not abs(r[t.offset[s - 1] + less * t.others[s] + other]) > 2.0**30 * error[s - 1, less]:
            return False
    return True


@_compiled
def _before(a: Any, b: Any, size: int) -> int:
    """-1, 1: a mixture comes before or after another; 0: too close to tell."""
    for i in range(size):
        if a[i] == 0.0 and b[i] == 0.0:
            continue
        if abs(a[i] - b[i]) <= 2.0**-26 * max(a[i], b[i]):
            return 0
        return -1 if a[i] < b[i] else 1
    return 0


@_compiled
def filter_games(
    p: Tables, q: Tables, A: Any, B: Any, alpha: Any, beta: Any, counts: Any, xs: Any, ys: Any, payoffs: Any
) -> int:
    """Equilibria of the games in turn, where floats decide; how many games were done before the space ran out.

    Parameters
    ----------
    p, q
        The tables of the row player and of the column player.
    A, B
        [game, row, column] in floats.
    alpha, beta
        `minors.error_bounds`.
    counts
        Receives the number of equilibria of each game, or -1 where the filter cannot settle it.
    xs, ys, payoffs
        Receive strategies and payoffs of all equilibria, game by game, in ascending order.
    """
    m, n = p.own, p.other
    d_p, d_q, b_q = np.empty((m, n)), np.empty((n, m)), np.empty((n, m))
    r_p, r_q = np.empty(p.offset[-1]), np.empty(q.offset[-1])
    size_p, size_q = np.empty(m), np.empty(n)
    product_p, error_p = np.empty(p.own_sets.shape), np.empty(p.own_sets.shape)
    product_q, error_q = np.empty(q.own_sets.shape), np.empty(q.own_sets.shape)
    weights = np.empty(max(m, n) + 1)
    u, v, w = np.empty(m), np.empty(n), np.empty(2)
    filled = 0
    for g in range(len(A)):
        for i in range(m):
            for j in range(n):
                d_p[i, j] = B[g, i, j] - B[g, i, 0]
                d_q[j, i] = A[g, i, j] - A[g, 0, j]
                b_q[j, i] = A[g, i, j]
        counts[g] = -1
        eta_p, eta_q = _sizes(p, d_p, B[g], size_p), _sizes(q, d_q, b_q, size_q)
        if eta_p == np.inf or eta_q == np.inf:
            continue
        _minors(p, d_p, r_p)
        if not _certain(p, r_p, size_p, product_p, alpha, beta, eta_p, error_p):
            continue
        _minors(q, d_q, r_q)
        if not _certain(q, r_q, size_q, product_q, alpha, beta, eta_q, error_q):
            continue
        start, settled = filled, True
        for s in range(1, min(m, n) + 1):
            for own in range(p.owns[s]):
                for other in range(p.others[s]):
                    if not (_carries(p, r_p, s, own, other) and _carries(q, r_q, s, other, own)):
                        continue
                    if filled == len(xs):
                        return g
                    settled &= _sharp(p, r_p, s, own, other, error_p) and _sharp(q, r_q, s, other, own, error_q)
                    _mixture(p, r_p, s, own, other, u, weights)
                    _mixture(q, r_q, s, other, own, v, weights)
                    i, j = p.own_members[s, own, 0], p.other_members[s, other, 0]
                    w[:] = 0.0
                    for k in range(n):
                        w[0] += A[g, i, k] * v[k]
                    for k in range(m):
                        w[1] += B[g, k, j] * u[k]
                    place = filled
                    while place > start:
                        order = _before(u, xs[place - 1], m)
                        settled &= order != 0
                        if order >= 0:
                            break
                        xs[place], ys[place], payoffs[place] = xs[place - 1], ys[place - 1], payoffs[place - 1]
                        place -= 1
                    xs[place], ys[place], payoffs[place] = u, v, w
                    filled += 1
        if settled:
            counts[g] = filled - start
        else:
            filled = start
    return len(A)


@_compiled
def _vertices(t: Tables, r: Any, own_shift: int, other_shift: int, found: Any) -> int:
    """All vertices of one player's polytope, once each: rows (labels, s, I, J) of `found`; how many."""
    count = 0
    for s in range(1, min(t.own, t.other) + 1):
        for own in range(t.owns[s]):
            for other in range(t.others[s]):
                if not _carries(t, r, s, own, other):
                    continue
                labels = (((1 << t.own) - 1) & ~t.own_sets[s, own]) << own_shift
                labels |= t.other_sets[s, other] << other_shift
                for place in range(s):  # played with probability zero after all
                    if r[t.offset[s - 1] + t.own_less[s, own, place] * t.others[s] + other] == 0:
                        labels |= 1 << (t.own_members[s, own, place] + own_shift)
                for place in range(t.other - s):  # a best reply as well
                    more = t.other_more[s, other, place]
                    if r[t.offset[s] + own * t.others[s + 1] + more] == 0:
                        labels |= (t.other_sets[s + 1, more] & ~t.other_sets[s, other]) << other_shift
                known = False
                for k in range(count):
                    if found[k, 0] == labels:  # its labels determine a vertex
                        known = True
                        break
                if not known:
                    found[count] = labels, s, own, other
                    count += 1
    return count


@_compiled
def _sorted_mixtures(t: Tables, r: Any, found: Any, count: int, wanted: Any, floats: Any, weights: Any) -> int:
    """The wanted vertices as mixtures in ascending order, exactly; `found` is put in the same order."""
    kept = 0
    v = np.empty(t.own)
    w = np.empty(t.own + 1, np.int64)
    for k in range(count):
        if not wanted[k]:
            continue
        labels, s, own, other = found[k]
        _mixture(t, r, s, own, other, v, w)
        place = kept
        while place > 0:
            later = True
            for i in range(t.own):
                left, right = w[i] * weights[place - 1, t.own], weights[place - 1, i] * w[t.own]
                if left != right:
                    later = left > right
                    break
            if later:
                break
            floats[place], weights[place], found[place] = floats[place - 1], weights[place - 1], found[place - 1]
            place -= 1
        floats[place], weights[place] = v, w
        found[place] = labels, s, own, other
        kept += 1
    return kept


@_compiled
def integer_games(p: Tables, q: Tables, A: Any, B: Any, scale: Any, counts: Any, xs: Any, ys: Any, payoffs: Any) -> int:
    """Extreme equilibria of the games in turn, exactly, at every degeneracy; how many games were done.

    As `filter_games`, for payoffs A[g] / scale[g], B[g] / scale[g] in integers so small that no product overflows.
    """
    m, n = p.own, p.other
    d_p, d_q = np.empty((m, n), np.int64), np.empty((n, m), np.int64)
    r_p, r_q = np.empty(p.offset[-1], np.int64), np.empty(q.offset[-1], np.int64)
    limit = 0
    for s in range(1, min(m, n) + 1):
        limit += p.owns[s] * p.others[s]
    found_p, found_q = np.empty((limit, 4), np.int64), np.empty((limit, 4), np.int64)
    wanted_p, wanted_q = np.empty(limit, np.bool_), np.empty(limit, np.bool_)
    u, u_weights = np.empty((limit, m)), np.empty((limit, m + 1), np.int64)
    v, v_weights = np.empty((limit, n)), np.empty((limit, n + 1), np.int64)
    everything = (1 << (m + n)) - 1
    filled = 0
    for g in range(len(A)):
        for i in range(m):
            for j in range(n):
                d_p[i, j] = B[g, i, j] - B[g, i, 0]
                d_q[j, i] = A[g, i, j] - A[g, 0, j]
        _minors(p, d_p, r_p)
        _minors(q, d_q, r_q)
        count_p, count_q = _vertices(p, r_p, 0, m, found_p), _vertices(q, r_q, m, 0, found_q)
        wanted_p[:count_p] = False
        wanted_q[:count_q] = False
        total = 0
        for k in range(count_p):
            for other in range(count_q):
                if found_p[k, 0] | found_q[other, 0] == everything:
                    wanted_p[k] = wanted_q[other] = True
                    total += 1
        if filled + total > len(xs):
            return g
        counts[g] = total
        count_p = _sorted_mixtures(p, r_p, found_p, count_p, wanted_p, u, u_weights)
        count_q = _sorted_mixtures(q, r_q, found_q, count_q, wanted_q, v, v_weights)
        for k in range(count_p):
            for other in range(count_q):
                if found_p[k, 0] | found_q[other, 0] == everything:
                    xs[filled], ys[filled] = u[k], v[other]
                    i, j = p.own_members[found_p[k, 1], found_p[k, 2], 0], 0
                    while u_weights[k, i] == 0:
                        i += 1
                    while v_weights[other, j] == 0:
                        j += 1
                    first, second = 0, 0
                    for c in range(n):
                        first += A[g, i, c] * v_weights[other, c]
                    for c in range(m):
                        second += B[g, c, j] * u_weights[k, c]
                    payoffs[filled, 0] = first / v_weights[other, n] / scale[g]
                    payoffs[filled, 1] = second / u_weights[k, m] / scale[g]
                    filled += 1
    return len(A)
