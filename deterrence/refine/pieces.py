"""Splitting a cell by what its equilibrium payoffs are.

The responses of a cell are the points of a polytope R at which every response of the cell's support is played. There
the payoffs w are linear. A *piece* is such a set cut by rows on w, some of them strict: a polytope without some of its
faces. A row that is undecided on a piece cuts it in two, and in the end every piece is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from deterrence.errors import SolverError
from deterrence.refine.conditions import Answer, Row, Split, Undecided, against, value
from deterrence.solvers.polyhedron import vertices

MOST_PIECES = 2000
MOST_VERTICES = 20000


@dataclass(frozen=True, order=True)
class Condition:
    """A linear condition on equilibrium payoffs.

    Attributes
    ----------
    names
        Of the sender's types, in the order of the row.
    row
        The condition is b + sum_t a_t w[t] > 0 or >= 0 or = 0, for the row (b, a_1, ..., a_n).
    relation
        ``">"``, ``">="`` or ``"="``.
    """

    names: tuple[str, ...]
    row: Row
    relation: str

    def holds(self, values: Mapping[str, Fraction]) -> bool:
        """Whether payoffs, by type, meet it."""
        x = value(self.row, [values[name] for name in self.names])
        return x > 0 or (x == 0 and self.relation != ">") if self.relation != "=" else x == 0

    def __str__(self) -> str:
        terms = [(a, f"w[{name}]" if name else "w") for a, name in zip(self.row[1:], self.names, strict=True) if a]
        scale = 1 / terms[0][0]
        relation = self.relation if scale > 0 else {">": "<", ">=": "<=", "=": "="}[self.relation]
        text = ""
        for a, name in terms:
            a *= scale
            size = name if abs(a) == 1 else f"{abs(a)}*{name}"
            sign = (" + " if a > 0 else " - ") if text else ("" if a > 0 else "-")
            text += sign + size
        return f"{text} {relation} {-self.row[0] * scale}"


@dataclass(frozen=True, eq=False)
class Responding:
    """The responses of a cell: points y with rows >= 0, equal = 0, and y[k] > 0 for k in played.

    Attributes
    ----------
    rows, equal
        In the coordinates of y, each (b, a_1, ..., a_d).
    played
        The coordinates that are positive.
    payoffs
        For each type its payoff w[t] as (b, a_1, ..., a_d): b + a.y.
    """

    rows: tuple[Row, ...]
    equal: tuple[Row, ...]
    played: tuple[int, ...]
    payoffs: tuple[Row, ...]

    def pulled(self, row: Row) -> Row:
        """A row on payoffs as a row on y."""
        width = len(self.payoffs[0])
        weighted = [[a * x for x in of] for a, of in zip(row[1:], self.payoffs, strict=True) if a]
        result = [sum((line[k] for line in weighted), Fraction(0)) for k in range(width)]
        return (result[0] + row[0], *result[1:])


@dataclass(frozen=True, eq=False)
class Piece:
    """The points of a cell at which some rows on payoffs hold.

    Attributes
    ----------
    whole
        The responses of the cell.
    cuts
        Rows on payoffs, each with whether it is strict (> 0, otherwise >= 0).
    points
        The vertices of its closure.
    w
        The payoffs at these.
    strict
        For each strict condition (a response is played, a row is > 0) its value at the vertices. A mixture of vertices
        lies in the piece if and only if each of these is positive at one of them.
    """

    whole: Responding
    cuts: tuple[tuple[Row, bool], ...]
    points: tuple[Row, ...]
    w: tuple[Row, ...]
    strict: tuple[tuple[Fraction, ...], ...]

    @staticmethod
    def of(whole: Responding, cuts: tuple[tuple[Row, bool], ...] = ()) -> Piece:
        """The piece with these cuts, where it is not empty."""
        found, _ = vertices([*whole.rows, *(whole.pulled(row) for row, _ in cuts)], whole.equal, limit=MOST_VERTICES)
        points = tuple(vertex.point for vertex in found)
        w = tuple(tuple(value(row, point) for row in whole.payoffs) for point in points)
        strict = [tuple(point[k] for point in points) for k in whole.played]
        strict += [tuple(value(row, payoffs) for payoffs in w) for row, open_ in cuts if open_]
        return Piece(whole, cuts, points, w, tuple(strict))

    @property
    def middle(self) -> tuple[Fraction, ...]:
        """The payoffs at a point inside."""
        return tuple(sum(column, Fraction(0)) / len(self.w) for column in zip(*self.w, strict=True))

    def at_least(self, row: Row) -> Answer:
        """Whether the row is >= 0 throughout (true), nowhere (false), or here and not there."""
        values = [value(row, w) for w in self.w]
        low, high = min(values), max(values)
        if low >= 0:
            return True
        if high < 0:
            return False
        if high == 0:
            zero = [k for k, x in enumerate(values) if not x]
            if not all(any(condition[k] for k in zero) for condition in self.strict):
                return False
        return Undecided(row)

    def everywhere(self, row: Row, strict: bool) -> bool:
        """Whether the row is >= 0, or > 0, throughout."""
        return (self.at_least(against(row)) is False) if strict else (self.at_least(row) is True)

    def split(self, row: Row) -> tuple[Piece, Piece]:
        """The part where an undecided row is >= 0, and the part where it is < 0. Neither is empty."""
        return (
            Piece.of(self.whole, (*self.cuts, (row, False))),
            Piece.of(self.whole, (*self.cuts, (against(row), True))),
        )


def partition(whole: Responding, judge: Callable[[Piece], bool]) -> list[tuple[Piece, bool]]:
    """Pieces on which a verdict is constant; together they are the cell, and no two of them meet.

    Parameters
    ----------
    whole
        The responses of a cell.
    judge
        The verdict on a piece; it raises `Split` where it cannot be given throughout.

    Returns
    -------
    As few pieces as merging two and two gives, in a fixed order.

    Raises
    ------
    SolverError
        Where there are more than `MOST_PIECES` pieces.
    """
    decided: list[tuple[Piece, bool]] = []
    waiting = [Piece.of(whole)]
    while waiting:
        piece = waiting.pop()
        try:
            decided.append((piece, judge(piece)))
        except Split as split:
            waiting.extend(reversed(piece.split(split.row)))
        if len(decided) + len(waiting) > MOST_PIECES:
            raise SolverError(f"the verdict changes too often over this cell: more than {MOST_PIECES:,} pieces")
    if len({survives for _, survives in decided}) == 1:
        return [(Piece.of(whole), decided[0][1])]
    merged: list[tuple[Piece, bool]] = []
    for survives in (True, False):
        merged += [(_plain(piece), survives) for piece in _merged([p for p, same in decided if same is survives])]
    return merged


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Pieces whose union is a piece become that piece, two and two, as long as there are such."""
    pieces = list(pieces)
    k = 0
    while k < len(pieces):
        for j in range(k):
            union = _union(pieces[j], pieces[k])
            if union is not None:
                pieces[j] = union
                del pieces[k]
                k = 0
                break
        else:
            k += 1
    return pieces


def _union(first: Piece, second: Piece) -> Piece | None:
    """The union, if a row cuts the two apart and every other cut of each holds throughout the other."""
    for row, strict in first.cuts:
        if (against(row), not strict) not in second.cuts:
            continue
        mine = tuple(cut for cut in first.cuts if cut != (row, strict))
        theirs = tuple(cut for cut in second.cuts if cut != (against(row), not strict))
        if all(second.everywhere(*cut) for cut in mine) and all(first.everywhere(*cut) for cut in theirs):
            return Piece.of(first.whole, tuple(dict.fromkeys((*mine, *theirs))))
    return None


def _plain(piece: Piece) -> Piece:
    """The piece without cuts that the others imply."""
    k = 0
    while k < len(piece.cuts):
        less = Piece.of(piece.whole, piece.cuts[:k] + piece.cuts[k + 1 :])
        if less.everywhere(*piece.cuts[k]):
            piece = less
        else:
            k += 1
    return piece


def conditions(piece: Piece, names: tuple[str, ...]) -> tuple[Condition, ...]:
    """The cuts of a piece as conditions; two opposite ones are an equation.

    A payoff that does not vary over the cell is a number in them.
    """
    closed = {row for row, strict in piece.cuts if not strict}
    fixed = [of[0] if len(set(of)) == 1 else None for of in zip(*Piece.of(piece.whole).w, strict=True)]
    found = []
    for row, strict in piece.cuts:
        equation = not strict and against(row) in closed
        if equation:
            row = max(row, against(row), key=lambda each: each[1:])
        known = sum((a * w for a, w in zip(row[1:], fixed, strict=True) if w is not None), row[0])
        row = (known, *(a if w is None else Fraction(0) for a, w in zip(row[1:], fixed, strict=True)))
        found.append(Condition(names, row, "=" if equation else ">" if strict else ">="))
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (str(each), each)))
