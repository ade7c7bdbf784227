"""Which actions can be played together in equilibrium, from the definitions and by z3: no solver of the package.

Everything is said in polynomials over the reals: probabilities of the actions chosen are positive, no pure plan from an
information set on gains under the belief there, and a belief times the weight of its information set is the weight of
the node. That last equation is Bayes' rule where the weight is positive and says nothing where it is 0.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from fractions import Fraction as F
from itertools import chain, combinations, product
from typing import Any

import z3

from deterrence.games.extensive import Chance, ExtensiveGame, InformationSet, Move
from deterrence.games.profile import Assessment

Support = frozenset[tuple[InformationSet, tuple[str, ...]]]


def choices(game: ExtensiveGame) -> Iterator[dict[InformationSet, tuple[str, ...]]]:
    """Every choice of a nonempty set of actions at each information set."""
    places = list(game.information_sets)
    options = [
        list(chain.from_iterable(combinations(game.actions(place), k) for k in range(1, len(game.actions(place)) + 1)))
        for place in places
    ]
    for chosen in product(*options):
        yield dict(zip(places, chosen, strict=True))


class Question:
    """One choice of supports, as conditions for z3."""

    def __init__(self, game: ExtensiveGame, chosen: dict[InformationSet, tuple[str, ...]]) -> None:
        self.game = game
        self.solver = z3.SolverFor("QF_NRA")
        self.solver.set("rlimit", 3_000_000)
        self.play: dict[InformationSet, dict[str, Any]] = {}
        for k, (place, actions) in enumerate(chosen.items()):
            if len(actions) == 1:
                self.play[place] = {actions[0]: z3.RealVal(1)}
            else:
                self.play[place] = {a: z3.Real(f"p{k}_{a}") for a in actions}
                self.solver.add(*(p > 0 for p in self.play[place].values()), sum(self.play[place].values()) == 1)
        self.beliefs: dict[InformationSet, dict[Any, Any]] = {}

    def distribution(self, name: str, options: Any) -> dict[Any, Any]:
        """An unknown distribution."""
        options = list(options)
        if len(options) == 1:
            return {options[0]: z3.RealVal(1)}
        made = {option: z3.Real(f"{name}_{k}") for k, option in enumerate(options)}
        self.solver.add(*(x >= 0 for x in made.values()), sum(made.values()) == 1)
        return made

    def place(self, history: tuple[str, ...], types: tuple[str, ...]) -> InformationSet:
        move = self.game.moves[history]
        assert isinstance(move, Move)
        return InformationSet(move.player, types[self.game.players.index(move.player)], move.sees)

    def chance(self, history: tuple[str, ...], types: tuple[str, ...], action: str) -> Any:
        move = self.game.moves[history]
        if isinstance(move, Chance):
            return z3.RealVal(str(dict(move.probabilities)[action]))
        return self.play[self.place(history, types)].get(action, z3.RealVal(0))

    def worth(self, player: str, plan: Any, history: tuple[str, ...], types: tuple[str, ...]) -> Any:
        """What a player gets from a node on, if she follows a plan where it names her information sets."""
        move = self.game.moves.get(history)
        if move is None:
            return z3.RealVal(str(self.game.payoffs[history][types][self.game.players.index(player)]))
        if isinstance(move, Move) and self.place(history, types) in plan:
            return self.worth(player, plan, (*history, plan[self.place(history, types)]), types)
        total: Any = z3.RealVal(0)
        for action in move.actions:
            weight = self.chance(history, types, action)
            if not (z3.is_rational_value(weight) and weight.as_fraction() == 0):
                total = total + weight * self.worth(player, plan, (*history, action), types)
        return total

    def reach(self, history: tuple[str, ...], types: tuple[str, ...]) -> Any:
        weight: Any = z3.RealVal(1)
        for names, prior, name in zip(self.game.types, self.game.priors, types, strict=True):
            weight = weight * z3.RealVal(str(prior[names.index(name)]))
        for depth, action in enumerate(history):
            weight = weight * self.chance(history[:depth], types, action)
        return weight

    def optimal(self) -> None:
        """No pure plan gains anywhere."""
        for at, held in self.beliefs.items():
            own = [each for each in self.game.information_sets if (each.player, each.type) == (at.player, at.type)]
            follow = sum(mu * self.worth(at.player, {}, *node) for node, mu in held.items())
            for actions in product(*(self.game.actions(each) for each in own)):
                plan = dict(zip(own, actions, strict=True))
                self.solver.add(sum(mu * self.worth(at.player, plan, *node) for node, mu in held.items()) <= follow)

    def possible(self) -> bool:
        answer = self.solver.check()
        assert answer != z3.unknown
        return bool(answer == z3.sat)


def weak_supports(game: ExtensiveGame) -> set[Support]:
    """The supports of weak perfect Bayesian equilibria."""
    result = set()
    for chosen in choices(game):
        asked = Question(game, chosen)
        for k, place in enumerate(game.information_sets):
            held = asked.distribution(f"m{k}", game.nodes(place))
            weights = {node: asked.reach(*node) for node in held}
            total = sum(weights.values())
            asked.solver.add(*(mu * total == weights[node] for node, mu in held.items()))
            asked.beliefs[place] = held
        asked.optimal()
        if asked.possible():
            result.add(frozenset(chosen.items()))
    return result


def trembled(game: ExtensiveGame, play: Any, rng: random.Random) -> Assessment:
    """The beliefs that random trembles of an unplayed action a, c(a) e^k(a), leave as e goes to 0, with these k."""
    orders = {
        place: {a: rng.choice((1, 1, 2, 3)) for a in game.actions(place) if not play[place].get(a)}
        for place in game.information_sets
    }  # fmt: skip
    size = {place: {a: F(rng.choice((1, 2, 3))) for a in found} for place, found in orders.items()}
    beliefs = {}
    for place in game.information_sets:
        weights = {}
        for history, types in game.nodes(place):
            order, weight = 0, F(1)
            for names, prior, name in zip(game.types, game.priors, types, strict=True):
                weight *= prior[names.index(name)]
            for depth, action in enumerate(history):
                move = game.moves[history[:depth]]
                if isinstance(move, Chance):
                    weight *= dict(move.probabilities)[action]
                    continue
                at = InformationSet(move.player, types[game.players.index(move.player)], move.sees)
                order += orders[at].get(action, 0)
                weight *= size[at].get(action) or play[at][action]
            weights[history, types] = (order, weight)
        least = min(order for order, _ in weights.values())
        kept = {node: weight for node, (order, weight) in weights.items() if order == least}
        beliefs[place] = {node: weight / sum(kept.values()) for node, weight in kept.items()}
    return Assessment(play, beliefs, orders)


def subgame_perfect_supports(game: ExtensiveGame) -> set[Support]:
    """The supports of subgame-perfect equilibria of a game without types."""
    nobody = game.type_profiles[0]
    seen = [frozenset(histories) for histories in game.information_sets.values()]
    roots = [
        root
        for root in game.moves
        if all(len({h[: len(root)] == root for h in histories}) == 1 for histories in seen)
    ]  # fmt: skip
    result = set()
    for chosen in choices(game):
        asked = Question(game, chosen)
        for root in roots:
            for player in game.players:
                own = [each for each in game.information_sets if each.player == player]
                for actions in product(*(game.actions(each) for each in own)):
                    plan = dict(zip(own, actions, strict=True))
                    asked.solver.add(
                        asked.worth(player, plan, root, nobody) <= asked.worth(player, {}, root, nobody)
                    )  # fmt: skip
        if asked.possible():
            result.add(frozenset(chosen.items()))
    return result


def perfect_bayesian_supports(game: ExtensiveGame, asked_for: Iterable[Support]) -> set[Support]:
    """Those of these supports that perfect Bayesian equilibria have, if one player moves at a time and sees everything.

    The posterior about whoever moves is new after each of her actions, the same for all others; those of the others
    stay.
    """
    result = set()
    for support in asked_for:
        chosen = {place: dict(support)[place] for place in game.information_sets}
        asked = Question(game, chosen)
        posteriors: dict[tuple[str, ...], list[dict[str, Any]]] = {
            (): [
                {name: z3.RealVal(str(p)) for name, p in zip(names, prior, strict=True)}
                for names, prior in zip(game.types, game.priors, strict=True)
            ]
        }
        for number, (history, move) in enumerate(sorted(game.moves.items(), key=lambda item: len(item[0]))):
            assert isinstance(move, Move)
            mover = game.players.index(move.player)
            here = posteriors[history]
            for k, action in enumerate(move.actions):
                after = asked.distribution(f"q{number}_{k}", game.types[mover])
                joint = {
                    name: p * asked.play[InformationSet(move.player, name, move.sees)].get(action, z3.RealVal(0))
                    for name, p in here[mover].items()
                }
                total = sum(joint.values())
                asked.solver.add(*(after[name] * total == joint[name] for name in after))
                posteriors[*history, action] = [after if j == mover else p for j, p in enumerate(here)]
            for name in game.types[mover]:
                held: dict[Any, Any] = {}
                for types in game.type_profiles:
                    if types[mover] == name:
                        weight: Any = z3.RealVal(1)
                        for j, p in enumerate(here):
                            if j != mover:
                                weight = weight * p[types[j]]
                        held[history, types] = weight
                asked.beliefs[InformationSet(move.player, name, move.sees)] = held
        asked.optimal()
        if asked.possible():
            result.add(frozenset(chosen.items()))
    return result
