"""What information sets and equilibrium shapes are called, and which of the model's regions a shape lies in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from deterrence.errors import ModelError
from deterrence.formula import evaluate
from deterrence.games.extensive import ExtensiveGame, InformationSet, Move
from deterrence.regions.cases import Cases
from deterrence.regions.reading import rational

if TYPE_CHECKING:
    from deterrence.model import Model

Supports = Mapping[InformationSet, Sequence[str]]


def label(game: ExtensiveGame, place: InformationSet) -> str:
    """An information set as regions name it: ``"Challenger soft"``; where the player moves again later, ``" at"`` what
    she has seen is added there: ``"Challenger soft at initiate deny"``.
    """
    who = f"{place.player} {place.type}".strip()
    return f"{who} at {place.sees}" if place.sees and _moves_often(game, place.player) else who


def belief_label(place: InformationSet, of: str) -> str:
    """A belief: ``"Defender at initiate: Challenger hard"``. All types of the mover share it."""
    return f"{place.player}{f' at {place.sees}' if place.sees else ''}: {of}"


def _moves_often(game: ExtensiveGame, player: str) -> bool:
    labels = {move.sees for move in game.moves.values() if isinstance(move, Move) and move.player == player}
    return len(labels) > 1


def shape_name(supports: Supports) -> str:
    """``"initiate, hold | initiate; concede, concede | deny"``: types at one place side by side, places in order."""
    places: dict[tuple[str, str], list[str]] = {}
    for place, actions in supports.items():
        places.setdefault((place.player, place.sees), []).append(" | ".join(actions))
    return "; ".join(", ".join(kinds) for kinds in places.values())


def region_of(model: Model, values: Mapping[str, Any], supports: Supports, cases: Cases) -> str | None:
    """The first of the model's regions whose supports fit and whose conditions hold in this branch; None without one.

    A type that never occurs fits any support.
    """
    reading = rational(cases.domain.ring, cases)
    for name in model.regions:
        shape = model.shape(name)
        fits = all(tuple(supports.get(at, allowed[0])) in allowed for at, allowed in shape.does.items())
        try:
            if fits and all(evaluate(condition, values, reading) for condition in shape.where):
                return name
        except ModelError:  # it speaks of a definition that divides by zero here
            continue
    return None
