"""Numbers of an equilibrium set: an infimum and a supremum, and whether each is reached.

The probability of an event is linear in each player's strategy, so over a cell (a product of polytopes) its extremes
lie at vertices. A conditional probability P(A | B) with A inside B is a ratio of two such functions that vanish
together, so its extremes lie at the vertices where B has positive probability; it ranges over those equilibria only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import copysign, isqrt, sqrt
from typing import Any

from deterrence.errors import DeterrenceError
from deterrence.formula import number
from deterrence.games.extensive import ExtensiveGame, History, InformationSet, Move
from deterrence.games.profile import Profile
from deterrence.ranges import Range as Range
from deterrence.result import Cell


def outcome(game: ExtensiveGame, profile: Profile) -> Mapping[History, Fraction]:
    """Probability of every terminal history under a profile, types averaged out."""
    result = dict.fromkeys(game.payoffs, Fraction(0))
    for types in game.type_profiles:
        stack: list[tuple[History, Any]] = [((), game.prior(types))]
        while stack:
            history, weight = stack.pop()
            move = game.moves.get(history)
            if move is None:
                result[history] += weight
                continue
            if isinstance(move, Move):
                place = InformationSet(move.player, types[game.player_index(move.player)], move.sees)
                chances: Any = profile[place].items()
            else:
                chances = move.probabilities
            stack.extend(((*history, action), weight * p if p != 1 else weight) for action, p in chances if p)
    return result


Chances = Mapping[History, Fraction]


def outcomes(game: ExtensiveGame, cells: Sequence[Cell]) -> tuple[tuple[Cell, tuple[Chances, ...]], ...]:
    """Each cell with the outcome of every vertex of its closure: what `measure` reads."""
    return tuple((cell, tuple(outcome(game, profile) for profile in cell.profiles)) for cell in cells)


def measure(
    found: Sequence[tuple[Cell, Sequence[Chances]]],
    event: Iterable[History],
    given: Iterable[History] | None = None,
) -> Range:
    """The range of P(event), or of P(event | given), over a set of equilibria.

    Parameters
    ----------
    found
        From `outcomes`, for the cells of `Equilibria.cells`, or some of them, e.g. those that survive a refinement.
    event, given
        Terminal histories; `event` lies inside `given`.

    Returns
    -------
    Range
        Undefined, with the reason, where there is no cell, `given` never has positive probability, or a curved cell may
        hold values that its vertices do not show.
    """
    wanted, condition = frozenset(event), None if given is None else frozenset(given)
    if not found:
        return Range(None, None, False, False, "no equilibrium is left")
    rows = []
    for cell, all_chances in found:
        if cell.unranged and not (_linear(cell, wanted) and (condition is None or _linear(cell, condition))):
            return Range(None, None, False, False, "a cell is curved, and its range there is not worked out")
        values: list[Fraction | None] = []
        for chances in all_chances:
            top = sum((chances[h] for h in wanted), Fraction(0))
            if condition is None:
                values.append(top)
                continue
            bottom = sum((chances[h] for h in condition), Fraction(0))
            values.append(top / bottom if bottom else None)
        rows.append((cell, values))
    defined = [value for _, values in rows for value in values if value is not None]
    if not defined:
        return Range(None, None, False, False, "its condition has probability 0 in every equilibrium")
    low, high = min(defined), max(defined)
    return Range(low, high, any(attained(c, v, low) for c, v in rows), any(attained(c, v, high) for c, v in rows))


def _linear(cell: Cell, event: frozenset[History]) -> bool:
    """Whether the probability of an event is extreme at the cell's vertices, by its endings or by all others."""
    if not event & cell.unranged:
        return True
    return all(ending in event for ending in cell.unranged)


def attained(cell: Cell, values: Sequence[Fraction | None], value: Fraction) -> bool:
    """Whether an equilibrium of the cell itself, not only of its closure, has an extreme value.

    The profiles are the vertices of a product of polytopes, in the order of `Cell.grid`. Points of the cell with
    the extreme value exist if and only if some product of vertices that all have it covers the cell's whole support
    (and meets each strict condition of a part of a cell at one of them): the value is a ratio of averages over such
    vertices. Vertices at which the condition has probability 0 (None) add nothing to either side of that ratio, so they
    do not stand in the way.
    """
    if any(v == value and inside for v, inside in zip(values, cell.interior, strict=True)):
        return True
    hits = frozenset(
        place
        for place, v in zip(product(*map(range, cell.grid)), values, strict=True)
        if v == value or v is None
    )  # fmt: skip
    numbers = dict(zip(product(*map(range, cell.grid)), values, strict=True))
    profiles = dict(zip(numbers, cell.profiles, strict=True))
    strict = [dict(zip(numbers, holds, strict=True)) for holds in cell.strict]
    for box in boxes(hits, len(cell.grid)):
        chosen = [*product(*box)]
        if not any(numbers[place] == value for place in chosen):
            continue
        if not all(any(holds[place] for place in chosen) for holds in strict):
            continue
        if all(
            set(actions) == {action for place in chosen for action, p in profiles[place][at].items() if p}
            for at, actions in cell.support.items()
        ):
            return True
    return False


def boxes(hits: frozenset[tuple[int, ...]], factors: int) -> Iterator[tuple[frozenset[int], ...]]:
    """Products of sets that lie inside `hits`, every maximal one among them."""
    if factors == 0:
        if hits:
            yield ()
        return
    slices: dict[int, frozenset[tuple[int, ...]]] = {}
    for first in {place[0] for place in hits}:
        slices[first] = frozenset(place[1:] for place in hits if place[0] == first)
    closed = set(slices.values())
    while True:
        grown = {a & b for a in closed for b in closed if a & b} | closed
        if grown == closed:
            break
        closed = grown
    for common in closed:
        members = frozenset(first for first, rest in slices.items() if common <= rest)
        for rest in boxes(common, factors - 1):
            yield (members, *rest)


@dataclass(frozen=True)
class RankCorrelation:
    """A rank correlation, exact (Spearman 1904; equal values share the mean of their ranks).

    Attributes
    ----------
    count
        How many pairs.
    squares
        The sum of squared differences of ranks, d^2.
    signed_square
        The coefficient times its absolute value. A rational always, while with ties the coefficient need not be one.
    tied
        Whether some values are equal.
    """

    count: int
    squares: Fraction
    signed_square: Fraction
    tied: bool

    @property
    def coefficient(self) -> Fraction | None:
        """The coefficient, 1 - 6 d^2 / (n (n^2 - 1)) without ties; None where ties make it irrational."""
        square = abs(self.signed_square)
        top, bottom = isqrt(square.numerator), isqrt(square.denominator)
        if top * top != square.numerator or bottom * bottom != square.denominator:
            return None
        return Fraction(top if self.signed_square > 0 else -top, bottom)

    def __float__(self) -> float:
        exact = self.coefficient
        return float(exact) if exact is not None else copysign(sqrt(abs(self.signed_square)), self.signed_square)


def rank_correlation(xs: Sequence[Any], ys: Sequence[Any]) -> RankCorrelation:
    """The rank correlation of two lists, in exact arithmetic.

    Parameters
    ----------
    xs, ys
        Numbers, pair by pair: integers, Fractions, decimals, floats (their shortest decimal) or text.

    Returns
    -------
    RankCorrelation

    Raises
    ------
    DeterrenceError
        For lists of different lengths, and where all values of a list are equal: then nothing is ranked.

    Examples
    --------
    >>> rank_correlation([1, 2, 3, 4], [10, 30, 20, 40]).coefficient
    Fraction(4, 5)
    """
    if len(xs) != len(ys):
        raise DeterrenceError(f"the lists have {len(xs)} and {len(ys)} numbers; write them pair by pair")
    first, second = _ranks([number(x) for x in xs]), _ranks([number(y) for y in ys])
    middle = Fraction(len(xs) + 1, 2)
    spread = [sum(((r - middle) ** 2 for r in ranks), Fraction(0)) for ranks in (first, second)]
    if not all(spread):
        raise DeterrenceError("all values of a list are equal, so nothing is ranked; leave the list out")
    together = sum(((a - middle) * (b - middle) for a, b in zip(first, second, strict=True)), Fraction(0))
    return RankCorrelation(
        len(xs),
        sum(((a - b) ** 2 for a, b in zip(first, second, strict=True)), Fraction(0)),
        together * abs(together) / (spread[0] * spread[1]),
        any(len(set(ranks)) < len(ranks) for ranks in (first, second)),
    )


def _ranks(values: Sequence[Fraction]) -> list[Fraction]:
    """Ranks from 1, the smallest; equal values share the mean of theirs."""
    ordered = sorted(values)
    places: dict[Fraction, tuple[int, int]] = {}
    for place, value in enumerate(ordered, start=1):
        places[value] = (places.get(value, (place, place))[0], place)
    return [Fraction(sum(places[value]), 2) for value in values]
