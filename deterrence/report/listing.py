"""What ships, by kind: one table each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deterrence.catalogue import load, models, pacts, terms
from deterrence.contested import contested
from deterrence.model import Model
from deterrence.pact import Pact, vocabulary, worlds
from deterrence.report.document import Document, number_column, word_column
from deterrence.table import Interval, Table, plain


def _models() -> Table:
    rows = []
    for name in models():
        model = load(name)
        assert isinstance(model, Model)
        rows.append((name, model.form, model.status, len(model.terms), len(model.claims), model.title))
    columns = (
        word_column("name", "model"),
        word_column("form"),
        word_column("status"),
        number_column("terms"),
        number_column("claims"),
        word_column("title"),
    )
    return Table(columns, tuple(rows), title="Models")


def _pacts() -> Table:
    rows = []
    for name in pacts():
        pact = load(name)
        assert isinstance(pact, Pact)
        rows.append((name, pact.kind, str(pact.signed), len(pact.parties), len(pact.terms), pact.title))
    columns = (
        word_column("name", "pact"),
        word_column("kind"),
        word_column("signed"),
        number_column("parties"),
        number_column("coded", "coded terms"),
        word_column("title"),
    )
    return Table(columns, tuple(rows), title="Pacts")


def _terms() -> Table:
    rows = []
    for name in terms():
        term = vocabulary()[name]
        numeric = (Interval(term.low, term.high), term.no_pact) if term.kind != "text" else (None, None)
        rows.append((name, term.kind, *numeric, term.meaning))
    columns = (
        word_column("name", "term"),
        word_column("kind"),
        number_column("range"),
        number_column("no_pact", "no pact"),
        word_column("meaning"),
    )
    return Table(columns, tuple(rows), title="Terms")


def _worlds() -> Table:
    rows = tuple((name, ", ".join(one.differs) or "(the reference)", one.meaning) for name, one in worlds().items())
    columns = (word_column("name", "world"), word_column("differs", "differs in"), word_column("meaning"))
    return Table(columns, rows, title="Worlds")


def _contested() -> Table:
    """A row for each claim of a model that shows one side of a contested point to be right."""
    shown: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for name in models():
        model = load(name)
        assert isinstance(model, Model)
        for claim in model.claims:
            if claim.contested is not None:
                key = (claim.contested.point, claim.contested.side)
                shown.setdefault(key, []).append((name, claim.says))
    rows = []
    for point in contested().values():
        for side, sentence in point.sides.items():
            for name, says in shown.get((point.name, side), [("", "no shipped model carries it")]):
                rows.append((point.name, point.question, side, sentence, name, says))
    columns = (
        word_column("point"),
        word_column("question"),
        word_column("side"),
        word_column("sentence", "what it says"),
        word_column("model"),
        word_column("claim", "where it comes out right"),
    )
    return Table(columns, tuple(rows), title="Contested points")


KINDS: dict[str, Callable[[], Table]] = {
    "models": _models,
    "pacts": _pacts,
    "terms": _terms,
    "worlds": _worlds,
    "contested": _contested,
}


def listing_document(kind: str | None = None) -> Document:
    """What ships, of one kind or of all."""
    every = [name for name in KINDS if name != "contested"]  # long, and shown when it is asked for
    tables = {name: make() for name, make in KINDS.items() if (name in every if kind is None else name == kind)}
    data: dict[str, Any] = {name: plain(table)["rows"] for name, table in tables.items()}
    return Document("What ships with deterrence", tuple(tables.values()), data)
