"""Risk dominance and p-dominance: which pure equilibrium needs the least confidence in the other player.

References
----------
Harsanyi and Selten (1988), A General Theory of Equilibrium Selection in Games, section 3.9: of two strict equilibria of
a 2 x 2 game the one with the larger product of losses from deviating alone (Nash product) risk-dominates.
Morris, Rob and Shin (1995), p-dominance and belief potential, definition 1.1: an equilibrium is (p1, p2)-dominant if
each player's action is a best reply to every belief that gives the other's at least p.
Carlsson and van Damme (1993), Global games and equilibrium selection: a little doubt about payoffs selects the
risk-dominant equilibrium.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from deterrence.games.strategic import StrategicGame
from deterrence.solvers.payoffs import exact_payoffs

__all__ = ["PureEquilibrium", "RiskDominance", "risk_dominant"]


class PureEquilibrium(NamedTuple):
    """A pure equilibrium, and how much confidence it takes.

    Attributes
    ----------
    actions
        The two actions.
    thresholds
        For each player the least probability p such that her action is a best reply to every belief that gives the
        other's action at least p.
    p
        The larger one: the equilibrium is q-dominant for exactly the q from here to 1.
    product
        The product of what the two lose by their best deviation alone (0 where the equilibrium is not strict).
    strict
        Whether both lose by every deviation.
    """

    actions: tuple[str, str]
    thresholds: tuple[Fraction, Fraction]
    p: Fraction
    product: Fraction
    strict: bool


@dataclass(frozen=True)
class RiskDominance:
    """The pure equilibria of a two-player game by the confidence they take.

    Attributes
    ----------
    game
        The game, with its payoffs as Fractions.
    equilibria
        All pure equilibria, in the order of the actions.
    dominant
        The risk-dominant equilibrium of a 2 x 2 game with two strict equilibria; None where both products are equal, or
        risk dominance is not defined.
    half_dominant
        The pure equilibrium that is 1/2-dominant, where there is just one: the notion that extends risk dominance to
        more actions (Morris, Rob and Shin 1995).
    complete, exact
        Always True: all pure equilibria, and no arithmetic is rounded.
    method, concept, status
        How the answer was found, what it is, and what was done.
    """

    game: StrategicGame = field(repr=False)
    equilibria: tuple[PureEquilibrium, ...]
    dominant: tuple[str, str] | None
    half_dominant: tuple[str, str] | None
    complete: bool = True
    exact: bool = True
    method: str = "products of losses, and thresholds of belief, action by action"
    concept: str = "risk-dominant"
    status: str = ""


def risk_dominant(game: StrategicGame) -> RiskDominance:
    """Risk dominance of a 2 x 2 game, and the p-dominance thresholds of the pure equilibria of any two-player game.

    Parameters
    ----------
    game
        Two players, rational payoffs.

    Returns
    -------
    RiskDominance
        ``status`` says why nothing is dominant, where nothing is.

    Raises
    ------
    SolverError
        If there are not two players, or payoffs are not rational numbers.

    Examples
    --------
    The stag hunt: hares are safe.

    >>> from deterrence.games.strategic import bimatrix
    >>> hunt = bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]], actions=[["stag", "hare"], ["stag", "hare"]])
    >>> risk_dominant(hunt).dominant
    ('hare', 'hare')
    """
    game = exact_payoffs(game, "risk dominance", players=2)
    found = tuple(_pure_equilibria(game))
    half = [one.actions for one in found if one.p <= Fraction(1, 2)]
    dominant: tuple[str, str] | None = None
    if game.shape != (2, 2):
        status = "p-dominance thresholds; risk dominance itself is defined for 2 x 2 games"
    elif len(found) != 2 or not all(one.strict for one in found):
        strict = sum(one.strict for one in found)
        status = f"risk dominance compares two strict equilibria; this game has {strict}"
    else:
        first, second = found
        if first.product == second.product:
            status = "both products of losses are equal: neither equilibrium risk-dominates the other"
        else:
            winner = first if first.product > second.product else second
            dominant = winner.actions
            status = f"({', '.join(dominant)}) has the larger product of losses"
    return RiskDominance(game, found, dominant, half[0] if len(half) == 1 else None, status=status)


def _pure_equilibria(game: StrategicGame) -> Iterator[PureEquilibrium]:
    A, B = game.matrices
    turned = tuple(zip(*B, strict=True))  # the column player's payoffs, own action first
    for i, own in enumerate(game.actions[0]):
        for j, other in enumerate(game.actions[1]):
            row_losses = [A[i][j] - A[k][j] for k in range(len(A)) if k != i]
            column_losses = [turned[j][i] - turned[k][i] for k in range(len(turned)) if k != j]
            if min(row_losses, default=0) < 0 or min(column_losses, default=0) < 0:
                continue
            thresholds = _threshold(A, i, j), _threshold(turned, j, i)
            # without another action there is nothing to lose
            losses = [min(each, default=Fraction(0)) for each in (row_losses, column_losses)]
            strict = min((*row_losses, *column_losses), default=1) > 0
            yield PureEquilibrium((own, other), thresholds, max(thresholds), losses[0] * losses[1], strict)


def _threshold(payoffs: tuple[tuple[Fraction, ...], ...], own: int, other: int) -> Fraction:
    """The least p such that `own` is best against `other` with probability p and anything else with the rest.

    Payoffs are linear in beliefs, so the worst rest is a single action.
    """
    least = Fraction(0)
    for k, deviation in enumerate(payoffs):
        kept = payoffs[own][other] - deviation[other]  # not negative at an equilibrium
        for place, (here, there) in enumerate(zip(payoffs[own], deviation, strict=True)):
            if k != own and place != other and there > here:
                least = max(least, (there - here) / (kept + there - here))
    return least
