"""Is a list of equilibria right? Checked against the exact set, with a tolerance that no rounding of floats needs.

A peer's answer to a game is *wrong* if it

- returns a point that is no equilibrium: no pair of probability vectors, or a deviation gains more than `TOLERANCE`
  times the range of that player's payoffs; or
- misses an isolated equilibrium: none of its points is within `TOLERANCE` of it in every coordinate; or
- misses a component that is not a point: none of its points is within `TOLERANCE` of it.

One point of a component is enough not to be wrong, and points may come twice. Apart from that it is counted whether
every extreme equilibrium is there, as an answer meant to describe the whole set needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 1e-6
FLAWS = ("no equilibrium", "isolated missed", "component missed")
PARTIAL = "extreme missed"


def flaws(A: Any, B: Any, exact: dict[str, Any], answer: Sequence[Any]) -> set[str]:
    """What is wrong with an answer: some of `FLAWS` and `PARTIAL`.

    Parameters
    ----------
    A, B
        The game.
    exact
        Its extreme equilibria, and its components as lists of subsets (vertices of Row, vertices of Column).
    answer
        Pairs of mixed strategies.
    """
    first, second = np.array(A, float), np.array(B, float)
    m, n = first.shape
    found = set()
    rows = np.array([[*map(float, x), *map(float, y)] for x, y in answer], float).reshape(-1, m + n)
    points = np.nan_to_num(rows, nan=9.0)  # no probability, either
    if not all(_is_equilibrium(first, second, point[:m], point[m:]) for point in points):
        found.add("no equilibrium")
    for component in exact["components"]:
        if any(_holds(subset, point, m) for point in points for subset in component):
            continue
        single = len(component) == 1 and all(len(side) == 1 for side in component[0])
        found.add("isolated missed" if single else "component missed")
    extreme = np.array([[*map(float, x), *map(float, y)] for x, y in exact["extreme"]], float)
    if not len(points) or np.abs(extreme[:, None] - points[None]).max(axis=2).min(axis=1).max() > TOLERANCE:
        found.add(PARTIAL)
    return found


def _is_equilibrium(A: NDArray[Any], B: NDArray[Any], x: NDArray[Any], y: NDArray[Any]) -> bool:
    for strategy in (x, y):
        if strategy.min() < -TOLERANCE or abs(strategy.sum() - 1) > TOLERANCE:
            return False
    gains = ((A @ y).max() - x @ A @ y, (x @ B).max() - x @ B @ y)
    return all(gain <= TOLERANCE * max(np.ptp(payoffs), 1e-300) for gain, payoffs in zip(gains, (A, B), strict=True))


def _holds(subset: Any, point: NDArray[Any], m: int) -> bool:
    """Whether a point lies in the product of two convex hulls."""
    sides = zip(subset, (point[:m], point[m:]), strict=True)
    return all(_in_hull(np.array(vertices, float), strategy) for vertices, strategy in sides)


def _in_hull(vertices: NDArray[Any], point: NDArray[Any]) -> bool:
    distances = np.abs(vertices - point).max(axis=1)
    if distances.min() <= TOLERANCE:
        return True
    if len(vertices) == 1:
        return False
    from scipy.optimize import nnls

    weights, _ = nnls(np.vstack([vertices.T, np.ones(len(vertices))]), np.append(point, 1.0))
    return bool(np.abs(weights @ vertices - point).max() <= TOLERANCE and abs(weights.sum() - 1) <= TOLERANCE)
