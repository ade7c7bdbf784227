"""Polynomials in one unknown: their real roots apart, relations between powers, and how they read."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import gcd, isqrt, lcm
from typing import Any

from deterrence.errors import SolverError

__all__ = ["first_dependence", "minimal_polynomial", "polynomial_text", "real_roots"]

MOST_BITS = 10_000
"""Of a coefficient: roots of higher degree that nearly coincide may otherwise take for ever to be told apart."""


def minimal_polynomial(element: Any, modulus: Any) -> tuple[int, ...]:
    """The minimal polynomial of an element of Q[t]/(modulus), by linear dependence of its powers.

    Returns coprime integers, lowest degree first, the last one positive.
    """
    from flint import fmpq_mat, fmpq_poly

    size = modulus.degree()
    powers, power = [], fmpq_poly([1])
    for _ in range(size + 1):
        powers.append(power)
        power = power * element % modulus
    table = fmpq_mat(size, size + 1, [p[row] for row in range(size) for p in powers])
    return first_dependence(table)


def first_dependence(table: Any) -> tuple[int, ...]:
    """The monic relation of the first column that depends on those before it, as coprime integers."""
    reduced, rank = table.rref()
    column = next(k for k in range(table.ncols()) if k >= rank or reduced[k, k] != 1)
    relation = [-reduced[row, column] for row in range(column)]
    fractions = [Fraction(int(x.p), int(x.q)) for x in relation] + [Fraction(1)]
    scale = lcm(*(x.denominator for x in fractions))
    whole = [int(x * scale) for x in fractions]
    divisor = gcd(*whole)
    return tuple(x // divisor for x in whole)


def real_roots(coefficients: Sequence[int]) -> list[tuple[Fraction, Fraction]]:
    """Isolating intervals of all real roots of an irreducible polynomial of degree two or more, ascending.

    FLINT encloses every complex root, each in a ball of its own, and finds the real ones to be real. Here it is checked
    again that the other enclosures do not meet the real line, and that the widened intervals do not meet each other;
    `NumberField` checks the change of sign in each. Roots of quadratics come from the integer square root of the
    discriminant, however many digits there are.

    Raises
    ------
    SolverError
        For coefficients of thousands of digits in degree three or more.
    """
    if len(coefficients) == 3:
        return _quadratic_roots(*map(int, coefficients))
    if max(map(int.bit_length, map(int, coefficients))) > MOST_BITS:
        raise SolverError(
            f"the roots of a polynomial whose coefficients have over {MOST_BITS * 3 // 10} digits are not looked for: "
            "write payoffs and probabilities with fewer digits"
        )
    from flint import ctx, fmpz_poly

    polynomial = fmpz_poly(list(coefficients))
    before = ctx.prec
    try:
        for precision in (64, 256, 1024, 4096):
            ctx.prec = precision
            every: Any = polynomial.complex_roots()
            if any(root.imag.contains(0) for root, _ in every if not root.imag.is_zero()):
                continue
            roots = [root.real for root, _ in every if root.imag.is_zero()]
            ends = sorted((_fraction(root.lower()), _fraction(root.upper())) for root in roots)
            margin = Fraction(1, 2 ** (precision // 2))
            ends = [(low - (up - low) - margin, up + (up - low) + margin) for low, up in ends]
            if all(first[1] < second[0] for first, second in pairwise(ends)):
                return ends
    finally:
        ctx.prec = before
    raise SolverError("internal: real roots could not be told apart; please report it")


def _quadratic_roots(c: int, b: int, a: int) -> list[tuple[Fraction, Fraction]]:
    """Those of a x^2 + b x + c: its discriminant is no square, for it is irreducible."""
    discriminant = b * b - 4 * a * c
    if discriminant < 0:
        return []
    scale = 1 << 64
    root = isqrt(discriminant * scale * scale)  # the square root lies between root and root + 1, over scale
    ends = ((-root - 1, -root), (root, root + 1))
    return sorted(
        tuple(sorted(Fraction(x - b * scale, 2 * a * scale) for x in pair))  # type: ignore[misc]
        for pair in ends
    )


def _fraction(exact: Any) -> Fraction:
    rational = exact.fmpq()
    return Fraction(int(rational.p), int(rational.q))


def polynomial_text(coefficients: Sequence[int], name: str = "x") -> str:
    """A polynomial in one unknown as text, highest degree first."""
    terms: list[str] = []
    for degree, c in reversed(list(enumerate(coefficients))):
        if c:
            power = "" if degree == 0 else name if degree == 1 else f"{name}^{degree}"
            size = str(abs(c)) if abs(c) != 1 or not power else ""
            sign = ("- " if c < 0 else "+ ") if terms else ("-" if c < 0 else "")
            terms.append(sign + size + ("*" if size and power else "") + power)
    return " ".join(terms) or "0"
