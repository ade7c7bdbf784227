"""Break-even penalties, measures of provision, more allies, and claims that are false."""

from __future__ import annotations

import math
import random
from collections import Counter
from fractions import Fraction as F
from itertools import product
from typing import Any

import pytest
from provision_oracle import COBB_DOUGLAS, QUASILINEAR, drawn, game

import deterrence as dt
from deterrence.solvers.provision_sum import reply, solutions

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
    for _ in range(60):
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
    assert min(seen.values()) >= 5


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


# -- more allies, and false claims -----------------------------------------------------------------------------------


def test_three_and_four_allies_against_every_choice_of_who_complies() -> None:
    """Given who complies the others' replies are found by iteration in floats; `certify` sees no solver."""
    rng, several = random.Random("choices"), 0
    for trial in range(30):
        n = 3 + (trial % 5 == 0)
        w = [F(rng.randrange(8, 40), 4) for _ in range(n)]
        weights = [F(rng.randrange(2, 10), 12) for _ in range(n)]
        phi = rng.choice([F(1, 2), F(3, 4), F(1)])
        benchmarks = [x * F(rng.randrange(1, 8), 12) for x in w]
        penalties = [F(rng.randrange(0, 8), 48) for _ in range(n)]
        if trial % 2:  # allies alike: who complies is open
            w, weights = w[:1] * n, weights[:1] * n
            benchmarks = [w[0] * weights[0] * F(rng.randrange(5, 9), 10)] * n
            enough = dt.break_even_penalty(game(w, weights, phi, benchmarks=benchmarks))["a0"]
            penalties = [F(int(float(enough) * rng.randrange(500, 1000)), 1000)] * n
        g = game(w, weights, phi, benchmarks=benchmarks, penalties=penalties)
        found = dt.solve(g)
        wanted = set()
        for complying in product((True, False), repeat=n):
            least = [float(b) if c else 0.0 for c, b in zip(complying, benchmarks, strict=True)]
            paid = list(least)
            for _ in range(200):
                for k in range(n):
                    others = float(phi) * (sum(paid) - paid[k])
                    a = float(weights[k])
                    paid[k] = max(least[k], a * float(w[k]) - (1 - a) * others, 0.0)
            fits = True
            for k in range(n):
                others = float(phi) * (sum(paid) - paid[k])
                a, b, p = float(weights[k]), float(benchmarks[k]), float(penalties[k])

                def worth(
                    x: float, k: int = k, others: float = others, a: float = a, b: float = b, p: float = p
                ) -> float:
                    if x + others <= 0:
                        return -math.inf
                    lost = p if x < b - 1e-9 else 0.0
                    return (1 - a) * math.log(float(w[k]) - x) + a * math.log(x + others) - lost  # noqa: B023

                best = max(worth(float(w[k]) * j / 60) for j in range(60))
                best = max(best, worth(b), worth(max(0.0, a * float(w[k]) - (1 - a) * others)))
                fits &= worth(paid[k]) >= best - 1e-9
            if fits:
                wanted.add(tuple(round(x, 6) for x in paid))
        assert {tuple(round(float(x), 6) for x in point) for point in found.vertices} == wanted, g
        several += len(found.vertices) > 1
    assert several >= 3


def test_a_claim_beside_an_equilibrium_is_refused() -> None:
    rng = random.Random("false")
    for penalty in ("", "proportional", "lump-sum"):
        for _ in range(60):
            g = drawn(rng, penalty)
            for point in dt.solve(g).vertices:
                for k in range(2):
                    for step in (F(1, 50), F(-1, 50)):
                        moved = tuple(x + step * (j == k) for j, x in enumerate(point))
                        said = dt.certify(g, moved)
                        assert not said.holds
                        assert said.largest_gain > 0 or said.largest_residual > 0
    for technology in ("weakest-link", "best-shot"):
        g = game(technology=technology)
        for point in ((5, 3, 0), (0, 0, 1), (2, 2, 2), (-1, 0, 5)):
            assert not dt.certify(g, point).holds
    with pytest.raises(dt.GameError, match="one number for each"):
        dt.certify(game(), (1, 2))
    with pytest.raises(dt.GameError, match="use certify"):
        dt.gains(game(limits=(1, None, None)), (1, 0, 0))


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"technology": "sum"}, "'summation' or 'weakest-link' or 'best-shot'"),
        ({"penalty": "fine"}, "'lump-sum' or 'proportional'"),
        ({"limits": (0, None, None)}, "limit of a0 is 0"),
        ({"limits": (1,)}, "one number for each"),
        ({"matching": (0, -1, 0)}, "matching of a1 is -1"),
        ({"in_kind": (0, "x", 0)}, "in-kind of a1"),
        ({"penalties": (1, 0, 0)}, "no benchmark"),
        ({"benchmarks": (-1, 0, 0)}, "benchmark of a0 is -1"),
        ({"benchmarks": (1, 1, 1), "penalties": (0, -1, 0)}, "penalty of a1 is -1"),
        ({"benchmarks": (10, 1, 1), "penalties": (1, 0, 0), "penalty": "proportional"}, "leaves it 0"),
        (
            {"benchmarks": (4, 1, 1), "penalties": (1, 0, 0), "penalty": "proportional", "limits": (2, None, None)},
            "can pay 2 and must pay 4",
        ),
    ],
)
def test_rules_that_cannot_be_are_refused_with_advice(rules: dict[str, Any], words: str) -> None:
    with pytest.raises(dt.GameError, match=words):
        game(**rules)


def test_benchmarks_beyond_means_are_missed() -> None:
    found = dt.solve(game((10, 2), benchmarks=(4, 3), penalties=(1, 1)))
    assert found.contributions == (F(9, 2), 0) or found.contributions[1] == 0
    assert found.certificate.holds
    assert found.measures["break_even[a1]"].undefined == "it cannot pay its benchmark"
    limited = dt.solve(game((10, 6), benchmarks=(4, 3), penalties=(1, 1), limits=(None, 1)))
    assert limited.contributions[1] <= 1


# -- what must not matter, and the threshold of a model ----------------------------------------------------------------


def test_names_units_and_a_match_for_all_do_not_matter() -> None:
    rng = random.Random("invariance")
    for penalty in ("", "proportional", "lump-sum"):
        for _ in range(25):
            g = drawn(rng, penalty)
            base = dt.solve(g).vertices
            lists = ("endowments", "weights", "limits", "matching", "in_kind", "benchmarks", "penalties")
            given = {name: getattr(g, name) for name in lists}
            words = {"technology": g.technology, "penalty": g.penalty}
            turned = {name: values[::-1] for name, values in given.items()}
            swapped = dt.solve(dt.ProvisionGame(("b", "a"), g.utility, publicness=g.publicness, **turned, **words))
            assert {point[::-1] for point in swapped.vertices} == set(base)
            if g.utility == COBB_DOUGLAS:  # money in other units
                scale = F(rng.randrange(2, 9), 3)
                for name in ("endowments", "limits", "in_kind", "benchmarks"):
                    given[name] = tuple(None if x is None else scale * x for x in given[name])
                scaled = dt.solve(dt.ProvisionGame(("a", "b"), g.utility, publicness=g.publicness, **given, **words))
                assert {tuple(scale * x for x in point) for point in base} == set(scaled.vertices)
    for utility, weights in ((COBB_DOUGLAS, ("1/2",) * 3), (QUASILINEAR, (8, 4, 2))):
        plain, matched = (game((10, 6, 2), weights, "1/3", utility, matching=(m,) * 3) for m in (0, "3/2"))
        assert dt.solve(plain).vertices == dt.solve(matched).vertices  # logarithms: all enjoy 5/2 times as much


def test_from_which_penalty_on_nobody_rides_free_in_any_equilibrium() -> None:
    model = dt.load("benchmark-penalty")
    found = dt.threshold(model, of="benchmark_penalty", verdict="no free-riding", set={"effort_benchmark": 2})
    assert found.value is not None
    assert not isinstance(found.value, F)
    for end, pays in ((found.value.high, False), (found.value.low, True)):
        said = dt.verdict(model, set={"effort_benchmark": 2, "benchmark_penalty": end})
        assert said.free_riding_pays is pays
    # all comply in some equilibrium from a smaller penalty on
    game_ = model.game(model.values(set={"effort_benchmark": 2, "benchmark_penalty": 0}))
    enough = max(float(x) for x in dt.break_even_penalty(game_).values() if x is not None)
    assert enough < float(found.value) / 10
    with pytest.raises(dt.ModelError, match="not a game of provision"):
        dt.threshold(dt.load("tripwire"), of="p_D", verdict="no free-riding")


def test_the_search_finds_every_choice_of_who_complies_that_is_an_equilibrium() -> None:
    """All choices are tried here, and those that certify kept."""
    rng, several = random.Random("search"), 0
    for _ in range(30):
        n = rng.randrange(2, 5)
        w = [F(rng.randrange(4, 40), 4) for _ in range(n)]
        weights = [F(rng.randrange(2, 11), 12) for _ in range(n)]
        if rng.random() < 0.5:
            w, weights = w[:1] * n, weights[:1] * n
        phi = rng.choice([F(1, 2), F(3, 4), F(1)])
        benchmarks = tuple(x * rng.choice([F(1, 4), F(1, 3), F(1, 2)]) for x in w)
        enough = dt.break_even_penalty(game(w, weights, phi, benchmarks=benchmarks)).values()
        penalties = tuple(F(int(1000 * float(x or 0) * rng.uniform(0.3, 1.1)), 1000) for x in enough)
        g = game(w, weights, phi, benchmarks=benchmarks, penalties=penalties)
        wanted = set()
        for complying in product((True, False), repeat=n):
            bounds = [
                reply(g, k, b if must else F(0)) for k, (b, must) in enumerate(zip(benchmarks, complying, strict=True))
            ]
            (point,) = solutions(bounds)
            if dt.certify(g, point).holds:
                wanted.add(point)
        found = dt.solve(g)
        assert found.complete
        assert set(found.vertices) == wanted, g
        several += len(wanted) > 1
    assert several >= 3


def test_what_is_efficient_is_no_more_than_all_can_pay() -> None:
    """Limits 1 + 1 + 1/2 lie below alpha W = 9 (and V = 14): all they can pay. Others do not bind."""
    for utility, weights, free in ((COBB_DOUGLAS, ("1/2",) * 3, F(9)), (QUASILINEAR, (8, 4, 2), F(14))):
        for limits, best in (((1, 1, "1/2"), F(5, 2)), ((9, 6, 2), min(free, F(17))), ((1, 1, None), free)):
            found = dt.solve(game((10, 6, 2), weights, 1, utility, limits=limits)).measures
            assert found["suboptimality"].minimum == found["G"].minimum / best
    # spill-ins of 1/5: the sum of utilities by a grid, over payments to the hundredth
    weights, phi = (3, 2), F(1, 2)
    for limits in ((5, 5), (2, 5), (3, "1/2")):
        found = dt.solve(game((9, 9), weights, phi, QUASILINEAR, limits=limits)).measures["suboptimality"]
        best = max(
            (3 * math.log(x + y / 2) + 2 * math.log(y + x / 2) - x - y, -x - y)
            for x, y in product(*([k / 50 for k in range(1, round(50 * float(F(top))) + 1)] for top in limits))
        )
        efficient = 5 if limits == (5, 5) else None
        assert (found.minimum is None) == (efficient is None)
        assert efficient is None or abs(-best[1] - efficient) < 0.05


def test_free_riding_is_not_asked_where_there_is_nothing_to_pay() -> None:
    model = dt.load("benchmark-penalty")
    none = dt.verdict(model)
    assert none.free_riding_pays is None
    assert "whether free-riding pays is not asked (the benchmark of every ally is 0" in str(none)
    assert dt.verdict(model, set={"effort_benchmark": 2}).free_riding_pays is True
