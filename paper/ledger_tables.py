"""Tables of the paper that speak of no pact: the ledger of claims, and ranks of size and burden."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import deterrence as dt
from deterrence.claims import rival_of, shipped_ledger
from deterrence.claims.answer import read_answer
from deterrence.evidence import table as evidence
from deterrence.proposition import parse_proposition
from deterrence.table import Column, Table
from deterrence.table.cells import Cell

VERSION = f"deterrence {dt.__version__}"


def ranks() -> Table:
    """Rank correlations of size and burden in NATO: arithmetic on evidence, with the tail of every p value."""
    from scipy.stats import t as student

    listed = evidence("olson_zeckhauser_1964").rows
    n = len(listed)
    squares = sum((_number(row["gnp_rank"]) - _number(row["pct_rank"])) ** 2 for row in listed)
    rho = 1 - 6 * squares / (n * (n * n - 1))
    statistic = float(rho) * ((n - 2) / (1 - float(rho) ** 2)) ** 0.5
    tail = float(student.sf(statistic, n - 2))
    rows: list[tuple[Cell, ...]] = [("1964, from memory", n, rho, tail, 2 * tail, "unverified")]
    for row in evidence("nato_burden_rank_correlation").rows:
        year = int(_number(row["year"]))
        if year % 10 == 0 or year in (1964, 2014, 2019):
            cells = (_number(row["n"]), _number(row["spearman_all"]), None, _number(row["p_all"]))
            rows.append((str(year), int(cells[0]), *cells[1:], "computed"))
    return Table(
        (
            Column("year", "year"), Column("n", "n", "$n$", "r"), Column("rho", "rho", r"$\rho$", "r"),
            Column("one", "p, one-tailed", "$p$, one-tailed", "r"),
            Column("two", "p, two-sided", "$p$, two-sided", "r"), Column("status", "status"),
        ),
        tuple(rows),
        caption="Spearman correlation of size and defence share in NATO",
        label="tab:ranks",
        notes=(
            "First row: ranks of GNP and of the share spent on defence of fourteen members, typed from memory after "
            "Olson and Zeckhauser (1966), so no cell of theirs is asserted; p values by the t approximation with "
            f"{n - 2} degrees of freedom. Other rows: all members with data, World Development Indicators and Fariss "
            "et al. (2022); the table of evidence holds two-sided p values only. No world, selection or refinement "
            f"enters. {VERSION}.",
        ),
    )  # fmt: skip


ANSWERS = Path(__file__).parents[1] / "tests" / "golden" / "ledger" / "answers.json"
HALVES = {"claims": (1, 10), "claims-continued": (11, 20)}


def claims(name: str) -> Table:
    """Half of the ledger: each claim beside its rival, as the committed answers have it.

    The answers are those that a nightly test decides anew; what was not decided is said to be so, and never guessed.
    """
    first, last = HALVES[name]
    answers = json.loads(ANSWERS.read_bytes())
    rows: list[tuple[Cell, ...]] = []
    for claim_name, claim in list(shipped_ledger().claims.items())[first - 1 : last]:
        said: list[Cell] = []
        for key, stated in ((claim_name, claim), (rival_of(claim_name), claim.rival)):
            kept = read_answer(answers.get(key))
            if kept is not None and kept.statement != str(parse_proposition(stated.proposition)):
                raise SystemExit(f"the answer to {key} is to another proposition: run pytest -m nightly --regenerate")
            said += [stated.says, "not decided" if kept is None else kept.status]
        rows.append((claim_name[1:], *said))
    return Table(
        (
            Column("id", ""), Column("claim", "claim (P)"), Column("answer", "answer"),
            Column("rival", "rival (R)"), Column("rival_answer", "answer"),
        ),
        tuple(rows),
        caption=f"Claims of the debate about bilateral pacts, each with its rival: {first} to {last}",
        label=f"tab:{name}",
        notes=(
            "Each is decided on a shipped model over whole ranges: proved, true at every point; refuted, false at one "
            "that was solved exactly; conditional, true in one part and false in another. Statements, regions, "
            "counterexamples and published findings: the command claims. An answer is a fact about a model.",
            "World: none, the ranges hold all. Selection: the statement names the largest or smallest value over all "
            f"equilibria; refinement: none. {VERSION}.",
        ),
    )  # fmt: skip


def _number(cell: object) -> Fraction:
    assert isinstance(cell, Fraction)
    return cell
