"""Real roots of a polynomial of degree at most two, each one exact: a Fraction, or a number of a quadratic field."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, isqrt, lcm

from deterrence.algebra.number import Number, real_fields

__all__ = ["quadratic_roots"]


def quadratic_roots(c0: Fraction, c1: Fraction, c2: Fraction) -> list[Number]:
    """The real roots of c0 + c1 x + c2 x^2, ascending, each once; none where the polynomial is constant."""
    if c2 == 0:
        return [-c0 / c1] if c1 else []
    discriminant = c1 * c1 - 4 * c2 * c0
    if discriminant < 0:
        return []
    root = Fraction(isqrt(discriminant.numerator), isqrt(discriminant.denominator))
    if root * root == discriminant:
        return sorted({(-c1 - root) / (2 * c2), (-c1 + root) / (2 * c2)})
    from flint import fmpq_poly

    scale = lcm(c0.denominator, c1.denominator, c2.denominator)
    whole = [int(c * scale) for c in (c0, c1, c2)]
    divisor = gcd(*whole)
    return [field.element(fmpq_poly([0, 1])) for field in real_fields([c // divisor for c in whole])]
