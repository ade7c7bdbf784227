"""Equilibria of small signaling games from the definition, by linear programs solved by hand: no code of the package.

A polytope is given by linear conditions; its vertices are found by trying every set of rows. It has a point at which
chosen conditions are strict if and only if they are strict at the average of its vertices.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction as F
from itertools import chain, combinations, product
from typing import Any

Row = tuple[F, ...]  # constant, then one coefficient a variable: row . (1, y) >= 0
Point = tuple[F, ...]


def reduced(rows: Sequence[Row]) -> list[list[F]] | None:
    """The equations row = 0 solved for as many variables as possible (Gauss and Jordan); None where none fits."""
    matrix = [[*row[1:], -row[0]] for row in rows]
    done = 0
    for column in range(len(rows[0]) - 1 if rows else 0):
        pivot = next((i for i in range(done, len(matrix)) if matrix[i][column]), None)
        if pivot is None:
            continue
        matrix[done], matrix[pivot] = matrix[pivot], matrix[done]
        matrix[done] = [x / matrix[done][column] for x in matrix[done]]
        for i, row in enumerate(matrix):
            if i != done and row[column]:
                matrix[i] = [x - row[column] * y for x, y in zip(row, matrix[done], strict=True)]
        done += 1
    return None if any(row[-1] for row in matrix[done:]) else matrix[:done]


def value(row: Row, y: Point) -> F:
    return row[0] + sum((a * b for a, b in zip(row[1:], y, strict=True)), F(0))


def corners(rows: Sequence[Row], equal: Sequence[Row], n: int) -> list[Point]:
    """All vertices of {y in R^n : rows >= 0, equal = 0}, a bounded set."""
    if n == 0:
        return [()] if all(r[0] >= 0 for r in rows) and all(r[0] == 0 for r in equal) else []
    start = reduced(equal)
    if start is None:
        return []
    kept: list[Row] = [(-row[-1], *row[:-1]) for row in start]
    found: dict[Point, None] = {}
    for chosen in combinations(dict.fromkeys(rows), n - len(kept)):
        solved = reduced([*kept, *chosen])
        if solved is not None and len(solved) == n:
            y = tuple(row[-1] for row in solved)
            if all(value(row, y) >= 0 for row in rows):
                found[y] = None
    return list(found)


def average(points: Sequence[Point]) -> Point:
    return tuple(sum(column, F(0)) / len(points) for column in zip(*points, strict=True))


def nonempty(items: Sequence[int]) -> list[tuple[int, ...]]:
    return list(chain.from_iterable(combinations(items, k) for k in range(1, len(items) + 1)))


class Oracle:
    """The exact supports of one game, and the vertices of their closures.

    `prior`: of the types; `u`, `v`: payoffs to the sender and the receiver, type x signal x response. With
    `receiver_prior` they are type x receiver type x signal x response, and responses after a signal come by type.
    """

    def __init__(self, prior: Sequence[F], u: Any, v: Any, receiver_prior: Sequence[F] | None = None) -> None:
        self.typed = receiver_prior is not None
        self.prior, self.weights = [F(p) for p in prior], [F(q) for q in receiver_prior or [1]]
        self.u, self.v = (payoffs if self.typed else [[of] for of in payoffs] for payoffs in (u, v))
        self.types = [t for t, p in enumerate(self.prior) if p]
        self.receivers = [k for k, q in enumerate(self.weights) if q]
        self.signals, self.responses = range(len(self.u[0][0])), range(len(self.u[0][0][0]))

    def supports(self) -> dict[Any, tuple[frozenset[Point], frozenset[Point]]]:
        """Every exact support, with the vertices of the closed sets of x and of rho that belong to it.

        x lists p[t] sigma(s | t) type by type; rho lists the responses signal by signal, in each receiver type by type.
        """
        one_signal = list(product(*(nonempty(self.responses) for _ in self.receivers)))
        answers = [  # rationalizable by one belief of all receiver types, after each signal, sent or not
            [A for A in one_signal if self.beliefs(s, A)] for s in self.signals
        ]
        result = {}
        for responses in product(*answers):
            for sent in product(*(nonempty(self.signals) for _ in self.types)):
                rho = self.responding(sent, responses)
                sigma = self.sending(sent, responses) if rho is not None else None
                if rho is not None and sigma is not None:
                    result[self.named(sent, responses)] = (frozenset(sigma), frozenset(rho))
        return result

    def named(self, sent: Any, responses: Any) -> Any:
        by_type = [() if t not in self.types else sent[self.types.index(t)] for t in range(len(self.prior))]
        answers = [
            tuple(A[self.receivers.index(k)] if k in self.receivers else () for k in range(len(self.weights)))
            for A in responses
        ]
        return tuple(by_type), tuple(answers if self.typed else (A[0] for A in answers))

    def beliefs(self, s: int, A: Sequence[Sequence[int]]) -> list[Point]:
        """The vertices of the beliefs (on types with positive prior) after s that make all of A best."""
        n = len(self.types)
        rows: list[Row] = [tuple(F(k == j + 1) for k in range(n + 1)) for j in range(n)]
        for k, played in zip(self.receivers, A, strict=True):
            for r, other in product(played, self.responses):
                rows.append((F(0), *(F(self.v[t][k][s][r]) - F(self.v[t][k][s][other]) for t in self.types)))
        return corners(rows, [(F(-1), *[F(1)] * n)], n)

    def responding(self, sent: Any, responses: Any) -> list[Point] | None:
        """Vertices of the rho that live on `responses` and make `sent` best; None where no rho has that support."""
        columns = [
            (s, k, r) for s in self.signals for k, A in zip(self.receivers, responses[s], strict=True) for r in A
        ]
        n = len(columns)
        rows: list[Row] = [tuple(F(k == j + 1) for k in range(n + 1)) for j in range(n)]
        equal: list[Row] = [
            (F(-1), *(F((s, k) == at) for s, k, _ in columns)) for at in product(self.signals, self.receivers)
        ]
        for t, signals in zip(self.types, sent, strict=True):
            for s, other in product(signals, self.signals):
                if s != other:
                    signs = [(at == s) - (at == other) for at, _, _ in columns]
                    terms = [self.weights[k] * F(self.u[t][k][at][r]) for at, k, r in columns]
                    row = (F(0), *(sign * x for sign, x in zip(signs, terms, strict=True)))
                    (equal if other in signals else rows).append(row)
        found = corners(rows, equal, n)
        if not found or not all(average(found)):
            return None
        full = {c: k for k, c in enumerate(columns)}
        every = list(product(self.signals, self.receivers, self.responses))
        return [tuple(y[full[c]] if c in full else F(0) for c in every) for y in found]

    def sending(self, sent: Any, responses: Any) -> list[Point] | None:
        """Vertices of the x on `sent` after which `responses` are best; None where no x has that support."""
        columns = [(t, s) for t, signals in zip(self.types, sent, strict=True) for s in signals]
        n = len(columns)
        rows: list[Row] = [tuple(F(k == j + 1) for k in range(n + 1)) for j in range(n)]
        equal: list[Row] = [(-self.prior[t], *(F(t == of) for of, _ in columns)) for t in self.types]
        for s in self.signals:
            for k, A in zip(self.receivers, responses[s], strict=True):
                for r, other in product(A, self.responses):
                    gain = (F(self.v[t][k][s][r]) - F(self.v[t][k][s][other]) if at == s else F(0) for t, at in columns)
                    rows.append((F(0), *gain))
        found = corners(rows, equal, n)
        if not found or not all(average(found)):
            return None
        full = {c: k for k, c in enumerate(columns)}
        every = list(product(self.types, self.signals))
        return [tuple(y[full[c]] if c in full else F(0) for c in every) for y in found]


def connected(found: dict[Any, tuple[frozenset[Point], frozenset[Point]]]) -> set[frozenset[Any]]:
    """Groups of supports whose closures touch, directly or through others.

    Closures are faces of two polytopes, which meet in a face if at all: they touch where they share both vertices.
    """
    groups: list[set[Any]] = []
    for name, (x, rho) in found.items():
        touching = [group for group in groups if any(x & found[o][0] and rho & found[o][1] for o in group)]
        groups = [group for group in groups if group not in touching] + [set().union({name}, *touching)]
    return set(map(frozenset, groups))


def draw(rng: random.Random, values: Sequence[int], *shape: int) -> Any:
    """A nested list of numbers from a few values, so that ties are common."""
    if not shape:
        return rng.choice(values)
    return [draw(rng, values, *shape[1:]) for _ in range(shape[0])]
