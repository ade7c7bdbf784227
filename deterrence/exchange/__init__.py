"""Games in files of other programs: Gambit's .nfg and .efg, nashpy's and pygambit's objects."""

from __future__ import annotations

import os
from pathlib import Path

from deterrence.errors import GameError
from deterrence.exchange.bridges import from_nashpy, to_nashpy, to_pygambit
from deterrence.exchange.efg import read_efg
from deterrence.exchange.efg_text import write_efg
from deterrence.exchange.harsanyi import private_types
from deterrence.exchange.nfg import read_nfg, write_nfg
from deterrence.exchange.scanner import GameFileError
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.strategic import StrategicGame

__all__ = [
    "GameFileError",
    "from_nashpy",
    "private_types",
    "read_efg",
    "read_game",
    "read_nfg",
    "to_nashpy",
    "to_pygambit",
    "write_efg",
    "write_game",
    "write_nfg",
]

ENDINGS = (".efg", ".nfg")


def read_game(path: str | os.PathLike[str]) -> StrategicGame | ExtensiveGame:
    """The game in a Gambit file: .nfg holds a game in strategic form, .efg an extensive game.

    Parameters
    ----------
    path
        A file whose name ends in .nfg or .efg.

    Raises
    ------
    GameError
        With file, line and column where the file is not of its format (see `read_efg` and `read_nfg` for the caps).
    """
    place = Path(path)
    return read_efg(place) if _ending(place) == ".efg" else read_nfg(place)


def write_game(game: StrategicGame | ExtensiveGame, path: str | os.PathLike[str]) -> None:
    """Write a game to a Gambit file; `read_game` gives it back.

    Parameters
    ----------
    game
        In strategic form for .nfg, extensive for .efg.
    path
        A file whose name ends in .nfg or .efg. An old file is replaced once the text is complete.

    Raises
    ------
    GameError
        Where the game does not fit the ending, has payoffs that are not rational numbers or names that no file can
        hold.
    OSError
        Where the file cannot be written.
    """
    place = Path(path)
    if _ending(place) == ".efg":
        if not isinstance(game, ExtensiveGame):
            raise GameError(f"a .efg file holds an ExtensiveGame, not {type(game).__name__}; end the name in .nfg")
        text = write_efg(game)
    else:
        if not isinstance(game, StrategicGame):
            raise GameError(f"a .nfg file holds a StrategicGame, not {type(game).__name__}; end the name in .efg")
        text = write_nfg(game)
    try:
        content = text.encode()
    except UnicodeEncodeError:
        raise GameError("a name in this game holds half a character (a lone surrogate); write another name") from None
    place.write_bytes(content)


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise GameError(f"a game file ends in .efg (extensive form) or .nfg (strategic form), not '{path.name[:100]}'")
    return ending
