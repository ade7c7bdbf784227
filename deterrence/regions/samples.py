"""Points already known to lie in a domain: they answer most questions of existence without a proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from deterrence.algebra.rational_function import flint_point
from deterrence.regions.signs import SIGNS, Polynomial, Sign

MOST = 5_000
_NOTHING = (0, {-1: 0, 0: 0, 1: 0})


@dataclass(eq=False)
class Samples:
    """Rational points with, for each polynomial asked about, which of them give it which sign, as bits."""

    points: list[Mapping[str, Fraction]] = field(default_factory=list)
    _flint: list[list[Any]] = field(default_factory=list)
    _columns: dict[Polynomial, tuple[int, dict[int, int]]] = field(default_factory=dict)

    def add(self, point: Mapping[str, Fraction]) -> None:
        """Keep a point, while there are not too many."""
        if len(self.points) < MOST:
            self.points.append(point)

    def first(self, conditions: Iterable[Sign]) -> Mapping[str, Fraction] | None:
        """The earliest point at which all conditions hold; None where there is none."""
        left = (1 << len(self.points)) - 1
        for condition in conditions:
            if not left:
                return None
            by_sign = self._column(condition.polynomial)
            left &= sum(by_sign[sign] for sign in SIGNS[condition.relation])  # disjoint bits
        return self.points[(left & -left).bit_length() - 1] if left else None

    def _column(self, polynomial: Polynomial) -> dict[int, int]:
        seen, by_sign = self._columns.get(polynomial, _NOTHING)
        if seen < len(self.points):
            by_sign = dict(by_sign)
            for place in range(seen, len(self.points)):
                if place == len(self._flint):
                    self._flint.append(flint_point(polynomial.ring, self.points[place]))
                value = polynomial.flint(*self._flint[place])
                by_sign[(value > 0) - (value < 0)] |= 1 << place
            self._columns[polynomial] = len(self.points), by_sign
        return by_sign
