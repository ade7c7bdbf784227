"""Regions of games of cutoffs whose gains are rational: one cutoff after the other, linear or quadratic in its own.

Where each gain rests on its own cutoff and on earlier ones, equilibria are found one cutoff at a time: at the lower
end of its range where the gain there is not positive, at the upper end where it is not negative, and inside at a root.
Every way to do so is a derivation of its own, so that games with several equilibria have several shapes at a point.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any

from deterrence.algebra.rational_function import Ratio
from deterrence.errors import SolverError
from deterrence.formula import evaluate
from deterrence.games.cutoff import TYPE, CutoffGame
from deterrence.regions import ordered
from deterrence.regions.cases import Cases, Elsewhere
from deterrence.regions.closed import Found, assembled, exactly, extended
from deterrence.regions.result import Extent, Regions, Root
from deterrence.regions.sections import Unsolved, coefficients, compare, roots
from deterrence.regions.setting import Setting
from deterrence.regions.signs import Sign, polynomial, sign

STATUS = "monotone strategies: corners and roots of gains, cutoff by cutoff"
PLACES = ("low", "inside", "inside above", "high")


@dataclass(frozen=True)
class _Placed:
    """A cutoff in one branch."""

    value: Ratio
    root: Root | None = None


def derive_cutoff(given: Setting) -> Regions:
    """The regions of a game of cutoffs.

    Raises
    ------
    SolverError
        Where gains depend on each other in a circle, have min or max of cutoffs in them, or are of a degree above two.
    """
    form: Any = given.model._compiled.form
    if any(formula.analytic for formula in (*form.formulas, *(f for _, f in form.definitions))):
        raise SolverError("regions take rational functions, and the gains of this model have exp, log, sqrt or Phi")
    order = _order(form)
    names = [one.name for one in form.unknowns]
    wide = extended(given, names)
    continua: set[str] = set()
    derivations = [
        _derivation(wide, form, order, dict(zip(order, places, strict=True)), continua)
        for places in product(PLACES, repeat=len(names))
    ]
    found = assembled(wide, derivations, "monotone", STATUS)
    if continua:
        more = f"; where every {' and '.join(sorted(continua))} is an equilibrium, it is left out"
        found = replace(found, complete=False, status=found.status + more)
    return found


def _order(form: Any) -> list[str]:
    """The cutoffs, each after those that its gain rests on.

    Raises
    ------
    SolverError
        Where there is a circle.
    """
    names = {one.name for one in form.unknowns}
    behind: dict[str, set[str]] = {name: {name} for name in names}
    for name, formula in form.definitions:
        behind[name] = {other for used in formula.names for other in behind.get(used, ())}
    needs = {
        one.name: {other for used in one.gain.names for other in behind.get(used, ())} - {one.name}
        for one in form.unknowns
    }
    order: list[str] = []
    while needs:
        ready = sorted(name for name, other in needs.items() if other <= set(order))
        if not ready:
            circle = " and ".join(sorted(needs))
            raise SolverError(
                f"the gains of {circle} depend on each other in a circle, and regions are found one cutoff at a time: "
                "ask `solve` or `threshold` at values"
            )
        order += ready
        for name in ready:
            del needs[name]
    return order


def _derivation(
    given: Setting, form: Any, order: Sequence[str], places: Mapping[str, str], continua: set[str]
) -> Callable[[Cases], Found]:
    def derive(cases: Cases) -> Found:
        cases.unasked = frozenset(order)
        values = ordered.values(given, cases)
        game: CutoffGame = ordered.game(given, cases, values)
        found: dict[str, _Placed] = {}
        for name in order:
            found[name] = _placed(game, name, places[name], found, cases, continua)
        known = _known(game, found, cases)
        measures: dict[str, Extent | None] = {name: exactly(found[name].value, cases) for name in game.names}
        for name, formula in form.measures.items():
            try:
                value = _measured(game, formula, known, cases)
            except SolverError:  # it has no closed form here: `Regions.not_derived` names it
                continue
            measures[name] = None if value is None else exactly(value, cases)
        words = {"low": "at the low end", "high": "at the high end"}
        does = {name: (words.get(places[name], "inside"),) for name in game.names}
        shape = ", ".join(f"{name} {does[name][0]}" for name in game.names)
        if "inside above" in places.values():
            shape += ", the larger root"
        pinned = tuple(one.root for one in found.values() if one.root is not None)
        return Found(shape, does, {}, measures, ordered.region(given, values, cases), pinned)

    return derive


def _known(game: CutoffGame, found: Mapping[str, _Placed], cases: Cases) -> dict[str, Any]:
    known: dict[str, Any] = dict(game.values)
    known |= {name: ordered.ordered(one.value, cases) for name, one in found.items()}
    return known


class _Undefined(Exception):
    """Raised where a measure divides by 0: it is undefined, and the equilibrium is one still."""


def _measured(game: CutoffGame, formula: Any, known: Mapping[str, Any], cases: Cases) -> Ratio | None:
    """A measure in the branch; None where it is undefined, for it divides by 0.

    Raises
    ------
    SolverError
        Where it compares a root.
    """

    def divide(left: Any, right: Any) -> Any:
        if not right:
            raise _Undefined
        return left / right

    how = replace(ordered.reading(cases), divide=divide)
    values = dict(known)
    try:
        for name, part in game.behind(formula.names):
            values[name] = evaluate(part, values, how)
        return ordered.plain(evaluate(formula, values, how), cases)
    except _Undefined:
        return None


def _placed(
    game: CutoffGame, name: str, place: str, found: Mapping[str, _Placed], cases: Cases, continua: set[str]
) -> _Placed:
    """A cutoff at an end of its range, or inside; the branch ends where it is not an equilibrium there."""
    one = next(cutoff for cutoff in game.cutoffs if cutoff.name == name)
    low, high = ordered.plain(one.low, cases), ordered.plain(one.high, cases)
    cases.require(cases.compare(low, high) < 0)
    terms = _gain(game, name, found, cases)

    def gain(x: Ratio) -> Ratio:
        total = terms[-1]
        for term in reversed(terms[:-1]):
            total = total * x + term
        return total

    if place in ("low", "high"):
        open_ = one.open_low if place == "low" else one.open_high
        cases.require(not open_)
        end = low if place == "low" else high
        cases.require(cases.within(gain(end), frozenset((-1, 0)) if place == "low" else frozenset((0, 1))))
        return _Placed(end)
    ring = cases.domain.ring
    x = ring.name(name)
    whole = polynomial(ring, gain(x).above)
    try:
        leading, places = roots(tuple(terms), whole, cases)
    except Unsolved:
        message = f"the gain of {name} is of a degree above two in it: ask `solve` at values"
        raise SolverError(message) from None
    if not places and leading == 0:
        continua.add(name)
        raise Elsewhere
    index = 1 if place == "inside above" else 0
    cases.require(index < len(places))
    bound, _ = places[index]
    cases.require(compare(bound, low, cases) > 0 and compare(bound, high, cases) < 0)
    if isinstance(bound, Ratio):
        return _Placed(bound)
    side = sign(ring, (x - bound.middle).above * (x - bound.middle).below, ">" if bound.upper else "<")
    zero = sign(ring, gain(x).above, "==")
    pins = tuple(condition for condition in (zero, side) if isinstance(condition, Sign))
    return _Placed(x, Root(name, pins))


def _gain(game: CutoffGame, name: str, found: Mapping[str, _Placed], cases: Cases) -> list[Ratio]:
    """The gain as a polynomial in its own cutoff, times a divisor without it: coefficients from the constant on.

    Raises
    ------
    SolverError
        Where a comparison or a divisor depends on the cutoff.
    """
    ring = cases.domain.ring
    known = _known(game, found, cases)
    own = ordered.Ordered(ring.name(name), cases)
    known |= {name: own}
    how = ordered.reading(cases)
    one = next(cutoff for cutoff in game.cutoffs if cutoff.name == name)
    try:
        for part, formula in game.needed:
            if formula.names <= known.keys():
                known[part] = evaluate(formula, known, how)
        value = evaluate(one.formula, {**known, TYPE: own}, how)
    except SolverError as error:
        message = f"the gain of {name} is no polynomial in the cutoffs, for {error}: ask `solve` at values"
        raise SolverError(message) from None
    ratio = value.ratio if isinstance(value, ordered.Ordered) else ring.number(Fraction(value))
    scale = Ratio(ring, ring.number(1).above, ratio.below)
    top = polynomial(ring, ratio.above)
    return [term * scale for term in coefficients(top, name, ring)]
