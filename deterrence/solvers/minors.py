"""Which supports carry a vertex of a best-response polytope, from the signs of small determinants.

A player mixes over `own` actions; d[k, j] is what action k brings the opponent's action j. For a set K of own actions
and a set J of the opponent's, one larger, let R(K, J) be the determinant of a row of ones above the rows of d in K,
columns J. By Cramer's rule the mixture x over I that makes all of J, |J| = |I|, equally good for the opponent is

    x_i proportional to (-1)^position(i) R(I - i, J),

and action l outside J falls short of them by (-1)^(|I| + members of J after l) R(I, J + l) in the same proportion. So
(I, J) is a basis of a vertex exactly where these numbers have one sign, zeros allowed, with some x_i not zero; zeros
say which labels the vertex carries besides. Signs decide everything: a float may stand in for an exact determinant
wherever it is larger than its error bound.

R(K, J) is a sum over j in J of d[last of K, j] R(K - last, J - j), with signs that alternate. Adding a constant to a
row of d changes nothing, and a positive factor on a row changes no sign.

References
----------
Mangasarian (1964), Equilibrium points of bimatrix games: extreme equilibria are pairs of vertices.
Shapley and Snow (1950), Basic solutions of discrete games: extreme strategies by cofactors of square submatrices.
Higham (2002), Accuracy and Stability of Numerical Algorithms, chapter 3: the running error of sums of products.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from math import comb, factorial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Program",
    "Tables",
    "bases",
    "error_bounds",
    "largest_minors",
    "minors",
    "products",
    "program",
    "tables",
    "within_reach",
]

Ints = NDArray[np.int64]
Array = NDArray[Any]
ROUNDING = 2.0**-53


class Tables(NamedTuple):
    """Where the subsets of a player's actions and of the opponent's lie, and how they contain each other.

    Subsets of one size are numbered in lexicographic order. Arrays run over sizes first, then subsets, then places;
    what is beyond the end is 0. Sizes of own subsets are called s or k, of the opponent's t.

    Attributes
    ----------
    own, other
        How many actions each has.
    offset
        Where the determinants R(K, J) with |K| = k begin in one long list, for k = 0, 1, ..., and its length.
    owns, others
        How many subsets of each size there are.
    own_sets, other_sets
        The subsets as bits.
    own_less, other_less
        [size, subset, place]: the number of the subset without its member in this place.
    own_members, other_members
        [size, subset, place]: that member.
    other_more, other_signs
        [size, subset, k]: the number of the subset with the k-th missing action added, and (-1)^(members after it).
    """

    own: int
    other: int
    offset: Ints
    owns: Ints
    others: Ints
    own_sets: Ints
    other_sets: Ints
    own_less: Ints
    other_less: Ints
    own_members: Ints
    other_members: Ints
    other_more: Ints
    other_signs: Ints


LARGEST_TABLES = 500_000  # entries of one of the larger arrays: four megabytes


def within_reach(own: int, other: int) -> bool:
    """Whether the tables are small: for 13 x 13 and 4 x 16 they are, for 5 x 20 not."""
    return all(_levels(own, other, size) * _width(own, other, size) * size <= LARGEST_TABLES for size in (own, other))


def _levels(own: int, other: int, size: int) -> int:
    return min(own, other, size - 1) + 2


def _width(own: int, other: int, size: int) -> int:
    return max(comb(size, k) for k in range(_levels(own, other, size)))


@lru_cache(maxsize=32)
def tables(own: int, other: int) -> Tables:
    """The tables for a player with `own` actions against an opponent with `other`, for sets that are needed."""
    sides = []
    for size in (own, other):
        levels, width = _levels(own, other, size), _width(own, other, size)
        sets, counts = np.zeros((levels, width), np.int64), np.zeros(levels, np.int64)
        less, members, more, signs = (np.zeros((levels, width, size), np.int64) for _ in range(4))
        for k in range(levels):
            count = comb(size, k)
            level = np.array([*combinations(range(size), k)], np.int64).reshape(count, k)
            counts[k], sets[k, :count], members[k, :count, :k] = count, (1 << level).sum(axis=1), level
            for place in range(k):
                less[k, :count, place] = _number(np.delete(level, place, axis=1), size)
            # complements come in the reverse order of the sets
            missing = np.array([*combinations(range(size), size - k)], np.int64).reshape(count, size - k)[::-1]
            for place in range(size - k):
                added = missing[:, place : place + 1]
                if k + 1 < levels:
                    more[k, :count, place] = _number(np.sort(np.hstack([level, added]), axis=1), size)
                signs[k, :count, place] = 1 - (level > added).sum(axis=1) % 2 * 2
        sides.append((sets, less, members, more, signs, counts))
    mine, theirs = sides
    lengths = [comb(own, k) * comb(other, k + 1) for k in range(min(own, other - 1) + 1)]
    offset = np.array([0, *np.cumsum(lengths)], np.int64)
    return Tables(
        own, other, offset, mine[5], theirs[5], mine[0], theirs[0], mine[1], theirs[1], mine[2], theirs[2], *theirs[3:5]
    )


def _number(subsets: Ints, size: int) -> Ints:
    """The places of subsets of one size in lexicographic order; a set that comes later has larger members."""
    k = subsets.shape[1]
    result = np.full(len(subsets), comb(size, k) - 1)
    for place in range(k):
        after = np.array([comb(size - 1 - member, k - place) for member in range(size)], np.int64)
        result -= after[subsets[:, place]]
    return result


class Program(NamedTuple):
    """The same as one list of determinants and one of bases: what a compiled loop reads straight through.

    Attributes
    ----------
    starts, left, right
        Determinant k is the sum over places starts[k] to starts[k + 1] - 1 of left * right: `right` numbers the
        smaller determinant, `left` the entry of d, row by row, or beyond the end of d the same entry negated.
    set_starts, set_sizes, set_less, set_last
        For each set K: where its determinants begin, |K|, the number of the set without its last member, that member.
    sizes
        |I| for each basis.
    parts, signs, members
        [basis, place]: the numbers that must have one sign: which determinant, its sign, and whose it is. The first
        |I| places are the weights of I, the others the shortfalls of the opponent's actions outside J.
    own_sets, other_sets
        I and J as bits.
    matches
        The number of the basis (J, I) in the opponent's program.
    """

    starts: Ints
    left: Ints
    right: Ints
    set_starts: Ints
    set_sizes: Ints
    set_less: Ints
    set_last: Ints
    sizes: Ints
    parts: Ints
    signs: Ints
    members: Ints
    own_sets: Ints
    other_sets: Ints
    matches: Ints


@lru_cache(maxsize=16)
def program(own: int, other: int) -> Program:
    """The program for a player with `own` actions against an opponent with `other`."""
    t = tables(own, other)
    lengths, left, right = [np.zeros(other, np.int64)], [], []
    set_counts, set_sizes, set_less, set_last = [other], [0], [0], [0]
    first = [0, 1]  # the number of the first set of each size
    for k in range(1, len(t.offset) - 1):
        mine, theirs = int(t.owns[k]), int(t.others[k + 1])
        last, less = t.own_members[k, :mine, k - 1], t.own_less[k, :mine, k - 1]
        negated = (np.arange(k + 1) + k) % 2 * own * other
        left.append((last[:, None, None] * other + t.other_members[k + 1, :theirs, : k + 1] + negated).ravel())
        before = t.offset[k - 1] + less * t.others[k]
        right.append((before[:, None, None] + t.other_less[k + 1, :theirs, : k + 1]).ravel())
        lengths.append(np.full(mine * theirs, k + 1))
        set_counts += [theirs] * mine
        set_sizes += [k] * mine
        set_less += (first[k - 1] + less).tolist()
        set_last += last.tolist()
        first.append(first[-1] + mine)
    rows: list[list[Array]] = [[] for _ in range(7)]
    start = 0
    for s in range(1, min(own, other) + 1):
        mine, theirs = int(t.owns[s]), int(t.others[s])
        ours, yours = (index.ravel() for index in np.indices((mine, theirs)))
        weights = t.offset[s - 1] + t.own_less[s, ours, :s] * theirs + yours[:, None]
        gaps = np.zeros((len(ours), 0), np.int64)
        if s < other:
            gaps = t.offset[s] + ours[:, None] * t.others[s + 1] + t.other_more[s, yours, : other - s]
        missing = [[j for j in range(other) if not bits >> j & 1] for bits in t.other_sets[s, :theirs].tolist()]
        outside = np.array(missing, np.int64).reshape(theirs, other - s)
        parts = (
            np.full(len(ours), s),
            np.hstack([weights, gaps]),
            np.hstack(
                [np.tile((-1) ** np.arange(s), (len(ours), 1)), (-1) ** s * t.other_signs[s, yours, : other - s]]
            ),
            np.hstack([t.own_members[s, ours, :s], outside[yours]]),
            t.own_sets[s, ours],
            t.other_sets[s, yours],
            start + yours * mine + ours,
        )
        for row, part in zip(rows, parts, strict=True):
            row.append(part)
        start += len(ours)
    empty = [np.zeros(0, np.int64)]
    return Program(
        np.concatenate([[0], np.cumsum(np.concatenate(lengths))]),
        np.concatenate(left or empty),
        np.concatenate(right or empty),
        np.concatenate([[0], np.cumsum(set_counts)]),
        *(np.array(values, np.int64) for values in (set_sizes, set_less, set_last)),
        *(np.concatenate(row) for row in rows),
    )


def minors(t: Tables, d: Array) -> list[Array]:
    """The determinants of many games at once: entry k holds R[K, J, game] for |K| = k.

    Parameters
    ----------
    t
        The tables of this size.
    d
        [own action, opponent's action, game], in floats, or in unsigned integers (then modulo 2^64).
    """
    levels = [np.ones((1, t.other, d.shape[2]), d.dtype)]
    for k in range(1, len(t.offset) - 1):
        own, other = t.owns[k], t.others[k + 1]
        last = t.own_members[k, :own, k - 1]
        before = levels[-1][t.own_less[k, :own, k - 1]]
        total = np.zeros((own, other, d.shape[2]), d.dtype)
        for place in range(k + 1):
            columns = t.other_members[k + 1, :other, place]
            term = d[last[:, None], columns] * before[:, t.other_less[k + 1, :other, place]]
            if (k + place) % 2:
                total -= term
            else:
                total += term
        levels.append(total)
    return levels


def products(t: Tables, size: Array) -> list[Array]:
    """For each set K the product of the sizes of its rows: entry k holds [K, game]."""
    levels = [np.ones((1, *size.shape[1:]), size.dtype)]
    for k in range(1, len(t.offset) - 1):
        own = t.owns[k]
        levels.append(levels[-1][t.own_less[k, :own, k - 1]] * size[t.own_members[k, :own, k - 1]])
    return levels


def bases(t: Tables, signs: Sequence[Array]) -> list[Array]:
    """Which (I, J) are bases of a vertex: entry s - 1 holds [I, J, game] for |I| = |J| = s.

    Parameters
    ----------
    t
        The tables of this size.
    signs
        The signs of the determinants as int8, laid out as `minors` does.
    """
    found = []
    for s in range(1, min(t.own, t.other) + 1):
        own, other = t.owns[s], t.others[s]
        least = most = np.zeros(0)
        for place in range(s):
            part = signs[s - 1][t.own_less[s, :own, place], :other]
            part = -part if place % 2 else part
            least, most = (part, part) if place == 0 else (np.minimum(least, part), np.maximum(most, part))
        plus, minus = (least >= 0) & (most > 0), (most <= 0) & (least < 0)
        for place in range(t.other - s):
            gap = signs[s][:own, t.other_more[s, :other, place]]
            gap = gap * ((-1) ** s * t.other_signs[s, :other, place]).astype(np.int8)[:, None]
            plus &= gap >= 0
            minus &= gap <= 0
        found.append(plus | minus)
    return found


def largest_minors(k: int) -> int:
    """A bound on |R(K, J)|, |K| = k, where no entry of d is larger than 1.

    There are (k + 1)! products, and Hadamard's bound is (k + 1)^((k + 1) / 2).
    """
    size = k + 1
    hadamard = size ** (size // 2) if size % 2 == 0 else int(size ** (size / 2)) + 1
    return min(factorial(size), hadamard)


@lru_cache(maxsize=64)
def error_bounds(levels: int) -> tuple[Array, Array]:
    """Bounds alpha[k], beta[k]: a determinant computed by `minors` in floats is off by at most
    (alpha[k] eta + beta[k] u) times the product of the sizes of its rows.

    Here u is the unit roundoff, every computed entry is at most its row's size S, and off by at most eta S, with
    eta <= 2^-20. With r[k] a bound on the determinant where S = 1, each of the k + 1 terms adds the error of the
    smaller determinant and eta r[k-1]; adding up products costs (k + 1) u of each (Higham 2002, section 3.1). All
    bounds are doubled, which covers what is of second order, their own rounding, and underflow.
    """
    alpha, beta = [0.0], [0.0]
    for k in range(1, levels):
        smaller = largest_minors(k - 1)
        alpha.append((k + 1) * (alpha[-1] + smaller))
        beta.append((k + 1) * (beta[-1] + (k + 1) * smaller))
    return 2 * np.array(alpha), 2 * np.array(beta)
