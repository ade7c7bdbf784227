"""Names of thresholds at the boundaries of a map: c_s where the boundary is p_D = c_s."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence.figure.placing import measured
from deterrence.figure.style import INK
from deterrence.regions.map import RegionMap, restricted
from deterrence.regions.signs import Polynomial, Sign
from deterrence.regions.words import Naming

SIZE = 7.0  # points
APART = 0.125  # inches between two names on one side


@dataclass(frozen=True)
class Threshold:
    """A boundary's name.

    Attributes
    ----------
    side
        "right" or "top", where the boundary leaves the map; "along" for one that is no value of an axis.
    x, y
        Where, in the units of the axes.
    latex
        What is written.
    slope
        Of the boundary there, for a name along it.
    """

    side: str
    x: float
    y: float
    latex: str
    slope: float = 0.0


def thresholds(drawn: RegionMap) -> tuple[Threshold, ...]:
    """The names of the boundaries between regions, where the model has them."""
    naming = Naming(drawn.regions)
    found: dict[str, Threshold] = {}
    for polynomial, others in _polynomials(drawn):
        sides = naming.comparison(polynomial, others)
        if sides is None:
            continue
        left, right, _ = sides
        if left.uses and right.text.text.isidentifier() and not right.uses:
            left, right = right, left  # p_D = c_s, not the other way round
        if not all(re.fullmatch(r"[A-Za-z_]\w*|[\d./]+", side.text.text) for side in (left, right)):
            continue  # too long for a map
        names = {left.text.text: right, right.text.text: left}
        for one in _places(drawn, polynomial, names, f"{left.latex.text} = {right.latex.text}"):
            found.setdefault(one.latex, one)
    return tuple(sorted(found.values(), key=lambda one: (one.side, one.x, one.y, one.latex)))


def _polynomials(drawn: RegionMap) -> Iterator[tuple[Polynomial, tuple[Sign, ...]]]:
    """Every polynomial of a condition that depends on the axes, with the conditions beside it."""
    seen = set()
    for _, piece in drawn.regions.pieces():
        for condition in piece.conditions:
            if condition.polynomial not in seen:
                seen.add(condition.polynomial)
                yield condition.polynomial, tuple(c for c in piece.conditions if c != condition)


def _places(drawn: RegionMap, polynomial: Polynomial, names: dict[str, Any], whole: str) -> Iterator[Threshold]:
    plane = drawn.plane
    shown = restricted(drawn, polynomial)
    if shown.is_constant():
        return
    if shown.degrees()[1] == 0:  # a vertical line
        for k, _, _, left, right in drawn.walls():
            x = sum(plane.stacks[k].right, Fraction(0)) / 2
            if drawn.labels[k, left] != drawn.labels[k + 1, right] and abs(_value(shown, x, plane.y[0])) < 1e-9:
                text = names[drawn.x].latex.text if drawn.x in names else whole
                yield Threshold("top", float(x), float(plane.y[1]), text)
                return
        return
    factors = [factor / factor.leading_coefficient() for factor, _ in shown.factor()[1]]
    curves = {k for k, curve in enumerate(plane.curves) if curve in factors}
    pieces = [
        (k, edge)
        for k, stack in enumerate(plane.stacks)
        for cell, edge in enumerate(stack.edges[1:-1])
        if edge.curve in curves and drawn.labels[k, cell] != drawn.labels[k, cell + 1]
    ]
    if not pieces:
        return
    last, edge = pieces[-1]
    if drawn.y in names and last == len(plane.stacks) - 1:
        x, y = plane.trace(plane.stacks[last], edge, 2)[-1]
        yield Threshold("right", float(x), float(y), names[drawn.y].latex.text)
    else:
        k, edge = max(pieces, key=lambda piece: plane.stacks[piece[0]].right[0] - plane.stacks[piece[0]].left[1])
        points = plane.trace(plane.stacks[k], edge, 41)
        if not _room(drawn, points, whole):
            return
        middle = len(points) // 2
        if len(points) == 2:
            (one, other), (x, y) = points, ((points[0][0] + points[1][0]) / 2, (points[0][1] + points[1][1]) / 2)
        else:
            one, other, (x, y) = points[middle - 2], points[middle + 2], points[middle]
        slope = float((other[1] - one[1]) / (other[0] - one[0]))
        yield Threshold("along", float(x), float(y), whole, slope)


def _room(drawn: RegionMap, points: tuple[tuple[Fraction, Fraction], ...], text: str) -> bool:
    """Whether a boundary is long enough to carry its name."""
    (left, right), (low, high) = drawn.plane.x, drawn.plane.y
    across = float((points[-1][0] - points[0][0]) / (right - left)) * 2.6
    up = float((points[-1][1] - points[0][1]) / (high - low)) * 2.3
    edge = min(float(points[0][0] + points[-1][0] - 2 * left), float(2 * right - points[0][0] - points[-1][0]))
    plain = re.sub(r"\\[a-z]+|[{}_^\\ ]", "", text)
    far = edge / 2 / float(right - left) * 2.6 > 0.3  # from the sides of the map
    return far and (across**2 + up**2) ** 0.5 > 1.6 * measured(plain, SIZE)[0]


def _value(polynomial: Any, x: Fraction, y: Fraction) -> float:
    from deterrence.algebra.rational_function import fraction

    terms = polynomial.to_dict().items()
    return float(sum(fraction(c) * x ** int(p[0]) * y ** int(p[1]) for p, c in terms))


def draw_thresholds(axes: Any, found: tuple[Threshold, ...], width: float, height: float) -> None:
    """Write the names at the right and upper edges, apart from each other, and along the other boundaries."""
    from math import atan, degrees

    from matplotlib.patheffects import withStroke

    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    for side, size in (("right", height), ("top", width)):
        here = sorted((one for one in found if one.side == side), key=lambda one: one.y if side == "right" else one.x)
        place = -1.0
        for one in here:
            share = (one.y - low) / (high - low) if side == "right" else (one.x - left) / (right - left)
            place = max(share, place + APART / size)
            if side == "right":
                axes.text(1.02, place, f"${one.latex}$", transform=axes.transAxes, size=SIZE, color=INK, va="center")
            else:
                axes.text(
                    place, 1.015, f"${one.latex}$", transform=axes.transAxes, size=SIZE, color=INK, ha="center",
                    va="bottom",
                )  # fmt: skip
    for one in found:
        if one.side == "along":
            steep = one.slope * (right - left) / (high - low) * height / width
            axes.text(
                one.x, one.y, f"${one.latex}$", size=SIZE, color=INK, rotation=degrees(atan(steep)),
                rotation_mode="anchor", ha="center", va="bottom", zorder=6,
                path_effects=[withStroke(linewidth=1.6, foreground="white", alpha=0.9)],
            )  # fmt: skip
