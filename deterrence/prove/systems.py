"""Systems of sign conditions, and where a proposition is true and false as some of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from deterrence.prove.moving import Conditions
from deterrence.regions.signs import RELATIONS, SIGNS, Polynomial, Sign


@dataclass(frozen=True)
class System:
    """Conditions that hold, and combinations of conditions of which none holds as a whole."""

    holding: Conditions = ()
    never: tuple[Conditions, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names it speaks of."""
        groups = (self.holding, *self.never)
        return frozenset(name for group in groups for condition in group for name in condition.polynomial.names)

    @property
    def degree(self) -> int:
        """The largest total degree of a polynomial in it."""
        groups = (self.holding, *self.never)
        return max((condition.polynomial.degree for group in groups for condition in group), default=0)

    def holds(self, point: Mapping[str, Fraction], signs: dict[Polynomial, int] | None = None) -> bool:
        """Whether it holds at an exact point; `signs` keeps the signs of polynomials there from system to system."""
        known = {} if signs is None else signs

        def met(condition: Sign) -> bool:
            found = known.get(condition.polynomial)
            if found is None:
                value = condition.polynomial.at(point)
                found = known[condition.polynomial] = (value > 0) - (value < 0)
            return found in SIGNS[condition.relation]

        return all(map(met, self.holding)) and not any(all(map(met, group)) for group in self.never)

    def avoids(self, point: Mapping[str, Fraction]) -> bool:
        """Whether none of the combinations holds at a point."""
        return not any(all(condition.holds(point) for condition in group) for group in self.never)

    @property
    def settled(self) -> System | None:
        """The same with what it says twice left out; None where it contradicts itself, polynomial by polynomial.

        This is for speed: most systems of a conjunction, and of two points that share the names that stand still, ask
        one polynomial to be positive and negative, and need not be asked of z3.
        """
        signs: dict[Polynomial, frozenset[int]] = {}
        for condition in self.holding:
            mine = frozenset(SIGNS[condition.relation])
            left = signs[condition.polynomial] = signs.get(condition.polynomial, mine) & mine
            if not left:
                return None
        never: list[Conditions] = []
        for group in self.never:
            kept = []
            for condition in group:
                known, mine = signs.get(condition.polynomial), frozenset(SIGNS[condition.relation])
                if known is None or not known <= mine:
                    kept.append(condition)
                if known is not None and not known & mine:
                    break  # the group fails wherever the system holds
            else:
                if not kept:
                    return None
                never.append(tuple(kept))
        holding = tuple(Sign(polynomial, RELATIONS[left]) for polynomial, left in signs.items())
        return System(holding, tuple(dict.fromkeys(never)))

    def __and__(self, other: System) -> System:
        return System(
            tuple(dict.fromkeys((*self.holding, *other.holding))), tuple(dict.fromkeys((*self.never, *other.never)))
        )


@dataclass(frozen=True)
class Systems:
    """Where a statement is true, and where it is false; elsewhere it says nothing."""

    true: Sequence[System]
    false: Sequence[System]


@dataclass(frozen=True)
class Decisive:
    """Where a whole proposition is true, and where it is false; elsewhere it says nothing.

    It is true where a system of each part holds. There are as many combinations of them as the product of the parts has
    members, so that they are made one by one when they are asked for.
    """

    parts: tuple[tuple[System, ...], ...]
    false: tuple[System, ...]

    @property
    def true(self) -> Iterator[System]:
        """The combinations that do not contradict themselves."""
        return self._joined(System(), self.parts) if len(self.parts) > 1 else iter(*self.parts)

    def _joined(self, start: System, parts: Sequence[Sequence[System]]) -> Iterator[System]:
        if not parts:
            yield start
            return
        for one in parts[0]:
            joined = (start & one).settled
            if joined is not None:
                yield from self._joined(joined, parts[1:])


def distinct(found: Iterable[System]) -> list[System]:
    """The systems that do not contradict themselves, as they are."""
    return [one for one in dict.fromkeys(found) if one.settled is not None]
