"""Curves in a rectangle, exactly: the cells into which polynomials in two variables divide it.

Cylindrical decomposition (Collins 1975) of the plane: above the intervals between the critical values of x the curves
do not cross, turn back or leave the rectangle, so that their roots in y are ordered there in one way. A cell is what
lies between two neighbouring roots. Every polynomial has one sign throughout a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

from deterrence.algebra.rational_function import Ring, fraction
from deterrence.errors import SolverError

Point = tuple[Fraction, Fraction]
Enclosure = tuple[Fraction, Fraction]

PRECISIONS = (128, 512, 2048, 8192)
MOST_CURVES, MOST_CELLS = 40, 20_000
NEAR = Fraction(1, 2**40)  # of a stack's width: how close to its ends its edges are drawn


@dataclass(frozen=True)
class Edge:
    """What bounds a cell from below or above: a root in y of a curve, counted from the least; or the rectangle itself.

    Attributes
    ----------
    curve
        Its place in `Plane.curves`; -1 for the lower edge of the rectangle and -2 for the upper one.
    root
        Which of its real roots in y.
    """

    curve: int
    root: int = 0


@dataclass(frozen=True)
class Stack:
    """The cells above one interval of x.

    Attributes
    ----------
    left, right
        The ends of the interval, each enclosed between two rationals, which are equal where it is rational.
    edges
        From the lower edge of the rectangle to the upper one.
    samples
        A rational point inside each cell, from the lowest on; all have the same x.
    """

    left: Enclosure
    right: Enclosure
    edges: tuple[Edge, ...]
    samples: tuple[Point, ...]


@dataclass(frozen=True)
class Plane:
    """A rectangle divided by curves.

    Attributes
    ----------
    x, y
        The sides of the rectangle.
    curves
        Irreducible polynomials (of FLINT, in a ring of two names) whose zero sets are not vertical lines.
    stacks
        From left to right.
    """

    x: tuple[Fraction, Fraction]
    y: tuple[Fraction, Fraction]
    curves: tuple[Any, ...]
    stacks: tuple[Stack, ...]

    def at(self, edge: Edge, x: Fraction) -> Fraction:
        """Where an edge lies above x: exactly where that is rational, otherwise to far more digits than a float has."""
        if edge.curve < 0:
            return self.y[-1 - edge.curve]
        low, high = real_roots(_column(self.curves[edge.curve], x), PRECISIONS[0])[edge.root]
        return (low + high) / 2

    def trace(self, stack: Stack, edge: Edge, points: int = 40) -> tuple[Point, ...]:
        """Points of an edge from left to right, dense at the ends, where it may be steep; two of a straight one."""
        from math import cos, pi

        left, right = stack.left[1], stack.right[0]
        margin = (right - left) * NEAR
        straight = edge.curve < 0 or self.curves[edge.curve].total_degree() <= 1
        shares = [Fraction(0), Fraction(1)]
        if not straight:
            shares = [Fraction((1 - cos(pi * k / (points - 1))) / 2).limit_denominator(10**9) for k in range(points)]
        places = [left + margin + share * (right - left - 2 * margin) for share in shares]
        return tuple((x, self.at(edge, x)) for x in places)


def plane(ring: Ring, polynomials: Sequence[Any], x: tuple[Fraction, Fraction], y: tuple[Fraction, Fraction]) -> Plane:
    """The cells into which the zero sets of polynomials divide a rectangle.

    Parameters
    ----------
    ring
        Of two names; the first is drawn to the right, the second upwards.
    polynomials
        FLINT polynomials of the ring; constants and repetitions are left out.
    x, y
        The sides of the rectangle.

    Raises
    ------
    SolverError
        For an empty rectangle, and for too many curves.
    """
    if x[0] >= x[1] or y[0] >= y[1]:
        raise SolverError("a map needs two names with ranges of positive length")
    factors = _factors(polynomials)
    curves = tuple(f for f in factors if f.degrees()[1] > 0)
    if len(curves) > MOST_CURVES:
        raise SolverError(f"more than {MOST_CURVES} curves: narrow the ranges, or fix more names")
    ends = ((x[0], x[0]), *_critical(ring, factors, curves, x, y), (x[1], x[1]))
    stacks = []
    cells = 0
    for left, right in pairwise(ends):
        stack = _stack(curves, left, right, y)
        cells += len(stack.samples)
        if cells > MOST_CELLS:
            raise SolverError(f"more than {MOST_CELLS} cells: narrow the ranges, or fix more names")
        stacks.append(stack)
    return Plane(x, y, curves, tuple(stacks))


def _factors(polynomials: Sequence[Any]) -> tuple[Any, ...]:
    """The distinct irreducible factors, in the order in which they are met."""
    found: dict[str, Any] = {}
    for given in polynomials:
        if not given.is_constant():
            for factor, _ in given.factor()[1]:
                normal = factor / factor.leading_coefficient()
                found.setdefault(str(normal), normal)
    return tuple(found.values())


def _critical(
    ring: Ring,
    factors: Sequence[Any],
    curves: Sequence[Any],
    x: tuple[Fraction, Fraction],
    y: tuple[Fraction, Fraction],
) -> tuple[Enclosure, ...]:
    """Enclosures, apart from each other, of all x where a curve may cross, turn back or leave the rectangle."""
    across = ring.generators[ring.names[0]]
    conditions = [f for f in factors if f.degrees()[1] == 0]
    for curve in curves:
        degree = curve.degrees()[1]
        leading: dict[tuple[int, ...], Any] = {(int(p[0]), 0): c for p, c in curve.to_dict().items() if p[1] == degree}
        conditions.append(ring.context.from_dict(leading))
        if degree > 1:
            conditions.append(curve.discriminant(ring.names[1]))
        conditions += [curve.compose(across, ring.context.constant(_rational(end))) for end in y]
    conditions += [one.resultant(other, ring.names[1]) for one, other in combinations(curves, 2)]
    product = _poly({0: Fraction(1)})
    for factor in _factors(conditions):
        product *= _poly({int(powers[0]): fraction(c) for powers, c in factor.to_dict().items()})
    for precision in PRECISIONS:
        every = [(low, high) for low, high in real_roots(product, precision) if high > x[0] and low < x[1]]
        inside = [(low, high) for low, high in every if (low, high) not in ((x[0], x[0]), (x[1], x[1]))]
        ends = [(x[0], x[0]), *inside, (x[1], x[1])]
        if all(one[1] < other[0] for one, other in pairwise(ends)):
            return tuple(inside)
    raise SolverError("internal: critical values could not be told apart; please report it")


def _stack(curves: Sequence[Any], left: Enclosure, right: Enclosure, y: tuple[Fraction, Fraction]) -> Stack:
    x = _simple(left[1], right[0])
    for precision in PRECISIONS:
        found: list[tuple[Enclosure, Edge]] = [((y[0], y[0]), Edge(-1)), ((y[1], y[1]), Edge(-2))]
        for k, curve in enumerate(curves):
            for root, (low, high) in enumerate(real_roots(_column(curve, x), precision)):
                if high > y[0] and low < y[1]:
                    found.append(((low, high), Edge(k, root)))
        found.sort(key=lambda pair: pair[0])
        if all(one[0][1] < other[0][0] for one, other in pairwise(found)):
            samples = tuple((x, _simple(one[0][1], other[0][0])) for one, other in pairwise(found))
            return Stack(left, right, tuple(edge for _, edge in found), samples)
    raise SolverError("internal: roots could not be told apart; please report it")


def _simple(low: Fraction, high: Fraction) -> Fraction:
    """A rational with a small denominator well inside an open interval."""
    middle, size = (low + high) / 2, 1
    while True:
        near = Fraction(round(middle * size), size)
        if 4 * abs(near - middle) < high - low:
            return near
        size *= 2


# -- polynomials in one unknown ---------------------------------------------------------------------------------------


def _rational(value: Fraction) -> Any:
    from flint import fmpq

    return fmpq(value.numerator, value.denominator)


def _poly(terms: dict[int, Fraction]) -> Any:
    from flint import fmpq_poly

    size = max(terms, default=0) + 1
    return fmpq_poly([_rational(terms.get(k, Fraction(0))) for k in range(size)])


def _column(curve: Any, x: Fraction) -> Any:
    """The polynomial in y above x."""
    found: dict[int, Fraction] = {}
    for powers, coefficient in curve.to_dict().items():
        power = int(powers[1])
        found[power] = found.get(power, Fraction(0)) + fraction(coefficient) * x ** int(powers[0])
    return _poly(found)


def real_roots(polynomial: Any, precision: int) -> tuple[Enclosure, ...]:
    """All real roots, ascending, each once: rational ones exactly, the others between two rationals.

    The enclosures are as narrow as `precision` bits make them; of a polynomial they do not meet each other.
    """
    from flint import ctx

    if polynomial.degree() < 1:
        return ()
    found: list[Enclosure] = []
    before = ctx.prec
    try:
        ctx.prec = precision
        for factor, _ in polynomial.numer().factor()[1]:
            if factor.degree() == 1:
                root = Fraction(-int(factor[0]), int(factor[1]))
                found.append((root, root))
            else:
                found += _irrational(factor)
    finally:
        ctx.prec = before
    return tuple(sorted(found))


def _irrational(factor: Any) -> Iterator[Enclosure]:
    for root, _ in factor.complex_roots():
        if root.imag.is_zero():
            yield _ratio(root.real.lower()), _ratio(root.real.upper())


def _ratio(exact: Any) -> Fraction:
    rational = exact.fmpq()
    return Fraction(int(rational.p), int(rational.q))
