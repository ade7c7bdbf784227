"""Games in strategic form from Gambit's .nfg files (payoff version and outcome version), and back.

Format: "The strategic game (.nfg) file format" in Gambit's documentation. The first player's action runs fastest in a
file and the last player's in a `StrategicGame`.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod
from os import PathLike

from deterrence.errors import GameError
from deterrence.exchange.labels import labels_of, names_of
from deterrence.exchange.scanner import NUMBERS, Scanner, quoted
from deterrence.formula.rational import shown
from deterrence.games.arrays import exact_entry
from deterrence.games.strategic import StrategicGame

STRATEGIES = 2_000  # of one player


def read_nfg(source: str | PathLike[str]) -> StrategicGame:
    """A game in strategic form from the text of a Gambit .nfg file, or from its path.

    Parameters
    ----------
    source
        The text, or the path of a file.

    Returns
    -------
    StrategicGame
        With any number of players, every payoff a Fraction. The comment is dropped. Names are those of the file;
        `deterrence.exchange.labels` says what becomes of empty and repeated ones.

    Raises
    ------
    GameFileError
        With line, column and advice, for a file that is not of this format or exceeds a cap (`scanner`: 16 MB, 100
        players, a million payoffs; 2,000 strategies of a player; 1,000 digits of a number).

    Examples
    --------
    >>> game = read_nfg('NFG 1 R "Chicken" { "A" "B" } { 2 2 }  0 0  3 1  1 3  2.5 5/2')
    >>> game.payoff(0, (1, 0)), game.payoff(1, (1, 1))
    (Fraction(3, 1), Fraction(5, 2))
    """
    scan = Scanner(source)
    scan.heading("NFG", "1", "EFG")
    title, labels = scan.title_and_players()
    players = names_of(labels)
    at = scan.start
    actions = _strategies(scan, players)
    cells = prod(map(len, actions))
    if cells * len(players) > NUMBERS:
        message = f"{len(players)} players with so many strategies have more than {NUMBERS:,} payoffs"
        raise scan.refuse(message, "write a smaller game", at)
    if scan.kind == "text":
        scan.advance()  # the comment
    rows = _outcomes(scan, players, cells) if scan.at("{") else _payoffs(scan, players, cells)
    if scan.kind != "end":
        body = f"{cells:,} profiles of strategies have everything they need"
        raise scan.refuse(f"{body}, but {scan.next()} follows", "check the numbers of strategies, or leave it out")
    order = _file_places([len(names) for names in actions])
    flat = tuple(tuple(rows[place][player] for place in order) for player in range(len(players)))
    return StrategicGame(players, actions, flat, title)


def _strategies(scan: Scanner, players: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """A name for every strategy: from ``{ 3 2 }`` its number, or from ``{ { "a" "b" } ... }``."""
    at = scan.start
    scan.mark("{", "before the strategies")
    actions: list[tuple[str, ...]] = []
    while not scan.at("}"):
        if len(actions) == len(players):
            message = f"'}}' was expected after the strategies of {len(players)} players, not {scan.next()}"
            raise scan.refuse(message, "write one entry for each player")
        owner = f"player {shown(players[len(actions)])}"
        if scan.at("{"):
            actions.append(names_of(scan.texts("a strategy", "strategies", STRATEGIES, owner)))
        else:
            count = scan.integer(f"the number of strategies of {owner}", 1, STRATEGIES)
            actions.append(tuple(str(k + 1) for k in range(count)))
    if len(actions) < len(players):
        message = f"there are {len(players)} players, but strategies for {len(actions)}"
        raise scan.refuse(message, "write one entry for each player", at)
    scan.advance()
    return tuple(actions)


def _payoffs(scan: Scanner, players: tuple[str, ...], cells: int) -> list[tuple[Fraction, ...]]:
    rows = []
    for cell in range(cells):
        row: list[Fraction] = []
        for player in players:
            if scan.kind != "word":
                message = f"payoff {cell * len(players) + len(row) + 1:,} of {cells * len(players):,} was expected"
                advice = f"write {len(players)} numbers for each of {cells:,} profiles of strategies"
                if scan.at(","):
                    advice = "leave the comma out: white space divides here, and a decimal has a point"
                raise scan.refuse(f"{message}, not {scan.next()}", advice)
            row.append(scan.number(f"a payoff of {shown(player)}"))
        rows.append(tuple(row))
    return rows


def _outcomes(scan: Scanner, players: tuple[str, ...], cells: int) -> list[tuple[Fraction, ...]]:
    scan.mark("{", "before the outcomes")
    outcomes: list[tuple[Fraction, ...]] = [(Fraction(0),) * len(players)]  # the null outcome
    while not scan.at("}"):
        if len(outcomes) * len(players) > NUMBERS:
            raise scan.refuse(f"the outcomes have more than {NUMBERS:,} payoffs", "write a smaller game")
        scan.mark("{", "before an outcome, or '}' after the last")
        if scan.kind == "text":
            scan.text("the name of an outcome")
        outcomes.append(scan.payoffs(players))
    scan.advance()
    rows = []
    for cell in range(cells):
        what = f"the outcome of profile {cell + 1:,} of {cells:,}"
        rows.append(outcomes[scan.integer(what, 0, len(outcomes) - 1)])
    return rows


def _file_places(shape: list[int]) -> list[int]:
    """For every profile in row-major order, its place in a file, where the first player's strategy runs fastest."""
    places, stride = [0], 1
    for size in shape:
        places = [place + stride * k for place in places for k in range(size)]
        stride *= size
    return places


def write_nfg(game: StrategicGame, *, outcomes: bool = False) -> str:
    """The text of a Gambit .nfg file; `read_nfg` gives the game back exactly.

    Parameters
    ----------
    game
        With rational payoffs.
    outcomes
        Write the outcome version, in which equal payoffs are written once, instead of the payoff version.

    Raises
    ------
    GameError
        For payoffs that are not rational numbers, and other kinds of games.
    """
    if not isinstance(game, StrategicGame):
        raise GameError(f"a .nfg file holds a StrategicGame, not {type(game).__name__}; try write_efg")
    order = _file_places([len(names) for names in game.actions])
    cells: list[tuple[Fraction, ...]] = [()] * len(order)
    for place, row in zip(order, zip(*game.payoffs, strict=True), strict=True):
        cells[place] = tuple(x if isinstance(x, Fraction) else exact_entry(x, f"the payoff {x!r}") for x in row)
    width = len(game.actions[0])
    lines = [f"NFG 1 R {quoted(game.title)} {_braced(labels_of(game.players))}", "", *_strategy_lines(game), ""]
    if outcomes:
        numbers: dict[tuple[Fraction, ...], int] = {}
        for row in cells:
            numbers.setdefault(row, len(numbers) + 1)
        lines += ["{", *(f'{{ "{k}" {", ".join(map(str, row))} }}' for row, k in numbers.items()), "}"]
        body = [str(numbers[row]) for row in cells]
    else:
        body = [" ".join(map(str, row)) for row in cells]
    divide = " " if outcomes else "  "
    lines += [divide.join(body[start : start + width]) for start in range(0, len(body), width)]
    return "\n".join(lines) + "\n"


def _strategy_lines(game: StrategicGame) -> list[str]:
    if all(names == tuple(str(k + 1) for k in range(len(names))) for names in game.actions):
        return [f"{{ {' '.join(str(len(names)) for names in game.actions)} }}"]
    return ["{", *(_braced(labels_of(names)) for names in game.actions), "}"]


def _braced(labels: tuple[str, ...]) -> str:
    return f"{{ {' '.join(map(quoted, labels))} }}"
