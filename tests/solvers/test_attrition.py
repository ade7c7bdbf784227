"""The audience-cost war of attrition: handbook T4, against a differential equation and a game in discrete time."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import numpy as np
import pytest

from deterrence.errors import GameError
from deterrence.games.attrition import AttritionGame, AttritionProfile
from deterrence.proofs.attrition import certify_attrition
from deterrence.ranges import lower, upper
from deterrence.roots import Algebraic
from deterrence.solvers.attrition import AttritionEquilibrium, solve_attrition

PLAYERS = ("A", "B")
F = Fraction


def solved(costs: tuple, prizes: tuple = (1, 1), highest: tuple = (1, 1)) -> AttritionEquilibrium:
    return solve_attrition(AttritionGame(PLAYERS, prizes, costs, highest)).require_certificate()


def number(answer: AttritionEquilibrium, name: str) -> float:
    return float(answer.measures[name].minimum)


def draws(count: int, seed: int = 4) -> list[AttritionGame]:
    """Games over several sizes; every fifth has equal ratios of audience cost to prize, every seventh a tie."""
    draw = random.Random(seed)
    games = []
    for k in range(count):
        v, a, w = ([F(draw.randint(1, 60), draw.randint(5, 30)) for _ in range(2)] for _ in range(3))
        if k % 5 == 0:
            v[1], a[1] = v[0] * 2, a[0] * 2
        elif k % 7 == 0:  # both sides reach the terminal condition at t: W_i = a_i t (1 + r_j t)
            t = F(draw.randint(1, 9), 10)
            w = [a[i] * t * (1 + a[1 - i] / v[1 - i] * t) for i in (0, 1)]
        games.append(AttritionGame(PLAYERS, v, a, w))
    return games


def test_the_numbers_of_the_handbook() -> None:
    answer = solved((2, 1))
    assert answer.complete
    assert answer.certificate.holds
    root = answer.profile.horizon
    assert root.minimal[0] == (-1, 2, 2)  # (sqrt(3) - 1) / 2
    assert answer.profile.at_once == (0, root)
    war = answer.measures["P(war)"].minimum
    assert war.minimal[0] == (1, -4, 1)  # 2 - sqrt(3)
    assert number(answer, "P(war)") == pytest.approx(2 - math.sqrt(3), abs=1e-15)
    assert number(answer, "P(back down)[A]") == pytest.approx(0.131139, abs=5e-7)
    assert number(answer, "P(back down)[B]") == pytest.approx(0.600912, abs=5e-7)
    # quitting pays the same at every time: .366025 to the first and 0 to the second
    assert [1 - float(answer.profile.remaining(1, 0)), 1 - float(answer.profile.remaining(0, 0))] == [
        pytest.approx(0.366025, abs=5e-7),
        0,
    ]


def test_endings_sum_to_one_and_enclosures_are_narrow() -> None:
    for game in draws(60):
        found = solve_attrition(game).measures
        ends = [found[name].minimum for name in ("P(war)", "P(back down)[A]", "P(back down)[B]")]
        assert sum(map(lower, ends)) <= 1 <= sum(map(upper, ends))
        assert sum(map(upper, ends)) - sum(map(lower, ends)) < F(1, 2**50)


@pytest.mark.parametrize("ratio", [F(1), F(10**9 + 1, 10**9), F(10**30 + 1, 10**30)])
def test_nearly_equal_ratios_agree_with_equal_ones(ratio: Fraction) -> None:
    answer = solved((ratio, 1))
    near = answer.measures["P(back down)[A]"].minimum
    assert isinstance(near, Algebraic) == (ratio != 1)
    # equal costs: t* = (sqrt(5) - 1)/2, P(war) = t*^2, and each backs down with (1 - t*^2)/2
    assert float(near) == pytest.approx((1 - (math.sqrt(5) - 1) ** 2 / 4) / 2, abs=2 * float(ratio - 1) + 1e-14)


def test_the_stronger_audience_is_less_likely_to_back_down() -> None:
    """With equal prizes and costs of war (Fearon 1994)."""
    for first in (F(1, 10), F(1, 2), F(9, 10)):
        answer = solved((1, first))
        assert number(answer, "P(back down)[A]") < number(answer, "P(back down)[B]")


def test_only_relative_audience_costs_matter() -> None:
    for game in draws(20, seed=5):
        slower = AttritionGame(PLAYERS, game.prizes, [a / 8 for a in game.audience_costs], game.war_costs)
        one, two = solve_attrition(game), solve_attrition(slower)
        assert two.profile.horizon == 8 * one.profile.horizon
        for name in ("P(war)", "P(fight)[A]", "E[U][A]", "E[U][B]", "P(escalate)[A]", "P(escalate)[B]"):
            assert one.measures[name] == two.measures[name]
        assert number(one, "P(back down)[A]") == pytest.approx(number(two, "P(back down)[A]"), abs=1e-14)


def test_names_can_be_exchanged() -> None:
    for game in draws(20, seed=6):
        turned = AttritionGame(
            PLAYERS, game.prizes[::-1], game.audience_costs[::-1], game.war_costs[::-1]
        )
        one, two = solve_attrition(game), solve_attrition(turned)
        for name in ("P(fight)", "P(escalate)", "E[U]", "P(back down)"):
            assert number(one, f"{name}[A]") == pytest.approx(number(two, f"{name}[B]"), abs=1e-14)


def shoot(game: AttritionGame, steps: int = 150) -> tuple[float, list[float]]:
    """Horizon and atoms by shooting: S_j' = -S_j a_i / (v_i + a_i t), backwards from S_j(t*) = a_j t* / W_j."""
    v, a, w = (np.array([float(x) for x in row]) for row in (game.prizes, game.audience_costs, game.war_costs))

    def at_zero(horizon: float) -> np.ndarray:
        remaining, step = a * horizon / w, horizon / steps

        def slope(s: np.ndarray, t: float) -> np.ndarray:
            return s * (a / (v + a * t))[::-1]  # in backward time

        for k in range(steps):
            t = horizon - k * step
            one = slope(remaining, t)
            two = slope(remaining + step / 2 * one, t - step / 2)
            three = slope(remaining + step / 2 * two, t - step / 2)
            remaining = remaining + step / 6 * (one + 2 * two + 2 * three + slope(remaining + step * three, t - step))
        return remaining

    low, high = 0.0, float(min(w / a))
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if max(at_zero(middle)) < 1 else (low, middle)
    return low, list(1 - at_zero(low))


@pytest.mark.parametrize("game", draws(5, seed=8))
def test_shooting_finds_the_same_horizon(game: AttritionGame) -> None:
    horizon, atoms = shoot(game)
    found = solve_attrition(game).profile
    assert horizon == pytest.approx(float(found.horizon), rel=1e-6)
    assert atoms == pytest.approx([float(k) for k in found.at_once], abs=1e-6)


def closed_form(v: np.ndarray, a: np.ndarray, w: np.ndarray) -> dict[str, np.ndarray]:
    """Handbook T4 for a common prize, typed here in floats: columns are sides."""
    other = a[:, ::-1]
    product = a[:, :1] * a[:, 1:]
    roots = (-a * v + np.sqrt((a * v) ** 2 + 4 * product * v * w)) / (2 * product)
    t = roots.min(axis=1, keepdims=True)
    atoms = 1 - a * t * (v + other * t) / (w * v)
    return {"horizon": t[:, 0], "atoms": atoms, "war": (a * t / w).prod(axis=1)}


def test_a_thousand_draws_against_the_closed_form() -> None:
    games = [AttritionGame(PLAYERS, (g.prizes[0],) * 2, g.audience_costs, g.war_costs) for g in draws(1000, seed=9)]
    v, a, w = (
        np.array([[float(x) for x in getattr(game, name)] for game in games])
        for name in ("prizes", "audience_costs", "war_costs")
    )
    typed = closed_form(v[:, :1], a, w)
    first = second = 0
    for k, game in enumerate(games):
        answer = solve_attrition(game).require_certificate()
        assert float(answer.profile.horizon) == pytest.approx(typed["horizon"][k], rel=1e-9)
        assert [float(x) for x in answer.profile.at_once] == pytest.approx(typed["atoms"][k], abs=1e-9)
        firm = [answer.profile.remaining(i, answer.profile.horizon) for i in (0, 1)]
        assert float(firm[0] * firm[1]) == pytest.approx(typed["war"][k], abs=1e-9)
        first += answer.profile.at_once[0] == 0
        second += answer.profile.at_once[1] == 0
    assert min(first, second) >= 50


def test_ties_leave_nobody_an_atom() -> None:
    tied = [game for k, game in enumerate(draws(500, seed=10)) if k % 7 == 0 and k % 5]
    assert len(tied) >= 50
    for game in tied:
        answer = solve_attrition(game).require_certificate()
        assert answer.profile.at_once == (0, 0)
        assert isinstance(answer.profile.horizon, Fraction)


def worst_regret(game: AttritionGame, profile: AttritionProfile, steps: int) -> float:
    """The most that any type gains in the game in discrete time, where each side moves at steps of one size.

    Backing down at step k costs a_i t_k, and wins the prize where the other backed down before; each side's types back
    down in the probabilities that the profile gives for the step, the rest attacks one step after the horizon.
    """
    t = np.linspace(0, float(profile.horizon), steps + 1)
    worst = 0.0
    for i in (0, 1):
        v, a, w = float(game.prizes[i]), float(game.audience_costs[i]), float(game.war_costs[i])
        j = 1 - i
        remaining = (1 - float(profile.at_once[j])) / (1 + float(profile.rates[j]) * t)
        before = np.concatenate([[1.0], remaining[:-1]])  # still there before step k
        kinds = np.linspace(-w, 0, 401)[:, None]
        down = v * (1 - before) - before * a * t
        attack = v * (1 - before) + before * kinds
        last = v * (1 - remaining[-1]) + remaining[-1] * kinds  # attacking one step after the horizon
        best = np.maximum(np.maximum(down.max(), attack.max(axis=1, keepdims=True)), last)[:, 0]
        quits = kinds[:, 0] < -w * (1 - float(profile.at_once[i])) / (1 + float(profile.rates[i]) * t[-1])
        # a type that backs down does so at any step in the support: step 0 only where there is an atom
        first = 0 if profile.at_once[i] > 0 else 1
        kept = np.where(quits, down[first:].min(), last[:, 0])
        worst = max(worst, float((best - kept).max()))
    return worst


@pytest.mark.parametrize("game", draws(6, seed=12))
def test_regret_in_discrete_time_vanishes_with_the_step(game: AttritionGame) -> None:
    profile = solve_attrition(game).profile
    coarse, fine = (worst_regret(game, profile, steps) for steps in (200, 2000))
    assert fine <= coarse / 5 + 1e-12
    assert fine < 0.01 * float(max(game.prizes))
    # another horizon leaves a gain that no finer step removes
    wrong = AttritionProfile(profile.horizon * F(5, 4), profile.at_once, profile.rates)
    assert worst_regret(game, wrong, 2000) > 3 * fine


def simulated(game: AttritionGame, profile: AttritionProfile, steps: int = 20_000) -> tuple[list[float], float]:
    """Probabilities of backing down and the mean duration, from strategies cut into steps."""
    t = np.linspace(0, float(profile.horizon), steps + 1)
    there = [(1 - float(profile.at_once[i])) / (1 + float(profile.rates[i]) * t) for i in (0, 1)]
    middle = [(s[1:] + s[:-1]) / 2 for s in there]
    down = [float(profile.at_once[i]) + float((-np.diff(there[i]) * middle[1 - i]).sum()) for i in (0, 1)]
    return down, float((middle[0] * middle[1] * np.diff(t)).sum())


@pytest.mark.parametrize("game", draws(12, seed=13))
def test_probabilities_agree_with_strategies_cut_into_steps(game: AttritionGame) -> None:
    answer = solve_attrition(game)
    down, duration = simulated(game, answer.profile)
    assert [number(answer, f"P(back down)[{p}]") for p in PLAYERS] == pytest.approx(down, abs=1e-6)
    assert number(answer, "E[duration]") == pytest.approx(duration, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("game", draws(6, seed=14))
def test_welfare_is_the_mean_over_types(game: AttritionGame) -> None:
    answer = solve_attrition(game)
    t = float(answer.profile.horizon)
    for i, player in enumerate(PLAYERS):
        v, a, w = float(game.prizes[i]), float(game.audience_costs[i]), float(game.war_costs[i])
        left = float(answer.profile.remaining(1 - i, answer.profile.horizon))
        kinds = -w * (np.arange(200_000) + 0.5) / 200_000
        mean = float(np.maximum(v * (1 - left) + left * kinds, v * (1 - left) - left * a * t).mean())
        assert number(answer, f"E[U][{player}]") == pytest.approx(mean, abs=1e-6)


# -- the proof can fail ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        AttritionProfile(F(1, 3), (0, F(1, 3)), (1, 2)),  # the horizon
        AttritionProfile(F(1, 2), (F(1, 4), F(0)), (1, 2)),  # the wrong side at once
        AttritionProfile(F(1, 2), (F(0), F(0)), (1, 2)),
        AttritionProfile(F(1, 2), (F(0), F(1, 2)), (2, 1)),  # rates exchanged
        AttritionProfile(F(1, 2), (F(1), F(0)), (1, 2)),
        AttritionProfile(F(1, 2), (F(0), F(3, 2)), (1, 2)),  # no probability
        AttritionProfile(F(1, 2), (F(0), F(1, 2)), (-1, 2)),
    ],
)
def test_wrong_claims_are_refused(wrong: AttritionProfile) -> None:
    game = AttritionGame(PLAYERS, (1, 1), (2, 1), (1, 1))
    certificate = certify_attrition(game, wrong)
    assert not certificate.holds
    assert certificate.largest_gain > 0 or certificate.largest_residual > 0


def test_a_claim_off_by_very_little_is_refused() -> None:
    game = AttritionGame(PLAYERS, (1, 1), (2, 1), (1, 1))
    right = solve_attrition(game).profile
    tiny = F(1, 10**40)
    for wrong in (
        AttritionProfile(right.horizon + tiny, right.at_once, right.rates),
        AttritionProfile(right.horizon, (tiny, right.at_once[1]), right.rates),
        AttritionProfile(right.horizon, (F(0), right.at_once[1] - tiny), right.rates),
        AttritionProfile(right.horizon, right.at_once, (1 + tiny, F(2))),
    ):
        assert not certify_attrition(game, wrong).holds


def test_two_atoms_are_refused_by_the_wait_of_an_instant() -> None:
    """A smaller horizon with atoms on both sides meets every other condition."""
    game = AttritionGame(PLAYERS, (1, 1), (1, 1), (1, 1))
    t = F(1, 2)
    atom = 1 - t * (1 + t)
    certificate = certify_attrition(game, AttritionProfile(t, (atom, atom), (F(1), F(1))))
    assert certificate.largest_gain == atom
    assert certificate.largest_residual == 0


@pytest.mark.parametrize(
    "claim", [None, (1, 2), AttritionProfile(0.5, (0, 0), (1, 1)), AttritionProfile(F(1), (0,), (1,))]
)
def test_what_is_no_claim_is_refused(claim: object) -> None:
    game = AttritionGame(PLAYERS, (1, 1), (2, 1), (1, 1))
    with pytest.raises(GameError, match=r"AttritionProfile|exact numbers"):
        certify_attrition(game, claim)  # type: ignore[arg-type]


def test_a_horizon_that_is_not_positive_is_no_crisis() -> None:
    """One side gives in at once, surely: not the kind of equilibrium that is claimed."""
    game = AttritionGame(PLAYERS, (1, 1), (2, 1), (1, 1))
    with pytest.raises(GameError, match="horizon is positive"):
        certify_attrition(game, AttritionProfile(F(0), (F(1), F(0)), (F(1), F(2))))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("A", (1, 1), (1, 1), (1, 1)), "two names"),
        ((None, (1, 1), (1, 1), (1, 1)), "two names"),
        ((("A", "A"), (1, 1), (1, 1), (1, 1)), "two names"),
        ((PLAYERS, (1,), (1, 1), (1, 1)), "one number for each"),
        ((PLAYERS, 1, (1, 1), (1, 1)), "one number for each"),
        ((PLAYERS, (0, 1), (1, 1), (1, 1)), "prizes of A is 0: write a positive number"),
        ((PLAYERS, (1, 1), (1, 0), (1, 1)), "limit as its cost goes to 0"),
        ((PLAYERS, (1, 1), (1, 1), (1, -2)), "war_costs of B is -2"),
        ((PLAYERS, (1, 1), (1, 1), (1, "two")), "war_costs of B"),
        ((PLAYERS, (1, 1), (1, float("inf")), (1, 1)), "audience_costs of B"),
    ],
)
def test_games_that_cannot_be_are_refused(arguments: tuple, message: str) -> None:
    with pytest.raises(GameError, match=message):
        AttritionGame(*arguments)
