"""The vertices of one game that are in an equilibrium, from the signs of determinants: exact, and compiled.

For games up to 13 x 13. Payoffs are integers, and so is a determinant. Where it is
certain to be below 2^62, it is computed as one; elsewhere as a float with an error bound and as an integer modulo 2^64,
which together give its sign and its value. `minors` has the mathematics, `sign_kernel` the loops. Where numba is not
installed, or this does not decide, the double description method of `polyhedron` answers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from math import comb, gcd, prod
from typing import Any, NamedTuple

__all__ = ["Paired", "in_order", "paired_vertices"]

LARGEST = 10_000_000  # determinants of one player: 13 x 13, with 200 megabytes a player
WORTH_LOADING = 20_000  # from 9 x 9 on, loading numba pays in a single game


class Paired(NamedTuple):
    """The strategies in extreme equilibria, and which go together.

    Attributes
    ----------
    rows, columns
        Mixed strategies of each player in proportion, in integers; each once, in ascending order of the probabilities.
    pairs
        (i, j), in ascending order: row strategy i and column strategy j are an extreme equilibrium.
    """

    rows: list[list[int]]
    columns: list[list[int]]
    pairs: list[list[int]]


def in_order(rows: list[list[int]], columns: list[list[int]], pairs: list[list[int]]) -> Paired:
    """Strategies and pairs of these in any order, put in order."""
    first, x_places = _ascending(rows)
    second, y_places = _ascending(columns)
    return Paired(first, second, sorted([x_places[a], y_places[b]] for a, b in pairs))


def _ascending(strategies: list[list[int]]) -> tuple[list[list[int]], list[int]]:
    """The strategies in ascending order of the probabilities, and the place of each.

    Two different fractions with denominators below 2^k differ by more than 2^-2k, so their first 2k binary digits
    order them.
    """
    totals = [sum(weights) for weights in strategies]
    digits = 2 * max(totals).bit_length()
    keys = [[(x << digits) // total for x in weights] for weights, total in zip(strategies, totals, strict=True)]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    places = [0] * len(order)
    for place, k in enumerate(order):
        places[k] = place
    return [strategies[k] for k in order], places


def paired_vertices(m: int, n: int, A: list[int], B: list[int]) -> Paired | None:
    """The extreme equilibria of an m x n game, or None where this method does not apply, or would not pay.

    Payoffs are integers, row by row.
    """
    if "deterrence.solvers.sign_kernel" not in sys.modules and not _worth_loading(m, n):
        return None
    solve = _small_game(m, n)
    if solve is None:
        return None
    try:
        found = solve(A + B)
    except OverflowError:
        found = []
    if not found:
        return _of_any_size(m, n, A, B)
    rows = 3 + m * found[0]
    columns = rows + n * found[1]
    return Paired(
        [found[k : k + m] for k in range(3, rows, m)],
        [found[k : k + n] for k in range(rows, columns, n)],
        sorted([found[k : k + 2] for k in range(columns, len(found), 2)]),
    )


def _size(m: int, n: int) -> int:
    """How many determinants a player has."""
    return comb(m + n, min(m, n) - 1)


@lru_cache(maxsize=1)
def _numba() -> bool:
    return find_spec("numba") is not None


def _worth_loading(m: int, n: int) -> bool:
    return WORTH_LOADING <= _size(m, n) <= LARGEST and min(m, n) > 1 and _numba()


@lru_cache(maxsize=64)
def _small_game(m: int, n: int) -> Callable[[list[int]], list[int]] | None:
    """The compiled loop for games of this size, if its tables are in reach."""
    if _size(m, n) > LARGEST or min(m, n) == 1:
        return None
    import numpy as np

    from deterrence.solvers.minors import within_reach

    if not within_reach(m, n):
        return None
    from deterrence.solvers.small_kernel import packed, small_game

    known, array, integers = packed(m, n), np.array, np.int64

    def solve(payoffs: list[int]) -> list[int]:
        found: list[int] = small_game(known, array(payoffs, integers)).tolist()
        return found

    return solve


def _of_any_size(m: int, n: int, A: list[int], B: list[int]) -> Paired | None:
    """Where determinants may pass 2^62."""
    from deterrence.solvers.sign_kernel import kept, matched, vertices

    against_rows, against_columns = [B[i * n : i * n + n] for i in range(m)], [A[j::n] for j in range(n)]
    sides = []
    for payoffs, own_shift, other_shift in ((against_rows, 0, m), (against_columns, m, 0)):
        side = _side(payoffs)
        if side is None:
            return None
        found, table, count = vertices(side.tables, side.signs, own_shift, other_shift)
        if count < 0:
            return None  # so degenerate that the double description method is the better one
        sides.append((side, found[:count], table))
    (first, mine, _), (second, yours, table) = sides
    pairs = matched(mine, yours, table, (1 << (m + n)) - 1, m, n)
    return in_order(_weights(first, kept(mine, pairs, 0)), _weights(second, kept(yours, pairs, 1)), pairs.tolist())


class _Side(NamedTuple):
    """One player's determinants and their signs.

    Attributes
    ----------
    tables, d
        Where they lie, and what they are made of: the opponent's payoffs less those of her first action, in integers.
    signs
        The sign of each.
    floats, bounds
        Their values and how far these may be off, for each |K|; None where `integers` are exact.
    integers
        Their values modulo 2^64.
    """

    tables: Any
    d: list[list[int]]
    signs: Any
    floats: Any
    bounds: Any
    integers: Any


def _side(payoffs: Sequence[Sequence[int]]) -> _Side | None:
    import numpy as np

    from deterrence.solvers.minors import error_bounds, largest_minors, tables
    from deterrence.solvers.sign_kernel import determinants, settle_rest

    d = [[x - row[0] for x in row] for row in payoffs]
    divisor = gcd(*[x for row in d for x in row])
    if divisor > 1:
        d = [[x // divisor for x in row] for row in d]
    own, other = len(d), len(d[0])
    levels = min(own, other - 1) + 1
    sizes = sorted([max(1, max(row), -min(row)) for row in d], reverse=True)
    products = [prod(sizes[:k]) for k in range(levels)]
    t = tables(own, other)
    count = int(t.offset[-1])
    signs, integers = np.empty(count, np.int8), np.empty(count, np.int64)
    if max(largest_minors(k) * product for k, product in enumerate(products)) < 2**62:
        determinants(t, np.array(d, np.int64), np.zeros(levels, np.int64), integers, signs)
        return _Side(t, d, signs, None, None, integers)
    if products[-1] > 10**250:
        return None
    # Floats are exact while no sum of products passes 2^53; beyond, an entry is rounded once.
    entries, sums = error_bounds(levels)
    bounds = (entries + sums) * 2.0**-53 * np.array(products, float)
    terms = [1, *((k + 1) * largest_minors(k - 1) * products[k] for k in range(1, levels))]
    for k in range(levels):
        if max(terms[: k + 1]) < 2**53:
            bounds[k] = 0
    floats = np.empty(count)
    around = np.array([[(x + 2**63) % 2**64 - 2**63 for x in row] for row in d], np.int64)
    determinants(t, around, np.zeros(levels, np.int64), integers, signs)
    decided = determinants(t, np.array(d, float), bounds, floats, signs)
    if not decided and not settle_rest(t, integers, bounds, signs):
        return None
    return _Side(t, d, signs, floats, bounds, integers)


def _weights(side: _Side, bases: Any) -> list[list[int]]:
    """The mixed strategies of vertices, in proportion."""
    from deterrence.solvers.sign_kernel import weights

    exact: list[list[int]] = weights(side.tables, side.integers, bases).tolist()
    if side.floats is not None:
        # Within 2^62 of a float there is one integer with a given remainder modulo 2^64.
        near = weights(side.tables, side.floats, bases).tolist()
        for k, (row, floats, (_, s, mine, yours)) in enumerate(zip(exact, near, bases.tolist(), strict=True)):
            bound = side.bounds[s - 1]
            if max(map(abs, floats)) + bound < 2.0**62:
                continue  # the remainder is the number
            if bound < 2.0**61:
                exact[k] = [r + ((int(x) - r + 2**63) >> 64 << 64) for r, x in zip(row, floats, strict=True)]
            else:
                exact[k] = _by_elimination(side, s, mine, yours)
    return [[abs(x) for x in row] for row in exact]


def _by_elimination(side: _Side, s: int, mine: int, yours: int) -> list[int]:
    members = side.tables.own_members[s, mine, :s].tolist()
    columns = side.tables.other_members[s, yours, :s].tolist()
    result = [0] * len(side.d)
    for member, weight in zip(members, _cofactors([[side.d[i][j] for j in columns] for i in members]), strict=True):
        result[member] = weight
    return result


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
