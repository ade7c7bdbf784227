"""A game of cutoffs and its equilibria for readers and for programs: only digits that are proved are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from deterrence.formula import Formula
from deterrence.formula.notation import symbol
from deterrence.games.cutoff import Cutoff, CutoffGame
from deterrence.ranges import Number, lower, upper
from deterrence.report.document import Entries, Equation, Equations, Heading, Part, number_column, word_column
from deterrence.roots import Algebraic
from deterrence.solvers import plural
from deterrence.solvers.cutoff import CutoffEquilibria, numbers
from deterrence.table import Table
from deterrence.table.cells import Cell, Interval, exact

DIGITS = 15
"""Of an irrational cutoff in data."""
TIGHT = Fraction(1, 10**13)
PLACES = {"inside": "inside its range", "low": "at the lower end", "high": "at the upper end"}


def cutoff_game(game: CutoffGame, write: Callable[[Any], Any]) -> Iterator[Part]:
    """The unknowns with their ranges, and the conditions of equilibrium."""
    yield Heading("Cutoffs")
    columns = (word_column("cutoff"), word_column("range"), word_column("below"), word_column("above"))
    rows: list[tuple[Cell, ...]] = [
        (one.name, _range(one, write), one.below or "-", one.above or "-") for one in game.cutoffs
    ]
    yield Table(columns, tuple(rows), title="Unknown cutoffs, and what types below and above them do")
    yield Heading("Gain of the type at a cutoff from doing what types below it do")
    lines = [_equation(f"gain of {one.name}", rf"g_{{{symbol(one.name)}}}", one.formula) for one in game.cutoffs]
    lines += [_equation(name, symbol(name), formula) for name, formula in game.definitions]
    yield Equations(tuple(lines))
    if game.values and all(isinstance(x, (Fraction, tuple)) for x in game.values.values()):
        yield Entries((("Values", ", ".join(f"{name} = {_value(x)}" for name, x in game.values.items())),))
    yield Entries(
        (("Equilibrium", "a gain is 0 inside its range, at most 0 at the lower end, at least 0 at the upper end"),)
    )


def _range(one: Cutoff, write: Callable[[Any], Any]) -> str:
    low, high = (exact(x) if isinstance(x, Fraction) else str(write(x)) for x in (one.low, one.high))
    return f"{'(' if one.open_low else '['}{low}, {high}{')' if one.open_high else ']'}"


def _value(x: Fraction | tuple[Fraction, Fraction]) -> str:
    return exact(x) if isinstance(x, Fraction) else f"from {exact(x[0])} to {exact(x[1])}"


def _equation(name: str, letters: str, formula: Formula) -> Equation:
    return Equation(f"{name} = {formula.text}", f"{letters} = {formula.latex()}")


def cutoff_parts(answer: CutoffEquilibria) -> Iterator[Part]:
    """Every equilibrium, and every box that is left open."""
    names = answer.game.names
    if answer.points:
        columns = (
            number_column("equilibrium"),
            *(number_column(name) for name in names),
            word_column("where"),
            word_column("box", "proved unique in a box of width"),
        )
        found: list[tuple[Cell, ...]] = []
        for place, point in enumerate(answer.points, 1):
            where = "; ".join(f"{name} {PLACES[face]}" for name, face in zip(names, point.face, strict=True))
            width = max(high - low for low, high in point.box)
            found.append((place, *map(cell, numbers(point)), where, f"{float(width):.1e}" if width else "0: exact"))
        yield Table(columns, tuple(found), title=plural(answer))
    if answer.undecided:
        columns = (*(number_column(name) for name in names), word_column("reason"))
        open_rows: list[tuple[Cell, ...]] = [
            (*(Interval(low, high) for low, high in one.box), one.reason) for one in answer.undecided
        ]
        yield Table(columns, tuple(open_rows), title="Boxes left open: elsewhere there is no other equilibrium")


def cell(x: Number) -> Cell:
    """A number as a cell: an interval where its digits are not known."""
    if not isinstance(x, Algebraic):
        return Fraction(x) if isinstance(x, Fraction) else str(x)
    return float(x) if x.high - x.low <= TIGHT * max(abs(x.low), abs(x.high)) else Interval(x.low, x.high)


def decimal(x: Number) -> str:
    """The decimal digits of a number that are proved, at most `DIGITS` of them."""
    low, high = lower(x), upper(x)
    for digits in range(DIGITS, 0, -1):
        texts = {f"{_rounded(end, digits)}" for end in (low, high)}
        if len(texts) == 1:
            return texts.pop()
    return ""


def _rounded(x: Fraction, digits: int) -> str:
    from decimal import Context, Decimal

    context = Context(prec=digits)
    return str(context.divide(Decimal(x.numerator), Decimal(x.denominator)).normalize(context))


def cutoff_data(answer: CutoffEquilibria) -> dict[str, Any]:
    """The same for JSON: each equilibrium with its box, exact ends as text."""
    names = answer.game.names

    def box(ends: Any) -> dict[str, list[str]]:
        return {name: [exact(low), exact(high)] for name, (low, high) in zip(names, ends, strict=True)}

    return {
        "points": [
            {
                "cutoffs": {
                    name: exact(x) if isinstance(x, Fraction) else decimal(x)
                    for name, x in zip(names, numbers(point), strict=True)
                },
                "box": box(point.box),
                "where": dict(zip(names, point.face, strict=True)),
                "single_crossing": point.crossing,
            }
            for point in answer.points
        ],
        "undecided": [
            {"box": box(one.box), "where": dict(zip(names, one.face, strict=True)), "reason": one.reason}
            for one in answer.undecided
        ],
        "boxes_looked_at": answer.work,
    }
