"""Whether a solution set has no isolated point: independent gradients at every solution, proved by elimination."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

from deterrence.algebra.decide import hint
from deterrence.algebra.finite import Undecided, groebner, unknowns_of
from deterrence.algebra.polynomial import Polynomial, constant
from deterrence.algebra.simplify import Conditions

if TYPE_CHECKING:
    from deterrence.algebra.system import _Search

__all__ = ["is_nowhere_thin"]

QUESTIONS = 40  # sets of inequalities that are tried at equality
MINORS = 200


def is_nowhere_thin(search: _Search, block: Conditions) -> bool:
    """Whether it is proved that no solution is isolated, and that each equation cuts the dimension by just one.

    There are fewer equations than unknowns; and at every solution the gradients of the equations, together with those
    of the weak inequalities that hold with equality there, are linearly independent. Then some direction keeps the
    equations and strictly raises those inequalities (Mangasarian and Fromovitz 1967), so other solutions lie beside it,
    and the strict ones among them form a manifold (implicit function theorem).
    """
    if len(block.equal) >= len(block.unknowns):
        return False
    questions = 0
    layer: list[tuple[int, ...]] = [()]
    while layer:
        alive = []
        for chosen in layer:
            questions += 1
            if questions > QUESTIONS:
                return False
            tight = (*block.equal, *(block.nonnegative[k] for k in chosen))
            if chosen and _is_empty(search, replace(block, equal=tight)):
                continue
            if tight:
                minors = _minors(tight, block.unknowns) if len(tight) <= len(block.unknowns) else []
                if minors is None or not _is_empty(search, replace(block, equal=(*tight, *minors))):
                    return False
            alive.append(chosen)
        layer = [
            (*chosen, k) for chosen in alive for k in range(chosen[-1] + 1 if chosen else 0, len(block.nonnegative))
        ]
    return True


def _is_empty(search: _Search, conditions: Conditions) -> bool:
    """Whether it is proved that there is no solution."""
    from deterrence.algebra.system import satisfies

    try:
        basis = groebner(conditions.equal, search.context, search.effort.basis)
        if basis.inconsistent:
            return True
        names = unknowns_of(conditions.all, search.context)
        if basis.is_finite(names, search.context.names()):
            return not any(satisfies(point, conditions) for _, point in search.points(basis, names))
    except Undecided:
        pass
    return hint(conditions, search.effort.steps) is False


def _minors(polynomials: Sequence[Polynomial], unknowns: Sequence[str]) -> list[Polynomial] | None:
    """The largest minors of the Jacobian matrix, which all vanish where the gradients are dependent; None: too many."""
    context = polynomials[0].context()
    places = [context.names().index(name) for name in unknowns]
    rows = [[p.derivative(place) for place in places] for p in polynomials]
    if comb(len(places), len(rows)) > MINORS or len(rows) > 5:
        return None
    found = []
    for columns in combinations(range(len(places)), len(rows)):
        minor = _determinant([[row[k] for k in columns] for row in rows])
        if constant(minor) not in (None, 0):
            return [context.constant(1)]
        if minor:
            found.append(minor)
    return found


def _determinant(rows: Sequence[Sequence[Polynomial]]) -> Polynomial:
    """By the first row (Laplace)."""
    if len(rows) == 1:
        return rows[0][0]
    total = rows[0][0].context().constant(0)
    for k, entry in enumerate(rows[0]):
        if entry:
            rest = _determinant([[*row[:k], *row[k + 1 :]] for row in rows[1:]])
            total += entry * rest if k % 2 == 0 else -entry * rest
    return total
