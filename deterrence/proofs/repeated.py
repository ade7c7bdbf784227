"""Proof that a repeated pact is kept, and that no strongly symmetric equilibrium pays more: from the game alone.

The best payoff is found by factorisation (Abreu, Pearce and Stacchetti 1990). All payoffs here are discounted sums
above those without a pact, so 0 is the worst: nobody keeping the pact is an equilibrium, and no symmetric play pays
less.
"""

from __future__ import annotations

from fractions import Fraction

from deterrence.errors import GameError
from deterrence.games.pactplay import Bound, Lengths, PactPlay, PublicStrategy
from deterrence.games.repeated import RepeatedGame
from deterrence.proof import Certificate

ZERO, ONE = Fraction(0), Fraction(1)

DEVIATIONS = (
    "breaking the pact in any state, once (one-shot deviation principle); no strongly symmetric equilibrium pays more"
)


def certify_repeated(game: RepeatedGame, claimed: PactPlay) -> Certificate:
    """Check a claimed best equilibrium of a repeated pact, exactly.

    Parameters
    ----------
    game
        With exact numbers.
    claimed
        The strategy, the bound on all others, and the lengths of suspension (only with one state and a review after
        every period).

    Returns
    -------
    Certificate
        `largest_gain`: the most that breaking the pact brings in a state in which it is to be kept, as a discounted
        sum. `largest_residual`: the largest failure of promise keeping, of a probability to be one, or of the bound.
    """
    if not isinstance(claimed, PactPlay):
        raise GameError("a repeated pact is certified with a PactPlay: a strategy and a bound on all others")
    gain, residual = _strategy(game, claimed.strategy)
    residual = max(residual, _bound(game, claimed.bound, claimed.strategy.values))
    if claimed.lengths is not None:
        residual = max(residual, _lengths(game, claimed.lengths))
    return Certificate(gain, residual, deviations=DEVIATIONS)


def continuation(game: RepeatedGame, values: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """For each state what the next review is worth, discounted to now."""
    if len(values) == 1:
        return (game.survival**game.review * values[0],)
    return tuple(game.discount * v for v in game.environment.ahead(values))


def _strategy(game: RepeatedGame, strategy: PublicStrategy) -> tuple[Fraction, Fraction]:
    """The largest gain from breaking the pact once, and the largest departure of a value from its promise."""
    kept, broken = game.signals
    states = len(game.environment.states)
    if {len(strategy.keeps), len(strategy.values), len(strategy.reversion)} != {states}:
        raise GameError(f"a strategy needs an action, a value and a reversion for each of the {states} states")
    gain = residual = ZERO
    for s, later in enumerate(continuation(game, strategy.values)):
        chances = strategy.reversion[s]
        if len(chances) != len(kept):
            raise GameError(f"a reversion needs a probability for each of the {len(kept)} numbers of bad signals")
        residual = max([residual, *(max(-rho, rho - 1) for rho in chances)])
        promised = later
        if strategy.keeps[s]:
            if not game.environment.in_force[s]:
                residual = max(residual, ONE)
            promised += game.block * game.surplus
            promised -= later * sum((p * rho for p, rho in zip(kept, chances, strict=True)), ZERO)
            loss = later * sum((rho * (q - p) for p, q, rho in zip(kept, broken, chances, strict=True)), ZERO)
            gain = max(gain, game.block * game.temptation - loss)
        residual = max(residual, abs(promised - strategy.values[s]), -strategy.values[s])
    return gain, residual


def _bound(game: RepeatedGame, bound: Bound, values: tuple[Fraction, ...]) -> Fraction:
    """By how much the claimed values are not shown to be the largest (0: they are)."""
    if bound.multiplier is not None and len(values) == 1:
        return _dual(game, bound.multiplier, values[0])
    return _steps(game, bound, values)


def _dual(game: RepeatedGame, mu: Fraction, value: Fraction) -> Fraction:
    """Weak duality for one state.

    Punishments y_j in [0, x U], x = survival^k, cost sum p_j y_j and must bring sum (q_j - p_j) y_j >= B d. For every
    mu >= 0 they cost at least mu B d - x U h(mu), with h(mu) = sum max(0, mu (q_j - p_j) - p_j). So the largest value
    satisfies U (1 - x - x h) <= B (c - p - mu d), or no period keeps the pact and it is 0.
    """
    kept, broken = game.signals
    x = game.survival**game.review
    slope = 1 - x - x * sum((max(ZERO, mu * (q - p) - p) for p, q in zip(kept, broken, strict=True)), ZERO)
    if mu < 0 or slope <= 0:
        return ONE
    best = game.block * (game.surplus - mu * game.temptation) / slope
    excess: Fraction = max(ZERO, max(ZERO, best) - value)
    return excess


def _steps(game: RepeatedGame, bound: Bound, values: tuple[Fraction, ...]) -> Fraction:
    """The largest fixed point of an increasing map, from above.

    A period in which the pact is kept pays at most c - p less the least cost of incentives, d / (L - 1) with L the
    largest likelihood ratio; so the largest values satisfy U <= that in states that may keep it + what comes next.
    Whoever solves this with equality bounds them, and where the most that can be lost, power * next, is less than d
    the pact cannot be kept.
    """
    least = least_cost(game)
    pays = None if least is None else game.surplus - least
    kept, broken = game.signals
    power = sum((max(ZERO, q - p) for p, q in zip(kept, broken, strict=True)), ZERO)
    allowed = game.environment.in_force
    if pays is None or pays <= 0:  # keeping the pact adds nothing: the values shrink to 0
        return max(values, default=ZERO)
    if not bound.steps:
        return ONE
    worst, before = ZERO, None
    for may_keep, bounds in bound.steps:
        if len(may_keep) != len(values) or len(bounds) != len(values):
            raise GameError("a step of the bound needs one entry for each state")
        for s, later in enumerate(continuation(game, bounds)):
            worst = max(worst, abs(bounds[s] - later - (game.block * pays if may_keep[s] else 0)))
        if before is None:
            dropped = [s for s, may in enumerate(may_keep) if not may and allowed[s]]
            worst = max(worst, ONE if dropped else ZERO)
        else:
            ahead = continuation(game, before[1])
            for s, may in enumerate(may_keep):
                if before[0][s] and not may and power * ahead[s] >= game.block * game.temptation:
                    worst = max(worst, ONE)
        if any(may and not open_ for may, open_ in zip(may_keep, allowed, strict=True)):
            worst = max(worst, ONE)
        before = may_keep, bounds
    assert before is not None
    return max([worst, *(top - value for top, value in zip(before[1], values, strict=True))])


def least_cost(game: RepeatedGame) -> Fraction | None:
    """The least that incentives can cost a period: d / (L - 1), L the largest likelihood ratio of a signal.

    None where no signal is likelier if the pact is broken, so that no incentive can be given.
    """
    if game.temptation <= 0:
        return ZERO
    kept, broken = game.signals
    costs = [p / (q - p) for p, q in zip(kept, broken, strict=True) if q > p]
    return game.temptation * min(costs) if costs else None


def _lengths(game: RepeatedGame, lengths: Lengths) -> Fraction:
    """1 where a claimed set of punishment lengths is wrong (Green and Porter 1984).

    V = c + x ((1 - pi0) V + pi0 x^T V), above the payoff without a pact, and breaking must not pay,
    d <= (pi1 - pi0) x (1 - x^T) V. Both sides multiplied out: (1 - x^T) k >= d (1 - x) with
    k = x ((pi1 - pi0) c - pi0 d), in which the left side grows with T if k > 0.
    """
    if len(game.environment.states) > 1 or game.review > 1:
        raise GameError("punishments by suspension are checked with one state and a review after every period")
    if game.temptation <= 0:
        return ZERO if lengths == Lengths(0, True) else ONE

    def enough(power: Fraction) -> bool:
        x = game.survival
        k = x * ((game.bad_broken - game.bad_kept) * game.surplus - game.bad_kept * game.temptation)
        return bool((1 - power) * k >= game.temptation * (1 - x))

    if lengths.forever != enough(ZERO):
        return ONE
    if lengths.shortest is None:  # 1 - x^T reaches 1 only where x = 0
        strictly = lengths.forever and not _tight(game)
        return ONE if strictly else ZERO
    x, shortest = game.survival, lengths.shortest
    return ZERO if shortest >= 1 and enough(x**shortest) and not enough(x ** (shortest - 1)) else ONE


def _tight(game: RepeatedGame) -> bool:
    """Whether suspension for ever is just enough, so that no finite length is."""
    x = game.survival
    k = x * ((game.bad_broken - game.bad_kept) * game.surplus - game.bad_kept * game.temptation)
    return bool(k == game.temptation * (1 - x))
