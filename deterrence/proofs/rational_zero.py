"""Exact zeros of the gains of a cutoff game, where they are rational numbers.

Whatever is found here is checked by evaluating the gains exactly; how it was found proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from deterrence.games.cutoff import CutoffGame
from deterrence.proofs.cutoff_pins import Ends
from deterrence.proofs.cutoff_tests import Face, eliminate

DIGITS = 4000
"""Bits of a numerator or denominator beyond which a number is not followed: the zero is no short rational."""


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The rational of least denominator between two (by continued fractions; Stern 1858, Brocot 1861)."""
    whole = low.__ceil__()
    if whole <= high:
        return Fraction(min((n for n in (whole, high.__floor__(), 0) if low <= n <= high), key=abs))
    floor = low.__floor__()
    return floor + 1 / simplest(1 / (high - floor), 1 / (low - floor))


def rational_zero(game: CutoffGame, face: Face, box: Sequence[Ends]) -> tuple[Fraction, ...] | None:
    """Rational numbers of a box at which the gains inside are 0 and those at ends have their signs, or None.

    The simplest numbers of the box are tried first. From them Newton's method in rationals, with slopes between the
    ends of the box, reaches the zero exactly where the gains are linear, or linear one after the other: a challenger's
    gain in its own cutoff once a defender's is known.
    """
    point = tuple(simplest(low, high) for low, high in box)
    gains = game.exact(point)
    free = [k for k, where in enumerate(face) if where == "inside"]
    for _ in range(len(free) + 1):
        if gains is None:
            return None
        if all(gains[k] == 0 for k in free):
            inside = all(low <= x <= high for x, (low, high) in zip(point, box, strict=True))
            return point if inside and _signed(face, gains) else None
        moved = _newton(game, point, gains, free, box)
        if moved is None or any(max(map(_bits, (x.numerator, x.denominator))) > DIGITS for x in moved):
            return None
        point, gains = moved, game.exact(moved)
    return None


def _bits(whole: int) -> int:
    return whole.bit_length()


def _signed(face: Face, gains: Sequence[Fraction]) -> bool:
    return not any(
        (where == "low" and gain > 0) or (where == "high" and gain < 0) for where, gain in zip(face, gains, strict=True)
    )


def _newton(
    game: CutoffGame, point: tuple[Fraction, ...], gains: Sequence[Fraction], free: Sequence[int], box: Sequence[Ends]
) -> tuple[Fraction, ...] | None:
    """The zero of the linear functions through the gains at a point and at its neighbours along each cutoff."""
    rows = [[Fraction(0)] * len(free) + [-gains[k]] for k in free]
    for column, k in enumerate(free):
        low, high = box[k]
        step = (high if point[k] < high else low) - point[k]
        if not step:
            return None
        near = game.exact((*point[:k], point[k] + step, *point[k + 1 :]))
        if near is None:
            return None
        for row, other in zip(rows, free, strict=True):
            row[column] = (near[other] - gains[other]) / step
    moves = _solved(rows)
    if moves is None:
        return None
    changed = dict(zip(free, moves, strict=True))
    return tuple(x + changed.get(k, 0) for k, x in enumerate(point))


def _solved(rows: list[list[Fraction]]) -> list[Fraction] | None:
    """The solution of a square linear system, its right side last in each row, or None where it is singular."""
    size = len(rows)
    for column in range(size):
        pivot = next((r for r in range(column, size) if rows[r][column]), None)
        if pivot is None:
            return None
        eliminate(rows, column, pivot)
    return [row[size] for row in rows]
