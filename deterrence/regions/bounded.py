"""Arrays of floats that carry a bound on their distance from the exact value: the running error analysis of Wilkinson.

Every operation adds its own rounding, at most u = 2^-53 of the result, to what it inherits (Higham 2002, section 3.3).
A float that a user gives means its shortest decimal, from which it is at most u of itself away. Where the bound is
smaller than the value, the sign is certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from deterrence.errors import ModelError
from deterrence.formula import Reading
from deterrence.formula.members import COUNTED, counted

UNIT = 2.0**-53
SLACK = 1 + 2.0**-48  # for the rounding of the bound itself
SMALLEST = 2.0**-1000  # below it a product may lose all its digits


class Bounded:
    """A float or array `value` that differs from the exact one by at most `error`."""

    __slots__ = ("error", "value")
    __array_ufunc__ = None  # numpy leaves the operators to this class

    def __init__(self, value: Any, error: Any) -> None:
        self.value, self.error = value, error

    def __add__(self, other: Bounded) -> Bounded:
        value = self.value + other.value
        return Bounded(value, (self.error + other.error + UNIT * abs(value)) * SLACK)

    def __neg__(self) -> Bounded:
        return Bounded(-self.value, self.error)

    def __sub__(self, other: Bounded) -> Bounded:
        return self + -other

    def __mul__(self, other: Bounded) -> Bounded:
        value = self.value * other.value
        inherited = abs(self.value) * other.error + (abs(other.value) + other.error) * self.error
        return Bounded(value, (inherited + UNIT * abs(value)) * SLACK + SMALLEST)

    def __truediv__(self, other: Bounded) -> Bounded:
        import numpy as np

        value = self.value / other.value
        distance = abs(other.value) / SLACK - other.error
        inherited = (self.error + abs(value) * other.error) / np.where(distance > 0, distance, np.nan)
        error = (inherited + UNIT * abs(value)) * SLACK + SMALLEST
        return Bounded(value, np.where(np.isnan(error), np.inf, error))

    def __pow__(self, exponent: int) -> Bounded:
        result = exactly(Fraction(1))
        for _ in range(exponent):
            result = result * self
        return result

    def sign(self) -> Any:
        """1, -1, or 2 where the sign is not certain; 0 only where the value is exact."""
        import numpy as np

        certain = abs(self.value) > self.error  # false for nan too
        return np.where(certain, np.sign(self.value), np.where((self.value == 0) & (self.error == 0), 0, 2))


def exactly(value: Fraction) -> Bounded:
    """An exact number."""
    try:
        nearest = value.numerator / value.denominator
    except OverflowError:
        return Bounded(float("nan"), float("inf"))
    return Bounded(nearest, 0.0 if Fraction(nearest) == value else UNIT * abs(nearest) * SLACK + SMALLEST)


def given(array: Any) -> Bounded:
    """Floats as a user gives them; whole numbers below 2^53 are exact."""
    import numpy as np

    whole = (array == np.floor(array)) & (abs(array) < 2.0**53)
    return Bounded(array, np.where(whole, 0.0, UNIT * abs(array) * SLACK + SMALLEST))


def _value(found: Any) -> Bounded:
    from deterrence.formula import number

    return found if isinstance(found, Bounded) else exactly(number(found))


def _least(values: Sequence[Bounded]) -> Bounded:
    import numpy as np

    best = values[0]
    for other in values[1:]:
        best = Bounded(np.minimum(best.value, other.value), np.maximum(best.error, other.error))
    return best


def _compare(relation: str, left: Bounded, right: Bounded) -> Any:
    raise ModelError(f"'{relation}' is not certain of floats", advice="compare signs, and redo exactly what is open")


def _members(name: str) -> Any:
    def response(q: Bounded, n: Bounded, *rest: Bounded) -> Bounded:
        import numpy as np

        count = np.unique(np.asarray(n.value))
        if count.size != 1 or np.any(n.error):
            message = f"{name} needs one number of members for all designs"
            raise ModelError(message, advice="let it not vary, and ask once for every number")
        known = Fraction(float(count[0]))
        found: Bounded = counted(name, q, known, rest, lambda a, b: a / b, lambda x: exactly(Fraction(x)))
        return found

    return response


BOUNDED = Reading(
    name="BOUNDED",
    value=_value,
    divide=lambda left, right: left / right,
    power=lambda base, exponent: base**exponent,
    minimum=_least,
    maximum=lambda values: -_least([-x for x in values]),
    compare=_compare,
    every=all,
    functions={name: _members(name) for name in COUNTED},
)
