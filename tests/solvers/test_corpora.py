"""Hundreds of games, degenerate and not, against lrsnash: all extreme equilibria, in every way that we find them.

The games are those that the benchmark measures. In the ordinary suite go the small ones and some of the large; all go
in the nightly suite.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from oracles import lrsnash_extreme

import deterrence as dt
from benchmarks.speed.games import Game, single_games
from deterrence.solvers import batch, bimatrix

# how many games, and how many of them in the ordinary suite
CORPORA = {
    "ties-2": (300, 300),
    "ties-3": (300, 300),
    "ties-4": (100, 100),
    "random-3": (300, 300),
    "random-5": (60, 60),
    "random-8": (20, 3),
    "random-10": (20, 2),
    "random-12": (20, 1),
    "von Stengel": (1, 1),
    "nashpy reports": (7, 7),
}
# 12 x 12 without the compiled loops takes seconds a game
CASES = [(way, name) for way in ("numba", "numpy") for name in CORPORA if (way, name) != ("numpy", "random-12")]
NIGHTLY = [name for name, (all_of_them, some) in CORPORA.items() if all_of_them > some]
Extreme = list[tuple[tuple[Fraction, ...], tuple[Fraction, ...]]]


@cache
def known(program: str, name: str, count: int) -> list[tuple[Game, Extreme]]:
    """Games with their extreme equilibria by lrsnash, which is asked once."""
    games = single_games(name, count)
    assert len(games) == count

    def solved(place: int, game: Game) -> Extreme:
        path = Path(folder, str(place))
        path.mkdir()
        return lrsnash_extreme(program, path, *game)

    with TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        return list(zip(games, pool.map(solved, range(count), games), strict=True))


@pytest.fixture
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the compiled loops and without; without, single games go by the double description method."""
    if request.param == "numpy":
        monkeypatch.setattr(batch, "_kernel", lambda: None)
        monkeypatch.setattr(bimatrix, "paired_vertices", lambda *matrices: None)
    elif find_spec("numba") is None:
        pytest.skip("numba is not installed")
    else:
        import deterrence.solvers.sign_kernel  # noqa: F401  (loaded, it is used for small games too)
    return str(request.param)


def check_single(corpus: list[tuple[Game, Extreme]]) -> None:
    for game, expected in corpus:
        found = dt.solve(dt.bimatrix(*game))
        assert list(found.extreme) == expected
        assert found.certificate.holds


def by_shape(corpus: list[tuple[Game, Extreme]]) -> Iterator[Sequence[tuple[Game, Extreme]]]:
    shapes = {(len(A), len(A[0])) for (A, _), _ in corpus}
    for shape in sorted(shapes):
        yield [item for item in corpus if (len(item[0][0]), len(item[0][0][0])) == shape]


def check_batch(corpus: list[tuple[Game, Extreme]]) -> None:
    """Floats in the same order as the exact ones, zeros as zeros; whole numbers go in as whole numbers."""
    for items in by_shape(corpus):
        whole = all(x.denominator == 1 for game, _ in items for matrix in game for row in matrix for x in row)
        A, B = (np.array([game[k] for game, _ in items], int if whole else float) for k in (0, 1))
        answer = dt.solve_many(A, B)
        assert answer.complete
        assert answer.counts.tolist() == [len(expected) for _, expected in items]
        x, y = (np.array([pair[k] for _, expected in items for pair in expected], float) for k in (0, 1))
        for found, wanted in ((answer.x, x), (answer.y, y)):
            assert ((found == 0) == (wanted == 0)).all()
            np.testing.assert_allclose(found, wanted, rtol=2.0**-28)


@pytest.mark.parametrize(("way", "name"), CASES, indirect=["way"])
def test_single_games(way: str, lrsnash: str, name: str) -> None:
    check_single(known(lrsnash, name, CORPORA[name][1]))


@pytest.mark.parametrize(("way", "name"), CASES, indirect=["way"])
def test_batches(way: str, lrsnash: str, name: str) -> None:
    check_batch(known(lrsnash, name, CORPORA[name][1]))


@pytest.mark.nightly
@pytest.mark.parametrize("way", ["numba", "numpy"], indirect=True)
@pytest.mark.parametrize("name", NIGHTLY)
def test_all_large_games(way: str, lrsnash: str, name: str) -> None:
    corpus = known(lrsnash, name, CORPORA[name][0])
    check_single(corpus)
    check_batch(corpus)


def test_the_corpora_are_not_easy(lrsnash: str) -> None:
    """Most games with small integers have ties that matter; the large ones have many equilibria."""
    degenerate = [expected for _, expected in known(lrsnash, "ties-3", 300) if len(expected) % 2 == 0]
    assert len(degenerate) > 50
    assert [len(expected) for _, expected in known(lrsnash, "von Stengel", 1)] == [75]
