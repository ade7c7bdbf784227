"""Everyone who lists the equilibria of one game: how each is asked, and how its answer is read.

Only `ask(game)()` is timed: a game is built in the form its library takes before the clock starts, and a new one for
every run, so that nobody gains by remembering. The time of `lrsnash` holds the start of its process.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from oracles import lrsnash_input, read_lrsnash

from benchmarks.speed.games import Matrix, single_games

OURS = "deterrence"
LRSNASH = "lrsnash"
RATIONAL = "pygambit enummixed, rational"


@dataclass(frozen=True)
class Contestant:
    """Somebody who solves games.

    Attributes
    ----------
    needs
        A module, or the name of a program.
    ask
        Takes a game and returns the call to be timed.
    read
        Takes what the call returns, and the game, and returns plain data.
    warm
        Games to warm up with.
    largest
        The most actions a side that are tried at all.
    """

    needs: str
    ask: Callable[..., Callable[[], Any]]
    read: Callable[..., Any]
    warm: tuple[tuple[Any, ...], ...]
    largest: int = 99

    @property
    def missing(self) -> str:
        """Why it cannot be run; empty if it can."""
        if self.needs == LRSNASH:
            return "" if shutil.which(LRSNASH) else "the program lrsnash is not installed (Debian package lrslib)"
        return "" if find_spec(self.needs) else f"{self.needs} is not installed"


# -- us --------------------------------------------------------------------------------------------------------------


def _ours(A: Matrix, B: Matrix) -> Callable[[], Any]:
    import deterrence as dt

    game = dt.bimatrix(A, B)
    return lambda: dt.solve(game)


def _read_ours(found: Any, A: Matrix, B: Matrix) -> dict[str, Any]:
    return {
        "extreme": list(found.extreme),
        "components": [[tuple(found.subsets[k]) for k in group] for group in found.components],
        "certified": found.complete and found.exact and found.certificate.largest_gain == 0,
    }


# -- lrsnash ---------------------------------------------------------------------------------------------------------


def _lrsnash(A: Matrix, B: Matrix) -> Callable[[], Any]:
    path = Path(tempfile.gettempdir()) / "game"  # the worker has a folder of its own
    path.write_text(lrsnash_input(A, B))
    words = [shutil.which(LRSNASH) or LRSNASH, str(path)]
    return lambda: subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout


def _read_lrsnash(printed: bytes, A: Matrix, B: Matrix) -> Any:
    return read_lrsnash(printed.decode())


# -- pygambit --------------------------------------------------------------------------------------------------------


def _gambit(solve: str, **options: bool) -> Callable[[Matrix, Matrix], Callable[[], Any]]:
    def ask(A: Matrix, B: Matrix) -> Callable[[], Any]:
        import numpy as np
        import pygambit

        game = pygambit.Game.from_arrays(np.array(A, dtype=object), np.array(B, dtype=object))
        method = getattr(pygambit.nash, solve)
        return lambda: (game, method(game, **options).equilibria)

    return ask


def _read_gambit(answer: Any, A: Matrix, B: Matrix) -> Any:
    game, profiles = answer
    return [tuple(tuple(_plain(mixed[s]) for s in p.strategies) for p in game.players) for mixed in profiles]


def _plain(x: Any) -> Fraction | float:
    return x if isinstance(x, float) else Fraction(x.numerator, x.denominator)


# -- nashpy and quantecon --------------------------------------------------------------------------------------------


def _nashpy(method: str) -> Callable[[Matrix, Matrix], Callable[[], Any]]:
    def ask(A: Matrix, B: Matrix) -> Callable[[], Any]:
        import nashpy
        import numpy as np

        game = nashpy.Game(np.array(A, float), np.array(B, float))
        return lambda: list(getattr(game, method)())

    return ask


def _quantecon(method: str) -> Callable[[Matrix, Matrix], Callable[[], Any]]:
    def ask(A: Matrix, B: Matrix) -> Callable[[], Any]:
        import numpy as np
        import quantecon.game_theory as theory

        first, second = np.array(A, float), np.array(B, float)
        game = theory.NormalFormGame((theory.Player(first), theory.Player(np.ascontiguousarray(second.T))))
        solve = getattr(theory, method)
        return lambda: solve(game)

    return ask


def _read_floats(pairs: Any, A: Matrix, B: Matrix) -> Any:
    return [tuple(tuple(map(float, strategy)) for strategy in pair) for pair in pairs]


_WARM = (([[Fraction(x) for x in row] for row in ((1, 3, 0), (0, 1, 3), (3, 0, 1))],) * 2,)
# all that we compile; a test compiles nothing
_SIZES = () if os.environ.get("NUMBA_DISABLE_JIT") else (2, 4, 6, 8, 10)
_EVERY_SIZE = (*_WARM, *(single_games(f"random-{n}", 1)[0] for n in _SIZES))

CONTESTANTS = {
    OURS: Contestant("deterrence", _ours, _read_ours, _EVERY_SIZE),
    LRSNASH: Contestant(LRSNASH, _lrsnash, _read_lrsnash, _WARM),
    RATIONAL: Contestant("pygambit", _gambit("enummixed_solve", rational=True), _read_gambit, _WARM, 10),
    "pygambit enummixed, float": Contestant(
        "pygambit", _gambit("enummixed_solve", rational=False), _read_gambit, _WARM, 12
    ),
    "pygambit enumpoly": Contestant("pygambit", _gambit("enumpoly_solve"), _read_gambit, _WARM, 5),
    "nashpy support enumeration": Contestant("nashpy", _nashpy("support_enumeration"), _read_floats, _WARM, 8),
    "nashpy vertex enumeration": Contestant("nashpy", _nashpy("vertex_enumeration"), _read_floats, _WARM, 8),
    "quantecon support enumeration": Contestant(
        "quantecon", _quantecon("support_enumeration"), _read_floats, _WARM, 12
    ),
    "quantecon vertex enumeration": Contestant("quantecon", _quantecon("vertex_enumeration"), _read_floats, _WARM),
}
