"""Dominated actions and rationalizable ones, each with its proof.

An action is strictly dominated where some mixture of the player's actions is better against everything the others may
do. It is a best reply to no belief then, and to some belief otherwise: the two sides are dual linear programs, so every
action leaves with a dominating mixture or stays with a belief that makes it a best reply.

References
----------
Bernheim (1984), Rationalizable strategic behavior; Pearce (1984), Rationalizable strategic behavior and the problem of
perfection: with two players what survives is what is rationalizable (Pearce's lemma 3: strictly dominated if and only
if never a best reply).
Brandenburger and Dekel (1987), Rationalizability and correlated equilibria: with more players what survives is
rationalizable where beliefs about the others may be correlated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from types import MappingProxyType

from deterrence.certificate import Certificate
from deterrence.errors import SolverError
from deterrence.games.strategic import StrategicGame
from deterrence.solvers.linear import Optimum, maximise
from deterrence.solvers.payoffs import exact_payoffs

__all__ = ["Elimination", "Rationalizable", "rationalizable", "weakly_dominated"]

Others = tuple[str, ...]  # one action of each other player, in the players' order


@dataclass(frozen=True)
class Elimination:
    """An action that goes, and why.

    Attributes
    ----------
    round
        When it goes, from 1: everything dominated in the game that is left goes at once.
    player, action
        Whose action, and which.
    mixture
        The dominating mixture: probabilities of the player's other actions.
    margin
        The least the mixture gains over the action, against any profile of the others that is left (strict dominance:
        positive; weak dominance: 0 somewhere).
    """

    round: int
    player: str
    action: str
    mixture: Mapping[str, Fraction]
    margin: Fraction


@dataclass(frozen=True)
class Rationalizable:
    """What survives iterated elimination of strictly dominated actions.

    Attributes
    ----------
    game
        The game, with its payoffs as Fractions.
    actions
        For each player the actions that survive.
    eliminations
        What went, in order, with the mixture that dominates it.
    beliefs
        For each player and each action that survives, a belief about the others' surviving actions to which it is a
        best reply: the probability of each of their profiles (those of probability 0 are left out).
    complete, exact
        Always True: the order of elimination does not matter, and no arithmetic is rounded.
    method, concept, status
        How the answer was found, what it is, and what was done.
    """

    game: StrategicGame = field(repr=False)
    actions: tuple[tuple[str, ...], ...]
    eliminations: tuple[Elimination, ...]
    beliefs: tuple[Mapping[str, Mapping[Others, Fraction]], ...] = field(repr=False)
    complete: bool = True
    exact: bool = True
    method: str = "iterated elimination of strictly dominated actions, by exact linear programming"
    concept: str = "rationalizable"
    status: str = ""

    @property
    def reduced(self) -> StrategicGame:
        """The game among the actions that survive."""
        kept = [[names.index(a) for a in left] for names, left in zip(self.game.actions, self.actions, strict=True)]
        payoffs = tuple(
            tuple(self.game.payoff(i, profile) for profile in product(*kept)) for i in range(len(self.actions))
        )
        return StrategicGame(self.game.players, self.actions, payoffs, self.game.title)

    @property
    def certificate(self) -> Certificate:
        """Recomputed from the game: no action beats a survivor against its belief, each mixture beats what it ends.

        Mixtures and beliefs are checked to use only what is left at their time.
        """
        game = self.game
        left = [list(names) for names in game.actions]
        gone = [list(names) for names in game.actions]
        residual, current = Fraction(0), 0
        for item in self.eliminations:
            if item.round != current:
                left, current = [list(names) for names in gone], item.round
            player = game.players.index(item.player)
            distribution = dict(item.mixture)
            residual = max(residual, _departure(distribution.values()))
            if set(distribution) - set(left[player]):
                residual = max(residual, Fraction(1))
            if _margin(game, player, left, item.action, distribution) <= 0:
                residual = max(residual, Fraction(1))
            gone[player].remove(item.action)
        if [tuple(names) for names in gone] != list(self.actions):
            residual = max(residual, Fraction(1))
        gain = Fraction(0)
        for player, by_action in enumerate(self.beliefs):
            for action in self.actions[player]:
                belief = by_action[action]
                residual = max(residual, _departure(belief.values()))
                others = set(product(*(self.actions[k] for k in range(len(game.players)) if k != player)))
                if set(belief) - others:
                    residual = max(residual, Fraction(1))
                payoffs = {
                    each: sum((p * _payoff(game, player, each, o) for o, p in belief.items()), Fraction())
                    for each in game.actions[player]
                }
                gain = max(gain, max(payoffs.values()) - payoffs[action])
        return Certificate(gain, residual, deviations="every action against the belief that rationalizes a survivor")


def rationalizable(game: StrategicGame) -> Rationalizable:
    """The rationalizable actions of a strategic game.

    Parameters
    ----------
    game
        Rational payoffs. With two players the answer is rationalizability in the sense of Bernheim (1984) and Pearce
        (1984); with more, beliefs about the others may be correlated (Brandenburger and Dekel 1987).

    Returns
    -------
    Rationalizable
        The actions that survive, each with a belief to which it is a best reply; the others, each with its round and
        a mixture that dominates it.

    Raises
    ------
    SolverError
        If payoffs are not rational numbers, or there are more than 10,000 profiles of actions.

    Examples
    --------
    >>> from deterrence.games.strategic import bimatrix
    >>> rationalizable(bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])).actions
    (('2',), ('2',))
    """
    game = exact_payoffs(game, "rationalizability")
    left = [tuple(names) for names in game.actions]
    eliminations: list[Elimination] = []
    beliefs: list[dict[str, Mapping[Others, Fraction]]] = []
    current = 0
    while True:
        current += 1
        found: list[Elimination] = []
        beliefs = []
        for player, names in enumerate(left):
            kept: dict[str, Mapping[Others, Fraction]] = {}
            for action in names:
                others = _others(left, player)
                optimum = _strict(game, player, left[player], others, action)
                if optimum.value > 0:
                    mixture = {a: p for a, p in zip(names, optimum.point, strict=False) if p}
                    found.append(
                        Elimination(current, game.players[player], action, MappingProxyType(mixture), optimum.value)
                    )
                else:
                    total = sum(optimum.multipliers)
                    kept[action] = MappingProxyType(
                        {o: y / total for o, y in zip(others, optimum.multipliers, strict=True) if y}
                    )
            beliefs.append(kept)
        if not found:
            break
        eliminations += found
        gone = {(item.player, item.action) for item in found}
        left = [
            tuple(a for a in names if (player, a) not in gone) for player, names in zip(game.players, left, strict=True)
        ]
    two = len(game.players) <= 2
    rounds = {0: "none is eliminated", 1: "after one round of elimination"}
    status = f"all rationalizable actions: {rounds.get(current - 1, f'after {current - 1} rounds of elimination')}"
    result = Rationalizable(
        game,
        tuple(left),
        tuple(eliminations),
        tuple(map(MappingProxyType, beliefs)),
        concept="rationalizable" if two else "correlated-rationalizable",
        status=status if two else f"{status}; beliefs about several others may be correlated",
    )
    if not result.certificate.holds:
        raise SolverError(
            f"internal: a dominated action failed its certificate ({result.certificate}); please report it"
        )
    return result


def weakly_dominated(game: StrategicGame) -> tuple[Elimination, ...]:
    """The weakly dominated actions: one round, because further rounds would depend on their order.

    Parameters
    ----------
    game
        Rational payoffs, any number of players.

    Returns
    -------
    tuple of Elimination
        In the order of players and actions. The mixture is never worse than the action and somewhere better (Luce and
        Raiffa 1957, section 4.9); ``margin`` is positive where dominance is strict.

    Examples
    --------
    >>> from deterrence.games.strategic import bimatrix
    >>> [(one.player, one.action) for one in weakly_dominated(bimatrix([[1, 0], [1, 1]], [[0, 0], [0, 0]]))]
    [('Row', '1')]
    """
    game = exact_payoffs(game, "weak dominance")
    found = []
    for player, names in enumerate(game.actions):
        others = _others(game.actions, player)
        for action in names:
            rows = []
            for o in others:
                base = _payoff(game, player, action, o)
                rows.append([-base, *(_payoff(game, player, a, o) for a in names)])
            total = [sum((row[k + 1] for row in rows), Fraction()) for k in range(len(names))]
            optimum = maximise(total, rows, [[-1, *([1] * len(names))]])
            assert optimum is not None  # the action itself is feasible
            if optimum.value > -sum((row[0] for row in rows), Fraction()):
                share = optimum.point[names.index(action)]  # below 1: take it out, and scale the rest
                mixture = {a: p / (1 - share) for a, p in zip(names, optimum.point, strict=True) if p and a != action}
                margin = _margin(game, player, game.actions, action, mixture)
                found.append(Elimination(1, game.players[player], action, MappingProxyType(mixture), margin))
    return tuple(found)


def _strict(game: StrategicGame, player: int, names: Sequence[str], others: Sequence[Others], action: str) -> Optimum:
    """The mixture with the largest least gain over the action; its multipliers are a belief where that is 0."""
    rows = []
    for o in others:
        base = _payoff(game, player, action, o)
        rows.append([-base, *(_payoff(game, player, a, o) for a in names), Fraction(-1)])
    optimum = maximise([*([0] * len(names)), 1], rows, [[-1, *([1] * len(names)), 0]])
    assert optimum is not None  # the action itself, with gain 0, is feasible
    return optimum


def _others(left: Sequence[Sequence[str]], player: int) -> list[Others]:
    return list(product(*(names for k, names in enumerate(left) if k != player)))


def _payoff(game: StrategicGame, player: int, action: str, others: Others) -> Fraction:
    profile = [*others[:player], action, *others[player:]]
    result: Fraction = game.payoff(player, [names.index(a) for names, a in zip(game.actions, profile, strict=True)])
    return result


def _margin(
    game: StrategicGame, player: int, left: Sequence[Sequence[str]], action: str, mixture: Mapping[str, Fraction]
) -> Fraction:
    """The least a mixture gains over an action, against what the others have left."""
    return min(
        sum((p * _payoff(game, player, a, o) for a, p in mixture.items()), Fraction())
        - _payoff(game, player, action, o)
        for o in _others(left, player)
    )


def _departure(probabilities: Iterable[Fraction]) -> Fraction:
    """How far numbers are from being probabilities."""
    values = list(probabilities)
    total = sum(values, Fraction())
    return max(abs(total - 1), -min(values, default=Fraction(-1)), Fraction())
