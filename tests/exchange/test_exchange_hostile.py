"""Files that attack: whatever stands in them there is a game or our error, soon and in little memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import GameError
from deterrence.exchange import GameFileError, read_efg, read_game, read_nfg, write_efg, write_nfg
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.strategic import StrategicGame

GAMES = sorted((Path(__file__).parent / "games").iterdir())
BOMBS = Path(__file__).parent / "bombs.py"
TEXTS = [path.read_bytes().decode("utf-8-sig") for path in GAMES]
PIECES = [
    "{", "}", '"', "\\", ",", " ", "\n", "\0", "\ufeff", "\ud800", "0", "1", "-1", "2", "9" * 30, "1/3", "0/0", "1/0",
    "1e60", "1e61", ".5", ".", "-", "+", "e", "nan", "inf", "0x1f", "1_0", "\uff11", "\u00b2", "NFG", "EFG", "R", "c",
    "p", "t",
    '""', '"a"', '{ "a" "b" }', "{ 2 2 }", '{ "a" 1/2 "b" 1/2 }', 't "" 0', 'p "" 1 1 0', 'c "" 1 0', '"\\"', "//", "#",
]  # fmt: skip


def attempt(read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except GameError as problem:
        return problem


def a_game_or_our_error(text: str) -> None:
    for read, write in ((read_nfg, write_nfg), (read_efg, write_efg)):
        match attempt(read, text):
            case GameFileError() as problem:
                assert problem.line >= 1
                assert problem.column >= 1
                assert problem.advice
                assert len(str(problem)) < 1000
            case GameError() as problem:  # short texts without a brace or a line are taken for paths
                assert "\n" not in text
                assert "{" not in text
                assert str(problem).startswith("cannot read this file")
            case game:
                assert attempt(read, write(game)) == game


@settings(max_examples=300)
@given(st.data())
def test_mutations_of_sound_files(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        stop = min(len(text), start + data.draw(st.integers(0, 12)))
        piece = data.draw(
            st.one_of(
                st.sampled_from(PIECES),
                st.just(""),
                st.just(text[start:stop] * 2),
                st.text(max_size=3),
                st.just(text[stop : stop + 40]),
            )
        )
        text = text[:start] + piece + text[stop:]
    a_game_or_our_error(text)


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(PIECES), max_size=30),
    st.sampled_from(["", 'NFG 1 R "" { "A" } ', 'EFG 2 R "" { "A" "B" } ']),
)
def test_heaps_of_tokens(pieces: list[str], head: str) -> None:
    a_game_or_our_error(head + " ".join(pieces))


@given(st.binary(max_size=60), st.sampled_from([".nfg", ".efg"]))
def test_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str) -> None:
    path = tmp_path_factory.mktemp("bytes") / f"game{ending}"
    path.write_bytes(content)
    with pytest.raises(GameError):
        read_game(path)


def test_bombs_are_refused_soon_within_a_gigabyte() -> None:
    done = subprocess.run([sys.executable, BOMBS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line.split("|", 3) for line in done.stdout.splitlines()]
    assert len(lines) > 20
    for name, seconds, length, said in lines:
        assert said != "'a game'", name
        assert float(seconds) < 20, (name, seconds)
        assert int(length) < 1000, name


NFG = 'NFG 1 R "" { "A" "B" } '
EFG = 'EFG 2 R "" { "A" "B" } '


def test_large_games_are_read() -> None:
    body = " ".join("1 2" for _ in range(300 * 300))
    game = read_nfg(f"{NFG}{{ 300 300 }} {body}")
    assert isinstance(game, StrategicGame)
    assert game.shape == (300, 300)
    actions = " ".join(f'"{k}"' for k in range(100))
    nodes = "".join(f'p "" 2 1 "" {{ {actions} }} 0 ' + 't "" 0 ' * 100 for _ in range(100))
    tree = read_efg(f'{EFG}p "" 1 1 "" {{ {actions} }} 0 {nodes}')
    assert isinstance(tree, ExtensiveGame)
    assert len(tree.payoffs) == 10_000


def test_two_hundred_moves_in_a_row_are_read() -> None:
    chain = " ".join(f'p "" {k % 2 + 1} {k} "" {{ "go" "stop" }} 0' for k in range(1, 201))
    game = read_efg(EFG + chain + ' t "" 0' * 201)
    assert max(map(len, game.payoffs)) == 200
    assert len([*game.terminals()]) == 201
    with pytest.raises(GameFileError, match="more than 200 moves"):
        read_efg(EFG + chain.replace("p", 'c "" 1 "" { "on" 1 } 0 p', 1) + ' t "" 0' * 201)
