"""`signaling`: what it makes of numbers, and what it says of everything that is not numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction as F
from typing import Any

import numpy as np
import pandas as pd
import pytest

import deterrence as dt

NAN, INF = float("nan"), float("inf")
U = [[[1, 0], [0, 1]], [[2, 0], [0, 2]]]
V = [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]
HALF = [0.5, 0.5]


def test_numbers_of_every_kind_make_the_same_game() -> None:
    game = dt.signaling(HALF, U, V)
    assert game.players == ("Sender", "Receiver")
    assert game.types == (("t0", "t1"), ("",))
    assert game.priors == ((F(1, 2), F(1, 2)), (F(1),))
    assert game.payoffs["s0", "r0"] == {("t0", ""): (F(1), F(1)), ("t1", ""): (F(2), F(0))}
    assert game.payoffs["s1", "r1"] == {("t0", ""): (F(1), F(0)), ("t1", ""): (F(2), F(1))}
    for prior in (
        ["1/2", "1/2"],
        (F(1, 2), F(1, 2)),
        [Decimal("0.5")] * 2,
        np.array(HALF),
        np.array(["1/2", "1/2"]),
        pd.Series(HALF),
    ):
        assert dt.signaling(prior, U, V) == game
    for u in (np.array(U), np.array(U, dtype=np.float32), np.array(U, dtype=object).tolist(), [np.array(x) for x in U]):
        assert dt.signaling(HALF, u, np.array(V, dtype=np.int8)) == game


def test_a_float_is_its_shortest_decimal() -> None:
    tenth = [[[0.1, np.float32(0.1)], [0, 1]], U[1]]
    assert dt.signaling([0.1, 0.9], tenth, V).payoffs["s0", "r0"]["t0", ""][0] == F(1, 10)
    assert dt.signaling([0.1, 0.9], tenth, V).payoffs["s0", "r1"]["t0", ""][0] == F(1, 10)
    assert dt.signaling([0.1, 0.9], tenth, V).priors[0] == (F(1, 10), F(9, 10))


def test_receiver_types_come_after_the_type() -> None:
    u = [[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]]
    v = [[[[0, 1], [0, 1]], [[1, 0], [1, 0]]]]
    game = dt.signaling([1], u, v, receiver_prior=["1/4", "3/4"], receiver_types=["calm", "hot"])
    assert game.types == (("t0",), ("calm", "hot"))
    assert game.priors == ((F(1),), (F(1, 4), F(3, 4)))
    assert game.payoffs["s1", "r0"] == {("t0", "calm"): (F(3), F(0)), ("t0", "hot"): (F(7), F(1))}


def test_names() -> None:
    game = dt.signaling(HALF, U, V, types=["wimp", "surly"], signals=["beer", "quiche"], responses=["duel", "not"])
    assert game.types[0] == ("wimp", "surly")
    assert set(game.payoffs) == {(s, r) for s in ("beer", "quiche") for r in ("duel", "not")}


def changed(value: Any, *place: int) -> Any:
    """The payoffs U with one entry replaced."""
    made: Any = [[list(row) for row in of] for of in U]
    inner = made
    for k in place[:-1]:
        inner = inner[k]
    inner[place[-1]] = value
    return made


@pytest.mark.parametrize(
    ("prior", "said"),
    [
        ([NAN, 1], r"prior\[0\].*finite number"),
        ([INF, 0], r"prior\[0\].*finite number"),
        ([0.5, 0.6], "prior sums to 11/10, not 1; write the numbers exactly"),
        ([1 / 3, 1 / 3, 1 / 3], "not 1; write the numbers exactly, e.g. '1/3'"),
        ([-0.5, 1.5], r"prior\[0\] is -1/2; a probability is not negative"),
        ([True, False], r"prior\[0\] is True, a truth value; write 1 or 0"),
        (np.array([True, False]), "a truth value; write 1 or 0"),
        ([[0.5, 0.5]], r"prior\[0\] is \[0.5, 0.5\] \(list\), not one number"),
        (np.array([[0.5, 0.5]]), r"prior has 2 dimensions \(shape \(1, 2\)\); it needs 1"),
        (np.float64(1), "prior has 0 dimensions"),
        ([], "prior is empty"),
        (np.array([]), "prior is empty"),
        (None, "prior must be a list"),
        ("ab", "prior must be a list"),
        ({0: 0.5, 1: 0.5}, "prior must be a list"),
        ((p for p in HALF), "prior must be a list"),
        (["a half", 0.5], r"prior\[0\].*is not a number"),
        (["50%", "50%"], "write a share"),
        ([None, 1], r"prior\[0\] is None"),
        ([10**5000, 1], r"prior\[0\].*4,000 digits"),
        (["1e999999", 1], r"prior\[0\].*exponent is too large"),
        ([1], "prior has 1 types but the payoffs have 2"),
        ([0.2, 0.3, 0.5], "prior has 3 types but the payoffs have 2"),
    ],
)
def test_priors_that_are_refused(prior: Any, said: str) -> None:
    with pytest.raises(dt.GameError, match=f"(?s){said}"):
        dt.signaling(prior, U, V)


@pytest.mark.parametrize(
    ("payoffs", "said"),
    [
        (changed(NAN, 0, 0, 1), r"sender\[0\]\[0\]\[1\].*finite number"),
        (np.full((2, 2, 2), NAN), r"sender\[0\]\[0\]\[0\].*finite number"),
        (changed(-INF, 1, 1, 0), r"sender\[1\]\[1\]\[0\].*finite number"),
        (changed([0], 0, 1), r"sender\[0\] is ragged: its entries have 1, 2 responses"),
        (changed([[0, 1]], 1), "sender is ragged: its entries have 1, 2 signals"),
        ([], "sender is empty"),
        ([[], []], r"sender\[0\] is empty; it needs one entry for each signal"),
        (np.zeros((2, 0, 2)), r"sender\[0\] is empty"),
        (np.zeros((2, 2)), r"sender has 2 dimensions \(shape \(2, 2\)\); it needs 3: type x signal x response"),
        (np.zeros((2, 2, 2, 2)), "sender has 4 dimensions"),
        ([[["low", "high"], [0, 1]], [[1, 0], [0, 1]]], "'low'.*not a number"),
        ([[[[1], 0], [0, 1]], [[1, 0], [0, 1]]], r"sender\[0\]\[0\]\[0\] is \[1\]"),
        (np.array(U, dtype=object), r"sender is an object array; write an array of numbers, or sender\.tolist\(\)"),
        (np.ones((2, 2, 2), dtype=bool), "a truth value"),
        (changed(1j, 0, 0, 0), "complex"),
        (changed(None, 0, 0, 0), "not a number"),
        (changed({}, 0), r"sender\[0\] must be a list with one entry for each signal"),
        (changed("12", 0, 0), r"sender\[0\]\[0\] must be a list with one entry for each response"),
        (changed(10**5000, 0, 0, 0), "4,000 digits"),
        (np.zeros((101, 100, 100)), "at most 1000000"),
        (np.zeros((2, 2, 3)), "sender is 2 x 2 x 3 but receiver 2 x 2 x 2"),
    ],
)
def test_payoffs_that_are_refused(payoffs: Any, said: str) -> None:
    with pytest.raises(dt.GameError, match=f"(?s){said}"):
        dt.signaling(HALF, payoffs, V)


def test_errors_name_the_receiver_too() -> None:
    with pytest.raises(dt.GameError, match=r"receiver\[0\]\[0\]\[1\]"):
        dt.signaling(HALF, V, changed(NAN, 0, 0, 1))
    with pytest.raises(dt.GameError, match=r"one entry for each response, not 1"):
        dt.signaling(HALF, U, V, receiver_prior=HALF)  # the axis of the receiver's type is missing
    with pytest.raises(dt.GameError, match="receiver_prior sums to 11/10"):
        dt.signaling(HALF, [U, U], [V, V], receiver_prior=[0.5, 0.6])
    with pytest.raises(dt.GameError, match="receiver_prior has 1 types but the payoffs have 2"):
        dt.signaling(HALF, [U, U], [V, V], receiver_prior=[1])


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"types": ["a"]}, "types needs 2 names"),
        ({"types": "ab"}, "types needs 2 names"),
        ({"types": ["a", "a"]}, "types must have different names"),
        ({"types": ["a b", "c"]}, "a name is text without spaces"),
        ({"signals": ["", "x"]}, "a name is text without spaces"),
        ({"responses": ["x\n", "y"]}, "a name is text without spaces"),
        ({"responses": [1, 2]}, "a name is text without spaces"),
        ({"receiver_types": ["a"]}, "give receiver_prior too"),
    ],
)
def test_names_that_are_refused(names: Any, said: str) -> None:
    with pytest.raises(dt.GameError, match=said):
        dt.signaling(HALF, U, V, **names)
