"""Tests on a box of cutoffs: no equilibrium in it, exactly one, or all of them in a smaller box.

All rest on enclosures of gains and of their derivatives, in arithmetic that counts its roundings. With m the middle of
a box X, J an enclosure of the derivatives over X, and Y any matrix (an approximate inverse of J's middle),

    K(X) = m - Y g(m) + (I - Y J) (X - m)

contains every zero of g in X; if it lies in the interior of X, there is exactly one (Krawczyk 1969; Neumaier 1990,
theorem 5.1.8). Where min and max bend, J contains Clarke's generalised derivatives, for which the theorem holds too.

A `Face` says of each cutoff whether it is inside its range or at an end of it. At an end the sign of its gain decides,
inside the gain is 0.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

from deterrence.formula.interval import Interval, constants, enclose, fraction
from deterrence.games.cutoff import CutoffGame

Where = Literal["inside", "low", "high"]
Face = tuple[Where, ...]
Box = tuple[Interval, ...]


def faces(game: CutoffGame) -> Iterator[Face]:
    """Every way in which cutoffs can be inside or at the ends that belong to their ranges."""
    choices: list[tuple[Where, ...]] = []
    for cutoff in game.cutoffs:
        ends: list[Where] = ["inside"]
        ends += [] if cutoff.open_low else ["low"]
        ends += [] if cutoff.open_high else ["high"]
        choices.append(tuple(ends))
    return iter(product(*choices))


def whole_box(game: CutoffGame, face: Face) -> Box:
    """All of a face, ends included."""
    ranges = []
    for cutoff, where in zip(game.cutoffs, face, strict=True):
        low, high = enclose(cutoff.low), enclose(cutoff.high)
        ranges.append(low if where == "low" else high if where == "high" else Interval(low.low, high.high))
    return tuple(ranges)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of a box.

    Attributes
    ----------
    kind
        ``"empty"``: no equilibrium of the face lies in it. ``"one"``: exactly one zero of the gains inside does, and
        the gains of cutoffs at an end have the right sign throughout. ``"open"``: neither is proved.
    box
        All that can be in the box is in this one.
    smears
        How much the gains vary along each cutoff, for choosing where to split.
    fixed
        Whether splitting cannot help: the gains vary less over the box than they are known at its middle.
    reason
        Why it is open.
    """

    kind: Literal["empty", "one", "open"]
    box: Box
    smears: tuple[float, ...] = ()
    fixed: bool = False
    reason: str = ""


def at_ends(face: Face, gains: Sequence[Interval]) -> Literal["right", "wrong", "open"]:
    """Whether the gains of cutoffs at an end have the sign of an equilibrium."""
    result: Literal["right", "wrong", "open"] = "right"
    for where, gain in zip(face, gains, strict=True):
        if (where == "low" and gain.low > 0) or (where == "high" and gain.high < 0):
            return "wrong"
        if where != "inside" and not (gain.whole and (gain.high <= 0 if where == "low" else gain.low >= 0)):
            result = "open"
    return result


def _impossible(face: Face, gains: Sequence[Interval], ends: bool) -> bool:
    return (ends and at_ends(face, gains) == "wrong") or any(
        where == "inside" and not gain.holds(0) for where, gain in zip(face, gains, strict=True)
    )


UNDEFINED = "a gain is not defined, or not finite, throughout this box"
KNOWN_ROUGHLY = "the values of the game are known only up to an interval, and between none, one and several it matters"
TOUCHES = "a gain touches 0 without crossing it (a fold or a kink), or is 0 on a continuum"
CORNER = "the gain at an end of the range cannot be told from 0"
END = "a zero of the gains cannot be told from an end of the range"
LIMIT = "the limit of work was reached"


def look(game: CutoffGame, face: Face, box: Box, ends: bool = True) -> Finding:
    """What the tests say of a box; deterministic, so that a proof can repeat them.

    Without `ends` only of zeros of the gains inside, whatever the signs of gains at ends of ranges.
    """
    gains = game.enclosures(box)
    if _impossible(face, gains, ends):
        return Finding("empty", box)
    free = [k for k, where in enumerate(face) if where == "inside"]
    if not free:
        if at_ends(face, gains) == "right":
            return Finding("one", box)
        reason = CORNER if all(gain.whole and gain.finite for gain in gains) else UNDEFINED
        return Finding("open", box, (), True, reason)
    sloped = game.slopes(box)
    rows = [[entry.slopes[k] if entry.slopes else None for k in free] for entry in sloped]
    widths = [float(box[k].width) for k in free]
    smears = [
        max((_size(row[j]) * width for row in rows if row[j] is not None), default=0.0)
        for j, width in enumerate(widths)
    ]
    every = [0.0] * len(face)
    for position, k in enumerate(free):
        every[k] = smears[position]
    finite = all(
        sloped[k].value.whole and sloped[k].value.finite and all(s is None or (s.finite and s.whole) for s in rows[k])
        for k in range(len(face))
    )
    if not finite:
        return Finding("open", box, tuple(every), False, UNDEFINED)
    middle = _with(box, free, [Interval(m, m) for m in (box[k].middle for k in free)])
    at_middle = game.enclosures(middle)
    steps = [box[k] - middle[k] for k in free]
    zero = Interval(constants()[0], constants()[0])
    centred = []
    for k in range(len(face)):
        moved = at_middle[k]
        for slope, step in zip(rows[k], steps, strict=True):
            moved = moved if slope is None else moved + slope * step
        shared = moved.common(gains[k])
        if shared is None:
            return Finding("empty", box)  # cannot be, rounding apart: both enclose the gains
        centred.append(shared)
    if _impossible(face, centred, ends):
        return Finding("empty", box)
    vague = all(at_middle[k].holds(0) and centred[k].width <= 8 * at_middle[k].width for k in free)
    matrix = [[zero if s is None else s for s in rows[k]] for k in free]
    inverse = _inverse([[float(entry.middle) for entry in row] for row in matrix])
    if inverse is None:
        return Finding("open", box, tuple(every), vague, TOUCHES)
    known = [[enclose_float(x) for x in row] for row in inverse]
    new: list[Interval] = []
    for i, k in enumerate(free):
        image = middle[k]
        for j in range(len(free)):
            image = image - known[i][j] * at_middle[free[j]]
            entry = enclose(1 if i == j else 0)
            for position in range(len(free)):
                entry = entry - known[i][position] * matrix[position][j]
            image = image + entry * steps[j]
        new.append(image)
    smaller = [image.common(box[k]) for image, k in zip(new, free, strict=True)]
    if any(part is None for part in smaller):
        return Finding("empty", box)
    inner = _with(box, free, [part for part in smaller if part is not None])
    unique = all(image.inside(box[k]) for image, k in zip(new, free, strict=True))
    if unique and (not ends or at_ends(face, centred) == "right"):
        return Finding("one", inner)
    return Finding("open", inner, tuple(every), vague and not unique, CORNER if unique else TOUCHES)


def _with(box: Box, free: Sequence[int], new: Sequence[Interval]) -> Box:
    changed = dict(zip(free, new, strict=True))
    return tuple(changed.get(k, part) for k, part in enumerate(box))


def _size(slope: Interval | None) -> float:
    return 0.0 if slope is None else max(abs(float(slope.low)), abs(float(slope.high)))


def enclose_float(x: float) -> Interval:
    """A float as the exact number it is."""
    import flint

    return Interval(flint.arb(x), flint.arb(x))


def _inverse(matrix: list[list[float]]) -> list[list[float]] | None:
    """An approximate inverse, or None; it need not be right for the tests to be."""
    size = len(matrix)
    rows = [[*row, *(1.0 if i == j else 0.0 for j in range(size))] for i, row in enumerate(matrix)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda r: abs(rows[r][column]))
        if not 1e-200 < abs(rows[pivot][column]) < 1e200:
            return None
        eliminate(rows, column, pivot)
    result = [row[size:] for row in rows]
    return result if all(abs(x) < 1e200 for row in result for x in row) else None


PIECES = 4000
"""Of a range of types, in the proof of single crossing."""


def single_crossing(game: CutoffGame, which: int, box: Box) -> Literal["proved", "refuted", "open"]:
    """Whether every type on its side of a cutoff prefers what it does, for all cutoffs of the box.

    The range of types is cut into pieces. A piece is right if it lies on one side of the cutoff and the gain has the
    right sign on it, or if the gain falls in the type on it: then it is right because its neighbour nearer to the
    cutoff is, and at the cutoff itself by equilibrium.
    """
    cutoff = game.cutoffs[which]
    own = box[which]
    waiting = deque([Interval(enclose(cutoff.low).low, enclose(cutoff.high).high)])
    least = float(waiting[0].width) * 2.0**-30
    work = 0
    decided = True
    while waiting:
        piece = waiting.popleft()  # the widest first: what refutes is seldom narrow
        gain = game.of_type(which, box, piece)
        below, above = bool(piece.high <= own.low), bool(piece.low >= own.high)
        slope = gain.slopes[0] if gain.slopes else None
        falls = gain.value.whole and (slope is None or (slope.whole and slope.high <= 0))
        if falls or (gain.value.whole and ((below and gain.value.low >= 0) or (above and gain.value.high <= 0))):
            continue
        if (below and gain.value.high < 0) or (above and gain.value.low > 0):
            return "refuted"
        work += 1
        if work > PIECES:
            return "open"
        if float(piece.width) < least:
            decided = False
            continue
        middle = piece.middle
        waiting += [Interval(piece.low, middle), Interval(middle, piece.high)]
    return "proved" if decided else "open"


def rational_box(box: Box) -> tuple[tuple[Any, Any], ...]:
    """The ends of a box as rationals."""
    return tuple((fraction(part.low), fraction(part.high)) for part in box)


def eliminate(rows: list[list[Any]], column: int, pivot: int) -> None:
    """One step of Gauss and Jordan, in place: the pivot's row moves to `column`, which it alone keeps, as 1."""
    rows[column], rows[pivot] = rows[pivot], rows[column]
    scale = rows[column][column]
    rows[column] = [x / scale for x in rows[column]]
    for other in range(len(rows)):
        if other != column and rows[other][column]:
            factor = rows[other][column]
            rows[other] = [x - factor * y for x, y in zip(rows[other], rows[column], strict=True)]
