"""Voluntary provision (handbook T5, T5 with spill-ins, T5c): its numbers, and a linear complementarity problem."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from fractions import Fraction as F
from itertools import combinations
from typing import Any

import pytest
from signaling_oracle import reduced

import deterrence as dt
from deterrence.solvers.provision import ProvisionEquilibria

COBB_DOUGLAS, QUASILINEAR = "cobb-douglas", "quasilinear-log"


def game(utility: str, endowments: Sequence[Any], weights: Sequence[Any], phi: Any) -> dt.ProvisionGame:
    return dt.ProvisionGame(tuple(f"a{k}" for k in range(len(endowments))), utility, endowments, weights, phi)


def solved(utility: str, endowments: Sequence[Any], weights: Sequence[Any], phi: Any) -> ProvisionEquilibria:
    found = dt.solve(game(utility, endowments, weights, phi))
    assert isinstance(found, ProvisionEquilibria)
    assert (found.complete, found.exact, found.certificate.holds, found.concept) == (True, True, True, "nash")
    return found


def shared(w: Sequence[Any], phi: Any = 1, alpha: Any = F(1, 2)) -> ProvisionEquilibria:
    return solved(COBB_DOUGLAS, w, (alpha,) * len(w), phi)


# -- the handbook's numbers --


def test_pure_public_good() -> None:
    found = shared((10, 6, 2))
    assert found.total == F(16, 3)
    assert found.contributions == (F(14, 3), F(2, 3), 0)
    burdens = found.measures
    assert [burdens[f"burden[a{k}]"].minimum for k in range(3)] == [F(7, 15), F(1, 9), 0]
    assert [burdens[f"share[a{k}]"].maximum for k in range(3)] == [F(7, 8), F(1, 8), 0]
    assert F(1, 2) * (10 + 6 + 2) == 9  # Samuelson's amount
    index = dt.exploitation_index(found.contributions, found.game.endowments)
    assert index == (F(7, 8) / F(10, 18), F(1, 8) / F(6, 18), 0)
    assert [burdens[f"exploitation[a{k}]"].minimum for k in range(3)] == list(index)


def test_neutrality_of_the_handbook() -> None:
    assert shared((9, 7, 2)).total == F(16, 3)
    assert shared((9, 7, 2)).contributions == (F(11, 3), F(5, 3), 0)
    assert shared((14, 2, 2)).contributions == (7, 0, 0)
    assert shared((14, 2, 2)).total == 7


@pytest.mark.parametrize(("n", "expected"), [(2, F(2, 3)), (16, F(2, 17))])
def test_underprovision_grows_with_numbers(n: int, expected: F) -> None:
    found = shared((3,) * n)
    assert found.total / (F(1, 2) * 3 * n) == expected
    for alpha in (F(1, 10), F(2, 3)):
        assert shared((3,) * n, alpha=alpha).total / (alpha * 3 * n) == 1 / (alpha + n * (1 - alpha))


def test_spill_ins() -> None:
    found = shared((10, 6, 2), F(2, 5))
    assert found.total == F(20, 3)
    assert found.contributions == (F(55, 12), F(25, 12), 0)
    assert [round(float(g), 5) for g in found.contributions] == [4.58333, 2.08333, 0]
    assert shared((10, 6, 2), 0).contributions == (5, 3, 1)


def test_joint_products() -> None:
    v = (8, 4, 2)
    assert solved(QUASILINEAR, (80, 40, 20), v, 0).contributions == v
    found = solved(QUASILINEAR, (80, 40, 20), v, F(1, 5))
    assert (found.total, found.contributions) == (10, (F(15, 2), F(5, 2), 0))
    assert solved(QUASILINEAR, (80, 40, 20), v, 1).contributions == (8, 0, 0)


def test_the_model_files_say_the_same() -> None:
    sharing, products = dt.load("burden-sharing"), dt.load("joint-products")
    for phi, expected in ((1, (F(14, 3), F(2, 3), 0)), ("2/5", (F(55, 12), F(25, 12), 0)), (0, (5, 3, 1))):
        found = dt.solve(sharing.game(sharing.values(set={"phi": phi})))
        assert found.contributions == expected
    for phi, expected in ((0, (8, 4, 2)), ("1/5", (F(15, 2), F(5, 2), 0)), (1, (8, 0, 0))):
        assert dt.solve(products.game(products.values(set={"phi": phi}))).contributions == expected


# -- the complementarity problem --


def matrix(utility: str, endowments: Sequence[F], weights: Sequence[F], phi: F) -> tuple[list[list[F]], list[F]]:
    """M and b of g >= 0, M g >= b, g'(M g - b) = 0, from the handbook: M = I + diag(gamma)((1 - phi) I + phi J).

    Without income effects y_i = v_i where i pays: M = (1 - phi) I + phi J and b = v.
    """
    n = len(weights)
    spill = [[F(1) if i == j else phi for j in range(n)] for i in range(n)]
    if utility == QUASILINEAR:
        return spill, list(weights)
    gamma = [(1 - a) / a for a in weights]
    return [[F(i == j) + gamma[i] * spill[i][j] for j in range(n)] for i in range(n)], list(endowments)


def solutions(M: list[list[F]], b: list[F]) -> list[tuple[F, ...]]:
    """Every solution that is alone on its set of contributors, by trying every set."""
    n, found = len(b), set()
    for size in range(n + 1):
        for paying in combinations(range(n), size):
            equations = [(-b[i], *M[i]) for i in paying]
            equations += [(F(0), *(F(i == j) for j in range(n))) for i in range(n) if i not in paying]
            answer = reduced(equations)
            if answer is None or len(answer) < n:
                continue
            g = tuple(row[-1] for row in answer)
            if min(g) >= 0 and all(sum(x * y for x, y in zip(M[i], g, strict=True)) >= b[i] for i in range(n)):
                found.add(g)
    return sorted(found)


def drawn(rng: random.Random, utility: str, n: int) -> tuple[list[F], list[F], F]:
    same = rng.random() < 0.4
    if utility == COBB_DOUGLAS:
        weights = [F(rng.randrange(1, 12), 12) for _ in range(n)]
    else:
        weights = [F(rng.randrange(1, 13), 3) for _ in range(n)]
    phi = rng.choice([F(0), F(1), F(1), F(rng.randrange(1, 12), 12), F(rng.randrange(1, 12), 12)])
    return [F(rng.randrange(1, 40), 2) for _ in range(n)], [weights[0]] * n if same else weights, phi


def check(utility: str, w: list[F], weights: list[F], phi: F) -> None:
    found, told = solved(utility, w, weights, phi), (utility, w, weights, phi)
    M, b = matrix(utility, w, weights, phi)
    assert sorted(found.vertices) == solutions(M, b), told
    for g in found.vertices:
        left = [sum(x * y for x, y in zip(row, g, strict=True)) - c for row, c in zip(M, b, strict=True)]
        assert min(left) >= 0
        assert min(g) >= 0
        assert all(x * y == 0 for x, y in zip(left, g, strict=True)), told
        assert found.total == sum(g)


@pytest.mark.parametrize("utility", [COBB_DOUGLAS, QUASILINEAR])
def test_random_games_solve_the_complementarity_problem_and_nothing_else_does(utility: str) -> None:
    rng = random.Random(utility)
    for n in (1, 2, 2, 3, 3, 4, 5):
        for _ in range(25):
            check(utility, *drawn(rng, utility, n))


@pytest.mark.nightly
@pytest.mark.parametrize("utility", [COBB_DOUGLAS, QUASILINEAR])
def test_many_more_of_them(utility: str) -> None:
    rng = random.Random(utility + "nightly")
    for k in range(3000):
        check(utility, *drawn(rng, utility, 1 + k % 6))


def test_at_a_pure_public_good_without_income_effects_those_who_value_it_most_pay_in_any_split() -> None:
    found = solved(QUASILINEAR, (1, 1, 1, 1), (5, 7, 7, 7), 1)
    assert not found.unique
    assert found.vertices == ((0, 7, 0, 0), (0, 0, 7, 0), (0, 0, 0, 7))
    assert found.total == 7
    assert "every split" in found.status
    with pytest.raises(dt.SolverError, match="continuum"):
        _ = found.contributions
    split = (0, F(1), F(2), F(4))
    assert dt.certify(found.game, split).holds
    assert not dt.certify(found.game, (F(1), F(2), F(2), F(2))).holds
    assert not dt.certify(found.game, (0, F(1), F(2), F(5))).holds
    ranges = found.measures
    assert (ranges["g[a1]"].minimum, ranges["g[a1]"].maximum) == (0, 7)
    assert (ranges["share[a3]"].minimum, ranges["share[a3]"].maximum) == (0, 1)
    assert solved(QUASILINEAR, (1, 1), (5, 7), 1).vertices == ((0, 7),)


def test_ties_at_the_edge_of_paying() -> None:
    """An ally whose own wish is exactly met by the others pays 0, from either side."""
    assert shared((10, 6, F(16, 3))).contributions[2] == 0  # gamma G = w exactly
    nearly = shared((10, 6, F(16, 3) + F(1, 10**9)))
    assert nearly.contributions[2] > 0
    assert shared((10, 6, F(16, 3) - F(1, 10**9))).contributions == shared((10, 6, 1)).contributions


# -- what must not matter, and what must --


def test_neutrality_while_the_same_allies_pay() -> None:
    """Income moved among those who pay changes neither the total nor what anybody keeps (Warr 1983; BBV 1986)."""
    rng, seen = random.Random(3), 0
    for _ in range(150):
        w, weights, _ = drawn(rng, COBB_DOUGLAS, 4)
        before = solved(COBB_DOUGLAS, w, weights, 1).contributions
        paying = [k for k, g in enumerate(before) if g > 0]
        if len(paying) < 2:
            continue
        giver, taker = rng.sample(paying, 2)
        moved = before[giver] * F(rng.randrange(1, 8), 9)
        after_w = list(w)
        after_w[giver] -= moved
        after_w[taker] += moved
        after = solved(COBB_DOUGLAS, after_w, weights, 1).contributions
        assert sum(after) == sum(before)
        assert [a - g for a, g in zip(after_w, after, strict=True)] == [a - g for a, g in zip(w, before, strict=True)]
        seen += 1
    assert seen > 40
    spilled = [shared(w, F(1, 2)).total for w in ((10, 6), (9, 7))]
    kept = [shared(w, F(1, 2)).contributions for w in ((10, 6), (9, 7))]
    assert spilled[0] == spilled[1]  # two alike share income effects: the total is neutral, what each keeps is not
    assert 10 - kept[0][0] != 9 - kept[1][0]


def test_names_and_money_do_not_matter() -> None:
    rng = random.Random(4)
    for utility in (COBB_DOUGLAS, QUASILINEAR):
        for _ in range(25):
            w, weights, phi = drawn(rng, utility, 4)
            if utility == QUASILINEAR and phi == 1:
                phi = F(11, 12)
            base = solved(utility, w, weights, phi).contributions
            order = rng.sample(range(4), 4)
            turned = solved(utility, [w[k] for k in order], [weights[k] for k in order], phi).contributions
            assert turned == tuple(base[k] for k in order)
            scale = F(rng.randrange(1, 9), 4)
            grown_weights = weights if utility == COBB_DOUGLAS else [scale * v for v in weights]
            grown = solved(utility, [scale * x for x in w], grown_weights, phi).contributions
            assert grown == tuple(scale * g for g in base)


def test_the_great_are_exploited_by_the_small_with_equal_tastes() -> None:
    """Burdens g/w do not fall with w (Olson and Zeckhauser 1966), whatever spills over."""
    rng = random.Random(5)
    for _ in range(80):
        w, weights, phi = drawn(rng, COBB_DOUGLAS, 4)
        w.sort()
        g = shared(w, phi, weights[0]).contributions
        burdens = [x / y for x, y in zip(g, w, strict=True)]
        assert burdens == sorted(burdens)
    g = solved(COBB_DOUGLAS, (10, 6), (F(1, 4), F(3, 4)), 1).contributions
    assert g[0] / 10 < g[1] / 6  # tastes can reverse it


def test_no_other_contribution_is_better() -> None:
    """The utilities themselves, on a grid of deviations, in floats."""
    rng = random.Random(6)
    for utility in (COBB_DOUGLAS, QUASILINEAR):
        for _ in range(20):
            w, weights, phi = drawn(rng, utility, 3)
            for g in solved(utility, w, weights, phi).vertices:
                for k in range(3):
                    others = float(phi) * float(sum(g) - g[k])

                    def worth(
                        x: float, k: int = k, others: float = others, w: Any = w, weights: Any = weights
                    ) -> float:
                        a, kept = float(weights[k]), float(w[k]) - x
                        if x + others <= 0 or (utility == COBB_DOUGLAS and kept <= 0):  # noqa: B023
                            return -math.inf
                        enjoyed = math.log(x + others)
                        return a * enjoyed + (
                            (1 - a) * math.log(kept) if utility == COBB_DOUGLAS else kept  # noqa: B023
                        )

                    best = worth(float(g[k]))
                    top = float(w[k]) if utility == COBB_DOUGLAS else 2 * float(max(weights))
                    assert all(worth(top * j / 97) <= best + 1e-12 for j in range(97))


# -- thresholds in phi --


def test_the_publicness_at_which_a_partner_stops_paying() -> None:
    """Equal tastes and two allies: w_small / ((1 - alpha) w_big), where it is at most 1; reached there."""
    model, pact = dt.load("burden-sharing"), dt.load("usa-japan-1960")
    rng, inside = random.Random(7), 0
    for _ in range(25):
        alpha, big, small = F(rng.randrange(1, 60), 60), F(rng.randrange(10, 40)), F(rng.randrange(1, 10))
        given = {"alpha": alpha, "endowment[USA]": big, "endowment[JPN]": small}
        found = dt.threshold(model, pact, of="phi", verdict="pays nothing", set=given)
        expected = small / ((1 - alpha) * big)
        if expected > 1:
            assert found.value is None
            continue
        inside += 1
        assert (found.value, found.attained) == (expected, True)
        for phi, pays in ((expected, False), (expected - F(1, 10**9), True)):
            here = dt.solve(model.game(model.values(pact, set={**given, "phi": phi})))
            assert (here.contributions[1] > 0) is pays
    assert inside > 8


def test_the_publicness_at_which_the_first_of_several_stops_paying() -> None:
    products = dt.load("joint-products")
    found = dt.threshold(products, of="phi", verdict="pays nothing")
    assert (found.value, found.attained) == (F(1, 5), True)
    rng = random.Random(8)
    sharing = dt.load("burden-sharing")
    for model in (sharing, products):
        for _ in range(8):
            w = sorted(rng.sample(range(2, 60), 3), reverse=True)
            given: dict[str, Any] = dict(
                zip(("endowment[Large]", "endowment[Middle]", "endowment[Small]"), w, strict=True)
            )
            if model is sharing:
                given["alpha"] = F(rng.randrange(1, 10), 10)
            found = dt.threshold(model, of="phi", verdict="pays nothing", set=given)

            def stops(phi: F, model: Any = model, given: Any = given) -> bool:
                return 0 in dt.solve(model.game(model.values(set={**given, "phi": phi}))).vertices[0]

            if found.value is None:
                assert not stops(F(1))
                continue
            assert isinstance(found.value, F)
            assert found.attained
            assert all(stops(found.value + (1 - found.value) * F(k, 20)) for k in range(21))
            assert not any(stops(found.value * F(k, 20)) for k in range(20))


def test_free_riding_in_words_and_shares() -> None:
    model = dt.load("burden-sharing")
    for phi, pays in ((1, True), ("1/100", True), (0, False)):
        said = dt.verdict(model, set={"phi": phi})
        assert said.free_riding_pays is pays
    assert dt.verdict(model).unpaid == {"Large": 1 - F(14, 15), "Middle": 1 - F(2, 9), "Small": 1}
