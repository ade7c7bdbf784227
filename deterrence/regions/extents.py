"""Ranges, in closed form, of numbers over a product of polytopes of strategies, and whether their ends are reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache, reduce
from itertools import combinations, product
from operator import or_

from deterrence.algebra.rational_function import Ratio
from deterrence.games.extensive import ExtensiveGame, History, InformationSet
from deterrence.joint import Joint
from deterrence.measures import boxes
from deterrence.model.measure import Measure
from deterrence.regions.cases import Cases
from deterrence.regions.laws import Laws, Profile, Value
from deterrence.regions.result import Extent

MOST_FUNCTIONS = 5  # of which every choice is looked at
BELOW, ZERO = frozenset((-1,)), frozenset((0,))
Played = int  # the actions that a profile takes with positive probability, as bits


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
    def played(self) -> tuple[Played, ...]:
        """What each profile plays."""
        bits: dict[tuple[InformationSet, str], int] = {}
        return tuple(
            sum(
                bits.setdefault((at, action), 1 << len(bits))
                for at, mixed in profile.items()
                for action, p in mixed.items()
                if p != 0
            )
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
        if cases.within(_gap(value, best, side), BELOW):
            best = value
    same = {value for value in order if value == best or cases.within(_gap(value, best, 1), ZERO)}
    hits = tuple(None if value is None else value in same for value in values)
    return (best,), _reached(grid.sizes, grid.played, hits)


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
    numbers = {f: k for k, f in enumerate(order)}
    which = tuple(None if value is None else numbers[value] for value in values)
    reached = _reached_whichever(grid.sizes, grid.played, which, frozenset(numbers[f] for f in best))
    return None if reached is None else (tuple(best), reached)


def _surely_better(one: Value, other: Value, order: Sequence[Value], cases: Cases, side: int) -> bool:
    """Whether a function is nowhere in the branch worse than another; of two that are equal throughout, the first."""
    signs = cases.settled(_gap(other, one, side))
    return signs <= {0, 1} and (signs != {0} or order.index(one) < order.index(other))


@lru_cache(maxsize=20_000)
def _gap(one: Value, other: Value, side: int) -> Value:
    """The difference, with its sign turned where `side` is -1."""
    return one - other if side > 0 else other - one


@lru_cache(maxsize=50_000)
def _reached_whichever(
    sizes: tuple[int, ...], played: tuple[Played, ...], which: tuple[int | None, ...], best: frozenset[int]
) -> bool | None:
    """Whether an extreme is reached, whichever functions coincide with it, one of `best` among them; None where that
    depends on it. `which` says which function each profile has.
    """
    answers = set()
    number = max(k for k in which if k is not None) + 1
    for size in range(1, number):
        for same in combinations(range(number), size):
            if not best.isdisjoint(same):
                answers.add(_reached(sizes, played, tuple(None if k is None else k in same for k in which)))
                if len(answers) > 1:
                    return None
    return answers.pop()


@lru_cache(maxsize=50_000)
def _reached(sizes: tuple[int, ...], played: tuple[Played, ...], hits: tuple[bool | None, ...]) -> bool:
    """Whether some equilibria, not only limits of them, have the value that is hit: see `deterrence.measures.attained`.

    Where the number is not defined (None) stands in nobody's way. The numbers in a grid are of no account.
    """
    cells = [*product(*map(range, sizes))]
    found = dict(zip(cells, hits, strict=True))
    plays = dict(zip(cells, played, strict=True))
    everything = reduce(or_, played, 0)
    inside = frozenset(cell for cell, hit in found.items() if hit is not False)
    for box in boxes(inside, len(sizes)):
        chosen = [*product(*box)]
        if any(found[cell] for cell in chosen) and reduce(or_, (plays[cell] for cell in chosen), 0) == everything:
            return True
    return False


def outcome_extents(laws: Laws, grid: Grid, cases: Cases) -> dict[str, Extent]:
    """For every ending its probability."""
    under = [laws.under(profile).endings for profile in grid.profiles]
    game, nothing = laws.game, Fraction(0)
    result = {}
    for end in game.terminals() if isinstance(game, ExtensiveGame) else product(*game.actions):
        found = extent(grid, [law.get(end, nothing) for law in under], cases, probability=True)
        assert found is not None
        result[" ".join(end)] = found
    return result


def measure_extents(laws: Laws, grid: Grid, asked: Mapping[str, Measure], cases: Cases) -> dict[str, Extent | None]:
    """For each measure its range, None where its condition never has positive probability."""
    under = [laws.under(profile) for profile in grid.profiles]
    found = {}
    for name, measure in asked.items():
        defined = [measure.given is None or not _vanishes(law.joint, measure.given, cases) for law in under]
        values = [law.value(name, measure) if yes else None for law, yes in zip(under, defined, strict=True)]
        found[name] = extent(grid, values, cases, probability=not measure.payoff)
    return found


def _vanishes(law: Joint, event: frozenset[History], cases: Cases) -> bool:
    """Whether an event has probability 0 in the branch: one of its endings is possible unless all are not."""
    return not any(cases.sign(p) for (_, end), p in law.items() if end in event)
