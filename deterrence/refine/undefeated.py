"""Undefeated equilibrium (Mailath, Okuno-Fujiwara and Postlewaite 1993, definition 2).

An equilibrium is defeated by another if the other has a signal s sent by just the types K, s is sent by nobody in the
first, every type of K gets in the other at least what it gets in the first and one gets more, and the belief after s
in the first is none of those that give each type the weight p[t] pi[t] / sum p pi with pi[t] = 1 for the types that get
more, any pi[t] in [0, 1] for the other types of K, and pi[t] = 0 outside K. They define it for pure strategies. Here
the sender's are pure and the receiver may mix; the definition is read word for word.

An outcome survives if some equilibrium with that outcome is undefeated. Signals are unsent or not by the outcome
alone, and beliefs and responses after different unsent signals do not depend on each other, so this is a test of one
unsent signal at a time: some belief that every rival allows makes some response best that deters every type.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from deterrence.refine.conditions import Place, Point, Row, above, beyond, every, need
from deterrence.refine.criteria import Criterion, Finding
from deterrence.refine.responses import Faces, Unsent, choices, deterrent, maximal, names
from deterrence.refine.subcells import sent, type_names
from deterrence.result import Cell
from deterrence.solvers.signaling_form import SignalingForm
from deterrence.solvers.signaling_polytopes import rays_after


@dataclass(frozen=True)
class Rival:
    """Equilibria in which some types, and only they, send a signal.

    Attributes
    ----------
    types
        K, the types that send it.
    rows
        The payoffs w at which one of these equilibria gives every type of K at least w[t].
    """

    types: tuple[int, ...]
    rows: tuple[Row, ...]


def is_pure(form: SignalingForm, cell: Cell) -> bool:
    """Whether no type of the sender mixes."""
    return all(len(signals) == 1 for signals in sent(form, cell))


def rivals(form: SignalingForm, cells: Iterable[Cell], s: int) -> tuple[Rival, ...]:
    """The equilibria in which the sender does not mix and a signal is sent.

    The closure of a cell in which the sender does not mix consists of equilibria with the same signals, so its vertices
    stand for it.
    """
    all_names = type_names(form)
    found: dict[tuple[tuple[int, ...], frozenset[tuple[Fraction, ...]]], None] = {}
    for cell in cells:
        if is_pure(form, cell):
            types = tuple(t for t, signals in enumerate(sent(form, cell)) if signals == (s,))
            if types:
                found[types, frozenset(tuple(w[all_names[t]] for t in types) for w in cell.values)] = None
    result = []
    for types, values in found:
        size = len(types)
        rows = beyond(sorted(values), dict.fromkeys(range(size), -1), size)
        result.append(Rival(types, tuple(_widened(row, types, len(all_names)) for row in rows)))
    return tuple(result)


def _widened(row: Row, types: tuple[int, ...], size: int) -> Row:
    wide = [Fraction(0)] * (size + 1)
    wide[0] = row[0]
    for t, a in zip(types, row[1:], strict=True):
        wide[t + 1] = a
    return tuple(wide)


def _better(rival: Rival, place: Place) -> tuple[int, ...]:
    """The types of K that get more than w[t] in one of the rival equilibria that give no type of K less.

    One of them gives more to all of these at once: the mean of equilibria that give more to one each. The rows never
    rise with w. If w meets them all, w[t] can rise if and only if those that fall with w[t] hold strictly.
    """
    if not need(every(place.at_least(row) for row in rival.rows)):
        return ()
    return tuple(t for t in rival.types if need(every(above(place, row) for row in rival.rows if row[t + 1])))


Pattern = tuple[tuple[int, ...], tuple[int, ...]]  # K, and the types of it that get more


def _credible(unsent: Unsent, patterns: tuple[Pattern, ...]) -> Faces:
    """The maximal faces of responses to the beliefs that every rival allows; none where they allow no common belief."""
    if not patterns:
        return unsent.faces()

    def make() -> Faces:
        rows = [row for pattern in patterns for row in _allowed(unsent, *pattern)]
        return maximal(rays_after(unsent.form, unsent.s, rows))

    return unsent.once(("credible", frozenset(patterns)), make)


def _allowed(unsent: Unsent, types: tuple[int, ...], better: tuple[int, ...]) -> list[list[Fraction]]:
    """Rows a of beliefs z, a.z >= 0: z is 0 outside K, z/p the same for `better`, and no greater for others in K."""
    p, size = unsent.form.p, len(unsent.everyone)
    unit = [[Fraction(k == t) for k in range(size)] for t in range(size)]
    rows = [[-x for x in unit[t]] for t in range(size) if t not in types]
    for t in types:
        ahead = [x / p[better[0]] - y / p[t] for x, y in zip(unit[better[0]], unit[t], strict=True)]
        rows.append(ahead)
        if t in better:
            rows.append([-x for x in ahead])
    return rows


def criterion(against: dict[int, tuple[Rival, ...]]) -> Criterion:
    """The test, given for each signal the equilibria in which it is sent."""

    def patterns(unsent: Unsent, place: Place) -> tuple[Pattern, ...]:
        found = [(rival.types, _better(rival, place)) for rival in against[unsent.s]]
        return tuple(dict.fromkeys(pattern for pattern in found if pattern[1]))

    def judge(unsent: Unsent, place: Place) -> Finding:
        credible = _credible(unsent, patterns(unsent, place))
        return Finding(need(unsent.deterred(place, credible)), (), credible)

    def explain(unsent: Unsent, point: Point, finding: Finding) -> str:
        form, signal = unsent.form, unsent.signal
        found = patterns(unsent, point)
        fate = f"{deterrent(unsent, point, finding.credible)} after '{signal}' deters every type"
        if not found:
            return f"no equilibrium in which '{signal}' is sent is better for those who send it, and {fate}"
        why = []
        for types, better in found:
            same = [t for t in types if t not in better]
            rest = f" and no worse for {names(form, same)}" if same else ""
            why.append(
                f"an equilibrium in which '{signal}' is sent by {names(form, types)} is better for "
                f"{names(form, better)}{rest}"
            )
        told = f"{'; '.join(why)}, so after '{signal}' {form.receiver} believes what is believed there"
        if finding.survives:
            return f"{told}, and still {fate}"
        if not finding.credible:
            return f"{told}, and no belief agrees with all of this"
        return f"{told}, and no best response ({choices(unsent, finding.credible)}) deters every type"

    return Criterion(judge, explain)
