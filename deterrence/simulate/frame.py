"""Simulated crises and pacts as pandas frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deterrence.errors import DeterrenceError
from deterrence.games.extensive import ExtensiveGame, History
from deterrence.games.strategic import StrategicGame
from deterrence.joint import payoffs_at

if TYPE_CHECKING:
    import pandas


def frame(columns: dict[str, Any], said: dict[str, Any]) -> pandas.DataFrame:
    """A frame of columns, with what is said of it in ``attrs``."""
    try:
        from pandas import DataFrame
    except ImportError as problem:
        raise DeterrenceError("a data frame needs pandas: run `pip install pandas`") from problem
    result = DataFrame(columns)
    result.attrs.update(said)
    return result


def crises(played: Any) -> dict[str, Any]:
    """The columns of `deterrence.simulate.Simulation.to_frame`, an array each."""
    from numpy import array

    columns: dict[str, Any] = {}
    game, endings, drawn = played.game, played.endings, played.drawn
    if isinstance(game, ExtensiveGame):
        for k, player in enumerate(game.players):
            if game.types[k] != ("",):
                columns[f"type[{player}]"] = array([types[k] for types, _, _ in endings], dtype=object)[drawn]
    for player in game.players:
        done = [_actions(game, end, player) for _, end, _ in endings]
        if any(done):
            columns[f"actions[{player}]"] = array(done, dtype=object)[drawn]
    columns["history"] = array([" ".join(end) for _, end, _ in endings], dtype=object)[drawn]
    for k, player in enumerate(game.players):
        payoffs = array([float(payoffs_at(game, types, end)[k]) for types, end, _ in endings])
        columns[f"payoff[{player}]"] = payoffs[drawn]
    for name, event in played.events.items():
        columns[name] = array([end in event for _, end, _ in endings])[drawn]
    return columns


def _actions(game: ExtensiveGame | StrategicGame, end: History, player: str) -> str:
    """What a player does on the way to an ending, in order."""
    if isinstance(game, StrategicGame):
        return end[game.players.index(player)]
    moves = [game.moves[end[:depth]] for depth in range(len(end))]
    return " ".join(action for action, move in zip(end, moves, strict=True) if getattr(move, "player", "") == player)
