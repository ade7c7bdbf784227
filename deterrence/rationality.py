"""Who could do better from where she stands: the best continuation against a profile, under given beliefs.

Sequential rationality over whole continuation strategies (Kreps and Wilson 1982). It sees no solver.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deterrence.deviations import continuation_payoffs
from deterrence.games.extensive import ExtensiveGame, History, InformationSet, Move, Node, TypeProfile
from deterrence.games.profile import Assessment, Profile

__all__ = ["reach", "regret", "subgame_gain"]


def subgame_gain(game: ExtensiveGame, profile: Profile, values: Mapping[Node, Any], root: History) -> Any:
    """The most anybody gains in a subgame by any strategy of hers; where she has types, type by type."""
    worst: Any = 0
    for player, names in zip(game.players, game.types, strict=True):
        position = game.player_index(player)
        for name in names:
            nodes = [(root, t, game.prior(t)) for t in game.type_profiles if t[position] == name]
            following: Any = sum(weight * values[root, t][position] for _, t, weight in nodes)
            worst = max(worst, _best_continuation(game, profile, player, nodes) - following)
    return worst


def regret(
    game: ExtensiveGame,
    claimed: Assessment,
    place: InformationSet,
    values: Mapping[tuple[History, TypeProfile], Any] | None = None,
) -> Any:
    """What the mover at `place` gains by her best continuation strategy, under her beliefs there."""
    values = continuation_payoffs(game, claimed.profile) if values is None else values
    player = game.player_index(place.player)
    held = [(node, weight) for node, weight in claimed.beliefs[place].items() if weight]
    following: Any = 0
    for node, weight in held:
        following = following + weight * values[node][player]
    best = max(
        _best_continuation(game, claimed.profile, place.player, [((*h, action), t, weight) for (h, t), weight in held])
        for action in game.actions(place)
    )
    return best - following


def _best_continuation(
    game: ExtensiveGame, profile: Profile, player: str, frontier: list[tuple[History, TypeProfile, Any]]
) -> Any:
    """Largest expected payoff of `player` over her continuation strategies, from weighted nodes on."""
    position = game.player_index(player)
    total: Any = 0
    own: dict[str, list[tuple[History, TypeProfile, Any]]] = {}
    stack = list(frontier)
    while stack:
        history, types, weight = stack.pop()
        move = game.moves.get(history)
        if move is None:
            total += weight * game.payoffs[history][types][position]
        elif isinstance(move, Move) and move.player == player:
            own.setdefault(move.sees, []).append((history, types, weight))
        else:
            if isinstance(move, Move):
                mover = InformationSet(move.player, types[game.player_index(move.player)], move.sees)
                chances: Any = profile[mover].items()
            else:
                chances = move.probabilities
            stack.extend(((*history, action), types, weight * chance) for action, chance in chances if chance)
    for nodes in own.values():
        actions = game.moves[nodes[0][0]].actions
        total += max(
            _best_continuation(game, profile, player, [((*h, action), t, w) for h, t, w in nodes]) for action in actions
        )
    return total


def reach(game: ExtensiveGame, profile: Profile) -> Mapping[Node, Any]:
    """Probability of every node under a profile, types included."""
    result: dict[Node, Any] = {}

    def visit(history: History, types: TypeProfile, weight: Any) -> None:
        result[history, types] = weight
        move = game.moves.get(history)
        if move is None:
            return
        if isinstance(move, Move):
            chosen = profile[InformationSet(move.player, types[game.player_index(move.player)], move.sees)]
            chances = [(action, chosen.get(action, 0)) for action in move.actions]
        else:
            chances = list(move.probabilities)
        for action, chance in chances:
            visit((*history, action), types, weight * chance)

    for types in game.type_profiles:
        visit((), types, game.prior(types))
    return result
