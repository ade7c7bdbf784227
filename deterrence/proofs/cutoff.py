"""Proof of the equilibria of a cutoff game, one by one and all together, recomputed from the game alone.

One equilibrium is proved by its box: exactly one zero of the gains of the cutoffs inside their ranges lies in it, gains
at ends have their signs, and all types on each side of a cutoff prefer their side. That there is no other is proved by
a cover: a plan for cutting the ranges into boxes of which each is empty, or has one equilibrium, or is left open. The
plan says only what to try; what comes of it is computed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any, Literal, get_args

from deterrence.errors import DeterrenceError, GameError
from deterrence.formula import number
from deterrence.formula.interval import enclose, precision
from deterrence.games.cutoff import CutoffGame
from deterrence.proof import Certificate
from deterrence.proofs.cutoff_pins import FINE, Ends, at_an_end, beside_an_end, pinned, split, widened
from deterrence.proofs.cutoff_tests import Box, Face, Where, faces, look, rational_box, single_crossing, whole_box
from deterrence.proofs.rational_zero import rational_zero

BITS = 64
"""Bits of the arithmetic that covers the ranges; `FINE` are those of the one that pins down an equilibrium."""

STEPS = 500_000
"""Of all plans of a claim: more are not followed."""


@dataclass(frozen=True)
class CutoffEquilibrium:
    """One equilibrium in monotone strategies.

    Attributes
    ----------
    face
        Of each cutoff whether it is ``"inside"`` its range or at an end of it, ``"low"`` or ``"high"``.
    box
        For each cutoff two rationals between which it lies: exactly one equilibrium of the face is in this box.
    point
        The cutoffs themselves where they are known exactly, otherwise None.
    crossing
        ``"proved"``: all types on each side of each cutoff prefer their side. ``"assumed"``: some gain does not speak
        of types, as where the unknown is a probability, and the model vouches that it stands for best replies.
    """

    face: Face
    box: tuple[Ends, ...]
    point: tuple[Fraction, ...] | None
    crossing: Literal["proved", "assumed"]


@dataclass(frozen=True)
class Undecided:
    """A box in which there may be equilibria, or none, and why that is not decided."""

    face: Face
    box: tuple[Ends, ...]
    reason: str


@dataclass(frozen=True)
class CutoffClaim:
    """What is claimed of a game: its equilibria, the boxes left open, and the plan by which to prove it.

    Attributes
    ----------
    plan
        For each face what to do with its box, and with the boxes that come of it, in order: ``"empty"``, ``"one"``
        (one zero lies in it), ``"near"`` (one lies in the box made a little larger), ``"shrink"`` (all in it is in a
        smaller box, which comes next), ``"open"``, or the number of the cutoff along which it is split, both parts
        following, the lower first.
    """

    found: tuple[CutoffEquilibrium, ...]
    undecided: tuple[Undecided, ...]
    plan: Mapping[Face, tuple[str | int, ...]] = field(default_factory=dict)


def verified(game: CutoffGame, one: CutoffEquilibrium) -> str:
    """Why this is no proved equilibrium; empty if it is one."""
    with precision(FINE):
        box = tuple(enclose(low, high) for low, high in one.box)
        at_end = False
        for cutoff, where, (low, high) in zip(game.cutoffs, one.face, one.box, strict=True):
            end = cutoff.low if where == "low" else cutoff.high
            if where != "inside" and not low == high == end:
                return f"{cutoff.name} is not at the end of its range"
            if where == "inside" and not cutoff.low <= low <= high <= cutoff.high:
                return f"{cutoff.name} may not lie inside its range"
            at_end = at_end or (where == "inside" and (low == cutoff.low or high == cutoff.high))
            if (where == "low" and cutoff.open_low) or (where == "high" and cutoff.open_high):
                return f"{cutoff.name} lies at an end that does not belong to its range"
        if one.point is not None:
            wrong = _wrong_point(game, one)
            if wrong:
                return wrong
            box_at = tuple(enclose(x) for x in one.point)
        elif at_end and beside_an_end(game, one.face, one.box)[0] != "inside":
            return "a cutoff may lie at the end of its range, not inside"
        elif look(game, one.face, widened(one.face, box) if at_end else box).kind != "one":
            return "it is not proved that the box holds exactly one"
        else:
            box_at = box
        if one.point is not None and "inside" in one.face and look(game, one.face, box, ends=False).kind != "one":
            return "it is not proved that the box holds exactly one"
        for k, cutoff in enumerate(game.cutoffs):
            if cutoff.about_types and single_crossing(game, k, box_at) != "proved":
                return f"it is not proved that all types prefer their side of {cutoff.name}"
    if one.crossing == "proved" and not all(cutoff.about_types for cutoff in game.cutoffs):
        return "single crossing is claimed of a gain that does not speak of types"
    return ""


def _wrong_point(game: CutoffGame, one: CutoffEquilibrium) -> str:
    """Why an exact point is no equilibrium."""
    point = one.point or ()
    if not all(low <= x <= high for x, (low, high) in zip(point, one.box, strict=True)):
        return "the point lies outside its box"
    if all(where != "inside" for where in one.face) and not game.rational:
        return "" if look(game, one.face, tuple(map(enclose, point))).kind == "one" else "a gain has the wrong sign"
    gains = game.exact(point)
    if gains is None:
        return "the gains are not rational at the point"
    for cutoff, where, x in zip(game.cutoffs, one.face, point, strict=True):
        if where == "inside" and not cutoff.low < x < cutoff.high:
            return f"{cutoff.name} is not inside its range"
    for where, gain in zip(one.face, gains, strict=True):
        if (where == "inside" and gain != 0) or (where == "low" and gain > 0) or (where == "high" and gain < 0):
            return f"a gain is {gain} at the point"
    return ""


# -- all together ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Leaf:
    """A box of a plan at which it ends, with a box around the one zero if there is one."""

    kind: Literal["empty", "one", "open"]
    box: Box


class PlanError(DeterrenceError):
    """A plan does not prove what it should."""


def follow(game: CutoffGame, face: Face, plan: Sequence[str | int]) -> Iterator[Leaf]:
    """The leaves of a plan, each computed anew.

    Raises
    ------
    PlanError
        Where a step does not hold, or the plan does not end with its boxes.
    """
    waiting = [whole_box(game, face)]
    for step in plan:
        if not waiting:
            raise PlanError("the plan goes on after its last box")
        box = waiting.pop()
        if isinstance(step, int):
            if not 0 <= step < len(box) or face[step] != "inside":
                raise PlanError(f"the plan splits cutoff {step}, which is not inside its range")
            lower, upper = split(box, step)
            waiting += [upper, lower]
            continue
        if step == "open":
            yield Leaf("open", box)
            continue
        tried = widened(face, box) if step == "near" else box
        finding = look(game, face, tried)
        if step == "shrink":
            if finding.kind == "empty":
                yield Leaf("empty", box)
            else:
                waiting.append(finding.box)
            continue
        if finding.kind != ("empty" if step == "empty" else "one"):
            raise PlanError(f"a box is not '{step}'")
        yield Leaf(finding.kind, tried)
    if waiting:
        raise PlanError("the plan ends before its boxes do")


def may_be_one(one: CutoffEquilibrium, other: CutoffEquilibrium) -> bool:
    """Whether two equilibria may be the same: neither a known point nor disjoint boxes tell them apart."""
    if one.face != other.face:
        return False
    if one.point is not None and other.point is not None:
        return one.point == other.point
    for known, rest in ((one, other), (other, one)):
        if known.point is not None:  # the box of the other holds one zero
            return all(low <= x <= high for x, (low, high) in zip(known.point, rest.box, strict=True))
    return all(a <= d and c <= b for (a, b), (c, d) in zip(one.box, other.box, strict=True))


def _covered(game: CutoffGame, claim: CutoffClaim) -> str:
    """Why the claim is not all there is; empty if it is."""
    steps = sum(map(len, claim.plan.values()))
    if steps > STEPS:
        return f"its plans have {steps} steps, and {STEPS} are followed"
    for face in faces(game):
        if face not in claim.plan:
            return f"the face {face} has no plan"
        mine = [one for one in claim.found if one.face == face]
        leaves = list(follow(game, face, claim.plan[face]))
        for leaf in leaves:
            if leaf.kind == "empty":
                continue
            box = rational_box(leaf.box)
            if leaf.kind == "one" and any(_within(one.box, box) or _within(box, one.box) for one in mine):
                # one box inside another, and each has one zero: it is the same
                continue
            if any(u.face == face and _within(box, u.box) for u in claim.undecided):
                continue
            if leaf.kind == "open" and any(_settles(game, face, one, leaf.box) for one in claim.found):
                continue
            if (leaf.kind == "one" or alone(game, face, leaf.box)) and _accounted(game, face, leaf.box, claim):
                continue
            return f"a box of the face {face} is not accounted for"
    return ""


def _within(inner: Sequence[Ends], outer: Sequence[Ends]) -> bool:
    return all(c <= a and b <= d for (a, b), (c, d) in zip(inner, outer, strict=True))


def _settles(game: CutoffGame, face: Face, one: CutoffEquilibrium, box: Box) -> bool:
    """Whether an exact equilibrium is all that an open box can hold: a point, or one zero around it."""
    if one.point is None:
        return False
    if is_point(face, rational_box(box)):
        return all(
            x == (cutoff.low if where == "low" else cutoff.high) if where != "inside" else enclose(x).holds(part.low)
            for cutoff, where, x, part in zip(game.cutoffs, face, one.point, box, strict=True)
        )
    return one.face == face and _within(exact_ends(game, face, rational_box(box)), one.box)


def is_point(face: Face, box: Sequence[Ends]) -> bool:
    """Whether a box has no width along cutoffs inside their ranges; an end is one number, whatever encloses it."""
    return all(where != "inside" or low == high for where, (low, high) in zip(face, box, strict=True))


def exact_ends(game: CutoffGame, face: Face, box: Sequence[Ends]) -> tuple[Ends, ...]:
    """A box with the ends of ranges themselves in place of their enclosures."""
    return tuple(
        (cutoff.low, cutoff.low) if where == "low" else (cutoff.high, cutoff.high) if where == "high" else pair
        for cutoff, where, pair in zip(game.cutoffs, face, box, strict=True)
    )


def alone(game: CutoffGame, face: Face, box: Box) -> bool:
    """Whether a box, made a little larger, has exactly one zero, whatever the gains of cutoffs at ends."""
    with precision(FINE):
        return look(game, face, widened(face, box), ends=False).kind == "one"


def _accounted(game: CutoffGame, face: Face, box: Box, claim: CutoffClaim) -> bool:
    """Whether the one zero in a box is claimed, left open, or no equilibrium of the face.

    In the last case it lies outside its range, at an end that does not belong to it or that is a face of its own, or a
    type refutes it.
    """
    small = pinned(game, face, box)
    claimed = [one.box for one in claim.found if one.face == face]
    claimed += [one.box for one in claim.undecided if one.face == face]
    if any(_within(rational_box(small), known) for known in claimed):
        return True  # it is an equilibrium that is claimed, or said to be undecided
    if beside_an_end(game, face, rational_box(small))[0] == "outside" or at_an_end(game, face, small):
        return True
    zero = rational_zero(game, face, rational_box(small))
    if zero is not None:
        triples = zip(game.cutoffs, face, zero, strict=True)
        if any(where == "inside" and x in (cutoff.low, cutoff.high) for cutoff, where, x in triples):
            return True
        if any(one.point == zero for one in claim.found):
            return True
    with precision(FINE):
        for k, (cutoff, where, part) in enumerate(zip(game.cutoffs, face, small, strict=True)):
            if where == "inside" and (part.high < enclose(cutoff.low).low or part.low > enclose(cutoff.high).high):
                return True
            if cutoff.about_types and single_crossing(game, k, small) == "refuted":
                return True
    return False


def certify_cutoff(game: CutoffGame, claimed: CutoffClaim | CutoffEquilibrium | Mapping[str, Any]) -> Certificate:
    """Certify equilibria of a cutoff game.

    Parameters
    ----------
    game
        The game.
    claimed
        For each cutoff its value, or two numbers between which it lies: then exactly one equilibrium is there.
        Or what a solver claims: one equilibrium, or all of them with the plan that proves it.

    Returns
    -------
    Certificate
        It holds if everything claimed is proved. Otherwise `largest_gain` is the largest gain, in absolute value, that
        a cutoff inside its range may have in a claimed box, or 1 where it is something else that fails; `deviations`
        says what.

    Raises
    ------
    GameError
        Where the claim does not fit the game.
    """
    if isinstance(claimed, Mapping):
        claimed = _read(game, claimed)
    if not isinstance(claimed, (CutoffClaim, CutoffEquilibrium)):
        raise GameError(
            "a game of cutoffs is certified with a number, or (low, high), for each cutoff, or with a solver's claim"
        )
    found = claimed.found if isinstance(claimed, CutoffClaim) else (claimed,)
    for one in found:
        _check_form(game, one)
        wrong = verified(game, one)
        if wrong:
            return _failed(game, one, wrong)
    what = f"every type's other action at {len(found)} point{'s' if len(found) != 1 else ''}"
    if isinstance(claimed, CutoffClaim):
        try:
            with precision(BITS):
                wrong = _covered(game, claimed)
            if any(may_be_one(one, other) for one, other in combinations(found, 2)):
                wrong = "two of the points may be one equilibrium"
        except PlanError as error:
            wrong = str(error)
        if wrong:
            return Certificate(Fraction(1), Fraction(0), _arithmetic(game, found), wrong)
        left = f", but for {len(claimed.undecided)} boxes" if claimed.undecided else ""
        what += f"; no equilibrium elsewhere{left}"
    return Certificate(Fraction(0), Fraction(0), _arithmetic(game, found), what)


def _check_form(game: CutoffGame, one: CutoffEquilibrium) -> None:
    """Refuse what cannot be read as an equilibrium of this game."""
    known = set(one.face) <= set(get_args(Where)) and one.crossing in ("proved", "assumed")
    points = one.box if one.point is None else one.point
    if not known or {len(one.face), len(one.box), len(points)} != {len(game.cutoffs)}:
        raise GameError(
            f"a claimed equilibrium needs, for each of the {len(game.cutoffs)} cutoffs, 'inside', 'low' or 'high' and "
            "two rationals between which it lies; and its crossing is 'proved' or 'assumed'"
        )


def _arithmetic(game: CutoffGame, found: Sequence[CutoffEquilibrium]) -> str:
    exact = game.rational and all(one.point is not None for one in found)
    return "exact" if exact else f"intervals, rounded outward, of {FINE} bits"


def _failed(game: CutoffGame, one: CutoffEquilibrium, why: str) -> Certificate:
    with precision(FINE):
        gains = game.enclosures(tuple(enclose(low, high) for low, high in one.box))
    sizes = [
        max(abs(end) for end in gain.ends)
        for gain, where in zip(gains, one.face, strict=True)
        if where == "inside" and gain.finite
    ]
    return Certificate(max(sizes, default=Fraction(0)) or Fraction(1), Fraction(0), _arithmetic(game, [one]), why)


def _read(game: CutoffGame, claimed: Mapping[str, Any]) -> CutoffEquilibrium:
    """One claimed equilibrium, from numbers by name."""
    if set(claimed) != set(game.names):
        raise GameError(f"a claim gives each cutoff ({', '.join(game.names)}) a number, or (low, high)")
    box: list[Ends] = []
    face: list[Where] = []
    for cutoff in game.cutoffs:
        given = claimed[cutoff.name]
        low, high = (number(x) for x in (given if isinstance(given, (tuple, list)) else (given, given)))
        face.append("low" if high <= cutoff.low else "high" if low >= cutoff.high else "inside")
        box.append((low, high))
    point = tuple(low for low, _ in box) if all(low == high for low, high in box) else None
    if point is not None and any(where == "inside" for where in face):
        margin = Fraction(1, 10**9)
        box = [
            (max(low - margin, cutoff.low), min(high + margin, cutoff.high)) if where == "inside" else (low, high)
            for cutoff, where, (low, high) in zip(game.cutoffs, face, box, strict=True)
        ]
    crossing = all(cutoff.about_types for cutoff in game.cutoffs)
    return CutoffEquilibrium(tuple(face), tuple(box), point, "proved" if crossing else "assumed")
