"""The polytopes of a signaling game: beliefs after a signal, what the sender may send, what the receiver may answer.

Their vertices carry, as bit masks, the rows that are tight there: which signals are sent or best, which responses are
played or best. Letters as in `deterrence.solvers.signaling`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from deterrence.solvers.polyhedron import vertices
from deterrence.solvers.signaling_form import SignalingForm

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


def rays_after(form: SignalingForm, s: int) -> tuple[Ray, ...]:
    """Extreme rays of {(z, b) : z >= 0, b[tau] >= sum_t z[t] v(t, s, r, tau)}, scaled to beliefs."""
    n, m, k = len(form.types), len(form.responses[s]), len(form.receiver_types)
    zero, one = Fraction(0), Fraction(1)
    if form.ends(s):
        return tuple(Ray(tuple(one if j == t else zero for j in range(n)), (1,) * k) for t in range(n))
    rows: Rows = [[zero] + [one if j == t else zero for j in range(n)] + [zero] * k for t in range(n)]
    for tau in range(k):
        for r in range(m):
            values = [-form.v[t][s][r][tau] for t in range(n)]
            rows.append([zero, *values, *(one if j == tau else zero for j in range(k))])
    simplex = [-one] + [one] * n + [zero] * k
    found, _ = vertices(rows, [simplex])
    result = []
    for vertex in found:
        best = tuple(
            sum(1 << r for r in range(m) if vertex.tight >> (n + tau * m + r) & 1) for tau in range(k)
        )
        result.append(Ray(vertex.point[:n], best))
    return tuple(result)


def find_sendings(form: SignalingForm) -> tuple[Sending, ...]:
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
    found, _ = vertices(rows, equal)
    result = []
    for vertex in found:
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


def find_respondings(form: SignalingForm) -> tuple[Responding, ...]:
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
    found, _ = vertices(rows, equal)
    result = []
    for vertex in found:
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
