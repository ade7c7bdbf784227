"""Exact values of formulas in FLINT's rationals: the same numbers as Fractions give, several times sooner.

Only where FLINT is loaded already, as every solver does: to read a formula costs nothing else. What is unusual (a name
without a value, a division by zero, a number that grows beyond what can be printed) is left to the careful evaluation,
which knows how to say it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from operator import add, mul, sub, truediv
from typing import Any

from .rational import BITS
from .tree import Step

# an operation with a value of its own, and how many operands follow
Instruction = tuple[str, Any, int]

_TWO: Mapping[str, Callable[[Any, Any], Any]] = {"+": add, "-": sub, "*": mul, "/": truediv}


def program(steps: Sequence[Step]) -> tuple[Instruction, ...] | None:
    """The instructions of a tree from its last step to its first; None for a function that is not among them."""
    from flint import fmpq

    found: list[Instruction] = []
    for step in reversed(steps):
        match step.operation:
            case "number":
                value = step.value
                assert isinstance(value, (int, Fraction))
                found.append(("number", fmpq(value.numerator, value.denominator), 0))
            case "name":
                found.append(("name", str(step.value), 0))
            case "negate" | "+" | "-" | "*" | "/":
                found.append((step.operation, _TWO.get(step.operation), step.operands))
            case "**" if isinstance(step.value, int):
                found.append(("**", step.value, 1))
            case "min" | "max":
                found.append((step.operation, None, step.operands))
            case _:
                return None
    return tuple(found)


def run(instructions: Sequence[Instruction], values: Mapping[str, Any]) -> Fraction | None:
    """The value, or None where the careful evaluation must speak."""
    from flint import fmpq

    stack: list[Any] = []
    try:
        for operation, given, operands in instructions:
            if operation == "name":
                value = values[given]
                if type(value) is not Fraction and type(value) is not int:
                    return None
                stack.append(fmpq(value.numerator, value.denominator))
                continue
            if operation == "number":
                stack.append(given)
                continue
            if given is not None and operands == 2:
                left = stack.pop()
                found = given(left, stack.pop())
            elif operation == "negate":
                found = -stack.pop()
            elif operation == "**":
                base = stack.pop()
                if given * base.height_bits() > BITS:
                    return None
                found = base**given
            else:
                among = [stack.pop() for _ in range(operands)]
                found = min(among) if operation == "min" else max(among)
            if found.height_bits() > BITS:
                return None
            stack.append(found)
    except (KeyError, ZeroDivisionError):
        return None
    result = stack.pop()
    return Fraction(int(result.p), int(result.q))
