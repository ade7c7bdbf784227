"""A pact as facts and codings with their sources; a term and a world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deterrence import __version__
from deterrence.catalogue import load, models
from deterrence.cite import cited, references
from deterrence.model import Model
from deterrence.pact import Pact, Term, World, pacts, vocabulary
from deterrence.report.document import (
    Document,
    Entries,
    Heading,
    Paragraph,
    Part,
    number_column,
    word_column,
)
from deterrence.report.symbols import readable
from deterrence.table import Cell, Interval, Table
from deterrence.table.cells import exact

UNVERIFIED = "UNVERIFIED"
UNVERIFIED_NOTE = f"{UNVERIFIED}: from memory, not read in a source; never asserted."


def status(word: str) -> str:
    """A status, loud where nobody has looked."""
    return UNVERIFIED if word == "unverified" else word


def pact_document(pact: Pact) -> Document:
    """Everything a pact file says, with what is not verified marked."""
    return Document(pact.title, tuple(_pact_parts(pact)), pact_dict(pact))


def _pact_parts(pact: Pact) -> Iterator[Part]:
    kind = "defence pact" if pact.kind == "defence" else "capability pact: it has no obligation of its own"
    entries = [("Name", pact.name), ("Kind", kind), ("Parties", ", ".join(pact.parties))]
    entries += [("", pact.parties_note)] if pact.parties_note else []
    for name, date in (("Signed", pact.signed), ("In force", pact.in_force), ("Ended", pact.ended)):
        entries += [(name, date.isoformat())] if date else []
    source = f" [{status(pact.happened_status)}: {pact.happened_source or 'no source'}]"
    entries.append(("What happened", pact.happened + source))
    yield Entries(tuple(entries))
    if pact.notes:
        yield Entries(tuple(("Note", note) for note in pact.notes))
    if pact.terms:
        yield _codings(pact)
    uncoded = [name for name, term in vocabulary().items() if term.kind != "text" and name not in pact.terms]
    if uncoded:
        yield Heading("Not coded: scenario terms, which take their whole range")
        yield Paragraph(", ".join(uncoded))
    if pact.facts:
        yield _facts(pact)
    if pact.source:
        yield Heading("Sources")
        yield Entries(cited(pact.source, references()))


def _codings(pact: Pact) -> Table:
    columns = (
        word_column("term"),
        number_column("lo"),
        number_column("mid"),
        number_column("hi"),
        word_column("kind"),
        word_column("status"),
        word_column("article"),
        word_column("basis"),
        word_column("source"),
    )
    rows = tuple(
        (name, one.lo, one.mid, one.hi, one.kind, status(one.status), one.article, one.basis, one.source)
        for name, one in pact.terms.items()
    )
    return Table(columns, rows, title="Codings", notes=_marked(row[5] for row in rows))


def _facts(pact: Pact) -> Table:
    columns = tuple(word_column(name) for name in ("fact", "value", "article", "status", "source", "note"))
    rows = tuple(
        (name, one.value, one.article, status(one.status), one.source, one.note) for name, one in pact.facts.items()
    )
    return Table(columns, rows, title="Facts", notes=_marked(row[3] for row in rows))


def _marked(words: Any) -> tuple[str, ...]:
    return (UNVERIFIED_NOTE,) if UNVERIFIED in words else ()


def pact_dict(pact: Pact) -> dict[str, Any]:
    """A pact for JSON."""
    return {
        "version": __version__,
        "kind": "pact",
        "name": pact.name,
        "title": pact.title,
        "pact_kind": pact.kind,
        "parties": list(pact.parties),
        "parties_note": pact.parties_note,
        **{name: date.isoformat() if date else None for name, date in _dates(pact).items()},
        "happened": {"text": pact.happened, "source": pact.happened_source, "status": pact.happened_status},
        "notes": list(pact.notes),
        "terms": {
            name: {
                "lo": exact(one.lo),
                "mid": exact(one.mid),
                "hi": exact(one.hi),
                "kind": one.kind,
                "basis": one.basis,
                "article": one.article,
                "source": one.source,
                "status": one.status,
            }
            for name, one in pact.terms.items()
        },
        "facts": {
            name: {
                "value": one.value,
                "article": one.article,
                "source": one.source,
                "status": one.status,
                "note": one.note,
            }
            for name, one in pact.facts.items()
        },
        "references": dict(cited(pact.source, references())),
    }


def _dates(pact: Pact) -> dict[str, Any]:
    return {"signed": pact.signed, "in_force": pact.in_force, "ended": pact.ended}


# -- terms and worlds ------------------------------------------------------------------------------------------------


def term_document(term: Term) -> Document:
    """A term of the vocabulary, the models that use it and the pacts that code it."""
    users = []
    for name in models():
        model = load(name)
        if isinstance(model, Model) and term.name in model.terms:
            sign = model.signs.get(term.name)
            users.append((name, f"{sign.threshold}: {sign.because}" if sign else "no sign is declared"))
    entries = [("Name", term.name), ("Group", term.group), ("Symbol", readable(term.symbol)), ("Unit", term.unit)]
    if term.kind == "text":
        entries.append(("Says", ("some of: " if term.several else "one of: ") + ", ".join(term.values)))
    else:
        entries.append(("Range", f"from {exact(term.low)} to {exact(term.high)}; no pact: {exact(term.no_pact)}"))
    entries += [("Kind", term.kind), ("Rubric", term.rubric)]
    parts: list[Part] = [Entries(tuple(entries))]
    if users:
        parts += [Heading("What raising it does to the least prior that deters"), Entries(tuple(users))]
    rows: list[tuple[Cell, ...]] = []
    value: Cell
    for name, pact in pacts().items():
        coding, fact = pact.terms.get(term.name), pact.facts.get(term.name)
        if coding is not None:
            value = Interval(coding.lo, coding.hi) if coding.lo < coding.hi else coding.lo
            rows.append((name, value, coding.mid, coding.kind, status(coding.status), coding.basis))
        elif fact is not None and term.kind == "text":
            rows.append((name, fact.value, None, "text", status(fact.status), fact.source))
    if rows:
        numeric = term.kind != "text"
        columns = (
            word_column("pact"),
            number_column("value", "lo, hi") if numeric else word_column("value"),
            number_column("mid"),
            word_column("kind"),
            word_column("status"),
            word_column("basis", "basis" if numeric else "source"),
        )
        kept = [0, 1, 2, 3, 4, 5] if numeric else [0, 1, 4, 5]
        table = Table(
            tuple(columns[k] for k in kept), tuple(tuple(row[k] for k in kept) for row in rows), title="Codings"
        )
        parts.append(table)
    if term.source:
        parts += [Heading("Sources"), Entries(cited(term.source, references()))]
    data = {
        "version": __version__,
        "kind": "term",
        "name": term.name,
        "group": term.group,
        "symbol": term.symbol,
        "meaning": term.meaning,
        "unit": term.unit,
        "term_kind": term.kind,
        "range": None if term.kind == "text" else [exact(term.low), exact(term.high)],
        "no_pact": None if term.kind == "text" else exact(term.no_pact),
        "values": list(term.values),
        "rubric": term.rubric,
        "models": dict(users),
        "pacts": {name: one.terms[term.name].basis for name, one in pacts().items() if term.name in one.terms},
        "references": dict(cited(term.source, references())),
    }
    return Document(f"{term.name}: {term.meaning}", tuple(parts), data)


def world_document(world: World) -> Document:
    """A declared world: its numbers, and why it is worth looking at."""
    rows = tuple((name, value, name in world.differs) for name, value in world.values.items())
    columns = (word_column("name"), number_column("value"), word_column("differs", "differs from the baseline"))
    parts: list[Part] = [
        Entries((("Name", world.name), ("Because", world.because))),
        Table(columns, rows, title="Values: scenarios in units of utility, not estimates"),
    ]
    if world.source:
        parts += [Heading("Sources"), Entries(cited(world.source, references()))]
    data = {
        "version": __version__,
        "kind": "world",
        "name": world.name,
        "meaning": world.meaning,
        "because": world.because,
        "values": {name: exact(value) for name, value in world.values.items()},
        "differs": list(world.differs),
        "references": dict(cited(world.source, references())),
    }
    return Document(f"World '{world.name}': {world.meaning}", tuple(parts), data)
