"""Tables of evidence: figures about real pacts, each table with its source, licence and status.

The tables are ``models/evidence/*.csv``; ``tables.toml`` beside them says what each is. Orderings and signs may be
tested against them, never point targets, and nothing that is unverified is asserted.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Protocol

from deterrence.data import Frozen, Record, data_folder, meant
from deterrence.errors import ModelError
from deterrence.formula import number, read_toml

STATUSES = ("verified", "computed", "secondary", "unverified", "mixed")
"""Of a whole table: read in the named source; computed from the named data; read second-hand; from memory; by row."""

TEXT = "text"  # the unit of a column that holds no numbers

Cell = str | Fraction | None


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, unit (``"text"`` where it holds no numbers) and meaning."""

    name: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class Evidence:
    """A table and what is known about it.

    Attributes
    ----------
    name, title, note
        Its file's stem, a title, and remarks on how it may be read.
    source, cite, licence
        Where the figures come from (in words, and as keys in ``references.bib``) and what may be done with them.
    status
        One of `STATUSES`; ``"mixed"`` where a column of the table says it row by row.
    columns, rows
        Each row maps the names of the columns to text, an exact number, or None for a missing value.
    """

    name: str
    title: str
    source: str
    cite: tuple[str, ...]
    licence: str
    status: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Cell], ...]


class Allied(Protocol):
    """What has parties: a `deterrence.pact.Pact`."""

    @property
    def name(self) -> str: ...
    @property
    def parties(self) -> tuple[str, ...]: ...


def tables() -> tuple[str, ...]:
    """The names of all tables."""
    return tuple(_catalogue(data_folder() / "evidence" / "tables.toml"))


@cache
def table(name: str) -> Evidence:
    """A table of evidence.

    Parameters
    ----------
    name
        The stem of its file, such as ``"party_gdp"``.

    Raises
    ------
    ModelError
        For a name that is no table, and for a table that its description does not fit.
    """
    folder = data_folder() / "evidence"
    known = _catalogue(folder / "tables.toml")
    if name not in known:
        raise ModelError(f"there is no table of evidence '{name}'", advice=meant(name, known))
    return load_table(folder / f"{name}.csv", known[name])


def load_table(path: Path, record: Record) -> Evidence:
    """Read a table as its description says."""
    described = Record(record.get("columns"), record.file, record.place("columns"), what="the list of columns")
    columns = []
    for column, entry in described.entries():
        place = described.place(column)
        one = Record(entry, record.file, place, what="the description of a column", required=("unit", "meaning"))
        columns.append(Column(column, one.text("unit"), one.text("meaning")))
    return Evidence(
        name=path.stem,
        title=record.text("title"),
        source=record.text("source"),
        cite=record.texts("cite"),
        licence=record.text("licence"),
        status=record.choice("status", STATUSES),
        note=record.text("note", empty=True),
        columns=tuple(columns),
        rows=_rows(path, tuple(columns)),
    )


def gdp(iso3: str, year: int) -> Fraction:
    """Gross domestic product in billion US dollars at 2017 prices (Fariss et al. 2022, posterior means).

    Parameters
    ----------
    iso3
        The state; RUS stands for the Soviet Union too.
    year
        The year; for each state the table holds 2019 and the years in which its pacts were signed.

    Raises
    ------
    ModelError
        Where none is held; the advice says which years are.
    """
    held = _gdps()
    if (iso3, year) in held:
        return held[iso3, year]
    years = sorted(y for state, y in held if state == iso3)
    if years:
        advice = f"for {iso3} the table holds {', '.join(map(str, years))}"
    else:
        advice = meant(iso3, dict.fromkeys(state for state, _ in held))
    raise ModelError(f"no GDP is held for {iso3} in {year}", file="party_gdp.csv", advice=advice)


def pact_gdps(pact: Allied, year: int = 2019) -> dict[str, Fraction]:
    """The gross domestic products of a pact's parties, in the order of its file.

    Raises
    ------
    ModelError
        Where the figure of a party is missing: the rest would misstate every share.
    """
    held = _gdps()
    missing = [state for state in pact.parties if (state, year) not in held]
    if missing:
        raise ModelError(
            f"no GDP is held for {', '.join(missing)} in {year}",
            file="party_gdp.csv",
            key=pact.name,
            advice="choose another year, or give the endowments yourself",
        )
    return {state: held[state, year] for state in pact.parties}


@cache
def _gdps() -> Mapping[tuple[str, int], Fraction]:
    found: dict[tuple[str, int], Fraction] = {}
    for row in table("party_gdp").rows:
        state, year, value = row["iso3"], row["year"], row["gdp_busd_2017prices"]
        if isinstance(state, str) and isinstance(year, Fraction) and isinstance(value, Fraction):
            found[state, int(year)] = value
    return found


@cache
def _catalogue(path: Path) -> Mapping[str, Record]:
    file = str(path)
    whole = Record(read_toml(path), file, what="a list of tables", required=("format", "tables"))
    whole.format()
    listed = Record(whole.get("tables"), file, "tables", what="the list of tables")
    keys = ("title", "source", "cite", "licence", "status", "columns")
    return {
        name: Record(
            entry, file, f"tables.{name}", what="the description of a table", required=keys, optional=("note",)
        )
        for name, entry in listed.entries()
    }


def _rows(path: Path, columns: tuple[Column, ...]) -> tuple[Mapping[str, Cell], ...]:
    file = str(path)
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            lines = list(csv.reader(stream, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ModelError("this table cannot be read", file=file, advice=str(error)) from None
    names = [column.name for column in columns]
    if not lines or lines[0] != names:
        raise ModelError(
            "the header of this table is not what tables.toml says", file=file, advice=f"write {','.join(names)}"
        )
    rows = []
    for count, line in enumerate(lines[1:], start=2):
        if len(line) != len(names):
            message = f"a row has {len(line)} cells for {len(names)} columns"
            advice = "put quotes around text with a comma in it"
            raise ModelError(message, file=file, key=f"line {count}", advice=advice)
        rows.append(
            Frozen(
                (column.name, _cell(text, column, file, f"line {count}, {column.name}"))
                for column, text in zip(columns, line, strict=True)
            )
        )
    return tuple(rows)


def _cell(text: str, column: Column, file: str, key: str) -> Cell:
    if column.unit == TEXT:
        return text
    return number(text, file=file, key=key) if text else None
