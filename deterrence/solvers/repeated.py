"""The best strongly symmetric equilibrium of a repeated pact, exactly: factorisation and its linear program.

Values are discounted sums above those without a pact. A pact is kept for one more review if punishments y_j, at most
what is left to lose, cost sum p_j y_j and deter, sum (q_j - p_j) y_j >= d. The cheapest fall on the signals with the
largest likelihood ratio q_j / p_j, as in the lemma of Neyman and Pearson, and the largest values are the greatest fixed
point of the map from what is left to lose to what can be had (Abreu, Pearce and Stacchetti 1990; for reviews Abreu,
Milgrom and Pearce 1991). With public randomisation every payoff between the worst and the best is an equilibrium's.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import log, log1p
from typing import TYPE_CHECKING

from deterrence.errors import SolverError
from deterrence.games.pactplay import Bound, Lengths, PactPlay, PublicStrategy
from deterrence.games.repeated import RepeatedGame
from deterrence.proof import Certificate, Certified
from deterrence.proofs.repeated import certify_repeated, continuation, least_cost
from deterrence.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deterrence.ranges import Range

ZERO, ONE = Fraction(0), Fraction(1)
MOST = 2**37
"""Of the work of exact reviews, about ten seconds: squares of bits, and four powers of the periods between reviews."""
DIGITS = 2_000_000
"""Bits of a power of the discount factor up to which the shortest punishment is looked for."""


@dataclass(frozen=True, eq=False)
class RepeatedEquilibria(Certified, Shown):
    """The payoffs of all strongly symmetric public perfect equilibria, in pure actions, of a repeated pact.

    Attributes
    ----------
    play
        A best equilibrium, why none pays more, and which punishments by suspension keep the pact (Green and Porter
        1984; None where that was not worked out: with notice, recovery, or reviews at intervals).
    complete
        Whether all that was asked is decided; the set of payoffs always is.
    """

    game: RepeatedGame
    play: PactPlay
    method: str
    status: str
    concept: str = "strongly-symmetric"
    complete: bool = True
    exact: bool = True

    @cached_property
    def certificate(self) -> Certificate:
        """That the strategy is an equilibrium and that none of its kind pays more."""
        return certify_repeated(self.game, self.play)

    @property
    def kept(self) -> bool:
        """Whether an equilibrium keeps the pact in every state in which it is in force."""
        return self.play.strategy.keeps == self.game.environment.in_force

    @cached_property
    def periods(self) -> Fraction:
        """N, the discounted number of periods in which the pact is in force."""
        return lives(self.game)[0]

    @property
    def payoffs(self) -> tuple[Fraction, Fraction]:
        """The worst and the best payoff, an average over the periods in which the pact is in force."""
        p = self.game.punishment
        return p, p + self.play.strategy.values[0] / self.periods

    @cached_property
    def measures(self) -> Mapping[str, Range]:
        """What papers report of such a pact, by name; `docs/repeated.md` defines each."""
        from deterrence.solvers.repeated_measures import repeated_measures

        return repeated_measures(self)


def solve_repeated(game: RepeatedGame) -> RepeatedEquilibria:
    """All strongly symmetric public perfect payoffs of a repeated pact, and a strategy that attains the best.

    Parameters
    ----------
    game
        With exact numbers.

    Returns
    -------
    RepeatedEquilibria

    Raises
    ------
    SolverError
        For reviews after many periods whose signals have probabilities of many digits.
    """
    if game.review > 1:
        _check_digits(game)
    if len(game.environment.states) == 1:
        strategy, bound = one_state(game)
        method = "the linear program of punishments and its dual"
    else:
        strategy, bound = _many_states(game)
        method = "greatest fixed point, from above"
    lengths, complete, more = None, True, ""
    if len(game.environment.states) == 1 and game.review == 1:
        lengths = punishment_lengths(game)
        if lengths is None:
            complete, more = False, "; the shortest punishment by suspension is too long to be found exactly"
    play = PactPlay(strategy, bound, lengths)
    return RepeatedEquilibria(game, play, method, _status(game, strategy) + more, complete=complete)


def _check_digits(game: RepeatedGame) -> None:
    """Refuse powers so long that exact arithmetic with them takes minutes."""
    k = game.review
    signals = max(p.denominator.bit_length() for p in (game.bad_kept, game.bad_broken))
    future = game.survival.denominator.bit_length()
    if k**4 * signals**2 + k**3 * future**2 // 8 > MOST:
        digits = int(MOST**0.5 / (2 * k**2) * 0.3)
        raise SolverError(
            f"reviews after {k} periods raise every probability to that power, and these have up to "
            f"{max(signals, future) * 3 // 10} digits: round bad_kept, bad_broken, discount, hazard and turnover to "
            f"{digits} digits, or write a shorter review"
        )


def lives(game: RepeatedGame) -> tuple[Fraction, ...]:
    """For each state the discounted number of periods in which the pact will be in force: N = in force + delta P N."""
    if len(game.environment.states) == 1:
        return (1 / (1 - game.survival),)
    return _discounted(game, game.environment.in_force, ONE)


def tested(game: RepeatedGame, mu: Fraction) -> Fraction:
    """h(mu) = sum over signals of max(0, mu (q - p) - p): what a unit of value at stake pays for incentives.

    The pact is kept if and only if x (1 + h((c - p) / d)) >= 1, x the discount factor between reviews.
    """
    kept, broken = game.signals
    return sum((max(ZERO, mu * (q - p) - p) for p, q in zip(kept, broken, strict=True)), ZERO)


def one_state(game: RepeatedGame) -> tuple[PublicStrategy, Bound]:
    """A best strategy where the pact ends at once or not at all, and why none pays more."""
    kept, broken = game.signals
    x, d, c = game.survival**game.review, game.temptation, game.surplus
    none = tuple(ZERO for _ in kept)
    if d <= 0:
        return PublicStrategy((True,), (game.block * c / (1 - x),), (none,)), Bound(ZERO)
    if x * (1 + tested(game, c / d)) < 1:
        return PublicStrategy((False,), (ZERO,), (none,)), Bound(c / d)
    prices = {p / (q - p) for p, q in zip(kept, broken, strict=True) if q > p}
    slopes = {mu: 1 - x - x * tested(game, mu) for mu in prices}
    value, mu = min((game.block * (c - mu * d) / slope, mu) for mu, slope in slopes.items() if slope > 0)
    # all with a larger ratio end the pact for sure; those at the margin make up what is missing
    margin = [q > p and p / (q - p) == mu for p, q in zip(kept, broken, strict=True)]
    sure = [q > p and p / (q - p) < mu for p, q in zip(kept, broken, strict=True)]
    power = [q - p for p, q in zip(kept, broken, strict=True)]
    missing = game.block * d / (x * value) - sum((w for w, s in zip(power, sure, strict=True) if s), ZERO)
    share = missing / sum((w for w, m in zip(power, margin, strict=True) if m), ZERO)
    chances = tuple(ONE if s else share if m else ZERO for s, m in zip(sure, margin, strict=True))
    return PublicStrategy((True,), (value,), (chances,)), Bound(mu)


def _many_states(game: RepeatedGame) -> tuple[PublicStrategy, Bound]:
    least = least_cost(game)
    pays = ZERO if least is None else max(ZERO, game.surplus - least)
    power = game.bad_broken - game.bad_kept
    worth = pays > 0 or game.temptation <= 0
    may_keep = game.environment.in_force if worth else tuple(False for _ in game.environment.states)
    steps = []
    while True:
        values = _discounted(game, may_keep, pays)
        steps.append((may_keep, values))
        ahead = continuation(game, values)
        still = tuple(may and power * z >= game.temptation for may, z in zip(may_keep, ahead, strict=True))
        if still == may_keep:
            break
        may_keep = still
    chances = tuple(
        (ZERO, max(ZERO, game.temptation) / (power * z) if keep and power * z else ZERO)
        for keep, z in zip(may_keep, ahead, strict=True)
    )
    return PublicStrategy(may_keep, values, chances), Bound(steps=tuple(steps))


def _discounted(game: RepeatedGame, where: tuple[bool, ...], pays: Fraction) -> tuple[Fraction, ...]:
    """The solution of V = pays in the states `where` + delta P V."""
    from flint import fmpq, fmpq_mat

    def flint(x: Fraction) -> fmpq:
        return fmpq(x.numerator, x.denominator)

    rows, n = game.environment.transition, len(where)
    matrix = [[flint(Fraction(i == j) - game.discount * rows[i][j]) for j in range(n)] for i in range(n)]
    found = fmpq_mat(matrix).solve(fmpq_mat([[flint(pays if here else ZERO)] for here in where]))
    return tuple(Fraction(int(found[i, 0].p), int(found[i, 0].q)) for i in range(n))


def punishment_lengths(game: RepeatedGame) -> Lengths | None:
    """The lengths of suspension after a bad signal that keep the pact (Green and Porter 1984); None: not decided.

    With x the discount factor and k = x ((pi1 - pi0)(c - p) - pi0 d), T periods are enough if and only if
    (1 - x^T) k >= d (1 - x).
    """
    x, d = game.survival, game.temptation
    if d <= 0:
        return Lengths(0, True)
    k = x * ((game.bad_broken - game.bad_kept) * game.surplus - game.bad_kept * d)
    need = d * (1 - x)
    if k <= need:
        return Lengths(None, k == need)
    left = 1 - need / k  # x^T may be at most this
    if x and not float(1 - x):  # the length has hundreds of digits
        return None
    guess = (log(left.numerator) - log(left.denominator)) / log1p(-float(1 - x)) if x < 1 else 0.0
    if guess * x.denominator.bit_length() > DIGITS:
        return None
    length = max(1, int(guess))
    while x**length > left:
        length += 1
    while length > 1 and x ** (length - 1) <= left:
        length -= 1
    return Lengths(length, True)


def _status(game: RepeatedGame, strategy: PublicStrategy) -> str:
    everything = "all strongly symmetric public perfect payoffs, in pure actions with public randomisation"
    names = game.environment.states
    if strategy.keeps == game.environment.in_force:
        return f"{everything}: from never keeping the pact to keeping it while it is in force"
    if any(strategy.keeps):
        kept = ", ".join(name for name, keep in zip(names, strategy.keeps, strict=True) if keep)
        return f"{everything}: the best keeps the pact only in these states: {kept}"
    return f"{everything}: no equilibrium keeps the pact in any period"
