"""Points at which a function is likely to be extreme on a part of a box: on edges, where conditions meet them.

On an edge all names but one stand at ends of their ranges. There conditions and function are polynomials in one
unknown, and the candidates are the ends, the rational roots of conditions, and stationary points. A candidate on the
border of the part is approached from inside it if, along some direction, every condition holds just beside it: the
lowest power of the step that does not vanish in a polynomial decides its sign there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import isqrt

from deterrence.algebra.rational_function import Ratio
from deterrence.regions.signs import SIGNS, Polynomial, Sign, polynomial
from deterrence.spread.ends import Span, Values

EDGES = 200  # of a box that are looked at; of more, those through one point
WEAK = {"<": (-1, 0), "<=": (-1, 0), ">": (0, 1), ">=": (0, 1), "==": (0,), "!=": (-1, 0, 1)}
Line = list[Fraction]  # coefficients, from the constant on
ZERO = Fraction(0)


def candidates(
    conditions: Sequence[Sign], value: Ratio, box: Mapping[str, Span], start: Values
) -> list[tuple[Fraction, Values]]:
    """Values and points on edges of a box in the closure of the part where some conditions hold.

    Parameters
    ----------
    conditions, value
        The part, and the function on it.
    box
        The range of every name.
    start
        A point of the box: other edges, if there are too many, are those through it.
    """
    above, below = (polynomial(value.ring, part) for part in (value.above, value.below))
    known = {name for one in (above, below, *(c.polynomial for c in conditions)) for name in one.names}
    free = [name for name in box if name in known and box[name][0] < box[name][1]]
    found: dict[tuple[Fraction, ...], tuple[Fraction, Values]] = {}
    for moving, at in _edges(free, box, start):
        sides = [(_on_line(c.polynomial, moving, at), WEAK[c.relation]) for c in conditions]
        top, bottom = _on_line(above, moving, at), _on_line(below, moving, at)
        for x in _places([line for line, _ in sides], top, bottom, box[moving]):
            divisor = _value(bottom, x)
            if divisor and all(_sign(_value(line, x)) in allowed for line, allowed in sides):
                point = {**at, moving: x}
                found[tuple(point.values())] = (_value(top, x) / divisor, point)
    return list(found.values())


def _edges(free: Sequence[str], box: Mapping[str, Span], start: Values) -> Iterator[tuple[str, dict[str, Fraction]]]:
    for moving in free:
        others = [name for name in free if name != moving]
        if len(free) << len(others) <= EDGES:
            for ends in product(*(box[name] for name in others)):
                yield moving, {**start, **dict(zip(others, ends, strict=True))}
        else:
            yield moving, dict(start)


def _on_line(given: Polynomial, moving: str, at: Values) -> Line:
    """A polynomial along one name, the others standing at a point."""
    names = given.ring.names
    place = names.index(moving)
    line = [ZERO]
    for powers, coefficient in given.terms:
        total = coefficient
        for k, power in enumerate(powers):
            if power and k != place:
                total *= at[names[k]] ** int(power)
        degree = int(powers[place])
        line += [ZERO] * (degree + 1 - len(line))
        line[degree] += total
    while len(line) > 1 and not line[-1]:
        line.pop()
    return line


def _places(lines: Iterable[Line], top: Line, bottom: Line, span: Span) -> set[Fraction]:
    """The ends of the range, rational roots of the lines, and of the derivative of the quotient."""
    low, high = span
    turning = _sum(_times(_derivative(top), bottom), [-x for x in _times(top, _derivative(bottom))])
    found = {low, high}
    for line in (*lines, turning):
        found |= {x for x in _roots(line) if low < x < high}
    return found


def _roots(line: Line) -> list[Fraction]:
    """The rational roots of a polynomial of degree one or two."""
    if len(line) == 2:
        return [-line[0] / line[1]]
    if len(line) == 3:
        c, b, a = line
        under = b * b - 4 * a * c
        if under >= 0:
            above, below = isqrt(under.numerator), isqrt(under.denominator)
            if above * above == under.numerator and below * below == under.denominator:
                return [(-b + side * Fraction(above, below)) / (2 * a) for side in (-1, 1)]
    return []


def approached(conditions: Iterable[Sign], point: Values, towards: Values) -> bool:
    """Whether points of the part where some conditions hold lie beside a point, on the way to another one."""
    return all(_beside(one, point, towards) in SIGNS[one.relation] for one in conditions)


def _beside(condition: Sign, point: Values, towards: Values) -> int:
    """The sign of a polynomial just beside a point."""
    names = condition.polynomial.ring.names
    line = [ZERO]
    for powers, coefficient in condition.polynomial.terms:
        term = [coefficient]
        for name, power in zip(names, powers, strict=False):
            for _ in range(int(power)):
                term = _times(term, [point[name], towards[name] - point[name]])
        line = _sum(line, term)
    return next((_sign(x) for x in line if x), 0)


def _value(line: Line, x: Fraction) -> Fraction:
    total = ZERO
    for coefficient in reversed(line):
        total = total * x + coefficient
    return total


def _sign(x: Fraction) -> int:
    return (x > 0) - (x < 0)


def _derivative(line: Line) -> Line:
    return [k * x for k, x in enumerate(line)][1:] or [ZERO]


def _times(one: Line, other: Line) -> Line:
    made = [ZERO] * (len(one) + len(other) - 1)
    for i, x in enumerate(one):
        for j, y in enumerate(other):
            made[i + j] += x * y
    return made


def _sum(one: Line, other: Line) -> Line:
    made = [ZERO] * max(len(one), len(other))
    for line in (one, other):
        for k, x in enumerate(line):
            made[k] += x
    while len(made) > 1 and not made[-1]:
        made.pop()
    return made
