"""Propositions proved over whole ranges, or refuted by an exact counterexample.

A proposition is true of a point by what the equilibria there are. `deterrence.regions` has them at all points at once;
so a counterexample is a solution of one of finitely many systems of sign conditions. z3 shows that there is none, or
proposes one, and the exact solver decides at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

from deterrence.errors import SolverError
from deterrence.prove.areas import areas
from deterrence.prove.crossing import crossing
from deterrence.prove.draws import SEED, walk
from deterrence.prove.exactly import FALSE, OPEN, TRUE, UNDEFINED, Said, Solver
from deterrence.prove.oracle import Oracle
from deterrence.prove.proof import CONDITIONAL, PROVED, REFUTED, UNKNOWN, Proof, Witness
from deterrence.prove.queries import systems
from deterrence.prove.question import Question, read_question
from deterrence.prove.second import again
from deterrence.prove.systems import Decisive, System
from deterrence.regions.domain import Domain

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Pact, World

__all__ = ["Proof", "Witness", "prove"]

POINTS = 1_000
STARTS = 64  # systems from whose solutions random points start
Values = Mapping[str, Fraction]


def prove(
    model: Model,
    proposition: str,
    where: Sequence[Any] = (),
    *,
    over: Sequence[str] | None = None,
    at: Mapping[str, Any] | None = None,
    within: Mapping[str, tuple[Any, Any]] | None = None,
    pact: Pact | None = None,
    world: World | str | None = None,
    models: Mapping[str, Any] | None = None,
    points: int = POINTS,
) -> Proof:
    """Whether a proposition is true of all parameters within ranges.

    Parameters
    ----------
    model
        What it is about.
    proposition
        In the grammar of ``docs/propositions.md``: ``'most "P(war)" over "Bluff" = p_C*c_s'``.
    where
        Conditions, besides the model's assumptions and those the proposition states.
    over
        The names that vary. Unless given, the names in which the payoffs are written; and where the proposition speaks
        of pacts or other models, or changes other names, all parameters of the model and those names.
    at, within, pact, world
        What is fixed, and narrower ranges: as for `regions`.
    models
        Models and pacts of your own, by the names that the proposition gives them.
    points
        At how many random exact points what is proved is tested by the exact solver.

    Returns
    -------
    Proof
        Status ``"proved"``, ``"refuted"``, ``"conditional"`` or ``"unknown"``.

    Raises
    ------
    ModelError
        For a proposition that cannot be read, with the grammar and a valid one near it, and for unknown names. Also
        where a side divides by what is 0 somewhere in the domain, or by a quantity, which may be: such points are not
        passed over unless `where` or ``when`` leaves them out.
    """
    try:
        asked = read_question(model, proposition, where, over, at, within, pact, world, models)
    except SolverError as problem:
        return _unread(model, proposition, over, str(problem))
    return _Decision(asked, points).decide()


def _unread(model: Model, proposition: str, over: Sequence[str] | None, reason: str) -> Proof:
    from deterrence.proposition import parse_proposition

    return Proof(model, parse_proposition(proposition), UNKNOWN, tuple(over or ()), {}, (), reason)


@dataclass
class _Decision:
    """The steps from a question to its answer."""

    question: Question
    points: int
    refused: str = ""
    undefined: Values | None = None
    unsettled: bool = False  # whether it may hold where z3 did not decide
    proposed: bool = False  # whether z3 found solutions where it would hold, rational or not

    def __post_init__(self) -> None:
        self.oracle = Oracle(self.question.base.domain)
        self.solver = Solver(self.question)

    def decide(self) -> Proof:
        try:
            cases = systems(self.question)
        except SolverError as problem:
            return self._proof(UNKNOWN, str(problem))
        false = self._witness(cases.false, holds=False)
        true = self._witness(cases.true, holds=True)
        open_ = [system for system in cases.false if system in self.oracle.undecided]
        if false is not None:
            return self._refuted(cases, false, true)
        if self.refused:
            return self._crossed(cases) or self._proof(UNKNOWN, self.refused)
        if open_:
            return self._proof(UNKNOWN, f"z3 did not decide {len(open_)} of {len(cases.false)} systems of conditions")
        if true is None and not self.unsettled:
            reason = "it speaks of no point: nothing that it is about occurs in this domain"
            if self.proposed:
                reason = "no point with rational coordinates was found at which it says something"
            return self._proof(UNKNOWN, reason)
        if not self.question.complete:
            status = next(c.regions.status for c in self.question.contexts.values() if not c.regions.complete)
            return self._proof(UNKNOWN, f"the shapes are not known to be all: {status}")
        return self._proved(cases, true)

    # -- points ------------------------------------------------------------------------------------------------------

    def _witness(self, cases: Iterable[System], holds: bool) -> Witness | None:
        """The first point at which the exact solver says so."""
        for system in cases:
            if holds and self.oracle.exhausted:
                self.unsettled = True
                return None
            points = self.oracle.solutions(system)
            self.unsettled = self.unsettled or (holds and points is None)
            self.proposed = self.proposed or (holds and bool(points))
            for point in points or ():
                made = self._solved(point)
                if made is not None and made.holds == holds:
                    return made
            else:
                self._note(system, holds)
        return None

    def _note(self, system: System, holds: bool) -> None:
        """A solution was proposed and the solver says otherwise: this cannot be called a proof."""
        points = self.oracle.solutions(system)
        if points and not holds:
            said = self._said(points[-1])
            if said.word in (TRUE, OPEN):
                why = said.left if said.word == OPEN else "the exact solver finds it true there"
                exact = "" if len(points) == 1 else " (approximately: its coordinates are irrational)"
                self.refused = self.refused or f"a counterexample is possible{exact}, and not confirmed: {why}"

    def _split(self, point: Values) -> tuple[dict[str, Fraction], dict[str, Fraction] | None]:
        names = self.question.base.over
        first = {name: point[name] for name in names}
        if not self.question.second:
            return first, None
        return first, {name: point[self.question.second.get(name, name)] for name in names}

    def _said(self, point: Values) -> Said:
        return self.solver.said(*self._split(point))

    def _solved(self, point: Values) -> Witness | None:
        first, other = self._split(point)
        said = self.solver.said(first, other)
        if said.word not in (TRUE, FALSE):
            if said.word == UNDEFINED and self.undefined is None:
                self.undefined = first
            return None
        return self._shown(first, other, said)

    def _shown(self, first: Values, other: Values | None, said: Said) -> Witness:
        """A point with what was said of it; a second point differs in the one name that the shown statement moves."""
        if other is not None:
            other = {**first, said.moved: other[said.moved]} if said.moved else None
        return Witness(first, said.word == TRUE, said.left, said.right, other, self.solver.everything(first))

    # -- answers -----------------------------------------------------------------------------------------------------

    def _refuted(self, cases: Decisive, false: Witness, true: Witness | None) -> Proof:
        if true is None:
            how = "it holds nowhere in this domain"
            if self.unsettled:
                how = "where it may hold was not decided"
            elif self.proposed:
                how = "where it holds was not worked out: no point with rational coordinates was found"
            return self._proof(REFUTED, f"false at a point that was solved exactly; {how}", counterexample=false)
        witnesses = (true, false)
        if self.question.second:
            reason = "true of some pairs of points and false of others"
            return self._proof(REFUTED, reason, counterexample=false, witnesses=witnesses)
        try:
            holds, fails = areas(self.question, cases, self.oracle)
        except SolverError as problem:
            reason = f"true at some points and false at others; the region was not worked out: {problem}"
            return self._proof(REFUTED, reason, counterexample=false, witnesses=witnesses)
        reason = "the region is exact: its boundaries are the conditions"
        return self._proof(CONDITIONAL, reason, counterexample=false, witnesses=witnesses, holds=holds, fails=fails)

    def _crossed(self, cases: Decisive) -> Proof | None:
        """The answer where two sides meet at irrational points only, between points that were solved exactly."""
        ends = crossing(self.question, self.oracle)
        witnesses = tuple(made for end in ends or () if (made := self._solved(end)) is not None and made.holds)
        if len(witnesses) != 2:
            return None
        reason = (
            "the left side is less than the right at one point and more at another, and both are continuous between "
            "them: they meet there, and no point with rational coordinates was found at which they do"
        )
        try:
            holds, fails = areas(self.question, cases, self.oracle)
        except SolverError:
            return self._proof(CONDITIONAL, reason, witnesses=witnesses)
        return self._proof(CONDITIONAL, reason, witnesses=witnesses, holds=holds, fails=fails)

    def _proved(self, cases: Decisive, true: Witness | None) -> Proof:
        tested = 0
        for point in self._random(cases):
            first, other = self._split(point)
            said = self.solver.said(first, other)
            if said.word == FALSE:
                at = ", ".join(f"{name} = {value}" for name, value in first.items())
                return self._proof(
                    UNKNOWN, f"the exact solver finds it false at {at}, which the shapes exclude: please report this",
                    counterexample=self._shown(first, other, said),
                )  # fmt: skip
            if said.word == UNDEFINED and self.undefined is None:
                self.undefined = first
            tested += said.word == TRUE
        if true is None and not tested:
            return self._proof(UNKNOWN, "z3 did not decide whether there is a point that it speaks of")
        second = again(self.oracle, self.oracle.empty)
        count = len([s for s in cases.false if s in self.oracle.empty])
        shown = f"{count} systems of conditions, in one of which it would lie, have no solution"
        reason = f"no counterexample: {shown if count else 'none is possible by algebra alone'}"
        reason += f"; the exact solver agrees at {tested} random points"
        return self._proof(PROVED, reason, witnesses=() if true is None else (true,), tested=tested, second=second)

    def _random(self, cases: Decisive) -> Iterator[Values]:
        """Random points at which the proposition says something (pairs of them for monotone statements)."""
        base = self.question.base
        names = (*base.over, *self.question.second.values())
        ranges = {**base.domain.ranges, **{new: base.domain.ranges[old] for old, new in self.question.second.items()}}
        domain = Domain(base.domain.ring, ranges, base.domain.assumptions)
        # without auxiliary names of roots, where all of a part have none
        parts = [part if all(set(s.names) <= set(names) for s in part) else () for part in cases.parts]

        def inside(point: Values) -> bool:
            if not domain.contains(point):
                return False
            signs: dict[Any, int] = {}  # most systems ask for the signs of the same polynomials
            return all(not part or any(s.holds(point, signs) for s in part) for part in parts)

        starts = [p for s in self._spread(cases) for p in self.oracle.solutions(s) or ()]
        starts = [{name: point[name] for name in names} for point in starts]
        return walk(domain, names, [point for point in starts if inside(point)], self.points, inside)

    def _spread(self, cases: Decisive) -> list[System]:
        """Systems in which the proposition is true: all where they are few, else a random choice of them."""
        if len(cases.parts) == 1 and len(cases.parts[0]) <= STARTS:
            return list(cases.parts[0])
        if not all(cases.parts):
            return []
        chance = Random(SEED)
        drawn: list[System] = []
        for _ in range(40 * STARTS):
            whole: System | None = System()
            for part in cases.parts:
                whole = None if whole is None else (whole & chance.choice(part)).settled
            if whole is not None and whole not in drawn:
                drawn.append(whole)
            if len(drawn) == STARTS:
                break
        return drawn or list(islice(cases.true, 1))

    def _proof(self, status: str, reason: str, **more: Any) -> Proof:
        base = self.question.base
        return Proof(
            self.question.model, self.question.proposition, status, base.over,
            {name: base.domain.ranges[name] for name in base.over}, base.domain.assumptions, reason,
            questions=len(self.oracle.empty), undefined=self.undefined, fixed=base.fixed, **more,
        )  # fmt: skip
