"""Whether the sign that a model declares for a term is the sign that it has: proved over all values, or refuted.

"Lowers" claims that raising the term alone never turns a pact that deters in every equilibrium surviving the refinement
into one that does not, whatever the other terms and the prior of a Hard defender are; so it never raises the least
prior at which the pact deters. Two points that differ in the term alone are put into one question for z3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from deterrence.regions import Regions, regions
from deterrence.regions.domain import solved
from deterrence.regions.signs import Sign, compared
from deterrence.thresholds import event_of

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import World

STEPS = 20_000_000  # z3's rlimit for one question


def deterrence_regions(model: Model, of: str, world: World | str | None, given: Mapping[str, Any]) -> Regions:
    """The regions of a model over every term and the unknown of its thresholds."""
    terms = [term for term in model.terms if term not in given]
    return regions(model, [*terms, of], {name: value for name, value in given.items() if name != of}, world=world)


def sign_holds(found: Regions, term: str, sign: str) -> bool | None:
    """Whether raising a term ``"lowers"`` or ``"raises"`` the threshold, weakly, throughout the domain.

    Returns
    -------
    bool or None
        True is a proof; False says that z3 found two points that differ in the term alone and contradict the sign;
        None where it is not decided, or where whether a shape survives the refinement is not worked out.
    """
    import z3

    failing, others = _failing(found)
    if failing is None:
        return None
    there = found.domain.variables()
    moved = {**there, term: z3.Real(f"{term}, moved")}
    base = [*found.domain.z3(there), *found.domain.z3(moved)]
    if solved([*found.domain.z3(there), *_none(others, there)], there, STEPS) is not None:
        return None  # somewhere nothing survives, or that is not decided
    before, after = (there, moved) if sign == "lowers" else (moved, there)
    base.append(there[term] < moved[term])
    answers = []
    for case in failing:  # it fails after the step, and did not before
        terms = [*base, *(condition.z3(after) for condition in case), *_none(failing, before)]
        answers.append(solved(terms, {**there, f"{term}, moved": moved[term]}, STEPS))
    if all(answer is None for answer in answers):
        return True
    return False if any(hasattr(answer, "values") for answer in answers) else None


Cases = list[tuple[Sign, ...]]


def _failing(found: Regions) -> tuple[Cases | None, Cases]:
    """The conditions under which a surviving equilibrium does not deter; and those under which one survives at all."""
    model, number = found.model, found.domain.ring.number
    assert model.deters is not None
    failing: Cases = []
    others: Cases = []
    for _, piece in found.pieces("refined"):
        if found.criterion is not None and piece.survives.get(found.criterion) is None:
            return None, []
        if piece.roots or not found.complete:
            return None, []
        others.append(piece.conditions)
        for high in event_of(found, piece).high:
            above = compared(high, ">", number(model.deters.at_most))
            if above is True:
                failing.append(piece.conditions)
            elif isinstance(above, Sign):
                failing.append((*piece.conditions, above))
    return failing, others


def _none(cases: Cases, variables: Mapping[str, Any]) -> list[Any]:
    """That none of some conjunctions holds."""
    import z3

    return [z3.Or(*(condition.opposite.z3(variables) for condition in case)) for case in cases]
