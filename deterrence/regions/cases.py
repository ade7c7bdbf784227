"""Running a computation over all parameters at once: it branches wherever a sign is not settled.

A derivation is a plain function of `Cases`. It computes with `Ratio` and asks for signs. Where the domain and the
answers given so far settle a sign, it is told; elsewhere the run is repeated, once for every sign that is possible,
and the sign becomes a condition of the result. This is symbolic execution (King 1976) with replay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

from deterrence.algebra.rational_function import Ratio
from deterrence.errors import SolverError
from deterrence.regions.branches import Branch, merged
from deterrence.regions.domain import UNKNOWN, Domain
from deterrence.regions.signs import SIGNS, Polynomial, Sign, irreducible, one_of

T = TypeVar("T")
Signs = frozenset[int]
ANY: Signs = frozenset((-1, 0, 1))
ALONE = (frozenset((1,)), frozenset((-1,)), frozenset((0,)))
MOST = 5_000  # branches of one derivation


class Elsewhere(Exception):
    """Raised in a derivation where nothing is to be said of this branch."""


class Cases:
    """The signs known in one branch."""

    def __init__(
        self, domain: Domain, decisions: Sequence[tuple[Polynomial, Signs]], given: Sequence[Sign] = ()
    ) -> None:
        self.domain = domain
        self._decisions = list(decisions)
        self._trail: list[tuple[Polynomial, Signs]] = []
        self._taken: dict[Polynomial, Sign] = {}
        self._held: frozenset[Sign] = frozenset()  # the same conditions, as the domain is asked about them
        self._known: dict[Polynomial, Signs] = {}
        self.certain = True
        self.unasked: frozenset[str] = frozenset()  # auxiliary names, on which no sign may rest
        self.others: list[list[tuple[Polynomial, Signs]]] = []
        for condition in given:
            self._know(condition.polynomial, frozenset(SIGNS[condition.relation]))

    @property
    def conditions(self) -> tuple[Sign, ...]:
        """What was decided in this branch so far."""
        return tuple(self._taken.values())

    def sign(self, value: Ratio | Fraction | int) -> int:
        """-1, 0 or 1: the sign of a value, in this branch."""
        number = _constant(value)
        if number is not None:
            return (number > 0) - (number < 0)
        assert isinstance(value, Ratio)
        self._check(value)
        front, factors = irreducible(value)
        for factor, counts in factors:
            (found,) = self._ask(factor, ALONE)
            if not found:
                return 0
            front *= found if counts == 1 else 1
        return front

    def within(self, value: Ratio | Fraction | int, signs: Signs) -> bool:
        """Whether the sign of a value is one of these, in this branch: it branches no further than that needs."""
        number = _constant(value)
        if number is not None:
            return (number > 0) - (number < 0) in signs
        assert isinstance(value, Ratio)
        self._check(value)
        front, factors = irreducible(value)
        if signs in (frozenset((0,)), frozenset((-1, 1))):
            zero = any(self._ask(factor, (frozenset((-1, 1)), frozenset((0,)))) == {0} for factor, _ in factors)
            return zero is (0 in signs)
        open_ = []
        for factor, counts in factors:
            known = self._known.get(factor, ANY)
            if len(known) > 1:
                open_.append((factor, counts))
            elif known == {0}:
                return 0 in signs
            elif counts == 1:
                front *= next(iter(known))
        if len(open_) != 1:
            return self.sign(value) in signs
        factor, counts = open_[0]
        yes = frozenset(found for found in ANY if front * (found if counts == 1 else found * found) in signs)
        return self._ask(factor, (yes, ANY - yes)) <= yes

    def settled(self, value: Ratio | Fraction | int) -> Signs:
        """The signs that a value may have in this branch, which is not split: some may turn out impossible."""
        number = _constant(value)
        if number is not None:
            return frozenset(((number > 0) - (number < 0),))
        assert isinstance(value, Ratio)
        front, factors = irreducible(value)
        found = frozenset((front,))
        for factor, counts in factors:
            self._settle(factor)
            found = frozenset(x * (y if counts == 1 else y * y) for x in found for y in self._known[factor])
        return found

    def _check(self, value: Ratio) -> None:
        """Refuse to branch on an auxiliary name: it stands for a number that the parameters determine."""
        if self.unasked and self.unasked & set(value.names):
            raise SolverError(f"whether something is positive depends on {min(self.unasked & set(value.names))}")

    def compare(self, left: Ratio | Fraction | int, right: Ratio | Fraction | int) -> int:
        """The sign of left - right."""
        return self.sign(left - right)

    def require(self, condition: bool) -> None:
        """End this branch, without a result, where a condition fails."""
        if not condition:
            raise Elsewhere

    def hold(self, value: Ratio | Fraction | int, relation: str) -> None:
        """Keep of this branch only the part in which a value stands in a relation to 0; its sign there stays open.

        Nothing is said of the other part. Where several factors are open the branch is split.
        """
        signs = frozenset(SIGNS[relation])
        if _constant(value) is not None:
            self.require(self.within(value, signs))
            return
        assert isinstance(value, Ratio)
        front, factors = irreducible(value)
        for factor, _ in factors:
            self._settle(factor)
        undecided = [(factor, counts) for factor, counts in factors if len(self._known[factor]) > 1]
        if len(undecided) != 1 or undecided[0][1] != 1:
            self.require(self.sign(value) in signs)
            return
        for factor, counts in factors:
            if len(self._known[factor]) == 1:
                (found,) = self._known[factor]
                front *= found if counts == 1 else abs(found)
        ((factor, _),) = undecided
        allowed = frozenset(found for found in self._known[factor] if front * found in signs)
        self.require(bool(allowed))
        if allowed != self._known[factor]:
            self._know(factor, allowed)

    def _settle(self, polynomial: Polynomial) -> None:
        """Look which signs a polynomial can have in this branch."""
        known = self._known.get(polynomial, ANY)
        if len(known) > 1:
            known = frozenset(found for found in known if self._possible(polynomial, frozenset((found,))))
            if not known:
                raise Elsewhere  # only after an undecided sign: this branch is empty
            self._known[polynomial] = known

    def _ask(self, polynomial: Polynomial, parts: Sequence[Signs]) -> Signs:
        """The part in which the sign of a polynomial lies."""
        known = self._known.get(polynomial, ANY)
        left = [part & known for part in parts if part & known]
        if len(left) == 1:
            return left[0]
        place = len(self._trail)
        if place < len(self._decisions) and self._decisions[place][0] == polynomial:
            chosen = self._decisions[place][1]
            self._take(polynomial, chosen)
            return chosen
        possible = [part for part in left if self._possible(polynomial, part)]
        if not possible:
            raise Elsewhere  # only after an undecided sign: this branch is empty
        if len(possible) > 1:
            self.others += [[*self._trail, (polynomial, other)] for other in possible[1:]]
            self._take(polynomial, possible[0])
        self._known[polynomial] = possible[0]
        return possible[0]

    def _take(self, polynomial: Polynomial, chosen: Signs) -> None:
        self._trail.append((polynomial, chosen))
        self._know(polynomial, chosen)

    def _know(self, polynomial: Polynomial, signs: Signs) -> None:
        """Make it a condition of this branch that a polynomial has one of some signs."""
        self._known[polynomial] = signs
        self._taken[polynomial] = one_of(polynomial, signs)
        self._held = frozenset(self._taken.values())

    def _possible(self, polynomial: Polynomial, wanted: Signs) -> bool:
        condition = frozenset((one_of(polynomial, wanted),))
        if self.domain.possible(condition) is None:  # throughout the domain: asked once, not in every branch
            return False
        answer = self.domain.possible(self._held | condition)
        if answer is UNKNOWN:
            self.certain = False
        return answer is not None


def _constant(value: Ratio | Fraction | int) -> Fraction | None:
    return value.constant if isinstance(value, Ratio) else Fraction(value)


def explore(
    domain: Domain, derive: Callable[[Cases], T], *, given: Sequence[Sign] = (), most: int = MOST
) -> tuple[Branch[T], ...]:
    """Every branch of a derivation; together their conditions cover the domain, but for branches ended by `Elsewhere`.

    Parameters
    ----------
    domain, derive
        Where, and what is computed.
    given
        Conditions, one a polynomial, on that part of the domain which is looked at; the branches have them too.
    most
        How often the derivation is run.

    Raises
    ------
    SolverError
        Where there are too many branches.
    """
    waiting: list[list[tuple[Polynomial, Signs]]] = [[]]
    found: list[Branch[T]] = []
    runs = 0
    while waiting:
        runs += 1
        domain.check_time()
        if runs > most:
            raise SolverError(f"more than {most} cases: let fewer names vary, or fix more of them in `at`")
        cases = Cases(domain, waiting.pop(), given)
        try:
            result = derive(cases)
        except Elsewhere:
            waiting += reversed(cases.others)
            continue
        waiting += reversed(cases.others)
        found.append(Branch(cases.conditions, result, cases.certain))
    return merged(found)


def simplified(domain: Domain, conditions: Sequence[Sign]) -> tuple[Sign, ...]:
    """The conditions without those that the domain and the others imply."""
    kept = list(conditions)
    for condition in sorted(conditions, key=lambda c: (-c.polynomial.degree, -len(c.polynomial.terms))):
        others = [other for other in kept if other != condition]
        if domain.implied(condition, others):
            kept = others
    return tuple(kept)
