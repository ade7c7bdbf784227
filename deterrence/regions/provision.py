"""Regions of voluntary provision: who pays, and how much, over all parameters at once."""

from __future__ import annotations

from deterrence.errors import SolverError
from deterrence.games.provision import ProvisionGame
from deterrence.regions import ordered
from deterrence.regions.cases import Cases
from deterrence.regions.closed import Found, assembled, exactly, extents
from deterrence.regions.result import Regions
from deterrence.regions.setting import Setting
from deterrence.solvers.provision import solve_provision
from deterrence.solvers.provision_measures import at_the_most, levels_and_burdens

STATUS = "the solver's best replies, with the parameters in them"


def derive_provision(given: Setting) -> Regions:
    """The regions of a model of voluntary provision.

    Raises
    ------
    SolverError
        For the best shot and for lump-sum penalties, where payoffs with logarithms are compared.
    """

    def derive(cases: Cases) -> Found:
        values = ordered.values(given, cases)
        game: ProvisionGame = ordered.game(given, cases, values)
        _require_rational(game)
        ordered.with_checks(game.check_numbers)
        answer = solve_provision(game)
        pieces = [(piece.vertices, piece.left_out) for piece in answer.pieces]
        measures = levels_and_burdens(game, pieces)
        measures |= at_the_most(game, pieces, measures["G"])
        pays = tuple(player for k, player in enumerate(game.players) if any(point[k] > 0 for point in answer.vertices))
        name = f"{', '.join(pays) or 'nobody'} pay{'' if len(pays) > 1 else 's'}"
        if not answer.unique:
            name += ", in more than one way"
        does = {player: ("pay" if player in pays else "pay nothing",) for player in game.players}
        strategies = {}
        if answer.unique:
            rows = zip(game.players, answer.contributions, strict=True)
            strategies = {f"{player}: pays": exactly(paid, cases) for player, paid in rows}
        return Found(name, does, strategies, extents(measures, cases), ordered.region(given, values, cases))

    return assembled(given, [derive], "nash", STATUS)


def _require_rational(game: ProvisionGame) -> None:
    if game.technology == "best-shot":
        raise SolverError(
            "regions of the best shot are not derived: its conditions compare products of powers; ask `solve` at values"
        )
    if game.penalty == "lump-sum" and any(game.penalties):
        raise SolverError(
            "regions under a lump-sum penalty are not derived: its conditions compare logarithms; fix the penalty at "
            "0, or ask `solve` at values"
        )
