"""Whether a system of sign conditions has a solution: z3 within a number of steps.

That there is none is z3's proof. A solution is only proposed: the exact solver decides at the point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from deterrence.prove.systems import System
from deterrence.regions.domain import Domain
from deterrence.regions.signs import Sign

STEPS = 4_000_000  # z3's rlimit for one question
LIMIT = 60_000_000  # and for all of them together
PATIENCE = 10  # undecided questions after which no more are asked
SECONDS = 120  # for one question: a guard for work that z3 does not count as steps, far above what others take
DIGITS = (6, 12, 24, 48)  # of rational approximations to irrational coordinates

Values = Mapping[str, Fraction]


@dataclass
class Oracle:
    """Answers questions about one domain and counts them.

    Attributes
    ----------
    domain
        Of the question, with all auxiliary names.
    empty
        The systems that have no solution, as was proved.
    undecided
        Those that z3 did not decide.
    """

    domain: Domain
    steps: int = STEPS
    limit: int = LIMIT
    empty: list[System] = field(default_factory=list)
    undecided: list[System] = field(default_factory=list)
    spent: int = 0
    asked: int = 0
    _known: dict[System, Any] = field(default_factory=dict)
    _terms: dict[Sign, Any] = field(default_factory=dict)

    @property
    def exhausted(self) -> bool:
        """Whether all steps are used up."""
        return self.spent >= self.limit or len(self.undecided) >= PATIENCE

    def solutions(self, system: System) -> list[Values] | None:
        """Points that may solve a system, the likeliest first; none where there is no solution; None if undecided."""
        if system not in self._known:
            self._known[system] = self._solved(system)
        found: list[Values] | None = self._known[system]
        return found

    def _solved(self, system: System) -> list[Values] | None:
        if () in system.never:  # something that holds everywhere never holds
            return []
        plain = System(system.holding)
        if system.never and plain != system:
            rough = self.solutions(plain)
            if rough is not None and (not rough or any(system.avoids(point) for point in rough)):
                return [point for point in rough if system.avoids(point)]
        if self.exhausted:
            self.undecided.append(system)
            return None
        import z3

        solver = z3.SolverFor("QF_NRA", self.context)
        solver.set("rlimit", self.steps)
        solver.set("timeout", 1000 * SECONDS)
        solver.add(*self.terms(system))
        before = _steps(solver)
        answer = solver.check()
        self.asked += 1
        self.spent += _steps(solver) - before
        if answer == z3.unsat:
            self.empty.append(system)
            return []
        if answer == z3.unknown:
            self.undecided.append(system)
            return None
        return _points(solver.model(), self._variables)

    @cached_property
    def context(self) -> Any:
        """z3's memory: one of its own, so that the same question has the same answer whatever was asked before."""
        import z3

        return z3.Context()

    @cached_property
    def _variables(self) -> dict[str, Any]:
        return self.domain.variables(context=self.context)

    @cached_property
    def _domain(self) -> list[Any]:
        return self.domain.z3(self._variables)

    def _term(self, condition: Sign) -> Any:
        if condition not in self._terms:
            self._terms[condition] = condition.z3(self._variables)
        return self._terms[condition]

    def terms(self, system: System) -> list[Any]:
        """A system as z3 terms, the domain included."""
        import z3

        made = [*self._domain]
        made += [self._term(condition) for condition in system.holding if condition not in self.domain.assumptions]
        for group in system.never:
            made.append(z3.Or([self._term(condition.opposite) for condition in group]))
        return made


def _steps(solver: Any) -> int:
    """z3's count of steps so far."""
    statistics = solver.statistics()
    counts = {key: statistics.get_key_value(key) for key in statistics.keys()}  # noqa: SIM118 - z3 has no other way
    return int(counts.get("rlimit count", 0))


def _points(model: Any, variables: Mapping[str, Any]) -> list[Values]:
    import z3

    values = {name: model.eval(variable, model_completion=True) for name, variable in variables.items()}
    exact = {name: value.as_fraction() for name, value in values.items() if z3.is_rational_value(value)}
    if len(exact) == len(values):
        return [exact]
    found: list[Values] = []
    for digits in DIGITS:
        point = dict(exact)
        for name, value in values.items():
            if name not in exact:
                near = value.approx(digits).as_fraction()
                point[name] = near.limit_denominator(10**digits)
        found.append(point)
    return found
