"""What `deterrence claims` prints: each claim with its rival, what was decided, and what was published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from deterrence.claims import STATUSES, Decided, Finding, Point
from deterrence.report.document import Document, Entries, Heading, Part, word_column
from deterrence.table import Cell, Table

READING = (
    "Proved and refuted speak of the model, over whole ranges. Findings speak of the world, and of the cases in "
    "which promises were called in. Neither decides the other."
)


def ledger_document(rows: Sequence[Decided], format: str = "text") -> Document:
    """The claims as a table, then one by one; in LaTeX the table alone, as a paper prints it.

    As data it is a list with one entry for each claim: ``id``, ``seeds``, ``statement``, ``status``, ``region``,
    ``counterexample``, ``witnesses``, ``evidence``; exact numbers are text.
    """
    parts: list[Part] = [ledger_table(rows)]
    if format != "latex":
        for row in rows:
            parts += [Heading(f"{row.id}. {row.topic}"), Entries(tuple(_lines(row)))]
    return Document("Claims and their rivals", tuple(parts), [_data(row) for row in rows])


def ledger_table(rows: Sequence[Decided]) -> Table:
    """The central table of the paper: a line for each claim and each rival."""
    columns = (word_column("id"), word_column("claim"), word_column("model"), word_column("status"),
               word_column("where"), word_column("evidence"))  # fmt: skip
    cells: list[tuple[Cell, ...]] = [
        (row.id, row.stated.says, row.stated.model, row.status, _where(row), _marks(row.evidence)) for row in rows
    ]
    counted = [f"{sum(row.status == word for row in rows)} {word}" for word in STATUSES]
    return Table(
        columns,
        tuple(cells),
        title=f"{len(rows)} claim{'s' * (len(rows) != 1)}: {', '.join(counted)}",
        caption="Claims of the debate about bilateral pacts, each with its rival",
        label="tab:claims",
        notes=(
            "P: a claim; R: its rival. Each is decided on its model over whole ranges; where it holds only in part, "
            "the condition stands beside it.",
            "Evidence: published findings by id, + for, - against, ~ bears on.",
            READING,
        ),
    )


_MARKS = {"for": "+", "against": "-", "bears on": "~"}


def _marks(evidence: Sequence[Finding]) -> str:
    return " ".join(f"{one.id}{_MARKS[one.side]}" for one in evidence)


def _where(row: Decided) -> str:
    if row.status == "conditional":
        return row.answer.region
    return row.answer.reason if row.status == "unknown" else ""


def _lines(row: Decided) -> Iterator[tuple[str, str]]:
    stated, answer = row.stated, row.answer
    yield "Claim", stated.says
    yield "Seeds", ", ".join(stated.seeds)
    yield "Model", stated.model
    yield "Statement", answer.statement
    if stated.where:
        yield "Where", " and ".join(stated.where)
    yield "Over", ", ".join(stated.over) or "all names that it changes"
    if stated.at:
        yield "At", ", ".join(f"{name} = {value}" for name, value in stated.at.items())
    if stated.means:
        yield "Meaning", stated.means
    yield "Status", answer.status
    if answer.region:
        yield "Region", answer.region
    if answer.reason:
        yield "Why", answer.reason
    for k, point in enumerate(answer.counterexample, 1):
        name = "Counterexample" if len(answer.counterexample) == 1 else f"Counterexample, point {k}"
        yield name, point_words(point)
    for point in answer.witnesses:
        if point not in answer.counterexample:
            yield f"Witness, {'true' if point.holds else 'false'}", point_words(point)
    if answer.tested:
        yield "Tested", f"by the exact solver at {answer.tested} random points"
    if answer.second:
        yield "Second method", answer.second
    for one in row.evidence:
        number = f" ({one.number})" if one.number else ""
        yield f"{one.id}, {one.side}", f"{one.finding}{number}; {one.source}; {one.status}"


def point_words(point: Point) -> str:
    """A point in a line: the pact, the world, and what happens there."""
    parts = []
    for name, values in (("a pact with", point.pact), ("in a world with", point.world)):
        if values:
            parts.append(f"{name} {', '.join(f'{key} = {value}' for key, value in values.items())}")
    words = ", ".join(parts) or "everywhere"
    return f"{words}: {point.shows}" if point.shows else words


def _data(row: Decided) -> dict[str, Any]:
    return {
        "id": row.id,
        "seeds": list(row.stated.seeds),
        "statement": f"{row.stated.says} [{row.stated.model}: {row.answer.statement}]",
        "status": row.status,
        "region": row.answer.region,
        "counterexample": [_plain(point) for point in row.answer.counterexample] or None,
        "witnesses": [_plain(point) for point in row.answer.witnesses],
        "evidence": [
            {"id": one.id, "side": one.side, "finding": one.finding, "number": one.number, "source": one.source,
             "status": one.status}
            for one in row.evidence
        ],
    }  # fmt: skip


def _plain(point: Point) -> dict[str, Any]:
    return {"pact": dict(point.pact), "world": dict(point.world), "shows": point.shows, "holds": point.holds}
