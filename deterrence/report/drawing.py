"""Games drawn in letters: trees and matrices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deterrence.games.extensive import Chance, ExtensiveGame, History
from deterrence.games.strategic import StrategicGame
from deterrence.report.document import side_by_side, word_column
from deterrence.table import Cell, Table

Write = Callable[[Any], str]


def tree(game: ExtensiveGame, write: Write = str) -> list[str]:
    """A game tree, one line a history, with what each ending pays at the right.

    Parameters
    ----------
    game
        With payoffs in any number system: also formulas that are read as text.
    write
        How a number is written.
    """
    lines: list[list[str]] = []

    def mover(history: History) -> str:
        move = game.moves[history]
        if isinstance(move, Chance):
            return "chance"
        return move.player if move.sees == " ".join(history) else f"{move.player} (sees '{move.sees}')"

    def branches(history: History) -> list[tuple[str, str]]:
        move = game.moves[history]
        if isinstance(move, Chance):
            return [(action, f"{action} [{write(p)}]") for action, p in move.probabilities]
        return [(action, action) for action in move.actions]

    def draw(history: History, indent: str) -> None:
        shown = branches(history)
        for k, (action, label) in enumerate(shown):
            last = k == len(shown) - 1
            below = (*history, action)
            corner = "`-- " if last else "|-- "
            if below in game.moves:
                lines.append([f"{indent}{corner}{label}: {mover(below)}", ""])
                draw(below, indent + ("    " if last else "|   "))
            else:
                lines.append([f"{indent}{corner}{label}", payoffs_at(game, below, write)])

    lines.append([mover(()), ""])
    draw((), "")
    return side_by_side(lines)


def payoffs_at(game: ExtensiveGame, end: History, write: Write = str) -> str:
    """Payoffs at one ending: a player's types are named where they make a difference."""
    words = []
    for position, player in enumerate(game.players):
        values = {types: write(game.payoffs[end][types][position]) for types in game.type_profiles}
        own = {types[position]: value for types, value in values.items()}
        if len(set(values.values())) == 1:
            words.append(f"{player} {next(iter(values.values()))}")
        elif all(own[types[position]] == value for types, value in values.items()):
            words.append(f"{player} " + ", ".join(f"{value} if {name}" for name, value in own.items()))
        else:
            named = [(" / ".join(filter(None, types)), value) for types, value in values.items()]
            words.append(f"{player} " + ", ".join(f"{value} if {name}" for name, value in named))
    return "; ".join(words)


def players(game: ExtensiveGame, write: Write = str) -> tuple[tuple[str, str], ...]:
    """Who plays, with the types of each and their probabilities."""
    result = []
    for player, names, prior in zip(game.players, game.types, game.priors, strict=True):
        kinds = [f"{name} with probability {write(p)}" for name, p in zip(names, prior, strict=True)]
        result.append((player, "no private information" if names == ("",) else ", ".join(kinds)))
    return tuple(result)


def matrix(game: StrategicGame, write: Write = str) -> Table:
    """A strategic game: a matrix for two players, a row a profile for more. A cell lists the players' payoffs."""
    rows: list[tuple[Cell, ...]] = []
    if len(game.players) == 2:
        first, second = game.actions
        columns = [word_column("row", f"{game.players[0]} / {game.players[1]}")]
        columns += [word_column(f"{k}:{name}", name) for k, name in enumerate(second)]
        for i, name in enumerate(first):
            cells = (", ".join(write(game.payoff(player, (i, j))) for player in (0, 1)) for j in range(len(second)))
            rows.append((name, *cells))
        return Table(tuple(columns), tuple(rows), title=f"Payoffs ({game.players[0]}, {game.players[1]})")
    columns = [word_column(f"a:{player}", player) for player in game.players]
    columns += [word_column(f"u:{player}", f"payoff of {player}") for player in game.players]
    for place in game.profiles():
        chosen = [names[k] for names, k in zip(game.actions, place, strict=True)]
        rows.append((*chosen, *(write(game.payoff(player, place)) for player in range(len(game.players)))))
    return Table(tuple(columns), tuple(rows), title="Payoffs")
