"""Proof that an assessment is an equilibrium, recomputed from the game alone. Sees no solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from typing import Any

from deterrence.algebra.number import RealAlgebraic, is_algebraic
from deterrence.best_replies import NOTHING, regrets
from deterrence.consistency import perfect_bayesian_residual, sequential_residual
from deterrence.deviations import MixedProfile, continuation_payoffs, gains
from deterrence.errors import GameError
from deterrence.games.agreements import ExitGame, LinkedIssues, ShareAgreement
from deterrence.games.arrays import exact_entry
from deterrence.games.attrition import AttritionGame
from deterrence.games.bargaining import BargainingGame
from deterrence.games.cutoff import CutoffGame
from deterrence.games.extensive import ExtensiveGame, InformationSet, Move, Node
from deterrence.games.network import NetworkGame
from deterrence.games.profile import Assessment, Beliefs, Profile
from deterrence.games.provision import ProvisionGame
from deterrence.games.repeated import RepeatedGame
from deterrence.games.stage_game import MonitoredStageGame, RepeatedStageGame
from deterrence.games.stages import subgames
from deterrence.games.strategic import StrategicGame
from deterrence.proof import Certificate as Certificate
from deterrence.proof import Certified as Certified
from deterrence.proofs.agreements import certify_issues, certify_peace, certify_shares
from deterrence.proofs.attrition import certify_attrition
from deterrence.proofs.bargaining import certify_bargaining
from deterrence.proofs.cutoff import certify_cutoff
from deterrence.proofs.network import certify_network
from deterrence.proofs.provision import certify_provision
from deterrence.proofs.public_monitoring import certify_public_monitoring
from deterrence.proofs.repeated import certify_repeated
from deterrence.proofs.stage_game import certify_stage_game
from deterrence.rationality import reach, regret, subgame_gain

EXTENSIVE = ("nash", "subgame-perfect", "weak-perfect-bayesian", "perfect-bayesian", "sequential")


# the other game forms: kind of game -> proof
CHECKS: dict[type, Callable[[Any, Any], Certificate]] = {
    ProvisionGame: certify_provision,
    NetworkGame: certify_network,
    AttritionGame: certify_attrition,
    BargainingGame: certify_bargaining,
    RepeatedGame: certify_repeated,
    RepeatedStageGame: certify_stage_game,
    MonitoredStageGame: certify_public_monitoring,
    ShareAgreement: certify_shares,
    LinkedIssues: certify_issues,
    ExitGame: certify_peace,
    CutoffGame: certify_cutoff,
}


def certify(
    game: Any,
    claimed: Any,
    concept: str | None = None,
) -> Certificate:
    """Certify a claimed equilibrium of a game, exactly.

    Parameters
    ----------
    game
        Any game with exact payoffs.
    claimed
        An `Assessment` (extensive game), mixed strategies (strategic game), contributions (provision game), or what the
        solver of another form calls an equilibrium.
    concept
        For an extensive game what to prove: ``"nash"`` and ``"subgame-perfect"`` (Selten 1965; beliefs do not matter),
        ``"weak-perfect-bayesian"`` (Bayes' rule on the path, any beliefs off it), ``"perfect-bayesian"`` (Fudenberg and
        Tirole 1991, definition 8.2: multi-stage games with observed actions) or ``"sequential"`` (Kreps and Wilson
        1982; the assessment carries its orders of likelihood as `witness`). Without it: weak perfect Bayesian, with
        one belief about each independent type shared by all types of whoever moves first after it.

    Returns
    -------
    Certificate
        With ``holds`` true exactly if this is an equilibrium of that concept (extensive), a Nash equilibrium
        (strategic, provision), or what the form's own concept asks.

    Notes
    -----
    In an extensive game sequential rationality is checked over whole continuation strategies, not one-shot deviations,
    because one-shot deviations are enough only where beliefs are updated along a player's own moves (Hendon, Jacobsen
    and Sloth 1996).

    Raises
    ------
    GameError
        Where the claim does not fit the game (a missing information set, an unknown action or node), or the concept
        is not defined for it.
    """
    if concept is not None and (concept not in EXTENSIVE or not isinstance(game, ExtensiveGame)):
        raise GameError(f"'{concept}' cannot be certified here; for extensive games: {', '.join(EXTENSIVE)}")
    if isinstance(game, StrategicGame):
        return _certify_strategic(game, [claimed])[0]
    if type(game) in CHECKS:
        return CHECKS[type(game)](game, claimed)
    if not isinstance(claimed, Assessment):
        raise GameError("an extensive game is certified with an Assessment: strategies and beliefs")
    return certify_all(game, [claimed], concept)[0]


def certify_all(
    game: ExtensiveGame | StrategicGame,
    claimed: Sequence[Assessment] | Sequence[MixedProfile],
    concept: str | None = None,
) -> tuple[Certificate, ...]:
    """Certify many assessments of one extensive game, or many profiles of mixed strategies of one strategic game.

    The arithmetic is exact, and several times faster than Fractions: FLINT's rationals, or integers. What depends on
    strategies alone is worked out once for assessments that share them. A claim with irrational algebraic numbers is
    certified in their field.
    """
    if isinstance(game, StrategicGame):
        return _certify_strategic(game, claimed)  # type: ignore[arg-type]
    assessments: Sequence[Assessment] = claimed  # type: ignore[assignment]
    rational = game.with_numbers(_flint)
    in_field: ExtensiveGame | None = None
    profiles: dict[tuple[int, bool], tuple[Profile, Any, Mapping[Node, Any], Any]] = {}
    result = []
    for one in assessments:
        _check_fit(game, one)
        irrational = any(map(is_algebraic, _numbers((one.profile, one.beliefs, one.witness))))
        fast, convert = rational, _flint
        if irrational:
            in_field = in_field or game.with_numbers(_exact)
            fast, convert = in_field, _exact
        key = id(one.profile), irrational
        if key not in profiles:
            made = {place: {a: convert(p) for a, p in mixed.items()} for place, mixed in one.profile.items()}
            profiles[key] = (
                made,
                continuation_payoffs(fast, made),
                reach(fast, made),
                _distribution_residual(made.values()),
            )
        profile, values, weights, residual = profiles[key]
        believed = {place: {n: convert(p) for n, p in held.items()} for place, held in one.beliefs.items()}
        exact = Assessment(profile, believed, one.witness)
        if concept in ROOTS:
            roots = subgames(fast) if concept == "subgame-perfect" else [()]
            gain = max((subgame_gain(fast, profile, values, root) for root in roots), default=0)
            result.append(
                Certificate(_fraction(gain), _fraction(residual), _arithmetic(irrational), deviations=ROOTS[concept])
            )
            continue
        residual = max(
            residual,
            _distribution_residual(exact.beliefs.values()),
            _bayes_residual(fast, exact.beliefs, weights),
        )
        if concept is None:
            residual = max(residual, _shared_belief_residual(fast, exact.beliefs))
        elif concept == "perfect-bayesian":
            residual = max(
                residual, perfect_bayesian_residual(fast, replace(exact, witness=_converted(one.witness, convert)))
            )
        elif concept == "sequential":
            residual = max(residual, sequential_residual(fast, exact))
        gain = max((regret(fast, exact, place, values) for place in fast.information_sets), default=0)
        result.append(Certificate(_fraction(gain), _fraction(residual), _arithmetic(irrational)))
    return tuple(result)


def _converted(posteriors: Any, convert: Callable[[Any], Any]) -> Any:
    """Posteriors in other numbers."""
    if isinstance(posteriors, Mapping):
        return {key: _converted(below, convert) for key, below in posteriors.items()}
    return None if posteriors is None else convert(posteriors)


def _numbers(nested: Any) -> Iterator[Any]:
    """The numbers in tuples and mappings of them."""
    if isinstance(nested, (Mapping, tuple)):
        for below in nested.values() if isinstance(nested, Mapping) else nested:
            yield from _numbers(below)
    else:
        yield nested


def _flint(x: Any) -> Any:
    """An exact number in FLINT; a float means its shortest decimal, here as in every solver."""
    from flint import fmpq

    if not isinstance(x, (int, Fraction)):
        x = exact_entry(x, f"the number {x!r}")
    return fmpq(x.numerator, x.denominator)


def _exact(x: Any) -> Any:
    """A Fraction, or an irrational number as it is."""
    return x if is_algebraic(x) else exact_entry(x, f"the number {x!r}")


def _arithmetic(irrational: bool) -> str:
    return "exact, in a real number field" if irrational else "exact"


def _fraction(x: Any) -> Fraction:
    if isinstance(x, RealAlgebraic):  # it is not zero; a rational that is not smaller
        return x.enclosure()[1]
    return Fraction(int(x.numerator), int(x.denominator))


ROOTS = {
    "nash": "all strategies of every player",
    "subgame-perfect": "all strategies of every player in every subgame",
}


def _check_fit(game: ExtensiveGame, claimed: Assessment) -> None:
    for place in game.information_sets:
        for what, mapping in (("strategy", claimed.profile), ("belief", claimed.beliefs)):
            if place not in mapping:
                raise GameError(f"no {what} is given for {place}")
        unknown = set(claimed.profile[place]) - set(game.actions(place))
        if unknown:
            raise GameError(f"{place} has no action '{sorted(unknown)[0]}'; it has {', '.join(game.actions(place))}")
        nodes = set(game.nodes(place))
        if any(node not in nodes for node in claimed.beliefs[place]):
            raise GameError(f"the belief of {place} names a node outside its information set")


def _distribution_residual(distributions: Any) -> Any:
    worst: Any = 0
    for distribution in distributions:
        values = distribution.values()
        worst = max(worst, abs(sum(values) - 1), -min(values, default=-1))
    return worst


def _bayes_residual(game: ExtensiveGame, beliefs: Beliefs, weights: Mapping[Node, Any]) -> Any:
    worst: Any = 0
    for place in game.information_sets:
        nodes = game.nodes(place)
        total = sum(weights[node] for node in nodes)
        if total:
            held = beliefs[place]
            worst = max([worst, *(abs(held.get(node, 0) - weights[node] / total) for node in nodes)])
    return worst


def _shared_belief_residual(game: ExtensiveGame, beliefs: Beliefs) -> Any:
    """Types are independent, so all types of a player who see the same thing believe the same about the others.

    Compared where nature alone has told the types apart: at the player's first move, before she has acted by type.
    """
    worst: Any = 0
    for player, names in zip(game.players, game.types, strict=True):
        position = game.player_index(player)
        labels = {place.sees for place in game.information_sets if place.player == player}
        for sees in labels:
            histories = game.information_sets[InformationSet(player, names[0], sees)]
            if len(names) == 1 or any(
                isinstance(before := game.moves[history[:depth]], Move) and before.player == player
                for history in histories
                for depth in range(len(history))
            ):
                continue
            others: list[dict[Any, Any]] = []
            for name in names:
                marginal: dict[Any, Any] = {}
                for (history, types), weight in beliefs[InformationSet(player, name, sees)].items():
                    rest = (history, types[:position] + types[position + 1 :])
                    marginal[rest] = marginal.get(rest, 0) + weight
                others.append(marginal)
            for marginal in others[1:]:
                keys = set(marginal) | set(others[0])
                worst = max([worst, *(abs(marginal.get(key, 0) - others[0].get(key, 0)) for key in keys)])
    return worst


ACTIONS = "all actions of every player"
PROVED = Certificate(*NOTHING, deviations=ACTIONS)  # one object says so for every profile that is an equilibrium


def _certify_strategic(game: StrategicGame, profiles: Sequence[MixedProfile]) -> tuple[Certificate, ...]:
    if RealAlgebraic in {*map(type, chain.from_iterable(chain.from_iterable(profiles)))}:
        return tuple(
            _certify_in_field(game, profile)
            if any(is_algebraic(p) for mixed in profile for p in mixed)
            else _certify_strategic(game, [profile])[0]
            for profile in profiles
        )
    return tuple(
        [PROVED if found is NOTHING else Certificate(*found, deviations=ACTIONS) for found in regrets(game, profiles)]
    )


def _certify_in_field(game: StrategicGame, profile: MixedProfile) -> Certificate:
    """Mixed strategies with irrational probabilities, by the gains of all actions in their field."""
    if list(map(len, profile)) != list(map(len, game.actions)):
        raise GameError("mixed strategies need one probability for each action of each player")
    exact = tuple(tuple(exact_entry(x, f"the payoff {x!r}") for x in flat) for flat in game.payoffs)
    game = StrategicGame(game.players, game.actions, exact, game.title)
    mixed = [[_exact(p) for p in strategy] for strategy in profile]
    residual = max(max(abs(sum(strategy) - 1), -min(strategy)) for strategy in mixed)
    gain = max(max(row) for row in gains(game, mixed))
    return Certificate(_fraction(gain), _fraction(max(residual, 0)), _arithmetic(True), deviations=ACTIONS)
