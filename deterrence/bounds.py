"""The least and the largest value of a threshold over a pact's box, proved.

A threshold is the infimum of an unknown from which on every equilibrium deters. The ends of the box at which the
model's declared signs put its extremes are asked first; that no point of the box goes beyond is then proved, or a point
that does takes their place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import TYPE_CHECKING

from deterrence.errors import DeterrenceError
from deterrence.prove.exactly import FALSE, TRUE
from deterrence.regions.signs import Sign, compared
from deterrence.robust import Boxes, Span
from deterrence.roots import Algebraic, Number

if TYPE_CHECKING:
    from deterrence.model import Model

ENDS = 4  # combinations of the ends of contested terms
ROUNDS = 4  # how often a point that goes beyond may take the place of an extreme
BELOW = Fraction(1, 2**20)  # how far below its least value a threshold is looked for

Values = Mapping[str, Fraction]
Ask = Callable[[Values], Number | None]


@dataclass(frozen=True)
class Bounds:
    """The least and the largest value of a threshold over a box.

    Attributes
    ----------
    low, high
        None where no value will do anywhere.
    never
        Whether at some points of the box no value will do.
    proved
        Whether nothing in the box goes beyond; otherwise `reason` says what is open.
    """

    low: Number | None
    high: Number | None
    never: bool
    proved: bool
    reason: str = ""


def bounds(boxes: Boxes, box: Mapping[str, Span], of: str, ask: Ask) -> Bounds:
    """The range of a threshold over a box.

    Parameters
    ----------
    boxes
        About ``"in every equilibrium"``, the unknown being one of its further names.
    box
        For every term its least and greatest value.
    of
        The unknown.
    ask
        The threshold at a point of the box; None where no value will do.
    """
    found: list[Number] = []
    never = False
    for point in extremes(boxes.model, box):
        try:
            value = ask(point)
        except DeterrenceError:  # the model does not hold there
            continue
        never = never or value is None
        found += [] if value is None else [value]
    if not found:
        return Bounds(None, None, never, False, "the ends of the box say nothing")
    high, above, more = _beyond(boxes, box, of, ask, max(found, key=upper), up=True)
    low, below, _ = _beyond(boxes, box, of, ask, min(found, key=lower), up=False)
    reason = above or below
    return Bounds(low, high, never or more, not reason, reason)


def extremes(model: Model, box: Mapping[str, Span]) -> list[dict[str, Fraction]]:
    """The ends of a box at which the declared signs put the extremes of the threshold; contested terms at both ends."""
    best, worst, contested = {}, {}, []
    for term, (low, high) in box.items():
        sign = model.signs[term].threshold if term in model.signs else "contested"
        best[term], worst[term] = (high, low) if sign == "lowers" else (low, high)
        if sign not in ("lowers", "raises") and low < high:
            contested.append(term)
    found = []
    for ends in islice(product((0, 1), repeat=len(contested)), ENDS):
        chosen = {term: box[term][end] for term, end in zip(contested, ends, strict=True)}
        found += [{**best, **chosen}, {**worst, **chosen}]
    return [dict(point) for point in {tuple(point.items()): point for point in found}.values()]


def _beyond(
    boxes: Boxes, box: Mapping[str, Span], of: str, ask: Ask, value: Number, up: bool
) -> tuple[Number, str, bool]:
    """The extreme, what is open about it, and whether a point was found at which no value will do."""
    ring = boxes.question.base.ring
    cases, wanted = (boxes.cases.false, FALSE) if up else (boxes.cases.true, TRUE)
    least = boxes.question.base.domain.ranges[of][0] or Fraction(0)
    for _ in range(ROUNDS):
        limit = upper(value) if up else lower(value)
        if not up and limit <= least:
            return value, "", False
        span = (limit, None) if up else (max(least, limit - BELOW), limit)
        condition = compared(ring.name(of), ">" if up else "<", ring.number(limit))
        assert isinstance(condition, Sign)
        domain = boxes.domain({**box, **_spans(of, span, boxes)}).narrowed([condition])
        point, reason = boxes.find(domain, cases, wanted)
        if point is None:
            return value, reason, False
        try:
            new = ask({term: point[term] for term in box})
        except DeterrenceError as problem:
            return value, getattr(problem, "message", str(problem)), False
        if new is None:
            return value, "", True
        if (up and upper(new) <= limit) or (not up and lower(new) >= limit):
            return value, "the verdict is not monotone in the unknown", False
        value = new
    return value, f"a point beyond was found {ROUNDS} times", False


def _spans(of: str, span: tuple[Fraction, Fraction | None], boxes: Boxes) -> dict[str, Span]:
    most = boxes.question.base.domain.ranges[of][1]
    high = span[1] if span[1] is not None else most
    return {} if high is None else {of: (span[0], high)}


def upper(value: Number) -> Fraction:
    """The least rational known to be at least a number."""
    return value.high if isinstance(value, Algebraic) else value


def lower(value: Number) -> Fraction:
    """The largest rational known to be at most a number."""
    return value.low if isinstance(value, Algebraic) else value
