"""A comparison as plain data for programs: exact numbers are text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deterrence import __version__
from deterrence.algebra.number import RealAlgebraic
from deterrence.compare import Comparison, Row, Span
from deterrence.model.units import units_of
from deterrence.quantities import change as change_between
from deterrence.ranges import Number as AnyNumber
from deterrence.ranges import Range
from deterrence.reading import NOT_ASKED, Reading
from deterrence.report.comparison_notes import COMPARES, MAIN, selection
from deterrence.robust import Robust
from deterrence.roots import Algebraic
from deterrence.table.cells import exact


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
        "free_riding_box": _box(row.riding),
        "unpaid": {player: exact(value) for player, value in burden.unpaid.items()} if burden else {},
        "regions": list(reading.regions) if reading else [],
        "region": reading.region if reading else None,
        "binding": reading.binding if reading else None,
        "slack": exact(reading.slack) if reading and reading.slack is not None else None,
        "worlds": {
            "share": exact(share) if share is not None else None,
            "deters": {name: _word(word) for name, word in row.by_world.items()},
        },
        "box": _box(row.box) | {
            "outside_assumptions": box.outside if box else None,
            "deters": _word(box.word) if box and box.holds else None,
            "scenario": list(box.scenario) if box else [],
        },
        "happened": row.pact.happened if row.pact else "",
    }


def _box(found: Robust | None) -> dict[str, Any]:
    """Whether a word holds throughout a box."""
    point = found.counterexample if found else None
    return {
        "method": found.reason if found else "there is no box",
        "holds": found.holds if found else None,
        "counterexample": None if point is None else {name: exact(x) for name, x in point.items()},
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
        "selection": selection(comparison),
        "units": units_of(model, measured, {"p_D": model, "phi": comparison.burden}) | {"exploitation index": "ratio"},
        "note": COMPARES,
        "rows": [row_dict(comparison, row) for row in comparison.rows],
    }


def change(comparison: Comparison, row: Row) -> Range | None:
    """The change in P(challenge) against no pact, on the sets surviving D1; None where it is not asked."""
    none = comparison.without.reading
    name = MAIN[0]
    if row.reading is None or none is None or name not in row.reading.refined_measures:
        return None
    found = change_between(row.reading.refined_measures[name], none.refined_measures[name])
    return None if found.minimum is None or found.maximum is None else found
