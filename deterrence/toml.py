"""TOML files with exact numbers, bounded before `tomllib` reads them."""

from __future__ import annotations

import re
import tomllib
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import Any

from .errors import ModelError
from .rational import DIGITS, EXPONENT, decimal, shown

SIZE = 2**20  # bytes of a file
NESTING = 20  # brackets and braces inside one another
KEY_PARTS = 8  # of a dotted key: tomllib takes quadratic time in them
KEY_LENGTH = 200

# What the scan has to know: strings and comments hide everything inside them, an unterminated one to the end of
# its line or file, so that no text is scanned twice.
_MARKS = re.compile(
    r'''(?P<string>"""(?:[^"\\]|\\.|"(?!""))*(?:"{3,5}|\Z)|\'\'\'(?:[^']|'(?!''))*(?:'{3,5}|\Z)'''
    r"""|"(?:[^"\\\n]|\\[^\n])*(?:"|(?=\n)|\\?\Z|\\(?=\n))|'[^'\n]*(?:'|(?=\n)|\Z)|\#[^\n]*)"""
    r"""|(?P<run>[A-Za-z0-9_+\-.]+)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<rest>[=,\n])""",
    re.DOTALL,
)
_EXPONENT = re.compile(r"[+-]?[0-9_]+(?:\.[0-9_]+)?[eE]([+-]?[0-9_]+)", re.ASCII)


def read_toml(path: str | PathLike[str]) -> dict[str, Any]:
    """The tables of a TOML file, its decimal numbers exact Fractions.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    ModelError
        With file, line and column, for a file that cannot be read, is not TOML, or exceeds a cap on its bytes,
        nesting, keys, digits or exponents. The caps hold before `tomllib` sees the text.
    """
    file = str(path)
    try:
        with Path(path).open("rb") as stream:
            content = stream.read(SIZE + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a path"
        raise ModelError(f"cannot read this file: {reason}", file=shown(file, width=500)) from None
    if len(content) > SIZE:
        raise ModelError("this file is longer than a megabyte", file=file, advice="split it into several files")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        raise ModelError(
            "this file is not UTF-8 text",
            file=file,
            key=f"line {before.count(bytes([10])) + 1}",
            advice="save it with the encoding UTF-8",
        ) from None
    _check(text, file)
    try:
        return tomllib.loads(text, parse_float=_exact)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL)
        if place is None:
            raise ModelError(f"not TOML: {shown(message, width=200)}", file=file) from None
        position = len(text)
        if place[2]:
            lines = text.split("\n")
            position = sum(len(line) + 1 for line in lines[: int(place[2]) - 1]) + int(place[3]) - 1
        raise _refusal(f"not TOML: {shown(place[1], width=200)}", text, position, file, None) from None
    except ModelError as error:
        raise error.located(file) from None
    except (RecursionError, ValueError, OverflowError, MemoryError):
        raise ModelError("this file is not TOML", file=file) from None


def _exact(text: str) -> Fraction:
    if text.lstrip("+-") in ("nan", "inf"):
        raise ModelError(f"{text} is not a number", advice="write a finite number, or leave the entry out")
    return decimal(text.replace("_", ""))


def _refusal(message: str, text: str, position: int, file: str, advice: str | None) -> ModelError:
    """An error that shows the line, cut to what fits, with a caret under the column."""
    start = text.rfind("\n", 0, position) + 1
    line = text[start:].partition("\n")[0] if len(text) - start < 10_000 else text[start : start + 10_000]
    column = position - start
    first = max(0, min(column - 50, len(line) - 100))
    return ModelError(
        message,
        file=file,
        key=f"line {text.count(chr(10), 0, position) + 1}",
        formula=shown(line, column, 100),
        column=column - first,
        advice=advice,
    )


def _check(text: str, file: str) -> None:
    """Refuse nesting, dotted keys and numbers beyond the caps, in one pass that reads every letter once."""
    depth, dots = 0, 0
    for mark in _MARKS.finditer(text):
        kind, word = mark.lastgroup, mark[0]

        def refuse(message: str, advice: str, position: int = mark.start()) -> ModelError:
            return _refusal(message, text, position, file, advice)

        if kind == "open":
            depth, dots = depth + 1, 0
            if depth > NESTING:
                raise refuse(f"more than {NESTING} brackets inside one another", "use tables with headers")
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "rest":
            dots = 0
        elif kind == "run":
            dots += word.count(".")
            if dots >= KEY_PARTS:
                raise refuse(f"a key has more than {KEY_PARTS} parts", "use fewer dots")
            if len(word) > KEY_LENGTH:
                raise refuse(f"a word is longer than {KEY_LENGTH} characters", "write text in quotes")
            if word.lstrip("+-")[:1].isdigit():
                power = _EXPONENT.fullmatch(word)
                if sum(letter in "0123456789abcdefABCDEF" for letter in word) > DIGITS + 3:
                    raise refuse("a number has too many digits", f"write at most {DIGITS} digits")
                if power and abs(int(power[1].replace("_", "") or 0)) > EXPONENT:
                    raise refuse("a number's exponent is too large", f"write exponents from -{EXPONENT} to {EXPONENT}")
