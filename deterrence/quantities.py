"""The numbers papers tabulate: measures of a model at a point, and what is made of them.

Definitions and units stand in docs/measures.md. A quantity over a set of equilibria is a `Range`; what is made of two
sets, such as the change that a pact brings, ranges over every pair of their equilibria.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.averages import measured, probability
from deterrence.cells import cells_with_outcomes
from deterrence.data import meant
from deterrence.errors import GameError, ModelError
from deterrence.formula import number
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.profile import Profile
from deterrence.games.strategic import StrategicGame
from deterrence.ranges import Range, difference, lower, upper
from deterrence.reading import Reading, read, region_names
from deterrence.roots import Algebraic

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Pact, World

BITS = 128  # of the balls that logarithms are enclosed in


def quantity(
    model: Model,
    what: str,
    pact: Pact | None = None,
    *,
    over: str = "all",
    world: World | str | None = None,
    set: Mapping[str, Any] | None = None,
) -> Range:
    """A measure of a model's equilibria at one point.

    Parameters
    ----------
    model, pact, world, set
        As for `Model.values`.
    what
        The name of a measure or, in an extensive or strategic game, one written out: ``"honour / challenge"``,
        ``"war with Defender soft / war"``, ``"E[Defender]"``.
    over
        ``"all"`` equilibria, the ``"refined"`` ones (D1), or those of a region.

    Returns
    -------
    Range

    Raises
    ------
    ModelError
        For a measure that the model does not have, and where the set of equilibria is not known to be complete.

    Examples
    --------
    >>> import deterrence as dt
    >>> quantity(dt.load("unilateral-deterrence"), "not challenge", over="refined").maximum
    Fraction(17, 30)
    """
    values = model.values(pact, world=world, set=set)
    reading = _solved(model, values)
    game = reading.equilibria.game
    if isinstance(game, ExtensiveGame | StrategicGame):
        return measured(game, _cells(model, values, reading, over), model.measure(what))
    known = reading.refined_measures if over == "refined" else reading.measures
    if what not in known:
        raise ModelError(f"'{what}' is not a measure of this model", advice=meant(what, known))
    return known[what]


def _solved(model: Model, values: Mapping[str, Fraction]) -> Reading:
    reading = read(model, values)
    if not reading.equilibria.complete:
        raise ModelError(f"the set of equilibria is not known to be complete: {reading.equilibria.status}")
    return reading


def _cells(model: Model, values: Mapping[str, Fraction], reading: Reading, over: str) -> Sequence[Any]:
    found = cells_with_outcomes(reading.equilibria.game, reading.equilibria, over)
    return [pair for pair in found if over in region_names(model, values, pair[0])] if over in model.regions else found


def entrapment(
    model: Model,
    player: str,
    pact: Pact | None = None,
    *,
    war: str = "war",
    instead: str = "concede",
    over: str = "all",
    world: World | str | None = None,
    set: Mapping[str, Any] | None = None,
) -> Range:
    """The risk of being drawn into a war that one would not have fought without the pact.

    The probability that there is war and the player, of whatever type, gets less from it than the best that she could
    have had instead, had there been no pact (Snyder 1984 for the word).

    Parameters
    ----------
    model, pact, world, set, over
        As for `quantity`; a model of an extensive game.
    player
        Who may be entrapped.
    war, instead
        Events of the model: the war, and what she could have had.

    Raises
    ------
    ModelError
        For names that do not exist, and models of other forms.
    """
    if model.form != "extensive":
        raise ModelError(f"entrapment is read from extensive games; this is a model of the form '{model.form}'")
    if player not in model.players:
        raise ModelError(f"'{player}' is not a player", advice=meant(player, model.players))
    values = model.values(pact, world=world, set=set)
    fought, other = model.event(war), model.event(instead)
    reading = _solved(model, values)
    game, without = reading.equilibria.game, model.game(model.values(world=world, set=set))
    k = game.player_index(player)
    entrapped = [
        (types, end)
        for types in game.type_profiles
        for end in fought
        if game.payoffs[end][types][k] < max(without.payoffs[known][types][k] for known in other)
    ]
    return probability(game, [cell for cell, _ in _cells(model, values, reading, over)], entrapped)


def change(now: Range, before: Range) -> Range:
    """The change from one set of equilibria to another: of a probability, or of welfare.

    With P(a protege provokes) under a pact and without it this is the index of moral hazard (Snyder 1984); with joint
    welfare it is the deterrence surplus. Its ends are those over every pair of equilibria, one of each set.
    """
    if now.minimum is None or now.maximum is None:
        return now
    if before.minimum is None or before.maximum is None:
        return before
    return Range(
        difference(now.minimum, before.maximum),
        difference(now.maximum, before.minimum),
        now.minimum_attained and before.maximum_attained,
        now.maximum_attained and before.minimum_attained,
    )


def cost_per_averted_war(cost: Fraction | int | str, war: Range, war_before: Range) -> Range:
    """What a pact costs in a period for each war that it averts: cost over the fall of P(war).

    Parameters
    ----------
    cost
        Of the pact, in whatever unit the answer is to have.
    war, war_before
        P(war) with the pact and without it, exact.

    Returns
    -------
    Range
        Undefined where in some pair of equilibria no war is averted.
    """
    fall = change(war_before, war)
    if not isinstance(fall.minimum, Fraction) or not isinstance(fall.maximum, Fraction):
        return Range(None, None, False, False, fall.undefined or "P(war) is not rational")
    if fall.minimum <= 0:
        return Range(None, None, False, False, "in some pair of equilibria the pact averts no war")
    paid = number(cost)
    return Range(paid / fall.maximum, paid / fall.minimum, fall.maximum_attained, fall.minimum_attained)


def preemptive_gap(game: StrategicGame, attack: str) -> Fraction:
    """What a state gains by attacking where it is attacked: W - S (Chassang and Padro i Miquel 2010).

    Parameters
    ----------
    game
        Two players with the same two actions each and payoffs that agree.
    attack
        The action that attacks. W is the payoff where both do, S where only the other one does.

    Raises
    ------
    GameError
        Where the game is not of this kind.
    """
    if len(game.players) != 2 or len(game.actions[0]) != 2 or game.actions[0] != game.actions[1]:
        raise GameError("the gap needs two players with the same two actions: name them alike")
    if attack not in game.actions[0]:
        raise GameError(f"'{attack}' is not an action: {meant(attack, game.actions[0])}")
    first, second = game.matrices
    if any(first[i][j] != second[j][i] for i in range(2) for j in range(2)):
        raise GameError("the two players' payoffs differ, so each has a gap of its own")
    k = game.actions[0].index(attack)
    return Fraction(first[k][k] - first[1 - k][k])


def informativeness(game: ExtensiveGame, cells: Sequence[Any], player: str) -> Range:
    """Mutual information, in bits, between a player's type and her first action: how much a signal tells.

    0 where all types do the same, and the entropy of the prior where each does something else (Shannon 1948).

    Parameters
    ----------
    game, cells
        A game and equilibria of it.
    player
        Who moves at the start.

    Returns
    -------
    Range
        Ends are rigorous enclosures. Mutual information is convex in her strategy, so the largest is at a vertex; where
        she has several strategies in a cell the smallest is only known to lie between 0 and the least at a vertex.

    Raises
    ------
    GameError
        Where she does not move first.
    """
    if player not in game.players or getattr(game.moves[()], "player", None) != player:
        raise GameError(f"{player} does not move at the start; ask for {getattr(game.moves[()], 'player', 'chance')}")
    if not cells:
        return Range(None, None, False, False, "no equilibrium is left")
    values, mixed = [], False
    for cell in cells:
        found = {tuple(_strategy(game, profile, player)) for profile in cell.profiles}
        if not all(isinstance(p, Fraction) for one in found for _, p in one):
            return Range(None, None, False, False, "a strategy is irrational, and its logarithms are not worked out")
        mixed |= len(found) > 1 or cell.curved
        values += [_information(game, dict(one), player) for one in sorted(found)]
    least, most = min(values, key=upper), max(values, key=lower)
    return Range(Algebraic(None, Fraction(0), upper(least)) if mixed and upper(least) else least, most, not mixed)


def _strategy(game: ExtensiveGame, profile: Profile, player: str) -> list[tuple[tuple[str, str], Fraction]]:
    """Her first action by type: (type, action) and the probability of both."""
    place = game.player_index(player)
    found = []
    for kind, prior in zip(game.types[place], game.priors[place], strict=True):
        if not prior:  # nobody is of this type, and an answer may leave it out
            continue
        own = (at for at in profile if (at.player, at.type) == (player, kind))
        start = next(at for at in own if () in game.information_sets[at])
        found += [((kind, action), prior * p) for action, p in profile[start].items() if p]
    return found


def _information(game: ExtensiveGame, law: Mapping[tuple[str, str], Fraction], player: str) -> Any:
    from flint import arb, ctx, fmpq

    kinds: dict[str, Fraction] = {}
    signals: dict[str, Fraction] = {}
    for (kind, action), p in law.items():
        kinds[kind] = kinds.get(kind, Fraction(0)) + p
        signals[action] = signals.get(action, Fraction(0)) + p
    ratios = [(p, p / (kinds[kind] * signals[action])) for (kind, action), p in law.items()]
    if all(ratio == 1 for _, ratio in ratios):
        return Fraction(0)
    before, ctx.prec = ctx.prec, BITS
    try:
        total = sum((_ball(fmpq, arb, p) * _ball(fmpq, arb, ratio).log() for p, ratio in ratios), arb(0)) / arb(2).log()
        middle, radius = (_rational(part) for part in (total.mid(), total.rad()))
    finally:
        ctx.prec = before
    return Algebraic(None, middle - radius, middle + radius)


def _ball(fmpq: Any, arb: Any, x: Fraction) -> Any:
    return arb(fmpq(x.numerator, x.denominator))


def _rational(exact: Any) -> Fraction:
    """The number in the middle of a ball of radius 0."""
    mantissa, exponent = exact.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
