"""What a model said at a point is asked once in a run: many pacts share a point, and so do a table and its headlines.

Only words and ranges are kept, not equilibria, and only while the run lasts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from deterrence.ranges import Range
from deterrence.reading import read

if TYPE_CHECKING:
    from deterrence.model import Model


@dataclass(frozen=True)
class Said:
    """The word and the measures of `read`, of the equilibria surviving D1."""

    refined_deters: str
    refined_measures: Mapping[str, Range]


Point = tuple["Model", tuple[tuple[str, Fraction], ...]]
_KNOWN: ContextVar[dict[Point, Said] | None] = ContextVar("known", default=None)


@contextmanager
def recalling() -> Iterator[None]:
    """Within this block what a model said is remembered; blocks inside one another share what they know."""
    if _KNOWN.get() is not None:
        yield
        return
    token = _KNOWN.set({})
    try:
        yield
    finally:
        _KNOWN.reset(token)


def said(model: Model, values: Mapping[str, Fraction]) -> Said:
    """What `read` says of a model at a point, from memory where it is known; errors are those of `read`."""
    known, point = _KNOWN.get(), (model, tuple(values.items()))
    if known is not None and point in known:
        return known[point]
    found = read(model, values)
    result = Said(found.refined_deters, found.refined_measures)
    if known is not None:
        known[point] = result
    return result
