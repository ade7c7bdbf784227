"""Cells as comma-separated values, for statistics packages and spreadsheets, with nothing lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from fractions import Fraction

from deterrence.errors import DeterrenceError
from deterrence.table.cells import Cell, Interval, Irrational, Mathematics, clean, exact


def csv_text(names: Sequence[str], rows: Sequence[Sequence[Cell]], units: Sequence[str] = ()) -> str:
    """Exact values as ``p/q`` under the column's name, and as a float beside it under ``name_float``.

    Spreadsheets take ``7/8`` for a date and statistics packages for a word: the second column is for them. An interval
    is two such pairs, ``name_low`` and ``name_high``. An irrational number stands in words, with the float beside it.
    Nothing is an empty field. A column with a unit has it beside it, under ``name_unit``.
    """
    columns: list[tuple[str, list[str]]] = []
    for index, name in enumerate(names):
        columns += _columns(name, [row[index] for row in rows])
        if units and units[index]:
            columns.append((f"{name}_unit", [_word(units[index])] * len(rows)))
    headers = [name for name, _ in columns]
    twice = sorted({name for name in headers if headers.count(name) > 1})
    if twice:
        raise DeterrenceError(f"csv would have two columns {', '.join(twice)}: rename one of the table's columns")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(_word, headers))
    writer.writerows([values[row] for _, values in columns] for row in range(len(rows)))
    return out.getvalue()


def _columns(name: str, cells: Sequence[Cell]) -> Iterator[tuple[str, list[str]]]:
    ends: list[tuple[str, list[Cell]]] = [(name, list(cells))]
    if any(isinstance(cell, Interval) for cell in cells):
        ends = [
            (f"{name}_low", [cell.low if isinstance(cell, Interval) else cell for cell in cells]),
            (f"{name}_high", [cell.high if isinstance(cell, Interval) else cell for cell in cells]),
        ]
    for key, values in ends:
        yield key, [_field(value) for value in values]
        if any(isinstance(value, Fraction | Irrational) for value in values):
            yield f"{key}_float", [_float(value) for value in values]


def _field(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case str():
            return _word(cell)
        case Irrational(_, words) | Mathematics(words, _):
            return _word(words)
        case float():
            return repr(float(cell))  # a numpy float has another repr
        case int() | Fraction():
            return exact(cell)
    raise AssertionError("an interval is written as two columns")


def _word(text: str) -> str:
    text = clean(text)
    # a spreadsheet would run a word that starts like this; the apostrophe tells it not to
    return f"'{text}" if len(text) > 1 and text[0] in "=+-@" else text


def _float(cell: Cell) -> str:
    if isinstance(cell, Irrational):
        return repr(cell.value)
    if isinstance(cell, bool) or not isinstance(cell, int | float | Fraction):
        return ""
    try:
        return repr(float(cell))
    except OverflowError:
        return "inf" if cell > 0 else "-inf"
