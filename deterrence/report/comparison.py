"""A comparison as a table for people and as data for programs. Both hold the same exact numbers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from deterrence import __version__
from deterrence.algebra.number import RealAlgebraic
from deterrence.compare import Comparison, Row, Span
from deterrence.model import Model
from deterrence.model.units import unit_of, unit_of_name, units_of
from deterrence.ranges import Number as AnyNumber
from deterrence.ranges import Range, difference
from deterrence.reading import EVERY, NONE, NOT_ASKED, SOME, Reading
from deterrence.report.document import Document, Entries, Heading, units_note
from deterrence.roots import Algebraic, Number
from deterrence.solvers import plural
from deterrence.table import Column, Table
from deterrence.table.cells import Cell, Interval, exact, shown

MAIN = ("P(challenge)", "P(honour | challenge)", "P(war)")
SHORT = {EVERY: "every", SOME: "some", NONE: "none"}

COMPARES = (
    "Texts are compared, not alliances: adversary, local balance and stakes are the same in every row, and reliability "
    "is an input, never read off a text. What happened is a fact beside the table, with no claim of fit."
)


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
    refined, asked = _refines(comparison), model.provision is None and model.deters is not None
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


def _refines(comparison: Comparison) -> bool:
    """Whether a refinement applies to the game of some row."""
    readings = [row.reading for row in (comparison.without, *comparison.rows) if row.reading]
    return any(reading.refinements for reading in readings)


def _table_row(comparison: Comparison, row: Row, named: list[str]) -> dict[str, Cell]:
    """Every cell of a row by the name of its column."""
    phi = row.thresholds.get("phi")
    words = (row.reading.deters, row.reading.refined_deters) if row.reading else (NOT_ASKED, NOT_ASKED)
    asked = [word for word in row.by_world.values() if word != NOT_ASKED]
    cells: dict[str, Cell] = {"pact": row.name, "phi": _number_cell(phi.middle.value) if phi else None}
    cells["p_D"], cells["p_D_box"] = _span_cells(row.thresholds.get("p_D"))
    cells["deters"], cells["deters D1"] = (SHORT.get(word, word) for word in words)
    cells["box"] = {True: "yes", False: "no", None: "unknown"}[row.box.holds] if row.box else None
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


def change(comparison: Comparison, row: Row) -> Range | None:
    """The change in P(challenge) against no pact, on the sets surviving D1; None where it is not asked."""
    none = comparison.without.reading
    name = MAIN[0]
    if row.reading is None or none is None or name not in row.reading.refined_measures:
        return None
    mine, theirs = row.reading.refined_measures[name], none.refined_measures[name]
    if mine.minimum is None or mine.maximum is None or theirs.minimum is None or theirs.maximum is None:
        return None
    return Range(
        difference(mine.minimum, theirs.maximum),
        difference(mine.maximum, theirs.minimum),
        mine.minimum_attained and theirs.maximum_attained,
        mine.maximum_attained and theirs.minimum_attained,
    )


def _held(comparison: Comparison, model: Model) -> str:
    """The parameters of a model as they stand: the world's, what was set by hand, and defaults."""
    values = {name: parameter.default for name, parameter in model.parameters.items()}
    for given in (comparison.world.values, comparison.set):
        values |= {name: value for name, value in given.items() if name in values}
    named = [name for name in values if name in comparison.world.values or name in comparison.set]
    return ", ".join(f"{name} {exact(Fraction(values[name]))}" for name in named)


def _selection(comparison: Comparison) -> str:
    """Which equilibria, which refinement, and what the word means."""
    readings = [row.reading for row in (comparison.without, *comparison.rows) if row.reading]
    if not readings:
        return "Selection: every Nash equilibrium of the game of provision."
    deters = comparison.models[0].deters
    means = "no challenge at all"
    if deters is not None and (deters.event not in ("challenge", MAIN[0]) or deters.at_most):
        means = f"{deters.event} is {'at most ' if deters.at_most else ''}{exact(deters.at_most)}"
    word = f" 'deters': {means}, in every, some or none of the {{}}, at the world's own parameters."
    if _refines(comparison):
        return (
            "Selection: every perfect Bayesian equilibrium (all), and those that survive the refinement D1 (D1); a "
            f"bracket is the least and the largest value over the set. Both are assumptions.{word.format('equilibria')}"
        )
    found = plural(readings[0].equilibria)
    found = found if found.startswith("Nash") else found[0].lower() + found[1:]
    said = word.format("equilibria") if deters is not None else ""
    return f"Selection: all {found}; a bracket is the least and the largest value over them.{said}"


def comparison_notes(comparison: Comparison) -> tuple[str, ...]:
    """World, selection, refinement, what the box is, and what is not compared."""
    model, world = comparison.models[0], comparison.world
    names = ", ".join(w.name for w in comparison.worlds)
    boxes = [(row.name, row.box) for row in comparison.rows if row.box]
    scenario = sorted({term for _, box in boxes for term in box.scenario})
    outside = [name for name, box in boxes if box.outside]
    held = _held(comparison, model) or "none of its numbers is a parameter of this model"
    notes = [f"World '{world.name}': {world.meaning} ({held})."]
    if comparison.set:
        listed = ", ".join(f"{name} = {exact(value)}" for name, value in comparison.set.items())
        notes.append(f"Set by hand, in every world: {listed}. Without a pact, terms keep their value for no pact.")
    notes.append(_selection(comparison))
    if boxes and "p_D" in model.parameters:
        notes.append(
            "least p_D: the infimum prior of a Hard defender from which the pact deters in every equilibrium surviving "
            "D1 (0: every type would fight). 'over box': its least and largest value over all points of the codings, "
            "proved. change: in P(challenge) against no pact, D1 sets."
        )
    if boxes and model.deters is not None:
        notes.append(
            f"in box: whether the word{' for D1' if _refines(comparison) else ''} holds at every point of the codings; "
            "yes is proved, no is a point that was solved exactly."
        )
    if scenario:
        notes.append(
            f"Scenario terms, not coded by some pact and varied over their whole range: {', '.join(scenario)}."
        )
    if outside:
        notes.append(f"The box reaches outside the model's assumptions, where nothing is said: {', '.join(outside)}.")
    if boxes and model.deters is not None:
        notes.append(
            f"worlds: in how many of the {len(comparison.worlds)} declared worlds it deters in every "
            f"{'equilibrium surviving D1' if _refines(comparison) else 'equilibrium'}, worlds in which the model does "
            f"not hold left out ({names})."
        )
    burden = comparison.burden
    if burden.provision is not None and "phi" not in burden.parameters:
        notes.append(
            f"exploitation: the largest party's share of the total paid over its share of GDP in the model "
            f"'{comparison.model_names[-1]}', over all its equilibria, GDPs of {comparison.year}, at "
            f"{_held(comparison, burden)}; there is no phi*, for all enjoy one level."
        )
    elif burden.provision is not None:
        notes.append(
            f"phi*: the least publicness of defence from which some party pays nothing in the model "
            f"'{comparison.model_names[-1]}', GDPs of {comparison.year} (a dash: nobody stops paying at phi up to 1, "
            "or GDPs are not held); exploitation: the largest party's share of the total paid over its share of GDP, "
            "at "
            f"{_held(comparison, burden)}."
        )
    notes.append(COMPARES)
    reasons: dict[str, list[str]] = {}
    for row in comparison.rows:
        if "deters" in row.undefined:
            reasons.setdefault(row.undefined["deters"], []).append(row.name)
    notes.extend(f"Not asked: {', '.join(who)} ({why})." for why, who in reasons.items())
    notes.append(f"deterrence {__version__}; every equilibrium behind this table carries an exact certificate.")
    return tuple(notes)


# -- data ------------------------------------------------------------------------------------------------------------


def number(value: AnyNumber | None) -> Any:
    """An exact number for JSON: "p/q", or {"polynomial", "lo", "hi"} for algebraic and enclosed numbers."""
    if value is None:
        return None
    if isinstance(value, RealAlgebraic):
        low, high = value.enclosure()
        return {"polynomial": [str(c) for c in value.minimal[0]], "lo": exact(low), "hi": exact(high)}
    if isinstance(value, Algebraic):
        coefficients = None if value.polynomial is None else [exact(c) for c in value.polynomial]
        return {"polynomial": coefficients, "lo": exact(value.low), "hi": exact(value.high)}
    return exact(value)


def measure_dict(found: Range) -> dict[str, Any]:
    """A range for JSON."""
    if found.minimum is None or found.maximum is None:
        return {"min": None, "max": None, "attained": False, "float": [None, None]}
    return {
        "min": number(found.minimum),
        "max": number(found.maximum),
        "attained": found.attained,
        "float": [float(found.minimum), float(found.maximum)],
    }


def threshold_dict(span: Span) -> dict[str, Any]:
    """A threshold and its interval over the box for JSON."""
    return {
        "mid": number(span.middle.value),
        "min": number(span.low),
        "max": None if span.nowhere else number(span.high),
        "attained": span.middle.attained,
        "status": span.middle.status + ("; at some points of the box no value will do" if span.nowhere else ""),
        "proved": span.proved,
    }


def _measures(found: Mapping[str, Range]) -> dict[str, Any]:
    return {name: measure_dict(value) for name, value in found.items()}


def _word(word: str) -> str | None:
    return None if word == NOT_ASKED else word


def _without(comparison: Comparison) -> dict[str, Any]:
    row = comparison.without
    reading = row.reading
    return {
        "deters": _word(reading.deters) if reading else None,
        "refined_deters": _word(reading.refined_deters) if reading else None,
        "measures": _measures(reading.measures) if reading else {},
        "refined_measures": _measures(reading.refined_measures) if reading else {},
        "thresholds": {name: threshold_dict(span) for name, span in row.thresholds.items()},
        "region": reading.region if reading else None,
        "worlds": {name: _word(word) for name, word in row.by_world.items()},
    }


def _refined(reading: Reading | None) -> dict[str, Any]:
    if reading is None:
        return {"criterion": "D1", "deters": None, "measures": {}, "reasons": []}
    reasons = [text for verdict in reading.refinements if verdict.survives is not True for text in verdict.reasons]
    return {
        "criterion": "D1",
        "deters": _word(reading.refined_deters),
        "measures": _measures(reading.refined_measures),
        "reasons": list(dict.fromkeys(reasons)),
    }


def row_dict(comparison: Comparison, row: Row) -> dict[str, Any]:
    """One row for JSON."""
    reading, burden = row.reading, row.burden
    measures = _measures(reading.measures) if reading else {}
    index = row.exploitation()
    if index is not None:
        measures["exploitation index"] = measure_dict(index)
    undefined = dict(row.undefined) | (dict(reading.undefined) if reading else {})
    undefined |= dict(burden.undefined) if burden else {}
    phi = row.thresholds.get("phi")
    if phi is not None and phi.middle.value is None:
        undefined["phi"] = "no party stops paying at any publicness in [0, 1]"
    shifted = change(comparison, row)
    share = row.share_of_worlds
    box = row.box
    return {
        "pact": row.name,
        "title": row.pact.title if row.pact else "No pact",
        "model": comparison.model_names[0],
        "measures": measures,
        "undefined": undefined,
        "refined": _refined(reading),
        "thresholds": {name: threshold_dict(span) for name, span in row.thresholds.items()},
        "without_pact": _without(comparison),
        "change": measure_dict(shifted) if shifted else None,
        "deters": _word(reading.deters) if reading else None,
        "free_riding_pays": burden.free_riding_pays if burden else None,
        "unpaid": {player: exact(value) for player, value in burden.unpaid.items()} if burden else {},
        "regions": list(reading.regions) if reading else [],
        "region": reading.region if reading else None,
        "binding": reading.binding if reading else None,
        "slack": exact(reading.slack) if reading and reading.slack is not None else None,
        "worlds": {
            "share": exact(share) if share is not None else None,
            "deters": {name: _word(word) for name, word in row.by_world.items()},
        },
        "box": {
            "method": box.reason if box else "there is no box",
            "outside_assumptions": box.outside if box else None,
            "holds": box.holds if box else None,
            "deters": _word(box.word) if box and box.holds else None,
            "counterexample": {name: exact(x) for name, x in box.counterexample.items()}
            if box and box.counterexample is not None
            else None,
            "scenario": list(box.scenario) if box else [],
        },
        "happened": row.pact.happened if row.pact else "",
    }


def comparison_dict(comparison: Comparison) -> dict[str, Any]:
    """The whole comparison for JSON; its schema ships as ``deterrence/schemas/compare.json``."""
    model, readings = comparison.models[0], [row.reading for row in comparison.rows if row.reading]
    measured = dict.fromkeys(name for reading in readings for name in reading.measures)
    return {
        "version": __version__,
        "models": [
            {"name": name, "title": model.title, "status": model.status}
            for name, model in zip(comparison.model_names, comparison.models, strict=True)
        ],
        "world": comparison.world.name,
        "worlds": [
            {
                "name": world.name,
                "meaning": world.meaning,
                "because": world.because,
                "values": {name: exact(value) for name, value in world.values.items()},
            }
            for world in comparison.worlds
        ],
        "set": {name: exact(value) for name, value in comparison.set.items()},
        "selection": _selection(comparison),
        "units": units_of(model, measured, {"p_D": model, "phi": comparison.burden}) | {"exploitation index": "ratio"},
        "note": COMPARES,
        "rows": [row_dict(comparison, row) for row in comparison.rows],
    }
