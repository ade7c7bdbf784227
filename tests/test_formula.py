"""Formulas: what is refused and where, and that all readings of one tree agree."""

from __future__ import annotations

import math
import pickle
import subprocess
import sys
import warnings
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import Any

import flint
import numpy as np
import pytest
import sympy
import z3
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import NAMES, Drawn, Point, conditions, formulas, hostile, points

from deterrence.errors import ModelError
from deterrence.formula import (
    ARRAY,
    EXACT,
    SYMBOLIC,
    Z3,
    Reading,
    evaluate,
    grammar,
    number,
    parse,
    parse_condition,
    substitute,
)

SYMBOLS = {name: sympy.Symbol(name, real=True) for name in NAMES}


def value_or_none(drawn: Drawn, point: Point) -> Fraction | None:
    try:
        return drawn.value(point)
    except ZeroDivisionError:
        return None


# ------------------------------------------------------------------------------------------ meaning


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Fraction(1, 10)),
        ("0.1 + 0.2 - 0.3", Fraction(0)),
        ("1e-60*1e60", Fraction(1)),
        ("9007199254740993", Fraction(9007199254740993)),
        (".5 + 5.", Fraction(11, 2)),
        ("-2**2", Fraction(-4)),
        ("--2", Fraction(2)),
        ("+2", Fraction(2)),
        ("2 - 3 - 4", Fraction(-5)),
        ("2/3/4", Fraction(1, 6)),
        ("2/3*4", Fraction(8, 3)),
        ("0**0", Fraction(1)),
        ("min(1, 2, -3)*max(1, 2)", Fraction(-6)),
        ("  (1 - 0.5)/2 ", Fraction(1, 4)),
        (3, Fraction(3)),
        (0.9, Fraction(9, 10)),
        (Fraction(-2, 3), Fraction(-2, 3)),
    ],
)
def test_value(text: object, value: Fraction) -> None:
    assert evaluate(parse(text), {}) == value


@given(formulas, points)
@settings(deadline=None)
def test_exact_reading_is_the_arithmetic_of_fractions(drawn: Drawn, point: Point) -> None:
    formula, expected = parse(drawn.text), value_or_none(drawn, point)
    if expected is None:
        with pytest.raises(ModelError, match="divides by zero"):
            evaluate(formula, point)
    else:
        found = evaluate(formula, point)
        assert type(found) is Fraction
        assert found == expected


# A fifth reading, written here: balls that enclose every rounding error of 53 bits. Where the ball is small, floats
# must come close; where it is not, the formula is ill-conditioned and floats may be anything.
BALL = Reading(
    name="BALL",
    value=lambda value: flint.arb(flint.fmpq(value.numerator, value.denominator)),
    divide=lambda left, right: left / right,
    power=lambda base, exponent: base**exponent,
    minimum=lambda values: reduce(lambda left, right: left.min(right), values),
    maximum=lambda values: reduce(lambda left, right: left.max(right), values),
    compare=lambda relation, left, right: None,
    every=all,
)


@given(formulas, st.lists(points, min_size=1, max_size=5))
@settings(deadline=None)
def test_array_reading(drawn: Drawn, table: list[Point]) -> None:
    formula = parse(drawn.text)
    columns = {name: np.array([float(point[name]) for point in table]) for name in NAMES}
    found = np.broadcast_to(evaluate(formula, columns, ARRAY), len(table))
    for value, point in zip(found, table, strict=True):
        expected, ball = value_or_none(drawn, point), evaluate(formula, point, BALL)
        if expected is not None and ball.is_finite() and ball.rad() <= abs(ball.mid()) * 1e-10:
            assert ball.overlaps(flint.arb(flint.fmpq(expected.numerator, expected.denominator)))
            assert math.isclose(value, float(expected), rel_tol=1e-9)


@given(formulas, points)
@settings(deadline=None)
def test_symbolic_reading(drawn: Drawn, point: Point) -> None:
    expected = value_or_none(drawn, point)
    assume(expected is not None)
    assert expected is not None
    rationals = {name: sympy.Rational(value.numerator, value.denominator) for name, value in point.items()}
    exact = sympy.Rational(expected.numerator, expected.denominator)
    assert evaluate(parse(drawn.text), rationals, SYMBOLIC) == exact
    try:
        expression = evaluate(parse(drawn.text), SYMBOLS, SYMBOLIC)
    except ModelError:  # some divisor is zero at every point but sympy may cancel it: then it was no divisor here
        return
    assert expression.subs({SYMBOLS[name]: value for name, value in rationals.items()}) == exact


@given(formulas, points)
@settings(deadline=None)
def test_z3_reading(drawn: Drawn, point: Point) -> None:
    expected = value_or_none(drawn, point)
    assume(expected is not None)
    unknowns = {name: z3.Real(name) for name in NAMES}
    expression = evaluate(parse(drawn.text), unknowns, Z3)
    pairs = [(unknowns[name], z3.RealVal(str(value))) for name, value in point.items()]
    assert z3.simplify(z3.substitute(expression, *pairs)).as_fraction() == expected


@given(conditions, points)
@settings(deadline=None)
def test_conditions_agree_in_every_reading(drawn: tuple[list[Drawn], list[str]], point: Point) -> None:
    sides, signs = drawn
    values = [value_or_none(side, point) for side in sides]
    assume(None not in values)
    text = sides[0].text + "".join(f" {sign} {side.text}" for sign, side in zip(signs, sides[1:], strict=True))
    condition = parse_condition(text)
    relations = {
        "<": lambda x, y: x < y,
        "<=": lambda x, y: x <= y,
        ">": lambda x, y: x > y,
        ">=": lambda x, y: x >= y,
        "==": lambda x, y: x == y,
        "!=": lambda x, y: x != y,
    }
    expected = all(relations[sign](*pair) for sign, pair in zip(signs, pairwise(values), strict=True))
    assert evaluate(condition, point) is expected
    assert evaluate(condition, point, SYMBOLIC) == (sympy.true if expected else sympy.false)
    assert z3.is_true(z3.simplify(evaluate(condition, point, Z3))) is expected
    assert [(left.text, sign, right.text) for left, sign, right in condition.parts] == [
        (left.text, sign, right.text) for left, sign, right in zip(sides, signs, sides[1:], strict=False)
    ]


@pytest.mark.parametrize("values", [("1/3", "1/3", "1/3"), ("0", "0", "1"), ("1/3", "1", "1")])
def test_readings_agree_at_ties_of_min_and_max(values: tuple[str, ...]) -> None:
    formula = parse("min(a, b, p_D)/max(1/3, p_D) + max(a, b)*min(a, b)")
    point = {name: Fraction(value) for name, value in zip(("a", "b", "p_D"), values, strict=True)}
    exact = evaluate(formula, point)
    assert evaluate(formula, point, SYMBOLIC) == sympy.Rational(exact.numerator, exact.denominator)
    assert z3.simplify(evaluate(formula, point, Z3)).as_fraction() == exact
    assert math.isclose(evaluate(formula, point, ARRAY), float(exact), rel_tol=1e-12)


def test_arrays_broadcast_and_are_undefined_without_a_warning() -> None:
    formula = parse("a/b")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = evaluate(formula, {"a": np.array([[1.0], [0.0], [-1.0]]), "b": np.array([0, 2])}, ARRAY)
        holds = evaluate(parse_condition("a/b != 0"), {"a": np.array([0, 1]), "b": np.array([0, 1])}, ARRAY)
        assert evaluate(parse("a - a"), {"a": Fraction(10) ** 400}, ARRAY) != 0  # inf - inf
    assert table.shape == (3, 2)
    assert table[0, 0] == math.inf
    assert math.isnan(table[1, 0])
    assert table[2, 0] == -math.inf
    assert holds.tolist() == [False, True]


def test_symbols_and_solvers_see_their_own_objects() -> None:
    x, y = sympy.symbols("x y")
    assert evaluate(parse("a*(a + 1)/b"), {"a": x, "b": y}, SYMBOLIC) == x * (x + 1) / y
    relation = evaluate(parse_condition("a == b"), {"a": x, "b": y}, SYMBOLIC)
    assert relation == sympy.Eq(x, y)
    whole = z3.Int("i")
    quotient = evaluate(parse("a/2"), {"a": whole}, Z3)
    assert z3.simplify(z3.substitute(quotient, (whole, z3.IntVal(1)))).as_fraction() == Fraction(1, 2)


@pytest.mark.parametrize("reading", [EXACT, SYMBOLIC, Z3], ids=repr)
@pytest.mark.parametrize(
    ("text", "column"), [("1/a", 2), ("1 + b/(a - 0)", 7), ("b*2/min(a, 1)", 4), ("1/-a", 2), ("1/(b/a)", 5)]
)
def test_division_by_zero_points_at_the_divisor(reading: Reading, text: str, column: int) -> None:
    with pytest.raises(ModelError) as caught:
        evaluate(parse(text), {"a": 0, "b": 1}, reading)
    assert (caught.value.formula, caught.value.column) == (text, column)


def test_values() -> None:
    formula = parse("a + win")
    with pytest.raises(ModelError) as missing:
        evaluate(formula, {"a": 1, "Win": 2})
    assert (missing.value.column, missing.value.advice) == (4, "did you mean Win?")
    for wrong in (None, True, math.nan, "x", [1], object()):
        for reading in (EXACT, SYMBOLIC, Z3):
            with pytest.raises(ModelError, match="the value of win"):
                evaluate(formula, {"a": 1, "win": wrong}, reading)
    for wrong in (None, True, "x", object(), np.array(["x"]), np.array([1j]), np.array([True])):
        with pytest.raises(ModelError, match="the value of win"):
            evaluate(formula, {"a": 1, "win": wrong}, ARRAY)


def test_numbers_cannot_grow_without_bound() -> None:
    value = Fraction(7, 3)
    for _ in range(3):  # a definition of a definition of a definition
        value = evaluate(parse("(x/11)**12"), {"x": value})
    with pytest.raises(ModelError, match="grown beyond"):
        evaluate(parse("1 + x**12"), {"x": value})
    with pytest.raises(ModelError, match="grown beyond"):
        evaluate(parse("*".join(["x"] * 12)), {"x": value})
    with pytest.raises(ModelError, match="degree"):
        parse("(((9e60**12)**12)**12)**12")


# ------------------------------------------------------------------------------------------ values


def test_formulas_are_values() -> None:
    first, same, other = parse("a + b*2"), parse(" a+(b * 2)"), parse("a + 2*b")
    assert first == same
    assert hash(first) == hash(same)
    assert first != other
    assert first.text == str(first) == "a + b*2"
    assert repr(first) == "parse('a + b*2')"
    assert first.names == {"a", "b"}
    assert pickle.loads(pickle.dumps(first)) == first
    with pytest.raises(AttributeError):
        first.text = "b"  # type: ignore[misc]
    condition = parse_condition("a < b <= c/d")
    assert condition == parse_condition("a<b<=(c/d)") != parse_condition("a < b < c/d")
    assert len({condition, parse_condition("a<b<=c/d")}) == 1
    assert condition.names == {"a", "b", "c", "d"}
    assert [divisor.text for divisor in condition.divisors] == ["d"]
    inner = parse("1/(b + a/(x - 1))").divisors[0]
    assert inner == parse("b + a/(x - 1)")
    with pytest.raises(ModelError) as caught:
        evaluate(inner, {"a": 1, "b": 1, "x": 1})
    assert (caught.value.formula, caught.value.column) == ("b + a/(x - 1)", 7)
    assert repr(condition) == "parse_condition('a < b <= c/d')"


def test_a_long_sum_is_not_a_deep_one() -> None:
    formula = parse("+".join(["a"] * 1000))
    assert hash(formula) == hash(parse("+".join(["a"] * 1000)))
    assert evaluate(formula, {"a": 1}) == 1000
    assert substitute(formula, {"a": parse("1")}).names == frozenset()
    assert len(formula.latex()) == 1000 + 999 * 3
    with pytest.raises(ModelError, match="longer than 20000"):
        substitute(formula, {"a": formula})


@pytest.mark.parametrize(
    ("text", "degree"),
    [("1", 0), ("a", 1), ("a*b - c", 2), ("a/b + c/d", 2), ("(a + b)**3/c", 3), ("min(a, b*c)", 2), ("a**0", 0)],
)
def test_degree(text: str, degree: int) -> None:
    assert parse(text).degree == degree


@given(formulas, points)
@settings(deadline=None)
def test_degree_bounds_growth_along_a_line(drawn: Drawn, point: Point) -> None:
    """f(t x) grows no faster than t to the degree: compare two far points, where the leading terms decide."""
    formula = parse(drawn.text)
    near, far = (value_or_none(drawn, {n: v * 10**k for n, v in point.items()}) for k in (30, 31))
    if near and far:
        assert abs(far / near) < Fraction(10) ** (formula.degree + 1)


@given(formulas, points)
@settings(deadline=None)
def test_substitution_commutes_with_evaluation(drawn: Drawn, point: Point) -> None:
    part = parse("1 - b/2")
    whole = substitute(parse(drawn.text), {"a": part, "win": parse("a")})
    inner = {**point, "a": evaluate(part, point), "win": point["a"]}
    expected = value_or_none(drawn, inner)
    if expected is not None:
        assert evaluate(whole, point) == expected


@given(formulas)
@settings(deadline=None)
def test_written_formula_parses_to_the_same_tree(drawn: Drawn) -> None:
    formula = parse(drawn.text)
    assert substitute(formula, {}) == formula


@given(formulas, points)
@settings(deadline=None)
def test_a_formula_is_defined_where_its_divisors_are_not_zero(drawn: Drawn, point: Point) -> None:
    formula = parse(drawn.text)
    try:
        nonzero = all(evaluate(divisor, point) for divisor in formula.divisors)
    except ModelError:
        nonzero = False
    if nonzero and value_or_none(drawn, point) is None:  # then a number divides by zero
        with pytest.raises(ModelError, match="divides by zero"):
            evaluate(formula, {name: Fraction(index, 7) for index, name in enumerate(NAMES, 1)})


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("v*(1 - win)/2 - c", r"\frac{v \, \left(1 - w\right)}{2} - c_{SQ}'"),
        ("-a/b", r"-\frac{a}{b}"),
        ("a - (b - 1)", r"a - \left(b - 1\right)"),
        ("a + (b - 1)", r"a + b - 1"),
        ("a + (-b)", r"a + \left(-b\right)"),
        ("a*-b", r"a \, \left(-b\right)"),
        ("-(a*b)", r"-a \, b"),
        ("2*3", r"2 \cdot 3"),
        ("(a/b)**2", r"\left(\frac{a}{b}\right)^{2}"),
        ("c**2", r"\left(c_{SQ}'\right)^{2}"),
        ("a**2*b", r"a^{2} \, b"),
        ("min(a, 1 - b)", r"\min\left(a, 1 - b\right)"),
        ("0.25*a", r"0.25 \, a"),
        ("1e40", r"1 \cdot 10^{40}"),
        ("phi*c_DD_hard*cost", r"\phi \, c_{\mathrm{DD,hard}} \, \mathrm{cost}"),
        ("p_D - d_2", r"p_{D} - d_{2}"),
    ],
)
def test_latex(text: str, latex: str) -> None:
    assert parse(text).latex({"win": "w", "c": "c_{SQ}'"}) == latex


def test_latex_of_a_condition() -> None:
    assert parse_condition("a <= b < 1 != c == d >= e > f").latex() == r"a \le b < 1 \ne c = d \ge e > f"


@given(formulas)
@settings(deadline=None)
def test_latex_has_balanced_braces(drawn: Drawn) -> None:
    latex = parse(drawn.text).latex()
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left(") == latex.count(r"\right)")


# ------------------------------------------------------------------------------------------ refusals

REFUSED = [
    # text, where the caret stands, a part of the message, a part of the advice
    ("a^2", 1, "^", "**"),
    ("a.b", 1, ".", "no dots"),
    ("a.__class__", 1, ".", "no dots"),
    ("a + sqrt(b)", 4, "sqrt has no exact values", "cutoff"),
    ("a + v(1 - b)", 4, "v is not a function", "v*("),
    ("lambda*2", 0, "lambda is not a name", "lam"),
    ("a + True", 4, "True is not a name", "write 1"),
    ("a if b else c", 2, "if is not a name", "min or max"),
    ("a and b", 2, "and is not a name", "two conditions"),
    ("a + 'b'", 4, "'", "quotes"),
    ('a + "b"', 4, '"', "quotes"),
    ("a[0]", 1, "[", "parentheses"),
    ("{a}", 0, "{", "parentheses"),
    ("1j", 1, "1j", "imaginary"),
    ("2a", 1, "2a", "2*a"),
    ("2e", 1, "2e", "2e-3"),
    ("0x1f", 1, "0x1f", "decimal digits"),
    ("1_000", 1, "1_000", "underscores"),
    ("1.2.3", 3, "1.2.3", "one decimal point"),
    ("a + 007", 4, "starts with 0", "write 7"),
    ("a b", 2, "operator is missing", "*"),
    ("a (b)", 0, "a is not a function", "a*("),
    ("2 (b)", 2, "operator is missing", "*"),
    ("(a)(b)", 3, "operator is missing", "*"),
    ("a // b", 2, "//", "write /"),
    ("a % b", 2, "%", "0.9"),
    ("a < b", 2, "comparison", "conditions"),
    ("a = b", 2, "=", "=="),
    ("a - 1,5", 5, "comma", "0.5"),
    ("a +", 3, "missing after +", "both sides"),
    ("a + * b", 4, "missing between + and *", "both sides"),
    ("* b", 0, "missing before *", "both sides"),
    ("(a + b", 0, "never closed", ")"),
    ("a + b)", 5, "never opened", "remove"),
    ("()", 1, "missing between ( and )", "both sides"),
    ("", 0, "empty", "write 0"),
    ("   ", 0, "empty", "write 0"),
    ("min", 0, "min is a function", "min(a, b)"),
    ("2*max + 1", 2, "max is a function", "max(a, b)"),
    ("min(a)", 0, "at least two", "min(a, b)"),
    ("1 + min((a))", 4, "at least two", "min(a, b)"),
    ("min()", 4, "missing between ( and )", "both sides"),
    ("min(a, )", 7, "missing between , and )", "both sides"),
    ("min(*a)", 4, "missing between ( and *", "both sides"),
    ("min(a, b=c)", 8, "=", "=="),
    ("min(a, (b, c))", 9, "comma", "0.5"),
    ("a**b", 3, "exponent", "1/x"),
    ("a**-1", 3, "exponent", "1/x"),
    ("a**2.0", 3, "exponent", "1/x"),
    ("a**13", 3, "exponent", "1/x"),
    ("a**2**2", 3, "exponent", "parentheses"),
    ("(a + b)*(a**12)**6", 15, "degree", "powers"),
    ("9" * 61, 0, "digits", "60"),
    ("a*1e61", 2, "exponent", "60"),
    ("a*1e-999999999999", 2, "exponent", "60"),
    ("(" * 51 + "a" + ")" * 51, 50, "50", "names"),
    ("-" * 51 + "a", 50, "50", "names"),
    ("_a", 0, "_a is not a name", "letter"),
    ("a #b", 2, "#", "outside"),
    ("a\\", 1, "\\", "one line"),
    ("a +\nb", 3, "character 10", "one line"),
    ("a\x00", 1, "character 0", "ASCII"),
    ("a × b", 2, "×", "*"),  # noqa: RUF001
    ("\uff41", 0, "\uff41", "ASCII"),  # a wide a, which Python would take for the plain one
    ("a; b", 1, ";", "ASCII"),
    ("unknwon + a", 0, "unknwon", "did you mean unknown?"),
    ("zzz", 0, "zzz", "known names: a, b, c, unknown, v, win"),
]


@pytest.mark.parametrize(("text", "column", "message", "advice"), REFUSED)
def test_refused(text: str, column: int, message: str, advice: str) -> None:
    with pytest.raises(ModelError) as caught:
        parse(text, names=("a", "b", "c", "v", "win", "unknown"), file="m.toml", key="define.x.formula")
    error = caught.value
    assert (error.file, error.key) == ("m.toml", "define.x.formula")
    assert message in error.message
    assert error.advice is not None
    assert advice in error.advice
    assert error.column == column


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("a", 1, "compares two"),
        ("a <", 3, "empty"),
        ("< b", 0, "empty"),
        ("a = b", 2, "="),
        ("a =< b", 2, "=<"),
        ("a < (b < c)", 7, "comparison"),
        ("a < b and b < c", 6, "and"),
        ("a <  b^2", 6, "^"),
        ("a <  bb*2", 5, "unknown name bb"),
        ("min(a, b) >= 1/(c", 15, "never closed"),
        ("not a < b", 0, "not"),
    ],
)
def test_refused_condition(text: str, column: int, message: str) -> None:
    with pytest.raises(ModelError) as caught:
        parse_condition(text, names=("a", "b", "c"), key="assume.order[0]")
    assert (caught.value.formula, caught.value.key) == (text, "assume.order[0]")
    assert message in caught.value.message
    assert caught.value.column == column


def test_whole_message() -> None:
    with pytest.raises(ModelError) as caught:
        parse("v*win^2 - c", file="tripwire.toml", key='payoffs."attack defend".Patron')
    assert str(caught.value) == (
        "^ is not part of a formula\n"
        '  --> tripwire.toml: payoffs."attack defend".Patron\n'
        "   |  v*win^2 - c\n"
        "   |       ^\n"
        "   = write ** for powers, such as x**2"
    )


def test_a_long_formula_is_quoted_around_its_mistake() -> None:
    with pytest.raises(ModelError) as caught:
        parse("a + " * 200 + "b^2" + " + a" * 200)
    error = caught.value
    assert error.formula is not None
    assert len(error.formula) == 100
    assert error.column is not None
    assert error.formula[error.column] == "^"
    with pytest.raises(ModelError, match="longer than 2000"):
        parse("a + " * 2000 + "a")


@pytest.mark.parametrize("wrong", [None, True, [], ["a"], {}, object(), math.nan, b"a", 1j])
def test_not_text(wrong: object) -> None:
    for reader in (parse, parse_condition):
        with pytest.raises(ModelError, match="is text, not"):
            reader(wrong)


def refused(reader: Callable[[Any], Any], thing: object) -> ModelError | None:
    """Our error, or None; any other error goes through."""
    try:
        reader(thing)
    except ModelError as error:
        return error
    return None


@given(hostile)
@settings(deadline=None, max_examples=500)
def test_hostile_text_is_a_tree_or_our_error(text: str) -> None:
    for reader in (parse, parse_condition):
        error = refused(reader, text)
        if error is None:
            found = reader(text)
            assert found.text.isascii()
            assert found.degree <= grammar.DEGREE
            assert found.latex()
        else:
            shown = str(error)
            assert shown.replace("\n", "").isprintable()
            assert len(shown) < 1000
            assert error.formula is not None
            assert error.column is not None
            assert 0 <= error.column <= len(error.formula)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text() | hostile, st.lists))
@settings(deadline=None)
def test_number_of_anything_is_a_fraction_or_our_error(thing: object) -> None:
    error = refused(number, thing)
    assert error.advice if error else type(number(thing)) is Fraction


# ------------------------------------------------------------------------------------------ numbers


@pytest.mark.parametrize(
    ("given_", "value"),
    [
        ("2/3", Fraction(2, 3)),
        (" -2 / 3 ", Fraction(-2, 3)),
        ("0.9", Fraction(9, 10)),
        ("+1e-3", Fraction(1, 1000)),
        (3, Fraction(3)),
        (10**300, Fraction(10**300)),
        (0.9, Fraction(9, 10)),
        (-0.0, Fraction(0)),
        (5e-324, Fraction(5, 10**324)),
        (1e308, Fraction(10**308)),
        (Decimal("0.10"), Fraction(1, 10)),
        (np.float64(0.1), Fraction(1, 10)),
        (np.float32(0.1), Fraction(1, 10)),
        (np.longdouble("0.1"), Fraction(1, 10)),
        (np.int8(-3), Fraction(-3)),
        (np.array(0.25), Fraction(1, 4)),
        (sympy.Rational(1, 3), Fraction(1, 3)),
    ],
)
def test_number(given_: object, value: Fraction) -> None:
    found = number(given_)
    assert type(found) is Fraction
    assert found == value


@given(st.fractions())
def test_an_exact_answer_can_be_read_back(value: Fraction) -> None:
    assert number(str(value)) == number(value) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_means_its_shortest_decimal(value: float) -> None:
    assert number(value) == Fraction(repr(value))
    assert float(number(value)) == value


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        (True, "write 1"),
        (np.bool_(True), "text such as"),
        (None, "text such as"),
        (math.inf, "finite"),
        (np.float32("nan"), "finite"),
        (Decimal("-Infinity"), "finite"),
        (Decimal("1e999999999"), "exponents from"),
        ("nan", "finite"),
        ("-inf", "finite"),
        ("90%", "0.9 for 90%"),
        ("0,9", "decimal point"),
        ("1_000", "underscores"),
        ("1/0", "denominator"),
        ("1e999999999", "exponents from"),
        ("9" * 1001, "at most 1000"),
        ("9" * 1001 + "/7", "at most 1000"),
        pytest.param("9" * 100_000, "at most 1000", id="long text"),
        pytest.param(10**10_000, "shorter", id="long int"),
        ("", "2/3"),
        ("x", "2/3"),
        ("\u0661", "2/3"),
        ([1], "text such as"),
        (np.array([1.0]), "text such as"),
        (np.datetime64("2020-01-01"), "text such as"),
        (np.array(None), "text such as"),
        (1j, "text such as"),
    ],
)
def test_not_a_number(wrong: object, advice: str) -> None:
    with pytest.raises(ModelError) as caught:
        number(wrong, file="p.toml", key="terms.x.value")
    assert (caught.value.file, caught.value.key) == ("p.toml", "terms.x.value")
    assert caught.value.advice is not None
    assert advice in caught.value.advice


def test_importing_formulas_loads_no_mathematics() -> None:
    code = (
        "import sys, deterrence.formula as f; f.evaluate(f.parse('a/2'), {'a': 1}); "
        "sys.exit(bool({'numpy', 'sympy', 'z3', 'flint'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
