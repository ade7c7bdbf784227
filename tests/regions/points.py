"""Random exact points of a domain, boundaries among them, and what the exact solver and a region map say there."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction as F
from typing import Any

from deterrence.averages import measured
from deterrence.cells import cells_with_outcomes
from deterrence.errors import ModelError
from deterrence.regions import Regions
from deterrence.regions.finite import _label
from deterrence.solvers import solve

Values = Mapping[str, F]


def numbers(rng: random.Random, low: F | None, high: F | None) -> F:
    """A number of a range, often one of a few: so that ties, ends and corners come up."""
    low, high = low if low is not None else F(-3), high if high is not None else F(3)
    if rng.random() < 0.5:
        return low + (high - low) * F(rng.randrange(5), 4)
    return low + (high - low) * F(rng.randrange(0, 61), 60)


def points(found: Regions, count: int, seed: int = 0) -> Iterator[dict[str, F]]:
    """Points of a domain: drawn, taken from pieces, and moved from there onto the boundary of one condition."""
    rng = random.Random(seed)
    domain = found.domain
    witnesses = [dict(piece.witness) for _, piece in found.pieces() if piece.witness is not None]
    conditions = [c for _, piece in found.pieces() for c in piece.conditions]
    made = tries = 0
    while made < count and tries < 200 * count:
        tries += 1
        kind = rng.random()
        if kind < 0.2 and witnesses:
            point = dict(rng.choice(witnesses))
        elif kind < 0.4 and witnesses:  # between two pieces
            one, other, t = rng.choice(witnesses), rng.choice(witnesses), F(rng.randrange(1, 8), 8)
            point = {name: one[name] * t + other[name] * (1 - t) for name in one}
        else:
            point = {name: numbers(rng, *domain.ranges[name]) for name in domain.ring.names}
        if conditions and rng.random() < 0.4:
            point = onto(rng.choice(conditions).polynomial, point, rng)
        if domain.contains(point):
            made += 1
            yield point
    assert made == count, f"only {made} points of the domain were found"


def onto(polynomial: Any, point: dict[str, F], rng: random.Random) -> dict[str, F]:
    """A point moved along one name, in which the polynomial is linear, to where it vanishes."""
    names = list(polynomial.names)
    rng.shuffle(names)
    for name in names:
        at = [polynomial.at({**point, name: F(x)}) for x in (0, 1, 2)]
        if at[2] - at[1] == at[1] - at[0] != 0:
            return {**point, name: -at[0] / (at[1] - at[0])}
    return point


def same_as_solver(found: Regions, point: Values, answer: Any = None) -> set[str | None]:
    """Check the shapes at a point, their names and the ranges of their measures; return the names of regions.

    `answer` is what the solver says there, where it was asked before. Where the regions are not complete, what they
    list must be there, and all that is pure must be listed.
    """
    from deterrence.reading import region_names

    model = found.model
    values = model.evaluate({**found.fixed, **point})
    game = model.game(values)
    answer = solve(game) if answer is None else answer
    assert answer.complete or not found.complete
    groups: dict[tuple[tuple[str, tuple[str, ...]], ...], list[Any]] = {}
    for cell, chances in cells_with_outcomes(game, answer):
        does = tuple(sorted((_label(game, place), tuple(acts)) for place, acts in cell.support.items()))
        groups.setdefault(does, []).append((cell, chances))
    here = {tuple(sorted(shape.does.items())): piece for shape, piece in found.at(point)}
    assert len(here) == len(found.at(point)), "two pieces of a shape overlap"
    wanted, got = set(groups), set(here)
    if not found.complete:
        assert got <= wanted or not answer.complete, (point, got - wanted)
        wanted, got = ({does for does in side if all(len(acts) == 1 for _, acts in does)} for side in (wanted, got))
    assert got == wanted, (point, got ^ wanted)
    regions: set[str | None] = set()
    for does in here.keys() & groups.keys():
        cells, piece = groups[does], here[does]
        try:
            names = region_names(model, values, cells[0][0])
        except ModelError:
            names = [piece.region] if piece.region else []
        assert piece.region == (names[0] if names else None)
        regions.add(piece.region)
        for name in model.measures:
            exact, extent = measured(game, cells, model.measure(name)), piece.measures[name]
            if extent is None:
                assert exact.minimum is None, (name, point)
                continue
            low, high = extent.at(point)
            assert (low, high) == (exact.minimum, exact.maximum), (name, point, does)
            if low < high:
                attained = extent.low_attained, extent.high_attained
                assert attained == (exact.minimum_attained, exact.maximum_attained), (name, point, does)
        total = sum(extent.at(point)[0] for extent in piece.outcomes.values() if extent.single is not None)
        assert total <= 1
    return regions
