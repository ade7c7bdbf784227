"""The games of the benchmark: seeded random ones, and published ones. Nothing is downloaded."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from nashpy_games import GAMES as NASHPY_GAMES
from published_games import VON_STENGEL_COLUMN, VON_STENGEL_ROW

Matrix = list[list[Fraction]]
Game = tuple[Matrix, Matrix]


@dataclass(frozen=True)
class Scale:
    """How much is measured.

    Attributes
    ----------
    name
        It stands in every table, so that a quick run is not taken for a full one.
    games
        For each set of single games how many are solved.
    batches
        For each family of batches how many games it has.
    signaling
        For each number of types, signals and responses how many games we solve, and how many the peers.
    checked
        How many games of a batch are compared with the exact answer.
    rounds
        How often each game is solved by everyone in turn.
    cap
        Seconds that one answer of a peer may take.
    budget
        Seconds that one peer may take for one set of games.
    patience
        Seconds that a peer's loop over a batch may take in one round, about.
    """

    name: str
    games: dict[str, int]
    batches: dict[str, int]
    signaling: dict[int, tuple[int, int]]
    checked: int
    rounds: int
    cap: float
    budget: float
    patience: float


FULL = Scale(
    "full",
    {
        "nashpy reports": 7, "von Stengel": 1, "ties-2": 300, "ties-3": 300, "ties-4": 100,
        "random-2": 100, "random-3": 300, "random-4": 60, "random-5": 60, "random-6": 40, "random-8": 20,
        "random-10": 20, "random-12": 20, "random-15": 5,
    },
    {"normal-2": 1_000_000, "normal-3": 200_000, "normal-4": 50_000, "ties-3": 200_000},
    {2: (50, 50), 3: (20, 3), 4: (5, 1)},
    checked=1000, rounds=3, cap=20, budget=20, patience=3,
)  # fmt: skip
QUICK = Scale(
    "quick",
    {
        "nashpy reports": 7, "von Stengel": 1, "ties-2": 30, "ties-3": 30, "ties-4": 15,
        "random-2": 20, "random-3": 30, "random-4": 15, "random-5": 15, "random-6": 10, "random-8": 5,
        "random-10": 3, "random-12": 1,
    },
    {"normal-2": 200_000, "normal-3": 40_000, "normal-4": 10_000, "ties-3": 40_000},
    {2: (10, 10), 3: (2, 1)},
    checked=200, rounds=2, cap=3, budget=0.5, patience=0.3,
)  # fmt: skip
TINY = Scale(
    "tiny",
    {"ties-2": 2, "random-3": 2},
    {"normal-2": 100, "ties-3": 100},
    {2: (2, 2)},
    checked=10, rounds=1, cap=60, budget=60, patience=1,
)  # fmt: skip
SCALES = {scale.name: scale for scale in (FULL, QUICK, TINY)}


def single_games(name: str, count: int) -> list[Game]:
    """The first games of a set. They depend on its name and on their place in it, on nothing else."""
    if name == "von Stengel":
        return [(_exact(VON_STENGEL_ROW), _exact(VON_STENGEL_COLUMN))]
    if name == "nashpy reports":
        return [(_exact(A), _exact(B)) for A, B in NASHPY_GAMES.values()][:count]
    kind, size = name.split("-")
    low, high = {"ties": (0, 2), "random": (-50, 50)}[kind]
    draw = random.Random(f"deterrence {name}")
    n = int(size)
    return [
        (_exact([[draw.randint(low, high) for _ in range(n)] for _ in range(n)]),
         _exact([[draw.randint(low, high) for _ in range(n)] for _ in range(n)]))
        for _ in range(count)
    ]  # fmt: skip


def size(name: str) -> int | None:
    """The number of actions a side, where all games of the set have the same."""
    return {"von Stengel": 6, "nashpy reports": None}[name] if "-" not in name else int(name.split("-")[1])


def describe(name: str) -> str:
    """What a set of games is, in words for a table."""
    if name == "von Stengel":
        return "6x6 with 75 equilibria (von Stengel 1999)"
    if name == "nashpy reports":
        return "nashpy's bug reports " + ", ".join(map(str, NASHPY_GAMES))
    kind, n = name.split("-")
    return f"{n}x{n}, " + {"ties": "{0, 1, 2}", "random": "integers in [-50, 50]", "normal": "i.i.d. normal"}[kind]


def batch(name: str, count: int) -> tuple[Any, Any]:
    """A pair of arrays [game, row, column]."""
    import numpy as np

    kind, n = name.split("-")
    draw = np.random.default_rng([int(n), 2 if kind == "ties" else 1])
    shape = (count, int(n), int(n))
    if kind == "ties":
        return draw.integers(0, 3, size=shape), draw.integers(0, 3, size=shape)
    return draw.normal(size=shape), draw.normal(size=shape)


Signaling = tuple[list[str], list[list[list[int]]], list[list[list[int]]]]


def signaling_games(n: int, count: int) -> list[Signaling]:
    """Prior, sender's and receiver's payoffs [type, signal, response], integers in [-50, 50]; n of each."""
    draw = random.Random(f"deterrence signaling {n}")
    games = []
    for _ in range(count):
        weights = [draw.randint(1, 9) for _ in range(n)]
        prior = [f"{weight}/{sum(weights)}" for weight in weights]
        u, v = ([[[draw.randint(-50, 50) for _ in range(n)] for _ in range(n)] for _ in range(n)] for _ in "uv")
        games.append((prior, u, v))
    return games


def _exact(matrix: Any) -> Matrix:
    return [[Fraction(x) for x in row] for row in matrix]
