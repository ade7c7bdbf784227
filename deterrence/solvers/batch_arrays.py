"""What `batch_kernel` does, in numpy alone: many games at once, one array operation after the other."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from deterrence.solvers.minors import ROUNDING, Tables, bases, minors, products

__all__ = ["Found", "filter_games", "integer_games"]

Array = NDArray[Any]


class Found(NamedTuple):
    """Equilibria of some games.

    Attributes
    ----------
    counts
        How many each game has, or -1 where it was not settled.
    xs, ys, payoffs
        Strategies and payoffs of all of them, game by game, in ascending order.
    """

    counts: Array
    xs: Array
    ys: Array
    payoffs: Array


class _Side(NamedTuple):
    """One player of many games: determinants, the bounds of their errors, and what is settled."""

    determinants: list[Array]
    errors: list[Array]
    settled: Array


def _side(t: Tables, d: Array, payoffs: Array, alpha: Array, beta: Array) -> _Side:
    """The determinants with their error bounds; `minors` and `batch_kernel._sizes` say why they hold."""
    size = np.abs(d).max(axis=1)
    magnitude = np.abs(payoffs).max(axis=1)
    eta = (ROUNDING * (2 * magnitude + size) / size).max(axis=0)
    least, most = np.minimum(size.min(axis=0), 1), np.maximum(size.max(axis=0), 1)
    settled = (size > 0).all(axis=0) & (least**t.own >= 1e-200) & (most**t.own <= 1e200) & (eta <= 2.0**-20)
    determinants = minors(t, d)
    errors = []
    for k, (level, product) in enumerate(zip(determinants, products(t, size), strict=True)):
        errors.append((alpha[k] * eta + beta[k] * ROUNDING) * product)
        settled &= (np.abs(level) > errors[-1][:, None]).all(axis=(0, 1))
    return _Side(determinants, errors, settled)


def _mixtures(t: Tables, side: _Side, s: int, own: Array, other: Array, game: Array) -> tuple[Array, Array]:
    """Mixtures of bases (I, J) of size s in some games, and whether every weight is known to nine digits."""
    weights = np.zeros((len(game), t.own))
    sharp = np.ones(len(game), bool)
    for place in range(s):
        less = t.own_less[s, own, place]
        value = np.abs(side.determinants[s - 1][less, other, game])
        weights[np.arange(len(game)), t.own_members[s, own, place]] = value
        sharp &= value > 2.0**30 * side.errors[s - 1][less, game]
    return weights / weights.sum(axis=1, keepdims=True), sharp


def filter_games(p: Tables, q: Tables, A: Array, B: Array, alpha: Array, beta: Array) -> Found:
    """All equilibria of the games that floats decide."""
    rows, columns = np.moveaxis(B, 0, 2), np.moveaxis(A, 0, 2).swapaxes(0, 1)  # [own action, opponent's, game]
    with np.errstate(all="ignore"):
        first = _side(p, rows - rows[:, :1], rows, alpha, beta)
        second = _side(q, columns - columns[:, :1], columns, alpha, beta)
    settled = first.settled & second.settled
    parts = []
    signs = ([np.sign(level).astype(np.int8) for level in side.determinants] for side in (first, second))
    for s, (one, two) in enumerate(zip(*(bases(t, sign) for t, sign in zip((p, q), signs, strict=True)), strict=True)):
        own, other, game = np.nonzero(one & two.swapaxes(0, 1) & settled)
        x, sharp_x = _mixtures(p, first, s + 1, own, other, game)
        y, sharp_y = _mixtures(q, second, s + 1, other, own, game)
        i, j = p.own_members[s + 1, own, 0], p.other_members[s + 1, other, 0]
        row = (A[game, i] * y).sum(axis=1)
        column = (B[game, :, j] * x).sum(axis=1)
        parts.append((game, x, y, np.stack([row, column], axis=1), sharp_x & sharp_y))
    game, x, y, payoffs, sharp = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((*x.T[::-1], game))
    game, x, y, payoffs = game[order], x[order], y[order], payoffs[order]
    blurred = {*np.unique(game[~sharp[order]]), *_too_close(game, x)}
    settled[list(blurred)] = False
    keep = settled[game]
    counts = np.where(settled, np.bincount(game, minlength=len(A)), -1)
    return Found(counts, x[keep], y[keep], payoffs[keep])


def _too_close(game: Array, x: Array) -> Array:
    """Games with two mixtures in a row of which floats cannot say which comes first."""
    a, b = x[:-1], x[1:]
    differ = (np.abs(a - b) > 2.0**-26 * np.maximum(a, b)).any(axis=1)
    zeros = (a == 0) & (b == 0)
    leading = np.argmin(zeros, axis=1)  # the first action that either plays
    rows = np.arange(len(a))
    clear = np.abs(a - b)[rows, leading] > 2.0**-26 * np.maximum(a, b)[rows, leading]
    same = game[:-1] == game[1:]
    return np.unique(game[1:][same & ~(differ & clear)])


def integer_games(p: Tables, q: Tables, A: Array, B: Array, scale: Array) -> Found:
    """All extreme equilibria of games in small integers, exactly, at every degeneracy; payoffs A / scale, B / scale."""
    rows, columns = np.moveaxis(B, 0, 2), np.moveaxis(A, 0, 2).swapaxes(0, 1)
    m, n = p.own, p.other
    first = _vertices(p, minors(p, rows - rows[:, :1]), 0, m)
    second = _vertices(q, minors(q, columns - columns[:, :1]), m, 0)
    everything = (1 << (m + n)) - 1
    counts, xs, ys, payoffs = [], [], [], []
    for g, factor in enumerate(scale.tolist()):
        pairs = sorted(
            (x, y)
            for labels, x in first.get(g, {}).items()
            for others, y in second.get(g, {}).items()
            if labels | others == everything
        )
        counts.append(len(pairs))
        for x, y in pairs:
            xs.append([float(z) for z in x])
            ys.append([float(z) for z in y])
            i, j = (next(k for k, z in enumerate(mix) if z) for mix in (x, y))
            row = sum(a * z for a, z in zip(A[g, i].tolist(), y, strict=True))
            column = sum(b * z for b, z in zip(B[g, :, j].tolist(), x, strict=True))
            payoffs.append([float(row / factor), float(column / factor)])
    shapes = ((-1, m), (-1, n), (-1, 2))
    arrays = (np.array(values, float).reshape(shape) for values, shape in zip((xs, ys, payoffs), shapes, strict=True))
    return Found(np.array(counts, np.int64), *arrays)


def _vertices(
    t: Tables, determinants: list[Array], own_shift: int, other_shift: int
) -> dict[int, dict[int, tuple[Fraction, ...]]]:
    """For each game its vertices: labels (which determine a vertex) and mixed strategy."""
    found: dict[int, dict[int, tuple[Fraction, ...]]] = {}
    signs = [np.sign(level).astype(np.int8) for level in determinants]
    for s, carried in enumerate(bases(t, signs), 1):
        for own, other, game in zip(*(index.tolist() for index in np.nonzero(carried)), strict=True):
            weights = [0] * t.own
            for place in range(s):
                less = t.own_less[s, own, place]
                weights[t.own_members[s, own, place]] = abs(int(determinants[s - 1][less, other, game]))
            labels = sum(1 << k + own_shift for k, w in enumerate(weights) if not w)
            labels |= int(t.other_sets[s, other]) << other_shift
            for place in range(t.other - s):
                more = t.other_more[s, other, place]
                if not signs[s][own, more, game]:
                    labels |= int(t.other_sets[s + 1, more]) << other_shift
            if labels not in found.setdefault(game, {}):
                total = sum(weights)
                found[game][labels] = tuple(Fraction(w, total) for w in weights)
    return found
