"""A comparison as a table for people and as data for programs. Both hold the same exact numbers."""

from __future__ import annotations

from fractions import Fraction

from deterrence.compare import Comparison, Row, Span
from deterrence.model.units import unit_of, unit_of_name
from deterrence.ranges import Range
from deterrence.reading import EVERY, NONE, NOT_ASKED, SOME
from deterrence.report.comparison_data import change, comparison_dict
from deterrence.report.comparison_notes import MAIN, comparison_notes, refines
from deterrence.report.document import Document, Entries, Heading, units_note
from deterrence.roots import Algebraic, Number
from deterrence.table import Column, Table
from deterrence.table.cells import Cell, Interval, shown

IN_BOX = {True: "yes", False: "no", None: "unknown"}
SHORT = {EVERY: "every", SOME: "some", NONE: "none"}


def comparison_document(comparison: Comparison, format: str = "text", beside: Document | None = None) -> Document:
    """The comparison to be written in a format: text sets what happened as a list under the numbers.

    `beside` is the page of headlines; in csv, which holds one table, it is left out.
    """
    table = comparison_table(comparison)
    data = comparison_dict(comparison)
    if beside is not None:
        data["headlines"] = beside.data
    if format != "text":
        more = beside.parts if beside is not None and format != "csv" else ()
        return Document(table.title, (table, *more), data)
    numbers = Table(table.columns[:-1], tuple(row[:-1] for row in table.rows))
    happened = tuple((row.name, row.pact.happened) for row in comparison.rows if row.pact)
    page = (Heading(beside.title), *beside.parts) if beside is not None else ()
    parts = (numbers, *page, Heading("What happened"), Entries(happened), Heading("Notes"), Entries(noted(table)))
    return Document(table.title, parts, data)


def noted(table: Table) -> tuple[tuple[str, str], ...]:
    """A table's notes as entries without names."""
    return tuple(("", note) for note in table.notes)


def comparison_table(comparison: Comparison) -> Table:
    """The comparison as one `Table`: a row for no pact, then a row a pact."""
    model = comparison.models[0]
    named = [name for name in MAIN if name in model.measures]
    named += [name for name in model.headline if name not in named]
    refined, asked = refines(comparison), model.provision is None and model.deters is not None
    prior, publicness = "p_D" in model.parameters, "phi" in comparison.burden.parameters
    every = " all" if refined else ""
    kept = [  # a column that the model leaves empty, or that would repeat the one before, is not shown
        (True, Column("pact", "pact")),
        (prior, Column("p_D", "least p_D", r"least $p_D$", "r", unit_of_name(model, "p_D"))),
        (prior, Column("p_D_box", "over box", None, "r", unit_of_name(model, "p_D"))),
        (publicness, Column("phi", "phi*", r"$\phi^*$", "r", unit_of_name(comparison.burden, "phi"))),
        (asked, Column("deters", f"deters{every}")),
        (refined, Column("deters D1", "D1")),
        (asked, Column("box", "in box")),
        (asked and MAIN[0] in model.measures, Column("change", "change", None, "r", "probability")),
        (asked, Column("worlds", "worlds", None, "r")),
    ]
    for name in named:
        kept.append((True, Column(name, f"{name}{every}", None, "r", unit_of(model, name))))
        kept.append((refined, Column(f"{name} D1", "D1", None, "r", unit_of(model, name))))
    riding = bool(comparison.burden.terms)  # of a model without terms there is no box
    kept += [(riding, Column("free-riding", "free-riding")), (riding, Column("free-riding box", "in box"))]
    kept.append((True, Column("exploitation", "exploitation", None, "r", "ratio")))
    kept.append((True, Column("happened", "what happened")))
    columns = [column for keep, column in kept if keep]
    cells = [_table_row(comparison, row, named) for row in (comparison.without, *comparison.rows)]
    rows = [tuple(row[column.name] for column in columns) for row in cells]
    return Table(
        tuple(columns),
        tuple(rows),
        title=f"{model.title}: shipped pacts in the world '{comparison.world.name}'",
        caption=f"Thresholds and outcomes by pact, world '{comparison.world.name}'",
        label="tab:compare",
        notes=(*comparison_notes(comparison), *units_note([one for one in columns if one.header != "D1"])),
    )


def _table_row(comparison: Comparison, row: Row, named: list[str]) -> dict[str, Cell]:
    """Every cell of a row by the name of its column."""
    phi = row.thresholds.get("phi")
    words = (row.reading.deters, row.reading.refined_deters) if row.reading else (NOT_ASKED, NOT_ASKED)
    asked = [word for word in row.by_world.values() if word != NOT_ASKED]
    cells: dict[str, Cell] = {"pact": row.name, "phi": _number_cell(phi.middle.value) if phi else None}
    cells["p_D"], cells["p_D_box"] = _span_cells(row.thresholds.get("p_D"))
    cells["deters"], cells["deters D1"] = (SHORT.get(word, word) for word in words)
    cells["box"], cells["free-riding box"] = (IN_BOX[one.holds] if one else None for one in (row.box, row.riding))
    pays = row.burden.free_riding_pays if row.burden else None
    cells["free-riding"] = None if pays is None else "pays" if pays else "does not pay"
    cells["change"] = measure_cell(change(comparison, row)) if row.pact else None
    cells["worlds"] = f"{asked.count(EVERY)}/{len(asked)}" if asked else None
    # a model of provision is read as the burden model
    reading = row.burden if comparison.models[0].provision is not None else row.reading
    for name in named:
        cells[name] = measure_cell(reading.measures.get(name)) if reading else None
        cells[f"{name} D1"] = measure_cell(reading.refined_measures.get(name)) if reading else None
    cells["exploitation"] = measure_cell(row.exploitation())
    cells["happened"] = row.pact.happened if row.pact else ""
    return cells


def _span_cells(span: Span | None) -> tuple[Cell, Cell]:
    if span is None:
        return None, None
    middle = _number_cell(span.middle.value)
    if not span.proved:
        return middle, "unknown"
    if span.low is None or span.high is None:
        return middle, "never"
    low, high = _shown(span.low), _shown(span.high)
    box: Cell = low if low == high else Interval(low, high)
    if span.nowhere:  # at some points of the box no value will do
        box = f"from {shown(low)}, or never"
    return middle, box


def _shown(value: Number) -> Fraction | float:
    """A number in a table: what is only enclosed is a float, which tables print as rounded."""
    return float(value) if isinstance(value, Algebraic) else value


def _number_cell(value: Number | None) -> Cell:
    return None if value is None else _shown(value)


def measure_cell(found: Range | None) -> Cell:
    """A range in a table; nothing where it is undefined."""
    if found is None or found.minimum is None or found.maximum is None:
        return None
    low, high = (x if isinstance(x, Fraction) else float(x) for x in (found.minimum, found.maximum))
    return low if found.single else Interval(low, high)
