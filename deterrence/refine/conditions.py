"""Linear conditions on equilibrium payoffs w, and what may be said of them at a point or throughout a set of points.

A condition is a row (b, a_1, ..., a_n): b + sum_t a_t w[t] >= 0. The tests of `deterrence.refine` are finite
combinations of such rows. At one point every row holds or fails. Throughout a set a row may hold here and fail there:
then it is *undecided*, and whoever needs to know splits the set along it (`deterrence.refine.pieces`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, Protocol, TypeAlias

from deterrence.solvers.polyhedron import vertices

Row: TypeAlias = tuple[Fraction, ...]
Payoffs: TypeAlias = Sequence[Fraction]


class Undecided(NamedTuple):
    """Neither true nor false throughout: the row holds at some points only."""

    row: Row


Answer: TypeAlias = bool | Undecided


class Split(Exception):
    """Raised where a decision needs the set split along a row."""

    def __init__(self, row: Row) -> None:
        super().__init__(row)
        self.row = row


class Place(Protocol):
    """Equilibrium payoffs: one point, or a set of points."""

    def at_least(self, row: Row) -> Answer:
        """Whether the row is >= 0."""
        ...


@dataclass(frozen=True)
class Point:
    """One vector of equilibrium payoffs."""

    w: tuple[Fraction, ...]

    def at_least(self, row: Row) -> bool:
        """Whether the row is >= 0 here."""
        return value(row, self.w) >= 0


def value(row: Row, w: Payoffs) -> Fraction:
    """The row at w."""
    return sum((a * x for a, x in zip(row[1:], w, strict=True) if a), row[0])


def against(row: Row) -> Row:
    """The row with all signs changed."""
    return tuple(-x for x in row)


def above(place: Place, row: Row) -> Answer:
    """Whether the row is > 0."""
    answer = place.at_least(against(row))
    return answer if isinstance(answer, Undecided) else not answer


def every(answers: Iterable[Answer]) -> Answer:
    """Whether all are true; undecided only if that matters."""
    open_: Undecided | None = None
    for answer in answers:
        if isinstance(answer, Undecided):
            open_ = open_ or answer
        elif not answer:
            return False
    return True if open_ is None else open_


def some(answers: Iterable[Answer]) -> Answer:
    """Whether one is true; undecided only if that matters."""
    open_: Undecided | None = None
    for answer in answers:
        if isinstance(answer, Undecided):
            open_ = open_ or answer
        elif answer:
            return True
    return False if open_ is None else open_


def unless(answer: Answer) -> Answer:
    """Whether it is false."""
    return answer if isinstance(answer, Undecided) else not answer


def need(answer: Answer) -> bool:
    """The answer, where it must be known.

    Raises
    ------
    Split
        Where it is undecided.
    """
    if isinstance(answer, Undecided):
        raise Split(answer.row)
    return answer


def beyond(points: Sequence[Payoffs], signs: Mapping[int, int], size: int) -> tuple[Row, ...]:
    """The rows of {w : some y in the convex hull of `points` has signs[t] (w[t] - y[t]) >= 0 for every t in `signs`}.

    The set is the hull, seen in the coordinates of `signs`, plus an orthant. Its rows are the extreme rays of the cone
    of all rows that hold at every point and do not fall along the orthant (Minkowski and Weyl).
    """
    order = sorted(signs)
    width = len(order)
    points = _in_front(points, signs)
    if len(points) == 1:
        corner = [bound(t, size, points[0][t]) for t in order]
        return tuple(row if signs[t] < 0 else against(row) for t, row in zip(order, corner, strict=True))
    rows = [[Fraction(0), Fraction(1), *(Fraction(point[t]) for t in order)] for point in points]
    rows += [
        [Fraction(0), Fraction(0), *(Fraction(signs[t]) if k == j else Fraction(0) for k, t in enumerate(order))]
        for j in range(width)
    ]
    _, rays = vertices(rows)
    found = []
    for ray in rays:
        if any(ray.point[1:]):
            row = [Fraction(0)] * (size + 1)
            row[0] = ray.point[0]
            for t, a in zip(order, ray.point[1:], strict=True):
                row[t + 1] = a
            found.append(tuple(row))
    return tuple(found)


def _in_front(points: Sequence[Payoffs], signs: Mapping[int, int]) -> list[Payoffs]:
    """The points that are not behind another: the orthants at these cover those at the others."""
    kept: list[Payoffs] = []
    for point in points:
        if not any(all(sign * (point[t] - other[t]) >= 0 for t, sign in signs.items()) for other in kept):
            kept = [other for other in kept if any(sign * (other[t] - point[t]) < 0 for t, sign in signs.items())]
            kept.append(point)
    return kept


def bound(t: int, size: int, at_most: Fraction) -> Row:
    """The row of w[t] <= at_most."""
    return (at_most, *(Fraction(-1) if k == t else Fraction(0) for k in range(size)))
