"""What sixteen files by hand mean: textbook games in every variant of the formats, and their known equilibria."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.exchange import read_efg, read_nfg
from deterrence.games.extensive import Chance, ExtensiveGame, InformationSet
from deterrence.games.strategic import StrategicGame

GAMES = Path(__file__).parent / "games"


def strategic(name: str) -> StrategicGame:
    game = dt.read_game(GAMES / f"{name}.nfg")
    assert isinstance(game, StrategicGame)
    return game


def extensive(name: str) -> ExtensiveGame:
    game = dt.read_game(GAMES / f"{name}.efg")
    assert isinstance(game, ExtensiveGame)
    return game


# file -> the same game written as matrices: A[i][j] and B[i][j]
MATRICES: dict[str, tuple[Any, Any]] = {
    "prisoners-dilemma": ([[3, 0], [5, 1]], [[3, 5], [0, 1]]),
    "battle-of-the-allies": ([[2, 0], [0, 1]], [[1, 0], [0, 2]]),
    "stag-hunt": ([[4, 0], [3, 3]], [[4, 3], [0, 3]]),
    "inspection": ([["-1/10", "2/5"], [0, -1]], [[0, -1], [0, "1/2"]]),
    "counts-and-outcomes": ([[-1, 1, 0], [1, -1, 0]], [[1, -1, 0], [-1, 1, 0]]),
}


@pytest.mark.parametrize("name", MATRICES)
def test_a_file_has_the_equilibria_of_its_matrices(name: str) -> None:
    game = strategic(name)
    same = dt.bimatrix(*MATRICES[name], players=game.players, actions=game.actions)
    assert game == same
    found, expected = dt.solve(game), dt.solve(same)
    assert (found.extreme, found.subsets, found.components) == (expected.extreme, expected.subsets, expected.components)
    assert found.certificate.holds


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(-2, 2), min_size=6, max_size=6), min_size=2, max_size=2))
def test_a_random_file_has_the_equilibria_of_its_matrices(payoffs: list[list[int]]) -> None:
    a, b = payoffs
    # the first player's strategy runs fastest: cell (i, j) of a 2 x 3 game stands at place i + 2 j
    body = " ".join(f"{a[k]} {b[k]}" for k in range(6))
    found = dt.solve(read_nfg(f'NFG 1 R "" {{ "Row" "Column" }} {{ 2 3 }} {body}'))
    rows = [[[each[i + 2 * j] for j in range(3)] for i in range(2)] for each in (a, b)]
    expected = dt.solve(dt.bimatrix(*rows))
    assert (found.extreme, found.components) == (expected.extreme, expected.components)


def test_three_players_and_the_null_outcome() -> None:
    game = strategic("three-allies")
    assert game.shape == (2, 2, 2)
    defend, wait = 0, 1
    for profile in game.profiles():
        for player, action in enumerate(profile):
            paid = 0 if set(profile) == {wait} else 1 if action == defend else 2
            assert game.payoff(player, profile) == paid


def test_names_that_are_missing_or_repeated() -> None:
    game = strategic("lonely")
    assert game.actions == (("stay#1", "#2", "stay#3"),)
    assert game.payoffs == ((0, Fraction(1, 3), Fraction(1, 4)),)
    assert strategic("counts-and-outcomes").actions == (("1", "2"), ("1", "2", "3"))


def test_text_may_hold_quotation_marks_and_backslashes() -> None:
    assert strategic("inspection").title == 'Inspection "under" a treaty, back\\slash and \\ alone'
    assert extensive("crisis").title.splitlines()[1] == "a line feed, and actions without names"


def test_entry() -> None:
    game = extensive("entry")
    assert game.players == ("Entrant", "Incumbent")
    assert game.types == (("",), ("",))
    assert [*game.information_sets] == [
        InformationSet("Entrant", "", "market"),
        InformationSet("Incumbent", "", "after entry"),
    ]
    assert {end: by_types["", ""] for end, by_types in game.payoffs.items()} == {
        ("stay␣out",): (0, 2),
        ("enter", "fight"): (-1, -1),
        ("enter", "share"): (1, 1),
    }
    (component,) = dt.solve(game).components
    assert [*component.cells[0].support.values()] == [("enter",), ("share",)]


def test_outcomes_on_the_way_add_up() -> None:
    game = extensive("centipede")
    paid = [tuple(map(str, by_types["", ""])) for by_types in game.payoffs.values()]
    assert paid == [("3/2", "1/2"), ("1", "3"), ("9/2", "5/2"), ("7/2", "11/2")]
    (component,) = dt.solve(game).components
    assert set(component.cells[0].support.values()) == {("take",)}

    card = {" ".join(end): by_types["", ""][0] for end, by_types in extensive("card").payoffs.items()}
    assert card == {
        "red raise meet": 2, "red raise pass": 1, "red fold": 1,
        "black raise meet": -2, "black raise pass": 1, "black fold": -1,
    }  # fmt: skip


def test_information_sets_of_several_nodes() -> None:
    horse = extensive("horse")
    assert horse.information_sets[InformationSet("Player 3", "", "#1")] == (("D",), ("A", "d"))
    assert horse.moves["A",].sees == "A"  # type: ignore[union-attr]  # no name and one node: called by its history
    pennies = extensive("pennies")
    assert pennies.information_sets[InformationSet("Odd", "", "Odd")] == (("heads",), ("tails",))
    doors = extensive("doors")
    assert {len(histories) for histories in doors.information_sets.values()} == {2, 3}


def test_nature() -> None:
    beer = extensive("beer-quiche")
    assert beer.moves[()] == Chance((("strong", Fraction(9, 10)), ("weak", Fraction(1, 10))))
    assert beer.payoffs["strong", "quiche", "fight"]["", ""] == (0, 0)
    bagwell = extensive("bagwell")
    assert bagwell.moves["C",] == Chance((("s", Fraction(1, 100)), ("c", Fraction(99, 100))))
    assert bagwell.information_sets[InformationSet("Follower", "", "#2")] == (("S", "c"), ("C", "c"))
    # staying wins the car with probability 1/3, switching with 2/3
    doors = extensive("doors")
    wins = {"stay": Fraction(0), "switch": Fraction(0)}
    for end, by_types in doors.payoffs.items():
        if end[1] == "left":
            chances = [
                dict(move.probabilities)[end[k]] for k in (0, 2) if isinstance(move := doors.moves[end[:k]], Chance)
            ]
            wins[end[-1]] += chances[0] * chances[1] * by_types[("",)][0]
    assert wins == {"stay": Fraction(1, 3), "switch": Fraction(2, 3)}


def test_labels_that_try_everything() -> None:
    game = extensive("crisis")
    assert game.players == ("Challenger", "#2", "Patron")
    assert game.moves[()].actions == ("hold", "challenge␣the␣client#2", "challenge␣the␣client#3")
    assert game.moves["challenge␣the␣client#2",].actions == ("#1", "#2", "#3")
    lucky = "challenge␣the␣client#3", "good␣weather"
    assert game.moves[lucky].actions == ("only_one",)
    assert game.moves[lucky[0], "good␉weather"].actions == ("a#1", "a")


def test_sets_of_one_player_with_the_same_name_get_their_numbers() -> None:
    text = """EFG 2 R "" { "A" "B" }
    p "" 1 7 "first" { "l" "r" } 0
    p "" 2 4 "same" { "l" "r" } 0 t "" 0 t "" 0
    p "" 2 9 "same" { "l" "r" } 0 t "" 0 t "" 0"""
    assert {str(place) for place in read_efg(text).information_sets} == {"A at first", "B at same#4", "B at same#9"}


def test_nothing_need_divide_tokens_and_anything_white_may() -> None:
    tight = 'EFG 2 R""{"A"}""p""1 1""{"l""r"}0 t""1""{1}t""2""{2}'
    loose = 'EFG\n2\tR\r\n""\f{\v"A"\u2003}\n\n""\np\n""\n1\n1\n""\n{\n"l"\n"r"\n}\n0'
    loose += '\nt\n""\n1\n""\n{\n1\n,\n}\nt""2""{2}\n\n'
    assert read_efg(tight) == read_efg(loose)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", "3"), ("-3", "-3"), ("+3", "3"), ("0.25", "1/4"), (".25", "1/4"), ("25.", "25"), ("-.5", "-1/2"),
        ("1e3", "1000"), ("1E-3", "1/1000"), ("2.5e+1", "25"), ("1/3", "1/3"), ("-2/6", "-1/3"), ("007", "7"),
        ("0.1", "1/10"), ("9" * 60, "9" * 60),
    ],
)  # fmt: skip
def test_numbers_are_exact(text: str, value: str) -> None:
    assert read_nfg(f'NFG 1 R "" {{ "A" }} {{ 1 }} {text}').payoffs == ((Fraction(value),),)
