"""Batches: every answer against `solve_bimatrix`, which is tested on its own; numba and numpy give the same."""

from __future__ import annotations

import threading
from fractions import Fraction
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from nashpy_games import GAMES
from numpy.typing import NDArray
from oracles import lrsnash_extreme

import deterrence as dt
from deterrence.errors import GameError
from deterrence.solvers import batch, bimatrix
from deterrence.solvers.batch import BatchEquilibria, solve_many
from deterrence.solvers.minors import error_bounds, largest_minors, minors, products, program, tables, within_reach

SHAPES = [(1, 1), (1, 4), (2, 2), (3, 2), (3, 3), (2, 5), (4, 4)]
KINDS = ["normal", "ties", "decimals", "integers"]


@pytest.fixture(params=["numba", "numpy"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "numpy":
        monkeypatch.setattr(batch, "_kernel", lambda: None)
    elif find_spec("numba") is None:
        pytest.skip("numba is not installed")
    return str(request.param)


def draw(kind: str, seed: int, shape: tuple[int, ...]) -> NDArray[np.float64] | NDArray[np.int64]:
    random = np.random.default_rng(seed)
    if kind == "normal":
        return random.normal(size=shape)
    if kind == "ties":
        return random.integers(0, 3, size=shape)
    if kind == "decimals":
        return random.integers(-20, 21, size=shape) / 10
    return random.integers(-50, 51, size=shape)


def check(answer: BatchEquilibria) -> None:
    """The floats are the exact answers in the same order, to nine digits, and zeros are zeros."""
    assert answer.complete
    assert len(answer) == len(answer.exact_resolved) == len(answer.offsets) - 1
    for index, exact in enumerate(answer):
        x, y, payoffs = answer.equilibria(index)
        assert answer.counts[index] == len(x) == len(exact.extreme)
        for found, wanted in ((x, [p for p, _ in exact.extreme]), (y, [q for _, q in exact.extreme])):
            reference = np.array(wanted, float)
            assert ((found == 0) == (reference == 0)).all()
            np.testing.assert_allclose(found, reference, rtol=2.0**-28)
        size = max(1e-9, np.abs(answer.A[index]).max(), np.abs(answer.B[index]).max())
        np.testing.assert_allclose(payoffs, np.array(exact.payoffs, float), atol=1e-8 * size)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: "x".join(map(str, shape)))
def test_every_game_as_solved_alone(way: str, shape: tuple[int, int], kind: str) -> None:
    A, B = (draw(kind, seed, (12, *shape)) for seed in (1, 2))
    check(solve_many(A, B))


def test_floats_settle_games_with_no_ties(way: str) -> None:
    A, B = (draw("normal", seed, (200, 3, 3)) for seed in (3, 4))
    answer = solve_many(A, B)
    assert answer.exact_resolved.mean() < 0.01
    assert (answer.counts % 2 == 1).all()  # Wilson 1971, Harsanyi 1973: without ties their number is odd


def test_both_ways_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    for kind in KINDS:
        A, B = (draw(kind, seed, (100, 3, 3)) for seed in (5, 6))
        compiled = solve_many(A, B)
        with monkeypatch.context() as patch:
            patch.setattr(batch, "_kernel", lambda: None)
            arrays = solve_many(A, B)
        assert (compiled.offsets == arrays.offsets).all()
        assert (compiled.exact_resolved == arrays.exact_resolved).all()
        for one, two in ((compiled.x, arrays.x), (compiled.y, arrays.y), (compiled.payoffs, arrays.payoffs)):
            np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-12)


def test_two_by_two_in_closed_form_as_by_determinants() -> None:
    """The same counts, the same games left open, the same numbers; some payoffs nearly equal, some equal."""
    pytest.importorskip("numba")
    kernel = batch._kernel()
    assert kernel is not None
    random = np.random.default_rng(14)
    A, B = random.normal(size=(2, 4000, 2, 2))
    near = random.choice([0, 2.0**-18, 2.0**-24, 2.0**-34, 2.0**-50], size=(4000, 2))
    A[:2000, 1] = A[:2000, 0] * (1 + near[:2000])
    B[1000:3000, :, 1] = B[1000:3000, :, 0] * (1 + near[1000:3000])
    answers = []
    alpha, beta = error_bounds(3)
    table = program(2, 2)
    for solve in (
        lambda *space: kernel.filter_games(table, table, A, B, alpha, beta, *space),
        lambda *space: kernel.filter_two(A, B, (2.0**-30 - beta[1] * 2.0**-53) / alpha[1], *space),
    ):
        space = (np.empty(4000, np.int64), *(np.zeros((12_000, 2)) for _ in "xyz"))
        assert solve(*space) == 4000
        answers.append(space)
    assert 100 < (answers[0][0] < 0).sum() < 3000
    for one, two in zip(*answers, strict=True):
        assert (one == two).all()


def test_a_mixed_batch_is_put_together_in_order(way: str) -> None:
    """Games that floats settle, that integers settle, and that only rationals settle, side by side."""
    random = np.random.default_rng(7)
    A, B = random.normal(size=(30, 3, 3)), random.normal(size=(30, 3, 3))
    A[3:30:9], B[3:30:9] = random.integers(0, 2, size=(2, 3, 3, 3))
    A[4:30:9, 0] = A[4:30:9, 1]  # a row twice: no decimal is short
    B[5:30:9, :, 2] = B[5:30:9, :, 0]
    answer = solve_many(A, B)
    assert list(np.flatnonzero(answer.exact_resolved)) == sorted([*range(3, 30, 9), *range(4, 30, 9), *range(5, 30, 9)])
    check(answer)


def test_the_answer_does_not_depend_on_threads(way: str) -> None:
    A, B = (draw("normal", seed, (3000, 3, 3)) for seed in (8, 9))
    A[::700], B[::700] = 0, 1
    alone, shared, other = (solve_many(A, B, threads=threads) for threads in (1, 2, 5))
    results: list[BatchEquilibria] = []
    thread = threading.Thread(target=lambda: results.append(solve_many(A, B)))
    thread.start()
    thread.join()
    for name in ("offsets", "x", "y", "payoffs", "exact_resolved"):
        for answer in (shared, other, *results):
            assert (getattr(alone, name) == getattr(answer, name)).all()


def test_more_equilibria_than_space(way: str) -> None:
    A = np.tile(np.eye(4), (40, 1, 1))  # Quint and Shubik 1997: 2^4 - 1 each
    answer = solve_many(A, A)
    assert (answer.counts == 15).all()
    nothing = solve_many(np.zeros((200, 4, 4)), np.zeros((200, 4, 4)))
    assert (nothing.counts == 16).all()


@pytest.mark.parametrize(
    ("A", "B"),
    [
        pytest.param([[1e-300, 0], [0, 1e-300]], [[0, 1], [1, 0]], id="tiny"),
        pytest.param([[1e300, -1e300], [-1e300, 1e300]], [[0, 1], [1, 0]], id="huge"),
        pytest.param([[1e9, 1e9 + 1e-6], [1e9 + 2e-6, 1e9]], [[0.5, 1], [1, 0.25]], id="far from zero"),
        pytest.param([[0.1 + 0.2, 0.3], [0.3, 0.1 + 0.2]], [[0.5, 1], [1, 0.25]], id="0.1 + 0.2 is not 0.3"),
        pytest.param([[2**62, 1], [0, -(2**62)]], [[1, 2], [3, 0]], id="large integers"),
        pytest.param([[1, 0], [0, 1]], [[1.0, 0.5], [0.25, 1]], id="integers against floats"),
    ],
)
def test_numbers_at_the_edge(way: str, A: list[list[float]], B: list[list[float]]) -> None:
    check(solve_many(np.array([A]), np.array([B])))


def test_a_float_means_its_shortest_decimal(way: str) -> None:
    """At (1/2, 1/2) three rows tie, for 0.2 + 0.4 is 0.3 + 0.3; in binary numbers it is not."""
    tenths = np.array([[[2, 4], [4, 2], [3, 3]]]), np.array([[[0, 1], [1, 0], [3, 3]]])
    exact = solve_many(*tenths)
    for kind in (np.float64, np.float32):
        answer = solve_many(*((x / 10).astype(kind) for x in tenths))
        assert (answer.offsets == exact.offsets).all()
        assert (answer.x == exact.x).all()
        assert (answer.y == exact.y).all()
        assert (tenths[0] / 10 == answer.A).all()
        check(answer)


def test_long_decimals_beside_the_bound(way: str) -> None:
    """Two actions that differ by less than the filter can see, by just as much as it must."""
    base = 0.123456789012345
    for step in (0, 1, 2, 5, 50):
        other = base
        for _ in range(step):
            other = np.nextafter(other, 1)
        check(solve_many(np.array([[[base, 0.7], [other, 0.7]]]), np.array([[[0.3, base], [other, 0.3]]])))


@pytest.mark.parametrize(("size", "most"), [(5, 50), (6, 50), (4, 30_000), (3, 2**29), (5, 10**6)])
def test_integers_of_every_size(way: str, size: int, most: int) -> None:
    """Determinants up to 2^61 are compared exactly; larger ones go through floats first."""
    random = np.random.default_rng(size * most)
    A, B = (random.integers(-most, most + 1, size=(6, size, size)) for _ in "AB")
    A[1, 0], B[2, :, 0] = A[1, -1], B[2, :, -1]  # a row and a column twice
    answer = solve_many(A, B)
    check(answer)
    assert answer.exact_resolved[1:3].all()
    if size * most <= 300:
        assert answer.exact_resolved.all()


def test_mixtures_that_differ_in_the_last_digit_are_in_order(way: str) -> None:
    """Column is indifferent at (n - 1) / (2 n - 1) and at n / (2 n + 1), which no two floats tell apart."""
    n = 2**28
    A = np.array([[[1, 0, 1], [0, 1, 0]]])
    B = np.array([[[0, n, 2 * n + 1], [0, 1 - n, 1 - 2 * n]]])
    answer = solve_many(np.concatenate([A, A[..., ::-1]]), np.concatenate([B, B[..., ::-1]]))
    check(answer)
    assert answer.counts.tolist() == [3, 3]
    assert answer.exact_resolved.all()
    assert (answer.y[:2, 2] == [0, 0.5]).all()  # first the one that mixes over the first two columns


def test_zero_sum_batches(way: str) -> None:
    answer = solve_many(np.array([[[0, -1, 1], [1, 0, -1], [-1, 1, 0]]]))
    assert answer.x.tolist() == answer.y.tolist() == [[1 / 3] * 3]
    assert answer.payoffs.tolist() == [[0, 0]]


def test_no_games(way: str) -> None:
    answer = solve_many(np.empty((0, 2, 3)), np.empty((0, 2, 3)))
    assert len(answer) == 0
    assert answer.offsets.tolist() == [0]
    assert list(answer) == []


def test_larger_games_than_tables_go_one_by_one() -> None:
    A = np.eye(12, dtype=int)[None]
    A[0, 3:] = -1
    A[0, :, 3:] = -2
    check(solve_many(A, A))


@pytest.mark.parametrize("number", sorted(GAMES))
def test_games_of_nashpy_bug_reports(way: str, number: int, lrsnash: str, tmp_path: Path) -> None:
    A, B = (np.array([[float(Fraction(x)) for x in row] for row in matrix]) for matrix in GAMES[number])
    answer = solve_many(A[None], B[None])
    check(answer)
    game = dt.bimatrix(*GAMES[number])
    assert list(answer.game(0).extreme) == lrsnash_extreme(lrsnash, tmp_path, *game.matrices)


@pytest.mark.parametrize("kind", ["ties", "integers"])
def test_lrsnash_on_batches(lrsnash: str, tmp_path: Path, kind: str) -> None:
    A, B = (draw(kind, seed, (40, 3, 3)) for seed in (10, 11))
    answer = solve_many(A, B)
    for index in range(len(answer)):
        expected = lrsnash_extreme(lrsnash, tmp_path, *dt.bimatrix(A[index], B[index]).matrices)
        x, y, _ = answer.equilibria(index)
        np.testing.assert_allclose(x, np.array([p for p, _ in expected], float), rtol=1e-12)
        np.testing.assert_allclose(y, np.array([q for _, q in expected], float), rtol=1e-12)


def test_what_is_refused() -> None:
    good = np.zeros((2, 2, 2))
    with pytest.raises(GameError, match=r"A has shape \(2, 2\); it must be \[game, row, column\]: write A\[None\]"):
        solve_many(good[0], good)
    with pytest.raises(GameError, match="ragged"):
        solve_many([[[1, 2], [3]]], good)
    with pytest.raises(GameError, match=r"A has shape \(2, 2, 2\) but B has \(2, 2, 1\)"):
        solve_many(good, good[:, :, :1])
    for bad in (np.nan, np.inf):
        other = good.copy()
        other[1, 0, 1] = bad
        with pytest.raises(GameError, match=r"B\[1, 0, 1\] is .*; write a finite number"):
            solve_many(good, other)
    for strange in (good.astype(bool), good.astype(object), good.astype(complex), good.astype(str)):
        with pytest.raises(GameError, match="A holds"):
            solve_many(strange, good)
    with pytest.raises(GameError, match="below 2\\^63"):
        solve_many(np.full((1, 1, 1), 2**64 - 1, np.uint64), good[:1, :1, :1])
    with pytest.raises(GameError, match="write floats"):
        solve_many(np.full((1, 2, 2), -(2**63)))
    with pytest.raises(GameError, match="no game 2"):
        solve_many(good, good).game(2)
    with pytest.raises(GameError, match="threads is 0"):
        solve_many(good, good, threads=0)


def test_the_answer_is_frozen() -> None:
    A = np.ones((2, 2, 2))
    answer = dt.solve_many(A, A)
    A[:] = 7
    assert (answer.A == 1).all()
    with pytest.raises(ValueError, match="read-only"):
        answer.x[0] = 0


def test_long_games_of_few_rows(way: str) -> None:
    """Tables hold only the subsets that are needed; where even these are many, games go one by one."""
    for shape in ((2, 20), (3, 15), (5, 20)):
        check(solve_many(*(draw("ties", seed, (2, *shape)) for seed in (15, 16))))
    assert within_reach(13, 13)
    assert within_reach(3, 20)
    assert not within_reach(5, 20)


# ---------------------------------------------------------------------------------------------------------------------
# the mathematics underneath


@pytest.mark.parametrize("shape", [(1, 3), (2, 5), (4, 4), (5, 3), (6, 7)])
def test_tables_number_subsets_in_lexicographic_order(shape: tuple[int, int]) -> None:
    t = tables(*shape)
    for size, sets, less, members in (
        (shape[0], t.own_sets, t.own_less, t.own_members),
        (shape[1], t.other_sets, t.other_less, t.other_members),
    ):
        levels = [[*combinations(range(size), k)] for k in range(len(sets))]
        for k, level in enumerate(levels):
            for index, subset in enumerate(level):
                assert sets[k, index] == sum(1 << member for member in subset)
                assert (*members[k, index, :k],) == subset
                for place in range(k):
                    assert levels[k - 1][less[k, index, place]] == subset[:place] + subset[place + 1 :]
                if sets is t.other_sets and k + 1 < len(levels):
                    for place, added in enumerate(j for j in range(size) if j not in subset):
                        assert levels[k + 1][t.other_more[k, index, place]] == tuple(sorted((*subset, added)))
                        assert t.other_signs[k, index, place] == (-1) ** sum(j > added for j in subset)


@pytest.mark.parametrize("shape", [(2, 2), (3, 4), (5, 5), (2, 6)])
def test_error_bounds_hold(shape: tuple[int, int]) -> None:
    """Determinants in floats against the same in Fractions, for payoffs that nearly cancel."""
    t = tables(*shape)
    random = np.random.default_rng(12)
    floats = 1 + random.normal(size=(*shape, 20)) * 1e-6 + random.integers(0, 2, size=(*shape, 20))
    d = floats - floats[:, :1]
    exact = np.array([Fraction(repr(float(x))) for x in floats.ravel()], object).reshape(floats.shape)
    truth = minors(t, exact - exact[:, :1])
    size = np.abs(d).max(axis=1)
    eta = (2.0**-53 * (2 * np.abs(floats).max(axis=1) + size) / size).max(axis=0)
    alpha, beta = error_bounds(len(t.offset) - 1)
    for k, (level, right, product) in enumerate(zip(minors(t, d), truth, products(t, size), strict=True)):
        bound = (alpha[k] * eta + beta[k] * 2.0**-53) * product
        error = np.abs(np.array(right - level.astype(object), float))
        assert (error <= bound[:, None]).all()
        assert (np.abs(level) <= 1.01 * largest_minors(k) * product[:, None]).all()


def test_single_games_by_signs_of_determinants(monkeypatch: pytest.MonkeyPatch) -> None:
    """The compiled way through one game gives what the double description method gives, whatever the numbers."""
    pytest.importorskip("numba")
    import deterrence.solvers.sign_kernel  # noqa: F401

    random = np.random.default_rng(13)
    compiled = bimatrix.paired_vertices
    kinds = ((2, 2), (3, 1), (4, 10**3), (5, 10**9), (5, 10**12), (5, 10**20), (3, 10**28), (6, 2), (7, 10**6), (9, 50))
    for size, most in kinds:
        A, B = ([[int(x * most) for x in row] for row in random.uniform(-1, 1.5, size=(size, size))] for _ in "AB")
        game = dt.bimatrix(A, B)
        assert compiled(size, size, *(flat for flat, _ in game.integers)) is not None
        found = dt.solve(game)
        with monkeypatch.context() as patch:
            patch.setattr(bimatrix, "paired_vertices", lambda *game: None)
            assert dt.solve(game) == found
