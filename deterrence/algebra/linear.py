"""Linear conditions: the polyhedron, its vertices and rays, and whether its strict inequalities can all hold."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from deterrence.algebra.finite import Undecided
from deterrence.algebra.pieces import Family, Piece
from deterrence.algebra.polynomial import affine_row
from deterrence.algebra.simplify import Conditions
from deterrence.errors import SolverError

__all__ = ["linear_pieces"]


def linear_pieces(conditions: Conditions, largest: int) -> list[Piece]:
    """The solutions of affine inequalities, strict and weak: nothing, one point or one family.

    A strict inequality can hold if it holds at some vertex or along some ray of the closure; and the mean of all
    vertices plus the sum of all rays satisfies every one that can, by convexity.

    Raises
    ------
    Undecided
        If the closure has too many vertices.
    """
    from deterrence.solvers.polyhedron import vertices

    names = conditions.unknowns
    strict = [affine_row(p, names) for p in conditions.positive]
    weak = [affine_row(p, names) for p in conditions.nonnegative]
    rows = [*strict, *weak] or [(1, *(0 for _ in names))]
    lines = _lines([row[1:] for row in rows], len(names))
    try:
        corners, directions = vertices(rows, [(0, *line) for line in lines], limit=largest)
    except SolverError as error:
        raise Undecided(str(error)) from error
    if not corners:
        return []
    points = [corner.point for corner in corners]
    rays = [direction.point for direction in directions]
    rays += [tuple(turn * Fraction(x) for x in line) for line in lines for turn in (1, -1)]
    middle = [
        sum((p[k] for p in points), Fraction(0)) / len(points) + sum((r[k] for r in rays), Fraction(0))
        for k in range(len(names))
    ]
    if any(row[0] + sum(a * x for a, x in zip(row[1:], middle, strict=True)) <= 0 for row in strict):
        return []
    witness = dict(zip(names, middle, strict=True))
    if len(points) == 1 and not rays:
        return [Piece(point=witness)]
    spread = [[a - b for a, b in zip(p, points[0], strict=True)] for p in points[1:]] + [list(r) for r in rays]
    return [
        Piece(
            family=Family(
                names,
                (),
                conditions.positive,
                conditions.nonnegative,
                witness,
                _rank(spread),
                linear=True,
                vertices=tuple(dict(zip(names, p, strict=True)) for p in points),
                rays=tuple(dict(zip(names, r, strict=True)) for r in rays),
                regular=True,
            )
        )
    ]


def _lines(rows: Sequence[Sequence[int]], size: int) -> list[tuple[int, ...]]:
    """A basis of the directions in which no inequality changes."""
    from flint import fmpz_mat

    basis, rank = fmpz_mat(len(rows), size, [x for row in rows for x in row]).nullspace()
    return [tuple(int(basis[i, k]) for i in range(size)) for k in range(rank)]


def _rank(rows: Sequence[Sequence[Fraction]]) -> int:
    from flint import fmpq, fmpq_mat

    entries = [fmpq(x.numerator, x.denominator) for row in rows for x in row]
    return int(fmpq_mat(len(rows), len(rows[0]), entries).rank())
