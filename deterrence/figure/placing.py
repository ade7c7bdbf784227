"""Where words go inside regions: as far from every boundary as their own shape allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from deterrence.figure.style import SIZES
from deterrence.regions.map import RegionMap

if TYPE_CHECKING:
    from collections.abc import Mapping

PER_INCH = 110  # how fine the grid is on which words are placed
MARGIN = 0.035  # inches between a word and a boundary
LEADING = 1.12


@dataclass(frozen=True)
class Placed:
    """Words with a place, in shares of the axes, and a size in points."""

    text: str
    x: float
    y: float
    size: float


def owners(drawn: RegionMap, groups: Mapping[tuple[int, int], int], width: float, height: float) -> Any:
    """For every point of a grid over the axes the group of the cell that it lies in, decided exactly."""
    import numpy as np

    columns, rows = round(width * PER_INCH), round(height * PER_INCH)
    found = np.full((rows, columns), -1)
    (left, right), (low, high) = drawn.plane.x, drawn.plane.y
    heights = float(low) + (np.arange(rows) + 0.5) / rows * float(high - low)
    for column in range(columns):
        x = left + (right - left) * Fraction(2 * column + 1, 2 * columns)
        k = next((k for k, stack in enumerate(drawn.plane.stacks) if stack.left[1] < x < stack.right[0]), None)
        if k is None:
            continue  # on a critical value: nothing is written there
        edges = [float(drawn.plane.at(edge, x)) for edge in drawn.plane.stacks[k].edges[1:-1]]
        cells = np.searchsorted(edges, heights)
        found[:, column] = [groups[k, int(cell)] for cell in cells]
    return found


@cache
def measured(text: str, size: float) -> tuple[float, float]:
    """Width and height of some lines in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    font = FontProperties(family="STIXGeneral")
    lines = text.split("\n")
    # control points bound a curve: near enough, and much faster than the curve's own extent
    spans = [TextPath((0, 0), line, size=size, prop=font).vertices[:, 0] for line in lines if line.strip()]
    widths = [float(span.max() - span.min()) for span in spans]
    return max(widths, default=0.0) / 72, size * (0.8 + LEADING * (len(lines) - 1)) / 72


def place(free: Any, text: str, margin: float = MARGIN) -> Placed | None:
    """The best place for a name where `free` is true: in one line or more, as large as fits.

    At the pole of inaccessibility, distance being measured in the shape of the words; None where they do not fit.
    """
    for size in SIZES:
        for wrapped in _wrappings(text):
            found = _fit(free, *measured(wrapped, size), margin)
            if found is not None:
                return Placed(wrapped, *found, size)
    return None


def _wrappings(text: str) -> Sequence[str]:
    """A text in one line, in two as even as can be, ... and with every word on its own."""
    words = text.split(" ")
    found = [text]
    for lines in range(2, len(words) + 1):
        target, made, left = len(text) / lines, [""], list(words)
        while left:
            word = left.pop(0)
            longer = f"{made[-1]} {word}".strip()
            if made[-1] and len(longer) > target + 1 and len(made) < lines:
                made.append(word)
            else:
                made[-1] = longer
        found.append("\n".join(made))
    return tuple(dict.fromkeys(found))


def _fit(free: Any, width: float, height: float, margin: float) -> tuple[float, float] | None:
    import numpy as np

    rows, columns = free.shape
    sums = np.zeros((rows + 1, columns + 1), dtype=np.int64)
    sums[1:, 1:] = free.cumsum(0).cumsum(1)

    def places(scale: float) -> tuple[Any, int, int] | None:
        wide, high = (int(np.ceil((scale * side + 2 * margin) * PER_INCH)) for side in (width, height))
        if wide > columns or high > rows:
            return None
        inside = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
        full = np.argwhere(inside == wide * high)
        return (full, wide, high) if len(full) else None

    best = places(1.0)
    if best is None:
        return None
    low, high = 1.0, 40.0
    for _ in range(12):
        middle = (low + high) / 2
        tried = places(middle)
        if tried is None:
            high = middle
        else:
            low, best = middle, tried
    spots, wide, tall = best
    centre = spots.mean(axis=0)
    row, column = spots[int(np.argmin(((spots - centre) ** 2).sum(axis=1)))]
    return float((column + wide / 2) / columns), float((row + tall / 2) / rows)
