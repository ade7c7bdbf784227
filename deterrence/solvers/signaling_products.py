"""The maximal products X(C, A) x R(C, A) whose union is the set of equilibrium strategies of a signaling game.

A vertex of P and a vertex of Q are *partners* if every signal sent in the one is best against the other and every
response played in the other is best where its signal is sent in the one. Equilibria are the products of vertices of P
with vertices of Q in which all are partners; for perfect Bayesian equilibria, moreover, one belief must make all
responses best after each signal that nobody sends. Proofs are in docs/signaling.md, section 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import or_

from deterrence.errors import SolverError
from deterrence.solvers.groups import Groups
from deterrence.solvers.polyhedron import members
from deterrence.solvers.signaling_form import SignalingForm
from deterrence.solvers.signaling_polytopes import Ray, Responding, Responses, Sending

MOST_PRODUCTS = 5_000


@dataclass(frozen=True)
class Factors:
    """A product of two polytopes of strategies.

    Attributes
    ----------
    sent, responses
        C and A: what is sent by each type, what is played after each signal by each type of the receiver, as masks.
    sendings, respondings
        The vertices of X(C, A) and of R(C, A), by position.
    """

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


def marked(flags: Iterable[bool]) -> int:
    """The positions that are true, as bits."""
    return int("".join("1" if flag else "0" for flag in flags)[::-1] or "0", 2)


def find_products(
    form: SignalingForm,
    rays: Sequence[Sequence[Ray]] | None,
    sendings: Sequence[Sending],
    respondings: Sequence[Responding],
) -> tuple[Factors, ...]:
    """The maximal products.

    Parameters
    ----------
    rays
        Extreme beliefs after each signal. None: responses to signals that nobody sends need no belief (Nash).

    Returns
    -------
    None lies in another, and their union is the set of equilibrium strategies.

    Raises
    ------
    SolverError
        Where there are too many.
    """
    partners = _partners(form, sendings, respondings)
    found: set[tuple[int, int]] = set()
    if rays is None:
        everyone = [a for a, row in enumerate(partners) if row]
        found.update(_bicliques(everyone, partners, (1 << len(respondings)) - 1))
    else:
        sends = [reduce(or_, x.sent) for x in sendings]
        faces = [
            [marked(subset(y.played[s], best) for y in respondings) for best in {ray.best for ray in rays[s]}]
            for s in range(len(form.signals))
        ]
        unions: set[int] = set()
        for mask in {sends[a] for a, row in enumerate(partners) if row}:
            unions |= {mask, *(mask | other for other in unions)}
        for used in sorted(unions):  # the signals that are sent, by one type or another
            inside = [a for a, row in enumerate(partners) if row and not sends[a] & ~used]
            answers = [reduce(or_, (partners[a] for a in inside))]
            for s in range(len(form.signals)):
                if not used >> s & 1:
                    answers = _largest({mask & face for mask in answers for face in faces[s]})
            for mask in answers:
                found.update(
                    (xs, ys)
                    for xs, ys in _bicliques(inside, partners, mask)
                    if reduce(or_, (sends[a] for a in members(xs))) == used
                )
                _check_count(found)
    products = [_factors(xs, ys, sendings, respondings) for xs, ys in _maximal(found)]
    return tuple(sorted(products, key=lambda one: (one.sent, one.responses)))


def _partners(form: SignalingForm, sendings: Sequence[Sending], respondings: Sequence[Responding]) -> list[int]:
    """For each vertex of P its partners among the vertices of Q."""
    types, signals, kinds = range(len(form.types)), range(len(form.signals)), range(len(form.q))
    tight = [[marked(bool(y.best[t] >> s & 1) for y in respondings) for s in signals] for t in types]
    counts = [len(responses) for responses in form.responses]
    plays = [
        [[marked(bool(y.played[s][k] >> r & 1) for y in respondings) for r in range(counts[s])] for k in kinds]
        for s in signals
    ]
    result = []
    for x in sendings:
        mask = (1 << len(respondings)) - 1
        for t in types:
            for s in members(x.sent[t]):
                mask &= tight[t][s]
        for s in signals:
            for k in kinds:
                for r, played in enumerate(plays[s][k]):
                    if mask and not x.best[s][k] >> r & 1:
                        mask &= ~played
        result.append(mask)
    return result


def _bicliques(inside: Sequence[int], partners: Sequence[int], within: int) -> list[tuple[int, int]]:
    """All pairs of sets in which all are partners and to which neither a vertex of P nor one of Q can be added.

    The sets of vertices of Q are the intersections of sets of partners (Norris 1978).
    """
    closed: set[int] = set()
    for row in {partners[a] & within for a in inside}:
        if row:
            closed |= {row, *(row & other for other in closed)}
            _check_count(closed)
    closed.discard(0)
    return [(sum(1 << a for a in inside if partners[a] & ys == ys), ys) for ys in closed]


def _check_count(found: set[int] | set[tuple[int, int]]) -> None:
    if len(found) > MOST_PRODUCTS:
        raise SolverError(
            f"this signaling game has more than {MOST_PRODUCTS:,} products of equilibria, because many payoffs are "
            "tied: use fewer types, signals or responses"
        )


def _largest(found: set[int]) -> list[int]:
    """The sets that are not empty and lie in no other."""
    return [a for a in sorted(found) if a and not any(a != b and not a & ~b for b in found)]


def _maximal(found: set[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for xs, ys in sorted(found, key=lambda pair: (-pair[0].bit_count() - pair[1].bit_count(), pair)):
        if not any(not xs & ~more and not ys & ~others for more, others in kept):
            kept.append((xs, ys))
    return kept


def _factors(xs: int, ys: int, sendings: Sequence[Sending], respondings: Sequence[Responding]) -> Factors:
    senders, receivers = bits(xs), bits(ys)
    sent = tuple(reduce(or_, masks) for masks in zip(*(sendings[a].sent for a in senders), strict=True))
    played = zip(*(respondings[b].played for b in receivers), strict=True)
    responses = tuple(tuple(reduce(or_, masks) for masks in zip(*at, strict=True)) for at in played)
    return Factors(sent, responses, senders, receivers)


def in_use(
    products: Sequence[Factors], sendings: Sequence[Sending], respondings: Sequence[Responding]
) -> tuple[tuple[Factors, ...], tuple[tuple[Sending, ...], tuple[Responding, ...]]]:
    """The same products over the vertices that they use, and these vertices."""
    xs = sorted({a for one in products for a in one.sendings})
    ys = sorted({b for one in products for b in one.respondings})
    first, second = ({k: place for place, k in enumerate(used)} for used in (xs, ys))
    renamed = (
        Factors(p.sent, p.responses, tuple(first[a] for a in p.sendings), tuple(second[b] for b in p.respondings))
        for p in products
    )
    return tuple(renamed), (tuple(sendings[a] for a in xs), tuple(respondings[b] for b in ys))


def connected(products: Sequence[Factors]) -> list[list[int]]:
    """Groups of products that touch: those that share a vertex of P and a vertex of Q."""
    groups = Groups(range(len(products)))
    sets = [(sum(1 << a for a in one.sendings), sum(1 << b for b in one.respondings)) for one in products]
    for a, b in combinations(range(len(products)), 2):
        if sets[a][0] & sets[b][0] and sets[a][1] & sets[b][1]:
            groups.join(a, b)
    return groups.listed()
