"""Measures that speak of types and payoffs: numbers by hand, and every equilibrium inside the range."""

from __future__ import annotations

import random
from fractions import Fraction as F
from types import SimpleNamespace
from typing import Any

import pytest
from signaling_oracle import draw

import deterrence as dt
from deterrence.averages import measured
from deterrence.cells import cells_with_outcomes
from deterrence.errors import ModelError
from deterrence.games.extensive import InformationSet
from deterrence.joint import joint_law, payoffs_at
from deterrence.measures import outcome, outcomes
from deterrence.replicate.rows import shipped

T2 = shipped("T2")
MODEL: Any = dt.load("unilateral-deterrence")


def at(point: str, over: str, text: str) -> tuple[Any, Any]:
    game = MODEL.game(MODEL.values(set={**T2.set, **T2.points[point]}))
    found = measured(game, cells_with_outcomes(game, dt.solve(game), over), MODEL.measure(text))
    return found.minimum, found.maximum


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("war with Defender soft / war", F(2, 5)),  # reluctant wars
        ("challenge with Challenger hard / challenge", F(1, 2)),  # the posterior is d_n
        ("challenge with Challenger soft / challenge", F(1, 2)),
        ("honour with Defender hard / honour", F(3, 5)),  # .3 of .5
        ("war with Challenger hard and Defender soft", F(3, 50)),
        ("war with Challenger soft", F(0)),
        ("E[Defender]", F(217, 1000)),  # .4 - .3/2 + .15/2 - .09/5 - .06*3/2
        ("E[Challenger]", F(3, 40)),  # .3 - .15 - .15/2
        ("E[Defender] / war", F(-18, 25)),
        ("E[Defender] / war with Defender soft", F(-3, 2)),
        ("war / challenge", F(1, 4)),
        ("not challenge", F(2, 5)),
        ("not war with Challenger hard", F(3, 20)),
    ],
)
def test_the_bluff_equilibrium_by_hand(text: str, value: F) -> None:
    assert at("bluff", "refined", text) == (value, value)


def test_over_all_equilibria_they_are_ranges() -> None:
    assert at("bluff", "all", "E[Defender]") == (F(217, 1000), 1)
    assert at("bluff", "all", "challenge with Challenger soft") == (0, F(3, 10))


def test_a_condition_that_never_holds_leaves_nothing() -> None:
    assert at("certain", "all", "war with Defender soft / war") == (None, None)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("wr with Defender soft / war", "did you mean 'war'?"),
        ("war with Defendr soft / war", "did you mean 'Defender'?"),
        ("war with Defender sof / war", "did you mean 'soft'?"),
        ("E[Defendr] / war", "did you mean 'Defender'?"),
        ("war / honour with Defender hard", "write 'war with Defender hard / honour with Defender hard'"),
        ("challenge / war", "that lies inside the second"),
        ("war / war / war", "write 'event'"),
    ],
)
def test_a_mistake_says_what_was_meant(text: str, advice: str) -> None:
    with pytest.raises(ModelError) as caught:
        MODEL.measure(text)
    assert advice in (caught.value.advice or "")


def test_a_strategic_game_has_expected_payoffs() -> None:
    game = dt.bimatrix([[1, 0], [0, 2]], [[2, 0], [0, 1]])
    asked = SimpleNamespace(event=frozenset(), given=None, types={}, given_types={}, payoff="Row")
    found = measured(game, cells_with_outcomes(game, dt.solve(game)), asked)
    assert (found.minimum, found.maximum) == (F(2, 3), 2)
    row, column = (InformationSet(player, "", "") for player in game.players)
    profile = {row: {"1": F(1)}, column: {"1": F(1, 3), "2": F(2, 3)}}
    law = joint_law(game, profile)
    assert law == {((), ("1", "1")): F(1, 3), ((), ("1", "2")): F(2, 3)}
    assert payoffs_at(game, (), ("1", "1")) == (1, 2)


def mixture(rng: random.Random, game: Any, cell: Any) -> Any:
    """A random point of a cell: an average of the vertices of each factor."""
    first, second = ([F(rng.randrange(1, 6)) for _ in range(n)] for n in cell.grid)
    weights = [a * b / sum(first) / sum(second) for a in first for b in second]
    return {
        place: {
            x: sum((w * p[place].get(x, F(0)) for w, p in zip(weights, cell.profiles, strict=True)), F(0))
            for x in game.actions(place)
        }
        for place in game.information_sets
    }


def test_every_equilibrium_lies_in_the_range() -> None:
    """Points that the range never looked at; and the law agrees with the one that averages types out."""
    rng, inside, wide = random.Random(7), 0, 0
    for _ in range(40):
        game = dt.signaling(["1/3", "2/3"], draw(rng, (0, 1, 2), 2, 2, 2), draw(rng, (0, 1), 2, 2, 2))
        found = dt.solve(game)
        sent = frozenset({("s0", "r0"), ("s0", "r1")})
        kind = game.types[0][0]
        posterior = SimpleNamespace(event=sent, given=sent, types={"Sender": kind}, given_types={}, payoff="")
        welfare = SimpleNamespace(event=frozenset(), given=None, types={}, given_types={}, payoff="Receiver")
        whole = {id(one): measured(game, outcomes(game, found.cells), one) for one in (posterior, welfare)}
        for cell in found.cells:
            profile = mixture(rng, game, cell)
            law = joint_law(game, profile)
            assert sum(law.values()) == 1
            flat = outcome(game, profile)
            assert {end: sum(p for (_, e), p in law.items() if e == end) for end in flat} == dict(flat)
            average = sum(p * game.payoffs[end][types][1] for (types, end), p in law.items())
            low, high = whole[id(welfare)].minimum, whole[id(welfare)].maximum
            assert low is not None
            assert low <= average <= high  # type: ignore[operator]
            wide += low != high
            bottom = sum(p for (_, e), p in law.items() if e in sent)
            if bottom:
                top = sum(p for (types, e), p in law.items() if e in sent and types[0] == kind)
                low, high = whole[id(posterior)].minimum, whole[id(posterior)].maximum
                assert low is not None
                assert low <= top / bottom <= high  # type: ignore[operator]
                inside += 1
    assert inside > 30
    assert wide > 10
