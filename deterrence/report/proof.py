"""How the answer to a proposition is printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from deterrence import __version__
from deterrence.prove.proof import Proof, Region, Witness
from deterrence.regions.domain import Domain
from deterrence.regions.signs import Sign
from deterrence.report.document import Document, Entries, Heading, Paragraph, Part, Statement, word_column
from deterrence.report.regions import standing_values
from deterrence.report.typeset import proof_latex
from deterrence.table import Cell, Table

Span = tuple[Fraction | None, Fraction | None]
MEANINGS = {
    "proved": "true at every point of the domain that it speaks of",
    "refuted": "false: see the counterexample",
    "conditional": "true at some points of the domain and false at others",
    "unknown": "not decided",
}


def proof_document(proof: Proof, name: str = "", format: str = "text") -> Document:
    """The answer: the word, the region, exact points, the domain, and how it was decided.

    As LaTeX it is a proposition with what was decided of it, and nothing else.
    """
    if format == "latex":
        return Document("Proposition", (Statement((), proof_latex(proof)),))
    first = [("Statement", proof.statement), ("Model", name or proof.model.title)]
    first.append(("Answer", f"{proof.status}: {MEANINGS[proof.status]}"))
    parts: list[Part] = [Entries(tuple(first))]
    for word, region in (("It holds", proof.holds), ("It fails", proof.fails)):
        if region is not None:
            parts += [Heading(f"{word} exactly where"), Entries(tuple(("", line) for line in lines(region)))]
    for witness in proof.points:
        parts += [Heading("True at" if witness.holds else "False at"), point_table(witness)]
    spans = tuple((name, f"from {_end(low)} to {_end(high)}") for name, (low, high) in proof.ranges.items())
    parts += [Heading("Domain"), Entries(spans)]
    assumed = stated(proof.ranges, proof.assumptions)
    if assumed:
        parts.append(Paragraph("where " + ", ".join(map(str, assumed))))
    fixed = standing_values(proof.model, proof.ranges, proof.fixed)
    if fixed:
        parts.append(Paragraph("with " + fixed))
    how = [("How", proof.reason)]
    if proof.second.asked:
        how.append(("Second method", str(proof.second)))
    if proof.undefined is not None:
        at = ", ".join(f"{name} = {value}" for name, value in proof.undefined.items())
        how.append(("Nothing is said", f"where a quantity is undefined, as at {at}"))
    parts.append(Entries(tuple(how)))
    return Document("Proposition", tuple(parts), {"version": __version__, **proof.to_dict()})


def point_table(witness: Witness) -> Table:
    """An exact point and what was found there."""
    columns = [word_column("name"), word_column("value")]
    rows: list[tuple[Cell, ...]] = []
    if witness.other is None:
        rows = [(name, str(value)) for name, value in witness.values.items()]
        rows.append(("found", witness.left + (f" against {witness.right}" if witness.right else "")))
    else:
        columns.append(word_column("second", "second point"))
        rows = [(name, str(value), str(witness.other[name])) for name, value in witness.values.items()]
        rows.append(("found", witness.left, witness.right))
    return Table(tuple(columns), tuple(rows))


def stated(ranges: Mapping[str, Span], assumptions: Sequence[Sign]) -> list[Sign]:
    """The assumptions that the ranges do not imply."""
    if not assumptions:
        return []
    box = Domain(assumptions[0].polynomial.ring, ranges)
    return [one for one in assumptions if not box.implied(one)]


def lines(region: Region) -> list[str]:
    """A region, a conjunction a line."""
    found = [", ".join(str(condition) for condition in conditions) or "everywhere" for conditions in region]
    return [line if k == 0 else f"or {line}" for k, line in enumerate(found)] or ["nowhere"]


def _end(value: object) -> str:
    return "no bound" if value is None else str(value)
