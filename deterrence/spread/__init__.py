"""The range of a measure over a pact's box, proved: every coding between lo and hi, uncoded terms over their range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.errors import DeterrenceError, SolverError
from deterrence.prove.question import derived_regions
from deterrence.recall import said
from deterrence.spread.by_halves import spread_by_halves
from deterrence.spread.by_regions import LEFT_OUT, spread_by_regions
from deterrence.spread.ends import Ask, End, Span, Spread, Values

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Pact, World
    from deterrence.ranges import Range

__all__ = ["End", "Span", "Spread", "Spreads"]


@dataclass(eq=False)
class Spreads:
    """The measures of one model in one world, asked over many boxes.

    Parameters
    ----------
    model, world, given
        What is asked, and the values of everything but the terms.
    """

    model: Model
    world: World | str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    _known: dict[Any, Spread] = field(default_factory=dict)

    def spread(
        self, measure: str, box: Mapping[str, Span], pact: Pact | None = None, year: int | None = None
    ) -> Spread:
        """The range of a measure over a box.

        Parameters
        ----------
        measure
            Of the equilibria that survive where a refinement applies.
        box
            For every term of the model that is not given its least and greatest value.
        pact, year
            From which a game of provision takes what its allies can spend.
        """
        own = self._endowments(pact, year)
        key = (measure, tuple(box.items()), tuple(own.items()))
        if key not in self._known:
            self._known[key] = self._spread(measure, box, {**self.given, **own}, pact)
        return self._known[key]

    def _endowments(self, pact: Pact | None, year: int | None) -> dict[str, Fraction]:
        if self.model.provision is None:
            return {}
        from deterrence.model.names import endowment_key

        return {endowment_key(player): w for player, w in self.model.endowments(pact, year).items()}

    def _spread(self, measure: str, box: Mapping[str, Span], given: Mapping[str, Any], pact: Pact | None) -> Spread:
        def ask(point: Values) -> Range | None:
            try:
                values = self.model.values(pact, world=self.world, set=given, at=point)
                found = said(self.model, values).refined_measures.get(measure)
            except DeterrenceError:
                return None  # the model does not hold there
            return found if found is not None and found.minimum is not None else None

        def beside(fixed: Values) -> Ask:
            return lambda point: ask({**fixed, **point})

        reason = ""
        still = {name: low for name, (low, high) in box.items() if low == high}
        fixings: list[dict[str, Fraction]] = [{}, still] if still else [{}]
        for fixed in fixings:
            moving = {name: span for name, span in box.items() if name not in fixed}
            try:
                at = {**given, **fixed}
                found = derived_regions(self.model, tuple(moving), at, {}, (), pact, self.world)
                whole = spread_by_regions(found, measure, moving, beside(fixed))
            except DeterrenceError as problem:
                reason = reason or getattr(problem, "message", str(problem))
                continue
            if whole.reason != LEFT_OUT:
                return whole
            reason = reason or LEFT_OUT
        if self.model.form == "cutoff":
            try:
                values = self.model.values(pact, world=self.world, set=given)
                return spread_by_halves(self.model, self._basic(values, given), measure, box, ask)
            except SolverError as problem:
                reason = f"{reason}; {problem}"
        return Spread(None, None, reason)

    def _basic(self, values: Values, given: Mapping[str, Any]) -> dict[str, Fraction]:
        """The values without those of definitions that keep their formulas."""
        return {name: x for name, x in values.items() if name not in self.model.define or name in given}
