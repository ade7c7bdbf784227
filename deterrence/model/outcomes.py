"""What a model says about its equilibria: events, measures, named regions and claims, read and checked once.

An event is a list of beginnings of histories. `deterrence.model.measure` says what a measure is; the forms without
histories name their measures themselves (`deterrence.model.forms`). A region says what players do:
``"Player type" = "a | b"`` is the exact support, a list of such texts the supports that all belong to it; the type is
left out where there is none, and ``"Player type at label"`` tells moves apart that share their actions. A claim expects
of a measure a formula that it equals, or a relation and a formula: ``"<= p_C"``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.contested import contested
from deterrence.data import Frozen, meant
from deterrence.formula import Condition, Formula
from deterrence.games.extensive import History, InformationSet, Move
from deterrence.model.matrix import Matrix
from deterrence.model.measure import Measure, endings, read_measure
from deterrence.model.names import Names, Reader, fail
from deterrence.model.schema import Several
from deterrence.model.tree import Tree

if TYPE_CHECKING:
    from deterrence.model.model import Model

OVER = ("all", "refined")
_RELATION = re.compile(r"\s*(<=|>=|==|!=|<|>)")


@dataclass(frozen=True)
class Shape:
    """A named shape of equilibrium.

    Attributes
    ----------
    does
        At an information set, the supports that belong to the shape: tuples of actions, each in the game's order.
        In a strategic game the information set is ``InformationSet(player, "", "")``.
    where
        Conditions that must hold as well.
    """

    name: str
    does: Mapping[InformationSet, tuple[tuple[str, ...], ...]]
    where: tuple[Condition, ...]
    meaning: str


@dataclass(frozen=True)
class Test:
    """A claim, ready to be run.

    Attributes
    ----------
    at
        Values that replace defaults, definitions too. Everything else is at its default, unless `where` is given:
        then it is drawn from the declared ranges wherever the assumptions and `where` hold.
    over
        ``"all"`` equilibria, the ``"refined"`` ones, or those of a region.
    region
        The region in which these equilibria lie.
    expect
        For a measure a relation such as ``"=="`` and a formula, which must hold in each of these equilibria.
    response
        How many members promise, and how they respond, where it is not one.
    """

    __test__ = False  # not a test of pytest's

    says: str
    at: Mapping[str, Fraction]
    where: tuple[Condition, ...]
    over: str
    region: str | None
    expect: Mapping[str, tuple[str, Formula]]
    response: Several | None = None


@dataclass(frozen=True)
class Outcomes:
    """Everything a model says about its equilibria."""

    events: Mapping[str, frozenset[History]]
    measures: Mapping[str, Measure]
    regions: Mapping[str, Shape]
    claims: tuple[Test, ...]


def read_outcomes(model: Model, form: Any, names: Names, reader: Reader) -> Outcomes:
    """The events, measures, regions and claims of a model, checked against its game."""
    finite = isinstance(form, (Tree, Matrix))
    ends = endings(form) if finite else ()
    events = {name: _event(name, prefixes, ends) for name, prefixes in model.events.items()}
    measures = {}
    if isinstance(form, (Tree, Matrix)):
        for name, text in model.measures.items():
            measures[name] = read_measure(name, text, events, form, "measures", name)
    allowed = list(measures) if finite else list(form.measure_names)
    deterred = model.deters.event if model.deters is not None else None
    if deterred is not None and deterred not in (events if finite else allowed):
        what = "an event" if finite else "a measure"
        raise fail(
            f"'{deterred}' is not {what}", "deters", "event", advice=meant(deterred, events if finite else allowed)
        )
    for position, name in enumerate(model.headline):
        if name not in allowed:
            raise fail(f"'{name}' is not a measure", "headline", position, advice=meant(name, allowed))
    regions = {
        name: Shape(
            name,
            Frozen(_does(name, region.does, form)),
            tuple(reader.condition(text, "regions", name, "where", i) for i, text in enumerate(region.where)),
            region.meaning,
        )
        for name, region in model.regions.items()
    }
    claims = tuple(_claim(model, position, names, reader, allowed) for position in range(len(model.claims)))
    return Outcomes(Frozen(events), Frozen(measures), Frozen(regions), claims)


def _event(name: str, prefixes: tuple[str, ...], ends: tuple[History, ...]) -> frozenset[History]:
    found: set[History] = set()
    for position, text in enumerate(prefixes):
        start = tuple(text.split())
        below = {end for end in ends if end[: len(start)] == start}
        if not below:
            known = dict.fromkeys(" ".join(end[:depth]) for end in ends for depth in range(1, len(end) + 1))
            raise fail(
                f"no history begins with '{text}'", "events", name, position, advice=meant(" ".join(start), known)
            )
        found |= below
    if not found:
        raise fail(f"the event '{name}' is empty", "events", name, advice='write the histories in it: ["attack"]')
    return frozenset(found)


def _does(
    name: str, does: Mapping[str, tuple[str, ...]], form: Any
) -> dict[InformationSet, tuple[tuple[str, ...], ...]]:
    """What each type does, at the information sets meant."""
    result: dict[InformationSet, tuple[tuple[str, ...], ...]] = {}
    for who, alternatives in does.items():
        if not isinstance(form, (Tree, Matrix)):
            raise fail("this form has no actions", "regions", name, "does", who, advice="use 'where'")
        path = ("regions", name, "does", who)
        supports = [[action.strip() for action in text.split("|")] for text in alternatives]
        where, actions = _information_set(who, {action for support in supports for action in support}, form, path)
        for support in supports:
            for action in support:
                if action not in actions:
                    raise fail(f"'{action}' is not an action of {who}", *path, advice=meant(action, actions))
        result[where] = tuple(tuple(action for action in actions if action in support) for support in supports)
    return result


def _information_set(
    who: str, named: set[str], form: Tree | Matrix, path: tuple[str, ...]
) -> tuple[InformationSet, tuple[str, ...]]:
    """The information set that "Player", "Player type" or "Player type at label" means, and its actions."""
    head, _, sees = who.partition(" at ")
    player, _, kind = head.strip().partition(" ")
    if player not in form.players:
        raise fail(f"'{player}' is not a player", *path, advice=meant(player, form.players))
    position = form.players.index(player)
    types = form.types[position] if isinstance(form, Tree) else ("",)
    if kind not in types:
        known = [f"{player} {name}".strip() for name in types]
        raise fail(f"'{head}' is not a player with a type", *path, advice=meant(head, known))
    if isinstance(form, Matrix):
        return InformationSet(player, "", ""), form.actions[position]
    places = {
        move.sees: move.actions for move in form.moves.values() if isinstance(move, Move) and move.player == player
    }
    if not places:
        raise fail(f"{player} never moves", *path, advice="leave this line out")
    if sees:
        if sees not in places:
            raise fail(f"{player} sees no '{sees}'", *path, advice=meant(sees, places))
        return InformationSet(player, kind, sees), places[sees]
    fitting = [label for label, actions in places.items() if named <= set(actions)]
    if len(fitting) > 1:
        raise fail(f"{player} has these actions at several places", *path, advice=f'write "{who} at {fitting[-1]}"')
    if not fitting:
        every = [action for actions in places.values() for action in actions]
        stray = next((action for action in sorted(named) if action not in every), None)
        if stray is None:
            raise fail("these actions belong to different moves", *path, advice="write a line for each move")
        raise fail(f"'{stray}' is not an action of {player}", *path, advice=meant(stray, every))
    return InformationSet(player, kind, fitting[0]), places[fitting[0]]


def _claim(model: Model, position: int, names: Names, reader: Reader, measures: list[str]) -> Test:
    claim, path = model.claims[position], ("claims", position)
    known = (reader.used & names.formulas) | names.endowments
    for name, value in claim.at.items():
        if name not in known:
            raise fail(f"'{name}' is not a name that this model uses", *path, "at", name, advice=meant(name, known))
        names.check(name, value, *path, "at")
    over = [*OVER, *model.regions]
    if claim.over not in over:
        raise fail(f"'{claim.over}' is not a set of equilibria", *path, "over", advice=meant(claim.over, over))
    if claim.region is not None and claim.region not in model.regions:
        raise fail(f"'{claim.region}' is not a region", *path, "region", advice=meant(claim.region, model.regions))
    if claim.region is None and not claim.expect:
        raise fail("the claim expects nothing", *path, advice='write expect = { measure = "formula" } or a region')
    expect: dict[str, tuple[str, Formula]] = {}
    for name, text in claim.expect.items():
        if name not in measures:
            raise fail(f"'{name}' is not a measure", *path, "expect", name, advice=meant(name, measures))
        relation = _RELATION.match(text)
        rest = text[relation.end() :].strip() if relation else text
        expect[name] = (relation[1] if relation else "==", reader.formula(rest, *path, "expect", name))
    where = tuple(reader.condition(text, *path, "where", i) for i, text in enumerate(claim.where))
    if claim.contested is not None:
        points, point, side = contested(), claim.contested.point, claim.contested.side
        if point not in points:
            raise fail(f"'{point}' is not a contested point", *path, "contested", "point", advice=meant(point, points))
        if side not in points[point].sides:
            advice = meant(side, points[point].sides)
            raise fail(f"'{side}' is not a side of '{point}'", *path, "contested", "side", advice=advice)
    return Test(claim.says, claim.at, where, claim.over, claim.region, Frozen(expect), claim.response)
