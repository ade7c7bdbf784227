"""Regions of games with perfect information: backward induction over all parameters at once, every tie kept.

At every move a set of actions is played (Zermelo 1913; Kuhn 1953; Selten 1965): they must bring the mover the same, and
no other action more. Where no move before a tie depends on how it is broken, these are conditions on the parameters
alone. Where one does, they are linear in the mixture at the tie, and the shape's equilibria are a polytope.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from deterrence.algebra.rational_function import Ratio
from deterrence.games.extensive import ExtensiveGame, History, InformationSet
from deterrence.regions.branches import Branch
from deterrence.regions.cases import Cases, explore
from deterrence.regions.finite import Found, Supports, explored_games, read_family, shape_of, together
from deterrence.regions.laws import Laws, Profile
from deterrence.regions.linear import corners, covers
from deterrence.regions.mixtures import Demand, Unknown, possible_mixture
from deterrence.regions.plans import Plan, plans
from deterrence.regions.result import Regions
from deterrence.regions.setting import Setting


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
        laws = Laws(game)
        domain = given.domain.narrowed(one.conditions) if one.conditions else given.domain
        for plan in plans(game, domain):
            supports = {place: plan.supports[histories[0]] for place, histories in game.information_sets.items()}
            listed = found.setdefault(tuple(supports.items()), [])
            for branch in explore(domain, _derivation(given, values, game, laws, plan, supports)):
                if branch.result is not None:
                    listed.append(together(one, Branch(branch.conditions, branch.result, branch.certain)))
                elif possible_mixture(domain.narrowed(branch.conditions), plan.demands):
                    curved.append(any(condition.relation == "==" for condition in branch.conditions))
    game = outer[0].result[1]
    shapes = [shape_of(given.domain, game, dict(chosen), branches) for chosen, branches in found.items()]
    shapes.sort(key=lambda shape: sum(len(actions) > 1 for actions in shape.does.values()))
    status = "backward induction, every tie kept"
    if curved:
        where = "on boundaries" if all(curved) else "in places"
        status += (
            f"; {where}, families of mixtures at several ties that bind each other by products are not described, "
            f"only the pure equilibria there and the simpler families ({len(curved)} of them)"
        )
    if not all(piece.certain for shape in shapes for piece in shape.pieces):
        status += "; some pieces may be empty: a sign was not decided"
    return Regions(
        given.model, given.fixed, given.domain, "subgame-perfect", None,
        tuple(shape for shape in shapes if shape.pieces), not curved, status,
    )  # fmt: skip


# -- ties -------------------------------------------------------------------------------------------------------------


def _derivation(
    given: Setting,
    values: Mapping[str, Any],
    game: ExtensiveGame,
    laws: Laws,
    plan: Plan,
    supports: Supports,
) -> Callable[[Cases], Found | None]:
    """What to do in each branch for one plan: None where the mixtures bind each other by products."""

    def derive(cases: Cases) -> Found | None:
        demands, known = plan.demands, {}
        mixing = [history for history in game.moves if len(plan.supports.get(history, ())) > 1]
        while True:
            for equal in (True, False):
                for demand in demands:
                    if demand.gap.constant is not None and demand.equal is equal:
                        cases.hold(demand.gap.constant, "==" if equal else ">=")
            demands = tuple(demand for demand in demands if demand.gap.constant is None)
            solved = {block: _corners(plan, demands, block, cases) for block in _blocks(mixing, demands)}
            pinned = {unknown: p for found in solved.values() if len(found) == 1 for unknown, p in found[0].items()}
            if not pinned:
                break
            # one mixture only: what it is worth enters earlier choices as a function of the parameters
            known.update(pinned)
            mixing = [history for history in mixing if not any(where == history for where, _ in pinned)]
            demands = tuple(Demand(demand.gap.at(pinned), demand.equal) for demand in demands)
        if any(demand.gap.degree > 1 for demand in demands) or any(map(_nested, solved)):
            return None
        factors = [_parts(game, (known,))] if known else []
        factors += [_parts(game, found) for found in solved.values()]
        return read_family(given, values, laws, supports, factors, cases)

    return derive


def _blocks(mixing: Sequence[History], demands: Sequence[Demand]) -> tuple[tuple[History, ...], ...]:
    """The histories that mix, those together whose mixtures are bound to each other by linear demands."""
    blocks: list[set[History]] = [{history} for history in mixing]
    for demand in demands:
        if demand.gap.degree == 1:
            touched = {history for history, _ in demand.gap.unknowns}
            joined = [block for block in blocks if block & touched]
            blocks = [block for block in blocks if not block & touched] + [set().union(*joined)]
    ordered = [tuple(history for history in mixing if history in block) for block in blocks]
    return tuple(sorted(ordered, key=lambda block: mixing.index(block[0])))


def _nested(block: Sequence[History]) -> bool:
    """Whether two histories of a block lie on one path: the probability of an ending is then no linear function."""
    return any(history[:depth] in block for history in block for depth in range(len(history)))


def _corners(
    plan: Plan, demands: Sequence[Demand], block: Sequence[History], cases: Cases
) -> tuple[Mapping[Unknown, Ratio], ...]:
    """The vertices of the mixtures at the histories of a block; a branch without any with full support ends."""
    unknowns: list[Unknown] = [(history, action) for history in block for action in plan.supports[history]]
    equal: list[list[Any]] = [[-1, *(int(where == history) for where, _ in unknowns)] for history in block]
    less: list[list[Any]] = []
    for demand in demands:
        if demand.gap.degree == 1 and any(history in block for history, _ in demand.gap.unknowns):
            row = [demand.gap.coefficient(()), *(demand.gap.coefficient((unknown,)) for unknown in unknowns)]
            (equal if demand.equal else less).append(row)
    found = corners(equal, less, len(unknowns), cases, positive=range(len(unknowns)))
    cases.require(bool(found) and covers(found, range(len(unknowns))))
    return tuple(dict(zip(unknowns, corner, strict=True)) for corner in found)


def _parts(game: ExtensiveGame, found: Sequence[Mapping[Unknown, Ratio]]) -> tuple[Profile, ...]:
    """Mixtures as strategies."""
    everyone = tuple(names[0] for names in game.types)
    parts = []
    for corner in found:
        part: dict[InformationSet, dict[str, Ratio]] = {}
        for (history, action), p in corner.items():
            place = game.mover(history, everyone)
            assert place is not None
            if p != 0:
                part.setdefault(place, {})[action] = p
        parts.append(part)
    return tuple(parts)
