"""Which actions may be played together at the information sets of a tree: a search that cuts whole branches.

Information sets are taken from the ends of the tree upwards. For each the actions in use are chosen, and the payoffs
from every node on are enclosed in intervals over all that is not chosen yet. A choice is dropped where no belief over
the nodes of the information set lets its actions be best, even with the best of all in these intervals: every
equilibrium with optimal moves at that information set survives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from deterrence.errors import SolverError
from deterrence.games.extensive import ExtensiveGame, InformationSet, Move, Node
from deterrence.solvers.linear import maximise

Support = dict[InformationSet, tuple[str, ...]]
Span = tuple[Any, Any]
MOST_STEPS = 200_000


class Supports:
    """The search over one game.

    Parameters
    ----------
    game
        With numbers of one system that compares, such as FLINT's rationals.
    rational
        The information sets at which every equilibrium moves optimally under some belief.
    """

    def __init__(self, game: ExtensiveGame, rational: frozenset[InformationSet]) -> None:
        self.game, self.rational = game, rational
        depth = {place: max(map(len, histories)) for place, histories in game.information_sets.items()}
        self.places = sorted(game.information_sets, key=lambda place: -depth[place])
        self.allowed: Support = {place: game.actions(place) for place in self.places}
        self.known: dict[Node, tuple[Span, ...]] = {}
        self.steps = 0
        self._eliminate()

    def __iter__(self) -> Iterator[Support]:
        """Every choice that is left, information sets in the order of the game."""
        for chosen in self._search(0, {}):
            yield {place: chosen[place] for place in self.game.information_sets}

    def _eliminate(self) -> None:
        """Drop actions that are best under no belief, until none is left: later searches start smaller."""
        changed = True
        while changed:
            changed = False
            for place in self.places:
                if place in self.rational and len(self.allowed[place]) > 1:
                    below = self._below(place)
                    kept = tuple(a for a in self.allowed[place] if self._possible(place, (a,), below))
                    changed |= kept != self.allowed[place]
                    self.allowed[place] = kept

    def _search(self, at: int, chosen: Support) -> Iterator[Support]:
        if at == len(self.places):
            yield chosen
            return
        place = self.places[at]
        options = self.allowed[place]
        below = self._below(place)
        for size in range(1, len(options) + 1):
            for support in combinations(options, size):
                self.steps += 1
                if self.steps > MOST_STEPS:
                    raise SolverError(
                        f"more than {MOST_STEPS:,} combinations of actions would have to be tried: leave out moves or "
                        "types, or break ties between payoffs that are equal for no reason"
                    )
                if place in self.rational and not self._possible(place, support, below):
                    continue
                if not self._remember(place, support, below):
                    continue
                yield from self._search(at + 1, {**chosen, place: support})
                for node in below:
                    del self.known[node]

    def _below(self, place: InformationSet) -> dict[Node, dict[str, tuple[Span, ...]]]:
        return {
            (history, types): {
                action: self._value((*history, action), types) for action in self.game.actions(place)
            }
            for history, types in self.game.nodes(place)
        }  # fmt: skip

    def _value(self, history: tuple[str, ...], types: tuple[str, ...]) -> tuple[Span, ...]:
        """Least and largest payoff of every player from a node on."""
        if (history, types) in self.known:
            return self.known[history, types]
        move = self.game.moves.get(history)
        if move is None:
            return tuple((x, x) for x in self.game.payoffs[history][types])
        if isinstance(move, Move):
            place = InformationSet(move.player, types[self.game.player_index(move.player)], move.sees)
            return _hull([self._value((*history, action), types) for action in self.allowed[place]])
        rows = [(p, self._value((*history, action), types)) for action, p in move.probabilities]
        return tuple(
            (sum(p * row[k][0] for p, row in rows), sum(p * row[k][1] for p, row in rows))
            for k in range(len(self.game.players))
        )

    def _remember(
        self, place: InformationSet, support: tuple[str, ...], below: Mapping[Node, Mapping[str, tuple[Span, ...]]]
    ) -> bool:
        """Enclose the payoffs from the nodes of an information set on; False where nothing is left of them."""
        player = self.game.player_index(place.player)
        found = {}
        for node, values in below.items():
            spans = list(_hull([values[action] for action in support]))
            if len(below) == 1 and place in self.rational:  # the actions in use are worth the same, no other more
                low = max(values[action][player][0] for action in values)
                high = min(values[action][player][1] for action in support)
                if low > high:
                    return False
                spans[player] = (low, high)
            found[node] = tuple(spans)
        self.known.update(found)
        return True

    def _possible(
        self, place: InformationSet, support: tuple[str, ...], below: Mapping[Node, Mapping[str, tuple[Span, ...]]]
    ) -> bool:
        """Whether some belief over the nodes lets every action of the support be best, as far as intervals tell."""
        player = self.game.player_index(place.player)
        rows = set()
        for action in support:
            for other in self.game.actions(place):
                if other != action:
                    row = tuple(values[action][player][1] - values[other][player][0] for values in below.values())
                    if any(x < 0 for x in row):
                        if all(x < 0 for x in row):
                            return False
                        rows.add(row)
        if not rows or any(all(row[k] >= 0 for row in rows) for k in range(len(below))):
            return True
        from fractions import Fraction

        lines = [[Fraction(0), *(Fraction(int(x.numerator), int(x.denominator)) for x in row)] for row in sorted(rows)]
        return maximise([0] * len(below), lines, [(-1, *[1] * len(below))]) is not None


def _hull(rows: list[tuple[Span, ...]]) -> tuple[Span, ...]:
    return tuple((min(low for low, _ in column), max(high for _, high in column)) for column in zip(*rows, strict=True))
