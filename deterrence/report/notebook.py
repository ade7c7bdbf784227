"""How models, games, equilibria, verdicts and thresholds look in a notebook: as HTML and as LaTeX.

Every word is escaped, and everything but our own mathematics is kept from MathJax.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from typing import Any

from deterrence.games.extensive import ExtensiveGame
from deterrence.games.provision import ProvisionGame
from deterrence.games.strategic import StrategicGame
from deterrence.model import Model
from deterrence.prove.proof import Proof
from deterrence.reading import Reading
from deterrence.regions.result import Regions
from deterrence.report import drawing
from deterrence.report.answers import bimatrix_parts
from deterrence.report.document import (
    Document,
    Drawing,
    Entries,
    Equations,
    Heading,
    Paragraph,
    Part,
    Statement,
    printable,
    word_column,
    write,
)
from deterrence.report.equilibria import equilibria_parts, range_cell, sureness
from deterrence.report.forms import LOOKS, Look, look_of
from deterrence.report.many import many_players_parts
from deterrence.report.proof import proof_document
from deterrence.report.provision import allies, provision_parts, utility_equation
from deterrence.report.regions import regions_document
from deterrence.report.show_model import model_document
from deterrence.report.solution import Question, free_riding, meaning, threshold_table
from deterrence.report.statics import statics_document
from deterrence.report.thresholds import thresholds_document
from deterrence.report.why import why_document
from deterrence.result import Equilibria
from deterrence.solvers import plural
from deterrence.solvers.bimatrix import BimatrixEquilibria
from deterrence.solvers.many_players import ManyPlayerEquilibria
from deterrence.solvers.provision import ProvisionEquilibria
from deterrence.statics import Statics
from deterrence.table import Cell, Column, Table
from deterrence.table.cells import clean
from deterrence.threshold import Threshold
from deterrence.thresholds import Thresholds
from deterrence.verdict import Verdict
from deterrence.why import Why

MOST_LINES, MOST_PARTS = 200, 60  # a notebook is no place for more; the command line prints everything
ASIDE = "tex2jax_ignore mathjax_ignore"  # MathJax would run over what stands between dollars


def html(thing: object) -> str:
    """A value as HTML for a notebook."""
    return "\n".join(_html(document(thing)))


def latex(thing: object) -> str:
    """A value as LaTeX, for a notebook that is printed."""
    return write(document(thing, "latex"), "latex")


def document(thing: object, format: str = "text") -> Document:
    """A value as a document; long ones are cut short, and say so."""
    look = look_of(thing)
    if look is not None:
        whole = _form(look, thing)
    elif type(thing) in _FORMATTED:
        whole = _FORMATTED[type(thing)](thing, "", format)
    else:
        whole = next(write for kind, write in _DOCUMENTS.items() if isinstance(thing, kind))(thing)
    parts = tuple(_short(part) for part in whole.parts[:MOST_PARTS])
    if len(whole.parts) > MOST_PARTS:
        parts += (Paragraph(f"... and {len(whole.parts) - MOST_PARTS} more parts."),)
    return Document(whole.title, parts)


def _short(part: Part) -> Part:
    if isinstance(part, Drawing) and len(part.lines) > MOST_LINES:
        return Drawing((*part.lines[:MOST_LINES], f"... and {len(part.lines) - MOST_LINES} more lines"))
    return part


# -- what each kind shows --------------------------------------------------------------------------------------------


def _model(model: Model) -> Document:
    return model_document(model, model.title)


def _extensive(game: ExtensiveGame) -> Document:
    parts = (Entries(drawing.players(game)), Drawing(tuple(drawing.tree(game))))
    return Document(game.title or "Extensive game", parts)


def _strategic(game: StrategicGame) -> Document:
    return Document(game.title or "Strategic game", (drawing.matrix(game),))


def _provision(game: ProvisionGame) -> Document:
    parts = (Equations((utility_equation(game),)), allies(game))
    return Document(game.title or "Game of voluntary provision", parts)


def _form(look: Look, thing: Any) -> Document:
    """A game of a form without histories, or its solution."""
    if type(thing) in LOOKS:
        return Document(thing.title or look.title, tuple(look.game(thing, str)))
    return _answer(thing, look.parts(thing))


def _answer(answer: Any, parts: Iterable[Part] = ()) -> Document:
    title = plural(answer)
    return Document(title, (Entries(sureness(answer)), *(parts or _found(answer))))


def _found(answer: Any) -> Iterator[Part]:
    if isinstance(answer, BimatrixEquilibria):
        return bimatrix_parts(answer)
    if isinstance(answer, ManyPlayerEquilibria):
        return many_players_parts(answer)
    if isinstance(answer, ProvisionEquilibria):
        return provision_parts(answer)
    return equilibria_parts(answer)


def _reading(reading: Reading) -> Document:
    parts = [*meaning(reading)]
    if reading.free_riding_pays is not None or "free_riding_pays" in reading.undefined:
        parts.append(Entries(free_riding(reading)))
    return Document("What the equilibria mean", (*parts, Entries(sureness(reading.equilibria))))


def _verdict(verdict: Verdict) -> Document:
    entries = [("Model", verdict.model.title), ("World", verdict.world)]
    if verdict.scenario:
        entries.append(("Scenario terms", ", ".join(verdict.scenario)))
    parts: list[Part] = [Entries(tuple(entries))]
    if verdict.reading is not None:
        parts.append(_beside(verdict.reading, verdict.without_pact))
    return Document(str(verdict), tuple(parts))


def _beside(reading: Reading, without: Reading | None) -> Table:
    """Every measure with the pact and in the same world without it."""
    readings = [("pact", reading)] + ([("no pact", without)] if without is not None else [])
    columns = [word_column("measure")]
    for name, one in readings:
        columns.append(Column(name, name, None, "r"))
        columns += [Column(f"{name} D1", "surviving D1", None, "r")] if one.refinements else []
    rows: list[tuple[Cell, ...]] = []
    for measure in reading.measures:
        row: list[Cell] = [measure]
        for _, one in readings:
            row.append(range_cell(one.measures[measure]))
            row += [range_cell(one.refined_measures[measure])] if one.refinements else []
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows))


def _why(found: Why) -> Document:
    asked = found.verdict
    question = Question(asked.model.title, asked.model, asked.pact, "" if asked.world == "defaults" else asked.world)
    return why_document(question, found)


def _threshold(found: Threshold) -> Document:
    return Document(f"From which {found.of} on: {found.verdict}", (threshold_table(found),))


_DOCUMENTS: Mapping[type, Callable[[Any], Document]] = {
    Model: _model,
    ExtensiveGame: _extensive,
    StrategicGame: _strategic,
    ProvisionGame: _provision,
    Equilibria: _answer,
    BimatrixEquilibria: _answer,
    ManyPlayerEquilibria: _answer,
    ProvisionEquilibria: _answer,
    Reading: _reading,
    Verdict: _verdict,
    Threshold: _threshold,
    Why: _why,
}

# in LaTeX these are mathematics for a paper, and nothing else
_FORMATTED: Mapping[type, Callable[[Any, str, str], Document]] = {
    Regions: regions_document,
    Proof: proof_document,
    Thresholds: thresholds_document,
    Statics: statics_document,
}


# -- HTML ------------------------------------------------------------------------------------------------------------


def _words(text: str) -> str:
    return escape(clean(text))


def _html(shown: Document) -> Iterator[str]:
    yield "<div>"
    yield f'<h3 class="{ASIDE}">{_words(shown.title)}</h3>'
    for part in shown.parts:
        match part:
            case Heading(text):
                yield f'<h4 class="{ASIDE}">{_words(text)}</h4>'
            case Paragraph(text):
                yield f'<p class="{ASIDE}">{_words(text)}</p>'
            case Entries(items):
                yield f'<ul class="{ASIDE}">'
                for name, text in items:
                    yield f"<li><b>{_words(name)}</b>: {_words(text)}</li>" if name else f"<li>{_words(text)}</li>"
                yield "</ul>"
            case Equations(lines):
                yield "<ul>"
                for line in lines:
                    words = " ".join(map(_words, line.words))
                    yield rf'<li>\({escape(line.latex)}\) <span class="{ASIDE}">{words}</span></li>'
                yield "</ul>"
            case Statement(paragraphs):
                yield from (f'<p class="{ASIDE}">{_words(text)}</p>' for text in paragraphs)
            case Drawing(lines):
                drawn = "\n".join(escape(printable(line)) for line in lines)
                yield f'<pre class="{ASIDE}">{drawn}</pre>'
            case Table():
                yield part._repr_html_()
    yield "</div>"
