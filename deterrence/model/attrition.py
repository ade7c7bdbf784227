"""Models of crises as wars of attrition: prizes, audience costs and costs of war from formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import Field

from deterrence.data import meant
from deterrence.formula import EXACT, Formula, Reading, evaluate
from deterrence.games.attrition import AttritionGame
from deterrence.model.names import Reader, fail
from deterrence.model.schema import Formula as Text
from deterrence.model.schema import Section, Table, Word

if TYPE_CHECKING:
    from deterrence.model.model import Model
    from deterrence.ranges import Range

KEYS = ("prize", "audience_cost", "war_cost")
OF_ALL = ("horizon", "P(war)", "P(war | escalation)", "E[duration]")
OF_EACH = ("P(back down)", "P(back down at once)", "P(escalate)", "P(fight)", "E[U]")


class AttritionSection(Section):
    """The primitives of a war of attrition with audience costs, a formula for each of the two players."""

    prize: Table[Word, Text] = Field(description="what a player wins when the other backs down, one formula each")
    audience_cost: Table[Word, Text] = Field(
        description="what backing down costs a player for each unit of time that has passed, one formula each"
    )
    war_cost: Table[Word, Text] = Field(
        description="the most that war may cost a player; its own cost is uniform from 0 to there, one formula each"
    )


@dataclass(frozen=True)
class Attrition:
    """A war of attrition with formulas in place of numbers: one row for each of `KEYS`, one formula a player."""

    title: str
    players: tuple[str, str]
    rows: tuple[tuple[Formula, Formula], ...]

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """Every formula the game rests on."""
        return tuple(formula for row in self.rows for formula in row)

    @property
    def measure_names(self) -> tuple[str, ...]:
        """What may be asked of the equilibrium; docs/attrition.md defines each."""
        return (*OF_ALL, *(f"{what}[{player}]" for player in self.players for what in OF_EACH))

    def game(self, values: Mapping[str, Any], reading: Reading = EXACT) -> AttritionGame:
        """The game at some values, in any number system."""
        prizes, costs, highest = (tuple(evaluate(formula, values, reading) for formula in row) for row in self.rows)
        return AttritionGame(
            self.players, (prizes[0], prizes[1]), (costs[0], costs[1]), (highest[0], highest[1]), self.title
        )

    def measured(self, values: Mapping[str, Any], answer: Any) -> Mapping[str, Range]:
        """The range of each measure over a solver's answer."""
        found: Mapping[str, Range] = answer.measures
        return {name: found[name] for name in self.measure_names}


def read_attrition(model: Model, reader: Reader) -> Attrition:
    """The primitives of a war of attrition, checked."""
    section = model.attrition
    assert section is not None
    if len(model.players) != 2:
        raise fail("a war of attrition has two players", "players", advice='write players = ["Challenger", "Patron"]')
    first, second = model.players
    rows = []
    for key in KEYS:
        given = getattr(section, key)
        for player in given:
            if player not in model.players:
                raise fail(f"'{player}' is not a player", "attrition", key, player, advice=meant(player, model.players))
        for player in model.players:
            if player not in given:
                advice = f'write {{ {first} = "1", {second} = "1" }}'
                raise fail(f"{player} is missing", "attrition", key, advice=advice)
        one, two = (reader.formula(given[player], "attrition", key, player) for player in model.players)
        rows.append((one, two))
    return Attrition(model.title, (first, second), tuple(rows))
