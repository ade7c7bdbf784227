"""Whether a verdict holds throughout a pact's box: every coding between lo and hi, uncoded terms over their range.

The shapes of the model are derived once over all terms. That a word fails somewhere in a box is the solvability of
finitely many systems of conditions, so a word is proved throughout the box, or fails at an exact point in it, at which
the exact solver was asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.errors import DeterrenceError
from deterrence.model.names import endowment_key
from deterrence.prove.exactly import FALSE, TRUE, UNDEFINED, Solver
from deterrence.prove.missing import missing, unpaid
from deterrence.prove.oracle import Oracle
from deterrence.prove.queries import systems
from deterrence.prove.question import Question, read_question
from deterrence.prove.systems import Decisive, System
from deterrence.reading import EVERY, NONE, NOT_ASKED, SOME, UNKNOWN, read, refined_word
from deterrence.regions.domain import Domain
from deterrence.verdict import not_asked, require_loaded

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Pact, World

WORDS = {EVERY: "every", SOME: "some", NONE: "none"}
PAYS, PAYS_NOT = "free-riding pays", "free-riding does not pay"
HALVINGS = 12

Values = Mapping[str, Fraction]
Span = tuple[Fraction, Fraction]


@dataclass(frozen=True, eq=False)
class Robust:
    """Whether the word at the middle of a pact's codings holds throughout its box.

    Attributes
    ----------
    model, pact
        What was asked.
    word
        At the middle: of the equilibria surviving D1 (of all where no refinement applies). Of a model of provision,
        ``"free-riding pays"`` or ``"free-riding does not pay"``.
    holds
        True: proved throughout the box, wherever the model's assumptions hold in it. False: it fails at
        `counterexample`. None: `reason` says why that is not known.
    box
        For every term of the model its least and greatest value.
    scenario
        The terms that the pact does not code.
    counterexample
        A point of the box at which the word is another one.
    outside
        Whether the model's assumptions fail somewhere in the box; None where that was not decided.
    factor
        The largest factor by which all intervals can be stretched about their midpoints (lo + hi)/2, wherever between
        them the coded middle lies, within the ranges of the terms, with the word intact: at least the first number,
        which is proved, and less than or equal to the second, at which a point fails that the exact solver solved.
        None for the second: no factor is too large.
    reason
        How it was found.
    """

    model: Model
    pact: Pact
    word: str
    holds: bool | None
    box: Mapping[str, Span]
    scenario: tuple[str, ...]
    reason: str
    counterexample: Values | None = None
    outside: bool | None = None
    factor: tuple[Fraction, Fraction | None] | None = None

    def __str__(self) -> str:
        throughout = {
            True: "throughout its box",
            False: "but not throughout its box",
            None: "throughout its box: unknown",
        }
        said = self.word if self.model.provision is not None else f"deters {self.word}"
        text = f"{self.pact.title}: {said}, {throughout[self.holds]}"
        if self.counterexample is not None:
            text += f" (not at {', '.join(f'{name} = {value}' for name, value in self.counterexample.items())})"
        return f"{text}; {self.reason}" if self.holds is None else text

    def to_dict(self) -> dict[str, Any]:
        """Plain data; exact numbers are text."""
        return {
            "pact": self.pact.name,
            "model": self.model.title,
            "word": self.word,
            "holds": self.holds,
            "box": {name: [str(low), str(high)] for name, (low, high) in self.box.items()},
            "scenario": list(self.scenario),
            "counterexample": None
            if self.counterexample is None
            else {name: str(value) for name, value in self.counterexample.items()},
            "outside": self.outside,
            "factor": None if self.factor is None else [None if x is None else str(x) for x in self.factor],
            "reason": self.reason,
        }


def robust(
    model: Model,
    pact: Pact,
    *,
    world: World | str | None = None,
    set: Mapping[str, Any] | None = None,
    year: int | None = None,
    factor: bool = True,
) -> Robust:
    """Whether a pact's verdict holds at every point of its box.

    The verdict is whether it deters, or in a model of provision whether free-riding pays.

    Parameters
    ----------
    model, pact, world, set, year
        As for `verdict`; a term in `set` stands at that value.
    factor
        Whether to look for the largest factor by which the intervals can be stretched.

    Returns
    -------
    Robust

    Raises
    ------
    ModelError
        Where an assumption of the model fails at the middle of the codings, or a name is unknown.
    """
    require_loaded(model, pact)
    given = dict(set or {})
    box = box_of(model, pact, given)
    scenario = tuple(term for term in model.scenario_terms(pact) if term not in given)
    silent = "" if model.deters or model.provision else "the model declares no event to deter"
    reason = not_asked(model, pact) or silent
    if reason:
        return Robust(model, pact, NOT_ASKED, None, box, scenario, reason)
    values = model.values(pact, world=world, set=given, year=year)
    word = refined_word(model, values) if model.provision is None else _riding(model, values)
    if word not in (*WORDS, PAYS, PAYS_NOT):
        return Robust(model, pact, word, None, box, scenario, f"at the middle of the codings the word is '{word}'")
    if not box:
        how = "the model uses no term that is an interval"
        return Robust(model, pact, word, True, {}, scenario, how, None, False)
    try:
        boxes = Boxes(model, word, given, world, pact=pact, year=year)
    except DeterrenceError as problem:
        why = getattr(problem, "message", str(problem))
        return Robust(model, pact, word, None, box, scenario, f"regions are not derived: {why}")
    found = boxes.throughout(box)
    widest = boxes.widest(box) if factor and found.holds is not None else None
    return Robust(
        model, pact, word, found.holds, box, scenario, found.reason, found.point, boxes.outside(box), widest
    )  # fmt: skip


def _riding(model: Model, values: Values) -> str:
    """The word on free-riding at a point."""
    pays = read(model, values).free_riding_pays
    return UNKNOWN if pays is None else PAYS if pays else PAYS_NOT


def box_of(model: Model, pact: Pact, given: Mapping[str, Any] | None = None) -> dict[str, Span]:
    """The ends of each term's interval, for the terms that the model uses and that are not set."""
    return {term: pact.interval(term)[:2] for term in model.terms if term not in (given or {})}


@dataclass(frozen=True)
class Throughout:
    """Whether a word holds throughout a box, and a point where it does not."""

    holds: bool | None
    reason: str
    point: Values | None = None


@dataclass(eq=False)
class Boxes:
    """One word about one model in one world, asked of many boxes.

    Parameters
    ----------
    model, word, given, world
        What is asked: the word of `reading` or on free-riding, and the values of everything but the terms.
    further
        Parameters that vary as well.
    pact, year
        From which a model of provision takes what its allies can spend.
    """

    model: Model
    word: str
    given: Mapping[str, Any]
    world: World | str | None = None
    further: tuple[str, ...] = ()
    pact: Pact | None = None
    year: int | None = None
    question: Question = field(init=False)
    cases: Decisive = field(init=False)

    def __post_init__(self) -> None:
        terms = tuple(term for term in self.model.terms if term not in self.given)
        allies = self.model.endowments(self.pact, self.year)
        # nobody misses its benchmark in any equilibrium; "pays" is that this fails
        text = " and ".join(f'most "{unpaid(ally)}" = 0' for ally in allies)
        if self.word in WORDS:
            text = f"deters in {WORDS[self.word]} over refined"
        given = {**self.given, **{endowment_key(ally): wealth for ally, wealth in allies.items()}}
        pact = self.pact if allies else None  # another pact only narrows the terms, which vary here
        self.question = read_question(
            self.model, text, over=(*terms, *self.further), at=given, world=self.world, pact=pact
        )  # fmt: skip
        self.cases = missing(self.question, tuple(allies)) if allies else systems(self.question)
        self.solver = Solver(self.question)

    def domain(self, box: Mapping[str, Span]) -> Domain:
        """The model's domain, cut down to a box."""
        base = self.question.base.domain
        return Domain(base.ring, {**base.ranges, **box}, base.assumptions)

    def throughout(self, box: Mapping[str, Span]) -> Throughout:
        """Whether the word holds at every point of a box at which the model holds."""
        pays = self.word == PAYS
        cases: Iterable[System] = self.cases.true if pays else self.cases.false
        point, reason = self.find(self.domain(box), cases, TRUE if pays else FALSE)
        if point is not None:
            return Throughout(False, "fails at a point that was solved exactly", point)
        if reason:
            return Throughout(None, reason)
        if not self.question.complete:
            return Throughout(None, "the shapes are not known to be all")
        return Throughout(True, "proved: no point of the box satisfies the conditions under which it fails")

    def find(self, domain: Domain, cases: Iterable[System], wanted: str) -> tuple[Values | None, str]:
        """A point at which the exact solver says so; otherwise why it is not certain that there is none."""
        oracle = Oracle(domain)
        reason = ""
        for system in cases:
            points = oracle.solutions(system)
            if points is None:
                reason = "z3 did not decide whether it fails somewhere in the box"
                continue
            said = ""
            for point in points:
                own = {name: point[name] for name in self.question.base.over}
                if not domain.contains(point):
                    continue
                said = self.solver.said(own).word
                if said == wanted:
                    return own, ""
            if points and said not in (UNDEFINED,):
                reason = "a point where it fails is possible, and was not confirmed by the exact solver"
        return None, reason

    def outside(self, box: Mapping[str, Span]) -> bool | None:
        """Whether the model's assumptions fail somewhere in a box."""
        base = self.question.base.domain
        whole = Domain(base.ring, {**base.ranges, **box})
        answers = [whole.implied(condition) for condition in base.assumptions]
        if self.question.base.bent:
            return None
        return True if False in answers else None if None in answers else False

    def widest(self, box: Mapping[str, Span]) -> tuple[Fraction, Fraction | None] | None:
        """The largest factor for a box, between one that is proved and one at which a point fails."""
        low, high = Fraction(0), self.limit(box)
        if not high:
            return Fraction(1), None
        found = self.throughout(self.stretched(box, high))
        if found.holds:
            return high, None
        if found.point is None:
            return None
        high = self.reach(box, found.point)
        for step in range(HALVINGS):
            tried = Fraction(1) if step == 0 and low < 1 < high else (low + high) / 2
            found = self.throughout(self.stretched(box, tried))
            if found.holds:
                low = tried
            elif found.point is not None:
                high = self.reach(box, found.point)
            else:
                break
            if low == high:
                break
        return low, high

    def limit(self, box: Mapping[str, Span]) -> Fraction:
        """The factor from which on every interval is its term's whole range; 0 where all are points."""
        ranges = self.question.base.domain.ranges
        found = [Fraction(0)]
        for term, (low, high) in box.items():
            least, most = ranges[term]
            if low < high and least is not None and most is not None:
                middle, half = (low + high) / 2, (high - low) / 2
                found.append(max(middle - least, most - middle) / half)
        return max(found)

    def stretched(self, box: Mapping[str, Span], factor: Fraction) -> dict[str, Span]:
        """Every interval stretched about its midpoint (lo + hi)/2, within the term's range."""
        ranges = self.question.base.domain.ranges
        found = {}
        for term, (low, high) in box.items():
            middle, half = (low + high) / 2, factor * (high - low) / 2
            least, most = ranges[term]
            left = middle - half if least is None else max(least, middle - half)
            right = middle + half if most is None else min(most, middle + half)
            found[term] = (left, right)
        return found

    def reach(self, box: Mapping[str, Span], point: Values) -> Fraction:
        """The least factor at which the stretched box has the point."""
        found = [Fraction(0)]
        for term, (low, high) in box.items():
            if low < high:
                found.append(abs(point[term] - (low + high) / 2) / ((high - low) / 2))
        return max(found)
