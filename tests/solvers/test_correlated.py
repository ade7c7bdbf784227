"""Correlated equilibria: textbook games, and every Nash equilibrium is one."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.errors import SolverError
from deterrence.games.strategic import StrategicGame, bimatrix
from deterrence.solvers.correlated import correlated_range

CHICKEN = bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]], actions=[["swerve", "dare"], ["swerve", "dare"]])
BOTH = {"Row": 1, "Column": 1}


@st.composite
def games(draw: st.DrawFn) -> StrategicGame:
    m, n = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    matrix = st.lists(st.lists(st.integers(-2, 3), min_size=n, max_size=n), min_size=m, max_size=m)
    return bimatrix(draw(matrix), draw(matrix))


def test_aumann_chicken() -> None:
    # Aumann (1974), example 2.7: half of the mediator's draws save both, and nobody gains by disobeying
    found = correlated_range(CHICKEN, payoff=BOTH)
    assert found.high.value == Fraction(21, 2)
    assert dict(found.high.distribution) == {
        ("swerve", "swerve"): Fraction(1, 2),
        ("swerve", "dare"): Fraction(1, 4),
        ("dare", "swerve"): Fraction(1, 4),
    }
    assert max(found.high.gains.values()) == 0
    assert found.certificate.holds
    assert (found.complete, found.exact, found.concept) == (True, True, "correlated")


def test_the_probability_of_a_crash() -> None:
    found = correlated_range(CHICKEN, [("dare", "dare")])
    assert found.low.value == 0
    # more than the 1/9 of the mixed equilibrium: whoever is told to dare gains 2/5 (7 - 6) and loses 1/5 (2 - 0)
    assert found.high.value == Fraction(1, 5)


def test_coarse_equilibria_are_more() -> None:
    # Rock, paper, scissors with a draw worth less (Moulin and Vial 1978): commitment before the draw avoids it
    A = [[0, 4, 2], [2, 0, 4], [4, 2, 0]]
    game = bimatrix(A, [list(column) for column in zip(*A, strict=True)])
    fine, coarse = correlated_range(game, payoff=BOTH), correlated_range(game, payoff=BOTH, coarse=True)
    assert coarse.concept == "coarse-correlated"
    assert coarse.low.value <= fine.low.value <= fine.high.value <= coarse.high.value
    assert coarse.high.value == 6
    assert coarse.certificate.holds


def test_a_dominated_action_is_never_recommended() -> None:
    game = bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    found = correlated_range(game, [("1", "1"), ("1", "2"), ("2", "1")])
    assert (found.low.value, found.high.value) == (0, 0)


def test_three_players() -> None:
    # matching pennies of three players, the last wants to differ from the first: any coin is fair
    profiles = list(product(range(2), repeat=3))
    payoffs = (
        tuple(Fraction(int(i == j)) for i, j, _ in profiles),
        tuple(Fraction(int(j == k)) for _, j, k in profiles),
        tuple(Fraction(int(k != i)) for i, _, k in profiles),
    )
    game = StrategicGame(("A", "B", "C"), (("h", "t"),) * 3, payoffs)
    found = correlated_range(game, payoff="A")
    assert found.certificate.holds
    assert found.low.value <= Fraction(1, 2) <= found.high.value


def nash_payoffs(game: StrategicGame) -> list[tuple[Fraction, Fraction]]:
    found: list[tuple[Fraction, Fraction]] = list(dt.solve(game).payoffs)
    return found


@settings(max_examples=30, deadline=None)
@given(games(), st.integers(1, 3), st.integers(-2, 2))
def test_every_nash_equilibrium_is_within(game: StrategicGame, factor: int, shift: int) -> None:
    fine = correlated_range(game, payoff="Row")
    coarse = correlated_range(game, payoff="Row", coarse=True)
    for u, _ in nash_payoffs(game):
        assert fine.low.value <= u <= fine.high.value
    assert coarse.low.value <= fine.low.value
    assert fine.high.value <= coarse.high.value
    scaled = replace(game, payoffs=(tuple(factor * x + shift for x in game.payoffs[0]), game.payoffs[1]))
    moved = correlated_range(scaled, payoff="Row")
    assert (moved.low.value, moved.high.value) == (factor * fine.low.value + shift, factor * fine.high.value + shift)


@settings(max_examples=20, deadline=None)
@given(games())
def test_zero_sum_games_have_one_value(game: StrategicGame) -> None:
    # Aumann (1974): correlation brings nothing where interests are opposed
    zero = bimatrix(game.matrices[0])
    found = correlated_range(zero, payoff="Row")
    assert found.low.value == found.high.value == dt.zero_sum_value(zero).value


@pytest.mark.parametrize("spread", [1, 9])
def test_a_larger_game_is_proved_too(spread: int) -> None:
    # large enough for the guess in floats, with ties and without
    draw = random.Random(7)
    A, B = ([[draw.randint(-spread, spread) for _ in range(7)] for _ in range(7)] for _ in range(2))
    found = correlated_range(bimatrix(A, B), payoff=BOTH)
    assert found.certificate.holds
    welfare = [u + v for u, v in nash_payoffs(bimatrix(A, B))]
    assert found.low.value <= min(welfare) <= max(welfare) <= found.high.value


def test_units_beyond_floats_do_no_harm() -> None:
    draw = random.Random(8)
    A, B = ([[draw.randint(-9, 9) for _ in range(4)] for _ in range(4)] for _ in range(2))
    unit = 10**200
    large = bimatrix([[x * unit for x in row] for row in A], B)
    assert correlated_range(large, payoff="Row").high.value == (
        unit * correlated_range(bimatrix(A, B), payoff="Row").high.value
    )


def test_a_false_claim_fails_its_certificate() -> None:
    found = correlated_range(CHICKEN, payoff=BOTH)
    short = replace(found.high, value=Fraction(9))
    assert not replace(found, high=short).certificate.holds
    crash = replace(found.high, distribution={("dare", "dare"): Fraction(1)}, value=Fraction(0))
    assert replace(found, high=crash).certificate.largest_gain == 2
    assert not replace(found, high=replace(found.high, multipliers={})).certificate.holds


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "say what is measured"),
        ({"event": [("dare", "dare")], "payoff": "Row"}, "say what is measured"),
        ({"event": [("dare",)]}, "no action profile"),
        ({"payoff": "Rwo"}, "not a player"),
    ],
)
def test_what_is_refused(arguments: dict[str, object], words: str) -> None:
    with pytest.raises(SolverError, match=words):
        correlated_range(CHICKEN, **arguments)  # type: ignore[arg-type]
