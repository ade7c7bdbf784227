"""Comparative statics with their signs: region by region from closed forms, and across boundaries as jumps.

In the inside of a piece the derivative of a closed form is a rational function, and whether it can be positive or
negative there is a question to z3: a sign is proved, or refuted by two points, or unknown. Where two pieces meet along
a polynomial that depends on the name, what a measure jumps by is the difference of its closed forms on that boundary.
Signs are those of one shape of equilibrium; where shapes coexist, the extremes over all of them may behave otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.algebra.rational_function import Ratio
from deterrence.errors import ModelError, SolverError
from deterrence.regions import regions
from deterrence.regions.domain import UNKNOWN, Domain, Point
from deterrence.regions.result import Extent, Piece, Regions, Root, Shape
from deterrence.regions.signs import SIGNS, Sign, compared
from deterrence.shown import Shown

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Pact, World

STRICT = {"<=": "<", ">=": ">"}
MEETING = {frozenset((1,)): 1, frozenset((0, 1)): 1, frozenset((-1,)): -1, frozenset((-1, 0)): -1}


@dataclass(frozen=True)
class Direction:
    """The sign of a derivative, or of a jump, throughout some part of the domain.

    Attributes
    ----------
    sign
        ``"+"``, ``"-"``, ``"0"``; ``"mixed"`` where it has both signs, ``"unknown"`` where that is not decided. A plus
        means: nowhere negative, and where there is one closed form positive somewhere.
    status
        ``"proved"``, ``"refuted"`` (that there is one sign) or ``"unknown"``.
    witnesses
        Where it is mixed: a point at which it is positive, and one at which it is negative, where they are rational.
    """

    sign: str
    status: str
    witnesses: tuple[Mapping[str, Fraction], ...] = ()


@dataclass(frozen=True)
class Effect:
    """What one name does to one measure inside a piece of a shape.

    Attributes
    ----------
    shape, piece
        Where.
    measure, name
        Of what, and in what.
    least, most
        For the infimum and the supremum over the equilibria of the shape; the same where there is one value.
    """

    shape: Shape
    piece: Piece
    measure: str
    name: str
    least: Direction
    most: Direction


@dataclass(frozen=True)
class Jump:
    """What happens to a measure where a name rises across a boundary from one piece into another.

    Attributes
    ----------
    below, above
        The shapes and pieces on the two sides.
    boundary
        The polynomial that is 0 between them.
    least, most
        The sign of the difference of limits, that above less that below, wherever the two meet.
    """

    below: tuple[Shape, Piece]
    above: tuple[Shape, Piece]
    boundary: Sign
    measure: str
    name: str
    least: Direction
    most: Direction


@dataclass(frozen=True)
class Statics(Shown):
    """Comparative statics of some regions.

    Attributes
    ----------
    regions
        The regions they were read from.
    over
        ``"all"`` equilibria, or the ``"refined"`` ones.
    effects, jumps
        Inside pieces that have an inner point, and between two of them.
    """

    regions: Regions = field(repr=False)
    over: str
    effects: tuple[Effect, ...]
    jumps: tuple[Jump, ...]

    @property
    def not_derived(self) -> tuple[str, ...]:
        """The measures of the model that have no closed form, so that nothing is said of them."""
        return self.regions.not_derived()

    @property
    def complete(self) -> bool:
        """Whether every sign is proved or refuted, and the regions list every equilibrium.

        It is False where a measure that has a closed form somewhere has none in one of the pieces.
        """
        rows: tuple[Effect | Jump, ...] = (*self.effects, *self.jumps)
        decided = all("unknown" not in (row.least.sign, row.most.sign) for row in rows)
        measures = {row.measure for row in rows}
        partly = any(measures & {*self.regions.not_derived(piece)} for _, piece in self.regions.pieces(self.over))
        return decided and not partly and self.regions.complete


def statics(
    model: Model,
    names: Sequence[str] | None = None,
    *,
    measures: Sequence[str] | None = None,
    among: str = "refined",
    over: Sequence[str] | None = None,
    at: Mapping[str, Any] | None = None,
    within: Mapping[str, tuple[Any, Any]] | None = None,
    where: Sequence[Any] = (),
    pact: Pact | None = None,
    world: World | str | None = None,
) -> Statics:
    """The sign of each measure in each name, region by region and across boundaries.

    Parameters
    ----------
    model, over, at, within, where, pact, world
        As for `regions`.
    names
        The names whose effect is asked; all that vary unless given.
    measures
        Of the model; all unless given.
    among
        ``"refined"``: of the equilibria that survive the refinement; ``"all"``.

    Returns
    -------
    Statics

    Raises
    ------
    ModelError
        For unknown names and measures.
    SolverError
        Where regions are not derived, and for a measure that has no closed form.
    """
    found = regions(model, over, at, within=within, where=where, pact=pact, world=world)
    return statics_of(found, names, measures=measures, among=among)


def statics_of(
    found: Regions,
    names: Sequence[str] | None = None,
    *,
    measures: Sequence[str] | None = None,
    among: str = "refined",
) -> Statics:
    """The comparative statics of regions that are known: see `statics`."""
    if among not in ("all", "refined"):
        raise SolverError(f"no equilibria are called '{among}'; write 'all' or 'refined'")
    known = dict.fromkeys(name for _, piece in found.pieces() for name in piece.measures)
    chosen = tuple(known) if measures is None else tuple(measures)
    asked = tuple(found.domain.ranges) if names is None else tuple(names)
    missing = [one for one in chosen if one in found.not_derived()]
    if missing:
        raise SolverError(f"'{missing[0]}' has no closed form in this model: ask `solve` for it at values")
    for given, allowed, what in ((chosen, known, "a measure"), (asked, found.domain.ranges, "a name that varies")):
        for one in given:
            if one not in allowed:
                raise ModelError(f"'{one}' is not {what} here", advice=f"there are {', '.join(allowed)}")
    pieces = [(shape, piece) for shape, piece in found.pieces(among) if piece.full]
    effects = [
        Effect(shape, piece, measure, name, *_slopes(found.domain, piece, extent, name))
        for shape, piece in pieces
        for measure in chosen
        if (extent := piece.measures.get(measure)) is not None
        for name in asked
    ]
    jumps = [one for name in asked for one in _jumps(found.domain, pieces, chosen, name)]
    return Statics(found, among, tuple(effects), tuple(jumps))


# -- inside a piece --------------------------------------------------------------------------------------------------


def _slopes(domain: Domain, piece: Piece, extent: Extent, name: str) -> tuple[Direction, Direction]:
    inside = [*_strict(piece.conditions), *(pin for root in piece.roots for pin in root.conditions)]
    least = _joint([_direction(domain, inside, _slope(one, name, piece.roots)) for one in extent.low])
    if extent.low == extent.high:
        return least, least
    return least, _joint([_direction(domain, inside, _slope(one, name, piece.roots)) for one in extent.high])


def _strict(conditions: Sequence[Sign]) -> list[Sign]:
    return [Sign(c.polynomial, STRICT.get(c.relation, c.relation)) for c in conditions]


def _slope(value: Ratio, name: str, roots: Sequence[Root]) -> Ratio:
    """The derivative, roots moving with the name as their polynomials say (implicit function theorem)."""
    total = derivative(value, name)
    for root in roots:
        if root.name in value.names:
            (zero,) = (pin for pin in root.conditions if pin.relation == "==")
            whole = Ratio(value.ring, zero.polynomial.flint, value.ring.number(Fraction(1)).above)
            total = total - derivative(value, root.name) * derivative(whole, name) / derivative(whole, root.name)
    return total


def derivative(value: Ratio, name: str) -> Ratio:
    """The partial derivative of a rational function."""
    place = value.ring.names.index(name)
    one = value.ring.number(Fraction(1)).above
    above, below = Ratio(value.ring, value.above, one), Ratio(value.ring, value.below, one)
    by = [Ratio(value.ring, part.derivative(place), one) for part in (value.above, value.below)]
    return (by[0] * below - above * by[1]) / (below * below)


def _direction(domain: Domain, conditions: Sequence[Sign], value: Ratio) -> Direction:
    """The sign that a function takes where conditions hold."""
    positive, negative = (compared(value, relation, value.ring.number(Fraction(0))) for relation in (">", "<"))
    answers = [
        (domain.possible(conditions) if one else None) if isinstance(one, bool) else domain.possible([*conditions, one])
        for one in (positive, negative)
    ]
    up, down = answers
    if up is None and down is None:
        return Direction("0", "proved")
    if isinstance(up, Point) and isinstance(down, Point):
        points = [point.values for point in (up, down)]
        return Direction("mixed", "refuted", tuple(dict(values) for values in points if values is not None))
    if up is UNKNOWN or down is UNKNOWN:
        return Direction("unknown", "unknown")
    return Direction("+" if down is None else "-", "proved")


def _joint(found: Sequence[Direction]) -> Direction:
    """The direction of the least, or of the largest, of several functions, as far as theirs tell."""
    signs = {one.sign for one in found}
    if len(signs) == 1 and (len(found) == 1 or signs & {"+", "-", "0"}):
        return found[0]
    if signs <= {"+", "0"} or signs <= {"-", "0"}:
        # the extreme of functions that do not fall does not fall
        return Direction("+" if "+" in signs else "-", "proved")
    return Direction("unknown", "unknown")


# -- between two pieces ----------------------------------------------------------------------------------------------


def _jumps(domain: Domain, pieces: Sequence[tuple[Shape, Piece]], measures: Sequence[str], name: str) -> Iterator[Jump]:
    for one in pieces:
        for other in pieces:
            if one[1] is other[1]:
                continue
            for boundary, rises in _boundaries(one[1], other[1], name):
                meeting = _meeting(domain, one[1], other[1], boundary, rises)
                if domain.possible(meeting) is None:
                    continue
                for measure in measures:
                    below, above = one[1].measures.get(measure), other[1].measures.get(measure)
                    if below is not None and above is not None:
                        least = _difference(domain, meeting, below.low, above.low)
                        most = _difference(domain, meeting, below.high, above.high)
                        yield Jump(one, other, boundary, measure, name, least, most)


def _boundaries(below: Piece, above: Piece, name: str) -> Iterator[tuple[Sign, Sign]]:
    """Polynomials on whose two sides the pieces lie, with the condition that rising takes the first to the second."""
    sides = {c.polynomial: MEETING.get(frozenset(SIGNS[c.relation])) for c in below.conditions}
    for condition in above.conditions:
        mine, theirs = sides.get(condition.polynomial), MEETING.get(frozenset(SIGNS[condition.relation]))
        if mine is None or theirs is None or mine == theirs or name not in condition.polynomial.names:
            continue
        ring = condition.polynomial.ring
        whole = Ratio(ring, condition.polynomial.flint, ring.number(Fraction(1)).above)
        rises = compared(derivative(whole, name), ">" if theirs > 0 else "<", ring.number(Fraction(0)))
        if isinstance(rises, Sign):
            yield Sign(condition.polynomial, "=="), rises
        elif rises:
            yield Sign(condition.polynomial, "=="), Sign(condition.polynomial, "==")


def _meeting(domain: Domain, below: Piece, above: Piece, boundary: Sign, rises: Sign) -> list[Sign]:
    """Where two pieces meet along a boundary that rising crosses: the other conditions hold strictly on both sides."""
    rest = [c for c in (*below.conditions, *above.conditions) if c.polynomial != boundary.polynomial]
    pins = [pin for piece in (below, above) for root in piece.roots for pin in root.conditions]
    return [*dict.fromkeys([*_strict(rest), *pins, boundary, rises])]


def _difference(
    domain: Domain, conditions: Sequence[Sign], below: Sequence[Ratio], above: Sequence[Ratio]
) -> Direction:
    if len(below) != 1 or len(above) != 1:
        return Direction("unknown", "unknown")
    return _direction(domain, conditions, above[0] - below[0])
