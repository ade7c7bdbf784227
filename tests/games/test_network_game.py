"""Networks of pacts: exact from plain numbers, links in one order, and errors that say what to write."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import Any

import pytest

from deterrence.errors import GameError
from deterrence.games.network import NetworkGame, bilateral, mesh, star

F = Fraction
STATES = ("Hub", "East", "West", "South")


def game(**changes: Any) -> NetworkGame:
    given = {"players": STATES, "capabilities": (2, 1, "1", 1.0), "advantage": "3/2"}
    return NetworkGame(**(given | changes))


def test_plain_numbers_are_made_exact() -> None:
    assert game().capabilities == (F(2), F(1), F(1), F(1))
    assert game().advantage == F(3, 2)
    assert game() == game(capabilities=(F(2), 1, 1, 1))
    assert hash(game()) == hash(game(title="another"))
    assert game() != game(advantage=2)


def test_links_have_one_order() -> None:
    one = game(designs={"some": [("West", "East"), ("South", "Hub")]})
    assert one.designs["some"] == (("Hub", "South"), ("East", "West"))
    assert one == game(designs={"some": [("Hub", "South"), ("East", "West")]})
    assert pickle.loads(pickle.dumps(one)) == one


def test_designs() -> None:
    assert star(STATES) == (("Hub", "East"), ("Hub", "West"), ("Hub", "South"))
    assert star(STATES, "West") == (("West", "Hub"), ("West", "East"), ("West", "South"))
    assert len(mesh(STATES)) == 6
    assert mesh(STATES)[0] == ("Hub", "East")
    assert bilateral(STATES) == (("Hub", "East"), ("West", "South"))
    assert bilateral(STATES[:3]) == (("Hub", "East"),)
    with pytest.raises(GameError, match="the hub 'North' is not one of Hub, East, West, South"):
        star(STATES, "North")


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"players": ("Hub",), "capabilities": (1,)}, "two to 8 states"),
        ({"players": tuple("ABCDEFGHI"), "capabilities": (1,) * 9}, "two to 8 states"),
        ({"players": ("Hub", "Hub"), "capabilities": (1, 1)}, "each named once"),
        ({"players": "AB", "capabilities": (1, 1)}, "each named once"),
        ({"capabilities": (1, 1)}, "one number for each of the 4 states"),
        ({"capabilities": "1111"}, "one number for each"),
        ({"capabilities": 4}, "one number for each"),
        ({"capabilities": (1, 1, 1, -1)}, "capability of South is -1: write 0 or more"),
        ({"capabilities": (1, 1, 1, float("inf"))}, "capability of South.*inf"),
        ({"advantage": 0}, "advantage of defence is 0: write a positive number"),
        ({"players": 4, "capabilities": (1,)}, "each named once"),
        ({"players": ("Hub", None), "capabilities": (1, 1)}, "each named once"),
        ({"designs": [1]}, "designs are links by name"),
        ({"designs": {"d": 5}}, "the design 'd' is a sequence of links"),
        ({"designs": {"d": [5]}}, "the design 'd' is a sequence of links"),
        ({"designs": {"d": [("Hub", "North")]}}, "the design 'd' links 'North', which is not one of Hub"),
        ({"designs": {"d": [("Hub", "Hub")]}}, "two different states"),
        ({"designs": {"d": ["Hub East"]}}, "two different states"),
        ({"designs": {"d": [("Hub", "East"), ("East", "Hub")]}}, "links East and Hub twice"),
    ],
)
def test_what_does_not_fit_is_said(changes: dict[str, Any], advice: str) -> None:
    with pytest.raises(GameError, match=advice):
        game(**changes)
