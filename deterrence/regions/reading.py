"""The reading of formulas as rational functions of the parameters, branch by branch."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from deterrence.algebra.rational_function import Ratio, Ring
from deterrence.errors import ModelError
from deterrence.formula import Reading, number
from deterrence.formula.members import COUNTED, counted
from deterrence.regions.cases import Cases


def rational(ring: Ring, cases: Cases) -> Reading:
    """The reading in which a name is a `Ratio`: min, max and division ask for signs, and so branch.

    Where a divisor vanishes the formula has no value, as in the exact reading: `Setting.values` leaves its name out, or
    ends the branch where the game rests on it.
    """

    def value(given: Any) -> Ratio:
        return given if isinstance(given, Ratio) else ring.number(number(given))

    def divide(left: Ratio, right: Ratio) -> Ratio:
        if cases.sign(right) == 0:
            raise ZeroDivisionError
        return left / right

    def least(values: Sequence[Ratio]) -> Ratio:
        best = values[0]
        for other in values[1:]:
            best = other if cases.compare(other, best) < 0 else best
        return best

    def compare(relation: str, left: Ratio, right: Ratio) -> bool:
        found = cases.compare(left, right)
        return {
            "<": found < 0,
            "<=": found <= 0,
            ">": found > 0,
            ">=": found >= 0,
            "==": found == 0,
            "!=": found != 0,
        }[relation]

    def members(name: str) -> Any:
        def response(q: Ratio, n: Ratio, *rest: Ratio) -> Ratio:
            known = n.constant
            if known is None:
                message = f"{name} needs the number of members"
                raise ModelError(message, advice="fix it in `at`: it is not one of the names that can vary")
            found: Ratio = counted(name, q, known, rest, divide, ring.number)
            return found

        return response

    return Reading(
        name="RATIONAL",
        value=value,
        divide=divide,
        power=lambda base, exponent: base**exponent,
        minimum=least,
        maximum=lambda values: -least([-x for x in values]),
        compare=compare,
        every=all,
        functions={name: members(name) for name in COUNTED},
    )


def lifted(ring: Ring, values: dict[str, Fraction]) -> dict[str, Ratio]:
    """Numbers as constants of the ring."""
    return {name: ring.number(value) for name, value in values.items()}
