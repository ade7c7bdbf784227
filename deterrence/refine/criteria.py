"""Tests of one unsent signal at given equilibrium payoffs, each with its reason in words.

With w the equilibrium payoffs, s a signal nobody sends, D(t) = {rho in MBR(s) : u(t, s, rho) > w[t]} and D0(t) with
equality. If a test deletes every type the signal is unrestricted. One round, not iterated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from deterrence.refine.responses import believing_in, best, maximal, some_response, worst
from deterrence.solvers.signaling_form import SignalingForm
from deterrence.solvers.signaling_polytopes import Ray

Test = Callable[[SignalingForm, Sequence[Ray], int, Sequence[Fraction]], tuple[bool, str]]


def names(form: SignalingForm, types: Sequence[int]) -> str:
    """Types in words."""
    first = form.game.player_index(form.sender)
    return " and ".join(f"{form.game.types[first][form.types[t]]} {form.sender}".strip() for t in types) or "no type"


# -- intuitive -------------------------------------------------------------------------------------------------------


def _losing(form: SignalingForm, rays: Sequence[Ray], s: int, w: Sequence[Fraction]) -> tuple[list[int], list[int]]:
    """J, the types that get less than in equilibrium whatever the rational response, and the types left."""
    everyone = list(range(len(form.types)))
    faces = maximal(rays)
    losing = [t for t in everyone if w[t] > best(form, t, s, faces)]
    return losing, [t for t in everyone if t not in losing] or everyone


def intuitive(form: SignalingForm, rays: Sequence[Ray], s: int, w: Sequence[Fraction]) -> tuple[bool, str]:
    """The intuitive criterion (Cho and Kreps 1987).

    With J = {t : w[t] > max over MBR(s) of u(t, s, .)}, it fails if one type t gains for sure:
    min over MBR(T less J, s) of u(t, s, .) > w[t].
    """
    losing, left = _losing(form, rays, s, w)
    credible = maximal(believing_in(rays, left))
    gaining = [t for t in range(len(w)) if worst(form, t, s, credible) > w[t]]
    signal = form.signals[s]
    if not gaining:
        return True, f"no type gains from '{signal}' for sure once {names(form, losing)} is ruled out"
    return False, (
        f"{names(form, losing)} can only lose by '{signal}', so after it {form.receiver} believes in "
        f"{names(form, left)}, and {names(form, gaining)} gains whatever the best response"
    )


def equilibrium_dominance(form: SignalingForm, rays: Sequence[Ray], s: int, w: Sequence[Fraction]) -> tuple[bool, str]:
    """Equilibrium dominance (Cho and Kreps 1987, section IV): the type that gains may vary with the response.

    It fails if no response in MBR(T less J, s) deters every type.
    """
    losing, left = _losing(form, rays, s, w)
    survives = _deterred(form, believing_in(rays, left), s, w)
    signal = form.signals[s]
    if survives:
        return True, f"some best response to '{signal}' deters all types once {names(form, losing)} is ruled out"
    return False, (
        f"{names(form, losing)} can only lose by '{signal}', so after it {form.receiver} believes in "
        f"{names(form, left)}, and against every best response some type gains"
    )


# -- D1, D2, never a weak best response ------------------------------------------------------------------------------


def d1(form: SignalingForm, rays: Sequence[Ray], s: int, w: Sequence[Fraction]) -> tuple[bool, str]:
    """D1 (Cho and Kreps 1987): delete t if D(t) and D0(t) lie in D(t') for one t' with D(t') not empty."""
    faces = maximal(rays)
    deleted = {}
    for t in range(len(w)):
        for other in range(len(w)):
            if other != t and best(form, other, s, faces) > w[other]:
                kept = some_response(form, s, faces, [(t, ">=", w[t]), (other, "<=", w[other])])
                if not kept:
                    deleted[t] = f"{names(form, [other])} gains"
                    break
    return _after(form, rays, s, w, "D1", deleted, "would gain or break even")


def d2(form: SignalingForm, rays: Sequence[Ray], s: int, w: Sequence[Fraction]) -> tuple[bool, str]:
    """D2 (Cho and Kreps 1987): delete t if D(t) and D0(t) lie in the union of D(t') over t' != t, not empty."""
    return _union(form, rays, s, w, "D2", ">=", "would gain or break even")


def never_a_weak_best_response(
    form: SignalingForm, rays: Sequence[Ray], s: int, w: Sequence[Fraction]
) -> tuple[bool, str]:
    """Never a weak best response (Kohlberg and Mertens 1986; Cho and Kreps 1987, section IV.4).

    Delete t if D0(t) lies in the union of D(t') over t' != t, not empty.
    """
    return _union(form, rays, s, w, "never a weak best response", "==", "would break even")


def _union(
    form: SignalingForm, rays: Sequence[Ray], s: int, w: Sequence[Fraction], test: str, relation: str, when: str
) -> tuple[bool, str]:
    faces = maximal(rays)
    deleted = {}
    for t in range(len(w)):
        others = [other for other in range(len(w)) if other != t]
        if any(best(form, other, s, faces) > w[other] for other in others):
            kept = some_response(form, s, faces, [(t, relation, w[t]), *((other, "<=", w[other]) for other in others)])
            if not kept:
                deleted[t] = "some other type gains"
    return _after(form, rays, s, w, test, deleted, when)


def _after(
    form: SignalingForm,
    rays: Sequence[Ray],
    s: int,
    w: Sequence[Fraction],
    test: str,
    deleted: Mapping[int, str],
    when: str,
) -> tuple[bool, str]:
    """The verdict once some types are deleted: does a response rational for the rest deter all?"""
    left = [t for t in range(len(w)) if t not in deleted]
    credible = believing_in(rays, left or range(len(w)))
    survives = _deterred(form, credible, s, w)
    signal = form.signals[s]
    if not deleted or not left:
        return survives, f"{test} leaves every type at '{signal}', and some best response deters"
    why = "; ".join(f"whenever {names(form, [t])} {when} by '{signal}', {gains}" for t, gains in deleted.items())
    fate = "and some best response still deters"
    if not survives:
        faces = maximal(credible)
        sure = [t for t in range(len(w)) if worst(form, t, s, faces) > w[t]]
        fate = f"and no best response deters {names(form, sure) if sure else 'every type at once'}"
    return survives, f"{why}, so after '{signal}' {form.receiver} believes in {names(form, left)}, {fate}"


def _deterred(form: SignalingForm, rays: Sequence[Ray], s: int, w: Sequence[Fraction]) -> bool:
    return some_response(form, s, maximal(rays), [(t, "<=", w[t]) for t in range(len(w))])


TESTS: dict[str, Test] = {
    "intuitive": intuitive,
    "equilibrium-dominance": equilibrium_dominance,
    "d1": d1,
    "d2": d2,
    "never-a-weak-best-response": never_a_weak_best_response,
}
