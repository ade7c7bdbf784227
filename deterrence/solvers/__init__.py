"""Solvers, one file an algorithm, and the one verb that chooses between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deterrence.errors import SolverError
from deterrence.games.exact import exact_game
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.provision import ProvisionGame
from deterrence.games.strategic import StrategicGame
from deterrence.solvers.backward import has_perfect_information, solve_backward
from deterrence.solvers.bimatrix import solve_bimatrix
from deterrence.solvers.provision import solve_provision
from deterrence.solvers.signaling import solve_signaling

# concept -> kind of game -> method; what is not here is refused with this list
CONCEPTS: dict[str, dict[type, Callable[[Any], Any]]] = {
    "nash": {StrategicGame: solve_bimatrix, ProvisionGame: solve_provision},
    "subgame-perfect": {ExtensiveGame: solve_backward},
    "perfect-bayesian": {ExtensiveGame: solve_signaling},
}


def solve(game: StrategicGame | ExtensiveGame | ProvisionGame, concept: str | None = None) -> Any:
    """All equilibria of a game, exact and certified.

    Parameters
    ----------
    game
        A `StrategicGame` with two players, a `ProvisionGame`, or an `ExtensiveGame` that has perfect information or
        is a signaling game once its strict last moves are folded in.
    concept
        ``"nash"``, ``"subgame-perfect"`` or ``"perfect-bayesian"``; without it, the strongest that applies.

    Returns
    -------
    The solver's answer: `BimatrixEquilibria`, `ProvisionEquilibria`, `Equilibria` or `SignalingEquilibria`. Each says
    whether it is ``complete`` and ``exact`` and carries a ``certificate`` for everything in it.

    Raises
    ------
    SolverError
        For a game or concept outside these; the message says what is accepted.
    """
    if isinstance(game, ExtensiveGame):
        game = exact_game(game)
    methods = {name: kinds[type(game)] for name, kinds in CONCEPTS.items() if type(game) in kinds}
    if not methods:
        raise SolverError(f"solve takes a StrategicGame, ExtensiveGame or ProvisionGame, not {type(game).__name__}")
    if concept is None:
        perfect = isinstance(game, ExtensiveGame) and has_perfect_information(game)
        concept = "subgame-perfect" if perfect else [*methods][-1]
    if concept not in methods:
        known = ", ".join(CONCEPTS)
        if concept not in CONCEPTS:
            raise SolverError(f"no concept '{concept}'; the concepts are {known}")
        kinds = {StrategicGame: "a strategic game", ProvisionGame: "a game of provision"}
        kind = kinds.get(type(game), "an extensive game")
        raise SolverError(f"'{concept}' does not apply to {kind}; what applies: {', '.join(methods)}")
    return methods[concept](game).require_certificate()
