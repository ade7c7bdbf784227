"""The headline numbers of every family of models for real pacts: one page on what each text would change.

A model file names its headline measures. Each is read at the middle of a pact's codings and over the explored points
of its box; a term that a pact does not code takes its whole range, and is said to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.box import explore
from deterrence.catalogue import load, models, pacts
from deterrence.console import progress
from deterrence.errors import DeterrenceError, ModelError
from deterrence.model import Model
from deterrence.pact import Pact, World, worlds
from deterrence.ranges import Number, Range, spanned
from deterrence.recall import recalling, said
from deterrence.verdict import not_asked, without_terms

if TYPE_CHECKING:
    from deterrence.table import Table

BASELINE = "baseline"
CORNERS = 8  # more terms than three: both ends of each, and the two corners of all lo and all hi


@dataclass(frozen=True)
class Headline:
    """One measure of one model for one pact.

    Attributes
    ----------
    middle
        Its range over the equilibria at the middle of the codings (those surviving D1 in a signaling game); None where
        the model is not asked or does not hold there.
    least, most
        Its least and largest value over the explored points of the box.
    points, outside
        How many points were explored, and at how many of them the model does not hold or the measure is undefined.
    scenario
        Terms of the model that the pact does not code.
    undefined
        Why there is no value at the middle.
    """

    middle: Range | None
    least: Number | None
    most: Number | None
    points: int = 0
    outside: int = 0
    scenario: tuple[str, ...] = ()
    undefined: str = ""


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


@dataclass(frozen=True)
class _Asked:
    """One model and what it is asked with."""

    model: Model
    world: World
    set: Mapping[str, Any]
    year: int | None

    def headline(self, pact: Pact | None, measure: str) -> Headline:
        reason = not_asked(self.model, pact)
        if pact is None and self.model.provision is not None and self.model.provision.endowment.origin is not None:
            reason = "without a pact there is nobody to share with"
        if reason:
            return Headline(None, None, None, undefined=reason)
        points = explore(self.model, pact, CORNERS, 0) if pact is not None else ({},)
        scenario = self.model.scenario_terms(pact) if pact is not None else ()
        found = [self._at(pact, point) for point in points]
        ranges = [one[measure] for one in found if not isinstance(one, str)]
        held = [(one.minimum, one.maximum) for one in ranges if one.minimum is not None and one.maximum is not None]
        first = found[0]
        middle = None if isinstance(first, str) else first[measure]
        undefined = first if isinstance(first, str) else first[measure].undefined
        return Headline(
            middle if middle is not None and middle.minimum is not None else None,
            spanned([low for low, _ in held]).minimum if held else None,
            spanned([high for _, high in held]).maximum if held else None,
            len(points),
            len(points) - len(held),
            scenario,
            undefined,
        )

    def _at(self, pact: Pact | None, point: Mapping[str, Fraction]) -> Mapping[str, Range] | str:
        """The measures at a point of a pact's box, or why there are none."""
        given = {name: value for name, value in self.set.items() if name in self.model.names}
        if pact is None:
            given = without_terms(self.model, given)
        try:
            values = self.model.values(pact, world=self.world, set=given, at=point, year=self.year)
            return said(self.model, values).refined_measures
        except DeterrenceError as error:
            return str(getattr(error, "message", error))
