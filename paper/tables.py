"""Regenerate the tables of the paper: `python paper/tables.py`; with `--check`, only say whether they are up to date.

Every number comes from the models and data that ship with the package. The bytes are the same on every machine.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial
from pathlib import Path

from ledger_tables import HALVES, claims, ranks

import deterrence as dt
from deterrence.compare import BURDEN, DETERRENCE, Comparison, Row, compare
from deterrence.reading import NOT_ASKED, Reading, read
from deterrence.refine import surviving
from deterrence.table import Column, Table, render
from deterrence.table.cells import Cell, Interval, shown

FOLDER = Path(__file__).parent / "tables"
VERSION = f"deterrence {dt.__version__}"
SELECTION = "Selection: all perfect Bayesian equilibria (all); refinement: those surviving D1 (D1)."
TEXTS = "Texts are compared, not alliances: adversary, balance and stakes are the same in every row."


@cache
def comparison() -> Comparison:
    """All shipped pacts in the default world."""
    return compare()


def asked() -> list[Row]:
    """The row of no pact, and the pacts with a promise to test."""
    both = comparison()
    return [both.without, *(row for row in both.rows if row.reading is not None)]


def world_note() -> str:
    """The world, the model and the version: what every table of pacts says."""
    both = comparison()
    return f"World: {both.world.name} ({both.world.meaning}). Model: {both.model_names[0]}."


# -- the tables ------------------------------------------------------------------------------------------------------


def thresholds() -> Table:
    """The comparison of pacts, in the columns that fit a page."""
    both = comparison()
    whole = both.table()
    headers = {
        "pact": "pact",
        "p_D": r"least $p_D$",
        "p_D_box": "over box",
        "P(challenge)": r"$P(\mathrm{challenge})$",
        "P(challenge) D1": "D1",
        "P(war)": r"$P(\mathrm{war})$",
        "P(war) D1": "D1",
        "change": "change",
        "worlds": "worlds",
    }
    names = [column.name for column in whole.columns]
    kept = [names.index(name) for name in headers]
    columns = tuple(replace(whole.columns[k], latex=headers[whole.columns[k].name]) for k in kept)
    box = names.index("p_D_box")
    rows = tuple(
        tuple(None if k == box and row[0] == both.without.name else row[k] for k in kept)  # no pact, no box of codings
        for row in whole.rows
        if row[names.index("deters")] != NOT_ASKED
    )
    left_out = [row.name for row in both.rows if row.reading is None]
    return Table(
        columns,
        rows,
        caption="Least prior of a Hard defender at which a pact deters, and what it changes",
        label="tab:thresholds",
        notes=(
            f"{world_note()} {SELECTION}",
            "Least prior: the infimum prior of a Hard defender from which the pact deters (no challenge at all) in "
            "every equilibrium surviving D1; over box: its least and largest value over all points of the codings, "
            "proved. A bracket under a probability is its least and largest value over all "
            "equilibria. Change: of P(challenge) against no pact, D1 sets. Worlds: declared worlds in which the pact "
            "deters in every equilibrium surviving D1, each at its own prior.",
            f"{TEXTS} Not asked, for they promise no defence: {', '.join(left_out)}. {VERSION}.",
        ),
    )


PAYOFFS = {
    "c_SQ": "0", "c_DC": "1", "c_DD_hard": "-1/2", "c_CD": "-1", "c_DD_soft": "-2",
    "d_SQ": "1", "d_CD": "1/2", "d_DD_hard": "-1/5", "d_DC": "-1/2", "d_DD_soft": "-3/2",
}  # fmt: skip
PRIORS = (("3/10", "4/5"), ("3/10", "3/5"), ("7/10", "3/10"), ("3/10", "3/10"))


def regions() -> Table:
    """The four named equilibria of unilateral deterrence, out of the general solver."""
    model = dt.load(DETERRENCE)
    assert isinstance(model, dt.Model)
    rows = []
    values = {}
    for p_C, p_D in PRIORS:
        values = model.values(set={**PAYOFFS, "p_C": p_C, "p_D": p_D})
        found = read(model, values)
        rows.append((*_row_of_region(found), ", ".join(name for name in found.regions if name != found.region) or None))
    c_s, c_t, d_n = (shown(values[name], as_ratio=True) for name in ("c_s", "c_t", "d_n"))
    given = ", ".join(f"{name} = {value}" for name, value in PAYOFFS.items())
    headers = [r"$p_C$", r"$p_D$", "equilibrium (D1)", r"$x_S$", r"$y_S$", "no challenge", "concedes", "backs down"]
    columns = [Column(header, header, header, "l" if "D1" in header else "r") for header in headers]
    return Table(
        (*columns, Column("war", "war", None, "r"), Column("also", "fails D1")),
        tuple(rows),
        caption="Equilibria of unilateral deterrence at four priors",
        label="tab:regions",
        notes=(
            f"World: none; payoffs set by hand ({given}), so that c_s = {c_s}, c_t = {c_t} and d_n = {d_n}. "
            f"Model: {DETERRENCE}, the payoffs replacing its formulas.",
            "x_S: probability that a Soft challenger initiates; y_S: that a Soft defender denies (an interval where "
            "a challenge never comes and any answer in it goes with the same outcome). The last four columns of "
            "numbers are probabilities of outcomes. Selection: the equilibria surviving D1; refinement: D1; the last "
            f"column names the equilibria that fail it. {VERSION}.",
        ),
    )


def _row_of_region(found: Reading) -> tuple[Cell, ...]:
    left = surviving(found.equilibria, found.refinements)

    def played(player: str, action: str) -> Cell:
        chances = [
            strategy.get(action, Fraction(0))
            for cell in left
            for profile in cell.profiles
            for place, strategy in profile.items()
            if (place.player, place.type) == (player, "soft") and action in found.equilibria.game.actions(place)
        ]
        return chances[0] if min(chances) == max(chances) else Interval(min(chances), max(chances))

    outcomes = {name: found.refined_measures[name] for name in ("P(challenge)", "P(concede)", "P(back down)", "P(war)")}
    assert all(one.single for one in outcomes.values())
    chances = [one.minimum for one in outcomes.values()]
    assert chances[0] is not None
    return (
        found.values["p_C"], found.values["p_D"], found.region,
        played("Challenger", "initiate"), played("Defender", "deny"), 1 - chances[0], *chances[1:],
    )  # fmt: skip


def burden() -> Table:
    """When free-riding pays: every pact whose parties' GDPs are held."""
    both = comparison()
    model = both.models[1]
    rows: list[tuple[Cell, ...]] = []
    left_out = []
    for row in both.rows:
        phi = row.thresholds.get("phi")
        if row.burden is None or row.pact is None or phi is None:
            left_out.append(row.name)
            continue
        wealth = model.endowments(row.pact)
        largest = max(wealth, key=lambda state: wealth[state])
        paid = {
            level: read(model, model.values(row.pact, world=both.world, set={"phi": level})) for level in ("1/10", "1")
        }
        idle = sum(paid["1"].measures[f"g[{state}]"].maximum == 0 for state in wealth)
        index = [paid[level].measures[f"exploitation[{largest}]"].minimum for level in ("1/10", "1")]
        value = phi.middle.value
        assert value is None or isinstance(value, Fraction)
        rows.append((row.name, len(wealth), largest, wealth[largest] / sum(wealth.values()), value, *index, idle))
    alpha = both.world.values.get("alpha", model.parameters["alpha"].default)
    return Table(
        (
            Column("pact", "pact"), Column("parties", "parties", None, "r"), Column("largest", "largest"),
            Column("share", "share of GDP", None, "r"), Column("phi", "phi*", r"$\varphi^*$", "r"),
            Column("tenth", "index, phi = 1/10", r"index, $\varphi=1/10$", "r"),
            Column("one", "index, phi = 1", r"$\varphi=1$", "r"),
            Column("idle", "pay nothing at phi = 1", r"pay nothing, $\varphi=1$", "r"),
        ),
        tuple(rows),
        caption="When free-riding pays: the publicness from which a party pays nothing, and who bears the burden",
        label="tab:burden",
        notes=(
            f"Model: {BURDEN}, alpha = {shown(alpha, as_ratio=True)}, GDPs of {both.year}. World: {both.world.name}, "
            "which gives alpha. phi*: the infimum publicness of defence from which some party pays nothing "
            "(a dash: none does at any phi up to 1). Index: the largest party's share of the total paid over its "
            "share of GDP; above 1 it is exploited.",
            "Selection: the Nash equilibrium is unique at every phi; refinement: none is needed. Parties as the "
            f"pact's file lists them. Left out, because a GDP is not held: {', '.join(left_out)}. {VERSION}.",
        ),
    )  # fmt: skip


LEVELS = ("0", "1/200", "1/50", "1/20", "1/10", "1")


def founders() -> Table:
    """What each founder of NATO would pay, by publicness."""
    both = comparison()
    model, pact = both.models[1], dt.load("nato-1949")
    assert isinstance(pact, dt.Pact)
    wealth = model.endowments(pact)
    readings = [read(model, model.values(pact, world=both.world, set={"phi": level})) for level in LEVELS]
    rows: list[tuple[Cell, ...]] = [
        (state, wealth[state], *(100 * _known(found.measures[f"burden[{state}]"].minimum) for found in readings))
        for state in sorted(wealth, key=lambda state: -wealth[state])
    ]
    alpha = both.world.values.get("alpha", model.parameters["alpha"].default)
    return Table(
        (
            Column("state", "party"), Column("gdp", "GDP, billion USD", None, "r"),
            *(Column(level, f"phi = {level}", rf"$\varphi={level}$", "r") for level in LEVELS),
        ),
        tuple(rows),
        caption="Per cent of its GDP that each founder of NATO pays, by the publicness of defence",
        label="tab:founders",
        notes=(
            f"Model: {BURDEN}, alpha = {shown(alpha, as_ratio=True)} (the share of income spent on defence alone: a "
            f"scale, not an estimate), GDPs of {both.year} at 2017 prices. World: {both.world.name}, which gives "
            "alpha. Selection: the Nash equilibrium is unique at every phi; refinement: none is needed. "
            f"{VERSION}.",
        ),
    )  # fmt: skip


def worlds() -> Table:
    """The least prior at which each pact deters, world by world."""
    both = comparison()
    model = both.models[0]
    rows: list[tuple[Cell, ...]] = []
    for row in asked():
        least: list[Cell] = []
        for world in both.worlds:
            found = dt.threshold(model, row.pact, of="p_D", world=world).value
            least.append(found if found is None or isinstance(found, Fraction) else float(found))
        met = sum(word == "in every equilibrium" for word in row.by_world.values())
        rows.append((row.name, *least, f"{met}/{len(both.worlds)}"))
    rows.append(("prior of the world", *(world.values["p_D"] for world in both.worlds), None))
    return Table(
        (
            Column("pact", "pact"),
            *(Column(w.name, w.name, rf"\rotatebox{{90}}{{{w.name.replace('-', ' ')}}}", "r") for w in both.worlds),
            Column("met", "worlds", None, "r"),
        ),
        tuple(rows),
        caption="Least prior of a Hard defender at which a pact deters, in every declared world",
        label="tab:worlds",
        notes=(
            f"Worlds: {'; '.join(f'{world.name}: {world.meaning}' for world in both.worlds)}. Model: "
            f"{both.model_names[0]}, codings at their middle. A dash: it deters at no prior.",
            "Worlds, last column: in how many the pact deters in every equilibrium surviving D1 at that world's own "
            f"prior, which the last row gives. Selection: all perfect Bayesian equilibria; refinement: D1. {VERSION}.",
        ),
    )


def codings() -> Table:
    """The terms that the deterrence model reads, pact by pact."""
    model = comparison().models[0]
    rows: list[tuple[Cell, ...]] = []
    judged = total = 0
    for row in asked():
        pact = row.pact
        if pact is None:
            continue
        cells: list[Cell] = []
        for term in model.terms:
            coding = pact.terms.get(term)
            if coding is None:
                cells.append("scenario")
                continue
            total += 1
            judged += coding.kind == "judgement"
            around = "" if coding.lo == coding.hi else f" {shown(Interval(coding.lo, coding.hi))}"
            cells.append(shown(coding.mid) + around)
        rows.append((pact.name, *cells))
    left_out = ", ".join(row.name for row in comparison().rows if row.reading is None)
    return Table(
        (Column("pact", "pact"), *(Column(term, term, _stacked(term)) for term in model.terms)),
        tuple(rows),
        caption="Pact terms as coded: middle and interval",
        label="tab:codings",
        notes=(
            f"Terms read by {comparison().model_names[0]}; {judged} of {total} codings are judgements with the basis "
            "given in the pact's file, the rest are facts. A pact that does not code a term takes its whole declared "
            f"range (scenario). Left out, for they promise no defence: {left_out}. No world, selection or refinement "
            f"enters a coding, and reliability is not among the terms. {VERSION}.",
        ),
    )


def _stacked(term: str) -> str:
    return rf"\shortstack[l]{{{term.replace('_', chr(92) * 2)}}}"  # one word a line


def _known(value: Fraction | None) -> Fraction:
    assert value is not None
    return value


TABLES: dict[str, Callable[[], Table]] = {
    **{name: partial(claims, name) for name in HALVES},
    "thresholds": thresholds,
    "worlds": worlds,
    "regions": regions,
    "burden": burden,
    "founders": founders,
    "codings": codings,
    "ranks": ranks,
}


def rendered() -> Iterator[tuple[Path, str]]:
    """Every file and what belongs in it."""
    for name, make in TABLES.items():
        yield FOLDER / f"{name}.tex", "% Made by paper/tables.py; do not edit.\n" + render(make(), "latex")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the tables, or with ``--check`` return 1 where a file differs from what would be written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a table is out of date")
    check = parser.parse_args(arguments).check
    stale = []
    expected = set()
    for path, text in rendered():
        expected.add(path)
        current = path.read_bytes() if path.is_file() else None
        if current == text.encode():
            continue
        stale.append(path.name)
        if not check:
            FOLDER.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
    stale += [f"{path.name} (no table has this name)" for path in FOLDER.glob("*.tex") if path not in expected]
    if check and stale:
        print(f"out of date: {', '.join(sorted(stale))}; run python paper/tables.py and read the diff", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
