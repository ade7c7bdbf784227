"""How long regions, proofs and readings of many designs take; every answer is asserted before its time counts.

    python -m benchmarks.regions                  # everything: a table on stdout, and regions.md here
    python -m benchmarks.regions --quick          # without what takes more than a few seconds, nothing written

Regions agree with the exact solver, supports and refinements, at 20 points drawn from their pieces and between them. A
time is processor time on one core, the median of three runs (one where a run takes more than five seconds). What is
refused, because too many names vary, must be refused with advice; then the time is that until the refusal.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from time import process_time
from typing import Any

import deterrence as dt
from benchmarks.designs.__main__ import FOUR_POINTS, drawn
from benchmarks.speed.machine import describe
from deterrence.errors import SolverError
from deterrence.model import Model
from deterrence.regions import Regions

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))
RUNS, LONG, POINTS = 3, 5.0, 20


@dataclass(frozen=True)
class Task:
    """Something timed.

    Attributes
    ----------
    title
        What it is.
    run
        What is timed.
    check
        What is asserted of the answer; a few words on it.
    slow
        Whether a quick run leaves it out.
    """

    title: str
    run: Callable[[], Any]
    check: Callable[[Any], str]
    slow: bool = False


def agrees(found: Any, shapes: int | None = None) -> str:
    """That regions are complete, have some number of shapes, and list at points what the exact solver lists."""
    from regions_agreement import check_point

    if isinstance(found, SolverError):
        assert "let fewer names vary" in str(found)
        return f"refused: {str(found).split(',')[0]}"
    assert isinstance(found, Regions)
    assert found.complete, found.status
    occur = [shape for shape in found.shapes if shape.pieces]
    assert shapes is None or len(occur) == shapes, len(occur)
    assert all(piece.certain for _, piece in found.pieces())
    for point in islice(_points(found), POINTS):
        check_point(found, point)
    inner = sum(not shape.boundary_only for shape in occur)
    pieces = sum(len(shape.pieces) for shape in occur)
    return f"{len(found.domain.ring.names)} names, {len(occur)} shapes ({inner} with inner points), {pieces} pieces"


def _points(found: Regions) -> Any:
    """Witnesses of pieces, and points between two of them."""
    rng = Random(1)
    witnesses = [piece.witness for _, piece in found.pieces() if piece.witness is not None]
    while True:
        one, other, t = rng.choice(witnesses), rng.choice(witnesses), Fraction(rng.randrange(0, 8), 8)
        point = {name: one[name] * (1 - t) + other[name] * t for name in one}
        if found.domain.contains(point):
            yield point


def _regions(model: Model, **given: Any) -> Any:
    try:
        return dt.regions(model, **given)
    except SolverError as refused:
        return refused


def _proved(proof: Any) -> str:
    assert proof.status == "proved", proof
    return f"proved; the solver agrees at {proof.tested:,} points"


def _turns(found: Any) -> str:
    assert found.binding == "p_D < c_s"
    assert str(found.changes[0].value) == "20/27"
    return "obligation_strength turns the verdict at 20/27"


def _read(answer: Any) -> str:
    assert answer.inside.all()
    assert all(answer.named(name).any() for name in ("Bluff", "Attack", "Separating", "Certain Deterrence"))
    return f"{len(answer.inside):,} designs, {answer.redone:,} of them redone in Fractions"


def tasks() -> list[Task]:
    """All of them."""
    from signaling_models import beer_and_quiche, random_model, with_letters

    unilateral = dt.load("unilateral-deterrence")
    numbers: dict[str, Any] = {"over": ["p_C", "p_D"], "at": FOUR_POINTS, "points": 1000}
    found = [
        Task("T2, unilateral deterrence", lambda: dt.regions(unilateral), lambda a: agrees(a, 11)),
        Task("T3, tripartite crisis", lambda: dt.regions(dt.load("tripartite-crisis")), lambda a: agrees(a)),
        Task("beer and quiche, 2x2x2", lambda: dt.regions(beer_and_quiche()), lambda a: agrees(a, 11)),
    ]
    for seed in range(4):
        model = with_letters(Random(seed), 2, 2, 2, 3)
        found.append(Task(f"random 2x2x2, 3 payoffs free ({seed})", lambda m=model: _regions(m), agrees))
    for seed in (8, 9):
        model = random_model(Random(seed), 2, 2, 2)
        found.append(Task(f"random 2x2x2, 3 names in payoffs ({seed})", lambda m=model: _regions(m), agrees, True))
    for seed in (5, 4, 7, 6):
        model = with_letters(Random(seed), 2, 2, 2, 6)
        found.append(Task(f"random 2x2x2, 6 payoffs free ({seed})", lambda m=model: _regions(m), agrees, True))
    mixed, every = random_model(Random(10), 2, 2, 2, "abcdef"), with_letters(Random(1), 2, 2, 2, 16)
    found.append(Task("random 2x2x2, 6 names in payoffs (10)", lambda: _regions(mixed), agrees, True))
    found.append(Task("2x2x2, every payoff free", lambda: _regions(every), agrees, True))
    for types, signals in ((3, 2), (2, 3)):
        model = with_letters(Random(1), types, signals, 2, 3)
        found.append(Task(f"random {types}x{signals}x2, 3 payoffs free (1)", lambda m=model: _regions(m), agrees, True))
    for text in (
        'most "P(war)" over "Bluff" = p_C*c_s',
        'most "P(war)" over "Bluff" does not change in p_D',
        'no "Steadfast Deterrence" over refined',
    ):
        found.append(Task(f"prove {text}", lambda t=text: dt.prove(unilateral, t, **numbers), _proved, True))
    of = ["obligation_strength", "basing_right"]
    found.append(Task("why, two terms", lambda: dt.why(unilateral, dt.load("usa-japan-1960"), of=of), _turns))
    known, values = dt.regions(unilateral), drawn()
    found.append(Task("a million designs of T2", lambda: known.designs(values), _read, True))
    return found


def main() -> None:
    """Time, check, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="only what takes a few seconds")
    given = parser.parse_args()
    machine = describe()
    lines = [
        f"Processor seconds on one core of {machine['processor']}; commit {machine['commit']}.",
        "",
        "| task | seconds | answer |",
        "| --- | --- | --- |",
    ]
    print("\n".join(lines), flush=True)
    for task in tasks():
        if task.slow and given.quick:
            continue
        times: list[float] = []
        while len(times) < RUNS and (not times or times[-1] < LONG):
            start = process_time()
            answer = task.run()
            times.append(process_time() - start)
        lines.append(f"| {task.title.replace('|', 'given')} | {median(times):.2f} | {task.check(answer)} |")
        print(lines[-1], flush=True)
    if not given.quick:
        (HERE / "regions.md").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
