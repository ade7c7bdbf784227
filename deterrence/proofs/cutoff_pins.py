"""Boxes cut, widened and narrowed around the one zero that they hold, and what is on which side of a range's end."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, Literal

from deterrence.formula.interval import Interval, enclose, precision
from deterrence.games.cutoff import CutoffGame
from deterrence.proofs.cutoff_tests import Box, Face, Where, look, whole_box

FINE = 128
"""Bits of the arithmetic that pins down an equilibrium."""

Ends = tuple[Fraction, Fraction]


def split(box: Box, which: int) -> tuple[Box, Box]:
    """The two parts of a box; not at its middle, where simple numbers lie, so that these are inside a part."""
    part = box[which]
    at = (part.low + (part.high - part.low) * 491 / 1000).mid()
    lower, upper = Interval(part.low, at), Interval(at, part.high)
    return (*box[:which], lower, *box[which + 1 :]), (*box[:which], upper, *box[which + 1 :])


def rounding() -> Any:
    """A number a little larger than the roundings of the working precision."""
    import flint

    return flint.arb(2) ** (12 - flint.ctx.prec)


def widened(face: Face, box: Box) -> Box:
    """A box made half as wide again, along the cutoffs that are inside their ranges."""
    result = []
    tiny = rounding()
    for where, part in zip(face, box, strict=True):
        margin = (part.high - part.low) / 4 + tiny * (1 + abs(part.middle))
        inside = where == "inside"
        result.append(Interval((part.low - margin).lower(), (part.high + margin).upper()) if inside else part)
    return tuple(result)


def pinned(game: CutoffGame, face: Face, box: Box) -> Box:
    """A small box around the one zero of a box that has one, in finer arithmetic."""
    with precision(FINE):
        for _ in range(300):
            smaller = look(game, face, box, ends=False).box
            if _rounded(smaller):
                return smaller
            if not _shrunk(smaller, box, 0.5):
                smaller = _halved(game, face, smaller)
            if not _shrunk(smaller, box, 0.95):
                return smaller
            box = smaller
    return box


def _shrunk(smaller: Box, box: Box, share: float) -> bool:
    return any(float(new.width) < share * float(old.width) for new, old in zip(smaller, box, strict=True))


def _rounded(box: Box) -> bool:
    """Whether a box is no wider than some roundings: cutting it further tells nothing new."""
    tiny = rounding()
    return all(bool(part.high - part.low <= tiny * (1 + abs(part.middle))) for part in box)


def _halved(game: CutoffGame, face: Face, box: Box) -> Box:
    """What is left of a box that has one zero, when parts of it that have none are cut off."""
    for k, where in enumerate(face):
        if where == "inside":
            found = [look(game, face, part, ends=False) for part in split(box, k)]
            left = [one.box for one in found if one.kind != "empty"]
            if left:
                box = tuple(reduce(Interval.hull, parts) for parts in zip(*left, strict=True))
    return box


def beside_an_end(
    game: CutoffGame, face: Face, box: Sequence[Ends]
) -> tuple[Literal["inside", "outside", "open"], tuple[Ends, ...]]:
    """Where the one zero lies of a box that reaches over an end of a range, and the part of the box in the range.

    For one cutoff inside, by the intermediate value theorem: it lies in that part if the gain has strictly different
    signs at its ends, and outside the range if the signs are the same, as the one zero is a simple one. With more
    cutoffs it is left open.
    """
    part = tuple((max(low, c.low), min(high, c.high)) for c, (low, high) in zip(game.cutoffs, box, strict=True))
    free = [k for k, where in enumerate(face) if where == "inside"]
    if len(free) != 1 or any(low > high for low, high in part):
        return "open", part
    (k,) = free
    with precision(FINE):
        known = [enclose(low, high) for low, high in part]
        over = game.enclosures(known)[k]
        signs = []
        for end in part[k]:
            gain = game.enclosures([*known[:k], enclose(end), *known[k + 1 :]])[k]
            signs.append(1 if gain.low > 0 else -1 if gain.high < 0 else 0)
    if not over.whole or 0 in signs:
        return "open", part
    return ("inside" if signs[0] != signs[1] else "outside"), part


def at_an_end(game: CutoffGame, face: Face, box: Box) -> bool:
    """Whether the one zero near a box that reaches over ends of ranges lies at these ends, and so on another face.

    Where the gains of the cutoffs at their ends are 0 throughout, as max(0, .) may be, a zero of the other gains there
    is one of all gains, and there is no second.
    """
    with precision(FINE):
        for _ in range(40):
            if look(game, face, box, ends=False).kind == "one":
                break
            box = widened(face, box)
        else:
            return False
        ends: list[Where] = []
        for cutoff, where, part in zip(game.cutoffs, face, box, strict=True):
            around = [part.low <= end.low and end.high <= part.high for end in map(enclose, (cutoff.low, cutoff.high))]
            ends.append(where if where != "inside" or not any(around) else "low" if around[0] else "high")
        there = tuple(
            whole if old != new else part
            for old, new, whole, part in zip(face, ends, whole_box(game, tuple(ends)), box, strict=True)
        )
        gains = game.enclosures(there)
        moved = [k for k, (old, new) in enumerate(zip(face, ends, strict=True)) if old != new]
        if not moved or not all(gains[k].whole and gains[k].low == gains[k].high == 0 for k in moved):
            return False
        return "inside" not in ends or look(game, tuple(ends), there, ends=False).kind == "one"
