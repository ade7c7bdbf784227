"""A table of words laid out for a terminal: aligned, wrapped to a width, or split into panels."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import zip_longest

_GAP = "  "
_LEAST = 20  # a terminal narrower than this gets lines of this width


def grid(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    align: Sequence[str],
    *,
    title: str = "",
    notes: Sequence[str] = (),
    width: int | None = None,
) -> str:
    """Aligned columns, at most `width` wide where it is given.

    Columns aligned to the left hold words and are wrapped; columns aligned to the right hold numbers, and only their
    headers are. Where the columns still do not fit side by side they are set in panels, each led by the first column.
    """
    columns = range(len(header))
    cells = [[row[column] for row in rows] for column in columns]
    natural = [max(map(length, (header[column], *cells[column]))) for column in columns]
    if width is None:
        panels, widths = [list(columns)], natural
    else:
        width = max(width, _LEAST)
        least = [
            max(
                _longest_word(header[column]),
                *(length(cell) if align[column] == "r" else _longest_word(cell) for cell in cells[column]),
                1,
            )
            for column in columns
        ]
        panels = _panels(least, width)
        widths = list(natural)
        for panel in panels:
            fitted = _fit([natural[c] for c in panel], [least[c] for c in panel], width)
            for column, size in zip(panel, fitted, strict=True):
                # the first column stands in every panel and takes the narrowest of its widths there
                widths[column] = min(widths[column], size)
    lines = wrap(title, width or 10**9)
    for number, panel in enumerate(panels):
        if number or title:
            lines.append("")
        sizes = [widths[column] for column in panel]
        sides = [align[column] for column in panel]
        lines += _line([header[column] for column in panel], sizes, sides)
        lines.append(_GAP.join("-" * size for size in sizes))
        for row in rows:
            lines += _line([row[column] for column in panel], sizes, sides)
    if notes:
        lines.append("")
        for note in notes:
            lines += wrap(note, width or 10**9)
    return "\n".join(lines) + "\n"


def length(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) or letter == "\u200d" else 1 + (unicodedata.east_asian_width(letter) in "FW")
        for letter in text
    )


def wrap(text: str, width: int) -> list[str]:
    """The words of `text` in lines of at most `width` columns; a word longer than that is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if length(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        line = ""
        for letter in word:
            if line and length(line + letter) > width:
                lines.append(line)
                line = ""
            line += letter
    return [*lines, line] if line else lines


def _longest_word(text: str) -> int:
    return max(map(length, text.split()), default=0)


def _panels(least: Sequence[int], width: int) -> list[list[int]]:
    """The columns, the first in every panel, so that each panel's least widths fit where that is possible at all."""
    panels = [[0]]
    used = least[0]
    for column in range(1, len(least)):
        if used + len(_GAP) + least[column] > width and len(panels[-1]) > 1:
            panels.append([0])
            used = least[0]
        panels[-1].append(column)
        used += len(_GAP) + least[column]
    return panels


def _fit(natural: Sequence[int], least: Sequence[int], width: int) -> list[int]:
    """Widths that sum to `width`: the widest column gives way first, and words are broken only where they must be."""
    widths = list(natural)
    room = width - len(_GAP) * (len(widths) - 1)
    for floor in (least, [1] * len(widths)):
        while sum(widths) > room:
            loose = [column for column in range(len(widths)) if widths[column] > floor[column]]
            if not loose:
                break
            widest = max(loose, key=lambda column: widths[column])
            widths[widest] -= 1
    return widths


def _line(cells: Sequence[str], sizes: Sequence[int], align: Sequence[str]) -> list[str]:
    """The lines of one row; its cells start on the first."""
    wrapped = [wrap(cell, size) for cell, size in zip(cells, sizes, strict=True)]
    lines = []
    for parts in zip_longest(*wrapped, fillvalue=""):
        padded = (
            part + " " * (size - length(part)) if side == "l" else " " * (size - length(part)) + part
            for part, size, side in zip(parts, sizes, align, strict=True)
        )
        lines.append(_GAP.join(padded).rstrip())
    return lines or [""]
