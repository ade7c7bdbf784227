"""Pacts: facts and codings with their sources, read from one file each.

A pact codes a term as an interval lo, mid, hi that is a fact or a judgement with its basis; the *status* of a coding
says how the text under it was checked. A term that a pact does not code takes its whole declared range (scenario):
nothing is guessed. Reliability is not among the terms: it is never read off a text.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from os import PathLike
from pathlib import Path

from deterrence.data import STATUSES, Frozen, Record, data_folder, meant
from deterrence.errors import ModelError
from deterrence.formula import number, read_toml
from deterrence.pact.term import numeric, vocabulary

KINDS = ("defence", "capability")
ENDS = ("lo", "mid", "hi")


@dataclass(frozen=True)
class Coding:
    """A pact's value of a term: an interval, why, and where it was read."""

    lo: Fraction
    mid: Fraction
    hi: Fraction
    kind: str
    basis: str
    article: str
    source: str
    status: str


@dataclass(frozen=True)
class Fact:
    """A fact about a pact, in words, with where it was read."""

    field: str
    value: str
    article: str
    source: str
    status: str
    note: str = ""


@dataclass(frozen=True)
class Pact:
    """A pact as its file tells it.

    Attributes
    ----------
    kind
        ``"defence"``, or ``"capability"`` for one without an obligation of its own.
    parties
        ISO 3166 codes of three letters; `parties_note` says as of when.
    signed, in_force, ended
        Dates; None where the file holds none.
    facts, terms
        By name, in the order of the file.
    happened
        What became of it, with `happened_source` and `happened_status`. It stands beside results as a fact.
    source
        Keys in ``references.bib``.
    """

    name: str
    title: str
    kind: str
    parties: tuple[str, ...]
    signed: datetime.date
    facts: Mapping[str, Fact]
    terms: Mapping[str, Coding]
    happened: str
    happened_source: str = ""
    happened_status: str = "unverified"
    in_force: datetime.date | None = None
    ended: datetime.date | None = None
    parties_note: str = ""
    notes: tuple[str, ...] = ()
    source: tuple[str, ...] = ()

    def interval(self, term: str) -> tuple[Fraction, Fraction, bool]:
        """The lowest and the highest value of a term, and whether the pact codes it.

        An uncoded term takes its whole declared range.
        """
        coding = self.terms.get(term)
        if coding is not None:
            return coding.lo, coding.hi, True
        declared = numeric(term)
        return declared.low, declared.high, False

    def value(self, term: str, end: str = "mid") -> Fraction:
        """One end of a term's interval: ``"lo"``, ``"mid"`` or ``"hi"``; of an uncoded term the middle of its range."""
        if end not in ENDS:
            raise ModelError(f"'{end}' is no end of an interval", advice=meant(end, ENDS))
        low, high, _ = self.interval(term)
        if end == "lo":
            return low
        if end == "hi":
            return high
        coding = self.terms.get(term)
        return (low + high) / 2 if coding is None else coding.mid


@cache
def pacts() -> Mapping[str, Pact]:
    """The shipped pacts by name, in alphabetical order."""
    return Frozen((path.stem, load_pact(path)) for path in sorted((data_folder() / "pacts").glob("*.toml")))


def load_pact(path: str | PathLike[str]) -> Pact:
    """Read a pact file.

    Raises
    ------
    ModelError
        With file, key and advice: for unknown, misspelt or missing keys, terms that do not exist, intervals out of
        order or out of range, numbers without a basis, and claims without a source.
    """
    file = str(path)
    record = Record(
        read_toml(path),
        file,
        what="a pact",
        required=("format", "name", "title", "kind", "parties", "signed", "happened", "happened_status"),
        optional=("happened_source", "in_force", "ended", "parties_note", "notes", "source", "facts", "terms"),
    )
    record.format()
    name, stem = record.text("name"), Path(path).stem
    if name != stem:
        message = f"this pact is named '{name}' and its file '{stem}'"
        raise record.wrong(message, "name", advice=f'write name = "{stem}"')
    signed, in_force, ended = _dates(record)
    status = record.choice("happened_status", STATUSES)
    if status != "unverified" and "happened_source" not in record:
        raise record.wrong(f"'{status}' needs a source", "happened_source", advice="name it, or write unverified")
    facts = Record(record.get("facts", {}), file, "facts", what="the list of facts")
    terms = Record(record.get("terms", {}), file, "terms", what="the list of codings")
    return Pact(
        name=name,
        title=record.text("title"),
        kind=record.choice("kind", KINDS),
        parties=_parties(record),
        signed=signed,
        facts=Frozen((key, _fact(key, entry, facts)) for key, entry in facts.entries()),
        terms=Frozen((key, _coding(key, entry, terms)) for key, entry in terms.entries()),
        happened=record.text("happened"),
        happened_source=record.text("happened_source", empty=True),
        happened_status=status,
        in_force=in_force,
        ended=ended,
        parties_note=record.text("parties_note", empty=True),
        notes=record.texts("notes"),
        source=record.texts("source"),
    )


def _parties(record: Record) -> tuple[str, ...]:
    parties = record.texts("parties")
    for party in parties:
        if not re.fullmatch("[A-Z]{3}", party):
            advice = 'write ISO codes of three capitals: ["USA", "JPN"]'
            raise record.wrong(f"'{party}' is no code of a state", "parties", advice=advice)
    if len(parties) < 2 or len(set(parties)) < len(parties):
        raise record.wrong("a pact has two parties or more, each once", "parties", advice='write ["USA", "JPN"]')
    return parties


def _dates(record: Record) -> tuple[datetime.date, datetime.date | None, datetime.date | None]:
    dates: list[datetime.date | None] = []
    for name in ("signed", "in_force", "ended"):
        value = record.get(name)
        if value is not None and type(value) is not datetime.date:
            raise record.wrong(f"{name} is a date", name, advice="write year-month-day without quotes: 1960-01-19")
        dates.append(value)
    signed, in_force, ended = dates
    assert signed is not None  # a required key
    for name, value in (("in_force", in_force), ("ended", ended)):
        if value is not None and value < signed:
            raise record.wrong(f"{name} lies before signed", name, advice="check both dates")
    return signed, in_force, ended


def _fact(name: str, entry: object, parent: Record) -> Fact:
    keys = ("value", "article", "source", "status")
    record = Record(entry, parent.file, parent.place(name), what="a fact", required=keys, optional=("note",))
    value = record.text("value")
    term = vocabulary().get(name)
    if term is not None and term.kind == "text":
        for word in value.split(", ") if term.several else (value,):
            if word not in term.values:
                raise record.wrong(f"'{word}' is no word of the term {name}", "value", advice=meant(word, term.values))
    return Fact(name, value, record.text("article", empty=True), *_sourced(record), record.text("note", empty=True))


def _coding(name: str, entry: object, parent: Record) -> Coding:
    term = vocabulary().get(name)
    if term is None:
        known = [key for key, one in vocabulary().items() if one.kind != "text"]
        raise parent.wrong(f"'{name}' is not a term", name, advice=meant(name, known))
    if term.kind == "text":
        raise parent.wrong(f"'{name}' is a term in words", name, advice=f"move it to facts: {name} = {{ value = ... }}")
    keys = ("value", "kind", "basis", "article", "source", "status")
    record = Record(entry, parent.file, parent.place(name), what="a coding", required=keys)
    numbers = record.get("value")
    if not isinstance(numbers, list) or len(numbers) != 3:
        raise record.wrong("a coding is three numbers: lo, mid, hi", "value", advice="write value = [0.4, 0.5, 0.6]")
    lo, mid, hi = (number(one, file=parent.file, key=record.place("value")) for one in numbers)
    if not lo <= mid <= hi:
        raise record.wrong("lo, mid and hi are not in order", "value", advice="write the lowest first")
    if not (term.low <= lo and hi <= term.high):
        advice = f"write numbers from {term.low} to {term.high} ({term.unit})"
        raise record.wrong(f"this is outside the range of {name}", "value", advice=advice)
    kind = record.choice("kind", ("fact", "judgement"))
    if kind == "fact" and lo != hi:
        raise record.wrong("a fact is one number", "kind", advice='write it three times, or kind = "judgement"')
    return Coding(lo, mid, hi, kind, record.text("basis"), record.text("article", empty=True), *_sourced(record))


def _sourced(record: Record) -> tuple[str, str]:
    return record.text("source"), record.choice("status", STATUSES)
