"""Technologies, limits, matching, credit in kind and penalties: against every pair of corners, kinks and lines."""

from __future__ import annotations

import math
import random
from collections import Counter
from fractions import Fraction as F
from itertools import product
from typing import Any

import pytest
from provision_oracle import QUASILINEAR, SPEC, drawn, game, oracle

import deterrence as dt
from deterrence.solvers import provision_penalty

THOUSAND = pytest.param(1000, marks=pytest.mark.nightly)


@pytest.mark.parametrize("draws", [150, THOUSAND])
@pytest.mark.parametrize("penalty", ["", "proportional", "lump-sum"])
def test_random_games_of_two_allies(penalty: str, draws: int) -> None:
    rng, seen = random.Random("rules" + penalty), Counter[str]()
    for _ in range(draws):
        g = drawn(rng, penalty)
        found = dt.solve(g)
        assert found.complete
        assert set(found.vertices) == oracle(g), g
        seen[f"{len(found.vertices)} equilibria"] += 1
        for point in found.vertices:
            for k, x in enumerate(point):
                wanted = None if g.benchmarks[k] is None else g.benchmarks[k] - g.in_kind[k]
                seen["nothing"] += x == 0
                seen["limit"] += x == g.limits[k]
                seen["benchmark"] += x == wanted
                seen["missed"] += wanted is not None and x < wanted and g.penalties[k] > 0
                seen["above"] += wanted is None or x > wanted
                seen["matched"] += g.matching[k] > 0
                seen["in kind"] += g.in_kind[k] > 0
    least = {"nothing", "limit", "above", "matched", "in kind"} | ({"benchmark", "missed"} if penalty else set())
    if draws == 1000:
        assert all(seen[name] >= 50 for name in (*least, "1 equilibria")), seen
    if penalty == "lump-sum":
        assert seen["2 equilibria"] >= draws // 100, seen
        assert seen["0 equilibria"] == 0  # replies fall in the total of the others (Kukushkin 1994)


# -- the handbook's T5b ------------------------------------------------------------------------------------------------


def test_weakest_link_of_the_handbook() -> None:
    found = dt.solve(game(technology="weakest-link"))
    assert found.vertices == ((0, 0, 0), (1, 1, 1))
    assert found.left_out == ((0, 0, 0),)
    assert found.best == (1, 1, 1)
    assert "left out" in found.status
    assert found.complete
    burdens = found.measures
    assert [burdens[f"burden[a{k}]"].maximum for k in range(3)] == [F(1, 10), F(1, 6), F(1, 2)]
    assert (burdens["G"].minimum, burdens["G"].minimum_attained) == (0, False)
    for level in (F(1, 1000), F(1, 2), F(1)):
        assert dt.certify(found.game, (level,) * 3).holds
    for wrong in ((0, 0, 0), (F(11, 10),) * 3, (1, 1, F(1, 2)), (1, 1, F(11, 10))):
        assert not dt.certify(found.game, wrong).holds


def test_best_shot_of_the_handbook() -> None:
    found = dt.solve(game(technology="best-shot"))
    assert found.vertices == ((5, 0, 0), (0, 3, 0))
    assert "mixed" in found.status
    assert not dt.certify(found.game, (0, 0, 1)).holds
    assert not dt.certify(found.game, (0, 0, 0)).holds
    assert not dt.certify(found.game, (5, 3, 0)).holds


@pytest.mark.parametrize("draws", [150, THOUSAND])
def test_best_shot_and_weakest_link_at_random_draws(draws: int) -> None:
    """Provider i stands iff alpha_i w_i >= alpha_j (1 - alpha_j)^((1 - alpha_j)/alpha_j) w_j for all j; with ties."""
    rng, seen = random.Random("levels"), Counter[str]()
    for trial in range(draws):
        n = rng.randrange(2, 4)
        w = [F(rng.randrange(2, 60), 2) for _ in range(n)]
        weights = [rng.choice([F(1, 2), F(1, 3), F(2, 3), F(3, 5)]) for _ in range(n)]
        tie = trial % 5 == 0
        if tie:  # alpha 1/2: g_0 = w_1/4 exactly
            weights[:2] = [F(1, 2), F(1, 2)]
            w[0] = w[1] / 2
        alone = [a * x for a, x in zip(weights, w, strict=True)]
        least = dt.solve(game(w, weights, technology="weakest-link"))
        assert least.best == (min(alone),) * n
        assert least.vertices[0] == (0,) * n
        wanted = set()
        for i in range(n):
            stands = True
            for j in range(n):
                if j != i:
                    a = weights[j]
                    p, q = ((1 - a) / a).numerator, ((1 - a) / a).denominator
                    # alone_i >= alone_j (1 - a)^(p/q), both sides to the power q
                    stands &= alone[i] ** q >= alone[j] ** q * (1 - a) ** p
            if stands:
                wanted.add(tuple(alone[i] if k == i else F(0) for k in range(n)))
        best = dt.solve(game(w, weights, technology="best-shot"))
        assert set(best.vertices) == wanted, (w, weights)
        seen[f"{len(wanted)} providers"] += 1
        seen["tie"] += tie
        seen["not the richest"] += any(point[w.index(max(w))] == 0 for point in wanted)
    assert seen["tie"] == draws // 5
    if draws == 1000:
        assert all(seen[name] >= 50 for name in ("1 providers", "2 providers", "3 providers", "not the richest")), seen


def test_weakest_link_with_credit_in_kind_and_limits() -> None:
    """A path of levels, checked point by point against the definition."""
    rng, paths = random.Random("path"), 0
    for _ in range(40):
        w = [F(rng.randrange(2, 30), 2) for _ in range(3)]
        kinds = tuple(F(rng.randrange(0, 6), 2) for _ in w)
        limits = tuple(rng.choice([None, x * F(rng.randrange(1, 5), 5)]) for x in w)
        matching = tuple(F(rng.randrange(0, 3), 2) for _ in w)
        g = game(w, technology="weakest-link", in_kind=kinds, limits=limits, matching=matching)
        found = dt.solve(g)
        assert found.certificate.holds
        levels = [min(g.provided(v)) for v in found.vertices]
        assert levels == sorted(levels)
        for level in (F(k, 4) for k in range(1, 40)):
            point = tuple(max(level - kind, F(0)) / (1 + m) for kind, m in zip(kinds, matching, strict=True))
            inside = levels[0] <= level <= levels[-1]
            if min(g.provided(point)) == level:
                assert dt.certify(g, point).holds is inside, (g, level)
        paths += len(found.vertices) > 2
    assert paths >= 5


# -- penalties ---------------------------------------------------------------------------------------------------------


def test_the_reasons_of_a_search_that_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    g = game((5,) * 8, benchmarks=(F(5, 2),) * 8, penalties=(F(1, 20),) * 8)
    whole = dt.solve(g)
    assert whole.complete
    monkeypatch.setattr(provision_penalty, "MOST_NODES", 3 * 8)
    found = dt.solve(g)
    assert not found.complete
    assert "stopped after 3" in found.status
    assert set(found.vertices) <= set(whole.vertices)


def test_equal_allies_have_every_choice_of_who_complies() -> None:
    """Four equal allies: the number that complies is fixed, who they are is not."""
    found = dt.solve(game((6,) * 4, phi=1, benchmarks=(F(2),) * 4, penalties=(F(1, 6),) * 4))
    complying = Counter(sum(x >= 2 for x in point) for point in found.vertices)
    assert all(count == math.comb(4, size) for size, count in complying.items())
    assert sum(complying.values()) == len(found.vertices)


def test_a_lump_sum_on_a_pure_public_good_without_income_effects_is_refused_with_advice() -> None:
    with pytest.raises(dt.SolverError, match="publicness below 1"):
        dt.solve(game(SPEC, (8, 4, 2), 1, QUASILINEAR, benchmarks=(8, 4, 2), penalties=(1, 1, 1)))


def test_steps_with_limits_matching_and_fines() -> None:
    """No income effects, a pure public good: splits of one total, their corners checked by the definition."""
    rng, splits = random.Random("steps"), 0
    for trial in range(60):
        n = 3 if trial % 10 == 0 else 2
        values = [F(rng.randrange(1, 5)) for _ in range(n)]
        rules: dict[str, Any] = {
            "limits": tuple(rng.choice([None, F(rng.randrange(1, 5))]) for _ in range(n)),
            "matching": tuple(F(rng.choice([0, 0, 1])) for _ in range(n)),
            "in_kind": tuple(F(rng.choice([0, 0, 1, 2])) for _ in range(n)),
            "benchmarks": tuple(F(rng.randrange(1, 4)) for _ in range(n)),
            "penalties": tuple(F(rng.choice([0, 0, 1]), 2) for _ in range(n)),
            "penalty": "proportional",
        }
        g = game((20,) * n, values, 1, QUASILINEAR, **rules)
        found = dt.solve(g)
        assert found.certificate.holds
        assert len({sum(g.provided(v)) for v in found.vertices}) == 1
        # every equilibrium on a grid of halves lies in the hull: same total, and each pays between its ends
        total = sum(g.provided(found.vertices[0]))
        ends = [(min(v[k] for v in found.vertices), max(v[k] for v in found.vertices)) for k in range(n)]
        for point in product([F(k, 2) for k in range(9 if n == 2 else 6)], repeat=n):
            inside = sum(g.provided(point)) == total and all(a <= x <= b for x, (a, b) in zip(point, ends, strict=True))
            if any(limit is not None and x > limit for x, limit in zip(point, g.limits, strict=True)):
                continue
            assert dt.certify(g, point).holds is inside, (g, point)
        splits += len(found.vertices) > 1
    assert splits >= 5


def test_a_thousand_allies() -> None:
    rng = random.Random("thousand")
    w = [F(rng.randrange(1, 10**6), 100) for _ in range(1000)]
    found = dt.solve(game(w, [F(rng.randrange(1, 100), 100) for _ in w], F(37, 100)))
    assert found.certificate.holds
    assert found.unique
