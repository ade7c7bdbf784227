"""Conditions and closed forms in the words of the model: what is written is what it stands for."""

from __future__ import annotations

from fractions import Fraction as F
from random import Random

import pytest
from handmade import unilateral

from deterrence.algebra.rational_function import Ratio
from deterrence.formula import evaluate, parse, parse_condition
from deterrence.regions.signs import Sign, compared, irreducible
from deterrence.regions.words import Naming

PRIMITIVES = (
    "c_SQ", "c_DC", "c_DD_hard", "c_CD", "c_DD_soft", "d_SQ", "d_CD", "d_DD_hard", "d_DC", "d_DD_soft", "p_C", "p_D",
)  # fmt: skip
SETTINGS = {
    "primitives": (PRIMITIVES, {}),
    "priors": (("p_C", "p_D"), None),
    "terms": (("obligation_strength", "basing_right"), {"p_D": "16/25", "p_C": "18/25"}),
    "a term and priors": (("obligation_strength", "p_D", "p_C"), {}),
}
CONDITIONS = {
    "Certain Deterrence": ("p_D >= c_t",),
    "Steadfast Deterrence": ("p_D < c_t",),
    "Separating": ("c_s <= p_D <= c_t",),
    "Attack": ("p_D <= c_s", "p_C >= d_n"),
    "Bluff": ("p_D < c_s", "p_C < d_n"),
}


def test_conditions_and_closed_forms_are_those_of_the_literature() -> None:
    regions = unilateral(PRIMITIVES, {})
    naming = Naming(regions)
    pieces = {piece.region: piece for _, piece in regions.pieces()}
    for name, wanted in CONDITIONS.items():
        assert tuple(phrase.text for phrase in naming.conditions(pieces[name].conditions)) == wanted
    bluff = pieces["Bluff"]
    assert [phrase.latex for phrase in naming.conditions(bluff.conditions)] == ["p_D < c_s", "p_C < d_n"]
    assert naming.conditions(bluff.conditions)[0].uses == ("c_s",)
    found = {name: naming.form(extent.low[0]).text for name, extent in bluff.measures.items() if extent}
    assert found == {
        "P(challenge)": "p_C/d_n",
        "P(honour | challenge)": "c_s",
        "P(war)": "p_C*c_s",
        "P(war | challenge)": "c_s*d_n",
        "P(concede)": "p_C*(1 - c_s)/d_n",
        "P(back down)": "p_C*c_s*(1 - d_n)/d_n",
    }
    mixes = {name: naming.form(extent.low[0]).text for name, extent in bluff.strategies.items()}
    assert mixes["Challenger soft: initiate"] == "p_C*(1 - d_n)/(d_n*(1 - p_C))"
    assert mixes["Defender soft: deny"] == "(c_s - p_D)/(1 - p_D)"
    assert naming.form(bluff.measures["P(war)"].low[0]).latex == r"p_C \, c_s"  # type: ignore[union-attr]


@pytest.mark.parametrize("name", SETTINGS)
def test_what_is_written_is_what_it_stands_for(name: str) -> None:
    over, fixed = SETTINGS[name]
    regions = unilateral(over, fixed)
    naming, chance, met = Naming(regions), Random(11), 0
    ranges = {n: (F(-3) if low is None else low, F(3) if high is None else high)
              for n, (low, high) in regions.domain.ranges.items()}  # fmt: skip
    for _ in range(3000):
        values = {n: low + (high - low) * F(chance.randint(0, 12), 12) for n, (low, high) in ranges.items()}
        if "c_SQ" in values:  # the assumed order would seldom be drawn
            down = sorted((values[n] for n in PRIMITIVES[:5]), reverse=True)
            values |= dict(zip(("c_DC", "c_SQ", "c_DD_hard", "c_CD", "c_DD_soft"), down, strict=True))
            down = sorted((values[n] for n in PRIMITIVES[5:10]), reverse=True)
            values |= dict(zip(("d_SQ", "d_CD", "d_DD_hard", "d_DC", "d_DD_soft"), down, strict=True))
        if not regions.domain.contains(values):
            continue
        met += 1
        every = {n: ratio.at(values) for n, ratio in naming.values.items() if ratio.ring == regions.domain.ring}
        for _, piece in regions.pieces():
            written = [parse_condition(phrase.text) for phrase in naming.conditions(piece.conditions)]
            assert all(evaluate(condition, every) for condition in written) is piece.holds(values)
            for condition in piece.conditions:
                assert evaluate(parse_condition(naming.condition(condition).text), every) is condition.holds(values)
        if met == 40:
            break
    assert met >= 20
    for _, piece in regions.pieces():
        for group in (piece.strategies, piece.beliefs, piece.outcomes, piece.measures):
            for extent in group.values():
                for form in (*extent.low, *extent.high) if extent else ():
                    again = evaluate(parse(naming.form(form).text), every)
                    assert again == form.at(values)


def test_a_name_is_not_taken_where_it_would_be_wrong() -> None:
    regions = unilateral(PRIMITIVES, {})
    naming = Naming(regions)
    value = naming.values

    def named(left: Ratio, relation: str, right: Ratio) -> str:
        condition = compared(left, relation, right)
        assert isinstance(condition, Sign)
        return naming.condition(condition).text

    # d_CD > d_DD_soft and c_DC > c_DD_hard are assumed; nothing settles the sign of c_DC here
    assert named(value["p_D"] * value["c_DC"], "<", value["c_SQ"]) == "c_SQ > c_DC*p_D"
    assert named(value["c_DC"] - value["c_CD"], ">", value["d_CD"]) == "c_DC > c_CD + d_CD"
    # the other way round where the divisor is negative
    gap = value["c_SQ"] - value["c_DC"] + value["p_D"] * (value["c_DC"] - value["c_CD"])
    assert named(gap, ">", regions.domain.ring.number(0)) == "p_D > c_s"
    assert named(-gap, ">=", regions.domain.ring.number(0)) == "p_D <= c_s"


def test_a_definition_is_compared_with_a_number_where_no_name_fits() -> None:
    regions = unilateral(("obligation_strength", "basing_right"), {"p_D": "16/25", "p_C": "18/25"})
    naming = Naming(regions)
    _, factors = irreducible(naming.values["c_t"] - F(17, 20))
    numerator = next(factor for factor, _ in factors if len(factor.names) == 2)
    found = {naming.condition(Sign(numerator, relation)).text for relation in ("<", ">")}
    assert found == {"c_t < 0.85", "c_t > 0.85"}


def test_closed_forms_that_no_name_fits_are_written_out() -> None:
    naming = Naming(unilateral())
    p_c, p_d = naming.values["p_C"], naming.values["p_D"]
    assert naming.form(p_c + p_d - p_c * p_d).text in {"p_C + p_D - p_C*p_D", "1 - (1 - p_C)*(1 - p_D)"}
    assert naming.form(-p_c / 2).text == "-0.5*p_C"
    assert naming.form(1 / (3 * p_c**2)).text == "1/(3*p_C**2)"
    assert naming.form(p_c / (p_c + 1) ** 2 * 7).latex == r"\frac{7 \, p_C}{\left(p_C + 1\right)^{2}}"
    assert naming.form(naming.ring.number(F(2, 3))).text == "2/3"
