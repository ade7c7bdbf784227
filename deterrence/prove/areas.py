"""The region where a proposition holds, and where it fails: as few conjunctions of sign conditions as were found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deterrence.algebra.rational_function import Ratio
from deterrence.errors import SolverError
from deterrence.prove.moving import Conditions
from deterrence.prove.oracle import Oracle
from deterrence.prove.proof import Region
from deterrence.prove.question import Question
from deterrence.prove.systems import Decisive, System
from deterrence.regions.cases import Cases, explore, simplified
from deterrence.regions.domain import Domain, Point, Unknown
from deterrence.regions.signs import SIGNS, Sign

MOST_CASES, MOST_QUESTIONS = 400, 6_000
WEAKER = {"<": ("<=",), ">": (">=",), "==": ("<=", ">=")}


@dataclass(frozen=True)
class _Counted(Domain):
    """A domain that answers a limited number of questions."""

    def possible(self, conditions: object, *, steps: int = 500_000) -> Point | Unknown | None:
        if len(self._found) > MOST_QUESTIONS:
            raise SolverError(f"it takes more than {MOST_QUESTIONS} questions: let fewer names vary")
        return super().possible(conditions, steps=steps)  # type: ignore[arg-type]


def areas(question: Question, cases: Decisive, oracle: Oracle) -> tuple[Region, Region]:
    """Where a proposition holds, and where it fails; elsewhere it says nothing.

    Raises
    ------
    SolverError
        Where that takes too many cases, or is not settled by the conditions known.
    """
    base = question.base.domain
    domain = _Counted(base.ring, base.ranges, base.assumptions)
    true = [system for system in cases.true if oracle.solutions(system) != []]
    false = [system for system in cases.false if oracle.solutions(system) != []]

    def derive(here: Cases) -> str:
        fails = any(_met(system, here) for system in false)
        holds = any(_met(system, here) for system in true)
        return "open" if holds and fails else "holds" if holds else "fails" if fails else "nothing"

    branches = explore(domain, derive, most=MOST_CASES)
    if any(branch.result == "open" for branch in branches):
        raise SolverError("whether some equilibria survive is undecided")
    if not all(branch.certain for branch in branches):
        raise SolverError("z3 did not decide which cases occur")
    found = []
    for word in ("holds", "fails"):
        others = [branch.conditions for branch in branches if branch.result != word]
        mine = [branch.conditions for branch in branches if branch.result == word]
        found.append(_fewest(domain, mine, others))
    return found[0], found[1]


def _fewest(domain: Domain, mine: Sequence[Conditions], others: Sequence[Conditions]) -> Region:
    """Conjunctions that cover the same points, each as general as it can be without meeting the others."""
    general: list[Conditions] = []
    for conditions in mine:
        kept = list(conditions)
        for condition in sorted(conditions, key=lambda c: (-c.polynomial.degree, -len(c.polynomial.terms))):
            k = kept.index(condition)
            for weaker in ([], *([Sign(condition.polynomial, w)] for w in WEAKER.get(condition.relation, ()))):
                tried = [*kept[:k], *weaker, *kept[k + 1 :]]
                if not any(domain.possible([*tried, *other]) for other in others):
                    kept = tried
                    break
        if tuple(kept) not in general:
            general.append(tuple(kept))
    left = list(general)
    for conditions in sorted(general, key=len, reverse=True):
        rest = [other for other in left if other != conditions]
        if any(all(domain.implied(c, conditions) for c in other) for other in rest):
            left = rest
    return tuple(simplified(domain, conditions) for conditions in left)


def _met(system: System, here: Cases) -> bool:
    return all(_true(condition, here) for condition in system.holding) and not any(
        all(_true(condition, here) for condition in group) for group in system.never
    )


def _true(condition: Sign, here: Cases) -> bool:
    ring = condition.polynomial.ring
    value = Ratio(ring, condition.polynomial.flint, ring.context.constant(1))
    return here.within(value, frozenset(SIGNS[condition.relation]))
