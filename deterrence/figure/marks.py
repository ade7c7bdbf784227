"""Real pacts on a map: a point at each coding's middle, a box from its least to its greatest value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from deterrence.data import meant
from deterrence.errors import ModelError
from deterrence.pact import Pact, pacts
from deterrence.regions.map import RegionMap

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Mark:
    """A pact on a map.

    Attributes
    ----------
    name
        Of the pact.
    x, y
        Least, middle and greatest value on each axis.
    elsewhere
        The other terms whose codings in the pact exclude the value at which the map is drawn.
    scenario
        Whether an axis is a term that the pact does not code.
    """

    name: str
    x: tuple[Fraction, Fraction, Fraction]
    y: tuple[Fraction, Fraction, Fraction]
    elsewhere: tuple[str, ...]
    scenario: bool


def marks(drawn: RegionMap, chosen: Sequence[Pact | str]) -> tuple[Mark, ...]:
    """Where pacts lie on a map.

    Raises
    ------
    ModelError
        For pacts that are not known, and axes that are no terms of pacts.
    """
    if not chosen:
        return ()
    model = drawn.regions.model
    for axis, name in (("x", drawn.x), ("y", drawn.y)):
        if name not in model.terms:
            message = f"'{name}' is no term of pacts, and pacts are marked by their terms"
            advice = f"draw a map of {' and '.join(model.terms[:2])}" if len(model.terms) > 1 else "leave pacts out"
            raise ModelError(message, key=axis, advice=advice)
    fixed: Mapping[str, Fraction] = {**drawn.regions.fixed, **drawn.at}
    found = []
    for one in chosen:
        pact = _pact(one)
        elsewhere = []
        for term in model.terms:
            if term in fixed and term not in (drawn.x, drawn.y):
                low, high, _ = pact.interval(term)
                if not low <= fixed[term] <= high:
                    elsewhere.append(term)
        ends = [(pact.value(t, "lo"), pact.value(t), pact.value(t, "hi")) for t in (drawn.x, drawn.y)]
        coded = all(pact.interval(term)[2] for term in (drawn.x, drawn.y))
        found.append(Mark(pact.name, ends[0], ends[1], tuple(elsewhere), not coded))
    return tuple(found)


def _pact(given: Pact | str) -> Pact:
    if isinstance(given, Pact):
        return given
    if given not in pacts():
        raise ModelError(f"no pact is called '{given[:100]}'", key="pacts", advice=meant(given, tuple(pacts())))
    return pacts()[given]
