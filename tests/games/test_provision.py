"""Provision games: exact from plain numbers, and errors that say what to write."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from deterrence.errors import GameError
from deterrence.games.provision import ProvisionGame

F = Fraction


def game(**changes: Any) -> ProvisionGame:
    given = {
        "players": ("Large", "Middle", "Small"),
        "utility": "cobb-douglas",
        "endowments": (10, 6, 2),
        "weights": ("1/2", 0.5, F(1, 2)),
        "publicness": 0.4,
    }
    return ProvisionGame(**(given | changes))


def test_plain_numbers_are_made_exact() -> None:
    assert game().weights == (F(1, 2),) * 3
    assert game().publicness == F(2, 5)
    assert game(endowments=np.array([10, 6, 2])) == game() == game(endowments=np.array([10.0, 6.0, 2.0]))
    assert game(publicness=1) != game()


def test_other_number_systems_stay_as_they_are() -> None:
    phi = sympy.Symbol("phi")
    assert game(publicness=phi).publicness is phi
    shares = np.linspace(0, 1, 5)
    assert game(publicness=shares).publicness is shares


def test_what_is_enjoyed_and_what_each_would_pay_alone() -> None:
    assert game().enjoyed((F(3), F(1), F(0))) == (F(17, 5), F(11, 5), F(8, 5))
    assert game().alone == (F(5), F(3), F(1))
    assert game(utility="quasilinear-log", weights=(8, 4, 2)).alone == (F(8), F(4), F(2))
    assert game().player_index("Small") == 2


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"players": ()}, "at least one name"),
        ({"players": ("Large", "Large", "Small")}, "each once"),
        ({"players": "abc"}, "each once"),
        ({"utility": "linear"}, "'cobb-douglas' or 'quasilinear-log'"),
        ({"endowments": (10, 6)}, "one number for each of the 3 players"),
        ({"endowments": 10}, "one number for each"),
        ({"endowments": (10, 6, 0)}, "endowment of Small is 0"),
        ({"endowments": (10, 6, float("nan"))}, "endowments of Small.*finite"),
        ({"endowments": (10, 6, True)}, "endowments of Small.*write 1"),
        ({"weights": (1, "1/2", "1/2")}, "strictly between 0 and 1"),
        ({"weights": (-1, 1, 1), "utility": "quasilinear-log"}, "positive number"),
        ({"publicness": "3/2"}, "from 0"),
        ({"publicness": "half"}, "not a number"),
    ],
)
def test_what_is_no_game_is_refused_with_advice(changes: dict[str, Any], advice: str) -> None:
    with pytest.raises(GameError, match="(?s)" + advice):
        game(**changes)
