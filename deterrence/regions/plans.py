"""Everything that may be played in a game with perfect information, and what each asks of parameters and mixtures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations

from deterrence.errors import SolverError
from deterrence.games.extensive import Chance, ExtensiveGame, History, Move
from deterrence.regions.domain import Domain
from deterrence.regions.mixtures import Demand, Mixture
from deterrence.regions.signs import Sign, compared

MOST_PLANS = 3_000


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


def plans(game: ExtensiveGame, domain: Domain) -> Iterator[Plan]:
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
