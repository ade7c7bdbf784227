"""What a command prints: headings, words, equations, drawings and tables, and the same content as data.

A `Document` is plain data like a `Table`. Its five forms hold the same numbers: text, markdown and LaTeX are its parts
one after the other, json is its `data`, csv its table (or, where there are several, one line a cell).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from deterrence.table import Column, Table, render
from deterrence.table.cells import Cell, clean
from deterrence.table.latex import escape
from deterrence.table.layout import length, wrap

PROSE = 110  # longer lines are hard to read, however wide the terminal
INDENT = "  "


@dataclass(frozen=True)
class Heading:
    """A heading."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of words."""

    text: str


@dataclass(frozen=True)
class Entries:
    """Names, each with a sentence; a name is whatever stands before the colon."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Equation:
    """A line of mathematics as text and as LaTeX, with words about it."""

    text: str
    latex: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Equations:
    """Lines of mathematics."""

    lines: tuple[Equation, ...]


@dataclass(frozen=True)
class Drawing:
    """Lines that stand as they are typed, such as a tree."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """A statement with its mathematics: paragraphs of text, and LaTeX that stands as it is."""

    paragraphs: tuple[str, ...]
    latex: str


def word_column(name: str, header: str | None = None) -> Column:
    """A column of words."""
    return Column(name, name if header is None else header)


def number_column(name: str, header: str | None = None, unit: str = "") -> Column:
    """A column of numbers."""
    return Column(name, name if header is None else header, None, "r", unit)


def units_note(columns: Sequence[Column]) -> tuple[str, ...]:
    """A sentence with the units of all columns that have one; none where there is nothing to say."""
    by_unit: dict[str, dict[str, None]] = {}
    for column in columns:
        if column.unit:
            by_unit.setdefault(column.unit, {})[column.header] = None
    words = "; ".join(f"{', '.join(headers)}: {unit}" for unit, headers in by_unit.items())
    return (f"Units: {words}.",) if words else ()


Part = Heading | Paragraph | Entries | Equations | Drawing | Statement | Table


@dataclass(frozen=True)
class Document:
    """A title, parts for readers, and the same content as plain data for programs."""

    title: str
    parts: tuple[Part, ...]
    data: Mapping[str, Any] | Sequence[Mapping[str, Any]] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables among its parts."""
        return tuple(part for part in self.parts if isinstance(part, Table))

    @property
    def titled(self) -> bool:
        """Whether it is tables and nothing else, which bring titles of their own."""
        return all(isinstance(part, Table) and (part.title or part.caption) for part in self.parts)


def write(
    document: Document, format: str = "text", digits: int = 3, width: int | None = None, exact: bool = False
) -> str:
    """The document in one of five formats, as text that ends in a line break.

    Parameters
    ----------
    document
        What to write.
    format, digits, width, exact
        As for `deterrence.table.render`.
    """
    match format:
        case "json":
            import json

            return json.dumps(document.data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        case "csv":
            tables = document.tables
            return render(tables[0] if len(tables) == 1 else long_table(document), "csv")
        case "markdown":
            pieces = _markdown(document, digits, exact)
        case "latex":
            pieces = _latex(document, digits, exact)
        case _:
            pieces = _text(document, format, digits, width, exact)
    return "\n\n".join(piece.strip("\n") for piece in pieces if piece.strip("\n")) + "\n"


def long_table(document: Document) -> Table:
    """Every cell of every table, and every entry, in a table of four columns: part, row, column, value."""
    columns = tuple(word_column(name) for name in ("part", "row", "column", "value"))
    rows: list[tuple[Cell, ...]] = []
    heading = document.title
    for part in document.parts:
        match part:
            case Heading(text):
                heading = text
            case Entries(items):
                rows += [(heading, name, "text", text) for name, text in items]
            case Equations(lines):
                rows += [(heading, str(k), "equation", line.text) for k, line in enumerate(lines, 1)]
            case Statement(paragraphs):
                rows += [(heading, str(k), "statement", text) for k, text in enumerate(paragraphs, 1)]
            case Table():
                name = part.title or part.caption or heading
                for k, row in enumerate(part.rows, 1):
                    cells = zip(part.columns, row, strict=True)
                    rows += [(name, str(k), column.name, cell) for column, cell in cells]
    return Table(columns, tuple(rows))


# -- text ------------------------------------------------------------------------------------------------------------


def _text(document: Document, format: str, digits: int, width: int | None, exact: bool) -> Iterator[str]:
    prose = min(width or PROSE, PROSE)
    yield "\n".join(wrap(clean(document.title), width or 10**9))
    waiting = ""
    for part in document.parts:
        match part:
            case Heading(text):
                waiting = clean(text)
                continue
            case Paragraph(text):
                body = "\n".join(wrap(clean(text), prose))
            case Entries(items):
                body = "\n".join(line for name, text in items for line in entry(name, text, prose))
            case Equations(lines):
                body = "\n".join(_equation(line, prose) for line in lines)
            case Drawing(lines):
                body = "\n".join(INDENT + line for line in map(printable, lines))
            case Statement(paragraphs):
                body = "\n".join(line for text in paragraphs for line in entry("", text, prose))
            case Table():
                body = render(part, format, digits, width, exact).strip("\n")
        yield f"{waiting}\n{body}" if waiting else body
        waiting = ""
    if waiting:
        yield waiting


def entry(name: str, text: str, width: int) -> list[str]:
    """``name: sentence``, the lines after the first set in."""
    room = max(width - len(INDENT), 20)
    lines = wrap(clean(f"{name}: {text}" if name else text), room)
    return [line if not k else INDENT + line for k, line in enumerate(lines)]


def _equation(line: Equation, width: int) -> str:
    lines = [INDENT + clean(line.text)]
    for words in line.words:
        lines += [2 * INDENT + part for part in wrap(clean(words), max(width - 4, 20))]
    return "\n".join(lines)


def printable(line: str) -> str:
    """A line of a drawing: its spaces stay, control characters do not."""
    kept = line.lstrip(" ")
    return " " * (len(line) - len(kept)) + "".join(letter if letter.isprintable() else "\ufffd" for letter in kept)


# -- markdown --------------------------------------------------------------------------------------------------------

_MARKDOWN = str.maketrans({**{mark: f"\\{mark}" for mark in "\\`*_[]|~$#!"}, "<": "&lt;", ">": "&gt;", "&": "&amp;"})


def _words(text: str) -> str:
    return clean(text).translate(_MARKDOWN)


def _markdown(document: Document, digits: int, exact: bool) -> Iterator[str]:
    if not document.titled:
        yield f"# {_words(document.title)}"
    for part in document.parts:
        match part:
            case Heading(text):
                yield f"## {_words(text)}"
            case Paragraph(text):
                yield _words(text)
            case Entries(items):
                yield "\n".join(f"- **{_words(n)}**: {_words(t)}" if n else f"- {_words(t)}" for n, t in items)
            case Equations(lines):
                yield "\n".join("  \n  ".join([f"- ${line.latex}$", *map(_words, line.words)]) for line in lines)
            case Drawing(lines):
                # an indented block: nothing in it is markup, whatever it holds
                yield "\n".join("    " + printable(line) for line in lines)
            case Statement(paragraphs):
                yield "\n\n".join(map(_words, paragraphs))
            case Table():
                yield render(part, "markdown", digits, exact=exact)


# -- LaTeX -----------------------------------------------------------------------------------------------------------


def _latex(document: Document, digits: int, exact: bool) -> Iterator[str]:
    if not document.titled:
        yield rf"\section*{{{escape(clean(document.title))}}}"
    for part in document.parts:
        match part:
            case Heading(text):
                yield rf"\subsection*{{{escape(clean(text))}}}"
            case Paragraph(text):
                yield escape(clean(text))
            case Entries(items):
                yield _list("description", [rf"\item[{{{escape(clean(n))}}}] {escape(clean(t))}" for n, t in items])
            case Equations(lines):
                written = [[rf"\item ${line.latex}$", *(escape(clean(w)) for w in line.words)] for line in lines]
                yield _list("itemize", [" \\\\ ".join(each) for each in written])
            case Drawing(lines):
                # TeX would drop the spaces that a line begins with, but for the empty box before them
                drawn = [r"\mbox{}" + escape(printable(line)).replace(" ", "~") for line in lines]
                yield "{\\ttfamily\\noindent\n" + "\\\\\n".join(drawn) + "\\par}"
            case Statement(_, latex):
                yield latex
            case Table():
                yield render(part, "latex", digits, exact=exact)


def _list(kind: str, items: list[str]) -> str:
    return "\n".join([rf"\begin{{{kind}}}", *items, rf"\end{{{kind}}}"])


def side_by_side(cells: list[list[str]]) -> list[str]:
    """Rows of words as aligned lines, for drawings."""
    if not cells:
        return []
    widths = [max(length(row[k]) for row in cells) for k in range(len(cells[0]))]
    return [
        INDENT.join(cell + " " * (size - length(cell)) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
