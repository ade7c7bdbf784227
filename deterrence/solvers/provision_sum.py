"""Provision by a sum: exact best replies in the total, and the totals they reproduce.

Ally i pays g_i and provides t_i = q_i g_i + k_i, and T is the sum of all t_j. Where it is not at a bound or at a kink,
its first-order condition is g_i = kappa_i - theta_i (k_i + phi (T - t_i)) / q_i with

- Cobb-Douglas: theta_i = 1 - alpha_i, kappa_i = alpha_i w_i, and below the benchmark b_i under a fine of rate f_i (each
  unit then costs 1 - f_i, out of w_i - f_i b_i) kappa_i = alpha_i (w_i - f_i b_i) / (1 - f_i);
- quasilinear: theta_i = 1, kappa_i = v_i, and below the benchmark v_i / (1 - f_i).

Utility is concave in g_i, so bounds and kinks cut that line off: in T the reply is a decreasing, piecewise linear
function, and the sum of all replies meets T once. This is the aggregate argument for linear complementarity problems
with a P-matrix (Cottle, Pang and Stone 1992, theorem 3.3.7; Cornes and Hartley 2007 for aggregative games). Where
theta_i phi = 1 (no income effects, a pure public good) the reply is a step instead, and the solutions are a polytope.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence.errors import SolverError
from deterrence.games.provision import ProvisionGame
from deterrence.utility import benchmark_money

MOST_VERTICES = 5_000
MANY = 64  # allies from which on floats propose the pieces that replies lie on


@dataclass(frozen=True)
class Reply:
    """How much an ally pays, as a function of the total T.

    ``pay(T) = clip(max(high - slope T, min(low - slope T, kink)), least, most)``; a `slope` of None stands for a
    vertical step at T = `high` (above the kink) and T = `low` (below it).
    """

    price: Fraction  # q: what a unit paid provides
    kind: Fraction
    slope: Fraction | None
    high: Fraction
    low: Fraction | None  # None: below the kink nothing is better than paying more
    kink: Fraction
    least: Fraction
    most: Fraction | None

    def pay(self, total: Any) -> Any:
        """The best reply to a total; `slope` must be a number."""
        down = self.slope * total
        paid = max(self.high - down, self.kink if self.low is None else min(self.low - down, self.kink))
        paid = max(paid, self.least)
        return paid if self.most is None else min(paid, self.most)

    def turns(self) -> Iterator[Fraction]:
        """Totals at which the reply's slope may change."""
        if not self.slope:
            return
        for line in (self.high, self.low):
            if line is not None:
                for stop in (self.kink, self.least, self.most):
                    if stop is not None:
                        yield (line - stop) / self.slope

    def steps(self, total: Fraction) -> tuple[Fraction | None, Fraction | None]:
        """Where `slope` is None: the least and the most it pays at a total (None: without end)."""
        low: Fraction | None
        if total < self.high:
            low, high = self.most, self.most
        elif total == self.high:
            low, high = self.kink, self.most
        elif self.low is None or total < self.low:
            low, high = self.kink, self.kink
        else:
            low, high = Fraction(0), self.kink if total == self.low else Fraction(0)
        return self._cut(low), self._cut(high)

    def _cut(self, paid: Fraction | None) -> Fraction | None:
        if paid is None:
            return self.most
        return max(paid, self.least) if self.most is None else min(max(paid, self.least), self.most)


def reply(game: ProvisionGame, ally: int, least: Fraction = Fraction(0)) -> Reply:
    """The best reply of an ally that pays at least `least`; a lump-sum penalty is not counted."""
    q, k, phi = 1 + game.matching[ally], game.in_kind[ally], game.publicness
    weight, w = game.weights[ally], game.endowments[ally]
    wanted = benchmark_money(game, ally) if game.penalty == "proportional" else None
    fine = game.penalties[ally] if wanted is not None else Fraction(0)
    kink = wanted if wanted is not None else Fraction(0)
    # without a fine the two lines are one, and the kink does not matter
    if game.utility == "cobb-douglas":
        theta, above = 1 - weight, weight * w
        below = weight * (w - fine * kink) / (1 - fine) if fine < 1 else None
    else:
        theta, above = Fraction(1), weight
        below = weight / (1 - fine) if fine < 1 else None
    if theta * phi == 1:
        return Reply(q, k, None, q * above, None if below is None else q * below, kink, least, game.limits[ally])
    scale = q * (1 - theta * phi)
    shift = theta * k * (1 - phi)
    line = (q * above - shift) / scale
    lower = None if below is None else (q * below - shift) / scale
    return Reply(q, k, theta * phi / scale, line, lower, kink, least, game.limits[ally])


def solutions(replies: Sequence[Reply]) -> tuple[tuple[Fraction, ...], ...]:
    """The contributions that reply to their own total: the only ones, or the vertices of the polytope of all.

    Raises
    ------
    SolverError
        Where that polytope has too many vertices.
    """
    if any(one.slope is None for one in replies):
        return _stepped(replies)
    total = _fixed_point(replies)
    return (tuple(one.pay(total) for one in replies),)


def fixed_total(replies: Sequence[Reply]) -> Fraction:
    """The total that replies sum to; each must have a slope."""
    return _fixed_point(replies)


def _fixed_point(replies: Sequence[Reply]) -> Fraction:
    """The total T with F(T) = T, for the sum F of replies: decreasing, and linear between turns."""
    if len(replies) >= MANY:
        with suppress(OverflowError):  # numbers beyond the range of floats
            guess = _guess(replies)
            if _provided(replies, [one.pay(guess) for one in replies]) == guess:
                return guess
    turns = sorted({turn for one in replies for turn in one.turns()})

    def excess(total: Fraction) -> Fraction:
        return _provided(replies, [one.pay(total) for one in replies]) - total

    place = bisect_left(turns, True, key=lambda turn: excess(turn) < 0)
    if place == 0:
        start = turns[0] - 1 if turns else Fraction(0)
        end = turns[0] if turns else Fraction(1)
    else:
        start = turns[place - 1]
        end = turns[place] if place < len(turns) else start + 1
    at, then = excess(start), excess(end)
    return start + (end - start) * at / (at - then)  # linear in between, and falling by at least end - start


def _guess(replies: Sequence[Reply]) -> Fraction:
    """The exact total if floats have seen rightly on which piece each reply lies; that is checked after."""
    import numpy as np

    def column(values: Iterable[Fraction | None], missing: float) -> Any:
        return np.array([missing if x is None else float(x) for x in values])

    slope, price = column((r.slope for r in replies), 0), column((r.price for r in replies), 1)
    high, low = column((r.high for r in replies), 0), column((r.low for r in replies), np.inf)
    kink, least = column((r.kink for r in replies), 0), column((r.least for r in replies), 0)
    most = column((r.most for r in replies), np.inf)
    kind = float(column((r.kind for r in replies), 0).sum())

    def pieces(total: float) -> tuple[Any, Any]:
        lines = np.array([high - slope * total, np.minimum(low - slope * total, kink), least])
        paid = np.minimum(lines.max(axis=0), most)
        return paid, lines

    def excess(total: float) -> float:
        return float((price * pieces(total)[0]).sum()) + kind - total

    bottom, top = kind, max(kind, excess(kind) + kind, 1.0)
    for _ in range(100):
        middle = (bottom + top) / 2
        bottom, top = (middle, top) if excess(middle) > 0 else (bottom, middle)
    paid, lines = pieces(top)
    where = lines.argmax(axis=0)
    constant, falling = [one.kind for one in replies], [Fraction(1)]
    for k, one in enumerate(replies):
        down = slope[k] * top
        if paid[k] < lines[:, k].max() and one.most is not None:
            constant.append(one.price * one.most)
        elif where[k] == 2 or (where[k] == 1 and low[k] - down >= kink[k]):
            constant.append(one.price * (one.least if where[k] == 2 else one.kink))
        elif one.slope is not None:
            line = one.high if where[k] == 0 else one.low
            constant.append(one.price * (line or Fraction(0)))
            falling.append(one.price * one.slope)
    return _sum(constant) / _sum(falling)


def _sum(numbers: Sequence[Fraction]) -> Fraction:
    """A sum of many fractions, pairwise: denominators grow late."""
    held = list(numbers)
    while len(held) > 1:
        held = [held[k] + held[k + 1] if k + 1 < len(held) else held[k] for k in range(0, len(held), 2)]
    return held[0] if held else Fraction(0)


# -- steps ---------------------------------------------------------------------------------------------------------


def _stepped(replies: Sequence[Reply]) -> tuple[tuple[Fraction, ...], ...]:
    """No income effects and a pure public good: each ally wants the total at a level of its own.

    Between two such levels what all pay is constant; at a level somebody pays any amount between two ends. The first
    level that is at least what all then pay holds the total, or the gap before it does.
    """
    stops = sorted({one.high for one in replies} | {one.low for one in replies if one.low is not None})

    def enough(stop: Fraction) -> bool:
        lows, _ = _ends(replies, stop)
        return all(a is not None for a in lows) and _provided(replies, lows) <= stop

    place = bisect_left(stops, True, key=enough)
    if place < len(stops):
        stop = stops[place]
        lows, highs = _ends(replies, stop)
        if any(b is None for b in highs) or stop <= _provided(replies, highs):
            return tuple(_corners(replies, [a or Fraction(0) for a in lows], highs, stop))
    before = stops[place - 1] + 1 if place == len(stops) else (stops[place] + (stops[place - 1] if place else 0)) / 2
    lows, _ = _ends(replies, before)
    return (tuple(a or Fraction(0) for a in lows),)


Ends = list[Fraction | None]


def _ends(replies: Sequence[Reply], total: Fraction) -> tuple[Ends, Ends]:
    spans = [one.steps(total) for one in replies]
    return [a for a, _ in spans], [b for _, b in spans]


def _provided(replies: Sequence[Reply], paid: Sequence[Fraction | None]) -> Fraction:
    """What allies provide together, those who pay without end passed over."""
    return _sum([one.kind + one.price * g for one, g in zip(replies, paid, strict=True) if g is not None])


def _corners(
    replies: Sequence[Reply], lows: Sequence[Fraction], highs: Sequence[Fraction | None], total: Fraction
) -> list[tuple[Fraction, ...]]:
    """The vertices of {g : low <= g <= high, what is provided = total}: all allies but one at an end."""
    prices = [one.price for one in replies]
    free = [k for k, (a, b) in enumerate(zip(lows, highs, strict=True)) if b is None or b > a]
    room = {k: None if highs[k] is None else prices[k] * (highs[k] - lows[k]) for k in free}  # type: ignore[operator]
    left = total - _provided(replies, lows)
    found: set[tuple[Fraction, ...]] = set()
    stack: list[tuple[int, Fraction, tuple[int, ...]]] = [(0, left, ())]  # which allies stand at their upper end
    visited = 0
    while stack:
        place, rest, up = stack.pop()
        visited += 1
        if len(found) > MOST_VERTICES or visited > 10 * MOST_VERTICES:
            raise SolverError(
                "more equilibria than can be listed: too many allies want the same total; give them values that differ"
            )
        point = list(lows)
        for k in up:
            point[k] += room[k] / prices[k]  # type: ignore[operator]
        if rest == 0:
            found.add(tuple(point))
        for k in free:
            most = room[k]
            if rest and k not in up and (most is None or rest <= most):
                found.add((*point[:k], point[k] + rest / prices[k], *point[k + 1 :]))
        for later in range(place, len(free)):
            most = room[free[later]]
            if most is not None and most < rest:
                stack.append((later + 1, rest - most, (*up, free[later])))
    return sorted(found, reverse=True)
