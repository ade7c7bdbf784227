"""Functions and conditions taken from one set of names to another: names replaced by functions of other names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from deterrence.algebra.rational_function import Ratio, Ring
from deterrence.formula import Condition, Formula, evaluate
from deterrence.regions.cases import Cases, explore
from deterrence.regions.reading import rational
from deterrence.regions.setting import Setting, straight
from deterrence.regions.signs import Polynomial, Sign, compared, polynomial, sign

Conditions = tuple[Sign, ...]


class Nowhere(Exception):
    """Raised where a condition fails everywhere once names are replaced."""


@dataclass(frozen=True)
class Moving:
    """Names replaced by functions.

    Attributes
    ----------
    ring
        The new names.
    replaced
        The function of the new names behind each of the old.
    """

    ring: Ring
    replaced: Mapping[str, Ratio]

    def ratio(self, value: Ratio) -> Ratio:
        """A function of the new names.

        Raises
        ------
        ZeroDivisionError
            Where its divisor vanishes everywhere.
        """
        if self._kept(value.ring, value.names):
            return value
        above, below = (self._read(polynomial(value.ring, part)) for part in (value.above, value.below))
        return above / below

    def conditions(self, given: Iterable[Sign]) -> Conditions:
        """Conditions on the new names; what holds everywhere is left out.

        Raises
        ------
        Nowhere
            Where one of them fails everywhere.
        """
        found: list[Sign] = []
        for condition in given:
            if self._kept(condition.polynomial.ring, condition.polynomial.names):
                found.append(condition)
                continue
            value = self._read(condition.polynomial)
            for made in (compared(value, condition.relation, self.ring.number(0)), sign(self.ring, value.below, "!=")):
                if made is False:
                    raise Nowhere
                if isinstance(made, Sign):
                    found.append(made)
        return tuple(dict.fromkeys(found))

    @cached_property
    def _same(self) -> frozenset[str]:
        return frozenset(name for name in self.ring.names if self.replaced.get(name) == self.ring.name(name))

    def _kept(self, ring: Ring, names: Iterable[str]) -> bool:
        return ring == self.ring and self._same.issuperset(names)

    def _read(self, given: Polynomial) -> Ratio:
        found = given.read(self.replaced, self.ring.number)
        assert isinstance(found, Ratio)
        return found


def bounds(ring: Ring, value: Ratio, low: object, high: object) -> list[Sign]:
    """The conditions that a function lies between two numbers; None is no bound.

    Raises
    ------
    Nowhere
        Where it never does.
    """
    found = []
    for bound, relation in ((low, ">="), (high, "<=")):
        if bound is not None:
            made = compared(value, relation, ring.number(bound))
            if made is False:
                raise Nowhere
            if isinstance(made, Sign):
                found.append(made)
    return found


def read_formulas(given: Setting, formulas: Sequence[Formula]) -> tuple[tuple[Conditions, tuple[Ratio, ...]], ...]:
    """The functions that formulas mean, branch by branch where they have min, max and open divisors.

    They may use every name of the model, and every name of the ring.
    """
    ring = given.ring
    needed = _definitions(given, {name for formula in formulas for name in formula.names})
    values = {name: value for name, value in straight(given).items() if name in needed}
    values |= {name: ring.name(name) for name in ring.names}
    missing = [(name, formula) for name, formula in given.model._compiled.definitions if name in needed - values.keys()]

    def derive(cases: Cases) -> tuple[Ratio, ...]:
        reading = rational(ring, cases)
        here = dict(values)
        for name, formula in missing:
            here[name] = evaluate(formula, here, reading)
        found = [evaluate(formula, here, reading) for formula in formulas]
        return tuple(value if isinstance(value, Ratio) else ring.number(value) for value in found)

    return tuple((branch.conditions, branch.result) for branch in explore(given.domain, derive))


def read_condition(given: Setting, condition: Condition) -> tuple[tuple[Conditions, Conditions | None], ...]:
    """A condition, branch by branch: where the branch is, and what holds there; None where it fails throughout."""
    found: list[tuple[Conditions, Conditions | None]] = []
    for where, sides in read_formulas(given, condition.terms):
        made: list[Sign] = []
        for left, relation, right in zip(sides, condition.relations, sides[1:], strict=False):
            one = compared(left, relation, right)
            if one is False:
                found.append((where, None))
                break
            if isinstance(one, Sign):
                made.append(one)
        else:
            found.append((where, tuple(made)))
    return tuple(found)


def _definitions(given: Setting, names: set[str]) -> set[str]:
    """The names, and every name that their definitions rest on."""
    found = set(names)
    for name, formula in reversed(given.model._compiled.definitions):
        if name in found and name not in given.over and name not in given.fixed:
            found |= formula.names
    return found
