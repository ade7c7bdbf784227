"""Fewer and larger pieces: branches of one result joined wherever that is proved, boundaries taken in.

A derivation with one result at each point cuts the domain finer than its results need. A condition of a branch is
dropped, or an inequality made weak, where what is gained meets no branch of another result; that is decided by z3.
Points that z3 finds are kept: they refute most of what is tried next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from deterrence.algebra.rational_function import Ratio
from deterrence.regions.branches import Branch
from deterrence.regions.domain import Domain, Point
from deterrence.regions.result import Extent
from deterrence.regions.signs import SIGNS, Sign, sign

T = TypeVar("T")
WEAK = {"<": "<=", ">": ">="}
MOST = 40  # branches up to which conditions are widened: questions grow with their square
Values = dict[str, Fraction]


@dataclass
class _Part:
    """A branch with points that are known to lie in it."""

    conditions: tuple[Sign, ...]
    points: list[Values]


def joined(domain: Domain, branches: Sequence[Branch[T]], most: int = MOST) -> list[Branch[T]]:
    """The same results on fewer conditions; branches must not overlap, and cover the domain.

    A branch whose result is None is where nothing is said: nothing is joined into it, and it is left out. Up to `most`
    branches conditions are widened.
    """
    results: list[T] = []
    groups: list[list[tuple[Branch[T], _Part]]] = []
    for branch in branches:
        if branch.result not in results:
            results.append(branch.result)
            groups.append([])
        part = _Part(branch.conditions, [])
        _meets(domain, (), part)
        groups[results.index(branch.result)].append((branch, part))
    found: list[Branch[T]] = []
    for result, group in zip(results, groups, strict=True):
        if result is None:
            continue
        others = [part for other in groups if other is not group for _, part in other]
        wide: list[tuple[Branch[T], _Part]] = []
        for branch, part in sorted(group, key=lambda one: sum(c.relation == "==" for c in one[1].conditions)):
            if not any(_inside(domain, part, one) for _, one in wide):
                if len(branches) <= most and not any(c.relation == "==" for c in part.conditions):
                    part.conditions = _widened(domain, part.conditions, others)
                wide.append((branch, part))
        for k, (branch, part) in enumerate(wide):
            if not any(_inside(domain, part, one) for _, one in wide[k + 1 :]):
                found.append(replace(branch, conditions=part.conditions))
    return found


def _widened(domain: Domain, conditions: tuple[Sign, ...], others: Sequence[_Part]) -> tuple[Sign, ...]:
    kept = conditions
    for condition in sorted(conditions, key=lambda c: (-c.polynomial.degree, -len(c.polynomial.terms))):
        without = tuple(one for one in kept if one != condition)
        choices = [without]
        if condition.relation in WEAK:
            choices.append((*without, Sign(condition.polynomial, WEAK[condition.relation])))
        for choice in choices:
            if not any(_meets(domain, choice, other) for other in others):
                kept = choice
                break
    return kept


def _meets(domain: Domain, mine: Sequence[Sign], part: _Part) -> bool:
    """Whether there may be a point of a part that meets some conditions."""
    if any(all(condition.holds(point) for condition in mine) for point in part.points):
        return True
    relations = {condition.polynomial: condition.relation for condition in part.conditions}
    for condition in mine:
        other = relations.get(condition.polynomial)
        if other is not None and not set(SIGNS[other]) & set(SIGNS[condition.relation]):
            return False
    answer = domain.possible([*mine, *part.conditions])
    if isinstance(answer, Point) and answer.values is not None:
        part.points.append(dict(answer.values))
    return answer is not None


def _inside(domain: Domain, part: _Part, other: _Part) -> bool:
    """Whether a part is proved to lie in another."""
    return not any(_meets(domain, (condition.opposite,), part) for condition in other.conditions)


def same_on(domain: Domain, conditions: Sequence[Sign], one: Extent | None, other: Extent | None) -> bool:
    """Whether the second closed form may stand for the first where some polynomials are 0."""
    if one is None or other is None or one == other:
        return one == other
    if (one.low_attained, one.high_attained) != (other.low_attained, other.high_attained):
        return False
    if len(one.low) != len(other.low) or len(one.high) != len(other.high):
        return False
    pairs = zip((*one.low, *one.high), (*other.low, *other.high), strict=True)
    return all(equal_on(domain, conditions, x, y) for x, y in pairs)


def equal_on(domain: Domain, conditions: Sequence[Sign], x: Ratio, y: Ratio) -> bool:
    """Whether the second function is the first, and defined, wherever some conditions hold."""
    if x == y:
        return True
    divisor = sign(y.ring, y.below, "==")
    if isinstance(divisor, Sign) and domain.possible([*conditions, divisor]) is not None:
        return False
    return vanishes(domain, conditions, x - y)


def vanishes(domain: Domain, conditions: Sequence[Sign], value: Ratio) -> bool:
    """Whether a function is proved to be 0 wherever some conditions hold."""
    zeros = [condition.polynomial.flint for condition in conditions if condition.relation == "=="]
    if any(_divides(zero, value.above) for zero in zeros):
        return True
    apart = sign(value.ring, value.above, "!=")
    return domain.possible([*conditions, apart]) is None if isinstance(apart, Sign) else not apart


def _divides(factor: object, whole: object) -> bool:
    return bool(divmod(whole, factor)[1] == 0)  # type: ignore[operator]
