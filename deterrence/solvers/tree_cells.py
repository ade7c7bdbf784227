"""From the solved blocks of a choice of supports to cells of equilibria, with an assessment for every vertex.

A point on the border of a cell is an equilibrium too: the limit of those on the segment from a point inside. Its
beliefs are the limits of Bayes' beliefs along the segment, found from the lowest powers of the distance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from deterrence.algebra.number import is_algebraic
from deterrence.errors import SolverError
from deterrence.games.extensive import ExtensiveGame, History, Move
from deterrence.games.profile import Assessment
from deterrence.rationality import reach
from deterrence.result import Cell
from deterrence.solvers.blocks import Block, Part, Point
from deterrence.solvers.tree_system import TreeSystem

MOST_VERTICES = 1000
MOST_PARTS = 1000


def cells(
    game: ExtensiveGame,
    fast: ExtensiveGame,
    system: TreeSystem,
    blocks: Sequence[Block],
    witness: Callable[[Assessment, TreeSystem, Callable[[Any], list[Any]]], Any],
) -> Iterator[Cell]:
    """The cells of a choice of supports: one for each way to take a part of every block.

    Parameters
    ----------
    game, fast
        The game in Fractions, and in the numbers of the system.
    witness
        Finds what a certificate needs to see that the beliefs of an assessment are consistent; `None` where nothing.
    """
    if prod(len(block.parts) for block in blocks) > MOST_PARTS:
        raise SolverError(
            f"independent parts of the equilibria combine to more than {MOST_PARTS:,} cells: break ties between "
            "payoffs that are equal for no reason"
        )
    for parts in product(*(block.parts for block in blocks)):
        yield _cell(game, fast, system, blocks, parts, witness)


def _cell(
    game: ExtensiveGame,
    fast: ExtensiveGame,
    system: TreeSystem,
    blocks: Sequence[Block],
    parts: Sequence[Part],
    witness: Callable[[Assessment, TreeSystem, Callable[[Any], list[Any]]], Any],
) -> Cell:
    strategic = [k for k, block in enumerate(blocks) if system.strategic.intersection(block.unknowns)]
    loose = [k for k in range(len(blocks)) if k not in strategic]
    inside = {name: x for part in parts for name, x in part.inside.items()}
    grid = tuple(len(parts[k].points) for k in strategic)
    if prod(grid) * max([1, *(len(parts[k].points) for k in loose)]) > MOST_VERTICES:
        raise SolverError(
            f"a cell of equilibria has more than {MOST_VERTICES:,} vertices: leave out moves, or break ties between "
            "payoffs that are equal for no reason"
        )
    profiles, interior, assessments = [], [], []
    for choice in product(*(parts[k].points for k in strategic)):
        vertex = {name: x for point in choice for name, x in point.items()}
        # beliefs off the path in different blocks meet in no condition: every vertex of each need appear once
        rounds = max([1, *(len(parts[k].points) for k in loose)])
        for turn in range(rounds):
            full = dict(vertex)
            for k in loose:
                full.update(parts[k].points[turn % len(parts[k].points)])
            made = _assessment(game, system, full, inside)
            limit = _along(full, inside)
            assessments.append(Assessment(made.profile, made.beliefs, witness(made, system, limit)))
        profiles.append(assessments[-1].profile)
        interior.append(all(len(profiles[-1][place]) == len(chosen) for place, chosen in system.support.items()))
    curved = [part for part in parts if part.conditions]
    lines = [line for part in curved for line in part.conditions]
    named = {name for k, part in enumerate(parts) if part.conditions for name in blocks[k].unknowns}
    dimensions = [part.dimension for part in parts]
    root = game.moves[()]
    sent = {a for place, chosen in system.support.items() if () in game.information_sets[place] for a in chosen}
    return Cell(
        dict(system.support),
        tuple(profiles),
        tuple(assessments),
        tuple(interior),
        unsent=tuple(a for a in root.actions if a not in sent) if isinstance(root, Move) else (),
        grid=grid,
        conditions=tuple(lines),
        unknowns={name: words for name, words in system.unknowns.items() if name in named},
        dimension=None if None in dimensions else sum(d for d in dimensions if d is not None),
        curved=any(parts[k].conditions for k in strategic),
        unranged=_unranged(fast, system, [blocks[k] for k in strategic], [parts[k] for k in strategic]),
    )


def _assessment(game: ExtensiveGame, system: TreeSystem, point: Point, inside: Point) -> Assessment:
    limit = _along(point, inside)
    profile = {
        place: {action: x for action, p in mixed.items() if (x := evaluate(p, point))}
        for place, mixed in system.profile.items()
    }
    beliefs = {}
    for place in game.information_sets:
        weights = system.weights.get(place) or {game.nodes(place)[0]: 1}  # subgame-perfect: no belief is asked for
        beliefs[place] = normalised({node: limit(weight) for node, weight in weights.items()})
    return Assessment(profile, beliefs)


def normalised(germs: Mapping[Any, list[Any]]) -> dict[Any, Any]:
    """Weights in powers of a distance, as the distribution they tend to."""
    least = min(k for germ in germs.values() for k, c in enumerate(germ) if c)
    lowest = {key: germ[least] for key, germ in germs.items() if len(germ) > least and germ[least]}
    total: Any = sum(lowest.values())
    return {key: weight / total for key, weight in lowest.items()}


def evaluate(p: Any, point: Point) -> Any:
    """A polynomial's value in the numbers of the point."""
    return _along(point, point)(p)[0]


def _along(point: Point, inside: Point) -> Callable[[Any], list[Any]]:
    """Polynomials on the segment from a point towards one inside, by powers of the distance."""

    def expand(p: Any) -> list[Any]:
        if not hasattr(p, "terms"):
            return [_number(p)]
        if p.is_constant():
            return [_number(p.leading_coefficient())] if p else [Fraction(0)]
        names = [str(name) for name in p.context().names()]
        total: list[Any] = [Fraction(0)]
        for powers, c in p.terms():
            term: list[Any] = [_number(c)]
            for name, power in zip(names, powers, strict=True):
                step = inside[name] - point[name] if power and point is not inside else 0
                for _ in range(int(power)):
                    term = _times(term, [point[name], step] if step else [point[name]])
            total = [
                (total[k] if k < len(total) else 0) + (term[k] if k < len(term) else 0)
                for k in range(max(len(total), len(term)))
            ]
        return total

    return expand


def _times(a: list[Any], b: list[Any]) -> list[Any]:
    result: list[Any] = [0] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            result[i + j] = result[i + j] + x * y
    return result


def _number(x: Any) -> Any:
    return x if is_algebraic(x) else Fraction(int(x.numerator), int(x.denominator))


def _unranged(
    fast: ExtensiveGame, system: TreeSystem, blocks: Sequence[Block], parts: Sequence[Part]
) -> frozenset[History]:
    """The endings whose probability is not known to be extreme at vertices.

    Over a product of polytopes it is, where it is linear in each block; over a curved part only where no unknown of
    the part occurs.
    """
    if all(len(part.points) == 1 and not part.conditions for part in parts):
        return frozenset()
    chances: dict[History, Any] = {}
    padded = {
        place: {action: mixed.get(action, 0) for action in fast.actions(place)}
        for place, mixed in system.profile.items()
    }
    for (history, _), weight in reach(fast, padded).items():
        if history in fast.payoffs:
            chances[history] = chances.get(history, 0) + weight
    found = set()
    for history, p in chances.items():
        if not hasattr(p, "terms"):
            continue
        names = [str(name) for name in p.context().names()]
        for block, part in zip(blocks, parts, strict=True):
            at = [k for k, name in enumerate(names) if name in block.unknowns]
            degree = max((sum(powers[k] for k in at) for powers, _ in p.terms()), default=0)
            if degree > (0 if part.conditions else 1) and (part.conditions or len(part.points) > 1):
                found.add(history)
    return frozenset(found)
