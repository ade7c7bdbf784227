"""One model, four readings: a game built once in symbols or z3 terms and then filled in is the exact game.

Points lie on a coarse grid of the declared ranges, ends included, so that ties are common. Compared are all
definitions, every number of the game, all assumptions, and the gains of every deviation from one mixed profile.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
import sympy
import z3

import deterrence as dt
from deterrence.catalogue import models
from deterrence.formula import ARRAY, EXACT, SYMBOLIC, Z3, Reading, evaluate, parse
from deterrence.pact import vocabulary

COUNT = 300
FEWER = {"joint-promise": 30}  # z3 and sympy hold a case for every number of members up to 60
Point = Mapping[str, F]


def worst_case(**sections: Any) -> dt.Model:
    """A model with min and max, nested and tied wherever x = y or y = 1/2, and powers."""
    number = {"range": [0, 1], "default": "1/2", "meaning": "m", "unit": "utility"}
    made = {"meaning": "m", "because": "b"}
    end = {"Row": {"strong": "least", "weak": "most"}, "Column": "least - most"}
    return dt.Model(
        format=1, form="extensive", title="Ties", status="in the spirit of", players=["Row", "Column"],
        parameters={"x": number, "y": number, "q": number},
        define={
            "least": {"formula": "min(x, y, 1/2)", **made},
            "most": {"formula": "max(x*y, min(x, 1 - y), x**2) + least/(1 + y)", **made},
        },
        types={"Row": {"strong": "q", "weak": "1 - q"}},
        moves={
            "": {"player": "Row", "actions": ["out", "in"]},
            "in": {"player": "Column", "actions": ["left", "right"]},
        },
        payoffs={"out": {"Row": 0, "Column": "max(x, y) - min(x, y)"}, "in left": end, "in right": end},
        assume={"order": "least <= x < 2", "apart": "max(x, y) >= least"},
        **sections,
    )  # fmt: skip


SHIPPED: dict[str, Callable[[], dt.Model]] = {name: lambda name=name: dt.load(name) for name in models()}  # type: ignore[misc]
EVERY = SHIPPED | {"min and max": worst_case}


def given_names(model: dt.Model) -> list[str]:
    return [name for name in model.values() if name not in model.define]


def drawn(model: dt.Model, count: int) -> list[dict[str, F]]:
    rng, points = random.Random(model.title), []
    while len(points) < count:
        point = {}
        for name in given_names(model):
            low, high = F(0), F(1)
            if name in model.parameters:
                low, high = model.parameters[name].range
            elif name in vocabulary():
                low, high = vocabulary()[name].low, vocabulary()[name].high
            elif name.startswith("endowment"):
                low, high = F(1), F(9)
            point[name] = low + (high - low) * F(rng.randrange(7), 6)
        if set(model.define) - model.open_definitions <= model.evaluate(point).keys():  # every definition has a value
            points.append(point)
    return points


def numbers(model: dt.Model, values: Mapping[str, Any], reading: Reading) -> list[Any]:
    """Definitions, priors, payoffs (or endowments, weights, publicness), and gains at one fixed profile."""
    known = model.evaluate(values, reading)
    result = [known[name] for name in model.define if name not in model.open_definitions]
    if model.form == "repeated":  # not every point is a game: its primitives are compared
        return result + [evaluate(formula, known, reading) for formula in model._compiled.form.formulas]
    game = model.game(known, reading)
    rng = random.Random(5)

    def weight() -> Any:
        return reading.value(F(rng.randrange(1, 9), 8))

    if isinstance(game, dt.ProvisionGame):
        result += [*game.endowments, *game.weights, game.publicness]
        if game.technology != "summation":  # its payoffs have corners, and no margins
            return result
        return result + list(dt.gains(game, [weight() for _ in game.players]))
    if isinstance(game, dt.StrategicGame):
        result += [x for tensor in game.payoffs for x in tensor]
        profile = [[weight() for _ in actions] for actions in game.actions]
        return result + [x for row in dt.gains(game, profile) for x in row]
    if isinstance(game, dt.CutoffGame):  # gains: tests/test_interval.py
        return result + [reading.value(end) for one in game.cutoffs for end in (one.low, one.high)]
    if isinstance(game, dt.NetworkGame):
        return [*result, *map(reading.value, game.capabilities), reading.value(game.advantage)]
    if isinstance(game, dt.AttritionGame):
        return [*result, *map(reading.value, (*game.prizes, *game.audience_costs, *game.war_costs))]
    if isinstance(game, dt.BargainingGame):
        rows = [*game.agreement.values(), *game.rejection.values(), (game.outside or {}).values()]
        listed = [*game.demands, *game.types, game.insurance, *(x for row in rows for x in row)]
        return [*result, *map(reading.value, listed)]
    assert isinstance(game, dt.ExtensiveGame)
    result += [p for prior in game.priors for p in prior]
    result += [x for by_types in game.payoffs.values() for row in by_types.values() for x in row]
    profile = {place: {a: weight() for a in game.actions(place)} for place in game.information_sets}
    beliefs = {place: {node: weight() for node in game.nodes(place)} for place in game.information_sets}
    return result + [x for row in dt.gains(game, profile, beliefs).values() for x in row.values()]


@pytest.mark.parametrize("name", EVERY)
def test_the_readings_agree_at_three_hundred_points(name: str) -> None:
    model = EVERY[name]()
    points = drawn(model, FEWER.get(name, COUNT))
    if model.provision is not None and model.provision.in_kind is not None:
        # who is the largest ally is no formula: refused where values are not numbers
        with pytest.raises(dt.ModelError, match="point by point"):
            numbers(model, {key: np.array([1.0, 2.0]) for key in points[0]}, ARRAY)
        return
    exact = [numbers(model, point, EXACT) for point in points]
    assert all(type(x) is F for row in exact for x in row)

    arrays = {key: np.array([float(point[key]) for point in points]) for key in points[0]}
    for position, column in enumerate(numbers(model, arrays, ARRAY)):
        expected = [float(row[position]) for row in exact]
        np.testing.assert_allclose(np.broadcast_to(column, len(points)), expected, rtol=1e-9, atol=1e-9)

    symbols = {key: sympy.Symbol(key, real=True) for key in points[0]}
    formulas = numbers(model, symbols, SYMBOLIC)
    for point, row in zip(points, exact, strict=True):
        filled = {symbols[key]: sympy.Rational(x.numerator, x.denominator) for key, x in point.items()}
        assert [of_sympy(formula, filled) for formula in formulas] == row

    terms = {key: z3.Real(key) for key in points[0]}
    conditions = numbers(model, terms, Z3)
    for point, row in zip(points, exact, strict=True):
        filled3 = [(terms[key], z3.Q(x.numerator, x.denominator)) for key, x in point.items()]
        assert [F(z3.simplify(z3.substitute(term, *filled3)).as_fraction()) for term in conditions] == row


def of_sympy(formula: Any, filled: Mapping[Any, Any]) -> F:
    found = sympy.sympify(formula).xreplace(filled)
    found = found if found.is_Rational else found.doit()
    return F(int(found.p), int(found.q))


@pytest.mark.parametrize("name", EVERY)
def test_assumptions_hold_at_the_same_points(name: str) -> None:
    model = EVERY[name]()
    points = drawn(model, 100)
    arrays = {key: np.array([float(point[key]) for point in points]) for key in points[0]}
    terms = {key: z3.Real(key) for key in points[0]}
    symbols = {key: sympy.Symbol(key, real=True) for key in points[0]}
    for key in model.assume:
        condition = model.condition(key)
        exact = [evaluate(condition, model.evaluate(point)) for point in points]
        assert [key not in model.violated(model.evaluate(point)) for point in points] == exact
        told = np.broadcast_to(evaluate(condition, model.evaluate(arrays, ARRAY), ARRAY), len(points))
        sides = [[abs(left - right) for left, right in pairs] for pairs in margins(condition, model, points)]
        for one, other, apart in zip(told, exact, sides, strict=True):
            assert bool(one) is other or min(apart) == 0  # floats may miss a tie by a rounding
        term = evaluate(condition, model.evaluate(terms, Z3), Z3)
        symbol = evaluate(condition, model.evaluate(symbols, SYMBOLIC), SYMBOLIC)
        for point, said in zip(points, exact, strict=True):
            filled = [(terms[k], z3.Q(x.numerator, x.denominator)) for k, x in point.items()]
            assert z3.is_true(z3.simplify(z3.substitute(term, *filled))) is said
            by_name = {symbols[k]: sympy.Rational(x.numerator, x.denominator) for k, x in point.items()}
            assert bool(sympy.sympify(symbol).xreplace(by_name)) is said


def margins(condition: Any, model: dt.Model, points: list[dict[str, F]]) -> list[list[tuple[F, F]]]:
    result = []
    for point in points:
        values = model.evaluate(point)
        result.append([(evaluate(left, values), evaluate(right, values)) for left, _, right in condition.parts])
    return result


def test_ties_of_min_and_max() -> None:
    """Every argument that ties is the value, in every reading."""
    for text in ("min(a, b)", "max(a, b)", "min(a, b, a + b)", "max(min(a, b), b)", "max(a, a, b) - min(b, b, a)"):
        formula = parse(text, names={"a", "b"})
        for a, b in ((F(1), F(1)), (F(0), F(0)), (F(-1, 3), F(-1, 3)), (F(1, 2), F(-1, 2)), (F(0), F(2, 7))):
            exact = evaluate(formula, {"a": a, "b": b})
            assert float(evaluate(formula, {"a": float(a), "b": float(b)}, ARRAY)) == pytest.approx(float(exact))
            x, y = sympy.symbols("a b", real=True)
            symbolic = evaluate(formula, {"a": x, "b": y}, SYMBOLIC)
            assert of_sympy(symbolic, {x: rational(a), y: rational(b)}) == exact
            s, t = z3.Reals("a b")
            term = evaluate(formula, {"a": s, "b": t}, Z3)
            filled = z3.substitute(term, (s, z3.Q(a.numerator, a.denominator)), (t, z3.Q(b.numerator, b.denominator)))
            assert F(z3.simplify(filled).as_fraction()) == exact


def rational(x: F) -> Any:
    return sympy.Rational(x.numerator, x.denominator)


def test_where_a_definition_divides_by_zero_every_reading_says_so() -> None:
    model = dt.load("unilateral-deterrence")
    base = {name: model.values()[name] for name in given_names(model)}
    point = base | {"prize": F(0), "backdown_cost": F(0)}  # c_s = 0/0
    assert "c_s" not in model.evaluate(point)
    with np.errstate(all="raise"):  # an undefined value is nan, without a warning
        array = model.evaluate({key: np.array([float(x)]) for key, x in point.items()}, ARRAY)
    assert np.isnan(array["c_s"]).all()
    symbols = {key: sympy.Symbol(key, real=True) for key in point}
    symbolic = model.evaluate(symbols, SYMBOLIC)["c_s"].xreplace(
        {symbols[key]: rational(x) for key, x in point.items()}
    )
    assert symbolic is sympy.nan
