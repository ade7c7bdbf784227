"""War-stable networks of given capabilities, for rows that no one model file holds."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from deterrence.games.network import NetworkGame
from deterrence.solvers import solve


def war_stable(capabilities: list[Fraction], advantages: list[Fraction]) -> Mapping[str, Any]:
    """How many networks are war-stable, summed over some advantages of defence.

    Returns
    -------
    mapping
        ``nonempty`` and ``empty``: war-stable networks with and without links; ``networks`` and ``classes``: how many
        networks were looked at for each advantage, and how many of them differ by more than names.
    """
    names = tuple(f"S{k}" for k in range(1, len(capabilities) + 1))
    nonempty = empty = 0
    everything = None
    for advantage in advantages:
        answer = solve(NetworkGame(names, tuple(capabilities), advantage))
        nonempty += sum(size for links, size in zip(answer.networks, answer.sizes, strict=True) if links)
        empty += () in answer.networks
        everything = answer.counts.get("all")
    return {
        "nonempty": nonempty,
        "empty": empty,
        "networks": "not counted" if everything is None else everything.networks,
        "classes": "not counted" if everything is None or everything.classes is None else everything.classes,
    }
