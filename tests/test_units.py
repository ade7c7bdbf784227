"""Every measure that ships has a unit, and every way to write a table says it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

import deterrence as dt
from deterrence.catalogue import models
from deterrence.model.units import UNITS, unit_of, unit_of_name
from deterrence.reading import read
from deterrence.report.document import units_note
from deterrence.table import Column, Table, render

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("name", models())
def test_every_measure_and_number_of_a_model_has_a_unit(name: str) -> None:
    model: Any = dt.load(name)
    finite = model.form in ("extensive", "strategic")
    measures = model.measures if finite else read(model, model.values()).measures
    assert measures
    assert all(unit_of(model, measure) for measure in measures)
    assert all(unit_of(model, measure) for measure in model.headline)
    for number in model.values():
        assert bool(unit_of_name(model, number)) == (number not in model.define)


@pytest.mark.parametrize(
    ("model", "measure", "unit"),
    [
        ("unilateral-deterrence", "P(challenge)", "probability"),
        ("unilateral-deterrence", "E[Defender] / war", "utility"),
        ("salami-tactics", "expected loss", "utility"),
        ("salami-tactics", "b_star", "utility"),
        ("arms-race", "P(peace)[2]", "probability"),
        ("arms-race", "equilibria", "count"),
        ("moral-hazard", "E[U][Ally]", "share of the prize"),
        ("audience-costs", "E[U][Patron]", "utility"),
        ("burden-sharing", "g[Large]", "money"),
        ("benchmark-penalty", "break_even[Small]", "utility"),
        ("burden-window", "slack[Host]", "utility a period"),
        ("pact-monitoring", "slack", "share"),
        ("hub-and-spoke", "war-stable[mesh]", "1 or 0"),
    ],
)
def test_units(model: str, measure: str, unit: str) -> None:
    assert unit_of(dt.load(model), measure) == unit  # type: ignore[arg-type]


def test_units_are_those_of_the_pages_that_define_the_measures() -> None:
    """The tables of docs/ are for readers, the dict is for tables: they must not drift apart."""
    from pathlib import Path

    docs = Path(__file__).parent.parent / "docs"
    pages = {"provision": "provision.md", "attrition": "attrition.md", "network": "network.md"}
    for form, page in pages.items():
        lines = [line for line in (docs / page).read_text("utf-8").splitlines() if line.startswith("| `")]
        for name, unit in UNITS[form].items():
            rows = [line for line in lines if f"`{name}`" in line or f"`{name}[X]`" in line]
            assert rows, (form, name)
            assert any(unit in row for row in rows), (form, name, unit)


def test_a_table_says_units_in_data_and_readers_find_them_in_a_note() -> None:
    columns = (Column("pact", "pact"), Column("war", "P(war)", None, "r", "probability"))
    table = Table(columns, (("A", 1), ("B", 0)), notes=units_note(columns))
    for format in ("text", "markdown", "latex"):
        assert "Units: P(war): probability." in render(table, format)
    assert list(csv.reader(io.StringIO(render(table, "csv")))) == [
        ["pact", "war", "war_unit"], ["A", "1", "probability"], ["B", "0", "probability"]
    ]  # fmt: skip
    assert json.loads(render(table, "json"))["columns"][1]["unit"] == "probability"
    assert units_note(columns[:1]) == ()


def test_commands_say_units(run: Run) -> None:
    for format in ("text", "markdown", "latex"):
        _, out, _ = run("solve", "salami-tactics", "--format", format)
        assert any("expected loss" in line and "utility" in line for line in out.splitlines())
        _, out, _ = run("threshold", "forward-deployment", "--of", "forward_troops", "--format", format)
        assert "thousand persons" in out
    _, out, _ = run("solve", "salami-tactics", "--format", "json")
    assert json.loads(out)["units"]["slice"] == "share"
    _, out, _ = run("solve", "salami-tactics", "--format", "csv")
    assert ["Measures", "6", "unit", "utility", ""] in list(csv.reader(io.StringIO(out)))
    _, out, _ = run("threshold", "forward-deployment", "--of", "forward_troops", "--format", "json")
    assert json.loads(out)["unit"] == "thousand persons"


def test_comparisons_say_units() -> None:
    found = dt.compare(["nato-1949"], model="moral-hazard")
    for format in ("text", "markdown", "latex"):
        assert "insurance gap: share of the prize" in render(found.table(), format)
    assert "insurance gap_unit" in render(found.table(), "csv")
    assert found.to_dict()["units"]["insurance gap"] == "share of the prize"


def test_headlines_say_units() -> None:
    found = dt.headlines(["nato-1949"], families=["salami-tactics", "moral-hazard"])
    assert "(a) expected loss [utility]: salami-tactics" in str(found.table())
    assert [one["unit"] for one in found.to_dict()["families"]] == ["utility", "share of the prize"]
