"""The normal distribution in one and two dimensions: rigorous enclosures at points, infinite ones among them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

ANGULAR = 0.75
"""Correlations, in absolute value, up to which the integral over correlations is the faster one."""


def normal(x: Any) -> Any:
    """The standard normal distribution function at a number of python-flint, which may be infinite."""
    import flint

    if not x.is_finite():
        return flint.arb(1 if x > 0 else 0)
    return (-x / flint.arb(2).sqrt()).erfc() / 2


def normal_density(square: Any) -> Any:
    """The standard normal density where x squared has this value, which may be infinite."""
    import flint

    if not square.is_finite():
        return flint.arb(0)
    return (-square / 2).exp() / (2 * flint.arb.pi()).sqrt()


def two_normals(x: Any, y: Any, rho: Any) -> Any:
    """P(X <= x, Y <= y) for standard normals with correlation rho, exact numbers of python-flint.

    Far from 1 and -1, Phi(x) Phi(y) and the integral of the density over the correlations from 0 to rho (Plackett
    1954). Near them the integral of phi(e) Phi((y - rho e) / sqrt(1 - rho^2)) over e <= x, where what lies below -L, or
    above L, adds between 0 and Phi(-L). `flint.acb.integral` counts its own error.
    """
    import flint

    if not (x.is_finite() and y.is_finite()):
        if (x < 0 and not x.is_finite()) or (y < 0 and not y.is_finite()):
            return flint.arb(0)
        return normal(x) if x.is_finite() else normal(y)
    if rho == 1:
        return normal(x if x < y else y)
    if rho == -1:
        return (normal(x) - normal(-y)).nonnegative_part()
    if rho == 0:
        return normal(x) * normal(y)
    if y < x:  # the shorter way round, and the same number for the same pair
        x, y = y, x
    return _two_normals(x.man_exp(), y.man_exp(), rho.man_exp(), flint.ctx.prec)


@lru_cache(maxsize=20_000)
def _two_normals(x_parts: Any, y_parts: Any, rho_parts: Any, bits: int) -> Any:
    import flint

    x, y, rho = (flint.arb(mantissa) * flint.arb(2) ** exponent for mantissa, exponent in (x_parts, y_parts, rho_parts))
    if abs(rho) <= ANGULAR:
        return normal(x) * normal(y) + _by_angle(x, y, rho, bits)
    limit = flint.arb(int((2 * (bits + 10) * 0.6931) ** 0.5) + 1)  # Phi(-L) < 2^-bits
    tail = normal(-limit)
    outside = flint.arb(0).union(tail)
    if x <= -limit:
        return outside  # less than P(X <= x)
    if y >= limit:
        return normal(x) - outside
    top = x if x < limit else limit
    spread = ((1 - rho) * (1 + rho)).sqrt() * flint.arb(2).sqrt()
    constant = 1 / (8 * flint.arb.pi()).sqrt()

    def integrand(e: Any, _: bool) -> Any:
        return (-(e * e) / 2).exp() * ((rho * e - y) / spread).erfc()

    inner = flint.acb.integral(integrand, -limit, top, abs_tol=flint.arb(2) ** -(bits + 5)).real * constant
    return inner + outside + (outside if x > limit else 0)


def _by_angle(x: Any, y: Any, rho: Any, bits: int) -> Any:
    """What a correlation adds to P(X <= x) P(Y <= y): the integral of the density, in the arc sine of correlations.

    That of exp((x y sin t - (x^2 + y^2)/2) / cos(t)^2) / (2 pi) over t from 0 to asin(rho) (Plackett 1954).
    """
    import flint

    half, both, one, angle = (x * x + y * y) / 2, x * y, flint.acb(1), rho.asin()

    def integrand(share: Any, _: bool) -> Any:
        sine = (share * angle).sin()
        return ((both * sine - half) / ((one - sine) * (one + sine))).exp()

    inner = flint.acb.integral(integrand, 0, 1, abs_tol=flint.arb(2) ** -(bits + 5)).real  # the ends exact
    return inner * angle / (2 * flint.arb.pi())
