"""What `deterrence statics` prints: the sign of every measure in every name, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from deterrence.regions.result import Piece, Shape
from deterrence.regions.words import Naming
from deterrence.report.document import Document, Part, word_column
from deterrence.report.propositions import probability
from deterrence.report.regions import definitions, varying_head
from deterrence.report.regions_data import resting
from deterrence.statics import Direction, Statics
from deterrence.table import Cell, Mathematics, Table
from deterrence.table.cells import exact

SIGNS_NOTE = (
    "+ never falls, - never rises, 0 does not change, ± both (refuted by two points), ? not decided; "
    "least / most where the equilibria of a shape differ."
)
SHORT = {"mixed": "±", "unknown": "?"}
SIGNS = {"+": "+", "-": "-", "0": "0", "mixed": r"\pm", "unknown": r"\textrm{?}"}


def statics_document(found: Statics, name: str = "", format: str = "text") -> Document:
    """The sign of every measure in every name, inside regions and across boundaries.

    Parameters
    ----------
    found
        The answer of `statics`.
    name
        The model's shipped name or its file.
    format
        As LaTeX there are the tables and the definitions they use, and nothing else.
    """
    naming = Naming(found.regions)
    title = f"Comparative statics of {found.regions.model.title}"
    head = varying_head(found.regions, name, found.regions.domain.ranges)
    used = dict.fromkeys(use for one in found.jumps for use in naming.condition(one.boundary).uses)
    defined = definitions(found.regions, naming, resting(found.regions, used), "" if format == "latex" else "Where")
    tables = statics_tables(found, naming)
    if format == "latex":
        captioned = [replace(table, caption=f"{title}: {table.title.lower()}") for table in tables]
        parts: tuple[Part, ...] = (*captioned, *defined)
    else:
        parts = (head, *tables, *defined)
    return Document(title, parts, _dict(found, name or found.regions.model.title))


def _dict(found: Statics, name: str) -> dict[str, Any]:
    effects = [
        {
            "region": one.piece.region,
            "shape": one.shape.name,
            "conditions": [str(condition) for condition in one.piece.conditions],
            "measure": one.measure,
            "name": one.name,
            "least": _data(one.least),
            "most": _data(one.most),
        }
        for one in found.effects
    ]
    jumps = [
        {
            "below": one.below[1].region or one.below[0].name,
            "above": one.above[1].region or one.above[0].name,
            "boundary": str(one.boundary),
            "measure": one.measure,
            "name": one.name,
            "least": _data(one.least),
            "most": _data(one.most),
        }
        for one in found.jumps
    ]
    return {
        "model": name,
        "over": found.over,
        "effects": effects,
        "jumps": jumps,
        "not derived": list(found.not_derived),
        "complete": found.complete,
    }


def _data(one: Direction) -> dict[str, Any]:
    points = [{name: exact(value) for name, value in point.items()} for point in one.witnesses]
    return {"sign": one.sign, "status": one.status, "witnesses": points}


def statics_tables(found: Statics, naming: Naming) -> tuple[Table, ...]:
    """Signs inside regions, a column for each name; and the jumps between regions."""
    names = tuple(dict.fromkeys(one.name for one in found.effects))
    signs: dict[tuple[str, str], dict[str, list[Mathematics]]] = {}
    for one in found.effects:
        row = signs.setdefault((_called(one.shape, one.piece), one.measure), {})
        cell = _cell(one.least, one.most)
        if cell not in row.setdefault(one.name, []):
            row[one.name].append(cell)
    columns = (
        word_column("region"),
        word_column("measure"),
        *(replace(word_column(name), latex=f"${naming.symbols[name]}$") for name in names),
    )
    rows = tuple(
        (region, _measure(measure), *(_several(row.get(name, [])) for name in names))
        for (region, measure), row in signs.items()
    )
    notes = [SIGNS_NOTE]
    if found.not_derived:
        notes.append(f"Not derived, and nothing is said of: {', '.join(found.not_derived)}.")
    inside = Table(columns, rows, title="Inside regions", notes=tuple(notes))
    if not found.jumps:
        return (inside,)
    return inside, _jump_table(found, naming)


def _measure(name: str) -> Mathematics:
    return Mathematics(name, probability(name))


def _several(cells: Sequence[Mathematics]) -> Cell:
    if not cells:
        return None
    return Mathematics(", ".join(cell.text for cell in cells), r",\ ".join(cell.latex for cell in cells))


def _jump_table(found: Statics, naming: Naming) -> Table:
    columns = ("rising", "from", "to", "across", "measure", "jump")
    rows: list[tuple[Cell, ...]] = []
    for one in found.jumps:
        phrase = naming.condition(one.boundary)
        ends = (_called(*one.below), _called(*one.above))
        rising = Mathematics(one.name, naming.symbols[one.name])
        across = Mathematics(phrase.text, phrase.latex)
        rows.append((rising, *ends, across, _measure(one.measure), _cell(one.least, one.most)))
    return Table(tuple(map(word_column, columns)), tuple(dict.fromkeys(rows)), title="Across boundaries")


def _called(shape: Shape, piece: Piece) -> str:
    return piece.region or shape.name


def _cell(least: Direction, most: Direction) -> Mathematics:
    texts = [SHORT.get(one.sign, one.sign) for one in (least, most)]
    latexes = [SIGNS[one.sign] for one in (least, most)]
    if texts[0] == texts[1]:
        return Mathematics(texts[0], latexes[0])
    return Mathematics(" / ".join(texts), r"\;/\;".join(latexes))
