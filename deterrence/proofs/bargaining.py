"""Proof that a demand and its answer are an equilibrium of ultimatum bargaining, from the game alone. Sees no solver.

The responder's answer is checked at the ends of the intervals of types that accept and reject: what acceptance gains is
linear in the type. What a demand brings the proposer is continuous, and quadratic between the demands at which the
first type rejects and the last one accepts; on each piece the quadratic is read off at three points, and its maximum is
at an end or where its derivative is 0.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from deterrence.errors import GameError
from deterrence.games.arrays import exact_entry
from deterrence.games.bargaining import BargainingGame, BargainingProfile
from deterrence.proof import Certificate

DEVIATIONS = "all demands, staying out, and both answers of every type"


def certify_bargaining(game: BargainingGame, claimed: BargainingProfile) -> Certificate:
    """Certify a claimed equilibrium of ultimatum bargaining.

    Parameters
    ----------
    game
        With exact numbers.
    claimed
        A demand, the types that accept it, and the probability that it is made at all.

    Returns
    -------
    Certificate
        ``largest_gain``: the most the proposer or a type of the responder gains by another choice; to every other
        demand the responder replies as is best for it. ``largest_residual``: how far the claim is from a demand, an
        interval of types and a probability that exist. Both are exactly 0 at an equilibrium.

    Raises
    ------
    GameError
        Where the claim is no `BargainingProfile` of exact numbers.
    """
    if not isinstance(claimed, BargainingProfile) or len(claimed.accepting) != 2:
        raise GameError("ultimatum bargaining is certified with a BargainingProfile: demand, accepting and proposes")
    demand, proposes = exact_entry(claimed.demand, "the demand"), exact_entry(claimed.proposes, "proposes")
    first, last = (exact_entry(end, "an end of accepting") for end in claimed.accepting)
    (least, largest), (low, high) = game.demands, game.types
    residual = max(
        Fraction(0), least - demand, demand - largest, -proposes, proposes - 1, low - first, last - high, first - last
    )
    if game.outside is None:
        residual = max(residual, abs(1 - proposes))
    if residual:
        return Certificate(Fraction(0), residual, deviations=DEVIATIONS)
    gains = [Fraction(0)]
    constant, per_demand, per_type = game.gap

    def gained(kind: Fraction) -> Fraction:
        return constant + per_demand * demand + per_type * kind

    if first < last:
        gains += [-gained(first), -gained(last)]
    for start, stop in ((low, first), (last, high)) if first < last else ((low, high),):
        if start < stop:
            gains += [gained(start), gained(stop)]
    proposer = game.players[0]
    best = _highest(game, proposer)
    value = game.payoff(proposer, demand)
    # which demand is best matters where it is never made too: it is what staying out is compared with
    gains.append(best - value)
    if game.outside is not None:
        outside = game.outside[proposer]
        gains.append(proposes * (outside - value))
        gains.append((1 - proposes) * (best - outside))
    return Certificate(max(gains), Fraction(0), deviations=DEVIATIONS)


def _highest(game: BargainingGame, proposer: str) -> Fraction:
    """The most any demand brings the proposer."""
    constant, per_demand, per_type = game.gap
    least, largest = game.demands
    inside = {-(constant + per_type * kind) / per_demand for kind in game.types} if per_demand else set()
    places = sorted({least, largest, *(y for y in inside if least < y < largest)})
    found = [game.payoff(proposer, y) for y in places]
    for start, stop in pairwise(places):
        middle, half = (start + stop) / 2, (stop - start) / 2
        left, centre, right = (game.payoff(proposer, y) for y in (start, middle, stop))
        # with s = (y - middle) / half: centre + slope s + bend s^2
        slope, bend = (right - left) / 2, (right + left) / 2 - centre
        if bend < 0 and abs(slope) < -2 * bend:
            found.append(game.payoff(proposer, middle - half * slope / (2 * bend)))
    return Fraction(max(found))
