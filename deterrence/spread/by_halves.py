"""The range of a measure over a box in a game of cutoffs, from enclosures of all its equilibria.

A game of cutoffs may be solved with intervals for numbers; its answer is then right for every number in them. So a box
is cut in halves, that first which may go furthest, until what is left may reach hardly more than what a point of the
box has. Ranges of cutoffs that move with the numbers are taken as wide as they get, once no equilibrium can be at an
end that moves: wherever it may be, the gain there drives the cutoff away from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from heapq import heappop, heappush
from itertools import product
from typing import Any

from deterrence.formula import evaluate, parse
from deterrence.formula.interval import BALL, Interval, enclose, precision
from deterrence.games.cutoff import CutoffGame
from deterrence.model import Model
from deterrence.proofs.cutoff import BITS
from deterrence.ranges import Number, lower, upper
from deterrence.solvers.cutoff import solve_cutoff
from deterrence.spread.ends import Ask, End, Span, Spread, Values, enclosed, narrow
from deterrence.spread.resting import behind, varying

PARTS = 120  # parts that are solved for one end
EARLY = 24  # parts after which one is given up where nothing is known of some of them, or nothing was found
MOST = 1  # terms that vary: with two, so many parts say too little, and take minutes
WORK = 100  # boxes of cutoffs that are looked at in each
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
    """
    form: Any = model._compiled.form
    own = [form.measures[measure]] if measure in form.measures else []
    used = behind(model, values, [*form.formulas, *own])
    moving = varying(model, {name: span for name, span in box.items() if name in used}, values)
    if sum(name in moving for name in box) > MOST:
        return Spread(None, None, "more than one term varies: such a box is not cut into parts")
    known: dict[tuple[Span, ...], Span | None] = {}
    least, most = (_Halving(model, values, measure, moving, ask, up, known).run(box) for up in (False, True))
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
    moving: frozenset[str]
    ask: Ask
    up: bool
    known: dict[tuple[Span, ...], Span | None]
    inner: Number | None = None
    point: Values | None = None
    attained: bool = True

    def run(self, box: Box) -> End | str:
        """The end, or why it is not known."""
        sign = -1 if self.up else 1
        waiting: list[tuple[bool, Fraction, int, Box]] = []  # parts without a bound come first
        count = 0
        parts = [box]
        while True:
            for part in parts:
                self._look(part)
                key = tuple(part.values())
                if key not in self.known:
                    self.known[key] = self._reach(part)
                reach = self.known[key]
                count += 1
                heappush(waiting, (reach is not None, sign * reach[self.up] if reach else Fraction(0), count, part))
            bounded, most, _, widest = waiting[0]
            near = None if self.inner is None else lower(self.inner) if self.up else upper(self.inner)
            close = near is not None and abs(sign * most - near) <= WIDTH * max(Fraction(1), abs(near))
            hopeless = count > EARLY and (not bounded or self.inner is None)
            if (bounded and close) or hopeless or count > PARTS or not self._sides(box):
                break
            heappop(waiting)
            parts = self._halves(widest)
        if self.inner is None or self.point is None:
            return "no point was found at which it is defined"
        if not bounded:
            return f"its equilibria are not enclosed in some of {count} parts of the box"
        value = enclosed(self.inner, sign * most, self.up)
        if not narrow(value):
            return f"it is only known to lie in a wide interval, after {count} parts of the box"
        return End(value, self.point, self.attained)

    def _look(self, part: Box) -> None:
        """Ask at the ends of a part, and keep what goes beyond what is known."""
        for at in self._corners(part):
            found = self.ask(at)
            value = None if found is None else found.maximum if self.up else found.minimum
            if found is None or value is None:
                continue
            known = self.inner
            if known is None or (lower(value) > upper(known) if self.up else upper(value) < lower(known)):
                self.inner, self.point = value, at
                self.attained = found.maximum_attained if self.up else found.minimum_attained

    def _sides(self, part: Box) -> list[str]:
        return [name for name in part if name in self.moving]

    def _corners(self, part: Box) -> Iterator[dict[str, Fraction]]:
        names = self._sides(part)
        for ends in product(*(part[name] for name in names)):
            yield {**{name: low for name, (low, _) in part.items()}, **dict(zip(names, ends, strict=True))}

    def _halves(self, part: Box) -> list[Box]:
        """A part cut in the middle of its widest side."""
        widest = max(self._sides(part), key=lambda name: part[name][1] - part[name][0])
        low, high = part[widest]
        middle = (low + high) / 2
        return [{**part, widest: (low, middle)}, {**part, widest: (middle, high)}]

    def _reach(self, part: Box) -> Span | None:
        """How far the measure may go in a part, down and up; None where that is not bounded."""
        form: Any = self.model._compiled.form
        middle = {name: (low + high) / 2 for name, (low, high) in part.items()}
        base: CutoffGame = form.game(self.model.evaluate({**self.values, **middle}))
        with precision(BITS):
            spans = {name: enclose(*span) for name, span in part.items() if name in self.moving}
            known = self.model.evaluate({**self.values, **middle, **spans}, BALL)
            game = self._wide(form, base, known)
            if game is None:
                return None
            formula = form.measures[self.measure] if self.measure in form.measures else parse(self.measure)
            answer = solve_cutoff(game, WORK)
            reaches: list[Span] = []
            boxes = [*(one.box for one in answer.points), *(one.box for one in answer.undecided)]
            for one in boxes:  # wherever an equilibrium may be
                found = game.enclosed(formula, [enclose(*ends) for ends in one])
                if not found.finite:
                    return None
                reaches.append(found.ends)
        return (min(low for low, _ in reaches), max(high for _, high in reaches)) if reaches else None

    def _wide(self, form: Any, base: CutoffGame, known: Mapping[str, Any]) -> CutoffGame | None:
        """The game with intervals for the numbers that vary; None where an equilibrium may be at an end that moves."""
        values = dict(base.values)
        for name in values:
            if name in self.moving:
                if not known[name].finite:
                    return None
                values[name] = known[name].ends
        moved: list[tuple[int, bool, Interval]] = []
        cutoffs = []
        for k, (one, cutoff) in enumerate(zip(form.unknowns, base.cutoffs, strict=True)):
            ends = [cutoff.low, cutoff.high]
            for high, formula in enumerate((one.low, one.high)):
                if formula.names & self.moving:
                    end = evaluate(formula, known, BALL)
                    if not end.finite:
                        return None
                    ends[high] = end.ends[high]
                    moved.append((k, bool(high), end))
            cutoffs.append(replace(cutoff, low=ends[0], high=ends[1]))
        game = CutoffGame(tuple(cutoffs), values, base.definitions)
        whole = [enclose(cutoff.low, cutoff.high) for cutoff in game.cutoffs]
        for k, high, end in moved:
            gain = game.enclosures([end if j == k else side for j, side in enumerate(whole)])[k]
            if not gain.finite or (gain.ends[1] >= 0 if high else gain.ends[0] <= 0):
                return None
        return game
