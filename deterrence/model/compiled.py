"""A model read once: every formula parsed, every name resolved, every mistake between sections found."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.data import Frozen, meant
from deterrence.errors import GameError, ModelError
from deterrence.formula import EXACT, Condition, Formula, Reading, evaluate
from deterrence.model.degrees import check_degrees
from deterrence.model.forms import FORMS, Primitives, foreign
from deterrence.model.names import Names, Reader, endowment_key, fail, ordered, resting
from deterrence.model.outcomes import Outcomes, read_outcomes
from deterrence.model.response import check_response
from deterrence.model.schema import FreeRiding, key_path
from deterrence.model.tree import Tree
from deterrence.model.units import check_units
from deterrence.pact import vocabulary

if TYPE_CHECKING:
    from deterrence.model.model import Model

POINTS = 8  # at which probabilities are added up


@dataclass(frozen=True)
class Compiled:
    """What a model's formulas mean."""

    names: Names
    terms: tuple[str, ...]
    defaults: Mapping[str, Fraction]
    definitions: tuple[tuple[str, Formula], ...]
    needed: frozenset[str]
    open: frozenset[str]
    form: Primitives
    assume: Mapping[str, Condition]
    outcomes: Outcomes
    benchmark: Formula | None
    penalty: Formula

    def evaluate(self, given: Mapping[str, Any], reading: Reading = EXACT) -> dict[str, Any]:
        """Given values and the definitions they leave to their formulas; those the game does not rest on only where
        defined, and those that rest on its solution not at all.
        """
        result = dict(given)
        for name, formula in self.definitions:
            if name not in result and name not in self.open:
                try:
                    result[name] = evaluate(formula, result, reading)
                except ModelError as error:
                    if name in self.needed:
                        raise error.located(key=f"define.{name}.formula") from None
        return result


def compile_model(model: Model) -> Compiled:
    """The formulas and names of a model, checked against each other.

    Raises
    ------
    ModelError
        With the key path of the first mistake.
    """
    _check_sections(model)
    names = Names(model, vocabulary())
    reader = Reader(names.formulas, model.cutoffs)
    parsed = {
        name: reader.open_formula(entry.formula, "define", name, "formula") for name, entry in model.define.items()
    }
    definitions = ordered(parsed)
    check_degrees(definitions)
    reader.sort(definitions)
    form: Primitives = FORMS[model.form].read(model, reader)
    _check_priors(form, parsed, names)
    assume = {name: reader.condition(text, "assume", name) for name, text in model.assume.items()}
    riding = model.free_riding or FreeRiding()
    benchmark = reader.formula(riding.benchmark, "free_riding", "benchmark", own=True) if riding.benchmark else None
    penalty = reader.formula(riding.penalty, "free_riding", "penalty", own=True)
    outcomes = read_outcomes(model, form, names, reader)
    check_units(model, getattr(form, "measure_names", ()))
    check_response(model)
    _check_used(model, reader)
    terms = tuple(term for term in names.vocabulary if term in reader.used)
    _check_signs(model, terms, names)
    defaults = {term: names.vocabulary[term].no_pact for term in terms}
    defaults |= {name: parameter.default for name, parameter in model.parameters.items()}
    primitives = [name for formula in form.formulas for name in formula.names]
    primitives += [name for condition in assume.values() for name in condition.names]
    needed = resting(primitives, parsed)
    compiled = Compiled(
        names,
        terms,
        Frozen(defaults),
        definitions,
        needed,
        reader.open,
        form,
        Frozen(assume),
        outcomes,
        benchmark,
        penalty,
    )
    _check_defaults(model, compiled)
    return compiled


def _check_sections(model: Model) -> None:
    if model.format != 1:
        raise fail(f"format {model.format} is not known", "format", advice="write format = 1")
    for section in FORMS[model.form].needs:
        if not getattr(model, section):
            raise fail(f"the section '{section}' is missing", section, advice=f"the form '{model.form}' needs it")
    for section in foreign(model.form):
        if getattr(model, section):
            raise fail(
                f"the section '{section}' does not belong to the form '{model.form}'", section, advice="leave it out"
            )
    if len(set(model.players)) != len(model.players):
        raise fail("a player is written twice", "players", advice="write each player once")
    for name, parameter in model.parameters.items():
        low, high = parameter.range
        if low > high:
            message = f"the range runs from {low} to {high}"
            raise fail(message, "parameters", name, "range", advice=f"write [{high}, {low}]")
        if not low <= parameter.default <= high:
            raise fail(
                f"the default {parameter.default} lies outside the range",
                "parameters",
                name,
                "default",
                advice=f"write a number from {low} to {high}, or widen the range",
            )
    for group in ("events", "regions"):
        for name in getattr(model, group):
            if name in ("all", "refined") or "/" in name:
                raise fail(f"'{name}' cannot be a name here", group, name, advice="choose another name, without '/'")


def _check_used(model: Model, reader: Reader) -> None:
    for group in (model.parameters, model.define):
        for name in group:
            if name not in reader.used:
                section = "parameters" if group is model.parameters else "define"
                message = f"'{name}' is declared but used nowhere"
                raise fail(message, section, name, advice="use it in a formula, or leave it out")


def _check_priors(form: Primitives, definitions: Mapping[str, Formula], names: Names) -> None:
    """No term moves a type's prior: who is resolute is an input, never derived from a text."""
    if not isinstance(form, Tree):
        return
    for player, types, prior in zip(form.players, form.types, form.priors, strict=True):
        for name, formula in zip(types, prior, strict=True):
            behind = formula.names.union(*(definitions[n].names for n in resting(formula.names, definitions)))
            moving = sorted(behind & names.vocabulary.keys())
            if moving:
                raise ModelError(
                    f"the prior of a type rests on the term '{moving[0]}' of pacts",
                    key=key_path(("types", player, name)),
                    formula=formula.text,
                    advice="write it in parameters: who is resolute is an input, and a text moves payoffs only",
                )


def _check_signs(model: Model, terms: tuple[str, ...], names: Names) -> None:
    for term in model.signs:
        if term not in names.vocabulary:
            raise fail(f"'{term}' is not a term of pacts", "signs", term, advice=meant(term, terms))
        if term not in terms:
            raise fail(f"no formula uses the term '{term}'", "signs", term, advice="leave it out, or use the term")


# -- values ----------------------------------------------------------------------------------------------------------


def _distributions(form: Primitives) -> Iterator[tuple[tuple[str, ...], dict[str, Formula]]]:
    """The probabilities of a game: where each distribution stands, and its formulas by name."""
    if isinstance(form, Tree):
        for player, types, prior in zip(form.players, form.types, form.priors, strict=True):
            if types != ("",):
                yield ("types", player), dict(zip(types, prior, strict=True))
        for history, move in form.moves.items():
            if isinstance(move, tuple):
                yield ("moves", " ".join(history), "chance"), dict(move)


def _check_defaults(model: Model, compiled: Compiled) -> None:
    """At the defaults the game exists; its probabilities are possible there and sum to one everywhere."""
    try:
        values = compiled.evaluate(compiled.defaults)
        compiled.form.game(values | _endowments(model))
    except GameError as error:
        message, _, advice = str(error).partition(": ")
        section = FORMS[model.form].needs[-1]
        raise fail(f"at the defaults {message}", section, advice=advice or None) from None
    except ModelError as error:
        advice = "write a formula that is defined at the defaults, with every term at its value for no pact"
        raise ModelError(
            error.message, key=error.key, formula=error.formula, column=error.column, advice=advice
        ) from None
    for path, chances in _distributions(compiled.form):
        for name, formula in chances.items():
            chance = evaluate(formula, values)
            if not 0 <= chance <= 1:
                raise ModelError(
                    f"the probability of '{name}' is {chance} at the defaults",
                    key=".".join(path),
                    formula=formula.text,
                    advice="write a probability between 0 and 1",
                )
        for point in _points(compiled):
            try:
                total = sum(evaluate(formula, compiled.evaluate(point)) for formula in chances.values())
            except ModelError:
                continue  # undefined there: another point decides
            if total != 1:
                names = sorted({name for formula in chances.values() for name in formula.names} & point.keys())
                where = ", ".join(f"{name} = {point[name]}" for name in names)
                raise fail(
                    f"the probabilities of {', '.join(chances)} sum to {total}" + (f" at {where}" if where else ""),
                    *path,
                    advice="write the last one as 1 minus the others",
                )


def _endowments(model: Model) -> dict[str, Fraction]:
    listed = model.provision.endowment.default if model.provision is not None else {}
    return {endowment_key(player): w for player, w in listed.items()}


def _points(compiled: Compiled) -> Iterator[dict[str, Fraction]]:
    """Fixed points of the declared ranges, the defaults first; two rational functions that agree on them agree."""
    yield dict(compiled.defaults)
    draw = random.Random(0)
    for _ in range(POINTS - 1):
        point = {}
        for name in compiled.defaults:
            known = compiled.names.parameters.get(name)
            term = compiled.names.vocabulary.get(name)
            low, high = known.range if known is not None else (term.low, term.high) if term is not None else (0, 1)
            point[name] = low + (high - low) * Fraction(draw.randrange(1, 9973), 9973)
        yield point
