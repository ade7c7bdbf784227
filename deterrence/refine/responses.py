"""What a receiver may rationally answer after a signal nobody sends, and what the sender's types get from it.

MBR(s) is the union of the faces Delta(A) of responses A that one belief makes all best (for a receiver with types: a
product of simplices, one for each type, under one shared belief). Payoffs u(t, s, rho) are linear on each face, so
every question below is whether a polytope is empty, and is answered exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import product
from operator import eq, ge, le

from deterrence.solvers.polyhedron import members, vertices
from deterrence.solvers.signaling_form import SignalingForm
from deterrence.solvers.signaling_polytopes import Ray, Responses

MEETS: dict[str, Callable[[Fraction, Fraction], bool]] = {"<=": le, ">=": ge, "==": eq}
Condition = tuple[int, str, Fraction]  # a type t, a relation to w, and w: u(t, s, rho) relation w


def maximal(rays: Iterable[Ray]) -> list[Responses]:
    """Maximal sets of responses that one belief makes best."""
    found = {ray.best for ray in rays}
    return sorted(
        a for a in found if not any(a != b and all(x & ~y == 0 for x, y in zip(a, b, strict=True)) for b in found)
    )


def believing_in(rays: Sequence[Ray], types: Sequence[int]) -> list[Ray]:
    """The extreme beliefs that give no weight outside some types."""
    return [ray for ray in rays if all(t in types or not weight for t, weight in enumerate(ray.belief))]


def corners(form: SignalingForm, t: int, s: int, face: Responses) -> list[Fraction]:
    """The sender's payoff u(t, s, .) at each pure response (by receiver type) on a face."""
    by_type = [[form.q[tau] * form.u[t][s][r][tau] for r in members(mask)] for tau, mask in enumerate(face)]
    return [sum(choice, Fraction(0)) for choice in product(*by_type)]


def best(form: SignalingForm, t: int, s: int, faces: Sequence[Responses]) -> Fraction:
    """The most type t can get at s against a response on one of the faces."""
    return max(max(corners(form, t, s, face)) for face in faces)


def worst(form: SignalingForm, t: int, s: int, faces: Sequence[Responses]) -> Fraction:
    """The least type t can get at s against a response on one of the faces."""
    return min(min(corners(form, t, s, face)) for face in faces)


def some_response(
    form: SignalingForm, s: int, faces: Sequence[Responses], conditions: Sequence[Condition]
) -> bool:
    """Whether a mixture on one of the faces meets every condition (t, relation, w) with relation <=, >= or ==."""
    return any(_on_face(form, s, face, conditions) for face in faces)


def _on_face(form: SignalingForm, s: int, face: Responses, conditions: Sequence[Condition]) -> bool:
    at_corners = zip(*(corners(form, t, s, face) for t, _, _ in conditions), strict=True)
    if any(all(MEETS[rel](u, w) for u, (_, rel, w) in zip(us, conditions, strict=True)) for us in at_corners):
        return True  # a pure response will do
    columns = [(tau, r) for tau, mask in enumerate(face) for r in members(mask)]
    width = len(columns)
    zero, one = Fraction(0), Fraction(1)
    rows = [[zero] + [one if j == k else zero for j in range(width)] for k in range(width)]
    equal = [[-one] + [one if tau == k else zero for tau, _ in columns] for k in range(len(face))]
    for t, relation, w in conditions:
        payoff = [form.q[tau] * form.u[t][s][r][tau] for tau, r in columns]
        if relation == "==":
            equal.append([-w, *payoff])
        else:
            sign = 1 if relation == ">=" else -1
            rows.append([-sign * w] + [sign * x for x in payoff])
    found, _ = vertices(rows, equal)
    return bool(found)
