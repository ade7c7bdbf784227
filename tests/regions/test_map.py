"""Maps of regions: each cell says what occurs at every point of it."""

from __future__ import annotations

from fractions import Fraction as F
from random import Random

import pytest
from handmade import NUMBERS, unilateral

import deterrence as dt
from deterrence.errors import ModelError, SolverError
from deterrence.regions.map import Label, region_map

STEADFAST = ("Steadfast Deterrence",)


def test_the_map_of_unilateral_deterrence_has_its_thresholds_as_boundaries() -> None:
    drawn = region_map(unilateral(), "p_C", "p_D")
    assert [stack.left for stack in drawn.plane.stacks] == [(0, 0), (F(1, 2), F(1, 2))]
    for stack in drawn.plane.stacks:
        heights = [drawn.plane.at(edge, F(3, 10)) for edge in stack.edges]
        assert heights == [0, F(1, 2), F(2, 3), 1]
    assert [label for label, _ in drawn.patches()] == [
        Label(("Bluff",), STEADFAST),
        Label(("Separating",), STEADFAST),
        Label(("Certain Deterrence",), ()),
        Label(("Attack",), STEADFAST),
    ]
    assert [len(places) for _, places in drawn.patches()] == [1, 2, 2, 1]


TERMS = ("obligation_strength", "basing_right")
# what varies, and which names are on the axes; terms bend the boundaries
MAPS = {
    "priors": (("p_C", "p_D"), None, "p_C", "p_D", {}),
    "turned": (("p_C", "p_D"), None, "p_D", "p_C", {}),
    "terms": (TERMS, {"p_D": "16/25", "p_C": "18/25"}, *TERMS, {}),
    "prior and term": (("obligation_strength", "p_D"), {}, "obligation_strength", "p_D", {}),
    "costs": (("war_cost_hard", "breach_cost", "p_D"), {}, "war_cost_hard", "p_D", {"breach_cost": "1/2"}),
    "the rest fixed": (("c_DC", "p_C", "p_D"), {k: v for k, v in NUMBERS.items() if k != "c_DC"}, "c_DC", "p_D",
                       {"p_C": "1/3"}),
}  # fmt: skip


@pytest.mark.parametrize("name", MAPS)
def test_a_cell_says_what_occurs_throughout_it(name: str) -> None:
    over, fixed, x, y, at = MAPS[name]
    within = {"c_DC": (F(1, 4), F(3))} if "c_DC" in over else None
    regions = unilateral(over, fixed, within=within)
    drawn = region_map(regions, x, y, at)
    assert len({label for label in drawn.labels.values() if label}) > 1
    for _, values, label in drawn.cells():
        assert (label is not None) is regions.domain.contains(values)
        if label is not None:
            assert set(label.names) == {piece.region for _, piece in regions.at(values)}
            assert label == drawn.label(values[x], values[y])
    chance, plane = Random(3), drawn.plane
    for _ in range(150):
        across, up = (low + (high - low) * F(chance.randint(1, 9999), 10_000) for low, high in (plane.x, plane.y))
        stack = next((k for k, s in enumerate(plane.stacks) if s.left[1] < across < s.right[0]), None)
        if stack is None:
            continue
        below = sum(plane.at(edge, across) < up for edge in plane.stacks[stack].edges)
        if up not in [plane.at(edge, across) for edge in plane.stacks[stack].edges]:
            assert drawn.label(across, up) == drawn.labels[stack, below - 1]


def test_the_boundary_between_named_regions_is_where_the_threshold_is() -> None:
    model = dt.load("unilateral-deterrence")
    drawn = region_map(unilateral(("obligation_strength", "p_D"), {}), "obligation_strength", "p_D")
    for x in (F(1, 7), F(1, 2), F(9, 10)):
        values = model.values(set={"obligation_strength": x})
        stack = next(s for s in drawn.plane.stacks if s.left[1] < x < s.right[0])
        heights = [drawn.plane.at(edge, x) for edge in stack.edges]
        assert values["c_s"] in heights
        assert values["c_t"] in heights


@pytest.mark.parametrize(
    ("x", "y", "at", "message"),
    [
        ("p_E", "p_D", {}, "'p_E' does not vary here\n  --> x\n   = did you mean"),
        ("p_C", "p_C", {}, "both axes are 'p_C'"),
        ("p_C", "p_D", {}, "no value is given for c_DC"),
        ("p_C", "p_D", {"c_DC": 1, "p_C": 1}, "does not vary here besides the axes"),
        ("p_C", "p_D", {"c_DC": 7}, "lies outside its range"),
    ],
)
def test_wrong_maps_are_advice(x: str, y: str, at: dict[str, int], message: str) -> None:
    fixed = {name: value for name, value in NUMBERS.items() if name != "c_DC"}
    regions = unilateral(("c_DC", "p_C", "p_D"), fixed, within={"c_DC": (0, 3)})
    with pytest.raises(ModelError, match=message):
        region_map(regions, x, y, at)


def test_a_map_without_bounds_or_without_a_point_is_refused() -> None:
    fixed = {name: value for name, value in NUMBERS.items() if name != "c_DC"}
    with pytest.raises(SolverError, match="c_DC has no bounds"):
        region_map(unilateral(("c_DC", "p_D"), fixed), "c_DC", "p_D")
    with pytest.raises(SolverError, match="nothing occurs on this map"):
        region_map(unilateral(("c_DC", "p_C", "p_D"), fixed, within={"c_DC": (-3, 3)}), "p_C", "p_D", {"c_DC": -2})
