"""Numbers of an equilibrium set: an infimum and a supremum, and whether each is reached.

The probability of an event is linear in each player's strategy, so over a cell (a product of polytopes) its extremes
lie at vertices. A conditional probability P(A | B) with A inside B is a ratio of two such functions that vanish
together, so its extremes lie at the vertices where B has positive probability; it ranges over those equilibria only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence.games.extensive import ExtensiveGame, History, InformationSet, Move
from deterrence.games.profile import Profile
from deterrence.games.provision import ProvisionGame
from deterrence.result import Cell


@dataclass(frozen=True)
class Range:
    """The values a measure takes over a set of equilibria.

    Attributes
    ----------
    minimum, maximum
        Infimum and supremum; None where the measure is undefined.
    minimum_attained, maximum_attained
        Whether an equilibrium of the set has that value.
    undefined
        Why there is no value, otherwise empty.
    """

    minimum: Fraction | None
    maximum: Fraction | None
    minimum_attained: bool = True
    maximum_attained: bool = True
    undefined: str = ""

    @property
    def attained(self) -> bool:
        """Whether both ends are reached."""
        return self.minimum_attained and self.maximum_attained

    @property
    def single(self) -> bool:
        """Whether every equilibrium has the same value."""
        return self.minimum is not None and self.minimum == self.maximum


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
        Undefined, with the reason, where there is no cell or `given` never has positive probability.
    """
    wanted, condition = frozenset(event), None if given is None else frozenset(given)
    if not found:
        return Range(None, None, False, False, "no equilibrium is left")
    rows = []
    for cell, all_chances in found:
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
    return Range(low, high, any(_attained(c, v, low) for c, v in rows), any(_attained(c, v, high) for c, v in rows))


def _attained(cell: Cell, values: Sequence[Fraction | None], value: Fraction) -> bool:
    """Whether an equilibrium of the cell itself, not only of its closure, has an extreme value.

    The profiles are the vertices of a product of two polytopes, in the order of `Cell.grid`. Points of the cell with
    the extreme value exist if and only if some product of vertices that all have it covers the cell's whole support:
    the value is a ratio of averages over such vertices. Vertices at which the condition has probability 0 (None) add
    nothing to either side of that ratio, so they do not stand in the way.
    """
    if any(v == value and inside for v, inside in zip(values, cell.interior, strict=True)):
        return True
    rows, columns = cell.grid
    hits = [{b for b in range(columns) if values[a * columns + b] in (value, None)} for a in range(rows)]
    closed = {frozenset(h) for h in hits if h}
    while True:
        grown = {a & b for a in closed for b in closed if a & b} | closed
        if grown == closed:
            break
        closed = grown
    for chosen in closed:
        members = [a for a in range(rows) if chosen <= hits[a]]
        if not any(values[a * columns + b] == value for a in members for b in chosen):
            continue
        played = [cell.profiles[a * columns + b] for a in members for b in chosen]
        if all(
            set(actions) == {action for profile in played for action, p in profile[place].items() if p}
            for place, actions in cell.support.items()
        ):
            return True
    return False


def provision_measures(game: ProvisionGame, vertices: Sequence[Sequence[Fraction]]) -> Mapping[str, Range]:
    """Ranges of the total G and of each ally's contribution g, burden g/w and share g/G over a polytope.

    The total is the same at every equilibrium, so all of these are linear in the contributions.
    """
    total = sum(vertices[0], Fraction(0))
    result = {"G": Range(total, total)}
    for k, player in enumerate(game.players):
        paid = [vertex[k] for vertex in vertices]
        for name, divisor in (("g", Fraction(1)), ("burden", game.endowments[k]), ("share", total)):
            if divisor:
                result[f"{name}[{player}]"] = Range(min(paid) / divisor, max(paid) / divisor)
    return result


def exploitation_index(game: ProvisionGame, contributions: Sequence[Fraction]) -> Mapping[str, Fraction]:
    """Share of the total paid over share of the total endowment, ally by ally; above 1 an ally is exploited.

    The benefit share is read from endowments alone (Sandler averages it with population and exposed borders, data
    that are not held here).
    """
    total, wealth = sum(contributions, Fraction(0)), sum(game.endowments, Fraction(0))
    return {
        player: (g / total) / (w / wealth)
        for player, g, w in zip(game.players, contributions, game.endowments, strict=True)
    }
