"""What the exact solver says of a proposition at a point: no shape and no z3 has a say in it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from deterrence.averages import measured
from deterrence.cells import cells_with_outcomes
from deterrence.errors import DeterrenceError, ModelError, SolverError
from deterrence.formula import Formula, evaluate
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.strategic import StrategicGame
from deterrence.measures import measure, outcomes
from deterrence.proposition.statement import (
    MONOTONE,
    Comparison,
    Deters,
    Emptiness,
    Monotone,
    Place,
    Presence,
    Quantity,
    Statement,
    UniqueOutcome,
)
from deterrence.prove.question import Question
from deterrence.ranges import Range, lower, number_words, upper
from deterrence.reading import named_regions, region_names
from deterrence.refine import refine, surviving
from deterrence.regions.naming import label
from deterrence.result import Cell
from deterrence.solvers import solve
from deterrence.solvers.signaling import SignalingEquilibria

Values = Mapping[str, Fraction]
TRUE, FALSE, UNDEFINED, OPEN, OUTSIDE = "true", "false", "undefined", "open", "outside"
_FIRST = (FALSE, OPEN, OUTSIDE, UNDEFINED, TRUE)
"""Of what is found for the parts of a conjunction, the first of these words is the word on the whole."""
_RELATIONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


class Outside(Exception):
    """Raised where the model does not hold at a point."""


class Undefined(Exception):
    """Raised where a quantity is not defined at a point."""


class Open(Exception):
    """Raised where the solver leaves something undecided."""


@dataclass(frozen=True)
class Said:
    """What was found at a point: a word, the two sides as text where there are sides, and the name that moved."""

    word: str
    left: str = ""
    right: str = ""
    moved: str = ""


@dataclass(eq=False)
class Solved:
    """A model solved at one point."""

    model: Any
    values: Values
    game: Any
    answer: Any
    _sets: dict[tuple[str, bool], Any] = field(default_factory=dict)

    def cells(self, over: str, undecided: bool) -> list[Any]:
        """The cells of a set with the outcomes of their vertices; `undecided`: with those that may not belong to it."""
        key = (over, undecided)
        if key not in self._sets:
            found = cells_with_outcomes(self.game, self.answer, "all")
            if over == "refined" and isinstance(self.answer, SignalingEquilibria):
                kept = surviving(self.answer, refine(self.answer), undecided=undecided)
                found = list(outcomes(self.game, kept))
            elif over not in ("all", "refined"):
                found = [pair for pair in found if over in self.names(pair[0])]
            self._sets[key] = found
        return list(self._sets[key])

    def names(self, cell: Cell) -> list[str]:
        """The regions that a cell lies in."""
        return region_names(self.model, self.values, cell)

    @property
    def historied(self) -> bool:
        """Whether measures are probabilities of events."""
        return isinstance(self.game, (StrategicGame, ExtensiveGame))

    def range(self, name: str, over: str, undecided: bool) -> Range:
        """The values of a measure over a set."""
        if not self.historied:
            ranges = self.model.measured(self.values, self.answer)
            if over not in ("all", "refined") and over not in named_regions(self.model, self.values):
                return Range(None, None, False, False, "it does not lie in that region")
            if name not in ranges:
                raise ModelError(f'there is no measure "{name}"', key="proposition")
            found: Range = ranges[name]
            return found
        cells = self.cells(over, undecided)
        if not cells:
            return Range(None, None, False, False, "no equilibrium is left")
        if name in self.model.measures:
            return measured(self.game, cells, self.model.measure(name))
        endings = {" ".join(end): end for end in cells[0][1][0]}
        if name in endings:
            return measure(cells, [endings[name]])
        return _action(self.game, cells, name)


def _action(game: Any, cells: Sequence[Any], name: str) -> Range:
    """The range of an action's probability, by the vertices of the cells: ``Challenger soft: initiate``."""
    place, _, action = name.rpartition(": ")
    found = [
        chances.get(action, Fraction(0))
        for cell, _ in cells
        for profile in cell.profiles
        for where, chances in profile.items()
        if place == (label(game, where) if isinstance(game, ExtensiveGame) else where.player)
    ]
    if not found:
        raise Open(f'"{name}" is read from regions only')
    return Range(min(found), max(found))


class Solver:
    """Solves points of a question, each model once at the same values."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self._solved: dict[Any, Solved] = {}

    def said(self, point: Values, other: Values | None = None) -> Said:
        """What the whole proposition is at a point (and, of monotone statements, at a second one).

        Each monotone statement is read between the point and the one at which its own name alone has moved.
        """
        question = self.question
        try:
            base = self._base(point)
            where = all(evaluate(condition, base) for condition in question.proposition.when)
            if not where and not question.proposition.exactly:
                raise Outside
        except Outside:
            return Said(OUTSIDE)
        except DeterrenceError as problem:
            return Said(OPEN, getattr(problem, "message", str(problem)))
        found = [self._statement_said(statement, point, other) for statement in question.proposition.statements]
        shown = min(found, key=lambda said: _FIRST.index(said.word))
        if question.proposition.exactly and not where and shown.word in (TRUE, FALSE):
            return replace(shown, word=TRUE if shown.word == FALSE else FALSE)
        return shown

    def _statement_said(self, statement: Statement, point: Values, other: Values | None) -> Said:
        try:
            return self._statement(statement, point, other)
        except Outside:
            return Said(OUTSIDE)
        except Undefined:
            return Said(UNDEFINED)
        except Open as problem:
            return Said(OPEN, str(problem))
        except DeterrenceError as problem:
            return Said(OPEN, getattr(problem, "message", str(problem)))

    def everything(self, point: Values) -> Values:
        """The number behind every name of the model."""
        return self._base(point)

    # -- points ------------------------------------------------------------------------------------------------------

    def _base(self, point: Values) -> Values:
        question = self.question
        own = {name: point[name] for name in question.base.over}
        try:
            values = question.model.values(question.pact, world=question.world, set={**question.at, **own})
        except ModelError as problem:
            raise Outside from problem
        if question.model.violated(values) or not all(_holds(c, values) for c in question.where):
            raise Outside
        return values

    def at(self, place: Place, point: Values) -> Solved:
        """The model of a place, solved."""
        context = self.question.context(place)
        base: Values = {}
        given = dict(context.fixed)
        for name in context.varied.over:
            if name in point:
                given[name] = point[name]
        if context.replaced:
            base = self._base(point)
        for name, formula in context.replaced:
            given[name] = evaluate(formula, base)
        key = (context.number, tuple(sorted((name, str(value)) for name, value in given.items())))
        if key not in self._solved:
            try:
                values = context.model.values(context.pact, world=context.world, set=given)
            except ModelError as problem:
                raise Outside from problem
            if context.model.violated(values):
                raise Outside
            game = context.model.game(values)
            answer = solve(game)
            if len(self._solved) > 8:
                self._solved.clear()
            self._solved[key] = Solved(context.model, values, game, answer)
        return self._solved[key]

    # -- statements --------------------------------------------------------------------------------------------------

    def _statement(self, statement: Statement, point: Values, other: Values | None) -> Said:
        """The word on one statement, the same for every way to decide what is undecided."""
        said = [self._one(statement, point, other, undecided) for undecided in (False, True)]
        if said[0].word != said[1].word:
            raise Open("whether an equilibrium survives is undecided there")
        return said[1]

    def _one(self, statement: Statement, point: Values, other: Values | None, undecided: bool) -> Said:
        if isinstance(statement, Comparison):
            return self._comparison(statement, point, undecided)
        if isinstance(statement, Monotone):
            assert other is not None
            name = statement.name
            if other[name] <= point[name]:
                raise Outside  # another statement moves its name
            after = {**point, name: other[name]}
            self._base(after)
            first = self._value(statement.quantity, point, undecided)
            last = self._value(statement.quantity, after, undecided)
            word = _word(_related(last, MONOTONE[statement.direction], first))
            return Said(word, number_words(first), number_words(last), name)
        solved = self.at(statement.place, point)
        if not solved.answer.complete:
            raise Open(f"the set of equilibria is not known to be complete: {solved.answer.status}")
        return Said(_word(_presence(solved, statement, undecided)), *_shown(solved, statement, undecided))

    def _value(self, quantity: Quantity, point: Values, undecided: bool) -> Any:
        solved = self.at(quantity.place, point)
        if not solved.answer.complete:
            raise Open(f"the set of equilibria is not known to be complete: {solved.answer.status}")
        found = solved.range(quantity.measure, quantity.place.over, undecided)
        value = found.maximum if quantity.end == "most" else found.minimum
        if value is None:
            if "curved" in found.undefined or "boxes" in found.undefined:
                raise Open(found.undefined)
            raise Undefined
        return value

    def _comparison(self, statement: Comparison, point: Values, undecided: bool) -> Said:
        values = dict(self._base(point))
        known = {name: self._value(one, point, undecided) for name, one in statement.quantities.items()}
        sides = [_side(term, values, known) for term in statement.condition.terms]
        pairs = zip(sides, statement.condition.relations, sides[1:], strict=False)
        words = [_word(_related(left, relation, right)) for left, relation, right in pairs]
        whole = FALSE if FALSE in words else OPEN if OPEN in words else TRUE
        return Said(whole, number_words(sides[0]), number_words(sides[-1]))


def _holds(condition: Any, values: Values) -> bool:
    try:
        return bool(evaluate(condition, values))
    except ModelError:
        return False


def _side(term: Formula, values: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    """A side of a comparison; a quantity that is no rational number may stand alone only."""
    here = {**values, **known}
    if term.text in known:
        return known[term.text]
    if any(not isinstance(known[name], Fraction) for name in term.names if name in known):
        raise Open("a quantity is no rational number there")
    try:
        return evaluate(term, {name: value for name, value in here.items() if isinstance(value, Fraction)})
    except ModelError as problem:
        raise Undefined from problem


def _related(left: Any, relation: str, right: Any) -> bool | None:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return _RELATIONS[relation](left, right)
    if upper(left) < lower(right):
        return relation in ("<", "<=", "!=")
    if lower(left) > upper(right):
        return relation in (">", ">=", "!=")
    return None


def _word(found: bool | None) -> str:
    return OPEN if found is None else TRUE if found else FALSE


def _presence(solved: Solved, statement: Any, undecided: bool) -> bool | None:
    over = statement.place.over
    if not solved.historied:
        named = named_regions(solved.model, solved.values)
        if isinstance(statement, Presence):
            return (statement.region not in named) if statement.kind == "no" else statement.region in named
        if isinstance(statement, Deters):
            return _deters(solved, statement, undecided)
        ranges = solved.model.measured(solved.values, solved.answer).values()
        if isinstance(statement, UniqueOutcome):
            return all(found.single for found in ranges)
        return (statement.kind == "some") is any(found.minimum is not None for found in ranges)
    cells = solved.cells(over, undecided)
    if isinstance(statement, Emptiness):
        return bool(cells) is (statement.kind == "some")
    if isinstance(statement, Presence):
        inside = [statement.region in solved.names(cell) for cell, _ in cells]
        if statement.kind == "only":
            return bool(inside) and all(inside)
        return any(inside) is (statement.kind == "exists")
    if isinstance(statement, UniqueOutcome):
        if not cells:
            return False
        if any(cell.unranged for cell, _ in cells):
            raise Open("a cell is curved")
        every = [tuple(sorted((k, p) for k, p in chances.items() if p)) for _, found in cells for chances in found]
        return len(set(every)) == 1
    assert isinstance(statement, Deters)
    return bool(cells) and _deters(solved, statement, undecided)


def _deters(solved: Solved, statement: Deters, undecided: bool) -> bool | None:
    model = solved.model
    if model.deters is None:
        raise SolverError("the model declares no event to deter (its section [deters])")
    limit = model.deters.at_most
    if solved.historied:
        found = measure(solved.cells(statement.place.over, undecided), model.event(model.deters.event))
    else:
        found = solved.range(model.deters.event, statement.place.over, undecided)
    if found.minimum is None or found.maximum is None:
        return None
    if statement.word == "every":
        return _related(found.maximum, "<=", limit)
    some = _related(found.minimum, "<=" if found.minimum_attained else "<", limit)
    return some if some is None or statement.word == "some" else not some


def _shown(solved: Solved, statement: Any, undecided: bool) -> tuple[str, str]:
    if not solved.historied:
        return ", ".join(named_regions(solved.model, solved.values)) or "no region", ""
    cells = solved.cells(statement.place.over, undecided)
    if not cells:
        return "no equilibrium", ""
    names = dict.fromkeys(", ".join(solved.names(cell)) or "no region" for cell, _ in cells)
    return "; ".join(names), ""
