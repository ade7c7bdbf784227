"""Rational functions that answer comparisons: numbers at which the general solvers themselves can be run.

An `Ordered` number is a rational function of the parameters in one branch of a derivation. It adds and multiplies as
functions do, and where it is compared the branch is asked; so a solver that compares exact numbers solves a game over
all its parameters at once. What it returns holds wherever the signs it asked for do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from deterrence.algebra.rational_function import Ratio
from deterrence.errors import GameError, ModelError, SolverError
from deterrence.formula import EXACT, Condition, Reading, evaluate, number
from deterrence.formula.members import COUNTED, counted
from deterrence.regions.cases import Cases, Elsewhere
from deterrence.regions.setting import Setting


class Ordered:
    """A rational function in one branch; constants are plain Fractions instead: see `ordered`.

    Two that are equal in the branch are equal, so that all have one hash.
    """

    __slots__ = ("cases", "ratio")

    def __init__(self, ratio: Ratio, cases: Cases) -> None:
        self.ratio, self.cases = ratio, cases

    def _with(self, other: Any, operation: Callable[[Ratio, Any], Ratio]) -> Any:
        if isinstance(other, Ordered):
            return ordered(operation(self.ratio, other.ratio), self.cases)
        if isinstance(other, (int, Fraction)):
            return ordered(operation(self.ratio, Fraction(other)), self.cases)
        return NotImplemented

    def __add__(self, other: Any) -> Any:
        return self._with(other, lambda x, y: x + y)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self._with(other, lambda x, y: x - y)

    def __rsub__(self, other: Any) -> Any:
        return self._with(other, lambda x, y: y - x)

    def __mul__(self, other: Any) -> Any:
        return self._with(other, lambda x, y: x * y)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if not other:
            raise ZeroDivisionError("a quotient by zero")
        return self._with(other, lambda x, y: x / y)

    def __rtruediv__(self, other: Any) -> Any:
        if not self:
            raise ZeroDivisionError("a quotient by zero")
        return self._with(other, lambda x, y: y / x)

    def __pow__(self, exponent: int) -> Any:
        return ordered(self.ratio**exponent, self.cases) if exponent else Fraction(1)

    def __neg__(self) -> Any:
        return Ordered(-self.ratio, self.cases)

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return -self if self < 0 else self

    def _is(self, other: Any, signs: frozenset[int]) -> Any:
        if isinstance(other, Ordered):
            return self.cases.within(self.ratio - other.ratio, signs)
        if isinstance(other, (int, Fraction)):
            return self.cases.within(self.ratio - Fraction(other), signs)
        return NotImplemented

    def __eq__(self, other: object) -> Any:
        return self._is(other, frozenset((0,)))

    def __lt__(self, other: Any) -> Any:
        return self._is(other, frozenset((-1,)))

    def __le__(self, other: Any) -> Any:
        return self._is(other, frozenset((-1, 0)))

    def __gt__(self, other: Any) -> Any:
        return self._is(other, frozenset((1,)))

    def __ge__(self, other: Any) -> Any:
        return self._is(other, frozenset((0, 1)))

    def __hash__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return self.cases.within(self.ratio, frozenset((-1, 1)))

    def __repr__(self) -> str:
        return f"Ordered({self.ratio!r})"


def ordered(ratio: Ratio, cases: Cases) -> Ordered | Fraction:
    """A rational function as a number of a branch: a Fraction where it is constant."""
    constant = ratio.constant
    return Ordered(ratio, cases) if constant is None else constant


def plain(value: Any, cases: Cases) -> Ratio:
    """The rational function behind a number of a branch."""
    return value.ratio if isinstance(value, Ordered) else cases.domain.ring.number(Fraction(value))


def reading(cases: Cases) -> Reading:
    """The reading of formulas in which names are `Ordered`: a branch in which a divisor vanishes ends."""

    def divide(left: Any, right: Any) -> Any:
        if isinstance(right, Fraction) and right == 0:
            raise ZeroDivisionError
        cases.require(bool(right))
        return left / right

    def members(name: str) -> Callable[..., Any]:
        def response(q: Any, n: Any, *rest: Any) -> Any:
            if not isinstance(n, Fraction):
                message = f"{name} needs the number of members"
                raise ModelError(message, advice="fix it in `at`: it is not one of the names that can vary")
            return counted(name, q, n, rest, divide, Fraction)

        return response

    return Reading(
        name="ORDERED",
        value=lambda given: given if isinstance(given, Ordered) else number(given),
        divide=divide,
        power=lambda base, exponent: base**exponent,
        minimum=min,
        maximum=max,
        compare=EXACT.compare,
        every=all,
        functions={name: members(name) for name in COUNTED},
    )


def values(given: Setting, cases: Cases) -> dict[str, Any]:
    """The number behind every name in one branch, which ends where an assumption of the model fails."""
    ring = given.ring
    known: dict[str, Any] = dict(given.fixed) | {name: ordered(ring.name(name), cases) for name in given.over}
    how = reading(cases)
    found = given.model.evaluate(known, how)
    for name in given.bent:
        cases.require(bool(evaluate(given.model.condition(name), found, how)))
    return found


def game(given: Setting, cases: Cases, found: Mapping[str, Any]) -> Any:
    """The game in one branch; the branch ends where the game's own checks refuse its numbers."""
    return with_checks(lambda: given.model.game(found, reading(cases)))


def with_checks(call: Callable[[], Any]) -> Any:
    """What a call returns; the branch ends where a game refuses its numbers: such points have no answer."""
    try:
        return call()
    except GameError:
        raise Elsewhere from None


def region(given: Setting, found: Mapping[str, Any], cases: Cases) -> str | None:
    """The first name of the model whose conditions hold in the branch; names that say what players do are left out."""
    for name in given.model.regions:
        shape = given.model.shape(name)
        if not shape.does and holds(shape.where, found, cases):
            return name
    return None


def holds(conditions: Sequence[Condition], found: Mapping[str, Any], cases: Cases) -> bool:
    """Whether all of some conditions hold in the branch."""
    how = reading(cases)
    return all(bool(evaluate(condition, found, how)) for condition in conditions)


def whole(value: Any, what: str) -> int:
    """A whole number that does not vary.

    Raises
    ------
    SolverError
        For one that does: its regions are not bounded by polynomials.
    """
    if isinstance(value, Ordered):
        raise SolverError(f"{what} varies, and periods are whole numbers: fix it in `at`")
    return int(value // 1)
