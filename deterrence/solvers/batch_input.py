"""What `solve_many` takes: arrays of numbers, checked."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from deterrence.errors import GameError

__all__ = ["are_integers", "numbers"]

Array = NDArray[Any]


def numbers(given: Any, name: str) -> Array:
    """A copy of [game, row, column] in int64 or float64, or an error."""
    try:
        array = np.array(given)
    except ValueError:
        raise GameError(
            f"{name} is ragged: every game of a batch has as many rows and columns as the others; solve games of "
            "different sizes in batches of their own"
        ) from None
    if array.ndim != 3 or 0 in array.shape[1:]:
        advice = f"write {name}[None] for a single game" if array.ndim == 2 else "stack the games' matrices"
        raise GameError(f"{name} has shape {array.shape}; it must be [game, row, column]: {advice}")
    kind = array.dtype.kind
    if (kind == "f" and array.dtype.itemsize == 8) or kind == "i":
        pass
    elif kind == "u":
        if array.size and array.max() > np.iinfo(np.int64).max:
            raise GameError(f"{name} has an entry of {array.max()}; write integers below 2^63, or floats")
    elif kind == "f" and array.dtype.itemsize < 8:  # 0.1 in single precision is 1/10, too
        array = array.astype(str).astype(float)
    else:
        what = {"b": "truth values: write 1 and 0", "O": "objects: solve games in Fractions one by one with solve()"}
        raise GameError(f"{name} holds {what.get(kind, f'{array.dtype}')}; a batch takes integers or 64-bit floats")
    if kind == "f":
        if not np.isfinite(array).all():
            place = np.argwhere(~np.isfinite(array))[0]
            raise GameError(
                f"{name}[{', '.join(map(str, place))}] is {array[tuple(place)]}; write a finite number: a payoff large "
                "enough to be avoided, or to be sought"
            )
        return np.ascontiguousarray(array)
    return np.ascontiguousarray(array, dtype=np.int64)


def are_integers(x: Array) -> bool:
    """Whether all are integers; where not, the first few mostly show it."""
    if x.dtype.kind == "i":
        return True
    return all(bool((np.rint(part) == part).all()) for part in (x[:100], x))
