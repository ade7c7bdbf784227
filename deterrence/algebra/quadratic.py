"""Real roots in closed form, each one exact: a Fraction, or a number of a field of algebraic numbers."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, isqrt, lcm

from deterrence.algebra.number import Number, real_fields

__all__ = ["positive_root", "quadratic_roots"]


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


def positive_root(value: Fraction, degree: int) -> Number:
    """The root of x^degree = value that is not negative, for a value that is not."""
    if value == 0:
        return value
    from flint import fmpq_poly, fmpz_poly

    whole = fmpz_poly([-value.numerator, *[0] * (degree - 1), value.denominator])
    for factor, _ in whole.factor()[1]:
        coefficients = [int(c) for c in factor.coeffs()]
        if len(coefficients) == 2:
            root = Fraction(-coefficients[0], coefficients[1])
            if root > 0:
                return root
        else:
            for field in real_fields(coefficients):
                number = field.element(fmpq_poly([0, 1]))
                if number > 0:
                    return number
    raise AssertionError("a positive number has a positive root of any degree")
