"""Real roots of a polynomial of degree at most two, found by values: exactly, or isolated between rationals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt


@dataclass(frozen=True)
class Algebraic:
    """A real number given as the root of a polynomial in an interval, or only enclosed in it.

    Attributes
    ----------
    polynomial
        Coefficients from the constant on; None where only the enclosure is known.
    low, high
        Rationals with the number strictly between them.
    """

    polynomial: tuple[Fraction, ...] | None
    low: Fraction
    high: Fraction

    def __float__(self) -> float:
        return float((self.low + self.high) / 2)


Number = Fraction | Algebraic


def interpolate(xs: Sequence[Fraction], ys: Sequence[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """Coefficients of the quadratic through three points (Newton's divided differences)."""
    first = (ys[1] - ys[0]) / (xs[1] - xs[0])
    second = ((ys[2] - ys[1]) / (xs[2] - xs[1]) - first) / (xs[2] - xs[0])
    return (
        ys[0] - first * xs[0] + second * xs[0] * xs[1],
        first - second * (xs[0] + xs[1]),
        second,
    )


def roots(c0: Fraction, c1: Fraction, c2: Fraction) -> list[Number]:
    """Real roots of c0 + c1 x + c2 x^2: rational ones exactly, irrational ones isolated."""
    if c2 == 0:
        return [-c0 / c1] if c1 else []
    discriminant = c1 * c1 - 4 * c2 * c0
    if discriminant < 0:
        return []
    scale = discriminant.denominator
    square = discriminant.numerator * scale  # discriminant = square / scale^2
    root = isqrt(square)
    if root * root == square:
        s = Fraction(root, scale)
        return [(-c1 - s) / (2 * c2), (-c1 + s) / (2 * c2)]
    precision = 10**15
    low = Fraction(isqrt(square * precision**2), scale * precision)
    step = Fraction(1, scale * precision)
    result: list[Number] = []
    for sign in (-1, 1):
        ends = sorted((-c1 + sign * s) / (2 * c2) for s in (low, low + step))
        result.append(Algebraic((c0, c1, c2), ends[0], ends[1]))
    return result
