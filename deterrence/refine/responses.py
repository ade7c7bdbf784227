"""What a receiver may rationally answer after a signal nobody sends, and what the sender's types get from it.

MBR(s) is the union of the faces Delta(A) of responses A that one belief makes all best (for a receiver with types: a
product of simplices, one for each type, under one shared belief). Payoffs u(t, s, rho) are linear on each face, so what
the types can get from it is the convex hull of what they get at its pure responses, and every question about responses
is a set of linear conditions on equilibrium payoffs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any, TypeVar

from deterrence.refine.conditions import Answer, Place, Point, Row, beyond, every, some
from deterrence.solvers.polyhedron import members
from deterrence.solvers.signaling_form import SignalingForm
from deterrence.solvers.signaling_polytopes import Ray, Responses

Faces = tuple[Responses, ...]
T = TypeVar("T")


def maximal(rays: Iterable[Ray]) -> Faces:
    """Maximal sets of responses that one belief makes best."""
    found = {ray.best for ray in rays}
    return tuple(
        sorted(
            a for a in found if not any(a != b and all(x & ~y == 0 for x, y in zip(a, b, strict=True)) for b in found)
        )
    )


@dataclass(frozen=True, eq=False)
class Unsent:
    """A signal nobody sends.

    Attributes
    ----------
    form
        The signaling game.
    rays
        The extreme beliefs of the receiver's cones after the signal.
    s
        The signal.
    """

    form: SignalingForm
    rays: tuple[Ray, ...]
    s: int
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def signal(self) -> str:
        """Its name."""
        return self.form.signals[self.s]

    @property
    def everyone(self) -> tuple[int, ...]:
        """All types."""
        return tuple(range(len(self.form.types)))

    def once(self, key: Any, make: Callable[[], T]) -> T:
        """What `make` gives, worked out once."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def faces(self, types: Sequence[int] | None = None) -> Faces:
        """The maximal faces of MBR on beliefs that give no weight outside some types (all, if none are named)."""
        inside = frozenset(self.everyone if types is None else types)
        return self.once(
            ("faces", inside),
            lambda: maximal(
                ray for ray in self.rays if all(t in inside or not weight for t, weight in enumerate(ray.belief))
            ),
        )

    def payoffs(self, face: Responses) -> list[tuple[Fraction, ...]]:
        """What the types get at each pure response (by receiver type) on a face, in the order of `pure`."""
        form = self.form

        def by_choice() -> list[tuple[Fraction, ...]]:
            return [
                tuple(
                    sum((form.q[tau] * of[self.s][r][tau] for tau, r in enumerate(choice)), Fraction(0))
                    for of in form.u
                )
                for choice in pure(face)
            ]

        return self.once(("payoffs", face), by_choice)

    def most(self, t: int) -> Fraction:
        """The most type t can get against a response that is best at some belief."""
        return max(w[t] for face in self.faces() for w in self.payoffs(face))

    def least(self, t: int, faces: Faces) -> Fraction:
        """The least type t can get against a response on one of the faces."""
        return min(w[t] for face in faces for w in self.payoffs(face))

    def rows(self, face: Responses, signs: dict[int, int]) -> tuple[Row, ...]:
        """The rows of `beyond` for what the types get on a face."""
        return self.once(
            ("rows", face, tuple(sorted(signs.items()))),
            lambda: beyond(self.payoffs(face), signs, len(self.everyone)),
        )

    def deterred(self, place: Place, faces: Faces) -> Answer:
        """Whether some response on one of the faces gives every type at most its equilibrium payoff."""
        return some(self.deters(place, face) for face in faces)

    def deters(self, place: Place, face: Responses) -> Answer:
        """Whether some response on the face gives every type at most its equilibrium payoff."""
        return every(place.at_least(row) for row in self.rows(face, dict.fromkeys(self.everyone, 1)))


def pure(face: Responses) -> list[tuple[int, ...]]:
    """The pure responses on a face: one for each type of the receiver."""
    return list(product(*(tuple(members(mask)) for mask in face)))


# -- in words --------------------------------------------------------------------------------------------------------


def names(form: SignalingForm, types: Iterable[int]) -> str:
    """Types of the sender in words."""
    first = form.game.player_index(form.sender)
    return " and ".join(f"{form.game.types[first][form.types[t]]} {form.sender}".strip() for t in types) or "no type"


def mixtures(unsent: Unsent, face: Responses, *, single: bool = False) -> str:
    """The responses on a face in words; `single`: one mixture of them."""
    form = unsent.form
    responses = form.responses[unsent.s]
    parts: dict[str, str] = {}
    for tau, mask in enumerate(face):
        listed = [responses[r] for r in members(mask)]
        played = listed[0]
        if len(listed) > 1:
            played = f"a mixture of {' and '.join(listed)}" if single else f"{', '.join(listed)} and mixtures of these"
        parts[form.game.types[form.game.player_index(form.receiver)][form.receiver_types[tau]]] = played
    if len(face) == 1 or (len(set(parts.values())) == 1 and all(mask.bit_count() == 1 for mask in face)):
        return next(iter(parts.values()))
    return "; ".join(f"{played} by {who}" for who, played in parts.items())


def choices(unsent: Unsent, faces: Faces) -> str:
    """All responses on some faces in words."""
    return " or ".join(mixtures(unsent, face) for face in faces)


def deterrent(unsent: Unsent, point: Point, faces: Faces) -> str:
    """A response on one of the faces that deters every type, in words: a pure one where there is one."""
    for face in faces:
        for choice, w in zip(pure(face), unsent.payoffs(face), strict=True):
            if all(x <= y for x, y in zip(w, point.w, strict=True)):
                return mixtures(unsent, tuple(1 << r for r in choice), single=True)
    for face in faces:
        if unsent.deters(point, face):
            return mixtures(unsent, face, single=True)
    return "nothing"
