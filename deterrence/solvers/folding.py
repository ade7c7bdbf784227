"""Folding the strict last moves of an extensive game: a move whose answer no belief can change.

Where every continuation of a history is terminal (or chance between terminals) and every type of the mover has one
action that is strictly best at each node she may be at, sequential rationality fixes that action. The history becomes
terminal. A tie is never resolved by picking a branch: it is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import gt
from typing import Any

from deterrence.games.extensive import Chance, ExtensiveGame, History, InformationSet, Move, TypeProfile

Payoffs = dict[History, Mapping[TypeProfile, tuple[Any, ...]]]


@dataclass(frozen=True)
class Folded:
    """A game with its strict last moves folded in, and what was folded.

    Attributes
    ----------
    game
        The original game.
    moves, payoffs
        The remaining tree.
    answers
        The action fixed at each folded information set.
    refused
        Sentences about last moves that could not be folded.
    """

    game: ExtensiveGame
    moves: Mapping[History, Move | Chance]
    payoffs: Mapping[History, Mapping[TypeProfile, tuple[Any, ...]]]
    answers: Mapping[InformationSet, str]
    refused: tuple[str, ...]


def fold(game: ExtensiveGame, keep: int = 2, above: Callable[[Any, Any], bool] = gt) -> Folded:
    """Fold every strict last move of histories of at least `keep` actions, from the leaves up.

    Parameters
    ----------
    game
        A game with exact payoffs.
    keep
        Histories with fewer actions than this are left alone (2: a signal and a response).
    above
        Whether one payoff is greater than another: what payoffs are decides how that is known.

    Returns
    -------
    Folded
    """
    moves = dict(game.moves)
    payoffs: Payoffs = dict(game.payoffs)
    answers: dict[InformationSet, str] = {}
    refused: dict[str, str] = {}
    histories_by_label: dict[tuple[str, str], list[History]] = {}
    for history, move in moves.items():
        if isinstance(move, Move):
            histories_by_label.setdefault((move.player, move.sees), []).append(history)
    for history in sorted(game.moves, key=len, reverse=True):
        if history not in moves or len(history) < keep:
            continue
        move = moves[history]
        if isinstance(move, Chance):
            if all((*history, action) in payoffs for action in move.actions):
                payoffs[history] = {
                    types: _average([(p, payoffs[(*history, action)][types]) for action, p in move.probabilities])
                    for types in game.type_profiles
                }
                _remove(history, moves, payoffs)
            continue
        together = histories_by_label[move.player, move.sees]
        if any((*h, action) not in payoffs for h in together for action in move.actions):
            continue
        chosen = _strict_answers(game, move, together, payoffs, above)
        if isinstance(chosen, str):
            refused[move.sees] = chosen
            continue
        position = game.player_index(move.player)
        for name, action in chosen.items():
            answers[InformationSet(move.player, name, move.sees)] = action
        for h in together:
            payoffs[h] = {types: payoffs[(*h, chosen[types[position]])][types] for types in game.type_profiles}
            _remove(h, moves, payoffs)
    return Folded(game, moves, payoffs, answers, tuple(refused.values()))


def _average(lottery: list[tuple[Any, tuple[Any, ...]]]) -> tuple[Any, ...]:
    return tuple(sum(p * row[k] for p, row in lottery) for k in range(len(lottery[0][1])))


def _remove(history: History, moves: dict[History, Move | Chance], payoffs: Payoffs) -> None:
    for action in moves.pop(history).actions:
        payoffs.pop((*history, action), None)


def _strict_answers(
    game: ExtensiveGame, move: Move, histories: list[History], payoffs: Payoffs, above: Callable[[Any, Any], bool]
) -> dict[str, str] | str:
    position = game.player_index(move.player)
    chosen: dict[str, str] = {}
    for name in game.types[position]:
        place = InformationSet(move.player, name, move.sees)
        nodes = [(h, t) for h in histories for t in game.type_profiles if t[position] == name]
        candidates = [
            action
            for action in move.actions
            if all(
                above(payoffs[(*h, action)][t][position], payoffs[(*h, other)][t][position])
                for h, t in nodes
                for other in move.actions
                if other != action
            )
        ]
        if not candidates:
            return f"the last move of {place} is tied, or its best action depends on what she believes"
        chosen[name] = candidates[0]
    return chosen
