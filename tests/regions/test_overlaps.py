"""How regions lie to each other, where it can be read off the inequalities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from handmade import unilateral

from deterrence import load
from deterrence.model import Model
from deterrence.regions import regions
from deterrence.regions.overlaps import empty, overlaps


def chooser(where: Mapping[str, tuple[str, str, str]]) -> Model:
    """Two players, each alone with her choice; regions by what the first does and a condition."""
    payoffs = {"a c": ("x", "y"), "a d": ("x", "0"), "b c": ("0", "y"), "b d": ("0", "0")}
    numbers: dict[str, Any] = {
        name: {"range": [-1, 1], "default": 0, "meaning": "payoff", "unit": "utility"} for name in "xy"
    }
    return Model(
        format=1, form="strategic", title="Two choices", status="canonical form", players=["One", "Two"],
        parameters=numbers, actions={"One": ["a", "b"], "Two": ["c", "d"]},
        payoffs={end: {"One": one, "Two": two} for end, (one, two) in payoffs.items()},
        regions={
            name: {"does": {"One": one, "Two": two}, "where": [condition] if condition else [], "meaning": name}
            for name, (one, two, condition) in where.items()
        },
    )  # fmt: skip


def test_regions_that_share_a_boundary_meet_there() -> None:
    found = regions(chooser({"AC": ("a", "c", ""), "BC": ("b", "c", ""), "Never": ("a", "c", "x < -1/2")}))
    kinds = {(pair.one, pair.other): pair.kind for pair in overlaps(found) if pair.certain}
    assert kinds["AC", "BC"] == "meet"
    (pair,) = [pair for pair in overlaps(found) if (pair.one, pair.other) == ("AC", "BC")]
    assert pair.witness is not None
    assert pair.witness["x"] == 0
    assert empty(found) == ("Never",)


@pytest.mark.parametrize(("loss", "kind"), [("x + 1", "coincide"), ("x", "overlap")])
def test_equilibria_of_a_game_of_coordination_lie_over_each_other(loss: str, kind: str) -> None:
    payoffs = {"a a": "1", "a b": "-1", "b a": "-1", "b b": loss}
    model = Model(
        format=1, form="strategic", title="Together", status="canonical form", players=["One", "Two"],
        parameters={"x": {"range": [-2, 2], "default": 0, "meaning": "payoff", "unit": "utility"}},
        actions={"One": ["a", "b"], "Two": ["a", "b"]},
        payoffs={end: {"One": value, "Two": value} for end, value in payoffs.items()},
        regions={
            "A": {"does": {"One": "a", "Two": "a"}, "where": ["x >= 0" if loss == "x" else "x >= -2"], "meaning": "a"},
            "B": {"does": {"One": "b", "Two": "b"}, "where": ["x <= 1" if loss == "x" else "x >= -2"], "meaning": "b"},
        },
    )  # fmt: skip
    found = regions(model)
    kinds = {(pair.one, pair.other): pair.kind for pair in overlaps(found)}
    assert kinds["A", "B"] == kind


def test_a_region_lies_within_several_pieces_of_another_together() -> None:
    from deterrence.regions.overlaps import covered
    from deterrence.regions.signs import Sign, compared

    found = regions(chooser({}))
    x, y = (found.domain.ring.name(name) for name in "xy")
    number = found.domain.ring.number

    def sign(left: Any, relation: str, right: Any) -> Sign:
        made = compared(left, relation, right if not isinstance(right, int) else number(right))
        assert isinstance(made, Sign)
        return made

    halves = [(sign(x, "<=", y),), (sign(x, ">=", y),)]
    assert covered(found.domain, [sign(x, ">", 0)], list(halves))
    assert not covered(found.domain, [sign(x, ">", 0)], halves[:1])
    assert not covered(found.domain, [sign(x, ">", 0)], [(sign(x, "<", y),), (sign(x, ">", y),)])


def test_d1_leaves_one_region_of_unilateral_deterrence() -> None:
    found = unilateral()
    both = {frozenset((pair.one, pair.other)) for pair in overlaps(found) if pair.kind != "meet"}
    assert frozenset(("Steadfast Deterrence", "Bluff")) in both
    refined = overlaps(found, over="refined")
    assert refined
    assert all(pair.kind == "meet" and pair.certain for pair in refined)


def test_every_equilibrium_of_mutual_trust_occurs_everywhere() -> None:
    assert {pair.kind for pair in overlaps(regions(load("mutual-trust")))} == {"coincide"}
