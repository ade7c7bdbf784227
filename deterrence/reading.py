"""What a model says at one point: every equilibrium, its measures, and the words for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.averages import measured
from deterrence.cells import cells_with_outcomes
from deterrence.errors import ModelError
from deterrence.formula import evaluate
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.provision import ProvisionGame
from deterrence.games.strategic import StrategicGame
from deterrence.measures import measure, outcomes
from deterrence.ranges import Range, compare
from deterrence.refine import Verdict as Refinement
from deterrence.refine import refine, surviving
from deterrence.result import Cell, Equilibria
from deterrence.shown import Shown
from deterrence.solvers import solve
from deterrence.solvers.bimatrix import BimatrixEquilibria
from deterrence.solvers.provision import ProvisionEquilibria
from deterrence.solvers.signaling import SignalingEquilibria

if TYPE_CHECKING:
    from deterrence.model import Model

EVERY, SOME, NONE = "in every equilibrium", "in some", "in none"
UNKNOWN, NOT_ASKED, NONE_SURVIVES = "unknown", "not asked", "none survives"
NO_BENCHMARK = "the benchmark of every ally is 0, so nobody can fall short of it"


@dataclass(frozen=True, eq=False)
class Reading(Shown):
    """What a model says at one point: its equilibria, their measures, and the verdict.

    Attributes
    ----------
    values
        The number behind every name.
    equilibria
        The solver's answer, certified.
    refinements
        The D1 verdict on each cell (signaling games), in order.
    measures, refined_measures
        Ranges by name, over all equilibria and over those that survive.
    deters, refined_deters
        The word for the whole set and for the refined set.
    free_riding_pays
        Whether some ally pays less than the benchmark and would be worse off paying it (None: not known, or not asked:
        not a provision game, or every benchmark is 0).
    unpaid
        For each ally the share of the benchmark that it does not pay.
    regions, region
        Names of all equilibrium shapes found, and the one that survives (None where none or several do).
    binding, slack
        The condition of that region nearest to failing, and by how much it holds.
    undefined
        Why a word or a number does not apply.
    """

    values: Mapping[str, Fraction]
    equilibria: Any
    refinements: tuple[Refinement, ...] = ()
    measures: Mapping[str, Range] = field(default_factory=dict)
    refined_measures: Mapping[str, Range] = field(default_factory=dict)
    deters: str = NOT_ASKED
    refined_deters: str = NOT_ASKED
    free_riding_pays: bool | None = None
    unpaid: Mapping[str, Fraction] = field(default_factory=dict)
    regions: tuple[str, ...] = ()
    region: str | None = None
    binding: str | None = None
    slack: Fraction | None = None
    undefined: Mapping[str, str] = field(default_factory=dict)


def read(model: Model, values: Mapping[str, Fraction]) -> Reading:
    """Solve a model at one point and say what its equilibria mean.

    Parameters
    ----------
    model
        Of any form.
    values
        From `Model.values`.

    Returns
    -------
    Reading

    Raises
    ------
    ModelError
        Where a standing assumption of the model fails at this point.
    SolverError
        Where no method accepts the game.
    """
    _require_assumptions(model, values)
    game = model.game(values)
    equilibria = solve(game)
    if isinstance(game, ProvisionGame):
        return _provision(model, values, game, equilibria)
    if isinstance(equilibria, Equilibria) and isinstance(game, ExtensiveGame):
        return _extensive(model, values, game, equilibria)
    if isinstance(game, StrategicGame):
        return _strategic(model, values, game, equilibria)
    return _measured(model, values, equilibria)


def refined_word(model: Model, values: Mapping[str, Fraction]) -> str:
    """The word of `read` for the equilibria surviving D1, without its other numbers."""
    _require_assumptions(model, values)
    game = model.game(values)
    equilibria = solve(game)
    if model.deters is None or isinstance(game, ProvisionGame):
        return NOT_ASKED
    if isinstance(game, StrategicGame):
        return _strategic(model, values, game, equilibria).refined_deters
    if not isinstance(equilibria, Equilibria) or not isinstance(game, ExtensiveGame):
        return _measured(model, values, equilibria).refined_deters
    return _words(model, _Sets.of(game, equilibria))[1]


def _require_assumptions(model: Model, values: Mapping[str, Fraction]) -> None:
    failed = model.violated(values)
    if failed:
        raise ModelError(
            f"the model does not hold here: its assumption '{failed[0]}' fails",
            key=f"assume.{failed[0]}",
            formula=model.condition(failed[0]).text,
            advice="choose values at which it holds, or a model without it",
        )


@dataclass(frozen=True, eq=False)
class _Sets:
    """Cells with their outcomes: all, those and parts of those that survive D1, and with them what is undecided."""

    equilibria: Equilibria
    refinements: tuple[Refinement, ...]
    everything: Sequence[Any]
    surely: Sequence[Any]
    perhaps: Sequence[Any]

    @staticmethod
    def of(game: ExtensiveGame, equilibria: Equilibria) -> _Sets:
        refinements = refine(equilibria) if isinstance(equilibria, SignalingEquilibria) else ()
        everything = outcomes(game, equilibria.cells)
        if not refinements:
            return _Sets(equilibria, (), everything, everything, everything)
        known = {id(cell): (cell, chances) for cell, chances in everything}

        def left(undecided: bool) -> list[Any]:
            cells = surviving(equilibria, refinements, undecided=undecided)
            return [known.get(id(cell)) or outcomes(game, [cell])[0] for cell in cells]

        return _Sets(equilibria, refinements, everything, left(False), left(True))


def _words(model: Model, sets: _Sets) -> tuple[str, str]:
    """The words for all equilibria and for those surviving D1."""
    assert model.deters is not None
    event, limit, complete = model.event(model.deters.event), model.deters.at_most, sets.equilibria.complete
    word = deterrence_word(measure(sets.everything, event), limit, complete)
    refined = deterrence_word(measure(sets.perhaps, event), limit, complete)
    if not sets.perhaps and complete and sets.everything:
        return word, NONE_SURVIVES
    if len(sets.perhaps) > len(sets.surely):
        without_them = deterrence_word(measure(sets.surely, event), limit, complete)
        refined = refined if without_them == refined else UNKNOWN
    return word, refined


def _extensive(model: Model, values: Mapping[str, Fraction], game: ExtensiveGame, equilibria: Equilibria) -> Reading:
    sets = _Sets.of(game, equilibria)
    measures, refined = {}, {}
    for name in model.measures:
        asked = model.measure(name)
        measures[name] = measured(game, sets.everything, asked)
        refined[name] = measured(game, sets.perhaps, asked)
    undefined = {name: found.undefined for name, found in measures.items() if found.undefined}
    undefined |= {f"refined {name}": found.undefined for name, found in refined.items() if found.undefined}
    deters, refined_deters = _words(model, sets) if model.deters is not None else (NOT_ASKED, NOT_ASKED)
    if not sets.perhaps:
        undefined["refined deters"] = "no equilibrium survives"

    def shapes(found: Sequence[Any]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for cell, _ in found for name in region_names(model, values, cell)))

    regions, left = shapes(sets.everything), shapes(sets.surely)
    region = left[0] if len(left) == 1 and len(sets.perhaps) == len(sets.surely) else None
    binding, slack = _binding(model, values, region)
    return Reading(
        values, equilibria, sets.refinements, measures, refined, deters, refined_deters,
        regions=regions, region=region, binding=binding, slack=slack, undefined=undefined,
    )  # fmt: skip


def _strategic(model: Model, values: Mapping[str, Fraction], game: StrategicGame, equilibria: Any) -> Reading:
    """A game in strategic form; its measures are worked out for two players."""
    if not isinstance(equilibria, BimatrixEquilibria):
        return Reading(values, equilibria)
    found = cells_with_outcomes(game, equilibria)
    asked = {name: model.measure(name) for name in model.measures}
    measures = {name: measured(game, found, one) for name, one in asked.items()}
    word = NOT_ASKED
    if model.deters is not None:
        limit, event = model.deters.at_most, model.event(model.deters.event)
        word = deterrence_word(measure(found, event), limit, equilibria.complete)
    names = dict.fromkeys(name for cell, _ in found for name in region_names(model, values, cell))
    region = next(iter(names)) if len(names) == 1 else None
    binding, slack = _binding(model, values, region)
    return Reading(
        values, equilibria, measures=measures, refined_measures=measures, deters=word, refined_deters=word,
        regions=tuple(names), region=region, binding=binding, slack=slack,
        undefined={name: one.undefined for name, one in measures.items() if one.undefined},
    )  # fmt: skip


def deterrence_word(found: Range, limit: Fraction, complete: bool) -> str:
    """The word for a range of P(challenge) and a tolerance: every, some, none or unknown."""
    if found.minimum is None or found.maximum is None:
        return UNKNOWN
    least, most = compare(found.minimum, limit), compare(found.maximum, limit)
    if least is None or most is None:  # an enclosure straddles the limit
        return UNKNOWN
    some = least < 0 or (least == 0 and found.minimum_attained)
    if not complete:  # what was not found may be otherwise
        return SOME if some and most > 0 else UNKNOWN
    if most <= 0:
        return EVERY
    return SOME if some else NONE


def named_regions(model: Model, values: Mapping[str, Fraction]) -> list[str]:
    """The regions of a model without histories whose conditions hold."""
    return [name for name in model.regions if all(evaluate(c, values) for c in model.shape(name).where)]


def _measured(model: Model, values: Mapping[str, Fraction], equilibria: Any) -> Reading:
    """A form that names its measures itself."""
    measures = model.measured(values, equilibria)
    word = NOT_ASKED
    if model.deters is not None:
        word = deterrence_word(measures[model.deters.event], model.deters.at_most, equilibria.complete)
    regions = named_regions(model, values)
    region = regions[0] if len(regions) == 1 else None
    binding, slack = _binding(model, values, region)
    return Reading(
        values, equilibria, measures=measures, refined_measures=measures, deters=word, refined_deters=word,
        regions=tuple(regions), region=region, binding=binding, slack=slack,
        undefined={name: found.undefined for name, found in measures.items() if found.undefined},
    )  # fmt: skip


def region_names(model: Model, values: Mapping[str, Fraction], cell: Cell) -> list[str]:
    """The regions a cell belongs to: its types do what the region says, and its conditions hold."""
    return [
        name
        for name in model.regions
        if all(cell.support.get(place, allowed[0]) in allowed for place, allowed in model.shape(name).does.items())
        and all(evaluate(condition, values) for condition in model.shape(name).where)
    ]


def _binding(model: Model, values: Mapping[str, Fraction], region: str | None) -> tuple[str | None, Fraction | None]:
    """The part of a region's conditions nearest to failing, with the distance between its sides."""
    if region is None:
        return None, None
    parts = [part for condition in model.shape(region).where for part in condition.parts]
    if not parts:
        return None, None
    slack = [(abs(evaluate(left, values) - evaluate(right, values)), k) for k, (left, _, right) in enumerate(parts)]
    least, k = min(slack)
    left, operator, right = parts[k]
    return f"{left.text} {operator} {right.text}", Fraction(least)


def _provision(
    model: Model, values: Mapping[str, Fraction], game: ProvisionGame, equilibria: ProvisionEquilibria
) -> Reading:
    measures = equilibria.measures
    undefined = {name: found.undefined for name, found in measures.items() if found.undefined}
    benchmarks = model.benchmarks(values)
    unpaid: dict[str, Fraction] = {}
    for k, player in enumerate(game.players):
        benchmark, kind = benchmarks[player], game.in_kind[k]
        least = min((vertex[k] for vertex in equilibria.vertices), default=Fraction(0)) + kind
        unpaid[player] = max(Fraction(0), 1 - least / benchmark) if benchmark > 0 else Fraction(0)
    # an ally that misses its benchmark in an equilibrium is strictly worse off meeting it: payoffs are strictly
    # concave on either side of it, and a lump-sum penalty above 0 leaves no ties
    pays: bool | None = any(unpaid.values())
    if not equilibria.vertices or not (equilibria.complete or pays):
        pays, undefined["free_riding_pays"] = None, equilibria.status
    if not any(b > 0 for b in benchmarks.values()):
        pays, undefined["free_riding_pays"] = None, NO_BENCHMARK
    return Reading(
        values, equilibria, measures=measures, refined_measures=measures,
        free_riding_pays=pays, unpaid=unpaid, undefined=undefined,
    )  # fmt: skip
