"""Which equilibria of a shape survive a refinement, over all parameters: the tests of `deterrence.refine`.

Those tests ask whether linear conditions on equilibrium payoffs hold; here the conditions and the payoffs are functions
of the parameters, and the answers are signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence.refine.conditions import Answer, Row, Split, Undecided
from deterrence.refine.criteria import TESTS
from deterrence.refine.responses import Faces, Unsent, maximal
from deterrence.regions.cases import Cases
from deterrence.regions.linear import Point, corners, covers, directions, dot
from deterrence.regions.signaling_shapes import Responding
from deterrence.solvers.signaling_form import SignalingForm
from deterrence.solvers.signaling_polytopes import Ray, Responses

CRITERIA = ("intuitive", "d1")
AT_LEAST, BELOW, ZERO, ABOVE = frozenset((0, 1)), frozenset((-1,)), frozenset((0,)), frozenset((1,))
MOST_PARTS = 200


def survives(
    name: str, form: SignalingForm, unsent: Sequence[int], system: Responding, points: Sequence[Point], cases: Cases
) -> bool | None:
    """Whether some equilibria of a shape survive a criterion; None where the verdict changes too often.

    Parameters
    ----------
    name
        The criterion.
    form
        The game.
    unsent
        The signals that nobody sends and that do not end the game.
    system, points
        R(C, A), and its vertices in this branch.
    cases
        Where signs are asked.
    """
    signals = [Asked(form, extreme_beliefs(form, s, cases), s, cases=cases) for s in unsent]
    return _somewhere(name, signals, Throughout.at(system, (), points, cases))


def _somewhere(name: str, signals: Sequence[Asked], whole: Throughout) -> bool | None:
    """Whether some equilibria pass a test; the set is split wherever payoffs within it decide."""
    waiting, parts = [whole], 0
    while waiting:
        part = waiting.pop()
        parts += 1
        if parts > MOST_PARTS:
            return None
        try:
            if all(TESTS[name].judge(signal, part).survives for signal in signals):
                return True
        except Split as split:
            waiting += part.split(split.row)
    return False


@dataclass(frozen=True, eq=False)
class Throughout:
    """The responses of a shape at which its equilibrium payoffs meet some rows, some of them strictly.

    As `deterrence.refine.pieces.Piece`, the rows being functions of the parameters.
    """

    system: Responding
    cuts: tuple[tuple[Row, bool], ...]
    points: tuple[Point, ...]
    w: tuple[tuple[Any, ...], ...]
    cases: Cases

    @staticmethod
    def of(system: Responding, cuts: tuple[tuple[Row, bool], ...], cases: Cases) -> Throughout:
        """The part with these cuts."""
        rows = [*system.rows, *(_pulled(row, system) for row, _ in cuts)]
        return Throughout.at(system, cuts, corners(system.equal, rows, len(system.places), cases), cases)

    @staticmethod
    def at(
        system: Responding, cuts: tuple[tuple[Row, bool], ...], points: Sequence[Point], cases: Cases
    ) -> Throughout:
        """The same, the vertices being known."""
        w = tuple(tuple(dot(row, point) for row in system.payoffs) for point in points)
        return Throughout(system, cuts, tuple(points), w, cases)

    def at_least(self, row: Row) -> Answer:
        """Whether the row is >= 0 throughout (true), nowhere (false), or here and not there."""
        within = self.cases.within
        values = list(dict.fromkeys(dot(row, w) for w in self.w))
        if all(within(value, AT_LEAST) for value in values):
            return True
        if all(within(value, BELOW) for value in values):
            return False
        if any(within(value, ABOVE) for value in values):
            return Undecided(row)
        zero = [k for k, w in enumerate(self.w) if within(dot(row, w), ZERO)]
        played = covers([self.points[k] for k in zero], range(len(self.system.places)))
        strict = [cut for cut, open_ in self.cuts if open_]
        if played and all(any(within(dot(cut, self.w[k]), ABOVE) for k in zero) for cut in strict):
            return Undecided(row)
        return False

    def split(self, row: Row) -> list[Throughout]:
        """The part where an undecided row is >= 0, and the part where it is < 0. Neither is empty."""
        cuts = [(row, False), (tuple(-x for x in row), True)]
        return [Throughout.of(self.system, (*self.cuts, cut), self.cases) for cut in cuts]


def _pulled(row: Row, system: Responding) -> list[Any]:
    """A row on payoffs as a row on responses."""
    result: list[Any] = [row[0], *([0] * len(system.places))]
    for a, of in zip(row[1:], system.payoffs, strict=True):
        if a != 0:
            result = [x + a * y for x, y in zip(result, of, strict=True)]
    return result


def extreme_beliefs(form: SignalingForm, s: int, cases: Cases) -> tuple[Ray, ...]:
    """The extreme beliefs of the receiver's cones after a signal, with the responses best at each.

    As in `deterrence.solvers.signaling_polytopes.rays_after`: extreme rays of {(z, b) : z >= 0, b[tau] >= 0, b[tau] >=
    what any other response brings more than the first}.
    """
    n, kinds, responses = len(form.types), len(form.receiver_types), len(form.responses[s])
    rows: list[tuple[int, int, list[Any]]] = []
    for tau in range(kinds):
        for r in range(1, responses):
            more = [form.v[t][s][0][tau] - form.v[t][s][r][tau] for t in range(n)]
            rows.append((tau, r, [*more, *(int(k == tau) for k in range(kinds))]))
    result = []
    for ray in directions([row for _, _, row in rows], n + kinds, cases):
        total: Any = sum(ray[:n])
        if total == 0:
            continue
        best = [int(ray[n + tau] == 0) for tau in range(kinds)]
        for tau, r, row in rows:
            if cases.within(dot([0, *row], ray), ZERO):
                best[tau] |= 1 << r
        result.append(Ray(tuple(z / total for z in ray[:n]), tuple(best)))
    return tuple(result)


@dataclass(frozen=True, eq=False)
class Asked(Unsent):
    """A signal nobody sends, its responses and what they bring functions of the parameters."""

    cases: Cases = None  # type: ignore[assignment]

    def faces(self, types: Sequence[int] | None = None) -> Faces:
        """The maximal faces of MBR on beliefs that give no weight outside some types (all, if none are named)."""
        inside = self.everyone if types is None else types
        return maximal(ray for ray in self.rays if all(t in inside or z == 0 for t, z in enumerate(ray.belief)))

    def most(self, t: int) -> Any:
        """The most type t can get against a response that is best at some belief."""
        return -self._least(-w[t] for face in self.faces() for w in self.payoffs(face))

    def least(self, t: int, faces: Faces) -> Any:
        """The least type t can get against a response on one of the faces."""
        return self._least(w[t] for face in faces for w in self.payoffs(face))

    def _least(self, values: Any) -> Any:
        order = list(dict.fromkeys(values))
        best = order[0]
        for value in order[1:]:
            best = value if self.cases.within(value - best, BELOW) else best
        return best

    def rows(self, face: Responses, signs: dict[int, int]) -> tuple[Row, ...]:
        """The rows of {w : some y that the face brings has signs[t] (w[t] - y[t]) >= 0 for every t in `signs`}.

        A row (c, a) holds there if it holds at every y and does not fall along the orthant: with y0 one of them and
        c = c' - a.y0 the cone of such rows is {c' >= 0, signs[t] a[t] >= 0, c' + a.(y - y0) >= 0 for every y}.
        """
        order = sorted(signs)
        points = list(dict.fromkeys(tuple(w[t] for t in order) for w in self.payoffs(face)))
        start, *others = points
        cuts: list[list[Any]] = [
            [1, *(signs[t] * (y - x) for t, x, y in zip(order, start, point, strict=True))] for point in others
        ]
        found = []
        for c, *a in directions(cuts, len(order) + 1, self.cases):
            row: list[Any] = [c, *([Fraction(0)] * len(self.everyone))]
            for t, x, y in zip(order, a, start, strict=True):
                row[0] = row[0] - signs[t] * x * y
                row[t + 1] = signs[t] * x
            if any(x != 0 for x in row[1:]):
                found.append(tuple(row))
        return tuple(found)
