"""A million designs of unilateral deterrence: time of the array reading beside a loop of the exact solver.

    python -m benchmarks.designs

Three runs of each in turns; medians and ratios are printed. The answers are compared with the exact solver's at 1,000
designs drawn from the million, ties among them. Run it alone on a machine.
"""

from __future__ import annotations

from fractions import Fraction
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from deterrence import load
from deterrence.formula import number
from deterrence.reading import EVERY, NONE, SOME, read
from deterrence.regions import regions

SIZE, SAMPLE, RUNS = 10**6, 1000, 3
FOUR_POINTS = {
    "c_SQ": 0, "c_DC": 1, "c_DD_hard": "-1/2", "c_CD": -1, "c_DD_soft": -2,
    "d_SQ": 1, "d_CD": "1/2", "d_DD_hard": "-1/5", "d_DC": "-1/2", "d_DD_soft": "-3/2",
}  # fmt: skip
WORDS = {EVERY: 2, SOME: 1, NONE: 0}


def drawn() -> dict[str, Any]:
    """Priors anywhere, payoffs about the four points of the handbook; a tenth lies on a lattice of ties."""
    draw = np.random.default_rng(2026)
    values: dict[str, Any] = {"p_C": draw.uniform(0.01, 0.99, SIZE), "p_D": draw.uniform(0.01, 0.99, SIZE)}
    for name, at in FOUR_POINTS.items():
        values[name] = float(Fraction(at)) + draw.uniform(-0.1, 0.1, SIZE)
    tied = slice(0, SIZE // 10)
    for name, at in FOUR_POINTS.items():
        values[name][tied] = float(Fraction(at))
    for name in ("p_C", "p_D"):
        values[name][tied] = draw.integers(1, 20, SIZE // 10) / 20
    return values


def main() -> None:
    """Time, check, print."""
    model = load("unilateral-deterrence")
    start = perf_counter()
    found = regions(model)
    derived = perf_counter() - start
    values = drawn()
    rows = np.random.default_rng(1).choice(SIZE, SAMPLE, replace=False)
    fast, slow = [], []
    for _ in range(RUNS):
        start = perf_counter()
        answer = found.designs(values)
        fast.append(perf_counter() - start)
        start = perf_counter()
        solved = [read(model, model.values(set={n: number(float(x[row])) for n, x in values.items()})) for row in rows]
        slow.append((perf_counter() - start) / SAMPLE * SIZE)
    assert answer.inside.all()
    for row, exact in zip(rows, solved, strict=True):
        assert {name for name in found.names if answer.named(name)[row]} == set(exact.regions)
        assert answer.verdict["all"][row] == WORDS[exact.deters]
        assert answer.verdict["refined"][row] == WORDS[exact.refined_deters]
        for name, measure in exact.refined_measures.items():
            if measure.minimum is not None:
                assert abs(answer.least["refined"][name][row] - float(measure.minimum)) < 1e-12
                assert abs(answer.most["refined"][name][row] - float(measure.maximum)) < 1e-12
    print(f"regions over 12 names: {derived:.1f} s, once")
    print(f"{SIZE:,} designs, all equilibria and D1, six measures: median {median(fast):.2f} s of {RUNS} runs")
    print(f"{answer.redone:,} of them on a boundary, redone in Fractions")
    print(f"a loop of the exact solver would take {median(slow) / median(fast):,.0f} times as long")
    print(f"checked against it at {SAMPLE:,} designs: the same regions, verdicts and measures")


if __name__ == "__main__":
    main()
