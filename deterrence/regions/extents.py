"""Ranges, in closed form, of numbers over a product of polytopes of strategies, and whether their ends are reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import combinations, product

from deterrence.algebra.rational_function import Ratio
from deterrence.averages import value_under
from deterrence.games.extensive import ExtensiveGame, History, InformationSet
from deterrence.games.strategic import StrategicGame
from deterrence.joint import Joint, joint_law
from deterrence.measures import boxes
from deterrence.model.measure import Measure
from deterrence.regions.cases import Cases
from deterrence.regions.result import Extent

Profile = Mapping[InformationSet, Mapping[str, Ratio]]
Value = Ratio | Fraction | int
MOST_FUNCTIONS = 5  # of which every choice is looked at
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

    @cached_property
    def places(self) -> tuple[Places, ...]:
        """What each profile plays."""
        return tuple(
            frozenset((at, action) for at, mixed in profile.items() for action, p in mixed.items() if p != 0)
            for profile in self.profiles
        )


def extent(grid: Grid, values: Sequence[Value | None], cases: Cases, *, probability: bool = False) -> Extent | None:
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
    probability
        Whether the number is one: then nothing is below 0 or above 1, and fewer signs are asked for.

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
    ends = [_open_end(grid, values, order, cases, side, probability) for side in (1, -1)]
    known = [end if end is not None else _asked_end(grid, values, order, cases, side)
             for end, side in zip(ends, (1, -1), strict=True)]  # fmt: skip
    (low, low_reached), (high, high_reached) = (
        (tuple(end if isinstance(end, Ratio) else ring.number(end) for end in functions), reached)
        for functions, reached in known
    )
    return Extent(low, high, low_reached, high_reached)


End = tuple[tuple[Value, ...], bool]


def _asked_end(grid: Grid, values: Sequence[Value | None], order: Sequence[Value], cases: Cases, side: int) -> End:
    """The least of some functions (side 1) or the greatest (side -1), and whether it is reached, by comparisons."""
    best = order[0]
    for value in order[1:]:
        if cases.within((value - best) * side, BELOW):
            best = value
    same = {value for value in order if value == best or cases.within(value - best, ZERO)}
    return (best,), _reached(grid, [None if value is None else value in same for value in values])


def _open_end(
    grid: Grid,
    values: Sequence[Value | None],
    order: Sequence[Value],
    cases: Cases,
    side: int,
    probability: bool,
) -> End | None:
    """The same without branching, where whether it is reached does not depend on which functions coincide.

    Where all coincide it is reached whatever is said here: see `Extent`.
    """
    if len(order) > MOST_FUNCTIONS:
        return None
    best = list(order)
    if probability:
        extreme, opposite = (0, 1) if side > 0 else (1, 0)
        best = [f for f in order if f == extreme] or [f for f in order if f != opposite]
    best = [f for f in best if not any(_surely_better(other, f, order, cases, side) for other in best if other != f)]
    answers = set()
    for size in range(1, len(order)):
        for same in combinations(order, size):
            if any(f in same for f in best):
                answers.add(_reached(grid, [None if value is None else value in same for value in values]))
                if len(answers) > 1:
                    return None
    return tuple(best), answers.pop()


def _surely_better(one: Value, other: Value, order: Sequence[Value], cases: Cases, side: int) -> bool:
    """Whether a function is nowhere in the branch worse than another; of two that are equal throughout, the first."""
    signs = cases.settled((other - one) * side)
    return signs <= {0, 1} and (signs != {0} or order.index(one) < order.index(other))


def _reached(grid: Grid, hits: Sequence[bool | None]) -> bool:
    """Whether some equilibria, not only limits of them, have the value that is hit: see `deterrence.measures.attained`.

    Where the number is not defined (None) stands in nobody's way.
    """
    return _covering(grid.sizes, grid.places, tuple(hits))


@lru_cache(maxsize=50_000)
def _covering(sizes: tuple[int, ...], places: tuple[Places, ...], hits: tuple[bool | None, ...]) -> bool:
    """The same of a grid's form alone: the numbers in it are of no account."""
    cells = [*product(*map(range, sizes))]
    found = dict(zip(cells, hits, strict=True))
    plays = dict(zip(cells, places, strict=True))
    everything = frozenset().union(*places)
    inside = frozenset(cell for cell, hit in found.items() if hit is not False)
    for box in boxes(inside, len(sizes)):
        chosen = [*product(*box)]
        if any(found[cell] for cell in chosen) and frozenset().union(*(plays[cell] for cell in chosen)) == everything:
            return True
    return False


def outcome_extents(game: ExtensiveGame | StrategicGame, grid: Grid, cases: Cases) -> dict[str, Extent]:
    """For every ending its probability."""
    laws = [joint_law(game, profile) for profile in grid.profiles]
    result = {}
    for end in game.terminals() if isinstance(game, ExtensiveGame) else product(*game.actions):
        chances: list[Value] = [_total(p for (_, at), p in law.items() if at == end) for law in laws]
        found = extent(grid, chances, cases, probability=True)
        assert found is not None
        result[" ".join(end)] = found
    return result


def measure_extents(
    game: ExtensiveGame | StrategicGame, grid: Grid, asked: Mapping[str, Measure], cases: Cases
) -> dict[str, Extent | None]:
    """For each measure its range, None where its condition never has positive probability."""
    laws = [joint_law(game, profile) for profile in grid.profiles]
    found = {}
    for name, measure in asked.items():
        defined = [measure.given is None or not _vanishes(law, measure.given, cases) for law in laws]
        values = [value_under(game, law, measure) if yes else None for law, yes in zip(laws, defined, strict=True)]
        found[name] = extent(grid, values, cases, probability=not measure.payoff)
    return found


def _vanishes(law: Joint, event: frozenset[History], cases: Cases) -> bool:
    """Whether an event has probability 0 in the branch: one of its endings is possible unless all are not."""
    return not any(cases.sign(p) for (_, end), p in law.items() if end in event)


def _total(values: Iterable[Value]) -> Value:
    total: Value = Fraction(0)
    for value in values:
        total = total + value
    return total
