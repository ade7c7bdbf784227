"""Pacts drawn on a map: those at one place share a point, and their names keep out of each other's way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deterrence.figure.marks import Mark
from deterrence.figure.placing import PER_INCH, measured
from deterrence.figure.style import INK

SIZE = 6.0  # points, of names of pacts
MOST_NAMES = 5
AROUND = ((1, 1), (1, -1), (-1, 1), (-1, -1), (1, 0), (-1, 0), (0, 1), (0, -1))


def draw_marks(axes: Any, marks: Sequence[Mark], grid: Any) -> None:
    """Draw boxes, points and names; `grid` says which region owns each point, for names are best inside one."""
    from matplotlib.patches import Rectangle
    from matplotlib.patheffects import withStroke

    together: dict[tuple[Any, ...], list[Mark]] = {}
    for mark in marks:
        together.setdefault((mark.x, mark.y), []).append(mark)
    tags = tagged(marks)
    taken: list[tuple[float, float, float, float]] = []
    figure = axes.figure
    inches = figure.get_size_inches() * (axes.get_position().width, axes.get_position().height)
    spots = []
    for group in together.values():
        mark = group[0]
        (left, x, right), (low, y, high) = ([float(v) for v in ends] for ends in (mark.x, mark.y))
        if left < right and low < high:
            look: dict[str, Any] = {
                "edgecolor": INK,
                "linewidth": 0.5,
                "linestyle": (0, (2.5, 1.2)),
                "zorder": 7,
                "clip_on": False,
            }
            axes.add_patch(Rectangle((left, low), right - left, high - low, fill=False, **look))
        elif left < right or low < high:  # one coding is a number: a line with ends
            axes.errorbar(
                [x], [y], xerr=[[x - left], [right - x]] if left < right else None,
                yerr=[[y - low], [high - y]] if low < high else None, fmt="none", ecolor=INK, elinewidth=0.8,
                capsize=1.8, capthick=0.8, zorder=7, clip_on=False,
            )  # fmt: skip
        hollow = all(each.elsewhere or each.scenario for each in group)
        axes.plot(
            [x], [y], marker="o", markersize=3.2, markerfacecolor="white" if hollow else INK, markeredgecolor=INK,
            markeredgewidth=0.6, zorder=8, clip_on=False,
        )  # fmt: skip
        shares = axes.transLimits.transform((x, y)) * inches
        spots.append((group, shares))
        taken.append((shares[0] - 0.03, shares[1] - 0.03, shares[0] + 0.03, shares[1] + 0.03))
    for group, (across, up) in spots:
        text = tags[group[0].x, group[0].y]
        wide, high = measured(text, SIZE)
        best, least = None, None
        for reach in (0.05, 0.12, 0.22):
            for right, above in AROUND:
                left = across + (reach if right > 0 else -reach - wide if right < 0 else -wide / 2)
                low = up + (reach if above > 0 else -reach - high if above < 0 else -high / 2)
                box = (left, low, left + wide, low + high)
                cost = reach + 50 * _outside(box, inches) + 10 * sum(_overlap(box, other) for other in taken)
                cost += 0.15 * (_regions(box, grid) - 1)
                if least is None or cost < least - 1e-9:
                    best, least = box, cost
        assert best is not None
        taken.append(best)
        axes.text(
            best[0] / inches[0], best[1] / inches[1], text, transform=axes.transAxes, size=SIZE, color=INK, ha="left",
            va="bottom", linespacing=1.0, zorder=9,
            path_effects=[withStroke(linewidth=1.4, foreground="white", alpha=0.85)],
        )  # fmt: skip


def tagged(marks: Sequence[Mark]) -> dict[tuple[Any, ...], str]:
    """What stands beside each point: the names of its pacts, or a letter where there are many."""
    spots: dict[tuple[Any, ...], list[str]] = {}
    for mark in marks:
        spots.setdefault((mark.x, mark.y), []).append(mark.name)
    if len(marks) <= MOST_NAMES:
        return {spot: "\n".join(names) for spot, names in spots.items()}
    order = sorted(spots, key=lambda spot: (-spot[1][1], spot[0][1]))
    return {spot: chr(ord("a") + k) if k < 26 else f"a{k - 25}" for k, spot in enumerate(order)}


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    up = min(one[3], other[3]) - max(one[1], other[1])
    return across * up + 0.01 if across > 0 and up > 0 else 0.0


def _regions(box: tuple[float, ...], grid: Any) -> int:
    """How many regions a box meets."""
    import numpy as np

    rows, columns = grid.shape
    left, low, right, high = (max(0, int(side * PER_INCH)) for side in box)
    part = grid[min(low, rows - 1) : high + 1, min(left, columns - 1) : right + 1]
    return int(np.unique(part[part >= 0]).size)


def _outside(box: tuple[float, ...], inches: Any) -> float:
    return float(max(0.0, -box[0]) + max(0.0, -box[1]) + max(0.0, box[2] - inches[0]) + max(0.0, box[3] - inches[1]))
