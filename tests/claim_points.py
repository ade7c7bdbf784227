"""A second look at claims: each is tried at random exact points by the solver of its game, never by the prover."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from deterrence.averages import measured
from deterrence.catalogue import load
from deterrence.cells import cells_with_outcomes
from deterrence.claims import Stated
from deterrence.errors import ModelError
from deterrence.formula import evaluate, parse_condition
from deterrence.model import Model
from deterrence.pact import vocabulary
from deterrence.proposition import parse_proposition
from deterrence.proposition.statement import MONOTONE, Comparison, Monotone, Quantity
from deterrence.solvers import solve

RELATIONS = {">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le, "==": operator.eq}
STEPS = (4, 8, 12, 60)
FINITE = ("extensive", "strategic")


def quantity(model: Model, asked: Quantity, values: Mapping[str, Fraction]) -> Any:
    """The supremum or infimum that a proposition speaks of at a point; None where it is not defined."""
    if asked.place.at:
        free = {name: x for name, x in values.items() if name not in model.define}
        values = model.values(set={**free, **{name: evaluate(f, values) for name, f in asked.place.at}})
    game = model.game(values)
    answer = solve(game)
    assert answer.complete
    if model.form in FINITE:
        found = measured(game, cells_with_outcomes(game, answer, asked.place.over), model.measure(asked.measure))
    else:
        found = dict(model.measured(values, answer))[asked.measure]
    return found.maximum if asked.end == "most" else found.minimum


def holds(stated: Stated, start: Mapping[str, Fraction], after: Mapping[str, Fraction] | None = None) -> bool | None:
    """Whether a claim holds at a point (and, where it is monotone, between two); None where it says nothing there."""
    model = load(stated.model)
    assert isinstance(model, Model)
    said = parse_proposition(stated.proposition)
    conditions = [parse_condition(text) for text in stated.where]
    points = [model.values(set={**start, **stated.at})]
    if after is not None:
        points.append(model.values(set={**after, **stated.at}))
    for values in points:
        if model.violated(values) or not all(evaluate(condition, values) for condition in conditions):
            return None
    inside = all(evaluate(condition, values) for values in points for condition in said.when)
    if not inside and not said.exactly:
        return None
    results = []
    for statement in said.statements:
        if isinstance(statement, Comparison):
            found = {name: quantity(model, one, points[0]) for name, one in statement.quantities.items()}
            if None in found.values():
                return None
            results.append(bool(evaluate(statement.condition, {**points[0], **found})))
            continue
        assert isinstance(statement, Monotone)
        name = statement.name
        if len(points) < 2 or points[0][name] == points[1][name]:
            continue  # the other statement moved another name
        low, high = sorted(points, key=lambda values: values[name])
        ends = [quantity(model, statement.quantity, values) for values in (low, high)]
        if None in ends:
            return None
        results.append(bool(RELATIONS[MONOTONE[statement.direction]](ends[1], ends[0])))
    if not results:
        return None
    return all(results) == inside


def draws(stated: Stated, wanted: int, seed: int = 1) -> Iterator[tuple[dict[str, Fraction], bool]]:
    """Random points of a claim's domain, knife-edges and ends of ranges among them, each with what is found there."""
    model = load(stated.model)
    assert isinstance(model, Model)
    chance = np.random.RandomState(seed)
    moved = [one.name for one in parse_proposition(stated.proposition).statements if isinstance(one, Monotone)]
    spans = {name: span for name in stated.over if (span := _span(model, stated, name)) is not None}
    found = 0
    for _ in range(200 * wanted):
        start = {name: _draw(chance, model, name, span) for name, span in spans.items()}
        after = None
        if moved:
            name = moved[chance.randint(len(moved))]
            after = {**start, name: _draw(chance, model, name, spans[name])}
        try:
            outcome = holds(stated, start, after)
        except ModelError:  # outside the ranges of what definitions allow, or a division by zero
            continue
        if outcome is None:
            continue
        found += 1
        yield start, outcome
        if found == wanted:
            return


def _span(model: Model, stated: Stated, name: str) -> tuple[Fraction, Fraction] | None:
    if name in stated.within:
        return stated.within[name]
    if name in model.parameters:
        return model.parameters[name].range
    if name in model.terms:
        term = vocabulary()[name]
        assert term.low is not None
        assert term.high is not None
        return term.low, term.high
    return None  # a definition keeps its formula here


def _draw(chance: np.random.RandomState, model: Model, name: str, span: tuple[Fraction, Fraction]) -> Fraction:
    low, high = span
    steps = int(STEPS[chance.randint(len(STEPS))])
    value = low + (high - low) * Fraction(int(chance.randint(steps + 1)), steps)
    if name in model.parameters and chance.randint(5) < 3:  # near the defaults assumptions hold more often
        default = model.parameters[name].default
        value = default + (value - default) * Fraction(1, int(2 ** chance.randint(3)))
    return value
