"""The page of headlines as a table for people and as data for programs."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from string import ascii_lowercase
from typing import Any

from deterrence import __version__
from deterrence.headline import Family, Headline, Headlines
from deterrence.model.units import unit_of
from deterrence.ranges import Number, Range
from deterrence.report.comparison import measure_cell
from deterrence.report.comparison_data import measure_dict, number
from deterrence.report.comparison_notes import COMPARES
from deterrence.report.document import Document, Entries, Heading
from deterrence.table import Column, Table
from deterrence.table.cells import Cell, exact


def letter(place: int) -> str:
    """a, b, ..., z, aa, ab, ...: the short name of a column."""
    first, last = divmod(place, len(ascii_lowercase))
    return (letter(first - 1) if first else "") + ascii_lowercase[last]


def headlines_table(found: Headlines) -> Table:
    """A row a pact, a lettered column a headline measure; the notes say what each letter is."""
    columns = [Column("pact", "pact")]
    columns += [
        Column(f"{f.name}: {f.measure}", f"({letter(k)})", None, "r", unit_of(f.model, f.measure))
        for k, f in enumerate(found.families)
    ]
    rows = tuple((name, *map(_cell, row)) for name, row in found.rows.items())
    return Table(
        tuple(columns),
        rows,
        title=f"Headlines of every family of models, in the world '{found.world.name}'",
        caption=f"Headline measures by family of models, world '{found.world.name}'",
        label="tab:headlines",
        notes=(*legend(found), *_notes(found)),
    )


def headlines_document(found: Headlines, format: str = "text") -> Document:
    """The page to be written in a format."""
    table = headlines_table(found)
    data = headlines_dict(found)
    if format != "text":
        return Document(table.title, (table,), data)
    return Document(table.title, text_parts(found), data)


def text_parts(found: Headlines) -> tuple[Any, ...]:
    """The numbers, and under them the letters and the notes as lists."""
    table = headlines_table(found)
    numbers = Table(table.columns, table.rows)
    notes = tuple(("", note) for note in _notes(found))
    return (numbers, Heading("Columns"), Entries(tuple(("", line) for line in legend(found))), Entries(notes))


def _cell(headline: Headline) -> Cell:
    """The range over the box; the middle alone where that is unknown, a dash where the measure is nowhere defined."""
    if not headline.proved:
        return measure_cell(headline.middle)
    return measure_cell(Range(headline.least, headline.most))


def legend(found: Headlines) -> list[str]:
    """What each letter is: the measure, the model, the terms that move it, and who does not code them."""
    lines = []
    for place, family in enumerate(found.families):
        unit = unit_of(family.model, family.measure)
        what = f"{family.measure} [{unit}]" if unit else family.measure
        line = f"({letter(place)}) {what}: {family.name}, by {', '.join(family.model.terms)}"
        missing: dict[str, int] = {}
        for row in found.rows.values():
            for term in row[place].scenario:
                missing[term] = missing.get(term, 0) + 1
        asked = sum(row[place].asked for name, row in found.rows.items() if name != "no pact")
        if missing:
            scenario = ", ".join(f"{term} ({count} of {asked})" for term, count in missing.items())
            line += f"; scenario, not coded by some pacts: {scenario}"
        lines.append(line + ".")
    return lines


def _notes(found: Headlines) -> list[str]:
    notes = [
        f"World '{found.world.name}': {found.world.meaning}; what it does not say stands at each model's defaults. A "
        "bracket is the least and the largest value over every point of the codings, scenario terms over their whole "
        "range, and over all equilibria (those surviving D1 in a signaling game): no point goes beyond, which is "
        "proved. A dash: not asked, or undefined.",
        COMPARES,
        f"deterrence {__version__}; every equilibrium behind this table carries its certificate.",
    ]
    unknown, reasons = dict[str, list[str]](), dict[str, list[str]]()
    for name, row in found.rows.items():
        for place, one in enumerate(row):
            who = f"{name} ({letter(place)})"
            if not one.proved:
                unknown.setdefault(one.reason, []).append(who)
            if one.undefined and (one.least is None or not one.proved):
                reasons.setdefault(one.undefined, []).append(who)
    notes += [
        f"The middle of the codings alone, for the range over them is not known: {', '.join(who)}: {why.rstrip('.')}."
        for why, who in unknown.items()
    ]
    notes += [f"No value: {', '.join(who)}: {why.rstrip('.')}." for why, who in reasons.items()]
    return notes


def _headline_dict(family: Family, one: Headline) -> dict[str, Any]:
    return {
        "model": family.name,
        "measure": family.measure,
        "middle": measure_dict(one.middle) if one.middle is not None else None,
        "least": _end_dict(one.least, one.least_at, one.least_attained),
        "most": _end_dict(one.most, one.most_at, one.most_attained),
        "proved": one.proved,
        "reason": one.reason,
        "scenario": list(one.scenario),
        "undefined": one.undefined,
    }


def _end_dict(value: Number | None, at: Mapping[str, Fraction] | None, attained: bool) -> dict[str, Any] | None:
    """An end of a range over a box: the number, and a point at which it is attained or approached."""
    if value is None or at is None:
        return None
    return {"value": number(value), "at": {name: exact(x) for name, x in at.items()}, "attained": attained}


def headlines_dict(found: Headlines) -> dict[str, Any]:
    """The page for JSON."""
    return {
        "version": __version__,
        "world": found.world.name,
        "note": COMPARES,
        "families": [
            {"model": f.name, "title": f.model.title, "status": f.model.status, "measure": f.measure,
             "unit": unit_of(f.model, f.measure), "terms": list(f.model.terms)}
            for f in found.families
        ],
        "rows": [
            {"pact": name, "headlines": [_headline_dict(f, one) for f, one in zip(found.families, row, strict=True)]}
            for name, row in found.rows.items()
        ],
    }  # fmt: skip
