"""A map of regions over two names: cells with exact boundaries, and which shapes occur in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from deterrence.algebra.plane import Plane, Stack, plane
from deterrence.algebra.rational_function import Ring
from deterrence.data import meant
from deterrence.errors import ModelError, SolverError
from deterrence.formula import number
from deterrence.regions.signs import Polynomial

if TYPE_CHECKING:
    from deterrence.regions.result import Regions

Place = tuple[int, int]  # a stack, and a cell in it
TOUCH = 1e-9


@dataclass(frozen=True)
class Label:
    """What occurs in a cell: names of regions, or of shapes that have none.

    Attributes
    ----------
    kept
        Those whose equilibria survive the criterion, or where that is not worked out; in the model's order.
    failing
        Those of which no equilibrium survives.
    """

    kept: tuple[str, ...]
    failing: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return self.kept + self.failing


@dataclass(frozen=True, repr=False)
class RegionMap:
    """Regions over a rectangle.

    Attributes
    ----------
    regions
        What is drawn.
    x, y
        The names on the axes.
    at
        The values of the other names that vary.
    plane
        The cells.
    labels
        What occurs in each cell; None outside the domain.
    """

    regions: Regions
    x: str
    y: str
    at: Mapping[str, Fraction]
    plane: Plane
    labels: Mapping[Place, Label | None]

    def __repr__(self) -> str:
        return f"<RegionMap of {self.x} and {self.y}: {len(self.labels)} cells>"

    def cells(self) -> Iterator[tuple[Place, Mapping[str, Fraction], Label | None]]:
        """Every cell with an exact point inside it and its label."""
        for place, label in self.labels.items():
            x, y = self.plane.stacks[place[0]].samples[place[1]]
            yield place, {**self.at, self.x: x, self.y: y}, label

    def label(self, x: Fraction, y: Fraction) -> Label | None:
        """What occurs at a point of the rectangle."""
        return labelled(self.regions, {**self.at, self.x: x, self.y: y})

    def patches(self) -> tuple[tuple[Label | None, tuple[Place, ...]], ...]:
        """Cells with the same label that touch along a boundary, put together; from left to right."""
        group = {place: place for place in self.labels}

        def head(place: Place) -> Place:
            while group[place] != place:
                place = group[place]
            return place

        for one, other in self.neighbours():
            if self.labels[one] == self.labels[other]:
                first, second = sorted((head(one), head(other)))
                group[second] = first
        found: dict[Place, list[Place]] = {}
        for place in self.labels:
            found.setdefault(head(place), []).append(place)
        return tuple((self.labels[first], tuple(places)) for first, places in found.items())

    def neighbours(self) -> Iterator[tuple[Place, Place]]:
        """Pairs of cells that share more than a point of their boundaries."""
        for k, stack in enumerate(self.plane.stacks):
            yield from (((k, cell), (k, cell + 1)) for cell in range(len(stack.samples) - 1))
        for k, _, _, left, right in self.walls():
            yield (k, left), (k + 1, right)

    def walls(self) -> Iterator[tuple[int, float, float, int, int]]:
        """Pieces of the vertical lines between stacks: the stack on the left, both ends, the cells on both sides."""
        for k, (stack, after) in enumerate(pairwise(self.plane.stacks)):
            mine, theirs = self._heights(stack, -1), self._heights(after, 0)
            for i, (low, high) in enumerate(pairwise(mine)):
                for j, (least, most) in enumerate(pairwise(theirs)):
                    bottom, top = max(low, least), min(high, most)
                    if top - bottom > TOUCH * float(self.plane.y[1] - self.plane.y[0]):
                        yield k, bottom, top, i, j

    def _heights(self, stack: Stack, end: int) -> list[float]:
        return [float(self.plane.trace(stack, edge, 2)[end][1]) for edge in stack.edges]


def region_map(regions: Regions, x: str, y: str, at: Mapping[str, Any] | None = None) -> RegionMap:
    """The map of regions over two of their names.

    Parameters
    ----------
    regions
        Every shape within a domain.
    x, y
        Names that vary; the first is drawn to the right.
    at
        A value for every other name that varies.

    Raises
    ------
    ModelError
        For names that do not vary, and names without a value.
    SolverError
        For names without bounds, and boundaries that are no polynomials in the two names.
    """
    own = tuple(regions.domain.ranges)
    for axis, name in (("x", x), ("y", y)):
        if name not in own:
            raise ModelError(f"'{name[:100]}' does not vary here", key=axis, advice=meant(name, own))
    if x == y:
        raise ModelError(f"both axes are '{x}'", key="y", advice="a map has two names")
    values = {name: number(value, key=f"at.{name}") for name, value in (at or {}).items()}
    for name in values:
        if name not in own or name in (x, y):
            raise ModelError(f"'{name[:100]}' does not vary here besides the axes", key=f"at.{name[:100]}")
    missing = [name for name in own if name not in (x, y) and name not in values]
    if missing:
        given = ", ".join(f'"{name}": ...' for name in missing)
        message = f"no value is given for {', '.join(missing)}"
        raise ModelError(message, key="at", advice=f"write at={{{given}}}, or let only {x} and {y} vary")
    box = [_bounds(regions, name) for name in (x, y)]
    for name, value in values.items():
        low, high = regions.domain.ranges[name]
        if (low is not None and value < low) or (high is not None and value > high):
            raise ModelError(f"{name} = {value} lies outside its range", key=f"at.{name}", advice=f"{low} to {high}")
    ring = Ring((x, y))
    conditions = [*regions.domain.assumptions, *(c for _, piece in regions.pieces() for c in piece.conditions)]
    curves = [_restricted(ring, p, values) for p in dict.fromkeys(c.polynomial for c in conditions)]
    drawn = plane(ring, curves, box[0], box[1])
    labels: dict[Place, Label | None] = {}
    for k, stack in enumerate(drawn.stacks):
        for cell, (across, up) in enumerate(stack.samples):
            labels[k, cell] = labelled(regions, {**values, x: across, y: up})
    if not any(labels.values()):
        raise SolverError(f"nothing occurs on this map of {x} and {y}: the values in `at` break an assumption")
    return RegionMap(regions, x, y, values, drawn, labels)


def labelled(regions: Regions, values: Mapping[str, Fraction]) -> Label | None:
    """What occurs at a point; None outside the domain."""
    if not regions.domain.contains(values):
        return None
    kept: dict[str, None] = {}
    failing: dict[str, None] = {}
    for shape, piece in regions.at(values):
        survives = regions.criterion is None or piece.survives.get(regions.criterion) is not False
        (kept if survives else failing)[piece.region or shape.name] = None
    order = tuple(regions.model.regions)
    return Label(_ordered(kept, order), _ordered((name for name in failing if name not in kept), order))


def _ordered(names: Any, order: Sequence[str]) -> tuple[str, ...]:
    # names that the model does not know in the order of letters, whatever the order in which shapes were found
    return tuple(sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name)))


def _bounds(regions: Regions, name: str) -> tuple[Fraction, Fraction]:
    low, high = regions.domain.ranges[name]
    if low is None or high is None:
        raise SolverError(f"{name} has no bounds: give them, within={{'{name}': (low, high)}}")
    return low, high


def restricted(drawn: RegionMap, polynomial: Polynomial) -> Any:
    """A polynomial as a function of the two names on the axes."""
    return _restricted(Ring((drawn.x, drawn.y)), polynomial, drawn.at)


def _restricted(ring: Ring, polynomial: Polynomial, values: Mapping[str, Fraction]) -> Any:
    """A polynomial at the values of all names but two."""
    terms: dict[tuple[int, ...], Fraction] = {}
    for powers, coefficient in polynomial.terms:
        place = [0, 0]
        for name, power in zip(polynomial.ring.names, powers, strict=True):
            if name in ring.names:
                place[ring.names.index(name)] += int(power)
            elif power and name not in values:
                raise SolverError(f"a boundary is the root of a polynomial ({name}); no exact map is drawn of it")
            elif power:
                coefficient *= values[name] ** int(power)
        key = (place[0], place[1])
        terms[key] = terms.get(key, Fraction(0)) + coefficient
    return ring.polynomial(terms)
