"""Games of repeated play refuse what they cannot mean, with advice."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import deterrence as dt
from deterrence.errors import GameError
from deterrence.games.agreements import ExitGame, LinkedIssues, ShareAgreement
from deterrence.games.repeated import LONGEST, RepeatedGame, public_good_pact

PAIR = ("Host", "Guest")
PACT: dict[str, Any] = {"players": PAIR, "cooperation": 2, "temptation": 1, "discount": "1/2"}
SHARES: dict[str, Any] = {"players": PAIR, "cost": 6, "benefits": (6, 3), "losses": (0, 0), "discount": "1/2"}
ISSUES: dict[str, Any] = {"issues": ("troops", "trade"), "surpluses": (1, 1), "temptations": (3, 1), "discount": 0}
EXIT: dict[str, Any] = {"players": PAIR, "peace": 1, "attack": 3, "victim": -2, "war": -1, "discount": "1/2"}


@pytest.mark.parametrize(
    ("kind", "right", "wrong", "says"),
    [
        (RepeatedGame, PACT, {"players": ("Host",)}, "at least 2 names"),
        (RepeatedGame, PACT, {"players": "Host"}, "at least 2 names"),
        (RepeatedGame, PACT, {"players": ("Host", "Host")}, "each once"),
        (RepeatedGame, PACT, {"punishment": 3}, "not worth keeping"),
        (RepeatedGame, PACT, {"discount": 1}, "up to but not 1"),
        (RepeatedGame, PACT, {"discount": -1}, "up to but not 1"),
        (RepeatedGame, PACT, {"discount": "much"}, "discount: 'much' is not a number"),
        (RepeatedGame, PACT, {"bad_kept": "3/2"}, "bad_kept is 3/2: write a number from 0 to 1"),
        (RepeatedGame, PACT, {"bad_kept": "1/2", "bad_broken": "1/4"}, "exchange the names"),
        (RepeatedGame, PACT, {"hazard": 2}, "hazard is 2"),
        (RepeatedGame, PACT, {"notice": "1/2"}, "whole number of periods from 0 to 60"),
        (RepeatedGame, PACT, {"review": 0}, "whole number of periods from 1 to 60"),
        (RepeatedGame, PACT, {"review": LONGEST + 1}, "choose a longer period"),
        (RepeatedGame, PACT, {"review": 2, "notice": 1, "hazard": "1/2"}, "write review = 1, or notice = 0"),
        (RepeatedGame, PACT, {"review": 2, "turnover": "1/2", "recovery": "1/2"}, "recovery = 0"),
        (ShareAgreement, SHARES, {"cost": 0}, "cost is 0"),
        (ShareAgreement, SHARES, {"benefits": (6,)}, "one number for each of the 2"),
        (ShareAgreement, SHARES, {"benefits": (6, -1)}, "benefit of Guest is -1"),
        (ShareAgreement, SHARES, {"losses": (0, 2)}, "loss of Guest is 2"),
        (ShareAgreement, SHARES, {"shares": ("1/2", "1/4")}, "sum to 3/4"),
        (ShareAgreement, SHARES, {"shares": None}, "one number for each of the 2 names; not None"),
        (ShareAgreement, SHARES, {"shares": 1}, "one number for each of the 2 names; not 1"),
        (ShareAgreement, SHARES, {"shares": {}}, "one number for each of the 2 names"),
        (ShareAgreement, SHARES, {"shares": (2, -1)}, "share of Host is 2"),
        (ShareAgreement, SHARES, {"hazard": -1}, "hazard is -1"),
        (LinkedIssues, ISSUES, {"issues": ()}, "issues need at least 1"),
        (LinkedIssues, ISSUES, {"temptations": (3, -1)}, "that of trade is -1"),
        (LinkedIssues, ISSUES, {"surpluses": "11"}, "one number for each"),
        (
            LinkedIssues,
            ISSUES,
            {"issues": tuple("abcdefghijklm"), "surpluses": (1,) * 13, "temptations": (1,) * 13},
            "at most 12",
        ),
        (ExitGame, EXIT, {"players": ("A", "B", "C")}, "two players, not 3"),
        (ExitGame, EXIT, {"war": 4}, "fall in this order"),
        (ExitGame, EXIT, {"attack": 0, "war": -1}, "first positive"),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(
    kind: Any, right: dict[str, Any], wrong: dict[str, Any], says: str
) -> None:
    kind(**right)
    with pytest.raises(GameError, match=says):
        kind(**right | wrong)


@pytest.mark.parametrize("allies", [1, 2.0, True, "2"])
def test_a_number_of_allies_is_whole_and_at_least_two(allies: Any) -> None:
    with pytest.raises(GameError, match="2 or more"):
        public_good_pact(allies, 3, 2, "1/2")


def test_numbers_are_made_exact_and_games_equal_by_content() -> None:
    same = [
        RepeatedGame(PAIR, cooperation, 1, "0.5")
        for cooperation in (2, 2.0, "2", Decimal(2), Fraction(2), np.float64(2), np.int64(2))
    ]
    assert all(game == same[0] for game in same)
    assert all(type(game.cooperation) is Fraction for game in same)
    assert same[0] != RepeatedGame(PAIR, 3, 1, "0.5")
    assert same[0] != 2
    for kind, given in ((ShareAgreement, SHARES), (LinkedIssues, ISSUES), (ExitGame, EXIT)):
        assert kind(**given) == kind(**given, title="named")
        assert kind(**given) != same[0]


def test_solve_says_which_concept_applies() -> None:
    assert dt.solve(RepeatedGame(**PACT)).concept == "strongly-symmetric"
    assert dt.solve(ExitGame(**EXIT)).concept == "subgame-perfect"
    with pytest.raises(dt.SolverError, match="'nash' does not apply to a repeated pact; what applies: strongly-symm"):
        dt.solve(RepeatedGame(**PACT), "nash")


def test_measures_are_those_announced_in_order() -> None:
    for game in (
        RepeatedGame(**PACT),
        RepeatedGame(**PACT, hazard="1/2", notice=3),
        RepeatedGame(**PACT, review=3),
        ShareAgreement(**SHARES),
        ShareAgreement(**SHARES, shares=("1/2", "1/2")),
        LinkedIssues(**ISSUES),
        ExitGame(**EXIT),
    ):
        found = dt.solve(game).measures
        assert tuple(found) == game.asked
        assert all((one.minimum is None) == bool(one.undefined) for one in found.values())
