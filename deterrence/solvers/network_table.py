"""All networks of some states at once: which are war-stable, by one table of who is vulnerable where.

A network is a whole number whose bits are the pairs of states in order; a set of states is one whose bits are states.
`deterrence.solvers.network` says why the table decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, groupby, permutations, product
from typing import TYPE_CHECKING, Any

from deterrence.games.network import Network, NetworkGame

if TYPE_CHECKING:
    from numpy.typing import NDArray

LISTED = 6  # states up to which networks are counted up to symmetry


@dataclass(frozen=True)
class Count:
    """Networks that satisfy some of the conditions: how many, and how many up to symmetry.

    States with the same capability are interchangeable; `classes` is None where there are too many networks to sort.
    """

    networks: int
    classes: int | None


def _pairs(count: int) -> list[tuple[int, int]]:
    return list(combinations(range(count), 2))


def links_of(game: NetworkGame, network: int) -> Network:
    """A network as links between states."""
    pairs = enumerate(_pairs(len(game.players)))
    return tuple((game.players[i], game.players[j]) for bit, (i, j) in pairs if network >> bit & 1)


def _defeats(game: NetworkGame) -> NDArray[Any]:
    """Whether a set of attackers (row) defeats a set of defenders (column): M(C) > gamma M(D), exactly."""
    import numpy as np

    count = len(game.players)
    strength = [
        sum((m for k, m in enumerate(game.capabilities) if members >> k & 1), Fraction(0))
        for members in range(1 << count)
    ]
    # one order of all numbers that are compared: places in it are small integers
    needed = [game.advantage * m for m in strength]
    place = {m: at for at, m in enumerate(sorted({*strength, *needed}))}
    attack = np.array([place[m] for m in strength])
    return np.asarray(attack[:, None] > np.array([place[m] for m in needed])[None, :])


def _vulnerable(game: NetworkGame) -> NDArray[Any]:
    """For every network the set of vulnerable states."""
    import numpy as np

    count = len(game.players)
    pairs = _pairs(count)
    networks = np.arange(1 << len(pairs), dtype=np.int32)
    allies = [np.zeros(len(networks), dtype=np.uint8) for _ in range(count)]
    for bit, (i, j) in enumerate(pairs):
        linked = (networks >> bit & 1).astype(np.uint8)
        allies[i] |= linked << j
        allies[j] |= linked << i
    defeats = _defeats(game)
    result = np.zeros(len(networks), dtype=np.uint8)
    for i in range(count):
        exposed = np.zeros(len(networks), dtype=bool)
        for j in range(count):
            if j != i:
                coalition = (allies[j] | 1 << j) & ~np.uint8(1 << i)
                exposed |= defeats[coalition, (allies[i] & ~coalition) | 1 << i]
        result |= exposed.astype(np.uint8) << i
    return result


def enumerated(game: NetworkGame) -> tuple[list[int], dict[str, Count]]:
    """The war-stable networks, and how many satisfy which conditions."""
    import numpy as np

    vulnerable = _vulnerable(game)
    networks = np.arange(len(vulnerable), dtype=np.int32)
    safe = vulnerable == 0
    adding, needed = safe.copy(), safe.copy()
    for bit, (i, j) in enumerate(_pairs(len(game.players))):
        there = networks >> bit & 1 == 1
        adding &= there | (vulnerable[networks | 1 << bit] == 0)
        ends = 1 << i | 1 << j
        needed &= ~there | (vulnerable[networks & ~(1 << bit)] & ends == ends)
    sets = {
        "all": np.ones(len(networks), dtype=bool),
        "S1": safe,
        "S1, S2": adding,
        "S1, S3": needed,
        "S1, S2, S3": adding & needed,
    }
    stable = [int(network) for network in networks[sets["S1, S2, S3"]]]
    smallest = _smallest(_alike(game)) if len(game.players) <= LISTED else None
    counts = {
        name: Count(int(members.sum()), None if smallest is None else len(np.unique(smallest[members])))
        for name, members in sets.items()
    }
    return stable, counts


def _alike(game: NetworkGame) -> tuple[int, ...]:
    """For each state the first one with the same capability."""
    return tuple(map(game.capabilities.index, game.capabilities))


def _symmetries(alike: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The ways to exchange states that are alike."""
    order = sorted(range(len(alike)), key=lambda k: alike[k])
    groups = [list(group) for _, group in groupby(order, key=lambda k: alike[k])]
    result = []
    for images in product(*(permutations(group) for group in groups)):
        image = dict(zip(order, [k for group in images for k in group], strict=True))
        result.append(tuple(image[k] for k in range(len(order))))
    return result


def _moved_bits(count: int, image: tuple[int, ...]) -> list[int]:
    """Where each bit of a network goes when states are exchanged."""
    place = {pair: bit for bit, pair in enumerate(_pairs(count))}
    return [place[min(image[i], image[j]), max(image[i], image[j])] for i, j in _pairs(count)]


@lru_cache(maxsize=16)
def _smallest(alike: tuple[int, ...]) -> NDArray[Any]:
    """For every network the smallest one that differs from it in the names of equally capable states."""
    import numpy as np

    count = len(alike)
    networks = np.arange(1 << len(_pairs(count)), dtype=np.int32)
    result = networks.copy()
    for image in _symmetries(alike):
        moved = np.zeros_like(networks)
        for bit, target in enumerate(_moved_bits(count, image)):
            moved |= (networks >> bit & 1) << target
        np.minimum(result, moved, out=result)
    return result


def classes_of(game: NetworkGame, networks: list[int]) -> list[list[int]]:
    """Networks in groups that differ in the names of equally capable states only."""
    moves = [_moved_bits(len(game.players), image) for image in _symmetries(_alike(game))]
    groups: dict[int, list[int]] = {}
    for network in networks:
        bits = [bit for bit in range(network.bit_length()) if network >> bit & 1]
        groups.setdefault(min(sum(1 << move[bit] for bit in bits) for move in moves), []).append(network)
    return list(groups.values())
