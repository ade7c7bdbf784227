"""Where the parameters may lie, and whether a system of sign conditions has a solution there: z3 over the reals.

z3's answers are bounded by its own count of steps (rlimit), so that they do not depend on the machine; and by a
time-out, so that nothing hangs. An answer is a point, None (there is no solution: a proof), or UNKNOWN.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any, Final

from deterrence.algebra.rational_function import Ring
from deterrence.errors import SolverError
from deterrence.regions.samples import Samples
from deterrence.regions.signs import Sign

STEPS = 3_000_000  # z3's rlimit for one question
SECONDS = 180  # of processor time, for a whole derivation: far above what an answer of a readable size takes
PATIENCE = 30_000  # milliseconds: its count stands still during long arithmetic with algebraic numbers


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
    _ends: list[float] = field(default_factory=list, compare=False, repr=False)

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
        part = Domain(self.ring, self.ranges, (*self.assumptions, *further), _ends=self._ends)
        for point in self._samples.points:
            if all(condition.holds(point) for condition in further):
                part._samples.add(point)
        return part

    @contextmanager
    def within_time(self, seconds: float = SECONDS) -> Iterator[None]:
        """While work on this domain may take so many seconds of processor time."""
        self._ends.append(time.process_time() + seconds)
        try:
            yield
        finally:
            self._ends.pop()

    def check_time(self) -> None:
        """End work that has taken too long.

        Raises
        ------
        SolverError
            With advice.
        """
        if self._ends and time.process_time() > self._ends[-1]:
            raise SolverError(
                f"regions are not worked out after {SECONDS} seconds: let fewer names vary (`over`), fix more of them "
                "(`at`), or order the payoffs by assumptions or `where`"
            )

    @property
    def asked(self) -> int:
        """How many different questions were put to `possible`: a measure of work that no machine changes."""
        return len(self._found)

    def possible(self, conditions: Iterable[Sign], *, steps: int = STEPS) -> Point | Unknown | None:
        """A point of the domain that meets all conditions: a `Point`, None where there is none, or UNKNOWN."""
        wanted = frozenset(conditions)
        if (wanted, steps) not in self._found:
            self._found[wanted, steps] = self._answer(wanted, steps)
        answer: Point | Unknown | None = self._found[wanted, steps]
        return answer

    def _answer(self, wanted: frozenset[Sign], steps: int) -> Point | Unknown | None:
        self.check_time()
        known = self._samples.first(wanted)
        if known is not None:
            return Point(known)
        if any(few <= wanted for one in wanted for few in self._empty.get(one, ())):
            return None
        variables = self._kept("variables", self.variables)
        asked = sorted(wanted, key=str)
        answer, core = _solved(
            self._kept("domain", lambda: self.z3(variables)),
            [self._kept(one, partial(one.z3, variables)) for one in asked],
            variables,
            steps,
        )
        if answer is None:
            few = frozenset(asked[place] for place in core)
            if few and self._samples.first(few) is None:
                self._empty.setdefault(min(few, key=hash), []).append(few)
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
    return _solved(terms, (), variables, steps)[0]


def _solved(
    fixed: Sequence[Any], further: Sequence[Any], variables: Mapping[str, Any], steps: int
) -> tuple[Point | Unknown | None, tuple[int, ...]]:
    """A solution of two groups of z3 terms; where there is none, which of the second contradict the first already.

    A contradiction of a few answers every question that has these few among others.
    """
    import z3

    context = next(iter(variables.values())).ctx if variables else z3.main_ctx()
    answer = z3.unknown
    # most questions are small: nlsat alone (Jovanovic and de Moura 2012) is ten times as fast as its usual company
    for solver in (z3.Then("simplify", "nlsat", ctx=context).solver(), z3.SolverFor("QF_NRA", ctx=context)):
        solver.set("rlimit", steps)
        solver.set("timeout", PATIENCE)
        if further:
            solver.set("unsat_core", True)
        solver.add(*fixed)
        for place, term in enumerate(further):
            mark = z3.Bool(str(place), context)
            # what `solver.assert_and_track` calls, which looks at every term again: that takes longer than most answers
            z3.Z3_solver_assert_and_track(context.ref(), solver.solver, term.as_ast(), mark.as_ast())
        answer = solver.check()
        if answer != z3.unknown:
            break
    if answer == z3.unsat:
        return None, tuple(int(str(mark)) for mark in solver.unsat_core()) if further else ()
    if answer != z3.sat:
        return UNKNOWN, ()
    model = solver.model()
    values = {name: model.eval(variable, model_completion=True) for name, variable in variables.items()}
    if not all(z3.is_rational_value(value) for value in values.values()):
        return Point(None), ()
    return Point({name: value.as_fraction() for name, value in values.items()}), ()
