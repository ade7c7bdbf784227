"""The values a measure takes over a set of equilibria, and numbers that are known exactly or only enclosed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from deterrence.algebra.number import RealAlgebraic
from deterrence.roots import Algebraic

Number: TypeAlias = Fraction | Algebraic | RealAlgebraic
"""A rational, a real algebraic number, or a number that is only known to lie between two rationals."""


@dataclass(frozen=True)
class Range:
    """The values a measure takes over a set of equilibria.

    Attributes
    ----------
    minimum, maximum
        Infimum and supremum; None where the measure is undefined.
    minimum_attained, maximum_attained
        Whether an equilibrium of the set has that value.
    undefined
        Why there is no value, otherwise empty.
    """

    minimum: Number | None
    maximum: Number | None
    minimum_attained: bool = True
    maximum_attained: bool = True
    undefined: str = ""

    @property
    def attained(self) -> bool:
        """Whether both ends are reached."""
        return self.minimum_attained and self.maximum_attained

    @property
    def single(self) -> bool:
        """Whether every equilibrium has the same value."""
        return self.minimum is not None and self.minimum == self.maximum


def lower(x: Number) -> Fraction:
    """The largest rational known to be at most `x`."""
    return x if isinstance(x, Fraction) else x.low if isinstance(x, Algebraic) else x.enclosure()[0]


def upper(x: Number) -> Fraction:
    """The least rational known to be at least `x`."""
    return x if isinstance(x, Fraction) else x.high if isinstance(x, Algebraic) else x.enclosure()[1]


def compare(x: Number, limit: Fraction) -> int | None:
    """-1, 0 or 1 as `x` is below, at or above a rational; None where its enclosure does not tell."""
    if isinstance(x, Algebraic):
        if x.polynomial is not None and limit in (x.low, x.high):  # it lies strictly inside
            return -1 if limit == x.high else 1
        return -1 if x.high < limit else 1 if x.low > limit else None
    return (x > limit) - (x < limit)


def difference(x: Number, y: Number) -> Number:
    """x - y, enclosed where one of them only is."""
    if isinstance(x, Algebraic) or isinstance(y, Algebraic):
        return Algebraic(None, lower(x) - upper(y), upper(x) - lower(y))
    exact: Number = x - y
    return exact


def number_words(x: Number) -> str:
    """A number in a sentence: exactly, or by the digits that its enclosure proves."""
    if isinstance(x, Algebraic):
        return f"{float(x.low):.7g} to {float(x.high):.7g}"
    return str(x)


def single(x: Number) -> Range:
    """The range of a measure that has one value."""
    return Range(x, x)


def spanned(values: Iterable[Number]) -> Range:
    """The range of the values a measure has at finitely many equilibria.

    Where enclosures overlap, each end of the range is the hull of all values that may be there.
    """
    numbers = list(values)
    if not numbers:
        return Range(None, None, False, False, "no equilibrium is left")
    low, high = min(map(upper, numbers)), max(map(lower, numbers))
    return Range(
        _hull([x for x in numbers if lower(x) <= low], least=True),
        _hull([x for x in numbers if upper(x) >= high], least=False),
    )


def with_possible(found: Range, possible: Iterable[Number]) -> Range:
    """The range where there may be more equilibria, at which the measure would lie within these enclosures.

    It is undefined, with the reason, unless they all lie within what was found.
    """
    others = list(possible)
    if not others:
        return found
    low, high = min(map(lower, others)), max(map(upper, others))
    if found.minimum is not None and found.maximum is not None:
        if upper(found.minimum) <= low and high <= lower(found.maximum):
            return found
        low, high = min(low, lower(found.minimum)), max(high, upper(found.maximum))
    why = f"boxes are left open: with what may be there it lies between {float(low):.6g} and {float(high):.6g}"
    return Range(None, None, False, False, why)


def _hull(numbers: list[Number], least: bool) -> Number:
    """The least (or largest) of numbers of which any may be that."""
    first = numbers[0]
    if all(x == first for x in numbers):
        return first
    if not any(isinstance(x, Algebraic) for x in numbers):
        exact = [x for x in numbers if not isinstance(x, Algebraic)]
        return min(exact) if least else max(exact)
    pick = min if least else max
    low, high = pick(map(lower, numbers)), pick(map(upper, numbers))
    return low if low == high else Algebraic(None, low, high)
