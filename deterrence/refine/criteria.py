"""Tests of one unsent signal at given equilibrium payoffs, each with its reason in words.

With w the equilibrium payoffs, s a signal nobody sends, D(t) = {rho in MBR(s) : u(t, s, rho) > w[t]} and D0(t) with
equality. If a test deletes every type the signal is unrestricted. One round, not iterated.

A test is asked at a point or throughout a set of payoffs (`deterrence.refine.conditions`); throughout a set it answers,
or says along which row the set is to be split.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from deterrence.refine.conditions import Answer, Place, Point, above, bound, every, need, some, unless
from deterrence.refine.responses import Faces, Unsent, choices, deterrent, names


class Finding(NamedTuple):
    """Whether the outcome survives, which types the test deletes, and the faces of responses left."""

    survives: bool
    deleted: tuple[int, ...]
    credible: Faces


@dataclass(frozen=True)
class Criterion:
    """A test, and its reason in words at one point."""

    judge: Callable[[Unsent, Place], Finding]
    explain: Callable[[Unsent, Point, Finding], str]


def _left(unsent: Unsent, deleted: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(t for t in unsent.everyone if t not in deleted) or unsent.everyone


def _can_gain(unsent: Unsent, place: Place, t: int) -> Answer:
    """Whether D(t) is not empty."""
    return above(place, bound(t, len(unsent.everyone), unsent.most(t)))


def _after(unsent: Unsent, place: Place, deleted: tuple[int, ...]) -> Finding:
    """The verdict once some types are deleted: does a response rational for the rest deter all?

    Where none is deleted, or all are, the equilibrium's own response does.
    """
    credible = unsent.faces(_left(unsent, deleted))
    if _left(unsent, deleted) == unsent.everyone:
        return Finding(True, deleted, credible)
    return Finding(need(unsent.deterred(place, credible)), deleted, credible)


# -- intuitive -------------------------------------------------------------------------------------------------------


def _losing(unsent: Unsent, place: Place) -> tuple[int, ...]:
    """J, the types that get less than in equilibrium whatever the rational response."""
    size = len(unsent.everyone)
    return tuple(t for t in unsent.everyone if not need(place.at_least(bound(t, size, unsent.most(t)))))


def _sure(unsent: Unsent, place: Place, faces: Faces, t: int) -> Answer:
    """Whether type t gains whatever the response on the faces."""
    return above(place, bound(t, len(unsent.everyone), unsent.least(t, faces)))


def intuitive(unsent: Unsent, place: Place) -> Finding:
    """The intuitive criterion (Cho and Kreps 1987).

    With J = {t : w[t] > max over MBR(s) of u(t, s, .)}, it fails if one type t gains for sure:
    min over MBR(T less J, s) of u(t, s, .) > w[t].
    """
    losing = _losing(unsent, place)
    credible = unsent.faces(_left(unsent, losing))
    if _left(unsent, losing) == unsent.everyone:  # the equilibrium's own response is credible, and nobody gains by it
        return Finding(True, losing, credible)
    fails = need(some(_sure(unsent, place, credible, t) for t in unsent.everyone))
    return Finding(not fails, losing, credible)


def equilibrium_dominance(unsent: Unsent, place: Place) -> Finding:
    """Equilibrium dominance (Cho and Kreps 1987, section IV): the type that gains may vary with the response.

    It fails if no response in MBR(T less J, s) deters every type.
    """
    return _after(unsent, place, _losing(unsent, place))


def _ruled_out(unsent: Unsent, finding: Finding) -> str:
    form = unsent.form
    if not finding.deleted:
        return f"no type can only lose by '{unsent.signal}'"
    lose = f"{names(form, finding.deleted)} can only lose by '{unsent.signal}'"
    if len(finding.deleted) == len(unsent.everyone):
        return f"{lose}, so it says nothing of the type"
    return f"{lose}, so after it {form.receiver} believes in {names(form, _left(unsent, finding.deleted))}"


def _explain_intuitive(unsent: Unsent, point: Point, finding: Finding) -> str:
    best = choices(unsent, finding.credible)
    gaining = [t for t in unsent.everyone if _sure(unsent, point, finding.credible, t)]
    if gaining:
        sure = f"{names(unsent.form, gaining)} {'gains' if len(gaining) == 1 else 'gain'}"
        return f"{_ruled_out(unsent, finding)}, and {sure} whatever the best response ({best})"
    return f"{_ruled_out(unsent, finding)}, and no type is sure to gain (best responses: {best})"


def _explain_dominance(unsent: Unsent, point: Point, finding: Finding) -> str:
    if finding.survives:
        return f"{_ruled_out(unsent, finding)}, and {deterrent(unsent, point, finding.credible)} deters every type"
    best = choices(unsent, finding.credible)
    return f"{_ruled_out(unsent, finding)}, and against every best response ({best}) some type gains"


# -- D1, D2, never a weak best response ------------------------------------------------------------------------------


def _inside(unsent: Unsent, place: Place, t: int, others: tuple[int, ...], *, even: bool = False) -> Answer:
    """Whether D(t) and D0(t) (`even`: D0(t) alone) lie in the union of D(t') over some other types, not empty.

    Not so if on some face a response gives t at least w[t] and each of the others at most its own. For D0(t), "exactly
    w[t]" is "at least" and "at most" by two responses of one face: between them lies one that meets both.
    """
    gains = some(_can_gain(unsent, place, other) for other in others)
    if gains is False:
        return False
    deter = dict.fromkeys(others, 1)
    sides = [{t: -1, **deter}, {t: 1, **deter}] if even else [{t: -1, **deter}]
    outside = some(
        every(place.at_least(row) for signs in sides for row in unsent.rows(face, signs)) for face in unsent.faces()
    )
    return every([gains, unless(outside)])


def _others(unsent: Unsent, t: int) -> tuple[int, ...]:
    return tuple(other for other in unsent.everyone if other != t)


def d1(unsent: Unsent, place: Place) -> Finding:
    """D1 (Cho and Kreps 1987): delete t if D(t) and D0(t) lie in D(t') for one t' with D(t') not empty."""
    deleted = tuple(
        t for t in unsent.everyone if need(some(_inside(unsent, place, t, (other,)) for other in _others(unsent, t)))
    )
    return _after(unsent, place, deleted)


def d2(unsent: Unsent, place: Place) -> Finding:
    """D2 (Cho and Kreps 1987): delete t if D(t) and D0(t) lie in the union of D(t') over t' != t, not empty."""
    deleted = tuple(t for t in unsent.everyone if need(_inside(unsent, place, t, _others(unsent, t))))
    return _after(unsent, place, deleted)


def never_a_weak_best_response(unsent: Unsent, place: Place) -> Finding:
    """Never a weak best response (Kohlberg and Mertens 1986; Cho and Kreps 1987, section IV.4).

    Delete t if D0(t) lies in the union of D(t') over t' != t, not empty.
    """
    deleted = tuple(t for t in unsent.everyone if need(_inside(unsent, place, t, _others(unsent, t), even=True)))
    return _after(unsent, place, deleted)


def _explain_deletion(test: str, when: str, *, one: bool) -> Callable[[Unsent, Point, Finding], str]:
    def explain(unsent: Unsent, point: Point, finding: Finding) -> str:
        form, signal, deleted = unsent.form, unsent.signal, finding.deleted
        if not deleted or len(deleted) == len(unsent.everyone):
            which = "would delete every type, so it deletes none," if deleted else "leaves every type"
            return f"{test} {which} at '{signal}', and {deterrent(unsent, point, finding.credible)} deters every type"
        why = []
        for t in deleted:
            gaining = "some other type"
            if one:
                gaining = names(form, [next(o for o in _others(unsent, t) if _inside(unsent, point, t, (o,)))])
            why.append(f"whenever {names(form, [t])} {when} by '{signal}', {gaining} gains")
        fate = f"and {deterrent(unsent, point, finding.credible)} still deters every type"
        if not finding.survives:
            sure = [t for t in unsent.everyone if _sure(unsent, point, finding.credible, t)]
            best = choices(unsent, finding.credible)
            fate = f"and no best response ({best}) deters {names(form, sure) if sure else 'every type at once'}"
        left = names(form, _left(unsent, deleted))
        return f"{'; '.join(why)}, so after '{signal}' {form.receiver} believes in {left}, {fate}"

    return explain


TESTS: dict[str, Criterion] = {
    "intuitive": Criterion(intuitive, _explain_intuitive),
    "equilibrium-dominance": Criterion(equilibrium_dominance, _explain_dominance),
    "d1": Criterion(d1, _explain_deletion("D1", "would gain or break even", one=True)),
    "d2": Criterion(d2, _explain_deletion("D2", "would gain or break even", one=False)),
    "never-a-weak-best-response": Criterion(
        never_a_weak_best_response,
        _explain_deletion("never a weak best response", "would break even", one=False),
    ),
}
