"""Hypothesis strategies: games in strategic and in extensive form, with names that try everything."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from deterrence.games.extensive import Chance, ExtensiveGame, History, Move, TypeProfile
from deterrence.games.strategic import StrategicGame

numbers = st.one_of(
    st.builds(Fraction, st.integers(-3, 3), st.sampled_from([1, 1, 2, 3])),
    st.builds(Fraction, st.integers(-(10**30), 10**30), st.integers(1, 10**30)),
)
# plain words mostly; quotation marks, backslashes, our own signs and marks, and anything else at times
odd = st.sampled_from(
    ["a", "b", '"', "\\", '\\"', "#1", "#2", "a#1", "a#2", "a#1#1", "␣", "a␉b", "{", "}", ",", "é", "//"]
)
words = st.one_of(odd, st.lists(odd, min_size=1, max_size=3).map("".join), st.text(min_size=1, max_size=4))
spaced = st.one_of(words, st.sampled_from(["two words", " ", "\n", "a\r\nb", "\t"]))
actions = words.filter(lambda name: not any(letter.isspace() for letter in name))
simple = st.text("abcXYZ_019'-()", min_size=1, max_size=4)  # what every program takes for a name


def names(each: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    """Different names."""
    return st.lists(each, min_size=least, max_size=most, unique=True).map(tuple)


@st.composite
def strategic_games(draw: Any, plain: bool = False) -> StrategicGame:
    """With up to four players and three actions each."""
    each_name = simple if plain else spaced
    players = draw(names(each_name, 1, 4))
    lists = tuple(draw(names(each_name, 1, 3)) for _ in players)
    size = 1
    for each in lists:
        size *= len(each)
    payoffs = tuple(tuple(draw(st.lists(numbers, min_size=size, max_size=size))) for _ in players)
    return StrategicGame(players, lists, payoffs, draw(each_name))


@st.composite
def extensive_games(draw: Any, typed: bool = False, plain: bool = False) -> ExtensiveGame:
    """Trees of up to three moves in a row, with information sets of perfect recall, chance, and perhaps types."""
    each_name = simple if plain else spaced
    players = draw(names(each_name, 1, 3))
    lists = [draw(names(simple if plain else actions, 1, 3)) for _ in range(2)]
    moves: dict[History, Move | Chance] = {}
    labels: dict[tuple[Any, ...], list[str]] = {}
    used: dict[str, set[str]] = {player: set() for player in players}
    layer: list[History] = [()]
    ends: list[History] = []
    while layer:
        below: list[History] = []
        for history in layer:
            kind = draw(st.sampled_from(["move", "move", "chance", "end", "end"])) if history else "move"
            if kind == "end" or len(history) == 3:
                ends.append(history)
                continue
            given = draw(st.sampled_from(lists))
            below += [(*history, action) for action in given]
            if kind == "chance":
                weights = [draw(st.integers(0, 3)) for _ in given]
                weights[0] += not any(weights)
                moves[history] = Chance(
                    tuple((a, Fraction(w, sum(weights))) for a, w in zip(given, weights, strict=True))
                )
                continue
            player = draw(st.sampled_from(players))
            past = tuple(
                (before.sees, history[k])
                for k in range(len(history))
                if isinstance(before := moves[history[:k]], Move) and before.player == player
            )
            alike = labels.setdefault((player, given, past), [])
            if alike and draw(st.booleans()):
                sees = draw(st.sampled_from(alike))
            else:
                sees = " ".join(history) if draw(st.booleans()) else draw(each_name)
                while sees in used[player] or (not sees and history):
                    sees += "'"
                alike.append(sees)
                used[player].add(sees)
            moves[history] = Move(player, given, sees)
        layer = below
    types: list[tuple[str, ...]] = []
    priors: list[tuple[Fraction, ...]] = []
    for _ in players:
        own = draw(names(simple if plain else st.one_of(words, st.just("")), 1, 2)) if typed else ("",)
        weights = [draw(st.integers(0, 3)) for _ in own]
        weights[0] += not any(weights)
        types.append(own)
        priors.append(tuple(Fraction(w, sum(weights)) for w in weights))
    profiles: list[TypeProfile] = [()]
    for own in types:
        profiles = [(*profile, name) for profile in profiles for name in own]
    payoffs = {end: {profile: tuple(draw(numbers) for _ in players) for profile in profiles} for end in ends}
    return ExtensiveGame(players, tuple(types), tuple(priors), moves, payoffs, draw(each_name))
