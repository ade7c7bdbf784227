"""The tables of evidence: complete, described, cited, exact; nothing from memory passes as checked."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from deterrence import evidence
from deterrence.data import Record, data_folder
from deterrence.errors import ModelError
from deterrence.evidence import TEXT, gdp, load_table, pact_gdps, table, tables
from deterrence.pact import pacts, vocabulary, worlds

KEYS = frozenset(re.findall(r"^@\w+\{([^,\s]+),", (data_folder() / "references.bib").read_text("utf-8"), re.MULTILINE))


def _numbers(name: str, column: str) -> list[Fraction]:
    cells = [row[column] for row in table(name).rows]
    assert all(isinstance(cell, Fraction) for cell in cells)
    return [cell for cell in cells if isinstance(cell, Fraction)]


def test_every_table_is_described_and_every_description_has_a_table() -> None:
    assert set(tables()) == {path.stem for path in (data_folder() / "evidence").glob("*.csv")}
    assert len(tables()) == 12


@pytest.mark.parametrize("name", tables())
def test_a_table_says_where_it_comes_from(name: str) -> None:
    one = table(name)
    assert one.rows
    assert one.source
    assert one.licence
    assert one.title
    assert one.status in evidence.STATUSES
    assert set(one.cite) <= KEYS, f"not in references.bib: {set(one.cite) - KEYS}"
    by_row = any(column.name == "status" for column in one.columns)
    assert by_row or one.status != "mixed"
    for row in one.rows:
        assert set(row) == {column.name for column in one.columns}
        for column in one.columns:
            assert isinstance(row[column.name], str) == (column.unit == TEXT) or row[column.name] is None


def test_what_is_from_memory_is_marked_unverified() -> None:
    for name in tables():
        for row in table(name).rows:
            status = row.get("status")
            assert status in (None, "verified", "coded", "computed", "secondary", "unverified")
            source = str(row.get("source", ""))
            if source.startswith("memory"):
                assert status == "unverified", f"{name}: {row}"
            elif re.search(r"\bmemory\b", source):
                assert status == "unverified" or "the rest: memory" in source, f"{name}: {row}"
    assert {row["status"] for row in table("olson_zeckhauser_1964").rows} == {"unverified"}
    assert table("olson_zeckhauser_1964").status == "unverified"
    assert [row["id"] for row in table("anchors").rows if row["status"] == "unverified"] == ["E18", "E27"]


def test_the_tables_are_whole() -> None:
    sizes = {name: len(table(name).rows) for name in tables()}
    assert sizes == {
        "treaty_facts": 135,
        "pact_coding": 217,
        "anchors": 35,
        "party_gdp": 87,
        "host_nation_support": 17,
        "olson_zeckhauser_1964": 14,
        "nato_burden_2014_2019": 58,
        "nato_2025_estimates_excerpt": 15,
        "alliance_fulfilment_rates": 51,
        "atop_provision_rates": 162,
        "nato_burden_rank_correlation": 61,
        "mid_initiation_by_defence_pact": 14,
    }


@pytest.mark.parametrize(
    ("name", "part", "whole"), [("atop_provision_rates", "k", "n"), ("alliance_fulfilment_rates", "honoured", "n")]
)
def test_rates_are_the_counts_they_are_made_of(name: str, part: str, whole: str) -> None:
    for k, n, rate, low, high in zip(
        *(_numbers(name, column) for column in (part, whole, "rate", "lo95", "hi95")), strict=True
    ):
        assert abs(k / n - rate) <= Fraction(1, 10**4)
        assert 0 <= low <= rate <= high <= 1


def test_initiation_rates_are_the_counts_they_are_made_of() -> None:
    columns = ("mid_initiations", "directed_dyad_years", "rate_per_1000")
    for k, n, rate in zip(*(_numbers("mid_initiation_by_defence_pact", column) for column in columns), strict=True):
        assert abs(1000 * k / n - rate) <= Fraction(1, 10**3)


def test_ranks_of_1964_are_ranks_and_give_the_coefficient() -> None:
    name = "olson_zeckhauser_1964"
    for values, ranks in (("gnp_busd_1964", "gnp_rank"), ("defence_pct_gnp_1964", "pct_rank")):
        falling = sorted(_numbers(name, values), reverse=True)
        assert [falling.index(value) + 1 for value in _numbers(name, values)] == _numbers(name, ranks)
    squares = sum((a - b) ** 2 for a, b in zip(_numbers(name, "gnp_rank"), _numbers(name, "pct_rank"), strict=True))
    assert squares == 232
    assert 1 - Fraction(6 * 232, 14 * (14**2 - 1)) == Fraction(223, 455)  # .490110: arithmetic on an unverified table


def test_gdp_is_exact_and_depends_on_state_and_year_only() -> None:
    assert gdp("JPN", 1960) == Fraction("699.91")
    for row in table("party_gdp").rows:
        assert gdp(str(row["iso3"]), int(row["year"])) == row["gdp_busd_2017prices"]  # type: ignore[arg-type]
    assert pact_gdps(pacts()["aukus-2021"]) == {
        "AUS": Fraction("1404.27"),
        "GBR": Fraction("3199.73"),
        "USA": Fraction("23109.51"),
    }


def test_gdps_of_a_pact_follow_its_parties() -> None:
    held = 0
    for pact in pacts().values():
        try:
            found = pact_gdps(pact, 2019)
        except ModelError as error:
            assert error.message.startswith("no GDP is held for")  # noqa: PT017
            continue
        held += 1
        assert tuple(found) == pact.parties
    assert held == 18  # all but the two Polish pacts, Czechoslovakia, the EU and the CSTO


@pytest.mark.parametrize(
    ("iso3", "year", "advice"),
    [
        ("JPN", 1961, "for JPN the table holds 1960, 2019"),
        ("JPM", 2019, "did you mean 'JPN'?"),
    ],
)
def test_a_missing_gdp_says_what_is_held(iso3: str, year: int, advice: str) -> None:
    with pytest.raises(ModelError) as caught:
        gdp(iso3, year)
    assert caught.value.advice == advice


def test_a_missing_table_gets_advice() -> None:
    with pytest.raises(ModelError) as caught:
        table("party_gdps")
    assert caught.value.advice == "did you mean 'party_gdp'?"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1\n", "a row has 1 cells for 2 columns"),
        ("a,c\n1,2\n", "the header of this table"),
        ("", "the header of this table"),
        ("a,b\n1,x\n", "'x' is not a number"),
        ("a,b\n1,nan\n", "'nan' is not a number"),
        ('a,b\n"1,2\n', "this table cannot be read"),
    ],
)
def test_a_broken_table_is_located(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text)
    columns = {"a": {"unit": "text", "meaning": "a"}, "b": {"unit": "count", "meaning": "b"}}
    values = {"title": "t", "source": "s", "cite": [], "licence": "l", "status": "computed", "columns": columns}
    with pytest.raises(ModelError, match=re.escape(message)) as caught:
        load_table(path, Record(values, "tables.toml", what="a description"))
    assert str(path) in str(caught.value)


def test_every_source_that_is_cited_is_in_the_references() -> None:
    cited = [key for term in vocabulary().values() for key in term.source]
    cited += [key for world in worlds().values() for key in world.source]
    cited += [key for pact in pacts().values() for key in pact.source]
    assert cited
    assert not set(cited) - KEYS
    for path in (data_folder() / "games").glob("*.toml"):
        for block in re.findall(r"source = \[([^\]]*)\]", path.read_text("utf-8")):
            assert set(re.findall(r'"([^"]+)"', block)) <= KEYS, path.name


def test_each_reference_stands_once_with_author_and_title() -> None:
    lines = [
        line for line in (data_folder() / "references.bib").read_text("utf-8").splitlines() if line.startswith("@")
    ]
    assert len(lines) == len(KEYS)
    for line in lines:
        assert re.match(r"@(article|book|techreport|misc|unpublished)\{[a-z0-9]+, ", line), line
        assert "author = {" in line
        assert "title = {" in line
        assert line.endswith("}}")
        assert line.count("{") == line.count("}")
        assert "year = {" in line or line.startswith("@unpublished")
