"""Extensive games: trees, types, information and recall, and every mistake with what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction as F
from typing import Any

import pytest

import deterrence as dt
from deterrence.games.extensive import InformationSet

NOBODY: dict[Any, Any] = {("", ""): (F(0), F(0))}


def game(
    moves: Mapping[Any, Any] | None = None,
    payoffs: Mapping[Any, Any] | None = None,
    types: Any = (("",), ("",)),
    priors: Any = ((F(1),), (F(1),)),
    players: Any = ("A", "B"),
) -> dt.ExtensiveGame:
    """A chooses l or r, unless the test says otherwise."""
    moves = {(): dt.Move("A", ("l", "r"))} if moves is None else moves
    if payoffs is None:
        payoffs = {("l",): {("", ""): (F(1), F(0))}, ("r",): NOBODY}
    return dt.ExtensiveGame(players, types, priors, moves, payoffs)


def chance(*pairs: tuple[str, Any]) -> dict[Any, Any]:
    return {(): dt.Chance(pairs)}


# -- structure --


def test_what_a_mover_sees_is_the_history_unless_it_is_said() -> None:
    moves = chance(("L", F(1, 3)), ("R", F(2, 3))) | {
        ("L",): dt.Move("A", ("x", "y")),
        ("R",): dt.Move("A", ("x", "y"), "R"),
        ("L", "x"): dt.Move("B", ("u", "d"), "x"),
        ("R", "x"): dt.Move("B", ("u", "d"), "x"),
    }
    ends = [("L", "y"), ("R", "y"), ("L", "x", "u"), ("L", "x", "d"), ("R", "x", "u"), ("R", "x", "d")]
    made = game(moves, dict.fromkeys(ends, NOBODY))
    assert list(made.information_sets) == [
        InformationSet("A", "", "L"), InformationSet("A", "", "R"), InformationSet("B", "", "x"),
    ]  # fmt: skip
    assert made.information_sets[InformationSet("B", "", "x")] == (("L", "x"), ("R", "x"))
    assert made.nodes(InformationSet("B", "", "x")) == ((("L", "x"), ("", "")), (("R", "x"), ("", "")))
    assert made.actions(InformationSet("B", "", "x")) == ("u", "d")
    assert list(made.terminals(("L",))) == [("L", "x", "u"), ("L", "x", "d"), ("L", "y")]
    assert made.mover(("L",), ("", "")) == InformationSet("A", "", "L")
    assert made.mover(("L", "y"), ("", "")) is None
    assert made.mover((), ("", "")) is None


def test_types_are_independent_and_their_sets_apart() -> None:
    types, priors = (("a", "b"), ("c", "d")), ((F(1, 4), F(3, 4)), (F(1, 3), F(2, 3)))
    ends = {h: {(t, k): (F(0), F(0)) for t in "ab" for k in "cd"} for h in (("l",), ("r",))}
    made = game(payoffs=ends, types=types, priors=priors)
    assert made.type_profiles == (("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"))
    assert [made.prior(t) for t in made.type_profiles] == [F(1, 12), F(1, 6), F(1, 4), F(1, 2)]
    assert len(made.information_sets) == 2
    assert made.nodes(InformationSet("A", "b", "")) == (((), ("b", "c")), ((), ("b", "d")))


def test_games_are_compared_by_what_is_played() -> None:
    assert game() == game()
    assert game() == replace(game(), title="another name")
    assert game() != game(payoffs={("l",): {("", ""): (F(2), F(0))}, ("r",): NOBODY})
    assert game() != game(moves={(): dt.Move("B", ("l", "r"))})
    assert game() != "a game"
    with pytest.raises(TypeError):
        hash(game())
    doubled = game().with_numbers(lambda x: 2 * x)
    assert doubled.payoffs["l",]["", ""] == (2, 0)
    assert game().payoffs["l",]["", ""] == (1, 0)
    with pytest.raises(TypeError):
        game().payoffs["l",] = NOBODY  # type: ignore[index]


# -- mistakes in the tree --

TYPED = {("l",): {("a", ""): (0, 0)}, ("r",): {("a", ""): (0, 0), ("b", ""): (0, 0)}}
HALVES = ((F(1, 2), F(1, 2)), (F(1),))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"moves": {}}, "the empty history has no move: say who moves first"),
        ({"moves": {(): dt.Move("A", ())}}, "needs at least one action, each once"),
        ({"moves": {(): dt.Move("A", ("l", "l"))}}, "needs at least one action, each once"),
        ({"moves": {(): dt.Move("Z", ("l", "r"))}}, "'Z' moves at '' but is not a player"),
        ({"moves": chance(("l", F(1, 2)), ("l", F(1, 2)))}, "each once"),
        ({"payoffs": {("l",): NOBODY}}, "history 'r' has neither a move nor payoffs"),
        ({"payoffs": {"l": NOBODY, ("r",): NOBODY}}, "history 'l' has neither a move nor payoffs"),
        ({"payoffs": dict.fromkeys([("l",), ("r",), ("x", "y")], NOBODY)}, "history 'x y' cannot be reached"),
        ({"moves": {(): dt.Move("A", ("l", "r")), ("l",): dt.Move("B", ("u",))}}, "both a move and payoffs"),
        ({"payoffs": {("l",): {("", ""): (0,)}, ("r",): NOBODY}}, "payoffs at 'l' need one number for each player"),
        ({"payoffs": {("l",): {("", ""): 3}, ("r",): NOBODY}}, "payoffs at 'l' need one number for each player"),
        ({"payoffs": {("l",): {("", ""): "00"}, ("r",): NOBODY}}, "payoffs at 'l' need one number for each player"),
        ({"payoffs": {("l",): (0, 0), ("r",): NOBODY}}, "one line for each profile of types"),
        ({"payoffs": {("l",): 3, ("r",): NOBODY}}, "one line for each profile of types"),
        (
            {"payoffs": TYPED, "types": (("a", "b"), ("",)), "priors": HALVES},
            r"no payoffs at 'l' for types \('b', ''\)",
        ),
        ({"players": ("A", "A")}, "at least one name, each once"),
        ({"players": (), "types": (), "priors": ()}, "at least one name, each once"),
        ({"types": (("",),)}, "types and priors need one entry for each player"),
        ({"priors": ((F(1),),)}, "types and priors need one entry for each player"),
        ({"types": (("a", "a"), ("",)), "priors": HALVES}, "types of A need names, each once, and a prior for each"),
        ({"types": ((), ("",)), "priors": ((), (F(1),))}, "types of A need names"),
        ({"types": (("a", "b"), ("",))}, "a prior for each"),
    ],
)
def test_mistakes_in_the_tree(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(dt.GameError, match=said):
        game(**wrong)


def test_trees_as_deep_as_the_methods_go() -> None:
    def centipede(n: int) -> dt.ExtensiveGame:
        moves = {("on",) * k: dt.Move("AB"[k % 2], ("on", "off")) for k in range(n)}
        ends = {(*("on",) * k, "off"): {("", ""): (F(k), F(k))} for k in range(n)} | {("on",) * n: NOBODY}
        return game(moves, ends)

    found = dt.solve(centipede(60))
    assert found.status == "the unique subgame-perfect equilibrium"
    with pytest.raises(dt.GameError, match="more than 300 moves"):
        centipede(301)


# -- information and recall --


def four(labels: Mapping[str, str], first: Any = None) -> dt.ExtensiveGame:
    moves: dict[Any, Any] = {(): first or dt.Move("A", ("l", "r"))}
    for action in "lr":
        moves[action,] = dt.Move("A", ("x", "y"), labels[action])
    return game(moves, {(a, b): NOBODY for a in "lr" for b in "xy"})


def test_imperfect_recall_is_refused() -> None:
    with pytest.raises(dt.GameError, match=r"A would forget her own past at 's'.*`sees` labels"):
        four({"l": "s", "r": "s"})
    four({"l": "s", "r": "t"})
    four({"l": "s", "r": "s"}, dt.Chance((("l", F(1, 2)), ("r", F(1, 2)))))  # not her own move: nothing is forgotten
    again = {(): dt.Move("A", ("l", "r"), "s"), ("l",): dt.Move("A", ("l", "r"), "s")}
    with pytest.raises(dt.GameError, match="forget"):  # absent-minded: she would not know whether she has moved
        game(again, dict.fromkeys([("l", "l"), ("l", "r"), ("r",)], NOBODY))


def test_what_was_learned_may_not_be_forgotten_either() -> None:
    moves = chance(("l", F(1, 2)), ("r", F(1, 2)))
    for action in "lr":
        moves[action,] = dt.Move("A", ("go",), action)
        moves[action, "go"] = dt.Move("A", ("x", "y"), "later")
    with pytest.raises(dt.GameError, match="forget her own past at 'later'"):
        game(moves, {(a, "go", b): NOBODY for a in "lr" for b in "xy"})


def test_one_information_set_has_one_list_of_actions() -> None:
    moves = chance(("l", F(1, 2)), ("r", F(1, 2)))
    moves |= {("l",): dt.Move("A", ("x", "y"), "s"), ("r",): dt.Move("A", ("x", "z"), "s")}
    with pytest.raises(dt.GameError, match="A sees 's' with different actions at 'r'"):
        game(moves, dict.fromkeys([("l", "x"), ("l", "y"), ("r", "x"), ("r", "z")], NOBODY))


def test_histories_that_read_alike_are_not_taken_for_one() -> None:
    """With spaces in the names of actions: "a b" then nothing, and "a" then "b"."""
    moves = chance(("a b", F(1, 2)), ("a", F(1, 2)))
    moves |= {
        ("a",): dt.Chance((("b", F(1)),)),
        ("a b",): dt.Move("A", ("x", "y")),
        ("a", "b"): dt.Move("A", ("x", "y")),
    }
    ends = dict.fromkeys([("a b", "x"), ("a b", "y"), ("a", "b", "x"), ("a", "b", "y")], NOBODY)
    with pytest.raises(dt.GameError, match="A would see 'a b' after two histories"):
        game(moves, ends)
    moves["a", "b"] = dt.Move("A", ("x", "y"), "second")
    assert len(game(moves, ends).information_sets) == 2


# -- numbers that people give --


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"payoffs": {("l",): {("", ""): (float("nan"), 0)}, ("r",): NOBODY}}, "finite number"),
        ({"payoffs": {("l",): {("", ""): (0, float("inf"))}, ("r",): NOBODY}}, "finite number"),
        ({"payoffs": {("l",): {("", ""): (True, 0)}, ("r",): NOBODY}}, "truth value"),
        ({"payoffs": {("l",): {("", ""): ("much", 0)}, ("r",): NOBODY}}, "not a number"),
        ({"payoffs": {("l",): {("", ""): (None, 0)}, ("r",): NOBODY}}, "not a number"),
        ({"priors": ((0.5,), (1,))}, "sum to 1/2, not 1"),
        ({"moves": chance(("l", 0.5), ("r", 0.6))}, "sum to 11/10, not 1"),
        ({"moves": chance(("l", -1), ("r", 2))}, "negative probability"),
        ({"moves": chance(("l", float("nan")), ("r", 1))}, "finite number"),
    ],
)
def test_numbers_are_checked_before_anything_is_solved(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(dt.GameError, match=f"(?s){said}"):
        dt.solve(game(**wrong))


def test_floats_mean_their_shortest_decimal() -> None:
    tied = game(payoffs={("l",): {("", ""): (0.3, 0)}, ("r",): {("", ""): ("3/10", 0)}})
    assert len(dt.solve(tied).cells) == 3  # l, r, and every mixture
    more = game(payoffs={("l",): {("", ""): (0.1 + 0.2, 0)}, ("r",): {("", ""): ("3/10", 0)}})
    assert len(dt.solve(more).cells) == 1
