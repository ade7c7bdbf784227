"""Models of repeated play: pacts under monitoring, shares of a common cost, linked issues, peace until an attack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING, Any

from pydantic import Field

from deterrence.data import Frozen, meant
from deterrence.formula import EXACT, Formula, Reading, evaluate
from deterrence.games.agreements import ExitGame, LinkedIssues, ShareAgreement
from deterrence.games.repeated import ASKED, RepeatedGame
from deterrence.model.names import Reader, fail
from deterrence.model.schema import Formula as Text
from deterrence.model.schema import Section, Table, Word, empty

if TYPE_CHECKING:
    from deterrence.model.model import Model
    from deterrence.ranges import Range

KINDS = ("pact", "shares", "issues", "exit")


class PactSection(Section):
    """A pact that is kept or broken, period after period, and what is seen of it."""

    cooperation: Text = Field(description="what keeping the pact pays each ally in a period")
    temptation: Text = Field(description="what breaking it alone brings besides, in that period")
    punishment: Text = "0"
    bad_kept: Text = "0"
    bad_broken: Text = "1"
    review: Text = "1"
    notice: Text = "0"
    turnover: Text = "0"
    recovery: Text = "0"


class SharesSection(Section):
    """The cost of a common defence, shared period after period."""

    cost: Text = Field(description="the cost of the common defence in a period")
    benefits: Table[Word, Text] = Field(description='what it is worth to each ally, such as { Host = "6" }')
    losses: Table[Word, Text] = Field(description="the part of its benefit that an ally loses at once by not paying")
    agreed: Table[Word, Text] = empty()


class IssuesSection(Section):
    """Issues on which two sides cooperate, linked: a breach on one ends all."""

    surpluses: Table[Word, Text] = Field(description='what cooperation is worth on each issue, such as { trade = "1" }')
    temptations: Table[Word, Text] = Field(description="what breaking it alone brings once, on each issue")


class ExitSection(Section):
    """Peace period after period, until somebody attacks."""

    peace: Text = Field(description="what a period of peace pays each side")
    attack: Text = Field(description="what attacking alone pays, once and for all")
    victim: Text = Field(description="what being attacked pays")
    war: Text = Field(description="what each has if both attack")


class RepeatedSection(Section):
    """The primitives of a repeated game: the future's weight, and one of four kinds of play."""

    discount: Text = Field(description="the weight of the next period, from 0 up to but not 1")
    hazard: Text = "0"
    pact: PactSection | None = None
    shares: SharesSection | None = None
    issues: IssuesSection | None = None
    exit: ExitSection | None = None


Game = RepeatedGame | ShareAgreement | LinkedIssues | ExitGame


@dataclass(frozen=True)
class Repetition:
    """A repeated game with formulas in place of numbers."""

    title: str
    kind: str
    players: tuple[str, ...]
    issues: tuple[str, ...]
    single: Mapping[str, Formula]
    lists: Mapping[str, tuple[Formula, ...]]

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """Every formula the game rests on."""
        return (*self.single.values(), *(formula for row in self.lists.values() for formula in row))

    @property
    def measure_names(self) -> tuple[str, ...]:
        """What may be asked of an equilibrium."""
        if self.kind == "pact":
            return ASKED
        if self.kind == "exit":
            return ExitGame(self.players, 0, 1, 0, 0, 0).asked
        zeros = tuple("0" for _ in (self.issues or self.players))
        if self.kind == "issues":
            return LinkedIssues(self.issues, zeros, zeros, 0).asked
        shares = ("1", *zeros[1:]) if "shares" in self.lists else ()
        return ShareAgreement(self.players, 1, zeros, zeros, 0, 0, shares).asked

    def game(self, values: Mapping[str, Any], reading: Reading = EXACT) -> Game:
        """The game at some values; periods of notice and between reviews count where they are complete."""
        single = {name: evaluate(formula, values, reading) for name, formula in self.single.items()}
        lists = {name: tuple(evaluate(f, values, reading) for f in row) for name, row in self.lists.items()}
        if reading is EXACT:
            single |= {name: floor(single[name]) for name in ("review", "notice") if name in single}
        if self.kind == "pact":
            return RepeatedGame(self.players, title=self.title, **single)
        if self.kind == "shares":
            return ShareAgreement(self.players, title=self.title, **single, **lists)
        if self.kind == "issues":
            return LinkedIssues(self.issues, title=self.title, **single, **lists)
        return ExitGame(self.players, title=self.title, **single)

    def measured(self, values: Mapping[str, Any], answer: Any) -> Mapping[str, Range]:
        """The range of each measure over a solver's answer."""
        found: Mapping[str, Range] = answer.measures
        return found


def read_repeated(model: Model, reader: Reader) -> Repetition:
    """The primitives of a repeated model, checked."""
    section = model.repeated
    assert section is not None
    given = [kind for kind in KINDS if getattr(section, kind) is not None]
    if len(given) != 1:
        said = f"{' and '.join(given)} are" if given else "none is"
        advice = "write one of [repeated.pact], [repeated.shares], [repeated.issues] and [repeated.exit]"
        raise fail(f"one kind of repeated play was expected, and {said} given", "repeated", advice=advice)
    kind = given[0]
    chosen: Section = getattr(section, kind)
    if (kind == "exit" and len(model.players) != 2) or len(model.players) < 2:
        raise fail(f"{len(model.players)} players are named", "players", advice="write two, such as ['Host', 'Guest']")
    single = {"discount": reader.formula(section.discount, "repeated", "discount")}
    hazard = reader.formula(section.hazard, "repeated", "hazard")
    if kind != "exit":
        single["hazard"] = hazard
    elif section.hazard != "0":
        raise fail(
            "an exit game has no hazard", "repeated", "hazard", advice="multiply the discount factor by 1 minus it"
        )
    lists: dict[str, tuple[Formula, ...]] = {}
    issues: tuple[str, ...] = tuple(chosen.surpluses) if isinstance(chosen, IssuesSection) else ()
    for key, entry in chosen:
        if isinstance(entry, Mapping):
            lists |= _list(reader, kind, key, entry, issues or model.players)
        else:
            single[key] = reader.formula(entry, "repeated", kind, key)
    if "agreed" in lists:
        lists["shares"] = lists.pop("agreed")
    return Repetition(model.title, kind, model.players, issues, Frozen(single), Frozen(lists))


def _list(
    reader: Reader, kind: str, key: str, entry: Mapping[str, str], order: tuple[str, ...]
) -> dict[str, tuple[Formula, ...]]:
    """One formula for each ally or issue, in order; nothing where the table is left out."""
    if not entry and key == "agreed":
        return {}
    for name in entry:
        if name not in order:
            what = "an issue with a surplus" if kind == "issues" else "a player"
            raise fail(f"'{name}' is not {what}", "repeated", kind, key, advice=meant(name, order))
    for name in order:
        if name not in entry:
            raise fail(f"{name} is missing", "repeated", kind, key, advice=f'add {name} = "..."')
    return {key: tuple(reader.formula(entry[name], "repeated", kind, key, name) for name in order)}
