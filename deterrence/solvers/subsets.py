"""Maximal Nash subsets and components of the equilibria of a two-player game: bicliques of the extreme equilibria.

References
----------
Avis, Rosenberg, Savani and von Stengel (2010), Enumeration of Nash equilibria for two-player games.
Norris (1978), An algorithm for computing the maximal rectangles in a binary relation.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from operator import or_
from typing import TypeAlias

from deterrence.solvers.polyhedron import members

__all__ = ["maximal_bicliques"]

Biclique: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]


def maximal_bicliques(partners: list[int]) -> tuple[list[Biclique], tuple[tuple[int, ...], ...]]:
    """The maximal pairs (U, V), not empty, with every x in U a partner of every y in V; and which are connected.

    Parameters
    ----------
    partners
        For each x the set of its partners y, as bits.

    Returns
    -------
    bicliques
        The members of U and of V, in ascending order.
    components
        The indices of the bicliques that are connected with each other. For strategies: those of Row that share a
        partner are connected, because that partner against any mixture of them is an equilibrium.
    """
    if len(set(partners)) == len(partners) and not any(ys & ys - 1 for ys in partners):  # every pair on its own
        found: list[Biclique] = [((k,), (ys.bit_length() - 1,)) for k, ys in enumerate(partners)]
        return found, tuple([(k,) for k in range(len(found))])
    alike: dict[int, int] = {}  # a set of partners: those x that have just these
    for k, ys in enumerate(partners):
        alike[ys] = alike.get(ys, 0) | 1 << k
    numbered = sorted(
        (_listed(xs), _listed(ys), number)
        for number, group in enumerate(_connected(alike))
        for xs, ys in _in_group(group)
    )
    components: dict[int, list[int]] = {}
    for k, (_, _, number) in enumerate(numbered):
        components.setdefault(number, []).append(k)
    return [(xs, ys) for xs, ys, _ in numbered], tuple(map(tuple, components.values()))


@lru_cache(maxsize=4096)
def _listed(bits: int) -> tuple[int, ...]:
    return tuple(members(bits))


def _connected(alike: dict[int, int]) -> list[dict[int, int]]:
    """The parts that share no y with each other."""
    if len(alike) == 1:
        return [alike]
    root = list(range(max(alike).bit_length()))

    def root_of(y: int) -> int:
        while root[y] != y:
            root[y] = y = root[root[y]]
        return y

    for ys in alike:
        if ys & (ys - 1):
            first, *rest = map(root_of, _listed(ys))
            for y in rest:
                root[root_of(y)] = root_of(first)
    groups: dict[int, dict[int, int]] = {}
    for ys, xs in alike.items():
        groups.setdefault(root_of(ys.bit_length() - 1), {})[ys] = xs
    return list(groups.values())


def _in_group(alike: dict[int, int]) -> list[tuple[int, int]]:
    """All maximal pairs, as bits.

    The sets V are the intersections of the sets of partners. Adding one x at a time meets only such intersections, so
    the work is proportional to the number of answers (Norris 1978).
    """
    if len(alike) == 1:
        return [(xs, ys) for ys, xs in alike.items()]
    closed: set[int] = set()
    for matching in alike:
        closed |= {matching, *(matching & other for other in closed)}
    closed.discard(0)
    return [(reduce(or_, [xs for matching, xs in alike.items() if matching & ys == ys]), ys) for ys in closed]
