"""Which numbers of a model rest on the names that vary."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from deterrence.formula import Formula
from deterrence.model import Model
from deterrence.spread.ends import Span, Values


def varying(model: Model, box: Mapping[str, Span], values: Values) -> frozenset[str]:
    """The names that vary in a box, and every definition that rests on one of them and is not set by hand."""
    found = {name for name, (low, high) in box.items() if low < high}
    for name, formula in model._compiled.definitions:  # in the order in which they rest on each other
        if name not in values and formula.names & found:
            found.add(name)
    return frozenset(found)


def behind(model: Model, values: Container[str], formulas: Iterable[Formula]) -> frozenset[str]:
    """Every name that formulas rest on, those behind definitions that are not set by hand among them."""
    found = {name for formula in formulas for name in formula.names}
    for name, formula in reversed(model._compiled.definitions):
        if name in found and name not in values:
            found |= formula.names
    return frozenset(found)
