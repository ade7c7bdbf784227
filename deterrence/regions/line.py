"""One name varies and the others are fixed: where the equilibrium set changes along the line, every place, in order.

Every condition is then a polynomial in one unknown. Its real roots are known exactly, and between neighbouring roots
of all conditions nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from deterrence.algebra.univariate import real_roots
from deterrence.regions.signs import Polynomial
from deterrence.roots import Algebraic, Number

Dense = tuple[Fraction, ...]


@dataclass(frozen=True)
class Stop:
    """A place on the line: a root of conditions, or an end of the range."""

    at: Number
    factors: tuple[Dense, ...] = ()


def dense(polynomial: Polynomial) -> Dense:
    """The coefficients of a polynomial in one name, from the constant on."""
    values = {sum(powers): value for powers, value in polynomial.terms}
    return tuple(values.get(k, Fraction(0)) for k in range(max(values, default=0) + 1))


def value(polynomial: Dense, x: Fraction) -> Fraction:
    """Its value at a point (Horner)."""
    total = Fraction(0)
    for coefficient in reversed(polynomial):
        total = total * x + coefficient
    return total


def factors(polynomial: Dense) -> tuple[Dense, ...]:
    """Its irreducible factors over the rationals, without constants."""
    from flint import fmpz_poly

    scale = lcm(*(c.denominator for c in polynomial))
    _, found = fmpz_poly([int(c * scale) for c in polynomial]).factor()
    return tuple(tuple(Fraction(int(c)) for c in factor.coeffs()) for factor, _ in found)


def stops(polynomials: Iterable[Polynomial], low: Fraction, high: Fraction) -> tuple[Stop, ...]:
    """The real roots in [low, high] of polynomials in one name, and both ends, in order and apart from each other.

    Irrational ones come with an isolating interval that meets no other stop.
    """
    irreducible = dict.fromkeys(factor for one in polynomials if one.degree for factor in factors(dense(one)))
    points: dict[Fraction, list[Dense]] = {low: [], high: []}
    boxes: list[Stop] = []
    for factor in irreducible:
        if len(factor) == 2:
            root = -factor[0] / factor[1]
            if low <= root <= high:
                points.setdefault(root, []).append(factor)
        else:
            whole = [int(c) for c in factor]
            boxes += [Stop(Algebraic(factor, *ends), (factor,)) for ends in real_roots(whole)]
    boxes = [_apart(box, points) for box in boxes]
    boxes = [box for box in boxes if low < _low(box) and _high(box) < high]
    while True:
        boxes.sort(key=_low)
        close = next((k for k in range(1, len(boxes)) if _high(boxes[k - 1]) >= _low(boxes[k])), None)
        if close is None:
            break
        boxes[close - 1 : close + 1] = [_halved(box) for box in boxes[close - 1 : close + 1]]
    exact = [Stop(root, tuple(given)) for root, given in points.items()]
    return tuple(sorted([*exact, *boxes], key=_low))


def between(left: Stop, right: Stop) -> Fraction:
    """A rational number strictly between two neighbouring stops, of few digits where that is possible."""
    low, high = _high(left), _low(right)
    middle = (low + high) / 2
    for digits in (1, 2, 4, 8, 16, 32):
        near = Fraction(round(middle * 10**digits), 10**digits)
        if low < near < high:
            return near
    return middle


def signs_at(stop: Stop, polynomials: Sequence[Polynomial]) -> Mapping[Polynomial, int]:
    """The sign of every polynomial at a stop, irrational ones too: exact."""
    found = {}
    for one in polynomials:
        if isinstance(stop.at, Fraction):
            there = value(dense(one), stop.at)
        elif any(factor in stop.factors for factor in factors(dense(one)) if one.degree):
            there = Fraction(0)
        else:  # it has no root in the isolating interval
            there = value(dense(one), stop.at.low)
        found[one] = (there > 0) - (there < 0)
    return found


def _low(stop: Stop) -> Fraction:
    return stop.at if isinstance(stop.at, Fraction) else stop.at.low


def _high(stop: Stop) -> Fraction:
    return stop.at if isinstance(stop.at, Fraction) else stop.at.high


def _apart(box: Stop, points: Mapping[Fraction, Any]) -> Stop:
    """The box made so small that it holds none of the rational stops."""
    while any(_low(box) <= point <= _high(box) for point in points):
        box = _halved(box)
    return box


def _halved(box: Stop) -> Stop:
    root = box.at
    assert isinstance(root, Algebraic)
    assert root.polynomial is not None
    middle = (root.low + root.high) / 2
    left, here = value(root.polynomial, root.low), value(root.polynomial, middle)
    ends = (root.low, middle) if (left > 0) != (here > 0) else (middle, root.high)
    return Stop(Algebraic(root.polynomial, *ends), box.factors)
