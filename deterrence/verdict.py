"""Does the commitment deter, and does free-riding pay? The words are defined in the design and used nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.errors import ModelError
from deterrence.formula import evaluate
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.provision import ProvisionGame
from deterrence.measures import Range, exploitation_index, measure, outcomes, provision_measures
from deterrence.refine import Verdict as Refinement
from deterrence.refine import refine
from deterrence.result import Cell, Equilibria
from deterrence.shown import Shown
from deterrence.solvers import solve
from deterrence.solvers.provision import ProvisionEquilibria
from deterrence.solvers.signaling import SignalingEquilibria

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Pact, World

EVERY, SOME, NONE = "in every equilibrium", "in some", "in none"
UNKNOWN, NOT_ASKED = "unknown", "not asked"


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
        Whether some ally pays less than the benchmark and would be worse off paying it (None: not a provision game).
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
        Of an extensive or provision game.
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
    return Reading(values, equilibria)


def refined_word(model: Model, values: Mapping[str, Fraction]) -> str:
    """The word of `read` for the equilibria surviving D1, without its other numbers."""
    _require_assumptions(model, values)
    game = model.game(values)
    equilibria = solve(game)
    if model.deters is None or not isinstance(equilibria, Equilibria) or not isinstance(game, ExtensiveGame):
        return NOT_ASKED
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
    """The cells with their outcomes: all of them, those that survive D1, those that survive or are undecided."""

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
        pairs = list(zip(everything, refinements, strict=True))
        surely = [pair for pair, verdict in pairs if verdict.survives]
        perhaps = [pair for pair, verdict in pairs if verdict.survives is not False]
        return _Sets(equilibria, refinements, everything, surely, perhaps)


def _words(model: Model, sets: _Sets) -> tuple[str, str]:
    """The words for all equilibria and for those surviving D1."""
    assert model.deters is not None
    event, limit, complete = model.event(model.deters.event), model.deters.at_most, sets.equilibria.complete
    word = deterrence_word(measure(sets.everything, event), limit, complete)
    refined = deterrence_word(measure(sets.perhaps, event), limit, complete)
    if len(sets.perhaps) > len(sets.surely):
        without_them = deterrence_word(measure(sets.surely, event), limit, complete)
        refined = refined if without_them == refined else UNKNOWN
    return word, refined


def _extensive(
    model: Model, values: Mapping[str, Fraction], game: ExtensiveGame, equilibria: Equilibria
) -> Reading:
    sets = _Sets.of(game, equilibria)
    measures, refined = {}, {}
    for name in model.measures:
        asked = model.measure(name)
        measures[name] = measure(sets.everything, asked.event, asked.given)
        refined[name] = measure(sets.perhaps, asked.event, asked.given)
    undefined = {name: found.undefined for name, found in measures.items() if found.undefined}
    undefined |= {f"refined {name}": found.undefined for name, found in refined.items() if found.undefined}
    deters, refined_deters = _words(model, sets) if model.deters is not None else (NOT_ASKED, NOT_ASKED)
    if not sets.perhaps:
        undefined["refined deters"] = "no equilibrium survives"
    cells, left = equilibria.cells, [cell for cell, _ in sets.surely]
    names = {id(cell): region_names(model, values, cell) for cell in cells}
    regions = tuple(dict.fromkeys(name for cell in cells for name in names[id(cell)]))
    surviving = tuple(dict.fromkeys(name for cell in left for name in names[id(cell)]))
    region = surviving[0] if len(surviving) == 1 and len(sets.perhaps) == len(left) else None
    binding, slack = _binding(model, values, region)
    return Reading(
        values, equilibria, sets.refinements, measures, refined, deters, refined_deters,
        regions=regions, region=region, binding=binding, slack=slack, undefined=undefined,
    )  # fmt: skip


def deterrence_word(found: Range, limit: Fraction, complete: bool) -> str:
    """The word for a range of P(challenge) and a tolerance: every, some, none or unknown."""
    if found.minimum is None or found.maximum is None:
        return UNKNOWN
    some = found.minimum < limit or (found.minimum == limit and found.minimum_attained)
    if not complete:  # what was not found may be otherwise
        return SOME if some and found.maximum > limit else UNKNOWN
    if found.maximum <= limit:
        return EVERY
    return SOME if some else NONE


def region_names(model: Model, values: Mapping[str, Fraction], cell: Cell) -> list[str]:
    """The regions a cell belongs to: its types do what the region says, and its conditions hold."""
    return [
        name
        for name in model.regions
        if all(cell.support.get(place, allowed[0]) in allowed for place, allowed in model.shape(name).does.items())
        and all(evaluate(condition, values) for condition in model.shape(name).where)
    ]


def _binding(
    model: Model, values: Mapping[str, Fraction], region: str | None
) -> tuple[str | None, Fraction | None]:
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
    measures = dict(provision_measures(game, equilibria.vertices))
    undefined: dict[str, str] = {}
    if equilibria.unique:
        for player, index in exploitation_index(game, equilibria.contributions).items():
            measures[f"exploitation[{player}]"] = Range(index, index)
    else:
        undefined["exploitation"] = "a continuum of equilibria splits the total differently"
    benchmarks, penalties = model.benchmarks(values), model.penalties(values)
    unpaid: dict[str, Fraction] = {}
    pays: bool | None = False
    for k, player in enumerate(game.players):
        benchmark = benchmarks[player]
        least = min(vertex[k] for vertex in equilibria.vertices)
        unpaid[player] = max(Fraction(0), 1 - least / benchmark) if benchmark > 0 else Fraction(0)
        if least < benchmark:
            if penalties[player]:
                undefined["free_riding_pays"] = "a penalty is declared: the game with penalties is not solved here"
                pays = None
            elif pays is not None:
                # utilities are strictly concave in one's own contribution, so any other payment is strictly worse
                pays = True
    return Reading(
        values, equilibria, measures=measures, refined_measures=measures,
        free_riding_pays=pays, unpaid=unpaid, undefined=undefined,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Verdict(Shown):
    """What a model says of a pact in a world, beside the same world without the pact.

    Attributes
    ----------
    model, pact, world
        What was asked; `pact` is None for no pact.
    reading
        At the middle of the codings (None where the question is not asked of this pact).
    without_pact
        The same world with every term at its value for "no pact".
    scenario
        Terms of the model that the pact does not code; they stand at the middle of their range here.
    reason
        Why it is not asked, otherwise empty.
    """

    model: Model
    pact: Pact | None
    world: str
    reading: Reading | None
    without_pact: Reading | None
    scenario: tuple[str, ...] = ()
    reason: str = ""

    @property
    def deters(self) -> str:
        """The word for all equilibria."""
        return self.reading.deters if self.reading else NOT_ASKED

    @property
    def refined_deters(self) -> str:
        """The word for the equilibria that survive D1."""
        return self.reading.refined_deters if self.reading else NOT_ASKED

    @property
    def free_riding_pays(self) -> bool | None:
        """Whether some ally pays less than the benchmark and would be worse off paying it."""
        return self.reading.free_riding_pays if self.reading else None

    @property
    def adds_nothing(self) -> bool:
        """Whether nothing would have been attempted without the pact either."""
        return self.deters == EVERY and self.without_pact is not None and self.without_pact.deters == EVERY

    def __str__(self) -> str:
        who = self.pact.title if self.pact else "No pact"
        if self.reading is None:
            return f"{who}: not asked ({self.reason})"
        if self.free_riding_pays is not None:
            word = "free-riding pays" if self.free_riding_pays else "free-riding does not pay"
            parts = ", ".join(f"{p} leaves {float(u):.0%} unpaid" for p, u in self.unpaid.items() if u)
            return f"{who}: {word}" + (f" ({parts})" if parts else "")
        none = f"; without it {self.without_pact.refined_deters}" if self.without_pact else ""
        extra = "; it adds nothing" if self.adds_nothing else ""
        return f"{who}: deters {self.deters}, of those surviving D1 {self.refined_deters}{none}{extra}"

    @property
    def unpaid(self) -> Mapping[str, Fraction]:
        """For each ally the share of the benchmark that it does not pay."""
        return self.reading.unpaid if self.reading else {}


def require_loaded(model: object, pact: object) -> None:
    """Refuse names where objects are wanted.

    Raises
    ------
    ModelError
        With the call that loads what was named.
    """
    for given, what in ((model, "model"), (pact, "pact")):
        if isinstance(given, str):
            raise ModelError(f"the {what} is the text '{given}'", advice=f"write load('{given}')")


def not_asked(model: Model, pact: Pact | None) -> str:
    """Why a model is not asked of a pact; empty if it is."""
    if pact is not None and model.asks == "obligation" and pact.kind == "capability":
        return "the pact promises no defence of its own, so there is no promise to test"
    if pact is not None and model.provision is not None and model.provision.endowment.origin is not None:
        try:
            allies = model.endowments(pact)
        except ModelError as error:
            return error.message
        if len(allies) < 2:
            return "GDP is held for fewer than two of the parties"
    return ""


def verdict(
    model: Model,
    pact: Pact | None = None,
    *,
    world: World | str | None = None,
    set: Mapping[str, Any] | None = None,
    at: Mapping[str, Any] | None = None,
    year: int | None = None,
) -> Verdict:
    """When does the commitment deter, and does free-riding pay?

    Parameters
    ----------
    model, pact
        From `load`, or made in Python. No pact: every term at its value for "no pact".
    world
        A declared world or its name; the model's defaults unless given.
    set
        Values of parameters, terms or definitions that replace everything else.
    at
        A point of the pact's box of codings; the middle unless given.
    year
        Of the GDPs that a game of provision uses.

    Returns
    -------
    Verdict

    Raises
    ------
    ModelError
        Where an assumption of the model fails at this point, or a name is unknown.
    """
    require_loaded(model, pact)
    name = world if isinstance(world, str) else world.name if world is not None else "defaults"
    reason = not_asked(model, pact)
    if reason:
        return Verdict(model, pact, name, None, None, reason=reason)
    reading = read(model, model.values(pact, world=world, set=set, at=at, year=year))
    none = None
    if pact is not None and model.terms:
        none = read(model, model.values(None, world=world, set=set, year=year))
    scenario = model.scenario_terms(pact) if pact is not None else ()
    return Verdict(model, pact, name, reading, none, scenario)


def all_deter(words: Sequence[str]) -> bool:
    """Whether every word is 'in every equilibrium'."""
    return bool(words) and all(word == EVERY for word in words)
