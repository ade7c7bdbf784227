"""How the game forms without histories are shown: their games and their answers, a line for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deterrence.games.agreements import ExitGame, LinkedIssues, ShareAgreement
from deterrence.games.attrition import AttritionGame
from deterrence.games.bargaining import BargainingGame
from deterrence.games.cutoff import CutoffGame
from deterrence.games.network import NetworkGame
from deterrence.games.repeated import RepeatedGame
from deterrence.games.stage_game import MonitoredStageGame, RepeatedStageGame
from deterrence.report import network, repeated
from deterrence.report.attrition import attrition_parts, equilibrium_data, equilibrium_parts
from deterrence.report.bargaining import bargaining_parts, equilibria_data, equilibria_parts
from deterrence.report.cutoff import cutoff_data, cutoff_game, cutoff_parts
from deterrence.report.document import Part
from deterrence.report.payoff_sets import payoff_data, payoff_parts, stage_game


@dataclass(frozen=True)
class Look:
    """How a form is shown.

    Attributes
    ----------
    title
        Of its games, where they have none of their own.
    game
        From a game and a way to write its numbers, the parts of a document: also used with formulas in place of
        numbers, to show a model.
    parts
        From an answer, the parts of a document.
    data
        From an answer, the same for JSON.
    """

    title: str
    game: Callable[[Any, Callable[[Any], Any]], Iterable[Part]]
    parts: Callable[[Any], Iterable[Part]]
    data: Callable[[Any], dict[str, Any]]


# kind of game -> how it and its answers are shown
LOOKS: Mapping[type, Look] = {
    CutoffGame: Look("Game of cutoffs", cutoff_game, cutoff_parts, cutoff_data),
    NetworkGame: Look("Network of pacts", network.game_parts, network.answer_parts, network.answer_data),
    AttritionGame: Look("War of attrition", attrition_parts, equilibrium_parts, equilibrium_data),
    BargainingGame: Look("Ultimatum bargaining", bargaining_parts, equilibria_parts, equilibria_data),
    RepeatedGame: Look("Repeated pact", repeated.pact_game, repeated.pact_parts, repeated.pact_data),
    RepeatedStageGame: Look("Repeated stage game", stage_game, payoff_parts, payoff_data),
    MonitoredStageGame: Look("Repeated game with public signals", stage_game, payoff_parts, payoff_data),
    ShareAgreement: Look("Shares of a cost", repeated.shares_game, repeated.shares_parts, repeated.shares_data),
    LinkedIssues: Look("Linked issues", repeated.issues_game, repeated.issues_parts, repeated.issues_data),
    ExitGame: Look("Peace until an attack", repeated.exit_game, repeated.exit_parts, repeated.exit_data),
}


def look_of(thing: Any) -> Look | None:
    """How a game, or an answer by its game, is shown; None for the forms that have rooms of their own."""
    return LOOKS.get(type(getattr(thing, "game", thing)))
