"""Multi-stage games with observed actions (Fudenberg and Tirole 1991, section 8.2.3): when is a game one?

In each stage some players move at once; before the next stage everybody sees what they did. A tree writes moves of one
stage one below the other and says by information sets that later movers of the stage do not see the earlier ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deterrence.errors import GameError
from deterrence.games.extensive import Chance, ExtensiveGame, History, Move


@dataclass(frozen=True)
class Stages:
    """The stages of a game.

    Attributes
    ----------
    start
        For every history, the history at which its stage begins (its own, where nothing of the stage is played yet).
    movers
        For the start of every stage, who moves in it, in the order of the tree; nobody where chance moves.
    ends
        For the start of every stage, the histories at which the next stages begin, or the game ends.
    """

    start: Mapping[History, History]
    movers: Mapping[History, tuple[str, ...]]
    ends: Mapping[History, tuple[History, ...]]


def observed_actions(game: ExtensiveGame) -> Stages:
    """The stages of a multi-stage game with observed actions.

    Raises
    ------
    GameError
        Where a mover does not know all that was played before her stage; the message says where.
    """
    start: dict[History, History] = {}
    movers: dict[History, tuple[str, ...]] = {}
    ends: dict[History, tuple[History, ...]] = {}
    seen_by: dict[tuple[str, str], set[History]] = {}
    for history, made in game.moves.items():
        if isinstance(made, Move):
            seen_by.setdefault((made.player, made.sees), set()).add(history)
    pending: list[History] = [()]
    while pending:
        first = pending.pop()
        layer, acting = [first], list[str]()
        move: Move | Chance | None
        while isinstance(move := game.moves.get(layer[0]), Move):
            together = seen_by[move.player, move.sees]
            if move.player in acting or together != set(layer):
                break
            start.update(dict.fromkeys(layer, first))
            acting.append(move.player)
            layer = [(*history, action) for history in layer for action in move.actions]
        if isinstance(move, Move) and not acting:
            raise GameError(
                f"this is not a multi-stage game with observed actions: at '{' '.join(first)}' {move.player} does not "
                "know what was played before"
            )
        start[first], movers[first] = first, tuple(acting)
        if not acting and move is not None:  # chance, seen by all
            layer = [(*first, action) for action in move.actions]
        ends[first] = tuple(layer) if move is not None or acting else ()
        pending.extend(ends[first])
    return Stages(start, movers, ends)


def subgames(game: ExtensiveGame) -> tuple[History, ...]:
    """The histories at which a subgame begins, the whole game among them (Selten 1965).

    Everybody knows there where she is, and every information set that begins below lies below. Where a player has
    several types only the whole game is one: nobody but she ever knows her type for sure.
    """
    if any(sum(map(bool, prior)) > 1 for prior in game.priors):
        return ((),)
    return tuple(
        root
        for root in game.moves
        if all(
            history[: len(root)] == root
            for histories in game.information_sets.values()
            if any(history[: len(root)] == root for history in histories)
            for history in histories
        )
    )
