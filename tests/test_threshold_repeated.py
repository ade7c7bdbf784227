"""From which number on some equilibrium keeps a pact: exact, and asked between where no polynomial speaks."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest

from deterrence.catalogue import load
from deterrence.errors import ModelError, SolverError
from deterrence.games.agreements import ExitGame, LinkedIssues, ShareAgreement
from deterrence.games.repeated import RepeatedGame
from deterrence.model import Model
from deterrence.pact import Pact
from deterrence.roots import Algebraic
from deterrence.solvers import solve
from deterrence.solvers.margins import margins
from deterrence.threshold import threshold

F = Fraction
SOME = "deters in some"
PAIR = ("Host", "Guest")


def model_of(name: str) -> Model:
    found = load(name)
    assert isinstance(found, Model)
    return found


@pytest.mark.parametrize(
    ("name", "set", "value"),
    [
        ("pact-monitoring", {"bad_broken": "1/2", "wish_to_leave": 0}, F(10, 17)),
        ("burden-window", {"cost_share": "7/10", "wish_to_leave": 0}, F(2, 5)),
        ("issue-linkage", {"nonmilitary_aims": 1}, F(2, 3)),
        ("technology-transfer", {"technology_access": "1/2"}, F(2, 3)),
        ("peace-until-attack", {"attack": "5/2"}, F(3, 5)),
        ("policing-allies", {"n_parties": 5}, F(7, 12)),
    ],
)
def test_the_weight_of_the_future_from_which_on_a_pact_is_kept(
    name: str, set: dict[str, Any], value: Fraction
) -> None:
    found = threshold(model_of(name), of="delta", verdict=SOME, set=set)
    assert found.value == value
    assert found.attained
    assert "exact root of an incentive" in found.status


def test_with_notice_it_is_enclosed() -> None:
    pact = load("nato-1949")
    assert isinstance(pact, Pact)
    found = threshold(model_of("pact-monitoring"), pact, of="delta", verdict=SOME)
    assert isinstance(found.value, Algebraic)
    assert found.value.high - found.value.low <= F(1, 10**12)
    assert "bisection" in found.status


def test_in_every_equilibrium_a_repeated_pact_never_deters() -> None:
    assert threshold(model_of("technology-transfer"), of="delta").value is None


def test_a_verdict_that_is_not_asked_says_so() -> None:
    with pytest.raises(ModelError, match="declares no event"):
        threshold(model_of("burden-sharing"), of="phi", verdict=SOME)
    with pytest.raises(SolverError, match="no verdict 'detersin'"):
        threshold(model_of("pact-monitoring"), of="delta", verdict="detersin")


def test_margins_are_not_negative_where_the_pact_is_kept() -> None:
    draw, seen = random.Random(6), Counter[tuple[str, bool]]()
    for _ in range(300):
        a, b, c, d = (F(draw.randrange(1, 17), 4) for _ in range(4))
        x, share = F(draw.randrange(0, 20), 20), F(draw.randrange(0, 5), 4)
        low = F(draw.randrange(0, 4), 8)
        for game in (
            RepeatedGame(PAIR, a, b, x, bad_kept=low, bad_broken=low + F(1, 2)),
            ShareAgreement(PAIR, a, (b, c), (low, 0), x),
            ShareAgreement(PAIR, a, (b, c), (low, 0), x, shares=(share, 1 - share)),
            LinkedIssues(("troops", "trade"), (a, b), (c, d), x),
            ExitGame(PAIR, a, b, -c, -c, x),
        ):
            found = solve(game)
            kept = found.measures["self-enforcing"].minimum == 1
            numbers = margins(game)[:1] if isinstance(game, RepeatedGame) else margins(game)  # something tempts
            assert kept == all(number >= 0 for number in numbers)
            seen[type(game).__name__, kept] += 1
    assert min(seen.values()) >= 50
    assert len(seen) == 8
    with pytest.raises(SolverError, match="no polynomial"):
        margins(RepeatedGame(PAIR, 2, 1, "1/2", hazard="1/2", notice=1))


def test_a_form_without_polynomials_is_asked_on_a_grid() -> None:
    """Assumptions are polynomials that say nothing of where the verdict changes."""
    content = dict(model_of("technology-transfer").content)
    content["repeated"] = {**content["repeated"], "pact": {**content["repeated"]["pact"], "notice": "leak_gain - 4"}}
    content["assume"] = {"future": "delta >= 0"}
    found = threshold(Model(**content), of="delta", verdict=SOME, set={"technology_access": "1/2"})
    assert "grid of 16 steps" in found.status
    assert found.value == F(2, 3)
