"""How unequally burdens are borne: Lorenz curve, Gini coefficient and exploitation indices, exactly."""

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


def benefit_shares(*measures: Sequence[Any]) -> tuple[Fraction, ...]:
    """Each ally's share of the benefit: the mean of its shares of measures such as GDP, population and borders.

    Sandler and co-authors average so (in the spirit of Sandler and Shimizu 2014).

    Raises
    ------
    DeterrenceError
        Where there is no measure, lengths differ, a number is negative, or one measure sums to 0.

    Examples
    --------
    >>> benefit_shares([3, 1], [1, 1])
    (Fraction(5, 8), Fraction(3, 8))
    """
    columns = [[number(x) for x in measure] for measure in measures]
    if not columns or len({len(column) for column in columns}) != 1:
        raise DeterrenceError("write at least one measure of benefit, each with one number for each ally")
    if any(x < 0 for column in columns for x in column) or not all(map(sum, columns)):
        raise DeterrenceError("a measure of benefit has a negative number or only zeros; write numbers from 0")
    totals = [sum(column, Fraction(0)) for column in columns]
    rows = zip(*columns, strict=True)
    return tuple(sum((x / t for x, t in zip(row, totals, strict=True)), Fraction(0)) / len(columns) for row in rows)


def exploitation_index(costs: Sequence[Any], *measures: Sequence[Any]) -> tuple[Fraction | None, ...]:
    """Each ally's share of the cost over its share of the benefit; above 1 it is exploited.

    Parameters
    ----------
    costs
        What each pays.
    measures
        What each has to gain, as in `benefit_shares`.

    Returns
    -------
    One number for each ally, None where it has nothing to gain.

    Raises
    ------
    DeterrenceError
        As `benefit_shares`, for costs too.
    """
    shares, benefits = benefit_shares(costs), benefit_shares(*measures)
    if len(shares) != len(benefits):
        raise DeterrenceError(f"there are {len(shares)} costs for {len(benefits)} allies; write one for each")
    return tuple(s / b if b else None for s, b in zip(shares, benefits, strict=True))
