"""What is written is read back: strategic games exactly, trees exactly, games with types as the same game."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from random_games import extensive_games, numbers, spaced, strategic_games

import deterrence as dt
from deterrence.errors import GameError
from deterrence.exchange import read_efg, read_game, read_nfg, write_efg, write_game, write_nfg
from deterrence.exchange.labels import action_labels_of, actions_of, labels_of, names_of
from deterrence.games.extensive import Chance, ExtensiveGame, History, InformationSet, Move, TypeProfile
from deterrence.games.strategic import StrategicGame

GAMES = Path(__file__).parent / "games"


@given(strategic_games())
def test_strategic_games_come_back_exactly(game: StrategicGame) -> None:
    for outcomes in (False, True):
        back = read_nfg(write_nfg(game, outcomes=outcomes))
        assert back == game
        assert back.title == game.title


@given(extensive_games())
def test_trees_come_back_exactly(game: ExtensiveGame) -> None:
    back = read_efg(write_efg(game))
    assert back == game
    assert back.title == game.title
    assert write_efg(back) == write_efg(game)


@given(extensive_games(typed=True))
def test_types_come_back_as_what_nature_draws(game: ExtensiveGame) -> None:
    back = read_efg(write_efg(game))
    assert back.players == game.players
    assert back.type_profiles == (("",) * len(game.players),)
    after = drawn(game, back)

    # the same moves, chances and payoffs at every node
    sets: dict[InformationSet, InformationSet] = {}
    for types, start in after.items():
        for history, move in game.moves.items():
            again = back.moves[start + history]
            if isinstance(move, Chance):
                assert again == move
                continue
            assert isinstance(again, Move)
            assert (again.player, again.actions) == (move.player, move.actions)
            own = InformationSet(move.player, types[game.player_index(move.player)], move.sees)
            assert sets.setdefault(own, InformationSet(move.player, "", again.sees)).sees == again.sees
        for history, by_types in game.payoffs.items():
            assert back.payoffs[start + history] == {("",) * len(game.players): by_types[types]}
    assert len(set(sets.values())) == len(sets)  # and the same information sets
    assert set(sets.values()) == set(back.information_sets)

    # hence the same outcomes of the same behaviour
    profile = behaviour(game)
    outcomes = distribution(game, profile)
    carried = distribution(back, {sets[place]: mixed for place, mixed in profile.items()})
    assert carried == {(after[types] + end, ("",) * len(game.players)): p for (end, types), p in outcomes.items()}


def drawn(game: ExtensiveGame, back: ExtensiveGame) -> Mapping[TypeProfile, History]:
    """What nature draws first, for every profile of types."""
    profiles = game.type_profiles
    if len(profiles) == 1:
        return {profiles[0]: ()}
    first = back.moves[()]
    assert isinstance(first, Chance)
    assert [p for _, p in first.probabilities] == [game.prior(types) for types in profiles]
    return {types: (action,) for types, action in zip(profiles, first.actions, strict=True)}


def behaviour(game: ExtensiveGame) -> dict[InformationSet, dict[str, Fraction]]:
    """A behaviour strategy of everyone, different at every information set."""
    result: dict[InformationSet, dict[str, Fraction]] = {}
    for k, place in enumerate(game.information_sets):
        weights = [(k + 2) ** j for j, _ in enumerate(game.actions(place))]
        result[place] = {a: Fraction(w, sum(weights)) for a, w in zip(game.actions(place), weights, strict=True)}
    return result


def distribution(game: ExtensiveGame, profile: Mapping[InformationSet, Mapping[str, Fraction]]) -> dict[Any, Fraction]:
    """The probability of every ending with every profile of types."""
    result: dict[Any, Fraction] = {}
    for types in game.type_profiles:
        for end in game.payoffs:
            p = game.prior(types) + Fraction(0)
            for depth, action in enumerate(end):
                place = game.mover(end[:depth], types)
                move = game.moves[end[:depth]]
                p *= dict(move.probabilities)[action] if isinstance(move, Chance) else profile[place][action]  # type: ignore[index]
            result[end, types] = p
    return result


@pytest.mark.parametrize("path", sorted(GAMES.iterdir()), ids=lambda path: path.name)
def test_every_sample_comes_back(path: Path, tmp_path: Path) -> None:
    game = read_game(path)
    copy = tmp_path / f"copy{path.suffix}"
    write_game(game, copy)
    assert read_game(copy) == game
    assert read_game(str(copy)).title == game.title
    text = copy.read_text("utf-8")
    assert (read_efg if path.suffix == ".efg" else read_nfg)(text) == game
    if isinstance(game, StrategicGame):
        assert read_nfg(write_nfg(game, outcomes=True)) == game


@given(st.lists(st.one_of(spaced, st.just("")), min_size=1, max_size=5))
@example(["a", "a", "a#1"])
@example(["", "#1", "#2", ""])
@example(["a b", "a␣b"])
def test_names_differ_and_are_not_empty(labels: list[str]) -> None:
    for found in (names_of(labels), actions_of(labels)):
        assert all(found)
        assert len(set(found)) == len(labels)
    assert not any(letter.isspace() for name in actions_of(labels) for letter in name)
    marked = any(mark in label for label in labels for mark in "␣␉␊␋␌␍#")
    if not marked:
        assert labels_of(names_of(labels)) == tuple(labels)
        if not any(letter.isspace() and letter not in " \t\n\r" for label in labels for letter in label):
            assert action_labels_of(actions_of(labels)) == tuple(labels)


def test_labels_become_names_by_the_rule() -> None:
    assert names_of(["hold", "fight"]) == ("hold", "fight")
    assert names_of(["fight", "", "fight"]) == ("fight#1", "#2", "fight#3")
    assert names_of(["a", "a", "a#1"]) == ("a#1", "a#2", "a#1#3")
    assert actions_of(["stand firm", "a\tb", "c\u00a0d"]) == ("stand␣firm", "a␉b", "c␣d")


@given(numbers)
def test_numbers_come_back_exactly(x: Fraction) -> None:
    game = dt.bimatrix([[x]], [[-x]])
    assert read_nfg(write_nfg(game)).payoffs == ((x,), (-x,))


def test_floats_and_decimals_are_written_as_what_they_mean() -> None:
    game = StrategicGame(("A",), (("x", "y", "z"),), ((0.1, "1e-3", 2),))
    assert write_nfg(game).splitlines()[-1] == "1/10  1/1000  2"
    game = dt.signaling([0.9, 0.1], [[[1], [0]], [[0], [1]]], [[[0.5], [0]], [[0], [1]]], types=["t", "u"])
    assert '"t" 9/10 "u" 1/10' in write_efg(game)


def test_the_shipped_model_is_the_same_game_in_a_file() -> None:
    model = dt.load("unilateral-deterrence")
    game = model.game(model.values())
    back = read_efg(write_efg(game))
    assert {str(place) for place in back.information_sets} >= {"Defender at hard initiate", "Defender at soft initiate"}
    assert len(back.payoffs) == len(game.payoffs) * len(game.type_profiles)


def test_a_game_is_refused_where_it_does_not_fit(tmp_path: Path) -> None:
    strategic = dt.bimatrix([[1]])
    extensive = read_game(GAMES / "entry.efg")
    with pytest.raises(GameError, match=r"holds a StrategicGame, not ExtensiveGame; end the name in \.efg"):
        write_game(extensive, tmp_path / "game.nfg")
    with pytest.raises(GameError, match=r"holds an ExtensiveGame, not StrategicGame; end the name in \.nfg"):
        write_game(strategic, tmp_path / "game.efg")
    with pytest.raises(GameError, match=r"ends in \.efg .* not 'game.txt'"):
        write_game(strategic, tmp_path / "game.txt")
    with pytest.raises(GameError, match="half a character"):
        write_game(StrategicGame(("\ud800",), (("x",),), ((1,),)), tmp_path / "game.nfg")
    with pytest.raises(GameError, match="try write_efg"):
        write_nfg(extensive)  # type: ignore[arg-type]
    with pytest.raises(GameError, match="try write_nfg"):
        write_efg(strategic)  # type: ignore[arg-type]
    with pytest.raises(GameError, match="nan"):
        write_nfg(StrategicGame(("A",), (("x",),), ((float("nan"),),)))
    assert not [*tmp_path.iterdir()]
