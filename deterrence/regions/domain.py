"""Where the parameters may lie, and whether a system of sign conditions has a solution there: z3 over the reals.

z3's answers are bounded by its own count of steps (rlimit), so that they do not depend on the machine; and by a
time-out, so that nothing hangs. An answer is a point, None (there is no solution: a proof), or UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any, Final

from deterrence.algebra.rational_function import Ring
from deterrence.regions.samples import Samples
from deterrence.regions.signs import Sign

STEPS = 3_000_000  # z3's rlimit for one question
PATIENCE = 10_000  # milliseconds: its count stands still during long arithmetic with algebraic numbers


class Unknown:
    """The answer of a question that z3 did not decide within its steps."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True)
class Point:
    """A solution; `values` has rational numbers for all names, or is None where z3 found only irrational ones."""

    values: Mapping[str, Fraction] | None


@dataclass(frozen=True)
class Domain:
    """The values that the parameters may take.

    Attributes
    ----------
    ring
        The names that vary.
    ranges
        For each name its least and greatest value; None where it has no bound.
    assumptions
        Conditions that hold throughout.
    """

    ring: Ring
    ranges: Mapping[str, tuple[Fraction | None, Fraction | None]]
    assumptions: tuple[Sign, ...] = ()
    _found: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    _samples: Samples = field(default_factory=Samples, compare=False, repr=False)
    _empty: dict[Sign, list[frozenset[Sign]]] = field(default_factory=dict, compare=False, repr=False)
    _terms: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return Domain, (self.ring, self.ranges, self.assumptions)

    def contains(self, values: Mapping[str, Fraction]) -> bool:
        """Whether a point lies in the ranges and meets the assumptions."""
        for name, (low, high) in self.ranges.items():
            if (low is not None and values[name] < low) or (high is not None and values[name] > high):
                return False
        return all(condition.holds(values) for condition in self.assumptions)

    def narrowed(self, conditions: Iterable[Sign]) -> Domain:
        """The part of the domain in which further conditions hold."""
        further = tuple(conditions)
        part = Domain(self.ring, self.ranges, (*self.assumptions, *further))
        for point in self._samples.points:
            if all(condition.holds(point) for condition in further):
                part._samples.add(point)
        return part

    def possible(self, conditions: Iterable[Sign], *, steps: int = STEPS) -> Point | Unknown | None:
        """A point of the domain that meets all conditions: a `Point`, None where there is none, or UNKNOWN."""
        wanted = frozenset(conditions)
        if (wanted, steps) not in self._found:
            self._found[wanted, steps] = self._answer(wanted, steps)
        answer: Point | Unknown | None = self._found[wanted, steps]
        return answer

    def _answer(self, wanted: frozenset[Sign], steps: int) -> Point | Unknown | None:
        known = self._samples.first(wanted)
        if known is not None:
            return Point(known)
        if any(few <= wanted for one in wanted for few in self._empty.get(one, ())):
            return None
        variables = self._kept("variables", self.variables)
        terms = [*self._kept("domain", lambda: self.z3(variables))]
        terms += [self._kept(one, partial(one.z3, variables)) for one in sorted(wanted, key=str)]
        answer = solved(terms, variables, steps)
        if answer is None:
            if wanted:
                self._empty.setdefault(min(wanted, key=hash), []).append(wanted)
        elif isinstance(answer, Point) and answer.values is not None:
            self._samples.add(answer.values)
        return answer

    def _kept(self, key: Any, make: Callable[[], Any]) -> Any:
        """What `make` gives, made once."""
        if key not in self._terms:
            self._terms[key] = make()
        return self._terms[key]

    def implied(self, condition: Sign, by: Iterable[Sign] = ()) -> bool | None:
        """Whether a condition holds wherever others do, throughout the domain; None where that is not decided."""
        answer = self.possible([*by, condition.opposite])
        return None if answer is UNKNOWN else answer is None

    def variables(self, suffix: str = "", context: Any = None) -> dict[str, Any]:
        """A z3 real for every name; in a context of its own z3 answers as if nothing had been asked before."""
        import z3

        return {name: z3.Real(name + suffix, context) for name in self.ring.names}

    def z3(self, variables: Mapping[str, Any]) -> list[Any]:
        """The ranges and assumptions as z3 terms."""
        import z3

        terms = []
        for name, (low, high) in self.ranges.items():
            if low is not None:
                terms.append(variables[name] >= z3.Q(low.numerator, low.denominator, variables[name].ctx))
            if high is not None:
                terms.append(variables[name] <= z3.Q(high.numerator, high.denominator, variables[name].ctx))
        return terms + [condition.z3(variables) for condition in self.assumptions]


def solved(terms: list[Any], variables: Mapping[str, Any], steps: int = STEPS) -> Point | Unknown | None:
    """A solution of z3 terms in the given reals: see `Domain.possible`."""
    import z3

    answer = z3.unknown
    # most questions are small: nlsat alone (Jovanovic and de Moura 2012) is ten times as fast as its usual company
    for solver in (z3.Then("simplify", "nlsat").solver(), z3.SolverFor("QF_NRA")):
        solver.set("rlimit", steps)
        solver.set("timeout", PATIENCE)
        solver.add(*terms)
        answer = solver.check()
        if answer != z3.unknown:
            break
    if answer == z3.unsat:
        return None
    if answer != z3.sat:
        return UNKNOWN
    model = solver.model()
    values = {name: model.eval(variable, model_completion=True) for name, variable in variables.items()}
    if not all(z3.is_rational_value(value) for value in values.values()):
        return Point(None)
    return Point({name: value.as_fraction() for name, value in values.items()})
