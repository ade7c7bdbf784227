"""Cases put together: against the plain rule, pair by pair from the start, and point by point."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction as F
from itertools import product
from random import Random
from typing import Any

import pytest

from deterrence.algebra.rational_function import Ring
from deterrence.regions.branches import Branch, _joined, merged
from deterrence.regions.signs import RELATIONS, Sign, polynomial

RING = Ring(("a", "b", "c"))
A, B, C = (RING.name(name) for name in RING.names)
ASKED = [polynomial(RING, one.above) for one in (A, B, C, A - B, A * B - C)]
POINTS = [dict(zip(RING.names, map(F, point), strict=True)) for point in product((-1, 0, 1, 2), repeat=3)]
RESULTS: list[Any] = [True, {"low": (A, RING.number(1))}, {"low": (A, F(1))}, ("x", B / C), None]


def pairwise(branches: Sequence[Branch[Any]]) -> list[Branch[Any]]:
    """The first pair that can be joined is, until there is none."""
    left = list(branches)
    while True:
        pairs = [(i, j) for i in range(len(left)) for j in range(i + 1, len(left)) if left[i].result == left[j].result]
        joint = next(((i, j, both) for i, j in pairs if (both := _joined(left[i], left[j])) is not None), None)
        if joint is None:
            return left
        i, j, both = joint
        left[i : j + 1] = [both, *left[i + 1 : j]]


def drawn(rng: Random) -> list[Branch[Any]]:
    """A tree of signs, asked in an order of its own in every part, with few results."""
    found: list[Branch[Any]] = []

    def grow(conditions: tuple[Sign, ...], left: Sequence[Any]) -> None:
        if not left or (conditions and rng.random() < 0.2):
            certain = rng.random() < 0.9
            found.append(Branch(conditions, rng.choice(RESULTS[: rng.choice((1, 3, 5))]), certain))
            return
        asked = rng.choice(left)
        rest = [one for one in left if one != asked]
        parts = rng.choice(([(-1,), (0,), (1,)], [(-1, 0), (1,)], [(0,), (-1, 1)]))
        for part in parts:
            grow((*conditions, Sign(asked, RELATIONS[frozenset(part)])), rest)

    grow((), ASKED[: rng.randint(1, 5)])
    return found


@pytest.mark.parametrize("seed", range(15))
def test_joining_by_what_is_in_common_is_joining_pair_by_pair(seed: int) -> None:
    branches = drawn(Random(seed))
    found = merged(branches)
    assert list(found) == pairwise(branches)
    for point in POINTS:
        before, after = (
            [branch.result for branch in some if all(c.holds(point) for c in branch.conditions)]
            for some in (branches, found)
        )
        assert before == after
        assert len(after) == 1
