"""How promises become one response: the three functions against the binomial distribution, in every reading."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
import sympy
import z3

import deterrence as dt
from deterrence.errors import ModelError
from deterrence.formula import ARRAY, SYMBOLIC, Z3, evaluate, parse
from deterrence.formula.derivative import SLOPED, Sloped, variables
from deterrence.formula.interval import BALL, Interval, enclose
from deterrence.formula.notation import TEXT
from deterrence.games.cutoff import Cutoff, CutoffGame

F = Fraction
TEXTS = ("all_act(q, n)", "one_enough(q, n)", "added_up(q, n, m, s)")


def by_hand(text: str, q: Fraction, n: int, m: Fraction, s: Fraction) -> Fraction:
    """Every way in which each member acts or does not, one by one."""
    total = F(0)
    for acts in product((True, False), repeat=n):
        chance = F(1)
        for act in acts:
            chance *= q if act else 1 - q
        j = sum(acts)
        if text.startswith("all"):
            holds = F(n > 0 and j == n)
        elif text.startswith("one"):
            holds = F(j > 0)
        else:
            holds = j * m / (j * m + s) if j else F(0)
        total += chance * holds
    return total


@pytest.mark.parametrize("text", TEXTS)
def test_whole_numbers_of_members_against_the_distribution(text: str) -> None:
    for n, q in product(range(7), (F(0), F(1, 3), F(9, 10), F(1))):
        values = {"q": q, "n": n, "m": F(2), "s": F(3)}
        assert evaluate(parse(text), values) == by_hand(text, q, n, F(2), F(3))


def test_closed_forms() -> None:
    for n, q in product((1, 2, 5, 31, 60), (F(1, 4), F(4, 5))):
        assert evaluate(parse("all_act(q, n)"), {"q": q, "n": n}) == q**n
        assert evaluate(parse("one_enough(q, n)"), {"q": q, "n": n}) == 1 - (1 - q) ** n
        # without an adversary whoever acts prevails
        assert evaluate(parse("added_up(q, n, 1, 0)"), {"q": q, "n": n}) == 1 - (1 - q) ** n
    assert evaluate(parse("added_up(1, 4, 1, 4)"), {}) == F(1, 2)


@pytest.mark.parametrize("text", TEXTS)
def test_a_lottery_between_whole_numbers(text: str) -> None:
    formula, rest = parse(text), {"q": F(2, 3), "m": F(1), "s": F(5)}
    ends = [evaluate(formula, {**rest, "n": k}) for k in (2, 3)]
    assert evaluate(formula, {**rest, "n": F(9, 4)}) == F(3, 4) * ends[0] + F(1, 4) * ends[1]
    assert evaluate(formula, {**rest, "n": 0}) == 0


@pytest.mark.parametrize("text", TEXTS)
def test_the_readings_agree(text: str) -> None:
    """At 1,000 random points, whole numbers and ends of the ranges among them."""
    draw, formula = random.Random(text), parse(text)
    points = [
        {
            "q": F(draw.randrange(0, 7), 6),
            "n": F(draw.randrange(0, 15), draw.choice((1, 1, 4))),
            "m": F(draw.randrange(1, 5), 2),
            "s": F(draw.randrange(0, 9), 3),
        }
        for _ in range(1000)
    ]
    assert min(sum(p["n"].denominator == 1 for p in points), sum(p["n"] == 0 for p in points)) >= 50
    exact = [evaluate(formula, point) for point in points]
    arrays = {key: np.array([float(point[key]) for point in points]) for key in points[0]}
    np.testing.assert_allclose(evaluate(formula, arrays, ARRAY), [float(x) for x in exact], rtol=1e-9, atol=1e-12)
    symbols = {key: sympy.Symbol(key, real=True) for key in points[0]}
    terms = {key: z3.Real(key) for key in points[0]}
    symbolic, condition = evaluate(formula, symbols, SYMBOLIC), evaluate(formula, terms, Z3)
    for point, value in list(zip(points, exact, strict=True))[:40]:
        numbers = {symbols[key]: sympy.Rational(x.numerator, x.denominator) for key, x in point.items()}
        filled = symbolic.xreplace(numbers)
        assert F(int(filled.p), int(filled.q)) == value
        pairs = [(terms[key], z3.Q(x.numerator, x.denominator)) for key, x in point.items()]
        assert F(z3.simplify(z3.substitute(condition, *pairs)).as_fraction()) == value
        # with the number of members known from the start
        known: dict[str, Any] = {**terms, "n": point["n"]}
        told = evaluate(formula, known, Z3)
        assert F(z3.simplify(z3.substitute(told, *pairs)).as_fraction()) == value


def test_z3_proves_that_more_members_help_one_way_and_hurt_the_other() -> None:
    q = z3.Real("q")
    for text, worse in (("all_act(q, 3) - all_act(q, 2)", True), ("one_enough(q, 3) - one_enough(q, 2)", False)):
        solver = z3.Solver()
        change = evaluate(parse(text), {"q": q}, Z3)
        solver.add(q >= 0, q <= 1, change > 0 if worse else change < 0)
        assert solver.check() == z3.unsat


def test_written_out_again() -> None:
    for text in TEXTS:
        formula = parse(text)
        assert str(evaluate(formula, {name: name for name in formula.names}, TEXT).text) == text
    assert parse("all_act(q, n)").latex() == "q^{n}"
    assert parse("1 - all_act(1 - q, n_parties - 1)").latex() == r"1 - \left(1 - q\right)^{n_{\mathrm{parties}} - 1}"
    assert parse("2*one_enough(q, n)").latex() == r"2 \, \left(1 - \left(1 - q\right)^{n}\right)"
    assert parse("added_up(q, n, m, M)").latex() == (
        r"\mathrm{E}_{J \sim \mathrm{Bin}(n, q)} \frac{J\,m}{J\,m + M}"
    )
    assert parse("a*all_act(q, n)").degree == 2


@pytest.mark.parametrize(
    ("text", "values", "advice"),
    [
        ("all_act(q)", {}, "all_act takes 2 arguments, not 1"),
        ("added_up(q, n)", {}, r"write added_up\(q, n, m, M\)"),
        ("all_act + 1", {}, r"write all_act\(q, n\)"),
        ("some_act(q, n)", {}, "the functions are min, max, all_act, one_enough, added_up"),
        ("all_act(q, n)", {"q": 1, "n": -1}, "the number of members is -1"),
        ("one_enough(q, n)", {"q": 1, "n": 61}, "write a number from 0 to 60"),
        ("added_up(q, n, m, M)", {"q": "1/2", "n": 2, "m": 0, "M": 0}, "divides by zero"),
    ],
)
def test_what_does_not_fit_is_said(text: str, values: dict[str, Any], advice: str) -> None:
    with pytest.raises(ModelError, match=advice):
        evaluate(parse(text), values)


def test_outside_its_range_every_reading_says_so() -> None:
    formula = parse("all_act(q, n)")
    assert np.isnan(evaluate(formula, {"q": 0.5, "n": np.array([-1.0, 61.0])}, ARRAY)).all()
    assert evaluate(formula, {"q": F(1, 2), "n": sympy.Integer(61)}, SYMBOLIC) is sympy.nan
    with pytest.raises(ModelError, match="number of members is 61"):
        evaluate(formula, {"q": z3.Real("q"), "n": 61}, Z3)


# -- in a model file --------------------------------------------------------------------------------------------------


def model(**entry: Any) -> dt.Model:
    number = {"range": [0, 1], "default": "1/2", "meaning": "m", "unit": "probability"}
    parameters = {"q": number, "n": {**number, "range": [1, 8], "default": 3, "unit": "count"}}
    if entry.get("combine") == "rule":
        parameters["rule"] = {**number, "range": [0, 2], "default": 0}
    return dt.Model(
        format=1,
        form="strategic",
        title="Members",
        status="in the spirit of",
        players=["Row", "Column"],
        parameters=parameters,
        define={"respond": {"meaning": "m", "because": "b", **entry}},
        actions={"Row": ["in"], "Column": ["in"]},
        payoffs={"in in": {"Row": "respond", "Column": "q + n"}},
    )


def test_a_definition_that_combines_members() -> None:
    members = {"member": "q", "members": "n"}
    full = {**members, "effort": "1", "against": "2"}
    found = {}
    for rule in ("all-act", "one-enough", "sum"):
        made = model(combine=rule, **(full if rule == "sum" else members))
        found[rule] = made.values()["respond"]
        assert dt.Model(**made.content) == made
    assert found == {"all-act": F(1, 8), "one-enough": F(7, 8), "sum": by_hand("sum", F(1, 2), 3, F(1), F(2))}
    chosen = model(combine="rule", **full)
    assert [chosen.values(set={"rule": k})["respond"] for k in range(3)] == list(found.values())
    assert chosen.values(set={"rule": "1/2"})["respond"] == F(1, 2)  # a lottery between two rules


@pytest.mark.parametrize(
    ("entry", "place", "advice"),
    [
        ({"combine": "all-act", "member": "q"}, "members", "write how many have promised"),
        ({"combine": "one-enough", "members": "n"}, "member", "write the chance that a member acts"),
        ({"combine": "sum", "member": "q", "members": "n"}, "effort", "write what a member that acts brings"),
        ({"combine": "all-act", "member": "q", "members": "n", "effort": "1"}, "effort", "leave out 'effort'"),
        ({"combine": "all act", "member": "q", "members": "n", "effort": 1, "against": 1}, "combine", "all-act"),
        ({"combine": "aggregation", "member": "q", "members": "n", "effort": 1, "against": 1}, "combine", "a term in"),
        ({"member": "q", "members": "n"}, "combine", "combine = .one-enough."),
        ({"combine": "all-act", "member": "q", "members": "n", "formula": "q"}, "formula", "leave out one"),
        ({"combine": "all-act", "member": "p", "members": "n"}, "formula", "unknown name p"),
    ],
)
def test_mistakes_are_located(entry: dict[str, Any], place: str, advice: str) -> None:
    with pytest.raises(ModelError, match=advice) as caught:
        model(**entry)
    assert caught.value.key == f"define.respond.{place}"


# -- enclosures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS)
def test_enclosures_hold_the_exact_value(text: str) -> None:
    """Points and boxes of chances, whole and half numbers of members; the derivative holds the difference quotient."""
    draw, formula = random.Random(text), parse(text)
    for _ in range(60):
        q, step = F(draw.randrange(0, 60), 64), F(draw.randrange(1, 5), 64)
        rest = {"n": F(draw.randrange(0, 13), 2), "m": F(draw.randrange(1, 5), 2), "s": F(draw.randrange(1, 9), 4)}
        box = {name: enclose(x) for name, x in rest.items()}
        wide = Interval(enclose(q).low, enclose(q + step).high)
        first, second = (evaluate(formula, {**rest, "q": x}) for x in (q, q + step))
        assert holds(evaluate(formula, {**box, "q": enclose(q)}, BALL), first)
        found = evaluate(formula, {**box, "q": wide}, BALL)
        assert holds(found, first)
        assert holds(found, second)
        (variable,) = variables([wide])
        sloped = evaluate(formula, {**{name: Sloped(x) for name, x in box.items()}, "q": variable}, SLOPED)
        slope = sloped.slopes[0] if sloped.slopes else None
        quotient = (second - first) / step
        assert quotient == 0 if slope is None else holds(slope, quotient)


def holds(found: Any, exact: Fraction) -> bool:
    low, high = found.ends
    return bool(low <= exact <= high)


def test_cutoffs_of_members_with_private_costs() -> None:
    """Each of n members acts if its cost, uniform on [0, 1], is below x, and is pivotal where nobody else acts."""
    cost = Cutoff("x", 0, 1, "b*(1 - one_enough(x, n - 1)) - x")
    for n, b in ((2, F(1, 2)), (3, F(9, 10))):
        answer = dt.solve(CutoffGame((cost,), {"b": b, "n": n}))
        assert answer.complete
        (found,) = answer.claim.found
        low, high = (b * (1 - x) ** (n - 1) - x for x in found.box[0])
        assert low >= 0 >= high  # the closed form changes sign in the box


def test_an_enclosed_number_of_members_is_refused() -> None:
    with pytest.raises(ModelError, match="write a whole number"):
        evaluate(parse("all_act(q, n)"), {"q": F(1, 2), "n": F(1, 3)}, BALL)
