"""The cells of a finite game's equilibria with their outcomes, in one form for trees and matrices: what is measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

from deterrence.errors import SolverError
from deterrence.games.extensive import ExtensiveGame, History, InformationSet
from deterrence.games.strategic import StrategicGame
from deterrence.measures import Chances, outcomes
from deterrence.refine import refine, surviving
from deterrence.result import Cell
from deterrence.solvers.bimatrix import BimatrixEquilibria
from deterrence.solvers.signaling import SignalingEquilibria

Found = tuple[Cell, tuple[Chances, ...]]


def cells_with_outcomes(game: StrategicGame | ExtensiveGame, answer: Any, over: str = "all") -> list[Found]:
    """The cells of a set of equilibria with the outcomes of their vertices, as `deterrence.measures.measure` reads it.

    Parameters
    ----------
    game, answer
        A game and its solution.
    over
        ``"refined"`` leaves out the cells, and parts of cells, that fail D1 in a signaling game; anything else leaves
        out nothing.
    """
    if isinstance(answer, BimatrixEquilibria):
        return [(cell, tuple(_chances(game, profile) for profile in cell.profiles)) for cell in strategic_cells(answer)]
    if not isinstance(game, ExtensiveGame):
        raise SolverError(
            f"measures and claims are read from strategic games of two players; this one has {len(game.players)}; "
            "`solve` lists its equilibria"
        )
    cells: Sequence[Cell] = answer.cells
    if over == "refined" and isinstance(answer, SignalingEquilibria):
        # what is undecided may survive: what is said of the refined set must hold there too
        cells = surviving(answer, refine(answer), undecided=True)
    return list(outcomes(game, cells))


def strategic_cells(answer: BimatrixEquilibria) -> tuple[Cell, ...]:
    """The equilibria of a two-player game by exact support: each cell is a product of two polytopes.

    The closure of a cell with supports (C, A) has as vertices the extreme strategies with support in C that answer all
    of A, and the other way round; every maximal Nash subset that reaches C and A holds only such.
    """
    found: dict[tuple[frozenset[int], frozenset[int]], tuple[set[Any], set[Any]]] = {}
    for subset in answer.subsets:
        for chosen in product(*(_supports(strategies) for strategies in subset)):
            pair = found.setdefault((chosen[0], chosen[1]), (set(), set()))
            for side, strategies, support in zip(pair, subset, chosen, strict=True):
                side.update(strategy for strategy in strategies if _support(strategy) <= support)
    cells = []
    for chosen_pair, vertices in sorted(found.items(), key=lambda entry: [sorted(part) for part in entry[0]]):
        places = [InformationSet(player, "", "") for player in answer.game.players]
        names = answer.game.actions
        profiles, interior = [], []
        ordered = [sorted(side) for side in vertices]
        for mixed in product(*ordered):
            profiles.append(
                {
                    place: {action: p for action, p in zip(actions, strategy, strict=True) if p}
                    for place, actions, strategy in zip(places, names, mixed, strict=True)
                }
            )
            interior.append(all(_support(s) == c for s, c in zip(mixed, chosen_pair, strict=True)))
        plays = {
            place: tuple(action for k, action in enumerate(actions) if k in chosen)
            for place, actions, chosen in zip(places, names, chosen_pair, strict=True)
        }
        grid = (len(ordered[0]), len(ordered[1]))
        cells.append(Cell(plays, tuple(profiles), (), tuple(interior), grid=grid))
    return tuple(cells)


def _supports(strategies: Sequence[tuple[Fraction, ...]]) -> list[frozenset[int]]:
    """The supports of all mixtures of some strategies."""
    single = {_support(strategy) for strategy in strategies}
    closed = set(single)
    while grown := {a | b for a in closed for b in single} - closed:
        closed |= grown
    return sorted(closed, key=sorted)


@cache
def _support(strategy: tuple[Fraction, ...]) -> frozenset[int]:
    return frozenset(k for k, p in enumerate(strategy) if p)


def _chances(game: StrategicGame | ExtensiveGame, profile: Mapping[InformationSet, Mapping[str, Any]]) -> Chances:
    """Probability of every profile of actions."""
    assert isinstance(game, StrategicGame)
    result: dict[History, Fraction] = {}
    for history in product(*game.actions):
        weight = Fraction(1)
        for player, action in zip(game.players, history, strict=True):
            weight *= profile[InformationSet(player, "", "")].get(action, Fraction(0))
        result[history] = weight
    return result
