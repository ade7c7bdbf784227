"""The names a model's formulas may use, the values they may take, and the order in which definitions are computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.errors import ModelError
from deterrence.formula import Condition, Formula, parse, parse_condition
from deterrence.formula.rational import shown
from deterrence.model.schema import key_path

if TYPE_CHECKING:
    from deterrence.model.model import Model
    from deterrence.pact import Term

OWN = "endowment"  # an ally's own endowment, in formulas read once for each ally


def endowments_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """The allies and what they can spend, from the keys ``endowment[X]`` of some values."""
    return {
        name.removeprefix(f"{OWN}[").removesuffix("]"): value
        for name, value in values.items()
        if name.startswith(f"{OWN}[")
    }


def endowment_key(player: str) -> str:
    """The name under which values hold what an ally can spend."""
    return f"{OWN}[{player}]"


def fail(message: str, *path: str | int, advice: str | None = None) -> ModelError:
    """A mistake at a key path."""
    return ModelError(shown(message, 300), key=key_path(path), advice=advice and shown(advice, 500))


class Names:
    """The names a model's formulas may use, and the values each may take."""

    def __init__(self, model: Model, vocabulary: Mapping[str, Term]) -> None:
        for section in (model.parameters, model.define):
            for name in section:
                if name in vocabulary:
                    raise fail(
                        f"'{name}' is a term of pacts",
                        "parameters" if section is model.parameters else "define",
                        name,
                        advice=f"choose another name, such as '{name}_effect'; formulas may use the term as it is",
                    )
        for name in model.define:
            if name in model.parameters:
                raise fail(f"'{name}' is a parameter already", "define", name, advice="choose another name")
        for name in model.cutoffs:
            if name == "type":
                advice = "choose another name: in a gain it is the type that asks itself"
                raise fail("'type' has a meaning of its own in gains", "cutoffs", name, advice=advice)
            for group, what in ((model.parameters, "a parameter"), (model.define, "defined"), (vocabulary, "a term")):
                if name in group:
                    raise fail(f"'{name}' is {what} already", "cutoffs", name, advice="choose another name")
        self.vocabulary = {name: term for name, term in vocabulary.items() if term.kind != "text"}
        self.parameters, self.definitions = model.parameters, frozenset(model.define)
        self.formulas = frozenset({*self.vocabulary, *model.parameters, *model.define})
        allies = model.provision.endowment.default if model.provision is not None else ()
        self.endowments = frozenset(map(endowment_key, allies))

    def check(self, name: str, value: Fraction, *path: str | int) -> None:
        """Whether a value lies in the range of a parameter or term; an endowment is positive, a definition is free."""
        if name in self.parameters:
            low, high = self.parameters[name].range
        elif name in self.vocabulary:
            low, high = self.vocabulary[name].low, self.vocabulary[name].high
        else:
            if name not in self.definitions and value <= 0:
                raise fail(f"{name} is {value}", *path, name, advice="write more than 0")
            return
        if not low <= value <= high:
            advice = f"write a number from {low} to {high}"
            raise fail(f"{name} is {value}, outside its range", *path, name, advice=advice)


class Reader:
    """Reads the formulas of one model, and remembers which names they use.

    Parameters
    ----------
    allowed
        The declared names.
    unknown
        Names of cutoffs, whose values an equilibrium brings. With them formulas may use exp, log and so on. What rests
        on them, or on such a function, is *open*: it has no exact number before the game is solved.
    """

    def __init__(self, allowed: Iterable[str], unknown: Iterable[str] = ()) -> None:
        self.allowed = frozenset(allowed)
        self.unknown = frozenset(unknown)
        self.used: set[str] = set()
        self.open_definitions: tuple[tuple[str, Formula], ...] = ()

    @property
    def open(self) -> frozenset[str]:
        """The names without an exact number before the game is solved."""
        return self.unknown | dict(self.open_definitions).keys()

    def formula(self, text: str, *path: str | int, own: bool = False) -> Formula:
        """A formula in the declared names; `own`: it may also use an ally's own endowment."""
        names = (self.allowed | {OWN} if own else self.allowed) | self.unknown
        result = parse(text, names=names, key=key_path(path))
        self._require_closed(result, path)
        self.used |= result.names
        return result

    def open_formula(self, text: str, *path: str | int, extra: Iterable[str] = ()) -> Formula:
        """A formula that may use cutoffs, functions and other names where the game has cutoffs."""
        names = self.allowed | self.unknown | frozenset(extra)
        result = parse(text, names=names, key=key_path(path), analytic=bool(self.unknown))
        self.used |= result.names
        return result

    def sort(self, definitions: Iterable[tuple[str, Formula]]) -> None:
        """Find which definitions, given in order, are open."""
        for name, formula in definitions:
            if formula.analytic or formula.names & self.open:
                self.open_definitions += ((name, formula),)

    def condition(self, text: str, *path: str | int) -> Condition:
        """A condition in the declared names."""
        result = parse_condition(text, names=self.allowed | self.unknown, key=key_path(path))
        self._require_closed(result, path)
        self.used |= result.names
        return result

    def _require_closed(self, found: Formula | Condition, path: tuple[str | int, ...]) -> None:
        for name in sorted(found.names & self.open):
            raise ModelError(
                f"'{name}' has no exact number before the game is solved",
                key=key_path(path),
                formula=found.text,
                advice="write parameters and definitions without cutoffs and functions here",
            )


def ordered(definitions: Mapping[str, Formula]) -> tuple[tuple[str, Formula], ...]:
    """Definitions in an order in which each rests only on earlier ones; a circle is an error that shows it."""
    result: dict[str, Formula] = {}
    for start in definitions:
        stack: list[tuple[str, list[str]]] = [(start, sorted(definitions[start].names & definitions.keys()))]
        while stack:
            name, waiting = stack[-1]
            waiting[:] = [other for other in waiting if other not in result]
            if not waiting or name in result:
                result.setdefault(name, definitions[name])
                stack.pop()
                continue
            following = waiting[0]
            trail = [step for step, _ in stack]
            if following in trail:
                circle = [*trail[trail.index(following) :], following]
                raise fail(
                    f"the definitions go round in a circle: {' -> '.join(circle)}",
                    "define",
                    following,
                    "formula",
                    advice="write one of them in terms and parameters only",
                )
            stack.append((following, sorted(definitions[following].names & definitions.keys())))
    return tuple(result.items())


def resting(needed: Iterable[str], definitions: Mapping[str, Formula]) -> frozenset[str]:
    """The definitions that some names rest on, directly or through others."""
    found: set[str] = set()
    stack = [name for name in needed if name in definitions]
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack.extend(other for other in definitions[name].names if other in definitions)
    return frozenset(found)
