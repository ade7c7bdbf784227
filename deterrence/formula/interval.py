"""Numbers known to lie between two ends, with every rounding counted: what a formula encloses over a box.

The ends are exact numbers of python-flint, or infinite; each operation is rounded outward at the working precision
(Moore 1966; with infinite ends as in Hansen and Walster 2004). Functions that rise or fall throughout are taken at the
ends, so that nothing is lost to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from operator import truediv
from typing import Any

from deterrence.errors import ModelError

from .members import COUNTED, counted
from .normal import normal, normal_density, two_normals
from .rational import number
from .readings import Reading

COARSE, FROM = 30, 2.0**-12
"""Bits to which a slow function is computed where its arguments are known no better than this."""
THIN = 2.0**-30
"""Width from which on a slow function is computed once, in the middle, and not at both ends."""

End = Any
"""An exact `flint.arb`, or one of its infinities."""


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Within it every enclosure is rounded outward to so many bits."""
    import flint

    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = before


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """All numbers from `low` to `high`, ends included unless infinite.

    Attributes
    ----------
    low, high
        Exact numbers of python-flint, or infinite.
    whole
        Whether what it encloses is defined, and continuous, for all arguments: false after a division by an interval
        around 0, or a logarithm of one that is not positive.
    """

    low: End
    high: End
    whole: bool = True

    def __repr__(self) -> str:
        return f"[{float(self.low)!r}, {float(self.high)!r}]"

    @property
    def finite(self) -> bool:
        """Whether both ends are."""
        return bool(self.low.is_finite() and self.high.is_finite())

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """The ends as rationals; both must be finite."""
        return fraction(self.low), fraction(self.high)

    @property
    def width(self) -> End:
        """How far the ends lie apart, rounded up."""
        return (self.high - self.low).upper()

    @property
    def middle(self) -> End:
        """A number inside, near the middle; both ends must be finite."""
        middle = ((self.low + self.high) / 2).mid()
        return middle if self.low <= middle <= self.high else self.low

    def holds(self, value: int | End) -> bool:
        """Whether a number lies in it."""
        return bool(self.low <= value <= self.high)

    def inside(self, other: Interval) -> bool:
        """Whether it lies in the interior of the other."""
        return bool(other.low < self.low and self.high < other.high)

    def common(self, other: Interval) -> Interval | None:
        """What two intervals share; None where that is nothing."""
        low = other.low if other.low > self.low else self.low
        high = other.high if other.high < self.high else self.high
        return Interval(low, high, self.whole) if low <= high else None

    def hull(self, other: Interval) -> Interval:
        """The least interval around both."""
        low = other.low if other.low < self.low else self.low
        high = other.high if other.high > self.high else self.high
        return Interval(low, high, self.whole and other.whole)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.whole)

    def __add__(self, other: Interval) -> Interval:
        return _interval((self.low + other.low).lower(), (self.high + other.high).upper(), self.whole and other.whole)

    def __sub__(self, other: Interval) -> Interval:
        return _interval((self.low - other.high).lower(), (self.high - other.low).upper(), self.whole and other.whole)

    def __mul__(self, other: Interval) -> Interval:
        whole = self.whole and other.whole
        a, b, c, d = self.low, self.high, other.low, other.high
        if a >= 0:
            low, high = _times(b if c < 0 else a, c), _times(a if d < 0 else b, d)
        elif b <= 0:
            low, high = _times(a if d > 0 else b, d), _times(b if c > 0 else a, c)
        elif c >= 0:
            low, high = _times(a, d), _times(b, d)
        elif d <= 0:
            low, high = _times(b, c), _times(a, c)
        else:
            low, other_low = _times(a, d), _times(b, c)
            high, other_high = _times(a, c), _times(b, d)
            low = other_low.lower() if other_low.lower() < low.lower() else low
            high = other_high.upper() if other_high.upper() > high.upper() else high
        return _interval(low.lower(), high.upper(), whole)

    def __truediv__(self, other: Interval) -> Interval:
        a, b, c, d = self.low, self.high, other.low, other.high
        _, infinite, _ = constants()
        if c > 0 or d < 0:
            return self * Interval(_over(d).lower(), _over(c).upper(), other.whole)
        if c < 0 < d or (c == 0 and d == 0) or a <= 0 <= b:
            return Interval(-infinite, infinite, False)
        # a quotient by numbers that reach 0 from one side, where they are not 0
        if c == 0:
            part = self * Interval(_over(d).lower(), infinite, False)
        else:
            part = self * Interval(-infinite, _over(c).upper(), False)
        return Interval(part.low, part.high, False)

    def power(self, exponent: int) -> Interval:
        """A power with a natural exponent."""
        zero, _, one = constants()
        if exponent == 0:
            return Interval(one, one, self.whole)
        low, high = self.low**exponent, self.high**exponent
        if exponent % 2 or self.low >= 0:
            return _interval(low.lower(), high.upper(), self.whole)
        if self.high <= 0:
            return _interval(high.lower(), low.upper(), self.whole)
        return _interval(zero, max(low.upper(), high.upper()), self.whole)


def _interval(low: End, high: End, whole: bool) -> Interval:
    """The interval, or the whole line where an end is not a number (as in infinity less infinity)."""
    if low.is_nan() or high.is_nan():
        _, infinite, _ = constants()
        return Interval(-infinite if low.is_nan() else low, infinite if high.is_nan() else high, whole)
    return Interval(low, high, whole)


@lru_cache(maxsize=1)
def constants() -> tuple[End, End, End]:
    """0, infinity and 1."""
    import flint

    return flint.arb(0), flint.arb("inf"), flint.arb(1)


def _times(x: End, y: End) -> End:
    """A product of ends; 0 times infinity is 0, because infinity itself is no member of an interval."""
    zero = constants()[0]
    return zero if x == 0 or y == 0 else x * y


def _over(x: End) -> End:
    zero, infinite, one = constants()
    return zero if x in (infinite, -infinite) else one / x


def fraction(end: End) -> Fraction:
    """A finite end as a rational."""
    mantissa, exponent = end.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


@lru_cache(maxsize=4096)
def _enclosed(low: tuple[int, int], high: tuple[int, int], bits: int) -> Interval:
    import flint

    ends = [flint.arb(flint.fmpq(*end)) for end in (low, high)]
    return Interval(ends[0].lower(), ends[1].upper())


def enclose(value: Any, high: Any = None) -> Interval:
    """The least interval at the working precision around a rational, or from one to another."""
    import flint

    if isinstance(value, Interval):
        return value
    low = (value if type(value) is Fraction else number(value)).as_integer_ratio()  # integers hash faster
    return _enclosed(low, low if high is None else number(high).as_integer_ratio(), flint.ctx.prec)


# -- functions -------------------------------------------------------------------------------------------------------


def rising(function: Callable[[End], End]) -> Callable[[Interval], Interval]:
    """A function that rises throughout, from its enclosures at points."""

    def over(x: Interval) -> Interval:
        low = function(x.low)
        high = low if x.low == x.high else function(x.high)
        return Interval(low.lower(), high.upper(), x.whole)

    return over


def _exp(x: End) -> End:
    zero, infinite, _ = constants()
    return zero if x == -infinite else infinite if x == infinite else x.exp()


exponential = rising(_exp)
normal_distribution = rising(normal)


def logarithm(x: Interval) -> Interval:
    """The natural logarithm, of what is positive."""
    _, infinite, _ = constants()
    if x.high <= 0:
        return Interval(-infinite, infinite, False)
    high = infinite if x.high == infinite else x.high.log().upper()
    return Interval(-infinite, high, False) if x.low <= 0 else Interval(x.low.log().lower(), high, x.whole)


def root(x: Interval) -> Interval:
    """The square root, of what is not negative."""
    zero, infinite, _ = constants()
    if x.high < 0:
        return Interval(-infinite, infinite, False)
    high = infinite if x.high == infinite else x.high.sqrt().upper()
    if x.low < 0:
        return Interval(zero, high, False)
    return Interval(x.low.sqrt().lower(), high, x.whole)


def density(x: Interval) -> Interval:
    """The density of the standard normal distribution."""
    square = x.power(2)
    return Interval(normal_density(square.high).lower(), normal_density(square.low).upper(), x.whole)


def bivariate(x: Interval, y: Interval, rho: Interval) -> Interval:
    """The distribution function of two normals; it rises in both, and in their correlation (Slepian 1962)."""
    _, infinite, one = constants()
    if rho.low < -one or rho.high > one:
        return Interval(-infinite, infinite, False)
    whole = x.whole and y.whole and rho.whole
    if x.finite and y.finite and max(x.width, y.width, rho.width) < THIN and -one < rho.low and rho.high < one:
        return _around_the_middle(x, y, rho, whole)
    with precision(COARSE) if max(x.width, y.width) > FROM else nullcontext():
        low = two_normals(x.low, y.low, rho.low)
        same = x.low == x.high and y.low == y.high and rho.low == rho.high
        high = low if same else two_normals(x.high, y.high, rho.high)
    return Interval(max(low.lower(), constants()[0]), min(high.upper(), one), whole)


def _around_the_middle(x: Interval, y: Interval, rho: Interval, whole: bool) -> Interval:
    """The same where the arguments are almost points, computed once: no slope is larger than those used here.

    The density is below 2/5; the slope by rho is at most 1/(2 pi sqrt(1 - rho^2)), below 1/(6 sqrt(1 - rho^2))
    (Plackett 1954).
    """
    _, _, one = constants()
    value = two_normals(x.middle, y.middle, rho.middle)
    steepest = max(abs(rho.low), abs(rho.high))
    margin = (x.width + y.width) * 2 / 5 + rho.width / (6 * ((one - steepest) * (one + steepest)).sqrt())
    low, high = (value - margin).lower(), (value + margin).upper()
    return Interval(max(low, constants()[0]), min(high, one), whole)


def least(values: Sequence[Interval]) -> Interval:
    """The minimum."""
    return Interval(min(v.low for v in values), min(v.high for v in values), all(v.whole for v in values))


def largest(values: Sequence[Interval]) -> Interval:
    """The maximum."""
    return Interval(max(v.low for v in values), max(v.high for v in values), all(v.whole for v in values))


def _compare(relation: str, left: Interval, right: Interval) -> bool | None:
    """Whether a comparison holds; None where the intervals do not decide it."""
    if relation in (">", ">="):
        return _compare("<" if relation == ">" else "<=", right, left)
    if relation == "!=":
        equal = _compare("==", left, right)
        return None if equal is None else not equal
    if relation == "==":
        if left.common(right) is None:
            return False
        return True if left.low == left.high == right.low == right.high else None
    strict = relation == "<"
    if left.high < right.low or (not strict and left.high == right.low):
        return True
    if right.high < left.low or (strict and right.high == left.low):
        return False
    return None


def _every(parts: Sequence[bool | None]) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def whole_number(n: Interval) -> Fraction:
    """The number of members, which must be known.

    Raises
    ------
    ModelError
        Where it is only enclosed.
    """
    if not n.finite or n.low != n.high:
        raise ModelError("the number of members is not one binary number here", advice="write a whole number")
    return n.ends[0]


def _counted(name: str) -> Callable[..., Interval]:
    def value(q: Interval, n: Interval, *rest: Interval) -> Any:
        return counted(name, q, whole_number(n), rest, truediv, enclose)

    return value


BALL = Reading(
    name="BALL",
    value=enclose,
    divide=lambda left, right: left / right,
    power=lambda base, exponent: base.power(exponent),
    minimum=least,
    maximum=largest,
    compare=_compare,
    every=_every,
    functions={
        "exp": exponential,
        "log": logarithm,
        "sqrt": root,
        "Phi": normal_distribution,
        "Phi2": bivariate,
        **{name: _counted(name) for name in COUNTED},
    },
)
"""A rigorous enclosure; a comparison that is not decided is None."""
