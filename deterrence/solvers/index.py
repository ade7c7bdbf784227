"""The index of each component of equilibria of a two-player game.

The index of a component says how robust it is: it is the sum of the indices of the equilibria near it in any game
nearby, so a component whose index is not 0 survives every small change of payoffs. All indices sum to +1.

The game nearby is lexicographic: the bounds of the best-response polytopes become 1 + e, 1 + e^2, ..., which means
payoffs B[i][j] / (1 + e^j). No vertex of it is degenerate. Its equilibria are pairs of bases (I, J), |I| = |J|, and
with positive payoffs the index of one is (-1)^(|I| + 1) times the sign of det A[I, J] det B[I, J].

References
----------
Shapley (1974), A note on the Lemke-Howson algorithm: the index, and that the ends of a path have opposite ones.
Ritzberger (1994), The theory of normal form games from the differentiable viewpoint: components, and the sum +1.
Balthasar (2009), Geometry and equilibria in bimatrix games: the index from the lexicographic perturbation.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import comb, lcm
from typing import NamedTuple, TypeAlias

from deterrence.games.strategic import StrategicGame

__all__ = ["component_indices"]

Strategy: TypeAlias = tuple[Fraction, ...]
Integers: TypeAlias = Sequence[Sequence[int]]
MOST_BASES = 20_000  # of the components that are worked out: seconds


def component_indices(
    game: StrategicGame, components: Sequence[Sequence[tuple[Strategy, Strategy]]]
) -> tuple[int | None, ...]:
    """The index of each component.

    Parameters
    ----------
    game
        Two players, with Fractions as payoffs.
    components
        All extreme equilibria of each component.

    Returns
    -------
    The indices. Components with few bases come first; where all but one are worked out, its index is what is missing
    to +1; where two or more have too many bases, theirs are None.
    """
    A, B = (_positive(matrix) for matrix in game.matrices)
    columns = tuple(zip(*B, strict=True))
    looked = [[_candidates(A, columns, x, y) for x, y in extreme] for extreme in components]
    found: list[int | None] = [None] * len(components)
    left = MOST_BASES
    for k in sorted(range(len(components)), key=lambda k: sum(one.bases for one in looked[k])):
        left -= sum(one.bases for one in looked[k])
        if left >= 0:
            found[k] = sum(_index(A, columns, one) for one in looked[k])
    known = [index for index in found if index is not None]
    if len(known) == len(found) - 1:
        return tuple(1 - sum(known) if index is None else index for index in found)
    return tuple(found)


class _Candidates(NamedTuple):
    """What is played at an extreme equilibrium, the best replies there, and how many bases these leave."""

    x: Strategy
    y: Strategy
    played: tuple[tuple[int, ...], tuple[int, ...]]
    replies: tuple[tuple[int, ...], tuple[int, ...]]
    free: tuple[list[int], list[int]]
    sizes: range
    bases: int


def _candidates(A: Integers, columns: Integers, x: Strategy, y: Strategy) -> _Candidates:
    played = _support(x), _support(y)
    replies = _best(A, y), _best(columns, x)
    free = [k for k in replies[0] if k not in played[0]], [k for k in replies[1] if k not in played[1]]
    sizes = range(max(map(len, played)), min(map(len, replies)) + 1)
    bases = sum(comb(len(free[0]), s - len(played[0])) * comb(len(free[1]), s - len(played[1])) for s in sizes)
    return _Candidates(x, y, played, replies, free, sizes, bases)


def _positive(matrix: Sequence[Sequence[Fraction]]) -> list[list[int]]:
    scale = lcm(*(x.denominator for row in matrix for x in row))
    integers = [[x.numerator * (scale // x.denominator) for x in row] for row in matrix]
    shift = 1 - min(map(min, integers))
    return [[x + shift for x in row] for row in integers]


def _index(A: Integers, columns: Integers, at: _Candidates) -> int:
    """The sum of the indices of the lexicographic equilibria at an extreme equilibrium.

    `columns` is B transposed: one row for each action of Column.
    """
    total = 0
    for s in at.sizes:
        seconds = [sorted((*at.played[1], *more)) for more in combinations(at.free[1], s - len(at.played[1]))]
        for more in combinations(at.free[0], s - len(at.played[0])):
            first = sorted((*at.played[0], *more))
            for second in seconds:
                sign = _sign(columns, second, first, at.x, at.replies[1])
                if sign:
                    sign *= _sign(A, first, second, at.y, at.replies[0])
                total += sign if s % 2 else -sign
    return total


def _support(strategy: Strategy) -> tuple[int, ...]:
    return tuple(k for k, p in enumerate(strategy) if p)


def _best(payoffs: Integers, mixture: Strategy) -> tuple[int, ...]:
    """The actions that are best against a mixture: `payoffs` has a row for each."""
    values = [sum(p * u for p, u in zip(mixture, row, strict=True) if p) for row in payoffs]
    most = max(values)
    return tuple(k for k, value in enumerate(values) if value == most)


def _sign(payoffs: Integers, tight: list[int], own: list[int], mixture: Strategy, best: tuple[int, ...]) -> int:
    """The sign of det payoffs[tight, own] if these make a lexicographic basis of the vertex `mixture`, otherwise 0.

    The basic variables are the weights of `own` and the slacks of all rows but `tight`. The weights are
    w = M^-1 (1 + e), M = payoffs[tight, own], and the slack of row l is 1 + e_l - payoffs[l, own] w. A variable that
    is 0 without the perturbation must be lexicographically positive in e_0, e_1, ...
    """
    adjugate, determinant = _adjugate([[payoffs[k][i] for i in own] for k in tight])
    if not determinant:
        return 0
    if determinant < 0:  # M^-1 in units of 1 / |det M|
        adjugate = [[-x for x in row] for row in adjugate]
    for place, i in enumerate(own):
        if not mixture[i] and next(x for x in adjugate[place] if x) < 0:
            return 0
    for k in best:
        if k in tight:
            continue
        loads = [
            -sum(payoffs[k][i] * adjugate[place][column] for place, i in enumerate(own)) for column in range(len(tight))
        ]
        signs = sorted([*zip(tight, loads, strict=True), (k, abs(determinant))])
        if next(x for _, x in signs if x) < 0:
            return 0
    return 1 if determinant > 0 else -1


def _adjugate(matrix: list[list[int]]) -> tuple[list[list[int]], int]:
    """The inverse times the determinant, and the determinant; a determinant of 0: there is none.

    Integers throughout: each step divides by the last pivot, and leaves no rest (Bareiss 1968).
    """
    size = len(matrix)
    rows = [[*row, *(int(i == k) for i in range(size))] for k, row in enumerate(matrix)]
    previous, sign = 1, 1
    for column in range(size):
        row = next((k for k in range(column, size) if rows[k][column]), None)
        if row is None:
            return [], 0
        if row != column:
            rows[column], rows[row] = rows[row], rows[column]
            sign = -sign
        pivot, along = rows[column][column], rows[column]
        for k in range(size):
            if k != column:
                factor = rows[k][column]
                rows[k] = [(pivot * x - factor * y) // previous for x, y in zip(rows[k], along, strict=True)]
        previous = pivot
    return [[sign * x for x in row[size:]] for row in rows], sign * previous
