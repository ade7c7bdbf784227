"""By how much a pact, an agreement or a peace is kept: numbers that change sign where it begins to be."""

from __future__ import annotations

from fractions import Fraction

from deterrence.errors import SolverError
from deterrence.games.agreements import ExitGame, LinkedIssues, ShareAgreement
from deterrence.games.repeated import RepeatedGame

ZERO = Fraction(0)


def margins(game: RepeatedGame | ShareAgreement | LinkedIssues | ExitGame) -> list[Fraction]:
    """The incentive constraints as polynomials in the primitives, so that their roots can be found.

    Returns
    -------
    list
        Not negative together if and only if the pact is kept in an equilibrium (a repeated pact that tempts nobody is
        kept in any case).

    Raises
    ------
    SolverError
        For notice, recovery and reviews at intervals, which are no polynomials.
    """
    if isinstance(game, RepeatedGame):
        if len(game.environment.states) > 1 or game.review > 1:
            raise SolverError("with notice, recovery or reviews at intervals the condition is no polynomial")
        x, d, p, q = game.survival, game.temptation, game.bad_kept, game.bad_broken
        return [x * ((q - p) * game.surplus - p * d) - (1 - x) * d, -d]
    if isinstance(game, ShareAgreement):
        if game.shares:
            return [-game.gain(i, share) for i, share in enumerate(game.shares)]
        return [sum((-game.gain(i, ZERO) for i in range(len(game.players))), ZERO) - game.cost]
    if isinstance(game, LinkedIssues):
        x = game.effective
        return [x * sum(game.surpluses, ZERO) - (1 - x) * sum(game.temptations, ZERO)]
    return [game.peace - (1 - game.discount) * game.attack]
