"""Number systems in which one formula is read: Fraction, ndarray, sympy and z3.

A `Reading` is plain data: how a number enters the system, how two are divided, compared, and so on. Sums,
differences and products are Python's own operators, which every system here defines. numpy, sympy and z3 are
imported when a reading is first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from typing import Any

from deterrence.errors import ModelError

from .functions import ARRAY_FUNCTIONS, SYMBOLIC_FUNCTIONS
from .members import ARRAY_COUNTED, EXACT_COUNTED, SYMBOLIC_COUNTED, Z3_COUNTED
from .rational import BITS, bounded, number, shown


@dataclass(frozen=True, slots=True)
class Reading:
    """One number system: how numbers enter it, and the operations that are not Python operators.

    Parameters
    ----------
    name
        What messages call it.
    value
        Takes a Fraction, or a value given for a name, into the system.
    divide
        Raises ZeroDivisionError where the divisor is known to be zero and the system has no value for that.
    power
        Base and a nonnegative integer.
    minimum, maximum
        Of a sequence of at least two.
    compare
        ``compare("<", left, right)``; the operators are ``< <= > >= == !=``.
    every
        The conjunction of a nonempty sequence of comparisons.
    settle
        Applied to the result of every operation.
    quiet
        A context in which the whole tree is evaluated.
    functions
        Functions that are not made of the operations above, in systems that have them.
    """

    name: str
    value: Callable[[Any], Any]
    divide: Callable[[Any, Any], Any]
    power: Callable[[Any, int], Any]
    minimum: Callable[[Sequence[Any]], Any]
    maximum: Callable[[Sequence[Any]], Any]
    compare: Callable[[str, Any, Any], Any]
    every: Callable[[Sequence[Any]], Any]
    settle: Callable[[Any], Any] = lambda value: value
    quiet: Callable[[], AbstractContextManager[Any]] = nullcontext
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return self.name


def _ordered(relation: str, left: Any, right: Any) -> Any:
    """A comparison by Python's operators, which Fraction and z3 both define with the meaning wanted here."""
    match relation:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case "==":
            return left == right
        case "!=":
            return left != right
    raise ValueError(relation)


# ---------------------------------------------------------------------------------------------- exact


def _exact_value(value: Any) -> Fraction:
    return value if type(value) is Fraction else number(value)


def _exact_power(base: Fraction, exponent: int) -> Fraction:
    if exponent * max(base.numerator.bit_length(), base.denominator.bit_length()) > 2 * BITS:
        bounded(Fraction(1 << (2 * BITS)))  # refuse before the power is computed, in the same words
    return base**exponent


EXACT = Reading(
    name="EXACT",
    value=_exact_value,
    divide=lambda left, right: left / right,
    power=_exact_power,
    minimum=min,
    maximum=max,
    compare=_ordered,
    every=all,
    settle=bounded,
    functions=EXACT_COUNTED,
)


# ---------------------------------------------------------------------------------------------- arrays


def _array_value(value: Any) -> Any:
    import numpy as np

    if isinstance(value, Fraction):
        try:
            return np.float64(value.numerator / value.denominator)
        except OverflowError:
            return np.float64(math.inf if value > 0 else -math.inf)
    if isinstance(value, (str, bool, bytes)) or value is None:
        return np.float64(float(number(value)))
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "iufO":
            raise TypeError
        return np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError):
        raise ModelError(
            f"an array of numbers was expected, not {shown(type(value).__name__)}",
            advice="give a number or an array of floats",
        ) from None


def _array_divide(left: Any, right: Any) -> Any:
    import numpy as np

    return np.divide(left, right)


def _array_minimum(values: Sequence[Any]) -> Any:
    import numpy as np

    return reduce(np.minimum, values)


def _array_maximum(values: Sequence[Any]) -> Any:
    import numpy as np

    return reduce(np.maximum, values)


def _array_compare(relation: str, left: Any, right: Any) -> Any:
    if relation == "!=":  # false where a side is nan: an undefined comparison never holds
        return (left < right) | (left > right)
    return _ordered(relation, left, right)


def _array_every(parts: Sequence[Any]) -> Any:
    import numpy as np

    return reduce(np.logical_and, parts)


def _array_quiet() -> AbstractContextManager[Any]:
    import numpy as np

    return np.errstate(all="ignore")


ARRAY = Reading(
    name="ARRAY",
    value=_array_value,
    divide=_array_divide,
    power=lambda base, exponent: base**exponent,
    minimum=_array_minimum,
    maximum=_array_maximum,
    compare=_array_compare,
    every=_array_every,
    quiet=_array_quiet,
    functions={**ARRAY_COUNTED, **ARRAY_FUNCTIONS},
)


# ---------------------------------------------------------------------------------------------- sympy


def _symbolic_value(value: Any) -> Any:
    import sympy

    if isinstance(value, sympy.Basic):
        return value
    exact = _exact_value(value)
    return sympy.Rational(exact.numerator, exact.denominator)


def _symbolic_divide(left: Any, right: Any) -> Any:
    if right == 0 or (right.is_number and right.is_zero):
        raise ZeroDivisionError
    return left / right


def _symbolic_minimum(values: Sequence[Any]) -> Any:
    import sympy

    return sympy.Min(*values)


def _symbolic_maximum(values: Sequence[Any]) -> Any:
    import sympy

    return sympy.Max(*values)


def _symbolic_compare(relation: str, left: Any, right: Any) -> Any:
    import sympy

    if relation in ("==", "!="):  # Python's == would compare the expressions, not what they stand for
        return sympy.Eq(left, right) if relation == "==" else sympy.Ne(left, right)
    return _ordered(relation, left, right)


def _symbolic_every(parts: Sequence[Any]) -> Any:
    import sympy

    return sympy.And(*parts)


SYMBOLIC = Reading(
    name="SYMBOLIC",
    value=_symbolic_value,
    divide=_symbolic_divide,
    power=lambda base, exponent: base**exponent,
    minimum=_symbolic_minimum,
    maximum=_symbolic_maximum,
    compare=_symbolic_compare,
    every=_symbolic_every,
    functions={**SYMBOLIC_COUNTED, **SYMBOLIC_FUNCTIONS},
)


# ---------------------------------------------------------------------------------------------- z3


def _z3_value(value: Any) -> Any:
    import z3

    if isinstance(value, z3.ArithRef):
        return z3.ToReal(value) if value.is_int() else value  # z3 divides integers with remainder
    return z3.RealVal(str(_exact_value(value)))


def _z3_divide(left: Any, right: Any) -> Any:
    # In z3 a quotient by zero is an arbitrary number: whoever proves must add that Formula.divisors are not zero.
    import z3

    divisor = z3.simplify(right)
    if z3.is_rational_value(divisor) and divisor.as_fraction() == 0:
        raise ZeroDivisionError
    return left / right


def _z3_power(base: Any, exponent: int) -> Any:
    # As a product: z3's own power is not decided by its nonlinear solver and leaves 0^0 open.
    import z3

    return reduce(lambda left, right: left * right, [base] * exponent) if exponent else z3.RealVal(1)


def _z3_minimum(values: Sequence[Any]) -> Any:
    import z3

    return reduce(lambda left, right: z3.If(left <= right, left, right), values)


def _z3_maximum(values: Sequence[Any]) -> Any:
    import z3

    return reduce(lambda left, right: z3.If(left >= right, left, right), values)


def _z3_every(parts: Sequence[Any]) -> Any:
    import z3

    return z3.And(*parts) if len(parts) > 1 else parts[0]


Z3 = Reading(
    name="Z3",
    value=_z3_value,
    divide=_z3_divide,
    power=_z3_power,
    minimum=_z3_minimum,
    maximum=_z3_maximum,
    compare=_ordered,
    every=_z3_every,
    functions=Z3_COUNTED,
)
