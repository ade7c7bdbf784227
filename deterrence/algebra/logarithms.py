"""Rational combinations of logarithms of rationals: their sign, exactly, and rational bounds on them.

A number c + sum_k c_k ln q_k with rational c, c_k and rational q_k > 0 is what differs between two payoffs that hold
logarithms. It is 0 only if c = 0 and prod_k q_k^(c_k) = 1: where the product is not 1 its logarithm is not 0, and it is
transcendental, because the product is algebraic, so it is not -c either (Lindemann 1882). The product is tested in
whole numbers; every other sign is settled by balls (Johansson 2017, Arb) of growing precision, which must end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import Any

from deterrence.errors import SolverError

FIRST = 96  # bits of the first attempt
MOST = 1 << 17  # bits at which a comparison is given up, with advice
EXPONENT = 10**6  # bits of a whole exponent of a product

Term = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class LogSum:
    """The number ``constant + sum of coefficient * ln(number)``.

    Attributes
    ----------
    constant
        Rational.
    terms
        Pairs (coefficient, number), numbers positive.
    """

    constant: Fraction = Fraction(0)
    terms: tuple[Term, ...] = ()

    def __add__(self, other: LogSum | Fraction | int) -> LogSum:
        if isinstance(other, LogSum):
            return LogSum(self.constant + other.constant, self.terms + other.terms)
        return LogSum(self.constant + other, self.terms)

    def __neg__(self) -> LogSum:
        return LogSum(-self.constant, tuple((-c, q) for c, q in self.terms))

    def __sub__(self, other: LogSum | Fraction | int) -> LogSum:
        return self + (-other)

    @property
    def rational(self) -> Fraction | None:
        """The number where it is rational, otherwise None (then it is transcendental)."""
        return self.constant if _is_one(self._kept()) else None

    def _kept(self) -> tuple[Term, ...]:
        """The terms that count, logarithms of one number together."""
        together: dict[Fraction, Fraction] = {}
        for c, q in self.terms:
            if q <= 0:
                raise SolverError(f"internal: a logarithm of {q} was compared; please report it")
            together[q] = together.get(q, Fraction(0)) + c
        return tuple((c, q) for q, c in together.items() if c and q != 1)

    def sign(self) -> int:
        """-1, 0 or 1, exactly.

        Raises
        ------
        SolverError
            Where numbers are too long to compare.
        """
        kept = self._kept()
        if not kept:
            return (self.constant > 0) - (self.constant < 0)
        precision, tested = FIRST, False
        while precision <= MOST:
            ball = _ball(self.constant, kept, precision)
            if ball > 0 or ball < 0:
                return 1 if ball > 0 else -1
            if not tested and _is_one(kept):
                return (self.constant > 0) - (self.constant < 0)
            tested, precision = True, 2 * precision
        raise SolverError("two payoffs are too close to compare; write the game's numbers with fewer digits")

    def bounds(self, digits: int = 30) -> tuple[Fraction, Fraction]:
        """Rationals between which the number lies, about `digits` digits apart; equal where it is rational."""
        exact = self.rational
        if exact is not None:
            return exact, exact
        wanted = Fraction(1, 10**digits)
        precision = max(FIRST, 4 * digits)
        while precision <= MOST:
            low, high = _ends(_ball(self.constant, self._kept(), precision), precision)
            if high - low <= wanted * max(Fraction(1), abs(low)):
                return low, high
            precision *= 2
        raise SolverError("a payoff is too long to enclose; write the game's numbers with fewer digits")

    def __float__(self) -> float:
        low, high = self.bounds(18)
        return float((low + high) / 2)


def logarithm(number: Fraction, coefficient: Fraction | int = 1) -> LogSum:
    """``coefficient * ln(number)``."""
    return LogSum(Fraction(0), ((Fraction(coefficient), Fraction(number)),))


def total(parts: Iterable[LogSum]) -> LogSum:
    """The sum of several."""
    return reduce(LogSum.__add__, parts, LogSum())


def _ball(constant: Fraction, terms: Sequence[Term], precision: int) -> Any:
    from flint import arb, ctx, fmpq

    def exact(x: Fraction) -> Any:
        return arb(fmpq(x.numerator, x.denominator))

    with ctx.workprec(precision):
        return sum((exact(c) * exact(q).log() for c, q in terms), exact(constant))


def _ends(ball: Any, precision: int) -> tuple[Fraction, Fraction]:
    from flint import ctx

    def dyadic(x: Any) -> Fraction:
        mantissa, exponent = (int(part) for part in x.man_exp())
        return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)

    with ctx.workprec(precision):
        return dyadic(ball.lower()), dyadic(ball.upper())


def _is_one(terms: Sequence[Term]) -> bool:
    """Whether prod q^c = 1: exponents of pairwise coprime whole numbers, found by common divisors, must all be 0."""
    if not terms:
        return True
    scale = lcm(*(c.denominator for c, _ in terms))
    powers: list[tuple[int, int]] = []
    for c, q in terms:
        exponent = c.numerator * (scale // c.denominator)
        if exponent.bit_length() > EXPONENT:
            raise SolverError("exponents are too long to compare; write the game's numbers with fewer digits")
        powers += [(q.numerator, exponent), (q.denominator, -exponent)]
    coprime: list[tuple[int, int]] = []
    waiting = [(n, e) for n, e in powers if n > 1]
    while waiting:
        n, e = waiting.pop()
        for place, (m, f) in enumerate(coprime):
            common = gcd(n, m)
            if common > 1:
                del coprime[place]
                parts = ((n // common, e), (m // common, f), (common, e + f))
                waiting += [(part, power) for part, power in parts if part > 1]
                break
        else:
            coprime.append((n, e))
    return all(e == 0 for _, e in coprime)
