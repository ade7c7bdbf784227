"""Every real solution of polynomial equations and inequalities over the rationals: points exact, continua as families.

Equations are factored and branched on, unknowns that stand alone eliminated, unknowns that no condition ties together
solved apart, linear conditions by their polyhedron, finitely many complex solutions by Groebner bases, and what is left
by conditions with an exact witness. Nothing is dropped: a branch that a budget leaves undecided makes the answer
incomplete and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cmp_to_key
from itertools import product
from math import prod
from typing import Any

from deterrence.algebra.finite import Basis, Undecided, finite_points, groebner
from deterrence.algebra.linear import linear_pieces
from deterrence.algebra.number import NumberField
from deterrence.algebra.pieces import Family, Piece, lifted, multiplied
from deterrence.algebra.polynomial import INVERSE, Point, Polynomial, imported, is_affine, sign, value, working_context
from deterrence.algebra.simplify import Conditions, Signs, key, simplified, split
from deterrence.errors import SolverError

__all__ = ["Effort", "Family", "Solutions", "System", "solve_system"]


@dataclass(frozen=True)
class System:
    """Conditions on real unknowns.

    Parameters
    ----------
    unknowns
        Their names: letters, digits and underscores, not beginning with an underscore.
    equal, positive, nonnegative
        Polynomials that are to be = 0, > 0 and >= 0: FLINT's ``fmpq_mpoly`` or ``fmpz_mpoly`` in one context whose
        names are the unknowns in this order.
    """

    unknowns: tuple[str, ...]
    equal: Sequence[Any] = ()
    positive: Sequence[Any] = ()
    nonnegative: Sequence[Any] = ()


@dataclass(frozen=True)
class Effort:
    """How much work may go into a system. No clock: the same question always has the same answer.

    Attributes
    ----------
    basis
        The most polynomials, terms and bits of a Groebner basis.
    complex_solutions
        The most complex solutions of a finite system.
    branches
        The most branches of factored equations.
    steps
        z3's resource limit for one question.
    pieces
        The most points and families to list, and vertices of a polyhedron.
    """

    basis: tuple[int, int, int] = (400, 1000, 20_000)
    complex_solutions: int = 120
    branches: int = 2_000
    steps: int = 200_000
    pieces: int = 10_000


@dataclass(frozen=True, eq=False)
class Solutions:
    """The solution set: the union of the points and the families.

    Attributes
    ----------
    points
        Every solution found to be isolated, in ascending order; the numbers of one point lie in one field.
    families
        The other parts. An isolated solution may be among the points of one that is not ``regular``.
    complete
        Whether the union is the whole solution set.
    reason
        Where it is not, which limit was hit.
    """

    points: tuple[Point, ...]
    families: tuple[Family, ...]
    complete: bool
    reason: str = ""


def solve_system(system: System, *, effort: Effort | None = None) -> Solutions:
    """All real solutions of a polynomial system, exactly.

    Parameters
    ----------
    system
        Equations and inequalities.
    effort
        Limits on the work; the defaults suit systems of up to about ten unknowns.

    Returns
    -------
    Solutions
        Isolated points in rationals and real algebraic numbers, families, and whether that is everything.

    Raises
    ------
    SolverError
        For polynomials that are not in the system's unknowns.

    Notes
    -----
    Every point and witness is checked by exact substitution into the conditions as they were given.
    """
    unknowns = tuple(system.unknowns)
    context = working_context(unknowns)
    given = Conditions(
        context,
        unknowns,
        *(
            tuple(imported(p, unknowns, context) for p in polynomials)
            for polynomials in (system.equal, system.positive, system.nonnegative)
        ),
    )
    pieces = _Search(context, effort or Effort()).solve(given)
    return _collected(pieces, given, effort or Effort())


def _collected(pieces: Sequence[Piece], given: Conditions, effort: Effort) -> Solutions:
    from deterrence.algebra.decide import within

    whole = Family(given.unknowns, given.equal, given.positive, given.nonnegative, {})
    families = [_in_order(piece.family, given.unknowns) for piece in pieces if piece.family is not None]
    reasons = list(dict.fromkeys(piece.reason for piece in pieces if piece.reason))
    kept: list[Family] = []
    for place, family in enumerate(families):
        others = [*kept, *families[place + 1 :]]
        inside = (
            len(families) <= 20
            and not family.fixed_irrational
            and any(
                not other.fixed_irrational
                and other.contains(family.witness)
                and within(family.conditions, other.conditions, effort.steps // 4)
                for other in others
            )
        )
        if not inside:
            kept.append(family)
    points: dict[tuple[Any, ...], Point] = {}
    point: Point
    for piece in pieces:
        if piece.point is not None:
            point = {name: piece.point[name] for name in given.unknowns}
            if not any(family.contains(point) for family in kept):
                points[tuple(point.values())] = point
    for point in [*points.values(), *(family.witness for family in kept)]:
        if not whole.contains(point):
            raise SolverError("internal: a solution does not satisfy its conditions; please report it")
    ordered = sorted(points.values(), key=cmp_to_key(_order))
    return Solutions(tuple(ordered), tuple(kept), not reasons, "; ".join(reasons[:3]))


def _in_order(family: Family, unknowns: Sequence[str]) -> Family:
    """The family with unknowns and coordinates in the caller's order."""

    def put(point: Mapping[str, Any]) -> dict[str, Any]:
        return {name: point[name] for name in unknowns if name in point}

    return replace(
        family,
        unknowns=tuple(unknowns),
        witness=put(family.witness),
        vertices=tuple(map(put, family.vertices)),
        rays=tuple(map(put, family.rays)),
        fixed=put(family.fixed),
    )


def _order(first: Point, second: Point) -> int:
    for x, y in zip(first.values(), second.values(), strict=True):
        if x != y:
            return -1 if x < y else 1
    return 0


class _Search:
    """One run: its context, its limits, and the branches left."""

    def __init__(self, context: Any, effort: Effort) -> None:
        self.context = context
        self.effort = effort
        self.left = effort.branches

    def solve(self, conditions: Conditions, *, divide: bool = False) -> list[Piece]:
        """All pieces of the solution set, in all of the unknowns of `conditions`."""
        if self.left <= 0:
            return [Piece(reason=f"more than {self.effort.branches} branches")]
        self.left -= 1
        simpler = simplified(conditions, divide=divide)
        if simpler is None:
            return []
        gone = simpler.eliminated[len(conditions.eliminated) :]
        for place, p in enumerate(simpler.equal):
            factors = [factor for factor, _ in p.factor()[1]]
            if len(factors) > 1:
                rest = simpler.equal[:place] + simpler.equal[place + 1 :]
                found = []
                for factor in factors:
                    found += self.solve(replace(simpler, equal=(*rest, factor)), divide=divide)
                return [lifted(piece, gone) for piece in found]
        blocks = split(simpler)
        if not blocks:
            return [lifted(Piece(point={}), gone)]
        solved = []
        for block in blocks:
            solved.append(self._block(block))
            if not solved[-1]:
                return []
        size = prod(map(len, solved))
        if size > self.effort.pieces:
            return [Piece(reason=f"independent parts combine to {size} solutions, more than {self.effort.pieces}")]
        if len(solved) == 1:
            return [lifted(piece, gone) for piece in solved[0]]
        try:
            return [lifted(multiplied(choice, simpler.unknowns), gone) for choice in product(*solved)]
        except Undecided as limit:
            return [Piece(reason=str(limit))]

    def _block(self, block: Conditions) -> list[Piece]:
        try:
            if not block.equal and all(map(is_affine, block.all)):
                return linear_pieces(block, self.effort.pieces)
            return self._nonlinear(block)
        except Undecided as limit:
            from deterrence.algebra.decide import hint

            if hint(block, self.effort.steps) is False:
                return []
            return [Piece(reason=str(limit))]

    def _nonlinear(self, block: Conditions) -> list[Piece]:
        basis = groebner(block.equal, self.context, self.effort.basis)
        if basis.inconsistent:
            return []
        names = self.context.names()
        if not basis.is_finite(block.unknowns, names):
            if block.equal:
                helped = self._with_basis(block, basis)
                if helped is not None:
                    return helped
                divided = simplified(block, divide=True)
                if divided is None:
                    return []
                if divided.eliminated:
                    return self.solve(block, divide=True)
                saturated = self._saturated(block)
                if saturated is not None and saturated.inconsistent:
                    return []
                if saturated is not None and saturated.is_finite((*block.unknowns, INVERSE), names):
                    return self._finite(block, saturated, (*block.unknowns, INVERSE))
            from deterrence.algebra.continua import continua

            return continua(self, block, basis)
        return self._finite(block, basis, block.unknowns)

    def _finite(self, block: Conditions, basis: Basis, unknowns: Sequence[str]) -> list[Piece]:
        return [
            Piece(point={name: point[name] for name in block.unknowns}, field=number_field)
            for number_field, point in self.points(basis, unknowns)
            if satisfies(point, block)
        ]

    def points(self, basis: Basis, unknowns: Sequence[str]) -> list[tuple[NumberField | None, Point]]:
        """All real solutions of a basis with finitely many complex ones."""
        return finite_points(basis, unknowns, self.context, self.effort.basis, self.effort.complex_solutions)

    def _with_basis(self, block: Conditions, basis: Basis) -> list[Piece] | None:
        """Solve again with the basis as equations, if one of its polynomials factors or is affine."""
        known = set(map(key, block.equal))
        new = [p for p in basis.polynomials if key(p) not in known]
        signs = Signs(block)
        useful = [p for p in new if _splits(p, signs)]
        if not useful:
            return None
        return self.solve(replace(block, equal=(*block.equal, *useful)))

    def _saturated(self, block: Conditions) -> Basis | None:
        """The equations without what lies where some positive polynomial vanishes: 1 = inverse * their product.

        None where that takes too much work; it only helps.
        """
        whole = self.context.constant(1)
        for p in block.positive:
            for factor, _ in p.factor()[1]:
                whole *= factor
        inverse = self.context.gen(self.context.names().index(INVERSE))
        try:
            return groebner((*block.equal, 1 - inverse * whole), self.context, self.effort.basis)
        except Undecided:
            return None


def _splits(p: Polynomial, signs: Signs) -> bool:
    factors = p.factor()[1]
    return is_affine(p) or len(factors) > 1 or factors[0][1] > 1 or signs.nowhere_zero(factors[0][0])


def satisfies(point: Mapping[str, Any], conditions: Conditions) -> bool:
    """Whether the inequalities hold at a solution of the equations, exactly."""
    return all(sign(value(p, point)) > 0 for p in conditions.positive) and all(
        sign(value(p, point)) >= 0 for p in conditions.nonnegative
    )
