"""A model as readable mathematics: who plays, what is chosen, what it pays, why, and whose result it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence import __version__
from deterrence.cite import cited, references_of
from deterrence.formula import parse, parse_condition
from deterrence.formula.notation import TEXT
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.strategic import StrategicGame
from deterrence.pact import vocabulary
from deterrence.report import drawing
from deterrence.report.document import (
    Document,
    Drawing,
    Entries,
    Equation,
    Equations,
    Heading,
    Paragraph,
    Part,
    number_column,
    word_column,
)
from deterrence.report.forms import look_of
from deterrence.report.provision import allies, utility_equation
from deterrence.report.symbols import shown_symbols, symbols
from deterrence.table import Cell, Interval, Table
from deterrence.table.cells import exact

if TYPE_CHECKING:
    from deterrence.model import Model
from deterrence.model.response import members_words

STATUS = {
    "reproduced": "reproduced from a published text",
    "canonical form": "canonical form: the players and moves are published, the equilibria are our derivation",
    "in the spirit of": "in the spirit of the sources; nothing here is claimed of them",
}


def model_document(model: Model, name: str) -> Document:
    """Everything a model file says, in the order in which a paper says it.

    Parameters
    ----------
    model
        The model.
    name
        Its shipped name or its file.
    """
    known = references_of(model._file)
    data = {"version": __version__, "kind": "model", "name": name, **model.content}
    sources = cited(all_sources(model.content), known)
    data["references"] = dict(sources)
    return Document(model.title, tuple(_parts(model, name, sources)), data)


def all_sources(content: Any) -> Iterator[str]:
    """Every source that a model's sections name, in their order."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            if key == "source" and isinstance(value, list):
                yield from map(str, value)
            else:
                yield from all_sources(value)
    elif isinstance(content, list):
        for value in content:
            yield from all_sources(value)


def _parts(model: Model, name: str, sources: Sequence[tuple[str, str]]) -> Iterator[Part]:
    yield Entries((("Name", name), ("Form", f"{model.form} game"), ("Status", STATUS[model.status])))
    if model.about:
        yield Paragraph(model.about)
    yield from _game(model)
    yield from _tables(model)
    if model.define:
        yield Heading("How terms become primitives")
        yield Equations(tuple(_definition(model, key) for key in model.define))
    if model.assume:
        yield Heading("Standing assumptions")
        yield Equations(tuple(_condition(model, text, key) for key, text in model.assume.items()))
    if model.signs:
        yield Heading("Signs: what raising a term does to the least prior of a Hard defender at which the pact deters")
        yield Entries(tuple((term, _sign(sign)) for term, sign in model.signs.items()))
    yield from _outcomes(model)
    if model.claims:
        yield Heading("Claims, which the command check and the tests run")
        yield Entries(tuple((f"{number}", _claim(claim)) for number, claim in enumerate(model.claims, 1)))
    if sources:
        yield Heading("Sources")
        yield Entries(tuple(sources))


def _game(model: Model) -> Iterator[Part]:
    """The game with formulas in place of numbers: the text reading of its payoffs."""
    values = {name: name for name in model.names}
    if model.provision is not None:
        values |= {f"endowment[{ally}]": exact(w) for ally, w in model.provision.endowment.default.items()}
    game = model.game(values, TEXT)

    def write(number: Any) -> str:
        return str(number.text)

    if isinstance(game, ExtensiveGame):
        yield Heading("Players")
        yield Entries(drawing.players(game, write))
        yield Heading("Moves and payoffs")
        yield Drawing(tuple(drawing.tree(game, write)))
    elif isinstance(game, StrategicGame):
        yield drawing.matrix(game, write)
    elif (look := look_of(game)) is not None:
        yield from look.game(game, write)
    else:
        yield Heading("Utility")
        yield Equations((utility_equation(game),))
        yield allies(game, write)
        section = model.provision
        assert section is not None
        if section.endowment.origin == "gdp":
            words = f"With a pact the allies are its parties and their endowments are GDPs of {section.endowment.year}."
            yield Paragraph(words)


def _tables(model: Model) -> Iterator[Table]:
    shown = shown_symbols(model)
    if model.terms:
        yield _terms(model, shown)
    if model.parameters:
        columns = (
            word_column("parameter"),
            word_column("symbol"),
            number_column("range"),
            number_column("default"),
            word_column("unit"),
            word_column("meaning"),
        )
        rows: list[tuple[Cell, ...]] = [
            (name, shown[name], Interval(*map(Fraction, one.range)), one.default, one.unit, one.meaning)
            for name, one in model.parameters.items()
        ]
        yield Table(columns, tuple(rows), title="Parameters: what a pact finds in the world")


def _terms(model: Model, shown: Mapping[str, str]) -> Table:
    columns = (
        word_column("term"),
        word_column("symbol"),
        number_column("range"),
        number_column("no_pact", "no pact"),
        word_column("meaning"),
    )
    rows: list[tuple[Cell, ...]] = []
    for name in model.terms:
        term = vocabulary()[name]
        rows.append((name, shown[name], Interval(term.low, term.high), term.no_pact, term.meaning))
    return Table(columns, tuple(rows), title="Terms of pacts")


def _definition(model: Model, name: str) -> Equation:
    definition = model.define[name]
    letters = symbols(model)
    formula = parse(definition.formula, analytic=True)
    why = definition.because + (f" ({', '.join(definition.source)})" if definition.source else "")
    words = [f"{definition.meaning}; {why}"]
    if definition.contested:
        words.append("contested")
    return Equation(f"{name} = {formula.text}", f"{letters[name]} = {formula.latex(letters)}", tuple(words))


def _condition(model: Model, text: str, name: str = "") -> Equation:
    condition = parse_condition(text)
    return Equation(condition.text, condition.latex(symbols(model)), (name.replace("_", " "),) if name else ())


def _sign(sign: Any) -> str:
    word = "contested, no sign is assumed" if sign.threshold == "contested" else sign.threshold
    source = f" ({', '.join(sign.source)})" if sign.source else ""
    return f"{word}; {sign.because}{source}"


def _outcomes(model: Model) -> Iterator[Part]:
    if model.events:
        yield Heading("Events: histories that begin so")
        yield Entries(tuple((key, ", ".join(f"'{start}'" for start in starts)) for key, starts in model.events.items()))
    if model.measures:
        finite = model.form in ("extensive", "strategic")
        yield Heading(f"Measures{': the probability of an event, or of the first given the second' if finite else ''}")
        yield Entries(tuple(model.measures.items()))
    if model.response is not None:
        yield Heading("Where several members promise")
        yield Paragraph(f"They share {model.response.chance}: {model.response.because}.")
    if model.play is not None:
        yield Heading("What is drawn when crises are simulated, and when an event happens")
        yield Entries((*model.play.draws.items(), *model.play.events.items()))
    if model.deters is not None:
        yield Heading("What it is to deter")
        event = model.deters.event
        what = f"The probability of '{event}'" if event in model.events else event
        yield Paragraph(f"{what} is at most {exact(Fraction(model.deters.at_most))}.")
    if model.free_riding is not None:
        yield Heading("What it is to free-ride")
        benchmark = model.free_riding.benchmark or "what the ally would pay alone"
        yield Entries((("Benchmark", benchmark), ("Penalty", model.free_riding.penalty)))
    if model.regions:
        yield Heading("Regions: names for shapes of equilibrium")
        yield Entries(tuple((key, _region(region)) for key, region in model.regions.items()))


def _region(region: Any) -> str:
    does = "; ".join(f"{who} plays {' or '.join(what)}" for who, what in region.does.items())
    where = f"Where {' and '.join(region.where)}" if region.where else ""
    return ". ".join(part for part in (region.meaning, does, where) if part) + "."


def _claim(claim: Any) -> str:
    parts = [claim.says]
    if claim.response is not None:
        parts.append(f"With {members_words(claim.response.members, claim.response.rule)}")
    if claim.at:
        parts.append("At " + ", ".join(f"{name} = {exact(Fraction(value))}" for name, value in claim.at.items()))
    if claim.where:
        parts.append("Where " + " and ".join(claim.where))
    over = {"all": "In every equilibrium", "refined": "In every equilibrium surviving D1"}
    result = [f"it lies in '{claim.region}'"] if claim.region else []
    result += [_expected(name, text) for name, text in claim.expect.items()]
    where = over.get(claim.over, f"In every equilibrium in '{claim.over}'")
    parts.append(f"{where}: {', '.join(result)}")
    if claim.contested is not None:
        parts.append(f"On '{claim.contested.point}' this is the side '{claim.contested.side}'")
    return ". ".join(parts) + "."


def _expected(name: str, text: str) -> str:
    return f"{name} {text}" if text.lstrip()[:1] in "<>=!" else f"{name} = {text}"
