"""Private types from a tree in which nature moves first, and why other trees stay as they are."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from random_games import extensive_games

import deterrence as dt
from deterrence.errors import GameError
from deterrence.exchange import private_types, read_efg, write_efg
from deterrence.games.extensive import Chance, ExtensiveGame, Move

GAMES = Path(__file__).parent / "games"


def through_a_file(game: ExtensiveGame) -> ExtensiveGame:
    return private_types(read_efg(write_efg(game)))


@given(extensive_games(typed=True, plain=True))
def test_types_come_back_exactly_from_a_file(game: ExtensiveGame) -> None:
    movers = {move.player for move in game.moves.values() if isinstance(move, Move)}
    assume(len(game.type_profiles) > 1)
    assume(all(player in movers or len(names) == 1 for player, names in zip(game.players, game.types, strict=True)))
    types = tuple(names if len(names) > 1 else ("",) for names in game.types)
    named = [dict(zip(names, again, strict=True)) for names, again in zip(game.types, types, strict=True)]
    payoffs = {
        end: {tuple(name[t] for name, t in zip(named, profile, strict=True)): row for profile, row in by_types.items()}
        for end, by_types in game.payoffs.items()
    }
    assert through_a_file(game) == ExtensiveGame(game.players, types, game.priors, game.moves, payoffs)


@given(extensive_games(typed=True))
def test_whatever_the_names_it_is_the_same_game_or_refused(game: ExtensiveGame) -> None:
    read = read_efg(write_efg(game))
    try:
        back = private_types(read)
    except GameError:
        return
    again = read_efg(write_efg(back))
    chance, first = again.moves[()], read.moves[()]
    assert isinstance(chance, Chance)
    assert isinstance(first, Chance)
    # the branches may stand in another order: types of a player who never moves are what nobody knows
    branches = [
        sorted(
            (str(p), [str(row) for end, row in each.payoffs.items() if end[0] == action])
            for action, p in root.probabilities
        )
        for each, root in ((again, chance), (read, first))
    ]
    assert branches[0] == branches[1]
    assert len(again.information_sets) == len(read.information_sets)
    cells = [sorted(map(len, each.information_sets.values())) for each in (again, read)]
    assert cells[0] == cells[1]


def test_beer_and_quiche_in_a_file_is_the_signaling_game() -> None:
    game = private_types(dt.read_game(GAMES / "beer-quiche.efg"))  # type: ignore[arg-type]
    expected = dt.signaling(
        ["9/10", "1/10"],
        sender=[[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
        receiver=[[[0, 1], [0, 1]], [[1, 0], [1, 0]]],
        types=["strong", "weak"], signals=["beer", "quiche"], responses=["fight", "leave"],
    )  # fmt: skip
    assert game == expected
    found = dt.solve(game)
    assert (found.concept, found.complete, len(found.components)) == ("perfect-bayesian", True, 2)
    assert found.supports() == dt.solve(expected).supports()


def test_the_card_game_has_one_equilibrium() -> None:
    # Myerson (1991, section 3.2): with a red card raise, with a black one raise with 1/3; meet with 2/3
    found = dt.solve(private_types(dt.read_game(GAMES / "card.efg")))  # type: ignore[arg-type]
    (cell,) = found.cells
    (profile,) = cell.profiles
    played = {str(place): mixed for place, mixed in profile.items()}
    assert played["black 1 at card"]["raise"] == Fraction(1, 3)
    assert played["2 at was raised"]["meet"] == Fraction(2, 3)


def test_the_shipped_model_has_the_same_equilibria_after_a_file() -> None:
    model = dt.load("unilateral-deterrence")
    game = model.game(model.values())
    back = through_a_file(game)
    assert back == game
    assert dt.solve(back).supports() == dt.solve(game).supports()


TAIL = 't "" 1 "" { 1 1 } t "" 2 "" { 2 0 } '
FULL = f'p "" 2 1 "seen" {{ "l" "r" }} 0 {TAIL}'
REFUSED = {
    "nature does not move first": f'p "" 1 1 "" {{ "a" "b" }} 0 {TAIL}',
    "nobody moves after nature": f'c "" 1 "" {{ "a" 1/2 "b" 1/2 }} 0 {TAIL}',
    "different moves follow": f'c "" 1 "" {{ "a" 1/2 "b" 1/2 }} 0 p "" 1 1 "" {{ "l" "r" }} 0 {TAIL} t "" 0',
    "not one type for each": f'c "" 1 "" {{ "a" 1/2 "b" 1/2 }} 0 p "" 1 1 "a" {{ "l" "r" }} 0 {FULL} {FULL} '
    f'p "" 1 2 "b" {{ "l" "r" }} 0 p "" 2 2 "b" {{ "l" "r" }} 0 {TAIL} p "" 2 2 0 {TAIL}',
    "B learns of nature's draw": f'c "" 1 "" {{ "a" 1/2 "b" 1/2 }} 0 p "" 1 1 "x" {{ "l" "r" }} 0 {FULL} '
    f'p "" 2 2 "left" {{ "l" "r" }} 0 {TAIL} p "" 1 1 0 {FULL} p "" 2 3 "right" {{ "l" "r" }} 0 {TAIL}',
}


@pytest.mark.parametrize("reason", REFUSED)
def test_other_trees_stay_as_they_are(reason: str) -> None:
    with pytest.raises(GameError, match=f"{reason}.*; it stays as it is"):
        private_types(read_efg(f'EFG 2 R "" {{ "A" "B" }} {REFUSED[reason]}'))


def test_types_that_depend_on_each_other_stay_as_they_are() -> None:
    branches = [(a, b) for a in "gh" for b in "uv"]
    chance = " ".join(f'"{a}{b}" {p}' for (a, b), p in zip(branches, ("1/2", "1/6", "1/6", "1/6"), strict=True))
    nodes = "".join(
        f'p "" 1 {"gh".index(a) + 1} "{a}" {{ "l" "r" }} 0 '
        + 2 * f'p "" 2 {"uv".index(b) + 1} "{b}" {{ "l" "r" }} 0 t "" 0 t "" 0 '
        for a, b in branches
    )
    with pytest.raises(GameError, match="not independent"):
        private_types(read_efg(f'EFG 2 R "" {{ "A" "B" }} c "" 1 "" {{ {chance} }} 0 {nodes}'))


def test_what_nobody_sees_is_the_type_of_who_never_moves() -> None:
    text = """EFG 2 R "" { "Sender" "Bystander" }
    c "" 1 "" { "calm" 1/3 "storm" 2/3 } 0
    p "" 1 1 "sail" { "go" "stay" } 0 t "" 1 "" { 1 0 } t "" 0
    p "" 1 1 0 t "" 2 "" { -1 0 } t "" 0"""
    game = private_types(read_efg(text))
    assert game.types == (("",), ("calm", "storm"))
    assert game.priors[1] == (Fraction(1, 3), Fraction(2, 3))
    assert game.payoffs["go",] == {("", "calm"): (1, 0), ("", "storm"): (-1, 0)}
