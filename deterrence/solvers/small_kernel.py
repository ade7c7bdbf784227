"""One game in integers so small that no determinant can overflow, in one compiled call: the rule for single games."""

from __future__ import annotations

from typing import Any

import numpy as np

from deterrence.solvers.batch_exact import sign_of_difference
from deterrence.solvers.batch_kernel import compiled
from deterrence.solvers.minors import Tables
from deterrence.solvers.sign_kernel import determinants, kept, matched, vertices, weights

__all__ = ["small_game"]


@compiled
def small_game(p: Tables, q: Tables, largest: Any, A: Any, B: Any) -> tuple[bool, Any, Any, Any]:
    """The extreme equilibria of a game in integers, in one go, where no sum of determinants passes 2^62.

    Parameters
    ----------
    p, q
        The tables of the row player and of the column player.
    largest
        `minors.largest_minors`, for k = 0, 1, ...
    A, B
        Payoffs below 2^31, row by row.

    Returns
    -------
    Whether the game is that small, and if so what `signs.Paired` holds.
    """
    m, n = p.own, p.other
    d_p, d_q = np.empty((m, n), np.int64), np.empty((n, m), np.int64)
    for i in range(m):
        for j in range(n):
            d_p[i, j], d_q[j, i] = B[i * n + j] - B[i * n], A[i * n + j] - A[j]
    empty, pairs = np.zeros((0, 0), np.int64), np.zeros((0, 2), np.int64)
    if not (_fits(d_p, largest) and _fits(d_q, largest)):
        return False, empty, empty, pairs
    none = np.zeros(len(largest), np.int64)
    r_p, r_q = np.empty(p.offset[-1], np.int64), np.empty(q.offset[-1], np.int64)
    signs_p, signs_q = np.empty(len(r_p), np.int8), np.empty(len(r_q), np.int8)
    determinants(p, d_p, none, r_p, signs_p)
    determinants(q, d_q, none, r_q, signs_q)
    first, _, count_p = vertices(p, signs_p, 0, m)
    second, table, count_q = vertices(q, signs_q, m, 0)
    if count_p < 0 or count_q < 0:
        return False, empty, empty, pairs
    pairs = matched(first[:count_p], second[:count_q], table, (1 << (m + n)) - 1, m, n)
    rows = weights(p, r_p, kept(first, pairs, 0))
    columns = weights(q, r_q, kept(second, pairs, 1))
    x_places, y_places = _in_order(rows), _in_order(columns)
    for k in range(len(pairs)):
        pairs[k, 0], pairs[k, 1] = x_places[pairs[k, 0]], y_places[pairs[k, 1]]
    return True, rows, columns, pairs


@compiled
def _in_order(found: Any) -> Any:
    """Put strategies in proportion in ascending order, without signs; where each has gone."""
    count, size = found.shape
    sums, order, places = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, np.int64)
    before = np.zeros((count, size), np.int64)
    for k in range(count):
        for i in range(size):
            before[k, i] = abs(found[k, i])
            sums[k] += before[k, i]
        low, high = 0, k
        while low < high:
            middle = (low + high) // 2
            other, sign = order[middle], 0
            for i in range(size):
                sign = sign_of_difference(before[k, i], sums[other], before[other, i], sums[k])
                if sign != 0:
                    break
            if sign < 0:
                high = middle
            else:
                low = middle + 1
        for place in range(k, low, -1):
            order[place] = order[place - 1]
        order[low] = k
    for place in range(count):
        places[order[place]] = place
        for i in range(size):
            found[place, i] = before[order[place], i]
    return places


@compiled
def _fits(d: Any, largest: Any) -> bool:
    """Whether sums of determinants stay below 2^62: none is larger than `largest` times the sizes of its rows."""
    own, other = d.shape
    sizes = np.zeros(own)  # in descending order
    for k in range(own):
        size = 1.0
        for j in range(other):
            size = max(size, float(abs(d[k, j])))
        place = k
        while place > 0 and sizes[place - 1] < size:
            sizes[place] = sizes[place - 1]
            place -= 1
        sizes[place] = size
    product = 1.0
    for k in range(1, min(own, other - 1) + 1):
        product *= sizes[k - 1]
        if not own * largest[k] * product < 2.0**61:
            return False
    return True
