"""What stands in a table: exact values and words, and how each is written.

A reader can tell which decimals are exact: an exact value drops its trailing zeros (``.79``, ``0``), a rounded one
keeps them all (``.790``, ``.000``). Words may come from other people's files; `clean` keeps them words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from deterrence.errors import DeterrenceError

Number = int | Fraction | float


@dataclass(frozen=True)
class Interval:
    """A cell that is a closed interval, printed ``[.79, .85]``."""

    low: Number
    high: Number

    def __post_init__(self) -> None:
        for end in (self.low, self.high):
            if isinstance(end, bool) or not isinstance(end, int | Fraction | float):
                raise DeterrenceError(f"an end of an interval is {end!r}: write a number, best a Fraction")
        if not self.low <= self.high:
            raise DeterrenceError(f"the interval [{self.low}, {self.high}] is empty: write the lower end first")


@dataclass(frozen=True)
class Irrational:
    """A cell that is a number known exactly, and no ratio: printed as a decimal, written exactly in data.

    Parameters
    ----------
    value
        The nearest float.
    words
        Which number it is, such as ``"1.414 (root of x^2 - 2)"``.
    """

    value: float
    words: str


@dataclass(frozen=True)
class Mathematics:
    """A cell that is a formula or a condition: its text everywhere but in LaTeX, which is printed as it stands.

    `latex` is for code to set, never for text out of a file.
    """

    text: str
    latex: str


Cell = str | int | Fraction | float | bool | Interval | Irrational | Mathematics | None

# A terminal's control sequences: ESC [ ... letter, ESC ] ... terminator, ESC and one more; with their one-byte forms.
_SEQUENCE = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b.?")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """One line of words: no line breaks, no control characters, nothing that turns the text's direction."""
    text = " ".join(_SEQUENCE.sub("", text).split())
    return "".join(
        "\ufffd" if unicodedata.category(letter) == "Cs" else letter
        for letter in text
        if unicodedata.category(letter) != "Cc" and letter not in _BIDI
    )


def exact(value: int | Fraction) -> str:
    """A rational number as ``p/q``, or ``p`` where it is whole; of any size."""
    if value.denominator == 1:
        return _digits(value.numerator)
    return f"{_digits(value.numerator)}/{_digits(value.denominator)}"


def decimal(value: int | Fraction, digits: int = 3) -> str:
    """A rational number with at most `digits` decimals, rounded half to even, without a zero before the point.

    Trailing zeros are dropped from exact values only.

    Examples
    --------
    >>> decimal(Fraction(79, 100)), decimal(Fraction(1, 3)), decimal(Fraction(-3, 2)), decimal(Fraction(1, 10**6))
    ('.79', '.333', '-1.5', '.000')
    """
    scaled = abs(value) * 10**digits
    whole, part = divmod(round(scaled), 10**digits)
    tail = _digits(part).zfill(digits) if digits else ""
    if scaled.denominator == 1:
        tail = tail.rstrip("0")
    head = _digits(whole) if whole or not tail else ""
    return ("-" if value < 0 else "") + head + (f".{tail}" if tail else "")


def _digits(number: int) -> str:
    # str() refuses integers of more than 4300 digits; exact arithmetic at a degenerate game can meet one
    return str(number) if abs(number) < 10**4000 else format(Decimal(number), "f")


def _number(value: Number, digits: int, as_ratio: bool) -> str:
    if isinstance(value, float):
        text = format(value, f".{digits}f" if abs(value) < 1e15 else f".{digits}e")
        if not text.strip("-0."):
            text = text.lstrip("-")  # rounded to 0 it has no sign: of what a float stands for none may be known
        return re.sub(r"^(-?)0\.", r"\1.", text)
    return exact(value) if as_ratio or isinstance(value, int) else decimal(value, digits)


def shown(cell: Cell, digits: int = 3, as_ratio: bool = False) -> str:
    """A cell as its reader sees it, before any markup."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case str():
            return clean(cell)
        case Mathematics(text, _):
            return clean(text)
        case Irrational(value, words):
            return clean(words) if as_ratio else _number(value, digits, as_ratio)
        case Interval(low, high):
            ends = _number(low, digits, as_ratio), _number(high, digits, as_ratio)
            # ends that differ beyond the digits shown would print as an interval of one point
            return ends[0] if low != high and ends[0] == ends[1] else f"[{ends[0]}, {ends[1]}]"
        case _:
            return _number(cell, digits, as_ratio)
