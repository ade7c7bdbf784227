"""Proofs of repeated play refuse every claim that is wrong in one place."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from deterrence.certificate import certify
from deterrence.errors import GameError
from deterrence.games.agreements import ExitGame, LinkedIssues, ShareAgreement
from deterrence.games.pactplay import Bound, Lengths, PactPlay, PublicStrategy
from deterrence.games.repeated import RepeatedGame
from deterrence.proofs.agreements import IssueSets, Peace, ShareWindow
from deterrence.solvers.agreements import solve_issues, solve_peace, solve_shares
from deterrence.solvers.repeated import solve_repeated

F = Fraction
PAIR = ("Host", "Guest")
GAME = RepeatedGame(PAIR, 2, 1, "7/10", bad_kept="1/10", bad_broken="1/2")
REVIEWED = replace(GAME, discount="9/10", review=3)
NOTICE = replace(GAME, discount="4/5", hazard="3/10", notice=1)
PARTLY = RepeatedGame(PAIR, 1, "11/10", "3/5", hazard="3/10", notice=2)
IMPATIENT = replace(GAME, discount="1/2")


@pytest.mark.parametrize("game", [GAME, REVIEWED, NOTICE, PARTLY, IMPATIENT])
def test_the_solver_s_own_claim_holds(game: RepeatedGame) -> None:
    assert certify(game, solve_repeated(game).play).holds


def nothing(game: RepeatedGame) -> PublicStrategy:
    n, k = len(game.environment.states), game.review + 1
    return PublicStrategy((False,) * n, (F(0),) * n, ((F(0),) * k,) * n)


def test_an_equilibrium_that_is_not_the_best_is_not_enough() -> None:
    for game in (GAME, REVIEWED, NOTICE, PARTLY):
        play = solve_repeated(game).play
        found = certify(game, replace(play, strategy=nothing(game)))
        assert found.largest_gain == 0
        assert found.largest_residual > 0


WRONG: dict[str, tuple[RepeatedGame, dict[str, Any]]] = {
    "a higher value": (GAME, {"values": (F(6),)}),
    "too little reversion": (GAME, {"reversion": ((F(0), F(1, 2)),)}),
    "too much reversion": (GAME, {"reversion": ((F(0), F(2, 3)),)}),
    "no probability": (GAME, {"reversion": ((F(-1, 10), F(30, 49)),)}),
    "a pact kept by the impatient": (IMPATIENT, {"keeps": (True,), "values": (F(7, 2),), "reversion": ((F(0), F(1)),)}),
    "kept under notice to the end": (PARTLY, {"keeps": (True, True, True)}),
    "not kept where it could be": (NOTICE, {"keeps": (True, False)}),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_strategy_wrong_in_one_place_is_refused(name: str) -> None:
    game, change = WRONG[name]
    play = solve_repeated(game).play
    wrong = replace(play, strategy=replace(play.strategy, **change))
    assert not certify(game, wrong).holds


@pytest.mark.parametrize(
    ("game", "bound"),
    [
        (GAME, Bound(F(-1))),
        (GAME, Bound(F(1))),  # a price at which the future would be worth more than itself
        (REVIEWED, Bound(F(0))),
        (GAME, Bound()),
        (NOTICE, Bound()),
        (NOTICE, Bound(steps=(((False, False), (F(0), F(0))),))),  # dropped without a reason
        (IMPATIENT, Bound(F(0))),
    ],
)
def test_a_bound_that_does_not_bind_is_refused(game: RepeatedGame, bound: Bound) -> None:
    assert not certify(game, replace(solve_repeated(game).play, bound=bound)).holds


def test_states_leave_a_bound_only_where_it_cannot_pay_for_them() -> None:
    play = solve_repeated(NOTICE).play
    (keeps, values), = play.bound.steps
    again = Bound(steps=((keeps, values), ((False, False), (F(0), F(0)))))
    assert not certify(NOTICE, PactPlay(nothing(NOTICE), again)).holds
    partly = solve_repeated(PARTLY).play
    assert len(partly.bound.steps) == 2
    assert not certify(PARTLY, replace(partly, bound=Bound(steps=partly.bound.steps[1:]))).holds
    assert not certify(PARTLY, replace(partly, bound=Bound(steps=partly.bound.steps[:1]))).holds


@pytest.mark.parametrize("lengths", [Lengths(2, True), Lengths(4, True), Lengths(None, True), Lengths(3, False)])
def test_wrong_lengths_of_suspension_are_refused(lengths: Lengths) -> None:
    play = solve_repeated(GAME).play
    assert play.lengths == Lengths(3, True)
    assert not certify(GAME, replace(play, lengths=lengths)).holds


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        ((F(1),), "PactPlay"),
        (PactPlay(nothing(NOTICE), Bound(F(0))), "each of the 1 states"),
        (PactPlay(replace(nothing(GAME), reversion=((F(0),),)), Bound(F(0))), "each of the 2 numbers"),
    ],
)
def test_a_claim_of_the_wrong_shape_says_so(claim: Any, says: str) -> None:
    with pytest.raises(GameError, match=says):
        certify(GAME, claim)
    if isinstance(claim, PactPlay):
        with pytest.raises(GameError, match="one state"):
            certify(NOTICE, replace(solve_repeated(NOTICE).play, lengths=Lengths(1, True)))


SHARES = ShareAgreement(PAIR, 6, (6, 3), ("1/2", "1/2"), "4/5")


def test_wrong_windows_are_refused() -> None:
    window = solve_shares(SHARES).window
    assert certify(SHARES, window).holds
    assert not certify(SHARES, ShareWindow()).holds
    wider = replace(window, most=((F(91, 100), F(9, 100)), window.most[1]))
    assert not certify(SHARES, wider).holds
    narrower = replace(window, most=((F(4, 5), F(1, 5)), window.most[1]))
    assert not certify(SHARES, narrower).holds
    assert not certify(SHARES, replace(window, least=((F(3, 5), F(2, 5)), window.least[1]))).holds
    assert not certify(SHARES, replace(window, most=((F(9, 10), F(2, 10)), window.most[1]))).holds
    dear = replace(SHARES, cost=60)
    assert certify(dear, ShareWindow()).holds
    assert not certify(dear, window).holds
    with pytest.raises(GameError, match="each end of each ally"):
        certify(SHARES, replace(window, least=()))


def test_wrong_sets_of_issues_are_refused() -> None:
    game = LinkedIssues(("troops", "trade"), (1, 1), (3, 1), "7/10")
    sets = solve_issues(game).sets
    assert sets == IssueSets(frozenset({"troops", "trade"}), frozenset({"trade"}))
    assert certify(game, sets).holds
    assert not certify(game, replace(sets, linked=frozenset({"trade"}))).holds
    assert not certify(game, replace(sets, alone=frozenset({"troops", "trade"}))).holds
    low = replace(game, discount="3/5")
    assert not certify(low, sets).holds
    with pytest.raises(GameError, match="no issue 'aid'"):
        certify(game, replace(sets, alone=frozenset({"aid"})))


def test_wrong_words_about_peace_are_refused() -> None:
    game = ExitGame(PAIR, 1, "5/2", -2, "-1/2", "7/10")
    peace = solve_peace(game).peace
    assert peace == Peace(True, False)
    for wrong in (Peace(False, False), Peace(True, True)):
        assert not certify(game, wrong).holds
    assert not certify(replace(game, discount="1/2"), Peace(True, False)).holds
