"""What has infinitely many complex solutions: is there a real one, exactly which, and is it a continuum?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

from deterrence.algebra.decide import Hint, hint
from deterrence.algebra.finite import Basis, Undecided, groebner, unknowns_of
from deterrence.algebra.number import NumberField
from deterrence.algebra.pieces import Family, Piece
from deterrence.algebra.polynomial import Point, Polynomial, sign, value
from deterrence.algebra.regular import is_nowhere_thin
from deterrence.algebra.simplify import Conditions

if TYPE_CHECKING:
    from deterrence.algebra.system import _Search

__all__ = ["continua"]

DENOMINATORS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 60, 128, 1024, 10**6)
FEW = 6  # points of a finite real solution set that are looked for before it is called a family


def continua(search: _Search, block: Conditions, basis: Basis) -> list[Piece]:
    """The pieces of conditions whose equations have infinitely many complex solutions.

    Raises
    ------
    Undecided
        If z3 gave up, or no exact witness was found.
    """
    steps = search.effort.steps
    found = hint(block, steps)
    if found is False:
        return []
    if not isinstance(found, Hint):
        raise Undecided(f"whether a polynomial system in {', '.join(block.unknowns)} has a solution stayed undecided")
    number_field, witness = _witness(search, block, basis, found)
    for p in block.nonnegative:
        if sign(value(p, witness)) == 0 and hint(block, steps, strictly=[p]) is False:
            rest = tuple(q for q in block.nonnegative if q is not p)  # it holds with equality only: an equation
            return search.solve(replace(block, equal=(*block.equal, p), nonnegative=rest))
    if is_nowhere_thin(search, block):
        dimension = len(block.unknowns) - len(block.equal)
        return [Piece(family=_family(block, witness, dimension, regular=True), field=number_field)]
    few = _few(search, block, basis, (number_field, witness))
    if few is not None:
        return few
    return [Piece(family=_family(block, witness, None, regular=False), field=number_field)]


def _family(block: Conditions, witness: Point, dimension: int | None, *, regular: bool) -> Family:
    return Family(block.unknowns, block.equal, block.positive, block.nonnegative, witness, dimension, regular=regular)


def _few(
    search: _Search, block: Conditions, basis: Basis, first: tuple[NumberField | None, Point]
) -> list[Piece] | None:
    """The whole real solution set, if it is proved to be a few points."""
    points = [first]
    while len(points) <= FEW:
        other = hint(block, search.effort.steps, besides=[point for _, point in points])
        if other is False:
            return [Piece(point=point, field=number_field) for number_field, point in points]
        if not isinstance(other, Hint):
            return None
        try:
            points.append(_witness(search, block, basis, other, known=[point for _, point in points]))
        except Undecided:
            return None
    return None


def _witness(
    search: _Search, block: Conditions, basis: Basis, near: Hint, known: list[Point] | None = None
) -> tuple[NumberField | None, Point]:
    """An exact solution near a hint, rational if one is easily found, and none of those known."""
    irrational: tuple[NumberField | None, Point] | None = None
    known = known or []
    for equations in _slices(block, basis, near):
        names = unknowns_of(equations, search.context)
        try:
            slice_basis = groebner(equations, search.context, search.effort.basis)
            if not slice_basis.is_finite(block.unknowns, search.context.names()):
                continue
            points = search.points(slice_basis, names)
        except Undecided:
            continue
        for number_field, point in points:
            point = {name: point[name] for name in block.unknowns}
            if point in known or not _holds(block, point):
                continue
            if number_field is None:
                return None, point
            irrational = irrational or (number_field, point)
        if irrational is not None:
            return irrational
    raise Undecided("a real solution exists, but no exact one was found")


def _holds(block: Conditions, point: Mapping[str, Any]) -> bool:
    from deterrence.algebra.system import satisfies

    return all(sign(value(p, point)) == 0 for p in block.equal) and satisfies(point, block)


def _slices(block: Conditions, basis: Basis, near: Hint) -> Iterator[list[Polynomial]]:
    """Equations that leave finitely many solutions: free unknowns at simple numbers near the hint; last, its roots."""
    context = block.context
    names = context.names()
    free = _independent(block, basis)
    tried = set()
    for denominator in DENOMINATORS:
        numbers = tuple(Fraction(round(near.near[name] * denominator), denominator) for name in free)
        if numbers in tried:
            continue
        tried.add(numbers)
        fixed = [
            x.denominator * context.gen(names.index(name)) - x.numerator for name, x in zip(free, numbers, strict=True)
        ]
        yield [*block.equal, *fixed]
    roots = []
    for name in block.unknowns:
        unknown = context.gen(names.index(name))
        total = context.constant(0)
        for c in reversed(near.roots[name]):
            total = total * unknown + c
        roots.append(total)
    yield [*block.equal, *roots]


def _independent(block: Conditions, basis: Basis) -> tuple[str, ...]:
    """A largest set of unknowns in which no leading term lies: they can be chosen freely."""
    names = block.context.names()
    supports = [frozenset(name for name, e in zip(names, powers, strict=True) if e) for powers in basis.leading]
    for size in range(len(block.unknowns), 0, -1):
        for chosen in combinations(block.unknowns, size):
            if not any(support <= set(chosen) for support in supports):
                return chosen
    return ()
