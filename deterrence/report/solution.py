"""What `deterrence solve` and `deterrence threshold` print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence import __version__
from deterrence.averages import measured
from deterrence.measures import outcomes
from deterrence.model import Model
from deterrence.model.units import unit_of, unit_of_name
from deterrence.pact import Pact
from deterrence.reading import NO_BENCHMARK, NOT_ASKED, Reading, region_names
from deterrence.report.answers import bimatrix_dict, bimatrix_parts
from deterrence.report.comparison_data import number
from deterrence.report.document import Document, Entries, Paragraph, Part, number_column, units_note, word_column
from deterrence.report.equilibria import (
    answer_dict,
    equilibria_dict,
    equilibria_parts,
    range_cell,
    sureness,
)
from deterrence.report.forms import look_of
from deterrence.report.many import many_players_dict, many_players_parts
from deterrence.report.provision import compared, provision_dict, provision_parts
from deterrence.report.refinements import range_dict, refinements
from deterrence.result import Equilibria
from deterrence.roots import Algebraic
from deterrence.solvers import plural
from deterrence.solvers.bimatrix import BimatrixEquilibria
from deterrence.solvers.many_players import ManyPlayerEquilibria
from deterrence.solvers.provision import ProvisionEquilibria
from deterrence.table import Table
from deterrence.table.cells import Cell as Value
from deterrence.table.cells import decimal, exact
from deterrence.threshold import Threshold

REFINED = "surviving D1"
LONGEST_FRACTION = 15  # letters


@dataclass(frozen=True)
class Question:
    """What was asked: a model, perhaps a pact, a world, and values that were set.

    Attributes
    ----------
    name
        Of the model: its shipped name or its file.
    world
        The name of the world; empty for the model's defaults.
    set
        What was set, as it was written.
    members
        How many promise, and how they respond, in words; empty for the model as it is.
    """

    name: str
    model: Model
    pact: Pact | None = None
    world: str = ""
    set: Mapping[str, Any] | None = None
    year: int | None = None
    members: str = ""

    def entries(self) -> tuple[tuple[str, str], ...]:
        """The question in words."""
        rows = [("Model", f"{self.name} ({self.model.status})")]
        rows += [("Promised by", self.members)] if self.members else []
        if self.pact:
            rows.append(("Pact", f"{self.pact.title} [{self.pact.name}]"))
        elif self.model.terms:
            rows.append(("Pact", "none: every term at its value for no pact"))
        rows.append(("World", self.world or "the model's defaults"))
        if self.set:
            rows.append(("Set", ", ".join(f"{name} = {value}" for name, value in self.set.items())))
        scenario = self.model.scenario_terms(self.pact) if self.pact else ()
        if scenario:
            words = f"not coded by the pact, at the middle of their range: {', '.join(scenario)}"
            rows.append(("Scenario terms", words))
        return tuple(rows)

    def data(self) -> dict[str, Any]:
        """The question for JSON."""
        return {
            "version": __version__,
            "model": self.name,
            "title": self.model.title,
            **({"members": self.members} if self.members else {}),
            "pact": self.pact.name if self.pact else None,
            "world": self.world or None,
            "set": {name: str(value) for name, value in (self.set or {}).items()},
            "scenario": list(self.model.scenario_terms(self.pact)) if self.pact else [],
        }


MOST_ASKED = 8  # points of a threshold shown to readers


def solution_document(question: Question, values: Mapping[str, Fraction], reading: Reading) -> Document:
    """Every equilibrium of a model at one point, what it means, and how sure that is."""
    answer, model = reading.equilibria, question.model
    title = f"{plural(answer)} of {model.title}"
    data = {**question.data(), "values": {name: exact(value) for name, value in values.items()}}
    parts: list[Part] = [Entries(question.entries())]
    if isinstance(answer, Equilibria):
        regions = [region_names(model, values, cell) for cell in answer.cells]
        parts += [_overview(model, answer, regions), *meaning(reading, model)]
        parts += equilibria_parts(answer, regions)
        data |= equilibria_dict(answer, regions, {name: model.measure(name) for name in model.measures})
        data |= _meaning_dict(reading)
    elif isinstance(answer, BimatrixEquilibria):
        parts += [*meaning(reading, model), *bimatrix_parts(answer)]
        data |= {**bimatrix_dict(answer), **_meaning_dict(reading)}
    elif isinstance(answer, ManyPlayerEquilibria):
        parts += [*meaning(reading, model), *many_players_parts(answer)]
        if model.measures:
            names = ", ".join(model.measures)
            parts.append(Paragraph(f"Not measured: {names}. Measures are read from strategic games of two players."))
        data |= many_players_dict(answer)
    elif isinstance(answer, ProvisionEquilibria):
        benchmarks = model.benchmarks(values)
        parts += provision_parts(answer, benchmarks, reading.unpaid, lambda name: unit_of(model, name))
        parts += [Entries(free_riding(reading)), *compared(answer, lambda name: unit_of(model, name))]
        data |= provision_dict(answer)
        data |= {
            "benchmarks": {player: exact(value) for player, value in benchmarks.items()},
            "unpaid": {player: exact(value) for player, value in reading.unpaid.items()},
            "free_riding_pays": reading.free_riding_pays,
            "measures": {name: range_dict(found) for name, found in reading.measures.items()},
            "undefined": dict(reading.undefined),
        }
    elif (look := look_of(answer)) is not None:
        parts += [*meaning(reading, model), *look.parts(answer)]
        data |= {**answer_dict(answer), **look.data(answer), **_meaning_dict(reading)}
    data["units"] = {name: unit_of(model, name) for name in reading.measures}
    parts.append(Entries(sureness(answer)))
    parts.append(_values_table(model, values))
    return Document(title, tuple(parts), data)


def _overview(model: Model, answer: Equilibria, regions: list[list[str]]) -> Table:
    """A row a cell: its component, its name, the two best known refinements, and the model's measures."""
    verdicts = {name: each for name, each in refinements(answer).items() if name in ("d1", "intuitive")}
    columns = [number_column("component"), number_column("cell"), word_column("region")]
    if not any(regions):
        columns.pop()
    columns += [word_column(name, {"d1": "D1"}.get(name, name)) for name in verdicts]
    columns += [number_column(name, unit=unit_of(model, name)) for name in model.measures]
    found = outcomes(answer.game, answer.cells)
    rows: list[tuple[Value, ...]] = []
    for number_, component in enumerate(answer.components, 1):
        for place in range(1, len(component.cells) + 1):
            index = len(rows)
            row: list[Value] = [number_, place]
            row += [", ".join(regions[index])] if any(regions) else []
            row += [each[index].word for each in verdicts.values()]
            for name in model.measures:
                asked = model.measure(name)
                row.append(range_cell(measured(answer.game, [found[index]], asked)))
            rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows), title="All equilibria", notes=units_note(columns))


def meaning(reading: Reading, model: Model | None = None) -> Iterator[Part]:
    """Measures over the whole set and over the refined set, with units where the model is known, and the words."""
    if reading.measures:
        columns = [word_column("measure"), number_column("all", "all equilibria")]
        refined = bool(reading.refinements)
        columns += [number_column("refined", REFINED)] if refined else []
        columns += [word_column("unit")] if model is not None else []
        rows = []
        for name, found in reading.measures.items():
            row: list[Value] = [name, range_cell(found)]
            row += [range_cell(reading.refined_measures[name])] if refined else []
            rows.append((*row, *([unit_of(model, name)] if model is not None else [])))
        notes = tuple(f"{name}: {why}." for name, why in reading.undefined.items() if why)
        yield Table(tuple(columns), tuple(rows), title="Measures", notes=notes)
    entries = []
    if reading.deters != NOT_ASKED:
        refined_words = f"; of those {REFINED}: {reading.refined_deters}" if reading.refinements else ""
        entries.append(("Deters", reading.deters + refined_words))
    if reading.region:
        entries.append(("Region", reading.region))
    if reading.binding and reading.slack is not None:
        entries.append(("Binding", f"{reading.binding}, with slack {_slack(reading.slack)}"))
    if entries:
        yield Entries(tuple(entries))


def _slack(slack: Fraction) -> str:
    """Exact where that can be read, otherwise rounded and said to be."""
    words = exact(slack)
    return words if len(words) <= LONGEST_FRACTION else f"about {decimal(slack)}"


def _meaning_dict(reading: Reading) -> dict[str, Any]:
    return {
        "measures": {name: range_dict(found) for name, found in reading.measures.items()},
        "refined": {
            "criterion": "D1" if reading.refinements else None,
            "deters": None if reading.refined_deters == NOT_ASKED else reading.refined_deters,
            "measures": {name: range_dict(found) for name, found in reading.refined_measures.items()},
        },
        "deters": None if reading.deters == NOT_ASKED else reading.deters,
        "regions": list(reading.regions),
        "region": reading.region,
        "binding": reading.binding,
        "slack": exact(reading.slack) if reading.slack is not None else None,
        "undefined": dict(reading.undefined),
    }


def free_riding(reading: Reading) -> tuple[tuple[str, str], ...]:
    why = reading.undefined.get("free_riding_pays")
    word = {True: "yes", False: "no", None: NOT_ASKED if why == NO_BENCHMARK else "not known"}[reading.free_riding_pays]
    unpaid = [(player, share) for player, share in reading.unpaid.items() if share]
    up_to = "" if getattr(reading.equilibria, "unique", True) else "up to "
    left = [f"{player} leaves {up_to}{float(share):.0%} of its benchmark unpaid" for player, share in unpaid]
    entries = [("Free-riding pays", "; ".join([word, *left]))]
    return (*entries, ("Why", why)) if why else tuple(entries)


def _values_table(model: Model, values: Mapping[str, Fraction]) -> Table:
    """The number behind every name."""
    rows = []
    for name, value in values.items():
        kind = "term" if name in model.terms else "parameter" if name in model.parameters else "definition"
        if name.startswith("endowment["):
            kind = "endowment"
        meaning = ""
        if name in model.parameters:
            meaning = model.parameters[name].meaning
        elif name in model.define:
            meaning = model.define[name].meaning
        rows.append((name, kind, value, unit_of_name(model, name), meaning))
    columns = (
        word_column("name"), word_column("kind"), number_column("value"), word_column("unit"), word_column("meaning")
    )  # fmt: skip
    return Table(columns, tuple(rows), title="Values")


# -- threshold -------------------------------------------------------------------------------------------------------


def threshold_document(question: Question, found: Threshold) -> Document:
    """The infimum of an unknown from which a verdict holds."""
    asked = "; ".join(f"{exact(x)}: {'yes' if held else 'no'}" for x, held in found.checked[-MOST_ASKED:])
    if len(found.checked) > MOST_ASKED:
        asked = f"{len(found.checked)} points, all in json; the last {MOST_ASKED}: {asked}"
    table = threshold_table(
        found,
        question.pact.name if question.pact else "no pact",
        f"Threshold of {question.model.title}",
        unit_of_name(question.model, found.of),
    )
    parts: tuple[Part, ...] = (Entries(question.entries()), table, Entries((("Asked of the solver", asked),)))
    data = {
        **question.data(),
        "of": found.of,
        "verdict": found.verdict,
        "value": number(found.value),
        "unit": unit_of_name(question.model, found.of),
        "attained": found.attained,
        "status": found.status,
        "checked": [{"value": exact(x), "holds": held} for x, held in found.checked],
    }
    return Document(f"From which {found.of} on: {found.verdict}", parts, data)


def threshold_table(found: Threshold, pact: str | None = None, title: str = "", unit: str = "") -> Table:
    """A threshold in a row, with how it was found."""
    value = found.value
    columns = [
        word_column("of", "unknown"),
        number_column("value", "infimum"),
        word_column("attained"),
        word_column("verdict", "from which on"),
    ]
    row: list[Value] = [
        found.of, float(value) if isinstance(value, Algebraic) else value, found.attained, found.verdict
    ]  # fmt: skip
    if unit:
        columns.insert(2, word_column("unit"))
        row.insert(2, unit)
    if pact is not None:
        columns.insert(0, word_column("pact"))
        row.insert(0, pact)
    notes = [f"How it was found: {found.status}."]
    if isinstance(value, Fraction) and value.denominator > 1:
        notes.insert(0, f"Exactly: {exact(value)}.")
    if isinstance(value, Algebraic):
        notes.insert(0, _algebraic_words(found.of, value))
    if value is None:
        notes.insert(0, f"It holds at no value of {found.of} that leads up to the top of its range.")
    return Table(tuple(columns), (tuple(row),), title=title, notes=tuple(notes))


def _algebraic_words(of: str, value: Algebraic) -> str:
    between = f"{of} lies strictly between {float(value.low):.12g} and {float(value.high):.12g}"
    if value.polynomial is None:
        return f"{between}."
    terms = [f"({exact(c)})*{of}**{power}" for power, c in enumerate(value.polynomial) if c]
    return f"{between}, where {' + '.join(terms)} = 0."


def not_asked_document(question: Question, reason: str) -> Document:
    """A question that does not apply, and why."""
    data = {**question.data(), "deters": None, "value": None, "undefined": {"deters": reason}}
    return Document(f"Not asked: {reason}", (Entries(question.entries()),), data)
