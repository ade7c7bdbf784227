"""Random draws that are the same for ever: from the raw words of PCG64, compared as whole numbers.

numpy promises the stream of raw words of a bit generator, and not that of its distributions; so a seed gives the same
frame in every version. An event of probability p happens where a word of 64 bits lies below p times 2^64: right to
2^-64 (O'Neill 2014).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any

from deterrence.errors import DeterrenceError

WORD = 2**64
MOST = 10_000_000


class Draws:
    """A stream of words of 64 bits.

    Parameters
    ----------
    seed
        A whole number that is not negative.

    Raises
    ------
    DeterrenceError
        For another seed.
    """

    def __init__(self, seed: int) -> None:
        from numpy.random import PCG64

        if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
            raise DeterrenceError(f"the seed is {seed!r}; write a whole number that is not negative, such as 1")
        self._stream = PCG64(seed)

    def words(self, count: int) -> Any:
        """An array of words."""
        return self._stream.random_raw(count)

    def uniform(self, count: int) -> Any:
        """An array of floats strictly between 0 and 1."""
        return ((self.words(count) >> 11) + 0.5) * 2.0**-53

    def among(self, weights: Sequence[Any], count: int) -> Any:
        """Draws from finitely many events: an array of their places."""
        return self.places(weights, self.words(count))

    @staticmethod
    def places(weights: Sequence[Any], words: Any) -> Any:
        """The events that some words stand for, by their places."""
        from numpy import array, searchsorted, uint64

        edges = [_edge(total) for total in accumulate(weights)]
        # the last event takes what rounding leaves: the weights sum to one
        return searchsorted(array(edges[:-1], dtype=uint64), words, side="right")

    def below(self, chances: Any, count: int) -> Any:
        """Whether each of some events happens, given its probability as a word."""
        return self.words(count) < chances


def _edge(total: Any) -> int:
    if isinstance(total, Fraction | int):
        return min(int(total * WORD), WORD - 1)
    low, high = total.enclosure(80)  # a real algebraic number
    return min(int((low + high) / 2 * WORD), WORD - 1)


def times_wanted(times: int) -> int:
    """A number of draws, checked.

    Raises
    ------
    DeterrenceError
        Unless it is between 1 and 10,000,000.
    """
    if isinstance(times, bool) or not isinstance(times, int) or not 1 <= times <= MOST:
        raise DeterrenceError(f"times is {times!r}; write a whole number from 1 to {MOST:,}")
    return times
