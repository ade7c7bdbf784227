"""Models of voluntary provision: what allies can spend comes with the values, what defence is worth from a formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deterrence.data import meant
from deterrence.formula import EXACT, Formula, Reading, evaluate
from deterrence.games.provision import ProvisionGame
from deterrence.model.names import OWN, Reader, endowments_in, fail

if TYPE_CHECKING:
    from deterrence.model.model import Model


@dataclass(frozen=True)
class Contributions:
    """A game of voluntary provision with formulas in place of numbers; the allies come with the values."""

    title: str
    players: tuple[str, ...]
    utility: str
    weight: Formula
    publicness: Formula

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """Every formula the game rests on."""
        return (self.weight, self.publicness)

    @property
    def measure_names(self) -> tuple[str, ...]:
        """The total G, and each ally's contribution g, burden g/w and share g/G."""
        return ("G", *(f"{what}[{player}]" for what in ("g", "burden", "share") for player in self.players))

    def game(self, values: Mapping[str, Any], reading: Reading = EXACT) -> ProvisionGame:
        """The game at some values; ``endowment[X]`` in the values says what X can spend."""
        endowments = {player: reading.value(w) for player, w in endowments_in(values).items()}
        weights = tuple(evaluate(self.weight, {**values, OWN: w}, reading) for w in endowments.values())
        publicness = evaluate(self.publicness, values, reading)
        return ProvisionGame(
            tuple(endowments), self.utility, tuple(endowments.values()), weights, publicness, self.title
        )


def read_contributions(model: Model, reader: Reader) -> Contributions:
    """The primitives of a provision model, checked."""
    section = model.provision
    assert section is not None
    players = tuple(section.endowment.default)
    if not players:
        raise fail("no ally has an endowment", "provision", "endowment", "default", advice="write { Large = 10, ... }")
    for player in model.players:
        if player not in players:
            raise fail(f"'{player}' has no endowment", "players", advice=meant(player, players))
    for player, endowment in section.endowment.default.items():
        if endowment <= 0:
            raise fail(
                f"the endowment is {endowment}", "provision", "endowment", "default", player, advice="write more than 0"
            )
    return Contributions(
        model.title,
        players,
        section.utility,
        reader.formula(section.weight, "provision", "weight", own=True),
        reader.formula(section.publicness, "provision", "publicness"),
    )
