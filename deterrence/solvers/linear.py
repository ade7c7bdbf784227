"""Linear programs, exactly: the simplex method in integers, with the dual solution as a proof.

The program is: maximise c.x over x >= 0 with b + a.x >= 0 for every inequality row (b, *a) and b + a.x = 0 for every
equality row. Its dual is: multipliers y >= 0 of the inequalities and z of the equalities, such that
c + sum y a + sum z a <= 0; then c.x <= sum y b + sum z b for every feasible x. An answer carries x, y and z with both
sides equal, and is checked before it is returned: however it was found, it is proved. Larger programs ask HiGHS in
floats which basis is optimal and solve that basis exactly; where the proof fails, the exact pivots decide.

References
----------
Dantzig (1963), Linear Programming and Extensions: the two phases.
Bland (1977), New finite pivoting rules for the simplex method: the smallest index cannot cycle.
Edmonds and Maurras (1997), Note sur les Q-matrices d'Edmonds: pivots in integers, each divided by the last pivot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from deterrence.errors import SolverError

__all__ = ["Optimum", "maximise"]

SMALL = 150  # entries below which guessing in floats first does not pay
CLOSE = 1e-9

Numbers = Sequence[Fraction | int]


@dataclass(frozen=True)
class Optimum:
    """The largest value, a point that attains it, and the multipliers that prove that no point exceeds it.

    Attributes
    ----------
    value
        c.x at the point.
    point
        x, a vertex of the feasible set.
    multipliers
        y, one number for each inequality row, none negative.
    prices
        z, one number for each equality row.
    """

    value: Fraction
    point: tuple[Fraction, ...]
    multipliers: tuple[Fraction, ...]
    prices: tuple[Fraction, ...]


def maximise(objective: Numbers, rows: Sequence[Numbers], equal: Sequence[Numbers] = ()) -> Optimum | None:
    """The maximum of objective.x over x >= 0 with b + a.x >= 0 for (b, *a) in rows, and = 0 for those in equal.

    Parameters
    ----------
    objective
        One integer or Fraction for each variable.
    rows, equal
        Inequalities and equalities, each as (b, a_1, ..., a_n).

    Returns
    -------
    Optimum
        Exact; None where no x is feasible.

    Raises
    ------
    SolverError
        Where the objective has no upper bound on the feasible set.

    Examples
    --------
    >>> maximise([1, 1], [(4, -1, -2), (6, -3, -1)]).value
    Fraction(14, 5)
    """
    if len(objective) * (len(rows) + len(equal)) >= SMALL:
        guessed = _guess(objective, rows, equal)
        if guessed is not None and _proved(guessed, objective, rows, equal):
            return guessed
    table = _Tableau(objective, rows, equal)
    if not table.feasible():
        return None
    table.climb()
    found = table.answer()
    if not _proved(found, objective, rows, equal):
        raise SolverError("internal: a linear program failed its own proof; please report it")
    return found


class _Tableau:
    """Integer tableau: variables, then a slack for each inequality, then artificial variables, then the constant.

    Every row and the objective are multiples by `scale` of what Gaussian elimination in Fractions would hold.
    """

    def __init__(self, objective: Numbers, rows: Sequence[Numbers], equal: Sequence[Numbers]) -> None:
        self.variables, self.slacks = len(objective), len(rows)
        self.equalities = len(equal)
        self.scales = [_to_integers(row) for row in (*rows, *equal)]
        self.objective_scale = _to_integers(objective)
        width = self.variables + self.slacks
        constraints = [[int(x * s) for x in row] for row, s in zip((*rows, *equal), self.scales, strict=True)]
        # an equality needs an artificial variable, and so does an inequality that x = 0 violates
        needy = [k for k, (b, *_) in enumerate(constraints) if k >= self.slacks or b < 0]
        self.signs = [1 if row[0] >= 0 else -1 for row in constraints]
        self.width = width + len(needy)
        self.artificial = {k: width + place for place, k in enumerate(needy)}
        self.table: list[list[int]] = []
        self.basis: list[int] = []
        for k, (b, *a) in enumerate(constraints):
            sign = self.signs[k]
            line = [-sign * x for x in a] + [0] * (self.width - self.variables) + [sign * b]
            if k < self.slacks:
                line[self.variables + k] = sign
            if k in self.artificial:
                line[self.artificial[k]] = 1
            self.table.append(line)
            self.basis.append(self.artificial.get(k, self.variables + k))
        self.scale = 1
        # rows that are only carried along: the true objective, then that of the first phase
        self.table.append([int(x * self.objective_scale) for x in objective] + [0] * (self.width - self.variables + 1))

    def feasible(self) -> bool:
        """The first phase: drive the artificial variables to zero."""
        if not self.artificial:
            return True
        first = [0] * (self.width + 1)
        for k in self.artificial:
            first = [x + y for x, y in zip(first, self.table[k], strict=True)]
        for column in self.artificial.values():
            first[column] = 0
        self.table.append(first)
        self._run()
        left = self.table.pop()[-1]
        if left:
            return False
        for row, variable in enumerate(self.basis):
            if variable >= self.variables + self.slacks:  # basic at zero: any other variable may take its place
                entering = next((j for j in range(self.variables + self.slacks) if self.table[row][j]), None)
                if entering is not None:
                    self._pivot(row, entering)
        return True

    def climb(self) -> None:
        """The second phase."""
        self._run()

    def _run(self) -> None:
        """Pivot until the last row has no positive entry; artificial variables do not come back."""
        stalled = 0
        while True:
            goal = self.table[-1]
            positive = [j for j in range(self.variables + self.slacks) if goal[j] > 0]
            if not positive:
                return
            # the steepest entry is quick; after a run of pivots that gain nothing, the smallest index ends any cycle
            column = positive[0] if stalled > 100 else max(positive, key=lambda j: (goal[j], -j))
            leaving = self._leaving(column)
            if leaving is None:
                raise SolverError("the linear program has no upper bound: add bounds on its variables")
            stalled = 0 if self.table[leaving][-1] else stalled + 1
            self._pivot(leaving, column)

    def _leaving(self, column: int) -> int | None:
        """The row that limits the step first; among ties the one whose basic variable has the smallest index."""
        best: tuple[Fraction, int, int] | None = None
        for row, variable in enumerate(self.basis):
            entry = self.table[row][column]
            if entry > 0:
                candidate = (Fraction(self.table[row][-1], entry), variable, row)
                best = candidate if best is None else min(best, candidate)
        return None if best is None else best[2]

    def _pivot(self, row: int, column: int) -> None:
        """Make `column` basic in `row`; divisions are exact because entries are minors of the first tableau."""
        if self.table[row][column] < 0:
            self.table[row] = [-x for x in self.table[row]]
        line = self.table[row]
        pivot, old = line[column], self.scale
        for k, other in enumerate(self.table):
            if k != row:
                factor = other[column]
                if factor:
                    self.table[k] = [(pivot * x - factor * y) // old for x, y in zip(other, line, strict=True)]
                elif pivot != old:
                    self.table[k] = [pivot * x // old for x in other]
        self.scale = pivot
        self.basis[row] = column

    def answer(self) -> Optimum:
        """The basic solution and its multipliers, back in the caller's units."""
        point = [Fraction(0)] * self.width
        for row, variable in enumerate(self.basis):
            point[variable] = Fraction(self.table[row][-1], self.scale)
        goal, unit = self.table[-1], self.scale * self.objective_scale
        multipliers = [Fraction(-goal[self.variables + k] * self.scales[k], unit) for k in range(self.slacks)]
        prices = [
            Fraction(-self.signs[k] * goal[self.artificial[k]] * self.scales[k], unit)
            for k in range(self.slacks, self.slacks + self.equalities)
        ]
        return Optimum(Fraction(-goal[-1], unit), tuple(point[: self.variables]), tuple(multipliers), tuple(prices))


def _to_integers(row: Numbers) -> Fraction:
    """The positive factor that makes the numbers coprime integers."""
    scale = lcm(*(x.denominator for x in row))
    return Fraction(scale, gcd(*(int(x * scale) for x in row)) or 1)


def _proved(found: Optimum, objective: Numbers, rows: Sequence[Numbers], equal: Sequence[Numbers]) -> bool:
    """Both solutions feasible, both values equal: the theorem of weak duality is the proof."""
    x = found.point
    if any(v < 0 for v in (*x, *found.multipliers)):
        return False
    if any(_at(row, x) < 0 for row in rows) or any(_at(row, x) for row in equal):
        return False
    weighted = [
        (y, row) for y, row in (*zip(found.multipliers, rows, strict=True), *zip(found.prices, equal, strict=True)) if y
    ]
    if any(c + sum(y * row[j + 1] for y, row in weighted) > 0 for j, c in enumerate(objective)):
        return False
    bound = sum((y * row[0] for y, row in weighted), Fraction())
    return bound == found.value == sum((c * v for c, v in zip(objective, x, strict=True)), Fraction())


def _at(row: Numbers, x: Sequence[Fraction]) -> Fraction:
    return sum((a * v for a, v in zip(row[1:], x, strict=True) if v), Fraction(row[0]))


def _guess(objective: Numbers, rows: Sequence[Numbers], equal: Sequence[Numbers]) -> Optimum | None:
    """What floats say is the optimal basis, solved exactly; nothing is believed of it before it is proved.

    HiGHS returns a vertex of the feasible set and one of the dual's. The first is the only solution of its tight rows
    in its positive variables; the second that of the columns without slack in its positive multipliers.
    """
    import numpy as np
    from scipy.optimize import linprog

    every = np.array([_floats(row) for row in (*rows, *equal)])
    goal = np.array(_floats(objective))
    cut = len(rows)
    try:
        found = linprog(
            -goal,
            A_ub=-every[:cut, 1:] if cut else None,
            b_ub=every[:cut, 0] if cut else None,
            A_eq=every[cut:, 1:] if len(equal) else None,
            b_eq=-every[cut:, 0] if len(equal) else None,
            method="highs-ds",
        )
    except ValueError:  # numbers beyond what a float holds
        return None
    if found.status != 0:
        return None
    y, z = -found.ineqlin.marginals, found.eqlin.marginals
    tight = [k for k in range(len(every)) if k >= cut or abs(every[k, 0] + every[k, 1:] @ found.x) < CLOSE]
    used = [j for j, x in enumerate(found.x) if x > CLOSE]
    costs = goal + every[:, 1:].T @ np.concatenate([y, z])
    flat = [j for j, cost in enumerate(costs) if abs(cost) < CLOSE]
    weighing = [k for k in range(len(every)) if k >= cut or y[k] > CLOSE]
    lines = [*rows, *equal]
    point = _solved([[*(lines[k][j + 1] for j in used), -lines[k][0]] for k in tight], len(used))
    multipliers = _solved([[*(lines[k][j + 1] for k in weighing), -objective[j]] for j in flat], len(weighing))
    if point is None or multipliers is None:
        return None
    full = dict(zip(used, point, strict=True))
    weights = dict(zip(weighing, multipliers, strict=True))
    x = tuple(full.get(j, Fraction(0)) for j in range(len(objective)))
    return Optimum(
        sum((c * v for c, v in zip(objective, x, strict=True)), Fraction()),
        x,
        tuple(weights.get(k, Fraction(0)) for k in range(cut)),
        tuple(weights.get(k, Fraction(0)) for k in range(cut, len(every))),
    )


def _floats(row: Numbers) -> list[float]:
    """In units of the largest number, so that any payoffs fit."""
    unit = Fraction(max(max(row), -min(row))) or 1
    return [float(x / unit) for x in row]


def _solved(system: list[list[Fraction | int]], unknowns: int) -> list[Fraction] | None:
    """The only solution of linear equations (a_1, ..., a_n, right-hand side); None where there is not just one."""
    if len(system) < unknowns or not unknowns:
        return None if unknowns else []
    from flint import fmpq, fmpq_mat

    given = [[fmpq(int(x.numerator), int(x.denominator)) for x in line] for line in system]
    reduced, rank = fmpq_mat(given).rref()
    if rank != unknowns or any(reduced[k, k] != 1 for k in range(unknowns)):
        return None
    last = [reduced[k, unknowns] for k in range(unknowns)]
    return [Fraction(int(x.p), int(x.q)) for x in last]
