"""Models of continuous types: unknown cutoffs with ranges and gains, and what is measured at an equilibrium.

Formulas of such a model may use exp, log, sqrt, Phi and Phi2. Definitions may use the cutoffs: those, and definitions
with a function, have no exact number and are *open*, part of the game and not of its values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, PlainValidator, StrictStr

from deterrence.errors import ModelError
from deterrence.formula import EXACT, Formula, Reading, evaluate, parse
from deterrence.formula.interval import enclose, precision
from deterrence.games.cutoff import MOST, TYPE, Cutoff, CutoffGame
from deterrence.model.names import Reader, fail
from deterrence.model.play import Play, read_play
from deterrence.model.schema import Formula as FormulaText
from deterrence.model.schema import Section, Text, one_of
from deterrence.ranges import Number, Range, single, spanned, with_possible
from deterrence.roots import Algebraic

if TYPE_CHECKING:
    from deterrence.model.model import Model

COUNT = "equilibria"
NAMED = 9
"""Equilibria, in the order of their cutoffs, that claims and rows can ask for one by one: ``"pR[2]"``."""
BITS = 128


class CutoffSection(Section):
    """One unknown threshold of a model file."""

    range: tuple[FormulaText, FormulaText] = Field(description='its least and largest value, such as ["0", "c_bar"]')
    gain: FormulaText = Field(description="what the type at the cutoff gains from doing what types below it do")
    meaning: Text = Field(description="what the cutoff is, in words")
    unit: Text = Field(description="what it is measured in, such as 'utility' or 'probability'")
    open: tuple[Annotated[str, PlainValidator(one_of(("low", "high"), "end of a range"))], ...] = ()
    below: StrictStr = ""
    above: StrictStr = ""
    symbol: StrictStr = ""


@dataclass(frozen=True)
class Unknown:
    """A cutoff with formulas in place of numbers."""

    name: str
    low: Formula
    high: Formula
    gain: Formula
    open: tuple[str, ...]
    below: str
    above: str


@dataclass(frozen=True)
class Cutoffs:
    """A game of cutoffs with formulas in place of numbers.

    Attributes
    ----------
    definitions
        The open definitions, in order.
    measures
        What is measured, by name.
    play
        How crises are drawn, where the file says so.
    """

    title: str
    unknowns: tuple[Unknown, ...]
    definitions: tuple[tuple[str, Formula], ...]
    measures: Mapping[str, Formula]
    play: Play | None = None

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """Every formula the game rests on."""
        own = [formula for one in self.unknowns for formula in (one.low, one.high, one.gain)]
        return (*own, *(formula for _, formula in self.definitions))

    def game(self, values: Mapping[str, Any], reading: Reading = EXACT) -> CutoffGame:
        """The game at some values; an open definition that they give is a value."""
        cutoffs = tuple(
            Cutoff(
                one.name,
                evaluate(one.low, values, reading),
                evaluate(one.high, values, reading),
                one.gain,
                "low" in one.open,
                "high" in one.open,
                one.below,
                one.above,
            )
            for one in self.unknowns
        )
        definitions = tuple((name, formula) for name, formula in self.definitions if name not in values)
        used = {name for one in self.unknowns for name in one.gain.names}
        used |= {name for formula in (*dict(definitions).values(), *self.measures.values()) for name in formula.names}
        own = {one.name for one in self.unknowns} | dict(definitions).keys() | {TYPE}
        numbers = {name: reading.value(values[name]) for name in sorted(used - own) if name in values}
        return CutoffGame(cutoffs, numbers, definitions, self.title)

    @property
    def measure_names(self) -> tuple[str, ...]:
        """The number of equilibria, the cutoffs, what the file measures, and each of these at single equilibria."""
        names = (*(one.name for one in self.unknowns), *self.measures)
        return (COUNT, *names, *(f"{name}[{k}]" for name in names for k in range(1, NAMED + 1)))

    def measured(self, values: Mapping[str, Any], answer: Any) -> Mapping[str, Range]:
        """The range of each measure over the equilibria, and where there are several its value at each."""
        game = answer.game
        rows = [self.at(game, point) for point in answer.points]
        result: dict[str, Range] = {}
        if answer.complete:
            result[COUNT] = single(Fraction(len(rows)))
        else:
            result[COUNT] = Range(None, None, False, False, "some boxes are left open")
        for name in (*game.names, *self.measures):
            column = [row[name] for row in rows]
            if any(x is None for x in column):
                result[name] = Range(None, None, False, False, "it is not defined at an equilibrium")
                continue
            known = [x for x in column if x is not None]
            result[name] = self._range(game, name, known, answer.undecided)
            if len(known) > 1:
                result |= {f"{name}[{k}]": single(x) for k, x in enumerate(known[:NAMED], 1)}
        return result

    def _range(self, game: CutoffGame, name: str, known: list[Number], undecided: Any) -> Range:
        """The range of a measure, with what it may be at equilibria in boxes that are left open."""
        more = []
        with precision(BITS):
            for one in undecided:
                found = game.enclosed(self.measures.get(name) or parse(name), [enclose(*ends) for ends in one.box])
                if not found.finite:
                    return Range(None, None, False, False, "some boxes are left open, and it may be anything there")
                more.append(Algebraic(None, *found.ends))
        return with_possible(spanned(known), more)

    def at(self, game: CutoffGame, point: Any) -> dict[str, Number | None]:
        """Every measure at one equilibrium; None where it is not defined."""
        exact = dict(zip(game.names, point.point, strict=True)) if point.point is not None else None
        result: dict[str, Number | None] = {}
        with precision(BITS):
            pairs = zip(game.names, point.box, strict=True)
            box = tuple(enclose(exact[name]) if exact else enclose(*ends) for name, ends in pairs)
            for k, name in enumerate(game.names):
                low, high = point.box[k]
                result[name] = exact[name] if exact else low if low == high else Algebraic(None, low, high)
            for name, formula in self.measures.items():
                result[name] = _exactly(game, formula, exact) if exact else None
                if result[name] is None:
                    found = game.enclosed(formula, box)
                    if found.finite:
                        low, high = found.ends
                        result[name] = low if low == high else Algebraic(None, low, high)
        return result


def _exactly(game: CutoffGame, formula: Formula, exact: Mapping[str, Fraction]) -> Fraction | None:
    """A measure at exact cutoffs, where it is a rational number that the grammar can name."""
    known: dict[str, Any] = {name: x for name, x in game.values.items() if isinstance(x, Fraction)} | dict(exact)
    try:
        for name, part in game.behind(formula.names):
            known[name] = evaluate(part, known)
        return evaluate(formula, known)
    except ModelError:
        return None


def read_cutoffs(model: Model, reader: Reader) -> Cutoffs:
    """The primitives of a cutoff model, checked."""
    if len(model.cutoffs) > MOST:
        advice = f"write at most {MOST}, or a model for each part of the game"
        raise fail(f"there are {len(model.cutoffs)} cutoffs", "cutoffs", advice=advice)
    unknowns = []
    for name, section in model.cutoffs.items():
        low, high = (reader.formula(text, "cutoffs", name, "range", k) for k, text in enumerate(section.range))
        gain = reader.open_formula(section.gain, "cutoffs", name, "gain", extra=(TYPE,))
        unknowns.append(Unknown(name, low, high, gain, section.open, section.below, section.above))
    measures = {name: reader.open_formula(text, "measures", name) for name, text in model.measures.items()}
    for name in measures:
        if name == COUNT or name in model.cutoffs or "[" in name:
            advice = "leave it out, or choose another name, without brackets"
            raise fail(f"'{name}' has a meaning of its own among measures", "measures", name, advice=advice)
    play = read_play(model, reader, model.play) if model.play is not None else None
    return Cutoffs(model.title, tuple(unknowns), reader.open_definitions, measures, play)
