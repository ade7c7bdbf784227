"""From the sections of a model to what is played: names in order, histories, types and payoffs, each formula read once.

Everything that the sections must say about each other is checked here or in `deterrence.shapes`, with the key at which
the mistake stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from deterrence.errors import GameError, ModelError
from deterrence.formula import EXACT, Condition, Formula, Reading, evaluate, parse, parse_condition
from deterrence.games.extensive import Chance, ExtensiveGame, History, Move, TypeProfile
from deterrence.games.provision import ProvisionGame
from deterrence.games.strategic import StrategicGame
from deterrence.rational import shown
from deterrence.schema import ALWAYS, key_path, meant

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Term

LARGEST_TREE = 20_000  # terminal histories times profiles of types
OWN = "endowment"  # an ally's own endowment, in formulas read once for each ally


def fail(message: str, *path: str | int, advice: str | None = None) -> ModelError:
    """A mistake at a key path."""
    return ModelError(shown(message, 300), key=key_path(path), advice=advice and shown(advice, 500))


class Names:
    """The names a model's formulas may use, and the values each may take."""

    def __init__(self, model: Model, vocabulary: Mapping[str, Term]) -> None:
        for section in (model.parameters, model.define):
            for name in section:
                if name in vocabulary:
                    raise fail(
                        f"'{name}' is a term of pacts",
                        "parameters" if section is model.parameters else "define",
                        name,
                        advice=f"choose another name, such as '{name}_effect'; formulas may use the term as it is",
                    )
        for name in model.define:
            if name in model.parameters:
                raise fail(f"'{name}' is a parameter already", "define", name, advice="choose another name")
        self.vocabulary = {name: term for name, term in vocabulary.items() if term.kind != "text"}
        self.parameters, self.definitions = model.parameters, frozenset(model.define)
        self.formulas = frozenset({*self.vocabulary, *model.parameters, *model.define})
        allies = model.provision.endowment.default if model.provision is not None else ()
        self.endowments = frozenset(map(endowment_key, allies))

    def check(self, name: str, value: Fraction, *path: str | int) -> None:
        """Whether a name exists and may take a value."""
        low, high = Fraction(0), Fraction(0)
        if name in self.parameters:
            low, high = self.parameters[name].range
        elif name in self.vocabulary:
            low, high = self.vocabulary[name].low, self.vocabulary[name].high
        elif name in self.definitions:
            return
        elif name.startswith(f"{OWN}[") and self.endowments:
            if value <= 0:
                raise fail(f"{name} is {value}", *path, name, advice="write more than 0")
            return
        else:
            known = sorted({*self.formulas, *self.endowments})
            raise fail(f"'{name}' is not a name of this model", *path, name, advice=meant(name, known))
        if not low <= value <= high:
            raise fail(
                f"{name} is {value}, outside its range", *path, name, advice=f"write a number from {low} to {high}"
            )


class Reader:
    """Reads the formulas of one model, and remembers which names they use."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self.allowed = frozenset(allowed)
        self.used: set[str] = set()

    def formula(self, text: str, *path: str | int, own: bool = False) -> Formula:
        """A formula in the declared names; `own`: it may also use an ally's own endowment."""
        result = parse(text, names=self.allowed | {OWN} if own else self.allowed, key=key_path(path))
        self.used |= result.names
        return result

    def condition(self, text: str, *path: str | int) -> Condition:
        """A condition in the declared names."""
        result = parse_condition(text, names=self.allowed, key=key_path(path))
        self.used |= result.names
        return result


def ordered(definitions: Mapping[str, Formula]) -> tuple[tuple[str, Formula], ...]:
    """Definitions in an order in which each rests only on earlier ones; a circle is an error that shows it."""
    result: dict[str, Formula] = {}
    for start in definitions:
        stack: list[tuple[str, list[str]]] = [(start, sorted(definitions[start].names & definitions.keys()))]
        while stack:
            name, waiting = stack[-1]
            waiting[:] = [other for other in waiting if other not in result]
            if not waiting or name in result:
                result.setdefault(name, definitions[name])
                stack.pop()
                continue
            following = waiting[0]
            trail = [step for step, _ in stack]
            if following in trail:
                circle = [*trail[trail.index(following) :], following]
                raise fail(
                    f"the definitions go round in a circle: {' -> '.join(circle)}",
                    "define",
                    following,
                    "formula",
                    advice="write one of them in terms and parameters only",
                )
            stack.append((following, sorted(definitions[following].names & definitions.keys())))
    return tuple(result.items())


def resting(needed: Iterable[str], definitions: Mapping[str, Formula]) -> frozenset[str]:
    """The definitions that some names rest on, directly or through others."""
    found: set[str] = set()
    stack = [name for name in needed if name in definitions]
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack.extend(other for other in definitions[name].names if other in definitions)
    return frozenset(found)


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


@dataclass(frozen=True)
class Contributions:
    """A game of voluntary provision with formulas in place of numbers; the allies come with the values."""

    title: str
    utility: str
    weight: Formula
    publicness: Formula

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """Every formula the game rests on."""
        return (self.weight, self.publicness)

    def game(self, values: Mapping[str, Any], reading: Reading = EXACT) -> ProvisionGame:
        """The game at some values; ``endowment[X]`` in the values says what X can spend."""
        endowments = {player: reading.value(w) for player, w in endowments_in(values).items()}
        weights = tuple(evaluate(self.weight, {**values, OWN: w}, reading) for w in endowments.values())
        publicness = evaluate(self.publicness, values, reading)
        return ProvisionGame(
            tuple(endowments), self.utility, tuple(endowments.values()), weights, publicness, self.title
        )


def endowments_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """The allies and what they can spend, from the keys ``endowment[X]`` of some values."""
    return {
        name.removeprefix(f"{OWN}[").removesuffix("]"): value
        for name, value in values.items()
        if name.startswith(f"{OWN}[")
    }


def endowment_key(player: str) -> str:
    """The name under which values hold what an ally can spend."""
    return f"{OWN}[{player}]"


Form = Tree | Matrix | Contributions


# -- extensive -------------------------------------------------------------------------------------------------------


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
    terminals = _terminals(model, moves)
    payoffs = {history: _vectors(model, reader, history, types) for history in terminals}
    tree = Tree(model.title, model.players, types, priors, moves, payoffs)
    _check_structure(tree)
    return tree


def _history(label: str) -> History:
    return tuple(label.split())


def _terminals(model: Model, moves: Mapping[History, Any]) -> tuple[History, ...]:
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


def _vectors(
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


# -- strategic and provision -----------------------------------------------------------------------------------------


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
    ends = _terminals(model, moves)
    types = (("",),) * len(model.players)
    blank: TypeProfile = ("",) * len(model.players)
    cells = [_vectors(model, reader, history, types)[blank] for history in ends]
    payoffs = tuple(tuple(cell[position] for cell in cells) for position in range(len(model.players)))
    return Matrix(model.title, model.players, actions, payoffs)


def read_contributions(model: Model, reader: Reader) -> Contributions:
    """The primitives of a provision model, checked."""
    section = model.provision
    assert section is not None
    players = tuple(section.endowment.default)
    if not players:
        raise fail("no ally has an endowment", "provision", "endowment", "default", advice="write { Large = 10, ... }")
    for player in model.players:
        if player not in players:
            raise fail(f"'{player}' has no endowment", "players", advice=meant(player, players))
    for player, endowment in section.endowment.default.items():
        if endowment <= 0:
            raise fail(
                f"the endowment is {endowment}", "provision", "endowment", "default", player, advice="write more than 0"
            )
    return Contributions(
        model.title,
        section.utility,
        reader.formula(section.weight, "provision", "weight", own=True),
        reader.formula(section.publicness, "provision", "publicness"),
    )
