"""Do burdens go with size, or with benefits? Rank correlations and a signed-rank test, each with its tail.

A p-value says nothing without its tail: the rank correlations of Sandler and Murdoch (2000) are printed with two-sided
values under a one-sided alternative. Coefficients are exact wherever they are rational; p-values are floats where they
rest on Student's t, and exact fractions where the distribution is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import copysign, inf, sqrt
from typing import Any

from deterrence.errors import DeterrenceError
from deterrence.formula import number
from deterrence.measures import rank_correlation

TAILS = ("two-sided", "greater", "less")
MOST_PAIRS = 100  # of a signed-rank test that is counted exactly


@dataclass(frozen=True)
class RankTest:
    """A statistic of ranks, its p-value, and the tail that the p-value means.

    Attributes
    ----------
    name
        What was computed.
    statistic
        A `Fraction` where it is rational, otherwise a float.
    p
        The p-value: a `Fraction` where the distribution is counted exactly, otherwise a float.
    tail
        ``"two-sided"``, ``"greater"`` (the alternative is a positive association or difference) or ``"less"``.
    count
        Pairs that were used.
    distribution
        Where the p-value comes from.
    """

    name: str
    statistic: Fraction | float
    p: Fraction | float
    tail: str
    count: int
    distribution: str

    def __str__(self) -> str:
        return (
            f"{self.name} {float(self.statistic):.4g}, p = {float(self.p):.4g} ({self.tail}; {self.distribution}; "
            f"n = {self.count})"
        )


def _tail(tail: str) -> str:
    if tail not in TAILS:
        raise DeterrenceError(f"'{tail}' is no tail; write {', '.join(TAILS)}")
    return tail


def correlation_p(coefficient: Any, count: int, tail: str = "two-sided", controls: int = 0) -> float:
    """The p-value of a rank correlation by Student's t with count - 2 - controls degrees of freedom (Kendall 1948).

    Parameters
    ----------
    coefficient
        Between -1 and 1.
    count
        How many pairs.
    tail
        ``"two-sided"``, ``"greater"`` or ``"less"``.
    controls
        How many other variables a partial correlation holds fixed.

    Raises
    ------
    DeterrenceError
        For an impossible coefficient, an unknown tail or too few pairs.

    Examples
    --------
    >>> round(correlation_p(".19", 15), 3), round(correlation_p(".19", 15, "greater"), 3)
    (0.498, 0.249)
    """
    from scipy.stats import t as student

    _tail(tail)
    rho, freedom = float(number(coefficient)), count - 2 - controls
    if not -1 <= rho <= 1:
        raise DeterrenceError(f"a correlation of {rho} is impossible; write a number from -1 to 1")
    if freedom < 1:
        raise DeterrenceError(f"{count} pairs are too few for {controls} controls; at least {controls + 3} are needed")
    statistic = copysign(inf, rho) if abs(rho) == 1 else rho * sqrt(freedom / (1 - rho * rho))
    if tail == "two-sided":
        return float(2 * student.sf(abs(statistic), freedom))
    return float(student.sf(statistic if tail == "greater" else -statistic, freedom))


def spearman_test(xs: Sequence[Any], ys: Sequence[Any], tail: str = "two-sided") -> RankTest:
    """Spearman's rank correlation of two lists and its p-value by Student's t (Olson and Zeckhauser 1966 use it so).

    Raises
    ------
    DeterrenceError
        As `rank_correlation` and `correlation_p`.
    """
    found = rank_correlation(xs, ys)
    exact = found.coefficient
    statistic = exact if exact is not None else float(found)
    p = correlation_p(statistic, found.count, tail)
    return RankTest("Spearman's rho", statistic, p, tail, found.count, f"Student's t, {found.count - 2} df")


def partial_spearman_test(
    xs: Sequence[Any], ys: Sequence[Any], given: Sequence[Sequence[Any]], tail: str = "two-sided"
) -> RankTest:
    """The partial rank correlation of two lists, others held fixed: Spearman's coefficients in the usual formula.

    With one list held fixed it is (r_xy - r_xz r_yz) / sqrt((1 - r_xz^2)(1 - r_yz^2)); with more, from the inverse of
    the matrix of rank correlations. In floats.

    Raises
    ------
    DeterrenceError
        As `rank_correlation`, and where the lists held fixed leave nothing to compare.
    """
    import numpy as np

    lists = [xs, ys, *given]
    matrix = np.array([[1.0 if i == j else float(rank_correlation(a, b)) for j, b in enumerate(lists)]
                       for i, a in enumerate(lists)])  # fmt: skip
    if np.linalg.matrix_rank(matrix, tol=1e-9) < len(lists):
        raise DeterrenceError("one list has the ranks that others give; leave it out")
    inverse = np.linalg.inv(matrix)
    value = float(np.clip(-inverse[0, 1] / sqrt(inverse[0, 0] * inverse[1, 1]), -1, 1))
    freedom = len(xs) - 2 - len(given)
    return RankTest(
        "partial Spearman's rho",
        value,
        correlation_p(value, len(xs), tail, len(given)),
        tail,
        len(xs),
        f"Student's t, {freedom} df",
    )


def kendall_test(xs: Sequence[Any], ys: Sequence[Any], tail: str = "two-sided") -> RankTest:
    """Kendall's tau-b (Kendall 1938) with scipy's p-value: counted without ties, normal approximation with them.

    The statistic is an exact fraction without ties.

    Raises
    ------
    DeterrenceError
        For lists of different lengths, fewer than two pairs, or a list of equal values.
    """
    from scipy.stats import kendalltau

    _tail(tail)
    if len(xs) != len(ys) or len(xs) < 2:
        raise DeterrenceError(f"the lists have {len(xs)} and {len(ys)} numbers; write at least two, pair by pair")
    first, second = [number(x) for x in xs], [number(y) for y in ys]
    n = len(first)
    pairs = [(i, j) for i in range(n) for j in range(i)]
    signs = [(_sign(first[i] - first[j]), _sign(second[i] - second[j])) for i, j in pairs]
    concordance = sum(a * b for a, b in signs)
    used = [sum(1 for pair in signs if pair[k]) for k in range(2)]
    if not all(used):
        raise DeterrenceError("all values of a list are equal, so nothing is ranked; leave the list out")
    tied = min(used) < len(pairs)
    statistic = concordance / sqrt(used[0] * used[1]) if tied else Fraction(concordance, len(pairs))
    # ranks, not values: scipy compares floats
    ordered = [{x: rank for rank, x in enumerate(sorted(set(values)))} for values in (first, second)]
    ranks = [[order[x] for x in values] for order, values in zip(ordered, (first, second), strict=True)]
    method = "asymptotic" if tied else "exact"
    p = float(kendalltau(*ranks, alternative=tail, method=method).pvalue)
    return RankTest("Kendall's tau", statistic, p, tail, n, "normal approximation" if tied else "counted")


def _sign(x: Fraction) -> int:
    return (x > 0) - (x < 0)


def signed_rank_test(differences: Sequence[Any], tail: str = "two-sided") -> RankTest:
    """Wilcoxon's signed-rank test (1945): do burdens match benefits, s_i - beta_i being symmetric about 0?

    Differences of 0 are left out, equal sizes share the mean of their ranks, and the p-value counts all signs of the
    sizes at hand, exactly. Rejecting means that burdens and benefits do not match.

    Parameters
    ----------
    differences
        Shares of the burden less shares of the benefit.
    tail
        ``"two-sided"``, ``"greater"`` (burdens exceed benefits) or ``"less"``.

    Returns
    -------
    RankTest
        Its statistic is the sum of the ranks of positive differences.

    Raises
    ------
    DeterrenceError
        Where no difference is left, or there are too many to count.

    Examples
    --------
    >>> signed_rank_test([1, 2, 3, 4, 5]).p
    Fraction(1, 16)
    """
    _tail(tail)
    left = [x for x in map(number, differences) if x]
    if not left or len(left) > MOST_PAIRS:
        raise DeterrenceError(f"{len(left)} differences are not 0; from 1 to {MOST_PAIRS} can be counted")
    sizes = sorted(abs(x) for x in left)
    # twice the ranks, so that mean ranks are whole
    double = {size: sizes.index(size) + 1 + len(sizes) - sizes[::-1].index(size) for size in set(sizes)}
    ranks = [double[abs(x)] for x in left]
    observed = sum(rank for rank, x in zip(ranks, left, strict=True) if x > 0)
    ways = [1] + [0] * sum(ranks)  # how many choices of signs reach each sum
    for rank in ranks:
        for reached in range(len(ways) - 1, rank - 1, -1):
            ways[reached] += ways[reached - rank]
    total = 2 ** len(ranks)
    above, below = Fraction(sum(ways[observed:]), total), Fraction(sum(ways[: observed + 1]), total)
    p = {"greater": above, "less": below, "two-sided": min(Fraction(1), 2 * min(above, below))}[tail]
    return RankTest("Wilcoxon's signed ranks", Fraction(observed, 2), p, tail, len(left), "counted")
