"""A formula and its derivatives enclosed over a box: automatic differentiation, forward (Wengert 1964).

Where min and max change hands the derivative is the hull of those of both sides: it contains Clarke's generalised
gradient, so the mean value theorem holds for it (Lebourg 1975), and with it every test that rests on that theorem.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import truediv
from typing import Any

from .interval import (
    Interval,
    bivariate,
    constants,
    density,
    enclose,
    exponential,
    largest,
    least,
    logarithm,
    normal_distribution,
    root,
    whole_number,
)
from .members import COUNTED, counted
from .readings import Reading

Slopes = tuple[Interval | None, ...]
"""A derivative by each variable; None for 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Sloped:
    """An enclosure of a value and of its derivatives by the variables; no derivatives at all for a constant."""

    value: Interval
    slopes: Slopes = ()

    def __add__(self, other: Sloped) -> Sloped:
        return Sloped(self.value + other.value, _joined(self.slopes, other.slopes, _plus))

    def __sub__(self, other: Sloped) -> Sloped:
        return Sloped(self.value - other.value, _joined(self.slopes, _scaled(other.slopes, _minus), _plus))

    def __neg__(self) -> Sloped:
        return Sloped(-self.value, _scaled(self.slopes, _minus))

    def __mul__(self, other: Sloped) -> Sloped:
        own = _scaled(self.slopes, lambda slope: slope * other.value)
        theirs = _scaled(other.slopes, lambda slope: slope * self.value)
        return Sloped(self.value * other.value, _joined(own, theirs, _plus))

    def __truediv__(self, other: Sloped) -> Sloped:
        quotient = self.value / other.value
        if not other.slopes:
            return Sloped(quotient, _scaled(self.slopes, lambda slope: slope / other.value))
        # (f/g)' = (f' - (f/g) g') / g
        theirs = _scaled(other.slopes, lambda slope: -(slope * quotient))
        top = _joined(self.slopes, theirs, _plus)
        return Sloped(quotient, _scaled(top, lambda slope: slope / other.value))


def _minus(slope: Interval) -> Interval:
    return -slope


def _plus(left: Interval, right: Interval) -> Interval:
    return left + right


def _scaled(slopes: Slopes, rule: Callable[[Interval], Interval]) -> Slopes:
    return tuple(None if slope is None else rule(slope) for slope in slopes)


def _joined(left: Slopes, right: Slopes, rule: Callable[[Interval, Interval], Interval]) -> Slopes:
    if not left or not right:
        return left or right
    pairs = zip(left, right, strict=True)
    return tuple(b if a is None else a if b is None else rule(a, b) for a, b in pairs)


def _chain(value: Interval, *parts: tuple[Sloped, Callable[[], Interval]]) -> Sloped:
    """A function's value, and its derivatives by the chain rule; a partial derivative is computed where it counts."""
    slopes: Slopes = ()
    for operand, partial in parts:
        if operand.slopes:
            factor = partial()
            slopes = _joined(slopes, tuple(None if s is None else s * factor for s in operand.slopes), _plus)
    return Sloped(value, slopes)


def _value(given: Any) -> Sloped:
    return given if isinstance(given, Sloped) else Sloped(enclose(given))


def _power(base: Sloped, exponent: int) -> Sloped:
    def partial() -> Interval:
        return enclose(exponent) * base.value.power(exponent - 1)

    return _chain(base.value.power(exponent), (base, partial)) if exponent else Sloped(base.value.power(0))


def _extreme(choose: Callable[[Sequence[Interval]], Interval], sign: int) -> Callable[[Sequence[Sloped]], Sloped]:
    """min (sign 1) or max (sign -1): the slopes of an operand count where it may be the extreme one."""

    def extreme(operands: Sequence[Sloped]) -> Sloped:
        value = choose([operand.value for operand in operands])
        if sign > 0:
            alive = [operand for operand in operands if operand.value.low <= value.high]
        else:
            alive = [operand for operand in operands if operand.value.high >= value.low]
        size = max(len(operand.slopes) for operand in alive)
        if not size:
            return Sloped(value)
        zero = Interval(constants()[0], constants()[0])
        rows = [[slope or zero for slope in operand.slopes or [None] * size] for operand in alive]
        return Sloped(value, tuple(reduce(Interval.hull, column) for column in zip(*rows, strict=True)))

    return extreme


def _exp(x: Sloped) -> Sloped:
    value = exponential(x.value)
    return _chain(value, (x, lambda: value))


def _log(x: Sloped) -> Sloped:
    return _chain(logarithm(x.value), (x, lambda: enclose(1) / x.value))


def _sqrt(x: Sloped) -> Sloped:
    value = root(x.value)
    return _chain(value, (x, lambda: enclose(1) / (enclose(2) * value)))


def _phi(x: Sloped) -> Sloped:
    return _chain(normal_distribution(x.value), (x, lambda: density(x.value)))


def _phi2(x: Sloped, y: Sloped, rho: Sloped) -> Sloped:
    square = (enclose(1) - rho.value) * (enclose(1) + rho.value)

    def by(first: Interval, second: Interval) -> Interval:
        return density(first) * normal_distribution((second - rho.value * first) / root(square))

    def by_correlation() -> Interval:  # Plackett 1954
        two = enclose(2)
        inner = x.value.power(2) - two * rho.value * x.value * y.value + y.value.power(2)
        weight = exponential(-(inner / (two * square)))
        return weight / (two * enclose_pi() * root(square))

    return _chain(
        bivariate(x.value, y.value, rho.value),
        (x, lambda: by(x.value, y.value)),
        (y, lambda: by(y.value, x.value)),
        (rho, by_correlation),
    )


def enclose_pi() -> Interval:
    """The circle's number."""
    import flint

    return Interval(flint.arb.pi().lower(), flint.arb.pi().upper())


def _counted(name: str) -> Callable[..., Sloped]:
    def value(q: Sloped, n: Sloped, *rest: Sloped) -> Any:
        return counted(name, q, whole_number(n.value), rest, truediv, _value)

    return value


SLOPED = Reading(
    name="SLOPED",
    value=_value,
    divide=lambda left, right: left / right,
    power=_power,
    minimum=_extreme(least, 1),
    maximum=_extreme(largest, -1),
    compare=lambda relation, left, right: None,
    every=lambda parts: None,
    functions={
        "exp": _exp,
        "log": _log,
        "sqrt": _sqrt,
        "Phi": _phi,
        "Phi2": _phi2,
        **{name: _counted(name) for name in COUNTED},
    },
)
"""Enclosures with derivatives; variables enter as `Sloped` values."""


def variables(values: Sequence[Interval]) -> tuple[Sloped, ...]:
    """The independent variables, each with derivative 1 by itself."""
    one = enclose(1)
    size = len(values)
    return tuple(Sloped(value, tuple(one if k == at else None for k in range(size))) for at, value in enumerate(values))
