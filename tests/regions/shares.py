"""Random exact points of a map's domain, so many that every region, every piece and the boundaries get their share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction as F
from random import Random

from points import onto

from deterrence.regions import Piece, Regions
from deterrence.regions.signs import SIGNS, Polynomial, Sign

Point = dict[str, F]
STEPS = (1, 1, 2, 4, 8, 16, 64, 256)  # a step is a range divided by one of these


@dataclass
class Drawn:
    """Points, what they are counted for, and which of them lie on a curve of the map."""

    points: list[Point] = field(default_factory=list)
    regions: Counter[str] = field(default_factory=Counter)
    pieces: Counter[int] = field(default_factory=Counter)
    edges: list[bool] = field(default_factory=list)


class Draw:
    """Draws points of the domain of one map; `pieces` are those of `Regions.pieces`, in order."""

    def __init__(self, found: Regions, seed: int) -> None:
        self.rng, self.domain = Random(seed), found.domain
        self.pieces: list[Piece] = [piece for _, piece in found.pieces()]
        self.names = found.domain.ring.names
        self.starts = [dict(piece.witness) for piece in self.pieces if piece.witness is not None]
        self.curves: list[Polynomial] = [*dict.fromkeys(c.polynomial for p in self.pieces for c in p.conditions)]
        self.walls = [c.polynomial for c in found.domain.assumptions if c.relation in ("<=", ">=")]
        self.box = sum(self._lies(self._anywhere(), ()) for _ in range(400)) >= 20  # whether draws from the box do

    def points(self, count: int, region: int, full: int, boundary: int) -> Drawn:
        """At least `count` points: half of them anywhere, a quarter on boundaries and corners, and then for every
        region, every piece with inner points and every other piece what it lacks of its share.
        """
        drawn = Drawn()
        while len(drawn.points) < count // 2:
            self._keep(drawn, self.free())
        for k in range(count // 4):
            point = self.moved(drawn.points[k])
            corner = self.moved(point) if point is not None and k % 3 == 0 else None
            for one in (point, corner):
                if one is not None:
                    self._keep(drawn, one)
        for name in dict.fromkeys(piece.region for piece in self.pieces):
            chosen = [k for k, piece in enumerate(self.pieces) if piece.region == name]
            inside = [k for k in chosen if self.pieces[k].full] or chosen
            while name is not None and drawn.regions[name] < region:
                self._keep(drawn, self.inside(self.rng.choice(inside)))
        for k, piece in enumerate(self.pieces):
            while drawn.pieces[k] < (full if piece.full else boundary):
                self._keep(drawn, self.inside(k))
        while len(drawn.points) < count:
            self._keep(drawn, self.free())
        return drawn

    def free(self) -> Point:
        """A point anywhere: from the box of ranges, or where few of these meet the assumptions, by steps."""
        while self.box:
            point = self._anywhere()
            if self._lies(point, ()):
                return point
        return self._walked(dict(self.rng.choice(self.starts)), (), 4)

    def inside(self, k: int) -> Point:
        """A point of a piece, by steps from its witness that stay in it."""
        piece = self.pieces[k]
        assert piece.witness is not None
        return self._walked(dict(piece.witness), piece.conditions, 3)

    def moved(self, point: Point) -> Point | None:
        """The point moved onto a curve of the map, or a wall of the domain; None where that leaves the domain."""
        for _ in range(10):
            kinds = [kind for kind in (self.curves, self.curves, self.curves, self.walls, self.names) if kind]
            chosen = self.rng.choice(self.rng.choice(kinds))
            if isinstance(chosen, str):
                ends = [end for end in self.domain.ranges[chosen] if end is not None]
                moved = {**point, chosen: self.rng.choice(ends)} if ends else point
            else:
                moved = onto(chosen, point, self.rng)
            if moved != point and self._lies(moved, ()):
                return moved
        return None

    def _anywhere(self) -> Point:
        point = {}
        for name in self.names:
            low, high = self._range(name)
            parts = self.rng.choice((4, 10, 60, 60))
            point[name] = low + (high - low) * F(self.rng.randrange(parts + 1), parts)
        return point

    def _walked(self, point: Point, conditions: tuple[Sign, ...], steps: int) -> Point:
        """The point after some steps that keep it in the domain and within conditions; fewer where most leave them."""
        equal = [c.polynomial for c in (*self.domain.assumptions, *conditions) if c.relation == "=="]
        made = 0
        for _ in range(60 * steps):
            step = self._stepped(point)
            for polynomial in equal:
                if polynomial.at(step) != 0:
                    step = onto(polynomial, step, self.rng)
            if self._lies(step, conditions):
                point, made = step, made + 1
            if made == steps:
                break
        return point

    def _stepped(self, point: Point) -> Point:
        """Some of the names moved, to numbers with small divisors."""
        moved, size = dict(point), self.rng.choice(STEPS)
        few = self.rng.sample(self.names, self.rng.randint(1, len(self.names)))
        for name in few[: self.rng.choice((1, 2, len(few)))]:
            low, high = self._range(name)
            by = (high - low) * F(self.rng.randint(-6, 6), 12 * size)
            moved[name] = F(round((point[name] + by) * 60 * size), 60 * size)
        return moved

    def _range(self, name: str) -> tuple[F, F]:
        low, high = self.domain.ranges[name]
        return (F(-3) if low is None else low), (F(3) if high is None else high)

    def _lies(self, point: Point, conditions: tuple[Sign, ...]) -> bool:
        """Whether a point is in the domain and meets conditions; what floats leave open is asked exactly."""
        for name, (low, high) in self.domain.ranges.items():
            if (low is not None and point[name] < low) or (high is not None and point[name] > high):
                return False
        floats = {name: float(value) for name, value in point.items()}
        for condition in (*conditions, *self.domain.assumptions):
            value = condition.polynomial.read(floats, float)
            if abs(value) < 1e-6:
                if not condition.holds(point):
                    return False
            elif (1 if value > 0 else -1) not in SIGNS[condition.relation]:
                return False
        return True

    def _keep(self, drawn: Drawn, point: Point) -> None:
        assert self.domain.contains(point)
        drawn.points.append(point)
        signs = self.signs(point, self.curves)
        here = [
            k for k, p in enumerate(self.pieces) if all(signs[c.polynomial] in SIGNS[c.relation] for c in p.conditions)
        ]
        drawn.pieces.update(here)
        drawn.regions.update({name for k in here if (name := self.pieces[k].region) is not None})
        drawn.edges.append(0 in signs.values())

    @staticmethod
    def signs(point: Mapping[str, F], curves: Iterable[Polynomial]) -> dict[Polynomial, int]:
        """The sign of every polynomial at a point."""
        values = {curve: curve.at(point) for curve in curves}
        return {curve: (value > 0) - (value < 0) for curve, value in values.items()}
