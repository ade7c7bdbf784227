"""Strategic models: payoffs by profile of actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from deterrence.data import meant
from deterrence.formula import EXACT, Formula, Reading, evaluate
from deterrence.games.extensive import History, Move, TypeProfile
from deterrence.games.strategic import StrategicGame
from deterrence.model.names import Reader, fail
from deterrence.model.tree import LARGEST_TREE, payoff_vectors, terminal_histories

if TYPE_CHECKING:
    from deterrence.model.model import Model


@dataclass(frozen=True)
class Matrix:
    """A strategic game with formulas in place of numbers."""

    title: str
    players: tuple[str, ...]
    actions: tuple[tuple[str, ...], ...]
    payoffs: tuple[tuple[Formula, ...], ...]

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """Every formula the game rests on."""
        return tuple(dict.fromkeys(formula for flat in self.payoffs for formula in flat))

    def game(self, values: Mapping[str, Any], reading: Reading = EXACT) -> StrategicGame:
        """The game at some values."""
        known = {formula: evaluate(formula, values, reading) for formula in self.formulas}
        payoffs = tuple(tuple(known[formula] for formula in flat) for flat in self.payoffs)
        return StrategicGame(self.players, self.actions, payoffs, self.title)


def read_matrix(model: Model, reader: Reader) -> Matrix:
    """The payoffs of a strategic model, checked."""
    for player in model.actions:
        if player not in model.players:
            raise fail(f"'{player}' is not a player", "actions", player, advice=meant(player, model.players))
    for player in model.players:
        if not model.actions.get(player):
            raise fail(f"{player} has no actions", "actions", advice=f'write {player} = ["...", "..."]')
        if len(set(model.actions[player])) != len(model.actions[player]):
            raise fail("an action is written twice", "actions", player, advice="write each action once")
    actions = tuple(model.actions[player] for player in model.players)
    if prod(map(len, actions)) > LARGEST_TREE:
        raise fail("the game is too large", "actions", advice=f"write at most {LARGEST_TREE} profiles of actions")
    moves: dict[History, Move | tuple[tuple[str, Formula], ...]] = {}
    for depth, player in enumerate(model.players):
        for past in product(*actions[:depth]):
            moves[past] = Move(player, actions[depth], "*")
    ends = terminal_histories(model, moves)
    types = (("",),) * len(model.players)
    blank: TypeProfile = ("",) * len(model.players)
    cells = [payoff_vectors(model, reader, history, types)[blank] for history in ends]
    payoffs = tuple(tuple(cell[position] for cell in cells) for position in range(len(model.players)))
    return Matrix(model.title, model.players, actions, payoffs)
