"""One game in integers so small that no determinant can overflow, in one compiled call: the rule for single games.

Handing an array to a compiled function costs about as much as a tenth of a 3 x 3 game. So two go in, all tables in one
and all payoffs in the other, and one comes out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from deterrence.solvers.batch_exact import sign_of_difference
from deterrence.solvers.batch_kernel import compiled
from deterrence.solvers.minors import Tables, largest_minors, tables
from deterrence.solvers.sign_kernel import determinants, kept, matched, vertices, weights

__all__ = ["packed", "small_game"]


@lru_cache(maxsize=16)
def packed(m: int, n: int) -> Any:
    """What `small_game` needs to know about m x n games, in one array.

    Returns
    -------
    How many numbers each part has, and the parts: `minors.largest_minors` for k = 0, 1, ..., the tables of the row
    player, and those of the column player; for either first the numbers of `_unpacked`.
    """
    parts = [np.array([largest_minors(k) for k in range(min(m, n) + 1)], np.int64)]
    for t in (tables(m, n), tables(n, m)):
        shape = [t.own, t.other, len(t.offset), *t.own_sets.shape, *t.other_sets.shape]
        parts.append(np.concatenate([shape, *(array.ravel() for array in t[2:])]))
    return np.concatenate([[len(part) for part in parts], *parts])


@compiled
def _unpacked(flat: Any) -> Tables:
    """The tables of one player."""
    own, other, levels = flat[0], flat[1], flat[2]
    mine, theirs = (flat[3], flat[4]), (flat[5], flat[6])
    ours, others = mine[0] * mine[1], theirs[0] * theirs[1]
    a = 7 + levels
    b = a + mine[0]
    c = b + theirs[0]
    d = c + ours
    e = d + others
    f = e + ours * own
    g = f + others * other
    h = g + ours * own
    i = h + others * other
    j = i + others * other
    return Tables(
        own,
        other,
        flat[7:a],
        flat[a:b],
        flat[b:c],
        flat[c:d].reshape(mine),
        flat[d:e].reshape(theirs),
        flat[e:f].reshape((mine[0], mine[1], own)),
        flat[f:g].reshape((theirs[0], theirs[1], other)),
        flat[g:h].reshape((mine[0], mine[1], own)),
        flat[h:i].reshape((theirs[0], theirs[1], other)),
        flat[i:j].reshape((theirs[0], theirs[1], other)),
        flat[j:].reshape((theirs[0], theirs[1], other)),
    )


@compiled
def small_game(known: Any, payoffs: Any) -> Any:
    """The extreme equilibria of a game in integers, in one go, where no sum of determinants passes 2^62.

    Parameters
    ----------
    known
        `packed` for games of this size.
    payoffs
        Those of the row player, row by row, and then those of the column player.

    Returns
    -------
    Nothing if the game is not that small. Otherwise what `signs.Paired` holds, row by row, but the pairs in no order,
    behind three numbers: how many strategies of Row, strategies of Column, and pairs.
    """
    start, middle = 3 + known[0], 3 + known[0] + known[1]
    largest, p, q = known[3:start], _unpacked(known[start:middle]), _unpacked(known[middle:])
    m, n = p.own, p.other
    nothing = np.zeros(0, np.int64)
    for payoff in payoffs:
        if not -(2**31) < payoff < 2**31:
            return nothing
    A, B = payoffs[: m * n], payoffs[m * n :]
    d_p, d_q = np.empty((m, n), np.int64), np.empty((n, m), np.int64)
    for i in range(m):
        for j in range(n):
            d_p[i, j], d_q[j, i] = B[i * n + j] - B[i * n], A[i * n + j] - A[j]
    if not (_fits(d_p, largest) and _fits(d_q, largest)):
        return nothing
    none = np.zeros(len(largest), np.int64)
    r_p, r_q = np.empty(p.offset[-1], np.int64), np.empty(q.offset[-1], np.int64)
    signs_p, signs_q = np.empty(len(r_p), np.int8), np.empty(len(r_q), np.int8)
    determinants(p, d_p, none, r_p, signs_p)
    determinants(q, d_q, none, r_q, signs_q)
    first, _, count_p = vertices(p, signs_p, 0, m)
    second, table, count_q = vertices(q, signs_q, m, 0)
    if count_p < 0 or count_q < 0:
        return nothing
    pairs = matched(first[:count_p], second[:count_q], table, (1 << (m + n)) - 1, m, n)
    rows = weights(p, r_p, kept(first, pairs, 0))
    columns = weights(q, r_q, kept(second, pairs, 1))
    x_places, y_places = _in_order(rows), _in_order(columns)
    for k in range(len(pairs)):
        pairs[k, 0], pairs[k, 1] = x_places[pairs[k, 0]], y_places[pairs[k, 1]]
    result = np.empty(3 + rows.size + columns.size + pairs.size, np.int64)
    result[0], result[1], result[2] = len(rows), len(columns), len(pairs)
    _written(pairs, result, _written(columns, result, _written(rows, result, 3)))
    return result


@compiled
def _written(part: Any, result: Any, place: int) -> int:
    """Write a part of the result from this place on; where the next one goes."""
    for k in range(part.shape[0]):
        for i in range(part.shape[1]):
            result[place] = part[k, i]
            place += 1
    return place


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
