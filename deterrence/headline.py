"""The headline numbers of every family of models for real pacts: one page on what each text would change.

A model file names its headline measures. Each is read at the middle of a pact's codings, and its least and largest
value over the pact's box are proved, or said to be unknown; a term that a pact does not code takes its whole range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from deterrence.catalogue import load, models, pacts
from deterrence.console import progress
from deterrence.errors import DeterrenceError, ModelError
from deterrence.model import Model
from deterrence.pact import Pact, World, worlds
from deterrence.ranges import Number, Range
from deterrence.recall import recalling, said
from deterrence.robust import box_of
from deterrence.spread import Spreads
from deterrence.spread.ends import Values
from deterrence.verdict import not_asked, without_terms

if TYPE_CHECKING:
    from deterrence.table import Table

BASELINE = "baseline"


@dataclass(frozen=True)
class Headline:
    """One measure of one model for one pact.

    Attributes
    ----------
    middle
        Its range over the equilibria at the middle of the codings (those surviving D1 in a signaling game); None where
        the model is not asked or does not hold there.
    least, most
        Its infimum and its supremum over the box, exactly or between two rationals: no point of the box goes beyond.
        None where they are not known, and where the measure is nowhere defined.
    least_at, most_at
        Points of the box at which it has these values, or comes as near to them as one likes.
    least_attained, most_attained
        Whether an equilibrium at that point has the value.
    proved
        Whether the two are known; otherwise `reason` says why not.
    reason
        Empty where they are.
    scenario
        Terms of the model that the pact does not code.
    undefined
        Why there is no value at the middle.
    asked
        Whether the model is asked of this pact.
    """

    middle: Range | None
    least: Number | None = None
    most: Number | None = None
    least_at: Values | None = None
    most_at: Values | None = None
    least_attained: bool = False
    most_attained: bool = False
    proved: bool = True
    reason: str = ""
    scenario: tuple[str, ...] = ()
    undefined: str = ""
    asked: bool = True


@dataclass(frozen=True)
class Family:
    """A column: a model and one of its headline measures."""

    name: str
    model: Model
    measure: str


@dataclass(frozen=True, eq=False)
class Headlines:
    """A row of headlines for no pact and for each pact, in the order of `families`."""

    families: tuple[Family, ...]
    world: World
    rows: Mapping[str, tuple[Headline, ...]]

    def table(self) -> Table:
        """The page as one table."""
        from deterrence.report.headlines import headlines_table

        return headlines_table(self)

    def to_dict(self) -> dict[str, Any]:
        """The page as plain data for JSON: exact numbers are text."""
        from deterrence.report.headlines import headlines_dict

        return headlines_dict(self)

    def __str__(self) -> str:
        return str(self.table())


def headlines(
    names: Sequence[str | Pact] = (),
    *,
    families: Sequence[str | Model] = (),
    world: str | World = BASELINE,
    set: Mapping[str, Any] | None = None,
    year: int | None = None,
) -> Headlines:
    """The headline measures of every family of models, for real pacts in one world.

    Parameters
    ----------
    names
        Pacts or their names; all shipped pacts if empty.
    families
        Models or their names; every shipped model with a headline that a term of pacts moves, if empty.
    world
        A declared world; what it does not say stands at each model's defaults.
    set
        Values that replace parameters, definitions or terms of every model that has them.
    year
        Of the GDPs that games of provision use.

    Returns
    -------
    Headlines

    Raises
    ------
    ModelError
        For unknown names.
    """
    declared = worlds()
    if isinstance(world, str) and world not in declared:
        raise ModelError(f"no world '{world}'", advice=f"the declared worlds are {', '.join(declared)}")
    here = declared[world] if isinstance(world, str) else world
    columns = tuple(_families(families))
    chosen: list[Pact | None] = [None]
    for name in names or pacts():
        found = name if isinstance(name, Pact) else load(name)
        if not isinstance(found, Pact):
            raise ModelError(f"'{name}' is not a pact", advice="`deterrence list` shows the pacts")
        chosen.append(found)
    asked: dict[str, _Asked] = {}
    for family in columns:
        asked.setdefault(family.name, _Asked(family.model, here, dict(set or {}), year))
    rows = {}
    with recalling():
        for pact in progress(chosen, "reading the families"):
            rows[pact.name if pact else "no pact"] = tuple(asked[f.name].headline(pact, f.measure) for f in columns)
    return Headlines(columns, here, rows)


def _families(given: Sequence[str | Model]) -> list[Family]:
    found = []
    for one in given or models():
        model = one if isinstance(one, Model) else load(one)
        if not isinstance(model, Model):
            raise ModelError(f"'{one}' is not a model", advice="`deterrence list` shows the models")
        if model.terms or given:
            found += [Family(one if isinstance(one, str) else one.title, model, name) for name in model.headline]
    return found


@dataclass(frozen=True, eq=False)
class _Asked:
    """One model and what it is asked with."""

    model: Model
    world: World
    set: Mapping[str, Any]
    year: int | None

    @cached_property
    def given(self) -> dict[str, Any]:
        """The part of `set` that the model knows."""
        return {name: value for name, value in self.set.items() if name in self.model.names}

    @cached_property
    def spreads(self) -> Spreads:
        """What was proved of boxes: many pacts share one."""
        return Spreads(self.model, self.world, self.given)

    def headline(self, pact: Pact | None, measure: str) -> Headline:
        reason = not_asked(self.model, pact)
        if pact is None and self.model.provision is not None and self.model.provision.endowment.origin is not None:
            reason = "without a pact there is nobody to share with"
        if reason:
            return Headline(None, undefined=reason, asked=False)
        found = self._middle(pact)
        middle = None if isinstance(found, str) else found[measure]
        undefined = found if middle is None else middle.undefined
        assert isinstance(undefined, str)
        if middle is not None and middle.minimum is None:
            middle = None
        box = box_of(self.model, pact, self.given) if pact is not None else {}
        scenario = self.model.scenario_terms(pact) if pact is not None else ()
        if all(low == high for low, high in box.values()):
            at = {name: low for name, (low, _) in box.items()}
            if middle is None:
                return Headline(None, scenario=scenario, undefined=undefined)
            return Headline(
                middle, middle.minimum, middle.maximum, at, at, middle.minimum_attained, middle.maximum_attained,
                scenario=scenario,
            )  # fmt: skip
        spread = self.spreads.spread(measure, box, pact, self.year)
        least, most = spread.least, spread.most
        if least is None or most is None:
            return Headline(middle, proved=spread.proved, reason=spread.reason, scenario=scenario, undefined=undefined)
        return Headline(
            middle, least.value, most.value, least.point, most.point, least.attained, most.attained,
            scenario=scenario, undefined=undefined,
        )  # fmt: skip

    def _middle(self, pact: Pact | None) -> Mapping[str, Range] | str:
        """The measures at the middle of a pact's codings, or why there are none."""
        given = self.given if pact is not None else without_terms(self.model, self.given)
        try:
            values = self.model.values(pact, world=self.world, set=given, year=self.year)
            return said(self.model, values).refined_measures
        except DeterrenceError as error:
            return str(getattr(error, "message", error))
