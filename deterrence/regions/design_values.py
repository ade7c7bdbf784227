"""What is asked of many designs: a value of each name for every design, as arrays of one length, and measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from deterrence.data import meant
from deterrence.errors import ModelError
from deterrence.formula import number
from deterrence.regions.result import Regions


def value_arrays(regions: Regions, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of names as float arrays of one length; a single number stands for every design.

    Raises
    ------
    ModelError
        For missing and unknown names, arrays of different lengths, and what is no number.
    """
    import numpy as np

    model = regions.model
    found: dict[str, Any] = {}
    for name, array in values.items():
        if name not in model.names:
            raise ModelError(f"'{name}' is not a name of this model", key="values", advice=meant(name, model.names))
        if np.ma.is_masked(array):
            message = f"the values of {name} are masked in places"
            raise ModelError(message, key="values", advice="leave those designs out, or give nan for them")
        try:
            read = np.asarray(array, dtype=object if isinstance(array, (Fraction, str)) else None)
            if read.dtype.kind not in "biufO" or read.dtype.kind == "b":
                raise TypeError
            if read.dtype.kind == "O":
                read = np.vectorize(lambda x: float(number(x)), otypes=[float])(read)
            found[name] = np.atleast_1d(np.asarray(read, dtype=np.float64))
        except (TypeError, ValueError):
            raise ModelError(f"the values of {name} are no numbers", key="values", advice="give floats") from None
        if found[name].ndim != 1:
            raise ModelError(
                f"the values of {name} have {found[name].ndim} dimensions", key="values", advice="give one"
            )
    if not found:
        raise ModelError("no values are given", key="values", advice=f"give {', '.join(regions.domain.ranges)}")
    sizes = sorted({array.shape[0] for array in found.values()} - {1}) or [1]
    if len(sizes) > 1:
        message = f"the arrays have {' and '.join(map(str, sizes))} designs"
        raise ModelError(message, key="values", advice="give arrays of one length")
    direct = found.keys() <= regions.domain.ranges.keys()  # then a definition without values was forgotten
    for name in regions.domain.ranges:
        if name not in found and (direct or name not in model.define or not _follows(regions, name, found)):
            raise ModelError(f"{name} varies but has no values", key="values", advice=f"give values of {name}")
    return {name: np.broadcast_to(array, sizes[:1]) for name, array in found.items()}


def _follows(regions: Regions, name: str, found: Mapping[str, Any]) -> bool:
    """Whether a definition rests on names that have values or are fixed."""
    formulas = dict(regions.model._compiled.definitions)
    waiting: list[str] = [name]
    seen: set[str] = set()
    while waiting:
        for other in formulas[waiting.pop()].names - seen:
            seen.add(other)
            if other in found or other in regions.fixed:
                continue
            if other not in formulas:
                return False
            waiting.append(other)
    return True


def wanted_measures(regions: Regions, measures: Sequence[str] | None) -> tuple[str, ...]:
    """The measures that are asked, all unless they are given.

    Raises
    ------
    ModelError
        For one that no region has.
    """
    known = tuple(dict.fromkeys(name for _, piece in regions.pieces() for name in piece.measures))
    for name in measures or ():
        if name not in known:
            raise ModelError(f"'{name}' is not a measure", key="measures", advice=meant(name, known))
    return known if measures is None else tuple(measures)
