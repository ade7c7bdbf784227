"""Games in strategic form: players, actions, and one payoff a player for every profile of actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import chain, product
from math import isfinite, lcm, prod
from numbers import Rational, Real
from typing import Any

from deterrence.errors import DeterrenceError, GameError
from deterrence.formula import number
from deterrence.games.arrays import refuse_objects
from deterrence.shown import Shown

__all__ = ["StrategicGame", "bimatrix"]

PLAIN = 1000  # bits of an integer that needs no second look
PLAYERS = ("Row", "Column")


@dataclass(frozen=True)
class StrategicGame(Shown):
    """A finite game in strategic form, with any number of players.

    Numbers may be of any system (Fraction, ndarray over designs, sympy, z3): the class looks at structure only. The
    builder `bimatrix` takes numbers from people, checks them and makes them exact.

    Parameters
    ----------
    players
        Names, in order.
    actions
        For each player the names of the actions.
    payoffs
        For each player one number per profile of actions. The last player's action runs fastest (row-major order): a
        two-player game lists Row's first action against every action of Column, then Row's second, and so on.
    title
        A name for tables. It does not count when games are compared.

    Raises
    ------
    GameError
        If names are missing or repeated, or the payoffs do not fit the actions.
    """

    players: tuple[str, ...]
    actions: tuple[tuple[str, ...], ...]
    payoffs: tuple[tuple[Any, ...], ...]
    title: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        players = _names(self.players, "players")
        if len(self.actions) != len(players):
            raise GameError(f"{len(players)} players have {len(self.actions)} lists of actions; write one each")
        actions = tuple(
            _names(names, f"the actions of {player}") for player, names in zip(players, self.actions, strict=True)
        )
        if len(self.payoffs) != len(players):
            raise GameError(f"{len(players)} players have {len(self.payoffs)} lists of payoffs; write one each")
        payoffs = tuple(tuple(given) for given in self.payoffs)
        size = prod(map(len, actions))
        for player, given in zip(players, payoffs, strict=True):
            if len(given) != size:
                raise GameError(
                    f"{player} has {len(given)} payoffs, but there are {size} profiles of actions; "
                    "write one number per profile in a flat list, the last player's action running fastest"
                )
        object.__setattr__(self, "players", players)
        object.__setattr__(self, "actions", actions)
        object.__setattr__(self, "payoffs", payoffs)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many actions each player has."""
        return tuple(map(len, self.actions))

    def profiles(self) -> Iterator[tuple[int, ...]]:
        """All profiles of action indices, in the order of the payoffs."""
        return product(*(range(size) for size in self.shape))

    def payoff(self, player: int, profile: Sequence[int]) -> Any:
        """The payoff of one player (by index) where each plays the action with the index in `profile`."""
        if len(profile) != len(self.players):
            raise GameError(f"a profile names one action for each of {len(self.players)} players, not {tuple(profile)}")
        place = 0
        for index, size in zip(profile, self.shape, strict=True):
            if not 0 <= index < size:
                raise GameError(f"profile {tuple(profile)} does not fit; the players have {self.shape} actions, from 0")
            place = place * size + index
        return self.payoffs[player][place]

    @cached_property
    def integers(self) -> tuple[tuple[list[int], int], ...]:
        """For each player the payoffs, rational numbers, times a number that makes them integers; and that number."""
        result = []
        for flat in self.payoffs:
            scale = lcm(*{x.denominator for x in flat})
            if scale == 1:
                result.append(([x.numerator for x in flat], 1))
            else:
                result.append(([x.numerator * (scale // x.denominator) for x in flat], scale))
        return tuple(result)

    @property
    def matrices(self) -> tuple[tuple[tuple[Any, ...], ...], tuple[tuple[Any, ...], ...]]:
        """The payoff matrices (A, B) of a two-player game, as tuples of rows."""
        if len(self.players) != 2:
            raise GameError(f"payoff matrices need two players; this game has {len(self.players)}: use payoff()")
        rows, columns = self.shape
        first, second = (tuple(flat[i * columns : (i + 1) * columns] for i in range(rows)) for flat in self.payoffs)
        return first, second


def bimatrix(
    A: Any,
    B: Any = None,
    *,
    players: Sequence[str] = PLAYERS,
    actions: Sequence[Sequence[str]] | None = None,
) -> StrategicGame:
    """A two-player game from its payoff matrices, exact.

    Parameters
    ----------
    A
        The payoffs of the row player: ``A[i][j]`` where Row plays i and Column plays j. A list of rows or a
        two-dimensional array, of integers, Fractions, decimals or text such as ``"1/3"``. A float means its shortest
        decimal: 0.9 is 9/10.
    B
        The payoffs of the column player, in the same layout. Without it the game is zero-sum: B = -A.
    players
        The two names.
    actions
        The names of Row's and of Column's actions; "1", "2", ... unless given.

    Returns
    -------
    StrategicGame
        With every payoff a Fraction.

    Raises
    ------
    GameError
        For anything that is not a matrix of finite rational numbers, with the place and what to write instead.

    Examples
    --------
    >>> bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]]).shape
    (2, 2)
    """
    row_payoffs = _matrix(A, "A")
    if B is None:
        column_payoffs = [[-x for x in row] for row in row_payoffs]
    else:
        column_payoffs = _matrix(B, "B")
    shape = len(row_payoffs), len(row_payoffs[0])
    other = len(column_payoffs), len(column_payoffs[0])
    if shape != other:
        hint = "write B transposed" if other == shape[::-1] else "give both matrices one shape"
        raise GameError(
            f"A is {shape[0]} x {shape[1]} but B is {other[0]} x {other[1]}; B[i][j] is Column's payoff where Row "
            f"plays i and Column plays j: {hint}"
        )
    names = _names(players, "players")
    if len(names) != 2:
        raise GameError(f"a bimatrix game has two players, not {len(names)}: {', '.join(names)}")
    flat = tuple(tuple(chain.from_iterable(matrix)) for matrix in (row_payoffs, column_payoffs))
    if actions is None:
        return StrategicGame(names, (_numbers(shape[0]), _numbers(shape[1])), flat)
    if isinstance(actions, str) or len(actions) != 2:
        raise GameError("actions must be two lists of names, such as [['defend', 'abandon'], ['attack', 'hold']]")
    chosen = tuple(_names(given, f"the actions of {name}") for name, given in zip(names, actions, strict=True))
    for name, given, size in zip(names, chosen, shape, strict=True):
        if len(given) != size:
            raise GameError(f"{name} has {size} actions in the matrices but {len(given)} names: {', '.join(given)}")
    return StrategicGame(names, chosen, flat)


@lru_cache(maxsize=256)
def _numbers(size: int) -> tuple[str, ...]:
    """The names "1", "2", ..."""
    return tuple(str(k + 1) for k in range(size))


def _names(given: Sequence[str], what: str) -> tuple[str, ...]:
    """The names as a tuple: text, none empty, none twice."""
    if isinstance(given, str):
        raise GameError(f"{what} must be a list of names, not the text {given!r}; write [{given!r}, ...]")
    names = tuple(given)
    if names and (names is PLAYERS or names is _numbers(len(names))):
        return names
    if not names:
        raise GameError(f"{what} must have at least one name")
    if {*map(type, names)} == {str} and all(names) and len({*names}) == len(names):
        return names
    for name in names:
        if not isinstance(name, str) or not name:
            raise GameError(f"{what} must have names that are text and not empty, not {name!r}")
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise GameError(f"{what} must have different names; given twice: {', '.join(twice)}")
    return tuple(map(str, names))


def _matrix(given: Any, name: str) -> list[list[Fraction]]:
    """A matrix from people as rows of Fractions, or an error that says what to write."""
    if hasattr(given, "to_numpy"):  # a data frame
        given = given.to_numpy()
    else:
        refuse_objects(given, name)
    shape = getattr(given, "shape", None)
    if shape is not None and len(shape) != 2:
        advice = "write [[...]] for a single row" if len(shape) < 2 else "give each player's matrix apart, as A and B"
        raise GameError(f"{name} has {len(shape)} dimensions (shape {tuple(shape)}); a payoff matrix has 2: {advice}")
    if shape is not None and str(getattr(given, "dtype", "")) in ("int64", "float64"):
        given = given.tolist()  # the same numbers as Python's own, which are read faster
    elif shape is not None:
        given = [[given[i, j] for j in range(shape[1])] for i in range(shape[0])]
    if not isinstance(given, (list, tuple)):
        raise GameError(
            f"{name} must be a list of rows or a two-dimensional array, not of type {type(given).__name__}; "
            f"write {name} = [[1, 0], [0, 1]]"
        )
    if not given:
        raise GameError(f"{name} is empty; each player needs at least one action")
    for i, row in enumerate(given):
        if not isinstance(row, (list, tuple)) and len(getattr(row, "shape", ())) != 1:
            raise GameError(
                f"row {i} of {name} is of type {type(row).__name__}, not a list of numbers; "
                "write [[...]] for a single row"
            )
        if len(row) != len(given[0]):
            raise GameError(
                f"{name} is ragged: row {i} has {len(row)} numbers but row 0 has {len(given[0])}; "
                "give every row one number per column"
            )
    if not len(given[0]):
        raise GameError(f"row 0 of {name} is empty; each player needs at least one action")
    return [
        [
            _whole(x) if type(x) is int and x.bit_length() < PLAIN else _entry(x, f"{name}[{i}][{j}]", i, j)
            for j, x in enumerate(row)
        ]
        for i, row in enumerate(given)
    ]


@lru_cache(maxsize=4096)
def _whole(x: int) -> Fraction:
    """A whole number: most payoffs are small ones, and each need be made a Fraction only once."""
    return Fraction(x)


def _entry(x: Any, place: str, row: int, column: int) -> Fraction:
    """One payoff as a Fraction."""
    where = f"{place} (row {row}, column {column}, counted from 0)"
    kind = type(x).__name__
    if isinstance(x, (list, tuple, dict)) or getattr(x, "shape", ()) != ():
        raise GameError(
            f"{where} is of type {kind}, not one number; give each player's matrix apart: A for Row's payoffs, B for "
            "Column's"
        )
    if kind in ("bool", "bool_"):
        raise GameError(f"{where} is {x}, a truth value; write {int(x)}")
    if isinstance(x, Real) and not isinstance(x, Rational) and not isfinite(x):
        raise GameError(f"{where} is {x}; write a finite number: a payoff large enough to be avoided, or to be sought")
    try:
        return number(x)
    except DeterrenceError as error:
        advice = getattr(error, "advice", None)
        raise GameError(f"{where}: {getattr(error, 'message', error)}{f'; {advice}' if advice else ''}") from error
