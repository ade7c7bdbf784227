"""How regions lie to each other: which share inner points, which lie within which, which meet on boundaries only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from deterrence.regions.domain import UNKNOWN, Domain, Point
from deterrence.regions.result import Piece
from deterrence.regions.signs import Sign

if TYPE_CHECKING:
    from deterrence.regions.result import Regions

STRICT = {"<=": "<", ">=": ">"}


@dataclass(frozen=True)
class Overlap:
    """Two regions that share points.

    Attributes
    ----------
    one, other
        Their names; of a shape that has none, the shape's.
    kind
        "coincide", "within" (the first in the second), "contains", "overlap" (they share inner points), or "meet" (they
        share points of boundaries only).
    witness
        A shared point with rational coordinates, an inner one unless they only meet; None where none is known.
    certain
        Whether it is proved; otherwise a question was left undecided.
    """

    one: str
    other: str
    kind: str
    witness: Mapping[str, Fraction] | None
    certain: bool = True


def named(regions: Regions, over: str = "all") -> dict[str, tuple[Piece, ...]]:
    """The pieces by name of region, in the model's order; after them the shapes that have no name.

    With `over` ``"refined"`` those that survive the criterion.
    """
    found: dict[str, list[Piece]] = {name: [] for name in regions.model.regions}
    for shape, piece in regions.pieces(over):
        found.setdefault(piece.region or shape.name, []).append(piece)
    return {name: tuple(pieces) for name, pieces in found.items() if pieces}


def interior(conditions: Sequence[Sign]) -> tuple[Sign, ...]:
    """The same with every weak inequality made strict; in one order, so that equal sets are equal."""
    strict = {Sign(c.polynomial, STRICT.get(c.relation, c.relation)): None for c in conditions}
    return tuple(sorted(strict, key=str))


def empty(regions: Regions) -> tuple[str, ...]:
    """The names of the model that occur nowhere in the domain: by proof where the regions are complete."""
    return tuple(name for name in regions.model.regions if name not in regions.names)


def overlaps(regions: Regions, over: str = "all") -> tuple[Overlap, ...]:
    """Every pair of names of which some pieces with inner points share points.

    With `over` ``"refined"`` only what survives the criterion is looked at: so it is shown that D1 leaves one region.
    """
    pieces = {name: tuple(p for p in group if p.full) for name, group in named(regions, over).items()}
    found = []
    for one, other in combinations([name for name, group in pieces.items() if group], 2):
        pair = _pair(regions.domain, one, pieces[one], other, pieces[other])
        if pair is not None:
            found.append(pair)
    return tuple(found)


def _pair(domain: Domain, one: str, mine: Sequence[Piece], other: str, theirs: Sequence[Piece]) -> Overlap | None:
    first, second = (tuple(dict.fromkeys(p.conditions for p in group)) for group in (mine, theirs))
    inner, sure = _shared(domain, [interior(c) for c in first], [interior(c) for c in second])
    if inner is None and sure:
        touching, sure = _shared(domain, first, second)
        return None if touching is None and sure else Overlap(one, other, "meet", _values(touching), sure)
    within, contains = _within(domain, first, second), _within(domain, second, first)
    kind = "coincide" if within and contains else "within" if within else "contains" if contains else "overlap"
    return Overlap(one, other, kind, _values(inner), inner is not None)


def _shared(
    domain: Domain, first: Sequence[tuple[Sign, ...]], second: Sequence[tuple[Sign, ...]]
) -> tuple[Point | None, bool]:
    """A point of both, and whether it is certain that there is one or none."""
    sure = True
    for mine in first:
        for theirs in second:
            answer = domain.possible([*mine, *theirs])
            if isinstance(answer, Point):
                return answer, True
            sure = sure and answer is not UNKNOWN
    return None, sure


def _within(domain: Domain, first: Sequence[tuple[Sign, ...]], second: Sequence[tuple[Sign, ...]]) -> bool:
    """Whether it is proved that every piece of the first, inside, lies in the pieces of the second together."""
    return all(covered(domain, interior(mine), list(second)) for mine in first)


def covered(domain: Domain, conditions: Sequence[Sign], left: list[tuple[Sign, ...]]) -> bool:
    """Whether conditions hold only where those of some pieces do: the part outside the first lies in the others."""
    if domain.possible(conditions) is None:
        return True
    left = [theirs for theirs in left if domain.possible([*conditions, *theirs]) is not None]
    if not left:
        return False
    nearest, rest = left[0], left[1:]
    kept: list[Sign] = [*conditions]
    for condition in nearest:
        if not covered(domain, [*kept, condition.opposite], rest):
            return False
        kept.append(condition)
    return True


def _values(point: Point | None) -> Mapping[str, Fraction] | None:
    return None if point is None else point.values


def unique(regions: Regions, conditions: Sequence[Sign], pieces: Sequence[Piece]) -> bool:
    """Whether it is proved that where conditions hold every equilibrium that is kept has the outcome of some pieces.

    Kept are those that survive the criterion, or all where there is none. The outcome is the probability of every
    terminal history; it is one only where none of the pieces' ranges over several.
    """
    outcome = pieces[0].outcomes
    if not regions.complete or not outcome or any(extent.single is None for extent in outcome.values()):
        return False
    if any(piece.outcomes != outcome for piece in pieces):
        return False
    for _, piece in regions.pieces("refined"):
        if piece.outcomes != outcome and regions.domain.possible([*conditions, *piece.conditions]) is not None:
            return False
    return all(not piece.roots for piece in pieces)
