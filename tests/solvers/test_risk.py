"""Risk dominance and p-dominance: textbook games, and the definition checked against beliefs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.errors import SolverError
from deterrence.games.strategic import StrategicGame, bimatrix
from deterrence.solvers.risk import risk_dominant

half = Fraction(1, 2)
NAMES = [["a", "b"], ["a", "b"]]


@st.composite
def games(draw: st.DrawFn, size: int = 3) -> StrategicGame:
    line = st.lists(st.integers(-2, 3), min_size=size, max_size=size)
    matrix = st.lists(line, min_size=size, max_size=size)
    return bimatrix(draw(matrix), draw(matrix))


@pytest.mark.parametrize(
    ("A", "B", "dominant", "products", "thresholds"),
    [
        # the stag hunt: the payoff-dominant equilibrium takes 3/4 of confidence
        ([[4, 0], [3, 3]], [[4, 3], [0, 3]], ("b", "b"), [1, 9], [("3/4", "3/4"), ("1/4", "1/4")]),
        # 9 against 7 a side, but safety wins (the game of Aumann 1990, Nash equilibria are not self-enforcing)
        ([[9, 0], [8, 7]], [[9, 8], [0, 7]], ("b", "b"), [1, 49], [("7/8", "7/8"), ("1/8", "1/8")]),
        # the battle of the sexes is symmetric: nobody dominates
        ([[2, 0], [0, 1]], [[1, 0], [0, 2]], None, [2, 2], [("1/3", "2/3"), ("2/3", "1/3")]),
        ([[1, 0], [0, 1]], [[2, 0], [0, 1]], ("a", "a"), [2, 1], [("1/2", "1/3"), ("1/2", "2/3")]),
    ],
)
def test_textbook_games(
    A: list[list[int]],
    B: list[list[int]],
    dominant: tuple[str, str] | None,
    products: list[int],
    thresholds: list[tuple[str, str]],
) -> None:
    found = risk_dominant(bimatrix(A, B, actions=NAMES))
    assert found.dominant == dominant
    assert [one.product for one in found.equilibria] == products
    assert [one.thresholds for one in found.equilibria] == [tuple(map(Fraction, pair)) for pair in thresholds]
    assert (found.complete, found.exact) == (True, True)


@pytest.mark.parametrize(
    ("A", "B", "words"),
    [
        ([[3, 0], [5, 1]], [[3, 5], [0, 1]], "this game has 1"),
        ([[1, -1], [-1, 1]], [[-1, 1], [1, -1]], "this game has 0"),
        ([[1, 1], [1, 1]], [[1, 1], [1, 1]], "this game has 0"),
        ([[2, 0], [0, 1]], [[1, 0], [0, 2]], "neither"),
        ([[1, 0, 0], [0, 2, 0]], [[1, 0, 0], [0, 2, 0]], "2 x 2"),
    ],
)
def test_where_nothing_dominates_the_status_says_why(A: list[list[int]], B: list[list[int]], words: str) -> None:
    found = risk_dominant(bimatrix(A, B))
    assert found.dominant is None
    assert words in found.status


def test_a_dominant_action_takes_no_confidence() -> None:
    (only,) = risk_dominant(bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])).equilibria
    assert (only.actions, only.p, only.strict, only.product) == (("2", "2"), 0, True, 1)


def test_half_dominance_goes_beyond_two_by_two() -> None:
    A = [[3, 3, 3], [0, 4, 0], [0, 0, 4]]
    found = risk_dominant(bimatrix(A, [list(column) for column in zip(*A, strict=True)]))
    assert [(one.actions, one.p) for one in found.equilibria] == [
        (("1", "1"), Fraction(1, 4)),
        (("2", "2"), Fraction(3, 4)),
        (("3", "3"), Fraction(3, 4)),
    ]
    assert found.half_dominant == ("1", "1")


@settings(max_examples=40, deadline=None)
@given(games())
def test_thresholds_are_where_best_replies_end(game: StrategicGame) -> None:
    A, _ = game.matrices
    for one in risk_dominant(game).equilibria:
        i, j = (names.index(a) for names, a in zip(game.actions, one.actions, strict=True))
        p = one.thresholds[0]

        def best(q: Fraction, rest: int, i: int = i, j: int = j) -> bool:
            values = [q * row[j] + (1 - q) * row[rest] for row in A]
            return values[i] == max(values)

        rests = [k for k in range(3) if k != j]
        assert all(best(q, rest) for rest in rests for q in (p, (p + 1) / 2, Fraction(1)))
        if p:
            assert not all(best(p * Fraction(99, 100), rest) for rest in rests)


@settings(max_examples=40, deadline=None)
@given(games(size=2), st.integers(1, 3), st.integers(-2, 2))
def test_both_definitions_agree_and_units_do_not_matter(game: StrategicGame, factor: int, shift: int) -> None:
    found = risk_dominant(game)
    nash = [pair for pair in dt.solve(game).extreme if all(set(x) <= {0, 1} for x in pair)]
    assert len(nash) == len(found.equilibria)
    if found.dominant:  # the larger product of losses: together less than full confidence
        (winner,) = [one for one in found.equilibria if one.actions == found.dominant]
        assert sum(winner.thresholds) < 1
    scaled = replace(game, payoffs=(tuple(factor * x + shift for x in game.payoffs[0]), game.payoffs[1]))
    again = risk_dominant(scaled)
    assert again.dominant == found.dominant
    assert [one.thresholds for one in again.equilibria] == [one.thresholds for one in found.equilibria]


def test_what_is_refused() -> None:
    with pytest.raises(SolverError, match="needs 2 players"):
        risk_dominant(StrategicGame(("A",), (("x",),), ((0,),)))
