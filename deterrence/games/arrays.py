"""Nested lists and arrays from people, as exact nested tuples, with errors that say where and what instead."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from deterrence.errors import DeterrenceError, GameError
from deterrence.formula import number

LARGEST = 1_000_000


def exact_array(given: Any, name: str, axes: Sequence[str]) -> Any:
    """Nested tuples of Fractions with one level for each axis.

    Parameters
    ----------
    given
        A list of lists ... or an array.
    name
        What to call it in errors.
    axes
        Names of the axes, outermost first, e.g. ``("type", "signal", "response")``. The last axis may be ragged only
        where the caller allows it: here every list on one axis must be as long as its neighbours.

    Raises
    ------
    GameError
        For anything else.
    """
    wanted = " x ".join(axes)
    if hasattr(given, "to_numpy"):
        given = given.to_numpy()
    else:
        refuse_objects(given, name)
    shape = getattr(given, "shape", None)
    if shape is not None:
        if len(shape) != len(axes):
            raise GameError(
                f"{name} has {len(shape)} dimensions (shape {tuple(shape)}); it needs {len(axes)}: {wanted}"
            )
        size = 1
        for length in shape:
            size *= length
        if size > LARGEST:
            raise GameError(f"{name} has {size} entries; at most {LARGEST} are accepted")
        given = given.tolist() if given.dtype.kind in "iuO" else _rows(given)
    result = _read(given, name, tuple(axes), name)
    _check_even(result, name, tuple(axes))
    return result


def refuse_objects(given: Any, name: str) -> None:
    """An object array may hold anything, and numpy makes one of ragged lists: what was meant must be said.

    Raises
    ------
    GameError
        With what to write instead.
    """
    if getattr(getattr(given, "dtype", None), "kind", "") == "O":
        raise GameError(
            f"{name} is an object array; write an array of numbers, or {name}.tolist() if its entries are Fractions or "
            "text such as '1/3'"
        )


def _rows(array: Any) -> Any:
    """An array as nested lists that keep each number's own type: float32 0.1 must stay 1/10."""
    return [_rows(row) for row in array] if array.ndim > 1 else list(array)


def _read(given: Any, place: str, axes: tuple[str, ...], name: str) -> Any:
    if not axes:
        return _short(exact_entry(given, place), place)
    shape: Any = getattr(given, "shape", None)
    if hasattr(given, "tolist") and shape:
        given = list(given)
    if isinstance(given, (str, bytes)) or not isinstance(given, (list, tuple)):
        raise GameError(f"{place} must be a list with one entry for each {axes[0]}, not {_shown(given)}")
    if not given:
        raise GameError(f"{place} is empty; it needs one entry for each {axes[0]}")
    return tuple(_read(entry, f"{place}[{k}]", axes[1:], name) for k, entry in enumerate(given))


def _check_even(value: Any, place: str, axes: tuple[str, ...]) -> None:
    if len(axes) < 2:
        return
    lengths = {len(entry) for entry in value}
    if len(lengths) > 1:
        raise GameError(
            f"{place} is ragged: its entries have {', '.join(map(str, sorted(lengths)))} {axes[1]}s; give each of them "
            "the same number"
        )
    for k, entry in enumerate(value):
        _check_even(entry, f"{place}[{k}]", axes[1:])


def is_plain(x: Any) -> bool:
    """Whether a value is a number as people write it, scalars of numpy included; not a formula or a symbol."""
    if isinstance(x, (int, float, str, Fraction, Decimal)):
        return True
    return type(x).__module__ == "numpy" and getattr(x, "ndim", None) == 0


def exact_entry(x: Any, place: str) -> Fraction:
    """One finite rational number from an integer, decimal, Fraction, float (its shortest decimal) or text."""
    if type(x).__name__ in ("bool", "bool_"):
        raise GameError(f"{place} is {x}, a truth value; write 1 or 0")
    if isinstance(x, (list, tuple, dict)) or getattr(x, "shape", ()) != ():
        raise GameError(f"{place} is {_shown(x)}, not one number")
    if not isinstance(x, (str, numbers.Number)):
        raise GameError(f"{place} is {_shown(x)}, not a number; write an integer, a decimal, a Fraction or text '1/3'")
    if isinstance(x, numbers.Rational):
        return Fraction(int(x.numerator), int(x.denominator))
    if isinstance(x, numbers.Real) and not isinstance(x, float):
        x = str(x)
    try:
        return number(x)
    except DeterrenceError as error:
        raise GameError(f"{place} is {_shown(x)}: {error}") from error


def _short(x: Fraction, place: str) -> Fraction:
    """A number that can be printed."""
    try:
        return number(x)
    except DeterrenceError as error:
        raise GameError(f"{place}: {error}") from error


def exact_distribution(given: Any, name: str, axis: str) -> tuple[Fraction, ...]:
    """Probabilities: none negative, together exactly one."""
    result: tuple[Fraction, ...] = exact_array(given, name, (axis,))
    for k, value in enumerate(result):
        if value < 0:
            raise GameError(f"{name}[{k}] is {value}; a probability is not negative")
    if sum(result) != 1:
        raise GameError(f"{name} sums to {sum(result)}, not 1; write the numbers exactly, e.g. '1/3' instead of 0.333")
    return result


def _shown(x: Any) -> str:
    text = repr(x)
    return f"{text if len(text) <= 40 else text[:37] + '...'} ({type(x).__name__})"
