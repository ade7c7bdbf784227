"""The polytopes of a signaling game: beliefs after a signal, what the sender may send, what the receiver may answer.

Their vertices carry, as bit masks, the rows that are tight there: which signals are sent or best, which responses are
played or best. Letters as in `deterrence.solvers.signaling`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from deterrence.errors import SolverError
from deterrence.solvers.polyhedron import Vertex, vertices
from deterrence.solvers.signaling_form import SignalingForm

MOST_VERTICES = 100_000  # of one polyhedron

Rows = list[list[Fraction]]
Responses = tuple[int, ...]  # one bit mask of responses for each receiver type


@dataclass(frozen=True)
class Ray:
    """An extreme belief after a signal, and for each receiver type the mask of responses best against it."""

    belief: tuple[Fraction, ...]
    best: Responses


@dataclass(frozen=True)
class Sending:
    """A vertex of P: x[t][s], the mask of signals each type sends, and the best responses after each signal."""

    x: tuple[tuple[Fraction, ...], ...]
    sent: tuple[int, ...]
    best: tuple[Responses, ...]


@dataclass(frozen=True)
class Responding:
    """A vertex of Q: rho[s][tau][r], the responses played, each type's payoff and the mask of its best signals."""

    rho: tuple[tuple[tuple[Fraction, ...], ...], ...]
    played: tuple[Responses, ...]
    w: tuple[Fraction, ...]
    best: tuple[int, ...]


def rays_after(form: SignalingForm, s: int, within: Sequence[Sequence[Fraction]] = ()) -> tuple[Ray, ...]:
    """Extreme rays of {(z, b) : z >= 0, b[tau] >= sum_t z[t] v(t, s, r, tau)}, scaled to beliefs.

    `within`: only among z with a.z >= 0 for each of these a.
    """
    n, m, k = len(form.types), len(form.responses[s]), len(form.receiver_types)
    zero, one = Fraction(0), Fraction(1)
    if form.ends(s):
        return tuple(Ray(tuple(one if j == t else zero for j in range(n)), (1,) * k) for t in range(n))
    rows: Rows = [[zero] + [one if j == t else zero for j in range(n)] + [zero] * k for t in range(n)]
    for tau in range(k):
        for r in range(m):
            values = [-form.v[t][s][r][tau] for t in range(n)]
            rows.append([zero, *values, *(one if j == tau else zero for j in range(k))])
    rows += [[zero, *a, *(zero for _ in range(k))] for a in within]
    simplex = [-one] + [one] * n + [zero] * k
    found, _ = vertices(rows, [simplex])
    result = []
    for vertex in found:
        best = tuple(sum(1 << r for r in range(m) if vertex.tight >> (n + tau * m + r) & 1) for tau in range(k))
        result.append(Ray(vertex.point[:n], best))
    return tuple(result)


def _corners(rows: Rows, equal: Rows, signs: int, allowed: Callable[[int], bool] | None) -> tuple[Vertex, ...]:
    try:
        return vertices(rows, equal, limit=MOST_VERTICES, signs=signs, allowed=allowed)[0]
    except SolverError as error:
        raise SolverError(
            f"this signaling game is too large: {error}; use fewer types, signals or responses, or drop those that are "
            "dominated"
        ) from None


def find_sendings(form: SignalingForm, replies: Sequence[tuple[int, ...]]) -> tuple[Sending, ...]:
    """The vertices of P at which every type sends signals that are best for her against one and the same answer.

    Parameters
    ----------
    replies
        Masks of best signals, by type: against each answer that is possible.

    Raises
    ------
    SolverError
        Where there are too many.
    """
    n, signals, k = len(form.types), len(form.signals), len(form.receiver_types)
    zero, one = Fraction(0), Fraction(1)
    answered = [s for s in range(signals) if not form.ends(s)]
    width = n * signals + len(answered) * k

    def unit(column: int) -> list[Fraction]:
        return [zero] + [one if j == column else zero for j in range(width)]

    rows: Rows = [unit(t * signals + s) for t in range(n) for s in range(signals)]
    places: dict[tuple[int, int, int], int] = {}
    for position, s in enumerate(answered):
        for tau in range(k):
            for r in range(len(form.responses[s])):
                row = unit(n * signals + position * k + tau)
                for t in range(n):
                    row[1 + t * signals + s] = -form.v[t][s][r][tau]
                places[s, tau, r] = len(rows)
                rows.append(row)
    equal = [
        [-form.p[t]] + [one if j // signals == t and j < n * signals else zero for j in range(width)] for t in range(n)
    ]
    most = _maximal(sum(best << t * signals for t, best in enumerate(reply)) for reply in replies)

    def allowed(support: int) -> bool:
        return any(not support & ~best for best in most)

    result = []
    for vertex in _corners(rows, equal, n * signals, allowed):
        x = tuple(tuple(vertex.point[t * signals : (t + 1) * signals]) for t in range(n))
        sent = tuple(sum(1 << s for s in range(signals) if x[t][s]) for t in range(n))
        best = tuple(
            tuple(
                sum(1 << r for r in range(len(form.responses[s])) if vertex.tight >> places[s, tau, r] & 1)
                for tau in range(k)
            )
            if not form.ends(s)
            else (1,) * k
            for s in range(signals)
        )
        result.append(Sending(x, sent, best))
    return tuple(result)


def _maximal(found: Iterable[int]) -> list[int]:
    """The masks that lie in no other."""
    kept: list[int] = []
    for mask in sorted(set(found), key=lambda mask: (-mask.bit_count(), mask)):
        if not any(not mask & ~more for more in kept):
            kept.append(mask)
    return kept


def find_respondings(form: SignalingForm, rays: Sequence[Sequence[Ray]] | None) -> tuple[Responding, ...]:
    """The vertices of Q; with `rays` only those at which one belief makes all responses to a signal best.

    Raises
    ------
    SolverError
        Where there are too many.
    """
    n, signals, k = len(form.types), len(form.signals), len(form.receiver_types)
    zero, one = Fraction(0), Fraction(1)
    columns: dict[tuple[int, int, int], int] = {}
    for s in range(signals):
        if not form.ends(s):
            for tau in range(k):
                for r in range(len(form.responses[s])):
                    columns[s, tau, r] = len(columns)
    width = len(columns) + n
    rows: Rows = [[zero] + [one if j == c else zero for j in range(width)] for c in columns.values()]
    places: dict[tuple[int, int], int] = {}
    for t in range(n):
        for s in range(signals):
            row = [zero] * (width + 1)
            row[1 + len(columns) + t] = one
            for tau in range(k):
                for r in range(len(form.responses[s])):
                    weight = form.q[tau] * form.u[t][s][r][tau]
                    if form.ends(s):
                        row[0] -= weight
                    else:
                        row[1 + columns[s, tau, r]] -= weight
            places[t, s] = len(rows)
            rows.append(row)
    equal = []
    for s in range(signals):
        if not form.ends(s):
            for tau in range(k):
                row = [-one] + [zero] * width
                for r in range(len(form.responses[s])):
                    row[1 + columns[s, tau, r]] = one
                equal.append(row)
    credible: list[tuple[int, list[int]]] = []  # for each signal its columns, and those one belief makes best
    for s in range(signals):
        if rays is not None and not form.ends(s):
            start, m = columns[s, 0, 0], len(form.responses[s])
            masks = _maximal(sum(mask << start + tau * m for tau, mask in enumerate(ray.best)) for ray in rays[s])
            credible.append((((1 << m * k) - 1) << start, masks))

    def allowed(support: int) -> bool:
        return all(any(support & span & ~mask == 0 for mask in masks) for span, masks in credible)

    result = []
    for vertex in _corners(rows, equal, len(columns), None if rays is None else allowed):
        rho = tuple(
            tuple(
                (one,)
                if form.ends(s)
                else tuple(vertex.point[columns[s, tau, r]] for r in range(len(form.responses[s])))
                for tau in range(k)
            )
            for s in range(signals)
        )
        played = tuple(tuple(sum(1 << r for r, w in enumerate(row) if w) for row in by_type) for by_type in rho)
        best = tuple(sum(1 << s for s in range(signals) if vertex.tight >> places[t, s] & 1) for t in range(n))
        if all(best):
            result.append(Responding(rho, played, tuple(vertex.point[len(columns) :]), best))
    return tuple(result)
