"""Technologies, limits, matching, credit in kind and penalties: against every pair of corners, kinks and lines."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction as F
from itertools import product
from typing import Any

import pytest

import deterrence as dt
from deterrence.solvers import provision_penalty

COBB_DOUGLAS, QUASILINEAR = "cobb-douglas", "quasilinear-log"
SPEC = (10, 6, 2)


def game(w: Any = SPEC, weights: Any = None, phi: Any = 1, utility: str = COBB_DOUGLAS, **rules: Any) -> Any:
    names = tuple(f"a{k}" for k in range(len(w)))
    return dt.ProvisionGame(names, utility, w, weights or ("1/2",) * len(w), phi, **rules)


# -- an oracle for two allies: payoffs written out, every pair of pieces of their replies tried ------------------------


def payoff(g: dt.ProvisionGame, k: int, paid: float, other: float) -> float:
    """The utility of ally k of two, in floats, from the definition."""
    kind, more = [float(x) for x in g.in_kind], [1 + float(x) for x in g.matching]
    own = more[k] * paid + kind[k]
    enjoyed = own + float(g.publicness) * (more[1 - k] * other + kind[1 - k])
    kept, lost = float(g.endowments[k]) - paid, 0.0
    if g.benchmarks[k] is not None:
        short = max(0.0, float(g.benchmarks[k]) - kind[k] - paid)
        if g.penalty == "proportional":
            kept -= float(g.penalties[k]) * short
        elif short > 1e-12:
            lost = float(g.penalties[k])
    weight = float(g.weights[k])
    if enjoyed <= 0 or (g.utility == COBB_DOUGLAS and kept <= 0):
        return -math.inf
    if g.utility == COBB_DOUGLAS:
        return (1 - weight) * math.log(kept) + weight * math.log(enjoyed) - lost
    return kept + weight * math.log(enjoyed) - lost


def pieces(g: dt.ProvisionGame, k: int) -> Iterator[tuple[F, F]]:
    """Lines (c, s): ally k pays c + s * (what the other pays), on every piece of its reply."""
    price, phi = 1 + g.matching[k], g.publicness
    kind = g.in_kind[k] + phi * g.in_kind[1 - k]
    weight = g.weights[k]
    yield F(0), F(0)
    if g.limits[k] is not None:
        yield g.limits[k], F(0)
    wanted = None if g.benchmarks[k] is None else g.benchmarks[k] - g.in_kind[k]
    if wanted is not None and wanted > 0:
        yield wanted, F(0)
    fines = {F(0)} | ({g.penalties[k]} if g.penalty == "proportional" and wanted is not None else set())
    for f in fines:
        if f == 1:
            continue
        if g.utility == COBB_DOUGLAS:
            income = g.endowments[k] - f * wanted if f else g.endowments[k]
            top, share = weight * income / (1 - f), 1 - weight
        else:
            top, share = weight / (1 - f), F(1)
        yield top - share * kind / price, -share * phi * (1 + g.matching[1 - k]) / price


def oracle(g: dt.ProvisionGame) -> set[tuple[F, F]]:
    """Every crossing of two pieces from which neither ally gains by moving to a grid, a corner, a kink or its lines."""
    found = set()
    for (c, s), (d, t) in product(pieces(g, 0), pieces(g, 1)):
        if s * t == 1:
            continue
        x = (c + s * d) / (1 - s * t)
        point = (x, d + t * x)
        if any(p < 0 or (g.limits[k] is not None and p > g.limits[k]) for k, p in enumerate(point)):
            continue
        if all(_best(g, k, point) for k in range(2)):
            found.add(point)
    return found


def _best(g: dt.ProvisionGame, k: int, point: tuple[F, F]) -> bool:
    other = float(point[1 - k])
    here = payoff(g, k, float(point[k]), other)
    top = float(g.limits[k]) if g.limits[k] is not None else float(max(g.endowments[k], 3 * g.weights[k]))
    tries = [top * j / 12 for j in range(13)] + [float(c + s * point[1 - k]) for c, s in pieces(g, k)]
    return here > -math.inf and all(payoff(g, k, x, other) <= here + 1e-9 for x in tries if 0 <= x <= top + 1e-12)


def drawn(rng: random.Random, penalty: str) -> dt.ProvisionGame:
    utility = rng.choice([COBB_DOUGLAS, QUASILINEAR])
    w = [F(rng.randrange(4, 40), 4) for _ in range(2)]
    weights = [F(rng.randrange(1, 12), 12) * (1 if utility == COBB_DOUGLAS else x) for x in w]
    phi = rng.choice([F(0), F(1, 3), F(1, 2), F(3, 4), F(1)])
    if utility == QUASILINEAR and phi == 1:
        phi = F(5, 6)
    rules: dict[str, Any] = {}
    if rng.random() < 0.4:
        rules["limits"] = tuple(rng.choice([None, x * F(rng.randrange(1, 8), 8)]) for x in w)
    if rng.random() < 0.4:
        rules["matching"] = tuple(F(rng.randrange(0, 5), 4) for _ in w)
    if rng.random() < 0.4:
        rules["in_kind"] = tuple(x * F(rng.randrange(0, 5), 10) for x in w)
    if penalty:
        rules["benchmarks"] = tuple(x * F(rng.randrange(1, 10), 12) for x in w)
        scale = 6 if penalty == "proportional" else 12 if utility == COBB_DOUGLAS else 4
        rules["penalties"] = tuple(F(rng.randrange(0, 8), scale) for _ in w)
        rules["penalty"] = penalty
    try:
        return game(w, weights, phi, utility, **rules)
    except dt.GameError:  # a limit below a benchmark that a fine above 1 enforces
        return drawn(rng, penalty)


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
    monkeypatch.setattr(provision_penalty, "MOST_NODES", 3)
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
    for trial in range(120):
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
    assert splits >= 10


def test_a_thousand_allies() -> None:
    rng = random.Random("thousand")
    w = [F(rng.randrange(1, 10**6), 100) for _ in range(1000)]
    found = dt.solve(game(w, [F(rng.randrange(1, 100), 100) for _ in w], F(37, 100)))
    assert found.certificate.holds
    assert found.unique


# -- break-even penalties ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["lump-sum", "proportional"])
def test_all_pay_their_benchmarks_in_an_equilibrium_just_from_the_break_even_penalty_on(kind: str) -> None:
    rng, seen = random.Random("break-even" + kind), Counter[str]()
    for _ in range(60):
        utility = rng.choice([COBB_DOUGLAS, QUASILINEAR])
        w = [F(rng.randrange(4, 40), 4) for _ in range(2)]
        weights = [F(rng.randrange(1, 12), 12) * (1 if utility == COBB_DOUGLAS else x) for x in w]
        phi = rng.choice([F(1, 3), F(1, 2), F(3, 4)])
        benchmarks = tuple(x * F(rng.randrange(1, 10), 12) for x in w)
        g = game(w, weights, phi, utility, benchmarks=benchmarks, penalty=kind)
        found = dt.break_even_penalty(g)
        ends = [(x, x) if isinstance(x, F) else (x.low, x.high) for x in found.values()]
        seen["free"] += sum(high == 0 for _, high in ends)
        seen["costly"] += sum(high > 0 for _, high in ends)
        for change, works in ((F(0), True), (F(-1, 10**9), False)):
            penalties = tuple(max(high + change, F(0)) for _, high in ends)
            if penalties == tuple(high for _, high in ends) and not works:
                continue
            here = dt.solve(game(w, weights, phi, utility, benchmarks=benchmarks, penalties=penalties, penalty=kind))
            comply = [p for p in here.vertices if all(x >= b for x, b in zip(p, benchmarks, strict=True))]
            assert bool(comply) is works, (g, penalties)
        said = here.measures
        assert set(said) >= {"break_even", "break_even[a0]", "unpaid[a1]"}
    assert seen["free"] >= 10
    assert seen["costly"] >= 50


def test_break_even_penalties_in_closed_form() -> None:
    """One partner of a pure public good that would pay nothing: ln differences typed here."""
    g = game((10, 2), benchmarks=(5, 1))
    found = dt.break_even_penalty(g)
    # Large at 5 with Small at 1: alone it would pay 5 - 1/2 = 9/2; Small faces 5 and would pay nothing
    large = 0.5 * (math.log(5.5) + math.log(5.5)) - 0.5 * (math.log(5) + math.log(6))
    small = 0.5 * (math.log(2) + math.log(5)) - 0.5 * (math.log(1) + math.log(6))
    for name, expected in (("a0", large), ("a1", small)):
        assert found[name].low <= found[name].high
        assert float(found[name]) == pytest.approx(expected, abs=1e-12)
        assert found[name].high - found[name].low < F(1, 10**25)
    fine = dt.break_even_penalty(g, "proportional")
    assert fine == {"a0": 1 - F(5, 6), "a1": 1 - F(1, 6)}
    assert dt.break_even_penalty(game((10, 2), benchmarks=(None, 3))) == {"a1": None}  # more than it has
    for broken, words in (
        (game(technology="best-shot", benchmarks=(1, 1, 1)), "add up"),
        (game(), "no ally has a benchmark"),
        (game((5, 5), (1, 1), 1, QUASILINEAR, benchmarks=(1, 1)), "publicness below 1"),
    ):
        with pytest.raises(dt.GameError, match=words):
            dt.break_even_penalty(broken)


# -- measures ----------------------------------------------------------------------------------------------------------


def test_measures_of_the_handbook() -> None:
    said = dt.solve(game()).measures
    assert (said["G"].minimum, said["suboptimality"].minimum) == (F(16, 3), F(16, 27))
    assert [said[f"free_riding[a{k}]"].minimum for k in range(3)] == [F(1, 15), F(7, 9), 1]
    assert said["neutrality"].minimum == 0
    assert said["gini"].minimum == dt.gini([F(7, 15), F(1, 9), 0]) == F(7, 13)
    alike = [dt.solve(game((3,) * n)).measures["suboptimality"].minimum for n in (2, 16)]
    assert alike == [F(2, 3), F(2, 17)]
    private = dt.solve(game((10, 6, 2), (8, 4, 2), "1/5", QUASILINEAR)).measures
    assert private["suboptimality"].minimum == F(10, 14)
    assert private["neutrality"].minimum == 0


def test_neutrality_is_the_change_of_the_total_when_income_moves() -> None:
    rng, seen = random.Random("neutral"), Counter[str]()
    for _ in range(150):
        w = [F(rng.randrange(8, 40), 2) for _ in range(3)]
        weights = [F(rng.randrange(2, 11), 12) for _ in range(3)]
        phi = rng.choice([F(1), F(1, 4), F(1, 2)])
        matching = tuple(F(rng.choice([0, 0, 1]), 2) for _ in range(3)) if rng.random() < 0.5 else ()
        base = dt.solve(game(w, weights, phi, matching=matching))
        said = base.measures["neutrality"]
        if said.minimum is None:
            continue
        paying = [k for k, g in enumerate(base.contributions) if g > 0]
        step, changes = F(1, 10**6), []
        for i, j in product(paying, repeat=2):
            moved = list(w)
            moved[i] -= step
            moved[j] += step
            changes.append(
                abs(
                    dt.solve(game(moved, weights, phi, matching=matching)).measures["G"].minimum
                    - base.measures["G"].minimum
                )
                / step
            )
        assert max(changes) == said.minimum
        seen["neutral" if said.minimum == 0 else "not neutral"] += 1
        if phi == 1 and not matching:
            assert said.minimum == 0  # Bergstrom, Blume and Varian (1986)
    assert min(seen.values()) >= 10


def test_lorenz_and_gini() -> None:
    assert dt.lorenz([1, 1, 2]) == ((0, 0), (F(1, 3), F(1, 4)), (F(2, 3), F(1, 2)), (1, 1))
    rng = random.Random("gini")
    for _ in range(50):
        values = [F(rng.randrange(0, 9)) for _ in range(rng.randrange(2, 7))]
        if not any(values):
            continue
        spread = sum(abs(a - b) for a, b in product(values, repeat=2))
        assert dt.gini(values) == spread / (2 * len(values) * sum(values))
        assert dt.gini(values, [1] * len(values)) == dt.gini(values)
    for wrong in ([0, 0], [-1, 2]):
        with pytest.raises(dt.DeterrenceError):
            dt.gini(wrong)
    with pytest.raises(dt.DeterrenceError, match="one size"):
        dt.gini([1, 2], [1])
