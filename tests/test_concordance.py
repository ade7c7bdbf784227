"""Tests of ranks with their tails, against scipy and by counting; common costs divided by a formula."""

from __future__ import annotations

import math
import random
from fractions import Fraction as F
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy import stats

import deterrence as dt
from deterrence.concordance import TAILS, correlation_p
from deterrence.evidence import table

NATO = table("olson_zeckhauser_1964").rows
GNP, SHARE = [row["gnp_busd_1964"] for row in NATO], [row["defence_pct_gnp_1964"] for row in NATO]


def test_olson_and_zeckhauser() -> None:
    """Cells from memory, unverified: .490, and .0376 in one tail."""
    found = dt.spearman_test(GNP, SHARE, "greater")
    assert found.statistic == 1 - F(6 * 232, 14 * 195)
    assert (round(float(found.statistic), 6), round(float(found.p), 4), found.count) == (0.490110, 0.0376, 14)
    assert "greater" in str(found)
    assert "12 df" in str(found)


@pytest.mark.parametrize(("rho", "both", "one"), [(".19", 0.498, 0.249), (".14", 0.619, 0.309), (".11", 0.696, 0.348)])
def test_published_values_are_two_sided(rho: str, both: float, one: float) -> None:
    assert round(correlation_p(rho, 15), 3) == both
    assert round(correlation_p(rho, 15, "greater"), 3) == one


def lists(rng: random.Random, ties: bool) -> tuple[list[int], list[int]]:
    n = rng.randrange(5, 13)
    if ties:
        return [rng.randrange(5) for _ in range(n)], [rng.randrange(5) for _ in range(n)]
    return rng.sample(range(50), n), rng.sample(range(50), n)


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("ties", [False, True])
def test_as_scipy(tail: str, ties: bool) -> None:
    rng = random.Random(f"scipy {tail} {ties}")
    for _ in range(40):
        xs, ys = lists(rng, ties)
        if len({*xs}) == 1 or len({*ys}) == 1:
            continue
        ours, theirs = dt.spearman_test(xs, ys, tail), stats.spearmanr(xs, ys, alternative=tail)
        if abs(float(ours.statistic)) < 1:
            assert float(ours.statistic) == pytest.approx(theirs.statistic, abs=1e-12)
            assert ours.p == pytest.approx(theirs.pvalue, abs=1e-10)
        ours, theirs = dt.kendall_test(xs, ys, tail), stats.kendalltau(xs, ys, alternative=tail)
        assert float(ours.statistic) == pytest.approx(theirs.statistic, abs=1e-12)
        if not ties:
            assert isinstance(ours.statistic, F)
            assert ours.p == pytest.approx(theirs.pvalue, abs=1e-12)


def test_signed_ranks_count_every_choice_of_signs() -> None:
    rng = random.Random("signed")
    for _ in range(40):
        differences = [rng.choice([-3, -2, -1, 0, 1, 2, 4, 5]) for _ in range(rng.randrange(2, 9))]
        left = [x for x in differences if x]
        if not left:
            continue
        ranks = stats.rankdata([abs(x) for x in left])
        observed = sum(rank for rank, x in zip(ranks, left, strict=True) if x > 0)
        signs = product((0, 1), repeat=len(left))
        sums = [sum(rank for rank, up in zip(ranks, ups, strict=True) if up) for ups in signs]
        above, below = sum(s >= observed for s in sums), sum(s <= observed for s in sums)
        wanted = {"greater": above, "less": below, "two-sided": min(2 * min(above, below), len(sums))}
        for tail in TAILS:
            found = dt.signed_rank_test(differences, tail)
            assert found.statistic == F(observed)
            assert found.p == F(wanted[tail], len(sums))
    plain = [3, -1, 4, 10, -5, 9, 2, 6]
    assert float(dt.signed_rank_test(plain).p) == pytest.approx(stats.wilcoxon(plain, method="exact").pvalue)


def test_partial_correlations() -> None:
    rng = random.Random("partial")
    for _ in range(20):
        x, y, z = (rng.sample(range(40), 9) for _ in range(3))
        rho = [float(dt.spearman_test(a, b).statistic) for a, b in ((x, y), (x, z), (y, z))]
        wanted = (rho[0] - rho[1] * rho[2]) / math.sqrt((1 - rho[1] ** 2) * (1 - rho[2] ** 2))
        found = dt.partial_spearman_test(x, y, [z])
        assert found.statistic == pytest.approx(wanted, abs=1e-9)
        assert "6 df" in found.distribution
        freedom = 6
        t = wanted * math.sqrt(freedom / (1 - wanted**2))
        assert found.p == pytest.approx(2 * stats.t.sf(abs(t), freedom), abs=1e-9)
        # two lists held fixed: residuals of ranks
        w = rng.sample(range(40), 9)
        columns = np.column_stack([np.ones(9), stats.rankdata(z), stats.rankdata(w)])
        left = [r - columns @ np.linalg.lstsq(columns, r, rcond=None)[0] for r in map(stats.rankdata, (x, y))]
        assert dt.partial_spearman_test(x, y, [z, w]).statistic == pytest.approx(np.corrcoef(*left)[0, 1], abs=1e-9)
    with pytest.raises(dt.DeterrenceError, match="leave it out"):
        dt.partial_spearman_test([1, 2, 3, 4, 5], [2, 1, 4, 3, 5], [[1, 2, 3, 4, 5]])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: dt.spearman_test([1, 2, 3], [3, 1, 2], "one-sided"), "no tail"),
        (lambda: dt.spearman_test([1, 2], [3, 1]), "too few"),
        (lambda: dt.kendall_test([1, 1], [2, 3]), "nothing is ranked"),
        (lambda: dt.kendall_test([1], [2]), "at least two"),
        (lambda: dt.signed_rank_test([0, 0]), "0 differences"),
        (lambda: correlation_p("1.2", 9), "impossible"),
    ],
)
def test_what_cannot_be_tested_is_refused_with_advice(call: Any, words: str) -> None:
    with pytest.raises(dt.DeterrenceError, match=words):
        call()


def test_a_perfect_order_has_the_least_p_value() -> None:
    assert correlation_p(1, 9) == 0
    assert correlation_p(-1, 9, "greater") == 1


# -- a common cost divided by a formula ------------------------------------------------------------------------------


def game(w: Any = (10, 6, 2), phi: Any = 1) -> dt.ProvisionGame:
    return dt.ProvisionGame(("Large", "Middle", "Small"), "cobb-douglas", w, ("1/2",) * 3, phi)


def test_the_same_defence_in_proportion_to_income_helps_the_exploited() -> None:
    found = dt.cost_sharing(game(), "endowments")
    assert found.required == tuple(F(16, 3) * w / 18 for w in (10, 6, 2))
    assert found.paid == (F(14, 3), F(2, 3), 0)
    assert found.prefers == (1, -1, -1)
    assert not found.stable
    assert not found.agreed
    assert "worse off" in str(found.table())


def test_the_efficient_amount_may_please_all() -> None:
    """All three better off at G* = 9, or not: by floats typed here."""
    rng = random.Random("formula")
    for _ in range(30):
        shares = [F(rng.randrange(1, 9)) for _ in range(3)]
        shares = [s / sum(shares) for s in shares]
        cost = F(rng.randrange(2, 20), 2)
        if any(s * cost >= w for s, w in zip(shares, (10, 6, 2), strict=True)):
            with pytest.raises(dt.GameError, match="cannot pay"):
                dt.cost_sharing(game(), shares, cost)
            continue
        found = dt.cost_sharing(game(), shares, cost)
        for w, share, paid, better in zip((10, 6, 2), shares, found.paid, found.prefers, strict=True):
            under = math.log(w - share * cost) + math.log(cost)
            without = math.log(w - paid) + math.log(F(16, 3))
            assert better == (under > without) - (under < without)


def test_the_equilibrium_is_its_own_formula() -> None:
    found = dt.cost_sharing(game(), {"Large": "7/8", "Middle": "1/8", "Small": 0})
    assert (found.prefers, found.stable, found.agreed) == ((0, 0, 0), True, True)
    assert dt.cost_sharing(game((6, 6, 6)), "equal").stable


@pytest.mark.parametrize(
    ("shares", "words"),
    [((1, 1, 1), "sum to 1"), ("gdp", "no formula"), ({"Large": 1}, "nobody else"), ((2, -1, 0), "from 0")],
)
def test_what_is_no_formula_is_refused(shares: Any, words: str) -> None:
    with pytest.raises(dt.GameError, match=words):
        dt.cost_sharing(game(), shares)


# -- shares of cost and of benefit -----------------------------------------------------------------------------------


def test_benefits_are_averaged_over_measures() -> None:
    costs, income, people, borders = [6, 3, 1], [10, 6, 2], [300, 60, 40], [0, 1, 3]
    benefits = dt.benefit_shares(income, people, borders)
    assert benefits == tuple(
        (F(w, 18) + F(n, 400) + F(b, 4)) / 3 for w, n, b in zip(income, people, borders, strict=True)
    )
    assert sum(benefits) == 1
    index = dt.exploitation_index(costs, income, people, borders)
    assert index == tuple(F(c, 10) / b for c, b in zip(costs, benefits, strict=True))
    assert dt.exploitation_index(costs, [1, 1, 0])[2] is None


@pytest.mark.parametrize(
    ("measures", "words"), [((), "at least one"), (([1, 2], [1]), "one number for each"), (([0, 0],), "only zeros")]
)
def test_what_is_no_benefit_is_refused(measures: Any, words: str) -> None:
    with pytest.raises(dt.DeterrenceError, match=words):
        dt.benefit_shares(*measures)
