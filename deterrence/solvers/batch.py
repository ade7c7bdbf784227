"""All equilibria of many two-player games of one size, complete on degenerate games too.

Floats with an error bound settle what they can; games in small integers or short decimals are settled exactly in
integers; what is left goes one by one to `solve_bimatrix`. The mathematics is in `minors`, the loops in `batch_kernel`,
`batch_two` and `batch_exact` (numba, where it is installed) and in `batch_arrays` (numpy).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache, partial
from importlib.util import find_spec
from math import comb
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from deterrence.errors import DeterrenceError, GameError
from deterrence.games.strategic import StrategicGame, bimatrix
from deterrence.solvers import batch_arrays
from deterrence.solvers.batch_arrays import Found
from deterrence.solvers.batch_input import are_integers, numbers
from deterrence.solvers.bimatrix import BimatrixEquilibria, solve_bimatrix
from deterrence.solvers.minors import ROUNDING, error_bounds, largest_minors, program, tables, within_reach

__all__ = ["BatchEquilibria", "solve_many"]

Array = NDArray[Any]

LARGEST_TABLE = 200_000  # determinants of one player: 10 x 10 and below; larger games go to solve_bimatrix
LARGEST_ARRAYS = 1_000  # the same without numba: 6 x 6
MOST_DIGITS = 9  # decimals tried as integers
CHUNK = 8192  # games that one thread takes at a time


@dataclass(frozen=True, eq=False)
class BatchEquilibria:
    """Every extreme equilibrium of many games of one size, in flat arrays.

    The equilibria of game i are numbers ``offsets[i]`` to ``offsets[i + 1] - 1``, in the order of
    ``game(i).extreme``. All other equilibria are mixtures of these; ``game(i)`` says which.

    Attributes
    ----------
    A, B
        The payoffs, [game, row, column]. A float means its shortest decimal.
    offsets
        Where the equilibria of each game begin, and their number.
    x, y
        The strategies, in floats: each positive probability to a relative 2^-28, zeros exactly 0.
    payoffs
        The payoffs of Row and of Column, rounded.
    exact_resolved
        Which games were settled in exact arithmetic (the others by the filter).
    complete
        Always True: nothing is missing.
    """

    A: Array = field(repr=False)
    B: Array = field(repr=False)
    offsets: Array = field(repr=False)
    x: Array = field(repr=False)
    y: Array = field(repr=False)
    payoffs: Array = field(repr=False)
    exact_resolved: Array = field(repr=False)
    complete: bool = True
    concept: str = "nash"
    method: str = "signs of determinants, in floats with an error bound and exactly where that does not decide"

    def __len__(self) -> int:
        return len(self.A)

    def __iter__(self) -> Iterator[BimatrixEquilibria]:
        return (self.game(index) for index in range(len(self)))

    @property
    def counts(self) -> Array:
        """How many extreme equilibria each game has."""
        return np.diff(self.offsets)

    def game(self, index: int) -> BimatrixEquilibria:
        """The exact answer for one game: extreme equilibria, subsets, components, certificates."""
        if not -len(self) <= index < len(self):
            raise GameError(f"there is no game {index}; the games are numbered from 0 to {len(self) - 1}")
        return solve_bimatrix(_game(self.A, self.B, index % len(self)))

    def equilibria(self, index: int) -> tuple[Array, Array, Array]:
        """Row's strategies, Column's strategies and the payoffs in all extreme equilibria of one game, in floats."""
        if not -len(self) <= index < len(self):
            raise GameError(f"there is no game {index}; the games are numbered from 0 to {len(self) - 1}")
        here = slice(*self.offsets[index % len(self) :][:2])
        return self.x[here], self.y[here], self.payoffs[here]


def solve_many(A: Any, B: Any = None, *, threads: int | None = None) -> BatchEquilibria:
    """All equilibria of many two-player games of one size.

    Parameters
    ----------
    A
        Row's payoffs, an array [game, row, column] of integers or floats. A float means its shortest decimal: 0.9 is
        9/10.
    B
        Column's, in the same layout. Without it the games are zero-sum.
    threads
        How many threads share the work; by default all processors, but one if called in a thread of somebody else's
        pool. The answer does not depend on it.

    Returns
    -------
    BatchEquilibria
        Flat arrays. Complete for every game, degenerate or not.

    Raises
    ------
    GameError
        For arrays of another shape or type, or numbers that are not finite.

    Examples
    --------
    >>> A = [[[3, 0], [5, 1]], [[2, 0], [0, 1]]]
    >>> B = [[[3, 5], [0, 1]], [[1, 0], [0, 2]]]
    >>> solve_many(A, B).counts.tolist()
    [1, 3]
    """
    first = numbers(A, "A")
    if B is None and first.dtype.kind == "i" and (first == np.iinfo(np.int64).min).any():
        raise GameError("A holds -2^63, and -A would have to hold 2^63; write floats")
    second = -first if B is None else numbers(B, "B")
    if first.shape != second.shape:
        raise GameError(
            f"A has shape {first.shape} but B has {second.shape}; both are [game, row, column], and B[g, i, j] is "
            "Column's payoff where Row plays i and Column plays j"
        )
    if threads is None:
        threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        if threading.current_thread() is not threading.main_thread():
            threads = 1
    elif threads < 1:
        raise GameError(f"threads is {threads}; write 1 or more, or leave it out")

    count, m, n = first.shape
    found = Found(np.full(count, -1), np.empty((0, m)), np.empty((0, n)), np.empty((0, 2)))
    exact = np.ones(count, bool)
    if _in_reach(m, n):
        ways = [_floats, _integers]
        if are_integers(first) and are_integers(second):  # ties are to be expected
            ways.reverse()
        for way in ways:
            games = np.flatnonzero(found.counts < 0)
            if len(games):
                found = _with_more(found, games, way(_those(first, games), _those(second, games), threads))
            if way is _floats:
                exact[games] = found.counts[games] < 0
    games = np.flatnonzero(found.counts < 0)
    found = _with_more(found, games, _one_by_one(first, second, games))
    offsets = np.concatenate([[0], np.cumsum(found.counts)])
    for array in (first, second, offsets, exact, *found[1:]):
        array.flags.writeable = False
    return BatchEquilibria(first, second, offsets, *found[1:], exact)


def _game(A: Array, B: Array, index: int) -> StrategicGame:
    try:
        return bimatrix(A[index], B[index])
    except DeterrenceError as error:
        raise GameError(f"game {index}: {error}") from error


def _in_reach(m: int, n: int) -> bool:
    return comb(m + n, min(m, n) - 1) <= (LARGEST_TABLE if _kernel() else LARGEST_ARRAYS) and within_reach(m, n)


class _Kernel(NamedTuple):
    """The compiled loops: for floats, for floats in 2 x 2 games, and for integers."""

    filter_games: Callable[..., int]
    filter_two: Callable[..., int]
    integer_games: Callable[..., int]


@lru_cache(maxsize=1)
def _kernel() -> _Kernel | None:
    """None without numba."""
    if find_spec("numba") is None:
        return None
    from deterrence.solvers.batch_exact import integer_games
    from deterrence.solvers.batch_kernel import filter_games
    from deterrence.solvers.batch_two import filter_two

    return _Kernel(filter_games, filter_two, integer_games)


# ---------------------------------------------------------------------------------------------------------------------
# three ways to solve


def _filter(A: Array, B: Array, scale: Array) -> Found:
    m, n = A.shape[1:]
    bounds = error_bounds(min(m, n) + 1)
    kernel = _kernel()
    if kernel is None:
        return batch_arrays.filter_games(tables(m, n), tables(n, m), A, B, *bounds)
    if m == n == 2:
        alpha, beta = bounds
        sharp = (2.0**-30 - beta[1] * ROUNDING) / alpha[1]
        return _with_space(lambda a, b, _, *space: kernel.filter_two(a, b, sharp, *space), A, B, scale)
    p, q = program(m, n), program(n, m)
    return _with_space(lambda a, b, _, *space: kernel.filter_games(p, q, a, b, *bounds, *space), A, B, scale)


def _integer(A: Array, B: Array, scale: Array) -> Found:
    m, n = A.shape[1:]
    kernel = _kernel()
    if kernel is None:
        return batch_arrays.integer_games(tables(m, n), tables(n, m), A, B, scale)
    p, q = program(m, n), program(n, m)
    return _with_space(lambda a, b, c, *space: kernel.integer_games(p, q, a, b, c, *space), A, B, scale)


def _with_space(solve: Callable[..., int], A: Array, B: Array, scale: Array) -> Found:
    """Run a kernel with space for its answers, and again on the games for which the space was too small."""
    games, m, n = A.shape
    space = 4 * games + 64
    counts = np.empty(games, np.int64)
    parts, done = [], 0
    while done < games:
        xs, ys, payoffs = np.empty((space, m)), np.empty((space, n)), np.empty((space, 2))
        more = solve(A[done:], B[done:], scale[done:], counts[done:], xs, ys, payoffs)
        used = int(np.maximum(counts[done : done + more], 0).sum())
        parts.append((xs[:used], ys[:used], payoffs[:used]))
        if not more:
            space *= 2
        done += more
    if len(parts) == 1:
        return Found(counts, *parts[0])
    return Found(counts, *(np.concatenate(part) for part in zip(*parts, strict=True)))


def _in_chunks(solve: Callable[..., Found], A: Array, B: Array, scale: Array, threads: int) -> Found:
    """Chunks of games solved in threads and put together in order."""
    count, m, n = A.shape
    determinants = comb(m + n, n - 1)  # of each player
    if scale is None:
        scale = np.ones(count)
    most = CHUNK if _kernel() else max(1, min(CHUNK, 1_000_000 // determinants))
    step = max(1, min(most, -(-count // threads)))
    slices = [slice(start, start + step) for start in range(0, count, step)]
    run = partial(_solve_slice, solve, A, B, scale)
    if threads == 1 or len(slices) < 2 or count * determinants < 10_000:
        parts = [run(here) for here in slices]
    else:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(run, slices))
    if not parts:
        return Found(np.empty(0, np.int64), np.empty((0, m)), np.empty((0, n)), np.empty((0, 2)))
    return parts[0] if len(parts) == 1 else Found(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def _solve_slice(solve: Callable[..., Found], A: Array, B: Array, scale: Array, here: slice) -> Found:
    return solve(A[here], B[here], scale[here])


def _floats(A: Array, B: Array, threads: int) -> Found:
    """Those games that floats decide."""
    unscaled = np.broadcast_to(1.0, (len(A),))
    return _in_chunks(_filter, A.astype(float, copy=False), B.astype(float, copy=False), unscaled, threads)


def _integers(A: Array, B: Array, threads: int) -> Found:
    """Those games that are small integers, or become so when multiplied by a power of ten."""
    scale, fits = np.ones(len(A)), np.zeros(len(A), bool)
    whole_a, whole_b = np.zeros(A.shape, np.int64), np.zeros(B.shape, np.int64)
    for digits in range(MOST_DIGITS + 1):
        left = np.flatnonzero(~fits)
        if not len(left):
            break
        if digits and A.dtype.kind == B.dtype.kind == "i":
            break
        # The quotient of two integers below 2^53 is rounded correctly: where it gives the float back, the float's
        # shortest decimal is this one, for no two decimals of up to fifteen digits share a float.
        with np.errstate(over="ignore", invalid="ignore"):
            ints = [np.rint(x[left] * 10.0**digits) if x.dtype.kind == "f" else x[left] * 10**digits for x in (A, B)]
            good = [
                ((k > -(2**30)) & (k < 2**30) & (k / 10.0**digits == x[left])).all(axis=(1, 2))
                for k, x in zip(ints, (A, B), strict=True)
            ]
        now = good[0] & good[1]
        for k, target in zip(ints, (whole_a, whole_b), strict=True):
            target[left[now]] = k[now].astype(np.int64)
        fits[left[now]] = True
        scale[left[now]] = 10.0**digits
    m, n = A.shape[1:]
    fits &= _small(whole_b - whole_b[:, :, :1], m, n)
    fits &= _small((whole_a - whole_a[:, :1]).swapaxes(1, 2), n, m)
    solved = _in_chunks(_integer, whole_a[fits], whole_b[fits], scale[fits], threads)
    counts = np.full(len(A), -1)
    counts[fits] = solved.counts
    return Found(counts, *solved[1:])


def _small(d: Array, own: int, other: int) -> Array:
    """Whether the sum of `own` determinants stays below 2^61: none is larger than the product of its rows' sizes."""
    sizes = np.sort(np.maximum(np.abs(d).max(axis=2), 1).astype(float), axis=1)
    k = min(own, other - 1)
    return own * largest_minors(k) * sizes[:, own - k :].prod(axis=1) < 2.0**61  # type: ignore[no-any-return]


def _one_by_one(A: Array, B: Array, games: Array) -> Found:
    """In rationals."""
    counts, xs, ys, payoffs = [], [], [], []
    for index in games.tolist():
        answer = solve_bimatrix(_game(A, B, index))
        counts.append(len(answer.extreme))
        for (x, y), pair in zip(answer.extreme, answer.payoffs, strict=True):
            xs.append([float(p) for p in x])
            ys.append([float(p) for p in y])
            payoffs.append([float(v) for v in pair])
    shapes = (A.shape[1], A.shape[2], 2)
    arrays = (np.array(rows, float).reshape(-1, k) for rows, k in zip((xs, ys, payoffs), shapes, strict=True))
    return Found(np.array(counts, np.int64), *arrays)


def _those(x: Array, games: Array) -> Array:
    return x if len(games) == len(x) else x[games]


def _with_more(found: Found, games: Array, new: Found) -> Found:
    """The answers with those of more games put in their places."""
    if not len(games):
        return found
    if len(games) == len(found.counts):
        return new
    counts = found.counts.copy()
    counts[games] = new.counts
    sizes = np.maximum(counts, 0)
    starts = np.cumsum(sizes) - sizes
    old = np.flatnonzero(found.counts >= 0)
    arrays = []
    for before, added in zip(found[1:], new[1:], strict=True):
        array = np.empty((int(sizes.sum()), before.shape[1]))
        array[_places(starts, counts, old)] = before
        array[_places(starts, counts, games)] = added
        arrays.append(array)
    return Found(counts, *arrays)


def _places(starts: Array, counts: Array, games: Array) -> Array:
    """The rows of all equilibria of these games."""
    sizes = np.maximum(counts[games], 0)
    return np.repeat(starts[games] - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
