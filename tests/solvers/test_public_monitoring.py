"""Public-perfect payoffs between two bounds: known values, perfect monitoring as a special case, wrong claims."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction as F
from functools import cache

import pytest

import deterrence as dt
from deterrence.algebra.polygon import clip, contains, covers, hull, support
from deterrence.games.payoff_set import Limit
from deterrence.games.stage_game import MonitoredStageGame, RepeatedStageGame, realised
from deterrence.proofs.public_monitoring import COMPASS, bound
from deterrence.solvers.public_monitoring import PublicPerfectPayoffs, solve_public_monitoring

STAGE = dt.bimatrix([[2, -1], [3, 0]], [[2, 3], [-1, 0]])


def watched(delta: str, kept: F = F(1, 10), broken: F = F(1, 2)) -> MonitoredStageGame:
    """T9 as a game: c = 2, d = 1; a bad signal with probability pi0 if both keep the pact, pi1 otherwise."""
    chances = [(1 - p, p) for p in (kept, broken, broken, broken)]
    return MonitoredStageGame(STAGE, delta, signals=("good", "bad"), probabilities=tuple(chances))


@cache
def solved(game: MonitoredStageGame) -> PublicPerfectPayoffs:
    answer = dt.solve(game)
    assert isinstance(answer, PublicPerfectPayoffs)
    assert answer.certificate.holds
    assert covers(answer.outer, answer.inner)
    assert answer.complete == (answer.inner == answer.outer)
    return answer


@pytest.mark.parametrize(("delta", "best"), [("3/5", F(7, 4)), ("11/20", F(0))])
def test_the_best_payoff_under_imperfect_monitoring(delta: str, best: F) -> None:
    """T9: c - d/(L - 1) = 1.75 from delta* = 10/17 on, and 0 below. The handbook derives it for symmetric play."""
    answer = solved(watched(delta))
    assert contains(answer.inner, (best, best))
    pact = dt.solve(dt.RepeatedGame(("A", "B"), 2, 1, delta, bad_kept="1/10", bad_broken="1/2"))
    assert pact.payoffs[1] == best
    # on the diagonal nothing is much better: a signal that does not tell who broke the pact punishes both
    assert support(answer.outer, (F(1), F(1))) < 2 * best + F(1, 1000)
    assert answer.gap is not None
    assert answer.gap < F(1, 1000)


def test_signals_that_tell_all_are_perfect_monitoring() -> None:
    perfect = dt.solve(RepeatedStageGame(STAGE, "1/2"))
    tell = tuple(tuple(F(int(k == y)) for y in range(4)) for k in range(4))
    answer = solved(MonitoredStageGame(STAGE, "1/2", signals=("KK", "KB", "BK", "BB"), probabilities=tell))
    assert perfect.complete
    assert covers(answer.outer, perfect.inner)
    for d in COMPASS:
        assert float(support(answer.outer, d)) == pytest.approx(float(support(perfect.inner, d)), abs=1e-4)
    assert covers(perfect.inner, answer.inner)


def test_signals_that_tell_nothing_leave_equilibria_of_a_period() -> None:
    blind = MonitoredStageGame(STAGE, "1/2", signals=("x",), probabilities=((1,),) * 4)
    answer = solve_public_monitoring(blind)
    assert answer.inner == ((F(0), F(0)),)
    assert support(answer.outer, (F(1), F(1))) < F(1, 100)


def test_no_equilibrium_in_pure_actions() -> None:
    pennies = dt.bimatrix([[1, -1], [-1, 1]])
    answer = solved(MonitoredStageGame(pennies, "4/5", signals=("x", "y"), probabilities=((F(1, 3), F(2, 3)),) * 4))
    assert answer.complete
    assert answer.outer == answer.inner == ()
    assert "there are no pure-action perfect public" in answer.status


def test_bounds_hold_for_any_multipliers() -> None:
    """Random continuations in the square that give incentives never pay more than the bound."""
    draw = random.Random(3)
    square = hull((F(x), F(y)) for x in (-1, 3) for y in (-1, 3))
    game = watched("3/5")
    checked = 0
    while checked < 200:
        a = draw.choice(game.profiles)
        later = [(F(draw.randint(-8, 24), 8), F(draw.randint(-8, 24), 8)) for _ in game.signals]

        def value(played: tuple[int, int], later: list[tuple[F, F]] = later) -> list[F]:
            return [
                (1 - game.discount) * game.payoffs[played][i]
                + game.discount * sum(p * w[i] for p, w in zip(game.chances[played], later, strict=True))
                for i in (0, 1)
            ]

        if any(value(b)[i] > value(a)[i] for i, b in game.deviations(a)):
            continue
        checked += 1
        d = draw.choice(COMPASS)
        weights = tuple(F(draw.randint(0, 20), 4) for _ in game.deviations(a))
        assert d[0] * value(a)[0] + d[1] * value(a)[1] <= bound(game, square, d, a, weights)


def test_wrong_claims_are_refused() -> None:
    answer = solved(watched("3/5"))
    game, bounds = answer.game, answer.bounds
    first = bounds.inner[-1]
    assert first.payoff == (F(7, 4), F(7, 4))
    last = bounds.outer[-1]
    cut = replace(last, polygon=clip(last.polygon, (F(1), F(1)), F(3)))
    for wrong in (
        replace(bounds, inner=(bounds.inner[0], replace(first, payoff=(F(2), F(2))))),
        replace(bounds, inner=(bounds.inner[0], replace(first, continuations=(first.payoff,) * 2))),
        replace(bounds, inner=(first,)),
        replace(bounds, outer=(*bounds.outer[:-1], cut)),
        replace(bounds, outer=bounds.outer[-1:]),
        replace(bounds, outer=()),
        replace(bounds, outer=(replace(bounds.outer[0], weights=()), *bounds.outer[1:])),
    ):
        assert not dt.certify(game, wrong).holds
    with pytest.raises(dt.GameError, match="without a limit"):
        dt.certify(game, replace(bounds, limit=Limit((), F(0))))


def test_what_is_paid_by_signals() -> None:
    """Realised payoffs that depend on the own action and the signal have the expected payoffs of the stage."""
    chances = [(F(9, 10), F(1, 10)), *[(F(1, 2), F(1, 2))] * 3]
    paid = [[(3, -1), (4, 0)], [(3, -1), (4, 0)]]
    game = realised(STAGE, "1/2", ("good", "bad"), chances, paid)
    assert game.payoffs[0, 0] == (F(26, 10), F(26, 10))
    assert game.payoffs[1, 0] == (F(2), F(1))
    with pytest.raises(dt.GameError, match="each own action and each signal"):
        realised(STAGE, "1/2", ("good", "bad"), chances, [[(3,)], [(4, 0)]])


@pytest.mark.parametrize(
    ("signals", "chances", "words"),
    [
        ((), [(1,)] * 4, "signals need names"),
        (("x", "x"), [(1, 0)] * 4, "signals need names"),
        (("x", "y"), [(1, 0)] * 3, "4 pairs of actions but 3 lists"),
        (("x", "y"), [(1, 0)] * 3 + [(1, 1)], "of sum 1"),
        (("x", "y"), [(2, -1)] * 4, "none negative"),
    ],
)
def test_signals_are_checked(signals: tuple[str, ...], chances: list[tuple[int, ...]], words: str) -> None:
    with pytest.raises(dt.GameError, match=words):
        MonitoredStageGame(STAGE, "1/2", signals=signals, probabilities=tuple(chances))


def test_too_large_a_game_is_refused() -> None:
    large = [[i * j % 5 for i in range(15)] for j in range(15)]
    game = MonitoredStageGame(dt.bimatrix(large, large), "1/2", signals=("x", "y"), probabilities=((1, 0),) * 225)
    with pytest.raises(dt.SolverError, match="225 pairs of actions and 2 signals"):
        dt.solve(game)
