"""What a source prints, and whether a computed value agrees with it.

A literal is text: ``"3/20"`` or ``"6"`` is exact, ``".588235"`` is right to its last printed digit, ``"[.52, .55]"`` is
the range of a measure over a set of equilibria, and anything else is a word, such as ``"none"``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence.algebra.number import RealAlgebraic
from deterrence.ranges import Range
from deterrence.table.cells import decimal, exact

_EXACT = re.compile(r"[+-]?\d+(/[1-9]\d*)?")
_DECIMAL = re.compile(r"[+-]?\d*\.(\d+)")
_RANGE = re.compile(r"\[([^,\]]+),([^,\]]+)\]")
LONGEST = 40  # letters of a fraction that is written out
BITS = 200  # of the enclosure of an irrational number


@dataclass(frozen=True)
class Printed:
    """A number as it stands in a source.

    Attributes
    ----------
    value
        What is printed.
    half
        Half a unit of its last digit: how far the number itself may be away. 0 for an exact one.
    digits
        How many decimals are printed.
    """

    value: Fraction
    half: Fraction
    digits: int

    def holds(self, found: Any) -> bool:
        """Whether a number agrees, wherever in its enclosure it lies."""
        low, high = ends(found)
        return self.value - self.half <= low and high <= self.value + self.half


Literal = Printed | tuple[Printed, Printed] | str
"""A number, the ends of a range, or a word."""


def read_literal(text: str) -> Literal:
    """The number, range or word that a text is."""
    text = text.strip()
    pair = _RANGE.fullmatch(text)
    if pair:
        first, second = _printed(pair[1].strip()), _printed(pair[2].strip())
        return (first, second) if first is not None and second is not None else text
    return _printed(text) or text


def _printed(text: str) -> Printed | None:
    if _EXACT.fullmatch(text):
        return Printed(Fraction(text), Fraction(0), 0)
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return None
    digits = len(match[1])
    return Printed(Fraction(text), Fraction(1, 2 * 10**digits), digits)


def ends(found: Any) -> tuple[Fraction, Fraction]:
    """Rationals around a number, equal where it is rational.

    A number is an int, a Fraction, a `RealAlgebraic`, or whatever lies between its `low` and its `high`.
    """
    if isinstance(found, int | Fraction | float):
        return Fraction(found), Fraction(found)
    if isinstance(found, RealAlgebraic):
        return found.enclosure(BITS)
    return found.low, found.high


def agrees(literal: Literal, found: Range | str) -> bool:
    """Whether what was found is what a literal says, as far as it is printed.

    A number agrees with a range of one point only, and a printed range with the infimum and the supremum. A number that
    is only enclosed agrees where its whole enclosure does.
    """
    if isinstance(found, str) or isinstance(literal, str):
        return literal == found
    low, high = found.minimum, found.maximum
    if low is None or high is None:
        return False
    if isinstance(literal, tuple):
        return literal[0].holds(low) and literal[1].holds(high)
    # an exact literal is met by a single exact number: its enclosure is a point
    return literal.holds(low) and literal.holds(high) and (low is high or low == high)


def difference(literal: Literal, found: Range | str) -> Fraction | None:
    """How far what was found is from what is printed (from the middle of an enclosure); None for words."""
    if isinstance(found, str) or isinstance(literal, str) or found.minimum is None or found.maximum is None:
        return None
    pairs = literal if isinstance(literal, tuple) else (literal, literal)
    gaps = [_middle(x) - one.value for one, x in zip(pairs, (found.minimum, found.maximum), strict=True)]
    return max(gaps, key=abs)


def _middle(found: Any) -> Fraction:
    low, high = ends(found)
    return (low + high) / 2


def written(found: Range | str, digits: int | None = None) -> str:
    """What was found as text: words as they are, a number, or ``[low, high]``.

    Parameters
    ----------
    digits
        The most decimals; None writes rationals as ``p/q`` and other numbers with all the digits that are certain.
    """
    if isinstance(found, str):
        return found
    if found.minimum is None or found.maximum is None:
        return f"undefined: {found.undefined}"
    low, high = (_number(x, digits) for x in (found.minimum, found.maximum))
    return low if found.minimum is found.maximum or found.minimum == found.maximum else f"[{low}, {high}]"


def _number(found: Any, digits: int | None) -> str:
    low, high = ends(found)
    if low == high:
        if digits is not None:
            return decimal(low, digits)
        text = exact(low)
        return text if len(text) <= LONGEST else decimal(low, 17)
    middle = _middle(found)
    if digits is not None:
        return decimal(middle, digits)
    certain = next((k for k in range(17) if high - low > Fraction(1, 10**k)), 17)
    return decimal(middle, max(certain - 1, 0))
