"""Vertices of polytopes with parameters: at points, against the vertices of the polytope at that point."""

from __future__ import annotations

from fractions import Fraction as F
from random import Random

import pytest

from deterrence.algebra.rational_function import Ratio, Ring
from deterrence.errors import SolverError
from deterrence.regions.cases import Cases, explore
from deterrence.regions.domain import Domain
from deterrence.regions.linear import Point, corners, covers, directions
from deterrence.solvers.polyhedron import vertices

RING = Ring(("a", "b"))
A, B = RING.name("a"), RING.name("b")
BOX = Domain(RING, {"a": (F(-2), F(2)), "b": (F(-2), F(2))})


def row(random: Random, width: int) -> tuple[Ratio, ...]:
    """Coefficients that are numbers or linear in a or b."""
    return tuple(
        RING.number(random.randint(-2, 2)) + random.choice([0, 0, A, B, -A]) * random.randint(0, 1)
        for _ in range(width + 1)
    )


def at(rows: list[tuple[Ratio, ...]], values: dict[str, F]) -> list[list[F]]:
    return [[x.at(values) for x in each] for each in rows]


@pytest.mark.parametrize("seed", range(8))
def test_the_vertices_in_each_branch_are_those_at_its_points(seed: int) -> None:
    random = Random(seed)
    d = 2 + seed % 3
    one: tuple[Ratio | int, ...] = (-1, *([1] * d))
    equal = [row(random, d)] if seed % 4 == 3 else []
    rows = [row(random, d) for _ in range(2)]
    branches = explore(BOX, lambda cases: corners([one, *equal], rows, d, cases))
    grid = [F(k, 2) for k in range(-4, 5)]
    for values in [{"a": x, "b": y} for x in grid for y in random.sample(grid, 3)]:
        units = [[F(0), *(F(j == k) for j in range(d))] for k in range(d)]
        found, _ = vertices([*units, *at(rows, values)], [[F(x) for x in (-1, *([1] * d))], *at(equal, values)])
        [branch] = [branch for branch in branches if all(c.holds(values) for c in branch.conditions)]
        mine = [tuple(x.at(values) for x in point) for point in branch.result]
        assert sorted(mine) == sorted(vertex.point for vertex in found)
        for point in branch.result:  # what vanishes is read off
            assert all((x.at(values) == 0) == (x == 0) for x in point)


def test_a_set_without_a_wanted_coordinate_is_dropped() -> None:
    def both(cases: Cases) -> tuple[Point, ...]:
        return corners([(-1, 1, 1)], [(A, 0, -1)], 2, cases, positive=(1,))

    branches = explore(BOX, both)
    for value in (F(-1), F(0), F(1, 2), F(1), F(2)):
        [branch] = [one for one in branches if all(c.holds({"a": value, "b": F(0)}) for c in one.conditions)]
        assert bool(branch.result) is (value > 0)
        assert not branch.result or covers(branch.result, (1,))


def test_rays_of_a_cone_and_sets_without_bound() -> None:
    branches = explore(BOX, lambda cases: directions([(A, -1)], 2, cases))
    assert {c.relation: len(branch.result) for branch in branches for c in branch.conditions} == {
        "<": 0,
        "==": 1,
        ">": 2,
    }
    with pytest.raises(SolverError, match="unbounded"):
        explore(BOX, lambda cases: corners([], [(1, 1)], 1, cases))
