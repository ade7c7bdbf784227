"""Propositions decided: what is known of unilateral deterrence, from the model file alone, and what is not decided."""

from __future__ import annotations

from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.rational_function import Ring
from deterrence.errors import ModelError
from deterrence.prove import prove
from deterrence.prove.exactly import Solver
from deterrence.prove.oracle import Oracle
from deterrence.prove.proof import CONDITIONAL, PROVED, REFUTED, UNKNOWN, Proof
from deterrence.prove.queries import systems
from deterrence.prove.question import read_question
from deterrence.prove.systems import System
from deterrence.regions.signs import Sign, compared

UNILATERAL = dt.load("unilateral-deterrence")
# Zagare and Kilgour's game with c_s = 1/2, c_t = 2/3 and d_n = 1/2
NUMBERS = {
    "c_SQ": 0, "c_DC": 1, "c_DD_hard": "-1/2", "c_CD": -1, "c_DD_soft": -2,
    "d_SQ": 1, "d_CD": "1/2", "d_DD_hard": "-1/5", "d_DC": "-1/2", "d_DD_soft": "-3/2",
}  # fmt: skip
PRIORS = ("p_C", "p_D")


def decided(text: str, points: int = 4, **more: object) -> Proof:
    options: dict[str, object] = {"over": PRIORS, "at": NUMBERS} | more
    return prove(UNILATERAL, text, points=points, **options)  # type: ignore[arg-type]


# over both priors, at those numbers
ANSWERS = (
    ('most "P(war)" over "Bluff" = p_C*c_s', PROVED),
    ('most "P(war)" over "Bluff" does not change in p_D', PROVED),
    ('most "P(war)" over "Bluff" rises in p_C', PROVED),
    ('exists "Steadfast Deterrence" and exists "Bluff" when p_D < c_s and p_C < d_n', PROVED),
    ('no "Steadfast Deterrence" over refined', PROVED),
    ('most "P(challenge)" over refined never rises in p_D', PROVED),
    ('most "P(challenge)" over refined falls in p_D', REFUTED),
    ('most "P(war)" over refined never rises in p_D', REFUTED),
    ('only "Bluff" over refined exactly when p_D < c_s and p_C < d_n', PROVED),
    ('2*most "P(war)" over refined - least "P(war)" over refined >= most "P(war)" over refined', PROVED),
    ('most "P(war)" over refined at (p_D = p_D/2) <= p_C*c_s', PROVED),
    ('most "P(war)" over refined at (p_D = p_D/2) < p_C*c_s', CONDITIONAL),
    ("some equilibrium over refined", PROVED),
    ("no equilibrium over refined", REFUTED),
    ("deters in some", PROVED),
    ("deters in every over refined when p_D > c_t", PROVED),
    ("deters in none over refined when p_D < c_t", PROVED),
    ("deters in none when p_D < c_t", REFUTED),
    ("unique outcome over refined when p_D > c_t", PROVED),
    ('most "initiate deny press" over "Bluff" = p_C*c_s', PROVED),
    ('least "Challenger hard: initiate" over "Bluff" = 1', PROVED),
    ("c_s + c_t = 7/6", PROVED),
)


@pytest.mark.parametrize(("text", "status"), ANSWERS)
def test_answers(text: str, status: str) -> None:
    proof = decided(text)
    assert proof.status == status, proof
    if status == PROVED:
        assert proof.tested == 4
        assert proof.second[0] == proof.second[1]
    if status == REFUTED:
        assert proof.counterexample is not None
        assert not proof.counterexample.holds


CONDITIONS = (
    ("deters in every over refined", "p_D > c_t"),
    ("unique outcome", "p_D > c_t"),
    ('most "P(war)" over refined <= 1/4', "p_D > c_t or p_D < c_s and p_C < d_n or p_C*p_D <= 1/4"),
)


@pytest.mark.parametrize(("text", "known"), CONDITIONS)
def test_the_region_is_the_one_the_solver_finds(text: str, known: str) -> None:
    proof = decided(text)
    assert proof.status == CONDITIONAL
    assert proof.holds
    assert proof.fails
    assert [witness.holds for witness in proof.witnesses] == [True, False]
    solver = Solver(read_question(UNILATERAL, text, over=PRIORS, at=NUMBERS))
    seen = set()
    for k in range(1, 12, 2):
        for j in range(1, 12, 2):
            point = {"p_C": Fraction(k, 12), "p_D": Fraction(j, 12)}
            inside = any(all(sign.holds(point) for sign in conditions) for conditions in proof.holds)
            outside = any(all(sign.holds(point) for sign in conditions) for conditions in proof.fails)
            assert inside is not outside
            assert solver.said(point).word == ("true" if inside else "false")
            seen.add(inside)
    assert seen == {True, False}


def test_a_counterexample_is_solved_again() -> None:
    proof = decided('most "P(war)" over refined <= 1/4')
    found = proof.counterexample
    assert found is not None
    assert found.certified
    values = UNILATERAL.values(set={**NUMBERS, **found.values})
    assert dict(found.everything) == values
    most = dt.verdict(UNILATERAL, set={**NUMBERS, **found.values}).reading.refined_measures["P(war)"].maximum
    assert str(most) == found.left
    assert most > Fraction(1, 4)


def test_a_monotone_statement_is_refuted_by_two_points() -> None:
    found = decided('most "P(war)" over refined never rises in p_D').counterexample
    assert found is not None
    assert found.other is not None
    assert found.other["p_D"] > found.values["p_D"]
    assert found.other["p_C"] == found.values["p_C"]
    assert Fraction(found.right) > Fraction(found.left)


def test_what_speaks_of_no_point_is_not_proved() -> None:
    for text in ('most "P(war)" over "Sure Resistance" = 7', "p_C < 0 when p_C > 2"):
        proof = decided(text)
        assert proof.status == UNKNOWN
        assert "it speaks of no point" in proof.reason


def test_where_a_quantity_is_undefined_nothing_is_said() -> None:
    assert decided('most "P(war | challenge)" over refined <= 1').status == PROVED
    assert decided("deters in every over refined when p_D > c_t").undefined is None


def test_over_all_the_payoffs() -> None:
    proof = prove(UNILATERAL, 'most "P(war)" over "Bluff" = p_C*c_s', points=5)
    assert proof.status == PROVED
    assert set(proof.over) >= {"c_SQ", "c_DC", "d_DD_soft", "p_C", "p_D"}
    # on the edge where a Soft defender is indifferent Steadfast Deterrence survives: never refused by D1 for free
    proof = prove(UNILATERAL, 'no "Steadfast Deterrence" over refined', points=5)
    assert proof.status == CONDITIONAL
    assert proof.fails is not None
    assert all("d_DC == d_DD_soft" in [str(sign) for sign in conditions] for conditions in proof.fails)


def test_pacts_side_by_side() -> None:
    text = 'most "P(challenge)" over refined under {} <= most "P(challenge)" over refined under "no pact"'
    options = {"over": ("p_D",), "world": "baseline"}
    proof = prove(UNILATERAL, text.format("nato-1949"), points=5, **options)  # type: ignore[arg-type]
    assert proof.status == PROVED, proof
    turned = 'most "P(challenge)" over refined under "no pact" <= most "P(challenge)" over refined under nato-1949'
    proof = prove(UNILATERAL, turned, points=5, **options)  # type: ignore[arg-type]
    assert proof.status == CONDITIONAL, proof


def test_the_same_answer_each_time() -> None:
    first, second = (decided('most "P(war)" over refined <= 1/4').to_dict() for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('most "P(wr)" <= 1', "P(war)"),
        ('most "P(war)" <= x', "x"),
        ('most "P(war)" rises in p_E', "p_E"),
        ('most "P(war)" under nowhere-1900 <= 1', "nowhere-1900"),
        ('most "P(war)" of no-model <= 1', "no-model"),
        ('exists "Bluf"', "Bluff"),
        ("deters in every at (x = 1)", "'x'"),
    ],
)
def test_unknown_names(text: str, word: str) -> None:
    with pytest.raises(ModelError) as caught:
        decided(text)
    assert word in str(caught.value)


def test_what_z3_does_not_decide_is_unknown() -> None:
    asked = read_question(UNILATERAL, 'most "P(war)" over refined never rises in p_D', over=PRIORS, at=NUMBERS)
    oracle = Oracle(asked.base.domain, steps=10)
    answers = [oracle.solutions(system) for system in systems(asked).false]
    assert None in answers
    assert oracle.undecided
    oracle = Oracle(asked.base.domain, limit=0)
    assert [oracle.solutions(system) for system in systems(asked).false] == [None] * len(answers)


def test_a_form_without_regions_is_unknown() -> None:
    proof = prove(dt.load("crisis-signaling"), 'most "P(war)" <= 1')
    assert proof.status == UNKNOWN
    assert proof.reason


def test_the_demand_of_the_tripartite_crisis_is_not_monotone() -> None:
    """The likelier realignment is, the rarer demands are at first; then they jump (Zagare and Kilgour 2003)."""
    numbers = {
        "c_SQ": 0, "c_PL": "2/5", "c_PR": "9/10", "c_CC": "-3/5", "c_W_hard": "-3/10", "c_W_soft": "-6/5",
        "d_SQ": 1, "d_CC": "3/5", "d_PL": "-1/5", "d_PR": -1, "d_W_hard": "-3/5", "d_W_soft": "-8/5",
        "p_C": "9/20", "p_D": "11/20",
    }  # fmt: skip
    for direction in ("rises", "falls"):
        text = f'most "P(challenge)" over refined never {direction} in p_R'
        proof = prove(dt.load("tripartite-crisis"), text, over=["p_R"], at=numbers, points=5)
        assert proof.status == REFUTED, proof
        found = proof.counterexample
        assert found is not None
        assert (Fraction(found.right) > Fraction(found.left)) is (direction == "rises")


def test_of_a_conjunction_each_part_moves_its_own_name_alone() -> None:
    """P(war) = p_C*c_s in Bluff falls and rises with p_C as it must, whatever p_D does meanwhile."""
    both = 'most "P(war)" over "Bluff" does not change in p_D and most "P(war)" over "Bluff" never falls in p_C'
    proof = prove(UNILATERAL, both, over=PRIORS, at=NUMBERS, points=20)
    assert proof.status == PROVED, proof
    assert proof.tested == 20
    wrong = prove(UNILATERAL, both.replace("never falls", "never rises"), over=PRIORS, at=NUMBERS, points=20)
    assert wrong.status == REFUTED, wrong
    found = wrong.counterexample
    assert found is not None
    assert found.other is not None
    assert [name for name in PRIORS if found.other[name] != found.values[name]] == ["p_C"]
    assert Fraction(found.right) > Fraction(found.left)


def test_systems_that_contradict_themselves_are_left_out_and_no_others() -> None:
    ring = Ring(("x", "y"))
    x, y = ring.name("x"), ring.name("y")
    zero = ring.number(0)
    positive, negative, least = compared(x, ">", zero), compared(x, "<", zero), compared(x, ">=", zero)
    other = compared(y, "<=", zero)
    assert all(isinstance(one, Sign) for one in (positive, negative, least, other))
    assert System((positive, negative)).settled is None
    assert System((positive, least)).settled == System((positive,))
    assert System((positive,), ((least,),)).settled is None
    assert System((positive,), ((negative, other),)).settled == System((positive,))
    assert System((positive,), ((least, other),)).settled == System((positive,), ((other,),))
    assert System((least,), ((positive,),)).settled == System((least,), ((positive,),))
