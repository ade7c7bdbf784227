"""Terms: the vocabulary in which pacts are coded and models are written, named once in ``models/terms.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from os import PathLike

from deterrence.data import Frozen, Record, data_folder, meant
from deterrence.errors import ModelError
from deterrence.formula import number, read_toml


@dataclass(frozen=True)
class Term:
    """A term of the vocabulary.

    Attributes
    ----------
    name, group, symbol, meaning, unit
        Its name in formulas, its heading, LaTeX, and what it measures.
    low, high
        The declared range. For a term of kind ``"text"`` these and `no_pact` are 0 and mean nothing.
    no_pact
        The value that stands for "no pact".
    rubric
        How the number is reached.
    kind
        ``"fact"``, ``"judgement"`` or ``"text"``.
    values, several
        What a term of kind ``"text"`` may say, and whether a pact may list more than one.
    source
        Keys in ``references.bib``.
    """

    name: str
    group: str
    symbol: str
    meaning: str
    unit: str
    low: Fraction
    high: Fraction
    no_pact: Fraction
    rubric: str
    kind: str
    values: tuple[str, ...] = ()
    several: bool = False
    source: tuple[str, ...] = ()


@cache
def vocabulary() -> Mapping[str, Term]:
    """Every term of pacts by name, in the order of ``terms.toml``."""
    return load_vocabulary(data_folder() / "terms.toml")


def numeric(name: str) -> Term:
    term = vocabulary().get(name)
    if term is None or term.kind == "text":
        known = [key for key, one in vocabulary().items() if one.kind != "text"]
        message = f"'{name}' is a term in words" if term else f"'{name}' is not a term"
        raise ModelError(message, advice="look it up in the facts" if term else meant(name, known))
    return term


def load_vocabulary(path: str | PathLike[str]) -> Mapping[str, Term]:
    """Read a vocabulary of terms."""
    file = str(path)
    whole = Record(read_toml(path), file, what="a vocabulary", required=("format", "terms"))
    whole.format()
    entries = Record(whole.get("terms"), file, "terms", what="the list of terms").entries()
    return Frozen((name, _term(name, entry, file)) for name, entry in entries)


def _term(name: str, entry: object, file: str) -> Term:
    text = isinstance(entry, dict) and entry.get("kind") == "text"
    common = ("group", "symbol", "meaning", "unit", "kind", "rubric")
    record = Record(
        entry,
        file,
        f"terms.{name}",
        what="a term",
        required=(*common, "values") if text else (*common, "range", "no_pact"),
        optional=("source", "several") if text else ("source",),
    )
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name, re.ASCII):
        raise record.wrong(f"'{name}' is no name for a term", "", advice="write lower-case letters, digits and _")
    low = high = no_pact = Fraction(0)
    if not text:
        limits = record.get("range")
        if not isinstance(limits, list) or len(limits) != 2:
            raise record.wrong("a range is two numbers", "range", advice="write range = [0, 1]")
        low, high = (number(limit, file=file, key=record.place("range")) for limit in limits)
        if not low < high:
            raise record.wrong("this range is empty", "range", advice="write the lower number first")
        no_pact = number(record.get("no_pact"), file=file, key=record.place("no_pact"))
        if not low <= no_pact <= high:
            advice = f"write a number from {low} to {high}, or widen the range"
            raise record.wrong("the value for no pact lies outside the range", "no_pact", advice=advice)
    return Term(
        name=name,
        group=record.text("group"),
        symbol=record.text("symbol"),
        meaning=record.text("meaning"),
        unit=record.text("unit"),
        low=low,
        high=high,
        no_pact=no_pact,
        rubric=record.text("rubric"),
        kind=record.choice("kind", ("fact", "judgement", "text")),
        values=record.texts("values"),
        several=record.get("several") is True,
        source=record.texts("source"),
    )
