"""Games of `solve_many` in small integers, compiled: exact at every degeneracy. Beside `batch_kernel`."""

from __future__ import annotations

from typing import Any

import numpy as np

from deterrence.solvers.batch_kernel import compiled, determinants, differences, mixture
from deterrence.solvers.minors import Program

__all__ = ["integer_games", "sign_of_difference"]


@compiled
def _vertices(t: Program, r: Any, own: int, other: int, own_shift: int, other_shift: int, found: Any) -> int:
    """All vertices of one player's polytope, once each: rows (labels, basis) of `found`; how many."""
    parts, signs, sizes, members = t.parts, t.signs, t.sizes, t.members
    own_sets, other_sets = t.own_sets, t.other_sets
    count = 0
    for basis in range(len(sizes)):
        size = sizes[basis]
        side = 0  # of the numbers that must have one sign
        for place in range(size):
            value = r[parts[basis, place]] * signs[basis, place]
            if value != 0:
                sign = 1 if value > 0 else -1
                if side == 0:
                    side = sign
                elif side != sign:
                    side = 0
                    break
        if side == 0:
            continue
        for place in range(size, other):
            if r[parts[basis, place]] * signs[basis, place] * side < 0:
                side = 0
                break
        if side == 0:
            continue
        labels = (((1 << own) - 1) & ~own_sets[basis]) << own_shift | other_sets[basis] << other_shift
        for place in range(other):
            if r[parts[basis, place]] == 0:  # not played after all, or a best reply as well
                labels |= 1 << (members[basis, place] + (own_shift if place < size else other_shift))
        known = False
        for k in range(count):
            known |= found[k, 0] == labels  # its labels determine a vertex
        if not known:
            found[count, 0], found[count, 1] = labels, basis
            count += 1
    return count


@compiled
def _wide(a: int, b: int) -> tuple[int, int, int]:
    """The product of two numbers from 0 to 2^62, in digits to the base 2^31, of which the first may be large."""
    digit = 2**31 - 1
    low = (a & digit) * (b & digit)
    middle = (a >> 31) * (b & digit) + (a & digit) * (b >> 31) + (low >> 31)
    return (a >> 31) * (b >> 31) + (middle >> 31), middle & digit, low & digit


@compiled
def sign_of_difference(a: int, b: int, c: int, d: int) -> int:
    """The sign of a b - c d, exactly, for numbers from 0 to 2^62."""
    left, right = float(a) * float(b), float(c) * float(d)
    if abs(left - right) > 2.0**-50 * max(left, right):
        return 1 if left > right else -1
    one, two = _wide(a, b), _wide(c, d)
    if one == two:
        return 0
    return 1 if one > two else -1


@compiled
def _in_order(parts: Any, members: Any, sizes: Any, r: Any, found: Any, count: int, wanted: Any, weights: Any) -> int:
    """Mixtures of the wanted vertices in ascending order, exactly; `found` is put in the same order. How many."""
    kept = 0
    size = weights.shape[1] - 1
    new = np.empty(size + 1, np.int64)
    for k in range(count):
        if not wanted[k]:
            continue
        labels, basis = found[k, 0], found[k, 1]
        mixture(parts, members, sizes[basis], basis, r, new)
        place = kept
        while place > 0:
            later = True
            for i in range(size):
                sign = sign_of_difference(new[i], weights[place - 1, size], weights[place - 1, i], new[size])
                if sign != 0:
                    later = sign > 0
                    break
            if later:
                break
            weights[place] = weights[place - 1]
            found[place] = found[place - 1]
            place -= 1
        weights[place] = new
        found[place, 0], found[place, 1] = labels, basis
        kept += 1
    return kept


@compiled
def integer_games(
    p: Program, q: Program, A: Any, B: Any, scale: Any, counts: Any, xs: Any, ys: Any, payoffs: Any
) -> int:
    """Extreme equilibria of the games in turn, exactly, at every degeneracy; how many games were done.

    As `filter_games`, for payoffs A[g] / scale[g], B[g] / scale[g] in integers so small that no sum of determinants
    passes 2^61.
    """
    m, n = A.shape[1:]
    # a field of a tuple costs a reference each time it is read, so each is read once
    p_starts, p_left, p_right, p_parts, p_sizes = p.starts, p.left, p.right, p.parts, p.sizes
    q_starts, q_left, q_right, q_parts, q_sizes = q.starts, q.left, q.right, q.parts, q.sizes
    p_members, q_members = p.members, q.members
    d_p, d_q = np.empty(2 * m * n, np.int64), np.empty(2 * m * n, np.int64)
    r_p, r_q = np.empty(len(p_starts) - 1, np.int64), np.empty(len(q_starts) - 1, np.int64)
    limit = len(p_sizes)
    found_p, found_q = np.empty((limit, 2), np.int64), np.empty((limit, 2), np.int64)
    wanted_p, wanted_q = np.empty(limit, np.bool_), np.empty(limit, np.bool_)
    u, v = np.empty((limit, m + 1), np.int64), np.empty((limit, n + 1), np.int64)
    everything = (1 << (m + n)) - 1
    filled = 0
    for g in range(len(A)):
        differences(B[g], False, d_p)
        differences(A[g], True, d_q)
        determinants(p_starts, p_left, p_right, d_p, n, r_p)
        determinants(q_starts, q_left, q_right, d_q, m, r_q)
        count_p, count_q = _vertices(p, r_p, m, n, 0, m, found_p), _vertices(q, r_q, n, m, m, 0, found_q)
        wanted_p[:count_p] = False
        wanted_q[:count_q] = False
        total = 0
        for one in range(count_p):
            for two in range(count_q):
                if found_p[one, 0] | found_q[two, 0] == everything:
                    wanted_p[one] = wanted_q[two] = True
                    total += 1
        if filled + total > len(xs):
            return g
        counts[g] = total
        count_p = _in_order(p_parts, p_members, p_sizes, r_p, found_p, count_p, wanted_p, u)
        count_q = _in_order(q_parts, q_members, q_sizes, r_q, found_q, count_q, wanted_q, v)
        for one in range(count_p):
            for two in range(count_q):
                if found_p[one, 0] | found_q[two, 0] != everything:
                    continue
                i, j, first, second = -1, -1, 0.0, 0.0
                for k in range(m):
                    xs[filled, k] = u[one, k] / u[one, m]
                    i = k if i < 0 and u[one, k] else i
                for k in range(n):
                    ys[filled, k] = v[two, k] / v[two, n]
                    j = k if j < 0 and v[two, k] else j
                for k in range(n):
                    first += 1.0 * A[g, i, k] * v[two, k]  # no overflow in floats
                for k in range(m):
                    second += 1.0 * B[g, k, j] * u[one, k]
                payoffs[filled, 0] = first / v[two, n] / scale[g]
                payoffs[filled, 1] = second / u[one, m] / scale[g]
                filled += 1
    return len(A)
