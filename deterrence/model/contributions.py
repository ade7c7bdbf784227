"""Models of voluntary provision: what allies can spend comes with the values, what defence is worth from a formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.data import meant
from deterrence.formula import EXACT, Formula, Reading, evaluate
from deterrence.games.provision import ProvisionGame
from deterrence.model.names import OWN, Reader, endowments_in, fail

if TYPE_CHECKING:
    from deterrence.model.model import Model
    from deterrence.ranges import Range

OF_ALL = ("G", "G_least", "G_most", "suboptimality", "neutrality", "gini", "break_even")
OF_ALLIES = ("g", "burden", "share", "exploitation", "free_riding", "unpaid", "break_even", "burden_most")


@dataclass(frozen=True)
class Contributions:
    """A game of voluntary provision with formulas in place of numbers; the allies come with the values."""

    title: str
    players: tuple[str, ...]
    utility: str
    weight: Formula
    publicness: Formula
    technology: str = "summation"
    limit: tuple[Formula, Formula] | None = None
    matching: tuple[Formula, Formula] | None = None
    in_kind: tuple[Formula, Formula] | None = None
    declared: bool = False
    benchmark: Formula | None = None
    penalty: Formula | None = None
    kind: str = "lump-sum"

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """Every formula the game rests on."""
        rules = (*(self.limit or ()), *(self.matching or ()), *(self.in_kind or ()))
        riding = (one for one in (self.benchmark, self.penalty) if one is not None)
        return (self.weight, self.publicness, *rules, *riding)

    @property
    def measure_names(self) -> tuple[str, ...]:
        """The level G, how it compares, and for each ally what it pays and how that compares."""
        return (*OF_ALL, *(f"{what}[{player}]" for what in OF_ALLIES for player in self.players))

    def measured(self, values: Mapping[str, Any], answer: Any) -> Mapping[str, Range]:
        """The range of each measure over the answer of `deterrence.solve`."""
        found: Mapping[str, Range] = answer.measures
        return found

    def game(self, values: Mapping[str, Any], reading: Reading = EXACT) -> ProvisionGame:
        """The game at some values; ``endowment[X]`` in the values says what X can spend."""
        endowments = {player: reading.value(w) for player, w in endowments_in(values).items()}

        def each(formula: Formula) -> tuple[Any, ...]:
            return tuple(evaluate(formula, {**values, OWN: w}, reading) for w in endowments.values())

        def by_role(formulas: tuple[Formula, Formula] | None) -> tuple[Any, ...]:
            if formulas is None:
                return ()
            largest, others = formulas
            hub = _largest(endowments)
            return tuple(
                evaluate(largest if k == hub else others, {**values, OWN: w}, reading)
                for k, w in enumerate(endowments.values())
            )

        weights = each(self.weight)
        rules: dict[str, Any] = {
            name: by_role(formulas)
            for name, formulas in (("limits", self.limit), ("matching", self.matching), ("in_kind", self.in_kind))
            if formulas is not None
        }
        if self.declared:
            pairs = zip(weights, endowments.values(), strict=True)
            alone = tuple(weight * w if self.utility == "cobb-douglas" else weight for weight, w in pairs)
            rules["benchmarks"] = each(self.benchmark) if self.benchmark is not None else alone
        if self.penalty is not None:
            rules |= {"penalties": each(self.penalty), "penalty": self.kind}
        return ProvisionGame(
            tuple(endowments),
            self.utility,
            tuple(endowments.values()),
            weights,
            evaluate(self.publicness, values, reading),
            self.title,
            technology=self.technology,
            **rules,
        )


def _largest(endowments: Mapping[str, Any]) -> int:
    """The position of the largest endowment, the first of several; where formulas are shown, the first listed."""
    numbers = list(endowments.values())
    if all(hasattr(w, "text") for w in numbers):
        return 0
    if not all(isinstance(w, Fraction) for w in numbers):
        raise fail(
            "which ally is the largest is read at one point",
            "provision",
            advice="solve point by point, or write one formula for all allies",
        )
    return max(range(len(numbers)), key=lambda k: numbers[k])


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
    riding = model.free_riding

    def by_role(name: str) -> tuple[Formula, Formula] | None:
        given = getattr(section, name)
        if given is None:
            return None
        return (
            reader.formula(given.largest, "provision", name, "largest", own=True),
            reader.formula(given.others, "provision", name, "others", own=True),
        )

    benchmark = penalty = None
    if riding is not None and riding.benchmark is not None:
        benchmark = reader.formula(riding.benchmark, "free_riding", "benchmark", own=True)
    if riding is not None and riding.penalty != "0":
        penalty = reader.formula(riding.penalty, "free_riding", "penalty", own=True)
        if section.technology != "summation":
            raise fail(
                f"penalties are solved where contributions add up, not under {section.technology}",
                "free_riding",
                "penalty",
                advice="leave the penalty out, or write technology = 'summation'",
            )
    return Contributions(
        model.title,
        players,
        section.utility,
        reader.formula(section.weight, "provision", "weight", own=True),
        reader.formula(section.publicness, "provision", "publicness"),
        section.technology,
        by_role("limit"),
        by_role("matching"),
        by_role("in_kind"),
        riding is not None,
        benchmark,
        penalty,
        riding.kind if riding is not None else "lump-sum",
    )
