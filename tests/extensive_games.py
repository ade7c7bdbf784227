"""Extensive games from the literature, with what is known of their equilibria, and random ones."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction as F
from typing import Any

import deterrence as dt


def untyped(
    players: Sequence[str], moves: Mapping[str, tuple[Any, ...]], payoffs: Mapping[str, Any]
) -> dt.ExtensiveGame:
    """A tree without private types: histories as words; a move is (player, actions) or (player, actions, sees).

    A move whose player is empty is chance, with (action, probability) pairs.
    """
    nobody = ("",) * len(players)
    return dt.ExtensiveGame(
        tuple(players),
        ((("",)),) * len(players),
        ((F(1),),) * len(players),
        {
            tuple(history.split()): (
                dt.Move(move[0], tuple(move[1].split()), *move[2:])
                if move[0]
                else dt.Chance(tuple((a, F(p)) for a, p in move[1]))
            )
            for history, move in moves.items()
        },
        {tuple(end.split()): {nobody: tuple(F(x) for x in row)} for end, row in payoffs.items()},
    )


def horse() -> dt.ExtensiveGame:
    """Selten's horse (1975), with the payoffs of Osborne and Rubinstein (1994), figure 225.1."""
    return untyped(
        ("1", "2", "3"),
        {
            "": ("1", "D C"),
            "C": ("2", "d c"),
            "D": ("3", "L R", "dark"),
            "C d": ("3", "L R", "dark"),
        },
        {
            "D L": (3, 3, 2),
            "D R": (0, 0, 0),
            "C d L": (4, 4, 0),
            "C d R": (0, 0, 1),
            "C c": (1, 1, 1),
        },
    )


def entry() -> dt.ExtensiveGame:
    """The chain store's stage game (Selten 1978): the threat to fight is empty."""
    return untyped(
        ("Entrant", "Incumbent"),
        {"": ("Entrant", "out in"), "in": ("Incumbent", "fight yield")},
        {"out": (1, 5), "in fight": (0, 0), "in yield": (2, 2)},
    )


def two_judges(outside: int = 3) -> dt.ExtensiveGame:
    """1 stays out or takes L or R unseen; 2 passes on to 3 or stops; 3 judges too. Both see the same, so they believe
    the same in every sequential equilibrium; weak perfect Bayesian equilibrium lets them differ."""
    return untyped(
        ("1", "2", "3"),
        {
            "": ("1", "out L R"),
            "L": ("2", "stop pass", "called"),
            "R": ("2", "stop pass", "called"),
            "L pass": ("3", "l r", "passed"),
            "R pass": ("3", "l r", "passed"),
        },
        {
            "out": (outside, 0, 0),
            "L stop": (0, 1, 0),
            "R stop": (0, 0, 0),
            "L pass l": (0, 0, 1),
            "R pass l": (0, 1, 0),
            "L pass r": (0, 0, 0),
            "R pass r": (0, 1, 1),
        },
    )


def random_tree(
    rng: random.Random, players: tuple[str, ...], depth: int, values: tuple[int, ...], hidden: float = 0.5
) -> dt.ExtensiveGame:
    """A random tree in which some moves are not seen by the next mover, with perfect recall."""
    moves: dict[Any, Any] = {}
    payoffs: dict[Any, Any] = {}
    nobody = ("",) * len(players)

    def end(history: tuple[str, ...]) -> None:
        payoffs[history] = {nobody: tuple(F(rng.choice(values)) for _ in players)}

    def grow(histories: list[tuple[str, ...]], last: str, insiders: frozenset[str]) -> None:
        """One player moves at all of these histories and cannot tell them apart; insiders can."""
        if len(histories[0]) == depth or (histories[0] and rng.random() < 0.2):
            for history in histories:
                end(history)
            return
        outsiders = [name for name in players if name not in insiders]
        if len(histories) > 1 and (not outsiders or rng.random() < 0.2):
            for history in histories:
                grow([history], last, frozenset())
            return
        player = rng.choice([name for name in outsiders if name != last] or outsiders)
        actions = tuple(f"{'abcd'[len(histories[0])]}{k}" for k in range(rng.choice((2, 2, 3))))
        for history in histories:
            moves[history] = dt.Move(player, actions, "|".join(" ".join(each) for each in histories))
        if rng.random() < hidden and len(histories) * len(actions) <= 4:
            grow([(*history, a) for history in histories for a in actions], player, insiders | {player})
        else:
            for a in actions:
                grow([(*history, a) for history in histories], player, insiders)

    grow([()], "", frozenset())
    return dt.ExtensiveGame(players, (("",),) * len(players), ((F(1),),) * len(players), moves, payoffs)


def two_steps(rng: random.Random, values: Sequence[int], receiver_types: bool = False) -> dt.ExtensiveGame:
    """A typed player goes out or in, then steps c or d, and another answers: Bayes' rule off the path matters."""
    types = (("g", "b"), ("s", "t") if receiver_types else ("",))
    ends = [("out",), *(("in", step, answer) for step in "cd" for answer in "xy")]
    return dt.ExtensiveGame(
        ("Actor", "Other"),
        types,
        ((F(1, 3), F(2, 3)), (F(1, 2), F(1, 2)) if receiver_types else (F(1),)),
        {
            (): dt.Move("Actor", ("out", "in")),
            ("in",): dt.Move("Actor", ("c", "d")),
            ("in", "c"): dt.Move("Other", ("x", "y")),
            ("in", "d"): dt.Move("Other", ("x", "y")),
        },
        {
            end: {(t, r): (F(rng.choice(values)), F(rng.choice(values))) for t in types[0] for r in types[1]}
            for end in ends
        },
    )
