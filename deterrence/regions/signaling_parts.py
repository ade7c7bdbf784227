"""The equilibria of a shape of a signaling game as a product of parts, each of which has its own cases.

What the types of the sender are offered (R), the beliefs after each unsent signal, what is sent (X), and whether some
equilibria survive a criterion rest on different payoffs. Each part is worked out alone, once for all shapes that share
it, and what can be together is put together afterwards: the cases of the parts add up, and are not multiplied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from deterrence.errors import SolverError
from deterrence.regions.branches import Branch
from deterrence.regions.cases import Cases, explore
from deterrence.regions.domain import UNKNOWN, Domain
from deterrence.regions.signaling_refined import CRITERIA, survives
from deterrence.regions.signaling_shapes import (
    Found,
    Sets,
    Support,
    beliefs_at,
    responding,
    respondings,
    sendings,
    sent_signals,
    spread,
)
from deterrence.regions.signs import SIGNS, Sign, one_of
from deterrence.solvers.signaling_form import SignalingForm

T = TypeVar("T")
MOST_QUESTIONS = 100_000


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts of the shapes of one game.

    Attributes
    ----------
    domain, given
        Where the game is this one: the domain, and conditions on it.
    form
        The game.
    """

    domain: Domain
    given: tuple[Sign, ...]
    form: SignalingForm
    _known: dict[Any, Any] = field(default_factory=dict)

    def held(self, s: int, played: Sets) -> tuple[Branch[Any], ...]:
        """The extreme beliefs after a signal at which all that is played is best; empty where it is never."""

        def derive(cases: Cases) -> Any:
            found = beliefs_at(self.form, s, played, cases)
            cases.require(bool(found))
            return found

        return self._once(("held", s, played), derive)

    def sent(self, support: Support) -> tuple[Branch[Any], ...]:
        """The vertices of X(C, A)."""
        played = tuple(support.played[s] for s in sent_signals(support))
        return self._once(("sent", support.sent, played), partial(sendings, self.form, support))

    def found(self, support: Support) -> Iterator[Branch[tuple[Found, dict[str, bool | None]]]]:
        """The equilibria with a support, and for each criterion whether some of them survive it."""
        system = responding(self.form, support)
        offered = self.explore(partial(respondings, system), self.given)
        used = sent_signals(support)
        unsent = [s for s in range(len(self.form.signals)) if s not in used and not self.form.ends(s)]
        held = [self.held(s, support.played[s]) for s in unsent] if offered else []
        sent = self.sent(support) if offered and all(held) else ()
        if not sent:
            return
        for one in together(self.domain, [offered, *held]):
            points, *beliefs = one.result
            rho = spread(self.form, support, system, points)
            criteria = [
                self.explore(partial(survives, name, self.form, unsent, system, points), one.conditions)
                for name in (CRITERIA if unsent else ())
            ]
            for both in together(self.domain, [*criteria, sent] if unsent else [(one,), sent]):
                *answers, x = both.result
                kept: list[bool | None] = [*answers] if unsent else [True for _ in CRITERIA]
                found = Found(x, rho, dict(zip(unsent, beliefs, strict=True)))
                result = found, dict(zip(CRITERIA, kept, strict=True))
                yield Branch(both.conditions, result, one.certain and both.certain)

    def explore(self, derive: Callable[[Cases], T], given: Sequence[Sign]) -> tuple[Branch[T], ...]:
        """Every branch of a derivation where conditions hold.

        Raises
        ------
        SolverError
            Where all derivations together have asked too much.
        """
        if self.domain.asked > MOST_QUESTIONS:
            raise SolverError(
                f"more than {MOST_QUESTIONS:,} questions about signs, and not all shapes are worked out: let fewer "
                "names vary, fix more of them in `at`, or order the payoffs by assumptions or `where`"
            )
        return explore(self.domain, derive, given=given)

    def _once(self, key: Any, derive: Callable[[Cases], Any]) -> tuple[Branch[Any], ...]:
        """The cases of a part, worked out once."""
        if key not in self._known:
            self._known[key] = self.explore(derive, self.given)
        found: tuple[Branch[Any], ...] = self._known[key]
        return found


def together(domain: Domain, parts: Sequence[Sequence[Branch[Any]]]) -> list[Branch[tuple[Any, ...]]]:
    """The cases of several parts at once, where they can be: one condition a polynomial."""
    found: list[Branch[tuple[Any, ...]]] = [Branch((), ())]
    for part in parts:
        longer = []
        for before in found:
            for one in part:
                conditions = both(before.conditions, one.conditions)
                answer = None if conditions is None else domain.possible(conditions)
                if conditions is not None and answer is not None:
                    certain = before.certain and one.certain and answer is not UNKNOWN
                    longer.append(Branch(conditions, (*before.result, one.result), certain))
        found = longer
    return found


def both(some: Iterable[Sign], others: Iterable[Sign]) -> tuple[Sign, ...] | None:
    """Two conjunctions as one, one condition a polynomial; None where they contradict each other at sight."""
    signs = {one.polynomial: frozenset(SIGNS[one.relation]) for one in some}
    for one in others:
        signs[one.polynomial] = signs.get(one.polynomial, frozenset((-1, 0, 1))) & frozenset(SIGNS[one.relation])
        if not signs[one.polynomial]:
            return None
    return tuple(one_of(polynomial, allowed) for polynomial, allowed in signs.items())
