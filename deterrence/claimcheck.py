"""A model's own claims, run: at the values they name, or at seeded random points wherever their conditions hold.

A claim speaks of every equilibrium of a set: all of them, those surviving D1, or those in a region. It holds at a point
if the set is not empty there and every equilibrium in it has the expected measures, exactly, and lies in the expected
region. A counterexample is a point with exact numbers, so that it can be solved again.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.averages import measured
from deterrence.cells import cells_with_outcomes
from deterrence.errors import DeterrenceError, ModelError
from deterrence.formula import ARRAY, evaluate
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.strategic import StrategicGame
from deterrence.model.response import with_members
from deterrence.pact import vocabulary
from deterrence.ranges import Range, compare, number_words
from deterrence.reading import named_regions, region_names
from deterrence.solvers import solve

if TYPE_CHECKING:
    from deterrence.model import Model, Test

POINTS = 20
SEED = 20_260_101
ATTEMPTS = 10_000  # draws for each point that is wanted
_GRID, _BATCH = 1024, 2048
_SHRINK = (Fraction(1), Fraction(1, 2), Fraction(1, 4), Fraction(1, 8))
_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@dataclass(frozen=True)
class Counterexample:
    """A point at which a claim fails.

    Attributes
    ----------
    values
        The parameters, terms and definitions that were set or drawn; the rest is at its default.
    found
        What was found there instead.
    """

    values: Mapping[str, Fraction]
    found: str


@dataclass(frozen=True)
class Outcome:
    """What running a claim has shown.

    Attributes
    ----------
    says
        The claim in words.
    holds
        True, False, or None where too few points were found.
    points, wanted
        How many points were tried, and how many were wanted.
    counterexample
        The first point at which it fails.
    """

    says: str
    holds: bool | None
    points: int
    wanted: int
    counterexample: Counterexample | None = None

    @property
    def word(self) -> str:
        """holds, false or unknown."""
        return {True: "holds", False: "false", None: "unknown"}[self.holds]


def check_claims(model: Model, points: int = POINTS, seed: int = SEED) -> tuple[Outcome, ...]:
    """Run every claim of a model.

    Parameters
    ----------
    model
        Its `tests` are run.
    points
        For a claim with conditions: at how many random points.
    seed
        Of the draws.

    Returns
    -------
    One `Outcome` for each claim, in order.
    """
    return tuple(check_claim(model, claim, points, seed) for claim in model.tests)


def check_claim(model: Model, claim: Test, points: int = POINTS, seed: int = SEED) -> Outcome:
    """Run one claim of a model; see `check_claims`."""
    if claim.response is not None:
        several = claim.response
        model = with_members(model, several.members, several.rule, effort=several.effort, against=several.against)
    if not claim.where:
        try:
            values = model.values(set=claim.at)
            failed = model.violated(values)
            why = f"the model's assumption '{failed[0]}' fails here" if failed else _mismatch(model, claim, values)
        except DeterrenceError as error:
            why = getattr(error, "message", str(error))
        return Outcome(claim.says, not why, 1, 1, Counterexample(dict(claim.at), why) if why else None)
    tried = 0
    for drawn, values in draw(model, claim, points, seed):
        tried += 1
        try:
            why = _mismatch(model, claim, values)
        except DeterrenceError as error:
            why = getattr(error, "message", str(error))
        if why:
            return Outcome(claim.says, False, tried, points, Counterexample({**claim.at, **drawn}, why))
    if tried < points:
        return Outcome(claim.says, None, tried, points)
    return Outcome(claim.says, True, tried, points)


# -- points ----------------------------------------------------------------------------------------------------------


def draw(
    model: Model, claim: Test, points: int = POINTS, seed: int = SEED
) -> Iterator[tuple[dict[str, Fraction], dict[str, Fraction]]]:
    """Random points at which the assumptions and a claim's conditions hold: what was drawn, and every value.

    Parameters and terms that the claim does not set are drawn from their ranges, batch by batch nearer to the defaults,
    because conditions that hold somewhere often hold there.
    """
    from zlib import crc32

    from numpy import flatnonzero, ones
    from numpy.random import RandomState

    start = {name: x for name, x in model.values(set=claim.at).items() if name not in model.define or name in claim.at}
    ranges = {name: parameter.range for name, parameter in model.parameters.items()}
    ranges |= {name: (vocabulary()[name].low, vocabulary()[name].high) for name in model.terms}
    ranges = {name: span for name, span in ranges.items() if name not in claim.at}
    conditions = [*(model.condition(name) for name in model.assume), *claim.where]
    chance = RandomState([seed % 2**32, crc32(claim.says.encode())])  # its draws never change between versions
    found = 0
    for batch in range(-(-ATTEMPTS * points // _BATCH)):
        shrink = _SHRINK[batch % len(_SHRINK)]
        steps = {name: chance.randint(0, _GRID + 1, _BATCH) for name in ranges}
        # floats find the candidates in bulk; whether a point fits is decided exactly
        floats: dict[str, Any] = {name: float(x) for name, x in start.items()}
        for name, (low, high) in ranges.items():
            x = float(low) + float(high - low) * steps[name] / _GRID
            floats[name] = floats[name] + float(shrink) * (x - floats[name])
        rough = model.evaluate(floats, ARRAY)
        likely = ones(_BATCH, dtype=bool)
        for condition in conditions:
            likely &= evaluate(condition, rough, ARRAY)
        for place in flatnonzero(likely):
            drawn = {}
            for name, (low, high) in ranges.items():
                exact = low + (high - low) * Fraction(int(steps[name][place]), _GRID)
                drawn[name] = start[name] + shrink * (exact - start[name])
            try:
                values = model.evaluate({**start, **drawn})
                fits = not model.violated(values) and all(evaluate(condition, values) for condition in claim.where)
            except ModelError:  # it divides by zero
                continue
            if fits:
                found += 1
                yield drawn, values
            if found == points:
                return


# -- one point -------------------------------------------------------------------------------------------------------


def _mismatch(model: Model, claim: Test, values: Mapping[str, Fraction]) -> str:
    """What speaks against a claim at a point; empty where it holds."""
    game = model.game(values)
    answer = solve(game)
    if not answer.complete:
        return f"the set of equilibria is not known to be complete: {answer.status}"
    if not isinstance(game, (StrategicGame, ExtensiveGame)):
        ranges = dict(model.measured(values, answer))
    else:
        found = cells_with_outcomes(game, answer, claim.over)
        if claim.over in model.regions:
            found = [pair for pair in found if claim.over in region_names(model, values, pair[0])]
        if not found:
            return f"there is no equilibrium in the set '{claim.over}'"
        names = [region_names(model, values, cell) for cell, _ in found]
        asked = {name: model.measure(name) for name in claim.expect}
        ranges = {name: measured(game, found, one) for name, one in asked.items()}
    if not isinstance(game, (StrategicGame, ExtensiveGame)):
        named = named_regions(model, values)
        if claim.over in model.regions and claim.over not in named:
            return f"it does not lie in '{claim.over}'"
        names = [named]
    if claim.region is not None:
        for each in names:
            if claim.region not in each:
                return f"an equilibrium lies in {', '.join(each) or 'no region'}, not in '{claim.region}'"
    for name, (relation, formula) in claim.expect.items():
        value = evaluate(formula, values)
        found_range = ranges.get(name, Range(None, None, False, False, "there is no such equilibrium"))
        if not _satisfied(found_range, relation, value):
            wanted = f"{'=' if relation == '==' else relation} {value}"
            return f"{name} is {_words(found_range)}, and {wanted} was expected"
    return ""


def _satisfied(found: Range, relation: str, value: Fraction) -> bool:
    """Whether every value in a range stands in a relation to a number."""
    low, high = found.minimum, found.maximum
    if low is None or high is None:
        return False
    least, most = compare(low, value), compare(high, value)
    if least is None or most is None:  # an enclosure does not tell
        return False
    if relation == "==":
        return least == most == 0
    if relation == "!=":
        return (
            least > 0
            or most < 0
            or (least == 0 < most and not found.minimum_attained)
            or (most == 0 > least and not found.maximum_attained)
        )
    side, attained = (most, found.maximum_attained) if relation[0] == "<" else (least, found.minimum_attained)
    return _HOLDS[relation](side, 0) or (side == 0 and not attained)


def _words(found: Range) -> str:
    if found.minimum is None or found.maximum is None:
        return f"undefined ({found.undefined})"
    return (
        number_words(found.minimum)
        if found.single
        else (f"between {number_words(found.minimum)} and {number_words(found.maximum)}")
    )
