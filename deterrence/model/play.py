"""How a crisis between continuous types is played: what nature draws, and which events happen then.

A game of cutoffs holds gains and not the distributions behind them. This section writes them down once more, so that
crises can be drawn and their frequencies set beside the measures: two ways to one number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from deterrence.data import Frozen, meant
from deterrence.formula import Condition, Formula, parse_condition
from deterrence.model.names import Reader, fail
from deterrence.model.schema import Name, Section, Table, Text, key_path

if TYPE_CHECKING:
    from deterrence.model.model import Model

DISTRIBUTIONS: Mapping[str, tuple[str, ...]] = {
    "uniform": ("low", "high"),
    "normal": ("mean", "deviation"),
    "exponential": ("rate",),
}
_WRITE = "write uniform(low, high), normal(mean, deviation) or exponential(rate)"


class PlaySection(Section):
    """What is drawn in a crisis of a game of cutoffs, and what happens then."""

    draws: Table[Name, Text] = Field(description="a distribution for each name, such as { value = 'uniform(0, 1)' }")
    events: Table[str, Text] = Field(
        description="when an event happens, under the name of the measure that is its probability, such as "
        "{ 'P(challenge)' = 'value > u_star' }"
    )


@dataclass(frozen=True)
class Play:
    """A section `play`, read.

    Attributes
    ----------
    draws
        For each name its distribution and the formulas of its arguments. All are independent.
    events
        For each measure when its event happens: in one of these ways, in each of which every condition holds.
    """

    draws: Mapping[str, tuple[str, tuple[Formula, ...]]]
    events: Mapping[str, tuple[tuple[Condition, ...], ...]]

    @property
    def names(self) -> frozenset[str]:
        """The names that the distributions and conditions rest on, draws left out."""
        found = {name for _, arguments in self.draws.values() for formula in arguments for name in formula.names}
        found |= {n for ways in self.events.values() for way in ways for condition in way for n in condition.names}
        return frozenset(found - self.draws.keys())


def read_play(model: Model, reader: Reader, section: PlaySection) -> Play:
    """The section of a model, checked against its names and measures."""
    draws: dict[str, tuple[str, tuple[Formula, ...]]] = {}
    for name, text in section.draws.items():
        path = ("play", "draws", name)
        if name in reader.allowed | reader.unknown:
            raise fail(f"'{name}' has a meaning already", *path, advice="choose another name for what is drawn")
        found = re.fullmatch(r"\s*([A-Za-z]\w*)\s*\((.*)\)\s*", text, re.DOTALL)
        if found is None:
            raise fail(f"'{text}' is no distribution", *path, advice=_WRITE)
        kind, arguments = found[1], list(_split(found[2]))
        if kind not in DISTRIBUTIONS:
            raise fail(f"no distribution is called '{kind}'", *path, advice=meant(kind, DISTRIBUTIONS))
        if len(arguments) != len(DISTRIBUTIONS[kind]):
            raise fail(f"{kind} takes {len(DISTRIBUTIONS[kind])} numbers, not {len(arguments)}", *path, advice=_WRITE)
        draws[name] = kind, tuple(reader.formula(argument, *path) for argument in arguments)
    events: dict[str, tuple[tuple[Condition, ...], ...]] = {}
    names = reader.allowed | reader.unknown | draws.keys()
    for name, text in section.events.items():
        path = ("play", "events", name)
        if name not in model.measures:
            raise fail(f"'{name}' is no measure of this model", *path, advice=meant(name, model.measures))
        events[name] = tuple(
            tuple(parse_condition(part, names=names, key=key_path(path)) for part in re.split(r"\band\b", way))
            for way in re.split(r"\bor\b", text)
        )
    play = Play(Frozen(draws), Frozen(events))
    used = {n for ways in events.values() for way in ways for condition in way for n in condition.names}
    for name in draws:
        if name not in used:
            raise fail(f"'{name}' is drawn and used nowhere", "play", "draws", name, advice="leave it out, or use it")
    reader.used |= play.names
    return play


def _split(text: str) -> Iterator[str]:
    """The arguments of a call: its parts between commas that stand in no brackets."""
    depth, start = 0, 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            yield text[start:place]
            start = place + 1
    if text[start:].strip() or start:
        yield text[start:]

