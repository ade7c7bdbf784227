"""Regions of games with perfect information: backward induction over all parameters at once, every tie kept.

At every move a set of actions is played (Zermelo 1913; Kuhn 1953; Selten 1965): they must bring the mover the same, and
no other action more. Where no move before a tie depends on how it is broken, these are conditions on the parameters
alone. Where one does, they are linear in the mixture at the tie, and the shape's equilibria are a polytope.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Any

from deterrence.algebra.rational_function import Ratio
from deterrence.errors import SolverError
from deterrence.games.extensive import Chance, ExtensiveGame, History, InformationSet, Move
from deterrence.regions.cases import Branch, Cases, explore
from deterrence.regions.domain import Domain
from deterrence.regions.extents import Profile
from deterrence.regions.finite import Found, Supports, explored_games, read_family, shape_of, together
from deterrence.regions.linear import corners, covers
from deterrence.regions.mixtures import Mixture, Unknown, possible_mixture
from deterrence.regions.result import Regions
from deterrence.regions.setting import Setting
from deterrence.regions.signs import Sign, compared

MOST_PLANS = 3_000


@dataclass(frozen=True)
class Demand:
    """That a mixture brings as much as another, or at least as much: ``gap == 0`` or ``gap >= 0``."""

    gap: Mixture
    equal: bool


@dataclass(frozen=True)
class Plan:
    """What is played at every move, and what that demands.

    Attributes
    ----------
    supports
        The actions at each history.
    demands
        In the order of backward induction.
    """

    supports: Mapping[History, tuple[str, ...]]
    demands: tuple[Demand, ...] = field(default=())


def derive_backward(given: Setting) -> Regions:
    """The shapes of all subgame-perfect equilibria of a game with perfect information.

    Raises
    ------
    SolverError
        Where there are too many.
    """
    outer = explored_games(given)
    found: dict[tuple[tuple[InformationSet, tuple[str, ...]], ...], list[Branch[Found]]] = {}
    curved: list[bool] = []
    for one in outer:
        values, game = one.result
        domain = given.domain.narrowed(one.conditions) if one.conditions else given.domain
        for plan in _plans(game, domain):
            blocks = _blocks(game, plan)
            if blocks is None:
                if possible_mixture(domain, [(demand.gap, demand.equal) for demand in plan.demands]):
                    curved.append(any(sign.relation == "==" for sign in _on_parameters(plan.demands) or ()))
                continue
            supports = {place: plan.supports[histories[0]] for place, histories in game.information_sets.items()}
            branches = explore(domain, _derivation(given, values, game, plan, supports, blocks))
            found.setdefault(tuple(supports.items()), []).extend(together(one, branch) for branch in branches)
    game = outer[0].result[1]
    shapes = [shape_of(given.domain, game, dict(chosen), branches) for chosen, branches in found.items()]
    shapes.sort(key=lambda shape: sum(len(actions) > 1 for actions in shape.does.values()))
    status = "backward induction, every tie kept"
    if curved:
        status += (
            f"; {len(curved)} shapes that mix at ties on which earlier ties depend are not described, only the shapes "
            "with pure strategies, or simpler mixtures, at the same points"
        )
        if all(curved):
            status += ": they occur on boundaries only"
    if not all(piece.certain for shape in shapes for piece in shape.pieces):
        status += "; some pieces may be empty: a sign was not decided"
    return Regions(
        given.model, given.fixed, given.domain, "subgame-perfect", None,
        tuple(shape for shape in shapes if shape.pieces), not curved, status,
    )  # fmt: skip


# -- plans ------------------------------------------------------------------------------------------------------------


def _plans(game: ExtensiveGame, domain: Domain) -> Iterator[Plan]:
    """Every plan whose demands on the parameters can be met, from the last moves up."""
    everyone = tuple(names[0] for names in game.types)
    order = sorted(game.moves, key=len, reverse=True)
    ends: dict[History, tuple[Mixture, ...]] = {
        end: tuple(Mixture.of(x) for x in by_types[everyone]) for end, by_types in game.payoffs.items()
    }
    count = 0

    def extend(
        place: int, plan: Plan, worth: Mapping[History, tuple[Mixture, ...]], signs: tuple[Sign, ...]
    ) -> Iterator[Plan]:
        nonlocal count
        if place == len(order):
            count += 1
            if count > MOST_PLANS:
                raise SolverError(f"more than {MOST_PLANS} shapes: let fewer names vary, or write a shorter game")
            yield plan
            return
        history = order[place]
        move = game.moves[history]
        if isinstance(move, Chance):
            parts = [(p, worth[(*history, action)]) for action, p in move.probabilities]
            mean = tuple(
                Mixture.total(part[player].times(p) for p, part in parts) for player in range(len(game.players))
            )
            yield from extend(place + 1, plan, {**worth, history: mean}, signs)
            return
        player = game.player_index(move.player)
        for chosen in _subsets(move.actions):
            demands = _demands(move, history, player, chosen, worth)
            further = _on_parameters(demands)
            if further is None:
                continue
            fresh = tuple(sign for sign in further if sign not in signs)
            if fresh and domain.possible((*signs, *fresh)) is None:
                continue
            result = _mixed(history, chosen, worth, len(game.players), player)
            made = Plan({**plan.supports, history: chosen}, (*plan.demands, *demands))
            yield from extend(place + 1, made, {**worth, history: result}, (*signs, *fresh))

    yield from extend(0, Plan({}), ends, ())


def _subsets(actions: Sequence[str]) -> list[tuple[str, ...]]:
    return [*chain.from_iterable(combinations(actions, k) for k in range(1, len(actions) + 1))]


def _demands(
    move: Move, history: History, player: int, chosen: Sequence[str], worth: Mapping[History, tuple[Mixture, ...]]
) -> tuple[Demand, ...]:
    first = worth[(*history, chosen[0])][player]
    gaps = {action: first.minus(worth[(*history, action)][player]) for action in move.actions if action != chosen[0]}
    found = [Demand(gaps[action], True) for action in chosen[1:]]
    return (*found, *(Demand(gap, False) for action, gap in gaps.items() if action not in chosen))


def _on_parameters(demands: Sequence[Demand]) -> tuple[Sign, ...] | None:
    """The demands that no mixture enters, as conditions; None where one fails everywhere."""
    found = []
    for demand in demands:
        value = demand.gap.constant
        if value is not None:
            read = compared(value, "==" if demand.equal else ">=", value.ring.number(0))
            if read is False:
                return None
            if isinstance(read, Sign):
                found.append(read)
    return tuple(found)


def _mixed(
    history: History, chosen: Sequence[str], worth: Mapping[History, tuple[Mixture, ...]], players: int, mover: int
) -> tuple[Mixture, ...]:
    """What each player gets where these actions are mixed: the last one's probability is 1 minus the others."""
    last = worth[(*history, chosen[-1])]
    if len(chosen) == 1:
        return last
    result = []
    for player in range(players):
        parts = [last[player]]
        if player != mover:  # the mover gets the same from each
            for action in chosen[:-1]:
                parts.append(worth[(*history, action)][player].minus(last[player]).by((history, action)))
        result.append(Mixture.total(parts))
    return tuple(result)


# -- mixtures ---------------------------------------------------------------------------------------------------------

Blocks = tuple[tuple[History, ...], ...]


def _blocks(game: ExtensiveGame, plan: Plan) -> Blocks | None:
    """The mixing histories, those together whose mixtures are bound to each other; None where not all is linear.

    Histories of one block on one path make the probability of an ending a product within the block: not linear either.
    """
    blocks: list[set[History]] = [{history} for history, chosen in plan.supports.items() if len(chosen) > 1]
    for demand in plan.demands:
        if demand.gap.degree > 1:
            return None
        touched = {history for history, _ in demand.gap.unknowns}
        joined = [block for block in blocks if block & touched]
        if len(joined) > 1:
            blocks = [block for block in blocks if not block & touched] + [set().union(*joined)]
    for block in blocks:
        for history in block:
            if any(history[:depth] in block for depth in range(len(history))):
                return None
    order = {history: k for k, history in enumerate(game.moves)}
    sorted_blocks = [tuple(sorted(block, key=lambda h: order[h])) for block in blocks]
    return tuple(sorted(sorted_blocks, key=lambda block: order[block[0]]))


def _derivation(
    given: Setting,
    values: Mapping[str, Any],
    game: ExtensiveGame,
    plan: Plan,
    supports: Supports,
    blocks: Blocks,
) -> Callable[[Cases], Found]:
    """What to do in each branch for one plan."""
    def derive(cases: Cases) -> Found:
        for equal in (True, False):
            for demand in plan.demands:
                value = demand.gap.constant
                if value is not None and demand.equal is equal:
                    cases.hold(value, "==" if equal else ">=")
        factors = tuple(_factor(game, plan, block, cases) for block in blocks)
        return read_family(given, values, game, supports, factors, cases)

    return derive


def _factor(game: ExtensiveGame, plan: Plan, block: Sequence[History], cases: Cases) -> tuple[Profile, ...]:
    """The vertices of the mixtures at the histories of a block."""
    unknowns: list[Unknown] = [(history, action) for history in block for action in plan.supports[history]]
    equal: list[list[Any]] = [[-1, *(int(where == history) for where, _ in unknowns)] for history in block]
    less: list[list[Any]] = []
    for demand in plan.demands:
        if any(history in block for history, _ in demand.gap.unknowns):
            row = [demand.gap.coefficient(()), *(demand.gap.coefficient((unknown,)) for unknown in unknowns)]
            (equal if demand.equal else less).append(row)
    found = corners(equal, less, len(unknowns), cases, positive=range(len(unknowns)))
    cases.require(bool(found) and covers(found, range(len(unknowns))))
    parts = []
    for corner in found:
        part: dict[InformationSet, dict[str, Ratio]] = {}
        for (history, action), p in zip(unknowns, corner, strict=True):
            place = game.mover(history, tuple(names[0] for names in game.types))
            assert place is not None
            if p != 0:
                part.setdefault(place, {})[action] = p
        parts.append(part)
    return tuple(parts)
