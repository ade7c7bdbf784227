"""Recognising a signaling game: a privately informed sender, a receiver who answers what she sees.

Letters as in Fudenberg and Tirole (1991, section 8.2.1), with an independent private type for the receiver added:
types t of the sender with prior p, signals s, types tau of the receiver with prior q, responses r, payoffs
u(t, s, r, tau) to the sender and v(t, s, r, tau) to the receiver. A signal that ends the game has one empty response.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import gt
from typing import Any

from deterrence.errors import SolverError
from deterrence.games.extensive import ExtensiveGame, History, InformationSet, Move, Node, TypeProfile
from deterrence.games.profile import Assessment, Profile
from deterrence.solvers.folding import Folded, fold

NO_RESPONSE = ""
ACCEPTED = (
    "this method accepts signaling games: one player moves first and may know her type; each of her actions ends the "
    "game or is seen by one and the same other player, who answers; whatever follows must be moves with one strictly "
    "best action for each type"
)


@dataclass(frozen=True)
class SignalingForm:
    """A signaling game as arrays, and the way back to the extensive game.

    Attributes
    ----------
    types, receiver_types
        Positions, in the game, of the types with positive prior.
    p, q
        Their priors.
    signals
        The sender's actions.
    responses
        For each signal the receiver's actions (one empty name where the signal ends the game).
    u, v
        ``u[t][s][r][tau]``: payoffs to sender and receiver, by position in the tuples above.
    """

    game: ExtensiveGame
    folded: Folded
    sender: str
    receiver: str
    types: tuple[int, ...]
    receiver_types: tuple[int, ...]
    p: tuple[Fraction, ...]
    q: tuple[Fraction, ...]
    signals: tuple[str, ...]
    responses: tuple[tuple[str, ...], ...]
    u: tuple[tuple[tuple[tuple[Fraction, ...], ...], ...], ...]
    v: tuple[tuple[tuple[tuple[Fraction, ...], ...], ...], ...]

    def ends(self, signal: int) -> bool:
        """Whether the signal ends the game."""
        return self.responses[signal] == (NO_RESPONSE,)

    @property
    def all_types_possible(self) -> bool:
        """Whether every type of both players has positive prior."""
        return all(all(prior) for prior in self.game.priors)

    def history(self, signal: int, response: int) -> History:
        """The history of a signal and a response."""
        name = self.responses[signal][response]
        return (self.signals[signal],) if name == NO_RESPONSE else (self.signals[signal], name)


def signaling_form(
    game: ExtensiveGame, number: Callable[[Any], Any] = Fraction, above: Callable[[Any, Any], bool] = gt
) -> SignalingForm:
    """Read a game as a signaling game.

    Parameters
    ----------
    game
        An extensive game.
    number, above
        What is made of a payoff, and whether one is greater than another: both follow from what payoffs are.

    Raises
    ------
    SolverError
        Where it is not one; the message says why and what is accepted.
    """
    root = game.moves[()]
    if not isinstance(root, Move):
        raise SolverError(f"chance moves first; {ACCEPTED}")
    sender = root.player
    answers = [game.moves.get((signal,)) for signal in root.actions]
    receivers = {move.player for move in answers if isinstance(move, Move)}
    if any(move is not None and not isinstance(move, Move) for move in answers) or len(receivers) > 1:
        raise SolverError(f"chance or several players answer the first move; {ACCEPTED}")
    if sender in receivers:
        raise SolverError(f"{sender} moves twice in a row; {ACCEPTED}")
    if not receivers and len(game.players) != 2:
        raise SolverError(f"nobody answers the first move; {ACCEPTED}")
    receiver = receivers.pop() if receivers else next(name for name in game.players if name != sender)
    labels = [move.sees for move in answers if isinstance(move, Move)]
    if len(set(labels)) != len(labels):
        raise SolverError(f"{receiver} cannot tell some first moves apart; {ACCEPTED}")
    folded = fold(game, above=above)
    for history, move in folded.moves.items():
        if len(history) > 1:
            who = move.player if isinstance(move, Move) else "chance"
            why = f" ({folded.refused[0]})" if folded.refused else ""
            raise SolverError(f"{who} still moves at '{' '.join(history)}'{why}; {ACCEPTED}")
    first, second = game.player_index(sender), game.player_index(receiver)
    types = tuple(k for k, prior in enumerate(game.priors[first]) if prior != 0)
    receiver_types = tuple(k for k, prior in enumerate(game.priors[second]) if prior != 0)
    responses = tuple(move.actions if isinstance(move, Move) else (NO_RESPONSE,) for move in answers)

    def payoff(player: int, t: int, s: int, r: int, tau: int) -> Any:
        name = responses[s][r]
        history = (root.actions[s],) if name == NO_RESPONSE else (root.actions[s], name)
        # whoever has types and only strict last moves is, once these are folded in, a lottery over her types
        (first_types, weight), *others = lotteries[t, tau]
        if weight == 1 and not others:
            return number(folded.payoffs[history][first_types][player])
        return sum(
            (
                bystanders * number(folded.payoffs[history][types][player])
                for types, bystanders in lotteries[t, tau]
                if bystanders != 0
            ),
            Fraction(0),
        )

    lotteries: dict[tuple[int, int], list[tuple[TypeProfile, Any]]] = {}
    for types_of_all in game.type_profiles:
        weight: Any = Fraction(1)
        for k, name in enumerate(types_of_all):
            if k not in (first, second):
                weight *= number(game.priors[k][game.types[k].index(name)])
        place = game.types[first].index(types_of_all[first]), game.types[second].index(types_of_all[second])
        lotteries.setdefault(place, []).append((types_of_all, weight))

    def array(player: int) -> tuple[tuple[tuple[tuple[Any, ...], ...], ...], ...]:
        return tuple(
            tuple(
                tuple(tuple(payoff(player, t, s, r, tau) for tau in receiver_types) for r in range(len(responses[s])))
                for s in range(len(root.actions))
            )
            for t in types
        )

    return SignalingForm(
        game, folded, sender, receiver, types, receiver_types,
        tuple(number(game.priors[first][k]) for k in types),
        tuple(number(game.priors[second][k]) for k in receiver_types),
        tuple(root.actions), responses, array(first), array(second),
    )  # fmt: skip


def assessment(
    form: SignalingForm,
    x: Sequence[Sequence[Fraction]],
    rho: Sequence[Sequence[Sequence[Fraction]]],
    beliefs: Sequence[Sequence[Fraction]],
    profile: Profile | None = None,
) -> Assessment:
    """The assessment of the extensive game behind a solution of its signaling form.

    Parameters
    ----------
    x
        ``x[t][s] = p[t] sigma(s | t)``.
    rho
        ``rho[s][tau][r]``.
    beliefs
        ``beliefs[s][t]``: the receiver's belief after each signal.
    profile
        The strategies, if they were built already for the same x and rho and every type has positive prior.

    Returns
    -------
    Assessment
        With strategies for types of prior 0 (a best one) and at folded moves, and beliefs everywhere.
    """
    if profile is not None:
        return Assessment(profile, _beliefs(form, profile, beliefs))
    game = form.game
    made = strategies(form, x, rho)
    held = _beliefs(form, made, beliefs)
    for place in game.information_sets:  # types of prior 0 play a best action: nobody else is affected
        if place not in made:
            made[place] = {_best_action(form, place, made, held[place]): Fraction(1)}
    return Assessment(made, held)


def strategies(
    form: SignalingForm, x: Sequence[Sequence[Fraction]], rho: Sequence[Sequence[Sequence[Fraction]]]
) -> dict[InformationSet, dict[str, Fraction]]:
    """The behaviour strategies of types with positive prior, and the strict last moves."""
    game, sender, receiver = form.game, form.sender, form.receiver
    first, second = game.player_index(sender), game.player_index(receiver)
    profile: dict[InformationSet, dict[str, Fraction]] = {}
    for k, t in enumerate(form.types):
        profile[InformationSet(sender, game.types[first][t], sees(game, ()))] = {
            signal: x[k][s] / form.p[k] for s, signal in enumerate(form.signals) if x[k][s]
        }
    for s, signal in enumerate(form.signals):
        if form.ends(s):
            continue
        for k, tau in enumerate(form.receiver_types):
            profile[InformationSet(receiver, game.types[second][tau], sees(game, (signal,)))] = {
                action: rho[s][k][r] for r, action in enumerate(form.responses[s]) if rho[s][k][r]
            }
    for place, action in form.folded.answers.items():
        profile[place] = {action: Fraction(1)}
    return profile


def sees(game: ExtensiveGame, history: History) -> str:
    """What the mover at a history sees."""
    move = game.moves[history]
    assert isinstance(move, Move)
    return move.sees


def _beliefs(
    form: SignalingForm,
    profile: Profile,
    beliefs: Sequence[Sequence[Fraction]],
) -> dict[InformationSet, dict[Node, Fraction]]:
    """Beliefs at every information set, folded ones too: types are independent, and each is updated by its own moves.

    An action that no type takes leaves the posterior as it was. A mover who cannot tell histories apart believes in
    those with the fewest such surprises.
    """
    game = form.game
    followed: dict[tuple[History, str], tuple[int, Fraction, dict[str, dict[str, Fraction]]]] = {}
    result = {}
    for place, histories in game.information_sets.items():
        for history in histories:
            if (history, place.player) not in followed:  # all types of the mover see it alike
                followed[history, place.player] = _path(form, profile, beliefs, history, place.player)
        paths = {history: followed[history, place.player] for history in histories}
        fewest = min(surprises for surprises, _, _ in paths.values())
        held: dict[Node, Fraction] = {}
        for history, types in game.nodes(place):
            surprises, weight, posteriors = paths[history]
            if surprises == fewest:
                for player, name in zip(game.players, types, strict=True):
                    if player != place.player:
                        weight *= posteriors[player].get(name, Fraction(0))
                if weight:
                    held[history, types] = weight
        total = sum(held.values())
        result[place] = {node: weight / total for node, weight in held.items()}
    return result


def _path(
    form: SignalingForm, profile: Profile, beliefs: Sequence[Sequence[Fraction]], history: History, own: str
) -> tuple[int, Fraction, dict[str, dict[str, Fraction]]]:
    """Along a history: surprises, the probability of the rest, and posteriors, as `own` sees it."""
    game = form.game
    posteriors = {
        player: {name: p for name, p in zip(names, prior, strict=True) if p}
        for player, names, prior in zip(game.players, game.types, game.priors, strict=True)
    }
    surprises, weight = 0, Fraction(1)
    for depth, action in enumerate(history):
        move = game.moves[history[:depth]]
        if not isinstance(move, Move):
            weight *= dict(move.probabilities)[action]
            continue
        if move.player == own:  # she knows her type and what she did
            continue
        joint = {
            name: p * chance
            for name, p in posteriors[move.player].items()
            if (chance := profile[InformationSet(move.player, name, move.sees)].get(action))
        }
        total = sum(joint.values(), Fraction(0))
        if total:
            weight *= total
            posteriors[move.player] = {name: p / total for name, p in joint.items()}
        else:
            surprises += 1
            if depth == 0:
                names = game.types[game.player_index(form.sender)]
                held = beliefs[form.signals.index(action)]
                posteriors[form.sender] = {names[t]: p for t, p in zip(form.types, held, strict=True) if p}
    return surprises, weight, posteriors


def _best_action(
    form: SignalingForm,
    place: InformationSet,
    profile: Profile,
    held: Mapping[Node, Fraction],
) -> str:
    game = form.game
    player = game.player_index(place.player)

    def value(history: History, types: tuple[str, ...]) -> Fraction:
        if history in form.folded.payoffs:
            return Fraction(form.folded.payoffs[history][types][player])
        move = form.folded.moves[history]
        assert isinstance(move, Move)
        chosen = profile[InformationSet(move.player, types[game.player_index(move.player)], move.sees)]
        return sum((p * value((*history, action), types) for action, p in chosen.items()), Fraction(0))

    return max(
        game.actions(place),
        key=lambda action: sum(w * value((*history, action), types) for (history, types), w in held.items()),
    )
