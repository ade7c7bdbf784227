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
from typing import TypeAlias

from deterrence.games.strategic import StrategicGame

__all__ = ["component_indices"]

Strategy: TypeAlias = tuple[Fraction, ...]
Integers: TypeAlias = Sequence[Sequence[int]]
MOST_BASES = 20_000  # of one extreme equilibrium: a second or two


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
    The indices. Where one component has too many bases to be listed its index is what is missing to +1; where two or
    more have, theirs are None.
    """
    A, B = (_positive(matrix) for matrix in game.matrices)
    columns = tuple(zip(*B, strict=True))
    found = [_index(A, columns, extreme) for extreme in components]
    known = [index for index in found if index is not None]
    if len(known) == len(found) - 1:
        return tuple(1 - sum(known) if index is None else index for index in found)
    return tuple(found)


def _positive(matrix: Sequence[Sequence[Fraction]]) -> list[list[int]]:
    scale = lcm(*(x.denominator for row in matrix for x in row))
    integers = [[x.numerator * (scale // x.denominator) for x in row] for row in matrix]
    shift = 1 - min(map(min, integers))
    return [[x + shift for x in row] for row in integers]


def _index(A: Integers, columns: Integers, extreme: Sequence[tuple[Strategy, Strategy]]) -> int | None:
    """The sum of the indices of the lexicographic equilibria at these extreme equilibria.

    `columns` is B transposed: one row for each action of Column.
    """
    total = 0
    for x, y in extreme:
        played = _support(x), _support(y)
        replies = _best(A, y), _best(columns, x)
        free = [[k for k in better if k not in own] for own, better in zip(played, replies, strict=True)]
        sizes = range(max(map(len, played)), min(map(len, replies)) + 1)
        count = sum(comb(len(free[0]), s - len(played[0])) * comb(len(free[1]), s - len(played[1])) for s in sizes)
        if count > MOST_BASES:
            return None
        for s in sizes:
            seconds = [sorted((*played[1], *more)) for more in combinations(free[1], s - len(played[1]))]
            for more in combinations(free[0], s - len(played[0])):
                first = sorted((*played[0], *more))
                for second in seconds:
                    sign = _sign(columns, second, first, x, replies[1])
                    if sign:
                        sign *= _sign(A, first, second, y, replies[0])
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
    inverse, determinant = _inverse([[payoffs[k][i] for i in own] for k in tight])
    if not determinant:
        return 0
    for place, i in enumerate(own):
        if not mixture[i] and next(x for x in inverse[place] if x) < 0:
            return 0
    for k in best:
        if k in tight:
            continue
        loads = [
            -sum(payoffs[k][i] * inverse[place][column] for place, i in enumerate(own)) for column in range(len(tight))
        ]
        signs = sorted([*zip(tight, loads, strict=True), (k, Fraction(1))])
        if next(x for _, x in signs if x) < 0:
            return 0
    return 1 if determinant > 0 else -1


def _inverse(matrix: list[list[int]]) -> tuple[list[list[Fraction]], Fraction]:
    """The inverse and the determinant; a determinant of 0: there is none."""
    size = len(matrix)
    rows = [[*map(Fraction, row), *(Fraction(int(i == k)) for i in range(size))] for k, row in enumerate(matrix)]
    determinant = Fraction(1)
    for column in range(size):
        row = next((k for k in range(column, size) if rows[k][column]), None)
        if row is None:
            return [], Fraction(0)
        if row != column:
            rows[column], rows[row] = rows[row], rows[column]
            determinant = -determinant
        pivot = rows[column][column]
        determinant *= pivot
        rows[column] = [x / pivot for x in rows[column]]
        for k in range(size):
            factor = rows[k][column]
            if k != column and factor:
                rows[k] = [x - factor * y for x, y in zip(rows[k], rows[column], strict=True)]
    return [row[size:] for row in rows], determinant
