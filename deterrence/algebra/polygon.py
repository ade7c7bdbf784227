"""Convex polygons in the plane, exactly: hulls, sections by lines parallel to an axis, and membership.

A polygon is a tuple of its vertices, counterclockwise from the lexicographically least; a point and a segment are
polygons too, and so is the empty one, ().
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

Point: TypeAlias = tuple[Fraction, Fraction]
Polygon: TypeAlias = tuple[Point, ...]


def hull(points: Iterable[Point]) -> Polygon:
    """The convex hull of finitely many points, without points inside its edges.

    Returns
    -------
    Polygon
        By the monotone chain of Andrew (1979), Another efficient algorithm for convex hulls in two dimensions.
    """
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return tuple(ordered)
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return tuple(lower[:-1] + upper[:-1])


def _chain(points: list[Point]) -> list[Point]:
    kept: list[Point] = []
    for p in points:
        while len(kept) > 1 and turn(kept[-2], kept[-1], p) <= 0:
            kept.pop()
        kept.append(p)
    return kept


def turn(p: Point, q: Point, r: Point) -> Fraction:
    """Twice the area of the triangle p, q, r: positive where the way from p by q to r turns left."""
    return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])


def contains(polygon: Polygon, point: Point) -> bool:
    """Whether a point lies in a polygon, its boundary counted."""
    if len(polygon) < 3:
        if len(polygon) < 2:
            return point in polygon
        p, q = polygon
        return turn(p, q, point) == 0 and p <= point <= q
    return all(turn(p, q, point) >= 0 for p, q in edges(polygon))


def edges(polygon: Polygon) -> list[tuple[Point, Point]]:
    """The edges of a polygon, each with the polygon on its left; those of a segment are one, there and back."""
    return list(zip(polygon, (*polygon[1:], *polygon[:1]), strict=True))


def covers(polygon: Polygon, points: Iterable[Point]) -> bool:
    """Whether all the points lie in a polygon."""
    return all(contains(polygon, point) for point in points)


def section(polygon: Polygon, axis: int, value: Fraction) -> tuple[Fraction, Fraction] | None:
    """The least and the largest other coordinate where coordinate `axis` has a value; None outside the polygon."""
    other = 1 - axis
    found = [p[other] for p in polygon if p[axis] == value]
    for p, q in edges(polygon):
        below, above = (p, q) if p[axis] < q[axis] else (q, p)
        if below[axis] < value < above[axis]:
            slope = (above[other] - below[other]) / (above[axis] - below[axis])
            found.append(below[other] + slope * (value - below[axis]))
    return (min(found), max(found)) if found else None


def corner(polygon: Polygon) -> Point:
    """The least first and the least second coordinate in a polygon that is not empty."""
    return min(p[0] for p in polygon), min(p[1] for p in polygon)


def binding(polygon: Polygon, floor: Point) -> list[Point]:
    """The extreme points of the points at or above a floor, in both coordinates, that lie on it in one: at most 4."""
    found = []
    for axis in (0, 1):
        ends = section(polygon, axis, floor[axis])
        if ends and ends[1] >= floor[1 - axis]:
            for end in (max(ends[0], floor[1 - axis]), ends[1]):
                found.append((floor[0], end) if axis == 0 else (end, floor[1]))
    return found


def clip(polygon: Polygon, direction: Point, bound: Fraction) -> Polygon:
    """The points of a polygon with direction.p at most a bound (Sutherland and Hodgman 1974)."""
    values = [direction[0] * x + direction[1] * y - bound for x, y in polygon]
    kept = [p for p, value in zip(polygon, values, strict=True) if value <= 0]
    if len(kept) == len(polygon):
        return polygon
    for (p, q), at_p, at_q in zip(edges(polygon), values, (*values[1:], *values[:1]), strict=True):
        if at_p * at_q < 0:
            share = at_p / (at_p - at_q)
            kept.append((p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])))
    return hull(kept)


def support(polygon: Polygon, direction: tuple[Fraction, Fraction]) -> Fraction:
    """The largest value of direction.p over a polygon that is not empty."""
    return max(direction[0] * x + direction[1] * y for x, y in polygon)


def distance(outer: Polygon, inner: Polygon) -> Fraction:
    """A bound on how far a point of `outer` may be from `inner`, a polygon in it, in the largest coordinate.

    The least over the points of `inner` that lie on the segment from the vertex to the centre of `inner`, or are its
    vertices: an upper bound on the Hausdorff distance in the maximum norm, and 0 exactly where the two are equal.
    """
    worst = Fraction(0)
    size = len(inner)
    centre = sum((p[0] for p in inner), Fraction(0)) / size, sum((p[1] for p in inner), Fraction(0)) / size
    for vertex in outer:
        if contains(inner, vertex):
            continue
        best = min(max(abs(vertex[0] - p[0]), abs(vertex[1] - p[1])) for p in inner)
        share = _first_inside(inner, vertex, centre)
        if share is not None:
            best = min(best, share * max(abs(centre[0] - vertex[0]), abs(centre[1] - vertex[1])))
        worst = max(worst, best)
    return worst


def _first_inside(polygon: Polygon, start: Point, end: Point) -> Fraction | None:
    """The share of the way from a point outside to one inside at which a polygon with an interior is reached."""
    if len(polygon) < 3:
        return None
    share = Fraction(0)
    for p, q in edges(polygon):
        at_start, at_end = turn(p, q, start), turn(p, q, end)
        if at_start < 0:
            share = max(share, at_start / (at_start - at_end))
    return share
