"""Regions of repeated play: the general solvers run over all parameters at once.

Pacts under monitoring with the environment in one state, shares of a cost, linked issues, peace until an attack. With
notice or recovery the best equilibrium is a fixed point over several states, and its boundaries are not derived.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deterrence.errors import SolverError
from deterrence.games.agreements import LinkedIssues, ShareAgreement
from deterrence.games.environment import environment
from deterrence.games.pactplay import PactPlay
from deterrence.games.repeated import RepeatedGame
from deterrence.ranges import Range
from deterrence.regions import ordered
from deterrence.regions.cases import Cases
from deterrence.regions.closed import Found, assembled, extents
from deterrence.regions.result import Regions
from deterrence.regions.setting import Setting
from deterrence.solvers.agreements import solve_issues, solve_peace, solve_shares
from deterrence.solvers.repeated import RepeatedEquilibria, one_state
from deterrence.solvers.repeated_measures import repeated_measures

COUNTED = ("punishment length", "suspension payoff")
"""Measures of whole periods: no rational functions."""
PACT = "the linear program of punishments, with the parameters in it; lengths of suspension are whole numbers"
OTHER = "the solver's conditions, with the parameters in them"


def derive_repeated(given: Setting) -> Regions:
    """The regions of a model of repeated play."""
    section = given.model.repeated
    kind = "pact" if section is not None and section.pact is not None else "agreement"

    def derive(cases: Cases) -> Found:
        values = ordered.values(given, cases)
        game = ordered.game(given, cases, values)
        does, measures = _solved(game, cases)
        kept = measures["self-enforcing"].minimum == 1
        named = ordered.region(given, values, cases)
        return Found("kept" if kept else "not kept", does, {}, extents(measures, cases), named)

    concept = "strongly-symmetric" if kind == "pact" else "subgame-perfect"
    return assembled(given, [derive], concept, PACT if kind == "pact" else OTHER)


def _solved(game: Any, cases: Cases) -> tuple[dict[str, tuple[str, ...]], Mapping[str, Range]]:
    """What is done, in words, and the measures."""
    if isinstance(game, RepeatedGame):
        measures = dict(_pact(game))
    else:
        ordered.with_checks(game.check_ranges)
        if isinstance(game, ShareAgreement):
            measures = dict(solve_shares(game).measures)
        elif isinstance(game, LinkedIssues):
            found = solve_issues(game)
            kept = tuple(name for name in game.issues if name in found.sets.linked)
            return {"linked": kept or ("nothing",)}, found.measures
        else:
            measures = dict(solve_peace(game).measures)
    word = "keep" if measures["self-enforcing"].minimum == 1 else "break"
    return dict.fromkeys(game.players, (word,)), measures


def _pact(game: RepeatedGame) -> Mapping[str, Range]:
    for name in ("review", "notice"):
        object.__setattr__(game, name, ordered.whole(getattr(game, name), name))
    # kept out of the cache of environments: numbers of one branch are not to meet those of another
    states = environment.__wrapped__(game.hazard, game.notice, game.turnover, game.recovery)
    game.__dict__["environment"] = states
    if len(states.states) > 1:
        raise SolverError(
            "regions of a pact with notice or recovery are not derived, its equilibria being a fixed point over "
            "several states: fix notice = 0 and recovery = 0 in `at`"
        )
    if game.review > 1:
        raise SolverError("regions of a pact with reviews at intervals are not derived: fix review = 1 in `at`")
    ordered.with_checks(game.check_ranges)
    strategy, bound = one_state(game)
    found = RepeatedEquilibria(game, PactPlay(strategy, bound, None), "", "")
    return {name: one for name, one in repeated_measures(found).items() if name not in COUNTED}
