"""The gain of every deviation: the one function that solvers, certificates, regions and proofs share.

It adds, multiplies and subtracts, and never compares, so the same code runs on Fractions (a certificate), arrays over
designs (a map), sympy expressions (a condition) and z3 terms (a proof).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, overload

from deterrence.errors import GameError
from deterrence.games.extensive import ExtensiveGame, History, InformationSet, Move, TypeProfile
from deterrence.games.profile import Beliefs, Profile
from deterrence.games.provision import ProvisionGame
from deterrence.games.strategic import StrategicGame

MixedProfile = Sequence[Sequence[Any]]
Gains = Mapping[InformationSet, Mapping[str, Any]]


@overload
def gains(game: ExtensiveGame, profile: Profile, beliefs: Beliefs) -> Gains: ...
@overload
def gains(game: StrategicGame, profile: MixedProfile) -> tuple[tuple[Any, ...], ...]: ...
@overload
def gains(game: ProvisionGame, profile: Sequence[Any]) -> tuple[Any, ...]: ...


def gains(game: Any, profile: Any, beliefs: Any = None) -> Any:
    """Gain of every deviation from a profile, in the number system of the payoffs.

    Parameters
    ----------
    game
        `StrategicGame`, `ExtensiveGame` or `ProvisionGame`.
    profile
        Mixed strategies, one sequence of probabilities a player (strategic); a `Profile` (extensive); contributions,
        one number a player (provision).
    beliefs
        `Beliefs`, for an extensive game only.

    Returns
    -------
    Strategic: for each player a tuple with the gain of each action, u_i(a_i, s_-i) - u_i(s).
    Extensive: for each information set, the gain of each action taken once there, the rest of the profile kept, under
    the beliefs there (the one-shot deviations of Hendon, Jacobsen and Sloth 1996).
    Provision: for each player the sign-carrying numerator of the marginal utility of contributing; utilities are
    strictly concave in one's own contribution, so g is an equilibrium if and only if g >= 0, each entry is <= 0, and
    each product with g is 0 (Karush-Kuhn-Tucker). That holds for sums without further rules; other games of provision
    are refused.

    Raises
    ------
    GameError
        For a game of provision whose payoffs have kinks, jumps or corners in one's own contribution.
    """
    if isinstance(game, StrategicGame):
        return _strategic(game, profile)
    if isinstance(game, ProvisionGame):
        return _provision(game, profile)
    return _extensive(game, profile, beliefs)


def _provision(game: ProvisionGame, contributions: Sequence[Any]) -> tuple[Any, ...]:
    if game.technology != "summation" or game.ruled:
        raise GameError("margins do not describe this game: its rules or technology bend payoffs; use certify")
    enjoyed = game.enjoyed(tuple(contributions))
    if game.utility == "quasilinear-log":  # -1 + v/y, times y
        return tuple(v - y for v, y in zip(game.weights, enjoyed, strict=True))
    return tuple(  # -(1 - alpha)/(w - g) + alpha/y, times y (w - g)/alpha
        w - g - (1 - alpha) / alpha * y
        for w, g, alpha, y in zip(game.endowments, contributions, game.weights, enjoyed, strict=True)
    )


def _strategic(game: StrategicGame, profile: MixedProfile) -> tuple[tuple[Any, ...], ...]:
    result = []
    for player, actions in enumerate(game.actions):
        values: list[Any] = [0] * len(actions)
        for cells in product(*(range(len(names)) for names in game.actions)):
            weight: Any = 1
            for other, action in enumerate(cells):
                if other != player:
                    weight = weight * profile[other][action]
            values[cells[player]] = values[cells[player]] + weight * game.payoff(player, cells)
        mean: Any = 0
        for value, probability in zip(values, profile[player], strict=True):
            mean = mean + probability * value
        result.append(tuple(value - mean for value in values))
    return tuple(result)


def continuation_payoffs(game: ExtensiveGame, profile: Profile) -> Mapping[tuple[History, TypeProfile], Any]:
    """Expected payoffs of all players from every node on, when the profile is followed.

    Returns a mapping from (history, type profile) to a tuple with one number a player.
    """
    result: dict[tuple[History, TypeProfile], Any] = {}

    def visit(history: History, types: TypeProfile) -> tuple[Any, ...]:
        move = game.moves.get(history)
        if move is None:
            payoffs = game.payoffs[history][types]
        else:
            if isinstance(move, Move):
                position = game.player_index(move.player)
                chosen = profile[InformationSet(move.player, types[position], move.sees)]
                weights = [(action, chosen.get(action)) for action in move.actions]
            else:
                weights = list(move.probabilities)
            total: list[Any] = [0] * len(game.players)
            for action, weight in weights:
                below = visit((*history, action), types)
                if weight is not None:
                    for player, payoff in enumerate(below):
                        total[player] = total[player] + weight * payoff
            payoffs = tuple(total)
        result[history, types] = payoffs
        return payoffs

    for types in game.type_profiles:
        visit((), types)
    return result


def _extensive(game: ExtensiveGame, profile: Profile, beliefs: Beliefs) -> Gains:
    values = continuation_payoffs(game, profile)
    result: dict[InformationSet, dict[str, Any]] = {}
    for information_set in game.information_sets:
        player = game.player_index(information_set.player)
        held = beliefs[information_set]
        gain: dict[str, Any] = {}
        for action in game.actions(information_set):
            total: Any = 0
            for (history, types), weight in held.items():
                total = total + weight * (values[(*history, action), types][player] - values[history, types][player])
            gain[action] = total
        result[information_set] = gain
    return result
