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

Likelihood = tuple[int, ...]  # how often each unplayed action is taken on the way, less what all nodes there share


def likelihoods(game: ExtensiveGame, support: Support) -> dict[InformationSet, dict[Node, Likelihood]]:
    """For each information set off the path, the unplayed actions on the way to each of its nodes.

    What is the same for all nodes of an information set is taken off: consistent beliefs there are in proportion to the
    product of the coefficients of what is left, times what nature and played actions give the node. So information
    sets with the same likelihoods hold beliefs that follow from each other.
    """
    there = reached(game, support)
    result: dict[InformationSet, dict[Node, Likelihood]] = {}
    index: dict[Any, int] = {}
    paths: dict[InformationSet, dict[Node, list[int]]] = {}
    for place in game.information_sets:
        nodes = [node for node, _ in possible_nodes(game, place)]
        if not any(node in there for node in nodes):
            paths[place] = {
                node: [
                    index.setdefault((at, action), len(index))
                    for at, action in steps(game, node)
                    if action not in support[at]
                ]
                for node in nodes
            }
    for place, found in paths.items():
        counts = {node: [path.count(k) for k in range(len(index))] for node, path in found.items()}
        least = [min(column) for column in zip(*counts.values(), strict=True)]
        result[place] = {
            node: tuple(x - y for x, y in zip(count, least, strict=True)) for node, count in counts.items()
        }
    return result


def sequential_cases(game: ExtensiveGame, support: Support) -> Iterator[Case]:
    """Every choice of likelihoods believed in off the path for which there are orders of likelihood.

    Information sets with the same likelihoods share one distribution over them: it is listed under the first of these
    sets, and for each likelihood under its first node there.
    Where each likelihood is marked by an unplayed action that matters nowhere else, every distribution is consistent
    with all others: it is not split by its support.
    """
    found = likelihoods(game, support)
    groups: dict[frozenset[Likelihood], list[InformationSet]] = {}
    for place, held in found.items():
        groups.setdefault(frozenset(held.values()), []).append(place)
    marked: dict[int, set[Any]] = {}
    for group in groups:
        for likelihood in group:
            for k, count in enumerate(likelihood):
                if count:
                    marked.setdefault(k, set()).add((group, likelihood))
    case: dict[Any, Free] = {}
    tight = []
    for group, places in groups.items():
        first: dict[Likelihood, Node] = {}
        for node, each in found[places[0]].items():
            first.setdefault(each, node)
        options = tuple(first.values())
        if len(options) > 1:
            if all(any(x and marked[k] == {(group, each)} for k, x in enumerate(each)) for each in group):
                case[places[0]] = Free(options, positive=False)
            else:
                tight.append((places, options))
    believed: dict[InformationSet, list[Node]] = {}
    count = 0

    def choose(at: int) -> Iterator[Case]:
        nonlocal count
        if at == len(tight):
            yield dict(case)
            return
        places, options = tight[at]
        for size in range(1, len(options) + 1):
            for chosen in combinations(options, size):
                count += 1
                if count > MOST_CASES:
                    raise SolverError(
                        f"more than {MOST_CASES:,} supports of beliefs would have to be tried off the path of one "
                        "choice of actions: leave out types or moves, or ask for 'weak-perfect-bayesian'"
                    )
                likely = {found[places[0]][node] for node in chosen}
                for place in places:
                    believed[place] = [node for node, each in found[place].items() if each in likely]
                if orders(game, support, believed) is not None:
                    case[places[0]] = Free(chosen, positive=True)
                    yield from choose(at + 1)
                    del case[places[0]]
                for place in places:
                    del believed[place]

    yield from choose(0)


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
