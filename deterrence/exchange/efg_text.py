"""Extensive games as the text of Gambit's .efg files.

A file has no private types. Where a game has them, nature draws them first: one chance move over the profiles of types,
under each of which the tree stands whole, and one information set for every type of a mover.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from deterrence.errors import GameError
from deterrence.exchange.labels import action_labels_of, labels_of
from deterrence.exchange.scanner import quoted
from deterrence.games.exact import exact_game
from deterrence.games.extensive import Chance, ExtensiveGame, History, InformationSet, TypeProfile


def write_efg(game: ExtensiveGame) -> str:
    """The text of a Gambit .efg file.

    Parameters
    ----------
    game
        With rational payoffs and probabilities.

    Returns
    -------
    str
        A game without private types comes back from `read_efg` exactly, if its actions have no white space. A game
        with types comes back as the equivalent game in which nature draws them first (Harsanyi 1967): its first
        action is a profile of types such as ``hard`` or ``hard,weak``, and a player whose types are ``hard``
        and ``soft`` and who sees ``attack`` sees ``hard attack`` or ``soft attack``. `private_types` leads back.

    Raises
    ------
    GameError
        For payoffs that are not rational numbers, and other kinds of games.
    """
    if not isinstance(game, ExtensiveGame):
        raise GameError(f"a .efg file holds an ExtensiveGame, not {type(game).__name__}; try write_nfg")
    return "\n".join(_Lines(exact_game(game)).all()) + "\n"


class _Lines:
    """The lines of a file, and the numbers that stand in it."""

    def __init__(self, game: ExtensiveGame) -> None:
        self.game = game
        self.names = _set_names(game)
        self.sets: dict[InformationSet, int] = {}
        self.set_counts = [0] * len(game.players)
        self.events = 0
        self.outcomes: dict[tuple[Fraction, ...], int] = {}

    def all(self) -> Iterator[str]:
        game = self.game
        players = " ".join(map(quoted, labels_of(game.players)))
        yield f"EFG 2 R {quoted(game.title)} {{ {players} }}"
        yield '""'
        yield ""
        if len(game.type_profiles) > 1:
            # a player with one type is told apart by nothing
            drawn = [",".join(t for t, names in zip(types, game.types, strict=True) if len(names) > 1)
                     for types in game.type_profiles]  # fmt: skip
            yield self.chance(drawn, [game.prior(types) for types in game.type_profiles])
        for types in game.type_profiles:
            yield from self.tree(types)

    def tree(self, types: TypeProfile) -> Iterator[str]:
        """The nodes of the game in prefix order, for one profile of types."""
        stack: list[History] = [()]
        while stack:
            history = stack.pop()
            move = self.game.moves.get(history)
            if move is None:
                yield self.ending(self.game.payoffs[history][types])
                continue
            stack += [(*history, action) for action in reversed(move.actions)]
            if isinstance(move, Chance):
                yield self.chance(move.actions, [p for _, p in move.probabilities])
            else:
                place = self.game.mover(history, types)
                assert place is not None
                yield self.move(place, move.actions)

    def chance(self, actions: Sequence[str], chances: Sequence[Fraction]) -> str:
        self.events += 1
        pairs = zip(map(quoted, action_labels_of(actions)), chances, strict=True)
        return f'c "" {self.events} "" {{ {" ".join(f"{action} {p}" for action, p in pairs)} }} 0'

    def move(self, place: InformationSet, actions: tuple[str, ...]) -> str:
        owner = self.game.player_index(place.player)
        if place not in self.sets:
            self.set_counts[owner] += 1
            self.sets[place] = self.set_counts[owner]
        labels = " ".join(map(quoted, action_labels_of(actions)))
        return f'p "" {owner + 1} {self.sets[place]} {quoted(self.names[place])} {{ {labels} }} 0'

    def ending(self, payoffs: tuple[Fraction, ...]) -> str:
        number = self.outcomes.setdefault(payoffs, len(self.outcomes) + 1)
        return f't "" {number} "Outcome {number}" {{ {", ".join(map(str, payoffs))} }}'


def _set_names(game: ExtensiveGame) -> dict[InformationSet, str]:
    """A name for every information set, no two of a player alike: what she sees, after her type if she has several."""
    several = {player for player, names in zip(game.players, game.types, strict=True) if len(names) > 1}
    result = {
        place: " ".join(filter(None, (place.type, place.sees))) if place.player in several else place.sees
        for place in game.information_sets
    }
    for player in game.players:
        mine = [place for place in result if place.player == player]
        if len({result[place] for place in mine}) < len(mine):
            for number, place in enumerate(mine, 1):
                result[place] += f" #{number}"
    return result
