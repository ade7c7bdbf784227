"""Integer polynomials in the unknowns of one system: the small helpers that everything in this room shares.

All live in one FLINT context, the caller's unknowns followed by two of our own: `INVERSE` stands for one over a
polynomial that is not zero, and `MARKER` carries the scale of a reduction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from deterrence.algebra.number import Number, RealAlgebraic
from deterrence.errors import SolverError

Polynomial = Any  # flint.fmpz_mpoly
Point = Mapping[str, Number]

INVERSE = "_inverse"
MARKER = "_marker"


def working_context(unknowns: Sequence[str]) -> Any:
    """The context of a system with these unknowns."""
    from flint import Ordering, fmpz_mpoly_ctx

    return fmpz_mpoly_ctx.get((*unknowns, INVERSE, MARKER), Ordering.degrevlex)


def imported(polynomial: Any, unknowns: Sequence[str], context: Any) -> Polynomial:
    """A polynomial of the caller's, over the integers or rationals, times the positive number that makes it primitive.

    Raises
    ------
    SolverError
        If it is not a polynomial in the unknowns.
    """
    names = getattr(getattr(polynomial, "context", lambda: None)(), "names", lambda: None)()
    if names is None or tuple(names) != tuple(unknowns):
        raise SolverError(
            f"{polynomial!r} is not a FLINT polynomial in the unknowns {', '.join(unknowns)}; make all polynomials "
            "in one context, fmpq_mpoly_ctx.get(unknowns, Ordering.degrevlex)"
        )
    terms = {}
    for powers, c in polynomial.to_dict().items():
        terms[tuple(map(int, powers))] = Fraction(int(getattr(c, "p", c)), int(getattr(c, "q", 1)))
    scale = lcm(*(c.denominator for c in terms.values()))
    whole = {(*powers, 0, 0): int(c * scale) for powers, c in terms.items()}
    return primitive(context.from_dict(whole))


def primitive(polynomial: Polynomial) -> Polynomial:
    """The polynomial divided by the greatest common divisor of its coefficients; its signs stay."""
    terms = polynomial.to_dict()
    divisor = gcd(*map(int, terms.values()))
    if divisor <= 1:
        return polynomial
    return polynomial.context().from_dict({powers: int(c) // divisor for powers, c in terms.items()})


def used(polynomial: Polynomial) -> frozenset[str]:
    """The unknowns that occur."""
    return frozenset(
        name for name, degree in zip(polynomial.context().names(), polynomial.degrees(), strict=True) if degree > 0
    )


def constant(polynomial: Polynomial) -> int | None:
    """The value of a polynomial without unknowns, otherwise None."""
    if not polynomial.is_constant():
        return None
    return int(polynomial.leading_coefficient()) if polynomial else 0


def by_powers(polynomial: Polynomial, name: str) -> list[Polynomial]:
    """The coefficients of the powers of one unknown, from the power 0 on."""
    context = polynomial.context()
    place = context.variable_to_index(name)
    parts: list[dict[tuple[int, ...], int]] = [{} for _ in range(int(polynomial.degrees()[place]) + 1)]
    for powers, c in polynomial.to_dict().items():
        parts[powers[place]][(*powers[:place], 0, *powers[place + 1 :])] = int(c)
    return [context.from_dict(part) for part in parts]


def replaced(polynomial: Polynomial, name: str, numerator: Polynomial, denominator: Polynomial) -> Polynomial:
    """The polynomial at `name` = numerator / denominator, times the denominator to the degree."""
    parts = by_powers(polynomial, name)
    if len(parts) == 1:
        return polynomial
    total = polynomial.context().constant(0)
    for power, part in enumerate(parts):
        total += part * numerator**power * denominator ** (len(parts) - 1 - power)
    return primitive(total)


def value(polynomial: Any, point: Mapping[str, Any]) -> Any:
    """The polynomial's value at a point, in the point's numbers."""
    names = polynomial.context().names()
    total: Any = Fraction(0)
    for powers, c in polynomial.to_dict().items():
        term: Any = Fraction(int(getattr(c, "p", c)), int(getattr(c, "q", 1)))
        for name, power in zip(names, powers, strict=True):
            if power:
                term = term * point[name] ** int(power)
        total = total + term
    return total


def sign(x: Any) -> int:
    """-1, 0 or 1."""
    return x.sign() if isinstance(x, RealAlgebraic) else (x > 0) - (x < 0)


def is_affine(polynomial: Polynomial) -> bool:
    """Whether every term has degree one at most."""
    return bool(polynomial.total_degree() <= 1)


def affine_row(polynomial: Polynomial, unknowns: Sequence[str]) -> tuple[int, ...]:
    """An affine polynomial as (constant, coefficient of each unknown)."""
    row = dict.fromkeys(("", *unknowns), 0)
    for name, c in terms_of_affine(polynomial):
        row[name] = c
    return tuple(row.values())


def terms_of_affine(polynomial: Polynomial) -> Iterator[tuple[str, int]]:
    """Pairs of an unknown ("" for none) and its coefficient."""
    names = polynomial.context().names()
    for powers, c in polynomial.to_dict().items():
        yield next((name for name, power in zip(names, powers, strict=True) if power), ""), int(c)
