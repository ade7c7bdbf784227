"""Extensive games against oracles: z3 on the definitions, beliefs made from trembles; nothing is missed or invented."""

from __future__ import annotations

import random
from fractions import Fraction as F
from itertools import product
from math import prod
from typing import Any

import pytest
from extensive_games import random_tree, two_steps, untyped
from extensive_oracle import choices, perfect_bayesian_supports, subgame_perfect_supports, trembled, weak_supports

import deterrence as dt
from deterrence.result import Equilibria
from deterrence.solvers.extensive import (
    solve_perfect_bayesian,
    solve_sequential,
    solve_subgame_perfect,
    solve_weak,
)


def supports(found: Equilibria) -> set[Any]:
    return {frozenset(cell.support.items()) for cell in found.cells}


def small(seed: int) -> dt.ExtensiveGame:
    """A small random game with hidden moves."""
    rng = random.Random(seed)
    while True:
        players = ("A", "B", "C")[: rng.choice([2, 3])]
        game = random_tree(rng, players, 3, rng.choice([(0, 1, 2), tuple(range(10))]), 0.8)
        size = prod(2 ** len(game.actions(at)) - 1 for at in game.information_sets)
        if 8 < size < 70 and any(len(histories) > 1 for histories in game.information_sets.values()):
            return game


def compare_with_z3(seed: int) -> None:
    game = small(seed)
    assert supports(solve_weak(game)) == weak_supports(game)
    assert supports(solve_subgame_perfect(game)) == subgame_perfect_supports(game)


@pytest.mark.parametrize("seed", range(4))
def test_the_supports_are_those_that_z3_finds_from_the_definitions(seed: int) -> None:
    compare_with_z3(seed)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(10, 40))
def test_the_supports_of_many_games_are_those_that_z3_finds(seed: int) -> None:
    compare_with_z3(seed)


@pytest.mark.parametrize(
    ("seed", "count"), [(2, 25), (5, 25), *(pytest.param(k, 729, marks=pytest.mark.nightly) for k in range(4))]
)
def test_types_that_move_twice(seed: int, count: int) -> None:
    """By z3 from definition 8.2; with two types these are the supports of sequential equilibria.

    Fudenberg and Tirole (1991), theorem 8.2: perfect Bayesian is sequential with at most two types a player.
    """
    rng = random.Random(seed)
    game = two_steps(rng, [(0, 1, 2), (0, 1), tuple(range(7))][seed % 3])
    found = solve_perfect_bayesian(game).require_certificate()
    every = [frozenset(chosen.items()) for chosen in choices(game)]
    asked = supports(found) | set(every if count >= len(every) else rng.sample(every, count))
    assert perfect_bayesian_supports(game, asked) == supports(found)
    assert supports(solve_sequential(game).require_certificate()) == supports(found)


@pytest.mark.parametrize("seed", [0, 1, 3, 4, pytest.param(2, marks=pytest.mark.nightly)])
def test_no_sequential_equilibrium_made_from_trembles_is_missed(seed: int) -> None:
    rng = random.Random(seed)
    game = small(seed) if seed % 2 else two_steps(rng, (0, 1), receiver_types=seed % 4 == 2)
    found = supports(solve_sequential(game).require_certificate())
    planted = 0
    for _ in range(150):
        play = {at: {rng.choice(game.actions(at)): F(1)} for at in game.information_sets}
        for at in rng.sample(list(play), 1):
            if rng.random() < 0.3:
                play[at] = {a: F(1, len(game.actions(at))) for a in game.actions(at)}
        claim = trembled(game, play, rng)
        certificate = dt.certify(game, claim, "sequential")
        assert certificate.largest_residual == 0  # limits of trembles are consistent
        if certificate.holds:
            planted += 1
            assert frozenset((at, tuple(a for a in game.actions(at) if a in play[at])) for at in play) in found
    assert planted


@pytest.mark.parametrize("seed", range(5))
def test_three_players_at_once_are_a_strategic_game(seed: int) -> None:
    """Another method, the same points: generic 2 x 2 x 2 games, irrational equilibria included."""
    rng = random.Random(seed)
    ends = [*product("lr", "lr", "lr")]
    payoffs = {" ".join(end): [rng.randrange(10**4) for _ in "ABC"] for end in ends}
    game = untyped(
        ("A", "B", "C"),
        {
            "": ("A", "l r"),
            **dict.fromkeys("lr", ("B", "l r", "b")),
            **{f"{a} {b}": ("C", "l r", "c") for a, b in product("lr", "lr")},
        },
        payoffs,
    )
    table = tuple(tuple(payoffs[" ".join(end)][k] for end in ends) for k in range(3))
    nash = dt.solve(dt.StrategicGame(("A", "B", "C"), (("l", "r"),) * 3, table))
    assert nash.complete
    assert not nash.families
    found = dt.solve(game, "subgame-perfect")
    assert found.complete
    mine = [
        tuple(str(cell.profiles[0][at].get("l", F(0))) for at in game.information_sets)
        for cell in found.cells
        if cell.isolated
    ]
    assert len(mine) == len(found.cells)
    assert sorted(mine) == sorted(tuple(str(x) for x, _ in point) for point in nash.points)
