"""Every shipped model with finitely many actions: what its map says at exact points is what the exact solver lists.

At 2,000 points a model, 50 of them in each region, 10 in each piece with inner points, 2 in each piece on a boundary.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

import pytest
from points import same_as_solver
from regions_agreement import check_point
from shares import Draw, Point

from deterrence import load
from deterrence.cells import strategic_cells
from deterrence.data import data_folder
from deterrence.errors import ModelError
from deterrence.formula import evaluate
from deterrence.games.extensive import ExtensiveGame
from deterrence.model import Model
from deterrence.regions import Regions, regions
from deterrence.regions.naming import label
from deterrence.result import Cell
from deterrence.solvers import solve

Said = dict[tuple[tuple[str, tuple[str, ...]], ...], str | None]  # the regions by what everybody does

# what varies: all primitives unless given; over all, two models have more than 1,600 pieces on boundaries, and there up
# to 225 cells a point
QUICK: dict[str, tuple[str, ...] | None] = dict.fromkeys(
    (
        "capability-transfer", "consult-first", "critical-risk", "dual-deterrence", "joint-promise",
        "mutual-trust", "paying-the-benchmark", "rudimentary-deterrence", "signing-a-pact", "tested-promises",
        "tripwire",
    )
)  # fmt: skip
SLOW: dict[str, tuple[str, ...] | None] = {
    "drawn-line": None,
    "entrapment": ("core", "breach", "side_stake", "fight_cost"),
    "exit-clause": ("strain", "breach", "leaving"),
    "fait-accompli": None,
    "leadership-change": None,
    "preventive-strike": None,
    "restraint": None,
    "theatres": None,
    "tripartite-crisis": None,
    "unilateral-deterrence": None,
}


def told(found: Regions, point: Point) -> Said:
    """What the map says."""
    here = found.at(point)
    said = {tuple(sorted(shape.does.items())): piece.region for shape, piece in here}
    assert len(said) == len(here), ("two pieces of a shape overlap", point)
    return said


def solved(found: Regions, point: Point) -> tuple[Said, Any]:
    """What the exact solver lists, with the names that the model gives to it; and its answer."""
    model = found.model
    values = model.values(set={**found.fixed, **point})
    game = model.game(values)
    answer: Any = solve(game)
    assert answer.complete
    if isinstance(game, ExtensiveGame):
        cells, form = answer.cells, answer.form
    else:
        cells, form = strategic_cells(answer), None
    # regions of a signaling game leave out last moves that are folded in; those with perfect information list them
    folded = form.folded.answers if form is not None and found.criterion else {}
    game = form.game if form is not None else game
    said: Said = {}
    for cell in cells:
        does = {
            label(game, place) if isinstance(game, ExtensiveGame) else place.player: tuple(actions)
            for place, actions in cell.support.items()
            if place not in folded
        }
        key = tuple(sorted(does.items()))
        assert key not in said
        said[key] = named(model, values, cell)
    return said, answer


def named(model: Model, values: Mapping[str, Any], cell: Cell) -> str | None:
    """The first of the model's regions that a cell is in; those that speak of a division by zero are passed over."""
    for name in model.regions:
        shape = model.shape(name)
        if all(cell.support.get(place, allowed[0]) in allowed for place, allowed in shape.does.items()):
            try:
                if all(evaluate(condition, values) for condition in shape.where):
                    return name
            except ModelError:
                continue
    return None


def agree(found: Regions, points: list[Point], boundary: list[bool]) -> None:
    """At every point the map and the solver say the same, at every tenth the ranges of measures too.

    Where the map says that families on boundaries are left out, what it lists there must be listed by the solver, and
    every pure equilibrium by the map.
    """
    for k, (point, edge) in enumerate(zip(points, boundary, strict=True)):
        ours, (theirs, answer) = told(found, point), solved(found, point)
        if edge and not found.complete:
            assert ours.items() <= theirs.items(), (point, ours.items() - theirs.items())
            ours, theirs = ({does: n for does, n in said.items() if pure(does)} for said in (ours, theirs))
        assert ours == theirs, (point, ours.items() ^ theirs.items())
        if k % 10 == 0:
            check_point(found, point) if found.criterion else same_as_solver(found, point, answer)


def pure(does: Any) -> bool:
    return all(len(actions) == 1 for _, actions in does)


def test_no_finite_model_is_left_out() -> None:
    files = {
        file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in (data_folder() / "games").glob("*.toml")
    }
    finite = {name for name, content in files.items() if content["form"] in ("extensive", "strategic")}
    assert finite == {*QUICK, *SLOW}


@pytest.mark.parametrize("name", QUICK)
def test_the_map_is_what_the_solver_lists_at_forty_points(name: str) -> None:
    found = regions(load(name), QUICK[name])
    draw = Draw(found, 11)
    drawn = draw.points(40, region=1, full=0, boundary=0)
    assert drawn.regions.keys() == set(found.names)
    assert any(drawn.edges) or not draw.curves
    agree(found, drawn.points, drawn.edges)


@pytest.mark.nightly
@pytest.mark.parametrize("name", [*QUICK, *SLOW])
def test_the_map_is_what_the_solver_lists_at_2000_points(name: str) -> None:
    found = regions(load(name), {**QUICK, **SLOW}[name])
    draw = Draw(found, 12)
    drawn = draw.points(2_000, region=50, full=10, boundary=2)
    assert len(drawn.points) >= 2_000
    assert sum(drawn.edges) >= 300 or not draw.curves
    assert all(drawn.regions[name] >= 50 for name in found.names)
    for k, piece in enumerate(draw.pieces):
        assert drawn.pieces[k] >= (10 if piece.full else 2), piece.conditions
    agree(found, drawn.points, drawn.edges)
