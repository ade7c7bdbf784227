"""What `deterrence thresholds` and `deterrence statics` print: closed forms and signs, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deterrence.algebra.rational_function import Ratio, Ring
from deterrence.regions.result import Piece, Shape
from deterrence.regions.sections import Bound
from deterrence.regions.signs import Polynomial, Sign
from deterrence.regions.words import Naming
from deterrence.report.document import Document, Entries, Part, word_column
from deterrence.statics import Direction, Statics
from deterrence.table import Table
from deterrence.table.cells import exact
from deterrence.thresholds import Case, Thresholds

SIGNS_NOTE = (
    "+ never falls, - never rises, 0 does not change, ± both (refuted by two points), ? not decided; "
    "least / most where the equilibria of a shape differ."
)
SHORT = {"mixed": "±", "unknown": "?"}


# -- thresholds ------------------------------------------------------------------------------------------------------


def thresholds_document(found: Thresholds, name: str) -> Document:
    """The threshold of one name, case by case."""
    naming = Naming(found.regions)
    rows = [_case(case, naming, found) for case in found.cases]
    notes = [found.status]
    if found.enclosure is not None:
        notes.append(f"At single values: {number_text(found.enclosure.value)} ({found.enclosure.status}).")
    columns = (word_column("where"), word_column("threshold"), word_column("attained"), word_column("how", "below it"))
    table = Table(
        columns,
        tuple((row["where"], row["threshold"], row["attained"], row["how"]) for row in rows),
        title=f"From which {found.of} on: {found.verdict}",
        notes=tuple(notes),
    )
    data = {
        "model": name,
        "of": found.of,
        "verdict": found.verdict,
        "over": list(found.domain.ranges),
        "fixed": {key: exact(value) for key, value in found.regions.fixed.items()},
        "cases": rows,
        "complete": found.complete,
        "status": found.status,
        "enclosure": None if found.enclosure is None else number_text(found.enclosure.value),
    }
    return Document(f"From which {found.of} on: {found.verdict}", (_head(name, found.domain.ranges), table), data)


def _case(case: Case, naming: Naming, found: Thresholds) -> dict[str, Any]:
    where = naming.conditions([_lifted(one, naming.ring) for one in case.conditions])
    if case.unsolved is not None:
        text = f"not solved: a root of {_lifted(case.unsolved, naming.ring)}"
    elif case.value is None:
        text = "none"
    else:
        text = bound_text(case.value, naming)
    return {
        "where": " and ".join(phrase.text for phrase in where) or "everywhere",
        "threshold": text,
        "attained": case.attained,
        "how": case.how,
        "boundary only": not case.full,
    }


def bound_text(value: Bound, naming: Naming) -> str:
    """A threshold in the words of the model."""
    if isinstance(value, Ratio):
        return naming.form(_moved(value, naming.ring)).text
    middle, under = (naming.form(_moved(one, naming.ring)).text for one in (value.middle, value.under))
    return f"{middle} {'+' if value.upper else '-'} sqrt({under})"


def number_text(value: Any) -> str:
    """A number of a threshold, in words where there is none."""
    return "no value" if value is None else f"{float(value):.9g}"


def _moved(value: Ratio, ring: Ring) -> Ratio:
    """The same function in a ring with more names."""
    if value.ring == ring:
        return value
    one = ring.number(1).above
    sides = [Ratio(ring, ring.polynomial(_terms(part.to_dict(), value.ring, ring)), one) for part in _parts(value)]
    return sides[0] / sides[1]


def _parts(value: Ratio) -> tuple[Any, Any]:
    return value.above, value.below


def _terms(given: Any, old: Ring, ring: Ring) -> dict[tuple[int, ...], Any]:
    return {
        tuple(dict(zip(old.names, powers, strict=False)).get(name, 0) for name in ring.names): value
        for powers, value in given.items()
    }


def _lifted(condition: Sign, ring: Ring) -> Sign:
    if condition.polynomial.ring == ring:
        return condition
    terms = _terms(dict(condition.polynomial.terms), condition.polynomial.ring, ring)
    return Sign(Polynomial(ring, tuple(terms.items())), condition.relation)


def _head(name: str, varying: Any) -> Part:
    return Entries((("Model", name), ("Varying", ", ".join(varying) or "nothing else")))


# -- statics ---------------------------------------------------------------------------------------------------------


def statics_document(found: Statics, name: str) -> Document:
    """The sign of every measure in every name, inside regions and across boundaries."""
    parts: tuple[Part, ...] = (_head(name, found.regions.domain.ranges), *statics_tables(found))
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
    data = {"model": name, "over": found.over, "effects": effects, "jumps": jumps, "complete": found.complete}
    return Document(f"Comparative statics of {found.regions.model.title}", parts, data)


def _data(one: Direction) -> dict[str, Any]:
    points = [{name: exact(value) for name, value in point.items()} for point in one.witnesses]
    return {"sign": one.sign, "status": one.status, "witnesses": points}


def statics_tables(found: Statics) -> tuple[Table, ...]:
    """Signs inside regions, a column for each name; and the jumps between regions."""
    naming = Naming(found.regions)
    names = tuple(dict.fromkeys(one.name for one in found.effects))
    signs: dict[tuple[str, str], dict[str, list[str]]] = {}
    for one in found.effects:
        row = signs.setdefault((_called(one.shape, one.piece), one.measure), {})
        cell = _cell(one.least, one.most)
        if cell not in row.setdefault(one.name, []):
            row[one.name].append(cell)
    columns = (word_column("region"), word_column("measure"), *(word_column(name) for name in names))
    rows = tuple((*key, *(", ".join(row.get(name, [])) or None for name in names)) for key, row in signs.items())
    inside = Table(columns, rows, title="Inside regions", notes=(SIGNS_NOTE,))
    if not found.jumps:
        return (inside,)
    return inside, _jump_table(found, naming)


def _jump_table(found: Statics, naming: Naming) -> Table:
    columns = ("rising", "from", "to", "across", "measure", "jump")
    rows = []
    for one in found.jumps:
        across = naming.condition(one.boundary).text
        ends = (_called(*one.below), _called(*one.above))
        rows.append((one.name, *ends, across, one.measure, _cell(one.least, one.most)))
    unique: Sequence[tuple[str, ...]] = tuple(dict.fromkeys(rows))
    return Table(tuple(map(word_column, columns)), tuple(unique), title="Across boundaries")


def _called(shape: Shape, piece: Piece) -> str:
    return piece.region or shape.name


def _cell(least: Direction, most: Direction) -> str:
    one, other = (SHORT.get(direction.sign, direction.sign) for direction in (least, most))
    return one if one == other else f"{one} / {other}"
