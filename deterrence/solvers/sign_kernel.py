"""The vertices of one game's best-response polytopes from signs of determinants: the compiled loops.

Imported only where numba is installed. The mathematics is in `minors`. Determinants lie in one list: those with |K| = k
from offset[k] on, J by J, and the K of each J side by side, so that the inner loops run straight through. Their signs
lie K by K: the search for bases reads them along J.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from deterrence.solvers.batch_kernel import compiled
from deterrence.solvers.minors import Tables

__all__ = ["determinants", "kept", "matched", "settle_rest", "vertices", "weights"]

MOST_BASES = 200_000  # of one polytope


@compiled
def determinants(t: Tables, d: Any, bounds: Any, r: Any, signs: Any) -> bool:
    """All determinants R(K, J) of one player, and their signs; 2 where a float does not decide.

    Expanded by the row of the first action in K: the rest of K is then among the last sets of its size.

    Parameters
    ----------
    t
        The tables of this size.
    d
        [own action, opponent's action], in floats or in integers, which wrap around at 2^64.
    bounds
        For each |K| how far a determinant may be off; 0 where it is exact.
    r, signs
        Receive the determinants and their signs.

    Returns
    -------
    Whether all signs were decided.
    """
    # a field of a tuple costs a reference each time it is read, so each is read once
    offset, owns, others, members, less = t.offset, t.owns, t.others, t.other_members, t.other_less
    decided = True
    for j in range(t.other):
        r[j] = 1
        signs[j] = 1
    for k in range(1, len(offset) - 1):
        bound, before = bounds[k], owns[k - 1]
        for other in range(others[k + 1]):
            here = offset[k] + other * owns[k]
            target, length = here, before
            for first in range(t.own - k + 1):
                if k > 1:
                    length = length * (t.own - first - k + 1) // (t.own - first)  # sets of k - 1 later actions
                else:
                    length = 1
                for place in range(k + 1):
                    c = d[first, members[k + 1, other, place]]
                    source = offset[k - 1] + (less[k + 1, other, place] + 1) * before - length
                    # an unsigned index is not tested for being negative, and the loop becomes vector instructions
                    if place == 0:
                        for i in range(length):
                            r[np.uintp(target + i)] = -c * r[np.uintp(source + i)]
                    elif place % 2:
                        for i in range(length):
                            r[np.uintp(target + i)] += c * r[np.uintp(source + i)]
                    else:
                        for i in range(length):
                            r[np.uintp(target + i)] -= c * r[np.uintp(source + i)]
                target += length
            unclear = 0
            for i in range(owns[k]):  # without a branch: signs are as good as random
                value = r[np.uintp(here + i)]
                doubt = (abs(value) <= bound) & (bound > 0)
                unclear += doubt
                sign = np.int8(value > bound) - np.int8(value < -bound) + 2 * np.int8(doubt)
                signs[np.uintp(offset[k] + i * others[k + 1] + other)] = sign
            decided &= unclear == 0
    return decided


@compiled
def settle_rest(t: Tables, r: Any, bounds: Any, signs: Any) -> bool:
    """The signs that are 2, from the determinants modulo 2^64: they are what they seem where the bound is below 2^62.

    Returns
    -------
    Whether all were decided.
    """
    for k in range(len(t.offset) - 1):
        for own in range(t.owns[k]):
            for other in range(t.others[k + 1]):
                position = t.offset[k] + own * t.others[k + 1] + other
                if signs[position] == 2:
                    if not bounds[k] < 2.0**62:
                        return False
                    value = r[t.offset[k] + other * t.owns[k] + own]
                    signs[position] = 1 if value > 0 else (-1 if value < 0 else 0)
    return True


@compiled
def _larger(rows: Any) -> Any:
    """With room for more."""
    count, width = rows.shape
    result = np.zeros((4 * count, width), np.int64)
    for k in range(count):
        for i in range(width):
            result[k, i] = rows[k, i]
    return result


@compiled
def _slot(table: Any, found: Any, labels: int) -> int:
    """Where in a hash table the vertex with these labels stands, by its number from 1, or would stand."""
    place = (labels * 2654435761) >> 12 & len(table) - 1
    while table[place] > 0 and found[table[place] - 1, 0] != labels:
        place = place + 1 & len(table) - 1
    return place


@compiled
def vertices(t: Tables, signs: Any, own_shift: int, other_shift: int) -> tuple[Any, Any, int]:
    """All vertices of one player's polytope, from the signs of all determinants.

    Returns
    -------
    found
        Rows (labels, s, I, J): a vertex, once each, and a basis of it.
    table
        Where each vertex stands in `found`: a hash table for `_slot`.
    count
        How many there are, or -1 if there are more than MOST_BASES bases, so degenerate is this polytope.
    """
    offset, owns, others, own_sets, other_sets = t.offset, t.owns, t.others, t.own_sets, t.other_sets
    own_members, own_less, other_more, other_signs = t.own_members, t.own_less, t.other_more, t.other_signs
    everyone = np.int64((1 << t.own) - 1)
    plus, minus = np.empty(other_sets.shape[1], np.int8), np.empty(other_sets.shape[1], np.int8)
    found, table = np.zeros((64, 4), np.int64), np.zeros(256, np.int64)
    bases, count = 0, 0
    for s in range(1, min(t.own, t.other) + 1):
        width = others[s]
        for own in range(owns[s]):
            plus[:width], minus[:width] = 0, 0
            for place in range(s):  # for all J at once: how many weights are positive, how many negative
                start = offset[s - 1] + own_less[s, own, place] * width
                row = signs[start : start + width]
                if place % 2:
                    for other in range(width):
                        plus[other] += row[other] < 0
                        minus[other] += row[other] > 0
                else:
                    for other in range(width):
                        plus[other] += row[other] > 0
                        minus[other] += row[other] < 0
            for other in range(width):
                if (plus[other] > 0) == (minus[other] > 0):
                    continue
                side = 1 if (plus[other] > 0) == (s % 2 == 0) else -1
                start = offset[s] + own * others[s + 1] if s < t.other else 0
                for place in range(t.other - s):
                    sign = signs[start + other_more[s, other, place]]
                    if sign * other_signs[s, other, place] == -side:
                        side = 0
                        break
                if side == 0:
                    continue
                bases += 1
                if bases > MOST_BASES:
                    return found, table, -1
                labels = (everyone & ~own_sets[s, own]) << own_shift | other_sets[s, other] << other_shift
                for place in range(s):  # not played after all
                    if signs[offset[s - 1] + own_less[s, own, place] * width + other] == 0:
                        labels |= 1 << (own_members[s, own, place] + own_shift)
                for place in range(t.other - s):  # a best reply as well
                    more = other_more[s, other, place]
                    if signs[start + more] == 0:
                        labels |= (other_sets[s + 1, more] & ~other_sets[s, other]) << other_shift
                slot = _slot(table, found, labels)  # its labels determine a vertex
                if table[slot] > 0:
                    continue
                if count == len(found):
                    found, table = _larger(found), np.zeros(16 * count, np.int64)
                    for k in range(count):
                        table[_slot(table, found, found[k, 0])] = k + 1
                    slot = _slot(table, found, labels)
                table[slot] = count + 1
                found[count, 0], found[count, 1], found[count, 2], found[count, 3] = labels, s, own, other
                count += 1
    return found, table, count


@compiled
def matched(first: Any, second: Any, table: Any, everything: int, m: int, n: int) -> Any:
    """The pairs of vertices whose labels make up everything, by their numbers.

    Parameters
    ----------
    first, second, table
        Vertices of the two players, and the table of the second.
    everything
        All labels, as bits.
    m, n
        How many labels a vertex of each player has that is not degenerate.
    """
    crowded = np.zeros(len(second), np.int64)  # the others may have more labels than a partner lacks
    many = 0
    for b in range(len(second)):
        if _ones(second[b, 0]) > n:
            crowded[many] = b
            many += 1
    pairs, count = np.zeros((64, 2), np.int64), 0
    for a in range(len(first)):
        labels = first[a, 0]
        simple = _ones(labels) == m
        last = many + 1 if simple else len(second)
        for k in range(last):
            if not simple:
                b = k
            elif k < many:
                b = crowded[k]
            else:
                b = table[_slot(table, second, everything & ~labels)] - 1
                if b < 0:
                    continue
            if labels | second[b, 0] != everything:
                continue
            if count == len(pairs):
                pairs = _larger(pairs)
            pairs[count, 0], pairs[count, 1] = a, b
            count += 1
    return pairs[:count]


@compiled
def _ones(bits: int) -> int:
    count = 0
    while bits:
        bits &= bits - 1
        count += 1
    return count


@compiled
def weights(t: Tables, r: Any, found: Any) -> Any:
    """The determinants that are the weights of vertices, up to signs: [vertex, own action]."""
    result = np.zeros((len(found), t.own), r.dtype)
    for k in range(len(found)):
        s, own, other = found[k, 1], found[k, 2], found[k, 3]
        for place in range(s):
            position = t.offset[s - 1] + other * t.owns[s - 1] + t.own_less[s, own, place]
            result[k, t.own_members[s, own, place]] = r[position]
    return result


@compiled
def kept(found: Any, pairs: Any, side: int) -> Any:
    """The vertices that stand in this column of the pairs, each once; pairs name them by their places among these."""
    places, count = np.zeros(len(found), np.int64), 0
    for k in range(len(pairs)):
        if places[pairs[k, side]] == 0:
            count += 1
            places[pairs[k, side]] = count
    result = np.zeros((count, 4), np.int64)
    for k in range(len(pairs)):
        vertex = pairs[k, side]
        pairs[k, side] = places[vertex] - 1
        for i in range(4):
            result[places[vertex] - 1, i] = found[vertex, i]
    return result
