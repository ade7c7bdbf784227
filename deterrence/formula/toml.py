"""TOML files with exact numbers, bounded before `tomllib` reads them."""

from __future__ import annotations

import re
import tomllib
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import Any

from deterrence.errors import ModelError

from .rational import DIGITS, EXPONENT, decimal, excerpt, shown

SIZE = 2**20  # bytes of a file
NESTING = 20  # brackets and braces inside one another
KEY_PARTS = 6  # of a dotted key: tomllib takes quadratic time in them
WORD = 100  # characters of a number or of a key without quotes

# Strings and comments hide everything inside them; an unterminated one, to the end of its line or of the file. No
# letter is read twice: the loops are possessive, and what follows them always matches.
_MARKS = re.compile(
    r"""(?P<hidden>"{3}(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5}|\\)?|'{3}(?:[^']|'(?!''))*+(?:'{3,5})?"""
    r"""|"(?:[^"\\\n]|\\[^\n])*+["\\]?|'[^'\n]*+'?|\#[^\n]*+)"""
    r"""|(?P<run>[A-Za-z0-9_+\-.]++)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<rest>[=,\n])""",
    re.DOTALL,
)
_EXPONENT = re.compile(r"[+-]?[0-9_]+(?:\.[0-9_]+)?[eE]([+-]?[0-9_]+)", re.ASCII)
_UNBOUNDED = re.compile(r"[+-]?(?:nan|inf)(?![A-Za-z0-9_])")


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
        raise ModelError(f"cannot read this file: {reason}", file=shown(file, 500)) from None
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
            raise ModelError(f"not TOML: {shown(message, 200)}", file=file) from None
        position = len(text)
        if place[2]:
            lines = text.split("\n")
            position = sum(len(line) + 1 for line in lines[: int(place[2]) - 1]) + int(place[3]) - 1
        raise _refusal(f"not TOML: {shown(place[1], 200)}", text, position, file, None) from None
    except ModelError as error:  # from _exact: a nan or an infinity, which the scan leaves because keys may be so named
        words = (mark.start() for mark in _MARKS.finditer(text) if mark["run"] and _UNBOUNDED.match(mark["run"]))
        raise _refusal(error.message, text, next(words, 0), file, error.advice) from None
    except (RecursionError, ValueError, OverflowError, MemoryError):
        raise ModelError("this file is not TOML", file=file) from None


def _exact(text: str) -> Fraction:
    if _UNBOUNDED.fullmatch(text):
        raise ModelError(f"{text} is not a number", advice="write a finite number, or leave the entry out")
    return decimal(text.replace("_", ""), DIGITS + 3)


def _refusal(message: str, text: str, position: int, file: str, advice: str | None) -> ModelError:
    """An error that shows the line, cut to what fits, with a caret under the column."""
    start = text.rfind("\n", 0, position) + 1
    line, column = excerpt(text[start:].partition("\n")[0], position - start)
    return ModelError(
        message,
        file=file,
        key=f"line {text.count(chr(10), 0, position) + 1}",
        formula=line,
        column=column,
        advice=advice,
    )


def _check(text: str, file: str) -> None:
    """Refuse nesting, dotted keys and numbers beyond the caps, in one pass that reads every letter once."""
    depth = dots = 0
    for mark in _MARKS.finditer(text):
        kind, word = mark.lastgroup, mark[0]
        trouble = None
        if kind == "open":
            depth, dots = depth + 1, 0
            if depth > NESTING:
                trouble = f"more than {NESTING} brackets inside one another", "use tables with headers"
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "rest":
            dots = 0
        elif kind == "run":
            dots += word.count(".")
            if dots >= KEY_PARTS:
                trouble = f"a key has more than {KEY_PARTS} parts", "use fewer dots"
            elif len(word) > WORD:
                trouble = f"a word is longer than {WORD} characters", "write text in quotes"
            elif len(word) > 3 and word.lstrip("+-")[:1].isdigit():
                trouble = _number_trouble(word)
        if trouble:
            raise _refusal(trouble[0], text, mark.start(), file, trouble[1])


def _number_trouble(word: str) -> tuple[str, str] | None:
    if len(re.findall(r"[0-9a-fA-F]", word)) > DIGITS + 3:  # three more for an exponent
        return "a number has too many digits", f"write at most {DIGITS} digits"
    power = _EXPONENT.fullmatch(word)
    if power and abs(int(power[1].replace("_", "") or 0)) > EXPONENT:
        return "a number's exponent is too large", f"write exponents from -{EXPONENT} to {EXPONENT}"
    return None
