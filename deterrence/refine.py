"""Refinements of perfect Bayesian equilibrium in signaling games, with the reason in words.

With w the equilibrium payoffs, s a signal nobody sends, and MBR(s) the union of the faces Delta(A) of responses
rationalizable at s (never all mixtures, never a hull), write D(t) = {rho in MBR(s) : u(t, s, rho) > w[t]} and D0(t)
with equality.

- *Intuitive criterion* (Cho and Kreps 1987): J = {t : w[t] > max over MBR(s) of u(t, s, .)}; the equilibrium fails if
  one type t has min over MBR(T \\ J, s) of u(t, s, .) > w[t].
- *D1* (Cho and Kreps 1987; Banks and Sobel 1987): delete t if D(t) and D0(t) lie in D(t') for some t' with D(t') not
  empty; the outcome survives if at every unsent signal some response rational under a belief on the types that are
  left deters all types.

If a test deletes every type the signal is unrestricted. One round, not iterated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from deterrence.errors import SolverError
from deterrence.result import Cell, Equilibria
from deterrence.solvers.polyhedron import vertices
from deterrence.solvers.signaling import Ray, Responses, SignalingEquilibria
from deterrence.solvers.signaling_form import SignalingForm

CRITERIA = ("d1", "intuitive")


@dataclass(frozen=True)
class Verdict:
    """What a refinement says of one cell of equilibria.

    Attributes
    ----------
    criterion
        ``"d1"`` or ``"intuitive"``.
    survives
        True, False, or None where payoffs vary over the cell and its vertices disagree (it splits).
    reasons
        A sentence for each unsent signal that decided.
    """

    criterion: str
    survives: bool | None
    reasons: tuple[str, ...]

    @property
    def word(self) -> str:
        """survives, fails or splits."""
        return {True: "survives", False: "fails", None: "splits"}[self.survives]


def refine(equilibria: Equilibria, criterion: str = "d1") -> tuple[Verdict, ...]:
    """Test every cell of a set of equilibria of a signaling game.

    Parameters
    ----------
    equilibria
        The answer of `solve` for a signaling game.
    criterion
        ``"d1"`` or ``"intuitive"``.

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
    test = _d1 if criterion == "d1" else _intuitive
    form: SignalingForm = equilibria.form
    done: dict[tuple[tuple[str, ...], tuple[Fraction, ...]], tuple[bool, tuple[str, ...]]] = {}

    def at(unsent: tuple[str, ...], w: tuple[Fraction, ...]) -> tuple[bool, tuple[str, ...]]:
        if (unsent, w) not in done:
            outcomes = [test(form, equilibria.rays[form.signals.index(s)], form.signals.index(s), w) for s in unsent]
            good = all(survives for survives, _ in outcomes)
            reasons = tuple(text for survives, text in outcomes if text and (good or not survives))
            done[unsent, w] = good, reasons
        return done[unsent, w]

    return tuple(_verdict(form, cell, criterion, at) for cell in equilibria.cells)


def _verdict(form: SignalingForm, cell: Cell, criterion: str, at: object) -> Verdict:
    first = form.game.player_index(form.sender)
    names = [form.game.types[first][t] for t in form.types]
    unsent = tuple(s for s in cell.unsent if not form.ends(form.signals.index(s)))
    found = {tuple(values[name] for name in names) for values in cell.values}
    outcomes = [at(unsent, w) for w in sorted(found)]  # type: ignore[operator]
    answers = {survives for survives, _ in outcomes}
    reasons = tuple(dict.fromkeys(text for _, texts in outcomes for text in texts))
    if len(found) > 1 and unsent:
        # w varies over the cell: vertices that agree do not prove the cell, so only constancy is a verdict
        return Verdict(criterion, None, (*reasons, "equilibrium payoffs vary over this cell"))
    return Verdict(criterion, answers.pop(), reasons)


# -- responses and payoffs -----------------------------------------------------------------------------------------


def _maximal(rays: Sequence[Ray]) -> list[Responses]:
    """Maximal sets of responses that one belief makes best."""
    found = {ray.best for ray in rays}
    return sorted(
        a for a in found if not any(a != b and all(x & ~y == 0 for x, y in zip(a, b, strict=True)) for b in found)
    )


def _pure(form: SignalingForm, t: int, s: int, tau: int, r: int) -> Fraction:
    return form.q[tau] * form.u[t][s][r][tau]


def _corners(form: SignalingForm, t: int, s: int, face: Responses) -> list[Fraction]:
    """The sender's payoff at each pure response (by receiver type) on a face."""
    by_type = [[_pure(form, t, s, tau, r) for r in _bits(mask)] for tau, mask in enumerate(face)]
    return [sum(choice, Fraction(0)) for choice in product(*by_type)]


def _some_response(
    form: SignalingForm, s: int, face: Responses, conditions: Sequence[tuple[int, int, Fraction]]
) -> bool:
    """Whether a mixture on the face has sign * (u(t, s, rho) - w) >= 0 for every condition (t, sign, w)."""
    columns = [(tau, r) for tau, mask in enumerate(face) for r in _bits(mask)]
    width = len(columns)
    zero, one = Fraction(0), Fraction(1)
    rows = [[zero] + [one if j == k else zero for j in range(width)] for k in range(width)]
    for t, sign, w in conditions:
        rows.append([-sign * w] + [sign * _pure(form, t, s, tau, r) for tau, r in columns])
    equal = [[-one] + [one if tau == k else zero for tau, _ in columns] for k in range(len(face))]
    found, _ = vertices(rows, equal)
    return bool(found)


# -- criteria ------------------------------------------------------------------------------------------------------


def _names(form: SignalingForm, types: Sequence[int]) -> str:
    first = form.game.player_index(form.sender)
    return " and ".join(f"{form.game.types[first][form.types[t]]} {form.sender}".strip() for t in types)


def _d1(form: SignalingForm, rays: tuple[Ray, ...], s: int, w: Sequence[Fraction]) -> tuple[bool, str]:
    everyone = range(len(form.types))
    faces = _maximal(rays)
    gains = {t: any(max(_corners(form, t, s, face)) > w[t] for face in faces) for t in everyone}
    deleted = {}
    for t in everyone:
        for other in everyone:
            if other != t and gains[other] and not any(
                _some_response(form, s, face, [(t, 1, w[t]), (other, -1, w[other])]) for face in faces
            ):
                deleted[t] = other
                break
    left = [t for t in everyone if t not in deleted] or list(everyone)
    credible = _maximal([ray for ray in rays if all(t in left or not ray.belief[t] for t in everyone)])
    survives = any(_some_response(form, s, face, [(t, -1, w[t]) for t in everyone]) for face in credible)
    signal = form.signals[s]
    if deleted and len(deleted) < len(everyone):
        why = "; ".join(
            f"whenever {_names(form, [t])} would gain or break even by '{signal}', {_names(form, [other])} gains"
            for t, other in deleted.items()
        )
        believed = f"so after '{signal}' {form.receiver} believes in {_names(form, left)}"
        fate = "and some best response still deters"
        if not survives:
            fate = f"and no best response deters {_tempted(form, s, credible, w)}"
        return survives, f"{why}, {believed}, {fate}"
    return survives, f"D1 leaves every type at '{signal}', and some best response deters"


def _tempted(form: SignalingForm, s: int, faces: Sequence[Responses], w: Sequence[Fraction]) -> str:
    sure = [t for t in range(len(form.types)) if all(min(_corners(form, t, s, face)) > w[t] for face in faces)]
    return _names(form, sure) if sure else "every type at once"


def _intuitive(form: SignalingForm, rays: tuple[Ray, ...], s: int, w: Sequence[Fraction]) -> tuple[bool, str]:
    everyone = range(len(form.types))
    faces = _maximal(rays)
    never = [t for t in everyone if all(w[t] > max(_corners(form, t, s, face)) for face in faces)]
    left = [t for t in everyone if t not in never] or list(everyone)
    credible = _maximal([ray for ray in rays if all(t in left or not ray.belief[t] for t in everyone)])
    gaining = [t for t in everyone if all(min(_corners(form, t, s, face)) > w[t] for face in credible)]
    signal = form.signals[s]
    if gaining:
        return False, (
            f"{_names(form, never) or 'no type'} can only lose by '{signal}', so after it {form.receiver} believes in "
            f"{_names(form, left)}, and {_names(form, gaining)} gains whatever the best response"
        )
    return True, f"no type gains from '{signal}' for sure once {_names(form, never) or 'nobody'} is ruled out"


def _bits(mask: int) -> tuple[int, ...]:
    return tuple(k for k in range(mask.bit_length()) if mask >> k & 1)


def surviving(equilibria: Equilibria, verdicts: Sequence[Verdict]) -> tuple[Cell, ...]:
    """The cells that survive."""
    return tuple(cell for cell, verdict in zip(equilibria.cells, verdicts, strict=True) if verdict.survives)


def by_criterion(equilibria: Equilibria) -> Mapping[str, tuple[Verdict, ...]]:
    """The verdict of every criterion on every cell."""
    return {criterion: refine(equilibria, criterion) for criterion in CRITERIA}
