"""Three players and more: all equilibria, ours and Gambit's enumpoly on the same random games.

    python -m benchmarks.many_players [--games 20]

Asserts that every answer of ours is proved by its certificate and says that it is complete, and that no equilibrium of
the peer is missing in ours. An equilibrium of ours that the peer does not list is a miss of the peer's, for ours is
proved. Games with continua are left out of that comparison: lists of points do not describe them. Times are the
processor's.
"""

from __future__ import annotations

import argparse
import importlib
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from math import prod
from pathlib import Path
from typing import Any

import deterrence as dt

SHAPES = ((2, 2, 2), (2, 2, 2, 2), (3, 2, 2), (3, 3, 3))
CLOSE = 1e-4


def drawn(shape: Sequence[int], seed: int) -> dt.StrategicGame:
    """A game with integer payoffs from -50 to 50."""
    source = random.Random(seed)
    players = tuple("ABCDE"[: len(shape)])
    actions = tuple(tuple(f"{name}{k}" for k in range(size)) for name, size in zip(players, shape, strict=True))
    return dt.StrategicGame(
        players, actions, tuple(tuple(source.randint(-50, 50) for _ in range(prod(shape))) for _ in shape)
    )


def peer_points(gambit: Any, game: dt.StrategicGame) -> tuple[list[tuple[float, ...]], float]:
    """What enumpoly lists, as flat floats, and its seconds of the processor."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "game.nfg"
        dt.write_game(game, path)
        read = gambit.read_nfg(str(path))
    begun = time.process_time()
    found = gambit.nash.enumpoly_solve(read).equilibria
    seconds = time.process_time() - begun
    return [
        tuple(float(profile[strategy]) for player in read.players for strategy in player.strategies)
        for profile in found
    ], seconds


def near(point: Sequence[float], others: Sequence[Sequence[float]]) -> bool:
    """Whether a point is among the others, up to rounding."""
    return any(max(abs(x - y) for x, y in zip(point, other, strict=True)) < CLOSE for other in others)


def main() -> None:
    """Measure, check and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=20, help="games of each size")
    count = parser.parse_args().games
    try:
        gambit: Any = importlib.import_module("pygambit")
    except ImportError:
        gambit = None
    print("| game | ours: median ms | largest | complete | enumpoly: median ms | games in which it misses some |")
    print("| --- | --- | --- | --- | --- | --- |")
    for shape in SHAPES:
        ours, theirs, complete, compared, missed = [], [], 0, 0, 0
        for seed in range(count):
            game = drawn(shape, seed)
            begun = time.process_time()
            answer = dt.solve(game)
            proved = answer.certificate.holds
            ours.append(time.process_time() - begun)
            assert proved, f"seed {seed}: {answer.certificate}"
            assert answer.complete, f"seed {seed}: {answer.status}"
            complete += answer.complete
            if gambit is None:
                continue
            listed, seconds = peer_points(gambit, game)
            theirs.append(seconds)
            if not answer.families:
                compared += 1
                points = [[float(p) for mixed in point for p in mixed] for point in answer.points]
                assert all(near(point, points) for point in listed), f"seed {seed}: we miss one"
                missed += not all(near(point, listed) for point in points)
        peer = f"{1000 * statistics.median(theirs):.0f} | {missed} of {compared}" if theirs else "- | -"
        size = "x".join(map(str, shape))
        median, largest = 1000 * statistics.median(ours), 1000 * max(ours)
        print(f"| {size} | {median:.0f} | {largest:.0f} | {complete} of {count} | {peer} |", flush=True)


if __name__ == "__main__":
    main()
