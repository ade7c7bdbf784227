"""From what a derivation finds in each branch to regions: what the forms without histories share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from deterrence.algebra.rational_function import Ratio, Ring
from deterrence.ranges import Range
from deterrence.regions import ordered
from deterrence.regions.branches import Branch
from deterrence.regions.cases import Cases, Elsewhere, explore, simplified
from deterrence.regions.domain import Domain, Point
from deterrence.regions.joined import joined, same_on
from deterrence.regions.pieces import inner
from deterrence.regions.result import Extent, Piece, Regions, Root, Shape
from deterrence.regions.setting import Setting
from deterrence.regions.signs import Polynomial, Sign


@dataclass(frozen=True)
class Found:
    """What a derivation finds in one branch: a shape and its closed forms there.

    Attributes
    ----------
    shape, does
        Its name, and what each player does, in words.
    strategies, measures
        Closed forms by name.
    region
        The model's name for it.
    roots
        The auxiliary names it uses.
    """

    shape: str
    does: Mapping[str, tuple[str, ...]]
    strategies: Mapping[str, Extent]
    measures: Mapping[str, Extent | None]
    region: str | None = None
    roots: tuple[Root, ...] = ()


def extent(found: Range, cases: Cases) -> Extent | None:
    """The closed form of a range that a solver gave in a branch; None where it is undefined there."""
    if found.minimum is None or found.maximum is None:
        return None
    ends = (ordered.plain(found.minimum, cases),), (ordered.plain(found.maximum, cases),)
    return Extent(*ends, found.minimum_attained, found.maximum_attained)


def extents(found: Mapping[str, Range], cases: Cases) -> dict[str, Extent | None]:
    """The closed forms of all measures."""
    return {name: extent(one, cases) for name, one in found.items()}


def exactly(value: Any, cases: Cases) -> Extent:
    """The closed form of a number of the branch."""
    ratio = value if isinstance(value, Ratio) else ordered.plain(value, cases)
    return Extent((ratio,), (ratio,))


def assembled(
    given: Setting,
    derivations: Sequence[Callable[[Cases], Found]],
    concept: str,
    status: str,
    complete: bool = True,
) -> Regions:
    """Every shape that derivations find, with where it occurs.

    Parameters
    ----------
    given
        What varies.
    derivations
        Each is run over the whole domain; where several give a shape at one point, there are several equilibria.
    concept, status, complete
        As of `Regions`.
    """
    shapes: dict[str, list[Branch[Found]]] = {}
    for derive in derivations:
        branches = explore(given.domain, _kept(derive))
        for branch in joined(given.domain, _taken_in(given.domain, branches)):
            if branch.result is not None:
                known = Branch(branch.conditions, branch.result, branch.certain)
                shapes.setdefault(branch.result.shape, []).append(known)
    made = []
    for name, group in shapes.items():
        pieces = [one for branch in group if (one := piece(given, branch)) is not None]
        if pieces:
            made.append(Shape(name, group[0].result.does, tuple(pieces)))
    if not all(one.certain for shape in made for one in shape.pieces):
        status += "; some pieces may be empty: a sign was not decided"
    return Regions(given.model, given.fixed, given.domain, concept, None, tuple(made), complete, status)


def piece(given: Setting, branch: Branch[Found]) -> Piece | None:
    """A branch as a piece of a shape; None where it is empty."""
    domain = given.domain
    conditions = simplified(domain, branch.conditions)
    point = domain.possible(conditions)
    if point is None:
        return None
    values = point.values if isinstance(point, Point) else None
    found = branch.result
    return Piece(
        conditions,
        found.region,
        found.strategies,
        {},
        {},
        found.measures,
        witness={name: values[name] for name in given.over} if values is not None else None,
        full=inner(domain, conditions),
        roots=found.roots,
        certain=branch.certain and isinstance(point, Point),
    )


def _kept(derive: Callable[[Cases], Found]) -> Callable[[Cases], Found | None]:
    """The derivation that keeps its empty branches, as None."""

    def found(cases: Cases) -> Found | None:
        try:
            return derive(cases)
        except Elsewhere:
            return None

    return found


def _taken_in(domain: Domain, branches: Sequence[Branch[Found | None]]) -> list[Branch[Found | None]]:
    """Boundaries on which the closed forms of a neighbour hold too get the neighbour's."""
    inner = [b.result for b in branches if b.result and not any(c.relation == "==" for c in b.conditions)]
    made = []
    for branch in branches:
        own = branch.result
        if own is not None and any(condition.relation == "==" for condition in branch.conditions):
            for other in inner:
                if _same(domain, branch.conditions, own, other):
                    branch = replace(branch, result=other)
                    break
        made.append(branch)
    return made


def _same(domain: Domain, conditions: Sequence[Sign], one: Found, other: Found) -> bool:
    if (one.shape, one.region, one.roots) != (other.shape, other.region, other.roots):
        return False
    pairs = [(one.strategies, other.strategies), (one.measures, other.measures)]
    return all(
        x.keys() == y.keys() and all(same_on(domain, conditions, x[name], y[name]) for name in x) for x, y in pairs
    )


def extended(given: Setting, names: Sequence[str]) -> Setting:
    """The setting with further names in its ring: for roots, which have no range and occur in closed forms only."""
    ring = Ring((*given.ring.names, *names))

    def moved(one: Sign) -> Sign:
        terms = tuple(((*powers, *(0 for _ in names)), value) for powers, value in one.polynomial.terms)
        return Sign(Polynomial(ring, terms), one.relation)

    domain = Domain(ring, given.domain.ranges, tuple(map(moved, given.domain.assumptions)))
    return replace(given, domain=domain)
