"""Statics against brute force: along lines in one name, cut at every root of every condition.

Inside each interval the closed forms at two points must change as the sign says; and where one equilibrium gives way to
another there must be a jump between the two, with the sign of the difference there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction as F
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from deterrence import load, statics
from deterrence.algebra.rational_function import Ring
from deterrence.regions.line import Stop, between, stops
from deterrence.regions.result import Extent, Piece, Shape
from deterrence.regions.signs import Polynomial
from deterrence.statics import Direction, Statics

Point = dict[str, F]
CASES: dict[str, tuple[str, list[str], dict[str, Any], str]] = {
    "signaling": ("unilateral-deterrence", ["p_C", "obligation_strength"], {}, "refined"),
    "all equilibria": ("unilateral-deterrence", ["p_C", "p_D"], {}, "all"),
    "ties": ("tripwire", ["basing_right", "stake"], {"prize": 1}, "all"),
    "min and max": ("salami-tactics", ["vagueness", "greed"], {}, "refined"),
    "who pays": ("burden-sharing", ["phi"], {}, "refined"),
    "repeated": ("burden-window", ["cost_share", "delta"], {"host_loss": "1/4"}, "refined"),
    "bargaining": ("moral-hazard", ["balance", "aid_most"], {"obligation_strength": 1}, "refined"),
    "roots": ("audience-costs", ["audience_patron", "audience_C"], {}, "refined"),
    "undefined on one side": ("dual-deterrence", ["gain_adversary", "loss_protege"], {}, "refined"),
    "a name that does not matter": ("tripwire", ["upkeep", "stake"], {}, "refined"),
}  # fmt: skip


def in_one_name(polynomial: Polynomial, name: str, point: Mapping[str, F]) -> Polynomial | None:
    """The polynomial with all other names at their values; None where it is 0."""
    terms: dict[tuple[int, ...], F] = {}
    for powers, value in polynomial.terms:
        degree = 0
        for other, power in zip(polynomial.ring.names, powers, strict=True):
            if other == name:
                degree = int(power)
            elif power:
                value *= point[other] ** int(power)
        terms[(degree,)] = terms.get((degree,), F(0)) + value
    kept = tuple((powers, value) for powers, value in terms.items() if value)
    return Polynomial(Ring((name,)), kept) if kept else None


class Lines:
    """Random lines in one name through the domain of some statics."""

    def __init__(self, found: Statics, seed: str) -> None:
        self.found, self.rng = found, Random(seed)
        self.domain = found.regions.domain
        self.kept = {id(piece) for _, piece in found.regions.pieces(found.over)}
        self.roots = {name for name in self.domain.ring.names if name not in self.domain.ranges}
        conditions = [c for _, piece in found.regions.pieces(found.over) for c in piece.conditions]
        self.polynomials = list(dict.fromkeys(c.polynomial for c in (*conditions, *self.domain.assumptions)))

    def ends(self, name: str) -> tuple[F, F]:
        low, high = self.domain.ranges[name]
        usual = self.found.regions.model.values().get(name, F(0))  # definitions have no range of their own
        return usual - 1 if low is None else low, usual + 1 if high is None else high

    def draw(self) -> tuple[str, Point]:
        point = {}
        for name in self.domain.ranges:
            low, high = self.ends(name)
            steps = self.rng.choice((12, 97, 1000))
            point[name] = low + (high - low) * F(self.rng.randrange(steps + 1), steps)
        return self.rng.choice(list(self.domain.ranges)), point

    def intervals(self, name: str, point: Point) -> Iterator[tuple[Stop, Stop, list[tuple[Shape, Piece]] | None]]:
        """Between neighbouring roots: what occurs there, or None where the model does not speak."""
        asked = [one for p in self.polynomials if name in p.names and (one := in_one_name(p, name, point)) is not None]
        found = stops(asked, *self.ends(name))
        for start, end in pairwise(found):
            here = {**point, name: between(start, end)}
            if not self.domain.contains(here):
                yield start, end, None
            else:
                yield start, end, [one for one in self.found.regions.at(here) if id(one[1]) in self.kept]

    def at(self, extent: Extent, point: Point) -> tuple[F, F] | None:
        """The values of a closed form; None where it has a root in it."""
        if any(set(value.names) & self.roots for value in (*extent.low, *extent.high)):
            return None
        return extent.at(point)

    def two_inside(self, start: Stop, end: Stop) -> tuple[F, F]:
        low = start.at if isinstance(start.at, F) else start.at.high
        high = end.at if isinstance(end.at, F) else end.at.low
        first, last = sorted(self.rng.sample(range(1, 100), 2))
        return low + (high - low) * F(first, 100), low + (high - low) * F(last, 100)


def agrees(direction: Direction, change: F) -> bool:
    return {"+": change >= 0, "-": change <= 0, "0": change == 0}.get(direction.sign, True)


@pytest.mark.parametrize("case", CASES)
def test_signs_and_jumps_are_those_along_random_lines(case: str) -> None:
    model, over, fixed, among = CASES[case]
    found = statics(load(model), over=over, at=fixed, among=among)
    lines = Lines(found, case)
    effects = {(id(one.piece), one.measure, one.name): one for one in found.effects}
    jumps: dict[Any, list[Any]] = {}
    for jump in found.jumps:
        jumps.setdefault((id(jump.below[1]), id(jump.above[1]), jump.measure, jump.name), []).append(jump)
    compared = 0
    for _ in range(15):
        name, point = lines.draw()
        before: list[tuple[Shape, Piece]] | None = None
        for start, end, here in lines.intervals(name, point):
            xs = lines.two_inside(start, end)
            for _, piece in here or ():
                for measure, extent in piece.measures.items():
                    values = [None if extent is None else lines.at(extent, {**point, name: x}) for x in xs]
                    if values[0] is not None and values[1] is not None and piece.full:
                        effect = effects[id(piece), measure, name]
                        assert agrees(effect.least, values[1][0] - values[0][0]), (measure, name, point, xs)
                        assert agrees(effect.most, values[1][1] - values[0][1]), (measure, name, point, xs)
                        compared += 1
            if before and here and len(before) == len(here) == 1 and before[0][1] is not here[0][1]:
                compared += check_jumps(lines, jumps, before[0][1], here[0][1], name, {**point}, start)
            before = here
    assert compared >= 20


def check_jumps(
    lines: Lines, jumps: Mapping[Any, list[Any]], below: Piece, above: Piece, name: str, point: Point, stop: Stop
) -> int:
    """How many jumps were compared where one equilibrium gives way to another."""
    count = 0
    for measure, extent in below.measures.items():
        other = above.measures[measure]
        if extent is None or other is None or not (below.full and above.full):
            continue
        listed = jumps[id(below), id(above), measure, name]
        if not isinstance(stop.at, F):
            continue
        here = {**point, name: stop.at}
        values = lines.at(extent, here), lines.at(other, here)
        zero = {**here, **dict.fromkeys(lines.roots, F(0))}
        met = [jump for jump in listed if jump.boundary.holds(zero)]
        assert met, (measure, name, here)
        if values[0] is not None and values[1] is not None:
            assert any(
                agrees(jump.least, values[1][0] - values[0][0]) and agrees(jump.most, values[1][1] - values[0][1])
                for jump in met
            ), (measure, name, here)
            count += 1
    return count
