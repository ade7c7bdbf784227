"""What `deterrence replicate` prints: each number of the literature beside ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deterrence.cite import cited, references
from deterrence.replicate import Replicated
from deterrence.replicate.literal import Printed, read_literal, written
from deterrence.report.document import Document, Entries, Heading, Part, number_column, word_column
from deterrence.table import Cell, Table

MORE = 3  # digits of ours beyond those that are printed


def replication_document(rows: Sequence[Replicated]) -> Document:
    """The rows of `replicate` as a table, then what disagrees, then the sources.

    As data it is a list with one entry for each row: ``id``, ``quantity``, ``expected``, ``computed``, ``status``,
    ``agrees``; numbers are text, ratios ``p/q``.
    """
    columns = (
        word_column("id"),
        word_column("quantity"),
        number_column("expected", "published or derived"),
        word_column("from"),
        number_column("computed", "ours"),
        number_column("difference"),
        word_column("convention", "tail or convention"),
        word_column("status"),
        word_column("agrees"),
    )
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (row.id, row.quantity, row.expected, row.origin, _ours(row), _gap(row), row.convention, row.status, row.agrees)
        for row in rows
    )
    right = sum(row.agrees for row in rows)
    words = "a ratio agrees exactly, a decimal to its last printed digit"
    parts: list[Part] = [Table(columns, cells, title=f"{right} of {len(rows)} numbers agree", notes=(words,))]
    wrong = [row for row in rows if not row.agrees]
    if wrong:
        lines = [(f"{row.id}, {row.quantity}", row.problem or f"{row.expected} expected, {_ours(row)} found")
                 for row in wrong]  # fmt: skip
        parts += [Heading("Disagreements"), Entries(tuple(lines))]
    about = dict.fromkeys((one.id, f"{one.title} [{', '.join(one.source) or 'no source'}]") for one in rows)
    parts += [Heading("What they are"), Entries(tuple(about))]
    sources = cited((key for row in rows for key in row.source), references())
    if sources:
        parts += [Heading("Sources"), Entries(tuple((key, text) for key, text in sources))]
    data: list[dict[str, Any]] = [
        {
            "id": row.id,
            "quantity": row.quantity,
            "expected": row.expected,
            "computed": written(row.found),
            "status": row.status,
            "agrees": row.agrees,
        }
        for row in rows
    ]
    return Document("The numbers of the literature, and ours", tuple(parts), data)


def _ours(row: Replicated) -> str:
    """What was found, with a few digits more than are printed; exact where the literal is."""
    if row.problem:
        return "undefined"
    literal = read_literal(row.expected)
    first = literal[0] if isinstance(literal, tuple) else literal
    digits = first.digits + MORE if isinstance(first, Printed) and first.digits else None
    return written(row.found, digits)


def _gap(row: Replicated) -> str:
    if row.difference is None:
        return ""
    return "0" if not row.difference else f"{float(row.difference):.0e}"
