"""nashpy and pygambit: what we hand over is the game, and what they read in a file is what we read in it."""

from __future__ import annotations

import io
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import nashpy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_games import extensive_games, strategic_games

import deterrence as dt
from deterrence.errors import GameError
from deterrence.exchange import read_efg, read_nfg, write_efg, write_nfg
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.strategic import StrategicGame

GAMES = sorted((Path(__file__).parent / "games").iterdir())
PRISONERS = dt.bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])


# -- nashpy ----------------------------------------------------------------------------------------------------------


def test_nashpy_gets_the_game() -> None:
    handed = dt.to_nashpy(PRISONERS)
    assert isinstance(handed, nashpy.Game)
    assert [matrix.tolist() for matrix in handed.payoff_matrices] == [[[3, 0], [5, 1]], [[3, 5], [0, 1]]]
    (only,) = handed.support_enumeration()
    assert [strategy.tolist() for strategy in only] == [[0, 1], [0, 1]]


def test_a_float_of_nashpy_means_its_shortest_decimal() -> None:
    game = dt.from_nashpy(nashpy.Game(np.array([[0.1, 1e-3]]), np.array([[-2.5, 3]])))
    assert game.matrices == (((Fraction(1, 10), Fraction(1, 1000)),), ((Fraction(-5, 2), Fraction(3)),))
    assert game.players == ("Row", "Column")
    zero_sum = dt.from_nashpy(nashpy.Game([[1, -1], [-1, 1]]))
    assert zero_sum == dt.bimatrix([[1, -1], [-1, 1]])


decimals = st.integers(-(10**12), 10**12).map(lambda k: Fraction(k, 10**6))


@settings(max_examples=50)
@given(st.integers(1, 3), st.integers(1, 3), st.data())
def test_decimals_come_back_from_nashpy(rows: int, columns: int, data: st.DataObject) -> None:
    matrix = st.lists(st.lists(decimals, min_size=columns, max_size=columns), min_size=rows, max_size=rows)
    game = dt.bimatrix(data.draw(matrix), data.draw(matrix))
    assert dt.from_nashpy(dt.to_nashpy(game)) == game


def test_what_nashpy_cannot_hold_is_refused() -> None:
    three = StrategicGame(("A", "B", "C"), (("x",),) * 3, ((1,),) * 3)
    with pytest.raises(GameError, match="games of two players only, not 3; try to_pygambit"):
        dt.to_nashpy(three)
    with pytest.raises(GameError, match="strategic form only, not ExtensiveGame"):
        dt.to_nashpy(dt.read_game(next(path for path in GAMES if path.suffix == ".efg")))  # type: ignore[arg-type]
    with pytest.raises(GameError, match="too large for a float"):
        dt.to_nashpy(dt.bimatrix([[10**400]]))
    with pytest.raises(GameError, match=r"takes a nashpy\.Game, not list"):
        dt.from_nashpy([[1]])
    with pytest.raises(GameError, match="finite"):
        dt.from_nashpy(nashpy.Game([[float("nan")]]))


def test_neither_is_imported_before_it_is_used() -> None:
    code = (
        "import sys, deterrence as dt; dt.read_game(sys.argv[1]); dt.to_nashpy; "
        "print(*({'nashpy', 'pygambit', 'numpy', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(GAMES[0])], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


# -- pygambit --------------------------------------------------------------------------------------------------------

# samples that pygambit 16 or 17 refuses, and why we do not
NARROWER = {
    "centipede.efg": "it compares 1/2 with 0.5 as text",
    "crisis.efg": "it allows no labels with line feeds, and a name must be divided from what follows",
    "doors.efg": "it wants different names for chance events",
    "inspection.nfg": "it does not know +0.5",
    "stag-hunt.nfg": "it does not know +.3E1",
    "lonely.nfg": "it names repeated strategies in its own way",
}


@pytest.fixture(scope="module")
def pygambit() -> ModuleType:
    try:
        import pygambit
    except ImportError:
        pytest.skip("pygambit is not installed (pip install 'deterrence[gambit]'): nothing to compare with")
    return pygambit


def back(game: Any) -> StrategicGame | ExtensiveGame:
    """What pygambit writes, read by us."""
    extensive = getattr(game, "is_tree", type(game).__name__ == "ExtensiveGame")  # 16 has one class, 17 two
    text = game.to_efg() if extensive else game.to_nfg()
    return read_efg(text) if text.startswith("EFG") else read_nfg(text)


@pytest.mark.parametrize("path", [path for path in GAMES if path.name not in NARROWER], ids=lambda path: path.name)
def test_pygambit_reads_in_a_file_what_we_read(path: Path, pygambit: ModuleType) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    read = pygambit.read_efg if path.suffix == ".efg" else pygambit.read_nfg
    assert back(read(io.StringIO(text))) == dt.read_game(path)


@pytest.mark.parametrize("path", GAMES, ids=lambda path: path.name)
def test_pygambit_gets_the_game(path: Path, pygambit: ModuleType) -> None:
    game = dt.read_game(path)
    if path.name == "crisis.efg":
        with pytest.raises(GameError, match=r"pygambit does not take this game: .*label"):
            dt.to_pygambit(game)
    elif path.name != "lonely.nfg":
        assert back(dt.to_pygambit(game)) == game


@settings(max_examples=50)
@given(strategic_games(plain=True))
def test_random_strategic_games_pass_through_pygambit(pygambit: ModuleType, game: StrategicGame) -> None:
    assert back(dt.to_pygambit(game)) == game
    assert back(pygambit.read_nfg(io.StringIO(write_nfg(game, outcomes=True)))) == game


@settings(max_examples=50)
@given(extensive_games(plain=True), extensive_games(plain=True, typed=True))
def test_random_trees_pass_through_pygambit(pygambit: ModuleType, game: ExtensiveGame, typed: ExtensiveGame) -> None:
    assert back(dt.to_pygambit(game)) == game
    assert back(dt.to_pygambit(typed)) == read_efg(write_efg(typed))


def test_the_shipped_models_pass_through_pygambit(pygambit: ModuleType) -> None:
    model = dt.load("unilateral-deterrence")
    game = model.game(model.values())
    handed = dt.to_pygambit(game)
    assert handed.is_perfect_recall
    assert back(handed) == read_efg(write_efg(game))


def test_the_extreme_equilibria_are_those_pygambit_enumerates(pygambit: ModuleType) -> None:
    for path in GAMES:
        game = dt.read_game(path)
        if not isinstance(game, StrategicGame) or len(game.players) != 2:
            continue
        found = pygambit.nash.enummixed_solve(dt.to_pygambit(game), rational=True).equilibria
        theirs = {
            tuple(
                tuple(Fraction(str(mixed[player][action])) for action in actions)
                for player, actions in zip(game.players, game.actions, strict=True)
            )
            for mixed in found
        }
        assert theirs == set(dt.solve(game).extreme)


def test_without_pygambit_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygambit", None)
    with pytest.raises(GameError, match=r"pip install 'deterrence\[gambit\]'"):
        dt.to_pygambit(PRISONERS)
    with pytest.raises(GameError, match="takes a StrategicGame or an ExtensiveGame, not str"):
        dt.to_pygambit("game.efg")  # type: ignore[arg-type]
