"""The equilibria of one shape of a signaling game, over all parameters.

Letters as in `deterrence.solvers.signaling`. A shape is an exact support (C, A): the signals each type sends and, after
each signal, the responses each type of the receiver plays. Its equilibria are

    the points of X(C, A) at which every signal of C is sent, times
    the points of R(C, A) at which every response of A is played,

where at a signal that nobody sends some belief makes all of A best. A polytope has a point at which some coordinates
are all positive if and only if each is positive at one of its vertices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from deterrence.regions.cases import Cases
from deterrence.regions.linear import Point, corners
from deterrence.solvers.signaling_form import SignalingForm

Sets = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Support:
    """An exact support: ``sent[t]``, and ``played[s][tau]``."""

    sent: Sets
    played: tuple[Sets, ...]


@dataclass(frozen=True, eq=False)
class Found:
    """The equilibria of a shape in one branch.

    Attributes
    ----------
    x
        Vertices of X(C, A): ``x[t][s]``.
    rho
        Vertices of R(C, A): ``rho[s][tau][r]``.
    beliefs
        For each signal that nobody sends and that does not end the game, the extreme beliefs at which A is best.
    """

    x: tuple[Any, ...]
    rho: tuple[Any, ...]
    beliefs: dict[int, tuple[Point, ...]]


def subsets(items: Sequence[int]) -> list[tuple[int, ...]]:
    """All nonempty subsets, small ones first."""
    return [chosen for size in range(1, len(items) + 1) for chosen in combinations(items, size)]


def answers(form: SignalingForm, s: int) -> list[Sets]:
    """All that the types of the receiver might play after a signal."""
    kinds = len(form.receiver_types)
    return [*product(subsets(range(len(form.responses[s]))), repeat=kinds)]


def supports(form: SignalingForm, rational: Sequence[Sequence[Sets]]) -> Iterator[Support]:
    """All supports with given answers to each signal."""
    for sent in product(subsets(range(len(form.signals))), repeat=len(form.types)):
        for played in product(*rational):
            yield Support(sent, played)


def sent_signals(support: Support) -> list[int]:
    """The signals that some type sends."""
    return sorted({s for signals in support.sent for s in signals})


def best_at(form: SignalingForm, s: int, played: Sets) -> tuple[list[list[Any]], list[list[Any]]]:
    """The rows in z (without a constant) of K_s: what is played ties, and nothing is better."""
    equal: list[list[Any]] = []
    rows: list[list[Any]] = []
    for tau, chosen in enumerate(played):
        first = chosen[0]
        for r in range(len(form.responses[s])):
            if r != first:
                row = [form.v[t][s][first][tau] - form.v[t][s][r][tau] for t in range(len(form.types))]
                (equal if r in chosen else rows).append(row)
    return equal, rows


def beliefs_at(form: SignalingForm, s: int, played: Sets, cases: Cases) -> tuple[Point, ...]:
    """The extreme beliefs after a signal at which all that is played is best; none where it is not rationalizable."""
    n = len(form.types)
    equal, rows = best_at(form, s, played)
    one = [-1, *([1] * n)]
    return corners([one, *([0, *row] for row in equal)], [[0, *row] for row in rows], n, cases)


def sendings(form: SignalingForm, support: Support, cases: Cases) -> tuple[Any, ...]:
    """The vertices of X(C, A): ``[t][s]``, in this branch.

    Raises
    ------
    Elsewhere
        Where no point of it sends every signal of C.
    """
    open_: dict[tuple[int, int], int] = {}
    for t, signals in enumerate(support.sent):
        if len(signals) > 1:
            open_ |= {(t, s): len(open_) + k for k, s in enumerate(signals)}

    def written(s: int, by_type: Sequence[Any]) -> list[Any]:
        """sum_t by_type[t] x[t, s] as a row in the unknowns."""
        row: list[Any] = [0] * (len(open_) + 1)
        for t, a in enumerate(by_type):
            if (t, s) in open_:
                row[1 + open_[t, s]] = a
            elif s in support.sent[t]:
                row[0] = row[0] + form.p[t] * a
        return row

    equal, rows = [], []
    for t, signals in enumerate(support.sent):
        if len(signals) > 1:
            total: list[Any] = [-form.p[t], *([0] * len(open_))]
            for s in signals:
                total[1 + open_[t, s]] = 1
            equal.append(total)
    for s in sent_signals(support):
        if not form.ends(s):
            ties, others = best_at(form, s, support.played[s])
            equal += [written(s, row) for row in ties]
            rows += [written(s, row) for row in others]
    found = _points(equal, rows, len(open_), cases)
    return tuple(
        tuple(
            tuple(
                point[open_[t, s]] if (t, s) in open_ else form.p[t] if s in support.sent[t] else 0
                for s in range(len(form.signals))
            )
            for t in range(len(form.types))
        )
        for point in found
    )


@dataclass(frozen=True, eq=False)
class Responding:
    """R(C, A) as rows in its unknowns, the weights of responses that are mixed.

    Attributes
    ----------
    places
        The unknown that stands for each (signal, receiver type, response).
    equal, rows
        What vanishes, and what is not negative.
    payoffs
        What each type of the sender gets.
    """

    places: dict[tuple[int, int, int], int]
    equal: list[list[Any]]
    rows: list[list[Any]]
    payoffs: list[list[Any]]


def responding(form: SignalingForm, support: Support) -> Responding:
    """The rows of R(C, A)."""
    places: dict[tuple[int, int, int], int] = {}
    for s, by_type in enumerate(support.played):
        for tau, chosen in enumerate(by_type):
            if len(chosen) > 1:
                places |= {(s, tau, r): len(places) + k for k, r in enumerate(chosen)}
    equal: list[list[Any]] = []
    rows: list[list[Any]] = []
    for s, tau in dict.fromkeys(place[:2] for place in places):
        equal.append([-1, *(int(place[:2] == (s, tau)) for place in places)])

    def worth(t: int, s: int) -> list[Any]:
        row: list[Any] = [0] * (len(places) + 1)
        for tau, chosen in enumerate(support.played[s]):
            for r in chosen:
                weight = form.q[tau] * form.u[t][s][r][tau]
                if (s, tau, r) in places:
                    row[1 + places[s, tau, r]] = weight
                else:
                    row[0] = row[0] + weight
        return row

    payoffs = []
    for t, signals in enumerate(support.sent):
        best = worth(t, signals[0])
        payoffs.append(best)
        for s in range(len(form.signals)):
            if s != signals[0]:
                gap = [a - b for a, b in zip(best, worth(t, s), strict=True)]
                (equal if s in signals else rows).append(gap)
    return Responding(places, equal, rows, payoffs)


def respondings(system: Responding, cases: Cases) -> tuple[Point, ...]:
    """The vertices of R(C, A), in its unknowns, in this branch.

    Raises
    ------
    Elsewhere
        Where at no point of it every response of A is played.
    """
    return _points(system.equal, system.rows, len(system.places), cases)


def spread(form: SignalingForm, support: Support, system: Responding, points: Sequence[Point]) -> tuple[Any, ...]:
    """Points of R(C, A) as probabilities: ``[s][tau][r]`` each."""
    return tuple(
        tuple(
            tuple(
                tuple(
                    point[system.places[s, tau, r]] if (s, tau, r) in system.places else int(r in chosen)
                    for r in range(len(form.responses[s]))
                )
                for tau, chosen in enumerate(by_type)
            )
            for s, by_type in enumerate(support.played)
        )
        for point in points
    )


def _points(equal: list[list[Any]], rows: list[list[Any]], unknowns: int, cases: Cases) -> tuple[Point, ...]:
    """The vertices, if at least one point has all coordinates positive."""
    fixed = [[all(a == 0 for a in row[1:]) for row in group] for group in (equal, rows)]
    for group, still, relation in zip((equal, rows), fixed, ("==", ">="), strict=True):
        for row, stands in zip(group, still, strict=True):
            if stands:  # settled first: most shapes fail here
                cases.hold(row[0], relation)
    equal, rows = (
        [row for row, stands in zip(group, still, strict=True) if not stands]
        for group, still in zip((equal, rows), fixed, strict=True)
    )
    found = corners(equal, rows, unknowns, cases, positive=range(unknowns))
    cases.require(bool(found))
    return found
