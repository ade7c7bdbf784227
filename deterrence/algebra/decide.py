"""Questions to z3's nlsat about real polynomial conditions, each within a fixed number of steps (never a clock).

Some operations on algebraic numbers inside nlsat count as few steps and take long, so the limit is kept low and no
question brings in more unknowns than the conditions have.

nlsat decides the theory of real closed fields (Jovanović and de Moura 2012). "No solution" is a proof; a solution it
offers is only a hint here, and is always replaced by an exact point that is checked by substitution.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence.algebra.number import RealAlgebraic
from deterrence.algebra.polynomial import Polynomial
from deterrence.algebra.simplify import Conditions

__all__ = ["Hint", "hint", "within"]

LONGEST = 60_000  # milliseconds: for the rare question whose steps are long ones; it stays undecided


@dataclass(frozen=True)
class Hint:
    """A solution by z3: near which rationals it lies, and a polynomial of which each coordinate is a root."""

    near: Mapping[str, Fraction]
    roots: Mapping[str, tuple[int, ...]]


class _Question:
    def __init__(self, unknowns: Sequence[str], steps: int) -> None:
        import z3

        self.z3 = z3
        self.context = z3.Context()
        self.solver = z3.Tactic("qfnra-nlsat", ctx=self.context).solver()
        self.solver.set("rlimit", steps)
        self.solver.set("timeout", LONGEST)
        self.real = {name: z3.Real(f"v_{name}", self.context) for name in unknowns}

    def term(self, polynomial: Polynomial) -> Any:
        names = polynomial.context().names()
        total: Any = self.z3.RealVal(0, self.context)
        for powers, c in polynomial.to_dict().items():
            product: Any = self.z3.RealVal(str(int(c)), self.context)
            for name, power in zip(names, powers, strict=True):
                for _ in range(int(power)):
                    product = product * self.real[name]
            total = total + product
        return total

    def conditions(self, given: Conditions) -> list[Any]:
        return [
            *(self.term(p) == 0 for p in given.equal),
            *(self.term(p) > 0 for p in given.positive),
            *(self.term(p) >= 0 for p in given.nonnegative),
        ]

    def answer(self) -> str:
        return str(self.solver.check())


def hint(
    conditions: Conditions,
    steps: int,
    *,
    strictly: Iterable[Polynomial] = (),
    besides: Iterable[Mapping[str, Any]] = (),
) -> Hint | bool | None:
    """Whether the conditions have a solution.

    Parameters
    ----------
    conditions
        What is asked.
    steps
        z3's resource limit.
    strictly
        Further polynomials that are to be positive.
    besides
        Points that do not count.

    Returns
    -------
    A hint where there is one, False where there is none, None where z3 gave up.
    """
    ask = _Question(conditions.unknowns, steps)
    ask.solver.add(*ask.conditions(conditions), *(ask.term(p) > 0 for p in strictly))
    for point in besides:
        ask.solver.add(ask.z3.Or(*(_differs(ask, ask.real[name], point[name]) for name in conditions.unknowns)))
    answer = ask.answer()
    if answer == "unsat":
        return False
    if answer != "sat":
        return None
    model = ask.solver.model()
    near, roots = {}, {}
    for name, real in ask.real.items():
        value = model.eval(real, model_completion=True)
        if ask.z3.is_algebraic_value(value):
            close = value.approx(30)
            near[name] = Fraction(close.numerator_as_long(), close.denominator_as_long())
            roots[name] = tuple(c.as_long() for c in value.poly())
        else:
            near[name] = Fraction(value.numerator_as_long(), value.denominator_as_long())
            roots[name] = (-near[name].numerator, near[name].denominator)
    return Hint(near, roots)


def _differs(ask: _Question, real: Any, x: Any) -> Any:
    z3 = ask.z3
    if not isinstance(x, RealAlgebraic):
        return real != z3.RealVal(str(x), ask.context)
    coefficients, _ = x.minimal
    value: Any = z3.RealVal(0, ask.context)
    for c in reversed(coefficients):
        value = value * real + z3.RealVal(str(c), ask.context)
    low, up = x.enclosure(64)
    return z3.Or(value != 0, real < z3.RealVal(str(low), ask.context), real > z3.RealVal(str(up), ask.context))


def within(inner: Conditions, outer: Conditions, steps: int) -> bool:
    """Whether it is proved that every solution of one is a solution of the other."""
    ask = _Question(inner.unknowns, steps)
    ask.solver.add(*ask.conditions(inner), ask.z3.Not(ask.z3.And(*ask.conditions(outer))))
    return ask.answer() == "unsat"
