"""Extensive models: histories, types and payoffs by type, each formula read once and each mistake at its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from deterrence.data import meant
from deterrence.errors import GameError
from deterrence.formula import EXACT, Formula, Reading, evaluate, parse
from deterrence.games.extensive import Chance, ExtensiveGame, History, Move, TypeProfile
from deterrence.model.names import Reader, fail
from deterrence.model.schema import ALWAYS

if TYPE_CHECKING:
    from deterrence.model.model import Model

LARGEST_TREE = 20_000  # terminal histories times profiles of types


@dataclass(frozen=True)
class Tree:
    """An extensive game with formulas in place of numbers."""

    title: str
    players: tuple[str, ...]
    types: tuple[tuple[str, ...], ...]
    priors: tuple[tuple[Formula, ...], ...]
    moves: Mapping[History, Move | tuple[tuple[str, Formula], ...]]
    payoffs: Mapping[History, Mapping[TypeProfile, tuple[Formula, ...]]]

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """Every formula the game rests on."""
        found = [formula for prior in self.priors for formula in prior]
        found += [f for move in self.moves.values() if not isinstance(move, Move) for _, f in move]
        found += [f for by_types in self.payoffs.values() for vector in by_types.values() for f in vector]
        return tuple(dict.fromkeys(found))

    def game(self, values: Mapping[str, Any], reading: Reading = EXACT) -> ExtensiveGame:
        """The game at some values."""
        known = {formula: evaluate(formula, values, reading) for formula in self.formulas}
        return ExtensiveGame(
            self.players,
            self.types,
            tuple(tuple(known[formula] for formula in prior) for prior in self.priors),
            {
                history: move
                if isinstance(move, Move)
                else Chance(tuple((action, known[formula]) for action, formula in move))
                for history, move in self.moves.items()
            },
            {
                history: {types: tuple(known[formula] for formula in vector) for types, vector in by_types.items()}
                for history, by_types in self.payoffs.items()
            },
            self.title,
        )


def read_tree(model: Model, reader: Reader) -> Tree:
    """The tree of an extensive model, checked."""
    for player in model.types:
        if player not in model.players:
            raise fail(f"'{player}' is not a player", "types", player, advice=meant(player, model.players))
    types = tuple(tuple(model.types.get(player, {"": ""})) for player in model.players)
    priors = tuple(
        tuple(reader.formula(text, "types", player, name) for name, text in model.types[player].items())
        if player in model.types
        else (parse("1"),)
        for player in model.players
    )
    moves: dict[History, Move | tuple[tuple[str, Formula], ...]] = {}
    for label, section in model.moves.items():
        if section.chance is not None:
            moves[_history(label)] = tuple(
                (action, reader.formula(text, "moves", label, "chance", action))
                for action, text in section.chance.items()
            )
            continue
        player = section.player or ""
        if player not in model.players:
            raise fail(f"'{player}' is not a player", "moves", label, "player", advice=meant(player, model.players))
        sees = " ".join(_history(label)) if section.sees is None else section.sees
        moves[_history(label)] = Move(player, section.actions, sees)
    terminals = terminal_histories(model, moves)
    payoffs = {history: payoff_vectors(model, reader, history, types) for history in terminals}
    tree = Tree(model.title, model.players, types, priors, moves, payoffs)
    _check_structure(tree)
    return tree


def _history(label: str) -> History:
    return tuple(label.split())


def terminal_histories(model: Model, moves: Mapping[History, Any]) -> tuple[History, ...]:
    """The histories at which the game ends, in the order of the moves."""
    if () not in moves:
        raise fail("no one moves first", "moves", advice='write a move for the empty history: "" = { player = ... }')
    ends: list[History] = []
    reached: set[History] = set()
    stack: list[History] = [()]
    while stack:
        history = stack.pop()
        reached.add(history)
        if len(reached) + len(stack) > 2 * LARGEST_TREE:
            raise fail("the game is too large", "moves", advice=f"write a game with at most {LARGEST_TREE} ends")
        if history not in moves:
            ends.append(history)
            continue
        move = moves[history]
        actions = move.actions if isinstance(move, Move) else tuple(action for action, _ in move)
        if len(set(actions)) != len(actions):
            raise fail("an action is written twice", "moves", " ".join(history), advice="write each action once")
        stack.extend((*history, action) for action in reversed(actions))
    profiles = prod(len(types) for types in model.types.values())
    if len(ends) * profiles > LARGEST_TREE:
        message = f"the game has {len(ends)} ends and {profiles} profiles of types"
        raise fail(message, "moves", advice=f"write a game with at most {LARGEST_TREE} ends for all profiles together")
    labels = [" ".join(history) for history in reached]
    for label in model.moves:
        if _history(label) not in reached:
            raise fail(f"the history '{label}' cannot be reached", "moves", label, advice=meant(label, labels))
    written = {_history(label) for label in model.payoffs}
    for label in model.payoffs:
        if _history(label) not in ends:
            why = "has a move, so the game does not end there" if _history(label) in moves else "cannot be reached"
            open_ends = [" ".join(end) for end in ends if end not in written] or [" ".join(end) for end in ends]
            raise fail(f"the history '{label}' {why}", "payoffs", label, advice=meant(label, open_ends))
    for end in ends:
        if end not in written:
            raise fail(
                f"the game can end at '{' '.join(end)}' but has no payoffs there",
                "payoffs",
                advice=f'write "{" ".join(end)}" = {{ {", ".join(f"{player} = ..." for player in model.players)} }}, '
                "or a move there",
            )
    return tuple(ends)


def payoff_vectors(
    model: Model, reader: Reader, history: History, types: tuple[tuple[str, ...], ...]
) -> dict[TypeProfile, tuple[Formula, ...]]:
    """Payoffs at one end: for each profile of types one formula a player."""
    label = next(label for label in model.payoffs if _history(label) == history)
    entries = model.payoffs[label]
    for player in entries:
        if player not in model.players:
            raise fail(f"'{player}' is not a player", "payoffs", label, player, advice=meant(player, model.players))
    columns: list[dict[TypeProfile, Formula]] = []
    for position, player in enumerate(model.players):
        if player not in entries:
            raise fail(f"{player} has no payoff here", "payoffs", label, advice=f'write {player} = "..."')
        columns.append(_by_profile(reader, entries[player], (label, player), position, types))
    return {profile: tuple(column[profile] for column in columns) for profile in product(*types)}


def _by_profile(
    reader: Reader,
    entry: Mapping[str, str],
    place: tuple[str, str],
    position: int,
    types: tuple[tuple[str, ...], ...],
) -> dict[TypeProfile, Formula]:
    """One player's formulas at one end, for every profile of types."""
    profiles = list(product(*types))
    formulas = {key: reader.formula(text, "payoffs", *place, key) for key, text in entry.items()}
    if set(entry) == {ALWAYS}:
        return dict.fromkeys(profiles, formulas[ALWAYS])
    private = [index for index, names in enumerate(types) if names != ("",)]
    full = {profile: " / ".join(profile[index] for index in private) for profile in profiles}
    own = {profile: profile[position] for profile in profiles}
    keys = own if any(key in own.values() and key for key in entry) else full
    allowed = list(dict.fromkeys(keys.values()))
    for key in entry:
        if key not in allowed:
            raise fail(f"'{key}' is not a type here", "payoffs", *place, key, advice=meant(key, allowed))
    for key in allowed:
        if key not in entry:
            raise fail(f"there is no payoff for '{key}'", "payoffs", *place, advice=f'write "{key}" = "..."')
    return {profile: formulas[keys[profile]] for profile in profiles}


def _check_structure(tree: Tree) -> None:
    """What only the game class knows, such as perfect recall; numbers play no part in it."""
    nothing = dict.fromkeys((name for formula in tree.formulas for name in formula.names), Fraction(0))
    blank = Tree(
        tree.title,
        tree.players,
        tree.types,
        tuple(tuple(parse("0") for _ in prior) for prior in tree.priors),
        {
            history: move if isinstance(move, Move) else tuple((action, parse("0")) for action, _ in move)
            for history, move in tree.moves.items()
        },
        {
            history: dict.fromkeys(by_types, tuple(parse("0") for _ in tree.players))
            for history, by_types in tree.payoffs.items()
        },
    )
    try:
        blank.game(nothing)
    except GameError as error:
        raise fail(str(error), "moves") from None
