"""Whether strategies and beliefs lie in the set of equilibria of a signaling game, from its products alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence.games.extensive import History, InformationSet
from deterrence.games.profile import Assessment, Profile
from deterrence.solvers.signaling_form import SignalingForm, sees
from deterrence.solvers.signaling_products import Factors, subset


@dataclass(frozen=True)
class Point:
    """Strategies of the types with positive prior, as masks: what they do, and what would be best for the others.

    Attributes
    ----------
    sent, played
        The supports, by type and by signal.
    best_signals, best_responses
        What is best against the receiver's strategy, by type; and against the sender's, after each signal.
    """

    sent: tuple[int, ...]
    played: tuple[tuple[int, ...], ...]
    best_signals: tuple[int, ...]
    best_responses: tuple[tuple[int, ...], ...]

    def inside(self, products: Sequence[Factors]) -> bool:
        """Whether it lies in X(C, A) x R(C, A) for one of them."""
        return any(
            subset(self.sent, one.sent)
            and subset(one.sent, self.best_signals)
            and all(map(subset, self.played, one.responses))
            and all(map(subset, one.responses, self.best_responses))
            for one in products
        )


def read_point(form: SignalingForm, profile: Profile) -> Point:
    """Strategies of an extensive game as a point of its signaling form."""
    game, signals = form.game, range(len(form.signals))
    first, second = game.player_index(form.sender), game.player_index(form.receiver)
    sigma = [profile[InformationSet(form.sender, game.types[first][t], sees(game, ()))] for t in form.types]
    rho = [
        [
            [Fraction(1)]
            if form.ends(s)
            else _numbers(profile[_after(form, s, game.types[second][tau])], form.responses[s])
            for tau in form.receiver_types
        ]
        for s in signals
    ]
    x = [[p * w for w in _numbers(mixed, form.signals)] for p, mixed in zip(form.p, sigma, strict=True)]
    return Point(
        tuple(_support(row) for row in x),
        tuple(tuple(_support(row) for row in at) for at in rho),
        tuple(
            _best(
                sum(
                    (q * w * form.u[t][s][r][k] for k, q in enumerate(form.q) for r, w in enumerate(rho[s][k])),
                    Fraction(0),
                )
                for s in signals
            )
            for t in range(len(form.types))
        ),
        tuple(best_responses(form, s, [row[s] for row in x]) for s in signals),
    )


def best_responses(form: SignalingForm, s: int, z: Sequence[Fraction]) -> tuple[int, ...]:
    """For each receiver type the responses that are best at weights z on the sender's types."""
    count = len(form.responses[s])
    return tuple(
        _best(sum((w * form.v[t][s][r][k] for t, w in enumerate(z)), Fraction(0)) for r in range(count))
        for k in range(len(form.q))
    )


def beliefs_fit(form: SignalingForm, claimed: Assessment, point: Point) -> bool:
    """Whether after each signal all types of the receiver hold one belief at which what they play is best.

    Bayes' rule after signals that are sent is checked elsewhere. Types of prior 0 are not believed in, and the types of
    others are believed to be as at first.
    """
    game = form.game
    first, second = game.player_index(form.sender), game.player_index(form.receiver)
    names = game.types[first]
    for s, signal in enumerate(form.signals):
        if form.ends(s):
            continue
        for position, tau in enumerate(game.types[second]):
            place = _after(form, s, tau)
            held = claimed.beliefs[place]
            mu = [Fraction(sum(w for (_, types), w in held.items() if types[first] == name)) for name in names]
            for node in game.nodes(place):
                weight = mu[names.index(node[1][first])]
                for k, name in enumerate(node[1]):
                    if k not in (first, second):
                        weight *= Fraction(game.priors[k][game.types[k].index(name)])
                if Fraction(held.get(node, 0)) != weight:
                    return False
            if any(weight for t, weight in enumerate(mu) if t not in form.types):
                return False
            if position in form.receiver_types:
                k = form.receiver_types.index(position)
                if point.played[s][k] & ~best_responses(form, s, [mu[t] for t in form.types])[k]:
                    return False
            else:
                worth = [
                    sum(w * _payoff(form, second, (signal, r), names[t], tau) for t, w in enumerate(mu) if w)
                    for r in form.responses[s]
                ]
                if _support(_numbers(claimed.profile[place], form.responses[s])) & ~_best(worth):
                    return False
    return True


def impossible_types_are_best(form: SignalingForm, profile: Profile) -> bool:
    """Whether types of the sender that have prior 0 send what is best for them too."""
    game = form.game
    first, second = game.player_index(form.sender), game.player_index(form.receiver)
    for t, name in enumerate(game.types[first]):
        if t in form.types:
            continue
        worth = []
        for s, signal in enumerate(form.signals):
            total = Fraction(0)
            for k, tau in enumerate(form.receiver_types):
                kind = game.types[second][tau]
                chances: Any = {"": Fraction(1)} if form.ends(s) else profile[_after(form, s, kind)]
                for response, w in chances.items():
                    history = (signal,) if form.ends(s) else (signal, response)
                    total += form.q[k] * Fraction(w) * _payoff(form, first, history, name, kind)
            worth.append(total)
        if _support(_numbers(profile[InformationSet(form.sender, name, sees(game, ()))], form.signals)) & ~_best(worth):
            return False
    return True


def folded_answers_given(form: SignalingForm, profile: Profile) -> bool:
    """Whether the strict last moves are made."""
    return all(Fraction(profile[place].get(action, 0)) == 1 for place, action in form.folded.answers.items())


def _after(form: SignalingForm, s: int, tau: str) -> InformationSet:
    return InformationSet(form.receiver, tau, sees(form.game, (form.signals[s],)))


def _payoff(form: SignalingForm, player: int, history: History, t: str, tau: str) -> Fraction:
    """At the end of a history, for one type of each of the two, averaged over the types of others."""
    game = form.game
    first, second = game.player_index(form.sender), game.player_index(form.receiver)
    total = Fraction(0)
    for types, row in form.folded.payoffs[history].items():
        if types[first] == t and types[second] == tau:
            weight = Fraction(1)
            for k, name in enumerate(types):
                if k not in (first, second):
                    weight *= Fraction(game.priors[k][game.types[k].index(name)])
            total += weight * Fraction(row[player])
    return total


def _numbers(mixed: Any, actions: Sequence[str]) -> list[Fraction]:
    return [Fraction(mixed.get(action, 0)) for action in actions]


def _support(row: Sequence[Fraction]) -> int:
    return sum(1 << k for k, weight in enumerate(row) if weight)


def _best(values: Any) -> int:
    found = list(values)
    most = max(found)
    return sum(1 << k for k, value in enumerate(found) if value == most)
