"""Regenerate the figures of the paper and the docs: `python paper/figures.py`; with `--check`, say whether they are up
to date.

Boundaries come from the models that ship with the package. The same version of matplotlib writes the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import deterrence as dt
from deterrence.figure import Picture
from deterrence.regions import regions

FOLDER = Path(__file__).parent / "figures"
DOCS = Path(__file__).parent.parent / "docs" / "pictures"

# Zagare and Kilgour's game at the payoffs of the model's claims
UNILATERAL = {
    "c_SQ": 0, "c_DC": 1, "c_DD_hard": "-1/2", "c_CD": -1, "c_DD_soft": -2,
    "d_SQ": 1, "d_CD": "1/2", "d_DD_hard": "-1/5", "d_DC": "-1/2", "d_DD_soft": "-3/2",
}  # fmt: skip
# the crisis of three at the payoffs of its claims
TRIPARTITE = {
    "c_SQ": 0, "c_PL": "2/5", "c_PR": "9/10", "c_CC": "-3/5", "c_W_hard": "-3/10", "c_W_soft": "-6/5", "d_SQ": 1,
    "d_CC": "3/5", "d_PL": "-1/5", "d_PR": -1, "d_W_hard": "-3/5", "d_W_soft": "-8/5", "p_C": "9/20",
}  # fmt: skip
PACTS = ("usa-japan-1960", "usa-japan-1951", "nato-1949", "seato-1954", "uk-poland-1939")


def unilateral() -> Picture:
    """The regions of unilateral deterrence over both priors."""
    return regions(dt.load("unilateral-deterrence"), ["p_C", "p_D"], UNILATERAL).plot("p_C", "p_D")


def terms() -> Picture:
    """The same game over two terms of pacts, the others as in the treaty between Japan and the United States."""
    axes = ("obligation_strength", "basing_right")
    pact = dt.load("usa-japan-1960")
    found = regions(dt.load("unilateral-deterrence"), axes, {"p_D": "33/40"}, pact=pact)
    return found.plot(*axes, pacts=PACTS)


def tripartite() -> Picture:
    """The crisis of three over the protege's and the defender's priors."""
    return regions(dt.load("tripartite-crisis"), ["p_R", "p_D"], TRIPARTITE).plot("p_R", "p_D")


FIGURES: dict[str, Callable[[], Picture]] = {"unilateral": unilateral, "terms": terms, "tripartite": tripartite}


SHOWN = ("unilateral", "terms")  # in the docs, and the first in README


@cache
def drawn(name: str) -> Picture:
    """A figure, made once."""
    return FIGURES[name]()


def rendered() -> Iterator[tuple[Path, bytes]]:
    """Every file and what belongs in it."""
    for name in FIGURES:
        yield FOLDER / f"{name}.pdf", drawn(name).bytes("pdf")
    for name in SHOWN:
        yield DOCS / f"{name}.svg", drawn(name).bytes("svg")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the figures, or with ``--check`` return 1 where a file differs from what would be written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a figure is out of date")
    check = parser.parse_args(arguments).check
    stale = []
    for path, data in rendered():
        if path.is_file() and path.read_bytes() == data:
            continue
        stale.append(path.name)
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
    if check and stale:
        print(f"out of date: {', '.join(sorted(stale))}; run python paper/figures.py and look at them", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
