"""Which closed cells of equilibria have strategies in common: the connected sets that they make up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from typing import Any

from deterrence.algebra.number import is_algebraic
from deterrence.games.extensive import ExtensiveGame
from deterrence.result import Cell
from deterrence.solvers.groups import Groups
from deterrence.solvers.linear import maximise

Vector = tuple[Any, ...]


def touching(game: ExtensiveGame, cells: Sequence[Cell]) -> tuple[tuple[int, ...], ...]:
    """Groups of cells whose closures touch, directly or through others, as sets of strategies.

    A closed cell that is not curved is a polytope in the probabilities of actions, the convex hull of its vertices; two
    touch if and only if a linear program finds a common point. Curved cells stand alone.
    """
    groups = Groups(range(len(cells)))
    first_with: dict[Vector, int] = {}
    boxes = []
    for k, cell in enumerate(cells):
        if not cell.curved and not is_irrational(game, cell):
            vectors = list(dict.fromkeys(_vector(game, profile) for profile in cell.profiles))
            for vector in vectors:
                groups.join(first_with.setdefault(vector, k), k)
            if len(vectors) > 1:
                columns = list(zip(*vectors, strict=True))
                boxes.append((k, vectors, [min(column) for column in columns], [max(column) for column in columns]))
    singles = [(k, [vector], vector, vector) for vector, k in first_with.items() if len(cells[k].profiles) == 1]
    for (a, first, low, high), (b, second, least, most) in [*combinations(boxes, 2), *product(singles, boxes)]:
        if (
            groups.root(a) != groups.root(b)
            and all(x <= y for x, y in zip(low, most, strict=True))
            and all(x <= y for x, y in zip(least, high, strict=True))
            and _meet(first, second)
        ):
            groups.join(a, b)
    return tuple(map(tuple, groups.listed()))


def is_irrational(game: ExtensiveGame, cell: Cell) -> bool:
    """Whether some probability of an action in it is irrational."""
    return any(is_algebraic(x) for profile in cell.profiles for x in _vector(game, profile))


def _vector(game: ExtensiveGame, profile: Any) -> Vector:
    return tuple(profile[place].get(a, 0) for place in game.information_sets for a in game.actions(place))


def _meet(first: Sequence[Vector], second: Sequence[Vector]) -> bool:
    size = len(first[0])
    equal = [(0, *[v[k] for v in first], *[-v[k] for v in second]) for k in range(size)]
    equal = [row for row in dict.fromkeys(equal) if any(row)]
    equal.append((-1, *[1] * len(first), *[0] * len(second)))
    equal.append((-1, *[0] * len(first), *[1] * len(second)))
    return maximise([0] * (len(first) + len(second)), [], equal) is not None
