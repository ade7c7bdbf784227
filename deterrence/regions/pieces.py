"""Whether a piece has an inner point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from deterrence.regions.domain import Domain
from deterrence.regions.signs import Sign

STRICT = {"<=": "<", ">=": ">"}


def inner(domain: Domain, conditions: Sequence[Sign]) -> bool:
    """Whether the conditions hold in a neighbourhood of some point inside the domain; where undecided, True.

    The equations among the domain's own assumptions are kept: a neighbourhood in what they leave.
    """
    if any(condition.relation == "==" for condition in conditions):
        return False
    inside = Domain(domain.ring, domain.ranges, tuple(map(_strict, domain.assumptions)))
    return inside.possible([*map(_strict, conditions)]) is not None


def _strict(condition: Sign) -> Sign:
    return replace(condition, relation=STRICT.get(condition.relation, condition.relation))
