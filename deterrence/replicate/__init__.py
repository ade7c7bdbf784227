"""`replicate`: every number of the literature beside ours, which the general solvers compute.

No formula is typed for a row: what a row asks is a measure of a model's equilibria, the probability of an action in
them, a threshold, a word of the verdict, or a named computation that calls a solver or a statistic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from deterrence.averages import measured
from deterrence.cells import cells_with_outcomes
from deterrence.data import meant
from deterrence.errors import DeterrenceError, ModelError
from deterrence.games.extensive import ExtensiveGame, InformationSet, Move
from deterrence.games.strategic import StrategicGame
from deterrence.model import Model
from deterrence.ranges import Range
from deterrence.reading import Reading, read, region_names
from deterrence.replicate.computations import COMPUTATIONS
from deterrence.replicate.literal import agrees, difference, read_literal
from deterrence.replicate.rows import Replication, Row, load_replication, replications, row_model, shipped
from deterrence.threshold import threshold

__all__ = ["Replicated", "Replication", "Row", "load_replication", "replicate", "replications", "run"]


@dataclass(frozen=True)
class Replicated:
    """A row with what we find.

    Attributes
    ----------
    id, title
        Of the replication.
    quantity, expected, origin, convention, status
        As its file says: what it is, the literal, where it stands, its tail or convention, and how near ours is to
        the published game (*reproduced*, *canonical form*, *in the spirit of*).
    found
        A range over the set of equilibria (a single number where both ends are the same), or a word.
    difference
        How far the number is from the literal; None for words.
    agrees
        Whether it is the literal: exactly for a ratio, to its last printed digit for a decimal.
    problem
        Why nothing was found, otherwise empty.
    """

    id: str
    title: str
    quantity: str
    expected: str
    origin: str
    convention: str
    status: str
    source: tuple[str, ...]
    found: Range | str
    difference: Fraction | None
    agrees: bool
    problem: str = ""


def replicate(ids: Iterable[str] = ()) -> tuple[Replicated, ...]:
    """Compute every number of the shipped replications, or of some of them.

    Parameters
    ----------
    ids
        Such as ``["T2"]``, or the path of a ``.toml`` file of your own; all that ship unless given.

    Returns
    -------
    tuple of Replicated
        In the order of the ids and of their files.

    Raises
    ------
    ModelError
        For an id that does not exist.

    Examples
    --------
    >>> all(row.agrees for row in replicate(["T2"]))
    True
    """
    chosen = (ids,) if isinstance(ids, str) else tuple(ids)
    found = [shipped(id) for id in chosen or replications()]
    return tuple(row for one in found for row in run(one))


def run(replication: Replication) -> tuple[Replicated, ...]:
    """Compute every row of a replication; rows at one point share its solution."""
    answers = _Answers()
    return tuple(_row(replication, row, answers) for row in replication.rows)


def _row(replication: Replication, row: Row, answers: _Answers) -> Replicated:
    literal = read_literal(row.expected)
    problem, found = "", Range(None, None, False, False, "not computed")
    result: Range | str = found
    try:
        result = _as_range(_QUESTIONS[row.question](replication, row, answers))
        if isinstance(result, Range) and result.undefined:
            problem = result.undefined
    except DeterrenceError as error:
        problem = getattr(error, "message", str(error))
        result = Range(None, None, False, False, problem)
    return Replicated(
        replication.id,
        replication.title,
        row.quantity,
        row.expected,
        row.origin,
        row.convention or ("D1" if _refined(replication, row, answers) else ""),
        row.status or replication.status,
        replication.source,
        result,
        difference(literal, result),
        agrees(literal, result),
        problem,
    )


def _refined(replication: Replication, row: Row, answers: _Answers) -> bool:
    """Whether the number is that of the equilibria surviving D1, where that is asked of the game at all."""
    if row.compute or not (row.over == "refined" or row.word == "region" or row.threshold):
        return False
    try:
        return bool(answers.reading(*_point(replication, row)).refinements)
    except DeterrenceError:  # the row says why
        return False


def _as_range(value: Any) -> Range | str:
    if isinstance(value, str | Range):
        return value
    if isinstance(value, int | float):
        value = Fraction(value)
    return Range(value, value)


# -- solved points ---------------------------------------------------------------------------------------------------


@dataclass
class _Answers:
    """What was solved, by model and values; and what was computed, by name and arguments."""

    readings: dict[Any, Reading] = field(default_factory=dict)
    cells: dict[Any, Any] = field(default_factory=dict)
    computed: dict[Any, Any] = field(default_factory=dict)

    def reading(self, model: Model, values: Mapping[str, Fraction]) -> Reading:
        """What the model says at the point."""
        reading: Reading = _kept(self.readings, (model, tuple(values.items())), lambda: read(model, values))
        return reading

    def cells_over(self, model: Model, values: Mapping[str, Fraction], over: str) -> Sequence[Any]:
        """The cells of the complete set of equilibria, of those surviving D1, or of those in a region."""
        reading = self.reading(model, values)
        _require_complete(reading)

        def find() -> Sequence[Any]:
            found = cells_with_outcomes(reading.equilibria.game, reading.equilibria, over)
            if over in model.regions:
                return [pair for pair in found if over in region_names(model, values, pair[0])]
            return found

        cells: Sequence[Any] = _kept(self.cells, (model, tuple(values.items()), over), find)
        return cells


def _kept(store: dict[Any, Any], key: Any, make: Callable[[], Any]) -> Any:
    if key not in store:
        store[key] = make()
    return store[key]


def _require_complete(reading: Reading) -> None:
    if not reading.equilibria.complete:
        raise ModelError(f"the set of equilibria is not known to be complete: {reading.equilibria.status}")


def _point(replication: Replication, row: Row) -> tuple[Model, dict[str, Fraction]]:
    model = row_model(replication, row)
    return model, model.values(world=row.world or None, set=replication.values_set(row))


# -- questions -------------------------------------------------------------------------------------------------------


def _measure(replication: Replication, row: Row, answers: _Answers) -> Any:
    model, values = _point(replication, row)
    game = answers.reading(model, values).equilibria.game
    if isinstance(game, ExtensiveGame | StrategicGame):
        return measured(game, answers.cells_over(model, values, row.over), model.measure(row.measure))
    reading = answers.reading(model, values)
    _require_complete(reading)
    known = reading.refined_measures if row.over == "refined" else reading.measures
    if row.measure not in known:
        raise ModelError(f"'{row.measure}' is not a measure here", advice=meant(row.measure, known))
    return known[row.measure]


def _plays(replication: Replication, row: Row, answers: _Answers) -> Any:
    """The range of the probability with which a type of a player takes an action."""
    model, values = _point(replication, row)
    cells = answers.cells_over(model, values, row.over)
    if not cells:
        return Range(None, None, False, False, "no equilibrium is left")
    who, _, action = row.plays.rpartition(" ")
    place = _information_set(cells[0][0].support, answers.reading(model, values).equilibria.game, who, action)
    found = [(profile[place].get(action, Fraction(0)), inside) for cell, _ in cells for profile, inside in
             zip(cell.profiles, cell.interior, strict=True)]  # fmt: skip
    low, high = min(p for p, _ in found), max(p for p, _ in found)
    return Range(low, high, (low, True) in found, (high, True) in found)


def _information_set(known: Iterable[InformationSet], game: Any, who: str, action: str) -> InformationSet:
    """Where a player, or a type of one, can take an action: one of the known information sets."""
    player, _, kind = who.partition(" ")
    if isinstance(game, StrategicGame):
        labels = {""} if any(action in own for own in game.actions) else set()
    else:
        moves = [move for move in game.moves.values() if isinstance(move, Move) and move.player == player]
        labels = {move.sees for move in moves if action in move.actions}
    fitting = [place for place in known if (place.player, place.type) == (player, kind) and place.sees in labels]
    if len(fitting) != 1:
        raise ModelError(f"no type takes '{who} {action}' at just one place", advice="write 'Player type action'")
    return fitting[0]


def _threshold(replication: Replication, row: Row, answers: _Answers) -> Any:
    model = row_model(replication, row)
    settings = {name: x for name, x in replication.values_set(row).items() if name != row.threshold}
    verdict = "pays nothing" if model.form == "provision" else "deters"
    found = threshold(model, of=row.threshold, verdict=verdict, world=row.world or None, set=settings)
    return "none" if found.value is None else found.value


def _word(replication: Replication, row: Row, answers: _Answers) -> Any:
    model, values = _point(replication, row)
    reading = answers.reading(model, values)
    match row.word:
        case "region":
            return reading.region or "none"
        case "regions":
            cells = answers.cells_over(model, values, row.over)
            return ", ".join(dict.fromkeys(n for cell, _ in cells for n in region_names(model, values, cell))) or "none"
        case "deters":
            return reading.refined_deters if row.over == "refined" else reading.deters
        case "free-riding pays":
            return {True: "yes", False: "no", None: "unknown"}[reading.free_riding_pays]
        case "certificate":
            return "holds" if reading.equilibria.certificate.holds else "fails"
    _require_complete(reading)
    return len(reading.equilibria)


def _compute(replication: Replication, row: Row, answers: _Answers) -> Any:
    key = (row.compute, repr(sorted(row.arguments.items())))
    found = _kept(answers.computed, key, lambda: COMPUTATIONS[row.compute](row.arguments))
    if isinstance(found, Mapping):
        if row.measure not in found:
            raise ModelError(f"the computation has no '{row.measure}'", advice=meant(row.measure, found))
        return found[row.measure]
    return found


_QUESTIONS: dict[str, Callable[[Replication, Row, _Answers], Any]] = {
    "measure": _measure,
    "plays": _plays,
    "threshold": _threshold,
    "word": _word,
    "compute": _compute,
}
