"""The physical limit at 2x2: all equilibria of games without ties by their formula, and nothing else.

With payoffs a of Row and b of Column, a pure profile is an equilibrium if neither gains; if Row's best reply depends on
Column's action and the other way round, there is also a mixed one, in which each makes the other indifferent. It holds
on games without ties only: what it leaves out (ties, exactness, proofs) is the rest of our time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np


def in_arrays(A: Any, B: Any, checked: int) -> Callable[[], Any]:
    """The formula on whole arrays."""
    return lambda: _in_arrays(A, B)


def _in_arrays(A: Any, B: Any) -> tuple[Any, Any, Any]:
    up, down = A[:, 0, 0] - A[:, 1, 0], A[:, 1, 1] - A[:, 0, 1]  # Row's gain from the diagonal, column by column
    left, right = B[:, 0, 0] - B[:, 0, 1], B[:, 1, 1] - B[:, 1, 0]
    a, b, c, d = up > 0, down > 0, left > 0, right > 0
    mixed = (a == b) & (c == d)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(mixed, right / (left + right), np.nan)
        q = np.where(mixed, down / (up + down), np.nan)
    pure = (a & c).view(np.int8) + 2 * (b & d).view(np.int8) + 4 * (~b & ~c).view(np.int8) + 8 * (~a & ~d).view(np.int8)
    return _BITS[pure] + mixed, p, q


def compiled(A: Any, B: Any, checked: int) -> Callable[[], Any]:
    """The formula in one loop, compiled; its answer is in new arrays, as ours is."""
    loop = _loop()

    def solve() -> tuple[Any, Any, Any]:
        counts, p, q = np.empty(len(A), np.int64), np.empty(len(A)), np.empty(len(A))
        loop(A, B, counts, p, q)
        return counts, p, q

    return solve


_BITS = np.array([bin(k).count("1") for k in range(16)])


@lru_cache(maxsize=1)
def _loop() -> Any:
    from numba import njit

    @njit(nogil=True, error_model="numpy")
    def loop(A: Any, B: Any, counts: Any, p: Any, q: Any) -> None:
        for k in range(len(A)):
            up, down = A[k, 0, 0] - A[k, 1, 0], A[k, 1, 1] - A[k, 0, 1]
            left, right = B[k, 0, 0] - B[k, 0, 1], B[k, 1, 1] - B[k, 1, 0]
            a, b, c, d = up > 0, down > 0, left > 0, right > 0
            mixed = (a == b) & (c == d)
            counts[k] = int(a & c) + int(b & d) + int(not (b or c)) + int(not (a or d)) + int(mixed)
            p[k] = right / (left + right) if mixed else np.nan
            q[k] = down / (up + down) if mixed else np.nan

    return loop
