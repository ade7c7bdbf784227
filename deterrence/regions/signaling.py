"""Every equilibrium shape of a parametric signaling game, by the mathematics of `deterrence.solvers.signaling`.

For each exact support the equilibria are a product of two polytopes whose rows are functions of the parameters
(`deterrence.regions.signaling_shapes`). Their vertices are found branch by branch; at a point of the domain the shapes
whose pieces hold there are exactly the supports that the solver lists there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from deterrence.errors import SolverError
from deterrence.regions.branches import Branch, merged
from deterrence.regions.cases import Cases, explore, simplified
from deterrence.regions.domain import Domain, Point
from deterrence.regions.extents import measure_extents, outcome_extents
from deterrence.regions.laws import Laws
from deterrence.regions.naming import label, region_of, shape_name
from deterrence.regions.pieces import inner_point
from deterrence.regions.result import Extent, Piece, Regions, Shape
from deterrence.regions.setting import Setting
from deterrence.regions.signaling_parts import Parts
from deterrence.regions.signaling_shapes import Found, Sets, Support, answers, supports
from deterrence.regions.signaling_values import beliefs, grid_of, strategies, supports_by_place
from deterrence.solvers.signaling_form import SignalingForm, signaling_form

if TYPE_CHECKING:
    from deterrence.model import Model

CONCEPT, CRITERION = "perfect-bayesian", "d1"
HOW = "every support of a signaling game, its polytopes by double description with the signs of parameters"


@dataclass(frozen=True)
class Start:
    """The game in a branch: the function behind every name, and its signaling form, or why it has none."""

    values: Mapping[str, Any]
    form: SignalingForm | None
    refused: str = ""


@dataclass(frozen=True)
class Content:
    """What a piece says."""

    region: str | None
    strategies: Mapping[str, Extent]
    beliefs: Mapping[str, Extent]
    outcomes: Mapping[str, Extent]
    measures: Mapping[str, Extent | None]
    survives: Mapping[str, bool | None]


def derive_signaling(given: Setting) -> Regions:
    """The regions of a model whose game is a signaling game once its strict last moves are folded in.

    Raises
    ------
    SolverError
        Where it is one nowhere in the domain.
    """
    branches = explore(given.domain, lambda cases: _start(given, cases))
    shapes: dict[str, tuple[Mapping[str, tuple[str, ...]], list[Piece]]] = {}
    refused = [branch for branch in branches if branch.result.form is None]
    if len(refused) == len(branches):
        raise SolverError(refused[0].result.refused if refused else "the domain is empty: check `within` and `where`")
    for branch in branches:
        form = branch.result.form
        if form is None:
            continue
        parts, laws = Parts(given.domain, branch.conditions, form), Laws(form.game)
        allowed = [_rationalizable(parts, s) for s in range(len(form.signals))]
        for support in supports(form, allowed):
            by_place = supports_by_place(form, support)
            does = {label(form.game, place): actions for place, actions in by_place.items()}
            _, pieces = shapes.setdefault(shape_name(by_place), (does, []))
            contents = []
            for found in parts.found(support):
                derive = partial(_content, given.model, branch.result, laws, support, *found.result)
                inside = parts.explore(derive, found.conditions)
                contents += [replace(one, certain=one.certain and found.certain and branch.certain) for one in inside]
            pieces += [_piece(given.domain, one) for one in merged(contents)]
    listed = [Shape(name, does, tuple(pieces)) for name, (does, pieces) in shapes.items()]
    certain = all(piece.certain for shape in listed for piece in shape.pieces)
    status = HOW if certain else f"{HOW}; some pieces may be empty, which was not decided"
    if refused:
        where = "; or ".join(" and ".join(map(str, branch.conditions)) for branch in refused)
        status += f". Not worked out where {where}: {refused[0].result.refused}"
    return Regions(
        given.model,
        given.fixed,
        given.domain,
        CONCEPT,
        CRITERION,
        tuple(sorted(listed, key=lambda shape: not shape.pieces)),
        complete=not refused,
        status=status,
    )


def _start(given: Setting, cases: Cases) -> Start:
    values = given.values(cases)
    game = given.game(cases)
    try:
        form = signaling_form(game, lambda x: x, lambda x, y: cases.compare(x, y) > 0)
    except SolverError as refused:
        return Start(values, None, str(refused))
    return Start(values, form)


def _rationalizable(parts: Parts, s: int) -> list[Sets]:
    """The answers to a signal that are best at some belief, somewhere in the domain."""
    if parts.form.ends(s):
        return [((0,),) * len(parts.form.receiver_types)]
    return [played for played in answers(parts.form, s) if parts.held(s, played)]


def _content(
    model: Model,
    start: Start,
    laws: Laws,
    support: Support,
    found: Found,
    survives: Mapping[str, bool | None],
    cases: Cases,
) -> Content:
    form = start.form
    assert form is not None
    by_place = supports_by_place(form, support)
    by_place |= {place: (action,) for place, action in form.folded.answers.items()}
    region = region_of(model, start.values, by_place, cases)
    grid = grid_of(form, found, cases)
    asked = {name: model.measure(name) for name in model.measures}
    return Content(
        region,
        strategies(form, support, grid, cases),
        beliefs(form, support, found, cases),
        outcome_extents(laws, grid, cases),
        measure_extents(laws, grid, asked, cases),
        survives,
    )


def _piece(domain: Domain, branch: Branch[Content]) -> Piece:
    conditions = simplified(domain, branch.conditions)
    within = inner_point(domain, conditions)
    point = within if isinstance(within, Point) and within.values else domain.possible(conditions)
    what = branch.result
    return Piece(
        conditions,
        what.region,
        what.strategies,
        what.beliefs,
        what.outcomes,
        what.measures,
        what.survives,
        witness=point.values if isinstance(point, Point) else None,
        full=within is not None,
        certain=branch.certain and isinstance(point, Point),
    )
