"""The range of a measure over a pact's box, proved: every coding between lo and hi, uncoded terms over their range."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from deterrence.errors import DeterrenceError
from deterrence.prove.question import derived_regions
from deterrence.recall import said
from deterrence.regions.setting import set_by_hand, setting
from deterrence.spread.by_halves import spread_by_halves
from deterrence.spread.by_laws import spread_by_laws
from deterrence.spread.by_regions import LEFT_OUT, Open, spread_by_regions
from deterrence.spread.ends import Ask, End, Span, Spread, Values
from deterrence.spread.resting import behind

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
            For every term of the model that is not given its least and greatest value; the points of the answer
            leave out terms on which the measure does not rest.
        pact, year
            From which a game of provision takes what its allies can spend.
        """
        own = self._endowments(pact, year)
        form: Any = self.model._compiled.form
        formulas = [*form.formulas, *self.model._compiled.assume.values()]
        formulas += [formula for name, formula in getattr(form, "measures", {}).items() if name == measure]
        used = behind(self.model, self._by_hand, formulas)
        own_box = {name: span for name, span in box.items() if name in used}
        key = (measure, tuple(own_box.items()), tuple(own.items()))
        if key not in self._known:
            self._known[key] = self._spread(measure, own_box, {**self.given, **own}, pact)
        return self._known[key]

    @cached_property
    def _by_hand(self) -> frozenset[str]:
        return set_by_hand(self.given, self.world)

    def _endowments(self, pact: Pact | None, year: int | None) -> dict[str, Fraction]:
        if self.model.provision is None:
            return {}
        from deterrence.model.names import endowment_key

        return {endowment_key(player): w for player, w in self.model.endowments(pact, year).items()}

    def _spread(self, measure: str, box: Mapping[str, Span], given: Mapping[str, Any], pact: Pact | None) -> Spread:
        asked: dict[tuple[tuple[str, Fraction], ...], Range | None] = {}

        def ask(point: Values) -> Range | None:
            key = tuple(sorted(point.items()))
            if key not in asked:
                asked[key] = None  # where the model does not hold
                with suppress(DeterrenceError):
                    values = self.model.values(pact, world=self.world, set=given, at=point)
                    found = said(self.model, values).refined_measures.get(measure)
                    asked[key] = found if found is not None and found.minimum is not None else None
            return asked[key]

        def beside(fixed: Values) -> Ask:
            return lambda point: ask({**fixed, **point})

        if all(low == high for low, high in box.values()):
            at = {name: low for name, (low, _) in box.items()}
            found_there = ask(at)
            if found_there is None or found_there.minimum is None or found_there.maximum is None:
                return Spread(None, None)
            least = End(found_there.minimum, at, found_there.minimum_attained)
            return Spread(least, End(found_there.maximum, at, found_there.maximum_attained))
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
        try:
            if self.model.form == "cutoff":
                values = self.model.values(pact, world=self.world, set=given)
                kept = self.model.define.keys() - self._by_hand  # definitions that keep their formulas
                basic = {name: x for name, x in values.items() if name not in kept}
                return spread_by_halves(self.model, basic, measure, box, ask)
            wide = {name: span for name, span in box.items() if name not in still}
            varied = setting(self.model, tuple(wide), {**given, **still}, pact=pact, world=self.world)
            return spread_by_laws(varied, measure, wide, beside(still))
        except (DeterrenceError, Open) as problem:
            return Spread(None, None, f"{reason}; {getattr(problem, 'message', str(problem))}")
