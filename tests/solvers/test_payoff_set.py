"""Subgame-perfect payoffs of repeated stage games: known sets, a second method in floats, and what must not matter."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction as F
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.algebra.polygon import contains, covers, hull, support
from deterrence.games.payoff_set import Generated, Limit, PayoffBounds
from deterrence.games.stage_game import RepeatedStageGame
from deterrence.solvers.payoff_set import SubgamePerfectPayoffs, solve_payoff_set

DIRECTIONS = [(x, y) for x in range(-3, 4) for y in range(-3, 4) if (x, y) != (0, 0)]


def dilemma(c: F, d: F, loss: F, delta: F) -> RepeatedStageGame:
    """Both keep: c; one breaks: c + d against -loss; nobody keeps: 0."""
    return RepeatedStageGame(dt.bimatrix([[c, -loss], [c + d, 0]], [[c, c + d], [-loss, 0]]), delta)


def solved(game: RepeatedStageGame) -> SubgamePerfectPayoffs:
    answer = solve_payoff_set(game)
    assert answer.certificate.holds
    assert covers(answer.outer, answer.inner)
    assert answer.complete == answer.exact == (answer.inner == answer.outer)
    assert dt.certify(game, answer.bounds) == answer.certificate
    return answer


# -- sets that are known ---------------------------------------------------------------------------------------------

PD = [[2, -1], [3, 0]], [[2, 3], [-1, 0]]
BATTLE = [[2, 0], [0, 1]], [[1, 0], [0, 2]]
PENNIES = [[1, -1], [-1, 1]], [[-1, 1], [1, -1]]
FOLK = ((F(0), F(0)), (F(8, 3), F(0)), (F(2), F(2)), (F(0), F(8, 3)))
KNOWN = {
    # every feasible and individually rational payoff, from the critical discount factor 1/3 on
    "dilemma, patient": (PD, "9/10", FOLK),
    "dilemma, at the critical factor": (PD, "1/3", FOLK),
    "dilemma, below it": (PD, "333/1000", ((F(0), F(0)),)),
    # QuantEcon.py's test of its own Abreu-Sannikov has these corners in floats
    "dilemma of QuantEcon": (
        ([[9, 1], [10, 3]], [[9, 10], [1, 3]]),
        "9/10",
        ((F(3), F(3)), (F(39, 4), F(3)), (F(9), F(9)), (F(3), F(39, 4))),
    ),
    "battle, patient": (BATTLE, "9/10", ((F(1), F(1)), (F(2), F(1)), (F(1), F(2)))),
    "battle, impatient": (BATTLE, "1/10", ((F(1), F(2)), (F(2), F(1)))),
    "no equilibrium in pure actions": (PENNIES, "9/10", ()),
}


@pytest.mark.parametrize("name", KNOWN)
def test_known_sets(name: str) -> None:
    (A, B), delta, corners = KNOWN[name]
    answer = solved(RepeatedStageGame(dt.bimatrix(A, B), delta))
    assert answer.complete
    assert answer.inner == answer.outer == corners


def test_polygons_that_shrink_only_on_one_side_go_on_shrinking() -> None:
    """For some steps nothing moves but a corner inside all eight directions of a compass."""
    game = RepeatedStageGame(dt.bimatrix([[3, 4], [0, 3]], [[2, 3], [1, 6]]), "689/970")
    answer = solved(game)
    assert answer.gap is not None
    assert answer.gap < F(1, 10**6)
    assert float(support(answer.outer, (F(-1), F(0)))) == pytest.approx(-3.13594581, abs=1e-6)


def test_the_example_of_abreu_and_sannikov() -> None:
    """Their Cournot-like game; corners to 8 digits from the tests of QuantEcon.py, whose y of 0 at 7.863 is right."""
    game = RepeatedStageGame(
        dt.bimatrix([[16, 3, 0], [21, 10, -1], [9, 5, -5]], [[9, 13, 3], [1, 4, 0], [0, -4, -15]]), "3/10"
    )
    answer = solved(game)
    published = [
        (7.33770472, 10.9826253), (1.12568240, 2.8), (7.33770472, 0), (7.86308964, 0), (19.7917977, 2.8),
        (15.5630896, 9.1),
    ]  # fmt: skip
    assert answer.gap is not None
    assert answer.gap < F(1, 10**6)
    for polygon in (answer.inner, answer.outer):
        for d in DIRECTIONS:
            expected = max(d[0] * x + d[1] * y for x, y in published)
            assert float(support(polygon, d)) == pytest.approx(expected, abs=1e-6)
    low, high = answer.measures["payoff[Row]"].minimum, answer.measures["payoff[Row]"].maximum
    assert float(low) == pytest.approx(1.1256824, abs=1e-6)
    assert float(high) == pytest.approx(19.7917977, abs=1e-6)
    assert "between two bounds" in answer.status


def test_cooperation_from_the_critical_discount_factor_on() -> None:
    """(c, c) is supported if and only if delta >= d/(c + d): the worst payoff is 0, and nothing else gives (c, c)."""
    draw = random.Random(9)
    seen = {-1: 0, 0: 0, 1: 0}
    for k in range(175):
        d, c = sorted(F(draw.randint(1, 12), draw.randint(1, 5)) for _ in 'cd')
        loss = max(F(0), d - c) + F(draw.randint(1, 8), 4)
        side = k % 3 - 1
        delta = d / (c + d) + side * F(1, draw.choice([20, 100, 1000]))
        if not 0 < delta < 1:
            continue
        answer = solve_payoff_set(dilemma(c, d, loss, delta))
        assert contains(answer.outer, (c, c)) == contains(answer.inner, (c, c)) == (side >= 0)
        seen[side] += 1
        if seen[side] <= 5:  # the pact with strongly symmetric play agrees, and so does the proof
            pact = dt.solve(dt.RepeatedGame(("A", "B"), c, d, delta))
            assert pact.kept == (side >= 0)
            solved(answer.game)
    assert min(seen.values()) >= 50


# -- a second method: B itself, in floats ----------------------------------------------------------------------------


def clipped(polygon: list[tuple[float, float]], axis: int, value: float) -> list[tuple[float, float]]:
    kept = []
    for k, p in enumerate(polygon):
        q = polygon[(k + 1) % len(polygon)]
        if p[axis] >= value - 1e-10:
            kept.append(p)
        if (p[axis] - value) * (q[axis] - value) < 0:
            share = (value - p[axis]) / (q[axis] - p[axis])
            kept.append((p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])))
    return kept


def float_hull(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    def half(order: list[tuple[float, float]]) -> list[tuple[float, float]]:
        kept: list[tuple[float, float]] = []
        for r in order:
            while len(kept) > 1:
                p, q = kept[-2:]
                if (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]) > 1e-13:
                    break
                kept.pop()
            kept.append(r)
        return kept

    ordered = sorted(set(points))
    return ordered if len(ordered) < 3 else half(ordered)[:-1] + half(ordered[::-1])[:-1]


def largest_fixed_point(A: list[list[int]], B: list[list[int]], delta: float) -> list[tuple[float, float]]:
    """Abreu, Pearce and Stacchetti's B from the feasible payoffs on, until it stands still."""
    rows, columns = range(len(A)), range(len(A[0]))
    polygon = float_hull([(float(A[i][j]), float(B[i][j])) for i in rows for j in columns])
    for _ in range(600):
        if not polygon:
            break
        worst = min(p[0] for p in polygon), min(p[1] for p in polygon)
        points = []
        for i in rows:
            for j in columns:
                gains = max(A[k][j] for k in rows) - A[i][j], max(B[i][k] for k in columns) - B[i][j]
                left = polygon
                for axis in (0, 1):
                    left = clipped(left, axis, worst[axis] + (1 - delta) / delta * gains[axis])
                points += [((1 - delta) * A[i][j] + delta * x, (1 - delta) * B[i][j] + delta * y) for x, y in left]
        before, polygon = polygon, float_hull(points)
        if polygon and all(abs(reach(before, d) - reach(polygon, d)) < 1e-11 for d in DIRECTIONS):
            break
    return polygon


def reach(polygon: list[tuple[float, float]], d: tuple[int, int]) -> float:
    return max(d[0] * x + d[1] * y for x, y in polygon)


def compare_with_floats(seed: int, games: int) -> dict[str, int]:
    draw = random.Random(seed)
    seen = {"exact": 0, "limit": 0, "empty": 0, "bounded": 0, "ties": 0}
    for _ in range(games):
        rows, columns = draw.choice([(2, 2), (2, 2), (2, 3), (3, 3)])
        A, B = ([[draw.randint(0, 6) for _ in range(columns)] for _ in range(rows)] for _ in "AB")
        delta = F(draw.randint(1, 8), 10) + F(draw.randint(0, 3), 97)  # few ties, which floats cannot tell
        answer = solved(RepeatedStageGame(dt.bimatrix(A, B), delta))
        second = largest_fixed_point(A, B, float(delta))
        # floats lose what just binds, so they may show too little: never too much, and seldom too little
        assert all(reach(second, d) < support(answer.outer, d) + 1e-6 for d in DIRECTIONS if second)
        agree = bool(second) == bool(answer.outer) and all(
            abs(support(polygon, d) - reach(second, d)) < 1e-5
            for polygon in (answer.inner, answer.outer)
            for d in (DIRECTIONS if polygon and second else ())
        )
        # otherwise the exact proof of the inner set decides, or the answer says itself how far its bounds are apart
        assert agree or answer.complete or answer.gap is None or answer.gap > F(1, 10**6)
        seen["ties"] += not agree
        kind = "limit" if answer.bounds.limit else "empty" if not answer.outer else "exact"
        seen[kind if answer.complete else "bounded"] += 1
    return seen


def test_floats_agree() -> None:
    seen = compare_with_floats(4, 60)
    assert seen["exact"] >= 30
    assert seen["ties"] == 0
    assert seen["limit"] + seen["bounded"] >= 3


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(10))
def test_floats_agree_a_thousand_times(seed: int) -> None:
    seen = compare_with_floats(100 + seed, 100)
    assert seen["bounded"] <= 10
    assert seen["ties"] <= 5


# -- what must not matter --------------------------------------------------------------------------------------------

entries = st.lists(st.integers(0, 5), min_size=4, max_size=4)


@settings(max_examples=15, deadline=None)
@given(entries, entries, st.integers(1, 9), st.integers(1, 4), st.integers(-3, 3))
def test_scales_names_and_order_do_not_matter(a: list[int], b: list[int], tenths: int, scale: int, shift: int) -> None:
    A, B, delta = [a[:2], a[2:]], [b[:2], b[2:]], F(tenths, 10)
    answer = solved(RepeatedStageGame(dt.bimatrix(A, B), delta))
    if not answer.complete:
        return
    moved = solve_payoff_set(RepeatedStageGame(dt.bimatrix([[scale * x + shift for x in row] for row in A], B), delta))
    swapped = solve_payoff_set(RepeatedStageGame(dt.bimatrix(A[::-1], B[::-1]), delta))
    turned = solve_payoff_set(
        RepeatedStageGame(dt.bimatrix(*([list(c) for c in zip(*M, strict=True)] for M in (B, A))), delta)
    )
    if moved.complete:
        assert moved.inner == hull((scale * x + shift, y) for x, y in answer.inner)
    if swapped.complete:
        assert swapped.inner == answer.inner
    if turned.complete:
        assert turned.inner == hull((y, x) for x, y in answer.inner)


def test_patience_does_not_hurt() -> None:
    """With public randomisation the set grows with delta where it is convex and holds what follows."""
    sets = [solved(RepeatedStageGame(dt.bimatrix(*PD), F(k, 20))).inner for k in range(1, 20)]
    assert all(covers(later, sooner) for sooner, later in pairwise(sets))


# -- claims that are wrong -------------------------------------------------------------------------------------------


def limited() -> SubgamePerfectPayoffs:
    """A game whose polygons come ever closer to the set."""
    draw = random.Random(1)
    while True:
        A, B = ([[draw.randint(0, 6) for _ in range(3)] for _ in range(2)] for _ in "AB")
        answer = solve_payoff_set(RepeatedStageGame(dt.bimatrix(A, B), F(draw.randint(4, 9), 10)))
        if answer.bounds.limit is not None:
            return answer


def test_wrong_claims_are_refused() -> None:
    answer = solved(RepeatedStageGame(dt.bimatrix(*PD), "2/5"))
    game, bounds = answer.game, answer.bounds
    raised = Generated((F(5, 2), F(5, 2)), (0, 0), ((F(17, 6), F(17, 6)),))
    first = bounds.inner[0]
    small = replace(bounds.outer[-1], polygon=bounds.outer[-1].polygon[:3])
    harsh = replace(bounds.outer[0], threats=(F(1), F(1)))
    inside = replace(bounds.outer[0], polygon=FOLK)
    for wrong in (
        replace(bounds, inner=(*bounds.inner, raised)),
        replace(bounds, inner=(replace(first, payoff=(F(-1), F(0))), *bounds.inner[1:])),
        replace(bounds, outer=(*bounds.outer, small)),
        replace(bounds, outer=(harsh, *bounds.outer[1:])),
        replace(bounds, outer=(inside,)),
        replace(bounds, outer=()),
    ):
        assert not dt.certify(game, wrong).holds
    impatient = replace(game, discount=F(1, 4))
    assert dt.certify(impatient, bounds).largest_gain > 0 or not dt.certify(impatient, bounds).holds
    with pytest.raises(dt.GameError, match="PayoffBounds"):
        dt.certify(game, ((0, 0),))


def test_a_limit_needs_its_reason() -> None:
    answer = limited()
    game, bounds = answer.game, answer.bounds
    assert solved(game).complete
    assert bounds.limit is not None
    limit = bounds.limit
    zero = tuple(F(0) for _ in limit.slack)
    for wrong in (
        replace(limit, slack=zero),
        replace(limit, shrink=F(1)),
        replace(limit, shrink=F(1, 1000)),
        replace(limit, slack=limit.slack[:-1]),
        Limit(tuple(-x for x in limit.slack), limit.shrink),
    ):
        assert not dt.certify(game, replace(bounds, limit=wrong)).holds
    # a smaller set is not the limit
    assert not dt.certify(game, PayoffBounds(bounds.outer, bounds.inner[:1], limit)).holds


def test_games_are_checked() -> None:
    three = dt.StrategicGame(("A", "B", "C"), (("x",),) * 3, ((1,),) * 3)
    with pytest.raises(dt.GameError, match="two players"):
        RepeatedStageGame(three, "1/2")
    for delta in (0, 1, "3/2"):
        with pytest.raises(dt.GameError, match="above 0 and below 1"):
            RepeatedStageGame(dt.bimatrix(*PD), delta)
    large = [[i * j % 7 for i in range(21)] for j in range(21)]
    with pytest.raises(dt.SolverError, match="441 pairs of actions"):
        dt.solve(RepeatedStageGame(dt.bimatrix(large, large), "1/2"))
