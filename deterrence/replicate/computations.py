"""Computations that rows of `replicate` name: what is compared with a source and is no measure of a model.

Each is a function of the row's ``arguments`` (numbers as they stand in the file) that calls the general solver or
statistic, never a formula written for the row. It returns a number, a word, a `Range`, or a mapping from names to
these, of which the row's ``measure`` says which is meant. Equal arguments are computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from deterrence.errors import ModelError
from deterrence.evidence import table
from deterrence.formula import number
from deterrence.measures import rank_correlation
from deterrence.ranges import Range

Arguments = Mapping[str, Any]
Value = Fraction | int | float | str | Range
Computation = Callable[[Arguments], Value | Mapping[str, Value]]


def argument(arguments: Arguments, name: str) -> Any:
    """An argument of a row.

    Raises
    ------
    ModelError
        Where it is missing.
    """
    if name not in arguments:
        raise ModelError(f"the computation needs the argument '{name}'", advice=f"write arguments = {{ {name} = ... }}")
    return arguments[name]


def numeric(arguments: Arguments, name: str) -> Fraction:
    """An argument that is a number."""
    return number(argument(arguments, name))


def evidence_rank_correlation(arguments: Arguments) -> Value:
    """Spearman's rank correlation of two columns of a table of evidence, exact.

    Arguments: ``table``, and its columns ``x`` and ``y``.
    """
    rows = table(str(argument(arguments, "table"))).rows
    xs, ys = ([row[str(argument(arguments, name))] for row in rows] for name in ("x", "y"))
    found = rank_correlation(xs, ys)
    exact = found.coefficient
    return exact if exact is not None else float(found)


COMPUTATIONS: dict[str, Computation] = {
    "evidence rank correlation": evidence_rank_correlation,
}
"""By name. A computation may stand in a file of its own beside this one; it needs a line here."""
