"""Ultimatum bargaining: every optimal demand, from the quadratics that the proposer's payoff consists of.

A demand is made where the best one brings as much as staying out; at equality both are optimal, and so is any mixture.

For the insured target of handbook T10 (a pie of 1, x = 1 - p - t + z) the inner optimum is z = (C + t - c_A) / 2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from deterrence.games.bargaining import BargainingGame, BargainingProfile
from deterrence.proof import Certificate, Certified
from deterrence.proofs.bargaining import certify_bargaining
from deterrence.ranges import Range, single
from deterrence.shown import Shown
from deterrence.solvers.demands import best_demands, pieces
from deterrence.solvers.insurance import comes_back, critical_insurance

NOT_MADE = "no demand is ever made"
KEPT_OUT_BY_NOTHING = "no insurance, however large, keeps the proposer out"
COMES_BACK = "the proposer prefers war and comes back where more is insured, so that no sum is too little or enough"


@dataclass(frozen=True, eq=False)
class BargainingEquilibria(Certified, Shown):
    """All equilibria of ultimatum bargaining.

    Attributes
    ----------
    demands
        Intervals of optimal demands, ascending; an interval may be one point.
    value
        What an optimal demand brings the proposer.
    proposes
        The probabilities with which a demand is made: (1,), (0,), or (0, 1) where the proposer does not mind and any
        mixture will do.
    complete, exact
        Always true. The types at the edge of acceptance, who do not mind, have probability 0 and are left out.
    """

    game: BargainingGame
    demands: tuple[tuple[Fraction, Fraction], ...]
    value: Fraction
    proposes: tuple[Fraction, ...]
    status: str
    concept: str = "perfect-bayesian"
    method: str = "piecewise quadratics"
    complete: bool = True
    exact: bool = True

    @property
    def unique(self) -> bool:
        """Whether there is just one equilibrium."""
        return len(self.proposes) == 1 and len(self.demands) == 1 and self.demands[0][0] == self.demands[0][1]

    @cached_property
    def profiles(self) -> tuple[BargainingProfile, ...]:
        """The optimal demands that stand for all, made and not made where both are optimal.

        The ends of an interval of them, and on each piece where the proposer's payoff is one quadratic two ends and
        the middle: equal there, it is constant.
        """
        places = [
            (max(low, start), min(high, stop))
            for low, high in self.demands
            for start, stop, _ in pieces(self.game, self.game.players[0])
        ]
        found = sorted({y for low, high in places if low <= high for y in (low, (low + high) / 2, high)})
        return tuple(BargainingProfile(y, self.game.accepting(y), p) for p in self.proposes for y in found)

    @cached_property
    def certificates(self) -> tuple[Certificate, ...]:
        """A proof for each of `profiles`."""
        return tuple(certify_bargaining(self.game, profile) for profile in self.profiles)

    @property
    def certificate(self) -> Certificate:
        """The worst of all certificates."""
        return max(self.certificates, key=lambda c: (c.largest_gain, c.largest_residual))

    @cached_property
    def measures(self) -> Mapping[str, Range]:
        """Numbers of the equilibria by name; docs/bargaining.md defines them."""
        result, game = dict(self.measures_of_play), self.game
        if game.outside is not None:
            switch = critical_insurance(game)
            nothing = Range(None, None, False, False, KEPT_OUT_BY_NOTHING)
            result["critical insurance"] = nothing if switch is None else single(switch)
            result["insurance gap"] = nothing if switch is None else single(switch - game.insurance)
            if switch is not None and comes_back(game):
                result["insurance gap"] = Range(None, None, False, False, COMES_BACK)
        return result

    @cached_property
    def measures_of_play(self) -> Mapping[str, Range]:
        """All of them but the critical insurance, which compares with other sums insured."""
        game, made = self.game, max(self.proposes)
        low, high = self.demands[0][0], self.demands[-1][1]
        refusals = [game.rejected(y) for y in self._ends]
        least, most = min(refusals), max(refusals)
        result = {
            "P(crisis)": Range(min(self.proposes), made),
            "P(war)": Range(least * min(self.proposes), most * made),
        }
        conditional = {
            "P(war | crisis)": Range(least, most),
            "P(agreement | crisis)": Range(1 - most, 1 - least),
            "demand": Range(low, high),
        }
        never = Range(None, None, False, False, NOT_MADE)
        result |= conditional if made else dict.fromkeys(conditional, never)
        result["crisis value"] = Range(self.value, self.value)
        for player in game.players:
            values = [game.payoff(player, y) for y in self._extremes(player)] if made else []
            if 0 in self.proposes and game.outside is not None:
                values.append(game.outside[player])
            result[f"E[U][{player}]"] = Range(min(values), max(values))
        return result

    @property
    def _ends(self) -> list[Fraction]:
        return sorted({y for interval in self.demands for y in interval})

    def _extremes(self, player: str) -> Iterator[Fraction]:
        """The optimal demands among which a player's payoff has its extremes."""
        yield from self._ends
        for low, high in self.demands:
            for start, stop, (_, b, c) in pieces(self.game, player):
                if c and max(low, start) < -b / (2 * c) < min(high, stop):
                    yield -b / (2 * c)


def solve_bargaining(game: BargainingGame) -> BargainingEquilibria:
    """All equilibria of ultimatum bargaining with a privately informed responder, exactly.

    Parameters
    ----------
    game
        With exact numbers.

    Returns
    -------
    BargainingEquilibria
    """
    proposer = game.players[0]
    value, demands = best_demands(game)
    one, zero = Fraction(1), Fraction(0)
    outside = None if game.outside is None else game.outside[proposer]
    proposes = (one,) if outside is None or value > outside else (zero,) if value < outside else (zero, one)
    status = "all equilibria"
    if len(proposes) > 1:
        status += f"; {proposer} does not mind whether to make the demand, and may mix"
    if len(demands) > 1 or demands[0][0] < demands[0][1]:
        status += f"; several demands are optimal, and {proposer} may mix over them"
    return BargainingEquilibria(game, demands, value, proposes, status)
