"""Pacts side by side in the same world: texts are compared, not alliances.

Adversary, balance and stakes are held fixed and printed. Thresholds come first, each with its interval over the box of
codings; then whether the verdict holds throughout that box; both are proved. Then the change against no pact; then the
declared worlds in which the pact deters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.bounds import bounds
from deterrence.catalogue import load, pacts
from deterrence.console import progress
from deterrence.errors import DeterrenceError, ModelError, SolverError
from deterrence.formula import number
from deterrence.model import Model
from deterrence.pact import Pact, World, worlds
from deterrence.ranges import Range
from deterrence.reading import EVERY, NOT_ASKED, Reading, read
from deterrence.recall import recalling, said
from deterrence.robust import Boxes, Robust, box_of, robust
from deterrence.roots import Number
from deterrence.threshold import Threshold, threshold
from deterrence.verdict import not_asked, without_terms

if TYPE_CHECKING:
    import pandas

    from deterrence.table import Table

DETERRENCE, BURDEN = "unilateral-deterrence", "burden-sharing"
BASELINE = "baseline"


@dataclass(frozen=True)
class Span:
    """A threshold at the middle of the codings, and its least and largest value over the box.

    Attributes
    ----------
    middle
        Its value is None where the verdict never holds.
    low, high
        Over the points of the box where it does; None where that is not known.
    nowhere
        Whether there are points of the box where it never does.
    proved
        Whether no point of the box goes beyond; otherwise `reason` says what is open.
    """

    middle: Threshold
    low: Number | None
    high: Number | None
    nowhere: bool = False
    proved: bool = True
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Row:
    """One pact (or no pact: ``pact`` is None) under one model.

    Attributes
    ----------
    reading
        At the middle of the codings; None where the model is not asked.
    thresholds
        By unknown: ``"p_D"`` of the deterrence model, ``"phi"`` of the burden model.
    by_world
        For each declared world the word for the equilibria surviving D1.
    box
        Whether the word for the equilibria surviving D1 holds throughout the pact's box.
    burden
        The reading of the burden model; None where it is not asked.
    riding
        Whether the word on free-riding holds throughout the pact's box; None where the burden model is not asked.
    undefined
        Why something is missing, by name.
    """

    pact: Pact | None
    model: Model
    reading: Reading | None
    thresholds: Mapping[str, Span]
    by_world: Mapping[str, str]
    box: Robust | None
    burden: Reading | None
    riding: Robust | None = None
    undefined: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The pact's name, or "no pact"."""
        return self.pact.name if self.pact else "no pact"

    @property
    def share_of_worlds(self) -> Fraction | None:
        """Share of the declared worlds, of those the model holds in, where every equilibrium surviving D1 deters."""
        asked = [word for word in self.by_world.values() if word != NOT_ASKED]
        return Fraction(asked.count(EVERY), len(asked)) if asked else None

    def exploitation(self) -> Range | None:
        """The exploitation index of the largest party at the default publicness."""
        if self.burden is None:
            return None
        game = self.burden.equilibria.game
        largest = max(range(len(game.players)), key=lambda k: game.endowments[k])
        return self.burden.measures.get(f"exploitation[{game.players[largest]}]")


@dataclass(frozen=True, eq=False)
class Comparison:
    """All rows, the row of no pact, and what was held fixed."""

    models: tuple[Model, ...]
    world: World
    worlds: tuple[World, ...]
    without: Row
    rows: tuple[Row, ...]
    year: int
    model_names: tuple[str, ...] = (DETERRENCE, BURDEN)
    set: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def burden(self) -> Model:
        """The model that free-riding is read from."""
        return self.models[-1]

    def table(self) -> Table:
        """The comparison as one table."""
        from deterrence.report.comparison import comparison_table

        return comparison_table(self)

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain data for JSON: exact numbers are text."""
        from deterrence.report.comparison_data import comparison_dict

        return comparison_dict(self)

    def to_frame(self) -> pandas.DataFrame:
        """The comparison as a pandas DataFrame, a row a pact; exact numbers stay what they are."""
        return self.table().to_frame()

    def __str__(self) -> str:
        return str(self.table())

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()

    def _repr_latex_(self) -> str:
        return self.table()._repr_latex_()


def compare(
    names: Sequence[str | Pact] = (),
    *,
    model: str | Model = DETERRENCE,
    world: str | World = BASELINE,
    set: Mapping[str, Any] | None = None,
    year: int | None = None,
) -> Comparison:
    """Real pacts side by side: when each deters, and when free-riding pays.

    Parameters
    ----------
    names
        Pacts or their names (one name may stand alone); all shipped pacts if empty.
    model
        The deterrence model; free-riding is then read from `burden-sharing`. Or a model of provision: free-riding is
        read from it, and deterrence is not asked.
    world
        The declared world that the measures are read in; all declared worlds are counted.
    set
        Values that replace parameters, definitions or terms, in every row; terms keep their value for "no pact" in the
        row of no pact.
    year
        Of the GDPs; the burden model says which unless given.

    Returns
    -------
    Comparison

    Raises
    ------
    ModelError
        For unknown names, and for values in `set` that neither model takes.
    """
    names = (names,) if isinstance(names, (str, Pact)) else names
    chosen = [pact if isinstance(pact, Pact) else _pact(pact) for pact in names] or [_pact(name) for name in pacts()]
    asked = model if isinstance(model, Model) else _model(model)
    burden = asked if asked.provision is not None else _model(BURDEN)
    declared = worlds()
    if isinstance(world, str) and world not in declared:
        raise ModelError(f"no world '{world}'", advice=f"the declared worlds are {', '.join(declared)}")
    here = declared[world] if isinstance(world, str) else world
    given = _checked(set or {}, (asked, burden))
    context = _Context(asked, burden, here, tuple(declared.values()), given, year)
    with recalling():
        without = context.row(None)
        rows = tuple(context.row(pact) for pact in progress(chosen, "comparing pacts"))
    used = year
    if used is None:
        used = burden.provision.endowment.year if burden.provision else 0
    shown = model if isinstance(model, str) else asked.title
    models, titles = ((asked,), (shown,)) if burden is asked else ((asked, burden), (shown, BURDEN))
    return Comparison(models, here, tuple(declared.values()), without, rows, used, titles, given)


def _checked(given: Mapping[str, Any], models: Sequence[Model]) -> dict[str, Fraction]:
    """Values set by hand as exact numbers: each must be a name of one of the models, and within its range."""
    result: dict[str, Fraction] = {}
    for name, value in given.items():
        takers = [model for model in models if name in model.names] or [models[0]]
        for model in takers:  # the first model's own error says what was meant
            model.values(set={name: value})
        result[name] = number(value)
    return result


def _pact(name: str) -> Pact:
    found = load(name)
    if not isinstance(found, Pact):
        raise ModelError(f"'{name}' is not a pact", advice="`deterrence list` shows the pacts")
    return found


def _model(name: str) -> Model:
    found = load(name)
    if not isinstance(found, Model):
        raise ModelError(f"'{name}' is not a model", advice="`deterrence list` shows the models")
    return found


@dataclass(frozen=True, eq=False)
class _Context:
    """What every row shares."""

    model: Model
    burden: Model
    world: World
    worlds: tuple[World, ...]
    set: Mapping[str, Any]
    year: int | None

    def row(self, pact: Pact | None) -> Row:
        undefined: dict[str, str] = {}
        reading, spans, by_world, box = self._deterrence(pact, undefined)
        burden = self._burden(pact, undefined, spans)
        riding = None
        if burden is not None and pact is not None:
            own = self._own(self.burden, pact)
            riding = robust(self.burden, pact, world=self.world, set=own, year=self.year, factor=False)
        return Row(pact, self.model, reading, spans, by_world, box, burden, riding, undefined)

    def _own(self, model: Model, pact: Pact | None) -> dict[str, Any]:
        """The part of `set` that a model knows; without a pact there are no terms to set."""
        known = {name: value for name, value in self.set.items() if name in model.names}
        return known if pact is not None else without_terms(model, known)

    def _read(self, pact: Pact | None, world: World) -> Reading:
        return read(self.model, self.model.values(pact, world=world, set=self._own(self.model, pact)))

    def _word(self, pact: Pact | None, world: World, at: Mapping[str, Any] | None = None) -> str:
        values = self.model.values(pact, world=world, set=self._own(self.model, pact), at=at)
        return said(self.model, values).refined_deters

    def _deterrence(
        self, pact: Pact | None, undefined: dict[str, str]
    ) -> tuple[Reading | None, dict[str, Span], dict[str, str], Robust | None]:
        reason = not_asked(self.model, pact)
        if self.model.provision is not None:
            reason = "the model asks who pays, not who challenges"
        if reason:
            undefined["deters"] = reason
            return None, {}, {}, None
        try:
            reading = self._read(pact, self.world)
        except (ModelError, SolverError) as error:
            undefined["deters"] = getattr(error, "message", str(error))
            return None, {}, {}, None
        by_world = {}
        for world in self.worlds:
            try:
                by_world[world.name] = self._word(pact, world)
            except (ModelError, SolverError) as error:
                by_world[world.name] = NOT_ASKED
                undefined[f"world {world.name}"] = getattr(error, "message", str(error))
        spans: dict[str, Span] = {}
        unknown = "p_D"
        if unknown in self.model.parameters:
            spans[unknown] = self._span(pact, unknown)
        else:
            undefined[unknown] = "the model has no prior of a Hard defender"
        if pact is None:
            return reading, spans, by_world, None
        own = self._own(self.model, pact)
        return reading, spans, by_world, robust(self.model, pact, world=self.world, set=own, factor=False)

    def _span(self, pact: Pact | None, unknown: str) -> Span:
        given = {name: value for name, value in self._own(self.model, pact).items() if name != unknown}

        def ask(point: Mapping[str, Fraction]) -> Threshold:
            return threshold(self.model, pact, of=unknown, world=self.world, set=given, at=point)

        middle = ask({})
        box = box_of(self.model, pact, given) if pact is not None else {}
        if all(low == high for low, high in box.values()):
            return Span(middle, middle.value, middle.value, middle.value is None)
        try:
            boxes = Boxes(self.model, EVERY, given, self.world, (unknown,))
        except DeterrenceError as problem:
            why = getattr(problem, "message", str(problem))
            return Span(middle, None, None, False, False, f"regions are not derived: {why}")
        found = bounds(boxes, box, unknown, lambda point: ask(point).value)
        return Span(middle, found.low, found.high, found.never, found.proved, found.reason)

    def _burden(self, pact: Pact | None, undefined: dict[str, str], spans: dict[str, Span]) -> Reading | None:
        if pact is None:
            undefined["free_riding_pays"] = "without a pact there is nobody to share with"
            return None
        reason = not_asked(self.burden, pact)
        if not reason:
            try:
                options = self._own(self.burden, pact)
                reading = read(self.burden, self.burden.values(pact, world=self.world, set=options, year=self.year))
                options.pop("phi", None)
                if "phi" not in self.burden.parameters:
                    undefined["phi"] = "the model has no publicness"
                    return reading
                found = threshold(
                    self.burden, pact, of="phi", verdict="pays nothing", world=self.world, set=options, year=self.year
                )
            except DeterrenceError as error:
                reason = getattr(error, "message", str(error))
            else:
                spans["phi"] = Span(found, found.value, found.value)
                return reading
        undefined["free_riding_pays"] = reason
        undefined["phi"] = reason
        return None
