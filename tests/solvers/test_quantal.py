"""Quantal response: closed forms, all equilibria of 2 x 2 games, and the branch's limit among exact equilibria."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from math import exp
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import deterrence as dt
from deterrence.errors import SolverError
from deterrence.games.extensive import ExtensiveGame, InformationSet, Move
from deterrence.games.signaling import signaling
from deterrence.games.strategic import StrategicGame, bimatrix
from deterrence.result import Cell
from deterrence.solvers.quantal import quantal_response
from deterrence.solvers.quantal_line import line_fixed_points

COORDINATION = bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]])
PENNIES = bimatrix([[9, 0], [0, 1]], [[0, 1], [1, 0]])
squares = st.lists(st.lists(st.integers(-3, 3), min_size=2, max_size=2), min_size=2, max_size=2)


def logistic(z: float) -> float:
    return 1 / (1 + exp(-z)) if z > 0 else exp(z) / (1 + exp(z))


def test_a_constant_gain_has_a_closed_form() -> None:
    found = quantal_response(bimatrix([[3, 1], [4, 2]], [[0, 2], [1, 3]]), "1/2")
    ((row, column),) = [point.strategies for point in found.points]
    assert row[1] == pytest.approx(logistic(0.5), abs=1e-12)
    assert column[1] == pytest.approx(logistic(1.0), abs=1e-12)
    assert (found.exact, found.concept, found.residual < 1e-12) == (False, "logit-quantal", True)


def test_at_zero_all_actions_are_alike() -> None:
    found = quantal_response(PENNIES, 0)
    assert found.complete
    assert found.points[0].strategies == ((0.5, 0.5), (0.5, 0.5))


def test_own_payoffs_matter_as_they_do_not_at_nash() -> None:
    # McKelvey and Palfrey (1995), section 4: raising Row's payoff at one cell raises her probability of playing it
    near = quantal_response(PENNIES, 1).points[0].strategies
    assert near[0][0] > 0.5
    far = quantal_response(PENNIES, 2000).points[0].strategies
    assert far[0][0] == pytest.approx(0.5, abs=1e-3)
    assert far[1][0] == pytest.approx(0.1, abs=1e-3)


@pytest.mark.parametrize(("rationality", "count"), [(0, 1), (1, 1), (1.99, 1), (2.01, 3), (4, 3), (100, 3), (10000, 3)])
def test_all_equilibria_of_coordination(rationality: float, count: int) -> None:
    # q = L(rationality * (2 L(rationality * (2 q - 1)) - 1)): three fixed points from rationality 2 on
    found = quantal_response(COORDINATION, rationality, every=True)
    assert found.complete
    assert len(found.points) == count
    assert found.residual < 1e-9
    assert [p.strategies[0][0] for p in found.points] == pytest.approx(
        [1 - p.strategies[0][0] for p in reversed(found.points)], abs=1e-7
    )


def test_where_equilibria_part_the_answer_is_not_complete() -> None:
    found = quantal_response(COORDINATION, 2, every=True)
    assert not found.complete
    assert "undecided" in found.status
    followed = quantal_response(COORDINATION, 2)  # the branch goes straight through
    assert followed.points[0].strategies == ((0.5, 0.5), (0.5, 0.5))


@settings(max_examples=25, deadline=None)
@given(squares, squares, st.sampled_from(["1/2", "3", "17/2"]))
def test_two_by_two_games(A: list[list[int]], B: list[list[int]], rationality: str) -> None:
    game = bimatrix(A, B)
    weight = float(Fraction(rationality))
    found = quantal_response(game, rationality, every=True)
    assume(found.complete)
    assert len(found.points) % 2 == 1  # McKelvey and Palfrey (1995), theorem 3: almost always
    for point in found.points:
        (p, _), (q, _) = point.strategies
        assert p == pytest.approx(
            logistic(weight * ((A[0][0] - A[1][0]) * q + (A[0][1] - A[1][1]) * (1 - q))), abs=1e-9
        )
        assert q == pytest.approx(
            logistic(weight * ((B[0][0] - B[0][1]) * p + (B[1][0] - B[1][1]) * (1 - p))), abs=1e-9
        )
    # a grid of signs sees no crossing that the list lacks
    grid = np.linspace(0, 1, 400)
    first = [logistic(weight * ((A[0][0] - A[1][0]) * q + (A[0][1] - A[1][1]) * (1 - q))) for q in grid]
    gap = [
        q - logistic(weight * ((B[0][0] - B[0][1]) * p + (B[1][0] - B[1][1]) * (1 - p)))
        for p, q in zip(first, grid, strict=True)
    ]
    assert len(found.points) >= sum(x * y < 0 for x, y in pairwise(gap))
    followed = quantal_response(game, rationality)
    assert len(followed.points) == 1
    assert followed.residual < 1e-8
    (on_branch,) = followed.points
    assert any(np.allclose(on_branch.strategies, point.strategies, atol=1e-7) for point in found.points)


@settings(max_examples=15, deadline=None)
@given(squares, squares, st.integers(1, 3), st.integers(-2, 2))
def test_units_of_payoff_are_units_of_rationality(
    A: list[list[int]], B: list[list[int]], factor: int, shift: int
) -> None:
    game = bimatrix(A, B)
    scaled = replace(game, payoffs=tuple(tuple(factor * x + shift for x in flat) for flat in game.payoffs))
    one, other = quantal_response(game, 2.7 * factor), quantal_response(scaled, 2.7)
    assert np.allclose(one.points[0].strategies, other.points[0].strategies, atol=1e-7)


def test_three_players() -> None:
    draw = random.Random(3)
    payoffs = tuple(tuple(Fraction(draw.randint(-5, 5)) for _ in range(12)) for _ in range(3))
    game = StrategicGame(("A", "B", "C"), (("x", "y"), ("x", "y", "z"), ("x", "y")), payoffs)
    (point,) = quantal_response(game, 20).points
    assert point.residual < 1e-9
    mixed = point.strategies
    for player in range(3):  # once more, from the definition
        values = [0.0] * len(mixed[player])
        for profile in product(*(range(len(each)) for each in mixed)):
            others = float(np.prod([mixed[k][profile[k]] for k in range(3) if k != player]))
            values[profile[player]] += others * float(game.payoff(player, profile))
        weights = np.exp(20 * (np.array(values) - max(values)))
        assert np.allclose(weights / weights.sum(), mixed[player], atol=1e-8)


def simultaneous(A: Any, B: Any) -> ExtensiveGame:
    """The same game as a tree: Column moves second without having seen."""
    moves = {(): Move("Row", ("u", "d"), "start")}
    moves |= {(a,): Move("Column", ("l", "r"), "unseen") for a in ("u", "d")}
    payoffs = {
        (a, b): {("", ""): (A[i][j], B[i][j])} for i, a in enumerate(("u", "d")) for j, b in enumerate(("l", "r"))
    }
    return ExtensiveGame(("Row", "Column"), (("",), ("",)), ((1,), (1,)), moves, payoffs)


@settings(max_examples=15, deadline=None)
@given(squares, squares)
def test_a_tree_without_news_is_its_normal_form(A: list[list[int]], B: list[list[int]]) -> None:
    # 7/4: with such payoffs branches cross at 2, where the equations are singular
    normal = quantal_response(bimatrix(A, B), "7/4").points[0].strategies
    agent = quantal_response(simultaneous(A, B), "7/4")
    assert agent.concept == "agent-logit-quantal"
    mixed = agent.points[0].strategies
    assert np.allclose([list(each.values()) for each in mixed.values()], normal, atol=1e-8)


def test_a_threat_that_is_empty_is_not_in_the_limit() -> None:
    # entry and price war (Selten 1978): the normal form's other equilibrium, (out, fight), is not sequential
    moves = {(): Move("Entrant", ("out", "in")), ("in",): Move("Incumbent", ("fight", "share"))}
    payoffs = {("out",): (1, 5), ("in", "fight"): (0, 0), ("in", "share"): (2, 2)}
    game = ExtensiveGame(
        ("Entrant", "Incumbent"), (("",), ("",)), ((1,), (1,)), moves, {h: {("", ""): x} for h, x in payoffs.items()}
    )
    mixed = quantal_response(game, 500).points[0].strategies
    assert mixed[InformationSet("Entrant", "", "")]["in"] == pytest.approx(1)
    assert mixed[InformationSet("Incumbent", "", "in")]["share"] == pytest.approx(1)


def distance(cell: Cell, profile: Mapping[InformationSet, Mapping[str, float]]) -> float:
    """The largest difference in any probability from the nearest mixture of a cell's vertices."""
    keys = [(place, action) for place, mixed in profile.items() for action in mixed]
    corners = np.array([[float(v[place].get(action, 0)) for place, action in keys] for v in cell.profiles])
    goal = np.array([profile[place][action] for place, action in keys])
    margin = np.full((len(keys), 1), -1.0)
    found = linprog(
        [0] * len(corners) + [1],
        A_ub=np.vstack([np.hstack([corners.T, margin]), np.hstack([-corners.T, margin])]),
        b_ub=np.concatenate([goal, -goal]),
        A_eq=[[1] * len(corners) + [0]],
        b_eq=[1],
    )
    return float(found.fun)


@pytest.mark.parametrize("seed", range(8))
def test_two_ways_to_all_equilibria_of_2_x_2_games(seed: int) -> None:
    draw = random.Random(seed)
    A, B = ([[draw.randint(-4, 4) for _ in range(2)] for _ in range(2)] for _ in "AB")
    game = bimatrix(A, B)
    for rationality in (0.0, 0.7, 3.0, 20.0):
        found = quantal_response(game, rationality, every=True)
        on_line, undecided = line_fixed_points(*game.matrices, rationality)
        if found.complete and not undecided:
            one = sorted(point.strategies[0][0] for point in found.points)
            other = [float(np.exp(ours[0])) for _, ours, _ in on_line]
            assert np.allclose(one, other, rtol=0, atol=1e-9)


@pytest.mark.parametrize(("seed", "columns"), [(seed, columns) for seed in range(5) for columns in (3, 4)])
def test_all_equilibria_where_one_player_has_two_actions(seed: int, columns: int) -> None:
    """Against a scan: every change of sign of f(p) - p on a fine grid lies at one of them, and there are no more."""
    draw = random.Random(seed)
    A, B = (np.array([[draw.randint(-5, 5) for _ in range(columns)] for _ in range(2)]) for _ in "AB")
    A[0, 0], B[0, 0] = 9, 9  # coordination, so that there are often several
    A[1, 1], B[1, 1] = 8, 8
    several = 0
    for rationality in (0.0, 0.3, 1.0, 4.0):
        found = quantal_response(bimatrix(A.tolist(), B.tolist()), rationality, every=True)
        assert found.complete
        assert found.residual < 1e-10
        p = np.linspace(0, 1, 200_001)[:, None]
        y = np.exp(rationality * (p * B[0] + (1 - p) * B[1] - B.max()))
        y /= y.sum(axis=1, keepdims=True)
        f = 1 / (1 + np.exp(-rationality * (y @ (A[0] - A[1]))))
        signs = np.sign(f - p[:, 0])
        signs[0], signs[-1] = 1, -1  # where floats round f to 0 or 1
        told = np.flatnonzero(signs)
        crossed = [float(p[k, 0]) for k, after in pairwise(told) if signs[k] != signs[after]]
        mine = [point.strategies[0][0] for point in found.points]
        assert mine == sorted(mine)
        assert all(min(abs(x - m) for m in mine) < 2e-5 for x in crossed)
        assert all(min(abs(x - m) for x in crossed) < 2e-5 for m in mine)
        swapped = quantal_response(bimatrix(B.T.tolist(), A.T.tolist()), rationality, every=True)
        assert np.allclose([point.strategies[1][0] for point in swapped.points], mine, rtol=0, atol=1e-9)
        several += len(mine) > 1
    assert several or seed


@pytest.mark.parametrize(("seed", "types"), [(seed, 2) for seed in range(12)] + [(seed, 3) for seed in range(4)])
def test_the_limit_of_the_branch_is_an_exact_sequential_equilibrium(seed: int, types: int) -> None:
    # McKelvey and Palfrey (1998): limits of the agent form are sequential; with positive priors of the types these are
    # the perfect Bayesian equilibria of a signaling game
    draw = random.Random(100 * types + seed)
    signals = types
    u, v = ([[[draw.randint(-9, 9) for _ in range(2)] for _ in range(signals)] for _ in range(types)] for _ in range(2))
    game = signaling(["1/3", "2/3"] if types == 2 else ["1/6", "1/3", "1/2"], u, v)
    found = quantal_response(game, 10_000)
    assert len(found.points) == 1, found.status
    assert found.residual < 1e-5
    profile = found.points[0].strategies
    assert min(distance(cell, profile) for cell in dt.solve(game).cells) < 1e-3


@pytest.mark.parametrize(
    ("game", "rationality", "every", "words"),
    [
        (COORDINATION, -1, False, "write a number from 0"),
        (COORDINATION, 10**7, False, "write a number from 0"),
        (bimatrix([[1, 2, 3]], [[1, 2, 3]]), 1, True, "of whom one has two actions"),
        (signaling([1, 0], [[[1]], [[1]]], [[[1]], [[1]]]), 1, False, "probability 0 by nature"),
    ],
)
def test_what_is_refused(game: Any, rationality: Any, every: bool, words: str) -> None:
    with pytest.raises(SolverError, match=words):
        quantal_response(game, rationality, every=every)
