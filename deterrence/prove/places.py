"""The equilibria a proposition speaks of: where each shape occurs, in the names that vary for the question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from deterrence.algebra.rational_function import Ratio, Ring
from deterrence.formula import Formula, parse
from deterrence.model import Model
from deterrence.pact import Pact, World
from deterrence.prove.moving import Conditions, Moving, Nowhere, bounds, read_formulas
from deterrence.regions import Extent, Piece, Regions, Setting, Shape


@dataclass(frozen=True)
class Part:
    """Where a shape occurs, and what happens there.

    Attributes
    ----------
    conditions
        Where, in the names of the question.
    shape, piece
        As `regions` gave them.
    sure
        Whether its equilibria belong to the set asked for; where that is undecided, they may.
    actions
        Every action of the model: one that a shape does not play has probability 0 in it.
    not_derived
        The measures of the model that have no closed form here.
    """

    conditions: Conditions
    shape: Shape
    piece: Piece
    sure: bool
    moving: Moving = field(repr=False)
    actions: frozenset[str] = frozenset()
    not_derived: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What has a value here: measures, endings and actions."""
        return (*self.piece.measures, *self.piece.outcomes, *self.piece.strategies)

    def extent(self, measure: str) -> Extent | None:
        """The values of a measure, of an ending or of an action, in the names of the question."""
        found = _extent(self.piece, measure)
        if found is None:
            return self._unplayed(measure)
        low, high = (tuple(self.moving.ratio(x) for x in side) for side in (found.low, found.high))
        return Extent(low, high, found.low_attained, found.high_attained)

    def _unplayed(self, measure: str) -> Extent | None:
        """The probability of an action that is not played here; None of anything else."""
        place, colon, action = measure.rpartition(": ")
        if not colon or action not in self.actions or measure in self.names:
            return None
        if not any(name.rpartition(": ")[0] == place for name in self.piece.strategies):
            return None
        zero = (self.moving.ring.number(0),)
        return Extent(zero, zero)

    def outcomes(self) -> Mapping[str, Extent]:
        """The probability of every ending, in the names of the question."""
        made = {name: self.extent(name) for name in self.piece.outcomes}
        return {name: extent for name, extent in made.items() if extent is not None}


def _extent(piece: Piece, measure: str) -> Extent | None:
    for group in (piece.measures, piece.outcomes, piece.strategies):
        if measure in group:
            return group[measure]
    return None


@dataclass(frozen=True)
class Here:
    """One branch of a place: the conditions under which it is that branch and its model holds, and the parts there."""

    conditions: Conditions
    parts: tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Context:
    """A model with values, at which equilibria are read: one for all places that differ in the set only.

    Attributes
    ----------
    model, pact, world, fixed
        The values that the exact solver gets, besides those of the names that vary.
    varied
        The names that vary, and the domain of the model.
    regions
        Its shapes, in those names; or in the primitives, to which `varied` has the formulas.
    replaced
        Names replaced by formulas that depend on the point.
    number
        Its place among the contexts of the question.
    """

    model: Model
    pact: Pact | None
    world: World | str | None
    fixed: Mapping[str, Any]
    varied: Setting
    regions: Regions
    replaced: tuple[tuple[str, Formula], ...] = ()
    number: int = 0

    def auxiliary(self, shifted: bool) -> dict[str, str]:
        """A name of their own in the question for the auxiliary names of the regions."""
        names = [name for name in self.regions.domain.ring.names if name not in self.regions.domain.ranges]
        return {name: f"{name}_{self.number}{'_' * shifted}" for name in names}

    def here(self, over: str, base: Setting, shift: Mapping[str, str]) -> tuple[Here, ...]:
        """The parts of a set of equilibria, branch by branch.

        Parameters
        ----------
        over
            ``"all"``, ``"refined"`` or a region.
        base
            The question's own names and values, in which formulas that replace names are read.
        shift
            Names that stand for other names: the second point of a monotone statement.
        """
        found = []
        lines = [line.actions for line in self.model.moves.values()]
        actions = frozenset(action for known in (*lines, *self.model.actions.values()) for action in known)
        for conditions, moving in self._branches(base, shift):
            parts = []
            for shape, piece in self.regions.pieces(over):
                sure = over != "refined" or self.regions.criterion is None
                sure = sure or piece.survives.get(str(self.regions.criterion)) is True
                roots = [condition for root in piece.roots for condition in root.conditions]
                missing = self.regions.not_derived(piece)
                try:
                    where = moving.conditions([*piece.conditions, *roots])
                    parts.append(Part(where, shape, piece, sure, moving, actions, missing))
                except Nowhere:
                    continue
            found.append(Here(conditions, tuple(parts)))
        return tuple(found)

    def _branches(self, base: Setting, shift: Mapping[str, str]) -> Iterator[tuple[Conditions, Moving]]:
        """Where, and the functions of the question's names behind the names of the regions."""
        ring = base.ring
        at_point = {name: ring.name(shift.get(name, name)) for name in ring.names}
        names = [name for name, _ in self.replaced]
        readings = read_formulas(base, [formula for _, formula in self.replaced]) if names else (((), ()),)
        for where, values in readings:
            there = Moving(ring, at_point)
            new = {name: there.ratio(value) for name, value in zip(names, values, strict=True)}
            plain = Moving(
                ring,
                {name: new[name] if name in new else self._kept(name, at_point, ring) for name in self.varied.over},
            )
            try:
                conditions = [*there.conditions(where), *plain.conditions(self.varied.domain.assumptions)]
                for name, value in new.items():
                    conditions += bounds(ring, value, *self.varied.domain.ranges[name])
                for further, behind in self._behind(plain):
                    yield (*conditions, *plain.conditions(further)), Moving(ring, behind | self._roots(ring, shift))
            except Nowhere:
                continue

    def _kept(self, name: str, at_point: Mapping[str, Ratio], ring: Ring) -> Ratio:
        """A name that is not replaced; one that does not vary in the question stands at one value."""
        return at_point[name] if name in at_point else ring.number(self.varied.domain.ranges[name][0])

    def _behind(self, plain: Moving) -> Iterator[tuple[Conditions, dict[str, Ratio]]]:
        """The functions behind the names in which the regions are derived."""
        derived = tuple(self.regions.domain.ranges)
        if derived == self.varied.over:
            yield (), dict(plain.replaced)
            return
        for further, found in read_formulas(self.varied, [parse(name) for name in derived]):
            yield further, {name: plain.ratio(value) for name, value in zip(derived, found, strict=True)}

    def _roots(self, ring: Ring, shift: Mapping[str, str]) -> dict[str, Ratio]:
        return {name: ring.name(own) for name, own in self.auxiliary(bool(shift)).items()}
