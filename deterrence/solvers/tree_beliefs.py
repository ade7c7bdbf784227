"""What is free in beliefs once it is chosen which actions are played: one case for each way to choose their supports.

On the path Bayes' rule leaves nothing free. Off it each concept leaves distributions: over the nodes of an information
set (weak perfect Bayesian, sequential), over a player's types after an action nobody expected of her (perfect
Bayesian), or none at all (subgame-perfect equilibrium asks for no beliefs).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

from deterrence.consistency import possible_nodes, steps
from deterrence.errors import SolverError
from deterrence.games.extensive import ExtensiveGame, History, InformationSet, Move, Node
from deterrence.games.stages import Stages
from deterrence.solvers.likelihood import orders
from deterrence.solvers.tree_supports import Support

MOST_CASES = 20_000


@dataclass(frozen=True)
class Free:
    """A distribution that strategies leave free.

    Attributes
    ----------
    options
        What it is over: nodes, or names of types.
    positive
        Whether all of them have positive probability; otherwise some may have none.
    """

    options: tuple[Any, ...]
    positive: bool


Case = Mapping[Any, Free]


def reached(game: ExtensiveGame, support: Support, root: History = ()) -> set[Node]:
    """The nodes that a choice of supports reaches from a history, chances of 0 left out."""
    found: set[Node] = set()
    stack = [(root, types) for types in game.type_profiles]
    while stack:
        history, types = stack.pop()
        found.add((history, types))
        move = game.moves.get(history)
        if isinstance(move, Move):
            place = InformationSet(move.player, types[game.player_index(move.player)], move.sees)
            stack.extend(((*history, action), types) for action in support[place])
        elif move is not None:
            stack.extend(((*history, action), types) for action, p in move.probabilities if p)
    return found


def weak_cases(game: ExtensiveGame, support: Support) -> Iterator[Case]:
    """Any belief at each information set that is not reached."""
    there = reached(game, support)
    yield {
        place: Free(game.nodes(place), positive=False)
        for place in game.information_sets
        if not any(node in there for node in game.nodes(place))
    }


# -- sequential ------------------------------------------------------------------------------------------------------


def sequential_cases(game: ExtensiveGame, support: Support) -> Iterator[Case]:
    """Every choice of nodes believed in off the path for which there are orders of likelihood.

    Where each node of an information set is marked by an unplayed action on its path that leads to no other node that
    matters, every belief there is consistent with all others: such a belief is not split by its support.
    """
    there = reached(game, support)
    off = [place for place in game.information_sets if not any(node in there for node in game.nodes(place))]
    nodes = {place: [node for node, _ in possible_nodes(game, place)] for place in game.information_sets}
    believed: dict[InformationSet, list[Node]] = {
        place: [node for node in nodes[place] if node in there] for place in game.information_sets if place not in off
    }
    loose = _marked(game, support, off, nodes)
    case: dict[Any, Free] = {place: Free(tuple(nodes[place]), positive=False) for place in loose}
    tight = [place for place in off if place not in loose]
    count = 0

    def choose(at: int) -> Iterator[Case]:
        nonlocal count
        if at == len(tight):
            yield {**case, **{place: Free(tuple(believed[place]), positive=True) for place in tight}}
            return
        place = tight[at]
        for size in range(1, len(nodes[place]) + 1):
            for chosen in combinations(nodes[place], size):
                count += 1
                if count > MOST_CASES:
                    raise SolverError(
                        f"more than {MOST_CASES:,} supports of beliefs would have to be tried off the path of one "
                        "choice of actions: leave out types or moves, or ask for 'weak-perfect-bayesian'"
                    )
                believed[place] = list(chosen)
                if orders(game, support, believed) is not None:
                    yield from choose(at + 1)
                del believed[place]

    yield from choose(0)


def _marked(
    game: ExtensiveGame, support: Support, off: list[InformationSet], nodes: Mapping[InformationSet, list[Node]]
) -> list[InformationSet]:
    """Information sets off the path at which any belief goes with any other beliefs elsewhere."""
    behind: dict[Any, set[Any]] = {}
    for place in off:
        if len(nodes[place]) > 1:
            for node in nodes[place]:
                for step in steps(game, node):
                    if step[1] not in support[step[0]]:
                        behind.setdefault(step, set()).add((place, node))
    result = []
    for place in off:
        marks = [
            any(behind.get(step) == {(place, node)} for step in steps(game, node)) for node in nodes[place]
        ]  # fmt: skip
        if len(nodes[place]) == 1 or all(marks):
            result.append(place)
    return result


# -- perfect Bayesian ------------------------------------------------------------------------------------------------


def perfect_bayesian_cases(game: ExtensiveGame, stages: Stages, support: Support) -> Iterator[Case]:
    """A free posterior about a player after each action that none of the types believed in would take.

    Which types it believes in matters only where she moves again and others see it: there it decides whether Bayes'
    rule applies.
    """

    def explore(chosen: dict[Any, Free]) -> Iterator[Case]:
        believed: dict[History, dict[str, tuple[str, ...]]] = {(): dict(zip(game.players, game.types, strict=True))}
        pending: list[History] = [()]
        while pending:
            stage = pending.pop()
            for end in stages.ends[stage]:
                after = dict(believed[stage])
                for depth, player in enumerate(stages.movers[stage], start=len(stage)):
                    action = end[depth]
                    label = sees(game, stage, player)
                    expected = tuple(
                        name for name in after[player] if action in support[InformationSet(player, name, label)]
                    )
                    if expected:
                        after[player] = expected
                    elif others_see(player, end):
                        key = (stage, player, action)
                        if key not in chosen:
                            names = game.types[game.player_index(player)]
                            if len(names) == 1 or not moves_again(player, stage, action):
                                chosen[key] = Free(names, positive=False)
                            else:
                                for size in range(1, len(names) + 1):
                                    for some in combinations(names, size):
                                        yield from explore({**chosen, key: Free(some, positive=True)})
                                return
                        after[player] = chosen[key].options
                believed[end] = after
                if end in game.moves:
                    pending.append(end)
        yield chosen

    @cache
    def sees_at(stage: History) -> Mapping[str, str]:
        history, result = stage, {}
        for player in stages.movers[stage]:
            move = game.moves[history]
            assert isinstance(move, Move)
            result[player] = move.sees
            history = (*history, move.actions[0])
        return result

    def sees(game: ExtensiveGame, stage: History, player: str) -> str:
        return sees_at(stage)[player]

    @cache
    def others_see(player: str, end: History) -> bool:
        """Whether anybody else moves from here on, so that there is a belief about the player."""
        return any(
            isinstance(move, Move) and move.player != player
            for history, move in game.moves.items()
            if history[: len(end)] == end
        )

    @cache
    def moves_again(player: str, stage: History, action: str) -> bool:
        """Whether later actions of hers, seen by others, are those of some of her types and not of all."""
        at = stages.movers[stage].index(player)
        names = game.types[game.player_index(player)]
        for end in stages.ends[stage]:
            if end[len(stage) + at] != action:
                continue
            for history, move in game.moves.items():
                if history[: len(end)] == end and isinstance(move, Move) and move.player == player:
                    for later in move.actions:
                        playing = [name for name in names if later in support[InformationSet(player, name, move.sees)]]
                        if 0 < len(playing) < len(names) and others_see(player, (*history, later)):
                            return True
        return False

    yield from explore({})
