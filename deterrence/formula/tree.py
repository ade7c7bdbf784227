"""The tree of a formula, in Polish notation: an operation stands before its operands (J. Łukasiewicz, 1929).

It is a flat tuple of steps, so that no formula is too deep to be hashed, compared, pickled or evaluated: nothing here
recurses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from .members import COUNTED

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """One node: a number, a name, or an operation and how many operands follow it.

    `operation` is ``number``, ``name``, ``negate``, ``+``, ``-``, ``*``, ``/``, ``**`` (its exponent is `value`),
    ``min``, ``max``, or a function by its name. `column` is where it stands in the text, for error messages; it does
    not count in comparisons.
    """

    operation: str
    value: Fraction | str | int | None = None
    operands: int = 0
    column: int = field(default=0, compare=False)


def fold(steps: Sequence[Step], rule: Callable[[Step, list[T]], T]) -> T:
    """The value of a tree, by a rule that makes a node's value from its step and the values of its operands."""
    stack: list[T] = []
    for step in reversed(steps):
        stack.append(rule(step, [stack.pop() for _ in range(step.operands)]))
    return stack.pop()


def end(steps: Sequence[Step], start: int) -> int:
    """The index after the subtree that starts at `start`."""
    wanted = 1
    while wanted:
        wanted += steps[start].operands - 1
        start += 1
    return start


@dataclass(frozen=True, slots=True)
class Size:
    """Bounds on a subtree: the degrees of its numerator and denominator over one common denominator, with min and
    max those of every piece; and the number of factors in any product it multiplies out to, numbers counted too.
    """

    above: int
    below: int
    factors: int


def size(step: Step, operands: list[Size]) -> Size:
    """The rule that folds a tree to its `Size`; the value of exp, log and so on counts as a name of its own."""
    match step.operation:
        case "number":
            return Size(0, 0, 1)
        case "name":
            return Size(1, 0, 1)
        case "negate":
            return operands[0]
        case "**" if isinstance(step.value, int):
            base = operands[0]
            return Size(base.above * step.value, base.below * step.value, base.factors * max(1, step.value))
        case "+" | "-":
            left, right = operands
            above = max(left.above + right.below, right.above + left.below)
            return Size(above, left.below + right.below, max(left.factors, right.factors))
        case "*":
            left, right = operands
            return Size(left.above + right.above, left.below + right.below, left.factors + right.factors)
        case "/":
            left, right = operands
            return Size(left.above + right.below, left.below + right.above, left.factors + right.factors)
        case name if name in COUNTED:  # a number by the time the members are counted: as a name of its own
            return Size(1, 0, 1)
        case "exp" | "log" | "sqrt" | "Phi" | "Phi2":
            return Size(1, 0, 1)
    return Size(
        max(part.above for part in operands),
        max(part.below for part in operands),
        max(part.factors for part in operands),
    )
