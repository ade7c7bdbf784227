"""The least and the largest value of a measure over a pact's box: what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from deterrence.ranges import Number, Range, lower, upper
from deterrence.roots import Algebraic

Values = Mapping[str, Fraction]
Span = tuple[Fraction, Fraction]
Ask = Callable[[Values], Range | None]
"""The range of the measure at a point of the box, by the exact solver; None where it is undefined there."""

FINE = Fraction(1, 2**20)
"""How narrow an enclosure is looked for, as a share of the value or of 1, whichever is larger."""
ROUGH = Fraction(1, 2**10)
"""How wide an enclosure may be to count as an answer."""


@dataclass(frozen=True)
class End:
    """The infimum or the supremum of a measure over a box.

    Attributes
    ----------
    value
        Exact, or a number that is proved to lie between two rationals.
    point
        Where the measure has that value, or comes as near to it as one likes; of a value that is enclosed, a point at
        which the measure lies in the enclosure too.
    attained
        Whether an equilibrium at that point has it.
    """

    value: Number
    point: Values
    attained: bool


@dataclass(frozen=True)
class Spread:
    """Both ends, or why one of them is not known.

    Attributes
    ----------
    least, most
        None where the measure is nowhere defined in the box, and where it is not known.
    reason
        Why it is not known; empty where both ends are proved, or the measure is proved to be defined nowhere.
    """

    least: End | None
    most: End | None
    reason: str = ""

    @property
    def proved(self) -> bool:
        """Whether no point of the box goes beyond these ends."""
        return not self.reason


def enclosed(inner: Number, outer: Fraction, up: bool) -> Number:
    """A number between what was found and a rational that is proved not to be passed."""
    near = upper(inner) if not up else lower(inner)
    far = lower(inner) if not up else upper(inner)
    low, high = (min(outer, far), near) if not up else (near, max(outer, far))
    return low if low == high else Algebraic(None, low, high)


def narrow(value: Number) -> bool:
    """Whether an enclosure is narrow enough to count as an answer."""
    low, high = lower(value), upper(value)
    return high - low <= ROUGH * max(Fraction(1), abs(low), abs(high))
