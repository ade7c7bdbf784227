"""Quantities that are made of measures: by hand, at their corners, and what they refuse."""

from __future__ import annotations

from fractions import Fraction as F
from math import log2
from typing import Any

import pytest

import deterrence as dt
from deterrence.errors import GameError, ModelError
from deterrence.quantities import change, cost_per_averted_war, entrapment, informativeness, preemptive_gap, quantity
from deterrence.ranges import Range, lower, upper
from deterrence.replicate.rows import shipped

T2 = shipped("T2")
MODEL: Any = dt.load("unilateral-deterrence")
BLUFF = {**T2.set, **T2.points["bluff"]}


def test_a_quantity_is_read_over_the_set_that_is_asked() -> None:
    assert quantity(MODEL, "P(war)", set=BLUFF, over="refined") == Range(F(3, 20), F(3, 20))
    assert quantity(MODEL, "war", set=BLUFF).minimum == 0
    assert quantity(MODEL, "war", set=BLUFF, over="Steadfast Deterrence").maximum == 0
    assert quantity(dt.load("burden-sharing"), "G").minimum == F(16, 3)  # type: ignore[arg-type]


@pytest.mark.parametrize(("model", "what"), [("unilateral-deterrence", "P(wr)"), ("burden-sharing", "H")])
def test_an_unknown_quantity_is_an_error(model: str, what: str) -> None:
    with pytest.raises(ModelError, match="is not a"):
        quantity(dt.load(model), what)  # type: ignore[arg-type]


def test_a_change_ranges_over_every_pair() -> None:
    now, before = Range(F(1, 10), F(3, 10), True, False), Range(F(1, 5), F(1, 2), False, True)
    assert change(now, before) == Range(F(-2, 5), F(1, 10), True, False)
    nothing = Range(None, None, False, False, "no equilibrium is left")
    assert change(nothing, before) == change(before, nothing) == nothing


def test_the_cost_of_an_averted_war() -> None:
    war, before = Range(F(1, 10), F(2, 10)), Range(F(3, 10), F(3, 10))
    assert cost_per_averted_war("1/100", war, before) == Range(F(1, 20), F(1, 10))
    assert "averts no war" in cost_per_averted_war(1, before, war).undefined
    assert "averts no war" in cost_per_averted_war(1, before, before).undefined


@pytest.mark.parametrize(
    ("A", "gap"), [([[1, -2], ["5/2", "-1/2"]], F(3, 2)), ([[3, 1], [2, 1]], F(0)), ([[2, 0], [3, -1]], F(-1))]
)
def test_the_preemptive_gap(A: Any, gap: F) -> None:
    game = dt.bimatrix(A, [list(row) for row in zip(*A, strict=True)], actions=[["peace", "attack"]] * 2)
    assert preemptive_gap(game, "attack") == gap


def test_the_preemptive_gap_needs_a_symmetric_game() -> None:
    with pytest.raises(GameError, match="payoffs differ"):
        preemptive_gap(dt.bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 2]], actions=[["a", "b"]] * 2), "a")
    with pytest.raises(GameError, match="did you mean 'attack'"):
        preemptive_gap(dt.bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]], actions=[["hold", "attack"]] * 2), "atack")
    with pytest.raises(GameError, match="same two actions"):
        preemptive_gap(dt.bimatrix([[1, 0, 0]], [[1, 0, 0]]), "1")


def informed(point: str, over: str | None = None) -> Range:
    game = MODEL.game(MODEL.values(set={**T2.set, **T2.points[point]}))
    answer = dt.solve(game)
    cells = dt.surviving(answer, dt.refine(answer)) if over is None else answer.cells
    return informativeness(game, cells, "Challenger")


def test_how_much_a_signal_tells() -> None:
    entropy = -0.3 * log2(0.3) - 0.7 * log2(0.7)
    separating, bluff = informed("separating"), informed("bluff")
    assert separating.minimum is not None
    assert abs(float(separating.minimum) - entropy) < 1e-12
    # hold tells that she is Soft: I = H(signal) - H(signal | type)
    by_hand = -0.6 * log2(0.6) - 0.4 * log2(0.4) - 0.7 * (-3 / 7 * log2(3 / 7) - 4 / 7 * log2(4 / 7))
    assert bluff.minimum is not None
    assert abs(float(bluff.minimum) - by_hand) < 1e-12
    assert upper(bluff.minimum) - lower(bluff.minimum) < F(1, 10**30)
    assert informed("attack") == informed("certain") == Range(F(0), F(0))
    both = informed("bluff", "all")  # Steadfast Deterrence tells nothing
    assert both.minimum == 0
    assert both.maximum == bluff.maximum


@pytest.mark.parametrize("p_C", [0, 1])
def test_where_there_is_one_type_nothing_is_told(p_C: int) -> None:
    game = MODEL.game(MODEL.values(set={**BLUFF, "p_C": p_C}))
    assert informativeness(game, dt.solve(game).cells, "Challenger") == Range(F(0), F(0))


def test_a_mixture_tells_at_most_what_its_ends_do() -> None:
    """Where the sender has several strategies the least is only known to lie between 0 and that at a vertex."""
    game = dt.signaling(["1/2", "1/2"], [[[0, 0], [0, 0]]] * 2, [[[0, 0], [0, 0]]] * 2)
    found = informativeness(game, dt.solve(game).cells, "Sender")
    assert found.minimum is not None
    assert found.maximum is not None
    assert lower(found.minimum) == 0
    assert lower(found.maximum) <= 1 <= upper(found.maximum)  # one bit


def test_only_who_moves_first_signals() -> None:
    game = MODEL.game(MODEL.values(set=BLUFF))
    with pytest.raises(GameError, match="ask for Challenger"):
        informativeness(game, dt.solve(game).cells, "Defender")
    assert informativeness(game, (), "Challenger").undefined


def test_entrapment_is_war_that_would_not_have_been_fought() -> None:
    assert entrapment(MODEL, "Defender", set=BLUFF, over="refined") == Range(F(3, 50), F(3, 50))
    assert entrapment(MODEL, "Defender", set=BLUFF).minimum == 0
    assert entrapment(MODEL, "Challenger", set=BLUFF, over="refined").maximum == F(3, 20)  # every war costs her


def test_with_a_pact_the_comparison_is_with_yielding_without_it() -> None:
    pact: Any = dt.load("nato-1949")
    soft = entrapment(MODEL, "Defender", pact, over="refined")
    assert soft == quantity(MODEL, "war with Defender soft", pact, over="refined")
    assert soft.maximum != 0
    # -1.15 from war beats -1.22 from breaking the promise, and not the -1 of yielding where nothing was promised
    bound = {"fight_cost_hard": "7/10"}
    every = entrapment(MODEL, "Defender", pact, over="refined", set=bound)
    assert every == quantity(MODEL, "war", pact, over="refined", set=bound)
    assert every.maximum != quantity(MODEL, "war with Defender soft", pact, over="refined", set=bound).maximum


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"player": "Defendr"}, "did you mean 'Defender'?"),
        ({"player": "Defender", "war": "wr"}, "did you mean 'war'?"),
        ({"player": "Defender", "instead": "conced"}, "did you mean 'concede'?"),
    ],
)
def test_entrapment_says_what_was_meant(words: dict[str, str], said: str) -> None:
    with pytest.raises(ModelError) as caught:
        entrapment(MODEL, set=BLUFF, **words)
    assert said in (caught.value.advice or "")
    with pytest.raises(ModelError, match="of the form 'provision'"):
        entrapment(dt.load("burden-sharing"), "Large")  # type: ignore[arg-type]
