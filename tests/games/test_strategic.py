"""Strategic games: structure of any number system, and the builder that makes people's numbers exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sympy

from deterrence.errors import GameError
from deterrence.games.strategic import StrategicGame, bimatrix

THIRD = Fraction(1, 3)


def test_payoffs_run_over_the_last_player_fastest() -> None:
    game = StrategicGame(("P", "Q", "R"), (("a", "b"), ("x", "y", "z"), ("l", "r")), (range(12), range(12), range(12)))  # type: ignore[arg-type]
    assert game.shape == (2, 3, 2)
    assert [game.payoff(0, profile) for profile in game.profiles()] == list(range(12))
    assert game.payoff(2, (1, 0, 1)) == 7
    with pytest.raises(GameError, match="need two players; this game has 3"):
        _ = game.matrices


def test_matrices_are_rows() -> None:
    game = bimatrix([[1, 2, 3], [4, 5, 6]], [[6, 5, 4], [3, 2, 1]])
    assert game.matrices == (((1, 2, 3), (4, 5, 6)), ((6, 5, 4), (3, 2, 1)))
    assert game.payoff(1, (1, 0)) == 3
    assert game.players == ("Row", "Column")
    assert game.actions == (("1", "2"), ("1", "2", "3"))


def test_other_number_systems_pass_through() -> None:
    v = sympy.Symbol("v")
    designs = np.linspace(0, 1, 5)
    game = StrategicGame(("P", "Q"), (("a",), ("x", "y")), ((v, 2 * v), (designs, 1 - designs)))
    assert game.payoff(0, (0, 1)) == 2 * v
    assert game.payoff(1, (0, 0)) is designs


def test_values() -> None:
    game = bimatrix([[1, 2]], [[3, 4]])
    assert game == bimatrix(np.array([[1, 2]]), ((3, 4),))
    assert hash(game) == hash(bimatrix([["1", "2.0"]], [[3, 4]]))
    assert game != bimatrix([[1, 2]], [[3, 5]])
    assert game == StrategicGame(game.players, game.actions, game.payoffs, title="a title does not count")
    with pytest.raises(AttributeError):
        game.players = ("A", "B")  # type: ignore[misc]


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        (3, 3),
        (0.9, Fraction(9, 10)),
        ("1/3", THIRD),
        (" -0.25 ", Fraction(-1, 4)),
        (THIRD, THIRD),
        (Decimal("0.1"), Fraction(1, 10)),
        (np.int64(2**62), 2**62),
        (np.int8(-3), -3),
        (np.float64(0.1), Fraction(1, 10)),
        (np.float32(0.1), Fraction(1, 10)),
        (np.array(0.5), Fraction(1, 2)),
        (np.str_("2/3"), Fraction(2, 3)),
        (sympy.Rational(1, 3), THIRD),
    ],
)
def test_entries_become_fractions(entry: Any, value: Fraction | int) -> None:
    game = bimatrix([[entry, 0]])
    assert game.payoff(0, (0, 0)) == value
    assert game.payoff(1, (0, 0)) == -value  # without B the game is zero-sum
    assert all(type(x) is Fraction for flat in game.payoffs for x in flat)


@pytest.mark.parametrize(
    "matrix",
    [
        ((1, 0), (0.5, "1/3")),
        [np.array([1, 0]), [Fraction(1, 2), THIRD]],
        np.array([[1, 0], [0.5, THIRD]], dtype=object).tolist(),
        sympy.Matrix([[1, 0], [sympy.Rational(1, 2), sympy.Rational(1, 3)]]),
        pd.DataFrame([[1, "0"], ["1/2", THIRD]]),
    ],
)
def test_containers(matrix: Any) -> None:
    assert bimatrix(matrix) == bimatrix([[1, 0], ["1/2", "1/3"]])


def test_names() -> None:
    game = bimatrix([[1, 2]], players=["Ally", "Rival"], actions=[["defend"], ["hold", "attack"]])
    assert game.players == ("Ally", "Rival")
    assert game.actions == (("defend",), ("hold", "attack"))


BAD_MATRICES: list[tuple[Any, str]] = [
    ([[1, float("nan")]], r"A\[0\]\[1\] \(row 0, column 1, counted from 0\) is nan; write a finite number"),
    ([[1], [float("inf")]], r"A\[1\]\[0\] .* is inf; write a finite number"),
    (np.array([[1.0, -np.inf]]), r"A\[0\]\[1\] .* is -inf; write a finite number"),
    (np.array([[1, np.nan]], dtype=np.float32), r"A\[0\]\[1\] .* is nan"),
    ([["nan"]], r"A\[0\]\[0\] .*write a finite number"),
    ([[1, 2], [3]], r"A is ragged: row 1 has 1 numbers but row 0 has 2; give every row one number per column"),
    ([[1], [2, 3]], "A is ragged: row 1 has 2"),
    ([], "A is empty; each player needs at least one action"),
    ([[]], "row 0 of A is empty; each player needs"),
    ([[], []], "row 0 of A is empty"),
    (np.zeros((0, 2)), "A is empty"),
    (np.zeros((2, 0)), "row 0 of A is empty"),
    (np.zeros((2, 2, 2)), r"A has 3 dimensions \(shape \(2, 2, 2\)\).*each player's matrix apart"),
    (np.zeros(3), r"A has 1 dimensions \(shape \(3,\)\).*write \[\[...\]\]"),
    (np.array(3), "A has 0 dimensions"),
    ([1, 2], r"row 0 of A is of type int, not a list of numbers; write \[\[...\]\]"),
    (["12", "34"], "row 0 of A is of type str"),
    ([[(3, 3), (0, 5)]], r"A\[0\]\[0\] .* is of type tuple, not one number; give each player's matrix apart"),
    ([[[1]]], r"A\[0\]\[0\] .* is of type list, not one number"),
    ([[np.array([1, 2])]], r"A\[0\]\[0\] .* is of type ndarray, not one number"),
    ([[1, None]], r"A\[0\]\[1\] .*a number was expected, not NoneType; write"),
    ([[object()]], r"A\[0\]\[0\] .*not object; write a number"),
    (np.array([[1, 2]], dtype=object), r"A is an object array; write an array of numbers, or [AB]\.tolist"),
    ([[1, True]], r"A\[0\]\[1\] .* is True, a truth value; write 1"),
    (np.array([[True, False]]), r"A\[0\]\[0\] .* is True, a truth value; write 1"),
    ([[1j]], r"A\[0\]\[0\] .*not complex"),
    ([["one"]], r"A\[0\]\[0\] .*'one' is not a number; write"),
    ([["1/0"]], r"A\[0\]\[0\] .*divides by zero"),
    ([["__import__('os')"]], r"A\[0\]\[0\] .*is not a number"),
    ([[10**100_000]], r"A\[0\]\[0\] .*digits"),
    ([["1e999999999"]], r"A\[0\]\[0\] "),
    ([[sympy.Symbol("v")]], r"A\[0\]\[0\] .*not Symbol"),
    (
        "[[1]]",
        r"A must be a list of rows or a two-dimensional array, not of type str; write . = \[\[1, 0\], \[0, 1\]\]",
    ),
    ({0: [1]}, "A must be a list of rows .* not of type dict"),
    (3, "A must be a list of rows .* not of type int"),
    (None, "A must be a list of rows .* not of type NoneType"),
]


@pytest.mark.parametrize(("matrix", "message"), BAD_MATRICES)
def test_bad_matrices_say_what_where_and_what_instead(matrix: Any, message: str) -> None:
    with pytest.raises(GameError, match=f"^{message}"):
        bimatrix(matrix)
    if matrix is not None:  # no B is a zero-sum game
        with pytest.raises(GameError, match=message.replace("A", "B", 1) if message[0] != "r" else " of B is"):
            bimatrix([[1, 2], [3, 4]], matrix)


def test_shapes_that_differ() -> None:
    with pytest.raises(GameError, match=r"A is 1 x 2 but B is 2 x 1; .* write B transposed"):
        bimatrix([[1, 2]], [[1], [2]])
    with pytest.raises(GameError, match=r"A is 1 x 2 but B is 1 x 3; .* give both matrices one shape"):
        bimatrix([[1, 2]], [[1, 2, 3]])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"players": ("P",)}, "has two players, not 1"),
        ({"players": "PQ"}, "players must be a list of names, not the text 'PQ'"),
        ({"players": ("P", "P")}, "players must have different names; given twice: P"),
        ({"players": ("P", 1)}, "players must have names that are text and not empty, not 1"),
        ({"players": ("P", "")}, "not empty, not ''"),
        ({"actions": (("a",), ("x",))}, "Column has 2 actions in the matrices but 1 names: x"),
        ({"actions": (("a",), ("x", "x"))}, "the actions of Column must have different names; given twice: x"),
        ({"actions": (("a",), "xy")}, "the actions of Column must be a list of names, not the text 'xy'"),
        ({"actions": "ax"}, "actions must be two lists of names"),
        ({"actions": (("a",),)}, "actions must be two lists of names"),
    ],
)
def test_bad_names(options: dict[str, Any], message: str) -> None:
    with pytest.raises(GameError, match=message):
        bimatrix([[1, 2]], **options)


@pytest.mark.parametrize(
    ("players", "actions", "payoffs", "message"),
    [
        ((), (), (), "players must have at least one name"),
        (("P", "Q"), (("a",),), ((1,), (1,)), "2 players have 1 lists of actions"),
        (("P", "Q"), (("a",), ()), ((), ()), "the actions of Q must have at least one name"),
        (("P", "Q"), (("a",), ("x",)), ((1,),), "2 players have 1 lists of payoffs"),
        (("P", "Q"), (("a",), ("x", "y")), ((1, 2), (1,)), "Q has 1 payoffs, but there are 2 profiles"),
    ],
)
def test_bad_structure(players: Any, actions: Any, payoffs: Any, message: str) -> None:
    with pytest.raises(GameError, match=message):
        StrategicGame(players, actions, payoffs)


@pytest.mark.parametrize("profile", [(0,), (0, 2), (-1, 0), (0, 0, 0)])
def test_profiles_that_do_not_fit(profile: tuple[int, ...]) -> None:
    with pytest.raises(GameError, match="profile"):
        bimatrix([[1, 2]]).payoff(0, profile)
