"""Where a statement is true and where it is false, as systems of sign conditions.

Every statement is true exactly where one of finitely many systems holds, and false where one of others does. A system
has conditions that hold, and combinations of which none holds: of a supremum, that no other shape gives more. Where it
is undecided whether a shape belongs to a set the systems cover both cases, so that finding none is a proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from deterrence.algebra.rational_function import Ratio
from deterrence.data import meant
from deterrence.errors import ModelError, SolverError
from deterrence.model import Model
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
from deterrence.prove.moving import Conditions, Moving, Nowhere, bounds, read_condition, read_formulas
from deterrence.prove.places import Here, Part
from deterrence.prove.question import Question
from deterrence.prove.systems import Decisive, System, Systems, distinct
from deterrence.regions.signs import OPPOSITE, Sign, compared

BEATS = {"most": ">", "least": "<"}


def systems(question: Question) -> Decisive:
    """Where the whole proposition is true, and where it is false."""
    parts = [_statement(question, statement) for statement in question.proposition.statements]
    true = [distinct(part.true) for part in parts]
    false = [one for part in parts for one in part.false]
    if question.proposition.exactly:
        holds, fails = _conditions(question)
        kept = Decisive(tuple(map(tuple, true)), tuple(false))
        whole = [a & b for a, b in product(kept.true, holds)] + [a & b for a, b in product(kept.false, fails)]
        false = [a & b for a, b in product(kept.false, holds)] + [a & b for a, b in product(kept.true, fails)]
        true = [distinct(whole)]
    bent = distinct(_bent(question))
    if bent != [System()]:
        true.append(bent)
    return Decisive(tuple(map(tuple, true)), tuple(distinct(a & b for a, b in product(dict.fromkeys(false), bent))))


def _conditions(question: Question) -> tuple[list[System], list[System]]:
    """Where the conditions of ``exactly when`` hold, and where they fail."""
    holds, fails = [System()], []
    for condition in question.proposition.when:
        branches = read_condition(question.base, condition)
        holds = [a & System((*where, *made)) for a in holds for where, made in branches if made is not None]
        fails += [System(where) if made is None else System(where, (made,)) for where, made in branches if made != ()]
    return holds, fails


def _bent(question: Question) -> list[System]:
    """The assumptions with min or max in them, at the point itself."""
    found = [System()]
    for name in question.base.bent:
        branches = read_condition(question.base, question.model.condition(name))
        found = [a & System((*where, *made)) for a in found for where, made in branches if made is not None]
    return found


def _statement(question: Question, statement: Statement) -> Systems:
    if isinstance(statement, Comparison):
        return _comparison(question, statement)
    if isinstance(statement, Monotone):
        return _monotone(question, statement)
    true: list[System] = []
    false: list[System] = []
    for here in _here(question, statement.place):
        found = _presence(question, statement, here)
        true += [System(here.conditions) & one for one in found.true]
        false += [System(here.conditions) & one for one in found.false]
    return Systems(tuple(true), tuple(false))


def _here(question: Question, place: Place, shift: str | None = None) -> tuple[Here, ...]:
    moved = {} if shift is None else {shift: question.second[shift]}
    return question.context(place).here(place.over, question.base, moved)


# -- quantities ------------------------------------------------------------------------------------------------------


def _chosen(quantity: Quantity, here: Here) -> Iterator[tuple[System, Ratio]]:
    """Each function that the quantity may be, and where it is: a shape has it, and none gives more (or less)."""
    offers = list(_offers(quantity, here))
    for part, value in offers:
        never = []
        for other, rival in offers:
            if (other, rival) == (part, value) or not other.sure or other.piece.roots:
                continue
            better = compared(rival, BEATS[quantity.end], value)
            if better is not False:
                never.append((*other.conditions, *([better] if isinstance(better, Sign) else [])))
        yield System((*here.conditions, *part.conditions), tuple(never)), value


def _offers(quantity: Quantity, here: Here) -> Iterator[tuple[Part, Ratio]]:
    known = False
    for part in here.parts:
        extent = part.extent(quantity.measure)
        known = known or quantity.measure in part.names or extent is not None
        if quantity.measure in part.not_derived:
            nowhere = all(quantity.measure in one.not_derived for one in here.parts)
            where = "in this model" if nowhere else f"in the shape '{part.shape.name}'"
            raise SolverError(f'"{quantity.measure}" has no closed form {where}: ask `solve` for it at values')
        for value in () if extent is None else extent.high if quantity.end == "most" else extent.low:
            yield part, value
    if here.parts and not known:
        names = here.parts[0].names
        raise ModelError(
            f'there is no measure "{quantity.measure}"', key="proposition", advice=meant(quantity.measure, names)
        )


def _comparison(question: Question, statement: Comparison) -> Systems:
    base, ring = question.base, question.base.ring
    condition = statement.condition
    names = list(statement.quantities)
    true: list[System] = []
    false: list[System] = []
    formulas = read_formulas(base, condition.terms)
    choices = [
        [found for here in _here(question, quantity.place) for found in _chosen(quantity, here)]
        for quantity in statement.quantities.values()
    ]
    for where, sides in formulas:
        for chosen in product(*choices):
            replaced = {name: ring.name(name) for name in ring.names}
            replaced |= {name: value for name, (_, value) in zip(names, chosen, strict=True)}
            moving = Moving(ring, replaced)
            whole = System()
            for system, _ in chosen:
                whole &= system
            try:
                whole &= System(moving.conditions(where))
            except Nowhere:
                continue
            values = [moving.ratio(side) for side in sides]
            true += _related(whole, values, condition.relations)
            false += _unrelated(whole, values, condition.relations)
    return Systems(tuple(true), tuple(false))


def _related(whole: System, values: Sequence[Ratio], relations: Sequence[str]) -> list[System]:
    made = []
    for left, relation, right in zip(values, relations, values[1:], strict=False):
        one = compared(left, relation, right)
        if one is False:
            return []
        if isinstance(one, Sign):
            made.append(one)
    return [whole & System(tuple(made))]


def _unrelated(whole: System, values: Sequence[Ratio], relations: Sequence[str]) -> list[System]:
    made = []
    for left, relation, right in zip(values, relations, values[1:], strict=False):
        one = compared(left, OPPOSITE[relation], right)
        if one is not False:
            made.append(whole & System((one,) if isinstance(one, Sign) else ()))
    return made


def _monotone(question: Question, statement: Monotone) -> Systems:
    ring, name = question.base.ring, statement.name
    other = question.second[name]
    quantity = statement.quantity
    apart = compared(ring.name(other), ">", ring.name(name))
    assert isinstance(apart, Sign)
    second = Moving(ring, {n: ring.name(other if n == name else n) for n in ring.names})
    span = bounds(ring, ring.name(other), *question.base.domain.ranges[name])
    inside = System((apart, *span, *second.conditions(question.base.domain.assumptions)))
    bent = [System(second.conditions(one.holding)) for one in _bent(question)]
    true: list[System] = []
    false: list[System] = []
    firsts = [found for here in _here(question, quantity.place) for found in _chosen(quantity, here)]
    lasts = [found for here in _here(question, quantity.place, name) for found in _chosen(quantity, here)]
    for (one, value), (two, later), there in product(firsts, lasts, bent):
        whole = inside & one & two & there
        true += _related(whole, [later, value], [MONOTONE[statement.direction]])
        false += _unrelated(whole, [later, value], [MONOTONE[statement.direction]])
    return Systems(tuple(true), tuple(false))


# -- words for sets --------------------------------------------------------------------------------------------------


def _some(parts: Iterable[Part], further: Conditions = ()) -> tuple[System, ...]:
    """Where one of some parts holds."""
    return tuple(System((*part.conditions, *further)) for part in parts)


def _none(parts: Iterable[Part]) -> System:
    """Where none of some parts holds for sure."""
    return System((), tuple(part.conditions for part in parts if part.sure and not part.piece.roots))


def _presence(question: Question, statement: Presence | Emptiness | UniqueOutcome | Deters, here: Here) -> Systems:
    parts = here.parts
    if isinstance(statement, Emptiness):
        found = Systems(_some(parts), (_none(parts),))
        return found if statement.kind == "some" else Systems(found.false, found.true)
    if isinstance(statement, UniqueOutcome):
        return _unique(parts)
    if isinstance(statement, Deters):
        return _deters(question, statement, parts)
    inside = [part for part in parts if part.piece.region == statement.region]
    outside = [part for part in parts if part.piece.region != statement.region]
    if statement.kind == "only":
        alone = _none(outside)
        return Systems(tuple(one & alone for one in _some(inside)), (*_some(outside), _none(parts)))
    found = Systems(_some(inside), (_none(inside),))
    return found if statement.kind == "exists" else Systems(found.false, found.true)


def _unique(parts: Sequence[Part]) -> Systems:
    if any(not part.piece.outcomes for part in parts):
        raise SolverError(
            "this form of game has no endings, so that 'unique outcome' is not asked of it: compare a measure, as in "
            'most "MEASURE" = least "MEASURE"'
        )
    true, false = [], [_none(parts)]
    for k, part in enumerate(parts):
        mine = part.outcomes()
        whole = System(part.conditions)
        same: list[Sign] = []
        single = True
        values: dict[str, Ratio] = {}
        for ending, extent in mine.items():
            values[ending] = extent.low[0]
            for value in (*extent.low[1:], *extent.high):
                one = compared(value, "==", extent.low[0])
                if one is True:
                    continue
                different = compared(value, "!=", extent.low[0])
                false.append(whole & System((different,) if isinstance(different, Sign) else ()))
                if isinstance(one, Sign):
                    same.append(one)
                else:
                    single = False
        never: list[Conditions] = []
        for j, other in enumerate(parts):
            if j == k:
                continue
            for ending, extent in other.outcomes().items():
                for value in dict.fromkeys((*extent.low, *extent.high)):
                    different = compared(value, "!=", values[ending])
                    if different is False:
                        continue
                    further = (different,) if isinstance(different, Sign) else ()
                    if other.sure and not other.piece.roots:
                        never.append((*other.conditions, *further))
                    if j > k:
                        false.append(whole & System((*other.conditions, *further)))
        if single:
            true.append(System((*part.conditions, *dict.fromkeys(same)), tuple(never)))
    return Systems(tuple(true), tuple(false))


def _deters(question: Question, statement: Deters, parts: Sequence[Part]) -> Systems:
    model = question.context(statement.place).model
    if model.deters is None:
        raise ModelError("the model declares no event to deter (its section [deters])", key="proposition")
    limit = question.base.ring.number(model.deters.at_most)
    name = measure_of(model, model.deters.event)
    within: list[System] = []  # an equilibrium in which the event is rare enough
    above: list[System] = []
    for part in parts:
        extent = part.extent(name)
        if extent is None:
            continue
        for value in extent.low:
            within += _related(System(part.conditions), [value, limit], ["<=" if extent.low_attained else "<"])
        for value in extent.high:
            above += _related(System(part.conditions), [value, limit], [">"])
    nobody = _none(parts)
    sure = {part.conditions for part in parts if part.sure and not part.piece.roots}

    def without(found: Sequence[System]) -> System:
        return System((), tuple(s.holding for s in found if any(set(c) <= set(s.holding) for c in sure)))

    somebody = _some(parts)
    if statement.word == "every":
        return Systems(tuple(one & without(above) for one in somebody), (*above, nobody))
    if statement.word == "some":
        return Systems(tuple(within), (without(within),))
    return Systems(tuple(one & without(within) for one in somebody), (*within, nobody))


def measure_of(model: Model, event: str) -> str:
    """The measure that is the probability of an event."""
    if event in model.measures and hasattr(model._compiled.form, "measured"):
        return event
    try:
        wanted = model.event(event)
    except ModelError:
        return event
    for name in model.measures:
        found = model.measure(name)
        if found.event == wanted and found.given is None and not (found.types or found.payoff):
            return name
    raise ModelError(
        f"no measure is the probability of '{event}'", advice=f'add "P({event})" = "{event}" to [measures]'
    )
