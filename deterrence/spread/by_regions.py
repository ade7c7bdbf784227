"""The range of a measure over a box, from the regions of its model.

Every value of the measure is that of one of finitely many rational functions where a piece of a shape holds. The
extreme is looked for among corners and edges, then among what z3 proposes; the exact solver has the last word on it.
That nothing goes beyond is the emptiness of one system of conditions for each function: z3's proof. Where points beyond
are still found, the end is enclosed: no function goes beyond the outer number, and the measure has the inner one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from deterrence.algebra.rational_function import Ratio
from deterrence.prove.oracle import Oracle
from deterrence.prove.systems import System
from deterrence.ranges import Number, lower, upper
from deterrence.regions import Regions
from deterrence.regions.domain import Domain
from deterrence.regions.signs import Sign, compared
from deterrence.spread.edges import approached, candidates
from deterrence.spread.ends import FINE, Ask, End, Span, Spread, Values, enclosed, narrow

CORNERS = 64  # of a box that are looked at; of more, those that differ from the middle in one name, and two others
ROUNDS = 4  # how often a point beyond may take the place of an extreme before it is enclosed
LEFT_OUT = "the regions of the model leave this measure out"
UNDECIDED = "z3 did not decide whether a point of the box goes beyond"


def spread_by_regions(regions: Regions, measure: str, box: Mapping[str, Span], ask: Ask) -> Spread:
    """The range of a measure over a box, of the equilibria that survive where a refinement applies.

    Parameters
    ----------
    regions
        Over all names of the box.
    measure
        One that the regions have.
    box
        For every name that varies its least and greatest value.
    ask
        The range at a point of the box.
    """
    if not regions.complete:
        return Spread(None, None, f"the shapes are not known to be all: {regions.status}")
    pieces = [piece for _, piece in regions.pieces("refined")]
    if any(measure not in piece.measures for piece in pieces):
        return Spread(None, None, LEFT_OUT)
    base = regions.domain
    domain = Domain(base.ring, {**base.ranges, **box}, base.assumptions)
    oracle = Oracle(domain)
    ends: list[End | None] = []
    for up in (False, True):
        offers = []
        for piece in pieces:
            extent = piece.measures[measure]
            roots = tuple(condition for root in piece.roots for condition in root.conditions)
            for value in () if extent is None else extent.high if up else extent.low:
                offers.append(Offer((*piece.conditions, *roots), value, bool(roots)))
        # what is the same everywhere settles most of the rest
        offers.sort(key=lambda offer: (offer.value.constant is None, len(offer.conditions)))
        try:
            ends.append(extreme(domain, oracle, tuple(offers), box, ask, up))
        except Open as problem:
            return Spread(None, None, str(problem))
    return Spread(ends[0], ends[1])


class Open(Exception):
    """Raised where an end is not known; the text says why."""


@dataclass(frozen=True)
class Offer:
    """A function that the measure is, where some conditions hold; with roots they hold at irrational points only."""

    conditions: tuple[Sign, ...]
    value: Ratio
    rooted: bool


def extreme(
    domain: Domain, oracle: Oracle, offers: tuple[Offer, ...], box: Mapping[str, Span], ask: Ask, up: bool
) -> End | None:
    """The infimum or supremum over a box of the functions that are offered; None where there is none.

    Parameters
    ----------
    domain
        The box, with what is assumed of it.
    oracle
        Of that domain.
    offers, box
        The functions where they are, and the range of every name.
    ask
        The range at a point, by the exact solver.
    up
        Whether the supremum is looked for.

    Raises
    ------
    Open
        Where it is not known.
    """
    return _Search(domain, oracle, offers, box, ask, up).run()


@dataclass
class _Search:
    """The search of one end."""

    domain: Domain
    oracle: Oracle
    offers: tuple[Offer, ...]
    box: Mapping[str, Span]
    ask: Ask
    up: bool
    inner: Number | None = None
    point: Values = field(default_factory=dict)
    attained: bool = False
    _asked: dict[tuple[Fraction, ...], Number | None] = field(default_factory=dict)

    def run(self) -> End | None:
        """The end; None where the measure is nowhere defined.

        Raises
        ------
        Open
            Where it is not known.
        """
        for point in self._starts():
            self._try(point)
        limits = [self._limit(offer) for offer in dict.fromkeys(self.offers)]
        if self.inner is None:
            return None
        outer = self._limit_of_inner
        for limit in limits:
            if limit is not None and self._beats(limit, outer):
                outer = limit
        value = self.inner if outer == self._limit_of_inner else enclosed(self.inner, outer, self.up)
        if not narrow(value):
            raise Open("it is only known to lie in a wide interval")
        self._check()
        return End(value, self.point, self.attained)

    # -- points ------------------------------------------------------------------------------------------------------

    def _starts(self) -> list[dict[str, Fraction]]:
        """The middle of the box, and corners."""
        middle = {name: (low + high) / 2 for name, (low, high) in self.box.items()}
        used = {name for offer in self.offers for name in offer.value.names}
        used |= {name for offer in self.offers for one in offer.conditions for name in one.polynomial.names}
        free = [name for name, (low, high) in self.box.items() if low < high and name in used]
        if 1 << len(free) <= CORNERS:
            ends = product(*(self.box[name] for name in free))
            return [middle, *({**middle, **dict(zip(free, corner, strict=True))} for corner in ends)]
        found = [middle, *({**middle, **{name: self.box[name][k] for name in free}} for k in (0, 1))]
        return found + [{**middle, name: end} for name in free for end in self.box[name]]

    def _try(self, point: Values) -> bool:
        """Ask at a point, and keep it if it goes beyond what is known."""
        if any(offer.rooted for offer in self.offers):
            value = self._solved(point)
        else:
            value = self._closed(point)
        if value is None or (self.inner is not None and not self._beats(self._far(value), self._limit_of_inner)):
            return False
        self.inner, self.point, self.attained = value, point, True
        return True

    def _closed(self, point: Values) -> Fraction | None:
        """The value at a point by the closed forms."""
        if not self.domain.contains(point):
            return None
        signs: dict[Sign, bool] = {}
        found: list[Fraction] = []
        for offer in self.offers:
            for condition in offer.conditions:
                if condition not in signs:
                    signs[condition] = condition.holds(point)
                if not signs[condition]:
                    break
            else:
                found.append(offer.value.at(point))
        return (max(found) if self.up else min(found)) if found else None

    def _solved(self, point: Values) -> Number | None:
        """The value at a point by the exact solver."""
        key = tuple(point[name] for name in self.box)
        if key not in self._asked:
            found = self.ask({name: point[name] for name in self.box}) if self.domain.contains(point) else None
            self._asked[key] = None if found is None else found.maximum if self.up else found.minimum
        return self._asked[key]

    # -- proofs ------------------------------------------------------------------------------------------------------

    def _limit(self, offer: Offer) -> Fraction | None:
        """A number that a function is proved not to pass: None where it does not pass what is known so far.

        Raises
        ------
        Open
            Where there is none.
        """
        for _ in range(ROUNDS):
            found = self._beyond(offer, None if self.inner is None else self._limit_of_inner)
            if not found:
                return None
            if not self._improve(offer, found):
                break
        if self.inner is None:
            raise Open("a value is possible, and was not confirmed by the exact solver")
        return self._enclose(offer)

    def _enclose(self, offer: Offer) -> Fraction:
        step = FINE * max(Fraction(1), abs(self._limit_of_inner))
        largest = step / FINE * 4
        while True:
            outer = self._moved(step)
            found = self._beyond(offer, outer)
            if not found:
                break
            self._improve(offer, found)
            if step > largest:
                raise Open("a value far beyond is possible, and was not confirmed by the exact solver")
            step *= 8
        smallest = FINE * max(Fraction(1), abs(outer))
        while abs(outer - self._limit_of_inner) > smallest:
            middle = (outer + self._limit_of_inner) / 2
            found = self._beyond(offer, middle)
            if not found:
                outer = middle
            elif not self._improve(offer, found):
                break
        return outer

    def _beyond(self, offer: Offer, limit: Fraction | None) -> Sequence[Values]:
        """Points that may lie where a function goes beyond a number; none is a proof that there are none."""
        condition = limit is None or compared(
            offer.value, ">" if self.up else "<", self.domain.ring.number(limit)
        )  # fmt: skip
        if condition is False:
            return []
        more = (condition,) if isinstance(condition, Sign) else ()
        points = self.oracle.solutions(System((*offer.conditions, *more)))
        if points is None:
            raise Open(UNDECIDED)
        return points

    def _improve(self, offer: Offer, points: Sequence[Values]) -> bool:
        """Take an extreme near points that z3 proposed, or one of them, if the exact solver confirms it."""
        better = False
        for point in points:
            own = {name: point[name] for name in self.box}
            better = self._try(own)
            if offer.rooted or not self._inside(offer, own):
                if better:
                    break
                continue
            offered = offer.value.at(own)
            for value, edge in self._ranked(candidates(offer.conditions, offer.value, self.box, own)):
                if not self._beats(value, offered) or not self._beats(value, self._limit_of_inner):
                    break
                if approached((*self.domain.assumptions, *offer.conditions), edge, own):
                    self.inner, self.point = value, edge
                    self.attained = self._inside(offer, edge)
                    return True
            if better:
                break
        return better

    def _inside(self, offer: Offer, point: Values) -> bool:
        return self.domain.contains(point) and all(condition.holds(point) for condition in offer.conditions)

    def _ranked(self, found: list[tuple[Fraction, Values]]) -> list[tuple[Fraction, Values]]:
        return sorted(found, key=lambda one: -one[0] if self.up else one[0])

    def _check(self) -> None:
        """The exact solver's word at the point of the end."""
        assert self.inner is not None
        found = self.ask({name: self.point[name] for name in self.box}) if self.domain.contains(self.point) else None
        end = None if found is None else found.maximum if self.up else found.minimum
        if found is None or end is None:
            if self.attained:
                raise Open("the exact solver does not confirm the end: please report this")
            return
        if self._beats(self._near(end), self._limit_of_inner):
            raise Open("the exact solver goes beyond what is proved: please report this")
        reached = found.maximum_attained if self.up else found.minimum_attained
        same = lower(end) <= upper(self.inner) and lower(self.inner) <= upper(end)
        if self.attained and not same:
            raise Open("the exact solver does not confirm the end: please report this")
        self.attained = same and reached

    # -- numbers -----------------------------------------------------------------------------------------------------

    def _beats(self, one: Fraction, other: Fraction) -> bool:
        return one > other if self.up else one < other

    def _far(self, value: Number) -> Fraction:
        """The rational next to a number on the side that is looked for."""
        return upper(value) if self.up else lower(value)

    def _near(self, value: Number) -> Fraction:
        return lower(value) if self.up else upper(value)

    @property
    def _limit_of_inner(self) -> Fraction:
        assert self.inner is not None
        return self._far(self.inner)

    def _moved(self, step: Fraction) -> Fraction:
        return self._limit_of_inner + step if self.up else self._limit_of_inner - step
