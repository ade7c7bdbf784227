"""Ranges, in closed form, of numbers over a product of polytopes of strategies, and whether their ends are reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from deterrence.algebra.rational_function import Ratio
from deterrence.averages import value_under
from deterrence.games.extensive import ExtensiveGame, InformationSet
from deterrence.joint import joint_law
from deterrence.measures import boxes
from deterrence.model.measure import Measure
from deterrence.regions.cases import Cases
from deterrence.regions.result import Extent

Profile = Mapping[InformationSet, Mapping[str, Ratio]]
Value = Ratio | Fraction | int
BELOW, ZERO = frozenset((-1,)), frozenset((0,))
Places = frozenset[tuple[InformationSet, str]]  # the actions that a profile takes with positive probability


@dataclass(frozen=True, eq=False)
class Grid:
    """The equilibria of a shape in one branch: a product of polytopes, without the faces at which an action vanishes.

    Attributes
    ----------
    sizes
        How many vertices each polytope has.
    profiles
        The profiles of all combinations of vertices, the first polytope's turning slowest.
    """

    sizes: tuple[int, ...]
    profiles: tuple[Profile, ...]

    @property
    def places(self) -> tuple[Places, ...]:
        """What each profile plays."""
        return tuple(
            frozenset((at, action) for at, mixed in profile.items() for action, p in mixed.items() if p != 0)
            for profile in self.profiles
        )


def extent(grid: Grid, values: Sequence[Value | None], cases: Cases) -> Extent | None:
    """The range over the equilibria of a grid of a number whose extremes lie at vertices.

    Parameters
    ----------
    grid
        The equilibria.
    values
        At each of its profiles: a function linear in each polytope, or a ratio of two such whose divisor may vanish
        (None). A function that is equal in this branch to another is taken for it.
    cases
        Where signs are asked.

    Returns
    -------
    The range; None where the number is defined nowhere.
    """
    order = tuple(dict.fromkeys(value for value in values if value is not None))
    if not order:
        return None
    ring = cases.domain.ring
    if len(order) == 1:
        only = order[0] if isinstance(order[0], Ratio) else ring.number(order[0])
        return Extent((only,), (only,))
    least, most = order[0], order[0]
    for value in order[1:]:
        if cases.within(value - least, BELOW):
            least = value
        elif cases.within(most - value, BELOW):
            most = value
    ends = []
    for end in (least, most):
        same = {value for value in order if value == end or cases.within(value - end, ZERO)}
        ends.append(_reached(grid, [None if value is None else value in same for value in values]))
    low, high = (end if isinstance(end, Ratio) else ring.number(end) for end in (least, most))
    return Extent((low,), (high,), *ends)


def _reached(grid: Grid, hits: Sequence[bool | None]) -> bool:
    """Whether some equilibria, not only limits of them, have the value that is hit: see `deterrence.measures.attained`.

    Where the number is not defined (None) stands in nobody's way.
    """
    cells = [*product(*map(range, grid.sizes))]
    found = dict(zip(cells, hits, strict=True))
    plays = dict(zip(cells, grid.places, strict=True))
    everything = frozenset().union(*grid.places)
    inside = frozenset(cell for cell, hit in found.items() if hit is not False)
    for box in boxes(inside, len(grid.sizes)):
        chosen = [*product(*box)]
        if any(found[cell] for cell in chosen) and frozenset().union(*(plays[cell] for cell in chosen)) == everything:
            return True
    return False


def outcome_extents(game: ExtensiveGame, grid: Grid, cases: Cases) -> dict[str, Extent]:
    """For every terminal history its probability."""
    laws = [joint_law(game, profile) for profile in grid.profiles]
    result = {}
    for end in game.terminals():
        chances: list[Value] = [_total(p for (_, at), p in law.items() if at == end) for law in laws]
        found = extent(grid, chances, cases)
        assert found is not None
        result[" ".join(end)] = found
    return result


def measure_extents(
    game: ExtensiveGame, grid: Grid, asked: Mapping[str, Measure], cases: Cases
) -> dict[str, Extent | None]:
    """For each measure its range, None where its condition never has positive probability."""
    laws = [joint_law(game, profile) for profile in grid.profiles]
    return {
        name: extent(grid, [value_under(game, law, measure) for law in laws], cases) for name, measure in asked.items()
    }


def _total(values: Iterable[Value]) -> Value:
    total: Value = Fraction(0)
    for value in values:
        total = total + value
    return total
