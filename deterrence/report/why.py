"""How the answer to `why` is printed: the binding condition, and the nearest change of each name."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from deterrence.report.comparison_data import number
from deterrence.report.document import Document, Entries, Paragraph, Part, number_column, word_column
from deterrence.report.solution import Question
from deterrence.roots import Algebraic
from deterrence.table import Cell, Table
from deterrence.table.cells import exact
from deterrence.why import Change, Why

NONE = "none"


def why_document(question: Question, found: Why) -> Document:
    """Why a verdict holds, and what would change it."""
    asked = [*question.entries(), ("Verdict", str(found.verdict)), ("Followed here", found.word)]
    if found.binding is not None:
        slack = "" if found.slack is None else f", with {exact(found.slack)} between its sides"
        asked.append(("Binding condition", found.binding + slack))
    parts: list[Part] = [Entries(tuple(asked)), *_tables(found)]
    open_names = [change for change in found.changes if not change.proved]
    if open_names:
        parts.append(Paragraph("Not proved, because it was asked on a grid: " + ", ".join(c.name for c in open_names)))
        parts.append(Entries(tuple((c.name, c.status) for c in open_names)))
    data = {
        **question.data(),
        "verdict": str(found.verdict),
        "word": found.word,
        "binding": found.binding,
        "slack": None if found.slack is None else exact(found.slack),
        "changes": [_data(change) for change in found.changes],
    }
    return Document("Why, and what would change it", tuple(parts), data)


def _tables(found: Why) -> list[Part]:
    parts: list[Part] = []
    for kind, title in (("term", "Each term alone"), ("parameter", "Each parameter alone")):
        rows = [_row(change) for change in found.changes if change.kind == kind]
        if rows:
            columns = [word_column("name", kind), number_column("now"), number_column("value", "nearest change at")]
            columns += [number_column("distance"), word_column("attained"), word_column("becomes")]
            columns.append(word_column("beyond", "right beyond"))
            note = "Everything else stays at the values above; 'none': the verdict is the same throughout its range."
            parts.append(Table(tuple(columns), tuple(rows), title=title, notes=(note,)))
    if not found.changes:
        none = "No term enters this model, so none can turn the verdict; --parameters moves the world's."
        parts.append(Paragraph(none))
    return parts


def _row(change: Change) -> tuple[Cell, ...]:
    if change.value is None:
        return change.name, change.now, NONE if change.proved else "none found", None, None, None, None
    shown = (_cell(change.value), _cell(change.distance))
    return change.name, change.now, *shown, change.attained, change.becomes, change.beyond


def _cell(value: Fraction | Algebraic | None) -> Cell:
    if not isinstance(value, Algebraic):
        return value
    return float(value)


def _data(change: Change) -> dict[str, Any]:
    return {
        "name": change.name,
        "kind": change.kind,
        "now": exact(change.now),
        "range": [exact(change.low), exact(change.high)],
        "value": number(change.value),
        "distance": number(change.distance),
        "attained": change.attained,
        "becomes": change.becomes,
        "beyond": change.beyond,
        "proved": change.proved,
        "status": change.status,
    }
