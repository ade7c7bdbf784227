"""Exact rational numbers from text and from Python's numbers, bounded in length."""

from __future__ import annotations

import math
import numbers
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from deterrence.errors import ModelError

DIGITS = 60  # of a number in a formula or a file
EXPONENT = 60  # of a decimal number: |e| <= 60
LONG = 1000  # digits of a number given as text on its own, so that an exact answer "p/q" can be read back
BITS = 13_000  # of an exact value: below the 4,300 digits that Python refuses to print

_DECIMAL = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?", re.ASCII)
_RATIO = re.compile(r"([+-]?\d+)\s*/\s*(\d+)", re.ASCII)


def decimal(text: str, digits: int = DIGITS, exponent: int = EXPONENT) -> Fraction:
    """The exact value of a decimal number, made from its text: ``0.1`` is 1/10, never a float."""
    match = _DECIMAL.fullmatch(text) if len(text) <= 2 * LONG else None
    if match is None and len(text) > 2 * LONG:
        raise ModelError("a number is too long", advice=f"write at most {digits} digits")
    if match is None or not (match[2] or match[3]):
        raise ModelError(f"{shown(text)!r} is not a number", advice="write a number such as 3, 0.9 or 2/3")
    whole, part, power = match[2], match[3] or "", match[4] or "0"
    if len(whole) + len(part) > digits:
        raise ModelError("a number has too many digits", advice=f"write at most {digits} digits")
    if len(power) > 5 or abs(int(power)) > exponent:
        raise ModelError("a number's exponent is too large", advice=f"write exponents from -{exponent} to {exponent}")
    size = int(match[1] + whole + part)
    shift = int(power) - len(part)
    return Fraction(size * 10**shift) if shift >= 0 else Fraction(size, 10**-shift)


def shown(text: str, width: int = 60) -> str:
    """The start of `text` as a message may quote it: short, and free of control characters."""
    return excerpt(text[:width], 0, width)[0]


def excerpt(text: str, column: int, width: int = 100) -> tuple[str, int]:
    """The part of a line around `column`, free of control characters, and the column in that part."""
    start = max(0, min(column - width // 2, len(text) - width))
    part = text[start : start + width]
    return "".join(letter if letter.isprintable() else "?" for letter in part), column - start


def number(value: object, *, file: str | None = None, key: str | None = None) -> Fraction:
    """The exact rational that a number, or the text of one, means.

    Parameters
    ----------
    value
        Text such as ``"2/3"``, ``"0.9"``, ``"1e-3"``; an int, Fraction or Decimal; a float or numpy scalar,
        which means its shortest decimal: 0.9 is 9/10.
    file, key
        Where the value stands, for the error message.

    Raises
    ------
    ModelError
        For nan, infinities, booleans, overlong numbers and everything that is not a number.

    Examples
    --------
    >>> number("2/3"), number(0.9)
    (Fraction(2, 3), Fraction(9, 10))
    """
    try:
        return _number(value)
    except ModelError as error:
        raise error.located(file, key) from None


def _number(value: Any) -> Fraction:
    if type(value) is Fraction:  # most are; an abstract class is slow to ask
        return bounded(value)
    if isinstance(value, str):
        return _from_text(value.strip())
    if isinstance(value, bool):
        raise ModelError(f"{value} is not a number", advice=f"write {int(value)}")
    if isinstance(value, numbers.Rational):  # int, Fraction, numpy integers, sympy rationals
        return bounded(Fraction(int(value.numerator), int(value.denominator)))
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ModelError(f"{value} is not a number", advice=_FINITE)
        return decimal(float.__repr__(value), LONG, 400)
    if isinstance(value, Decimal):
        return _from_text(str(value))
    module = type(value).__module__.partition(".")[0]
    if module == "numpy" and type(value).__name__ == "ndarray" and value.ndim == 0:
        return _number(value[()])
    if module == "numpy" and isinstance(value, numbers.Real):  # the shortest decimal in its own precision
        return decimal(str(value), LONG, 400) if math.isfinite(value) else _number(float(value))
    if module == "flint":
        return _from_text(str(value))
    raise ModelError(
        f"a number was expected, not {shown(type(value).__name__)}",
        advice='write a number, a Fraction, or text such as "2/3" or "0.9"',
    )


_FINITE = "write a finite number; leave the entry out where there is none"


def _from_text(text: str) -> Fraction:
    ratio = _RATIO.fullmatch(text) if len(text) <= 2 * LONG else None
    if ratio:
        if max(len(ratio[1]), len(ratio[2])) > LONG:
            raise ModelError("a number has too many digits", advice=f"write at most {LONG} digits")
        if not int(ratio[2]):
            raise ModelError(f"{shown(text)!r} divides by zero", advice="write a denominator other than 0")
        return Fraction(int(ratio[1]), int(ratio[2]))
    if text.lower().lstrip("+-") in ("nan", "inf", "infinity", "snan"):
        raise ModelError(f"{text!r} is not a number", advice=_FINITE)
    if text.endswith("%"):
        raise ModelError(f"{shown(text)!r} is not a number", advice="write a share: 0.9 for 90%")
    if re.fullmatch(r"[+-]?\d+,\d+", text[:LONG]):
        raise ModelError(f"{shown(text)!r} is not a number", advice="write a decimal point: 0.9 for 0,9")
    if "_" in text:
        raise ModelError(f"{shown(text)!r} is not a number", advice="write the digits without underscores")
    return decimal(text, LONG)


def bounded(value: Fraction) -> Fraction:
    """`value`, unless its numerator or denominator has grown beyond what can be printed."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > BITS:
        raise ModelError("an exact number has grown beyond 4,000 digits", advice="use shorter numbers or lower powers")
    return value
