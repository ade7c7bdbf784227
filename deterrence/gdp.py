"""GDPs of the parties to pacts, from the evidence table ``party_gdp.csv`` (real, in billions of dollars of 2017)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache

from deterrence.data import data_folder
from deterrence.errors import ModelError
from deterrence.formula import number

TABLE = "evidence/party_gdp.csv"


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[int, Fraction]]:
    """Country -> year -> GDP. A country has one GDP a year, whichever pact it is listed under."""
    result: dict[str, dict[int, Fraction]] = {}
    with (data_folder() / TABLE).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(line for line in stream if not line.startswith("#")):
            if row["gdp_busd_2017prices"]:
                value = number(row["gdp_busd_2017prices"], file=TABLE)
                result.setdefault(row["iso3"], {})[int(row["year"])] = value
    return result


def gdp(parties: Iterable[str], year: int) -> dict[str, Fraction]:
    """The GDP of each party in a year.

    Raises
    ------
    ModelError
        Where the table has none for a party, with the years it has for all of them.
    """
    names, table = list(parties), _table()
    for party in names:
        if year not in table.get(party, {}):
            common = sorted(set.intersection(*(set(table.get(name, {})) for name in names)))
            raise ModelError(
                f"there is no GDP of {party} for {year}",
                file=TABLE,
                advice=f"choose the year {' or '.join(map(str, common))}"
                if common
                else "choose another pact or set each endowment",
            )
    return {party: table[party][year] for party in names}
