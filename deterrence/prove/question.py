"""A question: a proposition about a model, with what varies, what is fixed, and the shapes it speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from deterrence.catalogue import load
from deterrence.data import meant
from deterrence.errors import ModelError
from deterrence.formula import Condition, evaluate, parse_condition
from deterrence.model import Model
from deterrence.model.names import endowment_key
from deterrence.pact import Pact, World
from deterrence.proposition import Vocabulary, parse_proposition
from deterrence.proposition.statement import NO_PACT, Monotone, Place, Proposition
from deterrence.prove.places import Context
from deterrence.regions import Regions, Setting, regions, setting
from deterrence.regions.setting import primitives, set_by_hand


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked, ready to be decided.

    Attributes
    ----------
    proposition
        Read from its text; its conditions are among those of `base`, unless it says ``exactly``.
    base
        The names that vary and their domain; its ring has the second names of monotone statements, names for
        quantities, and auxiliary ones.
    contexts
        By place, but for the set.
    second
        For each name in which something rises or falls its name at the second point.
    """

    model: Model
    proposition: Proposition
    base: Setting
    contexts: Mapping[Place, Context]
    second: Mapping[str, str]
    pact: Pact | None
    world: World | str | None
    at: Mapping[str, Any]
    where: tuple[Condition, ...] = ()

    def context(self, place: Place) -> Context:
        """Where the equilibria of a place are read."""
        return self.contexts[replace(place, over="all")]

    @property
    def complete(self) -> bool:
        """Whether every set of regions is complete."""
        return all(context.regions.complete for context in self.contexts.values())


def read_question(
    model: Model,
    proposition: str,
    where: Sequence[Any] = (),
    over: Sequence[str] | None = None,
    at: Mapping[str, Any] | None = None,
    within: Mapping[str, tuple[Any, Any]] | None = None,
    pact: Pact | None = None,
    world: World | str | None = None,
    models: Mapping[str, Any] | None = None,
) -> Question:
    """Read a proposition and derive the shapes it speaks of; see `prove`.

    Raises
    ------
    ModelError
        For what cannot be read, and unknown names.
    SolverError
        Where regions are not derived.
    """
    known = models or {}
    said = _read(model, proposition)
    conditions = [c if isinstance(c, Condition) else parse_condition(c, names=model.names) for c in where]
    chosen, derived = _varied(model, said, over, at or {}, pact)
    # shapes are derived once for all that is said of them: only `where` narrows them
    narrow = () if any(replace(place, over="all") != Place() for place in said.places) else tuple(conditions)
    if not said.exactly:
        conditions += said.when
    spans = within or {}
    places = dict.fromkeys([Place(), *(replace(place, over="all") for place in said.places)])
    contexts = {
        place: _context(number, place, model, chosen, derived, at or {}, spans, pact, world, narrow, known)
        for number, place in enumerate(places)
    }
    # the place without changes is needed only where something is read there
    used = {replace(place, over="all") for place in said.places}
    contexts = {place: context for place, context in contexts.items() if place in used}
    changing = [s.name for s in said.statements if isinstance(s, Monotone)]
    second = {name: f"{name}_" for name in dict.fromkeys(changing)}
    while set(second.values()) & set(model.names):
        second = {name: f"{other}_" for name, other in second.items()}
    extra = [*second.values()]
    for context in contexts.values():
        extra += [*context.auxiliary(False).values(), *context.auxiliary(True).values()]
    for statement in said.statements:
        extra += getattr(statement, "quantities", ())
    base = setting(
        model, chosen, at, within=spans, where=conditions, pact=pact, world=world, auxiliary=tuple(dict.fromkeys(extra))
    )
    return Question(model, said, base, contexts, second, pact, world, at or {}, tuple(conditions))


def _read(model: Model, text: str) -> Proposition:
    """The proposition, with every measure that can be checked before shapes are derived."""
    known = Vocabulary(model.names, (*model.measures, *model.payoffs), tuple(model.regions))
    if not model.measures:  # the form names its measures itself
        return parse_proposition(text, replace(known, measures=None))
    try:
        return parse_proposition(text, known)
    except ModelError:
        said = parse_proposition(text, replace(known, measures=None)) if ": " in text else None
        if said is None or not all(q.measure in (known.measures or ()) or ": " in q.measure for q in said.quantities):
            raise
        return said


def _varied(
    model: Model, said: Proposition, over: Sequence[str] | None, at: Mapping[str, Any], pact: Pact | None
) -> tuple[tuple[str, ...], bool]:
    """The names that vary, and whether the regions are derived in the primitives instead."""
    changed = [name for place in said.places for name, formula in place.at if formula.names]
    changed += [s.name for s in said.statements if isinstance(s, Monotone)]
    for name in changed:
        if name not in model.names:
            raise ModelError(
                f"'{name}' is not a name of this model", key="proposition", advice=meant(name, model.names)
            )
    if over is not None:
        chosen = tuple(dict.fromkeys(over))
        for name in changed:
            if name not in chosen:
                raise ModelError(f"'{name}' changes in the proposition, and does not vary", key="over", advice="add it")
        return chosen, False
    basic = tuple(name for name in primitives(model) if name not in at)
    named = [place for place in said.places if place.under is not None or place.of is not None]
    replaced = {name for place in said.places for name, _ in place.at}
    if pact is None and not named and {*changed, *replaced} <= {*basic}:
        return basic, False
    parameters = [*model.parameters, *(term for term in model.terms if term in changed)]
    return tuple(dict.fromkeys(name for name in (*parameters, *changed) if name not in at)), True


def _context(
    number: int,
    place: Place,
    model: Model,
    chosen: Sequence[str],
    derived: bool,
    at: Mapping[str, Any],
    within: Mapping[str, tuple[Any, Any]],
    pact: Pact | None,
    world: World | str | None,
    where: Sequence[Condition],
    known: Mapping[str, Any],
) -> Context:
    other = model
    if place.of is not None:
        other = _named(place.of, Model, "model", known)
    if place.under is not None:
        pact = None if place.under == NO_PACT else _named(place.under, Pact, "pact", known)
    kept = list(other.terms) if place.under is not None else []
    names = [name for name in chosen if name in other.names and name not in kept]
    known_here = {*other.names, *map(endowment_key, other.endowments(pact))}
    fixed = {name: value for name, value in at.items() if name in known_here and name not in kept}
    replaced = []
    for name, formula in place.at:
        if name not in other.names:
            raise ModelError(f"'{name}' is not a name of the model", key="proposition", advice=meant(name, other.names))
        if name not in names and not formula.names:
            fixed[name] = evaluate(formula, {})
            continue
        fixed.pop(name, None)
        replaced.append((name, formula))
        names.append(name)
    names = list(dict.fromkeys(names))
    # `within` narrows the points that are spoken of: where a quantity is moved to, the model's own range holds
    moved = {name for name, _ in replaced}
    spans = {name: span for name, span in within.items() if name in names and name not in moved}
    if not names:  # nothing varies here: one name stands at its value
        values = other.values(pact, world=world, set=fixed)
        name = next(name for name in (*other.parameters, *other.terms) if name not in fixed)
        names, spans = [name], {name: (values[name], values[name])}
    varied = setting(other, names, fixed, within=spans, where=where, pact=pact, world=world)
    if not derived:
        found = derived_regions(other, names, fixed, spans, where, pact, world)
    else:
        basic = [name for name in primitives(other) if name not in fixed]
        rest = {name: value for name, value in fixed.items() if name not in basic}
        found = derived_regions(other, basic, rest, {}, (), pact, world)
    return Context(other, pact, world, fixed, varied, found, tuple(replaced), number)


KEPT = 32
_FOUND: dict[Any, Regions] = {}


def derived_regions(
    model: Model,
    over: Sequence[str],
    at: Mapping[str, Any],
    within: Mapping[str, tuple[Any, Any]],
    where: Sequence[Condition],
    pact: Pact | None,
    world: World | str | None,
) -> Regions:
    """The regions, derived once for questions that differ in what they say of them."""
    values = model.values(pact, world=world, set=at)
    fixed = tuple((name, value) for name, value in values.items() if name not in over and name not in model.define)
    by_hand = sorted(set_by_hand(at, world))
    own = tuple((name, values[name]) for name in by_hand if name in values and name not in over)
    key = (model, tuple(over), fixed, own, tuple(within.items()), tuple(condition.text for condition in where))
    if key not in _FOUND:
        if len(_FOUND) >= KEPT:
            _FOUND.pop(next(iter(_FOUND)))
        _FOUND[key] = regions(model, over, at, within=within, where=where, pact=pact, world=world)
    return _FOUND[key]


def _named(name: str, kind: type, what: str, known: Mapping[str, Any]) -> Any:
    found = known.get(name)
    if found is None:
        found = load(name)
    if not isinstance(found, kind):
        raise ModelError(f"'{name}' is not a {what}", key="proposition", advice=f"`deterrence list` shows the {what}s")
    return found
