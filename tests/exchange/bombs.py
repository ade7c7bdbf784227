"""Texts that attack a reader, read one after the other in a process that may use a gigabyte.

Run by `test_exchange_hostile.py`; prints for each its name, the seconds, the length of the message and its beginning.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable

from deterrence.errors import GameError
from deterrence.exchange import read_efg, read_nfg

MEGA = 10**7
NFG = 'NFG 1 R "" { "A" "B" } '
EFG = 'EFG 2 R "" { "A" "B" } '
ONE = 'EFG 2 R "" { "A" } '


def move(number: int, actions: int = 1, player: int = 1, outcome: str = "0") -> str:
    return f'p "" {player} {number} "" {{ {"".join(chr(34) * 2 for _ in range(actions))} }} {outcome} '


def chance(number: int, actions: int, outcome: str = "0") -> str:
    return f'c "" {number} "" {{ {f"{chr(34) * 2} 1/{actions} " * actions}}} {outcome} '


BOMBS: dict[str, Callable[[], str]] = {
    "ten megabytes of one digit": lambda: NFG + "{ 1 1 } 1 " + "9" * MEGA,
    "ten megabytes of zeros": lambda: NFG + "{ 1 1 } 1 0." + "0" * MEGA,
    "a ratio of ten megabytes": lambda: NFG + "{ 1 1 } 1 1/" + "3" * MEGA,
    "an exponent": lambda: NFG + "{ 1 1 } 1 1e99999999",
    "ten megabytes of exponent": lambda: NFG + "{ 1 1 } 1 1e" + "9" * MEGA,
    "ten megabytes for the number of strategies": lambda: NFG + "{ " + "9" * MEGA,
    "a text that never ends": lambda: NFG + '"' + "a" * MEGA,
    "a text of backslashes that never ends": lambda: NFG + '"' + "\\" * (MEGA + 1) + '"',
    "braces": lambda: NFG + "{" * MEGA,
    "commas": lambda: NFG + "," * MEGA,
    "blanks": lambda: NFG + "x" + " " * MEGA + "{",
    "nothing but blanks": lambda: NFG + " " * MEGA,
    "lines": lambda: NFG + "\n" * MEGA,
    "millions of players": lambda: 'NFG 1 R "" { ' + '"" ' * (MEGA // 3) + "}",
    "millions of strategies": lambda: NFG + "{ { " + '"" ' * (MEGA // 3) + "}",
    "four million profiles": lambda: NFG + "{ 2000 2000 }",
    "more profiles than atoms": lambda: 'NFG 1 R "" { ' + '"" ' * 99 + "} {" + " 2000" * 99 + " }",
    "millions of outcomes": lambda: NFG + "{ 1 1 } { " + '{ "" 0 0 } ' * (MEGA // 10) + "} 0",
    "a chain of moves": lambda: EFG + "".join(map(move, range(1, 300_000))),
    "a chain of chances": lambda: EFG + 'c "" 1 "" { "a" 1 } 0 ' * 300_000,
    "an absent mind": lambda: EFG + move(1) * 300_000,
    "millions of actions": lambda: EFG + 'p "" 1 1 "" { ' + '"" ' * (MEGA // 3) + "} 0",
    "millions of nodes": lambda: EFG + move(1, 9000) + (move(1, 900, 2) + 't "" 0 ' * 900) * 1500,
    "long names on long ways": lambda: EFG + "".join(
        f'p "" 1 {k} "" {{ "{"a" * 60_000}" "b" }} 0 ' for k in range(1, 150)
    ),
    "probabilities with long denominators": lambda: EFG + 'c "" 1 "" { ' + " ".join(
        f'"" 1/{10**900 + k}' for k in range(8000)
    ) + " } 0",
    "payoffs with long denominators": lambda: ONE + "".join(
        move(k, 2, 1, f'{k} "" {{ 1/{10**900 + k} }}') + 't "" 0 ' for k in range(1, 150)
    ),
    "long sums again and again": lambda: ONE
    + chance(1, 1, f'1 "" {{ 1/{10**450 + 1} }}')
    + chance(2, 9000)
    + chance(3, 19) + f't "" 2 "" {{ 1/{10**450 + 7} }} ' + 't "" 2 ' * 18
    + ('c "" 3 0 ' + 't "" 2 ' * 19) * 8999,
    "seventeen megabytes": lambda: NFG + " " * (17 * 2**20),
}  # fmt: skip

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
    for name, make in BOMBS.items():
        text = make()
        start = time.monotonic()
        try:
            (read_efg if text.startswith("EFG") else read_nfg)(text)
            said = "a game"
        except GameError as problem:
            said = str(problem)
        print(name, round(time.monotonic() - start, 2), len(said), repr(said[:90]), sep="|")
