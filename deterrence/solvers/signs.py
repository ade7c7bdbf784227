"""The vertices of one game that are in an equilibrium, from the signs of determinants: exact, and compiled.

For games up to 12 x 12. Payoffs are brought to a common denominator. A determinant is then an integer; it is known by a
float with an error bound, and if need be modulo 2^64, and one of the two gives its sign. `minors` has the mathematics,
`sign_kernel` the loops. Where numba is not installed, or neither decides, the double description method of
`polyhedron` answers.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from importlib.util import find_spec
from math import comb, gcd, lcm, prod
from typing import Any

from deterrence.solvers.polyhedron import Vertex

__all__ = ["paired_vertices"]

LARGEST = 3_000_000  # determinants of one player: 12 x 12
WORTH_LOADING = 20_000  # from 9 x 9 on, loading numba pays in a single game
MOST_BASES = 200_000

Matrix = Sequence[Sequence[Fraction]]


def paired_vertices(A: Matrix, B: Matrix) -> tuple[list[Vertex], list[Vertex]] | None:
    """Row's and Column's strategies in extreme equilibria, each with its labels, in ascending order.

    Labels are those of `bimatrix`: Row's actions first. None: this method does not apply, or would not pay.
    """
    m, n = len(A), len(A[0])
    size = comb(m + n, min(m, n) - 1)
    if size > LARGEST or min(m, n) == 1:
        return None
    if "deterrence.solvers.sign_kernel" not in sys.modules and (size < WORTH_LOADING or not _numba()):
        return None
    import numpy as np

    rows = _vertices(B, 0, m)
    columns = _vertices(tuple(zip(*A, strict=True)), m, 0) if rows else None
    if rows is None or columns is None:
        return None
    first, second = _matching(rows[0], columns[0], np.int64((1 << (m + n)) - 1))
    return rows[1](first), columns[1](second)


@lru_cache(maxsize=1)
def _numba() -> bool:
    return find_spec("numba") is not None


def _vertices(payoffs: Matrix, own_shift: int, other_shift: int) -> tuple[Any, Any] | None:
    """The labels of all vertices of one player, and a function that makes some of them strategies."""
    import numpy as np

    from deterrence.solvers.minors import error_bounds, largest_minors, tables
    from deterrence.solvers.sign_kernel import determinants, feasible_bases, settle, settle_rest

    scale = lcm(*(x.denominator for row in payoffs for x in row))
    integers = [[x.numerator * (scale // x.denominator) for x in row] for row in payoffs]
    d = [[x - row[0] for x in row] for row in integers]
    divisor = gcd(*(x for row in d for x in row)) or 1
    d = [[x // divisor for x in row] for row in d]
    own, other = len(d), len(d[0])
    levels = min(own, other - 1) + 1
    largest = sorted((max(1, *map(abs, row)) for row in d), reverse=True)
    products = [prod(largest[:k]) for k in range(levels)]
    if products[-1] > 10**250:
        return None
    # Floats are exact while no sum of products passes 2^53; beyond, an entry is rounded once.
    entries, sums = error_bounds(levels)
    bounds = (entries + sums) * 2.0**-53 * np.array(products, float)
    terms = [1, *((k + 1) * largest_minors(k - 1) * products[k] for k in range(1, levels))]
    for k in range(levels):
        if max(terms[: k + 1]) < 2**53:
            bounds[k] = 0

    t = tables(own, other)
    r = np.empty(t.offset[-1])
    determinants(t, np.array(d, float), r)
    signs = np.empty(len(r), np.int8)
    if not settle(r, t.offset, bounds, signs):
        rest = np.empty(len(r), np.int64)
        determinants(t, np.array([[(x + 2**63) % 2**64 - 2**63 for x in row] for row in d], np.int64), rest)
        if not settle_rest(rest, t.offset, bounds, signs):
            return None
    found = np.empty((1000, 4), np.int64)
    count = feasible_bases(t, signs, own_shift, other_shift, found)
    if count > MOST_BASES:
        return None  # so degenerate that the double description method is the better one
    if count > len(found):
        found = np.empty((count, 4), np.int64)
        feasible_bases(t, signs, own_shift, other_shift, found)
    labels, firsts = np.unique(found[:count, 0], return_index=True)  # its labels determine a vertex

    def strategies(chosen: Any) -> list[Vertex]:
        result = []
        for index in firsts[chosen].tolist():
            bits, s, mine, yours = found[index].tolist()
            members = t.own_members[s, mine, :s].tolist()
            if not bounds[s - 1]:
                less = t.own_less[s, mine, :s]
                weights = [abs(int(x)) for x in r[t.offset[s - 1] + less * t.others[s] + yours].tolist()]
            else:
                weights = _cofactors([[d[i][j] for j in t.other_members[s, yours, :s].tolist()] for i in members])
            total, point = sum(weights), [Fraction(0)] * own
            for member, weight in zip(members, weights, strict=True):
                point[member] = Fraction(weight, total)
            result.append(Vertex(tuple(point), bits))
        return sorted(result)

    return labels, strategies


def _matching(rows: Any, columns: Any, everything: Any) -> tuple[Any, Any]:
    """Which of Row's and which of Column's labels (each ascending) make up everything with one of the other's."""
    import numpy as np

    if len(rows) * len(columns) < 20_000:
        table = (rows[:, None] | columns) == everything
        return np.flatnonzero(table.any(axis=1)), np.flatnonzero(table.any(axis=0))
    first, second = np.zeros(len(rows), bool), np.zeros(len(columns), bool)
    needed = everything & ~rows
    place = np.minimum(np.searchsorted(columns, needed), len(columns) - 1)
    exact = columns[place] == needed
    first[exact], second[place[exact]] = True, True
    # More labels than needed: one of the two is a degenerate vertex, with more labels than it has coordinates.
    bits = int(everything).bit_count()
    counts_x, counts_y = np.bitwise_count(rows), np.bitwise_count(columns)
    for k in np.flatnonzero(counts_x > counts_x.min()):
        partners = rows[k] | columns == everything
        first[k] |= partners.any()
        second |= partners
    for k in np.flatnonzero(counts_y > bits - counts_x.min()):
        partners = columns[k] | rows == everything
        second[k] |= partners.any()
        first |= partners
    return np.flatnonzero(first), np.flatnonzero(second)


def _cofactors(d: list[list[int]]) -> list[int]:
    """Weights x >= 0 with x'd the same in every column, in proportion, by elimination without fractions (Bareiss 1968).

    They are unique up to a factor, because this is the basis of a vertex.
    """
    s = len(d)
    # unknowns x_0 .. x_(s-1): for each column but the first, the difference from the first is 0
    rows = [[d[i][j] - d[i][0] for i in range(s)] for j in range(1, s)]
    pivots: list[int] = []
    previous = 1
    for k in range(s - 1):
        row, column = next((a, b) for b in range(s) if b not in pivots for a in range(k, s - 1) if rows[a][b])
        rows[k], rows[row] = rows[row], rows[k]
        pivot = rows[k][column]
        for a in range(s - 1):
            if a != k:
                factor = rows[a][column]
                rows[a] = [(pivot * x - factor * y) // previous for x, y in zip(rows[a], rows[k], strict=True)]
        previous = pivot
        pivots.append(column)
    free = next(b for b in range(s) if b not in pivots)
    weights = [0] * s
    weights[free] = previous
    for k, column in enumerate(pivots):
        weights[column] = -rows[k][free]
    sign = -1 if previous < 0 else 1
    return [sign * x for x in weights]
