"""Measures of a set of equilibria that speak of types or of payoffs.

The probability of an event together with types, and an expected payoff, are linear in each player's strategy, as the
probability of an event is; what `deterrence.measures` says of extremes at vertices holds of them and of their ratios.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, Protocol

from deterrence.games.extensive import ExtensiveGame, History, TypeProfile
from deterrence.games.strategic import StrategicGame
from deterrence.joint import Joint, joint_law, payoffs_at
from deterrence.measures import Chances, attained, measure
from deterrence.ranges import Range
from deterrence.result import Cell


class Asked(Protocol):
    """What is asked: a `deterrence.model.measure.Measure`."""

    @property
    def event(self) -> frozenset[History]: ...
    @property
    def given(self) -> frozenset[History] | None: ...
    @property
    def types(self) -> Mapping[str, str]: ...
    @property
    def given_types(self) -> Mapping[str, str]: ...
    @property
    def payoff(self) -> str: ...


def measured(
    game: ExtensiveGame | StrategicGame, found: Sequence[tuple[Cell, Sequence[Chances]]], asked: Asked
) -> Range:
    """The range of a measure over a set of equilibria.

    Parameters
    ----------
    game
        The game.
    found
        Its cells with the outcomes of their vertices, from `deterrence.measures.outcomes`.
    asked
        The measure.

    Returns
    -------
    Range
        Undefined, with the reason, where there is no cell, the condition never has positive probability, or a curved
        cell may hold values that its vertices do not show.
    """
    if not (asked.types or asked.given_types or asked.payoff):
        return measure(found, asked.event, asked.given)
    touched = frozenset(_endings(game)) if asked.payoff else asked.event | (asked.given or frozenset())
    return _over(game, [cell for cell, _ in found], touched, lambda law: value_under(game, law, asked))


def probability(
    game: ExtensiveGame | StrategicGame, cells: Sequence[Cell], pairs: Collection[tuple[TypeProfile, History]]
) -> Range:
    """The range of the probability that one of some pairs of types and ending comes about."""
    wanted = frozenset(pairs)
    touched = frozenset(end for _, end in wanted)
    return _over(game, cells, touched, lambda law: sum((p for pair, p in law.items() if pair in wanted), Fraction(0)))


def _over(
    game: ExtensiveGame | StrategicGame,
    cells: Sequence[Cell],
    touched: frozenset[History],
    value: Callable[[Joint], Any],
) -> Range:
    """The range of what a law says about some endings, a ratio of linear functions, over a set of equilibria."""
    if not cells:
        return Range(None, None, False, False, "no equilibrium is left")
    rows = []
    for cell in cells:
        if cell.unranged & touched:
            return Range(None, None, False, False, "a cell is curved, and its range there is not worked out")
        rows.append((cell, [value(joint_law(game, profile)) for profile in cell.profiles]))
    defined = [value for _, values in rows for value in values if value is not None]
    if not defined:
        return Range(None, None, False, False, "its condition has probability 0 in every equilibrium")
    low, high = min(defined), max(defined)
    return Range(low, high, any(attained(c, v, low) for c, v in rows), any(attained(c, v, high) for c, v in rows))


def _endings(game: ExtensiveGame | StrategicGame) -> Iterable[History]:
    return game.payoffs if isinstance(game, ExtensiveGame) else product(*game.actions)


def value_under(game: ExtensiveGame | StrategicGame, law: Joint, asked: Asked) -> Any:
    """The measure at one profile; None where its condition has probability 0."""
    bottom: Any = Fraction(1)
    inside = law
    if asked.given is not None:
        inside = {
            (types, end): p
            for (types, end), p in law.items()
            if end in asked.given and _are(game, types, asked.given_types)
        }
        bottom = sum(inside.values(), Fraction(0))
        if bottom == 0:
            return None
    if asked.payoff:
        player = game.players.index(asked.payoff)
        top = sum((p * payoffs_at(game, types, end)[player] for (types, end), p in inside.items()), Fraction(0))
    else:
        top = sum(
            (p for (types, end), p in law.items() if end in asked.event and _are(game, types, asked.types)), Fraction(0)
        )
    return top / bottom


def _are(game: ExtensiveGame | StrategicGame, types: TypeProfile, wanted: Mapping[str, str]) -> bool:
    """Whether players have the types that are asked about."""
    return all(types[game.players.index(player)] == kind for player, kind in wanted.items())
