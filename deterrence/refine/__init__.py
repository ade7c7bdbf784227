"""Refinements of perfect Bayesian equilibrium in signaling games, with the reason in words.

Each is a test of outcomes: an outcome survives if every signal nobody sends passes. The definitions stand with the
tests in `deterrence.refine.criteria`; divinity (Banks and Sobel 1987) is not D2 and is not offered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from deterrence.errors import SolverError
from deterrence.refine.criteria import TESTS
from deterrence.result import Cell, Equilibria
from deterrence.solvers.signaling import SignalingEquilibria
from deterrence.solvers.signaling_form import SignalingForm

CRITERIA = tuple(TESTS)


@dataclass(frozen=True)
class Verdict:
    """What a refinement says of one cell of equilibria.

    Attributes
    ----------
    criterion
        One of `CRITERIA`.
    survives
        True, False, or None where equilibrium payoffs vary over the cell and the verdict is not worked out.
    reasons
        A sentence for each unsent signal that decided.
    """

    criterion: str
    survives: bool | None
    reasons: tuple[str, ...]

    @property
    def word(self) -> str:
        """survives, fails or unknown."""
        return {True: "survives", False: "fails", None: "unknown"}[self.survives]


def refine(equilibria: Equilibria, criterion: str = "d1") -> tuple[Verdict, ...]:
    """Test every cell of a set of equilibria of a signaling game.

    Parameters
    ----------
    equilibria
        The answer of `solve` for a signaling game.
    criterion
        ``"intuitive"``, ``"equilibrium-dominance"``, ``"d1"``, ``"d2"`` or ``"never-a-weak-best-response"``.

    Returns
    -------
    One `Verdict` for each of ``equilibria.cells``, in order.

    Raises
    ------
    SolverError
        For an unknown criterion, or equilibria of a game that is not a signaling game.
    """
    if criterion not in TESTS:
        raise SolverError(f"no criterion '{criterion}'; there are {', '.join(CRITERIA)}")
    if not isinstance(equilibria, SignalingEquilibria):
        raise SolverError("these refinements are defined for signaling games; this answer comes from another method")
    test = TESTS[criterion]
    form: SignalingForm = equilibria.form
    done: dict[tuple[tuple[str, ...], tuple[Fraction, ...]], tuple[bool, tuple[str, ...]]] = {}

    def at(unsent: tuple[str, ...], w: tuple[Fraction, ...]) -> tuple[bool, tuple[str, ...]]:
        if (unsent, w) not in done:
            places = [form.signals.index(signal) for signal in unsent]
            outcomes = [test(form, equilibria.rays[s], s, w) for s in places]
            good = all(survives for survives, _ in outcomes)
            done[unsent, w] = good, tuple(text for survives, text in outcomes if good or not survives)
        return done[unsent, w]

    return tuple(_verdict(form, cell, criterion, at) for cell in equilibria.cells)


def _verdict(
    form: SignalingForm,
    cell: Cell,
    criterion: str,
    at: Callable[[tuple[str, ...], tuple[Fraction, ...]], tuple[bool, tuple[str, ...]]],
) -> Verdict:
    first = form.game.player_index(form.sender)
    names = [form.game.types[first][t] for t in form.types]
    unsent = tuple(signal for signal in cell.unsent if not form.ends(form.signals.index(signal)))
    found = {tuple(values[name] for name in names) for values in cell.values}
    if len(found) > 1 and unsent:
        # vertices that agree do not prove what lies between them
        return Verdict(criterion, None, ("equilibrium payoffs vary over this cell",))
    survives, reasons = at(unsent, found.pop())
    return Verdict(criterion, survives, reasons)


def surviving(equilibria: Equilibria, verdicts: Sequence[Verdict]) -> tuple[Cell, ...]:
    """The cells that survive."""
    return tuple(cell for cell, verdict in zip(equilibria.cells, verdicts, strict=True) if verdict.survives)


def by_criterion(equilibria: Equilibria) -> Mapping[str, tuple[Verdict, ...]]:
    """The verdict of every criterion on every cell."""
    return {criterion: refine(equilibria, criterion) for criterion in CRITERIA}
