"""No definition may blow up when the definitions it rests on are written out: degrees as one more reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from deterrence.formula import Formula, Reading, evaluate
from deterrence.formula.grammar import ANALYTIC
from deterrence.formula.members import COUNTED
from deterrence.model.names import fail

LARGEST_DEGREE = 64


@dataclass(frozen=True)
class _Degree:
    """Degrees of numerator and denominator in terms and parameters."""

    above: int
    below: int = 0

    def __add__(self, other: _Degree) -> _Degree:
        return _Degree(max(self.above + other.below, other.above + self.below), self.below + other.below)

    __sub__ = __add__

    def __mul__(self, other: _Degree) -> _Degree:
        return _Degree(self.above + other.above, self.below + other.below)

    def __truediv__(self, other: _Degree) -> _Degree:
        return _Degree(self.above + other.below, self.below + other.above)

    def __pow__(self, exponent: int) -> _Degree:
        return _Degree(self.above * exponent, self.below * exponent)

    def __neg__(self) -> _Degree:
        return self


def _largest(degrees: Iterable[_Degree]) -> _Degree:
    found = list(degrees)
    return _Degree(max(degree.above for degree in found), max(degree.below for degree in found))


_DEGREES = Reading(
    name="DEGREES",
    value=lambda value: value if isinstance(value, _Degree) else _Degree(0),
    divide=lambda left, right: left / right,
    power=lambda base, exponent: base**exponent,
    minimum=_largest,
    maximum=_largest,
    compare=lambda relation, left, right: left + right,
    every=_largest,
    functions={name: lambda *_: _Degree(1) for name in (*COUNTED, *ANALYTIC)},  # as a name of its own
)


class _EveryName(dict[str, _Degree]):
    def __missing__(self, name: str) -> _Degree:
        return _Degree(1)

    def __contains__(self, name: object) -> bool:
        return True


def check_degrees(definitions: Iterable[tuple[str, Formula]]) -> None:
    """No definition may blow up when the definitions it rests on are written out."""
    degrees = _EveryName()
    for name, formula in definitions:
        degree = evaluate(formula, degrees, _DEGREES)
        if max(degree.above, degree.below) > LARGEST_DEGREE:
            raise fail(
                f"written out in terms and parameters, '{name}' has degree {max(degree.above, degree.below)}",
                "define",
                name,
                "formula",
                advice=f"write definitions of degree at most {LARGEST_DEGREE}",
            )
        degrees[name] = degree
