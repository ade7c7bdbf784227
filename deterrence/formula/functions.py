"""exp, log, sqrt, Phi and Phi2 in floats and in sympy; what is heavy is imported when one is first called.

Phi is the standard normal distribution function, and Phi2(x, y, rho) the one of two normals with correlation rho.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .grammar import ANALYTIC


def _array_function(name: str) -> Callable[..., Any]:
    """A function of numpy's or scipy's, fetched when it is first called."""

    def function(*values: Any) -> Any:
        import numpy as np
        from scipy.special import ndtr

        known = {"exp": np.exp, "log": np.log, "sqrt": np.sqrt, "Phi": ndtr, "Phi2": _array_phi2}
        return known[name](*values)

    return function


def _array_phi2(x: Any, y: Any, rho: Any) -> Any:
    """The bivariate normal distribution function by Owen's T (Owen 1956, equation 3.1); nan where abs(rho) > 1."""
    import numpy as np
    from scipy.special import ndtr, owens_t

    x, y, rho = np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in (x, y, rho)))
    root = np.sqrt((1 - rho) * (1 + rho))

    def slope(first: Any, second: Any) -> Any:
        # where `first` is 0 the slope is infinite, with the sign that makes T(0, slope) the limit
        return np.where(first == 0, np.copysign(np.inf, second), (second - rho * first) / (first * root))

    apart = (x * y < 0) | ((x * y == 0) & (x + y < 0))
    inner = (ndtr(x) + ndtr(y) - apart) / 2 - owens_t(x, slope(x, y)) - owens_t(y, slope(y, x))
    inner = np.where((x == 0) & (y == 0), 0.25 + np.arcsin(rho) / (2 * np.pi), inner)
    inner = np.where(rho == 1, ndtr(np.minimum(x, y)), np.where(rho == -1, np.maximum(0, ndtr(x) - ndtr(-y)), inner))
    for one, other in ((x, y), (y, x)):  # the margins, where nothing is divided
        inner = np.where(one == np.inf, ndtr(other), np.where(one == -np.inf, 0.0, inner))
    return np.where(np.abs(rho) <= 1, inner, np.nan)[()]


def _symbolic_phi(x: Any) -> Any:
    import sympy

    return (1 + sympy.erf(x / sympy.sqrt(2))) / 2


def _symbolic_phi2(x: Any, y: Any, rho: Any) -> Any:
    """The integral that defines it."""
    import sympy

    error = sympy.Dummy("e", real=True)
    density = sympy.exp(-(error**2) / 2) / sympy.sqrt(2 * sympy.pi)
    inner = _symbolic_phi((y - rho * error) / sympy.sqrt(1 - rho**2))
    return sympy.Integral(density * inner, (error, -sympy.oo, x))


def _symbolic_function(name: str) -> Callable[..., Any]:
    def function(*values: Any) -> Any:
        import sympy

        known = {"exp": sympy.exp, "log": sympy.log, "sqrt": sympy.sqrt, "Phi": _symbolic_phi, "Phi2": _symbolic_phi2}
        return known[name](*values)

    return function


ARRAY_FUNCTIONS: Mapping[str, Callable[..., Any]] = {name: _array_function(name) for name in ANALYTIC}
SYMBOLIC_FUNCTIONS: Mapping[str, Callable[..., Any]] = {name: _symbolic_function(name) for name in ANALYTIC}
