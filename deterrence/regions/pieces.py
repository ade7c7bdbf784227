"""Whether a piece has an inner point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from deterrence.regions.domain import Domain, Point, Unknown
from deterrence.regions.signs import Sign

STRICT = {"<=": "<", ">=": ">"}


def inner(domain: Domain, conditions: Sequence[Sign]) -> bool:
    """Whether the conditions have an inner point: see `inner_point`; where undecided, True."""
    return inner_point(domain, conditions) is not None


def inner_point(domain: Domain, conditions: Sequence[Sign]) -> Point | Unknown | None:
    """A point inside the domain in a neighbourhood of which the conditions hold; None where there is none.

    The equations among the domain's own assumptions are kept: a neighbourhood in what they leave.
    """
    if any(condition.relation == "==" for condition in conditions):
        return None
    inside = Domain(domain.ring, domain.ranges, tuple(map(_strict, domain.assumptions)))
    return inside.possible([*map(_strict, conditions)])


def _strict(condition: Sign) -> Sign:
    return replace(condition, relation=STRICT.get(condition.relation, condition.relation))
