"""Solvers, one file an algorithm, and the one verb that chooses between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deterrence.errors import GameError, SolverError
from deterrence.games.agreements import ExitGame, LinkedIssues, ShareAgreement
from deterrence.games.attrition import AttritionGame
from deterrence.games.bargaining import BargainingGame
from deterrence.games.cutoff import CutoffGame
from deterrence.games.exact import exact_game
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.network import NetworkGame
from deterrence.games.provision import ProvisionGame
from deterrence.games.repeated import RepeatedGame
from deterrence.games.stage_game import MonitoredStageGame, RepeatedStageGame
from deterrence.games.stages import observed_actions
from deterrence.games.strategic import StrategicGame
from deterrence.solvers.agreements import solve_issues, solve_peace, solve_shares
from deterrence.solvers.attrition import solve_attrition
from deterrence.solvers.backward import has_perfect_information, solve_backward
from deterrence.solvers.bargaining import solve_bargaining
from deterrence.solvers.bimatrix import solve_bimatrix
from deterrence.solvers.cutoff import solve_cutoff
from deterrence.solvers.extensive import solve_perfect_bayesian, solve_sequential, solve_weak
from deterrence.solvers.many_players import solve_many_players
from deterrence.solvers.network import solve_network
from deterrence.solvers.payoff_set import solve_payoff_set
from deterrence.solvers.provision import solve_provision
from deterrence.solvers.public_monitoring import solve_public_monitoring
from deterrence.solvers.repeated import solve_repeated
from deterrence.solvers.signaling import solve_signaling
from deterrence.solvers.signaling_form import signaling_form
from deterrence.solvers.signaling_nash import solve_signaling_nash


def _perfect_bayesian(game: ExtensiveGame) -> Any:
    """Signaling games by their own method, faster and with refinements; others by supports."""
    try:
        form = signaling_form(game)
    except SolverError as refused:
        try:
            return solve_perfect_bayesian(game)
        except SolverError as problem:
            raise SolverError(f"{problem} (nor is it a signaling game: {refused})") from None
    return solve_signaling(game, form)


def _solve_strategic(game: StrategicGame) -> Any:
    return solve_bimatrix(game) if len(game.players) == 2 else solve_many_players(game)


# concept -> kind of game -> method; what is not here is refused with this list
CONCEPTS: dict[str, dict[type, Callable[[Any], Any]]] = {
    "nash": {StrategicGame: _solve_strategic, ProvisionGame: solve_provision, ExtensiveGame: solve_signaling_nash},
    "subgame-perfect": {
        ExtensiveGame: solve_backward,
        ShareAgreement: solve_shares,
        LinkedIssues: solve_issues,
        ExitGame: solve_peace,
        RepeatedStageGame: solve_payoff_set,
    },
    "weak-perfect-bayesian": {ExtensiveGame: solve_weak},
    "perfect-bayesian": {
        ExtensiveGame: _perfect_bayesian,
        AttritionGame: solve_attrition,
        BargainingGame: solve_bargaining,
    },
    "sequential": {ExtensiveGame: solve_sequential},
    "public-perfect": {MonitoredStageGame: solve_public_monitoring},
    "strongly-symmetric": {RepeatedGame: solve_repeated},
    "monotone": {CutoffGame: solve_cutoff},
    "war-stable": {NetworkGame: solve_network},
}

CALLED = {
    StrategicGame: "a strategic game",
    ExtensiveGame: "an extensive game",
    ProvisionGame: "a game of provision",
    AttritionGame: "a war of attrition",
    BargainingGame: "ultimatum bargaining",
    RepeatedGame: "a repeated pact",
    RepeatedStageGame: "a repeated stage game",
    MonitoredStageGame: "a repeated game with public signals",
    ShareAgreement: "an agreement on shares",
    LinkedIssues: "linked issues",
    ExitGame: "an exit game",
    CutoffGame: "a game of cutoffs",
    NetworkGame: "a network of pacts",
}

# what the members of an answer are called, by concept
PLURALS = {
    "nash": "Nash equilibria",
    "subgame-perfect": "Subgame-perfect equilibria",
    "weak-perfect-bayesian": "Weak perfect Bayesian equilibria",
    "perfect-bayesian": "Perfect Bayesian equilibria",
    "sequential": "Sequential equilibria",
    "monotone": "Equilibria in monotone strategies",
    "war-stable": "War-stable networks",
    "public-perfect": "Perfect public equilibria",
    "strongly-symmetric": "Strongly symmetric public perfect equilibria",
}



def plural(answer: Any) -> str:
    """What the members of an answer are called."""
    if isinstance(answer.game, CutoffGame) and not answer.game.about_types:
        return "Equilibria"  # strategies are monotone in a type, and here nothing is private
    concept: str = answer.concept
    return PLURALS.get(concept, concept)


# the same by kind of game
METHODS = {
    kind: {name: kinds[kind] for name, kinds in CONCEPTS.items() if kind in kinds}
    for kind in [kind for kinds in CONCEPTS.values() for kind in kinds]
}


def solve(game: Any, concept: str | None = None) -> Any:
    """All equilibria of a game, exact and certified.

    Parameters
    ----------
    game
        A `StrategicGame`, an `ExtensiveGame`, a `ProvisionGame` or a game of another form.
    concept
        ``"nash"`` (strategic, provision and signaling games); for extensive games ``"subgame-perfect"`` (no private
        types), ``"weak-perfect-bayesian"``, ``"perfect-bayesian"`` (signaling games, and multi-stage games with
        observed actions; Fudenberg and Tirole 1991) or ``"sequential"`` (Kreps and Wilson 1982); ``"monotone"`` for
        games of cutoffs (Bayesian equilibrium in monotone strategies). Without it, for extensive games:
        subgame-perfect for perfect information, perfect Bayesian where it is defined, and sequential elsewhere.

    Returns
    -------
    The solver's answer: `BimatrixEquilibria` (two players), `ManyPlayerEquilibria`, `ProvisionEquilibria`, `Equilibria`
    or `SignalingEquilibria`. Each says whether it is ``complete`` and ``exact`` and carries a ``certificate`` for
    everything in it.

    Raises
    ------
    SolverError
        For a game or concept outside these; the message says what is accepted.
    """
    if isinstance(game, ExtensiveGame):
        game = exact_game(game)
    methods = METHODS.get(type(game))
    if not methods:
        known = ", ".join(kind.__name__ for kind in METHODS)
        raise SolverError(f"solve takes one of {known}, not {type(game).__name__}")
    if concept is None:
        concept = _strongest(game) if isinstance(game, ExtensiveGame) else [*methods][-1]
    if concept not in methods:
        known = ", ".join(CONCEPTS)
        if concept not in CONCEPTS:
            raise SolverError(f"no concept '{concept}'; the concepts are {known}")
        raise SolverError(f"'{concept}' does not apply to {CALLED[type(game)]}; what applies: {', '.join(methods)}")
    return methods[concept](game).require_certificate()


def _strongest(game: ExtensiveGame) -> str:
    if has_perfect_information(game):
        return "subgame-perfect"
    try:
        signaling_form(game)
    except SolverError:
        try:
            observed_actions(game)
        except GameError:
            return "sequential"
    return "perfect-bayesian"
