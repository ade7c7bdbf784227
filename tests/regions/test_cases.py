"""Rational functions, sign conditions, and computations that branch: against exact values at points."""

from __future__ import annotations

import pickle
from fractions import Fraction as F
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence import load
from deterrence.algebra.rational_function import Ratio, Ring
from deterrence.errors import ModelError, SolverError
from deterrence.formula import evaluate, parse
from deterrence.model import Model
from deterrence.regions import DERIVE
from deterrence.regions.cases import Cases, explore, simplified
from deterrence.regions.domain import Domain, Point
from deterrence.regions.reading import lifted, rational
from deterrence.regions.setting import setting
from deterrence.regions.signs import Sign, compared, sign

RING = Ring(("a", "b", "c"))
A, B, C = (RING.name(name) for name in RING.names)
UNIT = Domain(RING, {name: (F(0), F(1)) for name in RING.names})
numbers = st.fractions(min_value=-3, max_value=3, max_denominator=6)


@given(st.tuples(numbers, numbers, numbers))
@settings(deadline=None)
def test_a_ratio_is_its_value_at_every_point(point: tuple[F, F, F]) -> None:
    values = dict(zip(RING.names, point, strict=True))
    a, b, c = point
    made = (A - B) / (A * C + 1) + 2 * B / 3 - (1 - C) ** 2
    if a * c + 1 != 0:
        assert made.at(values) == (a - b) / (a * c + 1) + 2 * b / 3 - (1 - c) ** 2
    assert pickle.loads(pickle.dumps(made)) == made
    assert (made - made).constant == 0
    with pytest.raises(TypeError, match="depends on its parameters"):
        bool(made)


@given(st.tuples(numbers, numbers, numbers), st.sampled_from(["<", "<=", "==", ">=", ">", "!="]))
@settings(deadline=None)  # z3 is imported in the first
def test_a_sign_condition_says_what_the_comparison_says(point: tuple[F, F, F], relation: str) -> None:
    import z3

    values = dict(zip(RING.names, point, strict=True))
    left, right = A * B - F(2, 3), 3 * C - B / 2
    condition = compared(left, relation, right)
    assert isinstance(condition, Sign)
    x, y = left.at(values), right.at(values)
    truth = {"<": x < y, "<=": x <= y, "==": x == y, ">=": x >= y, ">": x > y, "!=": x != y}[relation]
    assert condition.holds(values) is truth
    assert condition.opposite.holds(values) is not truth
    exact = {name: z3.Q(v.numerator, v.denominator) for name, v in values.items()}
    assert z3.is_true(z3.simplify(condition.z3(exact))) is truth
    scaled = compared(5 * left, relation, 5 * right)
    assert scaled == condition
    assert str(scaled) == str(condition)


def test_conditions_are_read_over_arrays() -> None:
    import numpy as np

    grid = np.array([[0.0, 0.5], [1.0, 0.25], [0.5, 0.5]])
    condition = compared(A, "<", B * B)
    assert isinstance(condition, Sign)
    mask = condition.mask({"a": grid[:, 0], "b": grid[:, 1], "c": grid[:, 0]})
    assert mask.tolist() == [True, False, False]


def largest(cases: Cases) -> Ratio:
    reading = rational(RING, cases)
    values = {name: RING.name(name) for name in RING.names}
    found: Ratio = evaluate(parse("max(a, min(b, 1 - c)) / (1 + a)"), values, reading)
    return found


def test_the_branches_cover_the_domain_and_agree_with_the_formula_at_every_point() -> None:
    branches = explore(UNIT, largest)
    assert all(branch.certain for branch in branches)
    for point in product((F(0), F(1, 3), F(1, 2), F(2, 3), F(1)), repeat=3):
        values = dict(zip(RING.names, point, strict=True))
        here = [branch for branch in branches if all(c.holds(values) for c in branch.conditions)]
        assert here
        exact = evaluate(parse("max(a, min(b, 1 - c)) / (1 + a)"), values)
        assert {branch.result.at(values) for branch in here} == {exact}


def test_what_the_domain_settles_is_no_condition() -> None:
    (branch,) = explore(UNIT, lambda cases: cases.sign(A + B + 1))
    assert branch == type(branch)((), 1, True)
    narrow = UNIT.narrowed([condition for condition in [compared(A, ">", B)] if isinstance(condition, Sign)])
    (branch,) = explore(narrow, lambda cases: cases.compare(A * C + A, B * C + B))
    assert branch.result == 1


def test_branches_with_the_same_result_are_put_together() -> None:
    branches = explore(UNIT, lambda cases: cases.compare(A, B) >= 0)
    assert len(branches) == 2
    assert {str(condition) for branch in branches for condition in branch.conditions} == {"a >= b", "a < b"}


def test_too_many_branches_end_in_advice() -> None:
    def derive(cases: Cases) -> tuple[int, ...]:
        return tuple(cases.compare(k * A + B, C + F(k, 7)) for k in range(20))

    with pytest.raises(SolverError, match="let fewer names vary"):
        explore(UNIT, derive, most=20)


def test_conditions_that_others_imply_are_left_out() -> None:
    conditions = [sign(RING, (A - B).above, ">"), sign(RING, (B - C).above, ">"), sign(RING, (A - C).above, ">")]
    kept = simplified(UNIT, [condition for condition in conditions if isinstance(condition, Sign)])
    assert len(kept) == 2
    assert {str(condition) for condition in kept} == {"a > b", "b > c"}


def test_a_system_without_solution_is_proved_so() -> None:
    above, below = compared(A * A + B * B, ">", 2 * A * B), compared(A, "==", B)
    assert isinstance(above, Sign)
    assert isinstance(below, Sign)
    assert UNIT.possible([above, below]) is None
    found = UNIT.possible([above])
    assert isinstance(found, Point)
    assert found.values is not None
    assert above.holds(found.values)


def test_unilateral_deterrence_is_set_from_its_file_alone() -> None:
    model = load("unilateral-deterrence")
    given = setting(model)
    assert "p_D" in given.over
    assert "prize" not in given.over
    cutpoint = explore(given.domain, lambda cases: given.values(cases)["c_s"])
    assert len(cutpoint) == 1
    values = {name: F(1, 2) for name in given.over} | {"c_SQ": F(0), "c_DC": F(1), "c_CD": F(-1)}
    assert cutpoint[0].result.at(values) == F(1, 2)
    game = explore(given.domain, lambda cases: given.game(cases).players)
    assert game[0].result == ("Challenger", "Defender")


def test_lifted_numbers_are_constants() -> None:
    assert lifted(RING, {"x": F(2, 3)})["x"].constant == F(2, 3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"over": ["p_E"]}, "'p_E' is not a name of this model"),
        ({"over": ["p_D"], "at": {"p_D": "1/2"}}, "both varied and fixed"),
        ({"over": []}, "no name varies"),
        ({"over": ["p_D"], "within": {"p_D": ("1/2", "2")}}, "the range of p_D is 1/2 to 2"),
        ({"over": ["p_D"], "within": {"p_D": ("1/2", "1/3")}}, "the range of p_D is 1/2 to 1/3"),
        ({"over": ["p_D"], "within": {"p_C": (0, 1)}}, "'p_C' does not vary"),
        ({"over": ["p_D"], "at": {"stake": 99}}, "stake"),
        ({"over": ["p_D"], "where": ["prize > 5"]}, "fails everywhere"),
    ],
)
def test_wrong_settings_are_advice(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        setting(load("unilateral-deterrence"), **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("relation", ["<", "<=", "==", ">=", ">", "!="])
def test_what_is_held_is_one_condition_and_says_what_the_sign_says(relation: str) -> None:
    def held(cases: Cases) -> bool:
        cases.hold(C * (A - B), relation)  # C is not negative: only where it may vanish is a second factor open
        return True

    positive = UNIT.narrowed([condition for condition in [compared(C, ">", F(0))] if isinstance(condition, Sign)])
    (branch,) = explore(positive, held)
    assert [condition.relation for condition in branch.conditions] == [relation]
    for domain in (UNIT, positive):
        branches = explore(domain, held)
        for point in product((F(0), F(1, 2), F(1)), repeat=3):
            values = dict(zip(RING.names, point, strict=True))
            if not domain.contains(values):
                continue
            x = values["c"] * (values["a"] - values["b"])
            truth = {"<": x < 0, "<=": x <= 0, "==": x == 0, ">=": x >= 0, ">": x > 0, "!=": x != 0}[relation]
            assert any(all(c.holds(values) for c in found.conditions) for found in branches) is truth


def test_what_is_held_may_be_split_later() -> None:
    def derive(cases: Cases) -> int:
        cases.hold(A - B, ">=")
        return cases.compare(A, B)

    branches = {branch.result: [str(c) for c in branch.conditions] for branch in explore(UNIT, derive)}
    assert branches == {1: ["a > b"], 0: ["a == b"]}


def test_a_definition_on_which_the_game_does_not_rest_is_left_out_where_it_divides_by_zero() -> None:
    model = load("signing-a-pact")
    changed = Model(**{**model.content, "assume": {}})
    made = setting(changed, ["distance", "value_weight"])
    found = {branch.conditions: "patron_weight" in branch.result for branch in explore(made.domain, made.values)}
    assert {str(c): kept for conditions, kept in found.items() for c in conditions} == {
        "distance > 0": True,
        "distance == 0": False,
    }


def test_a_contradiction_of_a_few_answers_for_all_that_have_them_among_others() -> None:
    """What z3 says contradicts is a contradiction by itself, and is not asked again."""
    domain = Domain(RING, {name: (F(0), F(1)) for name in RING.names})

    def meet(*wanted: tuple[Ratio, str, Ratio | F]) -> list[Sign]:
        found = [compared(left, relation, RING.number(0) + right) for left, relation, right in wanted]
        return [condition for condition in found if isinstance(condition, Sign)]

    few = meet((A * B, ">", C), (C, ">", A))
    assert domain.possible([*few, *meet((B, ">", F(1, 3)), (A, "<", F(1, 2)))]) is None
    ((core,),) = domain._empty.values()
    assert core == frozenset(few)
    fresh = Domain(RING, domain.ranges)
    assert fresh.possible(core) is None
    steps = 1  # too few for z3: the answer is known
    assert domain.possible([*few, *meet((B, ">", F(1, 2)))], steps=steps) is None
    assert domain.possible(meet((A, ">", F(1, 2)), (B, ">", F(1, 2)))) is not None


def test_given_conditions_hold_in_every_branch() -> None:
    above = compared(A, ">=", B)
    assert isinstance(above, Sign)
    branches = explore(UNIT, lambda cases: (cases.compare(A, B), cases.within(C - A, frozenset((0, 1)))), given=[above])
    assert {branch.result for branch in branches} == {(0, True), (0, False), (1, True), (1, False)}
    for branch in branches:
        assert UNIT.implied(above, branch.conditions)
        (own,) = [condition for condition in branch.conditions if condition.polynomial == above.polynomial]
        assert str(own) == ("a == b" if branch.result[0] == 0 else "a > b")


def test_a_derivation_that_takes_too_long_is_ended_with_advice() -> None:
    asked = setting(load("rudimentary-deterrence"))
    with asked.domain.within_time(-1), pytest.raises(SolverError, match="let fewer names vary"):
        DERIVE["extensive"](asked)
    with asked.domain.within_time(60):
        inner = asked.domain.narrowed([])
        inner.check_time()
        with inner.within_time(-1), pytest.raises(SolverError, match="let fewer names vary"):
            explore(inner, lambda cases: cases.sign(inner.ring.name(inner.ring.names[0])))
        asked.domain.check_time()
    assert DERIVE["extensive"](asked).complete  # nothing is left of the interruption
