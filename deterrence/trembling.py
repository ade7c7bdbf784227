"""Proof that equilibria of a two-player game are proper: how likely each mistake is, and mistakes that fit.

Myerson (1978): a profile of completely mixed strategies is *e-proper* if an action that pays less than another has at
most e times its probability; an equilibrium is *proper* if it is a limit of e-proper profiles as e goes to 0.

The proof orders the actions of each player in classes, the likeliest first. Row's strategies w_1, w_2, ..., w_r play
exactly the first class, the first two, ..., all classes; against each of them Column's actions of one class pay the
same, and those of an earlier class at least as much as those of a later one. Column has such strategies too. Then

    x(e) = w_1 + e w_2 + ... + e^(r - 1) w_r, divided by its sum,

gives an action of a later class at most a constant times e times the probability of one of an earlier class, and
payoffs against x(e) are ordered as they are against each w_k. So x(e) and y(e) are Ce-proper, and w_1 is their limit.

Nothing here sees a solver: what is claimed is checked from the game alone.

References
----------
Myerson (1978), Refinements of the Nash equilibrium concept.
Blume, Brandenburger and Dekel (1991), Lexicographic probabilities and equilibrium refinements: w_1,
w_2, ... is a lexicographic probability system that respects preferences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from deterrence.certificate import Certificate
from deterrence.errors import GameError
from deterrence.games.strategic import StrategicGame

__all__ = ["ProperCell", "Trembles", "certify_proper", "e_proper"]

Strategy: TypeAlias = tuple[Fraction, ...]
Order: TypeAlias = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Trembles:
    """Strategies of one player, and how she errs.

    Attributes
    ----------
    strategies
        The vertices of a polytope of her equilibrium strategies.
    order
        Her actions by number, in classes; those of a later class are infinitely less likely.
    mistakes
        For k = 2, 3, ... a strategy that plays exactly the first k classes.
    """

    strategies: tuple[Strategy, ...]
    order: Order
    mistakes: tuple[Strategy, ...]


@dataclass(frozen=True)
class ProperCell:
    """Equilibria that are proper with the same two orders of mistakes: any of Row's with any of Column's.

    Attributes
    ----------
    row, column
        The strategies and mistakes of each player.
    """

    row: Trembles
    column: Trembles


def certify_proper(game: StrategicGame, cell: ProperCell) -> Certificate:
    """Certify that every mixture of the row strategies with every mixture of the column strategies is proper.

    Parameters
    ----------
    game
        Two players, with Fractions as payoffs.
    cell
        What is claimed.

    Returns
    -------
    Certificate
        ``largest_gain`` is the most that an action pays over one of the same or an earlier class, against any of the
        opponent's strategies and mistakes; ``largest_residual`` the largest departure of a strategy from being one,
        or 1 if it does not play exactly the classes that it should. Both are 0 for proper equilibria.

    Raises
    ------
    GameError
        If the claim does not fit the game.

    Notes
    -----
    The strategies together must play the first class; a mixture of them all plays all of it, and is proper by the
    sequence above. What lies on the boundary is a limit of such mixtures, and limits of proper equilibria are proper.
    """
    if len(game.players) != 2:
        raise GameError(f"proper equilibria are certified for two players; this game has {len(game.players)}")
    A, B = game.matrices
    gain, residual = Fraction(), Fraction()
    for own, other, payoffs in ((cell.row, cell.column, tuple(zip(*B, strict=True))), (cell.column, cell.row, A)):
        actions = len(payoffs[0])
        if sorted(action for group in own.order for action in group) != list(range(actions)):
            raise GameError(f"an order must hold each of the {actions} actions once; this is {own.order}")
        if not own.strategies or any(len(w) != actions for w in (*own.strategies, *own.mistakes)):
            raise GameError("strategies and mistakes need one probability for each action")
        if len(own.mistakes) != len(own.order) - 1 or not all(own.order):
            raise GameError("there must be one mistake for each class of actions after the first, and no empty class")
        average = tuple(sum(column, Fraction()) / len(own.strategies) for column in zip(*own.strategies, strict=True))
        played: set[int] = set()
        for group, strategy in zip(own.order, (average, *own.mistakes), strict=True):
            played |= set(group)
            if {k for k, p in enumerate(strategy) if p} != played:
                residual = max(residual, Fraction(1))
        for strategy in (*own.strategies, *own.mistakes):
            residual = max(residual, abs(sum(strategy, Fraction(-1))), -min(strategy))
            against = [sum((p * u for p, u in zip(strategy, row, strict=True) if p), Fraction()) for row in payoffs]
            gain = max(gain, _disorder(against, other.order))
    return Certificate(gain, residual, deviations="mistakes in the order of their cost, for every mixture of these")


def _disorder(payoffs: Sequence[Fraction], order: Order) -> Fraction:
    """The most by which an action pays more than one of the same or an earlier class."""
    worst, least = Fraction(), None
    for group in order:
        values = [payoffs[action] for action in group]
        least = min(values) if least is None else min(least, *values)
        worst = max(worst, max(values) - least)
    return worst


def e_proper(
    cell: ProperCell, e: Fraction, rows: Sequence[Fraction], columns: Sequence[Fraction]
) -> tuple[Strategy, Strategy]:
    """The profile of the proof for one e: completely mixed, and within a constant times e of the mixture chosen.

    Parameters
    ----------
    cell
        A certified cell.
    e
        A small positive number.
    rows, columns
        Positive weights of the cell's strategies.
    """

    def mixed(own: Trembles, weights: Sequence[Fraction]) -> Strategy:
        terms = [
            *zip(own.strategies, weights, strict=True),
            *((w, e**k) for k, w in enumerate(own.mistakes, 1)),
        ]
        sums = [sum((weight * w[action] for w, weight in terms), Fraction()) for action in range(len(terms[0][0]))]
        total = sum(sums)
        return tuple(x / total for x in sums)

    return mixed(cell.row, rows), mixed(cell.column, columns)
