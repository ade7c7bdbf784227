"""Polynomials in one of the parameters, the others being fixed: their roots, in order, in one branch.

A polynomial of degree two at most has its roots in closed form. Which of two roots is larger is decided by signs of
rational functions of the other parameters: where one root lies among those of another polynomial is told by the signs
there of that polynomial and of its derivative, and both are linear in the root once it is divided through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from deterrence.algebra.number import Number
from deterrence.algebra.quadratic import positive_root, quadratic_roots
from deterrence.algebra.rational_function import Ratio, Ring
from deterrence.regions.cases import Cases
from deterrence.regions.signs import Polynomial


class Unsolved(Exception):
    """Raised where a polynomial is neither linear nor quadratic in the name."""

    def __init__(self, polynomial: Polynomial) -> None:
        super().__init__(str(polynomial))
        self.polynomial = polynomial


@dataclass(frozen=True)
class Surd:
    """A root of a quadratic whose discriminant is positive.

    Attributes
    ----------
    a, b, c
        Of a x^2 + b x + c.
    upper
        Whether it is the larger root.
    """

    a: Ratio
    b: Ratio
    c: Ratio
    upper: bool

    @property
    def middle(self) -> Ratio:
        """Half the sum of the roots."""
        return -self.b / (2 * self.a)

    @property
    def under(self) -> Ratio:
        """The square of half their distance: the root is `middle` plus or minus the square root of this."""
        return (self.b * self.b - 4 * self.a * self.c) / (4 * self.a * self.a)

    def at(self, values: Mapping[str, Fraction]) -> Number:
        """The exact value at a point of the branch."""
        found = quadratic_roots(self.c.at(values), self.b.at(values), self.a.at(values))
        return found[-1] if self.upper else found[0]


Bound = Ratio | Surd


@dataclass(frozen=True)
class Radical:
    """The root of a function that is not negative, of a degree above two."""

    under: Ratio
    degree: int

    def at(self, values: Mapping[str, Fraction]) -> Number:
        """The exact value at a point."""
        return positive_root(self.under.at(values), self.degree)


def coefficients(polynomial: Polynomial, name: str, ring: Ring) -> tuple[Ratio, ...]:
    """The coefficients by powers of a name, from the constant on, as functions of the other names in a ring."""
    place = polynomial.ring.names.index(name)
    parts: dict[int, dict[tuple[int, ...], Fraction]] = {}
    for powers, value in polynomial.terms:
        by_name = dict(zip(polynomial.ring.names, powers, strict=True))
        parts.setdefault(powers[place], {})[tuple(by_name[n] if n != name else 0 for n in ring.names)] = value
    one = ring.number(Fraction(1)).above
    return tuple(Ratio(ring, ring.polynomial(parts.get(k, {})), one) for k in range(max(parts, default=0) + 1))


def roots(given: tuple[Ratio, ...], polynomial: Polynomial, cases: Cases) -> tuple[int, list[tuple[Bound, int]]]:
    """The sign of the leading coefficient, and the real roots with their multiplicities.

    Raises
    ------
    Unsolved
        Where the degree is above two.
    """
    left = list(given)
    while len(left) > 1:
        sign = cases.sign(left[-1])
        if sign:
            break
        left.pop()
    if len(left) == 1:
        return cases.sign(left[0]), []
    if len(left) == 2:
        return sign, [(-left[0] / left[1], 1)]
    if len(left) > 3:
        raise Unsolved(polynomial)
    c, b, a = left
    bend = cases.sign(b * b - 4 * a * c)
    if bend < 0:
        return sign, []
    if bend == 0:
        return sign, [(-b / (2 * a), 2)]
    return sign, [(Surd(a, b, c, False), 1), (Surd(a, b, c, True), 1)]


def compare(x: Bound, y: Bound, cases: Cases) -> int:
    """The sign of x - y in a branch."""
    if isinstance(y, Ratio):
        return cases.compare(x, y) if isinstance(x, Ratio) else -compare(y, x, cases)
    if isinstance(x, Surd) and (x.a, x.b, x.c) == (y.a, y.b, y.c):
        return x.upper - y.upper
    bend = cases.sign(y.a)
    slope = _linear(2 * y.a, y.b, x, cases) * bend
    if isinstance(x, Ratio):
        there = cases.sign(y.a * x * x + y.b * x + y.c) * bend
    else:
        share = y.a / x.a
        there = _linear(y.b - share * x.b, y.c - share * x.c, x, cases) * bend
    if there < 0:
        return -1 if y.upper else 1
    if there > 0:
        return slope
    return (slope > 0) - y.upper


def _linear(u: Ratio, v: Ratio, x: Bound, cases: Cases) -> int:
    """The sign of u x + v."""
    if isinstance(x, Ratio):
        return cases.sign(u * x + v)
    rising = cases.sign(u)
    return rising * -compare(-v / u, x, cases) if rising else cases.sign(v)
