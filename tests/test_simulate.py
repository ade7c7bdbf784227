"""Simulated crises: the same from the same seed, near what is expected, from an equilibrium that is proved."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from fractions import Fraction as F
from typing import Any

import pytest
from signaling_oracle import draw

import deterrence as dt
from deterrence.errors import DeterrenceError, ModelError, SolverError
from deterrence.joint import joint_law
from deterrence.replicate.rows import shipped
from deterrence.simulate import observed_reliability, simulate, simulate_reliability
from deterrence.simulate.chosen import choose
from deterrence.simulate.draws import WORD, Draws

T2 = shipped("T2")
MODEL: Any = dt.load("unilateral-deterrence")


def play(point: str = "bluff", times: int = 20_000, seed: int = 1, over: str = "refined") -> Any:
    return simulate(MODEL, times, seed=seed, set={**T2.set, **T2.points[point]}, over=over)


# -- draws -----------------------------------------------------------------------------------------------------------


def test_the_first_words_of_a_seed_never_change() -> None:
    """PCG64 by numpy's SeedSequence; were this to change, no published simulation could be run again."""
    assert [int(word) for word in Draws(1).words(2)] == [9441442522235856127, 17532960557476522086]


def test_events_are_drawn_by_whole_numbers() -> None:
    class Fixed(Draws):
        def __init__(self, *words: int) -> None:
            self.fixed = words

        def words(self, count: int) -> Any:
            from numpy import array, uint64

            return array(self.fixed[:count], dtype=uint64)

    half = WORD // 2
    assert list(Fixed(0, half - 1, half, WORD - 1).among([F(1, 2), F(1, 2)], 4)) == [0, 0, 1, 1]
    third = WORD // 3
    assert list(Fixed(third - 1, third, WORD - 1).among([F(1, 3), F(1, 3), F(1, 3)], 3)) == [0, 1, 2]
    assert list(Fixed(0, WORD - 1).among([F(1)], 2)) == [0, 0]


@pytest.mark.parametrize("seed", [-1, 1.5, "1", True])
def test_a_seed_is_a_whole_number(seed: Any) -> None:
    with pytest.raises(DeterrenceError, match="write a whole number that is not negative"):
        Draws(seed)


@pytest.mark.parametrize("times", [0, -1, 10_000_001, 2.5, True])
def test_times_is_a_whole_number(times: Any) -> None:
    with pytest.raises(DeterrenceError, match="write a whole number from 1"):
        simulate(MODEL, times, seed=1)


# -- crises ----------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_frame() -> None:
    first, again, other = play(times=500).to_frame(), play(times=500).to_frame(), play(times=500, seed=2).to_frame()
    assert first.equals(again)
    assert not first.equals(other)
    assert first.attrs == {"equilibrium": "the only one of the equilibria surviving D1", "region": "Bluff", "seed": 1}


def test_a_longer_run_begins_like_a_shorter_one() -> None:
    assert play(times=900).to_frame().head(400).equals(play(times=400).to_frame())


def test_a_row_is_a_crisis() -> None:
    frame = play(times=2000).to_frame()
    assert list(frame.columns[:7]) == [
        "type[Challenger]", "type[Defender]", "actions[Challenger]", "actions[Defender]", "history",
        "payoff[Challenger]", "payoff[Defender]",
    ]  # fmt: skip
    done = frame.drop_duplicates("history").set_index("history")
    assert dict(done["actions[Challenger]"]) == {
        "hold": "hold", "initiate concede": "initiate", "initiate deny back-down": "initiate back-down",
        "initiate deny press": "initiate press",
    }  # fmt: skip
    assert set(done["actions[Defender]"]) == {"", "concede", "deny"}
    assert set(frame["history"]) == {
        "hold", "initiate concede", "initiate deny back-down", "initiate deny press",
    }  # fmt: skip
    assert not (frame["war"] & (frame["type[Challenger]"] == "soft")).any()
    assert (frame["challenge"] == (frame["concede"] | frame["honour"])).all()
    assert (frame["honour"] == (frame["war"] | frame["back_down"])).all()
    assert set(frame.loc[frame["war"] & (frame["type[Defender]"] == "soft"), "payoff[Defender]"]) == {-1.5}


@pytest.mark.parametrize("point", ["certain", "separating", "attack", "bluff"])
def test_shares_lie_near_what_is_expected(point: str) -> None:
    played = play(point)
    assert played.chosen.certificate.holds
    for share in played.shares:
        assert abs(float(share.simulated - share.expected)) <= 4.5 * share.standard_error + 1e-12
    known = {share.name: share.expected for share in played.shares}
    assert known["war"] == {"certain": 0, "separating": F(9, 50), "attack": F(21, 100), "bluff": F(3, 20)}[point]


def test_a_wrong_law_would_be_seen() -> None:
    """The band above is narrow enough: at 20,000 crises Bluff and Attack lie many standard errors apart."""
    bluff, attack = ({s.name: s for s in play(point).shares} for point in ("bluff", "attack"))
    assert abs(float(bluff["war"].simulated - attack["war"].expected)) > 10 * bluff["war"].standard_error


def test_which_equilibrium_is_played_is_said() -> None:
    steadfast = play(over="Steadfast Deterrence")
    assert steadfast.region == ("Steadfast Deterrence",)
    assert steadfast.chosen.rule == "the first of 2 cells of the equilibria in 'Steadfast Deterrence'"
    assert {s.name: s.simulated for s in steadfast.shares}["challenge"] == 0
    assert play("separating", over="all").chosen.rule == "the first of 3 cells of all equilibria"
    with pytest.raises(SolverError, match="no equilibrium to play among the equilibria in 'Attack'"):
        play(over="Attack")


def test_where_d1_does_not_apply_it_is_not_named() -> None:
    for name in ("tested-promises", "mutual-trust"):
        played = simulate(dt.load(name), 10, seed=1)  # type: ignore[arg-type]
        assert played.chosen.rule.endswith("of all equilibria")


@pytest.mark.parametrize("over", ["refind", "Bluf"])
def test_a_set_that_does_not_exist_is_an_error(over: str) -> None:
    with pytest.raises(ModelError, match="is not a set of equilibria"):
        simulate(MODEL, 10, seed=1, over=over)
    with pytest.raises(ModelError, match="is not a set of equilibria"):
        simulate(dt.bimatrix([[1]], [[1]]), 10, seed=1, over=over)


def test_the_centre_of_a_cell_is_an_equilibrium_with_the_cells_support() -> None:
    rng, centres = random.Random(5), 0
    for _ in range(30):
        game = dt.signaling(["1/3", "2/3"], draw(rng, (0, 1), 2, 2, 2), draw(rng, (0, 1), 2, 2, 2))
        answer = dt.solve(game)
        for cell in answer.cells:
            chosen = choose(game, answer, [cell], "one")
            assert chosen.certificate.holds
            centres += "average" in chosen.rule
            support = {place: {a for a, p in mixed.items() if p} for place, mixed in chosen.profile.items()}
            assert {place: support[place] for place in cell.support} == {p: set(s) for p, s in cell.support.items()}
            assert sum(joint_law(game, chosen.profile).values()) == 1
    assert centres > 30


def test_strategic_games_are_played() -> None:
    chicken = dt.bimatrix([[0, 7], [2, 6]], [[0, 2], [7, 6]])
    played = simulate(chicken, 1000, seed=3)
    assert played.chosen.certificate.holds
    assert len(played.to_frame()) == 1000
    tied = simulate(dt.bimatrix([[1, 1], [1, 1]], [[1, 1], [1, 1]]), 4000, seed=3)
    assert tied.chosen.certificate.holds
    counts = Counter(tied.to_frame()["history"])
    assert set(counts) <= {"1 1", "1 2", "2 1", "2 2"}
    frame = tied.to_frame()
    assert (frame["actions[Row]"] + " " + frame["actions[Column]"] == frame["history"]).all()


def test_other_forms_are_refused_with_advice() -> None:
    with pytest.raises(SolverError, match="extensive games, strategic games of two players, games of cutoffs"):
        simulate(dt.load("issue-linkage"), 10, seed=1)  # type: ignore[arg-type]


# -- reliability -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("alpha", "beta", "threshold", "observed"),
    [(1, 1, "1/2", F(1, 4)), (1, 1, 1, F(1, 2)), (6, 2, ".6", F(171, 340)), (6, 2, 1, F(3, 4)), (2, 1, ".3", F(1, 5))],
)
def test_observed_reliability(alpha: int, beta: int, threshold: Any, observed: F) -> None:
    found = observed_reliability(alpha, beta, threshold)
    assert found.observed == observed
    assert found.true == F(alpha, alpha + beta)


def test_observed_reliability_by_integration() -> None:
    """The integrals of polynomials, without the incomplete beta function."""
    rng = random.Random(11)
    for _ in range(1000):
        a, b, t = rng.randrange(1, 8), rng.randrange(1, 8), F(rng.randrange(1, 20), 20)

        def integral(power: int, a: int = a, b: int = b, t: F = t) -> F:
            total, sign = F(0), 1  # of r^(a - 1 + power) (1 - r)^(b - 1) from 0 to t
            choose = 1
            for k in range(b):
                total += sign * choose * t ** (a + power + k) / (a + power + k)
                sign, choose = -sign, choose * (b - 1 - k) // (k + 1)
            return total

        found = observed_reliability(a, b, t)
        assert found.observed == integral(1) / integral(0)
        assert found.observed is not None
        assert found.observed < min(t, found.true) or t == 1


def test_nothing_is_observed_where_nothing_is_tested() -> None:
    assert observed_reliability(6, 2, 0).observed is None
    played = simulate_reliability(6, 2, 0, 100, seed=1)
    assert played.observed is None
    assert played.standard_error is None


@pytest.mark.parametrize(("alpha", "beta", "threshold"), [(1, 1, "1/2"), (6, 2, ".6"), (3, 1, 1)])
def test_simulated_reliability(alpha: int, beta: int, threshold: Any) -> None:
    played = simulate_reliability(alpha, beta, threshold, 40_000, seed=7)
    exact = played.exact
    assert abs(float(played.true - exact.true)) < 0.01
    assert played.observed is not None
    assert exact.observed is not None
    assert played.standard_error is not None
    assert abs(float(played.observed - exact.observed)) < 4.5 * played.standard_error
    frame = played.to_frame()
    assert (frame["attacked"] == (frame["reliability"] < float(F(threshold)))).mean() > 0.9999
    assert frame.loc[~frame["attacked"], "kept"].isna().all()
    assert frame.equals(simulate_reliability(alpha, beta, threshold, 40_000, seed=7).to_frame())


@pytest.mark.parametrize(
    ("alpha", "beta", "threshold"), [(0, 1, "1/2"), (1.5, 1, "1/2"), (1, 1, 2), (1, 1, -1), (1, 5000, 0)]
)
def test_wrong_parameters_are_errors(alpha: Any, beta: Any, threshold: Any) -> None:
    with pytest.raises(DeterrenceError, match="write a"):
        observed_reliability(alpha, beta, threshold)


# -- the command -----------------------------------------------------------------------------------------------------


def test_the_command_prints_shares_or_crises(run: Callable[..., tuple[int, str, str]]) -> None:
    words = ["simulate", "unilateral-deterrence", "--times", "50", "--seed", "4"]
    code, out, _ = run(*words)
    assert code == 0
    assert "Equilibrium: the only one of the equilibria surviving D1" in out
    assert "E[Defender]" in out
    code, out, _ = run(*words, "--format", "json")
    assert {"equilibrium", "shares", "seed", "times"} <= json.loads(out).keys()
    code, out, _ = run(*words, "--crises", "--format", "json")
    assert len(json.loads(out)) == 50
    code, out, _ = run(*words, "--crises", "--format", "csv")
    assert out.count("\n") == 51
    assert run("simulate", "issue-linkage")[0] == 3
    code, _, error = run(*words, "--over", "Bluf")
    assert code == 2
    assert "did you mean 'Bluff'?" in error


def test_the_command_for_selection(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = run("selection", "--times", "500", "--format", "json")
    rows = json.loads(out)["rows"]
    assert code == 0
    assert [row["expected"] for row in rows] == ["3/4", "12393/78125", "171/340"]
    nothing = json.loads(run("selection", "--below", "0", "--times", "500", "--format", "json")[1])["rows"]
    assert nothing[2]["expected"] is nothing[2]["simulated"] is None
    code, _, error = run("selection", "--below", "2")
    assert code == 2
    assert "write a probability between 0 and 1" in error
    assert run("selection", "--below", "x")[0] == 2
