"""The exact supports (C, A) of equilibria of a signaling game, and which of their closed cells touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, product
from operator import or_

from deterrence.solvers.polyhedron import members
from deterrence.solvers.signaling_form import SignalingForm
from deterrence.solvers.signaling_polytopes import Ray, Responding, Responses, Sending


@dataclass(frozen=True)
class Support:
    """One exact support (C, A) with the vertices of X(C, A) and of R(C, A), by position."""

    sent: tuple[int, ...]
    responses: tuple[Responses, ...]
    sendings: tuple[int, ...]
    respondings: tuple[int, ...]


def subset(small: Responses, large: Responses) -> bool:
    """Whether each mask lies inside its neighbour."""
    return all(a & ~b == 0 for a, b in zip(small, large, strict=True))


def bits(mask: int) -> tuple[int, ...]:
    """The positions of the bits that are set, ascending."""
    return tuple(members(mask))


def _faces(rays: tuple[Ray, ...]) -> tuple[Responses, ...]:
    """Every choice of responses (a nonempty set for each receiver type) that some one belief makes all best."""
    found: set[Responses] = set()
    for best in {ray.best for ray in rays}:
        found.update(product(*([m for m in range(1, mask + 1) if m & ~mask == 0] for mask in best)))
    return tuple(sorted(found))


@dataclass(frozen=True)
class _Marks:
    """Sets of vertices as bit masks, so that a face is an intersection.

    ``sends[t][s]``: vertices of P at which t sends s; ``only[t][C]``: at which t sends inside C;
    ``likes[s][A]``: at which every response in A is best. ``tight[t][s]``: vertices of Q at which s is best for t;
    ``plays[s][A]``: at which the responses lie inside A; ``uses[s][tau][r]``: at which r is played.
    """

    sends: list[list[int]]
    only: list[list[int]]
    likes: list[dict[Responses, int]]
    tight: list[list[int]]
    plays: list[dict[Responses, int]]
    uses: list[list[list[int]]]

    @staticmethod
    def of(
        form: SignalingForm,
        faces: list[tuple[Responses, ...]],
        sendings: tuple[Sending, ...],
        respondings: tuple[Responding, ...],
    ) -> _Marks:
        types, signals, kinds = range(len(form.types)), range(len(form.signals)), range(len(form.q))
        return _Marks(
            [[_marked(bool(x.sent[t] >> s & 1) for x in sendings) for s in signals] for t in types],
            [[_marked(not x.sent[t] & ~c for x in sendings) for c in range(1 << len(signals))] for t in types],
            [{face: _marked(subset(face, x.best[s]) for x in sendings) for face in faces[s]} for s in signals],
            [[_marked(bool(y.best[t] >> s & 1) for y in respondings) for s in signals] for t in types],
            [{face: _marked(subset(y.played[s], face) for y in respondings) for face in faces[s]} for s in signals],
            [
                [
                    [_marked(bool(y.played[s][k] >> r & 1) for y in respondings) for r in range(len(form.responses[s]))]
                    for k in kinds
                ]
                for s in signals
            ],
        )


def _marked(flags: Iterable[bool]) -> int:
    return int("".join("1" if flag else "0" for flag in flags)[::-1] or "0", 2)


def find_supports(
    form: SignalingForm,
    rays: tuple[tuple[Ray, ...], ...],
    sendings: tuple[Sending, ...],
    respondings: tuple[Responding, ...],
) -> Iterator[Support]:
    """Every exact support: what each type sends is chosen first, then the responses, signal by signal.

    At every step the vertices still compatible must together use exactly what was chosen so far. Faces only shrink, so
    a choice that cannot be met is dropped at once.
    """
    faces = [_faces(rays[s]) for s in range(len(form.signals))]
    marks = _Marks.of(form, faces, sendings, respondings)

    def sent_exactly(sent: tuple[int, ...], x: int) -> bool:
        return all(x & marks.sends[t][s] for t, c in enumerate(sent) for s in bits(c))

    def types(sent: tuple[int, ...], x: int, y: int) -> Iterator[tuple[tuple[int, ...], int, int]]:
        t = len(sent)
        if t == len(form.types):
            yield sent, x, y
            return
        for c in range(1, 1 << len(form.signals)):
            left = x & marks.only[t][c]
            right = y
            for s in bits(c):
                right &= marks.tight[t][s]
            if right and left and sent_exactly((*sent, c), left):
                yield from types((*sent, c), left, right)

    def responses(
        sent: tuple[int, ...], chosen: dict[int, Responses], order: list[int], x: int, y: int
    ) -> Iterator[tuple[dict[int, Responses], int, int]]:
        if len(chosen) == len(order):
            yield chosen, x, y
            return
        s = order[len(chosen)]
        for face in faces[s]:
            left, right = x & marks.likes[s][face], y & marks.plays[s][face]
            now = {**chosen, s: face}
            if (
                left
                and right
                and sent_exactly(sent, left)
                and all(
                    right & marks.uses[z][k][r]
                    for z, masks in now.items()
                    for k, mask in enumerate(masks)
                    for r in bits(mask)
                )
            ):
                yield from responses(sent, now, order, left, right)

    for sent, x, y in types((), (1 << len(sendings)) - 1, (1 << len(respondings)) - 1):
        used = reduce(or_, sent)
        order = sorted(range(len(form.signals)), key=lambda s, used=used: (not used >> s & 1, s))  # type: ignore[misc]
        for chosen, left, right in responses(sent, {}, order, x, y):
            ordered = tuple(chosen[s] for s in range(len(form.signals)))
            yield Support(sent, ordered, bits(left), bits(right))


def connected(supports: tuple[Support, ...]) -> list[list[int]]:
    """Groups of supports whose closed cells touch: cells that share a vertex of P and a vertex of Q."""
    parent = list(range(len(supports)))

    def find(k: int) -> int:
        while parent[k] != k:
            k = parent[k]
        return k

    sets = [(set(s.sendings), set(s.respondings)) for s in supports]
    for a, b in combinations(range(len(supports)), 2):
        if find(a) != find(b) and sets[a][0] & sets[b][0] and sets[a][1] & sets[b][1]:
            parent[find(b)] = find(a)
    groups: dict[int, list[int]] = {}
    for k in range(len(supports)):
        groups.setdefault(find(k), []).append(k)
    return list(groups.values())
