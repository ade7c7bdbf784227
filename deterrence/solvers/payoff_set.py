"""All subgame-perfect payoffs of a game of two players that is repeated for ever, by the method of Abreu and Sannikov.

From the feasible payoffs on, each polygon is replaced by what it generates (Abreu and Sannikov 2014, An algorithm for
two-player repeated games with perfect monitoring, Theoretical Economics 9). Often that stops after a few steps: then
the polygon generates itself and is the answer. Where it comes ever closer to a limit, the limit is guessed from simple
rational numbers near its corners, and proved: it generates itself, and one argument for all steps shows that nothing
outside is left. What cannot be decided so is bounded from both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from deterrence.algebra.polygon import (
    Point,
    Polygon,
    binding,
    contains,
    corner,
    covers,
    distance,
    hull,
)
from deterrence.errors import SolverError
from deterrence.games.payoff_set import Generated, Limit, PayoffBounds, Step
from deterrence.games.stage_game import RepeatedStageGame
from deterrence.proof import Certificate, Certified
from deterrence.proofs.payoff_limit import excess, shrinks
from deterrence.proofs.stage_game import certify_stage_game, generated, mixed, needed
from deterrence.shown import Shown
from deterrence.solvers.payoff_measures import gap_words, payoff_measures

if TYPE_CHECKING:
    from deterrence.ranges import Range

STEPS = 120
LARGEST = 400  # pairs of actions
CLOSE = Fraction(1, 2**100)  # of the range of payoffs: closer, the polygons tell no more
GRID = 2**160  # denominators beyond are rounded, outwards
GUESSES = (2**8, 2**16, 2**28, 2**46)  # largest denominators of a limit that is looked for
KIND = "pure-action subgame-perfect equilibria with public randomisation"


@dataclass(frozen=True, eq=False)
class SubgamePerfectPayoffs(Certified, Shown):
    """The payoffs of all pure-action subgame-perfect equilibria with public randomisation of a repeated stage game.

    Attributes
    ----------
    bounds
        A polygon that holds all of them, one that they fill, and why.
    complete, exact
        Whether the two are the same polygon: then it is the set.
    status
        In words, with the gap where there is one.
    """

    game: RepeatedStageGame
    bounds: PayoffBounds
    status: str
    complete: bool
    exact: bool
    concept: str = "subgame-perfect"
    method: str = "Abreu and Sannikov"

    @cached_property
    def certificate(self) -> Certificate:
        """That the inner set generates itself, and that nothing outside the outer one is an equilibrium payoff."""
        return certify_stage_game(self.game, self.bounds)

    @property
    def inner(self) -> Polygon:
        """Corners of a set of equilibrium payoffs, counterclockwise; empty where none was found."""
        return self.bounds.inside

    @property
    def outer(self) -> Polygon:
        """Corners of a set that holds all equilibrium payoffs."""
        return self.bounds.outside

    @cached_property
    def gap(self) -> Fraction | None:
        """A bound on the distance between the two sets in either payoff; None where no inner one was found."""
        if not self.outer:
            return Fraction(0)
        return distance(self.outer, self.inner) if self.inner else None

    @cached_property
    def measures(self) -> Mapping[str, Range]:
        """Payoffs of each player and of both; docs/repeated-games.md defines them."""
        return payoff_measures(self.game.players, self.inner, self.outer)


def solve_payoff_set(game: RepeatedStageGame) -> SubgamePerfectPayoffs:
    """The set of subgame-perfect payoffs, or bounds on it from both sides.

    Parameters
    ----------
    game
        Two players, perfect monitoring.

    Returns
    -------
    SubgamePerfectPayoffs

    Raises
    ------
    SolverError
        Where the stage game is too large.
    """
    chain, stopped = _chain(game)
    last = chain[-1].polygon
    inner, limit = witnesses(game, last) if stopped else None, None
    if inner is None:
        inner, limit, chain = _limit(game, chain)
    bounds = PayoffBounds(tuple(chain), inner, limit)
    complete = bounds.inside == bounds.outside
    if complete:
        what = f"the payoffs of all {KIND}: exactly this set" if last else f"there are no {KIND}"
    else:
        what = f"the payoffs of all {KIND}, between two bounds{gap_words(bounds.inside, bounds.outside)}"
    return SubgamePerfectPayoffs(game, bounds, what, complete, complete)


def _chain(game: RepeatedStageGame, stricter: Fraction = Fraction(0)) -> tuple[list[Step], bool]:
    """Polygons from the feasible payoffs on, and whether the last generates itself (or is empty).

    With `stricter` deviations have to cost that share of the range of payoffs more than they bring.
    """
    if len(game.profiles) > LARGEST:
        raise SolverError(
            f"the stage game has {len(game.profiles)} pairs of actions; up to {LARGEST} are solved: leave out actions "
            "that no player would use"
        )
    steps = max(20, min(STEPS, 4000 // len(game.profiles)))
    chain = [Step(game.feasible, game.minmax)]
    close = Fraction(1, 2**50) if stricter else CLOSE
    size = max(max(abs(x) for x in g) for g in game.payoffs.values()) + 1
    while len(chain) <= steps:
        before = chain[-1]
        strict = before.threats[0] + stricter * size, before.threats[1] + stricter * size
        polygon = _rounded(hull(generated(game, before.polygon, strict)))
        if not polygon:
            return [*chain, Step(polygon, before.threats)], True
        lowest = corner(polygon)
        threats = max(before.threats[0], lowest[0]), max(before.threats[1], lowest[1])
        after = Step(polygon, threats)
        if after == before:
            return chain, True
        chain.append(after)
        if max(excess(before.polygon, polygon)) < close * size:  # in every direction that bounds the new one
            break
    return chain, False


def _rounded(polygon: Polygon) -> Polygon:
    """A polygon that holds it, with denominators that do not grow without end."""

    def near(x: Fraction) -> tuple[Fraction, ...]:
        if x.denominator <= GRID:
            return (x,)
        down = x.numerator * GRID // x.denominator
        return Fraction(down, GRID), Fraction(down + 1, GRID)

    return hull((x, y) for p in polygon for x in near(p[0]) for y in near(p[1]))


def witnesses(game: RepeatedStageGame, polygon: Polygon) -> tuple[Generated, ...] | None:
    """How a polygon generates each of its extreme points under its own worst payoffs; None where it does not."""
    result = []
    for v in polygon:
        found = next(_ways(game, polygon, v), None)
        if found is None:
            return None
        result.append(found)
    return tuple(result)


def _ways(game: RepeatedStageGame, polygon: Polygon, v: Point) -> Iterator[Generated]:
    worst, delta = corner(polygon), game.discount
    for actions in game.profiles:
        now = game.payoffs[actions]
        later = (v[0] - (1 - delta) * now[0]) / delta, (v[1] - (1 - delta) * now[1]) / delta
        floor = needed(game, actions, worst)
        if later[0] >= floor[0] and later[1] >= floor[1] and contains(polygon, later):
            yield Generated(v, actions, (later,))


def _limit(game: RepeatedStageGame, chain: list[Step]) -> tuple[tuple[Generated, ...], Limit | None, list[Step]]:
    """The limit of the polygons if it can be guessed; otherwise a set from within."""
    last = chain[-1].polygon
    best: tuple[Generated, ...] | None = None
    for most in GUESSES:
        guess = hull((x.limit_denominator(most), y.limit_denominator(most)) for x, y in last)
        inner = witnesses(game, guess) if covers(last, guess) else None
        if inner is None:
            continue
        for start in (start for start in (1, 2, 4, 8, 16, 32, 64) if start < len(chain)):
            for limit in _slacks(chain[start:], guess):
                if shrinks(game, guess, limit, chain[start]):
                    return inner, limit, chain[: start + 1]
        best = inner
    inner = best or _from_within(game, last)
    if inner:  # a proof need not be much closer from outside than from inside
        gap = distance(last, hull(one.payoff for one in inner)) / 100
        enough = next((n for n, step in enumerate(chain) if max(excess(step.polygon, last)) <= gap), len(chain))
        chain = chain[: enough + 1]
    return inner, None, chain


def _slacks(chain: list[Step], inside: Polygon) -> Iterator[Limit]:
    """Slacks to be tried: what is left at the first step, and at later ones with growing weights.

    If what is left shrinks by a linear map T, s_{n+1} = T s_n, then the sum of s_{n+m}/c^m shrinks by c < 1.
    """
    left = [excess(step.polygon, inside) for step in chain[:40]]
    for shrink in (Fraction(1, 2), Fraction(3, 4), Fraction(9, 10), Fraction(99, 100)):
        for terms in (1, 4, 12, 40):
            total = [Fraction(0)] * len(left[0])
            for m, row in enumerate(left[:terms]):
                total = [x + y / shrink**m for x, y in zip(total, row, strict=True)]
            yield Limit(tuple(x.limit_denominator(10**9) + Fraction(1, 10**9) if x else x for x in total), shrink)


def _from_within(game: RepeatedStageGame, outer: Polygon) -> tuple[Generated, ...]:
    """A set that generates itself: what stricter incentives leave, drawn together; or equilibria of a period.

    First the limit itself is tried, drawn together only in coordinates that are not simple rationals.

    If whoever deviates has to lose a little more than it gains, the polygons shrink to a smaller set, and the polygons
    near it generate more than themselves under the incentives there are.
    """
    for power in (80, 60, 40, 25):
        found = _drawn_in(game, outer, power, keep=True)
        if found:
            return found
    for small in (30, 22, 15, 8):
        last = _chain(game, Fraction(1, 2**small))[0][-1].polygon
        if not last:
            continue
        for power in (small + 22, small + 12, small + 6):
            found = _drawn_in(game, last, power)
            if found:
                return found
    return witnesses(game, hull(g for a, g in game.payoffs.items() if not any(game.temptation[a]))) or ()


def _drawn_in(game: RepeatedStageGame, polygon: Polygon, power: int, keep: bool = False) -> tuple[Generated, ...]:
    """What a polygon generates that is drawn towards its centre by 2^-power of the way, if it holds that polygon."""
    centre = [sum((p[i] for p in polygon), Fraction(0)) / len(polygon) for i in (0, 1)]

    def moved(x: Fraction, goal: Fraction) -> Fraction:
        simple = x.limit_denominator(2**28)
        if keep and abs(simple - x) < Fraction(1, 2**85):
            return simple
        nearer: Fraction = x + (goal - x) / 2**power
        return nearer.limit_denominator(2 ** (power + 8))

    smaller = hull((moved(x, centre[0]), moved(y, centre[1])) for x, y in polygon)
    found = _once(game, smaller)
    return found if found and covers(hull(one.payoff for one in found), smaller) else ()


def _once(game: RepeatedStageGame, polygon: Polygon) -> tuple[Generated, ...]:
    """The extreme points of all that a polygon generates under its own worst payoffs: B(W)."""
    worst = corner(polygon)
    ways: dict[Point, Generated] = {}
    for actions in game.profiles:
        floor = needed(game, actions, worst)
        enough = [w for w in polygon if w[0] >= floor[0] and w[1] >= floor[1]] + binding(polygon, floor)
        for later in enough:
            v = mixed(game.discount, game.payoffs[actions], later)
            ways.setdefault(v, Generated(v, actions, (later,)))
    return tuple(ways[v] for v in hull(ways))
