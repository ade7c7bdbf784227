"""Models of networks of pacts: who is how strong, how much stronger an attack must be, and the designs compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import Field

from deterrence.data import Frozen, meant
from deterrence.errors import GameError
from deterrence.formula import EXACT, Formula, Reading, evaluate
from deterrence.games.network import MOST, Network, NetworkGame
from deterrence.model.names import Reader, fail
from deterrence.model.schema import Formula as FormulaText
from deterrence.model.schema import Section, Table, Text, Word, empty
from deterrence.ranges import Range

if TYPE_CHECKING:
    from deterrence.model.model import Model

_WHOLE = ("stable networks", "nonempty stable networks")
_BY_DESIGN = ("vulnerable states", "war-stable", "hub degree", "links")


class NetworkSection(Section):
    """States that may be linked by pacts, and the networks asked about."""

    capability: Table[Word, FormulaText] = Field(
        description="what each state brings to a war, such as { Hub = 2, East = 1 }"
    )
    advantage: FormulaText = Field(description="how much stronger an attack must be than the defence, such as 'gamma'")
    designs: Table[Text, tuple[Text, ...]] = empty()


@dataclass(frozen=True)
class Pacts:
    """A network game with formulas in place of numbers."""

    title: str
    capability: Mapping[str, Formula]
    advantage: Formula
    designs: Mapping[str, Network]

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """Every formula the game rests on."""
        return (*self.capability.values(), self.advantage)

    @property
    def measure_names(self) -> tuple[str, ...]:
        """Counts of war-stable networks, and for each design how it stands."""
        return (*_WHOLE, *(f"{what}[{name}]" for name in self.designs for what in _BY_DESIGN))

    def game(self, values: Mapping[str, Any], reading: Reading = EXACT) -> NetworkGame:
        """The game at some values."""
        return NetworkGame(
            tuple(self.capability),
            tuple(evaluate(formula, values, reading) for formula in self.capability.values()),
            evaluate(self.advantage, values, reading),
            self.designs,
            self.title,
        )

    def measured(self, values: Mapping[str, Any], answer: Any) -> Mapping[str, Range]:
        """The measures of the solver's answer."""
        measures: Mapping[str, Range] = answer.measures
        return measures


def read_network(model: Model, reader: Reader) -> Pacts:
    """The primitives of a network model, checked."""
    section = model.network
    assert section is not None
    states = tuple(section.capability)
    if not 2 <= len(states) <= MOST:
        raise fail(
            f"a network has two to {MOST} states, not {len(states)}",
            "network",
            "capability",
            advice="write { Hub = 2, East = 1, West = 1 }",
        )
    for player in model.players:
        if player not in states:
            raise fail(f"'{player}' has no capability", "players", advice=meant(player, states))
    empty_game = NetworkGame(states, (1,) * len(states), 1)
    designs: dict[str, Network] = {}
    for name, texts in section.designs.items():
        if "[" in name or "]" in name:
            raise fail(f"'{name}' cannot name a design", "network", "designs", name, advice="leave out the brackets")
        links: list[tuple[str, ...]] = []
        for position, text in enumerate(texts):
            link = tuple(text.split())
            for state in link:
                if state not in states:
                    raise fail(
                        f"'{state}' has no capability",
                        "network",
                        "designs",
                        name,
                        position,
                        advice=meant(state, states),
                    )
            try:
                empty_game.network([*links, link])
            except GameError:
                raise fail(
                    f"'{text}' is not a link, or is there already",
                    "network",
                    "designs",
                    name,
                    position,
                    advice=f"write two states, such as '{states[0]} {states[1]}', each pair once",
                ) from None
            links.append(link)
        designs[name] = empty_game.network(links)
    return Pacts(
        model.title,
        Frozen(
            {state: reader.formula(text, "network", "capability", state) for state, text in section.capability.items()}
        ),
        reader.formula(section.advantage, "network", "advantage"),
        Frozen(designs),
    )
