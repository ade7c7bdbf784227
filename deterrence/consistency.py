"""Which beliefs go with which strategies: what sequential and perfect Bayesian equilibrium ask off the path.

Every function returns a residual, 0 exactly where the beliefs are consistent. No solver is seen here.

References
----------
Kreps and Wilson (1982), Sequential equilibria: Lemmas A1 and A2, consistency by orders of likelihood.
Streufert (2006), Characterizing consistency by monomials and by product dispersions: closes a gap in Lemma A1.
Fudenberg and Tirole (1991), Game Theory, definition 8.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from deterrence.errors import GameError
from deterrence.games.extensive import Chance, ExtensiveGame, History, InformationSet, Node
from deterrence.games.profile import Assessment, Exponents, Posteriors, Profile
from deterrence.games.stages import Stages, observed_actions

Step = tuple[InformationSet, str]


def steps(game: ExtensiveGame, node: Node) -> Iterator[Step]:
    """The decisions on the way to a node: each information set passed with the action taken there."""
    history, types = node
    for depth, action in enumerate(history):
        place = game.mover(history[:depth], types)
        if place is not None:
            yield place, action


def nature(game: ExtensiveGame, node: Node, own: str) -> Any:
    """Probability of nature's part in a node: chance, and the types of everybody but `own`, who knows hers."""
    history, types = node
    weight: Any = 1
    for player, names, prior, name in zip(game.players, game.types, game.priors, types, strict=True):
        if player != own:
            weight = weight * prior[names.index(name)]
    for depth, action in enumerate(history):
        move = game.moves[history[:depth]]
        if isinstance(move, Chance):
            weight = weight * dict(move.probabilities)[action]
    return weight


def possible_nodes(game: ExtensiveGame, place: InformationSet) -> tuple[tuple[Node, Any], ...]:
    """The nodes of an information set that nature does not exclude, each with nature's weight.

    Raises
    ------
    GameError
        Where nature excludes all of them: consistency is not defined for them.
    """
    found = tuple((node, w) for node in game.nodes(place) if (w := nature(game, node, place.player)))
    if not found:
        raise GameError(
            f"nature excludes every node of {place}: sequential equilibrium is defined where its moves have positive "
            "probability; leave these branches out of the game"
        )
    return found


# -- sequential equilibrium ------------------------------------------------------------------------------------------


def sequential_residual(game: ExtensiveGame, claimed: Assessment) -> Any:
    """How far beliefs are from consistent (Kreps and Wilson 1982), by the orders of likelihood in the witness.

    Consistent are the beliefs for which there are exponents k >= 0, 0 exactly on the actions played, such that at
    every information set the nodes of positive belief are those with the least sum of k on their path, and
    coefficients xi > 0, equal to the strategy on the actions played, such that these beliefs are in proportion to
    nature's weight times the product of xi. The exponents are the witness. The logarithms of xi solve a linear system,
    so they exist if and only if each combination of beliefs in which all unplayed actions cancel has its value.

    Returns
    -------
    The largest residual of these equations, 1 where the exponents are missing or do not fit.
    """
    if claimed.witness is None:
        raise GameError(
            "a sequential equilibrium is certified with its orders of likelihood: give them as the `witness` of the "
            "Assessment, e.g. found by `likelihood_orders`"
        )
    exponents: Exponents = claimed.witness  # type: ignore[assignment]
    for place in game.information_sets:
        for action in game.actions(place):
            order = exponents.get(place, {}).get(action, 0)
            if not isinstance(order, int) or order < 0 or bool(order) == bool(claimed.profile[place].get(action, 0)):
                return 1
    worst: Any = 0
    believed: list[tuple[InformationSet, Node, Any, Any]] = []
    for place in game.information_sets:
        orders = {}
        for node, weight in possible_nodes(game, place):
            orders[node] = sum(exponents.get(at, {}).get(action, 0) for at, action in steps(game, node)), weight
        least = min(order for order, _ in orders.values())
        held = claimed.beliefs[place]
        if any(held.get(node, 0) for node in game.nodes(place) if node not in orders):
            return 1
        for node, (order, weight) in orders.items():
            if bool(held.get(node, 0)) != (order == least):
                return 1
            if order == least:
                for at, action in steps(game, node):
                    chance = claimed.profile[at].get(action, 0)
                    weight = weight * chance if chance else weight
                believed.append((place, node, held[node], weight))
    unplayed = [
        (place, action)
        for place in game.information_sets
        for action in game.actions(place)
        if not claimed.profile[place].get(action, 0)
    ]
    paths = [(place, list(steps(game, node))) for place, node, _, _ in believed]
    for relation in cancelling([(place, [path.count(step) for step in unplayed]) for place, path in paths]):
        left: Any = 1
        right: Any = 1
        for power, (_, _, belief, weight) in zip(relation, believed, strict=True):
            for _ in range(abs(power)):
                left = left * (belief if power > 0 else weight)
                right = right * (weight if power > 0 else belief)
        worst = max(worst, abs(left - right))
    return worst


def cancelling(likelihoods: Sequence[tuple[Any, Sequence[int]]]) -> tuple[tuple[int, ...], ...]:
    """Integer powers of beliefs that make every unplayed action and every normalisation cancel.

    Parameters
    ----------
    likelihoods
        For each node (or likelihood) of positive belief, where it is believed, and how often each unplayed action is
        taken on the way.

    Returns
    -------
    A basis of {z : over each information set sum z = 0; for each unplayed action the sum of z times how often it is
    taken is 0}. If the logarithms of belief over weight are orthogonal to these, they are a sum of a number for each
    information set and one for each unplayed action on the way (the linear system has a solution).
    """
    from flint import fmpz_mat

    if not likelihoods:
        return ()
    places = dict.fromkeys(place for place, _ in likelihoods)
    rows = [[int(place == at) for at, _ in likelihoods] for place in places]
    rows += [list(column) for column in zip(*(count for _, count in likelihoods), strict=True)]
    basis, nullity = fmpz_mat(rows).nullspace()
    found = []
    for j in range(nullity):
        column = [int(basis[i, j]) for i in range(len(likelihoods))]
        divisor = _divisor(column)
        found.append(tuple(x // divisor for x in column))
    return tuple(found)


def _divisor(numbers: Sequence[int]) -> int:
    from math import gcd

    return gcd(*numbers) or 1


# -- perfect Bayesian equilibrium ------------------------------------------------------------------------------------


def perfect_bayesian_residual(game: ExtensiveGame, claimed: Assessment) -> Any:
    """How far beliefs are from definition 8.2 of Fudenberg and Tirole (1991), in games with observed actions.

    At the start of each stage there is one posterior about each player's types, the same for all others. Types are
    independent. It follows Bayes' rule from the posterior before whenever that gives the action positive probability,
    on the path or not; otherwise it depends on her own action alone. Players who do not move keep theirs. Nobody
    believes in a type of prior 0: surprises are mistakes of players, not of nature, as in sequential equilibrium.

    Returns
    -------
    The largest difference between a belief and the one these posteriors imply. Where the posterior after an action of
    probability 0 shows in nobody's beliefs and is not in the witness, it is taken to be unchanged.

    Raises
    ------
    GameError
        Where the game is not a multi-stage game with observed actions.
    """
    stages = observed_actions(game)
    posteriors = _posteriors(game, stages, claimed)
    absent = [
        (player, name)
        for player, names, prior in zip(game.players, game.types, game.priors, strict=True)
        for name, p in zip(names, prior, strict=True)
        if not p
    ]
    worst: Any = max((held[player].get(name, 0) for held in posteriors.values() for player, name in absent), default=0)
    for place, histories in game.information_sets.items():
        stage = stages.start[histories[0]]
        held = claimed.beliefs[place]
        for node in game.nodes(place):
            implied = node_weight(game, stages, claimed.profile, posteriors[stage], place.player, node)
            worst = max(worst, abs(held.get(node, 0) - implied))
    return worst


def node_weight(
    game: ExtensiveGame, stages: Stages, profile: Profile, posterior: Mapping[str, Mapping[str, Any]],
    own: str, node: Node,
) -> Any:  # fmt: skip
    """The belief of `own` in a node: the posteriors of all others, times what they did so far in the same stage."""
    history, types = node
    weight: Any = 1
    for player, name in zip(game.players, types, strict=True):
        if player != own:
            weight = weight * posterior[player].get(name, 0)
    for depth in range(len(stages.start[history]), len(history)):
        place = game.mover(history[:depth], types)
        assert place is not None  # chance has a stage of its own
        weight = weight * profile[place].get(history[depth], 0)
    return weight


def _posteriors(
    game: ExtensiveGame, stages: Stages, claimed: Assessment
) -> dict[History, dict[str, Mapping[str, Any]]]:
    given: Posteriors = claimed.witness or {}  # type: ignore[assignment]
    result: dict[History, dict[str, Mapping[str, Any]]] = {
        (): {
            player: dict(zip(names, prior, strict=True))
            for player, names, prior in zip(game.players, game.types, game.priors, strict=True)
        }
    }
    pending: list[History] = [()]
    while pending:
        stage = pending.pop()
        after: dict[tuple[str, str], Mapping[str, Any]] = {}
        for player, action in _actions(game, stages, stage):
            before = result[stage][player]
            label = _label(game, stages, stage, player)
            joint = {
                name: p * claimed.profile[InformationSet(player, name, label)].get(action, 0)
                for name, p in before.items()
            }
            total = sum(joint.values())
            after[player, action] = (
                {name: weight / total for name, weight in joint.items()}
                if total
                else _shown(game, stages, stage, player, action, claimed, given) or before
            )
        for end in stages.ends[stage]:
            taken = dict(zip(stages.movers[stage], end[len(stage) :], strict=False))
            result[end] = {
                player: after[player, taken[player]] if player in taken else before
                for player, before in result[stage].items()
            }
            pending.append(end)
    return result


def _actions(game: ExtensiveGame, stages: Stages, stage: History) -> Iterator[tuple[str, str]]:
    for player in stages.movers[stage]:
        place = InformationSet(player, game.types[game.player_index(player)][0], _label(game, stages, stage, player))
        for action in game.actions(place):
            yield player, action


def _label(game: ExtensiveGame, stages: Stages, stage: History, player: str) -> str:
    history = stage
    for mover in stages.movers[stage]:
        move = game.moves[history]
        assert not isinstance(move, Chance)
        if mover == player:
            return move.sees
        history = (*history, move.actions[0])
    raise AssertionError(player)


def _shown(
    game: ExtensiveGame, stages: Stages, stage: History, player: str, action: str, claimed: Assessment,
    given: Posteriors,
) -> Mapping[str, Any] | None:  # fmt: skip
    """The posterior about a player after an action nobody expected: from the witness, or from somebody's belief."""
    position = game.player_index(player)
    at = stages.movers[stage].index(player)
    next_stages = [end for end in stages.ends[stage] if end[len(stage) + at] == action]
    for end in next_stages:
        if player in given.get(end, {}):
            return _distribution(given[end][player], game.types[position], f"{player} after '{' '.join(end)}'")
    for end, other in product(next_stages, game.players):
        if other == player or other not in stages.movers.get(end, ()):
            continue
        place = InformationSet(other, game.types[game.player_index(other)][0], _label(game, stages, end, other))
        found: dict[str, Any] = {}
        for (_, types), weight in claimed.beliefs[place].items():
            found[types[position]] = found.get(types[position], 0) + weight
        return found
    return None


def _distribution(posterior: Mapping[str, Any], names: Sequence[str], about: str) -> Mapping[str, Any]:
    """A posterior of the witness; with negative numbers in it Bayes' rule would divide by 0, and ask for nothing."""
    if not set(posterior) <= set(names) or min(posterior.values(), default=-1) < 0 or sum(posterior.values()) != 1:
        raise GameError(
            f"the posterior about {about} in the witness must be a distribution over the types {', '.join(names)}"
        )
    return posterior
