"""What regions have no closed form for is named, and nobody proves or refutes anything of it."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

import deterrence as dt
from deterrence.errors import ModelError, SolverError
from deterrence.prove.proof import CONDITIONAL, PROVED, UNKNOWN
from deterrence.regions import regions
from deterrence.solvers import solve

# the measures of each model that are not derived, and how many are
MISSING = {
    "burden-sharing": (("alpha",), {"neutrality", "gini", "break_even"}),
    "moral-hazard": (("balance",), {"critical insurance", "insurance gap"}),
    "audience-costs": (("prize",), {"E[duration]", "P(back down)[Challenger]", "P(back down)[Patron]"}),
    "pact-monitoring": (("keep_value",), {"punishment length", "suspension payoff"}),
    "burden-window": (("delta",), set()),
    "tripwire": (("stake",), set()),
    "unilateral-deterrence": (("p_C",), set()),
    "ratification": (("benefit",), {"equilibria"}),
}


@pytest.mark.parametrize("name", MISSING)
def test_every_measure_is_derived_or_named(name: str) -> None:
    over, missing = MISSING[name]
    found = regions(dt.load(name), over)
    assert {one.partition("[")[0] if one.startswith("break") else one for one in found.not_derived()} == missing
    assert ("not derived: " in found.status) is bool(missing)
    for one in missing:
        assert one.partition("[")[0] in found.status
    model = found.model
    point = {one: model.values()[one] for one in over}
    here = found.at(point)
    if model.form in ("strategic", "extensive"):
        names = set(model.measures)
    else:
        names = {*model.measured(model.values(), solve(model.game(model.values())))}
    for _, piece in here:
        known = {one for one in names if not one.endswith(("[1]", "[2]", "[3]"))}
        assert known == {*piece.measures, *found.not_derived(piece)}


@pytest.mark.parametrize(
    ("name", "statement", "over"),
    [
        ("burden-sharing", 'most "gini" <= 1', "alpha"),
        ("burden-sharing", 'most "neutrality" rises in alpha', "alpha"),
        ("moral-hazard", 'least "insurance gap" <= 1', "balance"),
        ("audience-costs", 'most "E[duration]" >= 0', "prize"),
        ("pact-monitoring", 'most "punishment length" >= 1', "keep_value"),
    ],
)
def test_nothing_is_decided_of_what_has_no_closed_form(name: str, statement: str, over: str) -> None:
    found = dt.prove(dt.load(name), statement, over=[over], points=2)
    assert found.status == UNKNOWN
    assert "has no closed form in this model: ask `solve` for it at values" in found.reason
    with pytest.raises(ModelError, match="there is no measure"):
        dt.prove(dt.load(name), 'most "ginny" <= 1', over=[over], points=2)


def test_statics_name_what_they_leave_out() -> None:
    model = dt.load("burden-sharing")
    found = dt.statics(model, over=["alpha"], measures=["G"])
    assert "gini" in found.not_derived
    assert "nothing is said of: neutrality, gini" in found._repr_html_()
    with pytest.raises(SolverError, match="'gini' has no closed form in this model: ask `solve`"):
        dt.statics(model, over=["alpha"], measures=["gini"])


def test_the_level_at_its_ends_is_derived_and_the_solver_agrees() -> None:
    found = regions(dt.load("joint-products"), ["phi"])
    for k in range(13):
        phi = F(k, 12)
        model = found.model
        exact = solve(model.game(model.values(set={"phi": phi}))).measures
        for _, piece in found.at({"phi": phi}):
            for name in ("G_least", "G_most", *(one for one in exact if one.startswith("burden_most"))):
                extent = piece.measures[name]
                assert extent is not None
                assert extent.at({"phi": phi}) == (exact[name].minimum, exact[name].maximum)


def test_an_action_that_is_not_played_has_probability_zero() -> None:
    """The challenger holds in Deterred: that it attacks for sure was once called proved, for nothing was said there."""
    tripwire = dt.load("tripwire")
    found = dt.prove(tripwire, 'most "Challenger: attack" >= 1', points=40)
    assert found.status == CONDITIONAL
    assert found.counterexample is not None
    assert found.counterexample.left == "0"
    within = "when c_war < 0 and d_war > d_abandon"
    assert dt.prove(tripwire, f'most "Challenger: attack" = 0 {within}', points=20).status == PROVED
    assert dt.prove(dt.load("mutual-trust"), 'least "First: arm" = 0', points=20).status == PROVED
    with pytest.raises(ModelError, match="did you mean 'Challenger: attack'"):
        dt.prove(tripwire, 'most "Challenger: atack" = 0', points=2)


def test_a_measure_that_divides_by_zero_is_undefined_and_the_equilibrium_stays() -> None:
    """Where everybody holds, how many of the challengers fight divides by 0; the equilibrium is one all the same."""
    one = dt.load("salami-tactics")
    sections = {name: getattr(one, name) for name in type(one).model_fields if name in one.model_fields_set}
    measures = {**one.measures, "P(half | war)": "(1 - b_star/greed)/2/(1 - b_star/greed)"}
    found = regions(dt.Model(**{**sections, "measures": measures}), ["response"])
    for response in (F(1, 4), F(1, 2), F(4)):
        here = found.at({"response": response})
        assert here
        for _, piece in here:
            values = found.model.values(set={"response": response})
            exact = found.model.measured(values, solve(found.model.game(values)))["P(half | war)"]
            extent = piece.measures["P(half | war)"]
            assert (extent is None) is (exact.minimum is None)
            assert extent is None or extent.at({"response": response})[0] == exact.minimum
