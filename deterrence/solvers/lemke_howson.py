"""One equilibrium of a large two-player game: the path of Lemke and Howson, exact and lexicographic.

Two tableaux hold the best-response polytopes {x >= 0, B'x <= 1} and {Ay <= 1, y >= 0} with integer payoffs shifted to
be positive. From the origin, where every action has its label, one label is dropped; each pivot takes up a label that
the other tableau then drops, until the missing one returns. Ties between rows are broken as if the right-hand side
were perturbed by (e, e^2, ...), so no basis comes back and the path ends at every degeneracy.

Some paths are a thousand times longer than others. In a large game, where the label is left open, floats walk several
paths to find a short one; the equilibrium at its end is then solved for and proved in rationals.

References
----------
Lemke and Howson (1964), Equilibrium points of bimatrix games.
von Stengel (2002), Computing equilibria for two-person games, sections 2.3 to 2.6: the path, integer pivoting (all
entries stay integers, divided by the previous pivot) and the lexicographic rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from typing import Any

from deterrence.certificate import Certificate, Certified, certify
from deterrence.errors import SolverError
from deterrence.games.strategic import StrategicGame
from deterrence.solvers.bimatrix import Strategy, equilibrium_payoffs, exact_payoffs

__all__ = ["OneEquilibrium", "lemke_howson"]

Tableau = list[list[int]]
MOST_PIVOTS = 100_000
SMALL = 40  # actions of both players up to which label 0 is as good as any
MOST_LABELS = 16  # paths tried in a large game
BUDGETS = (100, 400, 1600, 6400)  # their lengths


@dataclass(frozen=True)
class OneEquilibrium(Certified):
    """One equilibrium of a two-player game, of possibly many.

    Attributes
    ----------
    game
        The game, with its payoffs as Fractions.
    profile
        The mixed strategies of Row and of Column.
    payoffs
        What they get.
    label
        The label that was dropped: Row's actions count from 0, Column's go on from there.
    pivots
        How long the path was.
    complete, exact
        False, for other equilibria may exist; and True.
    """

    game: StrategicGame = field(repr=False)
    profile: tuple[Strategy, Strategy]
    payoffs: tuple[Fraction, Fraction]
    label: int
    pivots: int
    complete: bool = False
    exact: bool = True
    method: str = "Lemke and Howson's path, lexicographic, in integers"
    concept: str = "nash"
    status: str = "one equilibrium; others may exist"

    @cached_property
    def certificate(self) -> Certificate:
        """The proof that it is one."""
        return certify(self.game, self.profile)


def lemke_howson(game: StrategicGame, label: int | None = None) -> OneEquilibrium:
    """One Nash equilibrium of a two-player game with up to hundreds of actions, exact and certified.

    Parameters
    ----------
    game
        Two players, payoffs rational.
    label
        The action whose label is dropped first: Row's actions are 0, 1, ...; Column's go on from there. Different
        labels may lead to different equilibria. Without it, 0 in small games and one with a short path in large ones.

    Returns
    -------
    OneEquilibrium
        With its certificate checked.

    Raises
    ------
    SolverError
        If there are not two players, if payoffs are not rational numbers, for a label that is no action, or after a
        hundred thousand pivots (there are games whose paths are exponentially long: Savani and von Stengel 2006).

    Examples
    --------
    >>> from deterrence.games.strategic import bimatrix
    >>> lemke_howson(bimatrix([[1, -1], [-1, 1]])).profile
    ((Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 2), Fraction(1, 2)))
    """
    game = exact_payoffs(game)
    m, n = game.shape
    if label is None:
        found = _short_path(game) if m + n > SMALL else None
        if found is not None:
            return found
        label = 0
    elif isinstance(label, bool) or not isinstance(label, int) or not 0 <= label < m + n:
        raise SolverError(
            f"label {label!r} is no action: Row's are 0 to {m - 1}, Column's {m} to {m + n - 1}; choose one of them"
        )
    A, B = game.matrices
    # Row's tableau has a slack for each action of Column, and the other way round; a variable is named by its label.
    tableaux = (_tableau(tuple(zip(*B, strict=True))), _tableau(A))
    bases = ([*range(m, m + n)], [*range(m)])
    dets = [1, 1]
    side = 0 if label < m else 1
    entering, pivots = label, 0
    while True:
        column = entering if side == 0 else (entering - m) % (m + n)
        row = _leaving(tableaux[side], column, (m, n)[side])
        leaving = bases[side][row]
        dets[side] = _pivot(tableaux[side], row, column, dets[side])
        bases[side][row] = entering
        pivots += 1
        if leaving == label:
            break
        if pivots >= MOST_PIVOTS:
            raise SolverError(f"no equilibrium after {pivots:,} pivots; drop another label than {label}")
        entering, side = leaving, 1 - side
    profile = tuple(
        _strategy(basis, [row[-1] for row in tableau], first, size)
        for basis, tableau, first, size in zip(bases, tableaux, (0, m), (m, n), strict=True)
    )
    return _certified(game, profile, label, pivots)


def _certified(game: StrategicGame, profile: tuple[Strategy, ...], label: int, pivots: int) -> OneEquilibrium:
    x, y = profile
    return OneEquilibrium(game, (x, y), equilibrium_payoffs(*game.matrices, x, y), label, pivots).require_certificate()


def _tableau(opponent: tuple[tuple[Fraction, ...], ...]) -> Tableau:
    """Rows (payoffs of one action of the opponent, positive; slack; 1), in integers."""
    scale = lcm(*(x.denominator for row in opponent for x in row))
    integers = [[x.numerator * (scale // x.denominator) for x in row] for row in opponent]
    least = min(map(min, integers))
    divisor = gcd(*(x - least for row in integers for x in row)) or 1
    size = len(integers)
    return [
        [*((x - least) // divisor + 1 for x in row), *(int(k == place) for k in range(size)), 1]
        for place, row in enumerate(integers)
    ]


def _leaving(tableau: Tableau, column: int, own: int) -> int:
    """The row that bounds the entering variable first, ties broken lexicographically by the slacks' columns."""
    rows = [k for k, row in enumerate(tableau) if row[column] > 0]
    # the right-hand side, and the perturbation of each slack
    for place in (-1, *range(own, len(tableau[0]) - 1)):
        best = rows[0]
        kept = [best]
        for k in rows[1:]:
            difference = tableau[k][place] * tableau[best][column] - tableau[best][place] * tableau[k][column]
            if difference < 0:
                best, kept = k, [k]
            elif not difference:
                kept.append(k)
        rows = kept
        if len(rows) == 1:
            break
    return rows[0]


def _pivot(tableau: Tableau, row: int, column: int, previous: int) -> int:
    """Integer pivoting: every entry is a determinant, and division by the previous pivot leaves no rest."""
    chosen = tableau[row]
    pivot = chosen[column]
    for k, other in enumerate(tableau):
        if k != row:
            factor = other[column]
            if factor:
                tableau[k] = [(pivot * x - factor * y) // previous for x, y in zip(other, chosen, strict=True)]
            elif pivot != previous:
                tableau[k] = [pivot * x // previous for x in other]
    return pivot


def _strategy(basis: list[int], values: Sequence[int | Fraction], first: int, size: int) -> Strategy:
    """The values of the player's own variables, as probabilities."""
    weights = [Fraction(0)] * size
    for name, value in zip(basis, values, strict=True):
        if first <= name < first + size:
            weights[name - first] = Fraction(value)
    total = sum(weights)
    return tuple(w / total for w in weights)


# ---------------------------------------------------------------------------------------------------------------------
# large games: floats look for a short path, rationals prove what stands at its end


def _short_path(game: StrategicGame) -> OneEquilibrium | None:
    """The equilibrium at the end of a short path, if floats find one and it can be proved."""
    import numpy as np

    m, n = game.shape
    matrices = []
    for matrix in game.matrices:
        least, most = (choose(x for row in matrix for x in row) for choose in (min, max))
        width = most - least or Fraction(1)
        matrices.append(np.array([[float((x - least) / width) + 0.1 for x in row] for row in matrix]))
    first, second = matrices
    labels = sorted({(m + n) * k // MOST_LABELS for k in range(MOST_LABELS)})
    for budget in BUDGETS:
        for label in labels:
            walked = _walk(first, second, label, budget)
            if walked is None:
                continue
            bases, pivots = walked
            A, B = game.matrices
            x = _solved(tuple(zip(*B, strict=True)), bases[0], 0, m)
            y = _solved(A, bases[1], m, n)
            if x is not None and y is not None and certify(game, (x, y)).holds:
                return _certified(game, (x, y), label, pivots)
    return None


def _walk(A: Any, B: Any, label: int, budget: int) -> tuple[tuple[list[int], list[int]], int] | None:
    """The bases at the end of a path in floats, with its length, unless it is longer than the budget."""
    import numpy as np

    m, n = A.shape
    tableaux = [np.hstack([B.T, np.eye(n), np.ones((n, 1))]), np.hstack([A, np.eye(m), np.ones((m, 1))])]
    bases = ([*range(m, m + n)], [*range(m)])
    side, entering = 0 if label < m else 1, label
    for pivots in range(1, budget + 1):
        tableau = tableaux[side]
        column = tableau[:, entering if side == 0 else (entering - m) % (m + n)].copy()
        positive = column > 1e-10
        if not positive.any():
            return None
        row = int(np.argmin(np.where(positive, tableau[:, -1] / np.where(positive, column, 1), np.inf)))
        leaving = bases[side][row]
        tableau[row] /= column[row]
        column[row] = 0
        tableau -= column[:, None] * tableau[row]
        bases[side][row] = entering
        if leaving == label:
            return bases, pivots
        entering, side = leaving, 1 - side
    return None


def _solved(opponent: tuple[tuple[Fraction, ...], ...], basis: list[int], first: int, size: int) -> Strategy | None:
    """The mixed strategy with this basis, exactly: what is played makes the opponent's actions that lack a slack equal.

    The opponent's labels are those outside first .. first + size - 1, in the order of the rows of `opponent`.
    """
    played = sorted(name - first for name in basis if first <= name < first + size)
    start = size if first == 0 else 0
    best = [k for k in range(len(opponent)) if k + start not in basis]
    if len(best) != len(played) or not played:
        return None
    rows = [[opponent[k][i] for i in played] for k in best]
    scale = lcm(*(x.denominator for row in rows for x in row))
    integers = [[x.numerator * (scale // x.denominator) for x in row] for row in rows]
    shift = 1 - min(map(min, integers))
    tableau = [[*(x + shift for x in row), 1] for row in integers]
    pivot = 1
    for column in range(len(played)):
        row = next((k for k in range(column, len(played)) if tableau[k][column]), None)
        if row is None:
            return None
        tableau[column], tableau[row] = tableau[row], tableau[column]
        pivot = _pivot(tableau, column, column, pivot)
    return _strategy([first + i for i in played], [Fraction(row[-1], pivot) for row in tableau], first, size)
