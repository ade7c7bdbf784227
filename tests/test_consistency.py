"""Beliefs off the path: what each concept asks of them, on assessments written by hand, right ones and wrong ones."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import pytest
from extensive_games import entry, horse, two_judges

import deterrence as dt
from deterrence.games.extensive import InformationSet
from deterrence.games.stages import observed_actions, subgames

HALF = F(1, 2)


def at(game: dt.ExtensiveGame, sees: str, type_: str = "") -> InformationSet:
    return next(place for place in game.information_sets if place.sees == sees and place.type == type_)


def assessed(game: dt.ExtensiveGame, plays: Any, believes: Any, witness: Any = None) -> dt.Assessment:
    """Strategies by label; beliefs by label and history, for games without types."""
    nobody = game.type_profiles[0]
    profile = {at(game, sees): {a: F(p) for a, p in mixed.items()} for sees, mixed in plays.items()}
    beliefs = {
        place: {
            (tuple(h.split()), nobody): F(p)
            for h, p in believes.get(place.sees, {" ".join(histories[0]): 1}).items()
        }
        for place, histories in game.information_sets.items()
    }  # fmt: skip
    orders = witness and {at(game, sees): by_action for sees, by_action in witness.items()}
    return dt.Assessment(profile, beliefs, orders)


def test_an_empty_threat_is_no_subgame_perfect_equilibrium() -> None:
    game = entry()
    threat = assessed(game, {"": {"out": 1}, "in": {"fight": 1}}, {})
    found = dt.certify(game, threat, "subgame-perfect")
    assert (found.largest_gain, found.largest_residual) == (2, 0)
    assert dt.certify(game, assessed(game, {"": {"in": 1}, "in": {"yield": 1}}, {}), "subgame-perfect").holds


def test_in_the_horse_nash_is_subgame_perfect_and_need_not_be_sequential() -> None:
    game = horse()  # no subgame but the whole
    assert subgames(game) == ((),)
    plays = {"": {"D": 1}, "C": {"c": 1}, "dark": {"L": 1}}
    claim = assessed(game, plays, {"dark": {"D": 1}}, {"": {"C": 1}, "C": {"d": 1}, "dark": {"R": 1}})
    assert dt.certify(game, claim, "subgame-perfect").holds
    for concept in ("weak-perfect-bayesian", "sequential"):  # 2 would play d for 4 instead of 1
        found = dt.certify(game, claim, concept)
        assert (found.largest_gain, found.largest_residual) == (3, 0)


@pytest.mark.parametrize(("orders", "belief", "residual"), [
    (({"D": 1}, {"d": 2}), {"D": 1}, 0),  # D is the likelier tremble
    (({"D": 1}, {"d": 1}), {"D": F(1, 3), "C d": F(2, 3)}, 0),
    (({"D": 1}, {"d": 1}), {"D": 1}, 1),  # both are equally likely: neither has belief 0
    (({"D": 2}, {"d": 1}), {"D": 1}, 1),
    (({"D": 1}, {}), {"D": 1}, 1),  # d is not played, so its order is not 0
    (({"D": 0, "C": 1}, {"d": 2}), {"D": 1}, 1),
])  # fmt: skip
def test_orders_of_likelihood_in_the_horse(orders: Any, belief: Any, residual: int) -> None:
    game = horse()
    plays = {"": {"C": 1}, "C": {"c": 1}, "dark": {"R": 1}}
    claim = assessed(game, plays, {"dark": belief}, {"": orders[0], "C": orders[1], "dark": {"L": 1}})
    assert dt.certify(game, claim, "sequential").largest_residual == residual


@pytest.mark.parametrize(("first", "second", "holds"), [
    (F(1, 4), F(1, 4), True), (F(1, 4), F(1, 3), False), (F(0), F(0), True), (F(1), F(1, 2), False),
])  # fmt: skip
def test_two_judges_of_one_action_believe_the_same_in_a_sequential_equilibrium(
    first: F, second: F, holds: bool
) -> None:
    game = two_judges()
    plays = {"": {"out": 1}, "called": {"stop": HALF, "pass": HALF}, "passed": {"l": HALF, "r": HALF}}
    believes = {
        "called": {"L": first, "R": 1 - first},
        "passed": {"L pass": second, "R pass": 1 - second},
    }
    kept = {sees: {h: p for h, p in held.items() if p} for sees, held in believes.items()}
    left = {"L": 1, "R": 1} if 0 < first < 1 else {"L": 1, "R": 2} if first else {"L": 2, "R": 1}
    claim = assessed(game, plays, kept, {"": left})
    assert (dt.certify(game, claim, "sequential").largest_residual == 0) is holds
    assert dt.certify(game, claim, "weak-perfect-bayesian").largest_residual == 0


def test_orders_of_likelihood_are_found_or_refuted() -> None:
    game = two_judges()
    plays = {"": {"out": 1}, "called": {"stop": 1}, "passed": {"l": 1}}
    for first, second, there in (("L", "L", True), ("L", "R", False)):
        claim = assessed(game, plays, {"called": {first: 1}, "passed": {f"{second} pass": 1}})
        orders = dt.likelihood_orders(game, claim)
        assert (orders is not None) is there
        if orders is not None:
            proved = dt.Assessment(claim.profile, claim.beliefs, orders)
            assert dt.certify(game, proved, "sequential").largest_residual == 0


def test_a_sequential_claim_comes_with_its_witness() -> None:
    game = horse()
    claim = assessed(game, {"": {"C": 1}, "C": {"c": 1}, "dark": {"R": 1}}, {})
    with pytest.raises(dt.GameError, match="orders of likelihood"):
        dt.certify(game, claim, "sequential")
    with pytest.raises(dt.GameError, match="not a multi-stage game"):
        dt.certify(game, claim, "perfect-bayesian")
    with pytest.raises(dt.GameError, match="'proper' cannot be certified"):
        dt.certify(game, claim, "proper")


def twice() -> dt.ExtensiveGame:
    """A typed player acts twice, and another looks on each time; every payoff is 0, so that only beliefs matter."""
    types = (("good", "bad"), ("",))
    ends = [(a, x, b, y) for a in "ab" for x in "xy" for b in "cd" for y in "zw"]
    zero = {(t, ""): (F(0), F(0)) for t in types[0]}
    return dt.ExtensiveGame(
        ("Actor", "Onlooker"),
        types,
        ((HALF, HALF), (F(1),)),
        {
            (): dt.Move("Actor", ("a", "b")),
            **{(a,): dt.Move("Onlooker", ("x", "y")) for a in "ab"},
            **{(a, x): dt.Move("Actor", ("c", "d")) for a in "ab" for x in "xy"},
            **{(a, x, b): dt.Move("Onlooker", ("z", "w")) for a in "ab" for x in "xy" for b in "cd"},
        },
        dict.fromkeys(ends, zero),
    )


def onlooking(after_b: F, after_bd: F, good: str, bad: str) -> dt.Assessment:
    """Both types play a; b is a surprise. After it, types play `good` and `bad`, and d is answered by a belief."""
    game = twice()
    profile: Any = {}
    beliefs: Any = {}
    for place, histories in game.information_sets.items():
        history = histories[0]
        if place.player == "Onlooker":
            profile[place] = {game.actions(place)[0]: F(1)}
        elif history == ():
            profile[place] = {"a": F(1)}
        elif history[0] == "a":
            profile[place] = {"c": F(1)}
        else:
            profile[place] = {good if place.type == "good" else bad: F(1)}
        if place.player == "Actor":
            beliefs[place] = {(history, (place.type, "")): F(1)}
            continue
        p = HALF if history[0] == "a" else after_b
        if history[0] == "b" and len(history) == 3:
            joint = {t: q * (profile[at(game, f"b {history[1]}", t)].get(history[2], 0)) for t, q in
                     (("good", p), ("bad", 1 - p))}  # fmt: skip
            p = joint["good"] / sum(joint.values()) if sum(joint.values()) else p
            if history[2] == "d":
                p = after_bd
        beliefs[place] = {(history, ("good", "")): p, (history, ("bad", "")): 1 - p}
    return dt.Assessment(profile, beliefs)


@pytest.mark.parametrize(("after_b", "after_bd", "good", "bad", "residual"), [
    (F(1, 3), F(1, 3), "d", "d", 0),  # nothing is learned from what both types do
    (F(1, 3), F(1, 2), "d", "d", F(1, 6)),  # Bayes' rule holds off the path too
    (F(1, 3), F(1), "d", "c", 0),
    (F(1, 3), F(0), "d", "c", 1),
    (F(0), F(1, 5), "d", "c", 0),  # good is not believed in, so d surprises again: anything goes
    (F(0), F(1), "c", "d", 1),  # bad is expected to play d
    (F(1, 3), F(4, 5), "c", "c", 0),
])  # fmt: skip
def test_bayes_rule_off_the_path(after_b: F, after_bd: F, good: str, bad: str, residual: F) -> None:
    game = twice()
    found = dt.certify(game, onlooking(after_b, after_bd, good, bad), "perfect-bayesian")
    assert (found.largest_gain, found.largest_residual) == (0, residual)
    assert dt.certify(game, onlooking(after_b, after_bd, good, bad), "weak-perfect-bayesian").holds


def test_stages_are_read_from_information_sets() -> None:
    stages = observed_actions(twice())
    assert stages.movers[()] == ("Actor",)
    assert stages.movers["b", "x"] == ("Actor",)
    assert stages.ends["b", "x"] == (("b", "x", "c"), ("b", "x", "d"))


@pytest.mark.parametrize("posterior", [{"x": 1, "y": -1}, {"x": 2}, {"w": 1}, {}])
def test_a_posterior_in_a_witness_is_a_distribution(posterior: dict[str, int]) -> None:
    """After d, x and y play e and z plays f; then B believes in z after e and in x after f, which cannot both follow.
    With numbers that cancel over x, y and over z both e and f would be surprises, and anything could be believed."""
    names = ("x", "y", "z")
    ends = [("out",), *(("d", step, answer) for step in "ef" for answer in "un")]
    game = dt.ExtensiveGame(
        ("A", "B"),
        (names, ("",)),
        ((F(1, 3),) * 3, (F(1),)),
        {
            (): dt.Move("A", ("out", "d")),
            ("d",): dt.Move("A", ("e", "f")),
            **{("d", step): dt.Move("B", ("u", "n")) for step in "ef"},
        },
        {end: {(t, ""): (F(end == ("out",)), F(0)) for t in names} for end in ends},
    )
    plays: Any = {"": "out", "d e": "u", "d f": "u"}
    profile = {
        place: {plays.get(place.sees, "f" if place.type == "z" else "e"): F(1)} for place in game.information_sets
    }
    believed = {"d e": "z", "d f": "x"}
    beliefs = {
        place: {(histories[0], (believed.get(place.sees, place.type), "")): F(1)}
        for place, histories in game.information_sets.items()
    }
    held = {name: F(p) for name, p in posterior.items()}
    with pytest.raises(dt.GameError, match=r"about A after 'd' in the witness must be a distribution over .* x, y, z"):
        dt.certify(game, dt.Assessment(profile, beliefs, {("d",): {"A": held}}), "perfect-bayesian")
    for name in names:
        claim = dt.Assessment(profile, beliefs, {("d",): {"A": {name: F(1)}}})
        assert dt.certify(game, claim, "perfect-bayesian").largest_residual == 1


def test_nobody_believes_in_a_type_of_prior_zero() -> None:
    """B would fight the absent type after a surprise: the solver lists no such equilibrium, no proof accepts one."""
    payoffs = {("a", "u"): (2, 0), ("a", "v"): (2, 0), ("b", "u"): (1, 1), ("b", "v"): (0, 0)}
    against = {("a", "u"): (0, 0), ("a", "v"): (0, 0), ("b", "u"): (1, 0), ("b", "v"): (1, 1)}
    game = dt.ExtensiveGame(
        ("A", "B"), (("x", "z"), ("",)), ((F(1), F(0)), (F(1),)),
        {(): dt.Move("A", ("a", "b")), **{(s,): dt.Move("B", ("u", "v")) for s in "ab"}},
        {end: {("x", ""): tuple(map(F, payoffs[end])), ("z", ""): tuple(map(F, against[end]))} for end in payoffs},
    )  # fmt: skip
    profile = {at(game, "", "x"): {"a": F(1)}, at(game, "", "z"): {"b": F(1)}}
    for name, answer, residual in (("x", "u", 0), ("z", "v", 1)):
        plays = {**profile, at(game, "a"): {"u": F(1)}, at(game, "b"): {answer: F(1)}}
        beliefs = {
            **{place: {((), (place.type, "")): F(1)} for place in profile},
            at(game, "a"): {(("a",), ("x", "")): F(1)},
            at(game, "b"): {(("b",), (name, "")): F(1)},
        }
        found = dt.certify(game, dt.Assessment(plays, beliefs), "perfect-bayesian")
        assert (found.largest_gain, found.largest_residual) == (0, residual)
