"""What varies and what is fixed: from a model, the names to vary and values, a domain and the game in each branch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from deterrence.algebra.rational_function import Ratio, Ring
from deterrence.data import meant
from deterrence.errors import ModelError, SolverError
from deterrence.formula import BY_ZERO, evaluate, number
from deterrence.games.extensive import Move
from deterrence.model.tree import Tree
from deterrence.regions.cases import Cases, Elsewhere
from deterrence.regions.domain import Domain
from deterrence.regions.reading import lifted, rational
from deterrence.regions.signs import Sign, compared, sign

if TYPE_CHECKING:
    from deterrence.formula import Formula
    from deterrence.model import Model
    from deterrence.pact import Pact, World

Span = tuple[Fraction | None, Fraction | None]
T = TypeVar("T")


@dataclass(frozen=True)
class Setting:
    """A model of which some names vary over a domain.

    Attributes
    ----------
    model
        The model.
    over
        The names that vary: parameters, terms or definitions.
    fixed
        The values of the other parameters and terms, and of definitions set directly.
    domain
        The ranges of `over`, and those assumptions of the model that are polynomial.
    bent
        The assumptions that branch (with min or max in them): `values` ends a branch in which one fails.
    """

    model: Model
    over: tuple[str, ...]
    fixed: Mapping[str, Fraction]
    domain: Domain
    bent: tuple[str, ...] = ()

    @property
    def ring(self) -> Ring:
        """The names that vary, and auxiliary ones."""
        return self.domain.ring

    def values(self, cases: Cases) -> dict[str, Any]:
        """The function behind every name, in one branch; as in `Model.values`, a definition on which the game does not
        rest is left out where it divides by zero.
        """
        given = lifted(self.ring, dict(self.fixed)) | {name: self.ring.name(name) for name in self.over}
        reading = rational(self.ring, cases)
        found = _where_defined(lambda: self.model.evaluate(given, reading))
        for name in self.bent:
            cases.require(bool(evaluate(self.model.condition(name), found, reading)))
        return found

    def game(self, cases: Cases) -> Any:
        """The game in one branch, its payoffs and priors rational functions."""
        return self.game_at(self.values(cases), cases)

    def game_at(self, values: Mapping[str, Any], cases: Cases) -> Any:
        """The game at the functions behind all names, as `values` gives them."""
        return _where_defined(lambda: self.model.game(values, rational(self.ring, cases)))


def _where_defined(call: Callable[[], T]) -> T:
    """What a call returns; a branch in which the game divides by zero ends: the model does not speak of such points."""
    try:
        return call()
    except ModelError as error:
        if error.message == BY_ZERO:
            raise Elsewhere from None
        raise


def primitives(model: Model) -> tuple[str, ...]:
    """The names in which payoffs, priors and probabilities are written: what varies unless it is said."""
    used = {name for formula in model._compiled.form.formulas for name in formula.names}
    return tuple(name for name in model.names if name in used and name not in model.open_definitions)


def setting(
    model: Model,
    over: Sequence[str] | None = None,
    at: Mapping[str, Any] | None = None,
    *,
    within: Mapping[str, tuple[Any, Any]] | None = None,
    where: Sequence[Any] = (),
    pact: Pact | None = None,
    world: World | str | None = None,
    auxiliary: Sequence[str] = (),
) -> Setting:
    """What varies and what is fixed.

    Parameters
    ----------
    model
        The model.
    over
        The names that vary: parameters, terms or definitions; a definition loses its formula. Unless given, the names
        in which the payoffs and priors are written.
    at
        Values of other names; the rest stands at its default, at `world` and at `pact`, as in `Model.values`.
    within
        Narrower ranges of names that vary, ``{name: (low, high)}``; of a definition, which has none, the only one.
    where
        Further conditions, as texts or `Condition`: on names that vary, definitions and parameters.
    pact, world
        As in `Model.values`; a term that varies keeps its whole range unless `within` narrows it.
    auxiliary
        Further names of the ring, for roots.

    Raises
    ------
    ModelError
        For unknown names, empty ranges, and conditions that cannot be read.
    SolverError
        For functions such as exp that have no exact reading.
    """
    from deterrence.formula import Condition, parse_condition

    chosen = primitives(model) if over is None else tuple(dict.fromkeys(over))
    chosen = tuple(name for name in chosen if name not in (at or {})) if over is None else chosen
    for name in chosen:
        if name not in model.names:
            raise ModelError(f"'{name}' is not a name of this model", key="over", advice=meant(name, model.names))
        if name in model.define and model.form in ("extensive", "strategic") and name not in model._compiled.needed:
            raise ModelError(
                f"the game does not rest on '{name}': only the names of regions would move", key="over",
                advice=f"vary what it is made of: {', '.join(sorted(dict(model._compiled.definitions)[name].names))}",
            )  # fmt: skip
        if name in (at or {}):
            raise ModelError(f"'{name}' is both varied and fixed", key=f"at.{name}", advice="leave it out of one")
    if not chosen:
        raise ModelError("no name varies", key="over", advice=f"choose among {', '.join(model.names)}")
    analytic = any(formula.analytic for formula in model._compiled.form.formulas)
    if model.open_definitions and (model.form != "cutoff" or analytic):
        raise SolverError(
            f"'{min(model.open_definitions)}' has no exact value before the game is solved: "
            "regions take rational functions of the parameters, with min and max"
        )
    base = model.values(pact, world=world, set=at)
    formulas = model.define.keys() - set_by_hand(at, world)
    fixed = {name: value for name, value in base.items() if name not in formulas and name not in chosen}
    ring = Ring((*chosen, *auxiliary))
    ranges = {name: _range(model, name, (within or {}).get(name)) for name in chosen}
    for name in within or {}:
        if name not in chosen:
            raise ModelError(f"'{name}' does not vary", key=f"within.{name}", advice=meant(name, chosen))
    plain = Domain(ring, ranges)
    given = Setting(model, chosen, fixed, plain)
    conditions = [(name, model.condition(name)) for name in model.assume]
    conditions += [("", c if isinstance(c, Condition) else parse_condition(c, names=model.names)) for c in where]
    assumptions: list[Sign] = []
    bent = []
    known = straight(given)
    for name, condition in conditions:
        read = sign_conditions(condition, known, ring)
        if read is not None:
            assumptions += read
        elif name:
            bent.append(name)
        else:
            raise _unread(condition, known, ring)
    assumptions += _probabilities(model, known, ring)
    return Setting(model, chosen, fixed, Domain(ring, ranges, tuple(dict.fromkeys(assumptions))), tuple(bent))


def _unread(condition: Any, known: Mapping[str, Ratio], ring: Ring) -> ModelError:
    """Why a condition is not a rational inequality: it divides by zero everywhere, or it branches."""
    advice = "write it as several conditions, or as an assumption of the model"
    for term in condition.terms:
        if known.keys() >= set(term.names):
            try:
                evaluate(term, known, _dividing(rational(ring, _NoCases(Domain(ring, {})))))
            except _Bent:
                break
            except ModelError as problem:
                return problem
    said = f"the condition '{condition}' has min or max in it, or rests on a definition that has"
    return ModelError(said, key="where", advice=advice)


def set_by_hand(at: Mapping[str, Any] | None, world: World | str | None) -> frozenset[str]:
    """The names that values or a world set: a definition among them loses its formula."""
    from deterrence.model.lookup import declared_world

    return frozenset((*(at or {}), *(declared_world(world).values if world is not None else ())))


def _probabilities(model: Model, values: Mapping[str, Ratio], ring: Ring) -> list[Sign]:
    """That every type has positive prior, one whose prior is 0 throughout aside, that no chance is negative, and that
    each sums to 1: where definitions vary, nothing else says so.
    """
    form = model._compiled.form
    drawn = [([*prior], ">") for prior in getattr(form, "priors", ())]
    moves = form.moves.values() if isinstance(form, Tree) else ()
    drawn += [([formula for _, formula in move], ">=") for move in moves if not isinstance(move, Move)]
    found = []
    for formulas, relation in drawn:
        chances = [evaluated(formula, values, ring) for formula in formulas]
        read = [compared(chance, relation, ring.number(0)) for chance in chances if chance is not None]
        known = [chance for chance in chances if chance is not None]
        if len(known) == len(chances):
            read.append(compared(sum(known, ring.number(0)), "==", ring.number(1)))
        found += [one for one in read if isinstance(one, Sign)]
    return found


def span(model: Model, name: str) -> Span:
    """The declared range of a parameter or term; a definition has none."""
    from deterrence.pact import vocabulary

    low: Fraction | None = None
    high: Fraction | None = None
    if name in model.parameters:
        low, high = (Fraction(x) for x in model.parameters[name].range)
    elif name in model.terms:
        low, high = Fraction(vocabulary()[name].low), Fraction(vocabulary()[name].high)
    return low, high


def _range(model: Model, name: str, narrowed: tuple[Any, Any] | None) -> Span:
    low, high = span(model, name)
    if narrowed is not None:
        least, most = (number(x, key=f"within.{name}") for x in narrowed)
        if least > most or (low is not None and least < low) or (high is not None and most > high):
            allowed = f"from {low} to {high}" if low is not None else "with the lesser number first"
            raise ModelError(
                f"the range of {name} is {least} to {most}", key=f"within.{name}", advice=f"write {allowed}"
            )
        return least, most
    return low, high


class _Bent(Exception):
    """Raised where a formula branches."""


class _NoCases(Cases):
    """Signs that are settled at once or not at all: what is asked of a formula that must be one rational function."""

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain, ())
        self.divisors: list[Ratio] = []

    def sign(self, value: Ratio | Fraction | int) -> int:
        constant = value.constant if isinstance(value, Ratio) else Fraction(value)
        if constant is None:
            raise _Bent
        return (constant > 0) - (constant < 0)

    def within(self, value: Ratio | Fraction | int, signs: frozenset[int]) -> bool:
        return self.sign(value) in signs

    def require(self, condition: bool) -> None:
        if not condition:
            raise _Bent


def straight(given: Setting) -> dict[str, Ratio]:
    """The function behind every name that is one rational function throughout; divisors are taken not to vanish."""
    ring = given.ring
    found = lifted(ring, dict(given.fixed)) | {name: ring.name(name) for name in given.over}
    reading = _dividing(rational(ring, _NoCases(given.domain)))
    for name, formula in given.model._compiled.definitions:
        if name not in found:
            try:
                found[name] = evaluate(formula, found, reading)
            except (_Bent, ModelError):
                continue
    return found


def evaluated(formula: Formula, values: Mapping[str, Ratio], ring: Ring) -> Ratio | None:
    """A formula as one rational function, divisors taken not to vanish; None where it branches, or has no value."""
    if not values.keys() >= set(formula.names):
        return None
    try:
        found: Ratio = evaluate(formula, values, _dividing(rational(ring, _NoCases(Domain(ring, {})))))
    except (_Bent, ModelError):
        return None
    return found


def _dividing(reading: Any) -> Any:
    from dataclasses import replace

    def divide(left: Ratio, right: Ratio) -> Ratio:
        if right.constant == 0:
            raise ZeroDivisionError
        return left / right

    return replace(reading, divide=divide)


def sign_conditions(condition: Any, values: Mapping[str, Ratio], ring: Ring) -> list[Sign] | None:
    """A condition as sign conditions; None where it branches. A false constant becomes ``1 < 0``'s equal, ``0 > 0``."""
    reading = _dividing(rational(ring, _NoCases(Domain(ring, {}))))
    found = []
    try:
        terms = [evaluate(term, values, reading) for term in condition.terms]
    except (_Bent, ModelError):
        return None
    for left, relation, right in zip(terms, condition.relations, terms[1:], strict=False):
        for divisor in (left, right):
            nonzero = sign(ring, divisor.below, "!=")
            if isinstance(nonzero, Sign):
                found.append(nonzero)
        read = compared(left, relation, right)
        if read is False:
            raise ModelError(f"the condition '{condition}' fails everywhere", advice="check the values that are fixed")
        if isinstance(read, Sign):
            found.append(read)
    return found
