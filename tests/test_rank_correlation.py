"""The rank correlation of Olson and Zeckhauser (handbook T1) as arithmetic on a table from memory; ties; tails."""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest
from scipy.stats import spearmanr, t

import deterrence as dt
from deterrence.evidence import table
from deterrence.measures import rank_correlation


def numbers(name: str, *columns: str, **where: int) -> list[list[F]]:
    """Columns of a table, in the rows that have them all."""
    rows = [
        [row[column] for column in columns] for row in table(name).rows if all(row[k] == v for k, v in where.items())
    ]
    kept = [row for row in rows if all(isinstance(value, F) for value in row)]
    return [list(column) for column in zip(*kept, strict=True)]  # type: ignore[arg-type]


def test_olson_and_zeckhauser_as_arithmetic_on_an_unverified_table() -> None:
    evidence = table("olson_zeckhauser_1964")
    assert evidence.status == "unverified"  # the cells and the published .490 are both from memory
    found = rank_correlation(*numbers(evidence.name, "gnp_busd_1964", "defence_pct_gnp_1964"))
    assert (found.count, found.squares, found.tied) == (14, 232, False)
    assert found.coefficient == 1 - F(6 * 232, 14 * 195) == F(223, 455)
    assert f"{float(found):.6f}" == "0.490110"
    rho = float(found)
    statistic = rho * (12 / (1 - rho**2)) ** 0.5
    assert f"{t.sf(statistic, 12):.4f}" == "0.0376"  # one tail, the approximation by Student's t with 12 degrees
    assert f"{2 * t.sf(statistic, 12):.4f}" == "0.0752"  # two tails: not below .05


def test_the_tail_of_sandler_and_murdoch() -> None:
    """Their printed probabilities for n = 15 are two-sided, whatever the note under the table says."""
    for rho, two, one in ((0.19, 0.498, 0.249), (0.14, 0.619, 0.309), (0.11, 0.696, 0.348)):
        statistic = rho * (13 / (1 - rho**2)) ** 0.5
        assert abs(2 * t.sf(statistic, 13) - two) < 0.001
        assert abs(t.sf(statistic, 13) - one) < 0.001


def test_nato_2019_agrees_with_scipy() -> None:
    xs, ys = numbers("nato_burden_2014_2019", "gdp_busd_2015prices", "defence_pct_gdp", year=2019)
    assert len(xs) == 28  # Iceland has no forces
    assert float(rank_correlation(xs, ys)) == pytest.approx(spearmanr([*map(float, xs)], [*map(float, ys)]).statistic)


def test_ties_share_the_mean_of_their_ranks() -> None:
    rng, irrational = random.Random(1), 0
    for _ in range(200):
        n = rng.randrange(2, 9)
        xs, ys = ([F(rng.randrange(5), 3) for _ in range(n)] for _ in range(2))
        if len(set(xs)) == 1 or len(set(ys)) == 1:
            with pytest.raises(dt.DeterrenceError, match="nothing is ranked"):
                rank_correlation(xs, ys)
            continue
        found = rank_correlation(xs, ys)
        expected = spearmanr([*map(float, xs)], [*map(float, ys)]).statistic
        assert float(found) == pytest.approx(expected, abs=1e-12)
        assert found.tied is (len(set(xs)) < n or len(set(ys)) < n)
        irrational += found.coefficient is None
        if found.coefficient is not None:
            assert found.coefficient * abs(found.coefficient) == found.signed_square
    assert irrational > 20


def test_exact_at_the_ends() -> None:
    assert rank_correlation([1, 2, 3], [2, 4, 9]).coefficient == 1
    assert rank_correlation([1, 2, 3], [9, 4, 2]).coefficient == -1
    assert rank_correlation([1, 2, 3], [2, 4, 2]).coefficient == 0
    assert float(rank_correlation([1, 2, 3], [2, 4, 2])) == 0
    assert rank_correlation(["1/3", 0.5, 2], [1, "3/2", 2]).coefficient == 1
    with pytest.raises(dt.DeterrenceError, match="3 and 2 numbers"):
        rank_correlation([1, 2, 3], [1, 2])
    with pytest.raises(dt.DeterrenceError, match="finite"):
        rank_correlation([1, float("nan")], [1, 2])
    with pytest.raises(dt.DeterrenceError, match="nothing is ranked"):
        rank_correlation([], [])
