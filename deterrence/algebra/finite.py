"""Polynomial equations with finitely many solutions: every real one, exactly.

The quotient algebra by a Groebner basis is a finite-dimensional space. Where some linear form t in the unknowns
generates it, each unknown is a polynomial in t, and the real solutions are the real roots of the minimal polynomial of
t (Rouillier 1999, the rational univariate representation; Cox, Little and O'Shea 2005, chapter 2). Where none does,
some solution is multiple: adding the squarefree part of each unknown's minimal polynomial makes the ideal radical
(Seidenberg 1974, Lemma 92), and then some form does, for it only has to separate finitely many points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from math import prod
from typing import Any

from deterrence.algebra.number import NumberField, RealAlgebraic, real_fields
from deterrence.algebra.polynomial import MARKER, Point, Polynomial, primitive, used
from deterrence.algebra.univariate import first_dependence

__all__ = ["Basis", "Undecided", "finite_points", "groebner"]


LARGEST_DEGREE = 100  # of a number field that is put together from several


class Undecided(Exception):
    """A budget ran out; the text says which."""


@dataclass(frozen=True)
class Basis:
    """A Groebner basis: its polynomials, and the exponents of their leading terms."""

    polynomials: tuple[Polynomial, ...]
    leading: tuple[tuple[int, ...], ...]

    @property
    def inconsistent(self) -> bool:
        """Whether there is no solution, not even a complex one."""
        return any(not any(powers) for powers in self.leading)

    def is_finite(self, unknowns: Sequence[str], names: Sequence[str]) -> bool:
        """Whether there are finitely many complex solutions: some power of each unknown leads."""
        pure = {names[k] for powers in self.leading for k, e in enumerate(powers) if e and sum(powers) == e}
        return pure >= set(unknowns)


def groebner(polynomials: Iterable[Polynomial], context: Any, limits: tuple[int, int, int]) -> Basis:
    """A minimal Groebner basis in the degree reverse lexicographic order.

    Raises
    ------
    Undecided
        When a limit (polynomials, terms of one, bits of a coefficient) is passed.
    """
    from flint import fmpz_mpoly_vec

    given = [p for p in polynomials if p]
    if not given:
        return Basis((), ())
    found: Any
    found, done = fmpz_mpoly_vec(given, context).buchberger_naive(limits=limits)
    if not done:
        raise Undecided("a Groebner basis grew past its limits")
    heads = {}
    for polynomial in found:
        powers = tuple(map(int, polynomial.monoms()[0]))
        if powers not in heads:
            heads[powers] = polynomial
    minimal = [powers for powers in heads if not any(other != powers and _divides(other, powers) for other in heads)]
    minimal.sort()
    return Basis(tuple(primitive(heads[powers]) for powers in minimal), tuple(minimal))


def _divides(small: tuple[int, ...], large: tuple[int, ...]) -> bool:
    return all(a <= b for a, b in zip(small, large, strict=True))


class Quotient:
    """The algebra of polynomials modulo a zero-dimensional ideal, in the basis of standard monomials."""

    def __init__(self, basis: Basis, unknowns: Sequence[str], context: Any, largest: int) -> None:
        self.context = context
        self.names = context.names()
        self.unknowns = tuple(unknowns)
        self.basis = basis
        self.monomials = self._standard(largest)
        self.index = {powers: k for k, powers in enumerate(self.monomials)}
        self.marker = context.gen(self.names.index(MARKER))
        self._times: dict[str, Any] = {}

    @property
    def size(self) -> int:
        """The dimension: the number of complex solutions with multiplicity."""
        return len(self.monomials)

    def _standard(self, largest: int) -> list[tuple[int, ...]]:
        """The monomials that no leading term divides, lowest degree first."""
        places = [self.names.index(name) for name in self.unknowns]
        one = (0,) * len(self.names)
        found, layer = [one], [one]
        while layer:
            following = set()
            for powers in layer:
                for place in places:
                    higher = (*powers[:place], powers[place] + 1, *powers[place + 1 :])
                    if not any(_divides(lead, higher) for lead in self.basis.leading):
                        following.add(higher)
            layer = sorted(following)
            found += layer
            if len(found) > largest:
                raise Undecided(f"the equations have more than {largest} complex solutions")
        return found

    def times(self, name: str) -> Any:
        """The matrix of multiplication by an unknown."""
        if name not in self._times:
            from flint import fmpq_mat

            place = self.names.index(name)
            columns = []
            for powers in self.monomials:
                higher = (*powers[:place], powers[place] + 1, *powers[place + 1 :])
                columns.append(self._normal_form(higher))
            self._times[name] = fmpq_mat(
                self.size, self.size, [columns[j][i] for i in range(self.size) for j in range(self.size)]
            )
        return self._times[name]

    def _normal_form(self, powers: tuple[int, ...]) -> list[Any]:
        from flint import fmpq, fmpz_mpoly_vec

        coordinates = [fmpq(0)] * self.size
        if powers in self.index:
            coordinates[self.index[powers]] = fmpq(1)
            return coordinates
        # FLINT's reduction keeps no scale; the marker, which nothing reduces, carries it
        start = self.context.from_dict({powers: 1}) + self.marker
        reduced = start.reduction_primitive_part(fmpz_mpoly_vec(list(self.basis.polynomials), self.context))
        terms = reduced.to_dict()
        scale = terms.pop(tuple(self.marker.monoms()[0]))
        for rest, c in terms.items():
            coordinates[self.index[tuple(map(int, rest))]] = fmpq(int(c), int(scale))
        return coordinates

    def powers(self, form: Any) -> Any:
        """The table whose columns are 1, t, t^2, ... up to the dimension, t given by its matrix."""
        from flint import fmpq_mat

        vector = fmpq_mat(self.size, 1, [int(k == 0) for k in range(self.size)])
        columns = []
        for _ in range(self.size + 1):
            columns.append([vector[k, 0] for k in range(self.size)])
            vector = form * vector
        return fmpq_mat(self.size, self.size + 1, [column[row] for row in range(self.size) for column in columns])


def finite_points(
    basis: Basis, unknowns: Sequence[str], context: Any, limits: tuple[int, int, int], largest: int
) -> list[tuple[NumberField | None, Point]]:
    """Every real solution of equations with finitely many complex ones.

    Parameters
    ----------
    basis
        A Groebner basis of the equations.
    unknowns
        The unknowns that occur.
    limits, largest
        Limits of a further Groebner basis, and the most complex solutions to handle.

    Returns
    -------
    Pairs of the field in which a solution lies (None: the rationals) and the solution, in a fixed order.
    """
    if basis.inconsistent:
        return []
    algebra = Quotient(basis, unknowns, context, largest)
    form = _generator(algebra)
    if form is None:
        algebra = _radical(algebra, limits, largest)
        form = _generator(algebra, tries=None)
    assert form is not None
    return _points(algebra, form)


def _forms(algebra: Quotient, tries: int | None) -> Iterable[Any]:
    """Matrices of linear forms in the unknowns, one of which separates any given finite set of points."""
    matrices = [algebra.times(name) for name in algebra.unknowns]
    numbers: Iterable[int] = count(1) if tries is None else range(1, tries + 1)
    yield from matrices  # a single unknown gives the smallest numbers
    for number in numbers:
        total = matrices[0]
        for place, matrix in enumerate(matrices[1:], 1):
            total = total + number**place * matrix
        yield total


def _generator(algebra: Quotient, tries: int | None = 4) -> Any:
    """A form whose powers span the algebra, as the table of its powers; None if none was found."""
    for form in _forms(algebra, tries):
        table = algebra.powers(form)
        if table.rref()[1] == algebra.size:
            return table
    return None


def _radical(algebra: Quotient, limits: tuple[int, int, int], largest: int) -> Quotient:
    """The algebra modulo the radical: as many dimensions as there are solutions."""
    from flint import fmpz_poly

    further = list(algebra.basis.polynomials)
    for name in algebra.unknowns:
        minimal = fmpz_poly(list(first_dependence(algebra.powers(algebra.times(name)))))
        unknown = algebra.context.gen(algebra.names.index(name))
        squarefree = algebra.context.constant(1)
        for factor, _ in minimal.factor()[1]:
            squarefree *= sum((int(c) * unknown**k for k, c in enumerate(factor.coeffs())), algebra.context.constant(0))
        further.append(squarefree)
    return Quotient(groebner(further, algebra.context, limits), algebra.unknowns, algebra.context, largest)


def _points(algebra: Quotient, table: Any) -> list[tuple[NumberField | None, Point]]:
    from flint import fmpq_mat, fmpq_poly, fmpz_poly

    size = algebra.size
    minimal = fmpz_poly(list(first_dependence(table)))
    square = fmpq_mat(size, size, [table[i, j] for i in range(size) for j in range(size)])
    units = fmpq_mat(
        size,
        len(algebra.unknowns),
        [entry for row in range(size) for entry in (algebra.times(name)[row, 0] for name in algebra.unknowns)],
    )
    solved = square.solve(units)  # each unknown times 1, in powers of t
    coordinates = [fmpq_poly([solved[row, k] for row in range(size)]) for k in range(len(algebra.unknowns))]
    found: list[tuple[NumberField | None, Point]] = []
    factors = sorted((factor.degree(), [int(c) for c in factor.coeffs()]) for factor, _ in minimal.factor()[1])
    for degree, coefficients in factors:
        if degree == 1:
            root = fmpq_poly([-coefficients[0]])[0] / coefficients[1]
            values = [polynomial(root) for polynomial in coordinates]
            point = [Fraction(int(x.p), int(x.q)) for x in values]
            found.append((None, dict(zip(algebra.unknowns, point, strict=True))))
            continue
        modulus = fmpq_poly(coefficients)
        reduced = [polynomial % modulus for polynomial in coordinates]
        for field in real_fields(coefficients):
            numbers = [field.element(polynomial) for polynomial in reduced]
            found.append((field, dict(zip(algebra.unknowns, numbers, strict=True))))
    return found


def one_field(parts: Sequence[tuple[NumberField | None, Point]]) -> tuple[NumberField | None, Point]:
    """Points in different fields and unknowns, put together into one point of one field (the primitive element).

    Raises
    ------
    Undecided
        If the degrees of the fields multiply to too much.
    """
    fields = list(dict.fromkeys(field for field, _ in parts if field is not None))
    if len(fields) <= 1:
        return (fields[0] if fields else None), {name: x for _, point in parts for name, x in point.items()}
    from deterrence.algebra.polynomial import working_context

    degree = prod(field.degree for field in fields)
    if degree > LARGEST_DEGREE:
        raise Undecided(f"irrational parts combine to a number field of degree {degree}, more than {LARGEST_DEGREE}")
    names = tuple(f"t{k}" for k in range(len(fields)))
    context = working_context(names)
    equations = [
        sum((c * context.gen(k) ** e for e, c in enumerate(field.coefficients)), context.constant(0))
        for k, field in enumerate(fields)
    ]
    basis = groebner(equations, context, (10_000, 10_000, 10**6))
    common, alphas = next(
        (field, point)
        for field, point in finite_points(basis, names, context, (10_000, 10_000, 10**6), 10_000)
        if all(_is_root(point[name], which) for name, which in zip(names, fields, strict=True))
    )
    together: dict[str, Any] = {}
    for field, point in parts:
        alpha = alphas[names[fields.index(field)]] if field is not None else None
        for name, x in point.items():
            if isinstance(x, RealAlgebraic):
                total: Any = Fraction(0)
                for c in reversed(x.polynomial.coeffs()):
                    total = total * alpha + Fraction(int(c.p), int(c.q))
                x = total
            together[name] = x
    return common, together


def _is_root(x: Any, field: NumberField) -> bool:
    return isinstance(x, RealAlgebraic) and x.minimal == (field.coefficients, field.index)


def unknowns_of(polynomials: Iterable[Polynomial], context: Any) -> tuple[str, ...]:
    """The unknowns that occur in any of them, in the context's order."""
    occurring = frozenset().union(*map(used, polynomials))
    return tuple(name for name in context.names() if name in occurring)
