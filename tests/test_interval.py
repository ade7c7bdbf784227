"""Enclosures enclose, derivatives too, and every reading of exp, log, sqrt, Phi and Phi2 agrees."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction as F
from itertools import product
from typing import Any

import flint
import mpmath
import numpy as np
import pytest
import sympy
from games_of_cutoffs import LEWIS_SCHULTZ
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import NAMES, Drawn, formulas, hostile, small

from deterrence.errors import ModelError
from deterrence.formula import ARRAY, BALL, EXACT, SYMBOLIC, Z3, evaluate, grammar, parse
from deterrence.formula.derivative import SLOPED, variables
from deterrence.formula.interval import Interval, bivariate, constants, enclose, normal_distribution, precision
from deterrence.formula.normal import two_normals

mpmath.mp.dps = 40
boxes = st.fixed_dictionaries(dict.fromkeys(NAMES, st.tuples(small, small).map(sorted)))
shares = st.fixed_dictionaries(dict.fromkeys(NAMES, st.fractions(0, 1, max_denominator=7)))


def inside(box: Any, share: Any) -> dict[str, F]:
    """A point of a box."""
    return {name: low + share[name] * (high - low) for name, (low, high) in box.items()}


def exact_end(end: Any) -> F:
    mantissa, exponent = end.man_exp()
    return F(int(mantissa)) * F(2) ** int(exponent)


def holds(found: Interval, value: F) -> bool:
    low = not found.low.is_finite() or exact_end(found.low) <= value
    return low and (not found.high.is_finite() or value <= exact_end(found.high))


# ------------------------------------------------------------------------------------------ rational formulas, exactly


@given(formulas, boxes, shares)
@settings(deadline=None, max_examples=80)
def test_every_value_over_a_box_is_enclosed(drawn: Drawn, box: Any, share: Any) -> None:
    found = evaluate(parse(drawn.text), {name: enclose(*ends) for name, ends in box.items()}, BALL)
    try:
        value = drawn.value(inside(box, share))
    except ZeroDivisionError:
        assert not found.whole
        return
    assert holds(found, value)


@given(formulas, boxes, shares, shares)
@settings(deadline=None, max_examples=80)
def test_the_mean_value_theorem_holds_for_slopes(drawn: Drawn, box: Any, one: Any, other: Any) -> None:
    """f(p) - f(q) lies in slopes times p - q, exactly, also across the bends of min and max."""
    intervals = [enclose(*box[name]) for name in NAMES]
    found = evaluate(parse(drawn.text), dict(zip(NAMES, variables(intervals), strict=True)), SLOPED)
    if not found.value.whole or not all(s is None or (s.finite and s.whole) for s in found.slopes):
        return
    p, q = inside(box, one), inside(box, other)
    total = enclose(0)
    for name, slope in zip(NAMES, found.slopes or (None,) * len(NAMES), strict=True):
        if slope is not None:
            total = total + slope * enclose(p[name] - q[name])
    assert holds(total, drawn.value(p) - drawn.value(q))


numbers = st.one_of(small, st.sampled_from([F(1, 10**9), F(-1, 10**9), F(10**9)]))


@given(st.tuples(numbers, numbers).map(sorted), st.tuples(numbers, numbers).map(sorted), st.integers(0, 3))
@settings(deadline=None)
def test_operations_on_intervals_with_infinite_ends(left: list[F], right: list[F], cut: int) -> None:
    infinite = constants()[1]
    x, y = enclose(*left), enclose(*right)
    if cut & 1:
        x = Interval(x.low, infinite)
    if cut & 2:
        y = Interval(-infinite, y.high)
    xs = [*left, *([left[1] + 10**6] if cut & 1 else [])]
    ys = [*right, *([right[0] - 10**6] if cut & 2 else [])]
    for a, b in product(xs, ys):
        assert holds(x + y, a + b)
        assert holds(x - y, a - b)
        assert holds(x * y, a * b)
        assert holds(x.power(2), a**2)
        assert holds(y.power(3), b**3)
        if b:
            assert holds(x / y, a / b)
        else:
            assert not (x / y).whole


def test_a_quotient_by_numbers_that_reach_zero_from_one_side() -> None:
    found = enclose(-2, -1) / enclose(0, F(1, 100))
    assert not found.low.is_finite()
    assert exact_end(found.high) >= -100 > exact_end(found.high) - F(1, 10**9)
    assert not found.whole
    beyond = normal_distribution(found)
    assert exact_end(beyond.low) == 0
    assert exact_end(beyond.high) < F(1, 10**100)


# ------------------------------------------------------------------------------------------ functions


@dataclass(frozen=True)
class Analytic:
    """The text of a formula, and its value in 40 digits without the package; None where it is not defined."""

    text: str
    value: Callable[[Any], Any]


def _phi(x: Any) -> Any:
    return mpmath.ncdf(x)


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "exp": lambda x: mpmath.exp(x) if x < 50 else None,
    "log": lambda x: mpmath.log(x) if x > 0 else None,
    "sqrt": lambda x: mpmath.sqrt(x) if x >= 0 else None,
    "Phi": _phi,
}


def _called(name: str, part: Analytic) -> Analytic:
    def value(point: Any) -> Any:
        x = part.value(point)
        return None if x is None else FUNCTIONS[name](x)

    return Analytic(f"{name}({part.text})", value)


def _joined(sign: str, left: Analytic, right: Analytic) -> Analytic:
    def value(point: Any) -> Any:
        x, y = left.value(point), right.value(point)
        if x is None or y is None or (sign == "/" and y == 0):
            return None
        return {"+": lambda: x + y, "-": lambda: x - y, "*": lambda: x * y, "/": lambda: x / y}[sign]()

    return Analytic(f"({left.text}) {sign} ({right.text})", value)


def _named(name: str) -> Analytic:
    return Analytic(name, lambda point: mpmath.mpf(point[name].numerator) / point[name].denominator)


analytic = st.recursive(
    st.sampled_from(NAMES).map(_named),
    lambda parts: st.one_of(
        st.builds(_called, st.sampled_from(sorted(FUNCTIONS)), parts),
        st.builds(_joined, st.sampled_from("+-*/"), parts, parts),
    ),
    max_leaves=6,
)  # fmt: skip


@given(analytic, boxes, shares)
@settings(deadline=None, max_examples=80)
def test_functions_are_enclosed_over_a_box(drawn: Analytic, box: Any, share: Any) -> None:
    found = evaluate(parse(drawn.text, analytic=True), {name: enclose(*ends) for name, ends in box.items()}, BALL)
    value = drawn.value(inside(box, share))
    if value is None:
        assert not found.whole or found.high > 10**20  # exp of 50 and more is not compared
        return
    margin = mpmath.mpf(10) ** -30 * (1 + abs(value))
    assert not found.low.is_finite() or mpmath.mpf(str(found.low.mid().str(40, radius=False))) <= value + margin
    assert not found.high.is_finite() or mpmath.mpf(str(found.high.mid().str(40, radius=False))) >= value - margin


@given(analytic, boxes, shares, shares)
@settings(deadline=None, max_examples=60)
def test_slopes_of_functions_bound_differences(drawn: Analytic, box: Any, one: Any, other: Any) -> None:
    formula = parse(drawn.text, analytic=True)
    intervals = [enclose(*box[name]) for name in NAMES]
    found = evaluate(formula, dict(zip(NAMES, variables(intervals), strict=True)), SLOPED)
    if not found.value.whole or not all(s is None or (s.finite and s.whole) for s in found.slopes):
        return
    p, q = inside(box, one), inside(box, other)
    total = enclose(0)
    for name, slope in zip(NAMES, found.slopes or (None,) * len(NAMES), strict=True):
        if slope is not None:
            total = total + slope * enclose(p[name] - q[name])
    ends = (evaluate(formula, {name: enclose(x) for name, x in point.items()}, BALL) for point in (p, q))
    at_p, at_q = ends
    assert (at_p - at_q).common(total) is not None


def plackett(x: float, y: float, rho: float) -> Any:
    """Phi2 another way: Phi(x) Phi(y) and the integral of its derivative by the correlation (Plackett 1954)."""
    x, y, rho = (flint.arb(value) for value in (x, y, rho))

    def integrand(angle: Any, _: bool) -> Any:
        return (-(x * x + y * y - 2 * x * y * angle.sin()) / (2 * angle.cos() * angle.cos())).exp()

    def phi(z: Any) -> Any:
        return (-z / flint.arb(2).sqrt()).erfc() / 2

    return phi(x) * phi(y) + flint.acb.integral(integrand, 0, rho.asin()).real / (2 * flint.arb.pi())


def along_a_line(x: float, y: float, rho: float) -> Any:
    """And a third: the integral of phi(e) Phi((y - rho e)/sqrt(1 - rho^2)) over e from -14 on."""
    slope = flint.arb(1 - rho * rho).sqrt() * flint.arb(2).sqrt()

    def integrand(e: Any, _: bool) -> Any:
        return (-(e * e) / 2).exp() * ((rho * e - y) / slope).erfc()

    top = min(max(x, -14), 14)  # what lies beyond has a probability below 1e-40
    return flint.acb.integral(integrand, -14, top).real / (8 * flint.arb.pi()).sqrt() + flint.arb(0, 1e-40)


@pytest.mark.parametrize("rho", [-0.96875, -0.75, -0.5, 0.25, 0.703125, 0.75, 0.75390625, 0.984375])
@pytest.mark.parametrize(("x", "y"), [(-6, -5), (-2, 1.5), (0, 0), (0.5, -0.25), (3, 2), (12, -1), (-40, 3), (30, 30)])
def test_the_bivariate_normal_two_ways(x: float, y: float, rho: float) -> None:
    with precision(64):
        ours, theirs = two_normals(*map(flint.arb, (x, y, rho))), plackett(x, y, rho)
        assert ours.overlaps(theirs)
        assert ours.overlaps(along_a_line(x, y, rho))
        assert ours.rad() < 2.0**-56
        assert ours.overlaps(two_normals(*map(flint.arb, (y, x, rho))))
    value = evaluate(parse("Phi2(x, y, rho)", analytic=True), {"x": x, "y": y, "rho": rho}, ARRAY)
    assert math.isclose(value, float(theirs), rel_tol=1e-9, abs_tol=1e-14)


def test_the_bivariate_normal_at_its_margins() -> None:
    infinite = flint.arb("inf")
    for x, y, rho, wanted in [
        (infinite, flint.arb(1), flint.arb(0.5), normal_distribution(enclose(1))),
        (flint.arb(1), infinite, flint.arb(0.5), normal_distribution(enclose(1))),
        (-infinite, infinite, flint.arb(0.5), enclose(0)),
        (flint.arb(1), flint.arb(-2), flint.arb(1), normal_distribution(enclose(-2))),
        (flint.arb(1), flint.arb(-2), flint.arb(-1), enclose(0)),
    ]:
        found = two_normals(x, y, rho)
        assert found.lower() <= wanted.high
        assert found.upper() >= wanted.low
    assert not bivariate(enclose(0), enclose(0), enclose(1, 2)).whole
    half = evaluate(parse("Phi2(0, 0, 1/2)", analytic=True), {}, BALL)
    assert abs(float(half.middle) - 1 / 3) < 1e-15


@given(st.lists(st.tuples(small, small), min_size=2, max_size=2), st.integers(-9, 9), shares)
@settings(deadline=None, max_examples=30)
def test_slopes_of_the_bivariate_normal(ends: list[tuple[F, F]], tenths: int, share: Any) -> None:
    x, y = (enclose(*sorted(pair)) for pair in ends)
    rho = F(tenths, 10)
    formula = parse("Phi2(x, y, rho)", analytic=True)
    correlation = enclose(rho - F(1, 50), rho + F(1, 50))
    found = evaluate(formula, dict(zip(("x", "y", "rho"), variables([x, y, correlation]), strict=True)), SLOPED)
    points = []
    for which in (0, 1):
        shares_of = [list(share.values())[2 * which + k] for k in (0, 1)]
        points.append([min(pair) + s * abs(pair[1] - pair[0]) for pair, s in zip(ends, shares_of, strict=True)])
    correlations = [rho - F(1, 50), rho + F(1, 50)]
    p, q = ([*point, r] for point, r in zip(points, correlations, strict=True))
    total = enclose(0)
    for slope, a, b in zip(found.slopes, p, q, strict=True):
        assert slope is not None
        total = total + slope * enclose(a - b)
    at_p, at_q = (evaluate(formula, dict(zip(("x", "y", "rho"), point, strict=True)), BALL) for point in (p, q))
    assert (at_p - at_q).common(total) is not None


# ------------------------------------------------------------------------------------------ readings and grammar


@given(analytic, shares)
@settings(deadline=None, max_examples=60)
def test_floats_are_close_where_the_formula_is_well_behaved(drawn: Analytic, share: Any) -> None:
    formula = parse(drawn.text, analytic=True)
    point = {name: x + F(1, 7) for name, x in share.items()}
    found = evaluate(formula, {name: enclose(x) for name, x in point.items()}, BALL)
    with precision(40):
        rough = evaluate(formula, {name: enclose(x) for name, x in point.items()}, BALL)
    if not (rough.whole and rough.finite) or float(rough.width) > 1e-8 * abs(float(rough.middle)):
        return
    value = float(evaluate(formula, {name: float(x) for name, x in point.items()}, ARRAY))
    assert math.isclose(value, float(found.middle), rel_tol=1e-7)


@pytest.mark.parametrize(
    "text", ["exp(x)/sqrt(y)", "log(1 + x*y)", "Phi((x - y)/2)", "Phi2(x, y, 1/2)", LEWIS_SCHULTZ["pC"]]
)
def test_symbolic_values_agree(text: str) -> None:
    formula = parse(text, analytic=True)
    point = {name: F(k, 3) for k, name in enumerate(sorted(formula.names), 1)}
    symbols = {name: sympy.Rational(x.numerator, x.denominator) for name, x in point.items()}
    symbolic = float(evaluate(formula, symbols, SYMBOLIC).evalf(8 if "Phi2" in text else 16))
    ball = float(evaluate(formula, point, BALL).middle)
    assert math.isclose(symbolic, ball, rel_tol=1e-7 if "Phi2" in text else 1e-14)
    assert math.isclose(evaluate(formula, {name: float(x) for name, x in point.items()}, ARRAY), ball, rel_tol=1e-13)


@pytest.mark.parametrize("reading", [EXACT, Z3])
@pytest.mark.parametrize("name", sorted(grammar.ANALYTIC))
def test_exact_readings_refuse_functions(name: str, reading: Any) -> None:
    formula = parse(f"1 + {grammar.call(name)}", analytic=True)
    assert formula.analytic == {name}
    with pytest.raises(ModelError) as caught:
        evaluate(formula, dict.fromkeys(formula.names, F(1, 2)), reading)
    assert name in caught.value.message
    assert caught.value.column == 4


@pytest.mark.parametrize(
    ("text", "column", "message", "advice"),
    [
        ("a + exp", 4, "exp is a function", "exp(x)"),
        ("Phi2(a, b)", 0, "Phi2 takes 3 arguments, not 2", "Phi2(x, y, rho)"),
        ("Phi(a, b)", 0, "Phi takes 1 argument, not 2", "Phi(x)"),
        ("2*ln(a)", 2, "ln is not a function", "log"),
        ("exp(a", 3, "never closed", "close it"),
        ("sqrt()", 5, "missing", "both sides"),
    ],
)
def test_refused_in_a_formula_that_may_use_functions(text: str, column: int, message: str, advice: str) -> None:
    with pytest.raises(ModelError) as caught:
        parse(text, names=("a", "b"), analytic=True)
    assert message in caught.value.message
    assert advice in str(caught.value.advice)
    assert caught.value.column == column


@given(hostile, st.sampled_from(["exp(", "Phi2(a, ", "sqrt", "log (", "Phi(Phi(Phi("]))
@settings(deadline=None)
def test_hostile_text_is_a_formula_or_our_error(text: str, start: str) -> None:
    refused = ""
    try:
        formula = parse(start + text + ")", names=NAMES, analytic=True)
        assert formula.names <= set(NAMES)
    except ModelError as error:
        refused = f"{error.message}{error.advice}"
    assert "Error" not in refused


def test_functions_in_latex_and_text() -> None:
    formula = parse("sqrt(x)*Phi2(a/2, exp(y), rho) - log(-x)**2", analytic=True)
    assert formula.latex({"x": "x", "a": "a", "y": "y", "rho": r"\rho"}) == (
        r"\sqrt{x} \, \Phi_2\left(\frac{a}{2}, \exp\left(y\right); \rho\right) - \ln\left(-x\right)^{2}"
    )
    assert parse(str(formula), analytic=True) == formula


def test_arrays_of_the_bivariate_normal_broadcast() -> None:
    formula = parse("Phi2(x, y, rho)", analytic=True)
    found = evaluate(formula, {"x": np.array([[0.0], [1.0]]), "y": np.array([0.0, np.inf]), "rho": 0.5}, ARRAY)
    assert found.shape == (2, 2)
    assert np.isclose(found[0], [1 / 3, 0.5]).all()
    assert np.isnan(evaluate(formula, {"x": 0, "y": 0, "rho": 2}, ARRAY))
