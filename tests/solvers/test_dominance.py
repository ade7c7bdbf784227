"""Dominated and rationalizable actions: textbook games, invariances, and equilibria use none that goes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.errors import SolverError
from deterrence.games.strategic import StrategicGame, bimatrix
from deterrence.solvers.dominance import Rationalizable, rationalizable, weakly_dominated

half = Fraction(1, 2)


@st.composite
def games(draw: st.DrawFn, most: int = 3) -> StrategicGame:
    m, n = draw(st.integers(1, most)), draw(st.integers(1, most))
    line = st.lists(st.integers(-2, 3), min_size=n, max_size=n)
    matrix = st.lists(line, min_size=m, max_size=m)
    return bimatrix(draw(matrix), draw(matrix))


CASES: dict[str, tuple[Any, Any, tuple[tuple[str, ...], ...], int]] = {
    # the prisoners' dilemma: one round
    "dilemma": ([[3, 0], [5, 1]], [[3, 5], [0, 1]], (("2",), ("2",)), 1),
    # Gibbons (1992), figure 1.1.4: Right, then Down, then Left
    "Gibbons": ([[1, 1, 0], [0, 0, 2]], [[0, 2, 1], [3, 1, 0]], (("1",), ("2",)), 3),
    # only a mixture dominates
    "mixture": ([[3, 0], [0, 3], [1, 1]], [[0, 0], [0, 0], [0, 0]], (("1", "2"), ("1", "2")), 1),
    # Bernheim (1984), figure 1 (Osborne and Rubinstein 1994, figure 57.1): b4 goes, then a4
    "Bernheim": (
        [[0, 2, 7, 0], [5, 3, 5, 0], [7, 2, 0, 0], [0, 0, 0, 10]],
        [[7, 5, 0, 1], [2, 3, 2, 1], [0, 5, 7, 1], [0, -2, 0, -1]],
        (("1", "2", "3"), ("1", "2", "3")),
        2,
    ),
    # a tie is not strict dominance
    "tie": ([[1, 1], [1, 0]], [[1, 1], [1, 1]], (("1", "2"), ("1", "2")), 0),
}


@pytest.mark.parametrize("name", CASES)
def test_textbook_games(name: str) -> None:
    A, B, survivors, rounds = CASES[name]
    found = rationalizable(bimatrix(A, B))
    assert found.actions == survivors
    assert max((item.round for item in found.eliminations), default=0) == rounds
    assert found.certificate.holds
    assert (found.complete, found.exact, found.concept) == (True, True, "rationalizable")


def test_the_mixture_is_shown() -> None:
    A, B, _, _ = CASES["mixture"]
    (only,) = rationalizable(bimatrix(A, B)).eliminations
    assert (only.player, only.action, dict(only.mixture), only.margin) == ("Row", "3", {"1": half, "2": half}, half)


def test_cournot_on_a_grid() -> None:
    # Bernheim (1984): in Cournot's duopoly with linear demand only the equilibrium quantities are rationalizable
    payoff = [[q * (12 - q - r) for r in range(13)] for q in range(13)]
    transposed = [list(column) for column in zip(*payoff, strict=True)]
    game = bimatrix(payoff, transposed)
    found = rationalizable(game)
    assert found.eliminations[0].round == 1
    assert all("4" in names for names in found.actions)  # the equilibrium of the game with all quantities
    assert len(found.actions[0]) <= 3  # on a grid its neighbours stay: they are best replies to each other


def test_three_players() -> None:
    # a third player who gains by nothing but matching the second: the first's dominance spreads
    profiles = [(i, j, k) for i in range(2) for j in range(2) for k in range(2)]
    payoffs = tuple(
        tuple(Fraction(x) for x in values)
        for values in (
            [1 - i for i, _, _ in profiles],
            [int(i == j) for i, j, _ in profiles],
            [int(j == k) for _, j, k in profiles],
        )
    )
    game = StrategicGame(("A", "B", "C"), (("x", "y"),) * 3, payoffs)
    found = rationalizable(game)
    assert found.actions == (("x",),) * 3
    assert [item.round for item in found.eliminations] == [1, 2, 3]
    assert found.concept == "correlated-rationalizable"
    assert found.reduced.payoffs == ((1,), (1,), (1,))


def test_weak_dominance_is_one_round() -> None:
    game = bimatrix([[1, 1, 0], [1, 0, 0]], [[1, 1, 0], [1, 1, 0]])
    assert [(x.player, x.action, dict(x.mixture)) for x in weakly_dominated(game)] == [
        ("Row", "2", {"1": 1}),
        ("Column", "3", {"1": 1}),
    ]
    assert not weakly_dominated(bimatrix([[1, 1], [1, 1]], [[0, 0], [0, 0]]))  # equal actions do not dominate


@settings(max_examples=40, deadline=None)
@given(games())
def test_every_equilibrium_survives(game: StrategicGame) -> None:
    found = rationalizable(game)
    weak = {(x.player, x.action) for x in weakly_dominated(game)}
    assert {(x.player, x.action) for x in found.eliminations if x.round == 1} <= weak
    kept = [[name in left for name in names] for names, left in zip(game.actions, found.actions, strict=True)]
    for pair in dt.solve(game).extreme:
        for strategy, alive in zip(pair, kept, strict=True):
            assert all(ok or not p for p, ok in zip(strategy, alive, strict=True))
    assert rationalizable(found.reduced).eliminations == ()


@settings(max_examples=30, deadline=None)
@given(games(), st.integers(1, 3), st.integers(-2, 2))
def test_affine_payoffs_and_relabelling_change_nothing(game: StrategicGame, factor: int, shift: int) -> None:
    found = rationalizable(game)
    scaled = replace(game, payoffs=(tuple(factor * x + shift for x in game.payoffs[0]), game.payoffs[1]))
    assert rationalizable(scaled).actions == found.actions
    A, B = game.matrices
    turned = rationalizable(bimatrix(A[::-1], B[::-1], actions=(game.actions[0][::-1], game.actions[1])))
    assert tuple(map(set, turned.actions)) == tuple(map(set, found.actions))


def test_a_false_claim_fails_its_certificate() -> None:
    found = rationalizable(bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]]))
    assert not replace(found, eliminations=()).certificate.holds
    wrong = replace(found.eliminations[0], action="2", mixture={"1": Fraction(1)})
    assert not replace(found, eliminations=(wrong, found.eliminations[1])).certificate.holds
    other: Rationalizable = rationalizable(bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]]))
    beliefs = ({"1": {("2",): Fraction(1)}, "2": {("2",): Fraction(1)}}, other.beliefs[1])
    assert replace(other, beliefs=beliefs).certificate.largest_gain == 1


def test_what_is_refused() -> None:
    with pytest.raises(SolverError, match="rational numbers"):
        rationalizable(StrategicGame(("A",), (("x",),), ((float("nan"),),)))
    with pytest.raises(SolverError, match="needs a StrategicGame"):
        rationalizable("game")  # type: ignore[arg-type]
