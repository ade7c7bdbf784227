"""Provision by the least or the largest contribution: the exact set of pure equilibria.

*Weakest link* (Hirshleifer 1983): let a_j be what ally j would provide alone. Nobody gains by providing more than the
least of the others, nor more than a_j, so ally j provides max(k_j, min(M_j, a_j)) with M_j the least of the others and
k_j its credit in kind. The equilibria are t_j = max(k_j, L) for L from the second smallest k_j to the least a_j (a
single point where the ally of the smallest k_j stops below the second smallest). Without credit in kind L = 0 is left
out: every payoff there is minus infinity. Payoffs are strictly concave in what one pays, whatever the others mix, so
there are no others.

*Best shot*: at most one ally pays, its stand-alone amount, and all others must prefer enjoying it to paying their own:
products of rational powers, compared exactly. Equilibria in mixed strategies exist as well and are not looked for.
"""

from __future__ import annotations

from fractions import Fraction

from deterrence.algebra.logarithms import LogSum
from deterrence.games.provision import ProvisionGame
from deterrence.utility import utility

Point = tuple[Fraction, ...]


def stand_alone(game: ProvisionGame, ally: int) -> Fraction:
    """What an ally would pay if the others provided nothing: its first-order condition, within its limit."""
    q, k, weight = 1 + game.matching[ally], game.in_kind[ally], game.weights[ally]
    paid: Fraction = (
        weight * game.endowments[ally] - (1 - weight) * k / q if game.utility == "cobb-douglas" else weight - k / q
    )
    paid = max(paid, Fraction(0))
    return paid if game.limits[ally] is None else min(paid, game.limits[ally])


def weakest_link(game: ProvisionGame) -> tuple[tuple[Point, ...], bool]:
    """The corners of the path of equilibria from the least level to the largest, and whether the first is left out."""
    alone = [(1 + q) * stand_alone(game, k) + game.in_kind[k] for k, q in enumerate(game.matching)]
    kinds = sorted(game.in_kind)
    least = kinds[1] if len(kinds) > 1 else Fraction(0)
    most = min(alone)
    first = game.in_kind.index(kinds[0])
    if len(kinds) == 1 or (kinds[0] < least and alone[first] <= least):
        return (_raised(game, alone[first]),), False
    levels = sorted({least, most, *(k for k in kinds if least < k < most)})
    return tuple(_raised(game, level) for level in levels), least == 0


def _raised(game: ProvisionGame, level: Fraction) -> Point:
    """What allies pay when each provides at least a level."""
    pairs = zip(game.in_kind, game.matching, strict=True)
    return tuple(max(level - kind, Fraction(0)) / (1 + more) for kind, more in pairs)


def best_shot(game: ProvisionGame) -> tuple[Point, ...]:
    """Every pure equilibrium: nobody pays, or one ally alone."""
    nobody = (Fraction(0),) * len(game.players)
    alone = [stand_alone(game, k) for k in range(len(game.players))]
    points = [nobody] + [(*nobody[:k], paid, *nobody[k + 1 :]) for k, paid in enumerate(alone) if paid]
    return tuple(point for point in points if _stands(game, alone, point))


def _stands(game: ProvisionGame, alone: list[Fraction], point: Point) -> bool:
    """Whether each ally prefers what it pays to paying nothing and to paying its stand-alone amount."""
    for ally in range(len(point)):
        here = _payoff(game, ally, point, point[ally])
        for other in (Fraction(0), alone[ally]):
            if other == point[ally]:
                continue
            there = _payoff(game, ally, point, other)
            if there is not None and (here is None or (there - here).sign() > 0):
                return False
    return True


def _payoff(game: ProvisionGame, ally: int, point: Point, paid: Fraction) -> LogSum | None:
    level = game.enjoyed((*point[:ally], paid, *point[ally + 1 :]))[ally]
    return utility(game, ally, paid, level)
