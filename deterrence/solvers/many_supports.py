"""Equilibria of strategic games with any number of players: which supports can carry one, and the system of each.

A profile of supports carries an equilibrium if the players' actions in it bring each the same, no other action more,
and every probability is positive (von Neumann and Morgenstern's indifference). Before a system is solved, its support
is tested for conditional dominance (Porter, Nudelman and Shoham 2008): an action that another beats against everything
the opponents' supports allow is not played. Once all supports are fixed and exact, being beaten somewhere and nowhere
better is enough, because every profile of the opponents' actions then has positive probability.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import lcm, prod
from typing import Any, TypeAlias

from deterrence.algebra.system import System
from deterrence.games.strategic import StrategicGame

__all__ = ["Table", "possible_supports", "support_system", "unknown"]

Support: TypeAlias = tuple[tuple[int, ...], ...]


class Table:
    """A game's payoffs in integers, with what one action brings more than another."""

    def __init__(self, game: StrategicGame) -> None:
        self.shape = game.shape
        self.strides = [prod(self.shape[k + 1 :]) for k in range(len(self.shape))]
        self.payoffs: list[list[int]] = []
        for flat in game.payoffs:
            scale = lcm(*(Fraction(x).denominator for x in flat))  # positive, so no preference changes
            self.payoffs.append([int(x * scale) for x in flat])

    def cells(self, player: int, domains: Sequence[Sequence[int]]) -> list[int]:
        """Where in the flat table the opponents' profiles stand, for the player's action 0."""
        places = [0]
        for other, stride in enumerate(self.strides):
            if other != player:
                places = [place + action * stride for place in places for action in domains[other]]
        return places

    def beats(self, player: int, better: int, worse: int, cells: Sequence[int]) -> tuple[bool, bool]:
        """Whether one action is better somewhere, and whether it is worse somewhere."""
        flat, shift = self.payoffs[player], self.strides[player]
        up = down = False
        for cell in cells:
            difference = flat[cell + better * shift] - flat[cell + worse * shift]
            up = up or difference > 0
            down = down or difference < 0
            if up and down:
                break
        return up, down

    def strictly_dominated(self, player: int, action: int, cells: Sequence[int]) -> bool:
        """Whether some action is better against all of these profiles."""
        flat, shift = self.payoffs[player], self.strides[player]
        return any(
            all(flat[cell + other * shift] > flat[cell + action * shift] for cell in cells)
            for other in range(self.shape[player])
            if other != action
        )

    def pure_equilibria(self) -> list[tuple[int, ...]]:
        """All profiles of actions from which nobody gains by moving, in lexicographic order."""
        best = []
        for player, flat in enumerate(self.payoffs):
            shift, size = self.strides[player], self.shape[player]
            good = bytearray(len(flat))
            for cell in self.cells(player, [range(m) for m in self.shape]):
                places = range(cell, cell + size * shift, shift)
                most = max(flat[place] for place in places)
                for place in places:
                    good[place] = flat[place] == most
            best.append(good)
        return [
            tuple(place // stride % size for stride, size in zip(self.strides, self.shape, strict=True))
            for place, marks in enumerate(zip(*best, strict=True))
            if all(marks)
        ]


def possible_supports(table: Table) -> Iterator[Support]:
    """Profiles of supports that conditional dominance does not exclude, in a fixed order; pure ones left out."""
    count = len(table.shape)

    def pruned(domains: list[tuple[int, ...]], fixed: int) -> list[tuple[int, ...]] | None:
        """The domains without conditionally dominated actions; None if a fixed support loses one."""
        changed = True
        while changed:
            changed = False
            for player in range(count):
                cells = table.cells(player, domains)
                kept = tuple(a for a in domains[player] if not table.strictly_dominated(player, a, cells))
                if kept != domains[player]:
                    if player < fixed or not kept:
                        return None
                    domains[player] = kept
                    changed = True
        return domains

    def extended(domains: list[tuple[int, ...]], fixed: int) -> Iterator[Support]:
        if fixed == count:
            support = tuple(domains)
            if any(len(actions) > 1 for actions in support) and _may_be_exact(table, support):
                yield support
            return
        for size in range(1, len(domains[fixed]) + 1):
            for chosen in combinations(domains[fixed], size):
                further = pruned([*domains[:fixed], chosen, *domains[fixed + 1 :]], fixed + 1)
                if further is not None:
                    yield from extended(further, fixed + 1)

    start = pruned([tuple(range(size)) for size in table.shape], 0)
    if start is not None:
        yield from extended(start, 0)


def _may_be_exact(table: Table, support: Support) -> bool:
    """Whether no action is weakly better than one in the support against the exact supports of the others."""
    for player, actions in enumerate(support):
        cells = table.cells(player, support)
        for action in actions:
            for other in range(table.shape[player]):
                if table.beats(player, other, action, cells) == (True, False):
                    return False
    return True


def unknown(player: int, action: int) -> str:
    """The name of a probability in the polynomial system."""
    return f"p{player}_{action}"


def support_system(table: Table, support: Support) -> System:
    """The conditions for an equilibrium with exactly this support.

    The last action of each player's support has the rest of the probability; the others' probabilities are unknowns.
    """
    from flint import Ordering, fmpz_mpoly_ctx

    names = tuple(unknown(player, action) for player, actions in enumerate(support) for action in actions[:-1])
    context = fmpz_mpoly_ctx.get(names, Ordering.degrevlex)
    gens = dict(zip(names, context.gens(), strict=True))
    chances: list[list[Any]] = []
    for player, actions in enumerate(support):
        given = [gens[unknown(player, action)] for action in actions[:-1]]
        chances.append([*given, sum((-p for p in given), context.constant(1))])
    equal: list[Any] = []
    nonnegative: list[Any] = []
    for player, actions in enumerate(support):
        others = [k for k in range(len(support)) if k != player]
        weights = [context.constant(1)]
        for other in others:
            weights = [weight * chance for weight in weights for chance in chances[other]]
        cells = table.cells(player, support)
        flat, shift, base = table.payoffs[player], table.strides[player], actions[-1]
        for action in range(table.shape[player]):
            if action == base:
                continue
            difference = context.constant(0)
            for cell, weight in zip(cells, weights, strict=True):
                step = flat[cell + base * shift] - flat[cell + action * shift]
                if step:
                    difference += step * weight
            (equal if action in actions else nonnegative).append(difference)
    positive = [chance for actions in chances if len(actions) > 1 for chance in actions]
    return System(names, equal, positive, nonnegative)


def completed(point: Any, table: Table, support: Support) -> tuple[tuple[Any, ...], ...]:
    """Mixed strategies from the unknowns' values."""
    result = []
    for player, actions in enumerate(support):
        mixed: list[Any] = [Fraction(0)] * table.shape[player]
        for action in actions[:-1]:
            mixed[action] = point[unknown(player, action)]
        mixed[actions[-1]] = 1 - sum((mixed[action] for action in actions[:-1]), Fraction(0))
        result.append(tuple(mixed))
    return tuple(result)


def count_supports(shape: Sequence[int]) -> int:
    """How many profiles of supports there are."""
    return prod(2**size - 1 for size in shape)
