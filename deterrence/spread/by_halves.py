"""The range of a measure over a box in a game of cutoffs, from enclosures of all its equilibria.

A game of cutoffs may be solved with intervals for numbers; its answer is then right for every number in them. So a box
is cut in halves, that first which may go furthest, until what is left may reach hardly more than what a point of the
box has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from heapq import heappop, heappush
from itertools import product
from typing import Any

from deterrence.errors import SolverError
from deterrence.formula import EXACT
from deterrence.formula.interval import BALL, Interval, enclose, precision
from deterrence.model import Model
from deterrence.proofs.cutoff import BITS
from deterrence.ranges import Number, Range, lower, upper
from deterrence.solvers.cutoff import solve_cutoff
from deterrence.spread.ends import Ask, End, Span, Spread, Values, enclosed, narrow

PARTS = 120  # halves that are solved for one end
WORK = 2_000  # boxes of cutoffs that are looked at in each
WIDTH = Fraction(1, 2**12)  # of an enclosure that is looked for, as a share of the value or of 1
Box = Mapping[str, Span]


def spread_by_halves(model: Model, values: Values, measure: str, box: Box, ask: Ask) -> Spread:
    """The range of a measure over a box.

    Parameters
    ----------
    model
        A game of cutoffs.
    values
        The numbers of all terms and parameters, of those that vary too, and of definitions set by hand.
    measure, box, ask
        As in `spread_by_regions`.

    Raises
    ------
    SolverError
        Where the ranges of cutoffs or the assumptions of the model rest on names that vary.
    """
    moving = {name for name, (low, high) in box.items() if low < high}
    for name, formula in model._compiled.definitions:  # in the order in which they rest on each other
        if name not in values and formula.names & moving:
            moving.add(name)
    form: Any = model._compiled.form
    if any((one.low.names | one.high.names) & moving for one in form.unknowns):
        raise SolverError("the ranges of its cutoffs rest on terms that vary")
    if any(model.condition(name).names & moving for name in model.assume):
        raise SolverError("its assumptions rest on terms that vary")
    least, most = (_Halving(model, values, measure, ask, up).run(box) for up in (False, True))
    for found in (least, most):
        if isinstance(found, str):
            return Spread(None, None, found)
    assert isinstance(least, End)
    assert isinstance(most, End)
    return Spread(least, most)


@dataclass
class _Halving:
    """The search of one end."""

    model: Model
    values: Values
    measure: str
    ask: Ask
    up: bool
    inner: Number | None = None
    point: Values | None = None
    attained: bool = True

    def run(self, box: Box) -> End | str:
        """The end, or why it is not known."""
        sign = -1 if self.up else 1
        waiting: list[tuple[Fraction, int, Box]] = []
        count = 0
        parts = [box]
        while parts:
            for part in parts:
                self._look(part)
                reach = self._reach(part)
                if reach is None:
                    return "no bound was found in a part of the box: an equilibrium is not enclosed there"
                count += 1
                heappush(waiting, (sign * reach, count, part))
            outer = sign * waiting[0][0]
            near = None if self.inner is None else lower(self.inner) if self.up else upper(self.inner)
            if count > PARTS or (near is not None and abs(outer - near) <= WIDTH * max(Fraction(1), abs(near))):
                break
            parts = _halves(heappop(waiting)[2])
        if self.inner is None or self.point is None:
            return "no point was found at which it is defined"
        value = enclosed(self.inner, sign * waiting[0][0], self.up)
        if not narrow(value):
            return f"it is only known to lie in a wide interval, after {count} parts of the box"
        return End(value, self.point, self.attained)

    def _look(self, part: Box) -> None:
        """Ask at the ends of a part, and keep what goes beyond what is known."""
        for at in _corners(part):
            found = self.ask(at)
            value = None if found is None else found.maximum if self.up else found.minimum
            if found is None or value is None:
                continue
            known = self.inner
            if known is None or (lower(value) > upper(known) if self.up else upper(value) < lower(known)):
                self.inner, self.point = value, at
                self.attained = found.maximum_attained if self.up else found.minimum_attained

    def _reach(self, part: Box) -> Fraction | None:
        """How far the measure may go in a part; None where that is not bounded."""
        form: Any = self.model._compiled.form
        with precision(BITS):
            given = {**self.values, **{name: enclose(*span) for name, span in part.items()}}
            known = self.model.evaluate(given, BALL)
            if not all(value.finite for value in known.values() if isinstance(value, Interval)):
                return None
            pairs = {name: value.ends if isinstance(value, Interval) else value for name, value in known.items()}
        game = form.game(pairs, replace(EXACT, value=lambda given: given))
        found: Range = form.measured(pairs, solve_cutoff(game, WORK))[self.measure]
        end = found.maximum if self.up else found.minimum
        return None if end is None else upper(end) if self.up else lower(end)


def _corners(part: Box) -> Iterator[dict[str, Fraction]]:
    names = [name for name, (low, high) in part.items() if low < high]
    fixed = {name: low for name, (low, _) in part.items()}
    for ends in product(*(part[name] for name in names)):
        yield {**fixed, **dict(zip(names, ends, strict=True))}


def _halves(part: Box) -> list[Box]:
    """A part cut in the middle of its widest side."""
    widest = max(part, key=lambda name: part[name][1] - part[name][0])
    low, high = part[widest]
    middle = (low + high) / 2
    return [{**part, widest: (low, middle)}, {**part, widest: (middle, high)}]
