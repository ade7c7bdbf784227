"""Every equilibrium of a cutoff game: the ranges are cut into boxes until each is empty, has one, or is left open.

Branch and prune with Krawczyk's test (Krawczyk 1969; Hansen and Walster 2004; Neumaier 1990). Cutoffs at the ends of
their ranges are faces of their own. The search writes down its plan, and the proof repeats it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from deterrence.errors import SolverError
from deterrence.formula.interval import enclose, precision
from deterrence.games.cutoff import CutoffGame
from deterrence.proof import Certificate, Certified
from deterrence.proofs.cutoff import (
    BITS,
    CutoffClaim,
    CutoffEquilibrium,
    Undecided,
    alone,
    certify_cutoff,
    exact_ends,
    is_point,
    may_be_one,
)
from deterrence.proofs.cutoff_pins import FINE, Ends, at_an_end, beside_an_end, pinned, split, widened
from deterrence.proofs.cutoff_tests import (
    CORNER,
    END,
    KNOWN_ROUGHLY,
    LIMIT,
    TOUCHES,
    Box,
    Face,
    faces,
    look,
    rational_box,
    single_crossing,
    whole_box,
)
from deterrence.proofs.rational_zero import rational_zero
from deterrence.ranges import Number, Range, spanned, with_possible
from deterrence.roots import Algebraic
from deterrence.shown import Shown

WORK = 20_000
"""Boxes that are looked at before the rest is left open."""
MOST_WORK = 200_000
"""Boxes that may be asked for: what a proof will follow."""
RESOLUTIONS = (2.0**-8, 2.0**-14, 2.0**-22, 2.0**-34, 2.0**-46)
"""Widths, as shares of the ranges, at which open boxes are counted before they are cut further."""
MANY = 200
"""Open boxes of one width after which cutting further is not worth while: a fold or a continuum."""


@dataclass(frozen=True, eq=False)
class CutoffEquilibria(Certified, Shown):
    """All equilibria of a cutoff game in monotone strategies.

    Attributes
    ----------
    game
        The game.
    points
        The equilibria, in order of their cutoffs, each in a box that holds no other.
    undecided
        Boxes that may hold equilibria or none, with the reason; outside them and `points` there is none.
    complete
        Whether there is no such box.
    exact
        Whether every equilibrium is known exactly.
    work
        How many boxes were looked at.
    """

    game: CutoffGame
    claim: CutoffClaim
    work: int
    method: str = "branch and prune with Krawczyk's test"
    concept: str = "monotone"

    @property
    def points(self) -> tuple[CutoffEquilibrium, ...]:
        """The equilibria."""
        return self.claim.found

    @property
    def undecided(self) -> tuple[Undecided, ...]:
        """What is left open."""
        return self.claim.undecided

    @property
    def complete(self) -> bool:
        """Whether these are all."""
        return not self.undecided

    @property
    def exact(self) -> bool:
        """Whether every equilibrium is known exactly."""
        return all(point.point is not None for point in self.points)

    @property
    def status(self) -> str:
        """What was found, and what was not."""
        count = len(self.points)
        found = "the unique equilibrium" if count == 1 else f"all {count} equilibria" if count else "no equilibrium"
        if self.undecided:
            found = f"{count} equilibri{'um' if count == 1 else 'a'}, and {len(self.undecided)} boxes left open"
            found += f": {'; '.join(dict.fromkeys(one.reason for one in self.undecided))}"
        silent = [cutoff.name for cutoff in self.game.cutoffs if not cutoff.about_types]
        crossing = f"; that the gain of {' and of '.join(silent)} stands for best replies is the model's word"
        kind = " in monotone strategies" if self.game.about_types else ""
        return f"{found}{kind}{crossing if silent else ''}"

    @cached_property
    def certificate(self) -> Certificate:
        """The proof of every point, and that there is no other."""
        return certify_cutoff(self.game, self.claim)

    @property
    def values(self) -> tuple[Mapping[str, Number], ...]:
        """The cutoffs of each equilibrium: exactly, or enclosed."""
        return tuple(dict(zip(self.game.names, numbers(point), strict=True)) for point in self.points)

    @property
    def measures(self) -> Mapping[str, Range]:
        """The range of every cutoff over the equilibria, those that may be in boxes left open counted."""
        found = {name: spanned(point[name] for point in self.values) for name in self.game.names}
        ends = [[Algebraic(None, *one.box[k]) for one in self.undecided] for k in range(len(found))]
        return {name: with_possible(found[name], more) for name, more in zip(found, ends, strict=True)}

    def __len__(self) -> int:
        return len(self.points)


def numbers(point: CutoffEquilibrium) -> tuple[Number, ...]:
    """The cutoffs of an equilibrium: exactly, or enclosed."""
    if point.point is not None:
        return point.point
    return tuple(low if low == high else Algebraic(None, low, high) for low, high in point.box)


@dataclass(slots=True)
class _Node:
    """A box of the search, what is to be done with it, and the boxes that come of it."""

    box: Box
    step: str | int = "open"
    parts: tuple[_Node, ...] = ()
    reason: str = ""
    final: bool = False

    def plan(self) -> Iterator[str | int]:
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node.step
            waiting += reversed(node.parts)


@dataclass(slots=True)
class _Search:
    """The search of one face."""

    game: CutoffGame
    face: Face
    limit: int
    work: int = 0
    ones: list[Box] = field(default_factory=list)

    def run(self) -> tuple[_Node, list[_Node]]:
        """The tree of boxes and those left open."""
        root = _Node(whole_box(self.game, self.face))
        open_nodes = [root]
        for resolution in RESOLUTIONS:
            found: list[_Node] = []
            for node in open_nodes:
                found += [node] if node.final else self._explore(node, resolution)
            open_nodes = found
            if len(open_nodes) > MANY or all(node.final for node in open_nodes):
                break
        return root, open_nodes

    def _explore(self, start: _Node, resolution: float) -> list[_Node]:
        left, waiting = [], [start]
        while waiting:
            node = waiting.pop()
            if self.work >= self.limit:
                node.reason, node.final = LIMIT, True
                left.append(node)
                continue
            new = self._try(node, resolution)
            if node.step == "open":
                left.append(node)
            waiting += reversed(new)
        return left

    def _try(self, node: _Node, resolution: float) -> tuple[_Node, ...]:
        """Decide what to do with a box: the boxes that come of it."""
        self.work += 1
        box = node.box
        finding = look(self.game, self.face, box)
        if finding.kind != "open":
            node.step = finding.kind
            if finding.kind == "one":
                self.ones.append(box)
            return ()
        node.reason = finding.reason
        free = [k for k, where in enumerate(self.face) if where == "inside"]
        shares = [self._share(box, k) for k in range(len(box))]
        if any(float(finding.box[k].width) < 0.7 * float(box[k].width) for k in free):
            node.step, node.parts = "shrink", (_Node(finding.box),)
            return node.parts
        if free and finding.smears and max(shares) < 0.125:
            self.work += 1
            wide = widened(self.face, box)
            if look(self.game, self.face, wide).kind == "one":
                node.step = "near"
                self.ones.append(wide)
                return ()
        if finding.fixed or not free:
            node.final = True
            if finding.reason == TOUCHES and any(isinstance(v, tuple) for v in self.game.values.values()):
                node.reason = KNOWN_ROUGHLY
            return ()
        if max(shares) < resolution:
            return ()
        weights = finding.smears if max(finding.smears, default=0.0) > 0 and node.reason == TOUCHES else shares
        # along what moves the gains most, among the cutoffs whose ranges are not yet cut very finely
        which = max(free, key=lambda k: (shares[k] > max(shares) / 64, weights[k]))
        node.step, node.parts = which, tuple(_Node(part) for part in split(box, which))
        return node.parts

    def _share(self, box: Box, k: int) -> float:
        cutoff = self.game.cutoffs[k]
        return float(box[k].width) / float(cutoff.high - cutoff.low) if self.face[k] == "inside" else 0.0


def solve_cutoff(game: CutoffGame, work: int = WORK) -> CutoffEquilibria:
    """All equilibria of a cutoff game in monotone strategies, each proved, and a proof that there is no other.

    Parameters
    ----------
    game
        A `CutoffGame`.
    work
        How many boxes may be looked at; the rest is left open, and the answer says so.

    Returns
    -------
    CutoffEquilibria

    Raises
    ------
    SolverError
        For a limit of work that allows nothing, or more than a proof can follow.
    """
    if not 1 <= work <= MOST_WORK:
        raise SolverError(f"a limit of {work} boxes: write a whole number from 1 to {MOST_WORK}, such as {WORK}")
    found: list[CutoffEquilibrium] = []
    undecided: list[Undecided] = []
    plan: dict[Face, tuple[str | int, ...]] = {}
    spent = 0
    for face in faces(game):
        with precision(BITS):
            search = _Search(game, face, max(work - spent, 1))
            root, left = search.run()
            plan[face] = tuple(root.plan())
        spent += search.work
        for box in search.ones:
            _settle(game, face, box, found, undecided)
        for node in left:
            _leave(game, face, node, found, undecided)
    found = _distinct(found)
    undecided = [one for one in _merged(undecided) if not _explained(one, found)]
    order = sorted(found, key=lambda one: one.box)
    return CutoffEquilibria(game, CutoffClaim(tuple(order), tuple(undecided), plan), spent)


def _settle(game: CutoffGame, face: Face, box: Box, found: list[CutoffEquilibrium], undecided: list[Undecided]) -> None:
    """Pin down the one zero of a box, and say what it is: an equilibrium, none, or undecided."""
    small = pinned(game, face, box)
    with precision(FINE):
        for _ in range(40):  # a box that proves itself
            if look(game, face, small, ends=False).kind == "one":
                break
            small = widened(face, small)
        else:
            small = box
        ends = rational_box(small)
    ends = exact_ends(game, face, ends)
    sides = [
        -1 if high < c.low or low > c.high else 1 if c.low < low and high < c.high else 0
        for c, where, (low, high) in zip(game.cutoffs, face, ends, strict=True)
        if where == "inside"
    ]
    if -1 in sides:
        return
    zero = rational_zero(game, face, ends)
    if 0 in sides:
        # at an end exactly it is a matter of the face at that end, or of an end outside the range
        if zero is not None and _on_end(game, face, zero):
            return
        side, part = beside_an_end(game, face, ends)
        if side == "open" and at_an_end(game, face, small):
            return
        if side == "open":
            undecided.append(Undecided(face, ends, END))
        elif side == "inside":
            _add(game, CutoffEquilibrium(face, part, None, "assumed"), found, undecided)
        return
    _add(game, CutoffEquilibrium(face, ends, zero, "assumed"), found, undecided)


def _leave(
    game: CutoffGame, face: Face, node: _Node, found: list[CutoffEquilibrium], undecided: list[Undecided]
) -> None:
    """What an open box comes to: undecided, or an exact equilibrium at which the gain of an end is just 0."""
    ends = exact_ends(game, face, rational_box(node.box))
    point = is_point(face, ends)
    # where the gain at an end is 0 the last box may be too narrow for its test, which then says that gains touch 0
    zero = rational_zero(game, face, ends) if node.reason in (CORNER, TOUCHES) or point else None
    on_end = zero is not None and _on_end(game, face, zero)
    inside = "inside" in face
    if zero is None or not (not inside or (point and on_end) or alone(game, face, node.box)):
        undecided.append(Undecided(face, ends, node.reason))
        return
    if on_end:
        return  # the face of that end has it
    if inside:
        with precision(FINE):
            ends = exact_ends(game, face, rational_box(widened(face, node.box)))
    _add(game, CutoffEquilibrium(face, ends, zero, "assumed"), found, undecided)


def _on_end(game: CutoffGame, face: Face, point: Sequence[Fraction]) -> bool:
    """Whether a cutoff that should be inside its range is at an end of it."""
    triples = zip(game.cutoffs, face, point, strict=True)
    return any(where == "inside" and x in (cutoff.low, cutoff.high) for cutoff, where, x in triples)


def _add(game: CutoffGame, one: CutoffEquilibrium, found: list[CutoffEquilibrium], undecided: list[Undecided]) -> None:
    """A point at which the gains are right is an equilibrium unless some type prefers the other side."""
    with precision(FINE):
        at = tuple(map(enclose, one.point)) if one.point else tuple(enclose(*pair) for pair in one.box)
        verdicts = {single_crossing(game, k, at) for k, c in enumerate(game.cutoffs) if c.about_types}
    if "open" in verdicts and "refuted" not in verdicts:
        reason = "it is not decided whether all types prefer their side of the cutoff"
        undecided.append(Undecided(one.face, one.box, reason))
    elif "refuted" not in verdicts:
        found.append(replace(one, crossing="proved") if all(c.about_types for c in game.cutoffs) else one)


def _distinct(found: Sequence[CutoffEquilibrium]) -> list[CutoffEquilibrium]:
    """One of those that neighbouring boxes found together."""
    kept: list[CutoffEquilibrium] = []
    for one in found:
        if not any(may_be_one(one, other) for other in kept):
            kept.append(one)
    return kept


def _merged(undecided: Sequence[Undecided]) -> list[Undecided]:
    """Boxes of one face that touch, put together."""
    groups: list[Undecided] = []
    for one in undecided:
        while True:
            near = next((g for g in groups if g.face == one.face and _touch(g.box, one.box)), None)
            if near is None:
                break
            groups.remove(near)
            hull = tuple((min(a, c), max(b, d)) for (a, b), (c, d) in zip(near.box, one.box, strict=True))
            one = Undecided(one.face, hull, near.reason)
        groups.append(one)
    return groups


def _touch(left: Sequence[Ends], right: Sequence[Ends]) -> bool:
    return all(a <= d and c <= b for (a, b), (c, d) in zip(left, right, strict=True))


def _explained(one: Undecided, found: Sequence[CutoffEquilibrium]) -> bool:
    """Whether an exact equilibrium is all that the box can hold: it is a point."""
    return any(
        other.point is not None and all(low == high == x for (low, high), x in zip(one.box, other.point, strict=True))
        for other in found
    )
