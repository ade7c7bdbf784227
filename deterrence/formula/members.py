"""How the promises of several members become one response: three technologies, named as in Hirshleifer (1983).

n members promise; each acts with chance q, independently of the others. J of them act, and J is binomial:

- ``all_act(q, n)``: every member must act (weakest link): the chance that all do, q**n;
- ``one_enough(q, n)``: one is enough (best shot): the chance that somebody does, 1 - (1 - q)**n;
- ``added_up(q, n, m, M)``: efforts add up (summation): the chance that J members with strength m each prevail over
  strength M, the mean of J m / (J m + M), the contest success function in ratio form.

Nobody responds where nobody has promised: at n = 0 all three are 0. Between two whole numbers the value is that of a
lottery between them: (1 - r) times the value at k plus r times the value at k + 1 for n = k + r.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from itertools import accumulate
from math import comb
from operator import mul, truediv
from typing import Any

from deterrence.errors import ModelError

COUNTED = {"all_act": "q, n", "one_enough": "q, n", "added_up": "q, n, m, M"}
"""The functions and their arguments."""

MOST = 60  # members; the term n_parties ends there


Divide = Callable[[Any, Any], Any]
Lift = Callable[[Any], Any]


def _at(name: str, q: Any, k: int, rest: tuple[Any, ...], divide: Divide, lift: Lift) -> Any:
    """The value for a whole number of members, by the formula in the head of this file."""
    if k == 0:
        return lift(0)
    if name == "all_act":
        return _powers(q, k, lift)[-1]
    idle = _powers(lift(1) - q, k, lift)
    if name == "one_enough":
        return lift(1) - idle[-1]
    m, against = rest
    acting = _powers(q, k, lift)
    efforts = [lift(j) * m for j in range(k + 1)]
    terms = [
        lift(comb(k, j)) * acting[j] * idle[k - j] * divide(efforts[j], efforts[j] + against) for j in range(1, k + 1)
    ]
    return sum(terms[1:], terms[0])


def _powers(base: Any, last: int, lift: Lift) -> list[Any]:
    """The powers from 0 to the last."""
    return list(accumulate([base] * last, mul, initial=lift(1)))


def counted(name: str, q: Any, n: Fraction, rest: tuple[Any, ...], divide: Divide, lift: Lift) -> Any:
    """The value of a function in any number system, where the number of members is known.

    Parameters
    ----------
    name, q, n, rest
        The function and its arguments; `rest` are m and M.
    divide, lift
        How the system divides, and how a whole number or a Fraction enters it.

    Raises
    ------
    ModelError
        For a number of members outside 0 to 60.
    """
    if not 0 <= n <= MOST:
        raise ModelError(f"the number of members is {n}", advice=f"write a number from 0 to {MOST}")
    k, part = int(n), n - int(n)
    low = _at(name, q, k, rest, divide, lift)
    return low if not part else lift(1 - part) * low + lift(part) * _at(name, q, k + 1, rest, divide, lift)


def _exact(name: str) -> Callable[..., Any]:
    def value(q: Fraction, n: Fraction, *rest: Fraction) -> Any:
        # in FLINT's rationals, because a sum of sixty fractions of many digits is slow in Python's
        from flint import fmpq

        chance, *others = (fmpq(x.numerator, x.denominator) for x in (q, *rest))
        found = counted(name, chance, n, tuple(others), _quotient, lambda x: fmpq(x.numerator, x.denominator))
        return Fraction(int(found.p), int(found.q))

    return value


def _quotient(above: Any, below: Any) -> Any:
    if below == 0:
        raise ZeroDivisionError
    return above / below


def _array(name: str) -> Callable[..., Any]:
    def value(q: Any, n: Any, *rest: Any) -> Any:
        import numpy as np

        given = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (q, n, *rest)))
        result = np.full(given[0].shape, np.nan)  # undefined outside 0 to 60, as in the exact reading
        whole = np.floor(given[1])
        for k in np.unique(whole[(given[1] >= 0) & (given[1] <= MOST)]):
            here = whole == k
            chance, members, *others = (x[here] for x in given)
            low = _at(name, chance, int(k), tuple(others), np.divide, np.float64)
            high = _at(name, chance, int(k) + 1, tuple(others), np.divide, np.float64)
            part = members - k
            result[here] = np.where(part == 0, low, (1 - part) * low + part * high)
        return result[()]

    return value


@cache
def _sympy_function(name: str) -> Any:
    import sympy

    def evaluated(cls: Any, q: Any, n: Any, *rest: Any) -> Any:
        if not n.is_Rational:
            return None  # it stays as it is until the number of members is known
        number = Fraction(int(n.p), int(n.q))
        if not 0 <= number <= MOST:
            return sympy.nan
        return counted(name, q, number, rest, truediv, lambda x: sympy.Rational(x.numerator, x.denominator))

    return type(name, (sympy.Function,), {"eval": classmethod(evaluated), "nargs": COUNTED[name].count(",") + 1})


def _symbolic(name: str) -> Callable[..., Any]:
    return lambda *operands: _sympy_function(name)(*operands)


def _z3(name: str) -> Callable[..., Any]:
    """Where the number of members is open, one case for every whole number; it is for the prover to bound it."""

    def value(q: Any, n: Any, *rest: Any) -> Any:
        import z3

        number = z3.simplify(n)
        if z3.is_rational_value(number):
            known = number.as_fraction()
            return counted(name, q, known, rest, truediv, lambda x: z3.Q(x.numerator, x.denominator))
        values = [z3.RealVal(0), *_z3_values(name, q, rest)]
        result = values[-1]
        for k in range(len(values) - 2, -1, -1):
            result = z3.If(n <= k + 1, values[k] + (n - k) * (values[k + 1] - values[k]), result)
        return result

    return value


def _z3_values(name: str, q: Any, rest: tuple[Any, ...]) -> list[Any]:
    """The values for 1, 2, ... members, each built on the one before."""
    import z3

    values = []
    if name != "added_up":
        chance = q if name == "all_act" else 1 - q
        product = z3.RealVal(1)
        for _ in range(MOST):
            product = product * chance
            values.append(product if name == "all_act" else 1 - product)
        return values
    m, against = rest
    prevails = [(j * m) / (j * m + against) for j in range(1, MOST + 1)]
    chances = [z3.RealVal(1)]  # that j of the k members act
    for _ in range(MOST):
        inner = [(1 - q) * stay + q * one for stay, one in zip(chances[1:], chances, strict=False)]
        chances = [(1 - q) * chances[0], *inner, q * chances[-1]]
        values.append(z3.Sum([chance * prevails[j] for j, chance in enumerate(chances[1:])]))
    return values


EXACT_COUNTED: Mapping[str, Callable[..., Any]] = {name: _exact(name) for name in COUNTED}
ARRAY_COUNTED: Mapping[str, Callable[..., Any]] = {name: _array(name) for name in COUNTED}
SYMBOLIC_COUNTED: Mapping[str, Callable[..., Any]] = {name: _symbolic(name) for name in COUNTED}
Z3_COUNTED: Mapping[str, Callable[..., Any]] = {name: _z3(name) for name in COUNTED}
