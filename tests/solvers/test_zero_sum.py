"""The value of zero-sum games: textbook games, and the equilibria that solve lists."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.errors import SolverError
from deterrence.games.strategic import StrategicGame, bimatrix
from deterrence.solvers.zero_sum import zero_sum_value

third = Fraction(1, 3)


@pytest.mark.parametrize(
    ("A", "value", "rows", "columns"),
    [
        ([[1, -1], [-1, 1]], 0, [["1/2", "1/2"]], [["1/2", "1/2"]]),
        ([[0, -1, 1], [1, 0, -1], [-1, 1, 0]], 0, [["1/3", "1/3", "1/3"]], [["1/3", "1/3", "1/3"]]),
        # a saddle point
        ([[2, 1], [3, 2]], 2, [["0", "1"]], [["0", "1"]]),
        # a constant matrix: everything is optimal
        ([[5, 5], [5, 5]], 5, [["0", "1"], ["1", "0"]], [["0", "1"], ["1", "0"]]),
        # a 2 x 2 game without a saddle point
        ([[3, 0], [1, 2]], "3/2", [["1/4", "3/4"]], [["1/2", "1/2"]]),
        # a line of optimal strategies of one player
        ([[1, -1, 0], [-1, 1, 0]], 0, [["1/2", "1/2"]], [["0", "0", "1"], ["1/2", "1/2", "0"]]),
    ],
)
def test_textbook_games(A: list[list[int]], value: int | str, rows: list[list[str]], columns: list[list[str]]) -> None:
    found = zero_sum_value(bimatrix(A))
    assert found.value == Fraction(value)
    assert found.rows == tuple(tuple(map(Fraction, x)) for x in rows)
    assert found.columns == tuple(tuple(map(Fraction, y)) for y in columns)
    assert (found.complete, found.exact, found.total) == (True, True, 0)
    assert found.status.startswith("zero-sum")


def test_a_constant_sum_is_named() -> None:
    found = zero_sum_value(bimatrix([[3, 0], [1, 2]], [[1, 4], [3, 2]]))
    assert (found.value, found.total) == (Fraction(3, 2), 4)
    assert "constant-sum, not zero-sum" in found.status


def test_another_game_is_refused_with_the_cells() -> None:
    with pytest.raises(SolverError, match=r"not zero-sum: the payoffs sum to 6 at \(1, 1\) but to 5 at \(1, 2\)"):
        zero_sum_value(bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]]))
    with pytest.raises(SolverError, match="needs 2 players"):
        zero_sum_value(StrategicGame(("A",), (("x",),), ((0,),)))


matrices = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(-2, 2), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


@settings(max_examples=40, deadline=None)
@given(matrices)
def test_the_value_is_what_every_equilibrium_pays(A: list[list[int]]) -> None:
    game = bimatrix(A)
    found, nash = zero_sum_value(game), dt.solve(game)
    assert {u for u, _ in nash.payoffs} == {found.value}
    (subset,) = nash.subsets  # optimal strategies are interchangeable
    assert subset.rows == found.rows
    assert subset.columns == found.columns


@settings(max_examples=20, deadline=None)
@given(matrices)
def test_changing_sides_changes_the_sign(A: list[list[int]]) -> None:
    turned = bimatrix([[-x for x in column] for column in zip(*A, strict=True)])
    assert zero_sum_value(turned).value == -zero_sum_value(bimatrix(A)).value


def test_a_large_game_is_no_burden() -> None:
    draw = random.Random(4)
    found = zero_sum_value(bimatrix([[draw.randint(-9, 9) for _ in range(16)] for _ in range(16)]))
    assert found.certificate.holds
