"""Proof that behaviour strategies of a war of attrition are an equilibrium, from the game alone. Sees no solver.

With S_j(t) = (1 - k_j) / (1 + rho_j t) the probability that j is still there, a type w of i gets

- v_i (1 - S_j(t)) - S_j(t) a_i t for backing down at t in (0, t*], the same for every type;
- v_i (1 - S_j(t)) + S_j(t) w for attacking at t: not falling in t where S_j does not rise, so best at t*.

Both are Moebius functions of t, hence monotone, and their extremes are at the ends. After t* nobody backs down:
attacking at once loses nothing, and backing down then costs more than at t*.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from deterrence.algebra.number import RealAlgebraic
from deterrence.errors import GameError
from deterrence.games.attrition import AttritionGame, AttritionProfile
from deterrence.proof import Certificate

DEVIATIONS = "all times of backing down and of attacking, for every type"


def certify_attrition(game: AttritionGame, claimed: AttritionProfile) -> Certificate:
    """Certify claimed behaviour strategies of a war of attrition.

    Parameters
    ----------
    game
        With exact numbers.
    claimed
        A common horizon, and how each side backs down before it.

    Returns
    -------
    Certificate
        ``largest_gain``: the most any type gains by backing down or attacking at another time; ``largest_residual``:
        how far the claim is from probabilities that fall over time. Both are exactly 0 at an equilibrium.

    Raises
    ------
    GameError
        Where the claim is no `AttritionProfile`, or its numbers cannot be computed with.
    """
    if not isinstance(claimed, AttritionProfile):
        raise GameError("a war of attrition is certified with an AttritionProfile: horizon, at_once and rates")
    numbers = (claimed.horizon, *claimed.at_once, *claimed.rates)
    exact = all(isinstance(x, (int, Fraction, RealAlgebraic)) for x in numbers)
    if (len(claimed.at_once), len(claimed.rates)) != (2, 2) or not exact:
        raise GameError("horizon, at_once and rates are exact numbers, two for each side: Fractions or RealAlgebraic")
    horizon, at_once, rates = claimed.horizon, claimed.at_once, claimed.rates
    if horizon <= 0:
        raise GameError("the horizon is positive: where one side gives in at once, surely, there is no crisis to prove")
    improper = [*(-k for k in at_once), *(k - 1 for k in at_once), *(-rate for rate in rates)]
    residual = max([Fraction(0), *improper])
    arithmetic = "exact, in a real number field" if any(isinstance(x, RealAlgebraic) for x in numbers) else "exact"
    if residual > 0:
        return Certificate(Fraction(0), _fraction(residual), arithmetic, DEVIATIONS)
    gains: list[Any] = [Fraction(0)]
    for i in (0, 1):
        j = 1 - i
        prize, cost, highest = game.prizes[i], game.audience_costs[i], game.war_costs[i]
        left = claimed.remaining(j, horizon)
        # backing down at t* against backing down just after 0: v_i - S_j(t)(v_i + a_i t) is monotone between them
        gains.append(abs(left * (prize + cost * horizon) - (1 - at_once[j]) * prize))
        # the types that fight are (-W_i S_i(t*), 0]; those that should are (-a_i t*, 0]
        firm, wanted = highest * claimed.remaining(i, horizon), min(cost * horizon, highest)
        gains.append(left * abs(firm - wanted))
        # who backs down at 0 while the other may do so too gains the prize by waiting an instant (a tie wins nothing)
        if at_once[i] > 0:
            gains.append(prize * at_once[j])
    return Certificate(_fraction(max(gains)), Fraction(0), arithmetic, DEVIATIONS)


def _fraction(x: Any) -> Fraction:
    """A rational that is not smaller, and 0 for 0 alone."""
    return x.enclosure()[1] if isinstance(x, RealAlgebraic) else Fraction(x)
