"""An average over simulated crises beside what is expected of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Share:
    """An average over simulated crises beside its expectation.

    Attributes
    ----------
    name
        Of an event, or ``E[player]``.
    expected
        Exact, or enclosed.
    simulated, standard_error
        The average of the draws, exact, and the standard error of such an average under the exact law, a float.
    """

    name: str
    expected: Any
    simulated: Fraction
    standard_error: float
