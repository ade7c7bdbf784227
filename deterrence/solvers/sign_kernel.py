"""The vertices of one game's best-response polytope from signs of determinants: the compiled loops.

Imported only where numba is installed. The mathematics is in `minors`. Floats with an error bound decide most signs.
For the others the determinants are computed in integers, which wrap around at 2^64: a number known to be smaller than
2^62 is what it seems.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from deterrence.solvers.batch_kernel import compiled
from deterrence.solvers.minors import Tables

__all__ = ["determinants", "feasible_bases", "settle", "settle_rest"]


@compiled
def determinants(t: Tables, d: Any, r: Any) -> None:
    """All determinants R(K, J) of one player, in `r`; d is [own action, opponent's action]."""
    # a field of a tuple costs a reference each time it is read, so each is read once
    offset, owns, others = t.offset, t.owns, t.others
    own_members, own_less, other_members, other_less = t.own_members, t.own_less, t.other_members, t.other_less
    for j in range(t.other):
        r[j] = 1
    for k in range(1, len(offset) - 1):
        for own in range(owns[k]):
            last = own_members[k, own, k - 1]
            before = offset[k - 1] + own_less[k, own, k - 1] * others[k]
            here = offset[k] + own * others[k + 1]
            for other in range(others[k + 1]):
                total = d[last, other_members[k + 1, other, k]] * r[before + other_less[k + 1, other, k]]
                for place in range(k - 1, -1, -1):
                    term = d[last, other_members[k + 1, other, place]] * r[before + other_less[k + 1, other, place]]
                    if (k - place) % 2:
                        total -= term
                    else:
                        total += term
                r[here + other] = total


@compiled
def settle(r: Any, offset: Any, bounds: Any, signs: Any) -> bool:
    """The signs of determinants known to within bounds, one for each |K|; 2 where the bound does not decide.

    Returns
    -------
    Whether all were decided.
    """
    decided = True
    for k in range(len(offset) - 1):
        bound = bounds[k]
        for position in range(offset[k], offset[k + 1]):
            if r[position] > bound:
                signs[position] = 1
            elif r[position] < -bound:
                signs[position] = -1
            elif bound == 0:
                signs[position] = 0
            else:
                signs[position] = 2
                decided = False
    return decided


@compiled
def settle_rest(r: Any, offset: Any, bounds: Any, signs: Any) -> bool:
    """The signs that are 2, from the determinants modulo 2^64: they are what they seem where the bound is below 2^62.

    Returns
    -------
    Whether all were decided.
    """
    for k in range(len(offset) - 1):
        for position in range(offset[k], offset[k + 1]):
            if signs[position] == 2:
                if not bounds[k] < 2.0**62:
                    return False
                signs[position] = 1 if r[position] > 0 else (-1 if r[position] < 0 else 0)
    return True


@compiled
def feasible_bases(t: Tables, signs: Any, own_shift: int, other_shift: int, found: Any) -> int:
    """All bases of vertices: rows (labels, s, I, J) of `found`, while it has space; how many there are."""
    offset, owns, others, own_sets, other_sets = t.offset, t.owns, t.others, t.own_sets, t.other_sets
    own_members, own_less, other_more, other_signs = t.own_members, t.own_less, t.other_more, t.other_signs
    everyone = np.int64((1 << t.own) - 1)
    plus, minus = np.empty(other_sets.shape[1], np.int8), np.empty(other_sets.shape[1], np.int8)
    count = 0
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
                if count < len(found):
                    labels = (everyone & ~own_sets[s, own]) << own_shift | other_sets[s, other] << other_shift
                    for place in range(s):  # not played after all
                        if signs[offset[s - 1] + own_less[s, own, place] * width + other] == 0:
                            labels |= 1 << (own_members[s, own, place] + own_shift)
                    for place in range(t.other - s):  # a best reply as well
                        more = other_more[s, other, place]
                        if signs[start + more] == 0:
                            labels |= (other_sets[s + 1, more] & ~other_sets[s, other]) << other_shift
                    found[count, 0], found[count, 1], found[count, 2], found[count, 3] = labels, s, own, other
                count += 1
    return count
