"""Regions of ultimatum bargaining: the general solver run over all parameters at once."""

from __future__ import annotations

from typing import Any

from deterrence.games.bargaining import BargainingGame
from deterrence.regions import ordered
from deterrence.regions.cases import Cases, Elsewhere
from deterrence.regions.closed import Found, assembled, exactly, extents
from deterrence.regions.result import Regions
from deterrence.regions.setting import Setting
from deterrence.solvers.bargaining import BargainingEquilibria, solve_bargaining

STATUS = (
    "every optimal demand, from the solver's quadratics with the parameters in them; the critical insurance is the "
    "threshold of the sum insured, which `thresholds` gives"
)


def derive_bargaining(given: Setting) -> Regions:
    """The regions of a model of ultimatum bargaining."""

    def derive(cases: Cases) -> Found:
        values = ordered.values(given, cases)
        game = ordered.game(given, cases, values)
        check(game, cases)
        answer = solve_bargaining(game)
        name, does = _shape(answer)
        low, high = answer.demands[0][0], answer.demands[-1][1]
        strategies = {}
        if low == high:
            strategies[f"{game.players[0]}: demand"] = exactly(low, cases)
        found = extents(answer.measures_of_play, cases)
        return Found(name, does, strategies, found, ordered.region(given, values, cases))

    return assembled(given, [derive], "perfect-bayesian", STATUS)


def check(game: BargainingGame, cases: Cases) -> None:
    """End the branch where the game would refuse its numbers."""
    cases.require(bool(game.demands[0] <= game.demands[1] and game.types[0] < game.types[1]))
    cases.require(bool(game.insurance >= 0))
    if game.gap[2] == 0:
        raise Elsewhere


def _shape(answer: BargainingEquilibria) -> tuple[str, dict[str, tuple[str, ...]]]:
    game = answer.game
    proposer, responder = game.players[:2]
    if max(answer.proposes) == 0:
        return f"{proposer} stays out", {proposer: ("stay out",)}
    refused: Any = game.rejected(answer.demands[0][0])
    if answer.demands[0][0] < answer.demands[-1][1]:
        word = "one of several demands"
    elif refused == 0:
        word = "a demand that is surely met"
    elif refused == 1:
        word = "a demand that is surely refused"
    else:
        word = "a demand that is sometimes refused"
    if len(answer.proposes) > 1:
        return f"{proposer} makes {word}, or stays out", {proposer: ("stay out", "demand"), responder: (word,)}
    return f"{proposer} makes {word}", {proposer: ("demand",), responder: (word,)}
