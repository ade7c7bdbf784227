"""The verdict along one name, read off from the top of its range down in one branch of the others.

From the bottom up it is read in the same way, with the sign of the name turned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd
from typing import Any

from deterrence.algebra.quadratic import positive_root
from deterrence.algebra.rational_function import Ratio, Ring
from deterrence.regions.cases import Cases, Elsewhere
from deterrence.regions.result import Piece, Regions
from deterrence.regions.sections import Bound, Radical, Surd, Unsolved, coefficients, compare, roots
from deterrence.regions.signs import SIGNS, Polynomial, Sign, irreducible, polynomial

THROUGHOUT = "it holds throughout the range"
AT_A_ROOT = "it fails just below"
OUTSIDE = "the model's assumptions end there"
NOWHERE = "it does not hold at the top of the range"
TURNED = {AT_A_ROOT: "it fails just above", NOWHERE: "it does not hold at the bottom of the range"}
"""What is said instead where the range is followed from the bottom up."""

ROOT = 0  # in place of how a factor counts: it has the root of a polynomial in it
Test = tuple[int, tuple[tuple[Polynomial, int], ...], bool]
Tests = Callable[[Piece], Sequence[tuple[Ratio, bool]]]


@dataclass(frozen=True)
class Swept:
    """The infimum from which on the verdict holds, whether it is attained (None: not asked there), and what ends it."""

    value: Bound | Radical | None
    attained: bool | None
    how: str
    unsolved: Polynomial | None = None


class Sweep:
    """From the top of a range down, in one branch; with `turned` from the bottom up."""

    def __init__(
        self,
        found: Regions,
        of: str,
        ring: Ring,
        assumptions: Sequence[Sign],
        tests: Tests,
        every: bool,
        turned: bool = False,
    ) -> None:
        self.of, self.ring, self.every, self.turned = of, ring, every, turned
        self.low, self.high = found.domain.ranges[of]
        self.power = 1
        if turned:
            self.low, self.high = (None if end is None else -end for end in (self.high, self.low))
        self.assumptions = assumptions
        self.names = (of, *ring.names)
        refined = {id(piece) for _, piece in found.pieces("refined")}
        self.pieces: list[tuple[tuple[Sign, ...], list[Any] | None]] = [
            (piece.conditions, [self._test(*one) for one in tests(piece)] if id(piece) in refined else None)
            for _, piece in found.pieces()
        ]
        self.known: dict[Polynomial, tuple[Ratio, ...]] = {}
        if self.low is not None and self.low >= 0 and not turned:
            self._substitute()

    def _substitute(self) -> None:
        """Ask for a power of the name instead, where it occurs in no other way and is not negative."""
        asked = [c.polynomial for conditions, _ in self.pieces for c in (*self.assumptions, *conditions)]
        asked += [f for _, tests in self.pieces for _, factors, _ in tests or () for f, counts in factors if counts]
        exponents = {powers[p.ring.names.index(self.of)] for p in asked if self.of in p.names for powers, _ in p.terms}
        common = gcd(*exponents)
        if common > 1 and max(exponents) > 2:
            self.power = common
            self.low, self.high = (None if end is None else end**common for end in (self.low, self.high))

    def _test(self, value: Ratio, reached: bool) -> Test:
        """A number whose sign is asked, as its factors; one with a root in it is kept whole, for it is not solved."""
        if set(value.names) - set(self.names):
            return 1, ((polynomial(value.ring, value.above), ROOT),), reached
        constant = value.constant
        if constant is not None:
            return (constant > 0) - (constant < 0), (), reached
        front, factors = irreducible(value)
        return front, factors, reached

    def derive(self, cases: Cases) -> Swept | None:
        """The threshold in one branch; None where the model does not speak of it."""
        try:
            found = self._swept(cases)
            if found is None:
                return None
            return _turned(found) if self.turned else self._rooted(found)
        except Unsolved as error:
            return Swept(None, None, "not solved", error.polynomial)
        except Elsewhere:
            return None

    def _rooted(self, found: Swept) -> Swept:
        if self.power == 1 or found.value is None:
            return found
        if not isinstance(found.value, Ratio):
            raise Unsolved(next(p for p in self.known if self.of in p.names))
        value = found.value.constant
        root = None if value is None else positive_root(value, self.power)
        exact = self.ring.number(root) if isinstance(root, Fraction) else Radical(found.value, self.power)
        return replace(found, value=exact)

    def _swept(self, cases: Cases) -> Swept | None:
        alive = [one for one in self.pieces if all(self._without(condition, cases) for condition in one[0])]
        if not alive:
            return None
        wanted = {c.polynomial for conditions, _ in alive for c in conditions if self.of in c.polynomial.names}
        wanted |= {c.polynomial for c in self.assumptions}
        wanted |= {
            f for _, tests in alive for _, factors, _ in tests or () for f, counts in factors
            if self.of in f.names and counts != ROOT
        }
        signs: dict[Polynomial, int] = {}
        left: list[tuple[Bound, Polynomial, int]] = []
        for one in sorted(wanted, key=str):
            signs[one], found = roots(self._read(one), one, cases)
            left += [(bound, one, times) for bound, times in found]
        return self._down(alive, signs, left, cases)

    def _down(
        self,
        alive: Sequence[Any],
        signs: dict[Polynomial, int],
        left: list[tuple[Bound, Polynomial, int]],
        cases: Cases,
    ) -> Swept | None:
        """Walk down: a root, what lies below it up to the next, that root, and so on."""
        lowest: tuple[Bound | None, bool] | None = None  # the end of what holds so far, and whether it is included
        place: Bound | None = None
        if self.high is not None:
            place = self.ring.number(self.high)
            above = [one for one in left if compare(one[0], place, cases) > 0]
            for _, polynomial, times in above:
                signs[polynomial] *= (-1) ** times
            left = [one for one in left if one not in above]
        bottom = None if self.low is None else self.ring.number(self.low)
        while True:
            if place is not None:  # the point itself, then what lies below it
                here = [one for one in left if compare(one[0], place, cases) == 0]
                there = {p: 0 if any(p == one[1] for one in here) else s for p, s in signs.items()}
                holds = self._holds(alive, there, cases)
                if lowest is not None and not holds:
                    below = (False, AT_A_ROOT) if holds is False else (None, OUTSIDE)
                    return Swept(lowest[0], *below)
                if lowest is None and holds is False:
                    return Swept(None, None, NOWHERE)
                if holds:
                    lowest = (place, True)
                for _, polynomial, times in here:
                    signs[polynomial] *= (-1) ** times
                left = [one for one in left if one not in here]
                if bottom is not None and compare(place, bottom, cases) <= 0:
                    break
            following = self._largest(left, cases)
            if bottom is not None and (following is None or compare(following, bottom, cases) < 0):
                following = bottom
            holds = self._holds(alive, signs, cases)
            if lowest is not None and not holds:
                return Swept(place, True, AT_A_ROOT if holds is False else OUTSIDE)
            if lowest is None and holds is False:
                return Swept(None, None, NOWHERE)
            if holds:
                lowest = (following, False)
            if following is None:
                break
            place = following
        if lowest is None:
            return None
        return Swept(lowest[0], lowest[1], THROUGHOUT)

    def _largest(self, left: Sequence[tuple[Bound, Polynomial, int]], cases: Cases) -> Bound | None:
        best: Bound | None = None
        for bound, _, _ in left:
            if best is None or compare(bound, best, cases) > 0:
                best = bound
        return best

    def _holds(self, alive: Sequence[Any], signs: Mapping[Polynomial, int], cases: Cases) -> bool | None:
        """Whether the verdict holds where polynomials have these signs; None where the model does not speak."""
        if not all(signs[c.polynomial] in SIGNS[c.relation] for c in self.assumptions):
            return None
        there = [
            tests
            for conditions, tests in alive
            if all(c.polynomial not in signs or signs[c.polynomial] in SIGNS[c.relation] for c in conditions)
        ]
        if not there:
            return None
        asked = [tests for tests in there if tests is not None]
        if self.every:
            return bool(asked) and all(self._sign(one, signs, cases) <= 0 for tests in asked for one in tests)
        return any(self._sign(one, signs, cases) < (1 if one[2] else 0) for tests in asked for one in tests)

    def _sign(self, test: Test, signs: Mapping[Polynomial, int], cases: Cases) -> int:
        front, factors, _ = test
        for factor, counts in factors:
            if counts == ROOT:
                raise Unsolved(factor)
            found = signs[factor] if factor in signs else cases.sign(self._constant(factor))
            front *= found if counts == 1 else abs(found)
        return int(front)

    def _without(self, condition: Sign, cases: Cases) -> bool:
        """Whether a condition on the other names holds in the branch; one on the name itself is not asked here."""
        if self.of in condition.polynomial.names:
            return True
        return cases.within(self._constant(condition.polynomial), frozenset(SIGNS[condition.relation]))

    def _constant(self, polynomial: Polynomial) -> Ratio:
        return self._read(polynomial)[0]

    def _read(self, polynomial: Polynomial) -> tuple[Ratio, ...]:
        if polynomial not in self.known:
            found = coefficients(polynomial, self.of, self.ring)
            found = found[:: self.power]
            self.known[polynomial] = tuple(-c if self.turned and k % 2 else c for k, c in enumerate(found))
        return self.known[polynomial]


def _turned(found: Swept) -> Swept:
    """What was found of a name with its sign turned, of the name itself."""
    value = found.value
    if isinstance(value, Surd):
        value = Surd(value.a, -value.b, value.c, not value.upper)
    elif isinstance(value, Ratio):
        value = -value
    return replace(found, value=value, how=TURNED.get(found.how, found.how))
