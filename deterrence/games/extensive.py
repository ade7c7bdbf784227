"""Finite extensive games, written as histories (Osborne and Rubinstein 1994, ch. 6 and 11).

A game is a set of public histories, and private types drawn before the first move. A history is written once: a player
of any type moves at it, and only payoffs name the types. With one nameless type a player this is the usual tree, and
chance may move anywhere in it.

Numbers may be of any system (Fraction, ndarray over designs, sympy, z3): the class looks at structure only. Builders
that take numbers from people (`deterrence.games.signaling`) check them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from types import MappingProxyType
from typing import Any, NamedTuple

from deterrence.errors import GameError
from deterrence.shown import Shown

History = tuple[str, ...]
TypeProfile = tuple[str, ...]
Node = tuple[History, TypeProfile]
DEEPEST = 300  # moves one after the other: solvers and certificates go down the tree by recursion


@dataclass(frozen=True)
class Move:
    """A decision: who moves, between which actions, and the label of what the mover sees.

    Histories at which the same player moves with the same `sees` lie in one information set (for each type of hers).
    """

    player: str
    actions: tuple[str, ...]
    sees: str = ""


@dataclass(frozen=True)
class Chance:
    """A move of nature: each action with its probability."""

    probabilities: tuple[tuple[str, Any], ...]

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions, in order."""
        return tuple(action for action, _ in self.probabilities)


class InformationSet(NamedTuple):
    """What a mover knows: who she is, her own type, and what she has seen."""

    player: str
    type: str
    sees: str

    def __str__(self) -> str:
        name = f"{self.type} {self.player}".strip()
        return f"{name} at {self.sees}" if self.sees else f"{name} at the start"


@dataclass(frozen=True, eq=False)
class ExtensiveGame(Shown):
    """A finite extensive game with perfect recall.

    Parameters
    ----------
    players
        Names, in order.
    types
        For each player the names of her types; ``("",)`` for a player without private information.
    priors
        Probabilities of the types, same shape; types are independent between players.
    moves
        History -> `Move` or `Chance`. The empty history is the root.
    payoffs
        Terminal history -> type profile -> one payoff a player, in the players' order.

    Raises
    ------
    GameError
        Where the histories do not make a tree, an information set mixes different actions, payoffs are missing, or a
        player would forget what she knew (imperfect recall).
    """

    players: tuple[str, ...]
    types: tuple[tuple[str, ...], ...]
    priors: tuple[tuple[Any, ...], ...]
    moves: Mapping[History, Move | Chance]
    payoffs: Mapping[History, Mapping[TypeProfile, tuple[Any, ...]]]
    title: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        self._check_labels()
        moves = {
            history: Move(move.player, tuple(move.actions), move.sees or " ".join(history))
            if isinstance(move, Move)
            else move
            for history, move in self.moves.items()
        }
        object.__setattr__(self, "moves", MappingProxyType(moves))
        object.__setattr__(self, "payoffs", MappingProxyType(dict(self.payoffs)))
        self._check_tree()
        self._check_recall()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ExtensiveGame):
            return NotImplemented
        mine = (self.players, self.types, self.priors, dict(self.moves), {h: dict(p) for h, p in self.payoffs.items()})
        return mine == (
            other.players,
            other.types,
            other.priors,
            dict(other.moves),
            {h: dict(p) for h, p in other.payoffs.items()},
        )

    __hash__ = None  # type: ignore[assignment]

    # -- structure -----------------------------------------------------------------------------------------------

    def _check_labels(self) -> None:
        """What is seen is the history unless it is said; with spaces in actions two histories could read the same."""
        seen: dict[tuple[str, str], History] = {}
        for history, move in self.moves.items():
            if isinstance(move, Move) and not move.sees:
                label = " ".join(history)
                if seen.setdefault((move.player, label), history) != history:
                    raise GameError(f"{move.player} would see '{label}' after two histories: give each a `sees` label")

    def _check_tree(self) -> None:
        if len(self.types) != len(self.players) or len(self.priors) != len(self.players):
            raise GameError("types and priors need one entry for each player")
        if len(set(self.players)) != len(self.players) or not self.players:
            raise GameError("players need at least one name, each once")
        for player, names, prior in zip(self.players, self.types, self.priors, strict=True):
            if not names or len(set(names)) != len(names) or len(names) != len(prior):
                raise GameError(f"types of {player} need names, each once, and a prior for each")
        if () not in self.moves:
            raise GameError("the empty history has no move: say who moves first")
        reached: set[History] = set()
        stack: list[History] = [()]
        while stack:
            history = stack.pop()
            reached.add(history)
            move = self.moves.get(history)
            if move is None:
                if history not in self.payoffs:
                    raise GameError(f"history '{' '.join(history)}' has neither a move nor payoffs")
                continue
            if history in self.payoffs:
                raise GameError(f"history '{' '.join(history)}' has both a move and payoffs")
            if isinstance(move, Move) and move.player not in self.players:
                raise GameError(f"'{move.player}' moves at '{' '.join(history)}' but is not a player")
            if not move.actions or len(set(move.actions)) != len(move.actions):
                raise GameError(f"the move at '{' '.join(history)}' needs at least one action, each once")
            if len(history) >= DEEPEST:
                raise GameError(f"a history has more than {DEEPEST} moves: join moves that always follow each other")
            stack.extend((*history, action) for action in move.actions)
        for history in (*self.moves, *self.payoffs):
            if history not in reached:
                raise GameError(f"history '{' '.join(history)}' cannot be reached from the start")
        profiles = self.type_profiles
        for history, by_types in self.payoffs.items():
            if not isinstance(by_types, Mapping):
                raise GameError(f"payoffs at '{' '.join(history)}' need one line for each profile of types, by name")
            missing = [types for types in profiles if types not in by_types]
            if missing:
                raise GameError(f"no payoffs at '{' '.join(history)}' for types {missing[0]}")
            rows = [by_types[types] for types in profiles]
            if any(not isinstance(row, (tuple, list)) or len(row) != len(self.players) for row in rows):
                raise GameError(f"payoffs at '{' '.join(history)}' need one number for each player")

    def _check_recall(self) -> None:
        seen: dict[tuple[str, str], tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {}
        for history, move in self.moves.items():
            if not isinstance(move, Move):
                continue
            past = tuple(
                (before.sees, history[depth])
                for depth in range(len(history))
                if isinstance(before := self.moves[history[:depth]], Move) and before.player == move.player
            )
            known = seen.setdefault((move.player, move.sees), (move.actions, past))
            if known[0] != move.actions:
                raise GameError(f"{move.player} sees '{move.sees}' with different actions at '{' '.join(history)}'")
            if known[1] != past:
                raise GameError(
                    f"{move.player} would forget her own past at '{move.sees}': give histories with different own "
                    "moves different `sees` labels (the methods here need perfect recall)"
                )

    def with_numbers(self, convert: Callable[[Any], Any]) -> ExtensiveGame:
        """The same game with every payoff, prior and chance converted, e.g. to another number system."""
        result = copy(self)  # the structure is checked already, and what was cached of it stays true
        object.__setattr__(result, "priors", tuple(tuple(map(convert, prior)) for prior in self.priors))
        object.__setattr__(
            result,
            "payoffs",
            MappingProxyType(
                {
                    history: {types: tuple(map(convert, numbers)) for types, numbers in by_types.items()}
                    for history, by_types in self.payoffs.items()
                }
            ),
        )
        moves = {
            history: Chance(tuple((a, convert(p)) for a, p in move.probabilities)) if isinstance(move, Chance) else move
            for history, move in self.moves.items()
        }
        object.__setattr__(result, "moves", MappingProxyType(moves))
        return result

    @cached_property
    def type_profiles(self) -> tuple[TypeProfile, ...]:
        """All profiles of types, one a player."""
        return tuple(product(*self.types))

    def prior(self, types: TypeProfile) -> Any:
        """Probability of a profile of types: the product of the players' priors."""
        result: Any = 1
        for names, probabilities, name in zip(self.types, self.priors, types, strict=True):
            result = result * probabilities[names.index(name)]
        return result

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {player: position for position, player in enumerate(self.players)}

    def player_index(self, player: str) -> int:
        """Position of a player."""
        return self._positions[player]

    @cached_property
    def information_sets(self) -> Mapping[InformationSet, tuple[History, ...]]:
        """Every information set with its histories, in the order the moves were written."""
        result: dict[InformationSet, list[History]] = {}
        for history, move in self.moves.items():
            if isinstance(move, Move):
                for name in self.types[self.player_index(move.player)]:
                    result.setdefault(InformationSet(move.player, name, move.sees), []).append(history)
        return MappingProxyType({key: tuple(histories) for key, histories in result.items()})

    def actions(self, information_set: InformationSet) -> tuple[str, ...]:
        """The actions at an information set."""
        return self.moves[self.information_sets[information_set][0]].actions

    @cached_property
    def _nodes(self) -> dict[InformationSet, tuple[Node, ...]]:
        return {
            place: tuple(
                (history, types)
                for history in histories
                for types in self.type_profiles
                if types[self.player_index(place.player)] == place.type
            )
            for place, histories in self.information_sets.items()
        }

    def nodes(self, information_set: InformationSet) -> tuple[Node, ...]:
        """The nodes of an information set: its histories with every profile of types that has her own type."""
        return self._nodes[information_set]

    def mover(self, history: History, types: TypeProfile) -> InformationSet | None:
        """The information set in play at a node; None where chance moves or the game is over."""
        move = self.moves.get(history)
        if not isinstance(move, Move):
            return None
        return InformationSet(move.player, types[self.player_index(move.player)], move.sees)

    def terminals(self, start: History = ()) -> Iterator[History]:
        """Terminal histories that begin with `start`, in the order of the moves."""
        move = self.moves.get(start)
        if move is None:
            yield start
            return
        for action in move.actions:
            yield from self.terminals((*start, action))
