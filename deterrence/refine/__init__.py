"""Refinements of perfect Bayesian equilibrium in signaling games, with the reason in words.

Each is a test of outcomes: an outcome survives if every signal nobody sends passes. Over a cell of equilibria the
payoffs, and with them the verdict, may vary: then the cell *splits* into parts, each with its conditions, its verdict
and its vertices. The definitions stand with the tests in `deterrence.refine.criteria` and
`deterrence.refine.undefeated`; divinity (Banks and Sobel 1987) is not D2 and is not offered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from deterrence.errors import SolverError
from deterrence.refine.conditions import Place, Point
from deterrence.refine.criteria import TESTS, Criterion
from deterrence.refine.pieces import Condition, Piece, conditions, partition
from deterrence.refine.responses import Unsent, names
from deterrence.refine.subcells import part_of, responding, sent, type_names
from deterrence.refine.undefeated import criterion as undefeated
from deterrence.refine.undefeated import is_pure, rivals
from deterrence.result import Cell, Equilibria
from deterrence.solvers.signaling import SignalingEquilibria
from deterrence.solvers.signaling_form import SignalingForm

UNDEFEATED = "undefeated"
CRITERIA = (*TESTS, UNDEFEATED)
CALLED = {
    "intuitive": "intuitive criterion",
    "equilibrium-dominance": "equilibrium dominance",
    "d1": "D1",
    "d2": "D2",
    "never-a-weak-best-response": "never a weak best response",
    UNDEFEATED: "undefeated",
}


@dataclass(frozen=True, eq=False)
class Part:
    """The equilibria of a cell at which some conditions on equilibrium payoffs hold.

    Attributes
    ----------
    where
        The conditions, each such as ``w[strong] >= 3/2``.
    survives
        Whether these equilibria survive.
    reasons
        A sentence for each unsent signal that decided, at a point in the middle of the part.
    cell
        The part as a cell: the vertices of its closure, and in `Cell.strict` which strict conditions hold at which.
    """

    where: tuple[Condition, ...]
    survives: bool
    reasons: tuple[str, ...]
    cell: Cell

    @property
    def conditions(self) -> str:
        """All conditions in words."""
        return " and ".join(map(str, self.where))

    def holds(self, values: Mapping[str, Fraction]) -> bool:
        """Whether an equilibrium of the cell with these payoffs, by type, lies in the part."""
        return all(condition.holds(values) for condition in self.where)


@dataclass(frozen=True)
class Verdict:
    """What a refinement says of one cell of equilibria.

    Attributes
    ----------
    criterion
        One of `CRITERIA`.
    survives
        True or False for the whole cell, None where it splits or is unknown.
    reasons
        A sentence for each unsent signal that decided.
    parts
        Where the cell splits, its parts; those that survive first. Each equilibrium of the cell lies in one of them.
    """

    criterion: str
    survives: bool | None
    reasons: tuple[str, ...]
    parts: tuple[Part, ...] = field(default=(), compare=False)

    @property
    def word(self) -> str:
        """survives, fails, splits or unknown."""
        if self.parts:
            return "splits"
        return {True: "survives", False: "fails", None: "unknown"}[self.survives]


def refine(equilibria: Equilibria, criterion: str = "d1") -> tuple[Verdict, ...]:
    """Test every cell of a set of equilibria of a signaling game.

    Parameters
    ----------
    equilibria
        The answer of `solve` for a signaling game.
    criterion
        ``"intuitive"``, ``"equilibrium-dominance"``, ``"d1"``, ``"d2"``, ``"never-a-weak-best-response"`` or
        ``"undefeated"`` (for cells in which no type of the sender mixes; unknown for the others).

    Returns
    -------
    One `Verdict` for each of ``equilibria.cells``, in order.

    Raises
    ------
    SolverError
        For an unknown criterion, or equilibria of a game that is not a signaling game.
    """
    if criterion not in CRITERIA:
        raise SolverError(f"no criterion '{criterion}'; there are {', '.join(CRITERIA)}")
    if not isinstance(equilibria, SignalingEquilibria):
        raise SolverError("these refinements are defined for signaling games; this answer comes from another method")
    form: SignalingForm = equilibria.form
    if criterion == UNDEFEATED:
        places = [s for s in range(len(form.signals)) if not form.ends(s)]
        test = undefeated({s: rivals(form, equilibria.cells, s) for s in places})
    else:
        test = TESTS[criterion]
    asked = _Asked(criterion, test, form, tuple(Unsent(form, equilibria.rays[s], s) for s in range(len(form.signals))))
    return tuple(asked.verdict(cell) for cell in equilibria.cells)


@dataclass(frozen=True, eq=False)
class _Asked:
    """A test of the cells of one game."""

    name: str
    test: Criterion
    form: SignalingForm
    signals: tuple[Unsent, ...]
    done: dict[tuple[tuple[str, ...], Point], tuple[bool, tuple[str, ...]]] = field(default_factory=dict)

    def verdict(self, cell: Cell) -> Verdict:
        """The verdict on one cell."""
        form = self.form
        if self.name == UNDEFEATED and not is_pure(form, cell):
            mixing = [t for t, signals in enumerate(sent(form, cell)) if len(signals) > 1]
            return Verdict(self.name, None, (f"it is defined where no type mixes, and {names(form, mixing)} mixes",))
        unsent = tuple(signal for signal in cell.unsent if not form.ends(form.signals.index(signal)))
        if not unsent:
            return Verdict(self.name, True, ())
        found = {tuple(values[name] for name in type_names(form)) for values in cell.values}
        if len(found) == 1:
            return Verdict(self.name, *self.at(unsent, Point(found.pop())))
        # vertices that agree do not prove what lies between them
        try:
            pieces = partition(responding(form, cell), lambda piece: self.survives(unsent, piece))
        except SolverError as error:
            return Verdict(self.name, None, (str(error),))
        parts = tuple(self.part(unsent, cell, piece, survives) for piece, survives in pieces)
        if len(parts) == 1:
            return Verdict(self.name, parts[0].survives, parts[0].reasons)
        told = tuple(
            ": ".join((f"{'survives' if part.survives else 'fails'} where {part.conditions}", "; ".join(part.reasons)))
            for part in parts
        )
        return Verdict(self.name, None, told, parts)

    def survives(self, unsent: tuple[str, ...], place: Place) -> bool:
        """Whether every unsent signal passes."""
        return all(self.test.judge(self.signals[self.form.signals.index(s)], place).survives for s in unsent)

    def at(self, unsent: tuple[str, ...], point: Point) -> tuple[bool, tuple[str, ...]]:
        """The verdict at one point, with its reasons."""
        if (unsent, point) not in self.done:
            signals = [self.signals[self.form.signals.index(s)] for s in unsent]
            found = [(signal, self.test.judge(signal, point)) for signal in signals]
            good = all(finding.survives for _, finding in found)
            texts = tuple(self.test.explain(s, point, finding) for s, finding in found if good or not finding.survives)
            self.done[unsent, point] = good, texts
        return self.done[unsent, point]

    def part(self, unsent: tuple[str, ...], cell: Cell, piece: Piece, survives: bool) -> Part:
        """A piece as a part of the cell."""
        where = conditions(piece, type_names(self.form))
        reasons = self.at(unsent, Point(piece.middle))[1]
        return Part(where, survives, reasons, part_of(self.form, cell, piece))


def surviving(equilibria: Equilibria, verdicts: Sequence[Verdict], *, undecided: bool = False) -> tuple[Cell, ...]:
    """What survives, as cells.

    Parameters
    ----------
    equilibria, verdicts
        A set of equilibria, and what `refine` says of it.
    undecided
        Whether to list cells with an unknown verdict too.

    Returns
    -------
    The cells that survive, and of cells that split the parts that do. Empty where none survives.
    """
    left: list[Cell] = []
    for cell, verdict in zip(equilibria.cells, verdicts, strict=True):
        if verdict.parts:
            left += [part.cell for part in verdict.parts if part.survives]
        elif verdict.survives or (undecided and verdict.survives is None):
            left.append(cell)
    return tuple(left)


def by_criterion(equilibria: Equilibria) -> Mapping[str, tuple[Verdict, ...]]:
    """The verdict of every criterion on every cell."""
    return {criterion: refine(equilibria, criterion) for criterion in CRITERIA}
