"""Sign conditions on polynomials in the parameters: what the boundaries of a region are made of.

A polynomial is kept primitive, with positive leading coefficient, and is irreducible wherever a condition was split
into its factors. The conditions are read as booleans at a point, as masks over arrays, as z3 terms, as text and LaTeX.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache, reduce
from operator import mul
from typing import Any

from deterrence.algebra.rational_function import Ratio, Ring, fraction, value_at
from deterrence.formula import notation

MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "==": "!=", "!=": "=="}
SIGNS = {"<": (-1,), ">": (1,), "<=": (-1, 0), ">=": (0, 1), "==": (0,), "!=": (-1, 1)}
RELATIONS = {frozenset(signs): relation for relation, signs in SIGNS.items()}


@dataclass(frozen=True)
class Polynomial:
    """A polynomial in the parameters as plain data: powers, in the order of the ring's names, and coefficients."""

    ring: Ring
    terms: tuple[tuple[tuple[int, ...], Fraction], ...]

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.ring, self.terms))

    @cached_property
    def flint(self) -> Any:
        """The same in FLINT."""
        return self.ring.polynomial(dict(self.terms))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The parameters it depends on."""
        return tuple(name for k, name in enumerate(self.ring.names) if any(powers[k] for powers, _ in self.terms))

    def __reduce__(self) -> tuple[Any, ...]:
        return Polynomial, (self.ring, self.terms)

    @property
    def degree(self) -> int:
        """The total degree."""
        return max((sum(powers) for powers, _ in self.terms), default=0)

    def at(self, values: Mapping[str, Fraction]) -> Fraction:
        """The exact value at a point."""
        return value_at(self.flint, self.ring, values)

    def read(self, values: Mapping[str, Any], lift: Any) -> Any:
        """The value in any number system whose members add and multiply; `lift` takes a Fraction into it."""
        total = None
        for powers, coefficient in self.terms:
            factors = [values[name] for name, power in zip(self.ring.names, powers, strict=False) for _ in range(power)]
            if coefficient == 1 and factors:
                term = reduce(mul, factors)
            elif coefficient == -1 and factors:
                term = -reduce(mul, factors)
            else:
                term = reduce(mul, factors, lift(coefficient))
            total = term if total is None else total + term
        return lift(Fraction(0)) if total is None else total


def polynomial(ring: Ring, flint: Any) -> Polynomial:
    """A FLINT polynomial as plain data."""
    return Polynomial(ring, tuple((powers[: len(ring.names)], fraction(c)) for powers, c in flint.to_dict().items()))


@dataclass(frozen=True)
class Sign:
    """That a polynomial stands in a relation to zero: ``< <= == >= > !=``.

    Made by `sign`, which brings the polynomial into its normal form, so that equal conditions are equal objects.
    """

    polynomial: Polynomial
    relation: str

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.polynomial, self.relation))

    def __reduce__(self) -> tuple[Any, ...]:
        return Sign, (self.polynomial, self.relation)

    def __str__(self) -> str:
        return self.text()

    @property
    def opposite(self) -> Sign:
        """The condition that holds exactly where this one fails."""
        return Sign(self.polynomial, OPPOSITE[self.relation])

    def holds(self, values: Mapping[str, Fraction]) -> bool:
        """Whether it holds at an exact point."""
        value = self.polynomial.at(values)
        return ((value > 0) - (value < 0)) in SIGNS[self.relation]

    def mask(self, values: Mapping[str, Any]) -> Any:
        """Where it holds over arrays of floats; rounding decides on boundaries, so this is a filter."""
        import numpy as np

        return _compared(self.polynomial.read(values, lambda c: np.float64(float(c))), self.relation, np.float64(0))

    def z3(self, values: Mapping[str, Any]) -> Any:
        """The condition as a z3 term, `values` being z3 reals by name, all of one context."""
        import z3

        context = next(iter(values.values())).ctx if values else None
        read = self.polynomial.read(values, lambda c: z3.Q(c.numerator, c.denominator, context))
        return _compared(read, self.relation, z3.RealVal(0, context))

    def text(self, symbols: Mapping[str, str] | None = None) -> str:
        """In plain text, the positive terms on the left: ``p_C + d > e``."""
        left, right, relation = _sides(self)
        return f"{_written(left, None)} {relation} {_written(right, None)}"

    def latex(self, symbols: Mapping[str, str] | None = None) -> str:
        """In LaTeX; `symbols` gives the symbols of names."""
        left, right, relation = _sides(self)
        known = symbols or {}
        return f"{_written(left, known)} {notation.SIGNS[relation]} {_written(right, known)}"


def _compared(value: Any, relation: str, zero: Any) -> Any:
    match relation:
        case "<":
            return value < zero
        case "<=":
            return value <= zero
        case ">":
            return value > zero
        case ">=":
            return value >= zero
        case "==":
            return value == zero
    return value != zero


def sign(ring: Ring, flint: Any, relation: str) -> Sign | bool:
    """The condition that a FLINT polynomial stands in a relation to zero; a bool where it is a constant."""
    if flint.is_constant():
        value = fraction(flint.leading_coefficient()) if not flint.is_zero() else Fraction(0)
        return ((value > 0) - (value < 0)) in SIGNS[relation]
    scale = _content(flint) if fraction(flint.leading_coefficient()) > 0 else -_content(flint)
    kept = flint * ring.number(1 / scale).above
    return Sign(polynomial(ring, kept), relation if scale > 0 else MIRRORED[relation])


def _content(flint: Any) -> Fraction:
    from math import gcd, lcm

    values = [fraction(c) for c in flint.coeffs()]
    return Fraction(gcd(*(v.numerator for v in values)), lcm(*(v.denominator for v in values)))


def compared(left: Ratio, relation: str, right: Ratio) -> Sign | bool:
    """The condition ``left relation right``, multiplied out; whether its divisors vanish is not part of it."""
    gap = left - right
    return sign(gap.ring, gap.above * gap.below if relation not in ("==", "!=") else gap.above, relation)


@lru_cache(maxsize=20_000)
def irreducible(gap: Ratio) -> tuple[int, tuple[tuple[Polynomial, int], ...]]:
    """The sign of the constant in front, and the irreducible factors of numerator and divisor in normal form, each with
    1 where it counts for the sign of the quotient and 2 where only its vanishing does.
    """
    front, found = 1, {}
    for part in (gap.above, gap.below):
        constant, factors = part.factor()
        front *= 1 if fraction(constant) > 0 else -1
        for factor, power in factors:
            normal = sign(gap.ring, factor, ">")
            assert isinstance(normal, Sign)
            if normal.relation == "<" and power % 2:
                front = -front
            found[_same(normal.polynomial)] = 2 - power % 2
    return front, tuple(found.items())


@lru_cache(maxsize=20_000)
def _same(one: Polynomial) -> Polynomial:
    """One object for equal polynomials: it is found faster where it was seen before."""
    return one


@lru_cache(maxsize=50_000)
def one_of(one: Polynomial, signs: frozenset[int]) -> Sign:
    """The condition that a polynomial has one of some signs, one object for equal conditions."""
    return Sign(one, RELATIONS[signs])


# -- writing --------------------------------------------------------------------------------------------------------


def _sides(condition: Sign) -> tuple[list[Any], list[Any], str]:
    left = [(powers, c) for powers, c in condition.polynomial.terms if c > 0]
    right = [(powers, -c) for powers, c in condition.polynomial.terms if c < 0]
    names = condition.polynomial.ring.names
    return [(names, t) for t in left], [(names, t) for t in right], condition.relation


def _written(side: list[Any], symbols: Mapping[str, str] | None) -> str:
    terms = []
    for names, (powers, coefficient) in side:
        factors = []
        for name, power in zip(names, powers, strict=False):
            if power:
                shown = name if symbols is None else symbols.get(name) or notation.symbol(name)
                if symbols is not None and power > 1 and ("^" in shown or "'" in shown):
                    shown = rf"\left({shown}\right)"  # TeX takes no second superscript
                factors.append(
                    shown if power == 1 else f"{shown}**{power}" if symbols is None else f"{shown}^{{{power}}}"
                )
        if coefficient != 1 or not factors:
            factors.insert(0, str(coefficient) if symbols is None else _fraction(coefficient))
        terms.append(("*" if symbols is None else " ").join(factors))
    return " + ".join(terms) or "0"


def _fraction(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else rf"\frac{{{value.numerator}}}{{{value.denominator}}}"
