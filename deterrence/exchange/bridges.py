"""Games for nashpy and pygambit, and from nashpy."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

from deterrence.errors import GameError
from deterrence.exchange.efg_text import write_efg
from deterrence.exchange.nfg import write_nfg
from deterrence.games.arrays import exact_entry
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.strategic import StrategicGame, bimatrix


def to_nashpy(game: StrategicGame) -> Any:
    """A two-player game for nashpy (Knight and Campbell 2018), which computes in floats.

    Parameters
    ----------
    game
        With two players and rational payoffs. Their names, and the exactness of numbers such as 1/3, are lost.

    Returns
    -------
    nashpy.Game

    Raises
    ------
    GameError
        For any other game.
    """
    if not isinstance(game, StrategicGame):
        raise GameError(f"nashpy has games in strategic form only, not {type(game).__name__}")
    if len(game.players) != 2:
        raise GameError(f"nashpy has games of two players only, not {len(game.players)}; try to_pygambit")
    import nashpy
    import numpy as np

    return nashpy.Game(*(np.array([[_float(x) for x in row] for row in matrix]) for matrix in game.matrices))


def from_nashpy(game: Any) -> StrategicGame:
    """The exact game behind a game of nashpy: a float means its shortest decimal, so 0.9 is 9/10.

    Parameters
    ----------
    game
        A `nashpy.Game`.

    Returns
    -------
    StrategicGame
        With players Row and Column and actions 1, 2, ...

    Raises
    ------
    GameError
        For anything without a pair of payoff matrices, and for numbers that are not finite.
    """
    matrices = getattr(game, "payoff_matrices", None)
    if not isinstance(matrices, tuple) or len(matrices) != 2:
        raise GameError(f"from_nashpy takes a nashpy.Game, not {type(game).__name__}; for matrices use bimatrix(A, B)")
    return bimatrix(*matrices)


def to_pygambit(game: StrategicGame | ExtensiveGame) -> Any:
    """A game for pygambit, exact: written as text and read by pygambit.

    Parameters
    ----------
    game
        In strategic or extensive form, with rational payoffs.

    Returns
    -------
    pygambit.gambit.Game

    Raises
    ------
    GameError
        Where pygambit is not installed, for names it does not allow (two blanks in a row, control characters), and
        for other kinds of games.
    """
    if not isinstance(game, (StrategicGame, ExtensiveGame)):
        raise GameError(f"to_pygambit takes a StrategicGame or an ExtensiveGame, not {type(game).__name__}")
    try:
        import pygambit
    except ImportError:
        raise GameError("pygambit is not installed; run: pip install 'deterrence[gambit]'") from None
    text = write_efg(game) if isinstance(game, ExtensiveGame) else write_nfg(game)
    read = pygambit.read_efg if isinstance(game, ExtensiveGame) else pygambit.read_nfg
    try:
        return read(io.StringIO(text))
    except ValueError as error:  # its rules for labels are narrower than its format's
        raise GameError(f"pygambit does not take this game: {error}") from None


def _float(x: Any) -> float:
    exact = x if isinstance(x, Fraction) else exact_entry(x, f"the payoff {x!r}")
    try:
        return float(exact)
    except OverflowError:
        raise GameError("a payoff is too large for a float; divide all payoffs of its player by one number") from None
