"""How unequally burdens are borne: the Lorenz curve and the Gini coefficient, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from deterrence.errors import DeterrenceError
from deterrence.formula import number


def lorenz(values: Sequence[Any], sizes: Sequence[Any] | None = None) -> tuple[tuple[Fraction, Fraction], ...]:
    """The Lorenz curve (Lorenz 1905): points (share of allies, share of the burden), the least burdened first.

    Parameters
    ----------
    values
        What each bears, 0 or more.
    sizes
        What each counts for, positive, e.g. its income: the curve then orders by value for each unit of size, and the
        diagonal is a burden in proportion to size. Without it every ally counts once.

    Raises
    ------
    DeterrenceError
        Where lengths differ, a value is negative, a size is not positive, or all values are 0.
    """
    borne = [number(value) for value in values]
    counted = [Fraction(1)] * len(borne) if sizes is None else [number(size) for size in sizes]
    if len(borne) != len(counted):
        raise DeterrenceError(f"there are {len(borne)} values and {len(counted)} sizes; write one size for each value")
    if any(value < 0 for value in borne) or any(size <= 0 for size in counted):
        raise DeterrenceError("a value is negative or a size is not positive; write values from 0 and sizes above 0")
    total, whole = sum(borne, Fraction(0)), sum(counted, Fraction(0))
    if not total:
        raise DeterrenceError("nobody bears anything, so no share is defined; leave such a case out")
    points = [(Fraction(0), Fraction(0))]
    for value, size in sorted(zip(borne, counted, strict=True), key=lambda pair: pair[0] / pair[1]):
        x, y = points[-1]
        points.append((x + size / whole, y + value / total))
    return tuple(points)


def gini(values: Sequence[Any], sizes: Sequence[Any] | None = None) -> Fraction:
    """The Gini coefficient: twice the area between the diagonal and the Lorenz curve, 0 where all bear alike.

    Without `sizes` it is sum_ij |b_i - b_j| / (2 n sum_i b_i), which is at most 1 - 1/n.

    Examples
    --------
    >>> gini([1, 1, 4])
    Fraction(1, 3)
    >>> gini([10, 6, 2], sizes=[10, 6, 2])
    Fraction(0, 1)
    """
    points = lorenz(values, sizes)
    area = sum(((b[0] - a[0]) * (a[1] + b[1]) for a, b in pairwise(points)), Fraction(0))
    return 1 - area
