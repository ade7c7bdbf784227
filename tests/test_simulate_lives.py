"""Lives of repeated pacts, drawn one by one, are near what the equilibrium promises: a second way to its values."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

import numpy as np
import pytest

import deterrence as dt
from deterrence.errors import SolverError
from deterrence.simulate import PrivateSimulation, simulate

PAIR = ("Host", "Guest")
PACT = dt.RepeatedGame(PAIR, 2, 1, "7/10", bad_kept="1/10", bad_broken="1/2")
GAMES = {
    "monitored": PACT,
    "patient": replace(PACT, discount="9/10"),
    "seen": dt.RepeatedGame(PAIR, 2, 1, "7/10"),
    "hazard": replace(PACT, discount="9/10", hazard="1/5"),
    "notice": replace(PACT, discount="9/10", hazard="1/3", notice=2),
    "leaders": replace(PACT, discount="9/10", hazard="1/10", notice=1, turnover="1/5", recovery="1/2"),
    "review": replace(PACT, discount="19/20", review=3),
    "review and hazard": replace(PACT, discount="24/25", review=3, hazard="1/20"),
    "partly": dt.RepeatedGame(PAIR, 1, "11/10", "3/5", hazard="3/10", notice=2),
    "punishment": dt.RepeatedGame(PAIR, 3, 1, "7/10", punishment=1, bad_kept="1/10", bad_broken="1/2"),
    "never": replace(PACT, discount="1/2"),
}


def play(game: dt.RepeatedGame, seed: int = 1, times: int = 20_000) -> PrivateSimulation:
    found = simulate(game, times, seed=seed)  # type: ignore[arg-type]
    assert isinstance(found, PrivateSimulation)
    return found


@pytest.mark.parametrize("name", GAMES)
def test_lives_are_near_what_is_expected(name: str) -> None:
    played = play(GAMES[name])
    assert played.chosen.certificate.holds
    for share in played.shares:
        off = abs(float(share.simulated) - float(share.expected))
        # with what is not played any more, and the little that a rounded draw may miss
        assert off <= 4.5 * share.standard_error + 1e-9, share
    kept = dt.solve(GAMES[name]).play.strategy.keeps[0]
    assert (played.shares[0].standard_error > 0) == (kept and name != "seen")
    deviation = float(np.std(played.columns["payoff"]))
    assert deviation == pytest.approx(played.shares[0].standard_error * 20_000**0.5, rel=0.08, abs=1e-9)


def test_a_pact_that_ends_was_not_broken() -> None:
    frame = play(GAMES["hazard"]).to_frame()
    assert set(frame["ending"]) == {"signal", "exit"}
    assert (frame.loc[frame["ending"] == "signal", "bad signals"] >= 1).all()
    assert (play(GAMES["seen"]).columns["ending"] == "in force").all()


def test_the_same_seed_lives_the_same_lives() -> None:
    one, same, other = (play(PACT, seed) for seed in (3, 3, 4))
    assert (one.columns["payoff"] == same.columns["payoff"]).all()
    assert (one.columns["payoff"] != other.columns["payoff"]).any()


def test_a_future_that_counts_too_much_is_refused() -> None:
    with pytest.raises(SolverError, match="more than 10000 periods"):
        play(replace(PACT, discount="9999/10000"))


def test_what_is_expected_by_hand() -> None:
    shares = {share.name: share.expected for share in play(PACT, times=10).shares}
    assert shares["E[U]"] == F(7, 4) / F(3, 10)
    stop = F(1, 10) * F(30, 49)
    assert shares["P(alive after 10 reviews)"] == (1 - stop) ** 10
    assert shares["P(ended by a signal within 10 reviews)"] == 1 - (1 - stop) ** 10
