"""Proofs for agreements whose acts are all seen: burden shares, linked issues, staying at peace. See no solver.

The punishment is the end of the agreement, which holds everyone at what it can always secure; so an outcome path is a
subgame-perfect equilibrium's if and only if nobody gains by one deviation followed by that (Abreu 1988).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from deterrence.errors import GameError
from deterrence.games.agreements import ExitGame, LinkedIssues, ShareAgreement
from deterrence.proof import Certificate

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class ShareWindow:
    """For each ally the least and the largest share it can carry, and a division of the cost with that share.

    Empty where no division is an equilibrium.
    """

    least: tuple[tuple[Fraction, ...], ...] = ()
    most: tuple[tuple[Fraction, ...], ...] = ()


@dataclass(frozen=True)
class IssueSets:
    """The issues kept in the best equilibrium with all linked, and those that can be kept alone."""

    linked: frozenset[str]
    alone: frozenset[str]


@dataclass(frozen=True)
class Peace:
    """Whether peace for ever is an equilibrium, and whether it is risk dominant."""

    equilibrium: bool
    risk_dominant: bool


def certify_shares(game: ShareAgreement, claimed: ShareWindow) -> Certificate:
    """Check a window of shares: its ends are equilibria, and nothing beyond them is.

    Every division beyond an end gives some ally more than it can carry: the largest share of an ally is 1 or leaves it
    just willing to pay, and at its least share every other ally pays 1 or is just willing.

    Returns
    -------
    Certificate
        `largest_gain`: from not paying, at any division claimed to be an equilibrium.
    """
    n = len(game.players)
    if not claimed.most:  # no division: what all can carry together is less than the cost
        carried = [_carries(game, i) for i in range(n)]
        return Certificate(ZERO, ZERO if sum(carried, ZERO) < 1 else ONE, deviations="paying nothing, by every ally")
    if len(claimed.most) != n or len(claimed.least) != n:
        raise GameError("a window needs one division of the cost for each end of each ally")
    gain = residual = ZERO
    for i in range(n):
        for division in (claimed.most[i], claimed.least[i]):
            residual = max([residual, abs(sum(division, ZERO) - 1), *(-s for s in division)])
            gain = max([gain, *(game.gain(j, s) for j, s in enumerate(division))])
        if not (claimed.most[i][i] == 1 or game.gain(i, claimed.most[i][i]) == 0):
            residual = max(residual, ONE)
        others = [claimed.least[i][j] for j in range(n) if j != i]
        if claimed.least[i][i] != 0 and not all(
            game.gain(j, s) == 0 for j, s in zip((j for j in range(n) if j != i), others, strict=True)
        ):
            residual = max(residual, ONE)
    return Certificate(gain, residual, deviations="paying nothing, by every ally; no share beyond the window")


def _carries(game: ShareAgreement, player: int) -> Fraction:
    """The share at which an ally is just willing: s C = b - (1 - x)(1 - lam) b; its gain grows with its share."""
    share: Fraction = -game.gain(player, ZERO) / game.cost
    return share


def certify_issues(game: LinkedIssues, claimed: IssueSets) -> Certificate:
    """Check which issues are kept: the linked set is an equilibrium's, and no set with a larger surplus is.

    The largest average V that both sides alike can have is at most the surplus of a set that V itself keeps,
    (1 - x) t <= x V; that set then keeps itself, so sets kept throughout are all that need be looked at.
    """
    x = game.effective
    surplus = dict(zip(game.issues, game.surpluses, strict=True))
    temptation = dict(zip(game.issues, game.temptations, strict=True))

    def gain(issues: frozenset[str] | tuple[str, ...]) -> Fraction:
        return (1 - x) * sum((temptation[k] for k in issues), ZERO) - x * sum((surplus[k] for k in issues), ZERO)

    unknown = (claimed.linked | claimed.alone) - set(game.issues)
    if unknown:
        raise GameError(f"the game has no issue '{sorted(unknown)[0]}'; it has {', '.join(game.issues)}")
    residual = ZERO
    best = sum((surplus[k] for k in claimed.linked), ZERO)
    for size in range(len(game.issues) + 1):
        for issues in combinations(game.issues, size):
            if sum((surplus[k] for k in issues), ZERO) > best and gain(issues) <= 0:
                residual = ONE
    for issue in game.issues:
        if (gain((issue,)) <= 0) != (issue in claimed.alone):
            residual = ONE
    return Certificate(
        max(ZERO, gain(claimed.linked)), residual, deviations="breaching all issues at once; no set is worth more"
    )


def certify_peace(game: ExitGame, claimed: Peace) -> Certificate:
    """Check whether peace is an equilibrium, pi / (1 - delta) >= F, and risk dominant.

    Where it is not, pi < (1 - delta) F, and no course of play gives anyone more than F: a number of peaceful periods,
    then at most F, is worth no more. So peace now pays less than F, attacking is strictly better wherever the other may
    be peaceful, and in no equilibrium, mixed ones and asymmetric ones included, are both peaceful in any period.
    """
    short = game.attack - game.lasting
    residual = ZERO if claimed.equilibrium == (short <= 0) else ONE
    risky = game.lasting - game.attack >= game.war - game.victim
    if claimed.risk_dominant != risky:
        residual = ONE
    return Certificate(
        max(ZERO, short) if claimed.equilibrium else ZERO, residual, deviations="attacking first, in any period"
    )
