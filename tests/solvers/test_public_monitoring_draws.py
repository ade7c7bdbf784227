"""Bounds on public-perfect payoffs beside a second method, a closed form and what cannot matter, at random games."""

from __future__ import annotations

import random
from fractions import Fraction as F
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.algebra.polygon import contains, covers, hull, support
from deterrence.games.stage_game import MonitoredStageGame
from deterrence.proofs.public_monitoring import COMPASS
from deterrence.solvers.public_monitoring import PublicPerfectPayoffs, solve_public_monitoring

CLOSE = 1e-4


def solved(game: MonitoredStageGame) -> PublicPerfectPayoffs:
    answer = solve_public_monitoring(game)
    assert answer.certificate.holds
    assert covers(answer.outer, answer.inner)
    return answer


def drawn(rng: random.Random, small: bool) -> MonitoredStageGame:
    """A random game; a small one has two actions each and players that are not patient, so that it is solved fast."""
    rows, columns = (2, 2) if small else rng.choice([(2, 2), (2, 2), (2, 3), (3, 3)])
    payoffs = [[[rng.randint(-3, 4) for _ in range(columns)] for _ in range(rows)] for _ in (0, 1)]
    count = rng.choice([2, 2, 3])
    chances = []
    for _ in range(rows * columns):
        weights = [rng.randint(0, 5) for _ in range(count)]
        weights[rng.randrange(count)] += 1
        chances.append(tuple(F(w, sum(weights)) for w in weights))
    names = ("x", "y", "z")[:count]
    delta = F(rng.randint(5, 9 if small else 17), 20)
    return MonitoredStageGame(dt.bimatrix(*payoffs), delta, signals=names, probabilities=tuple(chances))


# -- a second method ---------------------------------------------------------------------------------------------------

FINE = [np.array([float(x), float(y)]) for x, y in COMPASS]
FINE += [np.array([np.cos(t), np.sin(t)]) for t in np.linspace(0, 2 * np.pi, 16, endpoint=False) + 0.05]


def largest(game: MonitoredStageGame, actions: tuple[int, int], levels: Any) -> Any:
    """How far what one pair of actions generates reaches in each direction; None where no promises make it best.

    A linear program in the continuations themselves, which lie in {w : d.w <= level}, a block for each direction.
    """
    from scipy.optimize import linprog
    from scipy.sparse import eye_array, kron

    delta, count = float(game.discount), len(game.signals)
    g = {a: np.array([float(x) for x in pair]) for a, pair in game.payoffs.items()}
    chances = {a: np.array([float(p) for p in row]) for a, row in game.chances.items()}
    i, j = actions
    rows, columns = game.stage.shape
    others = [(0, (k, j)) for k in range(rows) if k != i] + [(1, (i, k)) for k in range(columns) if k != j]
    inside = np.kron(np.eye(count), np.array(FINE))
    incentives = np.zeros((len(others), 2 * count))
    for row, (player, other) in zip(incentives, others, strict=True):
        row[player::2] = delta * (chances[other] - chances[actions])
    tempted = [(1 - delta) * (g[actions][player] - g[other][player]) for player, other in others]
    objective = np.concatenate([-delta * np.kron(chances[actions], d) for d in FINE])
    found = linprog(
        objective,
        kron(eye_array(len(FINE)), np.vstack([inside, incentives]), "csr"),
        np.tile(np.concatenate([np.tile(levels, count), tempted]), len(FINE)),
        bounds=(None, None),
        method="highs",
    )
    if found.status != 0:
        assert found.status == 2, found.message
        return None
    size = 2 * count
    best = [-objective[k * size : (k + 1) * size] @ found.x[k * size : (k + 1) * size] for k in range(len(FINE))]
    return np.array(best) + (1 - delta) * np.array([d @ g[actions] for d in FINE])


def iterated(game: MonitoredStageGame) -> Any:
    """The largest fixed point from above in 32 directions (Judd, Yeltekin and Conklin 2003), in floats; None: empty."""
    corners = np.array([[float(x), float(y)] for x, y in game.payoffs.values()])
    levels = np.array([(corners @ d).max() for d in FINE])
    for _ in range(150):
        reached = [one for a in game.profiles if (one := largest(game, a, levels)) is not None]
        if not reached:
            return None
        new = np.minimum(np.max(reached, axis=0), levels)
        if np.abs(new - levels).max() < 1e-7:
            break
        levels = new
    return levels


def check_iteration(count: int, seed: int) -> tuple[int, int]:
    """How many sets were empty, and how many more than a point."""
    rng, empty, wide = random.Random(seed), 0, 0
    for _ in range(count):
        game = drawn(rng, small=count < 20)
        answer, levels = solved(game), iterated(game)
        size = max(max(map(abs, pair)) for pair in game.payoffs.values()) + 1
        if levels is None:
            assert answer.inner == ()
            empty += 1
            continue
        for d, level, exact in zip(FINE, levels, [*COMPASS, *[None] * 16], strict=True):
            if answer.inner:
                assert max(d @ np.array([float(x), float(y)]) for x, y in answer.inner) <= level + CLOSE * size, game
            if exact is not None:
                assert answer.outer
                assert level <= float(support(answer.outer, exact)) + CLOSE * size, game
        wide += len(answer.inner) > 1
    return empty, wide


@pytest.mark.parametrize(
    ("count", "seed"), [(2, 1), *(pytest.param(25, seed, marks=pytest.mark.nightly) for seed in range(2, 6))]
)
def test_between_the_bounds_lies_what_iteration_in_more_directions_finds(count: int, seed: int) -> None:
    empty, wide = check_iteration(count, seed)
    assert count < 20 or (empty >= 2 and wide >= 2)


def test_three_actions_each() -> None:
    """Keep, shirk or sabotage: a signal that is bad where one sabotages, worse where one shirks unseen."""
    u = [[2, 0, -2], [3, 1, -1], [1, 0, 0]]
    stage = dt.bimatrix(u, [list(column) for column in zip(*u, strict=True)])
    bad = {(0, 0): F(1, 10), (0, 1): F(1, 2), (0, 2): F(4, 5), (1, 1): F(3, 5), (1, 2): F(4, 5), (2, 2): F(9, 10)}
    chances = [(1 - bad[a], bad[a]) for i in range(3) for j in range(3) for a in [(min(i, j), max(i, j))]]
    game = MonitoredStageGame(stage, F(7, 10), signals=("good", "bad"), probabilities=tuple(chances))
    answer, levels = solved(game), iterated(game)
    assert contains(answer.inner, (F(1), F(1)))  # shirking for ever: an equilibrium of the period
    # v = (1 - delta) 2 + delta (9/10 v + 1/10 w), (1 - delta) 1 = delta (4/10)(v - w): v = 2 - (1/10)/(4/10) = 7/4
    assert support(answer.inner, (F(1), F(1))) >= 2 * F(7, 4) - F(1, 100)
    for d, level in zip(COMPASS, levels, strict=False):
        assert float(support(answer.inner, d)) - CLOSE <= level <= float(support(answer.outer, d)) + CLOSE


# -- a closed form -----------------------------------------------------------------------------------------------------


def pact(rng: random.Random) -> tuple[F, F, F, F, F]:
    """c, d, pi0, pi1 and a discount factor: handbook T9, where c > d/(L - 1) and no single breach is worth more."""
    while True:
        c, d = F(rng.randint(4, 12), 4), F(rng.randint(1, 8), 4)
        kept, broken = F(rng.randint(1, 5), 20), F(rng.randint(6, 18), 20)
        best = c - d / (broken / kept - 1)
        if best <= F(1, 2) or (c + d) - (1 + d) >= 2 * best:
            continue
        least = d / (d + (broken - kept) * best)
        return c, d, kept, broken, least + (1 - least) * F(rng.choice([-3, 1, 2, 4]), 10)


@pytest.mark.nightly
@pytest.mark.parametrize("count", [40])
def test_the_bounds_meet_the_best_payoff_of_a_pact(count: int) -> None:
    """T9: in direction (1, 1) the sum of payoffs is at most 2 (c - d/(L - 1)), and that is reached from delta* on.

    The two are punished together, for no signal tells who broke the pact: sum pi (w_1 + w_2) falls short of the best
    sum by 2 pi0 d/(pi1 - pi0) (1 - delta)/delta. A single breach pays c + d and -1 - d, less in sum.
    """
    rng, kept_ones = random.Random(9), 0
    for _ in range(count):
        c, d, kept, broken, delta = pact(rng)
        if not 0 < delta < 1:
            continue
        stage = dt.bimatrix([[c, -1 - d], [c + d, 0]], [[c, c + d], [-1 - d, 0]])
        chances = tuple((1 - p, p) for p in (kept, broken, broken, broken))
        answer = solved(MonitoredStageGame(stage, delta, signals=("good", "bad"), probabilities=chances))
        best = c - d / (broken / kept - 1)
        least = d / (d + (broken - kept) * best)
        most = float(support(answer.outer, (F(1), F(1))))
        assert most <= float(2 * best) + 1e-3
        if delta >= least:
            kept_ones += 1
            assert float(support(answer.inner, (F(1), F(1)))) >= float(2 * best) - 1e-2, (c, d, kept, broken, delta)
            assert most >= float(2 * best)
    assert kept_ones >= count // 2


# -- what cannot matter ------------------------------------------------------------------------------------------------


def relabelled(game: MonitoredStageGame, rows: Any, columns: Any, signals: Any, scale: F, moves: Any) -> Any:
    """The game with actions and signals in other orders, and payoffs in other units."""
    g, chances = game.payoffs, game.chances
    payoffs = [[[scale * g[i, j][k] + moves[k] for j in columns] for i in rows] for k in (0, 1)]
    probabilities = tuple(tuple(chances[i, j][y] for y in signals) for i in rows for j in columns)
    return MonitoredStageGame(dt.bimatrix(*payoffs), game.discount, signals=game.signals, probabilities=probabilities)


def exchanged(game: MonitoredStageGame) -> MonitoredStageGame:
    """The game with the players' places exchanged."""
    rows, columns = map(range, game.stage.shape)
    first, second = ([[game.payoffs[i, j][k] for i in rows] for j in columns] for k in (1, 0))
    probabilities = tuple(game.chances[i, j] for j in columns for i in rows)
    return MonitoredStageGame(
        dt.bimatrix(first, second), game.discount, signals=game.signals, probabilities=probabilities
    )


@settings(deadline=None, max_examples=2, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6), st.sampled_from([F(1, 7), F(3), F(40)]), st.tuples(*[st.integers(-9, 9)] * 2), st.data())
def test_names_and_units_do_not_matter(seed: int, scale: F, moves: tuple[int, int], data: Any) -> None:
    """What one game proves of its inside never leaves the outside that the other proves, exactly; the bounds agree."""
    game = drawn(random.Random(seed), small=True)
    rows, columns = (data.draw(st.sampled_from(list(permutations(range(n))))) for n in game.stage.shape)
    signals = data.draw(st.sampled_from(list(permutations(range(len(game.signals))))))
    answer, size = solved(game), max(max(map(abs, pair)) for pair in game.payoffs.values()) + 1
    other = solved(relabelled(game, rows, columns, signals, scale, moves))
    back = [hull(tuple((x - m) / scale for x, m in zip(p, moves, strict=True)) for p in part) for part in
            (other.inner, other.outer)]  # fmt: skip
    swapped = solved(exchanged(game))
    mirrored = [hull((y, x) for x, y in part) for part in (swapped.inner, swapped.outer)]
    for inner, outer in (back, mirrored):
        assert covers(outer, answer.inner)
        assert covers(answer.outer, inner)
        assert bool(outer) == bool(answer.outer)
        for d in COMPASS if outer else ():
            assert abs(float(support(outer, d) - support(answer.outer, d))) < 1e-3 * float(size)
