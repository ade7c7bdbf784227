"""Running a computation over all parameters at once: it branches wherever a sign is not settled.

A derivation is a plain function of `Cases`. It computes with `Ratio` and asks for signs. Where the domain and the
answers given so far settle a sign, it is told; elsewhere the run is repeated, once for every sign that is possible,
and the sign becomes a condition of the result. This is symbolic execution (King 1976) with replay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from deterrence.algebra.rational_function import Ratio
from deterrence.errors import SolverError
from deterrence.regions.domain import UNKNOWN, Domain, Point
from deterrence.regions.signs import RELATIONS, SIGNS, Polynomial, Sign, irreducible

T = TypeVar("T")
MOST = 5_000  # branches of one derivation
ORDER = {-1: "<", 0: "==", 1: ">"}


class Elsewhere(Exception):
    """Raised in a derivation where nothing is to be said of this branch."""


@dataclass(frozen=True)
class Branch(Generic[T]):
    """What a derivation gave where some conditions hold.

    Attributes
    ----------
    conditions
        Besides those of the domain.
    result
        What it returned.
    certain
        Whether every sign on the way was settled by a proof; otherwise the branch may be empty.
    """

    conditions: tuple[Sign, ...]
    result: T
    certain: bool = True


class Cases:
    """The signs known in one branch."""

    def __init__(self, domain: Domain, decisions: Sequence[tuple[Polynomial, int]], samples: list[Point]) -> None:
        self.domain = domain
        self._decisions = list(decisions)
        self._taken: list[Sign] = []
        self._held: list[Sign] = []
        self._known: dict[Polynomial, int] = {}
        self._samples = samples
        self.certain = True
        self.others: list[list[tuple[Polynomial, int]]] = []

    @property
    def conditions(self) -> tuple[Sign, ...]:
        """What was decided and held in this branch so far, one condition a polynomial."""
        split = {condition.polynomial for condition in self._taken}
        return (*(condition for condition in self._held if condition.polynomial not in split), *self._taken)

    def sign(self, value: Ratio | Fraction | int) -> int:
        """-1, 0 or 1: the sign of a value, in this branch."""
        if not isinstance(value, Ratio):
            return (value > 0) - (value < 0)
        constant = value.constant
        if constant is not None:
            return (constant > 0) - (constant < 0)
        front, factors = irreducible(value)
        for factor, counts in factors:
            found = self._factor(factor)
            if not found:
                return 0
            front *= found if counts == 1 else 1
        return front

    def compare(self, left: Ratio | Fraction | int, right: Ratio | Fraction | int) -> int:
        """The sign of left - right."""
        return self.sign(left - right)

    def require(self, condition: bool) -> None:
        """End this branch, without a result, where a condition fails."""
        if not condition:
            raise Elsewhere

    def hold(self, value: Ratio | Fraction | int, relation: str) -> None:
        """Keep of this branch only the part in which a value stands in a relation to 0; its sign there stays open.

        So ``>=`` is one condition, while `sign` splits it into ``>`` and ``==``. Where several factors are open the
        branch is split after all.
        """
        factors: tuple[tuple[Polynomial, int], ...] = ()
        front = 0
        if not isinstance(value, Ratio) or value.constant is not None:
            self.require(self.sign(value) in SIGNS[relation])
            return
        front, factors = irreducible(value)
        options = {factor: self._options(factor) for factor, _ in factors}
        undecided = [(factor, counts) for factor, counts in factors if len(options[factor]) > 1]
        if len(undecided) != 1 or undecided[0][1] != 1:
            self.require(self.sign(value) in SIGNS[relation])
            return
        for factor, counts in factors:
            if len(options[factor]) == 1:
                front *= options[factor][0] if counts == 1 else abs(options[factor][0])
        ((factor, _),) = undecided
        allowed = [found for found in options[factor] if front * found in SIGNS[relation]]
        self.require(bool(allowed))
        if len(allowed) < len(options[factor]):
            self._held = [condition for condition in self._held if condition.polynomial != factor]
            self._held.append(Sign(factor, RELATIONS[frozenset(allowed)]))
            if len(allowed) == 1:
                self._known[factor] = allowed[0]

    def _options(self, polynomial: Polynomial) -> tuple[int, ...]:
        """The signs that a polynomial can have in this branch."""
        known = self._known.get(polynomial)
        if known is not None:
            return (known,)
        possible = tuple(found for found in (1, -1, 0) if self._possible(polynomial, found))
        if not possible:
            raise Elsewhere  # only after an undecided sign: this branch is empty
        if len(possible) == 1:
            self._known[polynomial] = possible[0]
        return possible

    def _factor(self, polynomial: Polynomial) -> int:
        known = self._known.get(polynomial)
        if known is not None:
            return known
        place = len(self._taken)
        if place < len(self._decisions) and self._decisions[place][0] == polynomial:
            chosen = self._decisions[place][1]
            self._take(polynomial, chosen)
            return chosen
        possible = self._options(polynomial)
        if len(possible) > 1:
            made = [(condition.polynomial, _only(condition)) for condition in self._taken]
            self.others += [[*made, (polynomial, other)] for other in possible[1:]]
            self._take(polynomial, possible[0])
        self._known[polynomial] = possible[0]
        return possible[0]

    def _take(self, polynomial: Polynomial, chosen: int) -> None:
        self._taken.append(Sign(polynomial, ORDER[chosen]))
        self._known[polynomial] = chosen

    def _possible(self, polynomial: Polynomial, wanted: int) -> bool:
        condition = Sign(polynomial, ORDER[wanted])
        for point in self._samples:
            values = point.values
            assert values is not None
            if condition.holds(values) and all(known.holds(values) for known in self.conditions):
                return True
        answer = self.domain.possible([*self.conditions, condition])
        if answer is UNKNOWN:
            self.certain = False
        if isinstance(answer, Point) and answer.values is not None and len(self._samples) < 400:
            self._samples.append(answer)
        return answer is not None


def _only(condition: Sign) -> int:
    return SIGNS[condition.relation][0]


def explore(domain: Domain, derive: Callable[[Cases], T], *, most: int = MOST) -> tuple[Branch[T], ...]:
    """Every branch of a derivation; together their conditions cover the domain, but for branches ended by `Elsewhere`.

    Raises
    ------
    SolverError
        Where there are too many branches.
    """
    waiting: list[list[tuple[Polynomial, int]]] = [[]]
    samples: list[Point] = []
    found: list[Branch[T]] = []
    runs = 0
    while waiting:
        runs += 1
        if runs > most:
            raise SolverError(f"more than {most} cases: let fewer names vary, or fix more of them in `at`")
        cases = Cases(domain, waiting.pop(), samples)
        try:
            result = derive(cases)
        except Elsewhere:
            waiting += reversed(cases.others)
            continue
        waiting += reversed(cases.others)
        found.append(Branch(cases.conditions, result, cases.certain))
    return merged(found)


def merged(branches: Sequence[Branch[T]]) -> tuple[Branch[T], ...]:
    """The branches with equal results put together wherever their conditions differ in one polynomial's sign only."""
    left = list(branches)
    changed = True
    while changed:
        changed = False
        for i in range(len(left)):
            for j in range(i + 1, len(left)):
                joint = _joined(left[i], left[j])
                if joint is not None:
                    left[i : j + 1] = [joint, *left[i + 1 : j]]
                    changed = True
                    break
            if changed:
                break
    return tuple(left)


def _joined(one: Branch[T], other: Branch[T]) -> Branch[T] | None:
    if one.result != other.result:
        return None
    mine, theirs = ({c.polynomial: c.relation for c in branch.conditions} for branch in (one, other))
    if mine.keys() != theirs.keys():
        return None
    apart = [p for p in mine if mine[p] != theirs[p]]
    if len(apart) != 1:
        return None
    signs = frozenset(SIGNS[mine[apart[0]]]) | frozenset(SIGNS[theirs[apart[0]]])
    kept = []
    for condition in one.conditions:
        if condition.polynomial != apart[0]:
            kept.append(condition)
        elif len(signs) < 3:
            kept.append(Sign(condition.polynomial, RELATIONS[signs]))
    return Branch(tuple(kept), one.result, one.certain and other.certain)


def simplified(domain: Domain, conditions: Sequence[Sign]) -> tuple[Sign, ...]:
    """The conditions without those that the domain and the others imply."""
    kept = list(conditions)
    for condition in sorted(conditions, key=lambda c: (-c.polynomial.degree, -len(c.polynomial.terms))):
        others = [other for other in kept if other != condition]
        if domain.implied(condition, others):
            kept = others
    return tuple(kept)
