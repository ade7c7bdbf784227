"""What a computation gave in each case, and how cases with equal results are put together."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Generic, TypeVar

from deterrence.regions.signs import RELATIONS, SIGNS, Polynomial, Sign

T = TypeVar("T")
_Key = tuple[int, Polynomial, frozenset[Sign]]  # a kind of result, one polynomial, and the conditions on the others


@dataclass(frozen=True)
class Branch(Generic[T]):
    """What a derivation gave where some conditions hold.

    Attributes
    ----------
    conditions
        Besides those of the domain.
    result
        What it returned.
    certain
        Whether every sign on the way was settled by a proof; otherwise the branch may be empty.
    """

    conditions: tuple[Sign, ...]
    result: T
    certain: bool = True


def merged(branches: Sequence[Branch[T]]) -> tuple[Branch[T], ...]:
    """The branches with equal results put together wherever their conditions differ in one polynomial's sign only.

    The earliest pair is joined first, in the place of its first branch.
    """
    kinds = _kinds([branch.result for branch in branches])
    left = dict(enumerate(branches))
    alike: dict[_Key, list[int]] = {}
    pairs: list[tuple[int, int]] = []

    def keys(place: int) -> list[_Key]:
        conditions = frozenset(left[place].conditions)
        return [(kinds[place], c.polynomial, conditions - {c}) for c in left[place].conditions]

    def enter(place: int) -> None:
        for key in keys(place):
            others = alike.setdefault(key, [])
            for other in others:
                heapq.heappush(pairs, (min(place, other), max(place, other)))
            others.append(place)

    for place in left:
        enter(place)
    while pairs:
        one, other = heapq.heappop(pairs)
        joint = _joined(left[one], left[other]) if one in left and other in left else None
        if joint is not None:
            for place in (one, other):
                for key in keys(place):
                    alike[key].remove(place)
            del left[other]
            left[one] = joint
            enter(one)
    return tuple(left[place] for place in sorted(left))


def _joined(one: Branch[T], other: Branch[T]) -> Branch[T] | None:
    """The two together, their results being equal; None where more than one sign is apart, or none."""
    mine, theirs = ({c.polynomial: c.relation for c in branch.conditions} for branch in (one, other))
    if mine.keys() != theirs.keys():
        return None
    apart = [p for p in mine if mine[p] != theirs[p]]
    if len(apart) != 1:
        return None
    signs = frozenset(SIGNS[mine[apart[0]]]) | frozenset(SIGNS[theirs[apart[0]]])
    kept = []
    for condition in one.conditions:
        if condition.polynomial != apart[0]:
            kept.append(condition)
        elif len(signs) < 3:
            kept.append(Sign(condition.polynomial, RELATIONS[signs]))
    return Branch(tuple(kept), one.result, one.certain and other.certain)


def _kinds(results: Sequence[Any]) -> list[int]:
    """A number for each result, the same for equal ones."""
    known: dict[int, list[tuple[int, Any]]] = {}
    found = []
    count = 0
    for result in results:
        same = known.setdefault(_hash(result), [])
        kind = next((kind for kind, other in same if other == result), None)
        if kind is None:
            kind, count = count, count + 1
            same.append((kind, result))
        found.append(kind)
    return found


def _hash(value: Any) -> int:
    """A number that is the same for equal values, whatever they are made of."""
    try:
        return hash(value)
    except TypeError:
        pass
    if isinstance(value, Mapping):
        return hash(frozenset((key, _hash(item)) for key, item in value.items()))
    if isinstance(value, (tuple, list)):
        return hash(tuple(map(_hash, value)))
    if is_dataclass(value) and type(value).__eq__ is not object.__eq__:
        return hash(tuple(_hash(getattr(value, one.name)) for one in fields(value) if one.compare))
    return 0
