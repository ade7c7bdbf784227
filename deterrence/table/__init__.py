"""Tables as plain data, and the five ways to write one down.

A table holds exact values; only its renderings round. Text, markdown and LaTeX show a `Fraction` with at most `digits`
decimals; csv and json lose nothing. Words stay words: markup, formulas of spreadsheets and the control sequences of
terminals are escaped or removed (`deterrence.table.cells.clean`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from deterrence.errors import DeterrenceError
from deterrence.table.cells import Cell, Interval, Irrational, Mathematics, clean
from deterrence.table.cells import exact as ratio
from deterrence.table.cells import shown as shown_cell
from deterrence.table.csvtext import csv_text
from deterrence.table.latex import booktabs, escape
from deterrence.table.layout import grid

if TYPE_CHECKING:
    import pandas

__all__ = ["FORMATS", "Cell", "Column", "Interval", "Irrational", "Mathematics", "Table", "plain", "render"]

CELLS = str | int | Fraction | float | Interval | Irrational | Mathematics


@dataclass(frozen=True)
class Column:
    """A column: its name in data files and its header for readers; and the unit of what stands in it, for data.

    `latex` is a header already written in LaTeX, such as ``$p_D$``. It is printed as it stands, so it is for code to
    set, never for text out of a file.
    """

    name: str
    header: str
    latex: str | None = None
    align: Literal["l", "r"] = "l"
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """Columns, rows of exact values, and the words around them.

    Parameters
    ----------
    columns, rows
        Every row has one cell for each column: text, a number, an `Interval`, an `Irrational` number, `Mathematics`, a
        truth value, or None for "nothing".
    title, caption
        A heading for the screen, a caption for a paper; where one is empty the other stands in.
    label
        What the paper refers to, such as ``tab:thresholds``.
    notes
        Sentences printed under the table.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    caption: str = ""
    label: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(self.columns))
        object.__setattr__(self, "rows", tuple(tuple(row) for row in self.rows))
        object.__setattr__(self, "notes", (self.notes,) if isinstance(self.notes, str) else tuple(self.notes))
        names = [column.name for column in self.columns]
        if not names or len(set(names)) != len(names):
            raise DeterrenceError(f"a table needs columns with different names, and has {names}")
        if re.fullmatch(r"[A-Za-z0-9:._-]*", self.label) is None:
            raise DeterrenceError(f"the label {self.label!r} would break LaTeX: use letters, digits and : . _ -")
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(names):
                raise DeterrenceError(f"row {number} has {len(row)} cells, and the table has {len(names)} columns")
            for name, cell in zip(names, row, strict=True):
                if cell is not None and not isinstance(cell, CELLS):
                    raise DeterrenceError(
                        f"row {number}, column {name!r} holds a {type(cell).__name__}: "
                        "write text, a number (best a Fraction), an Interval, True, False or None"
                    )

    def __str__(self) -> str:
        return render(self)

    def to_frame(self) -> pandas.DataFrame:
        """The table as a pandas DataFrame; Fractions and Intervals stay what they are.

        Raises
        ------
        DeterrenceError
            Where pandas is not installed.
        """
        try:
            from pandas import DataFrame
        except ImportError as problem:
            raise DeterrenceError("a data frame needs pandas: run `pip install pandas`") from problem
        cells = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.columns)
        return DataFrame({column.name: list(values) for column, values in zip(self.columns, cells, strict=True)})

    def _repr_html_(self) -> str:
        return _html(self)

    def _repr_latex_(self) -> str:
        return render(self, "latex")


# -- renderings ------------------------------------------------------------------------------------------------------

FORMATS = ("text", "markdown", "latex", "csv", "json")


def render(
    table: Table,
    format: str = "text",
    digits: int = 3,
    width: int | None = None,
    exact: bool = False,
) -> str:
    """The table as text that ends in a line break.

    Parameters
    ----------
    table
        What to write.
    format
        ``"text"``, ``"markdown"``, ``"latex"`` (booktabs), ``"csv"`` or ``"json"``.
    digits
        The most decimals of a number, in the formats people read.
    width
        Columns of the terminal that text must fit: long words are wrapped, and where that is not enough the columns
        are set in panels, each led by the first column.
    exact
        Write fractions as ``p/q`` in the formats people read; csv and json always do.

    Raises
    ------
    DeterrenceError
        For another format, or digits that make no sense.
    """
    if isinstance(digits, bool) or not isinstance(digits, int) or not 0 <= digits <= 100:
        raise DeterrenceError(f"digits = {digits!r}: write a whole number from 0 to 100")
    match format:
        case "text":
            return _text(table, digits, width, exact)
        case "markdown":
            return _markdown(table, digits, exact)
        case "latex":
            return _latex(table, digits, exact)
        case "csv":
            columns = table.columns
            return csv_text([column.name for column in columns], table.rows, [column.unit for column in columns])
        case "json":
            import json

            return json.dumps(plain(table), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    from difflib import get_close_matches

    near = get_close_matches(str(format), FORMATS, 1)
    hint = f"did you mean {near[0]!r}?" if near else "write one of " + ", ".join(FORMATS)
    raise DeterrenceError(f"there is no format {format!r}: {hint}")


def _text(table: Table, digits: int, width: int | None, as_ratio: bool) -> str:
    return grid(
        [clean(column.header) for column in table.columns],
        [["-" if cell is None else shown_cell(cell, digits, as_ratio) for cell in row] for row in table.rows],
        [column.align for column in table.columns],
        title=clean(table.title or table.caption),
        notes=[clean(note) for note in table.notes],
        width=width,
    )


_NOTHING = "\u2013"  # an en dash
_MARKDOWN = str.maketrans({**{mark: f"\\{mark}" for mark in "\\`*_[]|~$#!"}, "<": "&lt;", ">": "&gt;", "&": "&amp;"})


def _markdown(table: Table, digits: int, as_ratio: bool) -> str:
    def words(text: str) -> str:
        return clean(text).translate(_MARKDOWN)

    def shown(cell: Cell) -> str:
        if isinstance(cell, str | Mathematics):
            return words(shown_cell(cell))
        return _NOTHING if cell is None else shown_cell(cell, digits, as_ratio)

    lines = [f"**{words(table.title or table.caption)}**", ""] if table.title or table.caption else []
    body = [[words(column.header) for column in table.columns]]
    body.append([":---" if column.align == "l" else "---:" for column in table.columns])
    body += [[shown(cell) for cell in row] for row in table.rows]
    lines += ["| " + " | ".join(row) + " |" for row in body]
    for note in table.notes:
        lines += ["", words(note)]
    return "\n".join(lines) + "\n"


def _latex(table: Table, digits: int, as_ratio: bool) -> str:
    def shown(cell: Cell) -> str:
        text = shown_cell(cell, digits, as_ratio)
        if cell is None:
            return "--"
        if isinstance(cell, Mathematics):
            return f"${cell.latex}$"
        if isinstance(cell, str | bool):
            return escape(text)
        if isinstance(cell, Interval) or text.startswith("-") or "inf" in text:
            return "$" + text.replace("inf", r"\infty") + "$"
        return text

    return booktabs(
        [column.latex or escape(clean(column.header)) for column in table.columns],
        [[shown(cell) for cell in row] for row in table.rows],
        [column.align for column in table.columns],
        caption=escape(clean(table.caption or table.title)),
        label=table.label,
        notes=[escape(clean(note)) for note in table.notes],
    )


def plain(table: Table) -> dict[str, Any]:
    """The table as what json can write.

    Exact numbers are strings ``p/q``, whole Python numbers and floats are numbers, an interval is ``{"low", "high"}``,
    nothing is null. Whole numbers too large for a double, and the floats json lacks, are strings.
    """
    return {
        "title": clean(table.title),
        "caption": clean(table.caption),
        "label": table.label,
        "columns": [
            {"name": clean(column.name), "header": clean(column.header)}
            | ({"unit": clean(column.unit)} if column.unit else {})
            for column in table.columns
        ],
        "rows": [
            {clean(column.name): _plain_cell(cell) for column, cell in zip(table.columns, row, strict=True)}
            for row in table.rows
        ],
        "notes": [clean(note) for note in table.notes],
    }


def _plain_cell(cell: Cell) -> object:
    match cell:
        case None | bool():
            return cell
        case str():
            return clean(cell)
        case Interval(low, high):
            return {"low": _plain_cell(low), "high": _plain_cell(high)}
        case Irrational(_, words) | Mathematics(words, _):
            return clean(words)
        case float():
            return float(cell) if abs(cell) < float("inf") else str(float(cell))
        case int():
            return int(cell) if abs(cell) < 2**53 else ratio(cell)
    return ratio(cell)


def _html(table: Table, digits: int = 3) -> str:
    from html import escape as html

    def shown(cell: Cell) -> str:
        return _NOTHING if cell is None else html(shown_cell(cell, digits))

    sides = [f' style="text-align: {"left" if column.align == "l" else "right"}"' for column in table.columns]
    headers = [html(clean(column.header)) for column in table.columns]
    caption = html(clean(table.title or table.caption))
    # a notebook runs MathJax over what stands between dollars, unless told not to
    lines = ['<table class="tex2jax_ignore mathjax_ignore">']
    if caption:
        lines.append(f"<caption>{caption}</caption>")
    cells = "".join(f"<th{side}>{header}</th>" for side, header in zip(sides, headers, strict=True))
    lines.append(f"<thead><tr>{cells}</tr></thead>")
    lines.append("<tbody>")
    for row in table.rows:
        cells = "".join(f"<td{side}>{shown(cell)}</td>" for side, cell in zip(sides, row, strict=True))
        lines.append(f"<tr>{cells}</tr>")
    lines.append("</tbody>")
    if table.notes:
        notes = "<br>".join(html(clean(note)) for note in table.notes)
        lines.append(f'<tfoot><tr><td colspan="{len(sides)}" style="text-align: left">{notes}</td></tr></tfoot>')
    return "\n".join([*lines, "</table>"]) + "\n"
