"""The conditions of equilibrium with chosen supports, as polynomials in probabilities and beliefs.

Unknown are the probabilities of actions where several are played, and the distributions that a case leaves free; the
last probability of each is one less the others. Beliefs that follow from Bayes' rule are kept as weights, in
proportion to the beliefs, so that nothing is divided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from deterrence.consistency import cancelling, nature, node_weight, steps
from deterrence.deviations import continuation_payoffs
from deterrence.errors import SolverError
from deterrence.games.extensive import Chance, ExtensiveGame, History, InformationSet, Move, Node
from deterrence.games.stages import Stages
from deterrence.solvers.tree_beliefs import Case, likelihoods, reached
from deterrence.solvers.tree_supports import Support

MOST_PLANS = 2000


@dataclass
class TreeSystem:
    """A choice of supports, with what must hold.

    Attributes
    ----------
    unknowns
        Name -> its meaning in words; strategies first.
    strategic
        The names that are probabilities of actions.
    profile, weights, posteriors
        Strategies, beliefs up to a factor, and (perfect Bayesian) posteriors up to a factor, as polynomials.
    equal, positive, nonnegative
        Polynomials that are = 0, > 0, >= 0.
    """

    support: Support
    case: Case
    unknowns: dict[str, str]
    strategic: frozenset[str]
    profile: dict[InformationSet, dict[str, Any]]
    weights: dict[InformationSet, dict[Node, Any]] = field(default_factory=dict)
    posteriors: dict[History, dict[str, dict[str, Any]]] = field(default_factory=dict)
    equal: list[Any] = field(default_factory=list)
    positive: list[Any] = field(default_factory=list)
    nonnegative: list[Any] = field(default_factory=list)


def _draft(game: ExtensiveGame, support: Support, case: Case) -> tuple[TreeSystem, dict[Any, dict[Any, Any]]]:
    """The system with its unknowns, and the free distributions."""
    from flint import Ordering, fmpq_mpoly_ctx

    unknowns: dict[str, str] = {}
    numbers = {place: k for k, place in enumerate(game.information_sets)}
    played: dict[InformationSet, list[str]] = {}
    for place, k in numbers.items():
        played[place] = [f"p{k}_{game.actions(place).index(action)}" for action in support[place][:-1]]
        for name, action in zip(played[place], support[place], strict=False):
            unknowns[name] = f"probability of {action} by {place}"
    strategic = frozenset(unknowns)
    believed: dict[Any, list[str]] = {}
    for key, free in case.items():
        believed[key] = []
        for option in free.options[:-1]:
            name = _belief_name(game, numbers, key, option)
            unknowns[name] = _meaning(key, option)
            believed[key].append(name)
    context = fmpq_mpoly_ctx.get(tuple(unknowns) or ("p",), Ordering.lex)
    variables = dict(zip(unknowns, context.gens(), strict=False))
    system = TreeSystem(support, case, unknowns, strategic, {})

    def distribution(names: list[str], options: Sequence[Any], bounds: list[Any]) -> dict[Any, Any]:
        values = [variables[name] for name in names]
        last = context.constant(1)
        for value in values:
            last = last - value
        if names:
            bounds.extend([*values, last])
        return dict(zip(options, [*values, last], strict=True))

    for place in game.information_sets:
        system.profile[place] = distribution(played[place], support[place], system.positive)
    chosen = {
        key: distribution(believed[key], free.options, system.positive if free.positive else system.nonnegative)
        for key, free in case.items()
    }
    return system, chosen


def _belief_name(game: ExtensiveGame, numbers: Mapping[InformationSet, int], key: Any, option: Any) -> str:
    if isinstance(key, InformationSet):
        return f"m{numbers[key]}_{game.nodes(key).index(option)}"
    stage, player, action = key
    history = stage
    while (move := game.moves[history]).player != player:  # type: ignore[union-attr]
        history = (*history, move.actions[0])
    position = game.player_index(player)
    which = f"{list(game.moves).index(history)}_{move.actions.index(action)}"
    return f"m{which}_{game.types[position].index(option)}"


def _meaning(key: Any, option: Any) -> str:
    if isinstance(key, InformationSet):
        history, types = option
        named = " ".join(filter(None, types))
        return f"belief of {key} in history '{' '.join(history)}'{f' with types {named}' if named else ''}"
    history, player, action = key
    after = f" in history '{' '.join(history)}'" if history else ""
    return f"belief in {option} {player} after {action}{after}"


# -- beliefs ---------------------------------------------------------------------------------------------------------


def weak_system(game: ExtensiveGame, support: Support, case: Case) -> TreeSystem:
    """Weak perfect Bayesian equilibrium: continuation strategies are best at every information set."""
    system, free = _draft(game, support, case)
    _node_weights(game, system, free)
    conditioned = frozenset(game.information_sets)
    settled = frozenset(
        place for place in game.information_sets if place not in case or len(game.nodes(place)) == 1
    )  # fmt: skip
    _rational(game, system, conditioned, settled)
    return system


def one_shot_system(game: ExtensiveGame, support: Support, case: Case) -> TreeSystem:
    """What every sequential equilibrium satisfies whatever makes beliefs consistent: no single deviation gains."""
    system, free = _draft(game, support, case)
    _node_weights(game, system, free)
    every = frozenset(game.information_sets)
    _rational(game, system, every, every)
    return system


def sequential_system(game: ExtensiveGame, support: Support, case: Case) -> TreeSystem:
    """Sequential equilibrium: beliefs are consistent, so that no single deviation gains is enough."""
    system, free = _draft(game, support, case)
    _node_weights(game, system, {})
    found = likelihoods(game, support)
    for name, words in system.unknowns.items():
        words = words.replace("belief of", "relative likelihood for").replace(" in history", " of history")
        system.unknowns[name] = words
    groups = {
        frozenset(found[place].values()): {found[place][node]: x for node, x in shared.items()}
        for place, shared in free.items()
    }
    for place, held in found.items():
        shared = groups.get(frozenset(held.values()), dict.fromkeys(held.values(), 1))
        weights = {node: _weight(game, system, place.player, node) for node in held}
        system.weights[place] = {node: shared[each] * weights[node] for node, each in held.items() if each in shared}
    believed = [(place, node) for place, held in case.items() if held.positive for node in held.options]
    for relation in cancelling([(place, found[place][node]) for place, node in believed]):
        left: Any = 1
        right: Any = 1
        for power, (place, node) in zip(relation, believed, strict=True):
            for _ in range(abs(power)):
                if power > 0:
                    left = left * free[place][node]
                else:
                    right = right * free[place][node]
        system.equal.append(left - right)
    every = frozenset(game.information_sets)
    _rational(game, system, every, every)
    return system


def _weight(game: ExtensiveGame, system: TreeSystem, own: str, node: Node) -> Any:
    """What nature and the others' played actions give a node; `own` past is the same at all nodes."""
    weight = nature(game, node, own)
    for at, action in steps(game, node):
        if at.player != own:
            weight = weight * system.profile[at].get(action, 1)
    return weight


def _node_weights(game: ExtensiveGame, system: TreeSystem, free: Mapping[Any, Mapping[Node, Any]]) -> None:
    there = reached(game, system.support)
    for place in game.information_sets:
        if place in free:
            system.weights[place] = dict(free[place])
            continue
        system.weights[place] = {}
        for node in game.nodes(place):
            if node in there:
                system.weights[place][node] = _weight(game, system, place.player, node)


def perfect_bayesian_system(game: ExtensiveGame, stages: Stages, support: Support, case: Case) -> TreeSystem:
    """Perfect Bayesian equilibrium of a multi-stage game with observed actions."""
    system, free = _draft(game, support, case)
    start = {
        player: dict(zip(names, prior, strict=True))
        for player, names, prior in zip(game.players, game.types, game.priors, strict=True)
    }
    system.posteriors[()] = start
    pending: list[History] = [()]
    while pending:
        stage = pending.pop()
        here = system.posteriors[stage]
        for end in stages.ends[stage]:
            if end not in game.moves:
                continue
            after = dict(here)
            for depth, player in enumerate(stages.movers[stage], start=len(stage)):
                label = _label(game, end[:depth])
                joint = {}
                for name, weight in here[player].items():
                    chance = system.profile[InformationSet(player, name, label)].get(end[depth])
                    if chance is not None:
                        joint[name] = weight * chance
                after[player] = joint or dict(free.get((stage, player, end[depth]), here[player]))
            system.posteriors[end] = after
            pending.append(end)
    for place, histories in game.information_sets.items():
        stage = stages.start[histories[0]]
        weights = {
            node: node_weight(game, stages, system.profile, system.posteriors[stage], place.player, node)
            for node in game.nodes(place)
        }
        system.weights[place] = {node: weight for node, weight in weights.items() if weight != 0}
    every = frozenset(game.information_sets)
    _rational(game, system, every, every)
    return system


def _label(game: ExtensiveGame, history: History) -> str:
    move = game.moves[history]
    assert isinstance(move, Move)
    return move.sees


def subgame_system(game: ExtensiveGame, roots: Sequence[History], support: Support, case: Case) -> TreeSystem:
    """Subgame-perfect equilibrium: optimal wherever the smallest subgame around an information set leads there."""
    system, _ = _draft(game, support, case)
    conditioned = set()
    by_length = sorted(roots, key=len)
    there = {root: reached(game, support, root) for root in roots}
    for place, histories in game.information_sets.items():
        root = [root for root in by_length if histories[0][: len(root)] == root][-1]
        weights = {}
        for node in game.nodes(place):
            if node in there[root]:
                weight: Any = 1
                for depth in range(len(root), len(node[0])):
                    move = game.moves[node[0][:depth]]
                    if isinstance(move, Chance):
                        weight = weight * dict(move.probabilities)[node[0][depth]]
                    elif move.player != place.player:
                        at = game.mover(node[0][:depth], node[1])
                        assert at is not None
                        weight = weight * system.profile[at][node[0][depth]]
                weights[node] = weight
        if weights:
            conditioned.add(place)
        system.weights[place] = weights
    _rational(game, system, frozenset(conditioned), frozenset(conditioned))
    return system


# -- optimality ------------------------------------------------------------------------------------------------------


def _rational(
    game: ExtensiveGame,
    system: TreeSystem,
    conditioned: frozenset[InformationSet],
    settled: frozenset[InformationSet],
) -> None:
    """No continuation strategy gains at any of these information sets.

    At a settled information set beliefs follow from earlier ones, and the strategy is optimal there by its own
    condition: later deviations need not be tried. Elsewhere every pure plan is.
    """
    values = continuation_payoffs(game, system.profile)
    for place in game.information_sets:
        if place not in conditioned or (len(game.actions(place)) == 1 and place in settled):
            continue
        weights, player = system.weights[place], game.player_index(place.player)
        following = {
            action: _sum(w * values[(*history, action), types][player] for (history, types), w in weights.items())
            for action in game.actions(place)
        }
        base = following[system.support[place][0]]
        for action in game.actions(place):
            if action in system.support[place]:
                system.equal.append(following[action] - base)
            else:
                system.nonnegative.append(base - following[action])
            frontier = [((*history, action), types, w) for (history, types), w in weights.items()]
            if len(settled) < len(game.information_sets):
                plans = _plans(game, system, place.player, frontier, settled)
                system.nonnegative.extend(base - value for value in plans if len(plans) > 1)


def _sum(values: Iterator[Any]) -> Any:
    total: Any = 0
    for value in values:
        total = total + value
    return total


def _plans(
    game: ExtensiveGame,
    system: TreeSystem,
    player: str,
    frontier: list[tuple[History, tuple[str, ...], Any]],
    settled: frozenset[InformationSet],
) -> list[Any]:
    """What each pure plan at later information sets of the player brings; one plan where she has no choice there."""
    position = game.player_index(player)
    total: Any = 0
    own: dict[InformationSet, list[tuple[History, tuple[str, ...], Any]]] = {}
    stack = list(frontier)
    while stack:
        history, types, weight = stack.pop()
        move = game.moves.get(history)
        if move is None:
            total = total + weight * game.payoffs[history][types][position]
            continue
        place = game.mover(history, types)
        if place is not None and place.player == player and place not in settled:
            own.setdefault(place, []).append((history, types, weight))
        else:
            chances = move.probabilities if isinstance(move, Chance) else system.profile[place].items()  # type: ignore[index]
            stack.extend(((*history, action), types, weight * chance) for action, chance in chances)
    results = [total]
    for place, nodes in own.items():
        options = []
        for action in game.actions(place):
            options += _plans(game, system, player, [((*h, action), t, w) for h, t, w in nodes], settled)
        results = [a + b for a in results for b in options]
        if len(results) > MOST_PLANS:
            raise SolverError(
                f"{place} has more than {MOST_PLANS:,} plans for what follows: ask for 'sequential', whose beliefs "
                "make single deviations enough"
            )
    return results
