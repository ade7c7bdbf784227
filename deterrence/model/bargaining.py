"""Models of ultimatum bargaining: payoffs as formulas that are linear in the demand and the responder's type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pydantic import Field

from deterrence.data import Frozen, meant
from deterrence.errors import ModelError
from deterrence.formula import EXACT, Formula, Reading, evaluate, parse
from deterrence.games.bargaining import BargainingGame
from deterrence.model.names import Reader, fail
from deterrence.model.schema import Formula as Text
from deterrence.model.schema import Section, Table, Word, empty, key_path

if TYPE_CHECKING:
    from deterrence.model.model import Model
    from deterrence.ranges import Range

DEMAND, TYPE = "demand", "type"
"""Names that payoffs may use: what is demanded, and the responder's private type."""
WORDS = ("TEXT", "LATEX")  # readings that write formulas and compute nothing


class Insurance(Section):
    """What an ally pays the responder after a rejection."""

    payer: Word = Field(description="the player who pays, one after the first two")
    sum: Text = Field(description="how much, a formula")


class BargainingSection(Section):
    """The primitives of ultimatum bargaining; the first player makes the demand, the second answers."""

    demands: tuple[Text, Text] = Field(description="the least and the largest demand, such as [0, 1]")
    types: tuple[Text, Text] = Field(description="the ends of the interval on which the responder's type is uniform")
    agreement: Table[Word, Text] = Field(description="payoffs from an accepted demand; may use 'demand' and 'type'")
    rejection: Table[Word, Text] = Field(description="payoffs from a rejected demand, such as war; may use 'type'")
    outside: Table[Word, Text] = empty()
    insurance: Insurance | None = None


@dataclass(frozen=True)
class Bargaining:
    """Ultimatum bargaining with formulas in place of numbers."""

    title: str
    players: tuple[str, ...]
    demands: tuple[Formula, Formula]
    types: tuple[Formula, Formula]
    agreement: Mapping[str, Formula]
    rejection: Mapping[str, Formula]
    outside: Mapping[str, Formula] | None
    insurance: Formula | None
    insurer: str | None

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """Every formula the game rests on."""
        return tuple(self._formulas())

    def _formulas(self) -> Iterator[Formula]:
        yield from (*self.demands, *self.types, *self.agreement.values(), *self.rejection.values())
        yield from (self.outside or {}).values()
        if self.insurance is not None:
            yield self.insurance

    @property
    def measure_names(self) -> tuple[str, ...]:
        """What may be asked of the equilibria; docs/bargaining.md defines each."""
        names = ["P(crisis)", "P(war)", "P(war | crisis)", "P(agreement | crisis)", "demand", "crisis value"]
        names += [f"E[U][{player}]" for player in self.players]
        return (*names, "critical insurance", "insurance gap") if self.outside is not None else tuple(names)

    def game(self, values: Mapping[str, Any], reading: Reading = EXACT) -> BargainingGame:
        """The game at some values, in any number system; as text, payoffs stay whole."""
        zero, one = reading.value(Fraction(0)), reading.value(Fraction(1))

        def number(formula: Formula) -> Any:
            return evaluate(formula, values, reading)

        def rows(given: Mapping[str, Formula], *names: str) -> dict[str, tuple[Any, ...]]:
            nothing = (zero,) if reading.name in WORDS else (zero,) * (1 + len(names))
            return {player: row(given[player], *names) if player in given else nothing for player in self.players}

        def row(formula: Formula, *names: str) -> tuple[Any, ...]:
            """What a linear payoff is made of, read off where demand and type are 0 or 1."""
            if reading.name in WORDS:
                return (evaluate(formula, {**values, DEMAND: DEMAND, TYPE: TYPE}, reading),)
            nothing = dict.fromkeys((DEMAND, TYPE), zero)
            constant = evaluate(formula, {**values, **nothing}, reading)
            at_one = [evaluate(formula, {**values, **nothing, name: one}, reading) for name in names]
            return constant, *(value - constant for value in at_one)

        return BargainingGame(
            self.players,
            (number(self.demands[0]), number(self.demands[1])),
            (number(self.types[0]), number(self.types[1])),
            rows(self.agreement, DEMAND, TYPE),
            rows(self.rejection, TYPE),
            None if self.outside is None else {p: row[0] for p, row in rows(self.outside).items()},
            zero if self.insurance is None else number(self.insurance),
            self.insurer,
            self.title,
        )

    def measured(self, values: Mapping[str, Any], answer: Any) -> Mapping[str, Range]:
        """The range of each measure over a solver's answer."""
        found: Mapping[str, Range] = answer.measures
        return {name: found[name] for name in self.measure_names}


def read_bargaining(model: Model, reader: Reader) -> Bargaining:
    """The primitives of ultimatum bargaining, checked."""
    section = model.bargaining
    assert section is not None
    players = model.players
    if len(players) < 2:
        raise fail("ultimatum bargaining has two players or more", "players", advice='write players = ["A", "B"]')
    for name in (DEMAND, TYPE):
        if name in reader.allowed:
            raise fail(f"'{name}' has a meaning of its own here", "bargaining", advice="choose another name for yours")
    rows = {
        "agreement": _each(section.agreement, "agreement", players, reader, DEMAND, TYPE),
        "rejection": _each(section.rejection, "rejection", players, reader, TYPE),
        "outside": _each(section.outside, "outside", players, reader),
    }
    for name, position, what in (("agreement", 0, "demands"), ("agreement", 1, "answers"), ("rejection", 1, "answers")):
        if players[position] not in rows[name]:
            raise fail(f"{players[position]} {what}, and has no payoff", "bargaining", name, advice="write its formula")
    if rows["outside"] and players[0] not in rows["outside"]:
        raise fail(f"{players[0]} may stay out, and has no payoff", "bargaining", "outside", advice="write its formula")
    insurance = section.insurance
    if insurance is not None and insurance.payer not in players[2:]:
        known = players[2:] or ("Ally",)
        raise fail(
            f"'{insurance.payer}' cannot insure the second player",
            "bargaining",
            "insurance",
            "payer",
            advice=f"name a player after the first two: {meant(insurance.payer, known)}",
        )
    demands = tuple(reader.formula(text, "bargaining", "demands", k) for k, text in enumerate(section.demands))
    types = tuple(reader.formula(text, "bargaining", "types", k) for k, text in enumerate(section.types))
    return Bargaining(
        model.title,
        players,
        (demands[0], demands[1]),
        (types[0], types[1]),
        rows["agreement"],
        rows["rejection"],
        rows["outside"] or None,
        None if insurance is None else reader.formula(insurance.sum, "bargaining", "insurance", "sum"),
        None if insurance is None else insurance.payer,
    )


def _each(
    given: Mapping[str, str], name: str, players: tuple[str, ...], reader: Reader, *own: str
) -> Mapping[str, Formula]:
    result = {}
    for player, text in given.items():
        path = ("bargaining", name, player)
        if player not in players:
            raise fail(f"'{player}' is not a player", *path, advice=meant(player, players))
        formula = parse(text, names=reader.allowed | {*own}, key=key_path(path))
        reader.used |= formula.names
        if own:
            _check_linear(formula, own, path)
        result[player] = formula
    return Frozen(result)


# -- linear in demand and type: degrees as one more reading ---------------------------------------------------------


@dataclass(frozen=True)
class _Degree:
    """The degree in demand and type together."""

    degree: int

    def __add__(self, other: _Degree) -> _Degree:
        return _Degree(max(self.degree, other.degree))

    __sub__ = __add__

    def __mul__(self, other: _Degree) -> _Degree:
        return _Degree(self.degree + other.degree)

    def __neg__(self) -> _Degree:
        return self


def _constant(parts: Any) -> _Degree:
    """What is not linear unless its parts are constant."""
    if any(part.degree for part in parts):
        raise ModelError("this is not linear in 'demand' and 'type'", advice="write a sum of multiples of them")
    return _Degree(0)


_DEGREES = Reading(
    name="DEGREES",
    value=lambda value: value if isinstance(value, _Degree) else _Degree(0),
    divide=lambda left, right: left + _constant([right]),
    power=lambda base, exponent: _Degree(base.degree * exponent),
    minimum=_constant,
    maximum=_constant,
    compare=lambda relation, left, right: left + right,
    every=_constant,
)


def _check_linear(formula: Formula, own: tuple[str, ...], path: tuple[str, ...]) -> None:
    values = {name: _Degree(int(name in own)) for name in formula.names}
    try:
        degree = evaluate(formula, values, _DEGREES).degree
    except ModelError as error:
        raise error.located(key=key_path(path)) from None
    if degree > 1:
        message = f"this has degree {degree} in 'demand' and 'type'"
        raise ModelError(message, key=key_path(path), formula=formula.text, advice="write a sum of multiples of them")
