"""Signs of rational combinations of logarithms: ties by whole numbers, near ties by balls, bounds that hold."""

from __future__ import annotations

import random
from fractions import Fraction as F

import mpmath
import pytest

from deterrence.algebra import logarithms
from deterrence.algebra.logarithms import LogSum, logarithm, total
from deterrence.errors import SolverError


def by_mpmath(number: LogSum) -> mpmath.mpf:
    with mpmath.workdps(80):
        terms = [mpmath.mpf(c.numerator) / c.denominator * mpmath.log(mpmath.mpf(q.numerator) / q.denominator)
                 for c, q in number.terms]  # fmt: skip
        return mpmath.mpf(number.constant.numerator) / number.constant.denominator + mpmath.fsum(terms)


@pytest.mark.parametrize(
    ("number", "sign"),
    [
        (LogSum(), 0),
        (LogSum(F(-2, 3)), -1),
        (logarithm(F(1)), 0),
        (logarithm(F(8), F(1, 3)) - logarithm(F(4), F(1, 2)), 0),  # both ln 2
        (logarithm(F(6), 2) + logarithm(F(10), 3) - logarithm(F(36)) - logarithm(F(1000)), 0),
        (logarithm(F(6, 35)) + logarithm(F(35, 22)) + logarithm(F(11, 3)), 0),
        (logarithm(F(9, 4), F(1, 2)) - logarithm(F(3, 2)), 0),
        (logarithm(F(2), F(1, 3)) - logarithm(F(3), F(1, 5)), 1),  # 32 > 27
        (logarithm(F(3)) - F(10986122886681098, 10**16), -1),  # ln 3 lies between two floats
        (logarithm(F(3)) - F(10986122886681096, 10**16), 1),
        (logarithm(F(10**40 + 1, 10**40)), 1),
        (logarithm(F(10**40 + 1, 10**40)) - F(1, 10**40), -1),  # ln(1 + x) < x, by 10^-80
    ],
)
def test_signs(number: LogSum, sign: int) -> None:
    assert number.sign() == sign
    assert (-number).sign() == -sign
    low, high = number.bounds()
    assert low <= high
    assert (number - low).sign() >= 0 >= (number - high).sign()
    assert (number.rational == 0) is (sign == 0)


def test_random_sums_against_mpmath_and_ties_by_construction() -> None:
    rng = random.Random(1)
    ties = 0
    for trial in range(1000):
        terms = tuple((F(rng.randrange(-9, 10), rng.randrange(1, 9)), F(rng.randrange(1, 40), rng.randrange(1, 40)))
                      for _ in range(rng.randrange(1, 5)))  # fmt: skip
        number = LogSum(F(rng.randrange(-3, 4), 7), terms)
        if trial % 4 == 0:  # the same number, its logarithms taken apart, is no different
            parts = [logarithm(F(q.numerator), c) - logarithm(F(q.denominator), c) for c, q in terms]
            number = total(parts) - LogSum(F(0), terms)
            assert number.sign() == 0
            assert number.rational == 0
            ties += 1
            continue
        reference = by_mpmath(number)
        if abs(reference) > 1e-60:
            assert number.sign() == (1 if reference > 0 else -1)
        low, high = number.bounds(20)
        assert mpmath.mpf(low.numerator) / low.denominator - 1e-14 <= reference
        assert reference <= mpmath.mpf(high.numerator) / high.denominator + 1e-14
        assert float(number) == pytest.approx(float(reference), abs=1e-12)
    assert ties == 250


def test_what_cannot_be_compared_is_an_error_and_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    close = logarithm(F(10**40 + 1, 10**40)) - F(1, 10**40)
    monkeypatch.setattr(logarithms, "MOST", 128)
    with pytest.raises(SolverError, match="fewer digits"):
        close.sign()
    with pytest.raises(SolverError, match="logarithm of 0"):
        logarithm(F(0)).sign()
