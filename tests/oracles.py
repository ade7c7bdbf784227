"""Outside programs as oracles: what they are asked, and how their answers are read."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

Strategy = tuple[Fraction, ...]
Matrix = Sequence[Sequence[Fraction | int]]


def lrsnash_extreme(program: str, folder: Path, A: Matrix, B: Matrix) -> list[tuple[Strategy, Strategy]]:
    """All extreme equilibria of a bimatrix game by lrsnash (Avis, Rosenberg, Savani and von Stengel 2010), sorted."""
    path = folder / "game"
    path.write_text(lrsnash_input(A, B))
    run = subprocess.run([program, str(path)], capture_output=True, text=True, check=True, timeout=60)
    return read_lrsnash(run.stdout)


def lrsnash_input(A: Matrix, B: Matrix) -> str:
    """The file that lrsnash reads."""
    matrices = ("\n".join(" ".join(map(str, row)) for row in matrix) for matrix in (A, B))
    return "\n\n".join([f"{len(A)} {len(A[0])}", *matrices]) + "\n"


def read_lrsnash(printed: str) -> list[tuple[Strategy, Strategy]]:
    """All extreme equilibria in what lrsnash prints, sorted.

    The answer comes in blocks between blank lines. A line is the number of a player, her mixed strategy, and the
    other's payoff. In a block every strategy of player 1 goes with every strategy of player 2: it is one vertex of one
    player and all vertices of the other that make an equilibrium with it.
    """
    pairs: list[tuple[Strategy, Strategy]] = []
    for block in re.split(r"\n\s*\n", printed):
        lines = [line.split() for line in block.splitlines() if re.match(r"[12]\s", line)]
        first, second = (
            [tuple(map(Fraction, line[1:-1])) for line in lines if line[0] == player] for player in ("1", "2")
        )
        pairs += [(x, y) for x in first for y in second]
    count = re.search(r"Number of equilibria found: (\d+)", printed)
    assert count is not None, f"lrsnash did not finish:\n{printed}"
    assert len(pairs) == int(count[1]), f"misread {len(pairs)} equilibria of {count[1]}:\n{printed}"
    return sorted(pairs)
